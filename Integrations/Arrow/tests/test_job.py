# SPDX-License-Identifier: Apache-2.0
"""The job: what it writes, compared with PyJWT's results, and what it never writes."""

import collections
import json
import os
import pathlib
import re
import signal
import subprocess
import sys

import pyarrow
import pyarrow.parquet
import pytest

from by_pyjwt import by_pyjwt
from check_log import by_pbjwt, check_log
from keys import KeyRingError, verifier_of

HERE = pathlib.Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def done(folder):
    verify = by_pbjwt(verifier_of(folder / "keys.json"))
    return check_log(folder / "log.parquet", folder / "out", verify)


def run(*arguments):
    return subprocess.run([sys.executable, "-B", HERE / "check_log.py", *map(str, arguments)], capture_output=True, text=True, timeout=120)


def totals(counts):
    found = collections.Counter()
    for (day, key, status), count in counts.items():
        found[day, key if status == "ok" else None, status == "ok"] += count
    return found


def test_its_counts_by_day_and_key_are_those_of_pyjwt(folder, done):
    theirs = check_log(folder / "log.parquet", folder / "theirs", by_pyjwt(folder / "keys.json"))
    assert totals(done) == totals(theirs)
    assert sum(done.values()) == 40_000


def test_every_fault_in_the_log_is_named(done):
    found = collections.Counter()
    for (_, _, status), count in done.items():
        found[status] += count
    assert set(found) == {"ok", "expired", "missing_email", "unknown_key", "unsupported_algorithm", "malformed_signature", "signature_mismatch"}
    assert all(50 < count < 400 for status, count in found.items() if status != "ok")


def test_a_key_counts_until_its_end(folder, done):
    ring = json.loads((folder / "keys.json").read_text())
    assert len(ring) == 3
    used = {key: sorted(day for day, name, status in done if name == key and status == "ok") for key in ("key-1", "key-2", "key-3")}
    assert used == {
        "key-1": ["2026-03-01", "2026-03-02", "2026-03-03"], "key-2": ["2026-03-04", "2026-03-05", "2026-03-06"], "key-3": ["2026-03-07"],
    }
    assert any(day == "2026-03-07" and key == "key-1" and status == "unknown_key" for day, key, status in done)


def test_the_files_list_the_refused_tokens_and_the_counts(folder, done):
    refused = pyarrow.parquet.read_table(folder / "out" / "refused.parquet")
    by_day = pyarrow.parquet.read_table(folder / "out" / "by_day.parquet").to_pylist()
    assert {(row["day"], row["key"], row["status"]): row["tokens"] for row in by_day} == dict(done)
    assert len(refused) == sum(count for (_, _, status), count in done.items() if status != "ok")
    log = pyarrow.parquet.read_table(folder / "log.parquet")
    at = {(row["time"], row["customer"]): row["status"] for row in refused.to_pylist()}
    judged = pyarrow.array(verifier_of(folder / "keys.json").verify_arrow(log["token"].combine_chunks(), now=log["time"].combine_chunks(), fields=["status"]))
    for row, status in zip(log.select(["time", "customer"]).to_pylist(), judged.field("status").to_pylist()):
        assert at.get((row["time"], row["customer"]), "ok") == status


def test_the_command_gives_the_same_and_prints_the_counts(folder, tmp_path, done):
    ended = run(folder / "log.parquet", folder / "keys.json", tmp_path, "--threads", 2)
    assert (ended.returncode, ended.stderr) == (1, "")
    counted = {name: int(count) for name, count in (line.split() for line in ended.stdout.splitlines())}
    assert counted["ok"] == sum(count for (_, _, status), count in done.items() if status == "ok")
    assert (tmp_path / "refused.parquet").read_bytes() == (folder / "out" / "refused.parquet").read_bytes()


def test_no_token_and_no_secret_is_written(folder, tmp_path):
    ended = run(folder / "log.parquet", folder / "keys.json", tmp_path)
    secrets = [path.read_text() for path in folder.glob("*.secret")]
    assert len(secrets) == 3
    for path in tmp_path.iterdir():
        text = str(pyarrow.parquet.read_table(path).to_pylist())
        assert "eyJ" not in text and not any(secret in text for secret in secrets)
    assert "eyJ" not in ended.stdout + ended.stderr


def test_the_kid_of_a_header_is_kept_only_if_it_can_be_a_key_s_id(tmp_path):
    from check_log import claimed_key
    from make_log import signed

    def claimed(kid):
        return claimed_key(signed({}, b"x" * 32, {"alg": "HS256", "kid": kid}))

    assert claimed("key-1") == "key-1"
    for kid in ("x" * 65, "a\nb", "\x1b[2J", "\u202e", 7, None, ["key-1"], {}):
        assert claimed(kid) is None
    for token in ("", "a.b.c", "eyJ", "\ud83d", "x" * (2 << 20)):
        assert claimed_key(token) is None


@pytest.mark.parametrize(
    "ring, error",
    [
        (None, "the key ring keys.json can't be read: No such file or directory"),
        ("{", "the key ring keys.json must be a list of"), ("{}", None), ('[{"id": "a"}]', "the key ring keys.json must be a list of"),
        ("[]", "the key ring keys.json: a verifier takes 1 to 8 secrets"), ('[{"id": "a", "file": "none"}]', "the secret's file none can't be read"),
        ('[{"id": "a", "file": "short"}]', "the secret of short: weak_secret"), ('[{"id": "a", "file": "a"}, {"id": "a", "file": "b"}]', "no two with the same id"),
        ('[{"id": "a", "file": "a", "not_after": -1}]', "the secret of a: not_after must be"),
    ],
)
def test_an_error_about_a_wrong_ring_has_no_secret(tmp_path, ring, error):
    (tmp_path / "short").write_text("hunter2-hunter2")
    (tmp_path / "a").write_text("0123456789abcdef" * 4)
    (tmp_path / "b").write_text("fedcba9876543210" * 4)
    if ring is not None:
        (tmp_path / "keys.json").write_text(ring)
    with pytest.raises(KeyRingError, match=re.escape(error) if error else "a verifier takes 1 to 8") as caught:
        verifier_of(tmp_path / "keys.json")
    assert "hunter2" not in str(caught.value) and "0123456789abcdef" not in str(caught.value)


def test_a_secret_given_instead_of_the_ring_is_not_printed(tmp_path, folder):
    secret = (folder / "key-1.secret").read_text()
    ended = run(folder / "log.parquet", folder / "key-1.secret", tmp_path)
    assert ended.returncode == 1
    assert secret not in ended.stdout + ended.stderr and "must be a list of" in ended.stderr


def test_a_killed_run_leaves_no_report_that_looks_complete(folder, tmp_path):
    process = subprocess.Popen([sys.executable, "-B", "-c", f"""
import os, signal, sys
sys.path.insert(0, {str(HERE)!r})
import check_log
from keys import verifier_of
verify = check_log.by_pbjwt(verifier_of({str(folder / "keys.json")!r}))
def dying(token, time):
    found = verify(token, time)
    os.kill(os.getpid(), signal.SIGKILL)
    return found
check_log.check_log({str(folder / "log.parquet")!r}, __import__("pathlib").Path({str(tmp_path)!r}), dying)
"""])
    assert process.wait(timeout=60) == -signal.SIGKILL
    assert not (tmp_path / "by_day.parquet").exists()
    with pytest.raises(pyarrow.ArrowInvalid):
        pyarrow.parquet.read_table(tmp_path / "refused.parquet")
    assert not os.path.exists(tmp_path / "core")
