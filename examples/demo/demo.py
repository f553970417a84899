# SPDX-License-Identifier: Apache-2.0
"""The whole system, and some eighty attacks on it.

Starts three pairs of servers (authorization server, resource server) on loopback, lets a real client go through each, then plays the attacks
with what the clients got. Prints what happens, writes $BUILD/demo/report.html, and ends with 0 if every good request passed and every attack
was refused for the reason that it should be.

Environment: BUILD, FLAVOUR (default, openssl), DEMO_CLIENT (node, c), FAPI_LIBRARY, NO_COLOR.
"""
import json
import os
import pathlib
import shutil
import signal
import ssl
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples" / "system"), str(ROOT / "examples" / "python")]

import c_client
import cases
import lab
import report
import terminal
import world as worlds

import fapi

# They register their attacks as they are imported: this is the order of the report.
import attack_tokens  # noqa: F401
import attack_grants  # noqa: F401
import attack_client  # noqa: F401
import attack_transport  # noqa: F401

PROFILES = {"FAPI2_SECURITY": "FAPI 2.0 Security Profile", "FAPI2_MESSAGE_SIGNING": "FAPI 2.0 Message Signing"}
FLOWS = {
    "dpop": ("Bound by DPoP", "Tokens are bound to a key, which the client proves to have with each request (RFC 9449)."),
    "mtls": ("Bound by mutual TLS", "Tokens are bound to the certificate that the client shows in TLS (RFC 8705)."),
    "signed": ("Signed messages", "The request is a signed object (RFC 9101), the authorization response a signed JWT (JARM)."),
}


def node_settings(system, name):
    one = system.client("client1")
    options = system.options
    return {"issuer": system.issuer, "ca": str(system.folder / "ca.pem"), "client_id": "client1", "jwk": str(system.folder / "client1.jwk"),
            "alg": options["ALG"], "binding": options["BIND"], "certificate": one.cert and one.cert[0], "key": one.cert and one.cert[1],
            "redirect_uri": one.redirect_uri, "scope": one.scope, "resource": system.resource, "signed": name == "signed"}


def with_node(world, node):
    """All flows at the same time; gives what each client wrote."""
    running = {}
    for name, system in world.systems.items():
        system.log.fresh()
        settings, out = world.folder / f"{name}.client.json", world.folder / f"{name}.flow.json"
        settings.write_text(json.dumps(node_settings(system, name)))
        with open(world.folder / f"{name}.client.log", "wb") as log:
            running[name] = subprocess.Popen(["node", str(node / "flow.mjs"), str(settings), str(out)], stdout=log, stderr=log, cwd=node), out
    for name, (process, out) in running.items():
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        world.flows[name] = worlds.load(out)


def with_c(world):
    """The same with our own client."""
    running = {}
    for name, system in world.systems.items():
        system.log.fresh()
        running[name] = c_client.start(system, world.folder, name)
    for name, (process, calls) in running.items():
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        world.flows[name] = c_client.flow(calls, world.folder / f"{name}.client.log", process.returncode)


def finish_flow(world, name):
    """Judges the steps, and gives the part of the report."""
    flow, system = world.flows[name], world.systems[name]
    worlds.judged(system, flow)
    if flow.get("failed"):
        last = flow["steps"][-1] if flow["steps"] else None
        if not last or last["ok"]:
            flow["steps"].append({"title": "Client", "about": "", "ok": False, "wrong": flow["failed"], "http": None})
    for step in flow["steps"]:
        step["answer"] = str(step.get("http") or "-")
        terminal.good(FLOWS[name][0], step)
    return {"name": FLOWS[name][0], "about": FLOWS[name][1], "client": flow["client"], "profile": PROFILES[system.as_config["profile"]],
            "steps": flow["steps"]}


def play_all(world):
    """All attacks. Those on tokens that expire come first; last the one that waits for that, and the one after which all tokens of the real client
    are revoked."""
    done = {}
    every = [case for group in cases.GROUPS for case in group.cases]
    late = ["real-code-twice", "expired"]
    for case in sorted(every, key=lambda case: (case.name in late and late.index(case.name) + 1, case.system != "mtls")):
        began = time.monotonic()
        done[case.name] = cases.play(case, world)
        if os.environ.get("DEMO_TIMES"):
            print(f"{time.monotonic() - began:6.2f} s {case.name}", file=sys.stderr)
    groups = []
    for group in cases.GROUPS:
        terminal.title(group.name)
        entries = [done[case.name] for case in group.cases]
        for entry in entries:
            terminal.attack(entry)
        groups.append({"name": group.name, "about": group.about, "attacks": entries})
    return groups


def first_line(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=10).stdout.strip().splitlines()[0]
    except (OSError, IndexError, subprocess.TimeoutExpired):
        return "not there"


def environment(world, flavour):
    system = world.dpop
    port = int(system.issuer.rsplit(":", 1)[1])
    modern = lab.tls_probe("localhost", port, system.folder / "ca.pem")
    older = lab.tls_probe("localhost", port, system.folder / "ca.pem", (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2))
    with open("/etc/os-release", encoding="utf-8") as release:
        system_name = next((line.split("=", 1)[1].strip().strip('"') for line in release if line.startswith("PRETTY_NAME=")), "-")
    return [
        ("libfapi", f"{fapi.version()}, {fapi.Context().provider}"),
        ("servers", f"examples/auth-server, examples/resource-server, linked with the {flavour} library"),
        *((f"client, {FLOWS[name][0].lower()}", flow["client"]) for name, flow in world.flows.items()),
        ("attacks", f"examples/system/lab.py on Python {sys.version.split()[0]}, cryptography {lab_version()}, {ssl.OPENSSL_VERSION}"),
        ("TLS as negotiated", f"{modern[0]} {modern[1]}"),
        ("TLS 1.2 as negotiated", f"{older[0]} {older[1]}" if older[0] else f"refused: {older[1]}"),
        ("signatures", f"{worlds.COMMON['ALG']} by the server and its clients, ES256 in proofs of the toolkit"),
        ("libraries of the servers", ", ".join(f"{name} {first_line('pkg-config', '--modversion', name)}"
                                               for name in ("libmicrohttpd", "gnutls", "sqlite3", "libcurl", "jansson"))),
        ("system", system_name),
    ]


def lab_version():
    import cryptography
    return cryptography.__version__


READING = [
    "A good request is one step of a real client (its request was answered with success, and the server's audit log says FAPI_OK), or the control of"
    " an attack: the same message without what makes it hostile, which must pass.",
    "An attack counts as refused only if an error was sent and the server's audit log says that it was for the reason that the attack is about. The clause,"
    " the name of the status and its text are those of the audit log, as the library gave them; nothing of it is written by hand.",
    "An attack that is refused for another reason counts as a failure: it would show nothing of the rule.",
    "The attacker can sign with the client's own keys where the rule in question is to be reached at all: that a stranger's message fails at the first"
    " signature shows little.",
    "Keys, certificates, tokens and codes on this page were made for this run, on loopback, and are worth nothing after it. Headers are shown as the"
    " client set them, without what its HTTP library adds. On paper messages that are folded are left out.",
]


def results(world, flows, groups, seconds, flavour):
    attacks = [attack for group in groups for attack in group["attacks"]]
    steps = [step["ok"] for flow in flows for step in flow["steps"]]
    steps += [ok for attack in attacks for _, _, ok in attack.get("controls", [])]
    for attack in attacks:
        if attack.get("after"):
            attack["control"] = "; ".join(filter(None, (attack.get("control"), attack["after"])))
    return {
        "title": "A FAPI system, and what it refuses",
        "about": "An authorization server and a resource server made with libfapi, a real client, and those who are after its tokens.",
        "about_good": "What a client does, from the discovery of its server to the accounts at the API. Each step is a request over TLS that the servers judged.",
        "about_attacks": "Each attack, the rule that refused it, and what the attacker was answered. The attacks are made with what the real clients got.",
        "flows": flows, "groups": groups, "environment": environment(world, flavour), "reading": READING,
        "footer": "Written by make demo. This page holds no script and loads nothing.",
        "good_passed": sum(steps), "good_failed": len(steps) - sum(steps),
        "attacks_refused": sum(attack["ok"] for attack in attacks), "attacks_failed": sum(not attack["ok"] for attack in attacks),
        "seconds": seconds, "made": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    }


def run(world, build, flavour):
    began = time.monotonic()
    world.start()
    if os.environ.get("DEMO_CLIENT", "node") == "c":
        with_c(world)
    else:
        with_node(world, build / "demo" / "client")
    terminal.title("Good requests")
    flows = [finish_flow(world, name) for name in world.systems]
    groups = play_all(world)
    out = results(world, flows, groups, time.monotonic() - began, flavour)
    page = build / "demo" / "report.html"
    page.write_text(report.render(out), encoding="utf-8")
    (build / "demo" / "results.json").write_text(json.dumps(out, indent=1), encoding="utf-8")
    good, bad = out["good_passed"] + out["attacks_refused"], out["good_failed"] + out["attacks_failed"]
    terminal.say()
    sentence = f"{out['good_passed']} good requests passed, {out['attacks_refused']} attacks refused"
    if bad:
        sentence += f"; {out['good_failed']} good requests FAILED, {out['attacks_failed']} attacks NOT refused as they should be"
    terminal.say(terminal.paint(sentence, "bad" if bad else "good") + f", in {out['seconds']:.0f} s")
    terminal.say(f"Report: {page}")
    terminal.say(f"{good} passed, {bad} failed")
    return 0 if bad == 0 and good > 0 else 1


def main():
    build = pathlib.Path(os.environ.get("BUILD") or ROOT / "build").absolute()
    flavour = os.environ.get("FLAVOUR", "default")
    folder = build / "demo" / "run"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.chmod(folder, 0o700)
    os.environ["BUILD"] = str(build)
    # An end from outside is an end like any other: the servers go too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    world = worlds.World(folder, flavour)
    try:
        return run(world, build, flavour)
    finally:
        world.stop()


if __name__ == "__main__":
    sys.exit(main())
