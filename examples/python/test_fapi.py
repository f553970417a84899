# SPDX-License-Identifier: Apache-2.0
"""The wrapper judges recorded requests of a real client, and what is left of them after a change.

    PYTHONPATH=examples/python FAPI_LIBRARY=build/libfapi.so python3 examples/python/test_fapi.py
"""
import base64
import copy
import ctypes
import gc
import hashlib
import json
import pickle
import re
import sys
import threading
import unittest
import urllib.parse
from pathlib import Path

import fapi

EXAMPLES = Path(__file__).resolve().parent.parent
HEADER = EXAMPLES.parent / "include" / "fapi.h"
AUDIENCE = "https://api.example.com/accounts"
ALGS = ("ES256", "PS256", "EdDSA")
CLIENT_URL = "https://127.0.0.1:1/accounts?x=1"
C_ONLY = {"fapi_context_new_allocator", "fapi_signer_new_callback"}  # take C callbacks


class Recording:
    """One folder of examples/recorded."""

    def __init__(self, alg):
        folder = EXAMPLES / "recorded" / alg
        self.read = lambda name: (folder / name).read_text()
        self.issuer = self.read("issuer")
        self.jwks = self.read("jwks.json")
        self.now = int(self.read("now"))
        self.certificate = self.read("client_certificate.pem")
        self.other_certificate = self.read("other_certificate.pem")

    def request(self, kind):
        """method, url and a dict of the headers."""
        first, *fields = self.read(kind + ".request.http").strip().split("\n")
        method, url, _version = first.split(" ")
        return method, url, dict(field.split(": ", 1) for field in fields)

    def server(self, profile=None, audience=AUDIENCE, jwks=None, policy=None, **options):
        policy = policy or fapi.Policy(profile or fapi.FAPI_PROFILE_FAPI2_SECURITY)
        options.setdefault("replay", fapi.Replay(1000))
        return fapi.ResourceServer(policy, {self.issuer: fapi.Jwks(jwks or self.jwks)}, [audience],
                                   fetched_at=self.now, **options)


RECORDINGS = {alg: Recording(alg) for alg in ALGS}


def swapped(text, index):
    """The text with another character at the index."""
    index %= len(text)
    return text[:index] + ("A" if text[index] != "A" else "B") + text[index + 1:]


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Header(unittest.TestCase):
    """The table of functions says what the header says."""

    TYPES = [(r"const (char|uint8_t) \*\w+ size_t \w+_len", "s"),
             (r"const (char|uint8_t) \*\*\w+ size_t \*\w+_len", "T"),
             (r"const char \*\*\w+", "N"),
             (r"char \*\w+ size_t \w+_size", "B"), (r"int64_t \*\w+", "Q"), (r"fapi_\w+ \*\*\w+", "H"),
             (r"(const )?fapi_\w+ \*\w+", "h"), (r"int64_t \w+", "q"), (r"size_t \*\w+", "Z"),
             (r"size_t \w+", "z"), (r"int \w+", "i"),
             (r"void", "")]
    RESULTS = {"int": "i", "size_t": "z", "int64_t": "q", "const char *": "t", "void": "v"}

    def shape(self, result, arguments):
        text = re.sub(r"\s+", " ", arguments.replace(",", " ")).strip()
        letters = ""
        while text:
            for pattern, letter in self.TYPES:
                match = re.match(pattern + r"(?= |$)", text)
                if match:
                    letters += letter
                    text = text[match.end():].strip()
                    break
            else:
                self.fail(f"cannot read {text!r}")
        return self.RESULTS.get(result.strip(), "h") + ":" + letters

    def test_every_function_is_wrapped_as_declared(self):
        text = re.sub(r"/\*.*?\*/", "", HEADER.read_text(), flags=re.S)
        pattern = r"FAPI_EXPORT (?:FAPI_NODISCARD )?([\w ]+?\**)\s*(fapi_\w+)\((.*?)\);"
        declared = {}
        for result, name, arguments in re.findall(pattern, re.sub(r"\s+", " ", text)):
            if name not in C_ONLY:
                declared[name[5:]] = self.shape(result.replace(" *", " *"), arguments)
        self.assertGreater(len(declared), 100)
        self.assertEqual(declared, fapi._FUNCTIONS)

    def test_every_constant_has_a_name(self):
        text = re.sub(r"/\*.*?\*/", "", HEADER.read_text(), flags=re.S)
        constants = dict(re.findall(r"\b(FAPI_[A-Z0-9_]+) = (\d+)", text))
        self.assertGreater(len(constants), 200)
        for name, value in constants.items():
            self.assertEqual(fapi.constant(name), int(value), name)
        self.assertEqual(fapi.FAPI_MAX_JWT, 16384)
        with self.assertRaises(AttributeError):
            fapi.FAPI_NO_SUCH_THING
        with self.assertRaises(fapi.Error) as caught:
            fapi.constant("nonsense")
        self.assertEqual(caught.exception.status, fapi.FAPI_ERR_NOT_FOUND)

    def test_statuses(self):
        names = {fapi.status_name(status): status for status in fapi.statuses()}
        self.assertEqual(names["FAPI_DPOP_HTU"], fapi.FAPI_DPOP_HTU)
        self.assertTrue(fapi.status_clause(fapi.FAPI_DPOP_HTU).startswith("RFC 9449 4.3"))
        self.assertEqual(fapi.status_oauth_error(fapi.FAPI_DPOP_HTU), "invalid_dpop_proof")
        self.assertEqual(fapi.status_http(fapi.FAPI_DPOP_HTU), 401)
        self.assertIsNone(fapi.status_name(99999))
        self.assertIn("FAPI_DPOP_HTU", str(fapi.Refused(fapi.FAPI_DPOP_HTU)))


class Real(unittest.TestCase):
    """Requests that a real client made."""

    def judge(self, alg, kind, change=None, now=0, server=None, **facts):
        recording = RECORDINGS[alg]
        method, url, headers = recording.request(kind)
        headers = dict(headers)
        if kind == "mtls":
            facts.setdefault("certificate", recording.certificate)
        if change:
            method, url, headers = change(method, url, headers)
        request = fapi.Request(method, url, headers, **facts)
        return (server or recording.server()).check(request, recording.now + now, fapi.Verdict(trace=True))

    def refused(self, status, *arguments, **keywords):
        verdict = self.judge(*arguments, **keywords)
        self.assertEqual(verdict.name, fapi.status_name(status), verdict)
        self.assertFalse(verdict)
        self.assertIn(verdict.http, (400, 401, 403))
        self.assertTrue(verdict.clause)
        self.assertTrue(verdict.www_authenticate)
        return verdict

    def test_passes(self):
        for alg in ALGS:
            for profile in (fapi.FAPI_PROFILE_FAPI2_SECURITY, fapi.FAPI_PROFILE_FAPI2_MESSAGE_SIGNING):
                for kind in ("dpop", "mtls"):
                    with self.subTest(alg=alg, profile=fapi.profile_name(profile), kind=kind):
                        verdict = self.judge(alg, kind, server=RECORDINGS[alg].server(profile))
                        self.assertTrue(verdict, verdict)
                        self.assertEqual((verdict.http, verdict.name), (200, "FAPI_OK"))
                        self.assertEqual(verdict.claims["sub"], "alice")
                        self.assertEqual(verdict.claim_string("client_id"), kind + "-client")
                        self.assertEqual(verdict.claim_integer("exp") - verdict.claim_integer("iat"), 300)
                        self.assertEqual(json.loads(verdict.claim_json("cnf")), verdict.claims["cnf"])
                        self.assertGreater(len(verdict.trace), 10)
                        self.assertNotIn("fail", {rule.outcome for rule in verdict.trace})
                        bound = verdict.claims["cnf"]["jkt" if kind == "dpop" else "x5t#S256"]
                        self.assertEqual(verdict.jkt if kind == "dpop" else verdict.x5t_s256, bound)

    def test_the_token_alone(self):
        recording = RECORDINGS["ES256"]
        method, url, headers = recording.request("dpop")
        server = recording.server()
        token = server.presented_token(fapi.Request(method, url, headers), recording.now)
        self.assertIn(token, [value.split(" ")[-1] for name, value in headers.items() if name.lower() == "authorization"])
        with self.assertRaises(fapi.Refused) as caught:
            server.presented_token(fapi.Request(method, url, {}), recording.now)
        self.assertEqual(caught.exception.name, "FAPI_TOKEN_MISSING")

    def test_a_changed_byte(self):
        def change_token(index):
            def change(method, url, headers):
                scheme, token = headers["authorization"].split(" ")
                return method, url, {**headers, "authorization": scheme + " " + swapped(token, index)}
            return change

        def change_proof(index):
            return lambda method, url, headers: (method, url, {**headers, "dpop": swapped(headers["dpop"], index)})

        for alg in ALGS:
            for index in (0, 40, 200, 300, -80, -40, -2, -1):
                with self.subTest(alg=alg, index=index):
                    for verdict in (self.judge(alg, "dpop", change_token(index)),
                                    self.judge(alg, "dpop", change_proof(index)),
                                    self.judge(alg, "mtls", change_token(index))):
                        self.assertFalse(verdict)
                        self.assertGreaterEqual(verdict.status, 100)
                        self.assertIn(verdict.http, (400, 401))
                        with self.assertRaises(fapi.Error):
                            verdict.claims
            status = self.judge(alg, "dpop", change_token(-40)).status
            self.assertEqual(fapi.status_name(status), "FAPI_TOKEN_SIGNATURE")
            status = self.judge(alg, "dpop", change_proof(-40)).status
            self.assertEqual(fapi.status_name(status), "FAPI_DPOP_SIGNATURE")

    def test_misuse_of_a_good_message(self):
        def bearer(method, url, headers):
            return method, url, {"authorization": headers["authorization"].replace("DPoP", "Bearer")}

        def in_query(method, url, headers):
            return method, url + "&access_token=" + headers.pop("authorization").split(" ")[1], headers

        for alg in ALGS:
            recording = RECORDINGS[alg]
            self.refused(fapi.FAPI_DPOP_BOUND_AS_BEARER, alg, "dpop", bearer)
            self.refused(fapi.FAPI_TOKEN_IN_QUERY, alg, "dpop", in_query)
            self.refused(fapi.FAPI_DPOP_HTM, alg, "dpop", lambda method, url, headers: ("POST", url, headers))
            self.refused(fapi.FAPI_DPOP_HTU, alg, "dpop",
                         lambda method, url, headers: (method, url.replace("accounts", "payments"), headers))
            self.refused(fapi.FAPI_TOKEN_AUD, alg, "mtls", server=recording.server(audience="https://other.example"))
            self.refused(fapi.FAPI_TOKEN_EXPIRED, alg, "mtls", now=3600)
            self.refused(fapi.FAPI_DPOP_IAT_OLD, alg, "dpop", now=120)
            self.refused(fapi.FAPI_MTLS_THUMBPRINT, alg, "mtls", certificate=recording.other_certificate)
            self.refused(fapi.FAPI_MTLS_CERTIFICATE_MISSING, alg, "mtls", certificate=None)
            self.refused(fapi.FAPI_TOKEN_REVOKED, alg, "mtls", revoked=True)
            verdict = self.refused(fapi.FAPI_TOKEN_SCOPE_INSUFFICIENT, alg, "mtls", scopes=["payments"])
            self.assertEqual((verdict.http, verdict.oauth_error), (403, "insufficient_scope"))
            self.assertEqual([rule.status for rule in verdict.trace if rule.outcome == "fail"], [verdict.status])
            with self.assertRaises(fapi.Refused) as caught:
                verdict.raise_for_status()
            self.assertEqual(caught.exception.status, verdict.status)

    def test_replay(self):
        for alg in ALGS:
            replay = fapi.Replay(100)
            server = RECORDINGS[alg].server(replay=replay)
            self.assertTrue(self.judge(alg, "dpop", server=server))
            self.assertEqual(replay.live(RECORDINGS[alg].now), 1)
            self.refused(fapi.FAPI_DPOP_REPLAYED, alg, "dpop", server=server)
            self.assertTrue(self.judge(alg, "mtls", server=server))
            self.assertTrue(self.judge(alg, "mtls", server=server))

    def test_replay_store_of_the_host(self):
        recording = RECORDINGS["ES256"]
        server = recording.server(replay="external")
        spent = set()
        for wanted in ("FAPI_OK", "FAPI_DPOP_REPLAYED"):
            verdict = self.judge("ES256", "dpop", server=server)
            self.assertEqual(verdict.status, fapi.FAPI_REPLAY_PENDING)
            (key, expiry), = verdict.replay_keys
            self.assertEqual(len(key), 32)
            self.assertGreater(expiry, recording.now)
            server.finish(verdict, fapi.FAPI_REPLAY_SEEN if key in spent else fapi.FAPI_OK)
            spent.add(key)
            self.assertEqual(verdict.name, wanted)

    def test_nonce(self):
        recording = RECORDINGS["EdDSA"]
        policy = fapi.Policy(fapi.FAPI_PROFILE_FAPI2_SECURITY)
        policy[fapi.FAPI_CONTROL_DPOP_NONCE] = 1
        nonce = fapi.DpopNonce(bytes(range(32)))
        verdict = self.refused(fapi.FAPI_DPOP_NONCE_MISSING, "EdDSA", "dpop",
                               server=recording.server(policy=policy, nonce=nonce))
        self.assertEqual(verdict.oauth_error, "use_dpop_nonce")
        nonce.check(verdict.dpop_nonce, recording.now)
        with self.assertRaises(fapi.Refused):
            nonce.check(verdict.dpop_nonce, recording.now + 3600)

    def test_swapped_keys(self):
        server = RECORDINGS["ES256"].server()
        self.assertTrue(self.judge("ES256", "mtls", server=server))
        server.replace_keys(RECORDINGS["ES256"].issuer, fapi.Jwks(RECORDINGS["PS256"].jwks), RECORDINGS["ES256"].now)
        self.refused(fapi.FAPI_TOKEN_SIGNATURE, "ES256", "mtls", server=server)

    def test_threads_share_a_server(self):
        server = RECORDINGS["EdDSA"].server(cache=64)
        results = []

        def work():
            for _ in range(20):
                results.append(self.judge("EdDSA", "mtls", server=server).status)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(results, [0] * 80)


class Made(unittest.TestCase):
    """Keys, tokens and proofs made here."""

    NOW = 1_800_000_000

    def test_issue_and_judge(self):
        for alg in (fapi.FAPI_ALG_ES256, fapi.FAPI_ALG_EDDSA):
            issuer, client = fapi.Signer.generate(alg), fapi.Signer.generate(alg)
            token = issuer.sign({"iss": "https://as.example", "aud": AUDIENCE, "sub": "bob", "client_id": "c",
                                 "jti": "1", "iat": self.NOW, "exp": self.NOW + 300, "scope": "accounts payments",
                                 "cnf": {"jkt": client.thumbprint}}, typ="at+jwt")
            proof = client.sign({"htm": "POST", "htu": "https://api.example.com/payments", "iat": self.NOW, "jti": "2",
                                 "ath": encoded(hashlib.sha256(token.encode()).digest())}, "dpop+jwt", embed_jwk=True)
            with fapi.Jwks({"keys": [issuer.public_jwk]}) as jwks:
                policy = fapi.Policy(fapi.FAPI_PROFILE_FAPI2_SECURITY)
                server = fapi.ResourceServer(policy, {"https://as.example": jwks}, [AUDIENCE], replay=fapi.Replay(10),
                                             realm="bank", fetched_at=self.NOW)
            headers = [("Authorization", "DPoP " + token), ("DPoP", proof)]
            request = fapi.Request("POST", "https://api.example.com/payments", headers, scopes=["payments"],
                                   tls=(0x0304, 0x1301))
            verdict = server.check(request, self.NOW)
            self.assertTrue(verdict, verdict)
            self.assertEqual(verdict.jkt, client.thumbprint)
            request.add_header("DPoP", proof)
            verdict = server.check(request, self.NOW, verdict)
            self.assertEqual(verdict.name, "FAPI_DPOP_REPEATED")
            self.assertIn('realm="bank"', verdict.www_authenticate)

            dpop = fapi.Dpop("POST", "https://api.example.com/payments", token, client.thumbprint)
            self.assertTrue(dpop.check(proof, self.NOW))
            self.assertEqual(dpop.check(proof, self.NOW + 600).name, "FAPI_DPOP_IAT_OLD")
            jwt = fapi.Jwt("https://as.example", AUDIENCE, alg, typ="at+jwt")
            jwks = fapi.Jwks({"keys": [issuer.public_jwk]})
            self.assertEqual(jwt.check(jwks, token, self.NOW).claims["sub"], "bob")
            self.assertEqual(jwt.check(jwks, token, self.NOW + 600).name, "FAPI_JWT_EXPIRED")

    def test_client_assertion(self):
        client = fapi.Signer.generate(fapi.FAPI_ALG_ES256)
        jwks = fapi.Jwks({"keys": [client.public_jwk]})
        claims = {"iss": "c", "sub": "c", "aud": "https://as.example", "jti": "1", "exp": self.NOW + 60}
        assertion = client.sign(claims)
        rules = fapi.ClientAssertion("c", jwks, "https://as.example", fapi.FAPI_ALG_ES256)
        replay = fapi.Replay(10)
        for fresh in (True, False):
            verdict = rules.check(assertion, client_id="c", now=self.NOW)
            self.assertTrue(verdict, verdict)
            (key, expiry), = verdict.replay_keys
            self.assertEqual(replay.add_if_absent(key, expiry, self.NOW), fresh)
        for wanted, arguments in (("FAPI_CLIENT_ASSERTION_CLIENT_ID", {"client_id": "d"}),
                                  ("FAPI_CLIENT_ASSERTION_TYPE_MISSING", {"assertion_type": ""}),
                                  ("FAPI_CLIENT_ASSERTION_NOT_ALONE", {"other_method": True}),
                                  ("FAPI_CLIENT_ASSERTION_EXPIRED", {"now": self.NOW + 70})):
            verdict = rules.check(assertion, **{"now": self.NOW, **arguments})
            self.assertEqual((verdict.name, verdict.oauth_error, verdict.http), (wanted, "invalid_client", 401))
        assertion = client.sign({**claims, "aud": ["https://as.example/token"]})
        self.assertEqual(rules.check(assertion, now=self.NOW).name, "FAPI_CLIENT_ASSERTION_AUD_FORM")
        wide = fapi.ClientAssertion("c", jwks, "https://as.example", endpoints=["https://as.example/token"],
                                    any_endpoint=True)
        self.assertTrue(wide.check(assertion, now=self.NOW))

    def test_jws(self):
        signer = fapi.Signer.generate(fapi.FAPI_ALG_ES256)
        jwks = fapi.Jwks({"keys": [signer.public_jwk]})
        jws = signer.sign("hello")
        self.assertEqual(fapi.jws_check(jwks, fapi.FAPI_ALG_ES256, jws).payload, b"hello")
        self.assertEqual(fapi.jws_check(jwks, fapi.FAPI_ALG_PS256, jws).name, "FAPI_JWS_ALG")
        with self.assertRaises(fapi.Error):
            fapi.jws_check(jwks, 0, jws)
        self.assertEqual(fapi.Jwk(signer.public_jwk).thumbprint, signer.thumbprint)
        self.assertEqual(fapi.alg_name(signer.alg), "ES256")
        self.assertEqual(fapi.Signer(signer.private_jwk()).thumbprint, signer.thumbprint)

    def test_keys(self):
        recording = RECORDINGS["ES256"]
        document = json.loads(recording.jwks)
        self.assertEqual(len(fapi.Jwks(document)), 3)
        document["keys"][0]["kty"] = "unheard of"
        self.assertEqual(fapi.Jwks(document).skipped, [fapi.FAPI_JWK_KTY])
        for bad, status in (({"keys": []}, fapi.FAPI_JWKS_EMPTY), ({}, fapi.FAPI_JWKS_FORM),
                            ({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}, fapi.FAPI_JWK_SYMMETRIC)):
            with self.assertRaises(fapi.Refused) as caught:
                fapi.Jwks(bad)
            self.assertEqual(caught.exception.name, fapi.status_name(status))

    def test_pkce(self):
        # RFC 7636 B
        verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        self.assertEqual(fapi.pkce_challenge(verifier), challenge)
        fapi.pkce_check(verifier, challenge)
        fapi.pkce_check_challenge(challenge, "S256")
        for call, status in ((lambda: fapi.pkce_check(fapi.pkce_verifier(), challenge), fapi.FAPI_PKCE_MISMATCH),
                             (lambda: fapi.pkce_check("", challenge), fapi.FAPI_PKCE_VERIFIER_MISSING),
                             (lambda: fapi.pkce_check_challenge(challenge, "plain"), fapi.FAPI_PKCE_METHOD)):
            with self.assertRaises(fapi.Refused) as caught:
                call()
            self.assertEqual(caught.exception.status, status)

    def test_mtls_thumbprint(self):
        pem = RECORDINGS["ES256"].certificate
        der = base64.b64decode("".join(pem.strip().split("\n")[1:-1]))
        self.assertEqual(fapi.mtls_thumbprint(pem), encoded(hashlib.sha256(der).digest()))
        self.assertEqual(fapi.mtls_thumbprint(der), fapi.mtls_thumbprint(pem))
        with self.assertRaises(fapi.Refused):
            fapi.mtls_thumbprint(der + b"\0")

    def test_replay_store(self):
        with fapi.Replay(10) as replay:
            self.assertTrue(replay.add_if_absent("a", self.NOW + 10, self.NOW))
            self.assertFalse(replay.add_if_absent("a", self.NOW + 10, self.NOW + 9))
            self.assertTrue(replay.add_if_absent("a", self.NOW + 20, self.NOW + 10))
            self.assertEqual(replay.live(self.NOW + 10), 1)
            self.assertGreater(replay.memory, 0)
            with self.assertRaises(fapi.Error):
                replay.add_if_absent("b", 1, -1)

    def test_policy(self):
        policy = fapi.Policy(fapi.FAPI_PROFILE_FAPI2_SECURITY)
        with self.assertRaises(fapi.Refused) as caught:
            policy[fapi.FAPI_CONTROL_ALGS] = fapi.FAPI_ALG_RS256
        self.assertEqual(caught.exception.status, fapi.FAPI_POLICY_LOOSENS)
        self.assertTrue(policy.conforms)
        policy[fapi.FAPI_CONTROL_DPOP_MAX_AGE] = 30
        self.assertEqual(policy[fapi.FAPI_CONTROL_DPOP_MAX_AGE], 30)
        policy.insecure_set(fapi.FAPI_CONTROL_BINDING_REQUIRED, 0)
        self.assertFalse(policy.conforms)
        with self.assertRaises(fapi.Error):
            fapi.Policy(99)
        with self.assertRaises(fapi.Refused) as caught:
            fapi.ResourceServer(policy, {}, [])
        self.assertEqual(caught.exception.status, fapi.FAPI_POLICY_EMPTY)

    def test_table(self):
        rows = {row.name: row for row in fapi.controls()}
        self.assertEqual(rows["algs"].number, fapi.FAPI_CONTROL_ALGS)
        profile = fapi.FAPI_PROFILE_FAPI2_SECURITY
        value = fapi.profile_value(profile, fapi.FAPI_CONTROL_ALGS)
        self.assertEqual(value, fapi.FAPI_ALG_PS256 | fapi.FAPI_ALG_ES256 | fapi.FAPI_ALG_EDDSA)
        self.assertIn("ES256", fapi.control_describe(fapi.FAPI_CONTROL_ALGS, value))
        self.assertTrue(fapi.profile_clause(profile, fapi.FAPI_CONTROL_ALGS))
        loosest, strictest = fapi.profile_range(profile, fapi.FAPI_CONTROL_DPOP_NONCE)
        self.assertEqual((loosest, strictest), (0, 1))
        self.assertEqual(fapi.profile_base(fapi.FAPI_PROFILE_FAPI2_MESSAGE_SIGNING), profile)

    def test_wrong_use(self):
        request = fapi.Request()
        with self.assertRaises(fapi.Error) as caught:
            RECORDINGS["ES256"].server().check(request, self.NOW)
        self.assertEqual(caught.exception.status, fapi.FAPI_ERR_STATE)
        request = fapi.Request("GET", CLIENT_URL)
        with self.assertRaises(fapi.Error) as caught:
            RECORDINGS["ES256"].server().check(request, -1)
        self.assertEqual(caught.exception.status, fapi.FAPI_ERR_CLOCK)
        with self.assertRaises(fapi.Refused):
            request.add_header("X-Evil", "a\r\nb")
        request.close()
        request.close()
        gc.collect()
        for bad in (3, None, ["x"]):
            with self.assertRaises(TypeError):
                fapi.pkce_challenge(bad)
        for call in (lambda: fapi.Policy(2**32 + 3), lambda: fapi.Replay(-1), lambda: fapi.DpopNonce(slot=2**64 + 60)):
            with self.assertRaises(ctypes.ArgumentError):
                call()

    def test_closed_handles(self):
        request, policy, verdict = fapi.Request("GET", CLIENT_URL), fapi.Policy(1), fapi.Verdict()
        for handle in (request, policy, verdict):
            handle.close()
        for call in (lambda: request.add_header("a", "b"), lambda: policy[1], lambda: verdict.claims,
                     lambda: RECORDINGS["ES256"].server().check(fapi.Request("GET", CLIENT_URL), 1, verdict)):
            with self.assertRaises(fapi.Error) as caught:
                call()
            self.assertEqual(caught.exception.status, fapi.FAPI_ERR_ARG)
        self.assertFalse(verdict)
        self.assertEqual((verdict.http, verdict.name, verdict.trace), (0, None, []))

    def test_a_borrowed_nonce_outlives_its_owner(self):
        recording = RECORDINGS["EdDSA"]
        policy = fapi.Policy(fapi.FAPI_PROFILE_FAPI2_SECURITY)
        policy[fapi.FAPI_CONTROL_DPOP_NONCE] = 1
        with fapi.DpopNonce(bytes(range(32))) as nonce:
            server = recording.server(policy=policy, nonce=nonce)
            dpop = fapi.Dpop("GET", CLIENT_URL, nonce=nonce)
        method, url, headers = recording.request("dpop")
        gc.collect()
        verdict = server.check(fapi.Request(method, url, headers), recording.now)
        self.assertEqual(verdict.name, "FAPI_DPOP_NONCE_MISSING")
        fapi.DpopNonce(bytes(range(32))).check(verdict.dpop_nonce, recording.now)
        self.assertFalse(dpop.check(headers["dpop"], recording.now))

    def test_a_copy_shares_the_handle(self):
        request = fapi.Request("GET", CLIENT_URL)
        twin = copy.copy(request)
        request.close()
        twin.add_header("a", "b")
        for copier in (copy.deepcopy, pickle.dumps):
            with self.assertRaises(TypeError):
                copier(twin)

    def test_a_constructor_that_fails_leaves_nothing(self):
        for call in (lambda: fapi.Jwks("[]"), lambda: fapi.Jwk("{}"), lambda: fapi.Signer("{"),
                     lambda: fapi.DpopNonce(b"short"), lambda: fapi.Dpop("GET", "not a URL"),
                     lambda: fapi.Request("GE T"), lambda: fapi.Jwt("", "", 0)):
            with self.assertRaises(fapi.Error):
                call()
        gc.collect()
        self.assertEqual(gc.garbage, [])


class Server(unittest.TestCase):
    """An authorization server: a client's messages, and the answers to them."""

    ISSUER, REDIRECT, NOW = "https://as.example.com", "https://client.example.com/callback", 1800000000
    VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    def setUp(self):
        self.key, self.server_key = fapi.Signer.generate(fapi.FAPI_ALG_EDDSA), fapi.Signer.generate(fapi.FAPI_ALG_ES256)
        self.client = fapi.Client({"client_id": "client-1", "token_endpoint_auth_method": "private_key_jwt",
                                   "redirect_uris": [self.REDIRECT], "grant_types": ["authorization_code"],
                                   "jwks": {"keys": [self.key.public_jwk]}})
        self.server = fapi.AuthorizationServer(fapi.Policy(fapi.FAPI_PROFILE_FAPI2_SECURITY), self.ISSUER,
                                               replay=fapi.Replay(100), signers=[self.server_key])
        self.jti = 0

    def sign(self, claims, typ="", embed=False):
        self.jti += 1
        claims = {"jti": str(self.jti), "iat": self.NOW, **claims}
        return self.key.sign(claims, typ=typ, embed_jwk=embed)

    def post(self, path, **form):
        url = self.ISSUER + path
        assertion = self.sign({"iss": "client-1", "sub": "client-1", "aud": self.ISSUER, "exp": self.NOW + 60})
        form = {"client_id": "client-1", **form, "client_assertion": assertion, "client_assertion_type":
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
        headers = {"Content-Type": "application/x-www-form-urlencoded",
                   "DPoP": self.sign({"htm": "POST", "htu": url}, typ="dpop+jwt", embed=True)}
        return fapi.Request("POST", url, headers, body=urllib.parse.urlencode(form))

    def push(self, **changes):
        form = {"response_type": "code", "redirect_uri": self.REDIRECT, "scope": "openid accounts", "state": "s&1",
                "code_challenge": fapi.pkce_challenge(self.VERIFIER), "code_challenge_method": "S256", **changes}
        return self.post("/par", **form)

    def test_flow(self):
        request = self.push()
        self.assertEqual(self.server.claimed_client(request), self.client.id)
        verdict = self.server.check_par(request, self.client, now=self.NOW)
        self.assertTrue(verdict, verdict)
        self.assertEqual(verdict.jkt, self.key.thumbprint)
        self.assertEqual(len(verdict.replay_keys), 2)
        uri, kept = fapi.par_request_uri(), verdict.claims_json
        answer = self.server.par(verdict, uri)
        self.assertEqual((answer.http, json.loads(answer.body)["request_uri"]), (201, uri))

        pushed = fapi.Grant(fapi.FAPI_GRANT_PUSHED_REQUEST, (self.NOW, self.NOW + 60), value=uri, client="client-1", parameters=kept)
        request = fapi.Request("GET", f"{self.ISSUER}/authorize?client_id=client-1&request_uri={urllib.parse.quote(uri)}")
        self.assertEqual(request.parameter("request_uri"), uri)
        self.assertIsNone(request.parameter("state"))
        verdict = self.server.check_authorization(request, self.client, pushed, now=self.NOW)
        self.assertTrue(verdict, verdict)
        code = "SplxlOBeZQQYbYS6WxSbIA"
        answer = self.server.authorization(self.client, verdict.claims_json, now=self.NOW, code=code)
        location = urllib.parse.urlsplit(dict(answer.headers)["Location"])
        self.assertEqual((answer.kind, answer.http), (fapi.FAPI_ANSWER_REDIRECT, 303))
        self.assertEqual(dict(urllib.parse.parse_qsl(location.query)), {"code": code, "state": "s&1", "iss": self.ISSUER})

        grant = fapi.Grant(fapi.FAPI_GRANT_AUTHORIZATION_CODE, (self.NOW, self.NOW + 60), client="client-1", value=code,
                           redirect_uri=self.REDIRECT, challenge=fapi.pkce_challenge(self.VERIFIER), jkt=self.key.thumbprint)
        request = self.post("/token", grant_type="authorization_code", code=code, redirect_uri=self.REDIRECT,
                            code_verifier=self.VERIFIER)
        verdict = self.server.check_token(request, self.client, grant, now=self.NOW)
        self.assertTrue(verdict, verdict)
        answer = self.server.token(self.client, verdict, now=self.NOW, scope="openid accounts",
                                   access_token_claims={"sub": "alice", "aud": "https://api.example.com"},
                                   id_token_claims={"sub": "alice"})
        tokens = json.loads(answer.body)
        self.assertEqual((answer.http, tokens["token_type"]), (200, "DPoP"))
        claims = fapi.jws_check(fapi.Jwks(self.server.jwks), fapi.FAPI_ALG_ES256, tokens["access_token"])
        self.assertEqual(json.loads(claims.payload)["cnf"], {"jkt": self.key.thumbprint})

    def test_refusals(self):
        verdict = self.server.check_par(self.push(code_challenge_method="plain"), self.client, now=self.NOW)
        self.assertEqual((verdict.name, verdict.clause), ("FAPI_PKCE_METHOD", "FAPI 2.0 SP 5.3.2.2 (5)"))
        answer = self.server.refusal(verdict, now=self.NOW)
        self.assertEqual((answer.http, json.loads(answer.body)["error"]), (400, "invalid_request"))
        self.assertIn(("Cache-Control", "no-store"), answer.headers)
        verdict = self.server.check_par(self.push(), None, now=self.NOW)
        self.assertEqual((verdict.name, self.server.refusal(verdict, now=self.NOW).http), ("FAPI_CLIENT_UNKNOWN", 401))
        request = self.push()
        self.assertTrue(self.server.check_par(request, self.client, now=self.NOW))
        self.assertEqual(self.server.check_par(request, self.client, now=self.NOW).name, "FAPI_CLIENT_ASSERTION_REPLAYED")
        request = fapi.Request("GET", self.ISSUER + "/authorize?client_id=client-1&redirect_uri=https://evil.example/")
        verdict = self.server.check_authorization(request, self.client, now=self.NOW)
        answer = self.server.refusal(verdict, now=self.NOW)
        self.assertEqual(answer.kind, fapi.FAPI_ANSWER_PAGE)
        self.assertNotIn("Location", dict(answer.headers))
        self.assertIsNone(self.server.claimed_client(fapi.Request("POST", self.ISSUER + "/par", body="a=b")))
        with self.assertRaises(fapi.Error):
            fapi.Client({"client_id": ""})


class RealServer(unittest.TestCase):
    """The same with what a real client sent to one."""

    CODE = re.compile("(?<=[?&]code=)[^&]*")

    def setUp(self):
        self.recording = recording = RECORDINGS["EdDSA"]
        self.now = recording.now
        policy = fapi.Policy(fapi.FAPI_PROFILE_FAPI2_MESSAGE_SIGNING)
        self.server = fapi.AuthorizationServer(policy, recording.issuer, replay=fapi.Replay(100),
                                               signers=[fapi.Signer.generate(fapi.FAPI_ALG_EDDSA)])
        metadata = {"client_id": "dpop-client", "redirect_uris": ["https://rp.example.com/cb"],
                    "token_endpoint_auth_method": "private_key_jwt"}
        self.client = fapi.Client(metadata, recording.read("client_jwks.json"))

    def request(self, path, body=None, proof=None):
        headers = [("Content-Type", "application/x-www-form-urlencoded")] if body else []
        headers += [("DPoP", self.recording.read(proof))] if proof else []
        return fapi.Request("POST" if body else "GET", self.recording.issuer + path, headers,
                            body=self.recording.read(body) if body else None)

    def push(self):
        request = self.request("/request", "dpop.par_body", "dpop.par_proof.jwt")
        return self.server.check_par(request, self.client, self.now)

    def test_pushed_request(self):
        request = self.request("/request", "dpop.par_body", "dpop.par_proof.jwt")
        self.assertEqual(self.server.claimed_client(request), self.client.id)
        self.assertTrue(request.parameter("request"))
        self.assertIsNone(request.parameter("code"))
        verdict = self.push()
        self.assertTrue(verdict, verdict)
        self.assertEqual(verdict.claims["redirect_uri"], "https://rp.example.com/cb")
        self.assertEqual((len(verdict.jkt), len(verdict.replay_keys)), (43, 3))
        uri = fapi.par_request_uri()
        answer = self.server.par(verdict, request_uri=uri, expires_in=60)
        self.assertEqual((answer.http, answer.kind), (201, fapi.FAPI_ANSWER_JSON))
        self.assertEqual(json.loads(answer.body), {"request_uri": uri, "expires_in": 60})
        self.assertIn(("Cache-Control", "no-store"), answer.headers)

    def test_authorization_and_token_request(self):
        pushed = self.push()
        uri, parameters, times = fapi.par_request_uri(), pushed.claims_json, (self.now - 1, self.now + 59)
        grant = fapi.Grant(fapi.FAPI_GRANT_PUSHED_REQUEST, times, value=uri, client=self.client.id, parameters=parameters)
        request = self.request(f"/auth?client_id=dpop-client&request_uri={uri}")
        verdict = self.server.check_authorization(request, self.client, grant, self.now)
        self.assertTrue(verdict, verdict)
        self.assertEqual(verdict.claims_json, parameters)
        code = self.CODE.search("&" + self.recording.read("dpop.token_body")).group()
        answer = self.server.authorization(self.client, parameters, self.now, code=code)
        self.assertEqual((answer.http, answer.kind), (303, fapi.FAPI_ANSWER_REDIRECT))
        self.assertTrue(dict(answer.headers)["Location"].startswith("https://rp.example.com/cb?response=ey"))

        asked = verdict.claims
        stored = fapi.Grant(fapi.FAPI_GRANT_AUTHORIZATION_CODE, times, value=code, client=self.client.id, jkt=pushed.jkt,
                            redirect_uri=asked["redirect_uri"], challenge=asked["code_challenge"], scope=asked["scope"])
        request = self.request("/token", "dpop.token_body", "dpop.token_proof.jwt")
        verdict = self.server.check_token(request, self.client, stored, self.now)
        self.assertTrue(verdict, verdict)
        self.assertEqual(verdict.jkt, pushed.jkt)
        answer = self.server.token(
            self.client, verdict, self.now, scope="openid accounts", id_token_claims={"sub": "alice"},
            access_token_claims={"sub": "alice", "aud": AUDIENCE})
        tokens = json.loads(answer.body)
        self.assertEqual((answer.http, tokens["token_type"].lower()), (200, "dpop"))
        checked = fapi.jws_check(fapi.Jwks(self.server.jwks), fapi.FAPI_ALG_EDDSA, tokens["access_token"])
        self.assertEqual(json.loads(checked.payload)["cnf"], {"jkt": pushed.jkt})
        stored.set_used()
        self.assertEqual(self.server.check_token(request, self.client, stored, self.now).name, "FAPI_CODE_REUSED")

    def test_refusals(self):
        self.assertTrue(self.push())
        verdict = self.push()
        self.assertEqual(verdict.name, "FAPI_CLIENT_ASSERTION_REPLAYED")
        answer = self.server.refusal(verdict, self.now)
        self.assertEqual((answer.http, json.loads(answer.body)["error"]), (401, "invalid_client"))
        request = self.request("/request", "dpop.par_body")
        self.assertEqual(self.server.check_par(request, None, self.now).name, "FAPI_CLIENT_UNKNOWN")
        request = self.request("/auth?client_id=dpop-client")
        verdict = self.server.check_authorization(request, self.client, None, self.now)
        self.assertEqual(verdict.name, "FAPI_REQUEST_URI_MISSING")
        answer = self.server.refusal(verdict, self.now)
        self.assertEqual((answer.http, answer.kind), (400, fapi.FAPI_ANSWER_PAGE))
        self.assertIsNone(self.server.claimed_client(self.request("/auth")))
        self.assertEqual(len(fapi.id_token_hash(fapi.FAPI_ALG_ES256, "code")), 22)
        with self.assertRaises(fapi.Error):
            fapi.Grant(3)
        with self.assertRaises(fapi.Error):  # nothing was refused
            self.server.refusal(fapi.Verdict(), self.now)
        asked = {"client_id": "dpop-client", "response_type": "code", "redirect_uri": "https://evil.example"}
        with self.assertRaises(fapi.Refused) as caught:
            self.server.authorization(self.client, json.dumps(asked), self.now, code="c" * 43)
        self.assertEqual(caught.exception.name, "FAPI_REDIRECT_URI_UNREGISTERED")

    def test_backchannel_grant(self):
        """What of it a grant says is heeded: the user has not answered yet."""
        body = self.recording.read("dpop.token_body").replace("authorization_code", "urn:openid:params:grant-type:ciba")
        request = fapi.Request("POST", self.recording.issuer + "/token", body=body + "&auth_req_id=" + "i" * 43, headers={
            "Content-Type": "application/x-www-form-urlencoded", "DPoP": self.recording.read("dpop.token_proof.jwt")})
        policy = fapi.Policy(fapi.FAPI_PROFILE_FAPI2_SECURITY)
        server = fapi.AuthorizationServer(policy, self.recording.issuer, replay=fapi.Replay(100),
                                          grant_types=fapi.FAPI_GRANT_CIBA)
        metadata = {"client_id": "dpop-client", "token_endpoint_auth_method": "private_key_jwt",
                    "grant_types": ["urn:openid:params:grant-type:ciba"]}
        client, times = fapi.Client(metadata, self.recording.read("client_jwks.json")), (self.now - 9, self.now + 99)
        for facts, name in (({"state": 0}, "FAPI_CIBA_PENDING"), ({"state": 2}, "FAPI_CIBA_DENIED"),
                            ({"push": True}, "FAPI_CIBA_PUSH"), ({"used": True}, "FAPI_CIBA_ID_USED"),
                            ({"polling": (self.now - 2, 5)}, "FAPI_CIBA_SLOW_DOWN"), ({"state": 1}, "FAPI_OK")):
            grant = fapi.Grant(fapi.FAPI_GRANT_CIBA, times, client="dpop-client", value="i" * 43, **facts)
            self.assertEqual(server.check_token(request, client, grant, self.now).name, name)

    def test_own_replay_store(self):
        policy = fapi.Policy(fapi.FAPI_PROFILE_FAPI2_MESSAGE_SIGNING)
        self.server = fapi.AuthorizationServer(policy, self.recording.issuer, replay="external",
                                               signers=[fapi.Signer.generate(fapi.FAPI_ALG_EDDSA)])
        verdict = self.push()
        self.assertEqual((verdict.status, len(verdict.replay_keys)), (fapi.FAPI_REPLAY_PENDING, 3))
        self.assertTrue(self.server.finish(verdict, 0))
        self.assertEqual(verdict.claims["client_id"], "dpop-client")
        verdict = self.server.finish(self.push(), fapi.FAPI_REPLAY_SEEN, 1)
        self.assertEqual(verdict.name, "FAPI_DPOP_REPLAYED")


class Exchange(unittest.TestCase):
    """Client, authorization server and resource server in one process, FAPI 2.0 Message Signing."""

    NOW, BANK, API = 1800000000, "https://bank.example", "https://api.bank.example/accounts"
    CALLBACK, X5T = "https://shop.example/callback", "_p8kSXVsEMJZgVmHpwb27y0pIWxt4vvM5G4c0xbAqkU"

    def set_up(self, mtls):
        context, policy = fapi.Context(), fapi.Policy(fapi.FAPI_PROFILE_FAPI2_MESSAGE_SIGNING)
        keys = [fapi.Signer.generate(fapi.FAPI_ALG_ES256, context) for _ in range(3)]
        replay = fapi.Replay(100)
        self.mtls = mtls
        self.client = fapi.Client({
            "client_id": "shop", "redirect_uris": [self.CALLBACK], "token_endpoint_auth_method": "private_key_jwt",
            "response_types": ["code"], "grant_types": ["authorization_code", "refresh_token"],
            "tls_client_certificate_bound_access_tokens" if mtls else "dpop_bound_access_tokens": True,
            "jwks": {"keys": [keys[1].public_jwk]}})
        self.bank = fapi.AuthorizationServer(policy, self.BANK, replay=replay, signers=[keys[0]])
        jwks = fapi.Jwks(self.bank.jwks)
        metadata = {
            "issuer": self.BANK, "authorization_endpoint": self.BANK + "/authorize", "token_endpoint": self.BANK + "/token",
            "pushed_authorization_request_endpoint": self.BANK + "/par", "jwks_uri": self.BANK + "/jwks",
            "require_pushed_authorization_requests": True, "response_types_supported": ["code"],
            "response_modes_supported": ["jwt"], "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"], "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "accounts"], "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"], "require_signed_request_object": True,
            "request_object_signing_alg_values_supported": ["ES256"],
            "authorization_signing_alg_values_supported": ["ES256"],
            "id_token_signing_alg_values_supported": ["ES256"], "dpop_signing_alg_values_supported": ["ES256"],
            "tls_client_certificate_bound_access_tokens": True, "authorization_response_iss_parameter_supported": True}
        self.shop = fapi.RelyingParty(policy, self.client, self.BANK, metadata, jwks, signers=[keys[1]],
                                      dpop=None if mtls else keys[2], mtls=mtls, fetched_at=self.NOW)
        self.api = fapi.ResourceServer(policy, {self.BANK: jwks}, [self.API], replay=replay, fetched_at=self.NOW)

    def carry(self, request):
        """What was made, as a server gets it."""
        carried = fapi.Request(request.method, request.url, request.headers, tls=(0x0304, 0x1301), body=request.body or None)
        if self.mtls:
            carried.set_certificate_thumbprint(self.X5T)
        return carried

    @staticmethod
    def bring(answer):
        return fapi.Response(answer.http, answer.headers, answer.body)

    def passed(self, verdict):
        self.assertTrue(verdict, f"{verdict!r} wanted {verdict.expected}, got {verdict.actual}")
        return verdict

    def tokens(self):
        flow = fapi.Flow(redirect_uri=self.CALLBACK, scope="openid accounts")
        pushed = self.passed(self.bank.check_par(self.carry(self.shop.make("par", flow, self.NOW)), self.client, self.NOW))
        asked, uri, jkt = pushed.claims, fapi.par_request_uri(), pushed.jkt
        kept = pushed.claims_json
        self.passed(self.shop.check("par", flow, self.bring(self.bank.par(pushed, uri)), self.NOW))

        times = (self.NOW, self.NOW + 60)
        grant = fapi.Grant(fapi.FAPI_GRANT_PUSHED_REQUEST, times, client="shop", value=uri, parameters=kept)
        browser = self.shop.make("authorization", flow, self.NOW)
        self.passed(self.bank.check_authorization(self.carry(browser), self.client, grant, self.NOW))
        answer = self.bank.authorization(self.client, kept, self.NOW, code="c" * 43)
        flow = fapi.Flow.load(flow.store())  # between two requests of the browser
        back = fapi.Request("GET", dict(answer.headers)["Location"])
        self.passed(self.shop.check("authorization", flow, back, self.NOW))
        self.assertEqual(flow["code"], "c" * 43)
        with self.assertRaises(fapi.Error) as caught:  # a response is taken once
            self.shop.check("authorization", flow, back, self.NOW)
        self.assertEqual(caught.exception.name, "FAPI_ERR_STATE")

        more = {} if self.mtls else {"jkt": jkt}
        code = fapi.Grant(fapi.FAPI_GRANT_AUTHORIZATION_CODE, times, client="shop", value="c" * 43, scope="openid accounts",
                          redirect_uri=self.CALLBACK, challenge=asked["code_challenge"], **more)
        request = self.carry(self.shop.make("token", flow, self.NOW))
        answer = self.bank.token(self.client, self.passed(self.bank.check_token(request, self.client, code, self.NOW)), self.NOW,
                                 access_token_claims={"sub": "alice", "aud": self.API}, scope="openid accounts",
                                 id_token_claims={"sub": "alice"}, nonce=asked["nonce"])
        verdict = self.passed(self.shop.check("token", flow, self.bring(answer), self.NOW))
        self.assertEqual((verdict.claims["sub"], verdict.next), ("alice", fapi.FAPI_NEXT_GO_ON))
        return flow

    def test_whole_exchange(self):
        for mtls in (False, True):
            with self.subTest(mtls=mtls):
                self.set_up(mtls)
                flow = self.tokens()
                request = self.shop.make_resource(flow, "GET", self.API, self.NOW)
                self.passed(self.api.check(self.carry(request), self.NOW))
                self.passed(self.shop.check_resource(flow, request, fapi.Response(200), self.NOW))
                again = fapi.Request(request.method, request.url, request.headers)
                self.assertEqual(self.api.check(again, self.NOW).name,
                                 "FAPI_MTLS_CERTIFICATE_MISSING" if mtls else "FAPI_DPOP_REPLAYED")
                nonce = fapi.Response(401, {"WWW-Authenticate": 'DPoP error="use_dpop_nonce"', "DPoP-Nonce": "n-1"})
                if not mtls:
                    verdict = self.shop.check_resource(flow, request, nonce, self.NOW)
                    self.assertEqual((bool(verdict), verdict.next), (False, fapi.FAPI_NEXT_RETRY))

    def test_the_response_of_another_server(self):
        self.set_up(False)
        flow = fapi.Flow(redirect_uri=self.CALLBACK, scope="openid accounts")
        self.shop.make("par", flow, self.NOW)
        pushed = fapi.Response(201, {"Content-Type": "application/json"},
                               json.dumps({"request_uri": fapi.par_request_uri(), "expires_in": 60}))
        self.passed(self.shop.check("par", flow, pushed, self.NOW))
        self.shop.make("authorization", flow, self.NOW)
        back = fapi.Request("GET", self.CALLBACK + "?code=" + "c" * 43 + "&iss=https%3A%2F%2Fbank.example&state=" + flow["state"])
        verdict = self.shop.check("authorization", flow, back, self.NOW)
        self.assertFalse(verdict)  # JARM was asked for
        self.assertEqual(verdict.next, fapi.FAPI_NEXT_STOP)
        with self.assertRaises(KeyError):
            flow["code"]


class Issued(unittest.TestCase):
    """A server that lets the library issue: metadata, rows in a table, and a client that only knows what it was told."""

    NOW, BANK, API, CALLBACK = 1800000000, "https://bank.example", "https://api.bank.example/accounts", "https://shop.example/callback"
    PROFILE = "FAPI_PROFILE_FAPI2_SECURITY"

    def setUp(self):
        context, policy = fapi.Context(), fapi.Policy(fapi.constant(self.PROFILE))
        keys = [fapi.Signer.generate(fapi.FAPI_ALG_ES256, context) for _ in range(3)]
        names = ("authorization", "token", "par", "introspection", "revocation", "userinfo", "jwks", "consent")
        self.client = fapi.Client({
            "client_id": "shop", "redirect_uris": [self.CALLBACK], "token_endpoint_auth_method": "private_key_jwt",
            "response_types": ["code"], "grant_types": ["authorization_code", "refresh_token"], "dpop_bound_access_tokens": True,
            "jwks": {"keys": [keys[1].public_jwk]}})
        self.bank = fapi.AuthorizationServer(
            policy, self.BANK, replay="external", signers=[keys[0]], urls={name: f"{self.BANK}/{name}" for name in names},
            scopes=["openid", "accounts"], resources=[self.API], client_auth=fapi.FAPI_AUTH_PRIVATE_KEY_JWT)
        jwks = fapi.Jwks(self.bank.keys().body)
        self.shop = fapi.RelyingParty(policy, self.client, self.BANK, self.bank.metadata().body, jwks, signers=[keys[1]],
                                      dpop=keys[2], fetched_at=self.NOW)
        self.api = fapi.ResourceServer(policy, {self.BANK: jwks}, [self.API], replay=fapi.Replay(100), fetched_at=self.NOW)
        self.rows = {}  # key: [text, family, used]

    def store(self, *grants):
        for grant in grants:
            if grant is not None:
                self.assertNotIn(grant.key, self.rows)
                self.rows[grant.key] = [grant.store(), grant.family, False]

    def find(self, request, endpoint):
        row = self.rows.get(self.bank.stored_key(request, endpoint))
        return row and fapi.Grant.load(row[0], row[2])

    def spend(self, grant):
        for key in grant.spends:
            self.assertFalse(self.rows[key][2])
            self.rows[key][2] = True

    def passed(self, verdict):
        if verdict.status == fapi.FAPI_REPLAY_PENDING:
            self.assertTrue(verdict.replay_keys)
            self.bank.finish(verdict, 0)
        self.assertTrue(verdict, f"{verdict!r} wanted {verdict.expected}, got {verdict.actual}")
        return verdict

    def take(self, message, flow, answer):
        return self.passed(self.shop.check(message, flow, fapi.Response(answer.http, answer.headers, answer.body), self.NOW))

    def ask(self, flow):
        """To the page that asks the user: the verdict of its form, and the row."""
        verdict = self.passed(self.bank.check_par(self.shop.make("par", flow, self.NOW), self.client, self.NOW))
        pushed, answer = self.bank.issue_par(verdict, self.NOW)
        self.store(pushed)
        self.take("par", flow, answer)
        browser = self.shop.make("authorization", flow, self.NOW)
        pushed = self.find(browser, "authorization")
        verdict = self.passed(self.bank.check_authorization(browser, self.client, pushed, self.NOW))
        consent = self.bank.issue_consent(self.client, verdict, pushed, self.NOW)
        self.assertEqual((consent.kind, consent["scope"]), (fapi.FAPI_GRANT_CONSENT, "openid accounts"))
        self.store(consent)
        page = fapi.Request("POST", self.BANK + "/consent", {"Content-Type": "application/x-www-form-urlencoded"},
                            body="consent=" + urllib.parse.quote(consent["value"]))
        consent = self.find(page, "consent")
        return self.passed(self.bank.check_consent(page, consent, self.NOW)), consent

    def code(self, flow):
        verdict, consent = self.ask(flow)
        code, answer = self.bank.issue_code(self.client, verdict, consent, {"sub": "alice"}, self.NOW)
        self.spend(consent)
        self.store(code)
        self.passed(self.shop.check("authorization", flow, fapi.Request("GET", dict(answer.headers)["Location"]), self.NOW))

    def tokens(self, flow, message):
        request = self.shop.make(message, flow, self.NOW)
        found = self.find(request, "token")
        verdict = self.passed(self.bank.check_token(request, self.client, found, self.NOW))
        access, refresh, answer = self.bank.issue_token(self.client, verdict, found, self.NOW)
        self.spend(found)
        self.store(access, refresh)
        self.take("token", flow, answer)
        return found, access, refresh

    def test_metadata(self):
        answer = self.bank.metadata({"service_documentation": self.BANK + "/docs"})
        document = json.loads(answer.body)
        self.assertEqual((answer.http, dict(answer.headers)["Content-Type"]), (200, "application/json"))
        self.assertEqual((document["issuer"], document["service_documentation"]), (self.BANK, self.BANK + "/docs"))
        self.assertEqual(document["token_endpoint_auth_methods_supported"], ["private_key_jwt"])
        self.assertNotIn("consent_endpoint", document)
        with self.assertRaises(fapi.Refused) as caught:
            self.bank.metadata({"issuer": "https://evil.example"})
        self.assertEqual(caught.exception.name, "FAPI_ANSWER_CLAIM_RESERVED")
        bare = fapi.AuthorizationServer(fapi.Policy(fapi.FAPI_PROFILE_FAPI2_SECURITY), self.BANK, replay="external")
        with self.assertRaises(fapi.Refused) as caught:
            bare.metadata()
        self.assertEqual(caught.exception.name, "FAPI_METADATA_MISSING")

    def test_code_and_tokens(self):
        flow = fapi.Flow(redirect_uri=self.CALLBACK, scope="openid accounts")
        self.code(flow)
        code, access, refresh = self.tokens(flow, "token")
        self.assertEqual((access.kind, refresh.kind), (fapi.FAPI_GRANT_ACCESS_TOKEN, fapi.FAPI_GRANT_REFRESH_TOKEN))
        self.assertEqual({code.family}, {access.family, refresh.family})
        self.assertEqual((access["sub"], access["scope"], access["value"]), ("alice", "openid accounts", flow["access_token"]))
        self.assertNotIn(flow["refresh_token"], json.dumps(self.rows))
        self.assertGreater(code.keep_until, self.NOW)
        request = self.shop.make_resource(flow, "GET", self.API, self.NOW)
        verdict = self.passed(self.api.check(request, self.NOW))
        answer = self.api.answer(verdict)
        self.assertEqual((answer.http, answer.body, dict(answer.headers)["Cache-Control"]), (200, b"", "no-store"))
        _, again, none = self.tokens(flow, "refresh")
        self.assertEqual((again["sub"], none), ("alice", None))

    def test_refused_by_the_resource(self):
        verdict = self.api.check(fapi.Request("GET", self.API), self.NOW)
        answer = self.api.answer(verdict)
        self.assertEqual((answer.http, dict(answer.headers)["WWW-Authenticate"]), (401, verdict.www_authenticate))
        with self.assertRaises(fapi.Error):
            self.api.answer(fapi.Verdict())

    def test_a_code_that_comes_twice(self):
        flow = fapi.Flow(redirect_uri=self.CALLBACK, scope="openid accounts")
        self.code(flow)
        copy_of_flow = fapi.Flow.load(flow.store())
        self.tokens(flow, "token")
        request = self.shop.make("token", copy_of_flow, self.NOW)
        verdict = self.bank.check_token(request, self.client, self.find(request, "token"), self.NOW)
        if verdict.status == fapi.FAPI_REPLAY_PENDING:
            self.bank.finish(verdict, 0)
        self.assertEqual((verdict.name, verdict.revoke), ("FAPI_CODE_REUSED", fapi.FAPI_REVOKE_FAMILY))
        self.assertEqual(self.bank.refusal(verdict, self.NOW).http, 400)

    def test_two_at_once(self):
        flow = fapi.Flow(redirect_uri=self.CALLBACK, scope="openid accounts")
        self.code(flow)
        request = self.shop.make("token", flow, self.NOW)
        verdict = self.passed(self.bank.check_token(request, self.client, self.find(request, "token"), self.NOW))
        self.assertEqual(self.bank.spent(verdict).name, "FAPI_CODE_REUSED")
        self.assertEqual(self.bank.refusal(verdict, self.NOW).http, 400)

    def test_nobody_may_be_asked(self):
        flow = fapi.Flow(redirect_uri=self.CALLBACK, scope="openid accounts", prompt="none")
        verdict = self.passed(self.bank.check_par(self.shop.make("par", flow, self.NOW), self.client, self.NOW))
        pushed, answer = self.bank.issue_par(verdict, self.NOW)
        self.store(pushed)
        self.take("par", flow, answer)
        browser = self.shop.make("authorization", flow, self.NOW)
        verdict = self.passed(self.bank.check_authorization(browser, self.client, self.find(browser, "authorization"), self.NOW))
        self.assertEqual(self.bank.may_ask(verdict).name, "FAPI_AUTHORIZATION_INTERACTION")
        back = fapi.Request("GET", dict(self.bank.refusal(verdict, self.NOW).headers)["Location"])
        self.assertEqual(self.shop.check("authorization", flow, back, self.NOW).server_error, "interaction_required")

    def test_the_database_is_away(self):
        flow = fapi.Flow(redirect_uri=self.CALLBACK, scope="openid accounts")
        verdict = self.passed(self.bank.check_par(self.shop.make("par", flow, self.NOW), self.client, self.NOW))
        self.assertEqual(self.bank.store_failed(fapi.FAPI_ENDPOINT_PAR, verdict).name, "FAPI_STORE_UNAVAILABLE")
        self.assertEqual(self.bank.refusal(verdict, self.NOW).http, 503)

    def test_the_user_refuses(self):
        flow = fapi.Flow(redirect_uri=self.CALLBACK, scope="openid accounts")
        verdict, consent = self.ask(flow)
        answer = self.bank.issue_denial(self.client, verdict, consent, self.NOW)
        back = fapi.Request("GET", dict(answer.headers)["Location"])
        verdict = self.shop.check("authorization", flow, back, self.NOW)
        self.assertEqual((bool(verdict), verdict.server_error), (False, "access_denied"))

    def test_introspection(self):
        flow = fapi.Flow(redirect_uri=self.CALLBACK, scope="openid accounts")
        self.code(flow)
        self.tokens(flow, "token")
        request = self.shop.make_introspection(flow["access_token"], self.NOW)
        found = self.find(request, "introspection")
        verdict = self.passed(self.bank.check_introspection(request, self.client, self.NOW))
        answer = self.bank.issue_introspection(self.client, verdict, found, self.NOW)
        told = self.told(answer)
        self.assertEqual((told["active"], told["sub"], told["scope"]), (True, "alice", "openid accounts"))
        answer = self.bank.issue_introspection(self.client, verdict, None, self.NOW)
        self.assertEqual(self.told(answer), {"active": False})

    def told(self, answer):
        self.assertEqual((answer.http, answer.kind), (200, fapi.FAPI_ANSWER_JSON))
        return json.loads(answer.body)

    def test_userinfo(self):
        flow = fapi.Flow(redirect_uri=self.CALLBACK, scope="openid accounts")
        self.code(flow)
        self.tokens(flow, "token")
        request = self.shop.make("userinfo", flow, self.NOW)
        verdict = self.passed(self.bank.check_userinfo(request, self.find(request, "userinfo"), self.NOW))
        answer = self.bank.userinfo(self.client, verdict, {"sub": "alice", "name": "Alice"}, self.NOW)
        self.assertEqual(self.take("userinfo", flow, answer).claims, {"sub": "alice"})  # profile was not asked for
        verdict = self.bank.check_userinfo(fapi.Request("GET", request.url), None, self.NOW)
        answer = self.bank.refusal(verdict, self.NOW)
        self.assertEqual((verdict.name, answer.http), ("FAPI_TOKEN_MISSING", 401))

    def test_revocation(self):
        flow = fapi.Flow(redirect_uri=self.CALLBACK, scope="openid accounts")
        self.code(flow)
        self.tokens(flow, "token")
        request = self.shop.make("revocation", flow, self.NOW)
        found = self.find(request, "revocation")
        verdict = self.passed(self.bank.check_revocation(request, self.client, found, self.NOW))
        self.assertEqual((found.kind, verdict.revoke), (fapi.FAPI_GRANT_REFRESH_TOKEN, fapi.FAPI_REVOKE_FAMILY))
        self.take("revocation", flow, self.bank.revocation(verdict))

    def test_wrong_use(self):
        with self.assertRaises(fapi.Error):
            fapi.Grant(3)
        with self.assertRaises(KeyError):
            fapi.Grant(fapi.FAPI_GRANT_AUTHORIZATION_CODE)["value"]
        with self.assertRaises(fapi.Refused):
            fapi.Grant.load("{}")
        with self.assertRaises(fapi.Error):
            fapi.Grant().store()
        self.assertEqual(fapi.Grant().kind, 0)
        self.assertIsNone(self.bank.stored_key(fapi.Request("GET", self.BANK + "/authorize"), "authorization"))
        with self.assertRaises(fapi.Error):
            self.bank.stored_key(fapi.Request("GET", self.BANK + "/x"), "nowhere")


class IssuedAndSigned(Issued):
    """The same with Message Signing: request objects, responses by JARM, introspection as a JWT."""

    PROFILE = "FAPI_PROFILE_FAPI2_MESSAGE_SIGNING"

    def told(self, answer):
        self.assertEqual((answer.http, answer.kind), (200, fapi.FAPI_ANSWER_JWT))
        signed = fapi.jws_check(fapi.Jwks(self.bank.jwks), fapi.FAPI_ALG_ES256, answer.body)
        return json.loads(signed.payload)["token_introspection"]


class Result(unittest.TextTestResult):
    """Counts the tests that passed."""

    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


if __name__ == "__main__":
    program = unittest.main(exit=False, testRunner=unittest.TextTestRunner(sys.stdout, resultclass=Result))
    failed = program.result.testsRun - program.result.passed
    print(f"{program.result.passed} passed, {failed} failed")
    sys.exit(1 if failed or not program.result.passed else 0)
