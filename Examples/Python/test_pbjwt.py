# SPDX-License-Identifier: Apache-2.0
"""What tokens say, which are refused, and what may be demanded of them."""

import copy
import dataclasses
import json
import pickle
import time
import unittest
from datetime import datetime, timedelta, timezone
from typing import Any, Callable

import pbjwt
from support import OTHER_SECRET, SECRET, sign, token, user_hash


class VerifierTestCase(unittest.TestCase):
    def setUp(self) -> None:
        self.verifier = pbjwt.Verifier(SECRET)
        self.addCleanup(self.verifier.close)

    def assert_refused(self, status: str, text: str | bytes, verifier: pbjwt.Verifier | None = None,
                       claim: str | None = None) -> pbjwt.TokenRefused:
        with self.assertRaises(pbjwt.TokenRefused) as caught:
            (verifier or self.verifier).verify(text)
        self.assertEqual((caught.exception.name, caught.exception.claim), (status, claim))
        return caught.exception


class ClaimTests(VerifierTestCase):
    def test_a_good_token_says_all_that_the_documents_name(self) -> None:
        before = datetime.now(timezone.utc)
        identity = self.verifier.verify(token("good"))
        expected = {
            "email": "ada@example.com",
            "canonical_email": "ada@example.com",
            "user_id": "usr_7Yk2L",
            "name": 'Zoë "Ada" Lovelace',
            "avatar_url": "https://cdn.example.com/avatars/7Yk2L.png",
            "company_name": "Analytical Engines Ltd",
            "company_id": "cmp_0042",
            "company_mrr": 1249.5,
            "customer_status": "active",
            "renewal_date": "2026-03-31",
            "renewal_time": datetime(2026, 3, 31, tzinfo=timezone.utc),
            "renewal_risk": "low",
            "account_owner_id": "own_17",
            "account_owner_email": "charles@example.org",
            "external_user_id": "003Dn00000XyZAB",
            "user_hash": pbjwt.UserHashState.UNCHECKED,
            "not_before": None,
            "issuer": None,
            "audience": (),
            "token_id": None,
            "warnings": (),
        }
        said = dataclasses.asdict(identity)
        self.assertEqual(json.loads(said.pop("custom_json")), {"plan": {"seats": 25}})
        issued, expires = said.pop("issued_at"), said.pop("expires_at")
        self.assertLess(abs(issued - before), timedelta(minutes=10))
        self.assertEqual(expires - issued, timedelta(hours=1))
        self.assertEqual(said, expected)

    def test_what_a_token_does_not_say_is_none(self) -> None:
        said = dataclasses.asdict(self.verifier.verify(token("minimal")))
        there = {"email", "canonical_email", "name", "user_id", "issued_at", "expires_at"}
        self.assertEqual({field for field, value in said.items() if value is None},
                         set(said) - there - {"user_hash", "audience", "warnings", "custom_json"})
        self.assertEqual((said["user_hash"], said["audience"], said["warnings"], said["custom_json"]),
                         (pbjwt.UserHashState.ABSENT, (), (), "{}"))

    def test_the_registered_claims_are_read_too(self) -> None:
        now = time.time()
        identity = self.verifier.verify(sign(iss="shop", aud=["bridge", "börse"], jti="4711", nbf=1700000000.5,
                                             exp=now + 60, renewal_date="1969-12-31T23:00:00-01:00"))
        self.assertEqual((identity.issuer, identity.token_id), ("shop", "4711"))
        self.assertEqual(identity.audience, ("bridge", "börse"))
        self.assertEqual(identity.not_before, datetime(2023, 11, 14, 22, 13, 20, 500000, timezone.utc))
        self.assertEqual(identity.renewal_time, datetime(1970, 1, 1, tzinfo=timezone.utc))
        assert identity.expires_at is not None
        self.assertAlmostEqual(identity.expires_at.timestamp(), now + 60, places=5)

    def test_a_renewal_in_the_year_0_is_a_text_alone(self) -> None:
        identity = self.verifier.verify(sign(renewal_date="0000-02-29"))
        self.assertEqual((identity.renewal_date, identity.renewal_time), ("0000-02-29", None))

    def test_what_is_odd_is_told_by_kind_and_claim(self) -> None:
        odd = sign(email="Ada@example.com", company_mrr="much", id="undefined")
        self.assertEqual(set(self.verifier.verify(odd).warnings),
                         {("not_canonical", "email"), ("wrong_form", "company_mrr"), ("placeholder", "id")})

    def test_an_identity_can_be_pickled_and_not_changed_and_its_repr_names_no_one(self) -> None:
        identity = self.verifier.verify(token("good"))
        self.assertEqual(pickle.loads(pickle.dumps(identity)), identity)
        with self.assertRaises(dataclasses.FrozenInstanceError):
            identity.email = "eve@example.com"  # type: ignore[misc]
        self.assertNotIn("ada", repr(identity).lower())

    def test_the_version_is_that_of_the_library(self) -> None:
        self.assertRegex(pbjwt.version(), r"^0\.\d+\.\d+$")


class RefusalTests(VerifierTestCase):
    def test_each_refusal_has_its_number_name_and_claim(self) -> None:
        for name, status, number, claim in (
            ("expired", "expired", 51, None),
            ("forged", "signature_mismatch", 31, None),
            ("no-email", "missing_email", 60, None),
            ("number-as-email", "malformed_claim", 61, "email"),
        ):
            with self.subTest(name):
                self.assertEqual(self.assert_refused(status, token(name), claim=claim).status, number)

    def test_the_operator_reads_more_than_the_sender(self) -> None:
        refusal = self.assert_refused("malformed_claim", token("number-as-email"), claim="email")
        self.assertEqual(str(refusal), "malformed_claim (email): " + refusal.message)
        self.assertIn("email must be text", refusal.message)
        self.assertEqual(refusal.public_message, "Please log in.")

    def test_neither_token_nor_secret_is_in_a_message(self) -> None:
        for name in ("expired", "forged", "no-email", "number-as-email"):
            with self.subTest(name), self.assertRaises(pbjwt.TokenRefused) as caught:
                self.verifier.verify(token(name))
            error = caught.exception
            shown = f"{error} {error!r} {error.args} {error.message} {error.public_message}"
            for part in (SECRET.decode(), OTHER_SECRET.decode(), *token(name).split(".")):
                self.assertNotIn(part, shown)

    def test_a_refusal_can_be_pickled(self) -> None:
        refusal = self.assert_refused("malformed_claim", token("number-as-email"), claim="email")
        other = pickle.loads(pickle.dumps(refusal))
        self.assertEqual((repr(other), str(other)), ("TokenRefused(61, 'email')", str(refusal)))

    def test_what_is_no_token_is_refused(self) -> None:
        good = token("good")
        cases: list[tuple[str, str | bytes]] = [
            ("malformed_token", ""),
            ("malformed_token", b""),
            ("token_too_large", "a" * 2_000_000),
            ("malformed_token", "a" * 100),
            ("malformed_signature", good + "\0"),
            ("malformed_header", "\0" + good),
            ("malformed_signature", good.encode() + b"\xff"),
            ("malformed_signature", good + "\udc80"),
            ("malformed_signature", good + "\n"),
        ]
        for status, text in cases:
            with self.subTest(status, length=len(text)):
                self.assert_refused(status, text)

    def test_a_token_may_come_as_bytes(self) -> None:
        self.assertEqual(self.verifier.verify(token("good").encode()), self.verifier.verify(token("good")))


class SecretTests(VerifierTestCase):
    def test_another_secret_refuses_a_good_token(self) -> None:
        self.assert_refused("signature_mismatch", token("good"), pbjwt.Verifier(OTHER_SECRET))

    def test_each_of_several_secrets_counts(self) -> None:
        with pbjwt.Verifier(OTHER_SECRET, SECRET) as both:
            self.assertEqual(both.verify(token("good")).user_id, "usr_7Yk2L")
            self.assertEqual(both.verify(token("forged")).user_id, "usr_7Yk2L")

    def test_a_short_secret_is_refused_with_its_status(self) -> None:
        for short in (b"", bytearray(), b"x" * 31):
            for secrets in ((short,), (SECRET, short)):
                with self.subTest(secrets=len(secrets), length=len(short)):
                    with self.assertRaises(pbjwt.PbjwtError) as caught:
                        pbjwt.Verifier(*secrets)
                    self.assertEqual((caught.exception.status, caught.exception.name), (91, "weak_secret"))
                    self.assertNotIsInstance(caught.exception, pbjwt.TokenRefused)

    def test_a_secret_may_be_wiped_once_the_verifier_has_it(self) -> None:
        secret = bytearray(SECRET)
        with pbjwt.Verifier(secret) as verifier:
            secret[:] = bytes(len(secret))
            secret.clear()  # possible only if nothing holds on to it
            self.assertEqual(verifier.verify(token("good")).email, "ada@example.com")

    def test_a_verifier_can_be_neither_pickled_nor_deeply_copied(self) -> None:
        attempts: list[Callable[[object], object]] = [pickle.dumps, copy.deepcopy]
        for attempt in attempts:
            with self.subTest(attempt.__name__), self.assertRaisesRegex(TypeError, "pickled or deeply copied"):
                attempt(self.verifier)


class PolicyTests(VerifierTestCase):
    def test_a_user_hash_can_be_checked_and_required(self) -> None:
        good, wrong = sign(sub="u1", user_hash=user_hash("u1")), sign(sub="u1", user_hash=user_hash("u2"))
        self.assertEqual(self.verifier.verify(wrong).user_hash, pbjwt.UserHashState.UNCHECKED)
        for mode in (pbjwt.UserHash.IF_PRESENT, pbjwt.UserHash.REQUIRED):
            with self.subTest(mode.name), pbjwt.Verifier(SECRET, user_hash=mode) as verifier:
                self.assertEqual(verifier.verify(good).user_hash, pbjwt.UserHashState.VERIFIED)
                self.assert_refused("user_hash_mismatch", wrong, verifier)
        with pbjwt.Verifier(SECRET, user_hash=pbjwt.UserHash.REQUIRED) as verifier:
            self.assert_refused("missing_user_hash", token("minimal"), verifier)

    def test_issuer_and_audience_can_be_demanded(self) -> None:
        with pbjwt.Verifier(SECRET, issuer="Bücher", audience="brücke") as verifier:
            self.assertEqual(verifier.verify(sign(iss="Bücher", aud=["x", "brücke"])).issuer, "Bücher")
            self.assert_refused("issuer_mismatch", sign(aud="brücke"), verifier)
            self.assert_refused("audience_mismatch", sign(iss="Bücher", aud="x"), verifier)

    def test_leeway_and_lifetime_can_be_set(self) -> None:
        now = int(time.time())
        late, long = sign(iat=now - 300, exp=now - 100), sign(exp=now + 7200)
        self.assert_refused("expired", late)
        self.assert_refused("lifetime_too_long", long)
        with pbjwt.Verifier(SECRET, leeway=200, max_lifetime=0) as patient:
            self.assertEqual(patient.verify(late).email, patient.verify(long).email)
        with pbjwt.Verifier(SECRET, max_lifetime=60) as strict:
            self.assert_refused("lifetime_too_long", sign(exp=now + 600), strict)

    def test_both_profiles_verify(self) -> None:
        for profile in pbjwt.Profile:
            with self.subTest(profile.name), pbjwt.Verifier(SECRET, profile=profile) as verifier:
                self.assertEqual(verifier.verify(token("minimal")).name, "Ada Lovelace")

    def test_a_token_is_verified_at_a_given_time(self) -> None:
        then = datetime.now(timezone(timedelta(hours=5))) - timedelta(minutes=90)
        self.assertEqual(self.verifier.verify(token("expired"), at=then).user_id, "usr_7Yk2L")
        with self.assertRaises(pbjwt.TokenRefused) as caught:
            self.verifier.verify(token("good"), at=then)
        self.assertEqual(caught.exception.name, "issued_in_future")

    def test_what_is_out_of_range_is_a_value_error(self) -> None:
        cases: list[tuple[str, list[bytes], dict[str, Any]]] = [
            ("1 to 8 secrets", [], {}),
            ("1 to 8 secrets", [SECRET] * 9, {}),
            ("at most 4096 bytes", [b"x" * 4097], {}),
            ("leeway must be", [SECRET], {"leeway": -1}),
            ("leeway must be", [SECRET], {"leeway": 301}),
            ("leeway must be", [SECRET], {"leeway": 2**64 + 30}),
            ("max_lifetime must be", [SECRET], {"max_lifetime": -(2**64)}),
            ("max_lifetime must be", [SECRET], {"max_lifetime": 253402300800}),
            ("issuer must be", [SECRET], {"issuer": ""}),
            ("audience must be", [SECRET], {"audience": "a\0b"}),
        ]
        for rule, secrets, settings in cases:
            with self.subTest(rule, **settings), self.assertRaisesRegex(ValueError, rule):
                pbjwt.Verifier(*secrets, **settings)
        for at in (datetime(1969, 12, 31, tzinfo=timezone.utc), datetime.min.replace(tzinfo=timezone.utc)):
            with self.subTest(at), self.assertRaisesRegex(ValueError, "1970"):
                self.verifier.verify(token("good"), at=at)
        with self.assertRaisesRegex(ValueError, "time zone"):
            self.verifier.verify(token("good"), at=datetime(2026, 1, 1))


if __name__ == "__main__":
    unittest.main()
