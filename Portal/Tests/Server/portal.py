# SPDX-License-Identifier: Apache-2.0
"""A test's own portals: one database, and the processes that serve it."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import uuid

ORGANIZATION = "org_load"
ADMINISTRATOR = ("root@portal.example", "correct horse battery staple")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, look, seconds=30):
    """Calls `look` until its result is true, and returns it."""
    end = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > end:
            sys.exit(f"{what}: not within {seconds} s")
        time.sleep(0.02)
    return found


def sign(email, secret, seconds=3600, **claims):
    """A token as a customer's server signs it."""
    claims = {"email": email, "jti": uuid.uuid4().hex, "exp": int(time.time()) + seconds, **claims}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    text = b".".join(map(encoded, parts))
    return (text + b"." + encoded(hmac.digest(secret.encode(), text, hashlib.sha256))).decode()


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def postgresql(schema):
    """The address of the server that postgresql.py has started, with its own schema."""
    info = os.environ["PORTAL_TEST_POSTGRESQL"]
    subprocess.run(["psql", "-qc", f"CREATE SCHEMA {schema}", info], check=True)
    words = dict(word.split("=", 1) for word in shlex.split(info))
    return "postgresql:///?" + urllib.parse.urlencode({**words, "options": f"-csearch_path={schema}"}, quote_via=urllib.parse.quote)


class Portal:
    """A master key and a database with one organization."""

    def __init__(self, program, folder, database, host):
        self.program, self.folder, self.host = str(pathlib.Path(program).resolve()), pathlib.Path(folder), host
        self.environment = {
            **os.environ,
            "PORTAL_DATABASE": str(database),
            "PORTAL_MASTER_KEY_FILE": f"{folder}/portal.key",
            "PORTAL_TRUSTED_PROXIES": "127.0.0.1",
            "PORTAL_LOG_LEVEL": "error",
        }

    def create(self):
        """Creates the database and the key."""
        self.command("keygen", f"{self.folder}/portal.key")
        self.command("create-organization", ORGANIZATION, "--host", self.host)

    def create_administrator(self):
        self.command("create-admin", ORGANIZATION, ADMINISTRATOR[0], text=ADMINISTRATOR[1])

    def create_secret(self, name="production"):
        file = self.folder / f"secret-{uuid.uuid4().hex}"
        self.command("create-secret", ORGANIZATION, name, str(file))
        return file.read_text().strip()

    def command(self, *words, text=""):
        subprocess.run([self.program, *words], env=self.environment, input=text, text=True, check=True, stdout=subprocess.DEVNULL)

    def process(self, **options):
        return Process(self, **options)


class Process:
    """A process that serves a portal on its own ports, and can be stopped and restarted."""

    def __init__(self, portal, limits=None):
        self.portal, self.port, self.management = portal, free_port(), free_port()
        self.log = portal.folder / f"portal-{self.port}.log"
        self.limits = limits
        self.process = None

    def start(self):
        environment = {
            **self.portal.environment, "PORTAL_LISTEN": f"127.0.0.1:{self.port}", "PORTAL_MANAGEMENT": f"127.0.0.1:{self.management}",
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.portal.program, "serve"], env=environment, stdout=log, stderr=log, preexec_fn=self.limits)
        wait_for("the portal", self.is_ready)
        return self

    def is_ready(self):
        if self.process.poll() is not None:
            sys.exit(f"the portal ended with {self.process.returncode}: {self.log.read_text()}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.management}/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def end(self, how=signal.SIGTERM):
        """Stops it, and returns its exit status."""
        self.process.send_signal(how)
        return self.process.wait(timeout=60)

    def metric(self, name):
        """The sum of all series with a name."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.management}/metrics", timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.split("{")[0].split(" ")[0] == name)
