#!/bin/sh
# The library as others get it: installed into a folder, found by pkg-config, the example built against it, shared and static, and run.
#   installed.sh SOURCE BUILD
set -eu
source=$1
build=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

meson install -C "$build" --no-rebuild --quiet --destdir "$folder"
pc=$(find "$folder" -name diaodu.pc)
installed=${pc%/lib/*}
lib=$(dirname "$(find "$folder" -name libdiaodu.so)")
PKG_CONFIG_PATH=$(dirname "$pc")
export PKG_CONFIG_PATH

# shellcheck disable=SC2046
cc -std=c17 "$source/examples/four_orders.c" $(pkg-config --define-variable=prefix="$installed" --cflags --libs diaodu) -o "$folder/shared"
LD_LIBRARY_PATH=$lib "$folder/shared" >"$folder/shared.txt"
# shellcheck disable=SC2046
cc -std=c17 "$source/examples/four_orders.c" $(pkg-config --define-variable=prefix="$installed" --cflags diaodu) "$lib/libdiaodu.a" \
    $(pkg-config --static --libs-only-l jansson sqlite3) -lm -pthread -o "$folder/static"
"$folder/static" >"$folder/static.txt"

cmp "$folder/shared.txt" "$folder/static.txt"
grep -q delivered "$folder/shared.txt"
LD_LIBRARY_PATH=$lib "$installed/bin/diaodu" --help >"$folder/help.txt"
grep -q solve "$folder/help.txt"
echo "installed, found, built twice, run"
