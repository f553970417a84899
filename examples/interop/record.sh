#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Make examples/recorded anew: one run for each algorithm, without the private keys. After npm install.
set -eu
cd "$(dirname "$0")"
for alg in ES256 PS256 EdDSA; do
    ALG=$alg OUT=out-$alg sh run.sh
    rm -rf "../recorded/$alg"
    mkdir -p "../recorded/$alg"
    for file in out-"$alg"/*; do
        [ -f "$file" ] && cp "$file" "../recorded/$alg/"
    done
    rm -rf "out-$alg"
done
