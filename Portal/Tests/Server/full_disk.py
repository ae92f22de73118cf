#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a portal on SQLite while its disk becomes full and then has room again.

    full_disk.py PATH/TO/portal

Once with a limit on the size of the process's files, and as root also on a file system of 6 MiB. While there is no room, pages
are shown and every write gets an error page; afterwards everything works without a restart. Only confirmed ideas are kept.
"""

import argparse
import os
import pathlib
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile

from portal import Portal, sign
from visitor import Browser, Door, Widget

TEXT = "x" * 4000


class LimitedFiles:
    """The process's files can't grow: writes fail with EFBIG."""

    name = "files that may not grow"

    def __init__(self, folder):
        self.folder = folder

    def prepare(self, process):
        self.process = process

    def fill(self):
        # The write-ahead log is the largest file.
        size = max(file.stat().st_size for file in self.folder.glob("portal.sqlite*"))
        self.limit(size)

    def make_room(self):
        self.limit(resource.RLIM_INFINITY)

    def limit(self, size):
        resource.prlimit(self.process.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def close(self):
        pass

    @staticmethod
    def in_child():
        # Like a shell's `trap '' XFSZ`: otherwise the signal would end the process before the write could fail.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


class SmallDisk:
    """A file system with no room left: writes fail with ENOSPC."""

    name = "a full file system"
    in_child = None

    def __init__(self, folder):
        self.folder = folder
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], check=True)

    def prepare(self, process):
        pass

    def fill(self):
        with (self.folder / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass

    def make_room(self):
        (self.folder / "filler").unlink()

    def close(self):
        subprocess.run(["umount", self.folder], check=True)


def can_mount(folder):
    """Whether mounting is possible; root in a container often can't."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True)
    if done.returncode == 0:
        subprocess.run(["umount", folder], check=True)
    return done.returncode == 0


def demand(is_good, what):
    if not is_good:
        sys.exit(what)


class Attempt:
    def __init__(self, program, folder, disk):
        self.disk, self.accepted, self.refused, self.number = disk, [], [], 0
        self.database = disk.folder / "portal.sqlite"
        portal = Portal(program, folder, self.database, "portal.localhost")
        portal.create()
        portal.create_administrator()
        self.secret = portal.create_secret()
        self.process = portal.process(limits=disk.in_child).start()
        disk.prepare(self.process)

    def door(self):
        """Each visitor has its own address, so that no limit is reached."""
        self.number += 1
        address = f"10.0.{self.number // 250}.{self.number % 250}"
        return Door(self.process.port, "portal.localhost", headers={"X-Forwarded-For": address})

    def submit(self):
        title = f"Idea {self.number}"
        answer = Widget(self.door()).post("feedback", title=title, text=TEXT)
        (self.accepted if answer.status == 201 else self.refused).append(title)
        demand(answer.status in (201, 503), f"{title}: {answer.gist}")
        return answer

    def run(self):
        administrator, member = Browser(self.door()), Browser(self.door())
        administrator.log_in_as_administrator()
        administrator.enable_single_sign_on(self.secret)
        member.sign_in(sign("ada@app.example", self.secret))
        demand(member.is_signed_in(), "nobody can sign in")
        for _ in range(10):
            demand(self.submit().status == 201, "there is room, and an idea is refused")

        self.disk.fill()
        while len(self.refused) < 5:
            demand(len(self.accepted) < 1000, "the disk doesn't get full")
            self.submit()
        answer = self.submit()
        demand(answer.json["error"]["code"] == "unavailable" and answer.headers["Retry-After"], answer.text)
        page = member.post("/ideas", title="Written on a full disk", text=TEXT)
        demand(page.status == 503 and "Nothing was saved" in page.text, f"a form: {page.gist}")
        self.refused.append("Written on a full disk")
        stranger = Browser(self.door())
        page = stranger.sign_in(sign("bob@app.example", self.secret))
        demand(page.status == 503 and not stranger.is_signed_in(), f"a sign-in: {page.gist}")
        page = administrator.post("/settings/sso/widget", identifyMode="upsert", requireIdentify="on")
        demand(page.status == 503, f"a setting: {page.gist}")
        # Reading still works.
        demand(member.is_signed_in() and "Idea" in member.get("/").text, "the ideas aren't shown")
        demand(administrator.get("/settings/people").status == 200, "the settings aren't shown")

        self.disk.make_room()
        before = len(self.refused)
        for _ in range(10):
            self.submit()
        demand(len(self.refused) == before, "there is room again, and an idea is refused")
        demand(stranger.sign_in(sign("bob@app.example", self.secret)).status == 303, "nobody can sign in any more")
        # A sudden end loses nothing either.
        self.process.end(signal.SIGKILL)
        self.process.start()
        for title in ("/", "/settings/people"):
            demand(administrator.get(title).status == 200, f"{title} isn't shown")
        demand(member.is_signed_in(), "a session is lost")
        self.process.end()
        kept = self.kept()
        demand(sorted(kept) == sorted(self.accepted), f"lost: {set(self.accepted) - kept}, kept: {kept - set(self.accepted)}")
        print(f"{self.disk.name}: {len(self.accepted)} ideas kept, {len(self.refused)} refused with an error page")

    def kept(self):
        connection = sqlite3.connect(self.database)
        (state,), = connection.execute("PRAGMA integrity_check")
        demand(state == "ok", state)
        titles = {title for title, in connection.execute("SELECT title FROM portal_ideas")}
        connection.close()
        return titles


def attempt(program, kind):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "disk").mkdir()
        disk = kind(folder / "disk")
        run = None
        try:
            run = Attempt(program, folder, disk)
            run.run()
        finally:
            if run and run.process.process.poll() is None:
                run.process.end()
            disk.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal")
    options = parser.parse_args()
    attempt(options.portal, LimitedFiles)
    with tempfile.TemporaryDirectory() as folder:
        is_root = os.geteuid() == 0 and can_mount(folder)
    if is_root:
        attempt(options.portal, SmallDisk)
    else:
        print("Left out: a full file system, since only root may mount one")


if __name__ == "__main__":
    main()
