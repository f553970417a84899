# SPDX-License-Identifier: Apache-2.0
"""What a browser makes of the pages: the report of the demonstration and the page that asks the user, in headless Chromium.

    browser.py [report] [consent]       without a word: both

The report: one made here, of hostile text, and that of $BUILD/demo where `make demo` has run. All rows are there, nothing sticks out on a phone or
a wide screen, text can be read in light and dark, nothing is requested, the console stays empty. The consent page: with a server that is
started here; its buttons are pressed as a user does. Closes with `N passed, N failed`.
"""
import json
import os
import pathlib
import shutil
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD") or ROOT / "build").absolute()
sys.path[:0] = [str(ROOT / "examples" / "demo"), str(ROOT / "test" / "system")]

import cdp
import report

WIDTHS = ((360, 740), (768, 1024), (1280, 900))
passed = failed = skipped = 0


def check(ok, what, came=""):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
    print(f"{'ok  ' if ok else 'FAIL'}  {what}{'' if ok else f': {came}'}", flush=True)


def skip(what, why):
    global skipped
    skipped += 1
    print(f"SKIP  {what}: {why}", flush=True)


# Elements that reach beyond the window, or hold more than they show. What is hidden for the eye alone is left out.
STICKING_OUT = """(() => {
    const out = [], wide = document.documentElement.clientWidth;
    for (const e of document.querySelectorAll('body *')) {
        const b = e.getBoundingClientRect(), s = getComputedStyle(e);
        if (b.width < 2 || b.height < 2 || e.closest('thead') && s.position !== 'static' || e.closest('thead') && wide < 740) continue;
        if (b.right > wide + 0.5 || b.left < -0.5 || e.scrollWidth > e.clientWidth + 1 && s.display !== 'inline' && e.clientWidth > 0)
            out.push(e.tagName + '.' + e.className + ' ' + Math.round(b.right) + ' ' + e.scrollWidth + '>' + e.clientWidth);
    }
    return out.slice(0, 5);
})()"""

# Text whose contrast to what is behind it is under 4.5 to 1 (WCAG 2 AA).
UNREADABLE = """(() => {
    const numbers = (c) => (c.match(/[\\d.]+/g) ?? []).map(Number);
    const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const behind = (e) => { for (; e; e = e.parentElement) { const c = numbers(getComputedStyle(e).backgroundColor);
        if (c.length === 3 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
    const out = [];
    for (const e of document.querySelectorAll('body *')) {
        if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
        const a = light(numbers(getComputedStyle(e).color).slice(0, 3)), b = light(behind(e));
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) out.push(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
    }
    return out.slice(0, 5);
})()"""


def sample():
    """Results as bad as they come: hostile text everywhere, long words, a failure."""
    evil = "</pre></td><script>document.title = 'evil'</script><img src=https://attacker.example/x onerror=alert(1)>\"'"
    long = "x" * 4000
    step = {"title": "Step " + evil, "about": evil, "ok": True, "answer": "200", "request": "GET /" + long + evil, "response": evil + "\r\n" + long,
            "verdict": evil}
    attack = {"title": evil, "tried": evil + long, "message": evil, "response": long, "answer": "401 " + long[:80], "by": evil, "status": "FAPI_" + "X" * 60,
              "clause": "RFC 9449 4.3 (9), " * 5, "text": evil, "detail": long, "control": evil}
    groups = [{"name": evil, "about": evil, "attacks": [{**attack, "id": f"a{number}", "ok": number != 1, "wrong": evil} for number in range(3)]}]
    return {"title": "A sample", "about": evil, "about_good": evil, "about_attacks": evil, "flows": [
        {"name": evil, "about": evil, "client": evil, "profile": evil, "steps": [step, {**step, "ok": False, "wrong": evil + long}]}],
            "groups": groups, "environment": [(evil, long)], "reading": [evil], "footer": evil, "good_passed": 1, "good_failed": 1,
            "attacks_refused": 2, "attacks_failed": 1, "seconds": 1.0, "made": "today"}


def look(browser, name, url, folder, steps, attacks):
    colours = set()
    for dark in (False, True):
        for width, height in WIDTHS:
            page = browser.page(width, height, dark)
            page.open(url)
            where = f"{name}, {width} px, {'dark' if dark else 'light'}"
            wide = page.value("document.documentElement.scrollWidth")
            out = page.value(STICKING_OUT)
            check(wide <= width and not out, f"{where}: nothing sticks out", f"{wide} px, {out}")
            page.value("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            out = page.value(STICKING_OUT)
            check(not out, f"{where}: nor when all is unfolded", out)
            out = page.value(UNREADABLE)
            check(not out, f"{where}: text stands out from its ground", out)
            check(page.requests == [url], f"{where}: nothing was requested but the page", page.requests)
            check(not page.complaints, f"{where}: the console is empty", page.complaints)
            colours.add((dark, page.value("getComputedStyle(document.body).backgroundColor")))
            page.screenshot(folder / f"{name}-{width}-{'dark' if dark else 'light'}.png")
    check(len({colour for _, colour in colours}) == 2, f"{name}: light and dark differ", colours)
    rows = page.value("[...document.querySelectorAll('tr[data-attack]')].map((r) => r.dataset.attack)")
    check(rows == attacks, f"{name}: all {len(attacks)} attacks have their row", f"{len(rows)} rows")
    count = page.value("document.querySelectorAll('tr[data-step]').length")
    check(count == steps, f"{name}: all {steps} steps have their row", count)
    check(page.value("document.querySelectorAll('script, iframe, object, embed, img, link[rel=stylesheet], form').length") == 0,
          f"{name}: no script, no frame, no picture, no form")
    check(page.value("[...document.querySelectorAll('[style], [onclick], [onerror], [onload]')].length") == 0, f"{name}: no handler")
    check(page.value("[...document.querySelectorAll('table')].every((t) => t.caption && [...t.querySelectorAll('th')].every((h) => h.scope))"),
          f"{name}: tables have captions, heads have scopes")
    check(page.value("document.documentElement.lang") == "en" and page.value("document.querySelectorAll('h1').length") == 1,
          f"{name}: language and one first heading")
    return page


def see_report(browser, folder):
    made = sample()
    (folder / "sample.html").write_text(report.render(made), encoding="utf-8")
    page = look(browser, "sample", (folder / "sample.html").as_uri(), folder, 2, ["a0", "a1", "a2"])
    check(page.value("document.title") == "A sample", "sample: what came over the wire is text, not markup")
    real = BUILD / "demo" / "report.html"
    if not real.exists():
        skip("the report of the demonstration", "make demo has not run")
        return
    results = json.loads((BUILD / "demo" / "results.json").read_text())
    attacks = [attack["id"] for group in results["groups"] for attack in group["attacks"]]
    page = look(browser, "report", real.as_uri(), folder, sum(len(flow["steps"]) for flow in results["flows"]), attacks)
    verdict = page.value("document.getElementById('verdict').firstChild.data")
    check(verdict == f"{results['good_passed']} good requests passed, {results['attacks_refused']} attacks refused", "report: its verdict is the sum", verdict)
    check(page.value("[...document.querySelectorAll('[data-ok=\"0\"]')].length") == results["good_failed"] + results["attacks_failed"]
          or results["good_failed"] > 0, "report: a row that failed says so")


# ------------------------------------------------------------------------------------------------------------- consent

def arrived(page, start):
    """Where the browser was sent in the end, though nobody is there."""
    for _ in range(200):
        time.sleep(0.05)
        page.browser.call("Browser.getVersion")  # events come with answers; the page itself may be gone
        page.sort()
        found = [url for url in page.requests if url.startswith(start)]
        if found:
            return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(found[-1]).query))
    return {}


def open_consent(browser, system, width=1280):
    flow = system.client("client1").flow()
    if flow.push().status != 201:
        raise RuntimeError(f"PAR: {flow.pushed}")
    page = browser.page(width, 900)
    page.call("Security.setIgnoreCertificateErrors", ignore=True)
    page.open(system.endpoint("authorization") + "?" + urllib.parse.urlencode(flow.query()))
    return flow, page


def see_consent(browser, folder, lab):
    with lab.System({"BIND": "dpop", "PROFILE": "FAPI2_SECURITY", "OPENID": "1"}, build=BUILD) as system:
        redirect = system.client("client1").redirect_uri
        for width, height in WIDTHS:
            flow, page = open_consent(browser, system, width)
            where = f"consent, {width} px"
            wide, out = page.value("document.documentElement.scrollWidth"), page.value(STICKING_OUT)
            check(wide <= width and not out, f"{where}: nothing sticks out", f"{wide} px, {out}")
            check(not page.value(UNREADABLE), f"{where}: text stands out from its ground", page.value(UNREADABLE))
            for button in ("approve", "deny"):
                seen = page.value(f"(() => {{ const e = document.getElementById('{button}'); if (!e) return 'missing'; e.scrollIntoView();"
                                  " const b = e.getBoundingClientRect(); const at = document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2);"
                                  " return b.width >= 24 && b.height >= 24 && (at === e || e.contains(at)) ? '' : `${b.width} x ${b.height}`; })()")
                check(seen == "", f"{where}: {button} is there and can be pressed", seen)
            page.screenshot(folder / f"consent-{width}.png")
        text = page.value("document.body.innerText")
        name = system.registered["client1"].get("client_name", "client1")
        check(name in text and "accounts" in text, "consent: names the client and what it asks for", text)
        check(page.value("document.scripts.length") == 0, "consent: no script")
        origins = {urllib.parse.urlsplit(url).netloc for url in page.requests}
        check(origins <= {urllib.parse.urlsplit(system.issuer).netloc}, "consent: nothing is requested from elsewhere", page.requests)
        check(not [line for line in page.complaints if "favicon" not in line], "consent: the console is empty", page.complaints)
        cookies = page.call("Network.getCookies")["cookies"]
        check(bool(cookies) and all(one["secure"] and one["httpOnly"] and one.get("sameSite") in ("Lax", "Strict") for one in cookies),
              "consent: its cookie is Secure, HttpOnly, SameSite", cookies)

        flow, page = open_consent(browser, system)
        page.click("#approve")
        back = arrived(page, redirect.split("?")[0])
        check(back.get("state") == flow.parameters["state"] and bool(back.get("code")) and back.get("iss") == system.issuer,
              "approve: the browser goes back with code, state and iss", back)
        flow.code = back.get("code")
        check(flow.token().status == 200, "approve: the code gives a token", flow.refused)
        flow, page = open_consent(browser, system)
        page.click("#deny")
        back = arrived(page, redirect.split("?")[0])
        check(back.get("error") == "access_denied" and "code" not in back, "deny: the browser goes back with access_denied and no code", back)


def main(parts):
    if not cdp.find():
        skip("browser", "there is no chromium")
        print(f"{passed} passed, {failed} failed, {skipped} skipped")
        return 0
    folder = BUILD / "browser"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="fapi-browser-") as profile, cdp.Chromium(profile) as browser:
        if "report" in parts:
            see_report(browser, folder)
        if "consent" in parts:
            os.environ["BUILD"] = str(BUILD)
            sys.path.insert(0, str(ROOT / "examples" / "system"))
            try:
                import lab
                there = lab.program("auth-server").exists() and lab.program("resource-server").exists()
            except ImportError as failure:
                lab, there = None, str(failure)
            if there is True:
                see_consent(browser, folder, lab)
            else:
                skip("consent page", "the servers were not built" if there is False else there)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["report", "consent"]))
