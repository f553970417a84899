#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes server.json and other.json with the openssl command: RSA keys of a test server and of its second client, as private JWKs for PS256.
They are of no use outside the tests; making such keys anew for each test takes longer than the tests."""
import base64
import hashlib
import json
import re
import subprocess


def text(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def make():
    pem = subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], capture_output=True, check=True).stdout
    listing = subprocess.run(["openssl", "rsa", "-text", "-noout"], input=pem, capture_output=True, check=True).stdout.decode()
    found = {}
    for name, number, octets in re.findall(r"^(\w+):(?: (\d+).*)?\n((?:    [0-9a-f:]+\n)*)", listing, re.M):
        digits = re.sub(r"[\s:]", "", octets)
        found[name] = text(bytes.fromhex(digits).lstrip(b"\0") if digits else int(number).to_bytes(3, "big"))
    key = {"kty": "RSA", "n": found["modulus"], "e": found["publicExponent"], "d": found["privateExponent"], "p": found["prime1"],
           "q": found["prime2"], "dp": found["exponent1"], "dq": found["exponent2"], "qi": found["coefficient"], "alg": "PS256", "use": "sig"}
    thumbprint = '{"e":"%s","kty":"RSA","n":"%s"}' % (key["e"], key["n"])
    key["kid"] = text(hashlib.sha256(thumbprint.encode()).digest())
    return key


for name in ("server", "other"):
    with open(f"{name}.json", "w", encoding="ascii") as file:
        json.dump(make(), file, indent=0)
        file.write("\n")
