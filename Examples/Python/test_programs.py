# SPDX-License-Identifier: Apache-2.0
"""Runs the two programs with the installed package."""

import os
import subprocess
import sys
import time
import unittest
from pathlib import Path

import pbjwt
from flask_app import COOKIE, create_app

HERE, FOLDER = Path(__file__).parent, Path(os.environ["PBJWT_TOKENS"])


def token(name: str) -> str:
    return (FOLDER / name).read_text()


class WhoisTests(unittest.TestCase):
    def run_it(self, name: str, secret: str = "secret") -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-B", HERE / "whois.py", secret], cwd=FOLDER, input=token(name) + "\n",
                              capture_output=True, encoding="utf-8", timeout=60)

    def test_it_says_who_it_is(self) -> None:
        done = self.run_it("good")
        self.assertEqual((done.returncode, done.stdout, done.stderr),
                         (0, "ada@example.com is 'Zoë \"Ada\" Lovelace', user id 'usr_7Yk2L'\n", ""))

    def test_it_says_why_not(self) -> None:
        for name, secret, start in (
            ("expired", "secret", "whois: expired: The token has expired"),
            ("number-as-email", "secret", "whois: malformed_claim (email): "),
            ("good", "other-secret", "whois: signature_mismatch: "),
            ("good", "nothing-here", "whois: [Errno 2] No such file"),
        ):
            with self.subTest(name, secret=secret):
                done = self.run_it(name, secret)
                self.assertEqual((done.returncode, done.stdout, done.stderr[:len(start)]), (1, "", start))
                self.assertNotIn(token("secret"), done.stderr)
                self.assertNotIn(token(name), done.stderr)


class FlaskTests(unittest.TestCase):
    def setUp(self) -> None:
        self.client = create_app(pbjwt.Verifier(token("secret"))).test_client()

    def test_a_token_in_the_header_or_the_cookie_signs_in(self) -> None:
        person = {"email": "ada@example.com", "id": "usr_7Yk2L", "name": "Ada Lovelace"}
        for scheme in ("Bearer", "bearer"):
            answer = self.client.get("/me", headers={"Authorization": f"{scheme} {token('minimal')}"})
            self.assertEqual((answer.status_code, answer.json), (200, person))
        self.client.set_cookie(COOKIE, token("minimal"))
        self.assertEqual(self.client.get("/me").json, person)

    def test_without_a_token_there_is_a_challenge_without_an_error(self) -> None:
        for headers in ({}, {"Authorization": "Basic YTpi"}):
            answer = self.client.get("/me", headers=headers)
            self.assertEqual((answer.status_code, answer.headers["WWW-Authenticate"]),
                             (401, 'Bearer realm="productbridge"'))

    def test_a_refusal_does_not_tell_the_sender_the_reason(self) -> None:
        for name in ("expired", "forged", "no-email"):
            answer = self.client.get("/me", headers={"Authorization": f"Bearer {token(name)}"})
            self.assertEqual(answer.status_code, 401)
            self.assertRegex(answer.headers["WWW-Authenticate"],
                             '^Bearer realm="productbridge", error="invalid_token", error_description="[^"]+"$')
            self.assertNotIn("email", answer.text)


class ForkTests(unittest.TestCase):
    """gunicorn creates the application, and then forks."""

    def test_forked_workers_verify(self) -> None:
        socket = FOLDER / "gunicorn.sock"
        started = [sys.executable, "-B", "-m", "gunicorn", "--preload", "--workers=3", "--log-level=error",
                   f"--bind=unix:{socket}", "flask_app:create_app()"]
        server = subprocess.Popen(started, cwd=HERE, env={**os.environ, "PRODUCTBRIDGE_SECRET": token("secret")})
        try:
            until = time.monotonic() + 30
            answers = []
            while len(answers) < 60:
                asked = subprocess.run(
                    ["curl", "-s", "--unix-socket", socket, "-H", f"Authorization: Bearer {token('minimal')}",
                     "http://localhost/me"], capture_output=True, text=True, timeout=30)
                if asked.returncode == 0:
                    answers.append(asked.stdout.strip())
                elif time.monotonic() > until:
                    self.fail("gunicorn doesn't answer")
            self.assertEqual(set(answers), {'{"email":"ada@example.com","id":"usr_7Yk2L","name":"Ada Lovelace"}'})
        finally:
            server.terminate()
            server.wait(30)


if __name__ == "__main__":
    unittest.main()
