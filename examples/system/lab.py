# SPDX-License-Identifier: Apache-2.0
"""A laboratory for OAuth messages: makes honest and hostile ones, and sends them over real HTTPS.

What a client makes (keys, JWTs, proofs, requests) can be bent at every joint, and what a server answers is kept whole: status, fields,
body, and the lines that the server wrote into its audit log meanwhile, so that a test can say by which clause a message was refused.
Nothing here is libfapi's: it is a second opinion, on http.client, ssl and the cryptography package.

The usual way:

    with System({"BIND": "dpop"}) as system:            # examples/system/setup.sh, then both servers
        client = system.client("client1")
        flow = client.flow().login()                    # PAR, authorization page, consent, code
        print(flow.token().json())
        print(flow.resource().status)
        bad = client.flow(code_challenge=DROP).push()   # the same with one thing wrong
        print(bad.status, bad.error, bad.reason, bad.clause)

Changes are keyword arguments or dicts {name: value}; the value DROP takes the thing away. `assertion` and `proof` arguments take None (make
a good one), DROP (send none), text (send this), a list (send these), or a dict: the keyword arguments of Client.assertion or Client.proof.
"""
import base64
import datetime
import hashlib
import hmac
import html.parser
import http.client
import json
import os
import pathlib
import secrets
import select
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse
import uuid

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

ROOT = pathlib.Path(__file__).resolve().parents[2]
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGS = ("PS256", "ES256", "EdDSA")


class LabError(Exception):
    """An honest step did not go as it must."""


class _Drop:
    def __repr__(self):
        return "DROP"


DROP = _Drop()


def bend(base, changes):
    """base with changes: a new dict, without what is DROP."""
    out = dict(base)
    out.update(changes or {})
    return {name: value for name, value in out.items() if value is not DROP}


def now():
    return int(time.time())


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sha256(text):
    """SHA-256 in base64url: ath, code_challenge, x5t#S256."""
    return b64(hashlib.sha256(text if isinstance(text, bytes) else text.encode()).digest())


def compact(value):
    return value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()


# ---------------------------------------------------------------------------------------------------------------- keys

def _number(text):
    return int.from_bytes(unb64(text), "big")


def _text(number, size=None):
    return b64(number.to_bytes(size or (number.bit_length() + 7) // 8, "big"))


class Key:
    """A private or public key: RSA (PS256), P-256 (ES256) or Ed25519 (EdDSA)."""

    def __init__(self, alg, private=None, public=None, kid=None):
        self.alg, self.private, self.public = alg, private, public or private.public_key()
        self.kid = kid or self.thumbprint

    @classmethod
    def make(cls, alg="ES256", kid=None, bits=2048):
        if alg == "PS256":
            return cls(alg, rsa.generate_private_key(65537, bits), kid=kid)
        if alg == "ES256":
            return cls(alg, ec.generate_private_key(ec.SECP256R1()), kid=kid)
        return cls("EdDSA", ed25519.Ed25519PrivateKey.generate(), kid=kid)

    @classmethod
    def from_jwk(cls, jwk):
        kid = jwk.get("kid")
        if jwk["kty"] == "RSA":
            public = rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"]))
            if "d" not in jwk:
                return cls("PS256", public=public.public_key(), kid=kid)
            p, q, dp, dq, qi = (_number(jwk[name]) for name in ("p", "q", "dp", "dq", "qi"))
            private = rsa.RSAPrivateNumbers(p, q, _number(jwk["d"]), dp, dq, qi, public)
            return cls("PS256", private.private_key(), kid=kid)
        if jwk["kty"] == "EC":
            public = ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), ec.SECP256R1())
            if "d" not in jwk:
                return cls("ES256", public=public.public_key(), kid=kid)
            return cls("ES256", ec.EllipticCurvePrivateNumbers(_number(jwk["d"]), public).private_key(), kid=kid)
        if "d" in jwk:
            return cls("EdDSA", ed25519.Ed25519PrivateKey.from_private_bytes(unb64(jwk["d"])), kid=kid)
        return cls("EdDSA", public=ed25519.Ed25519PublicKey.from_public_bytes(unb64(jwk["x"])), kid=kid)

    @classmethod
    def load(cls, path):
        """A JWK, or a JWK set with one key, in a file."""
        document = json.loads(pathlib.Path(path).read_text())
        return cls.from_jwk(document["keys"][0] if "keys" in document else document)

    @classmethod
    def from_pem(cls, path, kid=None):
        """The private key of a PEM file, for example that of a TLS certificate."""
        private = serialization.load_pem_private_key(pathlib.Path(path).read_bytes(), None)
        kinds = ((rsa.RSAPrivateKey, "PS256"), (ec.EllipticCurvePrivateKey, "ES256"))
        return cls(next((alg for kind, alg in kinds if isinstance(private, kind)), "EdDSA"), private, kid=kid)

    @property
    def members(self):
        """The members that make the public key, and that its thumbprint is taken of."""
        if self.alg == "PS256":
            numbers = self.public.public_numbers()
            return {"e": _text(numbers.e), "kty": "RSA", "n": _text(numbers.n)}
        if self.alg == "ES256":
            numbers = self.public.public_numbers()
            return {"crv": "P-256", "kty": "EC", "x": _text(numbers.x, 32), "y": _text(numbers.y, 32)}
        raw = self.public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"crv": "Ed25519", "kty": "OKP", "x": b64(raw)}

    @property
    def thumbprint(self):
        return sha256(json.dumps(self.members, separators=(",", ":"), sort_keys=True))

    def jwk(self, private=False, **more):
        out = dict(self.members)
        if private:
            out.update(self._private_members())
        return {**out, **more}

    def public_jwk(self):
        """With kid, alg and use, as it stands in a JWK set."""
        return self.jwk(kid=self.kid, alg=self.alg, use="sig")

    def private_jwk(self):
        return self.jwk(True, kid=self.kid, alg=self.alg, use="sig")

    def _private_members(self):
        if self.alg == "PS256":
            n = self.private.private_numbers()
            return {"d": _text(n.d), "p": _text(n.p), "q": _text(n.q), "dp": _text(n.dmp1), "dq": _text(n.dmq1),
                    "qi": _text(n.iqmp)}
        if self.alg == "ES256":
            return {"d": _text(self.private.private_numbers().private_value, 32)}
        raw = self.private.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw,
                                         serialization.NoEncryption())
        return {"d": b64(raw)}

    def pem(self):
        """The public key in PEM: what an attacker would use as an HMAC secret."""
        return self.public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data, alg=None):
        """alg: any that goes with the key, also RS256 and none; HS256 takes the public key's PEM as the secret."""
        alg = alg or self.alg
        if alg == "none":
            return b""
        if alg.startswith("HS"):
            return hmac.new(self.pem(), data, "sha" + alg[2:]).digest()
        if self.alg == "PS256":
            digest = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[alg[2:]]
            pad = padding.PKCS1v15() if alg.startswith("RS") else padding.PSS(padding.MGF1(digest), digest.digest_size)
            return self.private.sign(data, pad, digest)
        if self.alg == "ES256":
            r, s = utils.decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return self.private.sign(data)

    def verify(self, data, signature, alg=None):
        alg = alg or self.alg
        try:
            if alg == "PS256" and self.alg == "PS256":
                self.public.verify(signature, data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
            elif alg == "ES256" and self.alg == "ES256" and len(signature) == 64:
                der = utils.encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
                self.public.verify(der, data, ec.ECDSA(hashes.SHA256()))
            elif alg in ("EdDSA", "Ed25519") and self.alg == "EdDSA":
                self.public.verify(signature, data)
            else:
                return False
        except InvalidSignature:
            return False
        return True


def self_signed(folder, name, subject="CN=stranger", days=30, names=()):
    """A new self-signed certificate of P-256 in folder, with these DNS names: (certificate file, key file)."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name.from_rfc4514_string(subject)
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
    end = start + datetime.timedelta(days=days)
    made = (x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end))
    if names:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), False)
    made = made.sign(key, hashes.SHA256())
    files = pathlib.Path(folder) / (name + ".pem"), pathlib.Path(folder) / (name + ".key")
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                           serialization.NoEncryption()))
    return str(files[0]), str(files[1])


def certificate_thumbprint(path):
    """x5t#S256 of the first certificate of a PEM file."""
    return sha256(x509.load_pem_x509_certificate(pathlib.Path(path).read_bytes()).public_bytes(serialization.Encoding.DER))


# ---------------------------------------------------------------------------------------------------------------- JWTs

def jws(key, payload, header=None, alg=None, sign_alg=None, signature=None):
    """A compact JWS. header: changes to {"alg", "kid"}; alg: what the header says and, without sign_alg, what is signed with; signature: a
    function from the signature's bytes to those that are sent, or the bytes."""
    alg = alg or key.alg
    head = bend({"alg": alg, "kid": key.kid}, header)
    first = b64(compact(head)) + "." + b64(compact(payload))
    made = key.sign(first.encode(), sign_alg or alg)
    if signature is not None:
        made = signature(made) if callable(signature) else signature
    return first + "." + b64(made)


def damaged(signature):
    """Every byte of it another."""
    return bytes(byte ^ 0x5A for byte in signature)


def parts(token):
    """Header and payload of a compact JWS, unverified."""
    first, second, _ = token.split(".")
    return json.loads(unb64(first)), json.loads(unb64(second))


def verify(token, keys, algs=ALGS):
    """Header and payload of a compact JWS signed by one of keys (a JWK set); LabError if it is not."""
    first, second, third = token.split(".")
    head = json.loads(unb64(first))
    if head.get("alg") not in algs:
        raise LabError("alg " + str(head.get("alg")))
    if "crit" in head:
        raise LabError("crit")
    for jwk in keys["keys"]:
        if jwk.get("kid") == head.get("kid") and jwk.get("use", "sig") == "sig":
            if Key.from_jwk(jwk).verify((first + "." + second).encode(), unb64(third), head["alg"]):
                return head, json.loads(unb64(second))
    raise LabError("no key verifies the signature")


def half_hash(value, alg):
    """at_hash, c_hash, s_hash."""
    digest = hashlib.sha512(value.encode()) if alg in ("EdDSA", "Ed25519") else hashlib.sha256(value.encode())
    return b64(digest.digest()[:digest.digest_size // 2])


def check_claims(claims, issuer, audience):
    """iss, aud and exp of something that a server made for a client."""
    aud = claims.get("aud")
    if claims.get("iss") != issuer:
        raise LabError("iss " + str(claims.get("iss")))
    if aud != audience and aud != [audience]:
        raise LabError("aud " + str(aud))
    if not isinstance(claims.get("exp"), int) or claims["exp"] <= now():
        raise LabError("exp " + str(claims.get("exp")))
    if "nbf" in claims and claims["nbf"] > now() + 10 or claims.get("iat", 0) > now() + 10:
        raise LabError("made in the future")


# --------------------------------------------------------------------------------------------------------------- HTTPS

class Answer:
    """What came back. status 0: nothing did, and failure says why (a TLS alert, a reset). audit: lines of the log."""

    def __init__(self, status, headers=(), body=b"", failure=""):
        self.status, self.headers, self.body, self.failure = status, list(headers), body, failure
        self.audit, self.form, self.sent, self.nonce_was_asked = [], None, None, False

    def header(self, name, default=None):
        return next((value for key, value in self.headers if key.lower() == name.lower()), default)

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def json(self):
        return json.loads(self.body)

    def member(self, name):
        """A member of a JSON body, or None."""
        try:
            return self.json().get(name)
        except (ValueError, AttributeError):
            return None

    @property
    def error(self):
        """Of a JSON body, of the challenge of a resource, or of a redirect."""
        found = self.member("error")
        if found is None:
            for challenge in self.all("WWW-Authenticate"):
                if 'error="' in challenge:
                    return challenge.split('error="')[1].split('"')[0]
        if found is None and self.location:
            found = self.redirected.get("error")
        return found

    @property
    def location(self):
        return self.header("Location")

    @property
    def redirected(self):
        """The parameters of query and fragment of Location, unverified."""
        url = urllib.parse.urlsplit(self.location or "")
        return dict(urllib.parse.parse_qsl(url.query) + urllib.parse.parse_qsl(url.fragment))

    @property
    def line(self):
        return self.audit[-1] if self.audit else {}

    @property
    def reason(self):
        """The status by which the server judged, for example FAPI_DPOP_HTM."""
        return self.line.get("status", "")

    @property
    def clause(self):
        return self.line.get("clause") or ""

    def __repr__(self):
        return "Answer(%s %s %s %s)" % (self.status, self.error or self.failure or "", self.reason, self.clause)


class Http:
    """HTTPS requests as they are given, connections kept for each thread. ca: file of the CA that signs the servers.
    watch: a function that gives the audit lines since it was last called."""

    IDLE = 3 # seconds after which a kept connection is not trusted any more

    def __init__(self, ca, watch=None, keep=True):
        self.ca, self.watch, self.keep, self.contexts, self.local = str(ca), watch, keep, {}, threading.local()

    def context(self, cert):
        if cert not in self.contexts:
            made = ssl.create_default_context(cafile=self.ca)
            if cert:
                made.load_cert_chain(*cert)
            self.contexts[cert] = made
        return self.contexts[cert]

    def _connection(self, url, cert):
        """A connection and whether it was used before."""
        kept = self.local.__dict__.setdefault("kept", {})
        place = (url.hostname, url.port or 443, cert)
        connection, last = kept.pop(place, (None, 0))
        if connection and time.monotonic() - last < self.IDLE:
            return place, connection, True
        if connection:
            connection.close()
        return place, http.client.HTTPSConnection(place[0], place[1], timeout=20, context=self.context(cert)), False

    def send(self, method, url, headers=(), body=None, cert=None):
        """headers: pairs, sent in this order and this case, also repeated. body: bytes, or a form as dict or pairs."""
        if self.watch:
            self.watch()
        headers = list(headers)
        if body is not None and not isinstance(body, bytes):
            body = urllib.parse.urlencode(body).encode()
            if not any(name.lower() == "content-type" for name, _ in headers):
                headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        answer = self._send(method, urllib.parse.urlsplit(url), headers, body, cert)
        answer.audit = self.watch() if self.watch else []
        return answer

    def _send(self, method, url, headers, body, cert, again=True):
        place, connection, used = self._connection(url, cert)
        try:
            target = (url.path or "/") + ("?" + url.query if url.query else "")
            connection.putrequest(method, target, skip_accept_encoding=True,
                                  skip_host=any(name.lower() == "host" for name, _ in headers))
            for name, value in headers:
                connection.putheader(name, value)
            if body is not None and not any(name.lower() == "content-length" for name, _ in headers):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            answer = Answer(response.status, response.getheaders(), response.read())
        except (OSError, http.client.HTTPException) as failure:
            connection.close()
            if used and again and isinstance(failure, (http.client.RemoteDisconnected, BrokenPipeError, ssl.SSLEOFError)):
                return self._send(method, url, headers, body, cert, again=False)
            return Answer(0, failure=str(failure) or type(failure).__name__)
        if self.keep and not response.will_close:
            self.local.kept[place] = (connection, time.monotonic())
        else:
            connection.close()
        return answer


def tls_probe(host, port, ca, versions=None, ciphers=None, cert=None):
    """One handshake: (version, cipher) or (None, how the server refused). versions: (lowest, highest) of ssl.TLSVersion. LabError if this
    side could not even ask."""
    context = ssl.create_default_context(cafile=str(ca))
    if cert:
        context.load_cert_chain(*cert)
    if ciphers:
        context.set_ciphers(ciphers)
    if versions:
        context.minimum_version, context.maximum_version = versions
    try:
        with socket.create_connection((host, port), 10) as plain:
            with context.wrap_socket(plain, server_hostname=host) as tls:
                return tls.version(), tls.cipher()[0]
    except OSError as failure:
        if isinstance(failure, ConnectionRefusedError) or "NO_PROTOCOLS" in str(failure) or "NO_CIPHERS" in str(failure):
            raise LabError("TLS was not tried: " + str(failure)) from failure
        return None, str(failure)


class _Form(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.text, self.skip = [], [], 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("style", "script", "title"):
            self.skip += 1
        if tag == "form":
            self.forms.append({"action": attrs.get("action", ""), "method": attrs.get("method", "get").lower(),
                               "fields": [], "buttons": []})
        elif self.forms and tag == "input" and attrs.get("type") != "submit":
            self.forms[-1]["fields"].append((attrs.get("name"), attrs.get("value", "")))
        elif self.forms and (tag == "button" or tag == "input"):
            self.forms[-1]["buttons"].append({"id": attrs.get("id"), "name": attrs.get("name"), "value": attrs.get("value", "")})

    def handle_endtag(self, tag):
        if tag in ("style", "script", "title"):
            self.skip -= 1

    def handle_data(self, data):
        if not self.skip and data.strip():
            self.text.append(data.strip())


class Page:
    """A page of the authorization server that asks its user, with the cookies that came with it."""

    def __init__(self, answer, url):
        self.answer, self.url = answer, url
        parser = _Form()
        parser.feed(answer.body.decode("utf-8", "replace"))
        self.form = parser.forms[0] if parser.forms else None
        self.text = " ".join(parser.text)
        self.cookies = dict(line.split(";")[0].split("=", 1) for line in answer.all("Set-Cookie"))

    @property
    def asks(self):
        """Is there something to press?"""
        return self.answer.status == 200 and self.form is not None

    def press(self, http, button, fields=None, cookies=None, headers=()):
        """Press the button with this id. fields, cookies: changes to what a browser would send."""
        if not self.asks:
            raise LabError("no consent page but %r" % self.answer)
        chosen = next(b for b in self.form["buttons"] if b["id"] == button)
        data = bend(dict(self.form["fields"] + [(chosen["name"], chosen["value"])]), fields)
        jar = bend(self.cookies, cookies)
        origin = "%s://%s" % urllib.parse.urlsplit(self.url)[:2]
        sent = [("Cookie", "; ".join("%s=%s" % pair for pair in jar.items()))] if jar else []
        if not any(name.lower() == "origin" for name, _ in headers):
            sent.append(("Origin", origin))
        return http.send("POST", urllib.parse.urljoin(self.url, self.form["action"]), sent + list(headers), data)


# -------------------------------------------------------------------------------------------------------------- client

class Client:
    """A client of a System. auth: private_key_jwt, tls_client_auth, self_signed_tls_client_auth; binding: dpop, mtls;
    response: code, jarm, "code id_token"; signed: "" for plain parameters, "par" for a request object that is pushed, "value" for one in the
    query. cert: (certificate file, key file) of the client."""

    def __init__(self, system, client_id, key=None, auth="private_key_jwt", binding="dpop", dpop_key=None, cert=None, redirect_uri=None,
                 scope="accounts", openid=False, response="code", signed="", nonces=True, par_cert=None):
        self.system, self.client_id, self.key, self.auth, self.binding = system, client_id, key, auth, binding
        self.dpop_key, self.cert, self.redirect_uri, self.response, self.signed = dpop_key, cert, redirect_uri, response, signed
        self.openid, self.scope = openid, "openid " + scope if openid else scope
        self.nonces, self.nonce_of = nonces, {}
        # With private_key_jwt the certificate binds tokens and is of no use at PAR.
        self.par_cert = auth != "private_key_jwt" if par_cert is None else par_cert

    def like(self, **changes):
        """The same client with other attributes: another key, certificate, client_id."""
        made = object.__new__(Client)
        made.__dict__.update(self.__dict__, nonce_of={}, **changes)
        return made

    @property
    def mtls(self):
        return self.binding == "mtls" or self.auth != "private_key_jwt"

    # what it makes

    def assertion(self, claims=None, header=None, key=None, **how):
        body = {"iss": self.client_id, "sub": self.client_id, "aud": self.system.issuer, "jti": str(uuid.uuid4()),
                "iat": now(), "nbf": now(), "exp": now() + 60}
        return jws(key or self.key, bend(body, claims), header, **how)

    def proof(self, method, url, token=None, nonce=None, claims=None, header=None, key=None, **how):
        """A DPoP proof for this request."""
        key = key or self.dpop_key
        url = urllib.parse.urlsplit(url)._replace(query="", fragment="").geturl()
        body = {"jti": str(uuid.uuid4()), "htm": method, "htu": url, "iat": now()}
        if token:
            body["ath"] = sha256(token)
        if nonce:
            body["nonce"] = nonce
        return jws(key, bend(body, claims), {"typ": "dpop+jwt", "jwk": key.jwk(), "kid": DROP, **(header or {})}, **how)

    def request_object(self, parameters, claims=None, header=None, key=None, **how):
        body = {**parameters, "iss": self.client_id, "aud": self.system.issuer, "jti": str(uuid.uuid4()), "iat": now(), "nbf": now(),
                "exp": now() + 300}
        return jws(key or self.key, bend(body, claims), {"typ": "oauth-authz-req+jwt", **(header or {})}, **how)

    def flow(self, **changes):
        """A new authorization request: its parameters, with changes."""
        return Flow(self, changes)

    # how it sends

    def _authenticated(self, form, assertion):
        form = bend({"client_id": self.client_id}, form)
        if self.auth != "private_key_jwt" and assertion is None or assertion is DROP:
            return form
        if assertion is None or isinstance(assertion, dict):
            assertion = self.assertion(**(assertion or {}))
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion, **form}

    def _proofs(self, method, url, proof, token=None):
        if proof is DROP or self.binding != "dpop" and proof is None:
            return []
        if proof is None or isinstance(proof, dict):
            how = {"nonce": self.nonce_of.get(urllib.parse.urlsplit(url).netloc), "token": token, **(proof or {})}
            proof = [self.proof(method, url, **how)]
        return [("DPoP", one) for one in ([proof] if isinstance(proof, str) else proof)]

    def _send(self, method, url, make, cert, retry=True):
        """make(): headers and body, made anew when the server asks for a nonce."""
        headers, body = make()
        answer = self.system.http.send(method, url, headers, body, cert)
        answer.form, answer.sent = body, headers
        fresh = answer.header("DPoP-Nonce")
        if self.nonces and fresh:
            self.nonce_of[urllib.parse.urlsplit(url).netloc] = fresh
            if retry and answer.status in (400, 401) and answer.error == "use_dpop_nonce":
                answer = self._send(method, url, make, cert, retry=False)
                answer.nonce_was_asked = True
        return answer

    def post(self, endpoint, form, assertion=None, proof=DROP, cert=None, headers=(), method="POST", extra=()):
        """An authenticated request to an endpoint ("token", "pushed_authorization_request", ...). form: changes to {client_id}. extra:
        pairs of the form beyond that, perhaps repeated. cert: DROP for none, None for the client's where it needs one."""
        url = self.system.endpoint(endpoint, self.mtls)
        cert = (self.cert if self.mtls else None) if cert is None else None if cert is DROP else cert

        def make():
            body = list(self._authenticated(form, assertion).items()) + list(extra)
            return self._proofs(method, url, proof) + list(headers), body
        return self._send(method, url, make, cert)

    def token(self, form, assertion=None, proof=None, **how):
        return self.post("token", form, assertion, proof, **how)

    def refresh(self, refresh_token, form=None, **how):
        return self.token({"grant_type": "refresh_token", "refresh_token": refresh_token, **(form or {})}, **how)

    def client_credentials(self, form=None, **how):
        return self.token({"grant_type": "client_credentials", "scope": "accounts", **(form or {})}, **how)

    def introspect(self, token, form=None, headers=(), **how):
        return self.post("introspection", {"token": token, **(form or {})}, headers=headers, **how)

    def revoke(self, token, form=None, **how):
        return self.post("revocation", {"token": token, **(form or {})}, **how)

    def userinfo(self, token, method="GET", **how):
        return self.resource(token, url=self.system.endpoint("userinfo", self.mtls), method=method, **how)

    def resource(self, token, url=None, method="GET", scheme=None, proof=None, cert=None, headers=(), body=None, query="", field=None):
        """Call the resource with an access token. scheme: DROP for no Authorization field; field: its value, whole; query: put behind the
        URL, but not into htu; headers: further ones."""
        url = url or self.system.resource
        cert = (self.cert if self.mtls else None) if cert is None else None if cert is DROP else cert

        def make():
            sent = [] if scheme is DROP else [("Authorization", field or "%s %s" % (
                scheme or ("DPoP" if self.binding == "dpop" else "Bearer"), token))]
            return sent + self._proofs(method, url, proof, token) + list(headers), body
        return self._send(method, url + query, make, cert)


class Flow:
    """One authorization of a client, step by step; each step gives its Answer and keeps what comes of it. token_answer and tokens are there
    after token()."""

    def __init__(self, client, changes):
        self.client, self.verifier = client, b64(secrets.token_bytes(48))
        base = {"client_id": client.client_id, "response_type": "code id_token" if client.response == "code id_token" else "code",
                "redirect_uri": client.redirect_uri, "scope": client.scope, "state": b64(secrets.token_bytes(16)),
                "code_challenge": sha256(changes.pop("verifier", self.verifier)), "code_challenge_method": "S256"}
        if client.openid:
            base["nonce"] = b64(secrets.token_bytes(16))
        if client.response == "jarm":
            base["response_mode"] = "jwt"
        self.parameters = bend(base, changes)
        self.request_uri = self.code = self.response = self.page = self.pushed = self.id_token = None
        self.token_answer, self.refused, self.tokens = None, None, {}

    # the request

    def object(self, claims=None, header=None, **how):
        """Its request object."""
        return self.client.request_object(self.parameters, claims, header, **how)

    def push(self, signed=None, form=None, proof=DROP, **how):
        """PAR. signed: None as the client does it; DROP plain parameters; text: this object; a dict: keyword arguments of object().
        form: changes to the form that is posted."""
        body = {name: value for name, value in self.parameters.items()}
        if signed is not DROP and (signed is not None or self.client.signed):
            text = signed if isinstance(signed, str) else self.object(**(signed or {}))
            body = {"client_id": self.client.client_id, "request": text}
        how.setdefault("cert", None if self.client.par_cert else DROP)
        self.pushed = self.client.post("pushed_authorization_request", {**body, **(form or {})}, proof=proof, **how)
        self.request_uri = self.pushed.member("request_uri")
        return self.pushed

    def query(self, changes=None):
        """What the browser takes to the authorization endpoint: the reference, or the object by value."""
        if self.client.signed == "value" and not self.request_uri:
            base = {"client_id": self.client.client_id, "request": self.object(), "response_type": self.parameters.get("response_type"),
                    "scope": self.parameters.get("scope")}
        else:
            base = {"client_id": self.client.client_id, "request_uri": self.request_uri}
        return {name: value for name, value in bend(base, changes).items() if value is not None}

    def visit(self, changes=None, extra=(), method="GET"):
        """The authorization endpoint, as the browser opens it."""
        url = self.client.system.endpoint("authorization", False)
        pairs = list(self.query(changes).items()) + list(extra)
        if method == "POST":
            answer = self.client.system.http.send("POST", url, [], pairs)
        else:
            answer = self.client.system.http.send(method, url + "?" + urllib.parse.urlencode(pairs))
        self.page = Page(answer, url)
        return answer

    def decide(self, button="approve", **how):
        """Press a button of the page. The redirect is read, not followed."""
        answer = self.page.press(self.client.system.http, button, **how)
        if answer.location:
            self.read(answer)
        return answer

    # the response

    def read(self, answer):
        """Read and verify the authorization response as a client must; LabError if it is not right."""
        client, asked = self.client, self.parameters
        target, location = asked.get("redirect_uri", client.redirect_uri), answer.location
        if not location.startswith(target):
            raise LabError("redirect to " + location)
        url = urllib.parse.urlsplit(location)
        where = url.fragment if asked.get("response_type") == "code id_token" and "response_mode" not in asked else url.query
        pairs = urllib.parse.parse_qsl(where, keep_blank_values=True)
        known = urllib.parse.parse_qsl(urllib.parse.urlsplit(target).query)
        pairs = [pair for pair in pairs if pair not in known]
        self.response = dict(pairs)
        if len(self.response) != len(pairs):
            raise LabError("repeated parameter in " + location)
        if asked.get("response_mode", "").endswith("jwt"):
            if set(self.response) != {"response"}:
                raise LabError("beside the JWT: %s" % list(self.response))
            _, self.response = verify(self.response["response"], client.system.jwks)
            check_claims(self.response, client.system.issuer, client.client_id)
        elif "iss" in self.response and self.response["iss"] != client.system.issuer:
            raise LabError("iss " + self.response["iss"])
        if self.response.get("state") != asked.get("state"):
            raise LabError("state %s" % self.response.get("state"))
        self.code = self.response.get("code")
        if "id_token" in self.response:
            self.read_id_token(self.response["id_token"], front=True)

    def read_id_token(self, text, front=False, access_token=None):
        """Verify an ID token of this flow; gives its claims."""
        head, claims = verify(text, self.client.system.jwks)
        check_claims(claims, self.client.system.issuer, self.client.client_id)
        if claims.get("nonce") != self.parameters.get("nonce"):
            raise LabError("nonce %s" % claims.get("nonce"))
        for name, value, needed in (("c_hash", self.code, front), ("s_hash", self.parameters.get("state"), front),
                                    ("at_hash", access_token, False)):
            if name in claims and (value is None or claims[name] != half_hash(value, head["alg"])):
                raise LabError(name)
            if needed and value is not None and name not in claims:
                raise LabError(name + " missing")
        self.id_token = claims
        return claims

    # all at once, and what follows

    def login(self, **push):
        """PAR where it is used, the page, approval; gives the flow with its code."""
        if self.client.signed != "value" and not self.request_uri:
            if self.push(**push).status != 201:
                raise LabError("PAR: %r" % self.pushed)
        self.visit()
        if not self.page.asks:
            raise LabError("authorization endpoint: %r" % self.page.answer)
        answer = self.decide()
        if not self.code:
            raise LabError("no code: %r" % answer)
        return self

    def token(self, form=None, client=None, **how):
        """Trade the code. client: another one that tries."""
        base = {"grant_type": "authorization_code", "code": self.code, "redirect_uri": self.parameters.get("redirect_uri", DROP),
                "code_verifier": self.verifier}
        answer = self.refused = (client or self.client).token(bend(base, form), **how)
        if answer.status == 200:
            self.token_answer, self.tokens = answer, answer.json()
            if "id_token" in self.tokens:
                self.read_id_token(self.tokens["id_token"], access_token=self.tokens["access_token"])
        return answer

    def done(self):
        """Up to the tokens; gives the flow."""
        self.login()
        if self.token().status != 200:
            raise LabError("token: %r" % self.refused)
        return self

    @property
    def access_token(self):
        return self.tokens.get("access_token")

    @property
    def refresh_token(self):
        return self.tokens.get("refresh_token")

    def resource(self, **how):
        return self.client.resource(self.access_token, **how)


# -------------------------------------------------------------------------------------------------------------- system

class Audit:
    """The lines that were added to some log files since it was last asked."""

    def __init__(self, *paths):
        self.paths, self.places, self.lock = [pathlib.Path(path) for path in paths], [0] * len(paths), threading.Lock()

    def fresh(self):
        out = []
        with self.lock:
            for index, path in enumerate(self.paths):
                if not path.exists():
                    continue
                with path.open("rb") as file:
                    file.seek(self.places[index])
                    text = file.read()
                end = text.rfind(b"\n") + 1
                self.places[index] += end
                out += [json.loads(line) for line in text[:end].splitlines()]
        return out


def free_ports(count):
    """Ports of 127.0.0.1 that nobody listens on just now."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def program(name, flavour="default", build=None):
    """The path of a built program of examples: auth-server, resource-server, client."""
    return ROOT / (build or os.environ.get("BUILD", "build")) / "examples" / flavour / name / name


class System:
    """An authorization server and a resource server, set up in a folder and running.

    options: NAME=VALUE of setup.sh; ports are free ones if they are not given. change: a function (as_config, rs_config, clients) that
    changes the three documents before the servers start. flavour: default or openssl. template: a folder that was set up before, whose
    certificates and keys serve again. watch: give each answer the audit lines of its time; leave it out under load."""

    def __init__(self, options=None, folder=None, flavour="default", build=None, change=None, watch=True, template=None):
        self.options = dict(options or {})
        self.own_folder = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="fapi-lab-"))
        self.flavour, self.build, self.change, self.processes = flavour, pathlib.Path(build or os.environ.get("BUILD", "build")), change, []
        self.template = template
        self.ports = [name for name in ("AS_PORT", "MTLS_PORT", "RS_PORT") if name not in self.options]
        self.options.update(zip(self.ports, free_ports(len(self.ports))))
        self.http = self.metadata = self.jwks = self.resource = self.issuer = None
        self.watching = watch

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_):
        self.stop()

    # set-up

    def setup(self):
        if self.template:
            shutil.copytree(self.template, self.folder, dirs_exist_ok=True,
                            ignore=shutil.ignore_patterns("*.json", "*.db*", "*.log", "*.err"))
            for name in ("rs-key.json", "rs-key.json.both"):
                shutil.copy(pathlib.Path(self.template) / name, self.folder)
        options = {"BUILD": ROOT / self.build, "FLAVOUR": self.flavour, **self.options}
        made = subprocess.run([str(ROOT / "examples" / "system" / "setup.sh"), str(self.folder)] +
                              ["%s=%s" % pair for pair in options.items()], capture_output=True, text=True, timeout=300)
        if made.returncode:
            raise LabError("setup.sh: " + made.stdout + made.stderr)
        if self.change:
            documents = [self.read(name) for name in ("as.json", "rs.json", "clients.json")]
            self.change(*documents)
            for name, document in zip(("as.json", "rs.json", "clients.json"), documents):
                (self.folder / name).write_text(json.dumps(document, indent=2))

    def read(self, name):
        return json.loads((self.folder / name).read_text())

    def start(self):
        """Set up, if that was not done before, and run; once more with other ports if somebody was faster to take one."""
        fresh = not (self.folder / "as.json").exists()
        for left in (2, 1, 0):
            if fresh:
                self.setup()
            try:
                return self.start_once()
            except LabError as failure:
                if not (fresh and self.ports and left and "in use" in str(failure)):
                    raise
            for name in [name for name, _ in self.processes]:
                self.end(name)
            self.options.update(zip(self.ports, free_ports(len(self.ports))))
        raise AssertionError

    def start_once(self):
        self.as_config, self.rs_config = self.read("as.json"), self.read("rs.json")
        self.registered = {one["client_id"]: one for one in self.read(self.as_config["clients"])["clients"]}
        self.issuer, self.resource = self.as_config["issuer"], self.rs_config["resource"]
        self.log = Audit(self.folder / self.as_config["log"], self.folder / self.rs_config["log"])
        self.http = Http(self.folder / "ca.pem", self.log.fresh if self.watching else None)
        self.run("auth-server", "as.json")
        self.run("resource-server", "rs.json")
        self.discover()
        return self

    def run(self, name, config):
        """Start one of the two and wait for its READY."""
        process = subprocess.Popen([str(program(name, self.flavour, self.build)), str(self.folder / config)], stdout=subprocess.PIPE,
                                   stderr=open(self.folder / (name + ".err"), "wb"), cwd=self.folder)
        self.processes.append((name, process))
        ready, _, _ = select.select([process.stdout], [], [], 30)
        line = process.stdout.readline().decode() if ready else ""
        if not line.startswith("READY"):
            raise LabError("%s did not start: %s%s" % (name, line, (self.folder / (name + ".err")).read_text()))
        return process

    def discover(self):
        answer = self.http.send("GET", self.issuer + "/.well-known/openid-configuration")
        if answer.status != 200:
            answer = self.http.send("GET", self.issuer + "/.well-known/oauth-authorization-server")
        self.metadata = answer.json()
        self.jwks = self.http.send("GET", self.metadata["jwks_uri"]).json()

    def end(self, name):
        """End one server, cleanly; gives its exit status."""
        for index, (known, process) in enumerate(self.processes):
            if known == name:
                del self.processes[index]
                process.send_signal(signal.SIGTERM)
                try:
                    return process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    raise LabError(name + " did not end at SIGTERM")
        raise LabError("no " + name)

    def stop(self):
        """End both. Gives what each had to complain of, if it did not end with 0 (a crash before, or a sanitizer's report): {name: text}."""
        bad = {}
        for name in [name for name, _ in reversed(self.processes)]:
            status = self.end(name)
            if status != 0:
                bad[name] = "exit status %d: %s" % (status, (self.folder / (name + ".err")).read_text()[-4000:])
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)
        return bad

    # who and where

    def endpoint(self, name, mtls=False):
        """The URL of an endpoint, or its alias for clients with certificates."""
        name += "_endpoint"
        return mtls and self.metadata.get("mtls_endpoint_aliases", {}).get(name) or self.metadata[name]

    def client(self, client_id="client1", **changes):
        """A client of the set-up, with its keys, as it is registered."""
        data = self.registered[client_id]
        auth = data.get("token_endpoint_auth_method", "private_key_jwt")
        response = self.options.get("RESPONSE", "code")
        profile = self.as_config["profile"]
        signed = "par" if profile in ("FAPI1_ADVANCED", "FAPI2_MESSAGE_SIGNING") else ""
        files = [self.folder / (client_id + end) for end in (".jwk", ".dpop.jwk", ".pem", ".key")]
        base = {"key": Key.load(files[0]) if files[0].exists() else None, "auth": auth,
                "binding": "dpop" if data.get("dpop_bound_access_tokens") else "mtls",
                "dpop_key": Key.load(files[1]) if files[1].exists() else Key.make("ES256"),
                "cert": (str(files[2]), str(files[3])) if files[2].exists() else None,
                "redirect_uri": data.get("redirect_uris", [None])[0], "openid": bool(self.as_config.get("openid")),
                "response": response, "signed": signed}
        return Client(self, client_id, **{**base, **changes})

    def fetch(self, url, **how):
        return self.http.send("GET", url, **how)
