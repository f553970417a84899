#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes crypto.json and sweep.json beside itself: keys that must or must not be imported, and signatures that must or
must not verify.

Everything is computed here from a fixed seed, with plain integers and hashlib, so that neither cryptographic library is
the judge of its own vectors. Run it again and the files are the same. Not for keys that guard anything: nothing here is
constant-time or secret.
"""
import hashlib
import json
import os
import random
from math import gcd

rnd = random.Random(20240229)
MESSAGE = b"header.payload"
imports, signatures, keys = [], [], {}


def octets(number, n=None):
    return number.to_bytes(n if n is not None else max(1, (number.bit_length() + 7) // 8), "big")


def sha256(data):
    return hashlib.sha256(data).digest()


def add_import(name, expect, alg, attack="", private=False, **parts):
    row = {"name": name, "expect": expect, "alg": alg, "attack": attack, "private": private}
    row.update({k: v.hex() for k, v in parts.items()})
    imports.append(row)


def add_signature(name, key, signature, valid=False, attack="", message=MESSAGE, expect=None):
    right = {"PS256": 256, "RS256": 256, "ES256": 64, "EdDSA": 64}[keys[key]["alg"]]
    if expect is None:
        expect = "FAPI_OK" if valid else \
            "FAPI_JWS_SIGNATURE" if len(signature) == right else "FAPI_JWS_SIGNATURE_LENGTH"
    signatures.append({"name": name, "expect": expect, "attack": attack, "key": key, "message": message.hex(),
                       "signature": signature.hex()})


# ---------------------------------------------------------------------------------------------------------------- RSA

def is_prime(n):
    if any(n % p == 0 for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)):
        return False
    d, r = n - 1, 0
    while d % 2 == 0:
        d, r = d // 2, r + 1
    for _ in range(16):
        x = pow(rnd.randrange(2, n - 1), d, n)
        if x in (1, n - 1):
            continue
        for _ in range(r - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def prime(bits, e):
    while True:
        p = rnd.getrandbits(bits) | 3 << (bits - 2) | 1
        if gcd(p - 1, e) == 1 and is_prime(p):
            return p


class Rsa:
    def __init__(self, bits=2048, e=65537):
        self.e = e
        self.p, self.q = prime(bits // 2, e), prime(bits // 2, e)
        self.n = self.p * self.q
        self.phi = (self.p - 1) * (self.q - 1)
        self.d = pow(e, -1, self.phi)

    def public(self):
        return {"n": octets(self.n), "e": octets(self.e)}

    def private(self, **other):
        d = other.get("d", self.d)
        numbers = {"n": self.n, "e": self.e, "d": d, "p": self.p, "q": self.q, "dp": d % (self.p - 1),
                   "dq": d % (self.q - 1), "qi": pow(self.q, -1, self.p)}
        numbers.update(other)
        return {k: octets(v) for k, v in numbers.items()}

    def raw(self, block):
        number = int.from_bytes(block, "big")
        assert number < self.n
        return octets(pow(number, self.d, self.n), 256)


def mgf1(seed, n, name):
    out, i = b"", 0
    while len(out) < n:
        out += hashlib.new(name, seed + i.to_bytes(4, "big")).digest()
        i += 1
    return out[:n]


def pss(salt, hash_name="sha256", mgf_name="sha256", trailer=0xBC, top=0, separator=1, filler=0, bits=2047):
    n = (bits + 7) // 8
    digest = hashlib.new(hash_name, MESSAGE).digest()
    h = hashlib.new(hash_name, bytes(8) + digest + salt).digest()
    padding = bytearray([filler]) * (n - len(salt) - len(h) - 2)
    db = bytes(padding) + bytes([separator]) + salt
    masked = bytearray(a ^ b for a, b in zip(db, mgf1(h, len(db), mgf_name)))
    masked[0] = masked[0] & (0xFF >> (8 * n - bits)) | top
    return bytes(masked) + h + bytes([trailer])


SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def v15(info=SHA256_INFO, digest=None, start=b"\x00\x01", ff=None, separator=b"\x00", after=b"", n=256):
    tail = separator + info + (sha256(MESSAGE) if digest is None else digest) + after
    return start + b"\xff" * (n - len(start) - len(tail) if ff is None else ff) + tail


def rsa_signatures(rsa, other):
    keys["ps256"] = dict(alg="PS256", **{k: v.hex() for k, v in rsa.public().items()})
    keys["rs256"] = dict(alg="RS256", **{k: v.hex() for k, v in rsa.public().items()})
    salt = bytes(rnd.randrange(256) for _ in range(222))
    good = rsa.raw(pss(salt[:32]))
    add_signature("PSS, salt of 32", "ps256", good, True)
    for n in (0, 20, 31, 33, 64, 222):
        add_signature("PSS, salt of %d" % n, "ps256", rsa.raw(pss(salt[:n])), attack="SIG-06")
    for name in ("sha1", "sha224", "sha384", "sha512"):
        add_signature("PSS, MGF1 with " + name, "ps256", rsa.raw(pss(salt[:32], mgf_name=name)), attack="SIG-06")
    add_signature("PSS with SHA-512", "ps256", rsa.raw(pss(salt[:64], "sha512", "sha512")), attack="SIG-06")
    add_signature("PSS, trailer CC", "ps256", rsa.raw(pss(salt[:32], trailer=0xCC)), attack="SIG-06")
    add_signature("PSS, separator 02", "ps256", rsa.raw(pss(salt[:32], separator=2)), attack="SIG-06")
    add_signature("PSS, padding not zero", "ps256", rsa.raw(pss(salt[:32], filler=0x40)), attack="SIG-06")
    block = pss(salt[:32], top=0x80)
    if int.from_bytes(block, "big") < rsa.n:
        add_signature("PSS, top bit set", "ps256", rsa.raw(block), attack="SIG-06")
    add_signature("PKCS #1 v1.5 for a PS256 key", "ps256", rsa.raw(v15()))
    add_signature("PSS for an RS256 key", "rs256", good)
    add_signature("of another key", "ps256", other.raw(pss(salt[:32])) if other.n < rsa.n else bytes(256))

    plain = rsa.raw(v15())
    add_signature("v1.5", "rs256", plain, True)
    for key, first in (("ps256", good), ("rs256", plain)):
        add_signature("leading 00", key, b"\0" + first, attack="SIG-05")
        add_signature("trailing 00", key, first + b"\0", attack="SIG-05")
        add_signature("one octet short", key, first[:-1], attack="SIG-05")
        add_signature("empty", key, b"", attack="SIG-05")
        for name, number in (("0", 0), ("1", 1), ("n - 1", rsa.n - 1), ("n", rsa.n), ("n + 1", rsa.n + 1)):
            add_signature("number " + name, key, octets(number, 256), attack="SIG-05")
        add_signature("all FF", key, b"\xff" * 256, attack="SIG-05")
        add_signature("another message", key, first, message=b"header.payloae")
    i = 0
    while True:  # a signature that stays under 2^2048 with n added, and one that begins with 00
        i += 1
        signature = rsa.raw(pss(sha256(i.to_bytes(4, "big"))))
        number = int.from_bytes(signature, "big")
        if number + rsa.n < 1 << 2048:
            add_signature("signature + n", "ps256", octets(number + rsa.n, 256), attack="SIG-05")
            break
    while True:
        i += 1
        signature = rsa.raw(pss(sha256(i.to_bytes(4, "big"))))
        if signature[0] == 0:
            add_signature("begins with 00", "ps256", signature, True)
            add_signature("begins with 00, which is left out", "ps256", signature[1:], attack="SIG-05")
            break

    def bad(name, block):
        add_signature("v1.5, " + name, "rs256", rsa.raw(block), attack="SIG-09")
    bad("eight FF and garbage after the digest", v15(ff=8, after=bytes(256 - 3 - 8 - 51)))
    bad("three FF and garbage after the digest", v15(ff=3, after=bytes(256 - 3 - 3 - 51)))
    bad("one octet after the digest", v15(after=b"\0"))
    bad("no FF at all", v15(ff=0, after=bytes(256 - 3 - 51)))
    bad("long-form length of the outer SEQUENCE", v15(info=bytes.fromhex("308131300d060960864801650304020105000420")))
    bad("long-form length of the digest", v15(info=bytes.fromhex("3032300d06096086480165030402010500048120")))
    bad("long-form length of the algorithm", v15(info=bytes.fromhex("303230810d060960864801650304020105000420")))
    bad("no NULL", v15(info=bytes.fromhex("302f300b0609608648016503040201" + "0420")))
    bad("other parameters than NULL", v15(info=bytes.fromhex("3031300d060960864801650304020104000420")))
    bad("something after NULL", v15(info=bytes.fromhex("3033300f0609608648016503040201050005000420")))
    bad("OID of SHA-512 over a SHA-256", v15(info=bytes.fromhex("3031300d060960864801650304020305000420")))
    bad("OID of SHA-224 over a SHA-256", v15(info=bytes.fromhex("3031300d060960864801650304020405000420")))
    bad("SHA-1", v15(info=bytes.fromhex("3021300906052b0e03021a05000414"), digest=hashlib.sha1(MESSAGE).digest()))
    bad("SHA-512", v15(info=bytes.fromhex("3051300d060960864801650304020305000440"),
                       digest=hashlib.sha512(MESSAGE).digest()))
    bad("bare digest", v15(info=b""))
    bad("OCTET STRING tagged BIT STRING", v15(info=bytes.fromhex("3031300d060960864801650304020105000320")))
    bad("block type 0", v15(start=b"\0\0"))
    bad("block type 2", v15(start=b"\0\2"))
    bad("separator FF", v15(separator=b"\xff"))
    bad("an 00 among the FF", v15(start=b"\0\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\0"))
    bad("an FE among the FF", v15(start=b"\0\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe"))
    bad("truncated digest", v15(digest=sha256(MESSAGE)[:31]))


def modulus(bits):
    return octets(rnd.getrandbits(bits) | 1 << (bits - 1) | 1)


def roca(bits):
    primes = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157]
    product = 2
    for p in primes:
        product *= p
    want = pow(65537, 1234567, product // 2)
    n = rnd.getrandbits(bits) | 1 << (bits - 1)
    n -= (n - want) % (product // 2)
    if n % 2 == 0:
        n += product // 2
    assert n.bit_length() == bits and n % 2 == 1
    return octets(n)


def rsa_imports(rsa, other):
    e = octets(65537)
    for alg in ("PS256", "RS256"):
        for bits in (2048, 2056, 3072, 4096, 8192):
            add_import("%d bits" % bits, "FAPI_OK", alg, n=modulus(bits), e=e)
        for bits in (1, 8, 512, 1024, 2040, 2047, 8193, 8200, 16384):
            add_import("%d bits" % bits, "FAPI_JWK_RSA_SIZE", alg, "JWK-03", n=modulus(bits), e=e)
    n = octets(rsa.n)
    for value in (65537, 65539, 0xFFFFFFFF):
        add_import("e = %d" % value, "FAPI_OK", "PS256", n=n, e=octets(value))
    add_import("e = 1", "FAPI_JWK_RSA_EXPONENT", "RS256", "JWK-02", n=n, e=octets(1))
    for value in (2, 3, 17, 257, 65535, 65536, 65538, 1 << 32, 0xFFFFFFFFFFFFFFC5, 1 << 64,
                  (1 << 64) + 1):
        add_import("e = %d" % value, "FAPI_JWK_RSA_EXPONENT", "PS256", "JWK-03", n=n, e=octets(value))
    add_import("e of 16384 bits", "FAPI_JWK_RSA_EXPONENT", "PS256", "JWK-03", n=n, e=modulus(16384))
    add_import("e = d", "FAPI_JWK_RSA_EXPONENT", "PS256", "JWK-03", n=n, e=octets(rsa.d))
    add_import("n even", "FAPI_JWK_RSA_MODULUS", "PS256", "JWK-03", n=octets(rsa.n - 1), e=e)
    add_import("n = 2^2047", "FAPI_JWK_RSA_MODULUS", "PS256", "JWK-03", n=octets(1 << 2047), e=e)
    for bits in (2048, 4096):
        add_import("ROCA modulus of %d bits" % bits, "FAPI_JWK_RSA_MODULUS", "PS256", "JWK-03", n=roca(bits), e=e)
    add_import("n empty", "FAPI_JWK_MEMBER", "PS256", "JWK-03", n=b"", e=e)
    add_import("e empty", "FAPI_JWK_MEMBER", "PS256", "JWK-03", n=n, e=b"")
    add_import("n with a leading 00", "FAPI_JWK_ENCODING", "PS256", "JWK-03", n=b"\0" + n, e=e)
    add_import("e with a leading 00", "FAPI_JWK_ENCODING", "PS256", "JWK-03", n=n, e=b"\0" + e)
    add_import("e = 00", "FAPI_JWK_ENCODING", "PS256", "JWK-03", n=n, e=b"\0")
    add_import("RSA key with x", "FAPI_JWK_MEMBER", "PS256", "JWK-01", n=n, e=e, x=bytes(32))
    add_import("RSA key with d", "FAPI_JWK_PRIVATE", "PS256", n=n, e=e, d=octets(rsa.d))

    def private(name, expect, **parts):
        add_import(name, expect, "PS256", private=True, **parts)
    private("private", "FAPI_OK", **rsa.private())
    private("private, d modulo lcm(p - 1, q - 1)", "FAPI_OK",
            **rsa.private(d=rsa.d % (rsa.phi // gcd(rsa.p - 1, rsa.q - 1))))
    private("private, p and q exchanged", "FAPI_OK",
            **rsa.private(p=rsa.q, q=rsa.p, dp=rsa.d % (rsa.q - 1), dq=rsa.d % (rsa.p - 1), qi=pow(rsa.p, -1, rsa.q)))
    for name, change in (("d + 2", {"d": rsa.d + 2}), ("d of another key", {"d": other.d}),
                         ("p of another key", {"p": other.p}), ("q of another key", {"q": other.q}),
                         ("dp + 2", {"dp": rsa.d % (rsa.p - 1) + 2}),
                         ("dp + p - 1", {"dp": rsa.d % (rsa.p - 1) + rsa.p - 1}),
                         ("dq = dp", {"dq": rsa.d % (rsa.p - 1)}),
                         ("qi + 1", {"qi": pow(rsa.q, -1, rsa.p) + 1}), ("n of another key", {"n": other.n}),
                         ("e = 65539", {"e": 65539}), ("d longer than n", {"d": rsa.d + (rsa.phi << 64)}),
                         ("p = n, q = 1", {"p": rsa.n, "q": 1})):
        good = rsa.private()
        good.update({k: octets(v) for k, v in change.items()})
        private(name, "FAPI_JWK_MISMATCH", **good)
    for member in ("p", "q", "dp", "dq", "qi"):
        private("without " + member, "FAPI_JWK_MEMBER", **{k: v for k, v in rsa.private().items() if k != member})
        wider = dict(rsa.private(), **{member: b"\0" + rsa.private()[member]})
        private(member + " with a leading 00", "FAPI_JWK_ENCODING", **wider)
    private("without d", "FAPI_JWK_NOT_PRIVATE", **{k: v for k, v in rsa.private().items() if k != "d"})


# -------------------------------------------------------------------------------------------------------------- P-256

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def ec_add(a, b):
    if a is None or b is None:
        return b if a is None else a
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def ec_mul(k, point):
    out = None
    while k:
        if k & 1:
            out = ec_add(out, point)
        point, k = ec_add(point, point), k >> 1
    return out


def root(value):
    y = pow(value, (P + 1) // 4, P)
    return y if y * y % P == value % P else None


def ec_sign(d, k):
    r = ec_mul(k, G)[0] % N
    return r, pow(k, -1, N) * (int.from_bytes(sha256(MESSAGE), "big") + r * d) % N


def der_integer(number):
    body = octets(number)
    body = b"\0" + body if body[0] & 0x80 else body
    return bytes([2, len(body)]) + body


def ec_all():
    d = rnd.randrange(1, N)
    q = ec_mul(d, G)
    x, y = octets(q[0], 32), octets(q[1], 32)
    add_import("a key", "FAPI_OK", "ES256", x=x, y=y)
    add_import("the base point", "FAPI_OK", "ES256", x=octets(G[0], 32), y=octets(G[1], 32))
    small = next(v for v in range(1, 1000) if root(v**3 - 3 * v + B) is not None)
    small_y = root(small**3 - 3 * small + B)
    add_import("x with leading zeros", "FAPI_OK", "ES256", x=octets(small, 32), y=octets(small_y, 32))
    twist = next(v for v in range(1, 1000) if root(v**3 - 3 * v + B) is None)

    def point(name, px, py, expect="FAPI_JWK_POINT"):
        add_import(name, expect, "ES256", "JWK-01", x=px, y=py)
    point("off the curve", x, octets(q[1] ^ 1, 32))
    point("x and y exchanged", y, x)
    point("(0, 0)", bytes(32), bytes(32))
    point("(0, 1)", bytes(32), octets(1, 32))
    point("x + p", octets(small + P, 32), octets(small_y, 32))
    point("x = p", octets(P, 32), octets(root(B), 32))
    point("y = p", x, octets(P, 32))
    point("all FF", b"\xff" * 32, b"\xff" * 32)
    point("on the twist", octets(twist, 32), octets(root(-(twist**3 - 3 * twist + B)), 32))
    point("a point of secp256k1", bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
          bytes.fromhex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"))
    for name, px, py in (("x of 31", x[1:], y), ("x of 33", b"\0" + x, y), ("y of 31", x, y[:-1]),
                         ("y of 33", x, y + b"\0"), ("no x", b"", y), ("no y (compressed)", x, b""),
                         ("x of 64", x + y, b""), ("04 || x || y", b"\4" + x + y, y)):
        point(name, px, py, "FAPI_JWK_COORDINATE")
    add_import("EC key with n", "FAPI_JWK_MEMBER", "ES256", "JWK-01", x=x, y=y, n=b"\1")
    add_import("EC key with d", "FAPI_JWK_PRIVATE", "ES256", x=x, y=y, d=octets(d, 32))
    add_import("private", "FAPI_OK", "ES256", private=True, x=x, y=y, d=octets(d, 32))
    base = {"x": octets(G[0], 32), "y": octets(G[1], 32)}
    add_import("private, d = 1", "FAPI_OK", "ES256", private=True, d=octets(1, 32), **base)
    for name, value in (("d + 1", d + 1), ("d = 0", 0), ("d = n", N), ("d = n - d", N - d),
                        ("d + 2^255", d ^ 1 << 255)):
        add_import(name, "FAPI_JWK_MISMATCH", "ES256", private=True, x=x, y=y, d=octets(value, 32))
    add_import("d = n + 1 for the base point", "FAPI_JWK_MISMATCH", "ES256", private=True, d=octets(N + 1, 32), **base)
    add_import("d of 31", "FAPI_JWK_COORDINATE", "ES256", private=True, x=x, y=y, d=octets(d, 32)[1:])
    add_import("d of 33", "FAPI_JWK_COORDINATE", "ES256", private=True, x=x, y=y, d=b"\0" + octets(d, 32))
    add_import("no d", "FAPI_JWK_NOT_PRIVATE", "ES256", private=True, x=x, y=y)
    add_import("private, off the curve", "FAPI_JWK_POINT", "ES256", private=True, x=x, y=octets(q[1] ^ 1, 32),
               d=octets(d, 32))

    keys["es256"] = {"alg": "ES256", "x": x.hex(), "y": y.hex()}
    r, s = ec_sign(d, rnd.randrange(1, N))

    def sign(name, signature, attack, valid=False):
        add_signature(name, "es256", signature, valid, attack)
    both = octets(r, 32) + octets(s, 32)
    sign("as it should be", both, "", True)
    sign("high-S twin", octets(r, 32) + octets(N - s, 32), "SIG-04", True)
    edge = (("0", 0), ("1", 1), ("n - 1", N - 1), ("n", N), ("n + 1", N + 1), ("p", P), ("2^256 - 1", 2**256 - 1))
    for r_name, r_value in edge:
        for s_name, s_value in edge:
            sign("r = %s, s = %s" % (r_name, s_name), octets(r_value, 32) + octets(s_value, 32), "SIG-01")
    for name, r_value, s_value in (("r = 0", 0, s), ("s = 0", r, 0),
                                   ("r + n where it fits", r + N if r + N < 2**256 else N, s),
                                   ("s + n where it fits", r, s + N if s + N < 2**256 else N),
                                   ("r and s exchanged", s, r), ("-r", N - r, s)):
        sign(name, octets(r_value, 32) + octets(s_value, 32), "SIG-01")
    der = der_integer(r) + der_integer(s)
    der = bytes([0x30, len(der)]) + der
    sign("DER", der, "SIG-02")
    while len(der) != 64:  # DER that happens to have the right length
        k = pow(2, -1, N) if len(der) > 66 else rnd.randrange(1, N)  # a famous short r
        r2, s2 = ec_sign(d, k)
        while s2.bit_length() > 8 * (64 - 6 - len(octets(r2)) - (octets(r2)[0] >> 7)):
            s2 >>= 8  # no signature any more, but DER of 64 octets
        der = der_integer(r2) + der_integer(s2)
        der = bytes([0x30, len(der)]) + der
        if len(der) < 64:
            der += bytes(64 - len(der))
    sign("DER of 64 octets", der, "SIG-02")
    for name, signature in (("63", both[:-1]), ("65", both + b"\0"),
                            ("66, 00 before each half", b"\0" + both[:32] + b"\0" + both[32:]),
                            ("96, as for P-384", bytes(16) + both[:32] + bytes(16) + both[32:]),
                            ("128, zero-extended", bytes(32) + both[:32] + bytes(32) + both[32:]),
                            ("65, r + n", octets(r + N, 33) + octets(s, 32)), ("empty", b""), ("1", b"\0"),
                            ("32", both[:32])):
        sign("length " + name, signature, "SIG-03")
    for bit in (0, 255, 256, 511):
        twisted = bytearray(both)
        twisted[bit // 8] ^= 0x80 >> bit % 8
        sign("bit %d flipped" % bit, bytes(twisted), "")
    add_signature("another message", "es256", both, message=b"header.payloae")


# ------------------------------------------------------------------------------------------------------------ Ed25519

Q = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, Q) % Q


def ed_x(y, sign):
    u, v = (y * y - 1) % Q, (D * y * y + 1) % Q
    x2 = u * pow(v, -1, Q) % Q
    x = pow(x2, (Q + 3) // 8, Q)
    if x * x % Q != x2:
        x = x * pow(2, (Q - 1) // 4, Q) % Q
    if x * x % Q != x2:
        return None
    return x if x & 1 == sign or x == 0 else Q - x


def ed_add(a, b):
    t = D * a[0] * b[0] * a[1] * b[1]
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + t, -1, Q) % Q, (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, -1, Q) % Q)


def ed_mul(k, point):
    out = (0, 1)
    while k:
        if k & 1:
            out = ed_add(out, point)
        point, k = ed_add(point, point), k >> 1
    return out


def ed_octets(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


ED_B = (ed_x(4 * pow(5, -1, Q) % Q, 0), 4 * pow(5, -1, Q) % Q)


def ed_hash(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def ed_all():
    seed = bytes(rnd.randrange(256) for _ in range(32))
    wide = hashlib.sha512(seed).digest()
    a = int.from_bytes(wide[:32], "little") & (1 << 254) - 8 | 1 << 254
    public = ed_octets(ed_mul(a, ED_B))
    add_import("a key", "FAPI_OK", "EdDSA", x=public)
    add_import("private", "FAPI_OK", "EdDSA", private=True, x=public, d=seed)
    torsion = next(t for t in (ed_mul(L, (ed_x(y, 0), y)) for y in range(2, 100) if ed_x(y, 0) is not None)
                   if ed_mul(4, t) != (0, 1))
    for i in range(8):
        add_import("point of small order %d" % i, "FAPI_JWK_POINT", "EdDSA", "SIG-08", x=ed_octets(ed_mul(i, torsion)))
    for y in (1, Q - 1):
        add_import("minus zero, y = %d" % (y if y == 1 else -1), "FAPI_JWK_POINT", "EdDSA", "SIG-08",
                   x=(y | 1 << 255).to_bytes(32, "little"))
    for y in range(Q, 2**255):
        for sign in (0, 1):
            add_import("y = p + %d, sign %d" % (y - Q, sign), "FAPI_JWK_POINT", "EdDSA", "SIG-08",
                       x=(y | sign << 255).to_bytes(32, "little"))
    off = next(y for y in range(2, 100) if ed_x(y, 0) is None)
    add_import("off the curve", "FAPI_JWK_POINT", "EdDSA", "SIG-08", x=off.to_bytes(32, "little"))
    # Only its maker can sign for it; see lib/crypto/sodium_ed25519.c.
    mixed = ed_octets(ed_add(ed_mul(a, ED_B), torsion))
    add_import("a point of mixed order", "FAPI_OK", "EdDSA", x=mixed)
    for name, x in (("x of 31", public[:-1]), ("x of 33", public + b"\0"), ("no x", b""),
                    ("x of 56, as of X448", bytes(56)), ("x of 57, as of Ed448", bytes(57))):
        add_import(name, "FAPI_JWK_COORDINATE", "EdDSA", "JWK-05", x=x)
    add_import("Ed25519 key with y", "FAPI_JWK_COORDINATE", "EdDSA", "JWK-05", x=public, y=public)
    add_import("Ed25519 key with d", "FAPI_JWK_PRIVATE", "EdDSA", "JWK-05", x=public, d=seed)
    add_import("Ed448 lengths", "FAPI_JWK_COORDINATE", "EdDSA", "ALG-10", x=bytes(range(57)))
    add_import("a P-256 key", "FAPI_JWK_COORDINATE", "EdDSA", "ALG-10", x=octets(G[0], 32), y=octets(G[1], 32))
    add_import("d of another key", "FAPI_JWK_MISMATCH", "EdDSA", private=True, x=public, d=bytes(32))
    add_import("d of 31", "FAPI_JWK_COORDINATE", "EdDSA", private=True, x=public, d=seed[:31])
    add_import("d of 64", "FAPI_JWK_COORDINATE", "EdDSA", private=True, x=public, d=seed + public)
    add_import("no d", "FAPI_JWK_NOT_PRIVATE", "EdDSA", private=True, x=public)

    keys["eddsa"] = {"alg": "EdDSA", "x": public.hex()}
    r = ed_hash(wide[32:], MESSAGE) % L
    big_r = ed_octets(ed_mul(r, ED_B))
    s = (r + ed_hash(big_r, public, MESSAGE) * a) % L

    def sign(name, signature, attack="SIG-07", valid=False):
        add_signature(name, "eddsa", signature, valid, attack)
    good = big_r + s.to_bytes(32, "little")
    sign("as it should be", good, "", True)
    i = 1
    while s + i * L < 1 << 256:
        sign("S + %d L" % i, big_r + (s + i * L).to_bytes(32, "little"))
        i += 1
    for bit in (253, 254, 255):
        sign("bit %d of S" % bit, big_r + (s ^ 1 << bit).to_bytes(32, "little"))
    for name, value in (("0", 0), ("L", L), ("all FF", 2**256 - 1)):
        sign("S = " + name, big_r + value.to_bytes(32, "little"))
    for name, signature in (("63", good[:-1]), ("65", good + b"\0"), ("0", b""), ("32", good[:32]),
                            ("114, as of Ed448", bytes(114))):
        sign("length " + name, signature)
    # R the neutral point in its two encodings with the S that makes the equation hold: only the key's owner can do it.
    for name, encoding in (("y = 1", 1), ("y = p + 1", Q + 1)):
        point = encoding.to_bytes(32, "little")
        sign("R neutral, " + name, point + (ed_hash(point, public, MESSAGE) * a % L).to_bytes(32, "little"))
    sign("R neutral, S = 0", (1).to_bytes(32, "little") + bytes(32))
    sign("sign of R flipped", bytes(good[:31]) + bytes([good[31] ^ 0x80]) + good[32:])
    sign("R and S exchanged", good[32:] + good[:32])
    sign("all zero", bytes(64))
    add_signature("another message", "eddsa", good, message=b"header.payloae")


def write(name, import_rows, signature_rows):
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, name), "w", encoding="ascii", newline="\n") as out:
        out.write('{"source": "made by make.py in this folder",\n "keys": ' + json.dumps(keys))
        for title, rows in (("imports", import_rows), ("signatures", signature_rows)):
            out.write(',\n "%s": [\n  ' % title + ",\n  ".join(json.dumps(row) for row in rows) + "\n ]")
        out.write("\n}\n")


def main():
    rsa, other = Rsa(), Rsa()
    rsa_signatures(rsa, other)
    rsa_imports(rsa, other)
    ec_all()
    ed_all()
    write("crypto.json", imports, signatures)
    # One of each kind, for the tests in which every allocation fails in turn.
    some = ("a key", "off the curve", "private", "d + 1", "d + 2", "3072 bits", "PSS, salt of 32", "PSS, salt of 31",
            "v1.5", "v1.5, block type 2", "as it should be", "r = 1, s = 1")
    write("sweep.json", [row for row in imports if row["name"] in some],
          [row for row in signatures if row["name"] in some])


main()
