#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ends a portal in the middle of a load, by SIGTERM and by kill -9, and looks for every idea that it had confirmed.

    ending.py PATH/TO/portal [--rounds 3] [--postgresql]

With --postgresql the database is the one that postgresql.py has started. By SIGTERM no request under way may be cut off either, and the process ends by itself with 0.
"""

import argparse
import http.client
import json
import os
import pathlib
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

ORGANIZATION = "org_load"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Portal:
    def __init__(self, program, folder, database):
        self.program, self.port, self.management = program, free_port(), free_port()
        self.environment = {
            **os.environ,
            "PORTAL_DATABASE": database,
            "PORTAL_MASTER_KEY_FILE": f"{folder}/portal.key",
            "PORTAL_LISTEN": f"127.0.0.1:{self.port}",
            "PORTAL_MANAGEMENT": f"127.0.0.1:{self.management}",
            "PORTAL_TRUSTED_PROXIES": "127.0.0.1",
            "PORTAL_LOG_LEVEL": "error",
        }
        self.command("keygen", f"{folder}/portal.key")
        self.command("create-organization", ORGANIZATION, "--host", f"portal.localhost:{self.port}")

    def command(self, *words):
        subprocess.run([self.program, *words], env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def start(self):
        self.process = subprocess.Popen([self.program, "serve"], env=self.environment)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.management}/readyz", timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        sys.exit("the portal did not start")

    def submit(self, title, client):
        """What came of an idea: its id, `None` where the portal had closed before, or an error's text."""
        body = json.dumps({"organizationId": ORGANIZATION, "title": title})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        # Each client has an address of its own, so that no limit is met.
        headers = {"Content-Type": "application/json", "X-Forwarded-For": client}
        try:
            connection.connect()
            connection.request("POST", "/api/widget/feedback", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            return json.loads(text)["id"] if answer.status == 201 else f"{answer.status} {text[:100]}"
        except ConnectionRefusedError:
            return None
        except (OSError, http.client.HTTPException) as error:
            return f"cut off: {error!r}"
        finally:
            connection.close()

    def is_kept(self, idea):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", f"/ideas/{idea}", headers={"Host": f"portal.localhost:{self.port}"})
        status = connection.getresponse().status
        connection.close()
        return status == 200


class Load:
    """Clients that submit ideas until the portal is gone."""

    def __init__(self, portal, number):
        self.portal, self.confirmed, self.failures = portal, [], []
        self.threads = [threading.Thread(target=self.run, args=(f"10.{number}.{client}",)) for client in range(8)]
        for thread in self.threads:
            thread.start()

    def run(self, network):
        for count in range(100_000):
            outcome = self.portal.submit(f"Idea {count}", f"{network}.{count // 10 % 250}")
            if outcome is None:
                return
            if " " in outcome:
                self.failures.append(outcome)
                # The process is gone in the middle of it.
                if outcome.startswith("cut off"):
                    return
            else:
                self.confirmed.append(outcome)

    def join(self):
        for thread in self.threads:
            thread.join()


def end(portal, how, number):
    portal.start()
    load = Load(portal, number)
    deadline = time.monotonic() + 30
    while len(load.confirmed) < 100 and time.monotonic() < deadline:
        time.sleep(0.01)
    portal.process.send_signal(how)
    status = portal.process.wait(timeout=60)
    load.join()
    if how == signal.SIGTERM:
        if status != 0:
            sys.exit(f"SIGTERM: the portal ended with {status}")
        # A connection that was not accepted yet is no request under way.
        answered = [failure for failure in load.failures if not failure.startswith("cut off")]
        if answered:
            sys.exit(f"SIGTERM: answered with errors: {answered[:3]}")
    portal.start()
    lost = [idea for idea in load.confirmed if not portal.is_kept(idea)]
    portal.process.terminate()
    portal.process.wait(timeout=60)
    print(f"{how.name}: {len(load.confirmed)} ideas confirmed, {len(lost)} lost, {len(load.failures)} clients cut off")
    if lost or len(load.confirmed) < 100:
        sys.exit(1)


def postgresql():
    """The address of the server that postgresql.py has started, with a schema of our own."""
    words = dict(word.split("=", 1) for word in shlex.split(os.environ["PORTAL_TEST_POSTGRESQL"]))
    subprocess.run(["psql", "-qc", "CREATE SCHEMA ending", os.environ["PORTAL_TEST_POSTGRESQL"]], check=True)
    return "postgresql:///?" + urllib.parse.urlencode({**words, "options": "-csearch_path=ending"}, quote_via=urllib.parse.quote)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = postgresql() if options.postgresql else f"{folder}/portal.sqlite"
        portal = Portal(str(pathlib.Path(options.portal).resolve()), folder, database)
        for number in range(options.rounds):
            for step, how in enumerate((signal.SIGTERM, signal.SIGKILL)):
                end(portal, how, 2 * number + step)


if __name__ == "__main__":
    main()
