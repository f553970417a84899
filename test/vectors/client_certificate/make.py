#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""
Writes own.json: what the test has beside vectors.json (some captured from real proxies, the others by the vendors' documents).
Each row: format, what, fields (name and value of each line), status, and for FAPI_OK the thumbprint, how many certificates, and
whether there is a DER. `client` is the certificate of vectors.json, `other` the one that issued it, `rsa` a long one.
"""
import base64
import hashlib
import json
import os
import re
import urllib.parse

os.chdir(os.path.dirname(os.path.abspath(__file__)))
VECTORS = json.load(open("vectors.json"))


def pem_of(der):
    text = base64.b64encode(der).decode()
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    return "-----BEGIN CERTIFICATE-----\n" + "\n".join(lines) + "\n-----END CERTIFICATE-----\n"


def b64(data):
    return base64.b64encode(data).decode()


def x5t(der):
    return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")


def quote(text):
    return urllib.parse.quote(text, safe="")


client = base64.b64decode(VECTORS["der_b64"])
chain_list = next(v for f, _, v in VECTORS["positive"] if f == "base64-der-list")
other = base64.b64decode(chain_list.split(",")[1])
rsa = open("../certificate/rsa.der", "rb").read()
ed = open("../certificate/ed25519.der", "rb").read()
PEM, OTHER, RSA = pem_of(client), pem_of(other), pem_of(rsa)
HEX, OHEX = hashlib.sha256(client).hexdigest(), hashlib.sha256(other).hexdigest()
NAME = {"RFC9440": "Client-Cert", "XFCC": "x-forwarded-client-cert"}
rows = []


def row(format, what, value, status, der=None, count=1, fields=None, **settings):
    name = NAME.get(format, "X-Client-Cert")
    entry = {"format": format, "what": what, "fields": [[name, value]] if fields is None else fields, "status": status}
    if status == "FAPI_OK":
        entry["x5t"], entry["count"] = x5t(der), count
    entry.update(settings)
    rows.append(entry)


def good(format, what, value, der=client, count=1, **more):
    row(format, what, value, "FAPI_OK", der, count, **more)


def bad(format, what, value, status, **more):
    row(format, what, value, status, **more)


U = "URL_PEM"
good(U, "a 4096-bit RSA certificate", quote(RSA), rsa)
good(U, "without the last line end", quote(PEM.rstrip()))
good(U, "everything escaped", "".join("%%%02x" % b for b in PEM.encode()))
good(U, "blanks around the field value", "  \t" + quote(PEM) + " ")
bad(U, "escaped twice", quote(quote(PEM)), "FAPI_CERTIFICATE_PEM")
bad(U, "CRLF", quote(PEM.replace("\n", "\r\n")), "FAPI_CERTIFICATE_PEM")
bad(U, "form encoding: '+' for a space", quote(PEM).replace("%20", "+"), "FAPI_CERTIFICATE_PEM")
bad(U, "raw spaces", quote(PEM).replace("%20", " "), "FAPI_CLIENT_CERTIFICATE_ESCAPE")
bad(U, "escape without digits", quote(PEM) + "%", "FAPI_CLIENT_CERTIFICATE_ESCAPE")
bad(U, "escape with one digit", quote(PEM) + "%0", "FAPI_CLIENT_CERTIFICATE_ESCAPE")
bad(U, "escape with a sign", quote(PEM) + "%+a", "FAPI_CLIENT_CERTIFICATE_ESCAPE")
bad(U, "escape with a letter after f", quote(PEM).replace("%0A", "%0G"), "FAPI_CLIENT_CERTIFICATE_ESCAPE")
bad(U, "NUL in front", "%00" + quote(PEM), "FAPI_CERTIFICATE_PEM")
bad(U, "NUL behind", quote(PEM) + "%00", "FAPI_CERTIFICATE_PEM")
bad(U, "text in front", quote("subject=x\n" + PEM), "FAPI_CERTIFICATE_PEM")
bad(U, "text behind", quote(PEM + "x"), "FAPI_CERTIFICATE_PEM")
bad(U, "an empty line behind", quote(PEM + "\n"), "FAPI_CERTIFICATE_PEM")
bad(U, "not percent-encoded base64 DER", b64(client), "FAPI_CERTIFICATE_PEM")
bad(U, "another label", quote(PEM.replace("CERTIFICATE", "TRUSTED CERTIFICATE")), "FAPI_CERTIFICATE_PEM")
bad(U, "a key", quote(PEM.replace("CERTIFICATE", "PUBLIC KEY")), "FAPI_CERTIFICATE_PEM")
bad(U, "an empty block", quote("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"), "FAPI_CERTIFICATE_DER")
bad(U, "cut in the middle", quote(PEM)[:400], "FAPI_CERTIFICATE_PEM")
bad(U, "four characters lost", quote(PEM.replace("MIIB", "", 1)), "FAPI_CERTIFICATE_DER")
bad(U, "a byte after the DER", quote(pem_of(client + b"\0")), "FAPI_CERTIFICATE_DER")
bad(U, "indefinite length", quote(pem_of(b"\x30\x80" + client[4:] + b"\0\0")), "FAPI_CERTIFICATE_DER")
bad(U, "two blocks, the same certificate", quote(PEM + PEM), "FAPI_CLIENT_CERTIFICATE_COUNT")

F = "PEM_FOLDED"
fold = PEM.replace("\n", " ")
good(F, "nginx $ssl_client_cert, tabs, unfolded", PEM.replace("\n", " \t").rstrip())
good(F, "tabs alone", PEM.rstrip().replace("\n", "\t"))
good(F, "a 4096-bit RSA certificate", RSA.replace("\n", " "), rsa)
bad(F, "a '+' that became a space", fold.replace("+", " ", 1), "FAPI_CERTIFICATE_PEM")
bad(F, "the last character of a line became a space", fold[:91] + " " + fold[92:], "FAPI_CERTIFICATE_PEM")
bad(F, "all in one line", "-----BEGIN CERTIFICATE----- " + b64(client) + " -----END CERTIFICATE-----", "FAPI_CERTIFICATE_PEM")
bad(F, "lines of 63", "-----BEGIN CERTIFICATE----- " + " ".join(re.findall(".{1,63}", b64(client))) +
    " -----END CERTIFICATE-----", "FAPI_CERTIFICATE_PEM")
bad(F, "no blank after BEGIN", fold.replace("----- M", "-----M", 1), "FAPI_CERTIFICATE_PEM")
bad(F, "no blank before END", fold.replace(" -----END", "-----END"), "FAPI_CERTIFICATE_PEM")
bad(F, "two blocks", fold + OTHER.replace("\n", " "), "FAPI_CERTIFICATE_PEM")
bad(F, "percent-encoded", quote(PEM), "FAPI_CERTIFICATE_PEM")
bad(F, "only the lines around it", "-----BEGIN CERTIFICATE----- -----END CERTIFICATE-----", "FAPI_CERTIFICATE_DER")
bad(F, "the two lines run together", "-----BEGIN CERTIFICATE----------END CERTIFICATE-----", "FAPI_CERTIFICATE_PEM")
bad(F, "text behind", fold + "x", "FAPI_CERTIFICATE_PEM")
bad(F, "obs-fold as it came", PEM.replace("\n", "\n\t"), "FAPI_HTTP_FIELD_VALUE")

P = "B64_PEM"
good(P, "a 4096-bit RSA certificate", b64(RSA.encode()), rsa)
good(P, "without the last line end", b64(PEM.rstrip().encode()))
bad(P, "DER in base64", b64(client), "FAPI_CERTIFICATE_PEM")
bad(P, "two blocks", b64((PEM + OTHER).encode()), "FAPI_CLIENT_CERTIFICATE_COUNT")
bad(P, "base64 twice", b64(b64(PEM.encode()).encode()), "FAPI_CERTIFICATE_PEM")
bad(P, "URL-safe alphabet", base64.urlsafe_b64encode(b"\xff\xff\xff" + PEM.encode()).decode(), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(P, "no padding", b64(PEM.encode()[:-1] + b"\n" * 2).rstrip("=") + "A", "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(P, "CRLF", b64(PEM.replace("\n", "\r\n").encode()), "FAPI_CERTIFICATE_PEM")

D = "B64_DER"
pad = b64(rsa) if b64(rsa).endswith("=") else b64(client)
good(D, "a 4096-bit RSA certificate", b64(rsa), rsa)
good(D, "an Ed25519 certificate", b64(ed), ed)
good(D, "HAProxy %{+Q}", '"' + b64(client) + '"')
bad(D, "a quote only in front", '"' + b64(client), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "a quote only behind", b64(client) + '"', "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "nothing in quotes", '""', "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "no padding", pad.rstrip("="), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "too much padding", b64(client) + "====", "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "bits behind the last byte", re.sub("(.)=$", lambda m: chr(ord(m.group(1)) + 1) + "=", b64(client)),
    "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "padding in the middle", b64(client[:100]) + b64(client[100:]), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "URL-safe alphabet", base64.urlsafe_b64encode(client).decode(), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "a '+' that became a space", b64(client).replace("+", " ", 1), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "a '+' that was lost", b64(client).replace("+", "", 1), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "four characters lost", b64(client)[:200] + b64(client)[204:], "FAPI_CERTIFICATE_DER")
bad(D, "PEM in base64", b64(PEM.encode()), "FAPI_CERTIFICATE_DER")
bad(D, "two certificates", b64(client + other), "FAPI_CERTIFICATE_DER")
bad(D, "two certificates with a comma", b64(client) + "," + b64(other), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "percent-encoded", quote(b64(client)), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "between colons", ":" + b64(client) + ":", "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(D, "a SEQUENCE that is no certificate", b64(b"\x30\x03\x02\x01\x05"), "FAPI_CERTIFICATE_DER")

L = "B64_DER_LIST"
good(L, "HAProxy ssl_c_chain_der: end to end", b64(client + other), client, 2)
good(L, "one alone", b64(client))
good(L, "three", ",".join(map(b64, (rsa, other, client))), rsa, 3)
good(L, "escaped in lower case", quote(b64(client) + "," + b64(other)).replace("%2B", "%2b"), client, 2)
bad(L, "escaped twice", quote(quote(b64(client) + "," + b64(other))), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(L, "comma at the end", b64(client) + ",", "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(L, "comma in front", "," + b64(client), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(L, "two commas", b64(client) + ",," + b64(other), "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(L, "a space after the comma", b64(client) + ", " + b64(other), "FAPI_CLIENT_CERTIFICATE_ESCAPE")
bad(L, "the second is none", b64(client) + "," + b64(b"0\x01\x00"), "FAPI_CERTIFICATE_DER")
bad(L, "end to end, the second cut", b64(client + other[:-1]), "FAPI_CERTIFICATE_DER")
bad(L, "end to end, a byte behind", b64(client + other + b"\0"), "FAPI_CERTIFICATE_DER")
bad(L, "PEM in base64", b64(PEM.encode()), "FAPI_CERTIFICATE_DER")

R, CHAIN = "RFC9440", "Client-Cert-Chain"
item = lambda der: ":" + b64(der) + ":"
C = ["Client-Cert", item(client)]
good(R, "a 4096-bit RSA certificate", item(rsa), rsa)
good(R, "with a chain", None, client, 2, fields=[C, [CHAIN, item(other)]], chain=CHAIN)
good(R, "with a chain of two", None, client, 3, fields=[C, [CHAIN, item(other) + ", " + item(rsa)]], chain=CHAIN)
good(R, "with a chain in two lines", None, client, 3, fields=[[CHAIN, item(other)], C, [CHAIN, item(rsa)]], chain=CHAIN)
bad(R, "quoted string", '"' + b64(client) + '"', "FAPI_CLIENT_CERTIFICATE_FORM")
bad(R, "bare base64", b64(client), "FAPI_CLIENT_CERTIFICATE_FORM")
bad(R, "one colon", ":", "FAPI_CLIENT_CERTIFICATE_FORM")
bad(R, "nothing between the colons", "::", "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(R, "a parameter", item(client) + ";a=1", "FAPI_CLIENT_CERTIFICATE_FORM")
bad(R, "no padding", ":" + pad.rstrip("=") + ":", "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(R, "the chain with the certificate", item(client) + ":" + b64(other) + ":", "FAPI_CLIENT_CERTIFICATE_COUNT")
bad(R, "white space inside", ":" + b64(client)[:64] + " " + b64(client)[64:] + ":", "FAPI_CLIENT_CERTIFICATE_BASE64")
bad(R, "a broken chain", None, "FAPI_CLIENT_CERTIFICATE_FORM", fields=[C, [CHAIN, b64(other)]], chain=CHAIN)
bad(R, "an empty chain", None, "FAPI_CLIENT_CERTIFICATE_FORM", fields=[C, [CHAIN, ""]], chain=CHAIN)
bad(R, "a chain with an empty item", None, "FAPI_CLIENT_CERTIFICATE_FORM", fields=[C, [CHAIN, item(other) + ","]], chain=CHAIN)
bad(R, "a chain of something else", None, "FAPI_CERTIFICATE_DER", fields=[C, [CHAIN, item(b"0\1\0")]], chain=CHAIN)
bad(R, "a chain without a certificate", None, "FAPI_CLIENT_CERTIFICATE_FORM", fields=[[CHAIN, item(other)]], chain=CHAIN)
bad(R, "two lines", None, "FAPI_CLIENT_CERTIFICATE_REPEATED", fields=[C, C])

X = "XFCC"
cert, chain = 'Cert="' + quote(PEM) + '"', 'Chain="' + quote(PEM + OTHER) + '"'
smuggled = 'Cert="' + quote(OTHER) + '"'
good(X, "Cert alone", cert)
good(X, "names without regard to case", cert.replace("Cert", "cERT", 1) + ";hASH=" + HEX)
good(X, "Cert and Chain", cert + ";" + chain, client, 2)
good(X, "Chain and Cert", chain + ";" + cert, client, 2)
good(X, "By, URI and DNS twice", "By=spiffe://a;By=spiffe://b;Hash=" + HEX + ";" + cert + ";URI=;URI=spiffe://x?a=b;DNS=a.example;DNS=b.example")
good(X, "empty Subject", "Hash=" + HEX + ";" + cert + ';Subject="";URI=')
good(X, "a separator in the quotes of Subject", "Hash=" + HEX + ";" + cert + ';Subject="CN=a;b,c=d";URI=spiffe://x')
good(X, "a pair within the quotes of Subject", "Hash=" + HEX + ";" + cert + ';Subject="CN=x\\";' + smuggled.replace('"', '\\"') + ';Hash=0\\"y"')
good(X, "two escaped backslashes and an escaped quote", cert + ';Subject="CN=x\\\\\\"' + ";Hash=" + OHEX + '"')
good(X, "three elements and blanks", "Hash=" + OHEX + " ,\tHash=" + OHEX + ", " + "Hash=" + HEX + ";" + cert)
good(X, "a single element where one is demanded", "Hash=" + HEX + ";" + cert, single=1)
good(X, "Hash alone, where that is enough", "Hash=" + HEX + ';Subject="CN=x"', client, 0, hash_alone=1)
good(X, "Cert though Hash would be enough", "Hash=" + HEX + ";" + cert, hash_alone=1)
bad(X, "two elements where one is demanded", "Hash=" + OHEX + ",Hash=" + HEX + ";" + cert, "FAPI_XFCC_ELEMENTS", single=1)
bad(X, "an element made by the URI of the certificate", "Hash=" + HEX + ";" + cert + ";URI=spiffe://x,Hash=" + OHEX + ";" + smuggled,
    "FAPI_XFCC_ELEMENTS", single=1)
bad(X, "Hash alone", "Hash=" + HEX, "FAPI_XFCC_NO_CERTIFICATE")
bad(X, "Subject alone", 'Subject="CN=x"', "FAPI_XFCC_NO_CERTIFICATE")
bad(X, "Subject alone, where Hash would be enough", 'Subject="CN=x"', "FAPI_XFCC_NO_CERTIFICATE", hash_alone=1)
bad(X, "Hash of another certificate", "Hash=" + OHEX + ";" + cert, "FAPI_XFCC_DISAGREES")
bad(X, "Chain of another certificate", cert + ';Chain="' + quote(OTHER + PEM) + '"', "FAPI_XFCC_DISAGREES")
bad(X, "Hash and Chain of another certificate", "Hash=" + OHEX + ";" + chain, "FAPI_XFCC_DISAGREES")
bad(X, "Hash twice", "Hash=" + HEX + ";Hash=" + HEX + ";" + cert, "FAPI_XFCC_DUPLICATE")
bad(X, "Hash twice, in another case", "Hash=" + HEX + ";hash=" + HEX + ";" + cert, "FAPI_XFCC_DUPLICATE")
bad(X, "Chain twice", chain + ";" + chain, "FAPI_XFCC_DUPLICATE")
bad(X, "Subject twice", cert + ';Subject="a";Subject="b"', "FAPI_XFCC_DUPLICATE")
bad(X, "twice in an element that is not the last", "Hash=" + HEX + ";Hash=" + HEX + ",Hash=" + HEX + ";" + cert, "FAPI_XFCC_DUPLICATE")
bad(X, "a second Cert by a URI with a semicolon", cert + ";URI=spiffe://x;" + smuggled, "FAPI_XFCC_DUPLICATE")
bad(X, "a URI with a semicolon", cert + ";URI=spiffe://x;y=1", "FAPI_XFCC_KEY")
bad(X, "a URI with a comma", cert + ";URI=spiffe://x,y", "FAPI_XFCC_SYNTAX")
bad(X, "unknown key", cert + ";Issuer=x", "FAPI_XFCC_KEY")
bad(X, "a key with a blank behind", "Hash =" + HEX + ";" + cert, "FAPI_XFCC_SYNTAX")
bad(X, "no equals sign", "Hash;" + cert, "FAPI_XFCC_SYNTAX")
bad(X, "no key", "=" + HEX + ";" + cert, "FAPI_XFCC_SYNTAX")
bad(X, "semicolon at the end", cert + ";", "FAPI_XFCC_SYNTAX")
bad(X, "comma at the end", cert + ",", "FAPI_XFCC_SYNTAX")
bad(X, "comma in front", "," + cert, "FAPI_XFCC_SYNTAX")
bad(X, "quotes that do not end", cert[:-1], "FAPI_XFCC_SYNTAX")
bad(X, "quotes that end in a backslash", cert + ';Subject="CN=x\\', "FAPI_XFCC_SYNTAX")
bad(X, "quotes whose end is escaped", cert + ';Subject="CN=x\\"', "FAPI_XFCC_SYNTAX")
bad(X, "text behind the quotes", cert + "x;Hash=" + HEX, "FAPI_XFCC_SYNTAX")
bad(X, "a quote inside a bare value", "Hash=" + HEX + ";URI=x\"y;" + cert, "FAPI_XFCC_SYNTAX")
bad(X, "Cert without quotes", cert.replace('"', ""), "FAPI_XFCC_SYNTAX")
bad(X, "Chain without quotes", chain.replace('"', ""), "FAPI_XFCC_SYNTAX")
bad(X, "Subject without quotes", cert + ";Subject=CN=x", "FAPI_XFCC_SYNTAX")
bad(X, "Hash in quotes", 'Hash="' + HEX + '";' + cert, "FAPI_XFCC_SYNTAX")
bad(X, "Hash too short", "Hash=" + HEX[:-1] + ";" + cert, "FAPI_CLIENT_CERTIFICATE_HASH")
bad(X, "Hash of SHA-1", "Hash=" + HEX[:40] + ";" + cert, "FAPI_CLIENT_CERTIFICATE_HASH")
bad(X, "empty Cert", 'Cert=""', "FAPI_CERTIFICATE_PEM")
bad(X, "empty Chain", cert + ';Chain=""', "FAPI_CERTIFICATE_PEM")
bad(X, "two blocks in Cert", 'Cert="' + quote(PEM + OTHER) + '"', "FAPI_CLIENT_CERTIFICATE_COUNT")
bad(X, "bad escape in Cert", cert[:-1] + '%"', "FAPI_CLIENT_CERTIFICATE_ESCAPE")
bad(X, "bad escape in Chain", chain[:-1] + '%"', "FAPI_CLIENT_CERTIFICATE_ESCAPE")
bad(X, "a backslash in Cert", cert[:-1] + '\\""', "FAPI_CLIENT_CERTIFICATE_ESCAPE")
bad(X, "two lines", None, "FAPI_CLIENT_CERTIFICATE_REPEATED", fields=[["X-Forwarded-Client-Cert", cert]] * 2)

A = "ALB"
alb = lambda text: urllib.parse.quote(text, safe="+=/")
good(A, "three, the client's first", alb(PEM + OTHER + RSA), client, 3)
good(A, "a 4096-bit RSA certificate", alb(RSA), rsa)
bad(A, "an empty line between two", alb(PEM + "\n" + OTHER), "FAPI_CERTIFICATE_PEM")
bad(A, "nothing between two", alb(PEM.rstrip() + OTHER), "FAPI_CERTIFICATE_PEM")
bad(A, "text between two", alb(PEM + "s:CN=x\n" + OTHER), "FAPI_CERTIFICATE_PEM")
bad(A, "the second is broken", alb(PEM + OTHER.replace("M", "", 1)), "FAPI_CERTIFICATE_PEM")
bad(A, "the second is cut", alb(PEM + OTHER[:-30]), "FAPI_CERTIFICATE_PEM")
bad(A, "'+' taken for a space", alb(PEM).replace("+", "%20"), "FAPI_CERTIFICATE_PEM")
bad(A, "escaped twice", quote(alb(PEM)), "FAPI_CERTIFICATE_PEM")

H = "SHA256_HEX"
good(H, "upper case", HEX.upper(), client, 0)
bad(H, "SHA-1", hashlib.sha1(client).hexdigest(), "FAPI_CLIENT_CERTIFICATE_HASH")
bad(H, "colons", ":".join(re.findall("..", HEX)), "FAPI_CLIENT_CERTIFICATE_HASH")
bad(H, "a digit too many", HEX + "0", "FAPI_CLIENT_CERTIFICATE_HASH")
bad(H, "no digit", "g" + HEX[1:], "FAPI_CLIENT_CERTIFICATE_HASH")
bad(H, "0x", "0x" + HEX[2:], "FAPI_CLIENT_CERTIFICATE_HASH")
bad(H, "base64", b64(bytes.fromhex(HEX)), "FAPI_CLIENT_CERTIFICATE_HASH")

B = "SHA256_B64"
good(B, "of another", b64(hashlib.sha256(rsa).digest()), rsa, 0)
bad(B, "SHA-1", b64(hashlib.sha1(client).digest()), "FAPI_CLIENT_CERTIFICATE_HASH")
bad(B, "33 bytes", b64(hashlib.sha256(client).digest() + b"\0"), "FAPI_CLIENT_CERTIFICATE_HASH")
bad(B, "31 bytes", b64(hashlib.sha256(client).digest()[:31]), "FAPI_CLIENT_CERTIFICATE_HASH")
bad(B, "base64url", x5t(client), "FAPI_CLIENT_CERTIFICATE_HASH")
bad(B, "base64url, padded", x5t(client) + "=", "FAPI_CLIENT_CERTIFICATE_HASH")
bad(B, "hex", HEX, "FAPI_CLIENT_CERTIFICATE_HASH")
bad(B, "bits behind the last byte", re.sub("(.)=$", lambda m: chr(ord(m.group(1)) + 1) + "=", b64(bytes.fromhex(HEX))),
    "FAPI_CLIENT_CERTIFICATE_HASH")

with open("own.json", "w") as file:
    json.dump(rows, file, indent=1)
    file.write("\n")
print(len(rows), "rows")
