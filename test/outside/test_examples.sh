#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The examples that play a whole exchange, each built against the installed copy as a stranger would build it, with both libraries. Each
# judges what it shows and ends with 1 if something went otherwise.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
build=$(cd "${BUILD:-build}" && pwd) || exit 2
copy=$build/outside
out=$build/examples-outside
rm -rf "$out"
mkdir -p "$out" || exit 2
export PKG_CONFIG_SYSROOT_DIR=$copy PKG_CONFIG_PATH=$copy/opt/fapi/lib/pkgconfig LD_LIBRARY_PATH=$copy/opt/fapi/lib
passed=0 failed=0
for flavour in ${FLAVOURS:-default openssl}; do
    package=fapi
    [ "$flavour" = openssl ] && package=fapi-openssl
    for example in in_process_flow authorization_server message_signature; do
        program=$out/$example-$flavour
        # shellcheck disable=SC2046,SC2086  # words are meant to split
        if ${CC:-cc} -std=c99 -Wall -Wextra -Werror -pedantic $(${PKG_CONFIG:-pkg-config} --cflags $package) "examples/$example.c" \
            -o "$program" $(${PKG_CONFIG:-pkg-config} --libs $package) && "$program" >"$program.log" 2>&1; then
            passed=$((passed + 1))
        else
            tail -5 "$program.log"
            echo "FAIL $example, $flavour"
            failed=$((failed + 1))
        fi
    done
done
# Who reads the log of the first one sees both bindings, and each refused to a thief.
if [ "$(grep -c 'API: refused: FAPI_DPOP_REPLAYED\|API: refused: FAPI_MTLS_CERTIFICATE_MISSING' "$out"/in_process_flow-*.log |
    sed 's/.*://' | sort -u)" = 2 ]; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
