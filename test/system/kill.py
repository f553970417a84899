#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kill both servers with SIGKILL at any moment, start them again, and see that no completed step is lost.

Clients go through the flow again and again, and write down each step whose answer they have. Then both servers are killed, wherever they
are, and started on the same databases. What must hold for everything that was written down:
  - a pushed request that nobody completed is still there, a completed one stays spent;
  - a code that was not used yet gives tokens, a used one never does again;
  - refresh tokens work, and the access tokens that were given still open the resource;
  - client assertions and DPoP proofs that were accepted are still refused the second time, by the resource server too;
  - both databases pass SQLite's integrity check.
In the end what is good for one use is used by many at once: one of them passes.
A step that was out when the servers died may have happened or not; nothing is demanded of it.

  kill.py [--rounds N] [--seed N] [--flavour default|openssl]      closes with "N passed, N failed"
"""
import argparse
import collections
import http.client
import pathlib
import random
import sqlite3
import ssl
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "system"))
import lab  # noqa: E402

WORKERS = 3
RACERS = 12
GONE = (OSError, http.client.HTTPException, ssl.SSLError)


class Died(Exception):
    """The server was not there any more."""


class Books:
    """What the clients saw completed, since the servers last started."""

    def __init__(self):
        self.lock, self.steps = threading.Lock(), collections.defaultdict(list)

    def add(self, kind, *facts):
        with self.lock:
            self.steps[kind].append(facts)

    def take(self, kind, flow):
        """That step is no longer the last one of this flow; what comes next is on its way."""
        with self.lock:
            self.steps[kind] = [one for one in self.steps[kind] if one[0] is not flow]


def answered(answer, *expected):
    if answer.status == 0:
        raise Died
    if answer.status not in expected:
        raise lab.LabError("%r" % answer)
    return answer


def push(client, books):
    flow, assertion = client.flow(), client.assertion()
    answered(flow.push(assertion=assertion), 201)
    books.add("assertion", flow, assertion)
    books.add("pushed", flow)
    return flow


def approve(flow, books):
    answered(flow.visit(), 200)
    books.take("pushed", flow)
    answered(flow.decide(), 302, 303)
    books.add("completed", flow)
    books.add("code", flow)


def trade(flow, books):
    books.take("code", flow)
    answered(flow.token(), 200)
    books.add("used", flow)
    books.add("tokens", flow)


def fetch(flow, books):
    client = flow.client
    proof = client.proof("GET", client.system.resource, flow.access_token)
    answered(flow.resource(proof=proof), 200)
    books.add("proof", flow, proof)


def work(client, books, stop, problems):
    """Flows of which some stay unfinished, until the servers die."""
    chance = random.Random(threading.get_ident() ^ int(time.time() * 1000))
    try:
        while not stop.is_set():
            flow = push(client, books)
            if chance.random() < 0.2:
                continue
            approve(flow, books)
            if chance.random() < 0.3:
                continue
            trade(flow, books)
            fetch(flow, books)
    except (Died, *GONE):
        pass
    except lab.LabError as error:
        # A server that is just being killed may leave an answer half sent: no status at all. Whatever has one is a defect.
        if not stop.is_set():
            problems.append(str(error))


class Judge:
    def __init__(self):
        self.passed, self.failed, self.seen = 0, 0, collections.Counter()

    def see(self, what, holds, got=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print("FAIL  %s: %s" % (what, got), flush=True)

    def refused(self, what, answer, http, status):
        self.see(what, answer.status in http and status in answer.reason, "%r" % answer)


def look(system, books, judge):
    """Everything that was completed before the kill, after it. Reuse of a code comes last: it takes the tokens with it."""
    steps = books.steps
    for flow, in steps["pushed"][-4:]:
        judge.see("a pushed request is still there", flow.visit().status == 200 and flow.page.asks, "%r" % flow.page.answer)
    for flow, in steps["completed"][-4:]:
        answer = flow.visit()
        judge.see("a completed request stays spent", not flow.page.asks and answer.status != 200, "%r" % answer)
    for flow, in steps["code"]:
        answer = flow.token()
        judge.see("an unused code gives tokens", answer.status == 200, "%r" % answer)
    for flow, in steps["tokens"][-4:]:
        answer = flow.resource()
        judge.see("an access token still opens the resource", answer.status == 200, "%r" % answer)
        answer = flow.client.refresh(flow.refresh_token)
        judge.see("a refresh token still works", answer.status == 200, "%r" % answer)
    for flow, assertion in steps["assertion"][-4:]:
        judge.refused("an accepted assertion is refused again", flow.client.flow().push(assertion=assertion), (400, 401), "REPLAYED")
    for flow, proof in steps["proof"][-4:]:
        judge.refused("an accepted proof is refused again", flow.resource(proof=proof), (400, 401), "REPLAYED")
    for flow, in steps["used"][-4:]:
        judge.refused("a used code is refused", flow.token(), (400,), "CODE")
    for name in (system.as_config["database"], system.rs_config["database"]):
        with sqlite3.connect(system.folder / name, timeout=10) as database:
            said = database.execute("PRAGMA integrity_check").fetchone()[0]
        judge.see("the database %s is whole" % name, said == "ok", said)


def race(client, judge):
    """What is good for one use, by many at once: requests that share a commit must not share what it is for."""
    def all_at_once(what, good, call):
        start, seen = threading.Barrier(RACERS), []

        def run():
            start.wait()
            seen.append(call().status)
        threads = [threading.Thread(target=run) for _ in range(RACERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        judge.see("%s passes once" % what, len(seen) == RACERS and sum(status in good for status in seen) == 1, seen)

    for _ in range(5):
        books, assertion = Books(), client.assertion()
        all_at_once("an assertion", (201,), lambda: client.flow().push(assertion=assertion))
        flow = push(client, books)
        approve(flow, books)
        trade(flow, books)
        proof = client.proof("GET", client.system.resource, flow.access_token)
        all_at_once("a proof", (200,), lambda: flow.resource(proof=proof))
        flow = push(client, books)
        approve(flow, books)
        all_at_once("a code", (200,), lambda: flow.token())


def one_round(system, client, judge, chance, number):
    books, stop, problems = Books(), threading.Event(), []
    threads = [threading.Thread(target=work, args=(client.like(), books, stop, problems)) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    time.sleep(0.3 + chance.random() * 1.2)
    stop.set()
    for _, process in system.processes:
        process.kill()
    for _, process in system.processes:
        process.wait()
    for thread in threads:
        thread.join()
    system.processes = []
    for problem in problems:
        judge.see("an honest step", False, problem)
    system.run("auth-server", "as.json")
    system.run("resource-server", "rs.json")
    system.http = lab.Http(system.folder / "ca.pem", system.log.fresh)
    system.log.fresh()
    look(system, books, judge)
    counts = " ".join("%s %d" % (kind, len(steps)) for kind, steps in sorted(books.steps.items()))
    print("ok    round %d: %s" % (number + 1, counts), flush=True)
    for kind, steps in books.steps.items():
        judge.seen[kind] += len(steps)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=8)
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--flavour", default="default")
    given = options.parse_args()
    chance, judge = random.Random(given.seed), Judge()
    print("seed %d" % given.seed)
    with lab.System({"BIND": "dpop"}, flavour=given.flavour) as system:
        client = system.client("client1")
        for number in range(given.rounds):
            one_round(system, client, judge, chance, number)
        race(client, judge)
    # A round in which nothing of a kind was left proves nothing of it; over all rounds there must be some.
    for kind in ("pushed", "completed", "code", "used", "tokens", "assertion", "proof"):
        judge.see("there was something of every kind", judge.seen[kind] > 0, kind)
    print("%d passed, %d failed" % (judge.passed, judge.failed))
    return judge.failed > 0 or judge.passed == 0


if __name__ == "__main__":
    sys.exit(main())
