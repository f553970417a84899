#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Three clients go through whole flows at our servers: openid-client and oauth4webapi (npm), and our own in C, which also goes through
one at oidc-provider (npm). Each profile, way of authentication, way of binding, algorithm, OAuth and OpenID, with and without nonces.

    test/system/interop.py [-k TEXT] [-v]      -k: only combinations whose name holds TEXT; -v: each failure in full

Reads BUILD and FLAVOUR (default, openssl). Prints a table and `N passed, N failed, N skipped`; fails if one failed. Without node, npm or
openssl it says SKIP and ends well. Nothing is written outside BUILD; everything listens on 127.0.0.1, on ports that were free."""
import argparse
import json
import os
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build"))
BUILD = BUILD if BUILD.is_absolute() else ROOT / BUILD
PROGRAMS = BUILD / "examples" / os.environ.get("FLAVOUR", "default")
MODULES = BUILD / "interop"  # shared with the demonstration
PORTS, PORTS_LOCK = set(), threading.Lock()  # those that this run has taken
LIBRARIES = ["openid-client", "oauth4webapi"]
CLIENTS = LIBRARIES + ["client.c"]
WAYS = [("private_key_jwt", "dpop"), ("private_key_jwt", "mtls"), ("tls_client_auth", "mtls"), ("self_signed_tls_client_auth", "mtls")]
SHORT = {"FAPI2_SECURITY": "FAPI2 SP", "FAPI2_MESSAGE_SIGNING": "FAPI2 MS", "FAPI1_ADVANCED": "FAPI1 Adv",
         "private_key_jwt": "key", "tls_client_auth": "tls", "self_signed_tls_client_auth": "self"}
IMPOSSIBLE = [
    ("FAPI1 Adv, DPoP", "the profile binds tokens to certificates only (FAPI 1.0 Advanced 5.2.2-5)"),
    ("FAPI1 Adv, EdDSA", "the profile knows PS256 and ES256 only (FAPI 1.0 Advanced 8.6)"),
    ("FAPI1 Adv, OAuth, code id_token", "an ID token is OpenID's; without it the profile wants JARM (FAPI 1.0 Advanced 5.2.2-2)"),
    ("FAPI2, code id_token", "the profile knows response type code only (FAPI 2.0 Security Profile 5.3.2.2)"),
    ("introspection by client.c", "it is a client, and asks no server about tokens; the two libraries do it in the resource server's name"),
]
# Pairs as examples/system/setup.sh makes them, each for both of its clients; our own client has their keys there.
SETUPS = [
    {"PROFILE": "FAPI2_SECURITY"},
    {"PROFILE": "FAPI2_SECURITY", "ALG": "EdDSA", "OPENID": "1", "NONCE": "required", "MODE": "introspection", "OPAQUE": "1"},
    {"PROFILE": "FAPI2_MESSAGE_SIGNING", "ALG": "ES256", "RESPONSE": "jarm", "AUTH": "tls_client_auth", "BIND": "mtls"},
    {"PROFILE": "FAPI1_ADVANCED", "RESPONSE": "code id_token", "OPENID": "1", "AUTH": "self_signed_tls_client_auth", "BIND": "mtls"},
]


class Pair:
    """One authorization server and one resource server, for clients of every kind."""

    def __init__(self, profile, openid, nonce, mode):
        self.profile, self.openid, self.nonce, self.mode = profile, openid, nonce, mode
        self.name = f"{SHORT[profile]}, {'OpenID' if openid else 'OAuth'}, nonce {nonce}, {mode}"


def pairs():
    for profile, swap in (("FAPI2_SECURITY", 0), ("FAPI2_MESSAGE_SIGNING", 1)):
        for openid in (0, 1):
            for nonce in ("off", "required"):
                mode = "introspection" if (openid + (nonce == "required") + swap) % 2 else "local"
                yield Pair(profile, bool(openid), nonce, mode)
    yield Pair("FAPI1_ADVANCED", True, "off", "local")
    yield Pair("FAPI1_ADVANCED", False, "off", "introspection")


def variants(pair):
    """(name, signed request object, JARM, code id_token, pushed, response mode where it is not the usual one)"""
    if pair.profile == "FAPI2_SECURITY":
        return [("code", False, False, False, True, None)]
    if pair.profile == "FAPI2_MESSAGE_SIGNING":
        return [("JAR JARM", True, True, False, True, None)]
    both = [("JARM by value", True, True, False, False, None), ("JARM PAR", True, True, False, True, None)]
    hybrid = [("code id_token by value", True, False, True, False, None), ("code id_token PAR", True, False, True, True, None),
              ("code id_token form", True, False, True, True, "form_post")]
    return both + (hybrid if pair.openid else [])


def combinations(pair):
    """What is run at a pair: each a dictionary that names it in full."""
    algs = ["ES256", "PS256"] + ([] if pair.profile == "FAPI1_ADVANCED" else ["EdDSA"])
    for auth, bind in WAYS:
        if bind == "dpop" and pair.profile == "FAPI1_ADVANCED" or bind == "mtls" and pair.nonce != "off":
            continue  # a nonce is a matter of DPoP alone
        for name, jar, jarm, hybrid, push, mode in variants(pair):
            row = f"{SHORT[pair.profile]:9} {'OpenID' if pair.openid else 'OAuth':6} {name:22} {SHORT[auth]:4} {bind}"
            row += f" nonce {pair.nonce}" if bind == "dpop" else ""
            for alg in algs:
                yield {"row": row, "alg": alg, "auth": auth, "bind": bind, "jar": jar, "jarm": jarm, "hybrid": hybrid, "push": push,
                       "mode": mode}


# ------------------------------------------------------------------------------------------------------------- set-up --

def run(command, **more):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, **more).stdout


def skip(reason):
    print(f"SKIP interop: {reason}\n0 passed, 0 failed, 1 skipped")
    sys.exit(0)


def check_tools():
    for tool in ("node", "npm", "openssl"):
        if shutil.which(tool) is None:
            skip(f"there is no {tool} here")
    version = [int(part) for part in run(["node", "-p", "process.versions.node"]).split(".")[:2]]
    if version < [20, 19]:
        skip("node is older than 20.19")
    for name in ("auth-server", "resource-server", "client"):
        if not (PROGRAMS / name / name).exists():
            skip(f"{name} is not built (make examples; it needs the libraries that examples/README.md names)")


def install():
    """As the demonstration does, in the same folder."""
    package = ROOT / "examples/interop/package.json"
    MODULES.mkdir(parents=True, exist_ok=True)
    done = MODULES / "installed.json"
    if not done.exists() or done.read_bytes() != package.read_bytes():
        print(f"Installing the npm packages in {MODULES} ...", flush=True)
        shutil.copy(package, MODULES)
        try:
            run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline",
                 "--loglevel=error"], cwd=MODULES)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            skip(f"npm install failed: {(error.output or 'no answer')[-300:]}")
        shutil.copy(package, done)
    for folder, pattern in ((ROOT / "examples/interop", "*.*"), (ROOT / "test/system/clients", "*.mjs")):
        target = MODULES if pattern == "*.*" else MODULES / "clients"
        target.mkdir(exist_ok=True)
        for path in folder.glob(pattern):
            shutil.copy(path, target)


def certificates(work):
    """A CA with a server certificate for localhost, a CA for clients with one of a client, and a client's own."""
    new = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    def authority(name):
        run(new + ["-x509", "-days", "2", "-subj", f"/CN={name}", "-addext", "basicConstraints=critical,CA:TRUE",
                   "-keyout", f"{name}.key", "-out", f"{name}.pem"], cwd=work)

    def signed(name, subject, ca, extension):
        (work / f"{name}.ext").write_text(extension)
        run(new + ["-subj", subject, "-keyout", f"{name}.key", "-out", f"{name}.csr"], cwd=work)
        run(["openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", f"{ca}.pem", "-CAkey", f"{ca}.key", "-CAcreateserial", "-days", "2",
             "-extfile", f"{name}.ext", "-out", f"{name}.pem"], cwd=work)

    authority("ca")
    authority("client-ca")
    signed("server", "/CN=localhost", "ca", "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
    signed("tls", "/CN=interop client/O=Interop", "client-ca", "extendedKeyUsage=clientAuth\n")
    run(new + ["-x509", "-days", "2", "-subj", "/CN=self", "-keyout", "self.key", "-out", "self.pem"], cwd=work)


def free_ports(count):
    """Below those that the kernel gives to outgoing connections, which could take one before its server does."""
    found = []
    with PORTS_LOCK:
        while len(found) < count:
            port = random.randrange(20000, 32000)
            with socket.socket() as one:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    one.bind(("127.0.0.1", port))
                except OSError:
                    continue
            if port not in PORTS:
                PORTS.add(port)
                found.append(port)
    return found


def certificate_jwk(work):
    """The self-signed certificate as a key of a client's set."""
    script = ("const c=new crypto.X509Certificate(require('fs').readFileSync(process.argv[1]));"
              "console.log(JSON.stringify({...c.publicKey.export({format:'jwk'}),use:'sig',kid:'certificate',x5c:[c.raw.toString('base64')]}))")
    return json.loads(run(["node", "-e", script, str(work / "self.pem")]))


def metadata(pair, keys, self_jwk, client, client_id, combination):
    """A client as it is registered."""
    c, alg = combination, combination["alg"]
    redirect = "https://client.example/callback" + ("" if client == "openid-client" else "?dummy1=lorem&dummy2=ipsum")
    jwks = [keys["client"][alg]["open"]] + ([self_jwk] if c["auth"] == "self_signed_tls_client_auth" else [])
    found = {"client_id": client_id, "client_name": f"Interop <{client_id}>", "redirect_uris": [redirect],
             "response_types": ["code id_token" if c["hybrid"] else "code"],
             "grant_types": ["authorization_code", "refresh_token"] + (["implicit"] if c["hybrid"] else []),
             "scope": "openid accounts" if pair.openid else "accounts", "token_endpoint_auth_method": c["auth"], "jwks": {"keys": jwks},
             ("dpop_bound_access_tokens" if c["bind"] == "dpop" else "tls_client_certificate_bound_access_tokens"): True}
    if c["auth"] == "private_key_jwt":
        found["token_endpoint_auth_signing_alg"] = alg
    if c["auth"] == "tls_client_auth":
        found["tls_client_auth_subject_dn"] = "O=Interop,CN=interop client"
    if c["jar"]:
        found["request_object_signing_alg"] = alg
    if c["jarm"]:
        found["authorization_signed_response_alg"] = alg
    if pair.openid:
        found["id_token_signed_response_alg"] = alg
        if alg == "PS256":
            found["userinfo_signed_response_alg"] = alg
    return found


def resource_server(keys, alg):
    return {"client_id": f"rs-{alg}", "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": alg,
            "jwks": {"keys": [keys["rs"][alg]["open"]]}, "grant_types": [], "response_types": [], "introspection_signed_response_alg": alg}


def configure(pair, work, folder, keys, registered):
    """The files of both servers."""
    port, mtls_port, rs_port = free_ports(3)
    pair.issuer, pair.resource = f"https://localhost:{port}", f"https://localhost:{rs_port}/accounts"
    opaque = pair.mode == "introspection"
    listen = {"address": "127.0.0.1", "certificate": str(work / "server.pem"), "key": str(work / "server.key")}
    server = {"issuer": pair.issuer, "listen": {**listen, "port": port},
              "mtls": {"address": "127.0.0.1", "port": mtls_port, "url": f"https://localhost:{mtls_port}", "client_ca": str(work / "client-ca.pem")},
              "database": "as.db", "keys": "as-keys.json", "profile": pair.profile,
              "algs": ["PS256", "ES256"] + ([] if pair.profile == "FAPI1_ADVANCED" else ["EdDSA"]),
              "openid": pair.openid, "scopes": ["accounts"], "resources": [pair.resource],
              "client_auth": [auth for auth, _ in WAYS[1:]], "grant_types": ["authorization_code", "refresh_token"],
              "dpop_nonce": pair.nonce, "opaque_tokens": opaque,
              "user": {"sub": "alice", "name": "Alice Adams", "email": "alice@example.com"}, "clients": "clients.json", "log": "as.log"}
    resource = {"resource": pair.resource, "issuer": pair.issuer, "ca": str(work / "ca.pem"), "listen": {**listen, "port": rs_port},
                "profile": pair.profile, "mode": pair.mode, "scope": "accounts", "dpop_nonce": pair.nonce,
                "client": {"metadata": resource_server(keys, "ES256"), "key": "rs-key.json"}, "database": "rs.db", "log": "rs.log", "threads": 2}
    for name, content in (("as.json", server), ("rs.json", resource), ("rs-key.json", keys["rs"]["ES256"]["key"]),
                          ("clients.json", {"clients": registered, "resource_servers": [resource_server(keys, alg) for alg in server["algs"]]})):
        (folder / name).write_text(json.dumps(content, indent=1))


def start(name, config):
    """A server that says READY, or an error with what it said instead."""
    log = open(config.with_suffix(".out"), "w+", encoding="utf-8")
    process = subprocess.Popen([str(PROGRAMS / name / name), str(config)], stdout=log, stderr=log)
    for _ in range(400):
        text = config.with_suffix(".out").read_text()
        if "READY" in text:
            return process
        if process.poll() is not None:
            break
        time.sleep(0.05)
    stop(process)
    raise RuntimeError(f"{name} did not start: {text[-500:]}")


def stop(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode


# --------------------------------------------------------------------------------------------------------------- runs --

def certificate_of(combination, work):
    if combination["bind"] != "mtls":
        return {}
    name = "self" if combination["auth"] == "self_signed_tls_client_auth" else "tls"
    return {"certificate": str(work / f"{name}.pem"), "certificateKey": str(work / f"{name}.key")}


def job(pair, work, keys, library, combination, registered):
    c, alg = combination, combination["alg"]
    return {"id": registered["client_id"], "library": library, "issuer": pair.issuer, "resource": pair.resource, "ca": str(work / "ca.pem"),
            "clientId": registered["client_id"], "redirectUri": registered["redirect_uris"][0], "scope": registered["scope"], "user": "alice",
            "openid": pair.openid, "signedUserinfo": "userinfo_signed_response_alg" in registered, "alg": alg, "key": keys["client"][alg]["key"],
            "dpopKey": keys["dpop"][alg]["key"], "rs": {"clientId": f"rs-{alg}", "key": keys["rs"][alg]["key"], "signed": True},
            **{name: c[name] for name in ("auth", "bind", "jar", "jarm", "hybrid", "push", "mode")}, **certificate_of(c, work)}


def run_library(folder, library, jobs):
    """One node process for all flows of a library at a pair."""
    path = folder / f"{library}.jobs.json"
    path.write_text(json.dumps(jobs))
    results = {}
    try:
        done = subprocess.run(["node", str(MODULES / "clients/run.mjs"), str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=90)
        output, more = done.stdout, done.stderr
    except subprocess.TimeoutExpired as error:
        output, more = (error.stdout or b"").decode(), "the time is over"
    for line in output.splitlines():
        result = json.loads(line)
        results[result["id"]] = None if result["ok"] else result["error"]
    return {one["id"]: results.get(one["id"], f"no result: {more[-300:]}") for one in jobs}


def run_own(folder, work, name, config):
    """Our client: None, or what was refused."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"ca": str(work / "ca.pem"), **config}, indent=1))
    try:
        done = subprocess.run([str(PROGRAMS / "client/client"), str(path), "--auto"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=30)
    except subprocess.TimeoutExpired:
        return "the time is over"
    path.with_suffix(".out").write_text(done.stdout)
    if done.returncode == 0 and "all passed" in done.stdout.splitlines()[-1]:
        return None
    return " / ".join(done.stdout.splitlines()[-3:])


def run_by_hand(folder, config, redirect_uri, button):
    """Our client without --auto: it shows a URL, somebody goes there, and gives it the URL of the browser in the end."""
    path = folder / f"by-hand-{button}.json"
    path.write_text(json.dumps({"ca": str(folder / "ca.pem"), **config}))
    process = subprocess.Popen([str(PROGRAMS / "client/client"), str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        url = next((line.strip() for line in process.stdout if line.startswith("https://")), None)
        if url is None:
            return "no URL was shown"
        back = run(["node", str(MODULES / "clients/visit.mjs"), str(folder / "ca.pem"), url, redirect_uri, button])
        output, _ = process.communicate(back, timeout=20)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        return f"{error} {error.output}"
    finally:
        stop(process)
    if button == "deny":  # the server's refusal is told, and nothing follows
        told = "FAPI_AUTHORIZATION_RESPONSE_ERROR" in output and "access_denied" in output and process.returncode == 1
        return None if told else f"a denial: {output[-300:]}"
    return None if process.returncode == 0 and "all passed" in output else output[-300:]


def own_config(pair, keys, folder, combination, registered, work):
    key = folder / f"client-{combination['alg']}.jwk"
    key.write_text(json.dumps(keys["client"][combination["alg"]]["key"]))
    config = {"issuer": pair.issuer, "profile": pair.profile, "client": registered, "key": str(key), "push": combination["push"],
              "parameters": {"scope": registered["scope"]}, "resource": pair.resource}
    if combination["mode"]:
        config["parameters"]["response_mode"] = combination["mode"]
    if combination["bind"] == "dpop":
        dpop = folder / f"dpop-{combination['alg']}.jwk"
        dpop.write_text(json.dumps(keys["dpop"][combination["alg"]]["key"]))
        config["dpop_key"] = str(dpop)
    else:
        found = certificate_of(combination, work)
        config["certificate"], config["certificate_key"] = found["certificate"], found["certificateKey"]
    return config


def run_pair(pair, number, work, keys, self_jwk, wanted):
    """All flows at one pair: [(row, client, alg, None or error)]."""
    folder = work / f"pair{number}"
    folder.mkdir()
    todo = [(client, c, metadata(pair, keys, self_jwk, client, f"{client}-{i}", c))
            for i, c in enumerate(c for c in combinations(pair) if wanted in f"{c['row']} {c['alg']}") for client in CLIENTS]
    if not todo:
        return []
    configure(pair, work, folder, keys, [registered for _, _, registered in todo])
    results, processes = [], []
    try:
        processes.append(start("auth-server", folder / "as.json"))
        processes.append(start("resource-server", folder / "rs.json"))
        errors = {}
        for library in LIBRARIES:
            errors.update(run_library(folder, library, [job(pair, work, keys, library, c, registered)
                                                        for client, c, registered in todo if client == library]))
        for client, c, registered in todo:
            if client == "client.c":
                name = registered["client_id"]
                errors[name] = run_own(folder, work, name, own_config(pair, keys, folder, c, registered, work))
        results = [(c["row"], client, c["alg"], errors[registered["client_id"]]) for client, c, registered in todo]
    except RuntimeError as error:
        results = [(c["row"], client, c["alg"], str(error)) for client, c, _ in todo]
    finally:
        for process in reversed(processes):
            if stop(process) != 0:
                results.append((pair.name, "servers", "end", f"a server ended with {process.returncode}"))
    return results


def run_setup(number, options, work, wanted):
    """Our client at a pair of examples/system, set up and started by the scripts there."""
    row = "setup.sh " + " ".join(f"{name}={value}" for name, value in options.items())
    if wanted not in row:
        return []
    folder = work / f"setup{number}"
    ports = dict(zip(("AS_PORT", "MTLS_PORT", "RS_PORT"), free_ports(3)))
    system = ROOT / "examples/system"
    arguments = [f"{name}={value}" for name, value in {**options, **ports, "BUILD": BUILD, "FLAVOUR": PROGRAMS.name}.items()]
    clients = ("client1", "client2")
    try:
        run([str(system / "setup.sh"), str(folder), *arguments])
    except subprocess.CalledProcessError as error:
        return [(row, "client.c", client, f"setup.sh failed: {error.output[-300:]}") for client in clients]
    log = folder / "start.out"
    with open(log, "w", encoding="utf-8") as out:
        pair = subprocess.Popen([str(system / "start.sh"), str(folder)], stdout=out, stderr=out,
                                env={**os.environ, "BUILD": str(BUILD), "FLAVOUR": PROGRAMS.name})
    try:
        resource = f"https://localhost:{ports['RS_PORT']}/accounts"
        for _ in range(400):
            if pair.poll() is not None or "READY" in log.read_text().splitlines():
                break
            time.sleep(0.05)
        configs = {client: setup_config(options, ports, client, resource) for client in clients}
        results = [(row, "client.c", client, run_own(folder, folder, f"{client}.own", configs[client])) for client in clients]
        redirect_uri = json.loads((folder / "clients.json").read_text())["clients"][0]["redirect_uris"][0]
        return results + [(row, "client.c", f"hand:{button}", run_by_hand(folder, configs["client1"], redirect_uri, button))
                          for button in ("approve", "deny")]
    finally:
        stop(pair)


def setup_config(options, ports, client, resource):
    scope = "openid accounts" if options.get("OPENID") == "1" else "accounts"
    config = {"issuer": f"https://localhost:{ports['AS_PORT']}", "profile": options["PROFILE"], "clients": "clients.json", "client_id": client,
              "key": f"{client}.jwk", "resource": resource, "parameters": {"scope": scope}}
    if options.get("BIND") == "mtls":
        return {**config, "certificate": f"{client}.pem", "certificate_key": f"{client}.key"}
    return {**config, "dpop_key": f"{client}.dpop.jwk"}


def run_other_server(work, alg, wanted):
    """Our client at oidc-provider."""
    rows = {"dpop": "oidc-provider, FAPI2 MS, key dpop nonce required", "mtls": "oidc-provider, FAPI2 SP, key mtls"}
    if not any(wanted in f"{row} {alg}" for row in rows.values()):
        return []
    folder = work / f"oidc-provider-{alg}"
    run(["sh", str(MODULES / "pki.sh"), str(folder)])
    log = folder / "private/server.log"
    with open(log, "w", encoding="utf-8") as out:
        server = subprocess.Popen(["node", str(MODULES / "server.mjs")], stdout=out, stderr=out, env={**os.environ, "ALG": alg, "OUT": str(folder),
                                                                                                      "PORT": "0"})
    try:
        issuer = None
        for _ in range(400):
            issuer = next((line.split()[1] for line in log.read_text().splitlines() if line.startswith("READY")), None)
            if issuer or server.poll() is not None:
                break
            time.sleep(0.05)
        if not issuer:
            return [(row, "client.c", alg, f"the server did not start: {log.read_text()[-300:]}") for row in rows.values()]
        shutil.copy(folder / "private/ca.pem", folder)
        return [(row, "client.c", alg, run_own(folder, folder, bind, other_config(folder, issuer, alg, bind))) for bind, row in rows.items()]
    finally:
        stop(server)


def other_config(folder, issuer, alg, bind):
    """As examples/interop/server.mjs registered it. Its userinfo endpoint does not take tokens that are for a resource."""
    client = {"client_id": f"{bind}-client", "redirect_uris": ["https://rp.example.com/cb"], "response_types": ["code"],
              "grant_types": ["authorization_code", "refresh_token"], "token_endpoint_auth_method": "private_key_jwt",
              "token_endpoint_auth_signing_alg": alg, "id_token_signed_response_alg": alg,
              "jwks": json.loads((folder / "client_jwks.json").read_text())}
    config = {"issuer": issuer, "key": str(folder / "private/client.jwk.json"), "userinfo": False,
              "parameters": {"scope": "openid offline_access accounts", "prompt": "consent"}, "client": client}
    if bind == "dpop":
        client |= {"request_object_signing_alg": alg, "authorization_signed_response_alg": alg, "dpop_bound_access_tokens": True}
        return {**config, "profile": "FAPI2_MESSAGE_SIGNING", "dpop_key": str(folder.parent / f"dpop-{alg}.jwk")}
    client["tls_client_certificate_bound_access_tokens"] = True
    return {**config, "profile": "FAPI2_SECURITY", "certificate": str(folder / "client_certificate.pem"),
            "certificate_key": str(folder / "private/client.key")}


# -------------------------------------------------------------------------------------------------------------- report --

def cell(results):
    if not results:
        return "-"
    return " ".join(alg if error is None else f"{alg}:FAIL" for alg, error in results)


def report(results, verbose):
    rows = {}
    for row, client, alg, error in results:
        rows.setdefault(row, {}).setdefault(client, []).append((alg, error))
    width = max(len(row) for row in rows)
    columns = [client for client in CLIENTS if any(client in found for found in rows.values())]
    print(f"{'combination':{width}}  " + "  ".join(f"{client:22}" for client in columns))
    for row, found in rows.items():
        print(f"{row:{width}}  " + "  ".join(f"{cell(found.get(client)):22}" for client in columns).rstrip())
    for row, reason in IMPOSSIBLE:
        print(f"not run: {row}: {reason}")
    failures = [result for result in results if result[3] is not None]
    for row, client, alg, error in failures:
        print(f"FAIL {client}, {row}, {alg}: {error if verbose else error[:400]}")
    return len(failures)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-k", default="", help="only combinations whose name holds this text")
    parser.add_argument("-v", action="store_true", help="each failure in full")
    arguments = parser.parse_args()
    began = time.time()
    check_tools()
    install()
    work = BUILD / "system"
    work.mkdir(parents=True, exist_ok=True)
    work = pathlib.Path(tempfile.mkdtemp(prefix="interop-", dir=work))
    certificates(work)
    run(["node", str(MODULES / "clients/keys.mjs"), str(work / "keys.json")])
    keys = json.loads((work / "keys.json").read_text())
    for alg in keys["dpop"]:
        (work / f"dpop-{alg}.jwk").write_text(json.dumps(keys["dpop"][alg]["key"]))
    self_jwk = certificate_jwk(work)
    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(run_pair, pair, i, work, keys, self_jwk, arguments.k) for i, pair in enumerate(pairs())]
        futures += [pool.submit(run_setup, i, options, work, arguments.k) for i, options in enumerate(SETUPS)]
        futures += [pool.submit(run_other_server, work, alg, arguments.k) for alg in ("ES256", "PS256", "EdDSA")]
        results = [result for future in futures for result in future.result()]
    if not results:
        sys.exit(f"interop: no combination holds {arguments.k!r}")
    failed = report(results, arguments.v)
    if not failed:
        shutil.rmtree(work)
    print(f"interop: {time.time() - began:.0f} s" + (f", logs in {work}" if failed else ""))
    print(f"{len(results) - failed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
