#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The README's table of profiles is the one that the program prints, and its example compiles but for the host's own parts.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
table=$("${BUILD:-build}/examples/default/profiles" --readme) || exit 1
grep -qxF -f - README.md <<<"$table" || { echo "README.md has no table of profiles"; exit 1; }
missing=$(grep -vxF -f README.md <<<"$table")
[ -z "$missing" ] || { echo "README.md differs from: profiles --readme"; echo "$missing"; exit 1; }
echo "the README's table of profiles is up to date"
