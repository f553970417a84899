# SPDX-License-Identifier: Apache-2.0
"""Attacks on the client: authorization responses that its user's browser was given by somebody else. Judged by libfapi as a client, through its
Python wrapper, on a real response of the server; openid-client's own word on the same is put beside it."""
import urllib.parse

import fapi
import lab
from cases import Group, Silence

own_side = Group("Responses to the client", "The browser brings the client a response that the server did not make, or made for another session. The client must"
                 " not send its code anywhere then. libfapi judges for the client here.")


def silence(url, verdict):
    """Nothing is sent to anybody: that is the point."""
    return Silence(f"GET {url}", "the client sends nothing", {
        "server": "libfapi as the client", "status": verdict.name, "clause": verdict.clause, "text": verdict.text, "subject": verdict.subject,
        "expected": verdict.expected, "actual": verdict.actual})


def registered(system, one):
    """The client's own metadata, which it needs in whole."""
    data = dict(system.registered[one.client_id])
    file = data.pop("jwks_file", None)
    return fapi.Client(data, (system.folder / file).read_bytes() if file else None)


def session(world, kind):
    """A client of libfapi in the middle of its flow: it waits for the response, which is the second thing given."""
    system = getattr(world, kind)
    one = world.client(kind)
    keys = [fapi.Signer(one.key.private_jwk())]
    policy = fapi.Policy(getattr(fapi, "FAPI_PROFILE_" + system.as_config["profile"]))
    party = fapi.RelyingParty(policy, registered(system, one), system.issuer, system.metadata, fapi.Jwks(system.jwks), signers=keys,
                              dpop=fapi.Signer(one.dpop_key.private_jwk()))
    flow = fapi.Flow(redirect_uri=one.redirect_uri, scope=one.scope)
    push = party.make("par", flow)
    answer = system.http.send(push.method, push.url, push.headers, push.body)
    came = fapi.Response(answer.status, answer.headers, answer.body)
    if not party.check("par", flow, came):
        raise lab.LabError("PAR of the client: %r" % answer)
    url = party.make("authorization", flow).url
    page = lab.Page(system.http.send("GET", url), url)
    return party, flow, page.press(system.http, "approve").location


def bent(location, **changes):
    url = urllib.parse.urlsplit(location)
    query = lab.bend(dict(urllib.parse.parse_qsl(url.query)), changes)
    return url._replace(query=urllib.parse.urlencode(query)).geturl()


def judged(world, kind, change, refusal=None):
    """The response, changed by a function of its URL, judged first; then the real one, which must pass."""
    party, flow, location = session(world, kind)
    hostile = change(location)
    stored = flow.store()
    answer = silence(hostile, party.check("authorization", flow, fapi.Request("GET", hostile)))
    again = fapi.Flow.load(stored)
    verdict = party.check("authorization", again, fapi.Request("GET", location))
    world.passed("the real response", bool(verdict), verdict.name)
    if refusal:
        second = next((one for one in world.real(kind).get("refusals", []) if one["id"] == refusal), None)
        if second:
            world.must(second["refused"], f"{world.real(kind)['client'].split(' on ')[0]} on the same: {second.get('error')}, {second.get('text')}",
                       "openid-client took it")
    return answer


@own_side.case("mix-up", "Mixed-up issuer", "The response names another issuer than the server that was asked: the client would hand its code to that one.",
               "FAPI_AUTHORIZATION_RESPONSE_ISS")
def _(world):
    return judged(world, "dpop", lambda url: bent(url, iss="https://attacker.example"), "mix-up")


@own_side.case("mix-up-silent", "Response without its issuer", "The server's metadata say that it always names itself; this response does not.",
               "FAPI_AUTHORIZATION_RESPONSE_ISS_MISSING")
def _(world):
    return judged(world, "dpop", lambda url: bent(url, iss=lab.DROP), "mix-up-silent")


@own_side.case("foreign-state", "Response of another session", "The attacker's response in the victim's browser: its state is another.",
               "FAPI_AUTHORIZATION_RESPONSE_STATE")
def _(world):
    return judged(world, "dpop", lambda url: bent(url, state="of-another-session"), "state")


@own_side.case("jarm-unsigned", "Unsigned response where a signed one was asked for", "Code, state and issuer in plain, as before JARM.",
               "FAPI_JARM_MISSING", "signed")
def _(world):
    def plain(url):
        claims = lab.parts(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))["response"])[1]
        return bent(url, response=lab.DROP, **{name: claims[name] for name in ("code", "state", "iss") if name in claims})
    return judged(world, "signed", plain)


@own_side.case("jarm-code", "Code put into a signed response", "The response with the attacker's code in it, under the server's old signature.",
               "FAPI_JARM_SIGNATURE", "signed")
def _(world):
    def changed(url):
        first, second, third = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))["response"].split(".")
        claims = lab.parts(".".join((first, second, third)))[1]
        return bent(url, response=".".join((first, lab.b64(lab.compact({**claims, "code": "of-the-attacker"})), third)))
    return judged(world, "signed", changed, "jarm")
