#!/usr/bin/env bash
# Install into a new prefix and use what is there: program, headers, pkg-config, CMake package.
# From the environment: CMAKE CC CFLAGS BUILD LIBDIR VERSION.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
prefix=$top/prefix

fail() {
  echo "install: $1" >&2
  exit 1
}

"$CMAKE" --install "$BUILD" --prefix "$prefix" >"$top/log" || { cat "$top/log"; exit 1; }
mv "$prefix" "$prefix moved" # nothing may depend on where it was installed
prefix="$prefix moved"

version=$("$prefix/bin/lantu" --version)
[[ "$version" == *"$VERSION"* ]] || fail "lantu --version says '$version', not $VERSION"
# What ships is there, and only that.
diff <(cd "$here/../../src/share" && find . -type f -not -path './texts/*' | sort) \
  <(cd "$prefix/share/lantu" && find . -type f -not -path './sample-data/*' | sort) ||
  fail "share/lantu differs from src/share"
LANTU_DATA="$prefix/share/lantu" "$prefix/bin/lantu" new "$top/new" >"$top/log" || fail "lantu new fails"
diff -r "$prefix/share/lantu/sample-data" "$top/new" || fail "lantu new differs from the installed sample"

export PKG_CONFIG_PATH="$prefix/$LIBDIR/pkgconfig"
[[ $(pkg-config --modversion lantu) == "$VERSION" ]] || fail "lantu.pc has another version"
# pkg-config escapes the blank in the prefix for a shell.
eval "cflags=($(pkg-config --cflags lantu)) libs=($(pkg-config --libs lantu))"
read -ra sanitize <<<"${CFLAGS:-}"
for header in "$prefix"/include/lantu/*.h; do
  "$CC" -std=c17 -fsyntax-only -Wall -Wextra -Werror -x c "${cflags[@]}" "$header" 2>"$top/log" ||
    { cat "$top/log"; fail "$header does not stand alone"; }
done
"$CC" "${sanitize[@]}" "${cflags[@]}" "$here/consumer/main.c" -o "$top/by-pkg-config" "${libs[@]}"
LD_LIBRARY_PATH="$prefix/$LIBDIR" "$top/by-pkg-config" || fail "consumer by pkg-config fails"

"$CMAKE" -S "$here/consumer" -B "$top/build" -DCMAKE_PREFIX_PATH="$prefix" >"$top/log" 2>&1 &&
  "$CMAKE" --build "$top/build" >>"$top/log" 2>&1 || { cat "$top/log"; fail "find_package(lantu) fails"; }
"$top/build/consumer" || fail "consumer by find_package fails"
