#!/usr/bin/env bash
# Build Lantu and check the sample city: shows the summary and where the results lie.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash scripts/install-deps.sh
# A build folder of its own: the demo builds no tests, so it needs no test packages.
cmake --preset release -B build/demo-program -DLANTU_TESTS=OFF
cmake --build build/demo-program

status=0
build/demo-program/lantu check sample-data/project.yaml -o build/demo --overwrite || status=$?
# The sample has planted conflicts, so findings (1) are what a good run ends with.
if [[ $status -ne 1 && $status -ne 0 ]]; then
  echo "demo: lantu check ended with exit code $status" >&2
  exit "$status"
fi
echo
echo "Results: $PWD/build/demo"
ls -l build/demo
