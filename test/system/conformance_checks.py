# SPDX-License-Identifier: Apache-2.0
"""The checks of conformance.py: what is sent for each row of conformance_rows.tsv, and what must come back.

Each is a function of a Run, the variant that it runs in, registered with the names of the rows that it proves. It judges answers with
run.yes, run.no and run.page, which also note what came, or fails with run.must. A check that must wait yields the seconds; others run
meanwhile, and it goes on when they have passed."""
import json
import re
import shutil
import ssl
import tempfile
import urllib.parse
import uuid

from lab import (DROP, Key, LabError, b64, bend, certificate_thumbprint, damaged, free_ports, now, parts, self_signed, sha256,
                 tls_probe, verify)
import lab

CHECKS = []  # (names of rows, function)
OTHER = "https://other.example.com/"
CLIENT_WRONG = ("invalid_client", "invalid_request")
OBJECT = ("invalid_request_object",)
RESPONSE_TYPE = ("unsupported_response_type", "invalid_request", "unauthorized_client")
HOLDER = ("invalid_request", "invalid_grant", "invalid_dpop_proof")
ID_TOKEN = {"iss", "sub", "aud", "azp", "exp", "iat", "nbf", "jti", "nonce", "auth_time", "acr", "amr", "at_hash", "c_hash", "s_hash"}
BY_VALUE = ("invalid_request_object", "invalid_request", "invalid_request_uri", "access_denied")


class Failed(Exception):
    """An answer that is not what the row demands."""


def check(*rows):
    def register(function):
        CHECKS.append((rows, function))
        return function
    return register


def late(function):
    """Runs when everything else of its run is done."""
    function.late = True
    return function


def slow(function):
    """Waits so long that it starts first."""
    function.slow = True
    return function


def add(rows, function, *args, **named):
    """Register function(run, *args, **named) for rows, which are separated by spaces."""
    CHECKS.append((tuple(rows.split()), lambda run: function(run, *args, **named)))


class Run:
    """One variant, running: its system, its two clients, and the answers that the check at hand has judged."""

    def __init__(self, variant, system, one, two):
        self.variant, self.system, self.one, self.two = variant, system, one, two
        self.tags, self.judged, self.notes = variant.tags, [], []

    def has(self, tag):
        return tag in self.tags

    def begin(self):
        self.judged, self.notes = [], []

    def note(self, text):
        if text not in self.notes:
            self.notes.append(text)

    def must(self, truth, text):
        if not truth:
            raise Failed(text)

    def judge(self, answer):
        if answer not in self.judged:
            self.judged.append(answer)

    def yes(self, answer, http=(200, 201)):
        """The server does what it was asked."""
        self.judge(answer)
        if answer.status not in http or answer.redirected.get("error"):
            raise Failed("refused: %s %s %s" % (answer.status or answer.failure, answer.error or "", answer.member("error_description") or ""))
        return answer

    def no(self, answer, *errors, http=(400,), alert=False):
        """The server refuses, with one of these errors and HTTP states; 401 goes only with invalid_client. alert: a TLS refusal counts."""
        self.judge(answer)
        if answer.status == 0 and alert:
            return answer
        if answer.status not in http:
            raise Failed("HTTP %s where %s is due" % (answer.status or answer.failure, " or ".join(map(str, http))))
        if errors and answer.error not in errors:
            raise Failed("error %s where %s is due" % (answer.error, " or ".join(errors)))
        if answer.status == 401 and errors and answer.error != "invalid_client":
            raise Failed("401 with " + str(answer.error))
        return answer

    def bad_client(self, answer, *errors):
        return self.no(answer, *(errors or CLIENT_WRONG), http=(400, 401))

    def at_resource(self, answer):
        """The resource server refuses: 400 or 401, with a challenge."""
        self.no(answer, http=(400, 401))
        self.must(answer.status != 401 or answer.header("WWW-Authenticate"), "401 without a challenge")
        return answer

    def page(self, answer, *errors):
        """The authorization endpoint refuses: a page, or a redirect to the client with one of these errors and no code."""
        self.judge(answer)
        if answer.location:
            known = (self.one.redirect_uri, self.two.redirect_uri.split("?")[0])
            self.must(answer.location.startswith(known), "redirect to " + answer.location)
            found = answer.redirected
            if "response" in found:
                found = verify(found["response"], self.system.jwks)[1]
            self.must("code" not in found, "a code came")
            self.must(not errors or found.get("error") in errors, "error %s where %s is due" % (found.get("error"), " or ".join(errors)))
            return answer
        self.must(400 <= answer.status < 500, "HTTP %s where a page with an error is due" % (answer.status or answer.failure))
        known = answer.line.get("error")
        self.must(not errors or known in errors, "error %s where %s is due" % (known, " or ".join(errors)))
        return answer

    # what many rows share

    def flow(self, client=None, **changes):
        return (client or self.one).flow(**changes)

    def done(self, client=None, **changes):
        """A whole authorization that must work, with its tokens."""
        flow = self.flow(client, **changes).login()
        self.yes(flow.token())
        return flow

    def asks(self, flow, **visit):
        """The consent page must come."""
        answer = flow.visit(**visit)
        self.judge(answer)
        self.must(flow.page.asks, "no consent page: %r" % answer)
        return flow

    def through(self, flow, **visit):
        """From a flow that was pushed (or goes by value) to tokens."""
        self.asks(flow, **visit)
        flow.decide()
        self.must(flow.code, "no code")
        self.yes(flow.token())
        return flow

    def request(self, flow, how, client=None):
        """Send the flow's request object, made with how: by PAR, or as the browser takes it."""
        made = how if isinstance(how, str) else flow.object(**how)
        if self.has("value"):
            return flow.visit({"request": made})
        return flow.push(signed=made)

    def object_yes(self, how):
        flow = self.flow()
        answer = self.request(flow, how)
        if self.has("value"):
            self.judge(answer)
            self.must(flow.page.asks, "no consent page: %r" % answer)
        else:
            self.yes(answer)
            self.asks(flow)
        flow.decide()
        self.must(flow.code, "no code")
        self.yes(flow.token())

    def object_no(self, how, *errors, flow=None):
        answer = self.request(flow or self.flow(), how)
        if self.has("value"):
            missing = DROP in (how.get("claims") or {}).values() and set(how["claims"]) <= {"exp", "nbf"}
            return self.page(answer, *(BY_VALUE if missing else errors))
        return self.no(answer, *errors)

    def parameters_no(self, flow, *errors):
        """The parameters themselves are wrong: at PAR, or in the object by value."""
        if self.has("value"):
            return self.page(flow.visit(), *errors)
        return self.no(flow.push(), *errors)

    def parameters_whole(self, *errors, **changes):
        """Accepted with values that come back whole, or refused with one of the errors."""
        flow = self.flow(**changes)
        if self.has("value"):
            answer = flow.visit()
            refused = not flow.page.asks
        else:
            answer = flow.push()
            refused = answer.status != 201
        if refused:
            self.must(errors, "refused: %r" % answer)
            return self.page(answer, *errors) if self.has("value") else self.no(answer, *errors)
        return self.through(flow) # which compares state and nonce

    def without_certificate(self, client):
        """How to call without the client's proof of possession."""
        return {"proof": DROP} if self.has("dpop") else {"cert": DROP}

    def log_in(self, client=None, **push):
        return self.flow(client).login(**push)

    def endpoint(self, name):
        return self.system.endpoint(name, self.one.mtls)


# -------------------------------------------------------------------------------------------------------- the happy paths

@check("discovery-end-point-verification")
def discovery(run):
    answer = run.system.fetch(run.system.issuer + "/.well-known/openid-configuration")
    run.yes(answer)
    data = answer.json()
    run.must(answer.header("Content-Type", "").startswith("application/json"), "content type")
    run.must(data["issuer"] == run.system.issuer, "issuer")
    run.must(run.system.fetch(run.system.issuer + "/.well-known/oauth-authorization-server").json() == data, "the two documents differ")
    for name in ("authorization", "token", "pushed_authorization_request", "introspection", "revocation"):
        run.must(data[name + "_endpoint"].startswith("https://"), name)
    run.must("authorization_code" in data["grant_types_supported"], "grant_types_supported")
    run.must("S256" in data["code_challenge_methods_supported"], "code_challenge_methods_supported")
    run.must("plain" not in data["code_challenge_methods_supported"], "plain is offered")
    run.must(run.one.auth in data["token_endpoint_auth_methods_supported"], "token_endpoint_auth_methods_supported")
    run.must(all(re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", one) for one in data["scopes_supported"]), "scopes_supported")
    run.must(isinstance(data.get("require_pushed_authorization_requests", False), bool), "require_pushed_authorization_requests")
    if run.has("fapi2"):
        run.must(data["response_types_supported"] == ["code"], "response_types_supported")
        if not run.has("jarm"): # in a JWT it is a claim
            run.must(data["authorization_response_iss_parameter_supported"] is True, "authorization_response_iss_parameter_supported")
        run.must(data["require_pushed_authorization_requests"] is True, "require_pushed_authorization_requests")
    discovery_algorithms(run, data)
    discovery_binding(run, data)


def discovery_algorithms(run, data):
    good = set(lab.ALGS) | {"Ed25519"}
    needed = []
    if run.has("pkj"):
        needed.append("token_endpoint_auth_signing_alg_values_supported")
    if run.has("openid"):
        needed.append("id_token_signing_alg_values_supported")
        run.must("openid" in data["scopes_supported"] and data["subject_types_supported"] and data["userinfo_endpoint"], "OpenID")
    if run.has("jarm"):
        needed.append("authorization_signing_alg_values_supported")
        run.must("jwt" in data["response_modes_supported"], "response_modes_supported")
    if run.has("signed"):
        needed.append("request_object_signing_alg_values_supported")
    if run.has("dpop"):
        needed.append("dpop_signing_alg_values_supported")
    for name in needed:
        run.must(data[name] and set(data[name]) <= good, name + " " + str(data[name]))
    run.must(all(jwk.get("kid") and jwk.get("alg") and "d" not in jwk for jwk in run.system.jwks["keys"]), "jwks_uri")


def discovery_binding(run, data):
    if run.has("mtls"):
        run.must(data["tls_client_certificate_bound_access_tokens"] is True, "tls_client_certificate_bound_access_tokens")
    aliases = data.get("mtls_endpoint_aliases", {})
    run.must(all(name.endswith("_endpoint") and name in data for name in aliases), "mtls_endpoint_aliases")
    run.must("authorization_endpoint" not in aliases, "alias of the authorization endpoint")


def wrong_hands(run, flow, other):
    """The token of one client with the proof or certificate of another."""
    if run.has("dpop"):
        answer = flow.resource(proof={"key": other.dpop_key})
    else:
        answer = flow.resource(cert=other.cert)
    run.no(answer, http=(401,))
    run.must(answer.error in ("invalid_token", "invalid_dpop_proof"), "error " + str(answer.error))


@check("happy-flow", "(fapi1-advanced-final)", "D36")
def happy(run):
    first = run.done()
    interaction = str(uuid.uuid4())
    answer = run.yes(first.resource(headers=[("x-fapi-interaction-id", interaction), ("x-fapi-auth-date", "Tue, 11 Sep 2012 19:43:31 GMT"),
                                             ("x-fapi-customer-ip-address", "2001:db8::1893:25c8:1946"),
                                             ("Accept", "application/json; charset=utf-8")]))
    run.must(answer.header("Date"), "no Date")
    echoed = answer.header("x-fapi-interaction-id")
    run.must(echoed is None or echoed.lower() == interaction, "x-fapi-interaction-id " + str(echoed))
    run.yes(first.resource(headers=[("Accept", "*/*"), ("x-fapi-customer-ip-address", "198.51.100.119")]))
    token_answer(run, first)
    if run.has("openid"):
        told = run.yes(run.one.userinfo(first.access_token)).json()
        run.must(told["sub"] == first.id_token["sub"], "sub of userinfo")
    changes = {"state": b64(bytes(range(96)))}
    if run.has("openid"):
        changes["nonce"] = b64(bytes(range(32)))
    if run.has("dpop"):
        changes["dpop_jkt"] = run.two.dpop_key.thumbprint
    second = run.flow(run.two, **changes)
    run.must(len(second.parameters["state"]) == 128, "128 characters")
    second.parameters = dict(reversed(list(second.parameters.items())))
    second.login()
    run.must("dummy1=lorem&dummy2=ipsum" in run.two.redirect_uri, "redirect_uri of client 2")
    run.yes(second.token())
    run.yes(second.resource())
    run.must(first.access_token != second.access_token, "same token twice")
    wrong_hands(run, second, run.one)
    in_query(run, second)
    front_channel(run, first)


def token_answer(run, flow):
    """The form of a token response."""
    answer, body = flow.token_answer, flow.tokens
    run.must(answer.header("Cache-Control", "").lower().find("no-store") >= 0, "Cache-Control")
    run.must(body["token_type"].lower() == ("dpop" if run.has("dpop") else "bearer"), "token_type")
    run.must(body.get("expires_in", 0) > 0 and len(body["access_token"]) >= 22, "expires_in, length")
    run.must(("id_token" in body) == run.has("openid"), "id_token")
    extra = set(flow.id_token or {}) - ID_TOKEN
    run.must(not extra, "claims in the ID token that nobody asked for: " + " ".join(extra))
    run.must(len(flow.code) >= 22, "code of %d characters" % len(flow.code))
    if not run.has("opaque"):
        cnf = parts(body["access_token"])[1]["cnf"]
        wanted = {"jkt": flow.client.dpop_key.thumbprint} if run.has("dpop") else {"x5t#S256": certificate_thumbprint(flow.client.cert[0])}
        run.must(cnf == wanted, "cnf %s" % cnf)


def front_channel(run, flow):
    """What the authorization response is made of; signatures, hashes, state and nonce were verified when it was read."""
    if run.has("idtoken"):
        run.must("id_token" in flow.response, "no ID token in the front channel")
    if run.has("fapi2") or run.has("jarm"):
        run.must(flow.response.get("iss") == run.system.issuer, "iss")
    if run.has("jarm"):
        run.must(10 <= flow.response["exp"] - now() <= 600, "exp of the response")


def in_query(run, flow):
    answer = flow.resource(scheme=DROP, query="?access_token=" + flow.access_token)
    run.no(answer, http=(400, 401, 414))


@check("D37", "access-token-type-header-case-sensitivity")
def odd_case(run):
    flow = run.done()
    run.yes(flow.resource(scheme="dpOp" if run.has("dpop") else "bEARER"))
    in_query(run, flow)


@check("user-rejects-authentication", "P21")
def denied(run):
    flow = run.flow()
    if not run.has("value"):
        run.yes(flow.push())
    run.asks(flow)
    answer = flow.decide("deny")
    run.judge(answer)
    run.must(answer.status in (302, 303), "HTTP %d" % answer.status)
    run.must(flow.response.get("error") == "access_denied" and not flow.code, "response %s" % flow.response)
    if run.has("fapi2") or run.has("jarm"):
        run.must(flow.response.get("iss") == run.system.issuer, "iss")


@check("ensure-authorization-request-without-state-success")
def stateless(run):
    without_state(run.done(state=DROP), run)


def without_state(flow, run):
    run.must("state" not in flow.response, "a state came")
    run.must("s_hash" not in (flow.id_token or {}), "an s_hash came")


@check("ensure-authorization-request-without-nonce-success")
def nonceless(run):
    run.must("nonce" not in run.done(nonce=DROP).id_token, "a nonce came")


@check("ensure-authorization-request-with-64-char-nonce-success", "ensure-request-object-with-64-char-nonce-success")
def nonce_64(run):
    run.must(len(run.done(nonce="n" * 62 + "-_").id_token["nonce"]) == 64, "nonce is cut")


@check("ensure-other-scope-order-succeeds")
def other_scope_order(run):
    run.done(scope=" ".join(reversed(run.one.scope.split())))


@check("test-claims-parameter-identity-claims")
def claims_parameter(run):
    asked = {"id_token": {"email": None, "unknown_claim": {"essential": True}}, "userinfo": {"name": None, "unknown_claim": None}}
    run.done(claims=asked if run.has("signed") else json.dumps(asked))
    run.note("claims_parameter_supported %s" % run.system.metadata.get("claims_parameter_supported", False))


@check("P19")
def whole_values(run):
    scope = " ".join(reversed(run.one.scope.split()))
    changes = {"state": "s" * 126 + "~.", "scope": scope}
    if run.has("openid"):
        changes["nonce"] = "N" * 64
    run.done(**changes)
    run.done(state=DROP)
    if run.has("openid") and run.has("fapi2"):
        run.done(nonce=DROP)


@check("ensure-authorization-request-with-long-nonce", "ensure-request-object-with-long-nonce")
def long_nonce(run):
    run.parameters_whole("invalid_request", nonce="n" * 384)


@check("ensure-authorization-request-with-long-state", "ensure-request-object-with-long-state")
def long_state(run):
    run.parameters_whole("invalid_request", state="s" * 384)


@check("P20")
def long_values(run):
    long_state(run)
    if run.has("openid"):
        long_nonce(run)


@check("ensure-valid-pkce-succeeds")
def pkce_succeeds(run):
    run.done()


@check("T5")
def long_verifier(run):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    verifier = (alphabet * 2)[:128]
    flow = run.flow(verifier=verifier).login()
    run.yes(flow.token({"code_verifier": verifier}))


# ------------------------------------------------------------------------------------------------------- request objects

def object_row(rows, errors, claims=None, header=None, **how):
    """claims and header may be functions of the run."""
    def function(run):
        made = {"claims": claims(run) if callable(claims) else claims, "header": header(run) if callable(header) else header, **how}
        run.object_no(made, *errors)
    CHECKS.append((tuple(rows.split()), function))


object_row("ensure-request-object-without-exp-fails R1", OBJECT, {"exp": DROP})
object_row("ensure-request-object-without-nbf-fails R2", OBJECT, {"nbf": DROP})
object_row("ensure-expired-request-object-fails R3", OBJECT, lambda run: {"exp": now() - 3600})
object_row("ensure-request-object-with-exp-over-60-fails R4", OBJECT, lambda run: {"exp": now() + 4200})
object_row("ensure-request-object-with-nbf-over-60-fails R5", OBJECT, lambda run: {"nbf": now() - 4200, "iat": now() - 4200,
                                                                                  "exp": now() + 300})
object_row("R6", OBJECT, lambda run: {"nbf": now() + 600, "exp": now() + 900})
object_row("ensure-request-object-with-bad-aud-fails R8", OBJECT, {"aud": OTHER})
object_row("R10 par-pushed-authorization-url-as-audience-in-request-object", OBJECT,
           lambda run: {"aud": run.endpoint("pushed_authorization_request")})
object_row("R11", OBJECT, {"aud": DROP})
object_row("ensure-request-object-signature-algorithm-is-not-none R15", OBJECT, alg="none")
object_row("ensure-signed-request-object-with-RS256-fails R16", OBJECT, alg="RS256")
object_row("ensure-request-object-with-invalid-signature-fails R17", OBJECT, signature=damaged)
object_row("par-authorization-request-containing-request_uri R20", OBJECT,
           {"request_uri": "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c"})
object_row("R21", (), {"request": "eyJhbGciOiJub25lIn0.e30."})
object_row("R22", (), lambda run: {"sub": run.one.client_id})


@check("ensure-request-object-with-multiple-aud-succeeds", "R9")
def object_audiences(run):
    run.object_yes({"claims": {"aud": [run.system.issuer, OTHER, "invalid"]}})


@check("ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted", "R7")
def object_soon(run):
    run.object_yes({"claims": {"nbf": now() + 8, "iat": now() + 8}})


@check("R12")
def object_issuer(run):
    run.object_no({"claims": {"iss": run.two.client_id}})
    answer = run.request(run.flow(), {"claims": {"iss": DROP}})
    run.judge(answer)
    run.must(answer.status in (200, 201, 400), "HTTP %s" % answer.status)
    run.note("without iss it is " + ("refused" if answer.status == 400 else "accepted"))


@check("R14")
def object_jti(run):
    run.object_no({"claims": {"jti": 42}})
    run.object_no({"claims": {"jti": ""}})
    jti = str(uuid.uuid4())
    run.object_yes({"claims": {"jti": jti}})
    run.object_no({"claims": {"jti": jti}})


@check("ensure-matching-key-in-authorization-request", "R18")
def object_of_other_key(run):
    for header in ({}, {"kid": run.one.key.kid}):
        run.object_no({"key": run.two.key, "header": header, "alg": run.two.key.alg}, "invalid_request_object", "invalid_request")


@check("ensure-request-object-without-redirect-uri-fails", "R19", "ensure-redirect-uri-in-authorization-request", "P10")
def redirect_missing(run):
    run.parameters_no(run.flow(redirect_uri=DROP), "invalid_request", "invalid_request_object")


@check("R23")
def object_of_other_client(run):
    flow = run.flow()
    if run.has("value"):
        run.page(flow.visit({"client_id": run.two.client_id}))
    else:
        run.no(flow.push(signed={"claims": {"client_id": run.two.client_id}}), http=(400, 401))
        run.no(run.flow().push(form={"client_id": run.two.client_id}), http=(400, 401))


def only_outside(run, name):
    """A parameter that stands beside the object only."""
    flow = run.flow()
    value = flow.parameters.pop(name)
    if run.has("value"):
        return run.page(flow.visit({name: value}), "invalid_request", "invalid_request_object", "access_denied")
    return run.no(flow.push(form={name: value}), "invalid_request", "invalid_request_object")


add("ensure-request-object-without-scope-fails R24", only_outside, "scope")
add("ensure-request-object-without-nonce-fails R25", only_outside, "nonce")


@check("state-only-outside-request-object-not-used", "R26")
def state_only_outside(run):
    flow = run.flow()
    state = flow.parameters.pop("state")
    if not run.has("value"):
        pushed = flow.push(form={"state": state} if run.has("signed") else None)
        if pushed.status != 201:
            return run.no(pushed, "invalid_request", "invalid_request_object")
    answer = flow.visit({"state": state})
    if not flow.page.asks:
        return run.page(answer)
    flow.decide() # would fail if a state came back
    run.yes(flow.token())
    return without_state(flow, run)


def differs_outside(run, *names):
    """Others of these parameters beside the object or the request_uri; what came back is compared with the inner ones."""
    flow = run.flow()
    if not run.has("value"):
        run.yes(flow.push())
    answer = flow.visit({name: "outer-" + name for name in names})
    if not flow.page.asks:
        return run.page(answer, "invalid_request")
    flow.decide()
    return run.yes(flow.token())


add("ensure-different-nonce-inside-and-outside-request-object", differs_outside, "nonce")
add("ensure-different-state-inside-and-outside-request-object", differs_outside, "state")


@check("R27")
def both_differ(run):
    differs_outside(run, "state", *(["nonce"] if run.has("openid") else []))


@check("P18")
def others_beside(run):
    differs_outside(run, "state", "scope", "redirect_uri", "code_challenge")


@check("R28")
def object_type(run):
    run.object_yes({"header": {"typ": DROP}})
    run.object_yes({"header": {"typ": "JWT"}})
    answer = run.request(run.flow(), {"header": {"typ": "wrong+jwt"}})
    run.judge(answer)
    run.must(answer.status in (200, 201, 400), "HTTP %s" % answer.status)
    run.note("another typ is " + ("refused" if answer.status == 400 else "accepted"))


@check("R29")
def object_types(run):
    for claims in ({"exp": None}, {"nbf": None}, {"iat": None}, {"max_age": "600"}):
        run.object_no({"claims": claims})


@check("ensure-unsigned-request-at-par-endpoint-fails", "R30")
def unsigned(run):
    run.no(run.flow().push(signed=DROP), "invalid_request")


@check("R32")
def foreign_certificate(run):
    with tempfile.TemporaryDirectory() as folder:
        files = self_signed(folder, "stranger")
        key = Key.from_pem(files[1], kid=run.one.key.kid)
        text = open(files[0]).read()
    x5c = ["".join(line for line in text.splitlines() if "-----" not in line)]
    run.object_no({"key": key, "header": {"x5c": x5c}})
    run.object_no({"key": key, "header": {"x5c": x5c, "kid": DROP}})


# ------------------------------------------------------------------------------------- PAR and the authorization endpoint

@check("par-authorization-request-containing-request_uri-form-param", "P1")
def request_uri_at_par(run):
    run.no(run.flow().push(form={"request_uri": "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c"}),
           "invalid_request", "invalid_request_object", "request_uri_not_supported")


@check("par-attempt-invalid-http-method", "P2")
def put_at_par(run):
    run.no(run.flow().push(method="PUT"), http=range(400, 600))


@check("par-ensure-pkce-required", "P3")
def pkce_missing(run):
    run.no(run.flow(code_challenge=DROP, code_challenge_method=DROP).push(), "invalid_request")


@check("par-plain-pkce-rejected", "P4")
def pkce_plain(run):
    flow = run.flow(code_challenge_method="plain")
    flow.parameters["code_challenge"] = flow.verifier
    run.no(flow.push(), "invalid_request")


def response_type(run, kind):
    answer = run.flow(response_type=kind, **({"nonce": "n-0S6_WzA2Mj"} if "id_token" in kind else {})).push()
    run.no(answer, *RESPONSE_TYPE, http=range(400, 500))


add("ensure-response-type-token-fails P5", response_type, "token")
add("ensure-response-type-code-idtoken-fails P6", response_type, "code id_token")


@check("ensure-response-type-code-fails", "P7")
def plain_code(run):
    run.parameters_no(run.flow(response_type="code", response_mode=DROP), "unsupported_response_type", "invalid_request")


@check("ensure-response-mode-query", "P8")
def response_mode_query(run):
    flow = run.flow(response_mode="query")
    if not run.has("value"):
        pushed = flow.push()
        if pushed.status != 201:
            return run.no(pushed, "invalid_request", "unsupported_response_type", "invalid_request_object")
    answer = flow.visit()
    if not flow.page.asks:
        return run.page(answer)
    answer = flow.page.press(run.system.http, "approve")
    return run.must("code=" not in urllib.parse.urlsplit(answer.location).query, "the code is in the query")


@check("ensure-registered-redirect-uri", "P9", "plain-fapi-tolerate-unregistered-redirect-uri", "par-attempt-invalid-redirect_uri")
def redirect_unregistered(run):
    for uri in ("https://attacker.example.com/cb", run.one.redirect_uri + "/more", run.one.redirect_uri + "?a=b"):
        run.parameters_no(run.flow(redirect_uri=uri), "invalid_request", "invalid_request_object")


@check("P12", "ensure-unsigned-authorization-request-without-using-par-fails", "ensure-authorization-request-without-request-object-fails")
def straight(run):
    flow = run.flow()
    flow.request_uri = DROP
    query = {**flow.parameters, "request": DROP, "request_uri": DROP}
    run.page(flow.visit(query), "invalid_request")


@check("par-attempt-to-use-request_uri-for-different-client", "P13")
def request_uri_of_other(run):
    flow = run.flow()
    run.yes(flow.push())
    run.page(flow.visit({"client_id": run.two.client_id}), "invalid_request", "invalid_request_object", "invalid_request_uri")
    run.through(flow) # it was not spent by that


@check("par-attempt-to-use-expired-request_uri", "P14")
@slow
def request_uri_expired(run):
    flow = run.flow()
    run.yes(flow.push())
    yield flow.pushed.json()["expires_in"] + 1
    run.page(flow.visit(), "invalid_request_uri")


@check("par-attempt-reuse-request_uri", "P15")
def request_uri_again(run):
    flow = run.flow().login()
    run.page(flow.visit(), "invalid_request_uri")


@check("par-ensure-reused-request-uri-prior-to-auth-completion-succeeds", "P16")
def request_uri_twice(run):
    flow = run.flow()
    run.yes(flow.push())
    run.asks(flow)
    run.through(flow)


@check("par-without-duplicate-parameters", "P17")
def only_reference(run):
    flow = run.flow()
    run.yes(flow.push())
    run.must(set(flow.query()) == {"client_id", "request_uri"}, "more than those two")
    run.through(flow)


# ------------------------------------------------------------------------------------------------------ client assertions

def assertion_at_token(run, how, client=None):
    """A code, and the token request with this assertion."""
    return run.log_in().token(assertion=how, client=client)


def assertion_no(run, *many):
    for how in many:
        run.bad_client(assertion_at_token(run, how(run) if callable(how) else how))


def assertion_yes(run, how):
    run.yes(assertion_at_token(run, how(run) if callable(how) else how))


add("ensure-client-assertion-in-token-endpoint A1", assertion_no, DROP)
add("ensure-client-assertion-with-exp-is-5-minutes-in-past-fails A2", assertion_no, lambda run: {"claims": {"exp": now() - 300}})
add("ensure-client-assertion-with-wrong-aud-fails A3", assertion_no, {"claims": {"aud": OTHER}})
add("A6", assertion_no, {"claims": {"aud": []}})
add("A9 ensure-client-assertion-with-iss-aud-succeeds", assertion_yes, lambda run: {"claims": {"aud": run.system.issuer}})
add("A10", assertion_no, lambda run: {"claims": {"aud": run.system.issuer + "/"}}, lambda run: {"claims": {"aud": run.system.issuer + "x"}})
add("ensure-client-assertion-with-no-sub-fails A11", assertion_no, {"claims": {"sub": DROP}})
add("A12 ensure-client-assertion-with-wrong-sub-fails", assertion_no, lambda run: {"claims": {"sub": run.two.client_id}},
    {"claims": {"sub": "stranger"}})
add("A13 ensure-client-assertion-with-wrong-iss-fails", assertion_no, lambda run: {"claims": {"iss": run.two.client_id}})
add("A14", assertion_no, {"claims": {"iss": DROP}}, {"claims": {"jti": DROP}}, {"claims": {"exp": DROP}})
add("A17", assertion_no, lambda run: {"key": run.second_key})
add("A21 par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails", assertion_no,
    lambda run: {"claims": {"iat": now() + 62, "nbf": now() + 62, "exp": now() + 122}})
add("A22", assertion_no, lambda run: {"claims": {"exp": (now() + 60) * 1000}}, lambda run: {"claims": {"exp": now() + 60 * 31557600}})
add("A23", assertion_no, lambda run: {"claims": {"exp": str(now() + 60)}}, lambda run: {"claims": {"iat": str(now())}})
add("A20 par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted", assertion_yes,
    lambda run: {"claims": {"iat": now() + 8, "nbf": now() + 8}})


@check("ensure-signed-client-assertion-with-RS256-fails", "A16")
def assertion_rs256(run):
    run.bad_client(assertion_at_token(run, {"alg": "RS256"}), "invalid_client")


def assertion_profile(run, aud, at_par=False):
    """aud that FAPI 2.0 refuses and FAPI 1.0 takes."""
    how = {"claims": {"aud": aud(run)}}
    answer = run.flow().push(assertion=how) if at_par else assertion_at_token(run, how)
    return run.yes(answer) if run.has("fapi1") else run.bad_client(answer)


add("A4 par-test-array-as-audience-fails", assertion_profile, lambda run: [run.system.issuer, run.endpoint("token")])
add("A5", assertion_profile, lambda run: [run.system.issuer])
add("A7 par-test-par-endpoint-url-as-audience-fails par-test-pushed-authorization-url-as-audience-for-client-JWT-assertion",
    assertion_profile, lambda run: run.endpoint("pushed_authorization_request"), at_par=True)
add("A8 par-test-token-endpoint-url-as-audience-fails par-token-endpoint-url-as-audience-for-client-JWT-assertion",
    assertion_profile, lambda run: run.endpoint("token"), at_par=True)
add("test-array-as-audience-for-client-JWT-assertion", assertion_profile, lambda run: [run.system.issuer, OTHER])


def assertion_at_par(run, claims):
    run.bad_client(run.flow().push(assertion={"claims": claims(run)}))


add("par-ensure-client-assertion-with-wrong-iss-fails", assertion_at_par, lambda run: {"iss": run.two.client_id})
add("par-ensure-client-assertion-with-wrong-sub-fails", assertion_at_par, lambda run: {"sub": run.two.client_id})
add("par-ensure-client-assertion-with-wrong-aud-fails", assertion_at_par, lambda run: {"aud": OTHER})


@check("A15")
def assertion_again(run):
    a, b = run.one.assertion(), run.one.assertion()
    run.yes(run.one.client_credentials(assertion=a))
    run.yes(run.one.client_credentials(assertion=b))
    run.bad_client(run.one.client_credentials(assertion=a))
    again = parts(a)[1]["jti"]
    run.bad_client(run.one.client_credentials(assertion={"claims": {"jti": again}}))


@check("A18", "ensure-client-id-in-token-endpoint")
def other_client_id(run):
    flow = run.log_in()
    thief = run.one.like(client_id=run.two.client_id)
    if not run.has("pkj"):
        thief = run.two.like(cert=run.one.cert)
    run.no(flow.token(client=thief), "invalid_client", "invalid_grant", http=(400, 401))


@check("A19", "ensure-authorization-code-is-bound-to-client")
def code_of_other(run):
    flow = run.log_in()
    run.no(flow.token(client=run.two), "invalid_grant")
    run.yes(flow.token()) # a stranger's attempt does not spend it


@check("A24")
def client_id_differs(run):
    flow = run.log_in()
    run.no(flow.token({"client_id": run.two.client_id}), "invalid_client", "invalid_grant", http=(400, 401))


# --------------------------------------------------------------------------------------------------------- token endpoint

@check("attempt-reuse-authorization-code-after-one-second", "attempt-reuse-authorisation-code-after-one-second", "T1")
def code_twice(run):
    flow = run.done()
    yield 1
    run.no(flow.client.token({"grant_type": "authorization_code", "code": flow.code, "code_verifier": flow.verifier,
                              "redirect_uri": flow.client.redirect_uri}), "invalid_grant")
    answer = flow.resource()
    run.judge(answer)
    if run.has("introspection"):
        run.must(answer.status == 401, "the first token still works")
    else:
        run.note("first token at the resource, which judges tokens by itself: %d" % answer.status)
    if flow.refresh_token:
        run.no(flow.client.refresh(flow.refresh_token), "invalid_grant")


@check("ensure-token-endpoint-fails-with-expired-auth-code", "T2")
@slow
def code_old(run):
    flow = run.log_in()
    yield 62
    run.no(flow.token(), "invalid_grant")


@check("ensure-pkce-code-verifier-required", "T3")
def verifier_missing(run):
    run.no(run.log_in().token({"code_verifier": DROP}), "invalid_grant")


@check("incorrect-pkce-code-verifier-rejected", "T4")
def verifier_other(run):
    run.no(run.log_in().token({"code_verifier": b64(bytes(range(48)))}), "invalid_grant")


def probe_all(run, **how):
    for url in (run.system.issuer, run.system.endpoint("token", True), run.system.resource):
        place = urllib.parse.urlsplit(url)
        if how: # a port where nobody listens refuses everything
            run.must(tls_probe(place.hostname, place.port, run.system.folder / "ca.pem")[0], "no TLS at all on " + place.netloc)
        yield place.netloc, tls_probe(place.hostname, place.port, run.system.folder / "ca.pem", **how)


def tls_old(run):
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        for place, (got, why) in probe_all(run, versions=(version, version), ciphers="ALL:@SECLEVEL=0"):
            run.must(got is None, "%s speaks %s" % (place, got))
            run.note(why)


def tls_suites(run):
    off = "AES128-SHA:AES256-SHA256:AES128-GCM-SHA256:AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:" \
          "ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:ECDHE-ECDSA-AES128-CCM:@SECLEVEL=0"
    two = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)
    for place, (got, why) in probe_all(run, versions=two, ciphers=off):
        run.must(got is None, "%s takes %s" % (place, why))
        run.must("HANDSHAKE_FAILURE" in why or "reset" in why, "%s: neither handshake_failure nor reset: %s" % (place, why))
        run.note(why)


add("X1", tls_old)
add("X2", tls_suites)


@check("X3")
def tls_dhe(run):
    two = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)
    for place, (got, why) in probe_all(run, versions=two, ciphers="DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384"):
        run.note("accepted, a warning of the suite" if got else why)


@check("X4")
def tls_best(run):
    for place, (got, why) in probe_all(run):
        run.must(got == "TLSv1.3", "%s chooses %s %s" % (place, got, why))
        run.note(got)
    two = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)
    for place, (got, why) in probe_all(run, versions=two):
        run.must(got is None or "ECDHE" in why and ("GCM" in why or "CHACHA20" in why), "%s chooses %s" % (place, why))


@check("ensure-holder-of-key-required", "ensure-mtls-holder-of-key-required")
def holder_of_key(run):
    tls_old(run)
    tls_suites(run)
    run.begin()
    no_holder(run)


@check("T6", "T7", "T8")
def no_holder(run):
    answer = run.log_in().token(**run.without_certificate(run.one))
    if run.has("dpop"):
        run.no(answer, *HOLDER)
    elif run.has("pkj"):
        run.no(answer, "invalid_client", "invalid_grant", "invalid_request", http=(400, 401), alert=True)
    else:
        run.no(answer, *CLIENT_WRONG, http=(400, 401), alert=True)


@check("T9", "ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt")
def proof_key_of_par(run):
    flow = run.log_in(proof=None)
    run.no(flow.token(proof={"key": Key.make()}), *HOLDER)


@check("T10", "ensure-token-endpoint-fails-with-mismatched-dpop-jkt")
def key_of_dpop_jkt(run):
    flow = run.flow(dpop_jkt=run.one.dpop_key.thumbprint).login()
    run.no(flow.token(proof={"key": Key.make()}), *HOLDER)


@check("P11", "ensure-mismatched-dpop-jkt-fails")
def jkt_differs(run):
    run.no(run.flow(dpop_jkt=Key.make().thumbprint).push(proof=None), "invalid_request", "invalid_dpop_proof")


@check("ensure-dpopproof-at-par-endpoint-binding-success")
def proof_at_par(run):
    flow = run.log_in(proof=None)
    run.yes(flow.token())
    run.yes(flow.resource())


@check("ensure-dpop-auth-code-binding-success")
def jkt_and_proof(run):
    flow = run.flow(dpop_jkt=run.one.dpop_key.thumbprint).login(proof=None)
    run.yes(flow.token())
    run.yes(flow.resource())


def refreshed(run):
    """A flow that has a refresh token."""
    flow = run.done()
    run.must(flow.refresh_token, "no refresh token was issued")
    return flow


@check("refresh-token")
@slow
def refresh(run):
    flow = refreshed(run)
    answer = run.yes(flow.client.refresh(flow.refresh_token))
    run.yes(flow.client.resource(answer.json()["access_token"]))
    rotated = answer.member("refresh_token")
    if rotated not in (None, flow.refresh_token):
        run.yes(flow.client.refresh(rotated))
    no_authentication(run, flow)
    no_proof(run, flow)
    by_other(run, flow)
    yield 30
    run.yes(flow.client.refresh(flow.refresh_token))


def no_authentication(run, flow):
    how = {"assertion": DROP} if run.has("pkj") else {"cert": DROP}
    run.no(flow.client.refresh(flow.refresh_token, **how), "invalid_client", "invalid_grant", "invalid_request", http=(400, 401),
           alert=not run.has("pkj"))


def no_proof(run, flow):
    errors = HOLDER if run.has("dpop") else ("invalid_client", "invalid_grant", "invalid_request")
    run.no(flow.client.refresh(flow.refresh_token, **run.without_certificate(run.one)), *errors, http=(400, 401), alert=True)


def by_other(run, flow):
    run.no(run.two.refresh(flow.refresh_token), "invalid_grant")


@check("T11")
def refresh_without_authentication(run):
    no_authentication(run, refreshed(run))


@check("T12")
def refresh_without_proof(run):
    no_proof(run, refreshed(run))


@check("T13")
def refresh_of_other(run):
    flow = run.done(run.two)
    run.must(flow.refresh_token, "no refresh token was issued")
    run.no(run.one.refresh(flow.refresh_token), "invalid_grant")
    run.yes(run.two.refresh(flow.refresh_token))


@check("T14")
@slow
def refresh_later(run):
    flow = refreshed(run)
    run.yes(flow.client.refresh(flow.refresh_token))
    yield 30
    run.yes(flow.client.refresh(flow.refresh_token))


# ------------------------------------------------------------------------------------------------------------ DPoP proofs

def proof_no(rows, *many):
    """Each of many: keyword arguments of Client.proof, or a function of run and flow that gives them or the value of the field."""
    def function(run):
        flow = run.bound_flow()
        for how in many:
            run.at_resource(flow.resource(proof=how(run, flow) if callable(how) else how))
    CHECKS.append((tuple(rows.split()), function))


def proof_yes(rows, *many):
    def function(run):
        flow = run.bound_flow()
        for how in many:
            run.yes(flow.resource(proof=how(run, flow) if callable(how) else how))
    CHECKS.append((tuple(rows.split()), function))


def bound_flow(run):
    """A flow with tokens, shared by the rows that only call the resource."""
    if not getattr(run, "shared", None):
        run.shared = run.flow().done()
        run.shared.resource() # brings the nonce, where there is one
    return run.shared


Run.bound_flow = bound_flow


def good_proof(run, flow, **how):
    nonce = run.one.nonce_of.get(urllib.parse.urlsplit(run.system.resource).netloc)
    return run.one.proof("GET", run.system.resource, token=flow.access_token, nonce=nonce, **how)


def foreign_curve(run, flow):
    """A proof whose key is of Ed448, or so it says."""
    key = Key.make("EdDSA")
    return good_proof(run, flow, key=key, header={"jwk": {**key.jwk(), "crv": "Ed448"}})


proof_no("D2", lambda run, flow: [good_proof(run, flow), good_proof(run, flow)])
proof_no("D3", lambda run, flow: good_proof(run, flow).rsplit(".", 1)[0])
proof_no("D4", {"header": {"typ": DROP}})
proof_no("D5", {"header": {"alg": DROP}})
proof_no("D6", {"header": {"jwk": DROP}})
proof_no("D7", {"claims": {"jti": DROP}})
proof_no("D8", {"claims": {"htm": DROP}})
proof_no("D9", {"claims": {"htu": DROP}})
proof_no("D10", {"claims": {"iat": DROP}})
proof_no("D11", {"claims": {"ath": DROP}})
proof_no("D12", {"header": {"typ": "dpop+jwt+wrong"}})
proof_no("D13", lambda run, flow: good_proof(run, flow, key=run.one.key, alg="RS256"))
proof_no("D14", {"alg": "none", "header": {"jwk": DROP}}, {"alg": "none"})
proof_no("D15", {"signature": damaged})
proof_no("D16", lambda run, flow: {"header": {"jwk": run.one.dpop_key.jwk(private=True)}})
proof_no("D17", {"claims": {"htm": "PUT"}})
proof_yes("D18", lambda run, flow: {"claims": {"htu": run.system.resource + "?query=1#fragment"}})
proof_no("D20", lambda run, flow: {"claims": {"htu": run.system.resource + "tail"}})
proof_no("D21", lambda run, flow: {"claims": {"iat": now() + 3600}})
proof_no("D22", lambda run, flow: {"claims": {"iat": now() - 3600}})
proof_no("D24", lambda run, flow: {"claims": {"iat": now() - 301}}, lambda run, flow: {"claims": {"iat": now() + 301}})
proof_no("D26", {"claims": {"ath": sha256("another token")}})
proof_no("D27", lambda run, flow: {"key": Key.make()})
proof_yes("D28", {"claims": {"tx_id": "a", "tx_id_key": {"b": 1}}, "header": {"tx_id": "c"}})
proof_no("D31", DROP)
proof_yes("D33", lambda run, flow: {"claims": {"nbf": now(), "exp": now() + 300}})


@check("D1")
def capitals(run):
    flow = run.bound_flow()
    run.yes(flow.resource(proof=DROP, headers=[("DPOP", good_proof(run, flow))]))


@check("D19")
def without_query(run):
    run.yes(run.bound_flow().resource(query="?page=2"))


@check("D23", "ensure-dpopproof-with-iat-10seconds-before-succeeds", "ensure-dpopproof-with-iat-10seconds-after-succeeds")
def proof_times(run):
    for shift in (-10, 8):
        everywhere(run, lambda: {"iat": now() + shift})


@check("check-dpop-proof-nbf-exp")
def proof_nbf_exp(run):
    everywhere(run, lambda: {"nbf": now(), "exp": now() + 300})


def everywhere(run, claims):
    """Proofs with these claims at PAR, token endpoint and resource."""
    flow = run.flow()
    run.yes(flow.push(proof={"claims": claims()}))
    run.asks(flow)
    flow.decide()
    run.yes(flow.token(proof={"claims": claims()}))
    run.yes(flow.resource(proof={"claims": claims()}))


@check("D25")
def proof_again(run):
    flow = run.bound_flow()
    proof = good_proof(run, flow)
    run.yes(flow.resource(proof=proof))
    run.at_resource(flow.resource(proof=proof))
    run.at_resource(flow.resource(proof={"claims": {"jti": parts(proof)[1]["jti"]}}))


@check("D29")
def capital_url(run):
    place = urllib.parse.urlsplit(run.system.resource)
    url = "HTTPS://%s:%d%s" % (place.hostname.upper(), place.port, place.path)
    run.yes(run.bound_flow().resource(proof={"claims": {"htu": url}}))


@check("D32")
def as_bearer(run):
    run.at_resource(run.bound_flow().resource(scheme="Bearer", proof=DROP))


@check("D34")
def proof_windows(run):
    flow = run.bound_flow()
    run.at_resource(flow.resource(proof={"claims": {"nbf": now() + 600}}))
    run.at_resource(flow.resource(proof={"claims": {"exp": now() - 300}}))
    for name, claims in (("nbf 10 min ago", {"nbf": now() - 600}), ("exp 60 years ahead", {"exp": now() + 60 * 31557600})):
        answer = flow.resource(proof={"claims": claims})
        run.judge(answer)
        run.must(answer.status in (200, 400, 401), "HTTP %d" % answer.status)
        run.note("%s: %d" % (name, answer.status))


@check("D35")
def proof_oddities(run):
    flow = run.bound_flow()
    run.at_resource(flow.resource(proof={"claims": {"jti": ""}}))
    run.at_resource(flow.resource(proof=foreign_curve(run, flow)))
    answer = run.one.client_credentials(proof={"claims": {"ath": sha256("token")}})
    run.judge(answer)
    run.must(answer.status in (200, 400), "HTTP %d" % answer.status)
    run.note("ath at the token endpoint: %d" % answer.status)


DPOP_ROWS = ["D%d" % number for number in range(1, 38)]


@check("dpop-negative-tests")
@late
def dpop_sum(run):
    """The rows of the catalogue send what this module sends."""
    failed = [row for row in DPOP_ROWS if run.verdicts.get(row) == "failed"]
    run.must(not failed, "failed: " + " ".join(failed))
    run.note("%d rows passed" % len([row for row in DPOP_ROWS if run.verdicts.get(row) == "passed"]))


# ------------------------------------------------------------------------------------- what holds of every answer of a run

@check("T17")
@late
def descriptions(run):
    found = [text for text in run.descriptions if not re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]*", text)]
    run.must(run.descriptions, "no error_description was seen")
    run.must(not found, "error_description %r" % found[:1])
    run.note("%d texts" % len(run.descriptions))


@check("T18")
@late
def nonces(run):
    if run.has("nonce"): # a nonce of nobody's brings a challenge with a good one, at both servers, and the second try works
        client = run.one.like()
        for url, call in ((run.endpoint("token"), client.client_credentials), (
                run.system.resource, lambda: client.resource(run.bound_flow().access_token))):
            client.nonce_of[urllib.parse.urlsplit(url).netloc] = "nonce-of-nobody"
            run.must(run.yes(call()).nonce_was_asked, "no challenge from " + url)
    for answer in run.nonce_answers:
        values = answer.all("DPoP-Nonce")
        run.must(len(values) == 1 and re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", values[0]), "DPoP-Nonce %s" % values)
    run.must(bool(run.nonce_answers) == run.has("nonce"), "%d answers with DPoP-Nonce" % len(run.nonce_answers))
    run.note("%d answers" % len(run.nonce_answers))


# ------------------------------------------------------------------------------------------------- certificates and keys

def second_start(run, change):
    """Start another authorization server with changed clients: its stderr if it refuses, or None and the issuer while it runs, as a context."""
    folder = tempfile.mkdtemp(prefix="fapi-conformance-")
    shutil.copytree(run.system.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.db*", "*.log", "*.err"))
    system = lab.System(folder=folder, flavour=run.system.flavour, build=run.system.build)
    clients = system.read("clients.json")
    change(clients["clients"][0])
    (system.folder / "clients.json").write_text(json.dumps(clients))
    text = (system.folder / "as.json").read_text()
    old = [run.system.options[name] for name in ("AS_PORT", "MTLS_PORT")]
    for before, after in zip(old, free_ports(2)):
        text = text.replace(str(before), str(after))
    (system.folder / "as.json").write_text(text)
    return system


def registration_refused(run, change, use=None):
    """A server with such a client does not start; or, where it does, use(client) is refused there."""
    system = second_start(run, change)
    try:
        system.as_config, system.rs_config = system.read("as.json"), system.read("rs.json")
        system.registered = {one["client_id"]: one for one in system.read("clients.json")["clients"]}
        system.issuer, system.resource = system.as_config["issuer"], system.rs_config["resource"]
        system.log = lab.Audit(system.folder / system.as_config["log"])
        system.http = lab.Http(system.folder / "ca.pem", system.log.fresh)
        try:
            system.run("auth-server", "as.json")
        except LabError as refusal:
            run.note("no start: " + " ".join(str(refusal).split()[:12]))
            return
        run.must(use, "the server started with this client")
        system.discover()
        run.bad_client(use(system.client("client1")))
    finally:
        system.stop()
        shutil.rmtree(system.folder, ignore_errors=True)


def with_keys(*keys):
    def change(client):
        client.pop("jwks_file", None)
        client["jwks"] = {"keys": list(keys)}
    return change


@check("P23")
def private_keys(run):
    registration_refused(run, with_keys(run.one.key.private_jwk()))
    registration_refused(run, with_keys(run.one.key.public_jwk(), {"kty": "oct", "kid": "s", "k": b64(bytes(32))}))


@check("X7")
def two_names(run):
    def change(client):
        client.update(token_endpoint_auth_method="tls_client_auth", tls_client_auth_subject_dn="CN=client1",
                      tls_client_auth_san_dns="client1.example.com")
    registration_refused(run, change, lambda client: client.like(auth="tls_client_auth").flow().push(cert=client.cert))


@check("X9")
def weak_key(run):
    weak = Key.make("PS256", kid="weak", bits=1024)
    registration_refused(run, with_keys(weak.public_jwk()), lambda client: client.like(key=weak).flow().push())


@check("X10")
def odd_keys(run):
    good = Key.make("EdDSA", kid="odd")
    shapeless = bend(good.public_jwk(), {"crv": DROP})
    registration_refused(run, with_keys(shapeless), lambda client: client.like(key=good).flow().push())
    long = {"kty": "OKP", "crv": "Ed448", "kid": "odd", "alg": "EdDSA", "use": "sig", "x": b64(bytes(57))}
    registration_refused(run, with_keys(long), lambda client: client.like(key=good).flow().push())
    run.bad_client(run.flow().push(assertion={"alg": "RS256"}))


@check("X6")
def subject_order(run):
    client = run.named["dn"]
    run.yes(client.good.flow().push())
    answer = client.other.flow().push()
    run.judge(answer)
    run.must(answer.status in (201, 400, 401), "HTTP %d" % answer.status)
    run.note("another order is " + ("the same" if answer.status == 201 else "another name"))


@check("X8")
def subject_alternatives(run):
    for name in ("dns", "uri", "ip", "email"):
        run.yes(run.named[name].good.flow().push())
        run.bad_client(run.named[name].bad.flow().push())
