# SPDX-License-Identifier: Apache-2.0
"""What the demonstration says while it runs: in colour on a terminal, plain elsewhere and where NO_COLOR asks for it."""
import os
import shutil
import sys

COLOURS = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
CODES = {"good": "32", "bad": "31", "bold": "1", "soft": "2"}


def paint(text, kind):
    return f"\033[{CODES[kind]}m{text}\033[0m" if COLOURS else text


def say(text=""):
    print(text, flush=True)


def title(text):
    say("\n" + paint(text, "bold"))


def width():
    """Of a terminal; logs take long lines."""
    return shutil.get_terminal_size((160, 24)).columns if sys.stdout.isatty() else 160


def clip(text, length):
    return text if len(text) <= length else text[:length - 1] + "…"


def good(flow, step):
    mark = paint("ok  ", "good") if step["ok"] else paint("FAIL", "bad")
    say(f"  {mark} {flow:<20} {step['title']:<18} {step['answer']:<6} {paint(step.get('verdict', ''), 'soft')}")
    if step.get("wrong"):
        say("       " + paint(step["wrong"], "bad"))


def attack(entry):
    mark = paint("ok  ", "good") if entry["ok"] else paint("FAIL", "bad")
    answer, name = clip(entry["answer"], 27), clip(entry["status"].removeprefix("FAPI_"), 36)
    begin = f"  {mark} {clip(entry['title'], 46):<46} {paint(f'{answer:<27}', 'good' if entry['ok'] else 'bad')}"
    end = f"{name:<36} {paint(entry.get('clause') or entry['by'], 'soft')}"
    say(f"{begin} {end}" if width() >= 144 else f"{begin}\n         {end}")
    if not entry["ok"]:
        say("       " + paint(f"{entry['wrong']}; see the report", "bad"))
