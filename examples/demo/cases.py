# SPDX-License-Identifier: Apache-2.0
"""What an attack is here, how it is played and how it is judged.

An attack names the status that it must be refused with. It counts as refused only if the server sent an error, and its audit log says that it
was for that reason: what is refused by accident is a failure.
"""
import urllib.parse

GROUPS = []


class Group:
    def __init__(self, name, about):
        self.name, self.about, self.cases = name, about, []
        GROUPS.append(self)

    def case(self, name, title, tried, wanted, system="dpop"):
        """Decorates a function of the world that sends the hostile message and gives its Answer. wanted: the status, or several; system: the
        pair of servers that it is played against."""
        def keep(play):
            self.cases.append(Case(name, title, tried, (wanted,) if isinstance(wanted, str) else wanted, system, play))
            return play
        return keep


class Case:
    def __init__(self, name, title, tried, wanted, system, play):
        self.name, self.title, self.tried, self.wanted, self.system, self.play = name, title, tried, wanted, system, play


class Silence:
    """In place of an answer where none is sent: refused by the client, or by TLS. line: as in an audit log, server says who refused."""

    def __init__(self, asked, failure, line):
        self.asked, self.failure, self.status, self.headers, self.body = asked, failure, 0, [], b""
        self.location = self.error = None
        self.audit = [{"http": None, **line}]


class NotPlayed(Exception):
    """A step before the hostile message went wrong: there is nothing to judge."""


def request_text(method, url, headers, body):
    """A request as it is shown."""
    parts = urllib.parse.urlsplit(url)
    if body is not None and not isinstance(body, bytes):
        body = urllib.parse.urlencode(body).encode()
    lines = [f"{method} {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\n".join(lines) + ("\n\n" + body.decode("utf-8", "replace") if body else "")


TOLD = ("content-type", "www-authenticate", "location", "cache-control", "dpop-nonce", "set-cookie", "x-fapi-interaction-id")


def is_page(answer):
    """For the eyes of a user, who is not told an error code."""
    return b"<html" in answer.body.lower()


def response_text(answer):
    if not answer.status:
        return ""
    lines = [f"HTTP/1.1 {answer.status}"] + [f"{name}: {value}" for name, value in answer.headers if name.lower() in TOLD]
    body = answer.body.decode("utf-8", "replace")
    if is_page(answer):
        body = body[:600] + ("…" if len(body) > 600 else "")
    return "\n".join(lines) + ("\n\n" + body if body else "")


def record(http):
    """From now on each answer of this Http knows what it is the answer to."""
    plain = http.send

    def send(method, url, headers=(), body=None, cert=None):
        headers = list(headers)
        answer = plain(method, url, headers, body, cert)
        shown = list(headers)
        if cert:
            shown.append(("(TLS client certificate", cert[0].rsplit("/", 1)[-1] + ")"))
        answer.asked = request_text(method, url, shown, body)
        return answer
    http.send = send


SERVERS = {"as": "authorization server", "rs": "resource server"}


def verdict(answer):
    """The line of the audit log that belongs to this answer."""
    return answer.audit[-1] if answer.audit else {}


def wrong_with(case, answer):
    """Why this is not the refusal that it should be, or nothing."""
    line = verdict(answer)
    if not line:
        return f"answered {answer.status} {answer.failure}, and the server's log does not say why"
    if line.get("status") == "FAPI_OK" or answer.status and answer.status < 300:
        return f"ACCEPTED with {answer.status}"
    if line["status"] not in case.wanted:
        return f"refused for another reason than {' or '.join(case.wanted)}"
    if line["server"] not in SERVERS: # nothing was answered, and that is right
        return "" if answer.status == 0 else f"answered {answer.status}"
    if answer.status < 400 and not (answer.location and answer.error):
        return f"answered {answer.status}, which is no error"
    if line.get("http") not in (None, answer.status):
        return f"the log says {line['http']}, sent was {answer.status}"
    if not line.get("clause"):
        return "the log names no clause"
    return ""


def detail(line):
    shown = [f"{name} {line[key]}" for key, name in (("subject", "in"), ("expected", "expected"), ("actual", "came")) if line.get(key)]
    return ", ".join(shown)


def play(case, world):
    """One attack: its entry in the report."""
    world.controls, world.remarks, world.extra = [], [], []
    try:
        answer, wrong = case.play(world), ""
    except Exception as failure:  # whatever it was, there was no refusal, and the others are still to be played
        return {"id": case.name, "title": case.title, "tried": case.tried, "answer": "not sent", "by": "-", "status": "not played", "ok": False,
                "wrong": f"not played: {type(failure).__name__}: {failure}", "controls": world.controls}
    line = verdict(answer)
    wrong = wrong_with(case, answer) or "; ".join(world.remarks)
    return {
        "id": case.name, "title": case.title, "tried": case.tried, "message": answer.asked, "response": response_text(answer),
        "answer": answer.failure if not answer.status else f"{answer.status} {answer.error or ('page' if is_page(answer) else '')}".strip(),
        "by": SERVERS.get(line.get("server"), line.get("server", "-")),
        "status": line.get("status", "no verdict"), "clause": line.get("clause", ""), "text": line.get("text", ""), "detail": detail(line),
        "control": "; ".join(f"{text}: {shown}" for text, shown, _ in world.controls), "controls": world.controls,
        "after": "; ".join(world.extra), "ok": not wrong, "wrong": wrong,
    }
