#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How the certificates here were made, with the command line of OpenSSL: three kinds of key, DER and PEM, and what it
# says their SHA-256 is. Each run makes other keys and so other thumbprints; the private keys are thrown away.
set -e
cd "$(dirname "$0")"
key=$(mktemp)
trap 'rm -f "$key"' EXIT
make() {
    name=$1
    shift
    openssl genpkey "$@" -out "$key"
    openssl req -x509 -new -key "$key" -subj "/C=XX/O=Example/CN=client.example $name" -days 3650 \
        -addext 'extendedKeyUsage=clientAuth' -out "$name.pem"
    openssl x509 -in "$name.pem" -outform DER -out "$name.der"
    openssl x509 -in "$name.pem" -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr A-F a-f >"$name.sha256"
}
make ec -algorithm EC -pkeyopt ec_paramgen_curve:P-256
make rsa -algorithm RSA -pkeyopt rsa_keygen_bits:4096
make ed25519 -algorithm ED25519
