#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The demonstration: two servers, a real client, attacks. Where the servers could not be built or Python lacks its cryptography package, it says
# so and the recorded requests are judged instead.
# Environment: BUILD is the build folder, nothing is written elsewhere. DEMO_CLIENT=node or c chooses the client: openid-client where node and
# npm are there, or our own in C. FLAVOUR=openssl takes the programs that are linked with libfapi-openssl. PYTHON names the interpreter.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
BUILD=${BUILD:-$root/build}
mkdir -p "$BUILD/demo" && BUILD=$(cd "$BUILD" && pwd) || exit 1
FLAVOUR=${FLAVOUR:-default}
export BUILD FLAVOUR

recorded() {
    echo "SKIP the servers and their attacks: $1."
    echo "In their place requests are judged that were recorded before; without the servers."
    DEMO_RECORDED=1 exec "$root/examples/demo/recorded.sh"
}

bounded() { # SECONDS command...
    if command -v timeout >/dev/null 2>&1; then timeout "$@"; else shift; "$@"; fi
}

# An interpreter that has the package: the first in the path need not be the one that the packages of the system are for.
python=
for candidate in ${PYTHON:-python3 /usr/bin/python3}; do
    if "$candidate" -c 'import sys, cryptography; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || recorded "no Python 3.9 with its cryptography package"
for program in auth-server/auth-server resource-server/resource-server; do
    [ -x "$BUILD/examples/$FLAVOUR/$program" ] ||
        recorded "$program was not built (libmicrohttpd, GnuTLS, SQLite, jansson and libcurl are needed)"
done
command -v openssl >/dev/null 2>&1 || recorded "there is no openssl program, which makes the certificates"

# openid-client, where it can be had.
node_client() {
    command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || { why="there is no node and npm"; return 1; }
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
        { why="node $(node --version) is older than 20.19"; return 1; }
    client=$BUILD/demo/client
    mkdir -p "$client" && cp "$root/examples/demo/flow.mjs" "$client" || return 1
    cmp -s "$root/examples/demo/package.json" "$client/installed.json" && return 0
    echo "Installing openid-client in $client ..."
    cp "$root/examples/demo/package.json" "$client"
    (cd "$client" && bounded 90 npm install --no-package-lock --no-audit --no-fund --ignore-scripts --prefer-offline \
        --loglevel=error >npm.log 2>&1) || { why="npm install failed, see $client/npm.log"; return 1; }
    cp "$client/package.json" "$client/installed.json"
}
why=
if [ "${DEMO_CLIENT:-node}" = node ] && ! node_client; then
    echo "SKIP openid-client: $why. Our own client takes its place."
    DEMO_CLIENT=c
fi
DEMO_CLIENT=${DEMO_CLIENT:-node}
library=libfapi.so
[ "$FLAVOUR" = default ] || library=libfapi-$FLAVOUR.so
FAPI_LIBRARY=$BUILD/$library PYTHONDONTWRITEBYTECODE=1
export DEMO_CLIENT FAPI_LIBRARY PYTHONDONTWRITEBYTECODE
exec "$python" "$root/examples/demo/demo.py"
