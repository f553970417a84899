# SPDX-License-Identifier: Apache-2.0
"""Our own client in C (examples/client) in place of openid-client: runs it, and reads what it wrote down of each message."""
import json
import re
import subprocess
import urllib.parse

import lab

STEPS = {
    "discovery": ("Discovery", "What the server is and offers, from its well-known URL."),
    "jwks": ("Keys", "The public keys of the server."),
    "keys": ("Keys", "The public keys of the server."),
    "par": ("Pushed request", "The authorization request goes over the back channel, authenticated; the browser only carries a reference."),
    "authorization": ("Consent", "The user agrees; the browser goes back to the client, with a code. Shown is the last of its requests."),
    "token": ("Token request", "The code for tokens, bound to a key or certificate of the client."),
    "userinfo": ("Userinfo", "Who the user is, to a client that may know."),
    "resource": ("Resource", "The accounts at the API, with a token that only this client can use."),
    "refresh": ("Refresh", "A new access token for the refresh token."),
}


def settings(system):
    one = system.client("client1")
    out = {"issuer": system.issuer, "profile": system.as_config["profile"], "ca": "ca.pem", "clients": system.as_config["clients"],
           "client_id": "client1", "key": "client1.jwk", "parameters": {"scope": one.scope, "redirect_uri": one.redirect_uri},
           "resource": system.resource, "revoke": False}
    if one.binding == "dpop":
        # Its proofs have a key of their own; that of the set-up is the toolkit's.
        (system.folder / "demo.dpop.jwk").write_text(json.dumps(lab.Key.make("ES256").private_jwk()))
        out["dpop_key"] = "demo.dpop.jwk"
    else:
        out.update(certificate="client1.pem", certificate_key="client1.key")
    return out


def start(system, folder, name):
    """The process, which writes into folder/NAME.calls."""
    config, calls = system.folder / "demo.client.json", folder / f"{name}.calls"
    config.write_text(json.dumps(settings(system), indent=1))
    calls.mkdir(exist_ok=True)
    with open(folder / f"{name}.client.log", "wb") as log:
        return subprocess.Popen([str(lab.program("client", system.flavour, system.build)), str(config), "--auto", "--save", str(calls)],
                                stdout=log, stderr=log, cwd=folder), calls


def fields(text):
    pairs = (line.split(": ", 1) for line in text.splitlines() if ": " in line)
    return {name.lower(): value for name, value in pairs}


def message(text):
    """One file: the request as it was sent, and the answer."""
    sent, _, came = text.replace("\r\n", "\n").partition("\n\nHTTP/")
    head, _, body = sent.partition("\n\n")
    first, _, sent_fields = head.partition("\n")
    method, url = first.split(" ", 1)
    came_head, _, came_body = came.partition("\n\n")
    http = int(re.search(r" (\d\d\d)", came_head).group(1)) if came else 0
    return {"method": method, "url": url, "headers": fields(sent_fields), "body": body.strip() or None, "http": http,
            "answer": fields(came_head), "text": came_body.strip()}


TOLD = ("content-type", "cache-control", "location", "www-authenticate", "dpop-nonce", "x-fapi-interaction-id", "set-cookie")


def step(name, one):
    url = urllib.parse.urlsplit(one["url"])
    title, about = STEPS.get(name, (name, ""))
    lines = "\n".join(f"{key}: {value}" for key, value in one["headers"].items())
    answer = "\n".join(f"{key}: {value}" for key, value in one["answer"].items() if key in TOLD)
    return {"title": title, "about": about, "ok": 200 <= one["http"] < 400, "http": one["http"], "wire": [one],
            "request": f"{one['method']} {url.path}{'?' + url.query if url.query else ''} HTTP/1.1\nhost: {url.netloc}\n{lines}\n\n{one['body'] or ''}".strip(),
            "response": f"HTTP/1.1 {one['http']}\n{answer}\n\n{one['text']}".strip()}


def flow(calls, log, code):
    """What it wrote, in the shape that flow.mjs gives."""
    out = {"client": "examples/client (C, libfapi as a client)", "steps": [], "refusals": []}
    last = log.read_text(errors="replace").strip().splitlines()[-2:]
    if code != 0:
        out["failed"] = " / ".join(last) or "it wrote nothing"
    for path in sorted(calls.iterdir()):
        name, one = path.stem.split("-", 1)[1], message(path.read_text(errors="replace"))
        out["steps"].append(step(name, one))
        if name == "authorization":
            out["callback"] = one["answer"].get("location", "")
        elif name == "token" and one["http"] == 200:
            out["tokens"] = json.loads(one["text"])
            out["verifier"] = dict(urllib.parse.parse_qsl(one["body"]))["code_verifier"]
        elif name == "refresh" and one["http"] == 200:
            out["refreshed"] = json.loads(one["text"])
        elif name == "resource":
            out.setdefault("resource_request", one)
    return out
