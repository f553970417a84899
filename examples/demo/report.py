# SPDX-License-Identifier: Apache-2.0
"""The report of the demonstration: one HTML page that needs nothing but itself.

render(results) gives the page as text. There is no script in it, and its own policy forbids all that does not stand in it: the style sheet is
let in by its hash. Everything that came over the wire is escaped.
"""
import base64
import hashlib
import html
import pathlib
import re

STYLE = pathlib.Path(__file__).with_name("report.css")
LONG = re.compile(r"[A-Za-z0-9_~+/%.-]{49,}={0,2}")
PLAIN = re.compile(r"[a-z_]{1,80}|(urn%3A|https%3A)[a-z0-9%A-Z.:/-]{1,120}")  # names, addresses
FORM = re.compile(r"(?m)^[\w.]+=[^&\n]*(?:&[\w.]+=[^&\n]*)+$")
MOST = 1500


def shorten(text):
    """What goes over the wire as it is shown: long values (tokens, proofs, signatures) by their two ends and their length, a line for each
    parameter of a form, and no more of a document than the eye takes in."""
    def short(match):
        value = match.group(0)
        return value if PLAIN.fullmatch(value) else f"{value[:28]}…{value[-7:]} ({len(value)})"
    text = FORM.sub(lambda match: match.group(0).replace("&", "\n&"), text)
    text = LONG.sub(short, text)
    return text if len(text) <= MOST else f"{text[:MOST]}…\n({len(text) - MOST} more characters)"


def escape(value):
    return html.escape(str(value), quote=True)


def tag(name, content, **attributes):
    """An element; content is HTML already. klass is class."""
    text = "".join(f' {key.replace("klass", "class").replace("_", "-")}="{escape(value)}"'
                   for key, value in attributes.items() if value is not None)
    return f"<{name}{text}>{content}</{name}>"


def pre(text):
    return tag("pre", escape(text), tabindex="0")


def folded(summary, text, unfolded=False):
    return tag("details", tag("summary", escape(summary)) + pre(text), open="" if unfolded else None) if text else ""


def pill(text, ok):
    return tag("span", escape(text), klass="pill" if ok else "pill bad")


# Tables that become cards on a phone lose their role there, unless it is said.
def table(klass, caption, columns, heads, rows):
    cols = "".join(f'<col class="{name}">' for name in columns)
    head = tag("tr", "".join(tag("th", escape(text), scope="col", role="columnheader") for text in heads), role="row")
    return tag("table", tag("caption", caption) + tag("colgroup", cols) + tag("thead", head, role="rowgroup")
               + tag("tbody", "\n".join(rows), role="rowgroup"), klass=klass, role="table")


def row(*cells, **attributes):
    return tag("tr", "".join(cells), role="row", **attributes)


def cell(content, head=None, klass=None):
    return tag("td", content, data_head=head, klass=klass, role="cell")


def row_head(content):
    return tag("th", content, scope="row", role="rowheader")


def attack_row(number, attack):
    tried = escape(attack["title"]) + tag("p", escape(attack["tried"]))
    tried += folded("the message", shorten(attack.get("message") or ""))
    if attack.get("control"):
        tried += tag("p", escape("Control: " + attack["control"]), klass="soft")
    if attack.get("clause"):
        why = tag("strong", escape(attack["clause"])) + tag("code", escape(attack["status"]), klass="status")
    else:
        why = tag("strong", escape(attack["status"]))
    why += tag("p", escape(attack.get("text") or ""))
    if attack.get("detail"):
        why += tag("p", tag("code", escape(shorten(attack["detail"]))), klass="soft")
    if not attack["ok"]:
        why += tag("p", escape("NOT AS IT SHOULD BE: " + attack["wrong"]), klass="bad")
    answer = pill(attack["answer"], attack["ok"]) + tag("p", escape(attack["by"]), klass="soft")
    answer += folded("the answer", shorten(attack.get("response") or ""))
    return row(cell(str(number), klass="n"), row_head(tried), cell(why, "refused by"), cell(answer, "answer"),
               id=attack["id"], data_attack=attack["id"], data_ok="1" if attack["ok"] else "0")


def step_row(step, unfolded):
    what = escape(step["title"]) + tag("p", escape(step.get("about") or ""))
    what += tag("p", pill(step["answer"], step["ok"]))
    if step.get("verdict"):
        what += tag("p", tag("code", escape(step["verdict"])), klass="soft")
    if step.get("wrong"):
        what += tag("p", escape(step["wrong"]), klass="bad")
    wire = folded(first_line(step.get("request")), shorten(step.get("request") or ""), unfolded)
    wire += folded(first_line(step.get("response")), shorten(step.get("response") or ""), unfolded)
    return row(row_head(what), cell(wire or "", "over the wire"), data_step="1", data_ok="1" if step["ok"] else "0")


def first_line(text):
    return shorten((text or "").split("\n")[0])


def flow_part(flow, number):
    caption = f"{len(flow['steps'])} steps. Client: {flow['client']}. Profile: {flow['profile']}. Long values are shortened."
    return tag("h3", escape(flow["name"]), id=f"flow-{number}") + tag("p", escape(flow["about"])) + table(
        "flow", escape(caption), ("step", "wire"), ("step", "over the wire"), [step_row(step, number == 0) for step in flow["steps"]])


def groups_part(groups):
    number, parts = 0, []
    for place, group in enumerate(groups):
        rows = []
        for attack in group["attacks"]:
            number += 1
            rows.append(attack_row(number, attack))
        refused = sum(attack["ok"] for attack in group["attacks"])
        caption = f"{refused} of {len(rows)} refused, each for the reason that it should be"
        if refused != len(rows):
            caption = f"{refused} of {len(rows)} refused for the reason that they should be"
        parts.append(tag("h3", escape(group["name"]), id=f"group-{place}") + tag("p", escape(group["about"])) + table(
            "attacks", escape(caption), ("n", "tried", "clause", "answer"), ("", "tried", "refused by", "answer"), rows))
    return "\n".join(parts)


def overview(results):
    """All parts in a few lines, each with its sum."""
    parts = [(f"flow-{number}", f"Good requests: {flow['name']}", [step["ok"] for step in flow["steps"]])
             for number, flow in enumerate(results["flows"])]
    controls = [ok for group in results["groups"] for attack in group["attacks"] for *_, ok in attack.get("controls", [])]
    if controls:
        parts.append(("attacks", "Good requests: controls of attacks", controls))
    parts += [(f"group-{number}", f"Attacks: {group['name']}", [attack["ok"] for attack in group["attacks"]])
              for number, group in enumerate(results["groups"])]
    rows = [row(row_head(f'<a href="#{to}">{escape(name)}</a>'), cell(pill(f"{sum(oks)} of {len(oks)}", all(oks)), "as they should be"))
            for to, name, oks in parts]
    return table("overview", "what was played, and how much of it went as it should", ("name", "value"), ("part", "as they should be"), rows)


def environment_part(pairs):
    rows = [row(row_head(escape(name)), cell(escape(value))) for name, value in pairs]
    return table("environment", "what took part", ("name", "value"), ("part", "version"), rows)


def head(title, style):
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return (f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
            f"<title>{escape(title)}</title>\n<style>{style}</style>")


def render(results):
    style = "\n" + STYLE.read_text()
    clean = results["good_failed"] == 0 and results["attacks_failed"] == 0
    verdict = f"{results['good_passed']} good requests passed, {results['attacks_refused']} attacks refused"
    small = f"in {results['seconds']:.1f} seconds, on {results['made']}"
    if not clean:
        small = f"{results['good_failed']} good requests FAILED, {results['attacks_failed']} attacks NOT refused as they should be; " + small
    links = [("good", "Good requests"), ("attacks", "Attacks"), ("environment", "Environment"), ("reading", "How to read this")]
    body = [
        tag("header", tag("h1", escape(results["title"])) + tag("p", escape(results["about"]), klass="soft")
            + tag("div", escape(verdict) + tag("small", escape(small)), klass="verdict " + ("good" if clean else "bad"), id="verdict")
            + tag("nav", tag("ul", "".join(tag("li", f'<a href="#{to}">{escape(text)}</a>') for to, text in links)), aria_label="Sections")),
        "<main>", overview(results),
        tag("h2", "Good requests", id="good"), tag("p", escape(results["about_good"])), *(flow_part(flow, number) for number, flow in enumerate(results["flows"])),
        tag("h2", "Attacks", id="attacks"), tag("p", escape(results["about_attacks"])), groups_part(results["groups"]),
        tag("h2", "Environment", id="environment"), environment_part(results["environment"]),
        tag("h2", "How to read this", id="reading"), *(tag("p", escape(text)) for text in results["reading"]),
        "</main>",
        tag("footer", escape(results["footer"])),
    ]
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head(results["title"], style)}\n</head>\n<body>\n' + "\n".join(body) + "\n</body>\n</html>\n"
