#!/usr/bin/env bash
# Build Lantu and run all its tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash scripts/install-deps.sh test
cmake --preset dev
cmake --build --preset dev
ctest --preset dev
