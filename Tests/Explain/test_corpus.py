# SPDX-License-Identifier: Apache-2.0
"""The whole corpus: the status is verification's, a refusal has a cause, a good token has none, and no secret is shown."""

import base64
import functools
import pathlib
import sys

CORPUS = pathlib.Path(__file__).resolve().parents[1] / "Corpus"
sys.path.insert(0, str(CORPUS))

import generate  # noqa: E402
from explaining import check, explain, new_policy, new_secret  # noqa: E402, F401
from test_secrecy import forbidden  # noqa: E402

MODES = {"off": 0, "if_present": 1, "required": 2}
FORMS = {"as_sent": 0, "lowercased": 1, "require_lowercase": 2}
TEXTS = ("issuer", "audience", "type")
# Causes that only inform, for tokens that are accepted without a warning.
ADVICE = {"email_mailto", "user_hash_unknown", "user_hash_key", "user_hash_of_email", "user_hash_of_other_id",
          "user_hash_plain_sha256", "user_hash_other_secret", "user_hash_base64", "user_hash_separators", "user_hash_form",
          "user_hash_without_id", "user_hash_name", "company_lost"}


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def secrets_of(text):
    """Keys with name and time, or None if the secret isn't a text."""
    found = []
    for one in text.split(","):
        form, key, name, not_after = one.split(":")
        if form not in ("text", "weak") or not key:
            return None
        found.append((decode(key), decode(name).decode() or None, int(not_after) if not_after else None))
    return found


def policy_of(text):
    policy = {}
    for pair in text.split(";") if text != "-" else []:
        name, value = pair.split("=")
        policy[name] = (decode(value).decode() if name in TEXTS else MODES[value] if name == "user_hash"
                        else FORMS[value] if name == "email_form" else int(value))
    return policy


@functools.cache
def grams_of(keys):
    return forbidden(keys, b"", [])


def test_the_whole_corpus_is_explained():
    rows = [list(row.values()) for row in generate.make().rows]
    assert len(rows) > 5000
    explained = 0
    for name, _, now, secrets, policy, sent, status, claim, warnings, *_ in rows:
        keys, token = secrets_of(secrets), decode(sent)
        if keys is None or status in ("invalid_argument", "weak_secret"):  # for bad secrets there is no verifier
            continue
        report = explain(token, keys, int(now), policy=policy_of(policy))
        explained += 1
        assert (report.json["status"], report.json["claim"] or "-") == (status, claim), name
        assert status == "ok" or report.names or len(token) > 16384, name
        if status == "ok" and warnings == "-":
            assert set(report.names) <= ADVICE, (name, report.text)
        grams = grams_of(tuple(key for key, *_ in keys)) | forbidden_macs(tuple(key for key, *_ in keys), token)
        for said in (report.json_bytes, report.colored_bytes):
            shown = [said[i : i + 8] for i in range(len(said) - 7) if said[i : i + 8] in grams]
            assert shown == [], (name, report.text)
    assert explained > 5000


def forbidden_macs(keys, token):
    import hashlib
    import hmac

    grams = set()
    for key in keys:
        mac = hmac.new(key, token.rsplit(b".", 1)[0], hashlib.sha256).digest()
        for text in (base64.urlsafe_b64encode(mac), mac.hex().encode()):
            grams |= {text[i : i + 8] for i in range(len(text) - 7)}
    return grams
