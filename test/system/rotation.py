#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An authorization server that has new keys: the resource server fetches them when the library says so, and no more often.

  - a token signed with a key that the resource server does not know yet passes: the keys are fetched for it;
  - a token of a key that is gone no longer does;
  - whoever sends many tokens with unknown keys makes it fetch once in a cool-down;
  - while the authorization server is away, the keys at hand go on working.

  rotation.py [--flavour default|openssl]      closes with "N passed, N failed"
"""
import argparse
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "system"))
import lab  # noqa: E402

COOLDOWN = 3
passed = failed = 0


def see(what, holds, got):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    print("%-5s %s%s" % ("ok" if holds else "FAIL", what, "" if holds else ": %r" % (got,)), flush=True)


def fetches(system):
    """How often the key set was asked for, by the authorization server's own log."""
    log = (system.folder / system.as_config["log"]).read_text().splitlines()
    return sum('"/jwks"' in line for line in log)


def forged(token, kid):
    """The same token with another key named: its signature is worth nothing, but that is only found out with the key."""
    header, payload = lab.parts(token)
    return lab.jws(lab.Key.make("ES256", kid=kid), payload, {**header, "kid": kid, "alg": "ES256"})


def play(system):
    client = system.client("client1")
    old = client.flow().done()
    see("a token of the first key passes", old.resource().status == 200, old.resource())

    system.end("auth-server")
    see("without the authorization server the keys at hand go on working", old.resource().status == 200, old.resource())
    (system.folder / system.as_config["keys"]).unlink()
    system.run("auth-server", "as.json")
    system.discover()
    time.sleep(COOLDOWN)

    before = fetches(system)
    new = client.flow().done()
    answer = new.resource()
    see("a token of a key that was not known passes", answer.status == 200, answer)
    see("the keys were fetched for it once", fetches(system) == before + 1, fetches(system) - before)
    answer = old.resource()
    see("a token of a key that is gone is refused", answer.status == 401 and answer.reason == "FAPI_KEY_UNKNOWN", answer)

    time.sleep(COOLDOWN)
    before, begun = fetches(system), time.monotonic()
    answers = [client.resource(forged(new.access_token, "kid-%d" % number)) for number in range(20)]
    took = time.monotonic() - begun
    see("twenty tokens with twenty unknown keys are refused", all(answer.status == 401 for answer in answers), answers)
    see("and make it fetch once in a cool-down", fetches(system) - before <= 1 + took / COOLDOWN, (fetches(system) - before, took))
    see("good tokens pass meanwhile", new.resource().status == 200, new.resource())


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--flavour", default="default")
    given = options.parse_args()

    def change(as_config, rs_config, clients):
        rs_config["controls"] = {**rs_config.get("controls", {}), "JWKS_COOLDOWN": COOLDOWN}

    with lab.System({"BIND": "dpop", "ALG": "ES256"}, flavour=given.flavour, change=change) as system:
        play(system)
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main())
