#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# start.sh DIR: starts the pair of servers that setup.sh prepared in DIR, waits until both listen, prints their URLs; SIGTERM or SIGINT
# ends both, and so does the death of one of them. FLAVOUR=default|openssl and BUILD choose the programs.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 1 ] || { echo "usage: start.sh DIR" >&2; exit 2; }
dir=$(cd "$1" && pwd)
programs=$(cd "${BUILD:-$here/../../build}" && pwd)/examples/${FLAVOUR:-default}
pids=()
finish() {
    trap - EXIT TERM INT
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
}
trap finish EXIT
trap 'finish; exit 0' TERM INT

start() { # program, configuration
    local out=$dir/$1.ready
    : >"$out"
    "$programs/$1/$1" "$dir/$2" >"$out" &
    pids+=($!)
    for _ in $(seq 300); do
        if grep -q '^READY ' "$out"; then sed -n 's/^READY //p' "$out"; return; fi
        kill -0 "${pids[-1]}" 2>/dev/null || { echo "start.sh: $1 did not start" >&2; exit 1; }
        sleep 0.05
    done
    echo "start.sh: $1 is not ready after 15 s" >&2
    exit 1
}
start auth-server as.json
start resource-server rs.json
echo READY
wait -n "${pids[@]}" || true
echo "start.sh: a server ended" >&2
exit 1
