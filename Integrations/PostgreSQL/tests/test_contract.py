# SPDX-License-Identifier: Apache-2.0
"""The cases that every language's package passes, run in PostgreSQL: statuses, faulty claims, and results that
are equal as JSON."""

import base64
import datetime
import json
import re

import engine
import psycopg

NOW = 1800000000
CASES = [case for case in json.loads((engine.ROOT / "Bindings/contract.json").read_text())["cases"]
         if case["operation"] == "verify" and "token" in case]
ENDINGS = {"text": "", "hex": ".hex", "base64": ".base64"}


def names_a_key(token):
    header = token.split(".")[0]
    try:
        return b'"kid"' in base64.urlsafe_b64decode(header + "=" * (-len(header) % 4))
    except ValueError:
        return False


def can_be_said(case):
    """Whether PostgreSQL supports the case: its secrets always have a name that a file can have, are never weak and
    never end; a profile has no second policy; and a text has no NUL."""
    return not ("report" in case or case["now"] != NOW or "\0" in case["token"] or any(
        secret.get("weak") or "not_after" in secret or ("id" not in secret and names_a_key(case["token"]))
        or not re.fullmatch("[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}", secret.get("id", "unnamed"))
        for secret in case["secrets"]))


def prepare(server, owner, case):
    """Writes the case's secrets, and its policy as the profile `case`."""
    for file in server.secrets.iterdir():
        file.unlink()
    names = [secret.get("id", f"unnamed-{index}") for index, secret in enumerate(case["secrets"])]
    for name, secret in zip(names, case["secrets"]):
        server.write_secret(name + ENDINGS[secret.get("format", "text")], secret["text"] + "\n")
    row = {"name": "case", "secrets": names, **case.get("policy", {})}
    owner.execute("DELETE FROM pbjwt_profiles")
    owner.execute(f"INSERT INTO pbjwt_profiles ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})",
                  list(row.values()))


def test_the_cases_of_every_binding(installation):
    cases = [case for case in CASES if can_be_said(case)]
    assert len(cases) > 200
    with engine.Server(installation, variables={"LD_PRELOAD": str(installation.clock(NOW))}) as server, \
            psycopg.connect(server.connection_info, autocommit=True) as owner:
        owner.execute("CREATE EXTENSION pbjwt")
        for case in cases:
            prepare(server, owner, case)
            # A session that hasn't read any secrets yet.
            with psycopg.connect(server.connection_info) as connection:
                status, result, identity, expected = connection.execute(
                    "SELECT pbjwt_status(%(token)s, 'case'), pbjwt_verify(%(token)s, 'case'), "
                    "to_jsonb(pbjwt_identity(%(token)s, 'case')), %(json)s::jsonb",
                    {"token": case["token"], "json": case["expect"].get("json")}).fetchone()
            assert (status, result["status"]) == (case["expect"]["status"],) * 2, case
            if status != "ok":
                assert (result["claim"], result["verified"]) == (case["expect"]["claim"], False), case
                assert identity is None, case
                continue
            if expected["key"] is None:
                assert result["key"].startswith("unnamed-"), case
                expected["key"] = result["key"]
            assert result == expected, case
            compare(identity, result)


def compare(row, result):
    """Compares the composite with the JSON."""
    told = result["identity"]
    company = told["company"] or dict.fromkeys(("id", "name", "mrr"))
    for name in ("email", "canonical_email", "user_id", "name", "avatar_url", "customer_status", "renewal_risk",
                 "account_owner_id", "account_owner_email", "external_user_id", "issuer", "token_id", "user_hash",
                 "custom"):
        assert row[name] == told[name], name
    assert (row["company_id"], row["company_name"], row["company_mrr"]) == (
        company["id"], company["name"], company["mrr"])
    assert row["audience"] == (told["audience"] or None)
    assert row["key"] == result["key"]
    for name in ("issued_at", "not_before", "expires_at"):
        value = row[name] and datetime.datetime.fromisoformat(row[name]).timestamp()
        assert value == told[name] or abs(value - told[name]) < 1e-6, name
    assert (row["renewal_date"] is None) == (told["renewal_date"] is None)
