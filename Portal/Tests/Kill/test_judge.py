# SPDX-License-Identifier: Apache-2.0
"""The judge finds the violations in a forged journal, and none in an honest one."""
import unittest

from judge import Event, Judge


def signed(command, argument, start, outcome, value="", secret="s1"):
    return Event(command, argument, start, start + 1, outcome, value, name="k", secret=secret)


def event(command, argument, start, outcome, value=""):
    return Event(command, argument, start, start + 1, outcome, value)


HONEST = [
    event("generate", "k", 0, "shown", "s1"),
    signed("signin", "t1", 10, "session", "c1"),
    signed("signin", "t1", 12, "refused", "token_replayed"),
    event("check", "c1", 14, "good"),
    event("endall", "", 16, "done"),
    event("check", "c1", 18, "bad"),
    signed("verify", "v1", 20, "verified"),
    event("regenerate", "k", 30, "shown", "s2"),
    signed("verify", "v1", 40, "refused", "token_refused"),
    signed("verify", "v2", 42, "verified", secret="s2"),
    event("audit", "", 50, "sessions", "1 0"),
]


class JudgeTest(unittest.TestCase):
    def judge(self, *changes):
        """The journal with events added, which replace those that began at the same time."""
        starts = {change.start for change in changes}
        return Judge([e for e in HONEST if e.start not in starts] + list(changes)).run()

    def test_honest(self):
        self.assertEqual(self.judge(), [])

    def test_replay(self):
        self.assertIn("signed in 2 times", self.judge(signed("signin", "t1", 12, "session", "c2"))[0])

    def test_unreported_replay(self):
        self.assertIn("token that another one has", self.judge(event("audit", "", 50, "sessions", "2 1"))[0])

    def test_lost_secret(self):
        found = self.judge(signed("verify", "v2", 42, "refused", "token_refused", secret="s2"))
        self.assertIn("is lost", found[0])

    def test_lost_secret_at_sign_in(self):
        found = self.judge(signed("signin", "t2", 11, "refused", "token_refused"))
        self.assertIn("is lost", found[0])

    def test_secret_that_does_not_die(self):
        self.assertIn("replaced or revoked", self.judge(signed("verify", "v1", 40, "verified"))[0])

    def test_sign_in_by_a_dead_secret(self):
        self.assertIn("replaced or revoked", self.judge(signed("signin", "t2", 41, "session", "c2"))[0])

    def test_session_that_does_not_end(self):
        self.assertIn("good after its end", self.judge(event("check", "c1", 18, "good"))[0])

    def test_session_of_a_replaced_secret(self):
        changed = [event("endall", "", 16, "refused"), event("check", "c1", 35, "good")]
        self.assertIn("good after its end", self.judge(*changed, event("check", "c1", 18, "good"))[0])

    def test_session_after_sign_out(self):
        self.assertIn("good after its end", self.judge(
            event("signout", "c1", 12.5, "done"), event("check", "c1", 14, "good"))[0])

    def test_lost_session(self):
        self.assertIn("the session c1 is lost", self.judge(event("check", "c1", 14, "bad"))[0])

    def test_unknown_changes_allow_either(self):
        unknown = Event("regenerate", "k", 21, 22, None)
        for outcome in (("verified", ""), ("refused", "token_refused")):
            self.assertEqual(self.judge(unknown, signed("verify", "v1", 24, *outcome)), [])
        unknown = Event("endall", "", 13, 15, None)
        for outcome in ("good", "bad"):
            self.assertEqual(self.judge(unknown, event("check", "c1", 14, outcome)), [])

    def test_refused_changes_change_nothing(self):
        refused = event("revoke", "k", 21, "refused", "unknown_secret")
        found = self.judge(refused, signed("verify", "v1", 24, "refused", "token_refused"))
        self.assertIn("is lost", found[0])

    def test_unavailable_changes_change_nothing(self):
        unavailable = event("revoke", "k", 21, "unavailable", "connection_failed")
        found = self.judge(unavailable, signed("verify", "v1", 24, "refused", "token_refused"))
        self.assertIn("is lost", found[0])
        self.assertEqual(self.judge(unavailable, signed("verify", "v1", 24, "unavailable")), [])


if __name__ == "__main__":
    unittest.main()
