#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Requests to an API and attacks on them, judged by libfapi alone: with npm a server and a client of others make the requests now; without it,
# recorded ones do.
# BUILD is the build folder; nothing is written elsewhere. DEMO_RECORDED=1 takes the recorded requests in any case.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
BUILD=${BUILD:-$root/build}
mkdir -p "$BUILD" && BUILD=$(cd "$BUILD" && pwd) || exit 1
demo=$BUILD/examples/default/demo/demo
work=$BUILD/interop
algs="ES256 PS256 EdDSA"

# bounded SECONDS command...
bounded() {
    if command -v timeout >/dev/null 2>&1; then timeout "$@"; else shift; "$@"; fi
}

# The program, where make has not built it before.
if [ ! -x "$demo" ]; then
    mkdir -p "$(dirname "$demo")"
    ${CC:-cc} -O2 -std=c11 -D_POSIX_C_SOURCE=200809L -I"$root/include" "$root/examples/demo/demo.c" "$BUILD/libfapi.a" \
        -lmbedx509 -lmbedcrypto -lsodium -lpthread -o "$demo" || exit 1
fi

recorded() {
    echo "Requests: recorded ones in examples/recorded ($1)."
    cd "$root/examples/recorded" && exec "$demo" $algs
}

node_fits() { # what the packages want
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}

[ "${DEMO_RECORDED:-0}" = 0 ] || recorded "as asked"
for tool in node npm openssl; do
    command -v $tool >/dev/null 2>&1 || recorded "there is no $tool here"
done
node_fits || recorded "node $(node --version) is older than 20.19"

mkdir -p "$work"
cp "$root"/examples/interop/*.mjs "$root"/examples/interop/*.sh "$work"
if ! cmp -s "$root/examples/interop/package.json" "$work/installed.json"; then
    echo "Installing oidc-provider and openid-client in $work ..."
    cp "$root/examples/interop/package.json" "$work"
    (cd "$work" && bounded 60 npm install --no-package-lock --no-audit --no-fund --ignore-scripts --prefer-offline \
        --loglevel=error >npm.log 2>&1) || recorded "npm install failed, see $work/npm.log"
    cp "$work/package.json" "$work/installed.json"
fi

jobs=
for alg in $algs; do
    ALG=$alg OUT=out-$alg bounded 30 sh "$work/run.sh" >"$work/$alg.log" 2>&1 &
    jobs="$jobs $!"
done
failed=0
for job in $jobs; do
    wait "$job" || failed=1
done
if [ $failed = 1 ]; then
    cat "$work"/*.log >&2
    recorded "the server or the client failed"
fi
echo "Requests: made now by openid-client, with tokens of oidc-provider, on loopback."
cd "$work" && exec "$demo" --live out-ES256 out-PS256 out-EdDSA
