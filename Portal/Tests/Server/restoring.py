#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Backs up a portal that is in use, as Portal/README.md says, and restores it elsewhere.

    restoring.py PATH/TO/portal [--postgresql]

With --postgresql the database is the one that postgresql.py has started, and pg_dump makes the copy. The restored portal accepts
the earlier sessions, passwords and tokens. With another master key it accepts all except the tokens, until there is a new secret.
"""

import argparse
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse

from portal import Portal, postgresql, sign
from visitor import Browser, Door, Widget

HOST = "portal.localhost"


def demand(is_good, what):
    if not is_good:
        sys.exit(what)


class SQLite:
    def __init__(self, portal, folder):
        self.portal, self.folder = portal, folder

    def copy(self):
        self.portal.command("backup", str(self.folder / "copy.sqlite"))

    def restore(self, name):
        database = self.folder / name / "portal.sqlite"
        portal = Portal(self.portal.program, database.parent, database, HOST)
        portal.command("restore", str(self.folder / "copy.sqlite"))
        return portal


class PostgreSQL:
    """Copies whole databases: the source is `postgres`, in which only this test has tables."""

    def __init__(self, portal, folder):
        self.portal, self.folder = portal, folder
        self.info = os.environ["PORTAL_TEST_POSTGRESQL"]

    def copy(self):
        subprocess.run(["pg_dump", "-Fc", "-n", "restoring", "-f", self.folder / "copy.dump", self.info], check=True)

    def restore(self, name):
        words = {**dict(word.split("=", 1) for word in shlex.split(self.info)), "dbname": name}
        subprocess.run(["psql", "-qc", f"CREATE DATABASE {name}", self.info], check=True)
        info = " ".join(f"{key}={value}" for key, value in words.items())
        subprocess.run(["pg_restore", "-d", info, self.folder / "copy.dump"], check=True)
        options = urllib.parse.urlencode({**words, "options": "-csearch_path=restoring"}, quote_via=urllib.parse.quote)
        return Portal(self.portal.program, self.folder / name, f"postgresql:///?{options}", HOST)


class Writer:
    """Submits ideas while the copy is made."""

    def __init__(self, door):
        self.door, self.confirmed, self.stop = door, [], threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.stop.is_set():
            number = len(self.confirmed)
            self.door.headers = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250}"}
            answer = Widget(self.door).post("feedback", title=f"Idea {number}")
            if answer.status != 201:
                self.confirmed.append(f"an idea is refused: {answer.gist}")
                return
            self.confirmed.append(answer.json["id"])

    def wait_for(self, count):
        while len(self.confirmed) < count:
            self.stop.wait(0.01)
            demand(self.thread.is_alive(), f"no idea is taken: {self.confirmed[-1:]}")


def check(process, secret, member, administrator, ideas, writer):
    """Checks the restored portal: sessions are valid, the secret works, and ideas confirmed before the copy are there."""
    door = Door(process.port, HOST)
    for browser in (member, administrator):
        browser.door = door
    demand(member.is_signed_in(), "a session is lost")
    demand(administrator.get("/settings/sso/keys").status == 200, "the administrator's session is lost")
    fresh = Browser(door)
    fresh.log_in_as_administrator()
    visitor = Browser(door)
    visitor.sign_in(sign("bob@app.example", secret))
    demand(visitor.is_signed_in(), "the old secret doesn't count")
    demand(Widget(door).identify(sign("cleo@app.example", secret)).status == 200, "the old secret doesn't count at the widget")
    lost = [idea for idea in ideas if visitor.get(f"/ideas/{idea}").status != 200]
    demand(not lost, f"{len(lost)} ideas are lost")
    print(f"{len(ideas)} ideas were confirmed before the copy, all of them are in it; {len(writer.confirmed) - len(ideas)} came later")


def check_without_key(process, secret):
    door = Door(process.port, HOST)
    administrator, visitor = Browser(door), Browser(door)
    administrator.log_in_as_administrator()
    refused = visitor.sign_in(sign("dan@app.example", secret))
    demand(refused.status == 500 and not visitor.is_signed_in(), f"a sign-in without the key: {refused.gist}")
    demand("doesn't open the secrets of org_load" in process.log.read_text(), "the start doesn't say that the master key is another")
    demand("unknown_master_key" in process.log.read_text(), "the log doesn't say that the master key is another")
    path = "/settings/sso/keys"
    key = re.search(r'name="key" value="([^"]+)"', administrator.get(path).text)[1]
    answer = administrator.post(f"{path}/regenerate", name="production", key=key, grace="none", confirmed="yes")
    demand(answer.status == 200, f"regenerate: {answer.gist}")
    new = re.search(r'<code id="secret"[^>]*>([0-9a-f]+)<', answer.text)[1]
    visitor.sign_in(sign("dan@app.example", new))
    demand(visitor.is_signed_in(), "the new secret doesn't count")
    print(f"with another master key: {refused.gist}; by a new secret people sign in again")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal")
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name in ("first", "second", "third"):
            (folder / name).mkdir()
        attempt(options, folder)


def attempt(options, folder):
    database = postgresql("restoring") if options.postgresql else folder / "first/portal.sqlite"
    portal = Portal(options.portal, folder / "first", database, HOST)
    portal.create()
    portal.create_administrator()
    secret = portal.create_secret()
    keeper = (PostgreSQL if options.postgresql else SQLite)(portal, folder)
    process = portal.process().start()
    try:
        door = Door(process.port, HOST)
        administrator, member = Browser(door), Browser(door)
        administrator.log_in_as_administrator()
        administrator.enable_single_sign_on(secret)
        member.sign_in(sign("ada@app.example", secret))
        writer = Writer(Door(process.port, HOST))
        try:
            writer.wait_for(20)
            ideas = list(writer.confirmed)
            keeper.copy()
            writer.wait_for(len(writer.confirmed) + 5)
        finally:
            writer.stop.set()
            writer.thread.join()
    finally:
        process.end()

    restored = keeper.restore("second")
    shutil.copy(folder / "first/portal.key", folder / "second/portal.key")
    process = restored.process().start()
    try:
        check(process, secret, member, administrator, ideas, writer)
    finally:
        process.end()

    restored = keeper.restore("third")
    restored.command("keygen", str(folder / "third/portal.key"))
    process = restored.process().start()
    try:
        check_without_key(process, secret)
    finally:
        process.end()


if __name__ == "__main__":
    main()
