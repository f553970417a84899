# SPDX-License-Identifier: Apache-2.0
"""Attacks on the API, with tokens that the real clients got."""
import base64
import socket
import threading
import time

import lab
from cases import Group

theft = Group("Stolen tokens, bound by DPoP", "A thief has the real client's access token, and in part its messages too, as from a log.")
forgery = Group("Forged tokens", "The attacker makes tokens, or changes good ones. He knows all that is public: keys, metadata, a token.")
certificates = Group("Stolen tokens, bound by mutual TLS", "A thief has an access token that is bound to the real client's certificate.")


def field(token, scheme="DPoP"):
    return ("Authorization", f"{scheme} {token}")


def get(world, *headers, query="", method="GET"):
    system = world.dpop
    return system.http.send(method, system.resource + query, headers, b"" if method == "POST" else None)


def recorded(world):
    """The real client's token and the proof that it sent to the API with it."""
    return world.token("dpop"), world.real("dpop")["resource_request"]["headers"]["dpop"]


def thief_proof(world, token, method="GET", **how):
    return ("DPoP", world.thief("dpop").proof(method, world.dpop.resource, token, **how))


@theft.case("bearer", "Sent as a bearer token", "The stolen token alone, as if it were a bearer token.", "FAPI_DPOP_BOUND_AS_BEARER")
def _(world):
    return get(world, field(world.token("dpop"), "Bearer"))


@theft.case("no-proof", "Without a proof", "The stolen token with its own scheme, but nothing that proves a key.", "FAPI_DPOP_MISSING")
def _(world):
    return get(world, field(world.token("dpop")))


@theft.case("foreign-key", "With the thief's own key", "The stolen token with a fresh and good proof, made with a key of the thief.", "FAPI_DPOP_JKT")
def _(world):
    token = world.token("dpop")
    return get(world, field(token), thief_proof(world, token))


@theft.case("replay", "The whole request again", "The real client's request to the API with its token and its proof, a second time.", "FAPI_DPOP_REPLAYED")
def _(world):
    token, proof = recorded(world)
    return get(world, field(token), ("DPoP", proof))


@theft.case("other-method", "Proof for another method", "The real client's proof for GET, used for POST.", "FAPI_DPOP_HTM")
def _(world):
    token, proof = recorded(world)
    return get(world, field(token), ("DPoP", proof), method="POST")


@theft.case("other-url", "Proof for another URL", "The real client's proof of the token request (same method, same key), used at the API.", "FAPI_DPOP_HTU")
def _(world):
    return get(world, field(world.token("dpop")), ("DPoP", world.sent("dpop", "/token")["headers"]["dpop"]), method="POST")


@theft.case("ath", "Proof for another token", "The real client's proof for its first token, beside its second one: ath is another.", "FAPI_DPOP_ATH")
def _(world):
    refreshed = world.real("dpop").get("refreshed", {}).get("access_token")
    if refreshed:
        return get(world, field(refreshed), ("DPoP", recorded(world)[1]))
    client = world.client("dpop")
    flow = client.flow().done()
    world.control("the same with a good ath", flow.resource())
    return flow.resource(proof={"claims": {"ath": lab.sha256("another token")}})


@theft.case("old", "Proof made before", "A proof made ten minutes ago, kept for later.", "FAPI_DPOP_IAT_OLD")
def _(world):
    token = world.token("dpop")
    return get(world, field(token), thief_proof(world, token, claims={"iat": lab.now() - 600}))


@theft.case("two-proofs", "Two proofs", "The real client's proof and the thief's, in the hope that one part checks the first and another the second.",
            "FAPI_DPOP_REPEATED")
def _(world):
    token, proof = recorded(world)
    return get(world, field(token), ("DPoP", proof), thief_proof(world, token))


@theft.case("private-jwk", "Proof with a private key in it", "The jwk of the proof has its private part too: a key that anybody has by now.",
            "FAPI_DPOP_JWK_PRIVATE")
def _(world):
    token, key = world.token("dpop"), world.thief("dpop").dpop_key
    return get(world, field(token), thief_proof(world, token, header={"jwk": key.jwk(True)}))


@theft.case("proof-hmac", "Proof with HMAC", "The proof is signed with HS256, with its own public key as the secret.", "FAPI_DPOP_ALG")
def _(world):
    token = world.token("dpop")
    return get(world, field(token), thief_proof(world, token, alg="HS256"))


@theft.case("query", "Token in the URL", "The token as ?access_token=, where logs and Referer fields would keep it.", "FAPI_TOKEN_IN_QUERY")
def _(world):
    return get(world, thief_proof(world, world.token("dpop")), query="?access_token=" + world.token("dpop"))


def forge(world, header=None, claims=None, key=None, alg=None):
    """A token for the thief's key, by a key of his, and the request with it."""
    thief = world.thief("dpop")
    head, body = lab.parts(world.token("dpop"))
    body = lab.bend({**body, "cnf": {"jkt": thief.dpop_key.thumbprint}}, claims)
    alg = alg or head["alg"]
    token = lab.jws(key or world.thief_key, body, lab.bend({**head, "alg": alg}, header), alg=alg)
    return get(world, field(token), thief_proof(world, token))


@forgery.case("rewritten", "Rewritten token", "The real token with another sub, under the old signature.", "FAPI_TOKEN_SIGNATURE")
def _(world):
    token = world.token("dpop")
    head, body = lab.parts(token)
    forged = ".".join((token.split(".")[0], lab.b64(lab.compact({**body, "sub": "admin"})), token.split(".")[2]))
    return get(world, field(forged), thief_proof(world, forged))


@forgery.case("none", "Algorithm none", "The header says alg none; there is no signature.", "FAPI_JWS_ALG_NONE")
def _(world):
    return forge(world, alg="none")


@forgery.case("confusion", "Public key as an HMAC secret", "HS256, with the server's published key as the secret: where the algorithm is taken from the"
              " token, it verifies.", "FAPI_TOKEN_ALG")
def _(world):
    published = lab.Key.from_jwk(world.dpop.jwks["keys"][0])
    return forge(world, key=published, alg="HS256")


@forgery.case("thief-signed", "Signed by the thief under a real key id", "A token by a key of the thief, with the kid of the server's key.",
              "FAPI_TOKEN_SIGNATURE")
def _(world):
    return forge(world)


@forgery.case("unknown-kid", "Unknown key id", "A kid that the server never published, to make the API fetch keys again and again.", "FAPI_KEY_UNKNOWN")
def _(world):
    return forge(world, {"kid": "poisoned"})


class Bait:
    """A place on loopback where an attacker's keys would be fetched: counts who comes."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.visits, self.url = 0, f"https://localhost:{self.socket.getsockname()[1]}/jwks"
        threading.Thread(target=self.wait, daemon=True).start()

    def wait(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()


@forgery.case("jku", "Key set of the attacker (jku)", "The header points to a key set of the attacker, where somebody waits for a visit.",
              "FAPI_JWS_EMBEDDED_KEY")
def _(world):
    bait = Bait()
    answer = forge(world, {"jku": bait.url})
    time.sleep(0.2)
    bait.socket.close()
    world.must(bait.visits == 0, "nobody came to fetch the keys", f"the server fetched {bait.url}")
    return answer


@forgery.case("x5c", "Certificate of the attacker (x5c)", "The header brings the certificate of the key that it is signed with.", "FAPI_JWS_EMBEDDED_KEY")
def _(world):
    pem = open(world.stranger[0], encoding="ascii").read()
    key = lab.Key.from_pem(world.stranger[1])
    return forge(world, {"x5c": [base64.b64encode(base64.b64decode("".join(pem.splitlines()[1:-1]))).decode()]}, key=key, alg="ES256")


@forgery.case("jwk", "Key of the attacker (jwk)", "The header brings the key that it is signed with.", "FAPI_JWS_EMBEDDED_KEY")
def _(world):
    return forge(world, {"jwk": world.thief_key.jwk()})


@forgery.case("id-token", "ID token as access token", "The real client's ID token, sent to the API.", "FAPI_TOKEN_TYP")
def _(world):
    token = world.real("dpop")["tokens"]["id_token"]
    return get(world, field(token), thief_proof(world, token))


@forgery.case("other-issuer", "Token of another issuer", "A token from a server that the API does not know, otherwise good.", "FAPI_TOKEN_ISS")
def _(world):
    return forge(world, claims={"iss": "https://attacker.example"})


def call(world, headers, cert, scheme="Bearer"):
    system = world.mtls
    return system.http.send("GET", system.resource, [field(world.token("mtls"), scheme), *headers], None, cert)


@certificates.case("no-certificate", "Without a certificate", "The stolen token over TLS without a client certificate.", "FAPI_MTLS_CERTIFICATE_MISSING", "mtls")
def _(world):
    world.control("with its own certificate", call(world, [], world.certificate("client1")))
    return call(world, [], None)


@certificates.case("swapped", "With another client's certificate", "The thief is a client himself, and shows his own certificate.", "FAPI_MTLS_THUMBPRINT",
                   "mtls")
def _(world):
    return call(world, [], world.certificate("client2"))


@certificates.case("stranger", "With a certificate made up", "A self-signed certificate with the subject of the real one.", "FAPI_MTLS_THUMBPRINT", "mtls")
def _(world):
    return call(world, [], world.stranger)


def proxy_fields(pem):
    """The real certificate (it is public) as proxies put it into fields."""
    text = "".join(pem.splitlines()[1:-1])
    return [("X-SSL-Client-Cert", pem.replace("\n", "%0A").replace(" ", "%20").replace("+", "%2B")), ("Client-Cert", f":{text}:"),
            ("X-Client-Cert", text), ("SSL-Client-Cert", text), ("X-SSL-Client-Verify", "SUCCESS")]


@certificates.case("proxy-field", "Certificate in a forged field", "No certificate, but the fields in which proxies hand on that of their clients: X-SSL-Client-Cert,"
                   " Client-Cert. This server ends TLS itself, and must not listen to them.", "FAPI_MTLS_CERTIFICATE_MISSING", "mtls")
def _(world):
    return call(world, proxy_fields(open(world.certificate("client1")[0], encoding="ascii").read()), None)


@certificates.case("proxy-field-swapped", "Another certificate and a forged field", "The thief's own certificate in TLS, the real one in the fields.",
                   "FAPI_MTLS_THUMBPRINT", "mtls")
def _(world):
    return call(world, proxy_fields(open(world.certificate("client1")[0], encoding="ascii").read()), world.certificate("client2"))


@certificates.case("other-binding", "A proof in place of the certificate", "The certificate-bound token with a DPoP proof of the thief.", "FAPI_DPOP_TOKEN_UNBOUND",
                   "mtls")
def _(world):
    token = world.token("mtls")
    return call(world, [("DPoP", world.thief("dpop").proof("GET", world.mtls.resource, token))], None, "DPoP")


@certificates.case("expired", "After its end", "The real client's own token with its own certificate, when it has expired (tokens of this server live"
                   " a few seconds).", "FAPI_TOKEN_EXPIRED", "mtls")
def _(world):
    _, claims = lab.parts(world.token("mtls"))
    time.sleep(max(0, claims["exp"] - time.time() + 1.1))
    return call(world, [], world.certificate("client1"))
