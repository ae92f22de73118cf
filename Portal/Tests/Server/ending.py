#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ends a portal under load, with SIGTERM and with kill -9, and checks that every idea it had confirmed is there.

    ending.py PATH/TO/portal [--rounds 3] [--postgresql]

With --postgresql the database is the one that postgresql.py has started. With SIGTERM no request in progress may be cut off, and
the process must exit with 0.
"""

import argparse
import http.client
import signal
import sys
import tempfile
import threading
import time

from portal import Portal, postgresql
from visitor import Browser, Door, Widget


def submit(process, title, client):
    """Submits an idea: returns its id, `None` if the portal had already closed, or an error's text."""
    # Each client has its own address, so that no limit is reached.
    door = Door(process.port, process.portal.host, headers={"X-Forwarded-For": client})
    try:
        answer = Widget(door).post("feedback", title=title)
        return answer.json["id"] if answer.status == 201 else answer.gist
    except ConnectionRefusedError:
        return None
    except (OSError, http.client.HTTPException) as error:
        return f"cut off: {error!r}"


def is_kept(process, idea):
    return Browser(Door(process.port, process.portal.host)).get(f"/ideas/{idea}").status == 200


class Load:
    """Clients that submit ideas until the portal has ended."""

    def __init__(self, process, number):
        self.process, self.confirmed, self.failures = process, [], []
        self.threads = [threading.Thread(target=self.run, args=(f"10.{number}.{client}",)) for client in range(8)]
        for thread in self.threads:
            thread.start()

    def run(self, network):
        for count in range(100_000):
            outcome = submit(self.process, f"Idea {count}", f"{network}.{count // 10 % 250}")
            if outcome is None:
                return
            if " " in outcome:
                self.failures.append(outcome)
                # The process ended during the request.
                if outcome.startswith("cut off"):
                    return
            else:
                self.confirmed.append(outcome)

    def join(self):
        for thread in self.threads:
            thread.join()


def end(process, how, number):
    process.start()
    load = Load(process, number)
    deadline = time.monotonic() + 30
    while len(load.confirmed) < 100 and time.monotonic() < deadline:
        time.sleep(0.01)
    status = process.end(how)
    load.join()
    if how == signal.SIGTERM:
        if status != 0:
            sys.exit(f"SIGTERM: the portal ended with {status}")
        # A connection that was not yet accepted isn't a request in progress.
        answered = [failure for failure in load.failures if not failure.startswith("cut off")]
        if answered:
            sys.exit(f"SIGTERM: answered with errors: {answered[:3]}")
    process.start()
    lost = [idea for idea in load.confirmed if not is_kept(process, idea)]
    process.end()
    print(f"{how.name}: {len(load.confirmed)} ideas confirmed, {len(lost)} lost, {len(load.failures)} clients cut off")
    if lost or len(load.confirmed) < 100:
        sys.exit(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = postgresql("ending") if options.postgresql else f"{folder}/portal.sqlite"
        portal = Portal(options.portal, folder, database, "portal.localhost")
        portal.create()
        process = portal.process()
        for number in range(options.rounds):
            for step, how in enumerate((signal.SIGTERM, signal.SIGKILL)):
                end(process, how, 2 * number + step)


if __name__ == "__main__":
    main()
