# SPDX-License-Identifier: Apache-2.0
"""A minimal browser, and the running customer's apps."""

import contextlib
import http.client
import http.cookies
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.parse

FOLDER = pathlib.Path(__file__).resolve().parents[1]
PORTAL = "http://portal.localhost:8080"
CALLBACK = PORTAL + "/api/redirects/sso"
ORGANIZATION = "org_acme"
SECRET = "6b1f0c9de2a8473b95d4c7e80f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c"


class Browser:
    """Keeps cookies, and follows redirects only when told to."""

    def __init__(self, port):
        self.port, self.cookies = port, {}

    def send(self, method, path, form=None, headers=None):
        headers = dict(headers or {})
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, form and urllib.parse.urlencode(form), headers)
            answer = connection.getresponse()
            answer.text = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer

    def get(self, path, **query):
        return self.send("GET", path + ("?" + urllib.parse.urlencode(query) if query else ""))

    def post(self, path, headers=None, **form):
        return self.send("POST", path, form, headers)

    def follow(self, answer):
        """The path of the page of this app that the answer redirects to."""
        assert answer.status in (302, 303), f"{answer.status}: {answer.text[:500]}"
        there = urllib.parse.urlsplit(urllib.parse.urljoin(f"http://127.0.0.1:{self.port}/", answer.headers["Location"]))
        assert there.netloc.endswith(f":{self.port}"), f"leads away: {there.geturl()}"
        return there.path + (f"?{there.query}" if there.query else "")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def listening(process, port, log):
    """Waits until the started app listens, and ends it afterwards."""
    try:
        deadline = time.monotonic() + 120
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the app doesn't start: {log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextlib.contextmanager
def started(language, folder, *options, secret=SECRET):
    """Runs the app and yields its port."""
    port = free_port()
    environment = {**os.environ, "PRODUCTBRIDGE_WIDGET_SECRET": secret}
    command = [
        sys.executable, "-B", FOLDER / "start", language, "--portal", PORTAL, "--organization", ORGANIZATION,
        "--port", str(port), "--folder", folder, *options,
    ]
    log = folder / f"{language}.log"
    with open(log, "w") as said:
        process = subprocess.Popen([str(word) for word in command], env=environment, stdout=said, stderr=said)
    with listening(process, port, log):
        yield port
