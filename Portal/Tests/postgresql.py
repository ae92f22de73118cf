#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command with its own PostgreSQL server, which is deleted afterwards:

    Portal/Tests/postgresql.py COMMAND ...

PORTAL_TEST_POSTGRESQL has the connection string for the command. The server listens on a free port of 127.0.0.1,
and only the role `guarded` needs a password.
"""
import glob
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile

VARIABLE = "PORTAL_TEST_POSTGRESQL"


def binaries():
    """The folder with the newest server's programs."""
    def version(folder):
        name = pathlib.Path(folder).parent.name
        return int(name) if name.isdigit() else 0

    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=version)
    if folders:
        return pathlib.Path(folders[-1])
    found = shutil.which("initdb")
    if not found:
        sys.exit("There is no PostgreSQL server: please install postgresql, and try again.")
    return pathlib.Path(found).parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server, for use in a `with` statement. Root can't run one, so then the user postgres does. `programs` is the
    folder of another server's programs; `variables` are for its environment."""

    def __init__(self, options="", programs=None, variables=None):
        self.options = options
        self.programs = programs or binaries()
        self.variables = variables or {}

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="portal-postgresql-", dir="/tmp"))
        self.data = self.folder / "data"
        self.port = free_port()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        try:
            self._run("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
            rules = self.data / "pg_hba.conf"
            rules.write_text("host all guarded 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=100 {self.options}"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")

    @property
    def connection_info(self):
        return f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"

    @property
    def pid(self):
        """The server's first process, which starts all others."""
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def _run(self, program, *arguments, check=True):
        command = [str(self.programs / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        # Not the caller's output, which the server that pg_ctl starts would keep open.
        done = subprocess.run(command, cwd="/tmp", env={**os.environ, **self.variables},
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL)
        if check and done.returncode:
            log = self.folder / "log"
            said = log.read_text() if log.exists() else (done.stderr or b"").decode()
            sys.exit(f"{program} failed: {said}")


if __name__ == "__main__":
    with Server() as server:
        result = subprocess.run(sys.argv[1:], env={**os.environ, VARIABLE: server.connection_info})
    sys.exit(result.returncode)
