# SPDX-License-Identifier: Apache-2.0
"""A portal in a temporary folder, with the host app.productbridge.io in front of it over TLS."""

import json
import os
import pathlib
import select
import socket
import ssl
import subprocess
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
ORGANIZATION = "YOUR_ORGANIZATION_ID"
ADMINISTRATOR = ("admin@acme.example", "correct horse battery staple")
MEMBER = ("mia@acme.example", "a password that is long enough")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, look, seconds=20):
    """Calls `look` until its result is true, and returns it."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.02)
    return found


class Portal:
    def __init__(self, folder):
        self.program = os.environ["PORTAL"]
        self.port = free_port()
        self.management = free_port()
        self.origin = f"http://portal.localhost:{self.port}"
        self.callback = f"{self.origin}/api/redirects/sso"
        self.log = folder / "portal.log"
        self.environment = {
            **os.environ,
            "PORTAL_DATABASE": str(folder / "portal.sqlite"),
            "PORTAL_MASTER_KEY_FILE": str(folder / "portal.key"),
        }
        self.run("keygen", str(folder / "portal.key"))
        self.run("create-organization", ORGANIZATION, "--host", f"portal.localhost:{self.port}", "--name", "Acme")
        self.run("create-admin", ORGANIZATION, ADMINISTRATOR[0], text=ADMINISTRATOR[1])
        self.run("create-account", ORGANIZATION, MEMBER[0], "--name", "Mia", text=MEMBER[1])
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--listen", f"127.0.0.1:{self.port}", "--management", f"127.0.0.1:{self.management}"],
                env=self.environment, stdout=log, stderr=log)
        wait_for("the portal", self.is_ready)

    def run(self, *arguments, text=""):
        done = subprocess.run([self.program, *arguments], env=self.environment, input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add_idea(self, title):
        """Sends an idea from an anonymous widget, and returns its path."""
        body = json.dumps({"organizationId": ORGANIZATION, "title": title, "text": ""}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/widget/feedback", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return f"/ideas/{json.load(answer)['id']}"

    def is_ready(self):
        assert self.process.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.management}/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def close(self):
        self.process.terminate()
        self.process.wait(30)


class TLS:
    """Terminates TLS with its own certificate, and passes all bytes on to a port."""

    def __init__(self, folder):
        certificate, key = folder / "certificate.pem", folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=app.productbridge.io", "-keyout", key, "-out", certificate], check=True, capture_output=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.target = None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            with self.context.wrap_socket(connection, server_side=True) as outer, \
                    socket.create_connection(("127.0.0.1", self.target)) as inner:
                while True:
                    ready = [outer] if outer.pending() else select.select([outer, inner], [], [])[0]
                    for source in ready:
                        data = source.recv(65536)
                        if not data:
                            return
                        (inner if source is outer else outer).sendall(data)
        except OSError:
            pass  # the browser, or the portal, has hung up
