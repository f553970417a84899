#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes encryption.json beside itself: what must open, and what must not.

Known answers of the standards are written out. The rest is computed here with plain integers, hashlib and an AES of a few lines, so that neither
cryptographic library is the judge of its own vectors. Run it again and the file is the same. Not for keys that guard anything.
"""
import base64
import hashlib
import hmac
import json
import os

here = os.path.dirname(os.path.abspath(__file__))
DECRYPTION, CRYPTO, OK = "FAPI_JWE_DECRYPTION", "FAPI_ERR_CRYPTO", "FAPI_OK"
content, wraps, oaep, ecdh, keys = [], [], [], [], {}


# ---------------------------------------------------------------------------------------------------------------- AES

def xtime(a):
    return (a << 1 ^ (0x1B if a & 0x80 else 0)) & 0xFF


def multiply(a, b):
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = xtime(a), b >> 1
    return product


def make_sbox():
    box = []
    for x in range(256):
        inverse = next((y for y in range(256) if multiply(x, y) == 1), 0)
        box.append(0x63 ^ inverse ^ (inverse << 1 | inverse >> 7) & 0xFF ^ (inverse << 2 | inverse >> 6) & 0xFF ^
                   (inverse << 3 | inverse >> 5) & 0xFF ^ (inverse << 4 | inverse >> 4) & 0xFF)
    return box


SBOX = make_sbox()


def round_keys(key):
    words, n, constant = [list(key[i:i + 4]) for i in range(0, len(key), 4)], len(key) // 4, 1
    for i in range(n, 4 * (n + 7)):
        word = words[-1][:]
        if i % n == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= constant
            constant = xtime(constant)
        elif n > 6 and i % n == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[i - n], word)])
    return [sum(words[i:i + 4], []) for i in range(0, len(words), 4)]


def aes(key, block):
    rounds = round_keys(key)
    state = [a ^ b for a, b in zip(block, rounds[0])]
    for number, one in enumerate(rounds[1:], 1):
        state = [SBOX[b] for b in state]
        state = [state[(i + 4 * (i % 4)) % 16] for i in range(16)]
        if number < len(rounds) - 1:
            columns = [state[i:i + 4] for i in range(0, 16, 4)]
            state = [multiply(2, c[r]) ^ multiply(3, c[(r + 1) % 4]) ^ c[(r + 2) % 4] ^ c[(r + 3) % 4]
                     for c in columns for r in range(4)]
        state = [a ^ b for a, b in zip(state, one)]
    return bytes(state)


assert aes(bytes(range(16)), bytes.fromhex("00112233445566778899aabbccddeeff")).hex() == "69c4e0d86a7b0430d8cdb78070b4c55a"
assert aes(bytes(range(32)), bytes.fromhex("00112233445566778899aabbccddeeff")).hex() == "8ea2b7ca516745bfeafc49904b496089"


# ------------------------------------------------------------------------------------------------------------ content

def add_content(name, enc, key, iv, aad, plain, sealed, tag, expect=OK, attack=""):
    content.append({"name": name, "enc": enc, "key": key.hex(), "iv": iv.hex(), "aad": aad.hex(), "plain": plain.hex(),
                    "sealed": sealed.hex(), "tag": tag.hex(), "expect": expect, "attack": attack})


def cbc_hmac(key, iv, aad, padded, al=None):
    half = len(key) // 2
    before, sealed = iv, b""
    for i in range(0, len(padded) - len(padded) % 16, 16):
        before = aes(key[half:], bytes(a ^ b for a, b in zip(padded[i:i + 16], before)))
        sealed += before
    sealed += padded[len(padded) - len(padded) % 16:]
    al = (8 * len(aad) if al is None else al).to_bytes(8, "big")
    return sealed, hmac.new(key[:half], aad + iv + sealed + al, "sha256" if half == 16 else "sha512").digest()[:half]


def pad(plain):
    n = 16 - len(plain) % 16
    return plain + bytes([n]) * n


def own_content():
    aad, iv = b"eyJhbGciOiJFQ0RILUVTIn0", bytes(range(0x40, 0x50))
    for enc, key in (("A128CBC-HS256", bytes(range(32))), ("A256CBC-HS512", bytes(range(64)))):
        for n in (0, 1, 15, 16, 17, 31, 32, 47):
            plain = bytes(0x61 + i % 26 for i in range(n))
            add_content("%d octets" % n, enc, key, iv, aad, plain, *cbc_hmac(key, iv, aad, pad(plain)))
        add_content("no additional data", enc, key, iv, b"", b"text", *cbc_hmac(key, iv, b"", pad(b"text")))
        bad = {"padding 00": bytes(16), "padding 11": b"\x11" * 16, "padding FF": b"\xff" * 16, "padding 80": b"\x80" * 16,
               "two octets of 03": b"a" * 14 + b"\3\3", "first of sixteen wrong": b"\0" + b"\x10" * 15,
               "one octet of 02": b"a" * 15 + b"\2", "middle of sixteen wrong": b"\x10" * 8 + b"\0" + b"\x10" * 7}
        for name, block in bad.items():
            for before in (b"", b"b" * 16):
                sealed, tag = cbc_hmac(key, iv, aad, before + block)
                add_content(name + ", good tag", enc, key, iv, aad, b"", sealed, tag, DECRYPTION, "JWE-06")
        for name, padded in (("no block", b""), ("half a block", b"a" * 8), ("a block and one octet", b"a" * 17)):
            sealed, tag = cbc_hmac(key, iv, aad, padded)
            add_content(name + ", good tag", enc, key, iv, aad, b"", sealed, tag, DECRYPTION)
        for name, al in (("octets", len(aad)), ("of 0", 0), ("with 2^32 more", 8 * len(aad) + (1 << 32)),
                         ("little-endian", 8 * len(aad) << 56 & (1 << 64) - 1)):
            sealed, tag = cbc_hmac(key, iv, aad, pad(b"text"), al)
            add_content("additional length in " + name, enc, key, iv, aad, b"", sealed, tag, DECRYPTION, "JWE-06")
        sealed, tag = cbc_hmac(key, iv, aad, pad(b"text"))
        whole = hmac.new(key[:len(key) // 2], aad + iv + sealed + (8 * len(aad)).to_bytes(8, "big"),
                         "sha256" if len(key) == 32 else "sha512").digest()
        add_content("the other half of the MAC", enc, key, iv, aad, b"", sealed, whole[len(tag):], DECRYPTION, "JWE-06")
        swapped = key[len(key) // 2:] + key[:len(key) // 2]
        add_content("halves of the key changed round", enc, swapped, iv, aad, b"", sealed, tag, DECRYPTION)
        moved, rest = aad + iv[:1], iv[1:] + sealed[:1]
        add_content("an octet moved from IV to additional data", enc, key, rest, moved, b"", sealed[1:], tag, DECRYPTION, "JWE-06")


def standard_content():
    plain = (b"A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy "
             b"without inconvenience")
    aad, iv = b"The second principle of Auguste Kerckhoffs", bytes.fromhex("1af38c2dc2b96ffdd86694092341bc04")
    # RFC 7518 B.1 and B.3: the tags as they stand there, the ciphertext from the first octets to the last.
    for name, enc, n, start, end, want in (
            ("RFC 7518 B.1", "A128CBC-HS256", 32, "c80edfa32ddf39d5ef00c0b468834279", "c4b3f02f4d1a3e5f",
             "652c3fa36b0a7c5b3219fab3a30bc1c4"),
            ("RFC 7518 B.3", "A256CBC-HS512", 64, "4affaaadb78c31c5da4b1b590d10ffbd", "",
             "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5")):
        key = bytes(range(n))
        sealed, tag = cbc_hmac(key, iv, aad, pad(plain))
        assert sealed.hex().startswith(start) and tag.hex() == want, (name, sealed.hex(), tag.hex())
        add_content(name, enc, key, iv, aad, plain, sealed, tag)
    # The GCM specification (McGrew, Viega), test cases 4 and 16.
    plain = bytes.fromhex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
                          "b16aedf5aa0de657ba637b39")
    aad, iv = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"), bytes.fromhex("cafebabefacedbaddecaf888")
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308")
    add_content("GCM specification, case 4", "A128GCM", key, iv, aad, plain, bytes.fromhex(
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac97"
        "3d58e091"), bytes.fromhex("5bc94fbc3221a5db94fae95ae7121a47"))
    add_content("GCM specification, case 16", "A256GCM", key + key, iv, aad, plain, bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0a"
        "bcc9f662"), bytes.fromhex("76fc6ece0f4e1768cddf8853bb2d551b"))
    add_content("GCM specification, case 1: nothing", "A128GCM", bytes(16), bytes(12), b"", b"", b"",
                bytes.fromhex("58e2fccefa7e3061367f1d57a4e7455a"))
    # RFC 7516 A.1, content
    header = b"eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ"
    cek = bytes([177, 161, 244, 128, 84, 143, 225, 115, 63, 180, 3, 255, 107, 154, 212, 246, 138, 7, 110, 91, 112, 46, 34, 105,
                 47, 130, 203, 46, 122, 234, 64, 252])
    add_content("RFC 7516 A.1", "A256GCM", cek, b64("48V1_ALb6US04U3b"), header,
                b"The true sign of intelligence is not knowledge but imagination.",
                b64("5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A"),
                b64("XFBoMYUZodetZdvTiFvSkQ"))
    return cek


def b64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# --------------------------------------------------------------------------------------------------------------- wraps

def wrap(kek, text, start=b"\xa6" * 8):
    a, r = start, [text[i:i + 8] for i in range(0, len(text), 8)]
    for j in range(6):
        for i in range(len(r)):
            block = aes(kek, a + r[i])
            a = (int.from_bytes(block[:8], "big") ^ (len(r) * j + i + 1)).to_bytes(8, "big")
            r[i] = block[8:]
    return a + b"".join(r)


def add_wrap(name, kek, plain, wrapped, expect=OK):
    wraps.append({"name": name, "kek": kek.hex(), "plain": plain.hex(), "wrapped": wrapped.hex(), "expect": expect})


def all_wraps():
    kek, text = bytes(range(32)), bytes.fromhex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")
    for section, kn, n, want in ((1, 16, 16, "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"),
                                 (3, 32, 16, "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7"),
                                 (6, 32, 32, "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21")):
        assert wrap(kek[:kn], text[:n]).hex() == want
        add_wrap("RFC 3394 4.%d" % section, kek[:kn], text[:n], bytes.fromhex(want))
    add_wrap("64 octets", kek[:16], text + text, wrap(kek[:16], text + text))
    good = wrap(kek[:16], text)
    add_wrap("initial value of RFC 5649", kek[:16], b"", wrap(kek[:16], text, bytes.fromhex("a65959a600000020")), DECRYPTION)
    add_wrap("initial value of zeros", kek[:16], b"", wrap(kek[:16], text, bytes(8)), DECRYPTION)
    for i in range(8):
        start = bytearray(b"\xa6" * 8)
        start[i] ^= 1
        add_wrap("initial value, octet %d" % i, kek[:16], b"", wrap(kek[:16], text, bytes(start)), DECRYPTION)
    add_wrap("another key", kek[1:17], b"", good, DECRYPTION)
    for n in (0, 1, 7, 8, 15, 16, 23, 25, 39):
        add_wrap("cut to %d octets" % n, kek[:16], b"", good[:n], DECRYPTION)
    add_wrap("an octet more", kek[:16], b"", good + b"\0", DECRYPTION)
    add_wrap("eight octets more", kek[:16], b"", good + bytes(8), DECRYPTION)
    add_wrap("far too long", kek[:16], b"", bytes(528), DECRYPTION)
    for n in (0, 8, 15, 17, 24, 31, 33):
        add_wrap("key of %d octets" % n, bytes(n), b"", good, CRYPTO)


# ---------------------------------------------------------------------------------------------------------------- OAEP

def mgf1(seed, n, name):
    out, i = b"", 0
    while len(out) < n:
        out += hashlib.new(name, seed + i.to_bytes(4, "big")).digest()
        i += 1
    return out[:n]


def encode(message, k, name, mgf=None, label=b"", y=0, separator=1, filler=0):
    h = len(hashlib.new(name).digest())
    seed = hashlib.new(name, b"seed" + message).digest()
    db = hashlib.new(name, label).digest() + bytes([filler]) * (k - len(message) - 2 * h - 2) + bytes([separator]) + message
    masked = bytes(a ^ b for a, b in zip(db, mgf1(seed, len(db), mgf or name)))
    return bytes([y]) + bytes(a ^ b for a, b in zip(seed, mgf1(masked, h, mgf or name))) + masked


def add_oaep(name, key, alg, plain, sealed, expect=OK, attack=""):
    oaep.append({"name": name, "key": key, "alg": alg, "plain": plain.hex(), "sealed": sealed.hex(), "expect": expect,
                 "attack": attack})


def all_oaep(cek):
    rfc = {"n": "oahUIoWw0K0usKNuOR6H4wkf4oBUXHTxRvgb48E-BVvxkeDNjbC4he8rUWcJoZmds2h7M70imEVhRU5djINXtqllXI4DFqcI1DgjT9Le"
                "wND8MW2Krf3Spsk_ZkoFnilakGygTwpZ3uesH-PFABNIUYpOiN15dsQRkgr0vEhxN92i2asbOenSZeyaxziK72UwxrrKoExv6kc5twXT"
                "q4h-QChLOln0_mtUZwfsRaMStPs6mS6XrgxnxbWhojf663tuEQueGC-FCMfra36C9knDFGzKsNa7LZK2djYgyD3JR_MB_4NUJW_TqOQt"
                "wHYbxevoJArm-L5StowjzGy-_bq6Gw", "e": "AQAB",
           "d": "kLdtIj6GbDks_ApCSTYQtelcNttlKiOyPzMrXHeI-yk1F7-kpDxY4-WY5NWV5KntaEeXS1j82E375xxhWMHXyvjYecPT9fpwR_M9gV8n"
                "9Hrh2anTpTD93Dt62ypW3yDsJzBnTnrYu1iwWRgBKrEYY46qAZIrA2xAwnm2X7uGR1hghkqDp0Vqj3kbSCz1XyfCs6_LehBwtxHIyh8R"
                "ipy40p24moOAbgxVw3rxT_vlt3UVe4WO3JkJOzlpUf-KTVI2Ptgm-dARxTEtE-id-4OJr0h-K-VFs3VSndVTIznSxfyrj8ILL6MG_Uv8"
                "YAu7VILSB3lOW085-4qE3DzgrTjgyQ",
           "p": "1r52Xk46c-LsfB5P442p7atdPUrxQSy4mti_tZI3Mgf2EuFVbUoDBvaRQ-SWxkbkmoEzL7JXroSBjSrK3YIQgYdMgyAEPTPjXv_hI2_1"
                "eTSPVZfzL0lffNn03IXqWF5MDFuoUYE0hzb2vhrlN_rKrbfDIwUbTrjjgieRbwC6Cl0",
           "q": "wLb35x7hmQWZsWJmB_vle87ihgZ19S8lBEROLIsZG4ayZVe9Hi9gDVCOBmUDdaDYVTSNx_8Fyw1YYa9XGrGnDew00J28cRUoeBB_jKI1"
                "oma0Orv1T9aXIWxKwd4gvxFImOWr3QRL9KEBRzk2RatUBnmDZJTIAfwTs0g68UZHvtc"}
    rfc = {name: int.from_bytes(b64(text), "big") for name, text in rfc.items()}
    assert rfc["p"] * rfc["q"] == rfc["n"] and rfc["d"] * rfc["e"] % ((rfc["p"] - 1) * (rfc["q"] - 1)) == 1
    rfc.update(dp=rfc["d"] % (rfc["p"] - 1), dq=rfc["d"] % (rfc["q"] - 1), qi=pow(rfc["q"], -1, rfc["p"]))
    keys["rfc7516"] = dict(alg="PS256", **{k: v.to_bytes((v.bit_length() + 7) // 8, "big").hex() for k, v in rfc.items()})
    add_oaep("RFC 7516 A.1", "rfc7516", "RSA-OAEP", cek, b64(
        "OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGeipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-"
        "StnImGyFDbSv04uVuxIp5Zms1gNxKKK2Da14B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaVmqgfwX7XWRxv2322i-vDxRfqNzo_tETKzpVLzfiwQyey"
        "PGLBIO56YJ7eObdv0je81860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3brGPi6UklfCpIMfIjf7iGdXKHzg"))
    k = 256

    def raw(block):
        number = int.from_bytes(block, "big")
        assert number < rfc["n"]
        return pow(number, rfc["e"], rfc["n"]).to_bytes(k, "big")

    for alg, name, other in (("RSA-OAEP", "sha1", "sha256"), ("RSA-OAEP-256", "sha256", "sha1")):
        most = k - 2 * hashlib.new(name).digest_size - 2
        for n in (0, 1, 16, 32, 64, most):
            text = bytes(i & 0xFF for i in range(n))
            add_oaep("%d octets" % n, "rfc7516", alg, text, raw(encode(text, k, name)))

        def bad(why, block):
            add_oaep(why, "rfc7516", alg, b"", raw(block), DECRYPTION, "JWE-05")
        bad("the other hash", encode(cek, k, other))
        bad("MGF1 with the other hash", encode(cek, k, name, mgf=other))
        bad("a label", encode(cek, k, name, label=b"x"))
        bad("Y is 1", encode(cek[:1], k, name, y=1))
        bad("separator 00", encode(b"", k, name, separator=0))
        bad("separator 02", encode(cek, k, name, separator=2))
        bad("padding of 02", encode(cek, k, name, filler=2))
        bad("PKCS #1 v1.5", b"\0\2" + b"\x55" * (k - 3 - len(cek)) + b"\0" + cek)
        bad("0", bytes(k))
        bad("1", (1).to_bytes(k, "big"))
        bad("n - 1", (rfc["n"] - 1).to_bytes(k, "big"))
        good = raw(encode(cek, k, name))
        for why, sealed in (("n", rfc["n"].to_bytes(k, "big")), ("n + 1", (rfc["n"] + 1).to_bytes(k, "big")), ("all FF", b"\xff" * k),
                            ("empty", b""), ("one octet short", good[:-1]), ("one octet more", good + b"\0"),
                            ("leading 00", b"\0" + good), ("twice", good + good)):
            add_oaep("sealed is " + why, "rfc7516", alg, b"", sealed, DECRYPTION, "JWE-05")


# ---------------------------------------------------------------------------------------------------------------- ECDH

P = 2 ** 256 - 2 ** 224 + 2 ** 192 + 2 ** 96 - 1
B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
GENERATOR = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
             0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)


def add_points(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    out = None
    while k:
        out = add_points(out, point) if k & 1 else out
        point, k = add_points(point, point), k >> 1
    return out


def add_ecdh(name, x, y, shared, expect=OK, attack=""):
    x, y = (v.to_bytes(32, "big") if isinstance(v, int) else v for v in (x, y))
    ecdh.append({"name": name, "key": "rfc7518", "x": x.hex(), "y": y.hex(), "shared": shared.hex(), "expect": expect,
                 "attack": attack})


def all_ecdh():
    # RFC 7518 C: Bob's key, Alice's ephemeral one, and Z.
    x, y, d = (b64(t) for t in ("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
                                "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"))
    keys["rfc7518"] = {"alg": "ES256", "x": x.hex(), "y": y.hex(), "d": d.hex()}
    ax, ay = b64("gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0"), b64("SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps")
    z = bytes([158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106, 72, 246,
               218, 167, 121, 140, 254, 144, 196])
    number = int.from_bytes(d, "big")
    alice = int.from_bytes(ax, "big"), int.from_bytes(ay, "big")
    assert times(number, alice)[0].to_bytes(32, "big") == z
    add_ecdh("RFC 7518 C", ax, ay, z)
    add_ecdh("its negative", alice[0], P - alice[1], z)
    own = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    add_ecdh("the key itself", *own, times(number, own)[0].to_bytes(32, "big"))
    add_ecdh("the base point", *GENERATOR, times(number, GENERATOR)[0].to_bytes(32, "big"))
    zero = pow(B, (P + 1) // 4, P)
    assert zero * zero % P == B
    add_ecdh("x is 0", 0, zero, times(number, (0, zero))[0].to_bytes(32, "big"))

    def bad(name, px, py):
        add_ecdh(name, px, py, b"", DECRYPTION, "JWE-04")
    bad("0, 0", 0, 0)
    bad("x plus p" if alice[0] + P < 1 << 256 else "x is p", P, zero)
    bad("y is p", alice[0], P)
    bad("all FF", (1 << 256) - 1, (1 << 256) - 1)
    bad("y one more", alice[0], alice[1] + 1)
    bad("x one more", alice[0] + 1, alice[1])
    bad("coordinates changed round", alice[1], alice[0])
    bad("y plus p", 0, zero + P if zero + P < 1 << 256 else P)
    # Points of small order on curves with another b, which this formula for sums does not look at: y = 0 is of order 2.
    bad("order 2 on another curve", 5, 0)
    order3 = next((px, py) for px in range(2, 99) for py in [pow((3 * px * px - 3) ** 2 * pow(12 * px, -1, P) % P, (P + 1) // 4, P)]
                  if times(2, (px, py)) == (px, P - py))
    bad("order 3 on another curve", *order3)
    twist = next(v for v in range(1, 99) if pow((v ** 3 - 3 * v + B) % P, (P - 1) // 2, P) != 1)
    bad("an x of the twist", twist, 7)


def publics():
    """The points of Wycheproof's private keys, which come without: from its file if it is there, else those known already."""
    own, other = os.path.join(here, "encryption.json"), os.path.join(here, *[".."] * 4, "shared/vectors/wycheproof")
    other = os.path.join(other, "ecdh_secp256r1_ecpoint_test.json")
    if os.path.exists(other):
        groups = json.load(open(other, encoding="utf-8"))["testGroups"]
        scalars = sorted({test["private"] for group in groups for test in group["tests"]})
    else:
        scalars = sorted(json.load(open(own, encoding="utf-8"))["publics"])
    return {scalar: "".join("%064x" % v for v in times(int(scalar, 16), GENERATOR)) for scalar in scalars}


cek = standard_content()
own_content()
all_wraps()
all_oaep(cek)
all_ecdh()
with open(os.path.join(here, "encryption.json"), "w", encoding="utf-8") as file:
    json.dump({"source": "made by make_encryption.py in this folder", "keys": keys, "content": content, "wraps": wraps, "oaep": oaep,
               "ecdh": ecdh, "publics": publics()}, file, indent=0)
    file.write("\n")
