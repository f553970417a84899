#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Start the server, run the client bound by DPoP and bound by mTLS, stop the server.
#   ALG=ES256|PS256|EdDSA OUT=folder sh run.sh        (after npm install; OUT is emptied first)
set -u
cd "$(dirname "$0")" || exit 1
export ALG="${ALG:-ES256}" OUT="${OUT:-out-${ALG:-ES256}}"
rm -rf "$OUT"
sh pki.sh "$OUT" || exit 1
node server.mjs >"$OUT/private/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null' EXIT
trap 'exit 1' INT TERM
tries=0
until ISSUER=$(sed -n 's/^READY //p' "$OUT/private/server.log") && [ -n "$ISSUER" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 150 ] || ! kill -0 "$server" 2>/dev/null; then
        cat "$OUT/private/server.log" >&2
        exit 1
    fi
    sleep 0.1
done
export ISSUER
for mode in dpop mtls; do
    if ! node client.mjs "$mode" >"$OUT/private/$mode.log" 2>&1; then
        echo "$ALG $mode: the client failed" >&2
        tail -n 15 "$OUT/private/$mode.log" >&2
        exit 1
    fi
    echo "$ALG $mode: recorded in $OUT"
done
