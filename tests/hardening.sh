#!/usr/bin/env bash
# Whether a program has what CMakeLists.txt promises of hardening, as readelf tells it: flags that a later edit
# drops are missed by nobody else.
set -euo pipefail
program=$1
failed=0

# Says what is wrong unless the command succeeds.
expect() {
  local what=$1
  shift
  "$@" || { echo "$program: $what" && failed=1; }
}
has() { grep -Eq -- "$1" <<<"$2"; }
lacks() { ! has "$1" "$2"; }

header=$(readelf -hW "$program") segments=$(readelf -lW "$program") dynamic=$(readelf -dW "$program")
symbols=$(readelf --dyn-syms -W "$program")

expect "no position-independent executable" has 'Type: +DYN' "$header"
expect "no PIE flag" has 'FLAGS_1.*PIE' "$dynamic"
expect "relocations are not bound at once" has 'BIND_NOW|FLAGS_1.*NOW' "$dynamic"
expect "no read-only relocations" has 'GNU_RELRO' "$segments"
expect "no word about its stack" has 'GNU_STACK' "$segments"
expect "an executable stack" has 'GNU_STACK( +0x[0-9a-f]+){5} +RW +' "$segments"
expect "a segment that is writable and executable" lacks '^ +[A-Z_]+( +0x[0-9a-f]+){5} +RWE ' "$segments"
expect "a path of its own to look for libraries" lacks 'RPATH|RUNPATH' "$dynamic"
expect "relocations in its code" lacks 'TEXTREL' "$dynamic"
expect "no stack protector" has '__stack_chk_fail' "$symbols"
expect "no checked calls of the C library" has '__(memcpy|memmove|snprintf|vsnprintf|read|fdelt)_chk' "$symbols"
if has 'X86-64' "$header"; then
  # The note of the whole program is lost to any static library without one, so the landing pads are counted.
  pads=$(LC_ALL=C grep -oaP '\xf3\x0f\x1e\xfa' "$program" | wc -l) || pads=0
  expect "only $pads landing pads for indirect branches" [ "$pads" -gt 1000 ]
fi
exit "$failed"
