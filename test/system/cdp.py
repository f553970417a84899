# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium, told what to do over a pipe by its DevTools protocol. No port is opened, no package is needed.

    with Chromium(folder) as browser:
        page = browser.page(360, 800)
        page.open("file:///...")
        page.value("document.title")
        page.screenshot("shot.png")
"""
import base64
import json
import os
import select
import shutil
import subprocess
import time

# No name is resolved but localhost, so that nothing can leave the machine, and what tries to is seen.
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost", "--remote-debugging-pipe"]


def find():
    """The program, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if shutil.which(name):
            return shutil.which(name)
    return None


class Chromium:
    def __init__(self, folder, *flags, seconds=30):
        self.seconds, self.events, self.rest, self.number = seconds, [], b"", 0
        to_read, to_write = os.pipe(), os.pipe()
        # The browser reads at 3 and writes at 4; a shell puts them there, whatever numbers they have here.
        script = f'exec "$@" 3<&{to_read[0]} 4>&{to_write[1]}'
        with open(os.path.join(folder, "chromium.log"), "ab") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", script, "sh", find(), *FLAGS, *flags, f"--user-data-dir={folder}/profile", "about:blank"],
                pass_fds=(to_read[0], to_write[1]), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        os.close(to_read[0])
        os.close(to_write[1])
        self.out, self.back = to_read[1], to_write[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
            self.process.wait(10)
        except (OSError, RuntimeError, TimeoutError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        os.close(self.back)

    def receive(self, deadline):
        """The next message, or None when the time is over."""
        while b"\0" not in self.rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.back], [], [], left)[0]:
                return None
            data = os.read(self.back, 1 << 16)
            if not data:
                raise RuntimeError("the browser ended")
            self.rest += data
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data):]
        deadline = time.monotonic() + self.seconds
        while (answer := self.receive(deadline)) is not None:
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer.get("result", {})
            self.events.append(answer)
        raise TimeoutError(method)

    def wait(self, method, session, seconds=None):
        """The parameters of the next event of this name."""
        deadline = time.monotonic() + (seconds or self.seconds)
        while True:
            for i, event in enumerate(self.events):
                if event.get("method") == method and event.get("sessionId") == session:
                    del self.events[i]
                    return event["params"]
            message = self.receive(deadline)
            if message is None:
                raise TimeoutError(method)
            self.events.append(message)

    def page(self, width, height, dark=False):
        return Page(self, width, height, dark)


class Page:
    def __init__(self, browser, width, height, dark):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.requests, self.complaints = [], []
        for domain in ("Page", "Runtime", "Log", "Network", "Security"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def sort(self):
        """Events that came so far: what was requested, what the console says."""
        kept = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                kept.append(event)
                continue
            name, what = event.get("method"), event.get("params", {})
            if name == "Network.requestWillBeSent":
                self.requests.append(what["request"]["url"])
            elif name == "Runtime.exceptionThrown":
                self.complaints.append(what["exceptionDetails"].get("text", "exception"))
            elif name == "Runtime.consoleAPICalled" and what["type"] in ("error", "warning", "assert"):
                self.complaints.append(str([argument.get("value") for argument in what["args"]]))
            elif name == "Log.entryAdded" and what["entry"]["level"] in ("error", "warning"):
                self.complaints.append(what["entry"]["text"] + " " + what["entry"].get("url", ""))
        self.browser.events = kept

    def open(self, url):
        answer = self.call("Page.navigate", url=url)
        if answer.get("errorText"):
            raise RuntimeError(f"{url}: {answer['errorText']}")
        self.browser.wait("Page.loadEventFired", self.session)
        self.sort()

    def value(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        self.sort()
        return answer["result"].get("value")

    def click(self, selector):
        """As a finger does: in the middle of what is seen there."""
        box = self.value(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center'}});"
                         " const b = e.getBoundingClientRect(); return {x: b.x + b.width / 2, y: b.y + b.height / 2}; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **box)

    def screenshot(self, path, whole=True):
        data = self.call("Page.captureScreenshot", captureBeyondViewport=whole, format="png")["data"]
        with open(path, "wb") as out:
            out.write(base64.b64decode(data))
