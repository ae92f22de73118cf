# SPDX-License-Identifier: Apache-2.0
"""Runs the cases of contract.json, which all bindings run."""

import json
import re
import unittest
from collections import Counter
from datetime import datetime, timezone
from typing import Any

import pbjwt
from support import CONTRACT

TEXTS = (
    "email", "canonical_email", "user_id", "name", "avatar_url", "company_id", "company_name", "customer_status",
    "renewal_date", "renewal_risk", "account_owner_id", "account_owner_email", "external_user_id", "issuer", "token_id",
    "key_id", "customer_status_kind", "user_hash", "company_mrr", "renewal_date_seconds",
)
TIMES = ("issued_at", "not_before", "expires_at")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def secret(given: dict[str, Any]) -> pbjwt.Secret:
    return pbjwt.Secret(given["text"], **{name: value for name, value in given.items() if name != "text"})


def policy(given: dict[str, Any] | None) -> pbjwt.Policy | None:
    return None if given is None else pbjwt.Policy(**given)


def verifier(case: dict[str, Any]) -> pbjwt.Verifier:
    return pbjwt.Verifier(*map(secret, case["secrets"]), policy=policy(case.get("policy")), report=policy(case.get("report")))


def said(identity: pbjwt.Identity) -> dict[str, Any]:
    """The fields that are present."""
    found = {name: getattr(identity, name) for name in TEXTS}
    for name in TIMES:
        value = getattr(identity, name)
        found[name] = None if value is None else (value - EPOCH).total_seconds()
    found["audience"] = list(identity.audience)
    found["custom_json"] = None if identity.custom_json == "{}" else identity.custom_json
    return {name: value for name, value in found.items() if value not in (None, [])}


def failed(call: Any) -> tuple[str, str | None, Any]:
    """The status, the claim, and the result or error of a call."""
    try:
        return "ok", None, call()
    except pbjwt.PbjwtError as error:
        return error.status, error.claim, error
    except ValueError as error:
        return "invalid_argument", None, error


class ContractTests(unittest.TestCase):
    def verify(self, case: dict[str, Any]) -> None:
        expect, made = case["expect"], verifier(case)
        token = bytes.fromhex(case["token_hex"]) if "token_hex" in case else case["token"]
        status, claim, result = failed(lambda: made.verify(token, now=case["now"]))
        text = made.verify_json(token, now=case["now"])
        self.assertEqual((status, claim), (expect["status"], expect.get("claim")))
        if isinstance(token, str) and "\0" not in token:
            self.assertEqual(failed(lambda: made.verify(token.encode(), now=case["now"]))[:2], (status, claim))
        if status != "ok":
            self.assertIsInstance(result, pbjwt.TokenRefused)
            self.assertEqual(text, expect["json_start"] + json.dumps(result.message, ensure_ascii=False)[1:] + "}")
            return
        self.assertEqual(said(result), expect["identity"])
        self.assertEqual([{"kind": w.kind, "claim": w.claim} for w in result.warnings], expect["warnings"])
        self.assertEqual([refusal._asdict() for refusal in result.would_refuse], expect["would_refuse"])
        for warning in result.warnings:
            self.assertRegex(warning.message, rf"(?s){re.escape(warning.claim or '')}.*\.$")
        self.assertEqual(text, expect["json"])

    def make(self, case: dict[str, Any]) -> None:
        self.assertEqual(failed(lambda: verifier(case))[0], case["expect"]["status"])

    def issue(self, case: dict[str, Any]) -> None:
        expect, key = case["expect"], secret(case["secret"])
        more = {name: case[name] for name in ("user_hash", "type", "custom") if name in case}
        status, claim, token = failed(
            lambda: pbjwt.issue(key, case["claims"], lifetime=case["lifetime"], now=case["now"], **more))
        self.assertEqual((status, claim), (expect["status"], expect["claim"]))
        if status == "ok":
            identity = pbjwt.Verifier(key, policy=policy(case.get("policy"))).verify(token, now=case["now"])
            self.assertEqual(said(identity), expect["identity"])
            self.assertEqual(identity.warnings, ())

    def user_hash(self, case: dict[str, Any]) -> None:
        status, _, result = failed(lambda: pbjwt.user_hash(secret(case["secret"]), case["user_id"]))
        self.assertEqual(status, case["expect"]["status"])
        if status == "ok":
            self.assertEqual(result, case["expect"]["user_hash"])

    def explain(self, case: dict[str, Any]) -> None:
        expect = case["expect"]
        report = pbjwt.explain(
            case["token"], [secret(given) for given in case["secrets"]], policy=policy(case.get("policy")),
            other_secrets=[secret(given) for given in case.get("other_secrets", [])],
            second_token=case.get("second_token"), now=case["now"])
        self.assertEqual((report.status, report.claim, report.status_after_cleaning),
                         (expect["status"], expect["claim"], expect["status_after_cleaning"]))
        first = [(cause.name, cause.side) for cause in report.causes[:1]]
        self.assertEqual(first, [(expect["cause"], expect["side"])] if expect["cause"] else [])
        if expect["failed_check"]:
            outcomes = {check["name"]: check["outcome"] for check in json.loads(report.json)["checks"]}
            self.assertEqual(outcomes[expect["failed_check"]], "failed")
        self.assertTrue(report.text)

    def inspect(self, case: dict[str, Any]) -> None:
        self.assertEqual(pbjwt.inspect(case["token"])._asdict(), case["expect"])

    def test_every_case(self) -> None:
        run: Counter[str] = Counter()
        for case in CONTRACT["cases"]:
            with self.subTest(case["name"]):
                getattr(self, case["operation"])(case)
            run[case["operation"]] += 1
        self.assertEqual(run.total(), CONTRACT["count"])
        print(f"\ncontract: {run.total()} cases", flush=True)


if __name__ == "__main__":
    unittest.main()
