#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The resource server under load: requests with an access token of the authorization server and a fresh DPoP proof each.

Tokens are asked for (client credentials, each with a key of its own), proofs are signed beforehand (examples/system/presign.c), wrk sends them
over TLS connections that it keeps. Printed: requests a second, latency, processor time of the server for each request and what share of it the
raw signature checks are, resident memory over time; the same without judgement (a path that is not there) and without a token, to see where the
time goes. Anything but 200 is an error, and so is memory that grows.

  load.py [--seconds N] [--rate N] [--alg ES256] [--flavour openssl] [--connections N] [--threads N] [--tokens N] [--json FILE]

closes with "N passed, N failed". rate: proofs made for each second; the server must stay below it.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "system"))
import lab  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
SLOT = 10
THREADS = 2
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def processor_time(pid):
    """Seconds of user and system time that a process has taken."""
    fields = pathlib.Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident(pid):
    return int(pathlib.Path("/proc/%d/statm" % pid).read_text().split()[1]) * PAGE / 2**20


class Watch(threading.Thread):
    """Resident memory of a process, in MiB, each second."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.samples, self.ended = pid, [], threading.Event()

    def run(self):
        while not self.ended.wait(1):
            self.samples.append(resident(self.pid))


def tokens(system, count, alg):
    """Lines of a token and the key that it is bound to."""
    client = system.client("client1")
    for _ in range(count):
        one = client.like(dpop_key=lab.Key.make(alg))
        answer = one.client_credentials({"scope": client.scope})
        if answer.status != 200:
            raise lab.LabError("client credentials: %r" % answer)
        yield answer.json()["access_token"] + "\t" + json.dumps(one.dpop_key.private_jwk()) + "\n"


def presign(system, folder, first, slots, count, flavour):
    program = lab.program("system", flavour).with_name("presign")
    running = [subprocess.Popen([str(program), system.resource, str(first), str(SLOT), str(slots), str(count), str(folder), str(thread)],
                                stdin=open(folder / "tokens", "rb")) for thread in range(THREADS)]
    if any(process.wait() for process in running):
        raise lab.LabError("presign failed")


def wrk(url, seconds, connections, folder=None, *more):
    command = ["wrk", "-t%d" % THREADS, "-c%d" % connections, "-d%ds" % seconds, "--latency", "--timeout", "10s"]
    command += ["-s", str(HERE / "load.lua"), url, "--", str(folder), *map(str, more)] if folder else ["-s", str(HERE / "plain.lua"), url]
    said = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    found = re.search(r"^RESULT (.*)$", said.stdout, re.M)
    if not found:
        raise lab.LabError("wrk: " + said.stdout + said.stderr)
    return {name: float(value) for name, value in (pair.split("=") for pair in found.group(1).split())}


def measured(pid, run):
    before = processor_time(pid)
    result = run()
    result["cpu"] = (processor_time(pid) - before) / max(result["requests"], 1) * 1e6
    result["rate"] = result["requests"] / result["seconds"]
    return result


def raw_check(alg):
    """Microseconds of one raw signature check, by OpenSSL's own measure, on the machine as it is now."""
    name, pattern = {"ES256": ("ecdsap256", r"256 bits ecdsa.*"), "EdDSA": ("ed25519", r".*Ed25519.*"),
                     "PS256": ("rsa2048", r"rsa\s+2048 bits.*")}[alg]
    said = subprocess.run(["openssl", "speed", "-seconds", "2", name], capture_output=True, text=True, timeout=60).stdout
    line = [line for line in said.splitlines() if re.search(pattern, line)][-1]
    return 1e6 / float(line.split()[-1])


def run(given, system, folder):
    server = next(process for name, process in system.processes if name == "resource-server")
    slots = given.seconds // SLOT + 4
    with open(folder / "tokens", "w") as out:
        out.writelines(tokens(system, given.tokens, given.alg))
    # Proofs of the time to come, so signing must end before its first slot begins.
    begun = time.time()
    presign(system, folder, int(begun), 1, 2000 // THREADS, given.flavour)
    lead = int((time.time() - begun) * 1.5 * slots * SLOT * given.rate / 2000) + 5
    print("%d tokens; signing %d proofs in %d s ..." % (given.tokens, slots * SLOT * given.rate, lead), flush=True)
    first = int(time.time()) + lead
    presign(system, folder, first, slots, SLOT * given.rate // THREADS, given.flavour)
    if time.time() > first:
        raise lab.LabError("signing took longer than %d s" % lead)
    time.sleep(first - time.time())
    watch = Watch(server.pid)
    watch.start()
    full = measured(server.pid, lambda: wrk(system.resource, given.seconds, given.connections, folder, first, SLOT, slots))
    watch.ended.set()
    nothing = measured(server.pid, lambda: wrk(system.resource + "-not-here", 5, given.connections))
    no_token = measured(server.pid, lambda: wrk(system.resource, 5, given.connections))
    with open(system.folder / system.rs_config["log"], encoding="utf-8") as log:
        full["seen"] = dict(collections.Counter(re.search(r'"status":"(\w+)"', line).group(1) for line in log))
    return full, nothing, no_token, watch.samples


def report(given, full, nothing, no_token, samples):
    raw = raw_check(given.alg)
    checks = 2 if given.no_cache else 1
    third = max(len(samples) // 3, 1)
    early, late = max(samples[third:2 * third] or samples), max(samples[2 * third:] or samples)
    print("requests        %d in %.0f s with %d connections: %.0f a second, both processors shared with wrk"
          % (full["requests"], full["seconds"], given.connections, full["rate"]))
    print("latency         p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms" % tuple(full[x] / 1000 for x in ("p50", "p90", "p99", "max")))
    print("processor time  %.1f us a request: %.1f without judgement (TLS, HTTP), %.1f with one that has no token" %
          (full["cpu"], nothing["cpu"], no_token["cpu"]))
    print("raw check       %.1f us (%s, openssl speed); %d a request: %.0f %% of the processor time" %
          (raw, given.alg, checks, 100 * raw * checks / full["cpu"]))
    print("of what the raw checks alone would allow: %.0f %%" % (100 * raw * checks / full["cpu"]))
    print("memory          %.1f MiB at first, at most %.1f in the middle third, %.1f in the last" % (samples[0], early, late))
    print("in the log      %s" % ", ".join("%s %d" % pair for pair in sorted(full["seen"].items())))
    errors = {name: int(full[name]) for name in ("connect", "read", "write", "timeout", "status")}
    passed, failed = 0, 0
    for what, holds, got in (("no error", not any(errors.values()), errors), ("something was sent", full["requests"] > 100, full["requests"]),
                             ("memory is flat", late <= early * 1.05 + 2, (early, late)),
                             ("the server stayed below the rate of the proofs", full["rate"] < given.rate * 0.98, full["rate"])):
        passed, failed = passed + bool(holds), failed + (not holds)
        print("%-5s %s%s" % ("ok" if holds else "FAIL", what, "" if holds else ": %s" % (got,)))
    if given.json:
        pathlib.Path(given.json).write_text(json.dumps({"full": full, "nothing": nothing, "no_token": no_token, "raw": raw, "memory": samples}))
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--seconds", type=int, default=300)
    options.add_argument("--rate", type=int, default=8000)
    options.add_argument("--alg", default="ES256", choices=lab.ALGS)
    options.add_argument("--flavour", default="openssl")
    options.add_argument("--connections", type=int, default=32)
    options.add_argument("--tokens", type=int, default=1024)
    options.add_argument("--threads", type=int, default=0, help="of the server; 0: as setup.sh has it")
    options.add_argument("--no-cache", action="store_true", help="the server checks each token's signature anew")
    options.add_argument("--json")
    given = options.parse_args()
    if not shutil.which("wrk"):
        print("SKIP  wrk is not there\n0 passed, 0 failed, 1 skipped")
        return 0

    def change(as_config, rs_config, clients):
        as_config["controls"] = {**as_config.get("controls", {}), "TOKEN_MAX_LIFETIME": 3600}
        as_config["algs"] = [given.alg]
        rs_config["threads"] = given.threads or rs_config["threads"]
        rs_config["controls"] = {**rs_config.get("controls", {}), "TOKEN_MAX_LIFETIME": 3600}
        for client in clients["clients"]:
            client["grant_types"] = sorted({*client["grant_types"], "client_credentials"})

    with tempfile.TemporaryDirectory(prefix="fapi-load-") as name:
        with lab.System({"BIND": "dpop", "ALG": given.alg}, flavour=given.flavour, change=change, watch=False) as system:
            found = run(given, system, pathlib.Path(name))
    return report(given, *found)


if __name__ == "__main__":
    sys.exit(main())
