# SPDX-License-Identifier: Apache-2.0
"""The package's interface: arguments, errors, identities, times."""

import copy
import pickle
import unittest
from datetime import datetime, timedelta, timezone
from typing import Any

import pbjwt
from support import OTHER, SECRET, sign

NOW = 1_800_000_000


def plain(**changes: Any) -> str:
    return sign(**{"iat": NOW, "exp": NOW + 600, **changes})


class ArgumentTests(unittest.TestCase):
    def setUp(self) -> None:
        self.verifier: Any = pbjwt.Verifier(SECRET)

    def test_a_wrong_type_is_a_type_error_that_names_the_argument(self) -> None:
        wrong: Any
        for wrong in (None, 7, True, ["x"], bytearray(b"x"), memoryview(b"x")):
            with self.subTest(token=wrong), self.assertRaisesRegex(TypeError, "^token must be str or bytes, not "):
                self.verifier.verify(wrong)
            with self.subTest(secret=wrong), self.assertRaisesRegex(TypeError, "^a secret must be str or bytes, not "):
                pbjwt.Verifier(SECRET, wrong)
        for wrong in (True, 1.5, "now", b"x"):
            with self.subTest(now=wrong), self.assertRaisesRegex(TypeError, "^now must be int"):
                self.verifier.verify("x", now=wrong)
        make: Any = pbjwt.Policy
        for setting, wrong, rule in (
            ("leeway", True, "leeway must be int, not bool"), ("max_lifetime", 1.5, "max_lifetime must be int"),
            ("issuer", b"x", "issuer must be str, not bytes"), ("strict_claims", 1, "strict_claims must be bool"),
            ("user_hash", 2, "user_hash must be str"), ("profile", None, "profile must be str"),
        ):
            with self.subTest(setting), self.assertRaisesRegex(TypeError, f"^{rule}"):
                pbjwt.Verifier(SECRET, policy=make(**{setting: wrong}))
        with self.assertRaisesRegex(TypeError, "^a policy must be Policy, not dict$"):
            pbjwt.Verifier(SECRET, policy={})  # type: ignore[arg-type]
        for call in (self.verifier.verify, self.verifier.verify_json):
            for arguments, named in (((), {}), (("a", 1), {}), (("a",), {"at": 1}), (("a",), {"now": 1, "at": 1})):
                with self.assertRaises(TypeError):
                    call(*arguments, **named)
        with self.assertRaisesRegex(TypeError, "sequence of secrets"):
            pbjwt.explain("x", SECRET)

    def test_the_error_for_a_wrong_word_lists_the_right_ones(self) -> None:
        make: Any = pbjwt.Policy
        with self.assertRaisesRegex(ValueError, "^user_hash must be one of: off, if_present, required$"):
            pbjwt.Verifier(SECRET, policy=make(user_hash="always"))
        with self.assertRaisesRegex(ValueError, "^format must be one of: text, hex, base64$"):
            pbjwt.Secret(SECRET, format="guess")  # type: ignore[arg-type]

    def test_numbers_beyond_64_bits_are_out_of_range(self) -> None:
        for leeway in (2**64 + 30, -(2**64)):
            with self.assertRaisesRegex(ValueError, "^leeway must be 0 to 300 seconds$"):
                pbjwt.Verifier(SECRET, policy=pbjwt.Policy(leeway=leeway))
        for now in (-1, 253402300800, 2**70):
            with self.assertRaisesRegex(ValueError, "^now must be in the years 1970 to 9999$"):
                self.verifier.verify("x", now=now)

    def test_now_may_be_a_datetime(self) -> None:
        then = datetime.fromtimestamp(NOW, timezone(timedelta(hours=5)))
        self.assertEqual(self.verifier.verify(plain(), now=then).user_id, "usr_1")
        with self.assertRaisesRegex(ValueError, "^now must have a time zone$"):
            self.verifier.verify(plain(), now=datetime(2027, 1, 1))

    def test_half_an_emoji_is_refused_without_a_crash(self) -> None:
        with self.assertRaises(pbjwt.TokenRefused) as caught:
            self.verifier.verify("\ud83d" + sign())
        self.assertEqual(caught.exception.status, "malformed_header")

    def test_the_error_for_an_untyped_claim_says_where_it_goes(self) -> None:
        with self.assertRaisesRegex(ValueError, "'plan' is not a claim of the documents; give it as custom="):
            pbjwt.issue(SECRET, {"email": "a@b", "plan": "x"})
        with self.assertRaisesRegex(ValueError, "^exp can't be set"):
            pbjwt.issue(SECRET, {"email": "a@b", "exp": 1})
        token = pbjwt.issue(SECRET, {"email": "a@b"}, custom={"plan": {"seats": 5}})
        self.assertEqual(self.verifier.verify(token).custom, {"plan": {"seats": 5}})


class ErrorTests(unittest.TestCase):
    def refusal(self, token: str, verifier: pbjwt.Verifier | None = None) -> pbjwt.TokenRefused:
        with self.assertRaises(pbjwt.TokenRefused) as caught:
            (verifier or pbjwt.Verifier(SECRET)).verify(token)
        return caught.exception

    def test_a_refusal_says_what_is_wrong(self) -> None:
        error = self.refusal(sign(company_mrr="x", email=7))
        self.assertEqual((error.status, error.number, error.claim), ("malformed_claim", 61, "email"))
        self.assertEqual(str(error), f"malformed_claim (email): {error.message}")
        self.assertNotEqual(error.message, error.public_message)
        self.assertIsInstance(error, pbjwt.PbjwtError)
        self.assertEqual(str(pickle.loads(pickle.dumps(error))), str(error))

    def test_a_weak_secret_is_not_the_tokens_fault(self) -> None:
        with self.assertRaises(pbjwt.PbjwtError) as caught:
            pbjwt.Verifier("short")
        self.assertEqual((type(caught.exception), caught.exception.status), (pbjwt.PbjwtError, "weak_secret"))

    def test_no_error_shows_a_token_or_secret(self) -> None:
        token = sign(OTHER)
        for error in (self.refusal(token), self.refusal(sign(email=7))):
            for text in (str(error), repr(error)):
                self.assertNotIn(SECRET, text)
                self.assertNotIn(token.split(".")[1], text)


class IdentityTests(unittest.TestCase):
    def setUp(self) -> None:
        claims = {"name": "Ada", "company_mrr": 5, "exp": NOW + 0.5, "iat": NOW - 600, "aud": ["a", "b"]}
        self.identity = pbjwt.Verifier(SECRET).verify(plain(**claims), now=NOW)

    def test_the_summary_for_logs_has_no_personal_data(self) -> None:
        for text in (repr(self.identity), str(self.identity), f"{self.identity}"):
            self.assertEqual(text, "<Identity, expires at 2027-01-15 08:00:00.500000+00:00, 0 warnings>")
        self.assertEqual(repr(pbjwt.Secret(SECRET)), "<Secret>")
        self.assertEqual(repr(pbjwt.Verifier(SECRET)), "<Verifier by sha256>")

    def test_it_is_immutable(self) -> None:
        identity: Any = self.identity
        changes: list[Any] = [lambda: setattr(identity, "email", "eve@example.com"), lambda: delattr(identity, "email"),
                       lambda: setattr(identity, "role", "x"), lambda: setattr(pbjwt.Identity, "email", "x"),
                       lambda: setattr(pbjwt.Verifier(SECRET), "x", 1)]
        for change in changes:
            with self.assertRaises((AttributeError, TypeError)):
                change()

    def test_it_cannot_be_constructed(self) -> None:
        kind: Any = pbjwt.Identity
        makes: list[Any] = [kind, lambda: kind.__new__(kind), lambda: copy.copy(self.identity), lambda: pickle.dumps(self.identity),
                     lambda: type("Mine", (kind,), {}), lambda: type("Mine", (pbjwt.Verifier,), {}),
                     lambda: pickle.dumps(pbjwt.Secret(SECRET)), lambda: copy.deepcopy(pbjwt.Verifier(SECRET))]
        for make in makes:
            with self.assertRaises(TypeError):
                make()

    def test_times_are_in_utc(self) -> None:
        self.assertEqual(self.identity.expires_at, datetime(2027, 1, 15, 8, 0, 0, 500000, timezone.utc))
        self.assertIsNone(self.identity.not_before)

    def test_a_year_that_python_does_not_have_is_available_as_seconds(self) -> None:
        identity = pbjwt.Verifier(SECRET).verify(plain(renewal_date="0000-01-01"), now=NOW)
        self.assertEqual((identity.renewal_time, identity.renewal_date_seconds), (None, -62167219200))

    def test_it_outlives_its_verifier_and_later_verifications(self) -> None:
        verifier = pbjwt.Verifier(SECRET)
        kept = [verifier.verify(sign(sub=f"user-{number}")) for number in range(20)]
        del verifier
        for number, identity in enumerate(kept):
            self.assertEqual(identity.user_id, f"user-{number}")
        self.assertEqual(self.identity.audience, ("a", "b"))

    def test_its_json_is_the_librarys(self) -> None:
        self.assertIn('"identity":' + self.identity.json, pbjwt.Verifier(SECRET).verify_json(
            plain(name="Ada", company_mrr=5, exp=NOW + 0.5, iat=NOW - 600, aud=["a", "b"]), now=NOW))


class ReportTests(unittest.TestCase):
    def test_a_report_is_for_people_and_programs(self) -> None:
        report = pbjwt.explain(f"Bearer {sign()}", [SECRET])
        self.assertEqual((report.status, report.status_after_cleaning), ("malformed_header", "ok"))
        self.assertEqual(report.causes[0].name, "bearer_prefix")
        self.assertIn("Bearer", report.text)
        self.assertEqual(repr(report), "<Report, malformed_header>")
        for text in (report.json, report.text):
            self.assertNotIn(SECRET, text)

    def test_a_generated_secret_works(self) -> None:
        one, two = pbjwt.generate_secret(), pbjwt.generate_secret()
        self.assertRegex(one, "^[0-9a-f]{64}$")
        self.assertNotEqual(one, two)
        pbjwt.Verifier(one, two)


if __name__ == "__main__":
    unittest.main()
