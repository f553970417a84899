# SPDX-License-Identifier: Apache-2.0
"""That the demonstration cannot deceive: what is no refusal, or one for another reason, counts as a failure; and that its report escapes what it
shows. Without servers. Closes with `N passed, N failed`."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples" / "demo"))

import cases
import report

results = []


def check(ok, what):
    results.append(bool(ok))
    print(f"{'ok  ' if ok else 'FAIL'}  {what}")


class Answer:
    def __init__(self, status, line, error="invalid_token", location=None):
        self.status, self.audit, self.error, self.location = status, [line] if line else [], error, location
        self.failure, self.headers, self.body, self.asked = "reset", [], b"", "GET / HTTP/1.1"


class World:
    controls = remarks = extra = ()


LINE = {"server": "rs", "status": "FAPI_DPOP_JKT", "clause": "RFC 9449 7.1", "http": 401, "text": "another key"}


def judge(status, line, error="invalid_token", location=None, remark=None):
    def attack(world):
        if remark:
            world.remarks.append(remark)
        return Answer(status, line, error, location)
    return cases.play(cases.Case("x", "X", "x is tried", ("FAPI_DPOP_JKT",), "dpop", attack), World())


def played(status=401, error="invalid_token", location=None, remark=None, **changes):
    return judge(status, {**LINE, **changes}, error, location, remark)


def main():
    check(played()["ok"], "an error for the reason that was asked for is a refusal")
    check(played()["clause"] == "RFC 9449 7.1" and played()["answer"] == "401 invalid_token", "clause and answer are shown")
    check(played(302, location="https://client.example/?error=x", http=302)["ok"], "so is a redirect with an error")
    wrong = {
        "an attack that is accepted": judge(200, {**LINE, "status": "FAPI_OK", "http": 200}, None),
        "one that the log calls refused, but was answered with success": played(200, None, http=200),
        "one that is refused for another reason": judge(401, {**LINE, "status": "FAPI_DPOP_ATH"}),
        "one of which the log says nothing": judge(401, None),
        "one that was answered otherwise than the log says": played(400),
        "one without a clause": played(clause=""),
        "a redirect that is no error": played(302, None, "https://client.example/?code=x", http=302),
        "one whose control failed": played(remark="the good one: 500"),
        "one that got no answer": played(0, None, http=None),
    }
    for what, entry in wrong.items():
        check(not entry["ok"] and entry["wrong"], f"{what} is a failure: {entry['wrong']}")

    def breaks(_):
        raise cases.NotPlayed("no token")
    entry = cases.play(cases.Case("x", "X", "", ("FAPI_DPOP_JKT",), "dpop", breaks), World())
    check(not entry["ok"] and "no token" in entry["wrong"], "one that could not be played is a failure")
    check(len(report.shorten("a" * 500)) < 60 and report.shorten("GET /accounts HTTP/1.1") == "GET /accounts HTTP/1.1", "long values are shortened, others not")
    row = report.attack_row(1, {**played(), "title": "<script>", "message": "\"'<b>&", "id": "x"})
    check("<script>" not in row and "<b>" not in row and "&lt;b&gt;&amp;" in row, "the report escapes")
    passed = sum(results)
    print(f"{passed} passed, {len(results) - passed} failed")
    return 0 if passed == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
