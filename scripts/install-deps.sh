#!/usr/bin/env bash
# Install what the build needs (with the argument `test`: what the tests need too) on Debian 12.
# Asks apt only for what is missing; nothing missing, nothing done and no network used.
set -euo pipefail

packages=(build-essential cmake ninja-build pkg-config libgdal-dev libproj-dev libgeos-dev
  libsqlite3-dev libglib2.0-dev libyaml-dev libjansson-dev libxlsxwriter-dev
  libcairo2-dev libpango1.0-dev fonts-wqy-zenhei)
if [[ "${1:-}" == test ]]; then
  packages+=(libcmocka-dev python3 python3-xlwt python3-jsonschema gdal-bin clang
    libclang-rt-14-dev postgresql-postgis poppler-utils)
fi

if ! command -v dpkg-query >/dev/null; then
  echo "install-deps: no dpkg here, going on with what is installed" >&2
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ "$status" == installed ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

# A terminal can be asked for sudo's password, a CI job cannot.
if [[ $(id -u) -eq 0 ]]; then
  as_root=()
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; then
  as_root=(sudo)
else
  echo "install-deps: packages are missing, run as root:" \
    "apt-get update && apt-get install ${missing[*]}" >&2
  exit 1
fi

# A machine that was just started may still hold apt's lock for its daily update.
apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" </dev/null
}
echo "installing: ${missing[*]}"
# One broken source is no reason to stop: the packages may come from another.
apt_get update || echo "install-deps: apt-get update failed, going on" >&2
apt_get install --no-install-recommends "${missing[@]}" || {
  echo "install-deps: apt-get could not install: ${missing[*]}" >&2
  exit 1
}
