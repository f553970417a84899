#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The toolkit examples/system/lab.py against published examples and against itself: what it makes, what it refuses as a client, and
what it puts on the wire. Needs no server of libfapi."""
import json
import pathlib
import socket
import ssl
import sys
import tempfile
import threading
import types
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "system"))

import lab  # noqa: E402
from lab import DROP, Key, LabError  # noqa: E402

RFC7638 = {"kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29", "n": (
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W"
    "-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08q"
    "NLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw")}
RFC9449 = {"kty": "EC", "crv": "P-256", "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
           "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}
VECTOR = pathlib.Path(__file__).resolve().parents[1] / "vectors" / "rfc9449" / "token_request.json"


class Keys(unittest.TestCase):
    def test_published_thumbprints_and_hashes(self):
        self.assertEqual(Key.from_jwk(RFC7638).thumbprint, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")  # RFC 7638 3.1
        self.assertEqual(Key.from_jwk(RFC9449).thumbprint, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")  # RFC 9449 6.1
        self.assertEqual(lab.sha256("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"), "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")
        self.assertEqual(lab.sha256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")

    def test_published_proof(self):
        """RFC 9449 4.1."""
        proof, keys = json.loads(VECTOR.read_text())["input"]["proof"], {"keys": [RFC9449]}
        head, claims = lab.verify(proof, keys)
        self.assertEqual((head["typ"], claims["htm"]), ("dpop+jwt", "POST"))
        self.assertRaises(LabError, lab.verify, proof[:-4] + "AAAA", keys)

    def test_round_trips(self):
        for alg in lab.ALGS:
            key = Key.make(alg, kid=alg)
            again = Key.from_jwk(key.private_jwk())
            self.assertEqual(again.thumbprint, Key.from_jwk(key.public_jwk()).thumbprint)
            self.assertNotIn("d", key.public_jwk())
            keys = {"keys": [key.public_jwk()]}
            self.assertEqual(lab.verify(lab.jws(again, {"a": 1}, {"typ": "x"}), keys), ({"alg": alg, "kid": alg, "typ": "x"}, {"a": 1}))
            bad = [lab.jws(key, {}, signature=lab.damaged), lab.jws(key, {}, signature=b""), lab.jws(key, {}, alg="none"),
                   lab.jws(key, {}, {"kid": "other"}), lab.jws(key, {}, {"kid": DROP}), lab.jws(key, {}, {"alg": DROP}),
                   lab.jws(key, {}, alg="HS256"), lab.jws(Key.make(alg, kid=alg), {}), lab.jws(key, {}, {"crit": ["b"]})]
            bad += [lab.jws(key, {}, alg="RS256"), lab.jws(key, {}, alg="PS384")] if alg == "PS256" else []
            for one in bad:
                self.assertRaises(LabError, lab.verify, one, keys)

    def test_bending(self):
        key = Key.make()
        self.assertEqual(lab.bend({"a": 1, "b": 2}, {"a": DROP, "c": 3}), {"b": 2, "c": 3})
        self.assertEqual(lab.parts(lab.jws(key, b'{"a":1,"a":2}', {"alg": "RS256"}, sign_alg="ES256")),
                         ({"alg": "RS256", "kid": key.kid}, {"a": 2}))


class Responses(unittest.TestCase):
    """A client must stop where a fault is planted."""

    def setUp(self):
        self.key = Key.make("ES256", kid="as")
        self.system = types.SimpleNamespace(issuer="https://as.example", jwks={"keys": [self.key.public_jwk()]},
                                            endpoint=lambda name, mtls: "https://as.example/" + name)

    def flow(self, response="code", **named):
        client = lab.Client(self.system, "c", Key.make(), redirect_uri="https://c.example/cb?x=y", openid=True, response=response, **named)
        return client.flow()

    def answer(self, flow, parameters, mark="&"):
        return lab.Answer(303, [("Location", flow.client.redirect_uri + mark + urllib.parse.urlencode(parameters))])

    def refused(self, flow, parameters, mark="&"):
        self.assertRaises(LabError, flow.read, self.answer(flow, parameters, mark))

    def test_plain(self):
        flow = self.flow()
        good = {"code": "abc", "state": flow.parameters["state"], "iss": "https://as.example"}
        flow.read(self.answer(flow, good))
        self.assertEqual(flow.code, "abc")
        for change in ({"state": "x"}, {"state": DROP}, {"iss": "https://evil.example"}):
            self.refused(flow, lab.bend(good, change))
        self.refused(flow, list(good.items()) + [("code", "def")])

    def test_jarm(self):
        flow = self.flow("jarm")
        good = {"code": "abc", "state": flow.parameters["state"], "iss": "https://as.example", "aud": "c", "exp": lab.now() + 60}

        def wrapped(change=None, **how):
            return {"response": lab.jws(how.pop("key", self.key), lab.bend(good, change), **how)}
        flow.read(self.answer(flow, wrapped()))
        self.assertEqual(flow.code, "abc")
        changes = [{name: DROP} for name in ("iss", "aud", "exp", "state")]
        changes += [{"iss": "https://evil.example"}, {"aud": "d"}, {"exp": lab.now() - 600}, {"aud": ["c", "d"]}]
        for change in changes:
            self.refused(flow, wrapped(change))
        for how in ({"alg": "none"}, {"signature": lab.damaged}, {"key": Key.make("ES256", kid="as")}):
            self.refused(flow, wrapped(**how))
        self.refused(flow, good)
        self.refused(flow, {**wrapped(), "code": "abc"})

    def test_front_channel_id_token(self):
        flow = self.flow("code id_token")
        good = {"iss": "https://as.example", "aud": "c", "sub": "u", "exp": lab.now() + 60, "iat": lab.now(), "nonce": flow.parameters["nonce"],
                "c_hash": lab.half_hash("abc", "ES256"), "s_hash": lab.half_hash(flow.parameters["state"], "ES256")}

        def wrapped(change=None):
            return {"code": "abc", "state": flow.parameters["state"], "id_token": lab.jws(self.key, lab.bend(good, change))}
        flow.read(self.answer(flow, wrapped(), "#"))
        self.assertEqual((flow.code, flow.id_token["sub"]), ("abc", "u"))
        changes = [{name: DROP} for name in ("iss", "aud", "exp", "nonce", "c_hash", "s_hash")]
        for change in changes + [{"nonce": "x"}, {"c_hash": "x"}, {"s_hash": "x"}, {"iat": lab.now() + 600}]:
            self.refused(flow, wrapped(change), "#")

    def test_messages(self):
        client = self.flow().client
        _, claims = lab.parts(client.assertion({"exp": DROP, "aud": ["x"]}))
        self.assertEqual((claims["aud"], "exp" in claims), (["x"], False))
        client.dpop_key = Key.make()
        head, claims = lab.parts(client.proof("GET", "https://rs.example/a?b=c#d", token="t", nonce="n", header={"typ": DROP}))
        self.assertEqual((claims["htu"], claims["nonce"], claims["ath"]), ("https://rs.example/a", "n", lab.sha256("t")))
        self.assertEqual(set(head), {"alg", "jwk"})
        self.assertNotIn("d", head["jwk"])
        self.assertNotIn("d", lab.parts(client.proof("GET", "https://rs.example/", header={"alg": DROP}))[0])
        self.assertEqual(lab.parts(client.request_object({"a": "b"}, {"nbf": DROP}, {"typ": DROP}))[0], {"alg": "ES256", "kid": client.key.kid})

    def test_page(self):
        text = b'<title>t</title><p>Hello &amp; you<form method="post" action="/consent"><input type="hidden" name="consent" value="&lt;v">' \
               b'<button id="approve" name="decision" value="yes">Yes</button><button id="deny" name="decision" value="no">No</button></form>'
        page = lab.Page(lab.Answer(200, [("Set-Cookie", "__Host-consent=abc; Secure; HttpOnly")], text), "https://as.example/authorize?x")
        sent = []
        page.press(types.SimpleNamespace(send=lambda *what: sent.append(what)), "deny", {"extra": "1"})
        self.assertEqual(sent, [("POST", "https://as.example/consent", [("Cookie", "__Host-consent=abc"), ("Origin", "https://as.example")],
                                 {"consent": "<v", "decision": "no", "extra": "1"})])
        self.assertIn("Hello & you", page.text)


class Wire(unittest.TestCase):
    """What is sent, byte for byte."""

    def test_raw_fields(self):
        with tempfile.TemporaryDirectory() as folder:
            files = lab.self_signed(folder, "server", names=["localhost"])
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*files)
            listener, seen = socket.create_server(("127.0.0.1", 0)), []

            def serve():
                with context.wrap_socket(listener.accept()[0], server_side=True) as tls:
                    for _ in range(2):
                        data = b""
                        while b"\r\n\r\n" not in data:
                            data += tls.recv(65536)
                        seen.append(data)
                        tls.sendall(b"HTTP/1.1 400 Bad\r\nContent-Length: 15\r\nX-A: 1\r\nX-A: 2\r\n\r\n" + b'{"error":"oops"')
            thread = threading.Thread(target=serve)
            thread.start()
            web, url = lab.Http(files[0]), "https://localhost:%d/p?q=1" % listener.getsockname()[1]
            answer = web.send("GET", url, [("DPOP", "a"), ("dpop", "b"), ("X", "y")])
            self.assertEqual((answer.status, answer.all("x-a"), answer.error), (400, ["1", "2"], None))
            web.send("PUT", url, [("Host", "evil.example")])
            thread.join()
            listener.close()
            failed = web.send("GET", url.replace("/p", "/closed"))
        self.assertEqual((failed.status, bool(failed.failure)), (0, True))
        self.assertIn(b"GET /p?q=1 HTTP/1.1\r\n", seen[0])
        self.assertIn(b"\r\nDPOP: a\r\ndpop: b\r\nX: y\r\n", seen[0])
        self.assertIn(b"PUT /p?q=1", seen[1])
        self.assertEqual(seen[1].lower().count(b"host:"), 1)

    def test_audit(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "as.log"
            log = lab.Audit(path)
            self.assertEqual(log.fresh(), [])
            path.write_text(json.dumps({"status": "A"}) + "\n" + json.dumps({"status": "B"}) + "\n{")
            self.assertEqual([line["status"] for line in log.fresh()], ["A", "B"])
            self.assertEqual(log.fresh(), [])


if __name__ == "__main__":
    unittest.main()
