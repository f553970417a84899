#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How the certificates here were made, with the command line of OpenSSL: keys of P-256 whose key usage is to sign, and to
# agree on keys. Each run makes other keys; the private keys are thrown away.
set -e
cd "$(dirname "$0")"
key=$(mktemp)
trap 'rm -f "$key"' EXIT
make() {
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$key"
    openssl req -x509 -new -key "$key" -subj "/CN=$1" -days 3650 -addext "keyUsage=critical,$2" -outform DER -out "$1.der"
}
make sign digitalSignature
make agree keyAgreement
