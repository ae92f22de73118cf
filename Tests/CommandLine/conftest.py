# SPDX-License-Identifier: Apache-2.0
"""The command line under test, and an independent signer."""

import base64
import hashlib
import hmac
import json
import os
import subprocess

import pytest

NOW = 1750000000
SECRET = "6b1f0c9de2a8473b95d4c7e80f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c"
OTHER_SECRET = "a0c1d2e3f405162738495a6b7c8d9eafb0c1d2e3f405162738495a6b7c8d9eaf"
HEADER = {"alg": "HS256", "typ": "JWT"}


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(payload, header=HEADER, secret=SECRET):
    """A token with any header and payload; bytes and strings are used unchanged."""

    def segment(part):
        if isinstance(part, dict):
            part = json.dumps(part, separators=(",", ":"))
        return base64url(part.encode() if isinstance(part, str) else part)

    signing_input = segment(header) + "." + segment(payload)
    mac = hmac.new(secret.encode(), signing_input.encode(), hashlib.sha256).digest()
    return signing_input + "." + base64url(mac)


def person(**claims):
    """The claims of a good token with changes; None removes a claim."""
    all_claims = {"email": "ann@example.com", "iat": NOW, "exp": NOW + 3600, **claims}
    return {name: value for name, value in all_claims.items() if value is not None}


class CommandLine:
    program = os.environ["PBJWT"]

    def environment(self, secret=SECRET, **others):
        variables = {"PATH": os.environ["PATH"], **others}
        if secret is not None:
            variables["PRODUCTBRIDGE_WIDGET_SECRET"] = secret
        return variables

    def start(self, *arguments, secret=SECRET, **options):
        return subprocess.Popen(
            [self.program, *arguments], env=self.environment(secret), **options
        )

    def run(self, *arguments, input=b"", secret=SECRET, **options):
        return subprocess.run(
            [self.program, *arguments],
            input=input,
            env=self.environment(secret),
            capture_output=True,
            timeout=60,
            **options,
        )

    def verify(self, *arguments, **options):
        return self.run("verify", "--now", str(NOW), *arguments, **options)

    def verify_json(self, *arguments, **options):
        done = self.verify("--json", *arguments, **options)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def peak_kib(process):
    """A program's peak resident memory, 0 if it has ended. Not from wait4, which reports at least the tests' own memory."""
    with open(f"/proc/{process.pid}/status") as status:
        return next((int(line.split()[1]) for line in status if line.startswith("VmHWM:")), 0)


@pytest.fixture
def pbjwt():
    return CommandLine()
