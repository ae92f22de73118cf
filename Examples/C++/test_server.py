# SPDX-License-Identifier: Apache-2.0
"""Tests the server's answers: `test_server.py SERVER`. PBJWT_TOKENS names the folder that tokens.py filled."""

import http.client
import os
import pathlib
import subprocess
import sys
import unittest
import urllib.parse

SERVER = sys.argv.pop(1)
TOKENS = pathlib.Path(os.environ["PBJWT_TOKENS"])
REALM = 'Bearer realm="greeter"'


def token(name):
    return (TOKENS / name).read_text()


class ServerTests(unittest.TestCase):
    def setUp(self):
        self.process = subprocess.Popen(
            [SERVER, TOKENS / "secret"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.address = urllib.parse.urlsplit(self.process.stdout.readline().strip()).netloc
        self.addCleanup(self.process.communicate)
        self.addCleanup(self.process.kill)

    def ask(self, **headers):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        self.addCleanup(connection.close)
        connection.request("GET", "/", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("WWW-Authenticate"), answer.read().decode()

    def test_a_good_token_is_greeted_from_the_header_or_the_cookie(self):
        good = token("good")
        for headers in (
            {"Authorization": f"Bearer {good}"}, {"authorization": f"bearer {good}"},
            {"Cookie": f"theme=dark; pbjwt={good}"}, {"Authorization": "Basic eDp5", "Cookie": f"pbjwt={good}"},
        ):
            self.assertEqual(self.ask(**headers), (200, None, 'Hello Zoë "Ada" Lovelace\n'))

    def test_without_a_token_the_challenge_names_no_error(self):
        for headers in ({}, {"Cookie": "theme=dark; ;"}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer"}):
            self.assertEqual(self.ask(**headers), (401, REALM, ""))

    def test_the_reason_for_a_refusal_goes_to_the_log_and_not_to_the_sender(self):
        for name in ("expired", "forged"):
            status, challenge, body = self.ask(Authorization=f"Bearer {token(name)}")
            self.assertEqual((status, body), (401, ""))
            self.assertRegex(challenge, f'^{REALM}, error="invalid_token", error_description="[^"]+"$')
            self.assertNotIn("signature", challenge)
        self.process.kill()
        log = self.process.stderr.read()
        self.assertRegex(log, "expired: .*\nsignature_mismatch: ")
        for name in ("expired", "forged", "secret"):
            self.assertNotIn(token(name), log)


if __name__ == "__main__":
    unittest.main()
