#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Throwaway keys for one run: a CA, a server certificate for localhost, and two self-signed client certificates.
# Certificates of the clients go to $1, everything else to $1/private.
set -eu
mkdir -p "$1/private"
cd "$1/private"
exec 2>openssl.log
new_key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
openssl req -x509 $new_key -days 30 -subj '/CN=loopback CA' -addext basicConstraints=critical,CA:TRUE \
    -keyout ca.key -out ca.pem
openssl req $new_key -subj '/CN=localhost' -keyout server.key -out server.csr
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' >server.ext
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile server.ext -out server.pem
openssl req -x509 $new_key -days 30 -subj '/CN=tpp-1/O=Test TPP' -keyout client.key -out ../client_certificate.pem
openssl req -x509 $new_key -days 30 -subj '/CN=other' -keyout other.key -out ../other_certificate.pem
