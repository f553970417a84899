# SPDX-License-Identifier: Apache-2.0
"""What the attacks are played in: the pairs of servers, what the real clients said to them, and what a thief has of his own."""
import concurrent.futures
import json
import urllib.parse

import cases
import lab

# One pair of servers for each way of the profile that is shown. Tokens of the second live a few seconds, so that one can be seen to expire.
PAIRS = {
    "dpop": {"BIND": "dpop", "PROFILE": "FAPI2_SECURITY"},
    "mtls": {"BIND": "mtls", "PROFILE": "FAPI2_SECURITY"},
    "signed": {"BIND": "dpop", "PROFILE": "FAPI2_MESSAGE_SIGNING", "RESPONSE": "jarm"},
}
COMMON = {"ALG": "PS256", "AUTH": "private_key_jwt", "OPENID": "1"}
SHORT_LIFE = 15


def short_lived(as_config, rs_config, _clients):
    as_config.setdefault("controls", {})["TOKEN_MAX_LIFETIME"] = SHORT_LIFE
    rs_config.setdefault("controls", {})["SKEW_BEHIND"] = 0


class World:
    def __init__(self, folder, flavour):
        self.folder, self.flows, self.clients = folder, {}, {}
        self.controls, self.remarks, self.extra = [], [], []
        self.systems = {name: lab.System({**COMMON, **options}, folder / name, flavour, change=short_lived if name == "mtls" else None)
                        for name, options in PAIRS.items()}
        for name, system in self.systems.items():
            setattr(self, name, system)

    def start(self):
        # RSA keys take a while: the others have those of the first. Its clients are the same ones, after all.
        first, *others = self.systems.values()
        first.start()
        for system in others:
            system.template = first.folder
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(lab.System.start, others))
        for system in self.systems.values():
            cases.record(system.http)
        # As long as the server's, so that nothing but the signature itself gives it away.
        published = self.dpop.jwks["keys"][0]
        self.thief_key = lab.Key.make("PS256", published["kid"], len(lab.unb64(published["n"])) * 8)
        self.stranger = lab.self_signed(self.folder, "stranger")

    def stop(self):
        for system in self.systems.values():
            system.stop()

    # what the real clients said and got

    def real(self, name):
        flow = self.flows.get(name)
        if not flow or "tokens" not in flow:
            raise cases.NotPlayed(f"the real client has no token ({name})")
        return flow

    def token(self, name):
        return self.real(name)["tokens"]["access_token"]

    def sent(self, name, end):
        """The first request of the real client to a path."""
        return next(one for step in self.real(name)["steps"] for one in step["wire"] if urllib.parse.urlsplit(one["url"]).path.endswith(end))

    # who attacks

    def client(self, name, client_id="client1"):
        """A client of the toolkit with the keys of the set-up. They are kept: to load an RSA key takes long."""
        place = name, client_id
        if place not in self.clients:
            self.clients[place] = self.systems[name].client(client_id)
        return self.clients[place]

    def thief(self, name):
        """A client in everything but the key of its proofs."""
        if not hasattr(self, "thief_dpop"):
            self.thief_dpop = lab.Key.make("ES256")
        return self.client(name).like(dpop_key=self.thief_dpop)

    def resource_server(self):
        """The one that may ask about tokens."""
        if "rs1" not in self.clients:
            key = lab.Key.load(self.dpop.folder / self.dpop.rs_config["client"]["key"])
            self.clients["rs1"] = lab.Client(self.dpop, "rs1", key=key)
        return self.clients["rs1"]

    def certificate(self, client_id):
        return str(self.mtls.folder / (client_id + ".pem")), str(self.mtls.folder / (client_id + ".key"))

    # what is seen beside the attack

    def passed(self, text, ok, shown):
        self.controls.append((text, shown, ok))
        if not ok:
            self.remarks.append(f"{text}: {shown}, so that the refusal shows nothing")

    def control(self, text, answer):
        """The same without the attack: it must pass, or the refusal shows nothing."""
        line = cases.verdict(answer)
        self.passed(text, 200 <= answer.status < 300 and line.get("status") == "FAPI_OK", f"{answer.status} {answer.error or ''}".strip())

    def must(self, ok, text, wrong):
        if ok:
            self.extra.append(text)
        else:
            self.remarks.append(wrong)

    def active(self, token):
        """What the server says of a token, to the resource server that may ask."""
        answer = self.resource_server().introspect(token, headers=[("Accept", "application/json")])
        if answer.status != 200:
            raise lab.LabError("introspection: %r" % answer)
        try:
            return answer.json()["active"]
        except ValueError:
            _, claims = lab.verify(answer.body.decode(), self.dpop.jwks)
            return claims["token_introspection"]["active"]


def judged(system, flow):
    """Puts the verdict of the server's log to each step of a real client. The log has one line a request, in order."""
    lines = system.log.fresh()
    for step in flow["steps"]:
        step["verdict"] = ""
        for one in step.get("wire", []):
            path = urllib.parse.urlsplit(one["url"]).path
            found = next((line for line in lines if line["path"].split("?")[0] == path and line["method"] == one["method"]), None)
            if not found:
                continue
            lines.remove(found)
            step["verdict"] = f"{cases.SERVERS[found['server']]}: {found['status']}"
            if found["status"] not in ("FAPI_OK", "") and step["ok"] and one is step["wire"][-1]:
                step["ok"], step["wrong"] = False, f"the server's log says {found['status']}"


def load(path):
    return json.loads(path.read_text()) if path.exists() else {"client": "-", "steps": [], "failed": "it wrote nothing"}
