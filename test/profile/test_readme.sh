#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The README's table of profiles is the one that the program prints.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
table=$("${BUILD:-build}/examples/default/profiles" --readme) && [ -n "$table" ] || exit 1
missing=$(grep -vxF -f README.md <<<"$table")
[ -z "$missing" ] || { echo "README.md differs from what profiles --readme prints:"; echo "$missing"; exit 1; }
echo "the README's table of profiles is up to date"
