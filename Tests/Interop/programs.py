# SPDX-License-Identifier: Apache-2.0
"""The programs that issue and verify in each language, and their input.

A program reads one order, a JSON object, from standard input, so that no secret is in its arguments.

An issuer prints the token for

    secret      the characters of the secret
    form        "widget" or "sso": which of the documents' samples
    user        who is signed in: email, name, id, avatar_url, company_name, company_id, mrr, status, renewal_date,
                renewal_risk; what is not there is what the language has for that
    clock       what reading the clock gives, first and then, in seconds; without it the real time
    algorithm   HS256 without it
    hash_of     issues the documents' short payload of email, user id and user_hash instead, with the hash of this id
    version     of firebase/php-jwt, whose JSON changed; of no meaning to the others

A verifier prints {"header": …, "claims": …} or {"refused": REASON} for

    secret, token, and audience and issuer if they are required
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

import pytest

FOLDER = pathlib.Path(__file__).parent
GOLANG_JWT = pathlib.Path("/usr/share/gocode/src/github.com/golang-jwt/jwt")

NOW = 1750000000
SECRET = "6b1f0c9de2a8473b95d4c7e80f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c"
OTHER_SECRET = "a0c1d2e3f405162738495a6b7c8d9eafb0c1d2e3f405162738495a6b7c8d9eaf"
FORMS = ["widget", "sso"]


@dataclass(frozen=True)
class Language:
    """How to start a library's programs, how to check for the library, and how to install it."""

    suffix: str
    command: tuple[str, ...]
    probe: tuple[str, ...]
    remedy: str


LANGUAGES = {
    "jsonwebtoken": Language(".mjs", ("node",), ("node", "--version"), "apt-get install nodejs"),
    "pyjwt": Language(
        ".py", (sys.executable,), (sys.executable, "-c", "import jwt"), "pip install -r Tests/Interop/requirements.txt"
    ),
    "php_jwt": Language(".php", ("php",), ("php", "--version"), "apt-get install php-cli"),
    "ruby_jwt": Language(".rb", ("ruby",), ("ruby", "-r", "jwt", "-e", ""), "apt-get install ruby ruby-jwt"),
    "golang_jwt": Language(
        ".go", (), ("go", "version"), "apt-get install golang-go golang-github-golang-jwt-jwt-dev"
    ),
}


def need(library):
    """Fails if a library is missing: a test that can't run hasn't passed."""
    language = LANGUAGES[library]
    there = shutil.which(language.probe[0]) is not None and (library != "golang_jwt" or GOLANG_JWT.is_dir())
    if not there or subprocess.run(language.probe, capture_output=True).returncode != 0:
        pytest.fail(f"{library} can't be tried without its language and library: {language.remedy}", pytrace=False)
    return language


def build_go(source, room):
    """Builds the Go program; the library is Debian's, so its module is in Debian's folder."""
    room.mkdir(parents=True)
    shutil.copy(source, room)
    version = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, check=True).stdout
    release = re.match(r"go(\d+\.\d+)", version)[1]
    module = re.search(r"^module (\S+)", (GOLANG_JWT / "go.mod").read_text())[1]
    (room / "go.mod").write_text(
        f"module program\n\ngo {release}\n\n"
        f"require {module} v4.0.0\n\nreplace {module} => {GOLANG_JWT}\n"
    )
    offline = {"GOFLAGS": "-mod=mod", "GO111MODULE": "on", "GOWORK": "off", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    kept = {"GOCACHE": str(room.parent / "go-cache"), "GOPATH": str(room.parent / "go-path")}
    build, variables = ["go", "build", "-o", "program", "."], {**os.environ, **offline, **kept}
    built = subprocess.run(build, cwd=room, env=variables, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return room / "program"


class Programs:
    """The programs in one folder; those that need it are built below another folder."""

    def __init__(self, kind, temporary):
        self.kind, self.temporary = kind, temporary
        self.ready = {}

    def command(self, library):
        if library not in self.ready:
            language = need(library)
            source = FOLDER / self.kind / (library + language.suffix)
            if library == "golang_jwt":
                source = build_go(source, self.temporary / self.kind)
            self.ready[library] = [*language.command, str(source)]
        return self.ready[library]

    def start(self, library, **order):
        return subprocess.run(
            self.command(library), input=json.dumps(order).encode(), capture_output=True, timeout=60
        )

    def run(self, library, **order):
        done = self.start(library, **order)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().rstrip("\n")


def pbjwt(*arguments, secret=SECRET):
    return subprocess.run(
        [os.environ["PBJWT"], *arguments],
        env={"PATH": os.environ["PATH"], "PRODUCTBRIDGE_WIDGET_SECRET": secret},
        capture_output=True,
        timeout=60,
    )


def verify(token, *options, secret=SECRET, now=NOW):
    """The result of `pbjwt verify` at this time; None means now."""
    time = () if now is None else ("--now", str(now))
    done = pbjwt("verify", "--json", *time, *options, token, secret=secret)
    result = json.loads(done.stdout)
    assert done.returncode == (0 if result["verified"] else 1)
    return result
