#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How the certificates here were made, with the command line of OpenSSL 3: subjects and alternative names of all kinds. Each run
# makes other keys; the private keys are thrown away.
set -e
cd "$(dirname "$0")"
key=$(mktemp) conf=$(mktemp)
trap 'rm -f "$key" "$conf"' EXIT
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$key"
# name, lines of the subject, subjectAltName; \n ends a line
make() {
    printf 'string_mask=utf8only\n[req]\nprompt=no\nutf8=yes\nstring_mask=%s\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\n%b\n[ext]\n%b\n' \
        "${4:-utf8only}" "$2" "$3" >"$conf"
    openssl req -x509 -new -utf8 -key "$key" -config "$conf" -multivalue-rdn -days 3650 -outform DER -out "$1.der"
}
make plain 'C=GB\nO=Acme\nCN=client one' 'subjectAltName=DNS:client.example,DNS:other.example,URI:spiffe://example/a,IP:192.0.2.1,IP:2001:db8::1,email:ops@Client.Example'
make mixed 'C=GB\nO=Acme\nCN=client one' 'subjectAltName=DNS:*.example.com,DNS:client.example' nombstr
make escapes 'C=GB\nO=Acme, \\"Q\\" Ltd;x\\=1\nOU= \\#lead <a+b> \\\\ back \nCN=client one' 'basicConstraints=CA:FALSE'
make multi 'C=GB\nO=Acme\nCN=client one\n+UID=17\n+serialNumber=A1' 'basicConstraints=CA:FALSE'
make utf8 'C=BR\nO=Instituição Financeira\nL=São Paulo\nCN=Ação Ł' 'basicConstraints=CA:FALSE'
make oids '0.1.3.6.1.4.1.11129.1=private\norganizationIdentifier=OFBBR-12345678000199\nbusinessCategory=Private Organization\njurisdictionC=BR\nDC=example\nUID=17\nSN=Doe\ntitle=Dr\nCN=x' 'subjectAltName=otherName:1.2.3;UTF8:x,dirName:d,RID:1.2.3.4,DNS:client.example\n[d]\nCN=y'
make bmp 'C=GB\nO=Žluť\nCN=client one' 'basicConstraints=CA:FALSE' pkix
make order 'CN=client one\nO=Acme\nC=GB' 'basicConstraints=CA:FALSE'
make two 'C=BR\n0.UID=18\n1.UID=17\norganizationIdentifier=OFBBR-12345678000199\nCN=x' 'basicConstraints=CA:FALSE'
make nosubject 'CN=x' 'subjectAltName=critical,DNS:client.example'
make critical 'CN=client one' '1.2.3.4.5=critical,ASN1:UTF8String:x\nsubjectAltName=DNS:client.example'
# NUL in names: octets of a finished certificate are replaced, so its signature is broken, which nobody looks at here.
make nul 'C=GB\nCN=client.example@evil' 'subjectAltName=DNS:client.example@.evil.example,URI:https://client.example/@x'
python3 - <<'P'
data = open("nul.der", "rb").read()
open("nul.der", "wb").write(data.replace(b"example@", b"example\0").replace(b"/@x", b"/\0x"))
P
# Two keys that no P-256 is: RSA and Ed25519.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$key" -subj '/C=GB/CN=rsa' -days 3650 -outform DER -out rsa.der
openssl req -x509 -newkey ed25519 -nodes -keyout "$key" -subj '/C=GB/CN=ed25519' -days 3650 -outform DER -out ed25519.der
