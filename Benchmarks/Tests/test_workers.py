# SPDX-License-Identifier: Apache-2.0
"""Workers that fail, hang, give wrong answers or print too much, and what is not published about them."""

import os
import re
import stat
import time

import pytest

import candidate
import compare
from conftest import NAMES, Worker
from process import Failure, Process, Wrong
from tokens import write_tokens


# Workers that misbehave


def test_a_wrong_answer_removes_only_that_row_and_is_named(bench):
    bench.add("lax", run_expired="wrong accepted an expired token")
    bench.run()
    assert {row["outcome"] for row in bench.of("lax")} == {"accepted", "wrong-signature", "malformed"}
    assert len(bench.of("lax")) == 18
    assert f"- lax (C) accepted an expired token: expired, of {', '.join(NAMES)}" in bench.page
    assert bench.remarks["wrong"][0] == {
        "library": "lax", "language": "C", "token": "minimal", "outcome": "expired",
        "answer": "accepted an expired token",
    }
    assert bench.status == 0


MISBEHAVIOUR = {
    "dies": ({"run_expired": "die out of luck"}, "ended with exit status 1, at `run 2 1`: out of luck"),
    "dies at once": ({"ready": "die no library"}, "ended with exit status 1, getting ready: no library"),
    "isn't a worker": ({"ready": "hello\t1.2"}, "said “hello” instead of being ready"),
    "isn't ready": ({"ready": "hello"}, "said “hello” instead of being ready"),
    "has no version": ({"ready": "ready"}, "said “ready” instead of being ready"),
    "rubbish": ({"run": "fast"}, "answered “fast” to `run 0 1`"),
    "fraction": ({"run": "12.5"}, "answered “12.5” to `run 0 1`"),
    "negative": ({"run": "-7"}, "answered “-7” to `run 0 1`"),
    "dash": ({"run": "-"}, "answered “-” to `run 0 1`"),
    "talkative": ({"run": "1\n2"}, "said more than it was asked"),
    "endless": ({"run": "x" * 100_000}, "said more than a line, at `run 0 1`"),
}


def test_each_worker_that_fails_is_named_and_the_run_goes_on(bench):
    for library, (plan, _) in MISBEHAVIOUR.items():
        bench.add(library, **plan)
    bench.workers.append(Worker("absent", "C", [str(bench.folder / "absent")], "", None))
    bench.add("last", run=400)
    bench.run()
    assert bench.failed() == {
        **{library: reason for library, (_, reason) in MISBEHAVIOUR.items()},
        "absent": "can't be started: No such file or directory",
    }
    assert {row["library"] for row in bench.rows} == {"floor", "libpbjwt", "last"}
    for library in bench.failed():
        assert f"- {library} (C): " in bench.page
    assert bench.status == 0


def test_a_worker_that_hangs_is_ended_and_named(bench):
    bench.add("mute", ready="hang")
    bench.add("stuck", run="hang")
    bench.add("last")
    start = time.monotonic()
    bench.run(timeout=2)
    assert bench.failed() == {
        "mute": "no answer within 2 s, getting ready", "stuck": "no answer within 2 s, at `run 0 1`",
    }
    assert len(bench.of("last")) == 24
    assert time.monotonic() - start < 60


def test_a_failure_in_the_rounds_removes_the_figures(bench):
    candidate = compare.Candidate(bench.workers[1])
    candidate.calls, candidate.samples = {0: 1, 1: 1}, {0: [1.0], 1: [1.0]}

    def stop(problem):
        raise problem

    candidate.attempt(1, stop, Wrong("accepts anything"))
    assert [candidate.nanoseconds(index) for index in (0, 1)] == [1.0, None]
    assert (candidate.wrong, candidate.failure) == ({1: "accepts anything"}, None)
    candidate.attempt(0, stop, Failure("died"))
    assert (candidate.nanoseconds(0), candidate.failure, candidate.process) == (None, "died", None)


def test_no_worker_is_left_behind(bench, monkeypatch):
    started = []

    class Watched(Process):
        def __init__(self, *arguments):
            started.append(self)
            super().__init__(*arguments)

    monkeypatch.setattr(candidate, "Process", Watched)
    bench.add("dies", run_expired="die")
    bench.run()
    assert len(started) == 5
    for process in started:
        with pytest.raises(ProcessLookupError):
            os.kill(process.popen.pid, 0)


# Secrecy


def test_the_secret_is_in_no_output_even_if_a_worker_prints_it(bench, capsys, monkeypatch):
    secrets = []
    monkeypatch.setattr(compare, "write_tokens", lambda folder, secret, tokens: (
        secrets.append(secret), write_tokens(folder, secret, tokens))[1])
    bench.add("in a reason", run="die SECRET")
    bench.add("in an answer", run="SECRET")
    bench.add("in a wrong", run_expired="wrong SECRET")
    bench.add("in a version", ready="ready\tSECRET")
    bench.add("in the count", language="Go", count="SECRET")
    bench.add("in a sweep", sweep="die SECRET")
    bench.run()
    captured = capsys.readouterr()
    assert re.fullmatch("[0-9a-f]{64}", secrets[0])
    assert len(bench.failed()) == 3 and bench.of("in a version")[0]["version"] == "[secret]"
    said = [captured.out, captured.err, *(path.read_text() for path in bench.output.iterdir())]
    assert len(said) == 7
    assert not any(secrets[0][4:] in text for text in said)  # customers' secrets differ in four characters


def test_the_tokens_file_is_private_and_is_deleted(bench, monkeypatch):
    seen = []

    def look(folder, secret, tokens):
        path = write_tokens(folder, secret, tokens)
        first, *lines = path.read_text("utf-8").splitlines()
        seen.append((path.parent, stat.S_IMODE(path.parent.stat().st_mode)))
        assert first == secret
        assert [tuple(line.split(" ")) for line in lines] == [tuple(token) for token in tokens]
        return path

    monkeypatch.setattr(compare, "write_tokens", look)
    bench.run()
    (folder, mode), = seen
    assert mode == 0o700
    assert not folder.exists()
