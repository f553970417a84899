# SPDX-License-Identifier: Apache-2.0
"""Attacks on the authorization server: codes, pushed requests, request objects, client authentication, refresh tokens."""
import urllib.parse

import lab
from cases import Group
from lab import DROP

codes = Group("Codes", "A code is caught, injected, or used twice.")
requests = Group("Authorization requests", "Requests are bent before they are pushed, or references to them are taken to the browser.")
objects = Group("Request objects", "Under FAPI 2.0 Message Signing each request is signed by its client, and answered by a signed response (JARM).")
assertions = Group("Client authentication", "Somebody wants to be a client that he is not.")
refresh = Group("Refresh tokens and other endpoints", "A long-lived secret in the wrong hands, and questions about tokens by those who have no right to ask.")


def client(world, name="client1", system="dpop"):
    return world.client(system, name)


@codes.case("foreign-code", "Code of another client", "The code of the real client's session is redeemed by another client, with its own good authentication.",
            "FAPI_CODE_CLIENT")
def _(world):
    flow = client(world).flow().login()
    return flow.token(client=client(world, "client2"))


@codes.case("injected-code", "Code of another session", "The attacker's code is injected into the victim's session at the same client: its code_verifier is another.",
            "FAPI_PKCE_MISMATCH")
def _(world):
    attacker, victim = client(world).flow().login(), client(world).flow().login()
    return attacker.token({"code_verifier": victim.verifier})


@codes.case("code-twice", "Code used twice", "A code that gave tokens before. What it gave must then be revoked, for one of the two was a thief.", "FAPI_CODE_REUSED")
def _(world):
    flow = client(world).flow().login()
    world.control("the code the first time", flow.token())
    token = flow.access_token
    world.must(world.active(token), "introspection before: active", "its token was not active before")
    answer = flow.token()
    world.must(not world.active(token), "introspection after: not active", "the token that it gave is still active")
    return answer


@codes.case("real-code-twice", "The real client's code again", "The code of the real client's session, caught from the browser, by somebody who can even sign as that"
            " client.", "FAPI_CODE_REUSED")
def _(world):
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(world.real("dpop")["callback"]).query))
    one = client(world)
    return one.token({"grant_type": "authorization_code", "code": query["code"], "redirect_uri": one.redirect_uri,
                      "code_verifier": world.real("dpop")["verifier"]})


@codes.case("no-verifier", "Code without code_verifier", "The code alone.", "FAPI_PKCE_VERIFIER_MISSING")
def _(world):
    return client(world).flow().login().token({"code_verifier": DROP})


@codes.case("other-redirect", "Code with another redirect_uri", "The token request names another redirect URI than the authorization request did.",
            "FAPI_CODE_REDIRECT_URI")
def _(world):
    return client(world).flow().login().token({"redirect_uri": "https://attacker.example/callback"})


@codes.case("bound-code", "Code bound to a key", "The request was pushed with a DPoP proof, which binds the code; the token request has another key.", "FAPI_GRANT_DPOP_KEY")
def _(world):
    flow = client(world).flow().login(proof=None)
    return flow.token(proof={"key": world.thief("dpop").dpop_key})


@codes.case("code-no-certificate", "Code without the certificate", "A client of mutual TLS asks for its token without a certificate.",
            "FAPI_GRANT_CERTIFICATE_MISSING", "mtls")
def _(world):
    return client(world, system="mtls").flow().login().token(cert=DROP)


@requests.case("plain", "PKCE plain", "code_challenge_method plain: who sees the request has the verifier.", "FAPI_PKCE_METHOD")
def _(world):
    flow = client(world).flow(code_challenge_method="plain")
    flow.parameters["code_challenge"] = flow.verifier
    return flow.push()


@requests.case("no-pkce", "No PKCE", "No code_challenge at all.", "FAPI_PKCE_CHALLENGE_MISSING")
def _(world):
    return client(world).flow(code_challenge=DROP, code_challenge_method=DROP).push()


@requests.case("redirect", "Redirect URI that is not registered", "The code would go to the attacker.", "FAPI_REDIRECT_URI_UNREGISTERED")
def _(world):
    return client(world).flow(redirect_uri="https://attacker.example/callback").push()


@requests.case("redirect-suffix", "Redirect URI with something behind it", "The registered one, and a path behind it: where prefixes are compared, it passes.",
               "FAPI_REDIRECT_URI_UNREGISTERED")
def _(world):
    one = client(world)
    return one.flow(redirect_uri=one.redirect_uri + "/../open-redirect").push()


@requests.case("not-pushed", "Request through the browser", "The parameters in the URL of the authorization endpoint, where anybody can change them.",
               "FAPI_REQUEST_URI_MISSING")
def _(world):
    flow = client(world).flow()
    return flow.visit({"request_uri": DROP, **flow.parameters})


@requests.case("foreign-request", "Reference of another client", "client_id is one client, request_uri that which another one pushed.", "FAPI_REQUEST_URI_CLIENT")
def _(world):
    flow = client(world).flow()
    flow.push()
    return flow.visit({"client_id": "client2"})


@requests.case("used-request", "Used reference", "A request_uri whose user has agreed already.", "FAPI_REQUEST_URI_USED")
def _(world):
    return client(world).flow().login().visit()


@requests.case("guessed-request", "Guessed reference", "A request_uri that looks like one of this server.", "FAPI_REQUEST_URI_UNKNOWN")
def _(world):
    flow = client(world).flow()
    flow.push()
    return flow.visit({"request_uri": flow.request_uri[:-8] + "AAAAAAAA"})


@requests.case("repeated", "Parameter twice", "Two redirect_uri in one form: one is checked, the other is used.", "FAPI_FORM_REPEATED")
def _(world):
    one = client(world)
    flow = one.flow()
    return one.post("pushed_authorization_request", flow.parameters, extra=[("redirect_uri", "https://attacker.example/callback")])


@requests.case("crlf", "Line break in state", "state holds CR LF and a Set-Cookie field: copied into Location, it would become one.", "FAPI_AUTHORIZATION_STATE")
def _(world):
    return client(world).flow(state="x\r\nSet-Cookie: session=attacker").push()


@requests.case("forged-consent", "Consent from another browser", "The attacker lures the victim's browser into sending the form that agrees: it has no cookie of the page.",
               ("FAPI_CONSENT_UNKNOWN", "FAPI_CONSENT_MISSING", "FAPI_CONSENT_SESSION"))
def _(world):
    flow = client(world).flow()
    flow.push()
    flow.visit()
    return flow.decide(cookies={name: DROP for name in flow.page.cookies})


@objects.case("unsigned", "Not signed", "The parameters in plain.", "FAPI_REQUEST_OBJECT_MISSING", "signed")
def _(world):
    return client(world, system="signed").flow().push(signed=DROP)


@objects.case("object-none", "Algorithm none", "A request object without a signature.", "FAPI_REQUEST_OBJECT_ALG", "signed")
def _(world):
    return client(world, system="signed").flow().push(signed={"alg": "none"})


@objects.case("object-rs256", "Algorithm RS256", "Signed with the right key, with an algorithm that FAPI forbids.", "FAPI_REQUEST_OBJECT_ALG", "signed")
def _(world):
    return client(world, system="signed").flow().push(signed={"alg": "RS256"})


@objects.case("object-hs256", "Public key as an HMAC secret", "HS256, with the client's public key as the secret.", "FAPI_REQUEST_OBJECT_ALG", "signed")
def _(world):
    return client(world, system="signed").flow().push(signed={"alg": "HS256"})


@objects.case("object-key", "Signed with another key", "By a key of the attacker, under the kid of the client's.", "FAPI_REQUEST_OBJECT_SIGNATURE", "signed")
def _(world):
    one = client(world, system="signed")
    return one.flow().push(signed={"key": lab.Key.make(one.key.alg, kid=one.key.kid)})


@objects.case("object-expired", "Expired", "A good request object of an hour ago.", "FAPI_REQUEST_OBJECT_EXPIRED", "signed")
def _(world):
    then = lab.now() - 3600
    return client(world, system="signed").flow().push(signed={"claims": {"iat": then, "nbf": then, "exp": then + 300}})


@objects.case("object-audience", "For another server", "A good request object that names another server as its audience.", "FAPI_REQUEST_OBJECT_AUD", "signed")
def _(world):
    return client(world, system="signed").flow().push(signed={"claims": {"aud": "https://other.example"}})


@objects.case("object-client", "Of another client", "A request object that another client signed, pushed by this one.",
              ("FAPI_REQUEST_OBJECT_KEY", "FAPI_REQUEST_OBJECT_CLIENT_ID", "FAPI_REQUEST_OBJECT_ISS", "FAPI_PAR_CLIENT_ID"), "signed")
def _(world):
    other = client(world, "client2", "signed").flow()
    return client(world, system="signed").flow().push(signed=other.object())


def pushed(world, assertion, name="client1", **how):
    return client(world, name).flow().push(assertion=assertion, **how)


@assertions.case("assertion-replay", "Assertion again", "A client assertion that was good a moment ago, with another request.", "FAPI_CLIENT_ASSERTION_REPLAYED")
def _(world):
    made = client(world).assertion()
    world.control("the assertion the first time", pushed(world, made))
    return pushed(world, made)


@assertions.case("real-assertion", "The real client's assertion", "The assertion that the real client sent to the token endpoint, again.",
                 "FAPI_CLIENT_ASSERTION_REPLAYED")
def _(world):
    sent = dict(urllib.parse.parse_qsl(world.sent("dpop", "/token")["body"]))
    return pushed(world, sent["client_assertion"])


@assertions.case("assertion-audience", "For another server", "An assertion that the client made for another server, which now plays the client here.",
                 "FAPI_CLIENT_ASSERTION_AUD")
def _(world):
    return pushed(world, {"claims": {"aud": "https://attacker.example"}})


@assertions.case("assertion-array", "Audience as an array", "aud is an array: FAPI 2.0 wants the issuer alone, as text, so that no other server is named beside it.",
                 "FAPI_CLIENT_ASSERTION_AUD_FORM")
def _(world):
    return pushed(world, {"claims": {"aud": [world.dpop.issuer, "https://attacker.example"]}})


@assertions.case("assertion-key", "Signed with another key", "By a key of the attacker, under the kid of the client's.", "FAPI_CLIENT_ASSERTION_SIGNATURE")
def _(world):
    key = client(world).key
    return pushed(world, {"key": lab.Key.make(key.alg, kid=key.kid)})


@assertions.case("assertion-hmac", "Public key as an HMAC secret", "HS256, with the client's public key as the secret.", "FAPI_CLIENT_ASSERTION_ALG")
def _(world):
    return pushed(world, {"alg": "HS256"})


@assertions.case("assertion-expired", "Expired", "An assertion of an hour ago.", "FAPI_CLIENT_ASSERTION_EXPIRED")
def _(world):
    then = lab.now() - 3600
    return pushed(world, {"claims": {"iat": then, "nbf": then, "exp": then + 60}})


@assertions.case("assertion-other", "Assertion of another client", "client_id is one client, the assertion that of another.", "FAPI_CLIENT_ASSERTION_KEY")
def _(world):
    return pushed(world, client(world, "client2").assertion())


@assertions.case("no-authentication", "Not at all", "client_id alone, as a public client would.", "FAPI_CLIENT_AUTH_MISSING")
def _(world):
    return pushed(world, DROP)


@assertions.case("secret", "A client secret", "client_secret in the form.", "FAPI_CLIENT_AUTH_SECRET")
def _(world):
    return pushed(world, DROP, form={"client_secret": "correct horse battery staple"})


@refresh.case("foreign-refresh", "Refresh token of another client", "The real client's refresh token, sent by another client with its own good authentication.",
              "FAPI_REFRESH_CLIENT")
def _(world):
    tokens = world.real("dpop")
    token = tokens.get("refreshed", {}).get("refresh_token") or tokens["tokens"]["refresh_token"]
    return client(world, "client2").refresh(token)


@refresh.case("guessed-refresh", "Access token as refresh token", "The real client's access token in place of a refresh token.", "FAPI_REFRESH_UNKNOWN")
def _(world):
    return client(world).refresh(world.token("dpop"))


@refresh.case("password", "Password grant", "A user's name and password, as if it were 2012.", ("FAPI_GRANT_TYPE_FORBIDDEN", "FAPI_GRANT_TYPE_UNSUPPORTED"))
def _(world):
    return client(world).token({"grant_type": "password", "username": "alice", "password": "wonderland"})


@refresh.case("introspection", "Introspection without authentication", "What is this token good for? asks somebody who names a resource server, and cannot prove"
              " that he is it.", "FAPI_CLIENT_AUTH_MISSING")
def _(world):
    return world.resource_server().introspect(world.token("dpop"), assertion=DROP)


@refresh.case("introspection-client", "Introspection by a client", "Another client, with its own good authentication, asks what the real client's token is good for.",
              "FAPI_CLIENT_UNKNOWN")
def _(world):
    return client(world, "client2").introspect(world.token("dpop"))
