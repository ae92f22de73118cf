# SPDX-License-Identifier: Apache-2.0
"""How the driver turns its workers' answers into rows, and what it shows while it runs."""

import io
import json
import os
import time

import pytest

import compare
from conftest import KEYS, NAMES, OUTCOMES, Missing, Worker
from process import ROOT
from progress import Progress


# Rows


def test_a_row_has_exactly_its_keys_and_the_values_that_were_measured(bench):
    bench.add("peer", language="Go", run=700, count=2.5)
    bench.run()
    assert bench.status == 0
    assert len(bench.rows) == 3 * 24
    assert all(list(row) == KEYS for row in bench.rows)
    assert bench.of("peer")[0] == {
        "library": "peer", "version": "1.2.3", "language": "Go", "token": "minimal", "outcome": "accepted",
        "ns": 700.0, "floor_ns": 200.0, "ratio_to_floor": 3.5, "allocations": 2.5,
    }
    assert [(row["token"], row["outcome"]) for row in bench.of("peer")] == [
        (name, outcome) for name in NAMES for outcome in OUTCOMES
    ]


def test_the_floor_of_a_row_is_that_of_the_same_token(bench):
    bench.workers.clear()
    bench.add("floor", run=200, run_expired=150)
    bench.add("libpbjwt", run=300)
    bench.run()
    floors = {row["outcome"]: (row["floor_ns"], row["ratio_to_floor"]) for row in bench.of("libpbjwt")}
    assert floors["accepted"] == floors["malformed"] == (200.0, 1.5)
    assert floors["expired"] == (150.0, 2.0)


def test_a_figure_is_the_median_of_the_rounds_and_the_lowest_is_kept():
    candidate = compare.Candidate(Worker("peer", "C", [], "", None))
    candidate.calls, candidate.samples = {3: 10}, {3: [90.0, 10.04, 20.0, 12.0, 30.0]}
    assert candidate.nanoseconds(3) == 20.0
    assert candidate.nanoseconds(3, min) == 10.0
    assert candidate.nanoseconds(4) is None


def test_json_has_one_row_a_line(bench):
    bench.run()
    lines = (bench.output / "latest.json").read_text().splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    assert [json.loads(line.rstrip(",")) for line in lines[1:-1]] == bench.served + bench.rows


# Rounds


def test_calls_fill_a_slice_but_there_is_at_least_one(bench):
    bench.add("slow", run=5_000_000)
    bench.run()
    calls = {line[0]: int(line[3]) for line in bench.asked() if line[1] == "run"}
    assert calls == {"floor": 500, "libpbjwt": 333, "slow": 1}


def test_calibration_is_not_misled_by_what_a_loop_costs_once():
    class Loop:
        asked = 0

        def number(self, command):
            Loop.asked += 1
            once = 900_000 if Loop.asked == 1 else 5_000
            return once + 100 * int(command.split()[2])

    candidate = compare.Candidate(Worker("peer", "C", [], "", None))
    candidate.process = Loop()
    candidate.calibrate(0, 1_000_000)
    assert 9_900 < candidate.calls[0] < 10_100


def test_workers_take_turns_on_each_token_in_changing_order(bench):
    bench.add("peer")
    bench.run(rounds=8)
    runs = [(library, index) for library, verb, index, *_ in bench.asked() if verb == "run"]
    turns = runs[-8 * 24 * 3 :]
    orders = set()
    for i in range(0, len(turns), 3):
        assert {library for library, _ in turns[i : i + 3]} == {"floor", "libpbjwt", "peer"}
        assert {index for _, index in turns[i : i + 3]} == {str(i // 3 % 24)}
        orders.add(tuple(library for library, _ in turns[i : i + 3]))
    assert len(orders) >= 3


def test_more_rounds_than_the_tokens_live_are_refused(bench):
    bench.add("peer", run=4_000_000_000)
    with pytest.raises(SystemExit, match="outlive the tokens"):
        bench.run(rounds=100)


# Allocations


def test_allocations_are_per_call_to_two_digits_and_null_for_a_dash(bench):
    bench.add("counts", language="Ruby", count=7.126, count_expired=3)
    bench.add("can't", language="Python", count="-")
    bench.run()
    counts = {row["outcome"]: row["allocations"] for row in bench.of("counts")}
    assert counts == {"accepted": 7.13, "wrong-signature": 7.13, "expired": 3.0, "malformed": 7.13}
    assert {row["allocations"] for row in bench.of("can't")} == {None}
    assert "can't" not in [entry["library"] for entry in bench.remarks["uncounted"]]


def test_a_native_worker_is_counted_in_a_process_of_its_own_with_the_counter(bench):
    counter = bench.folder / "build/c/Benchmarks/libcount_allocations.so"
    counter.parent.mkdir(parents=True)
    counter.write_bytes(b"")  # the loader only warns about it
    bench.add("peer", language="Go")
    bench.run()
    for library, preloads in {"libpbjwt": ["-", "-", counter.name], "peer": ["-", "-", "-"]}.items():
        asked = bench.asked(library)
        assert [line[2] for line in asked if line[1] == "preload"] == preloads
        verbs = [line[1] for line in asked]
        last = len(verbs) - 1 - verbs[::-1].index("preload")
        assert "count" not in verbs[:last]
        assert set(verbs[last + 1 :]) == {"count"}


def test_fewer_calls_are_counted_where_they_are_slow(bench):
    bench.add("slow", language="Go", run=20_000_000)
    bench.add("fast", language="Go", run=20)
    bench.run(rounds=1)
    calls = {line[0]: int(line[3]) for line in bench.asked() if line[1] == "count"}
    assert calls == {"slow": 50, "fast": 1000}


def test_a_worker_that_cannot_be_counted_is_named_and_keeps_its_times(bench):
    bench.add("peer", language="Go", count="die no counter")
    bench.run()
    reasons = {entry["library"]: entry["reason"] for entry in bench.remarks["uncounted"]}
    assert reasons["libpbjwt"] == reasons["floor"] == "the counter is not built"
    assert reasons["peer"].endswith(": no counter")
    assert len(bench.of("peer")) == 24
    page = bench.page.replace("\\", "")
    assert "- peer (Go): ended with exit status 1, at `count 0 1000`: no counter" in page
    assert bench.status == 0


# What is left out


def test_missing_peers_are_named_with_their_reason(bench, capsys):
    bench.missing.append(Missing("jose", "C", f"not in {ROOT}/a or https://packages.example/b"))
    bench.run()
    assert "- jose (C): not in a or [address]" in bench.page.replace("\\", "")
    assert "not measured: jose: not in a or [address]" in capsys.readouterr().err
    assert bench.status == 0


def test_only_restricts_the_workers_but_the_floor_stays(bench):
    bench.add("peer")
    bench.add("other")
    bench.missing += [Missing("absent", "C", "why"), Missing("not asked for", "C", "why")]
    bench.run("--only", "libpbjwt,peer,absent,unheard-of")
    assert bench.prepared[2] == {"floor", "libpbjwt", "peer", "absent", "unheard-of"}
    assert {row["library"] for row in bench.rows} == {"floor", "libpbjwt", "peer"}
    assert [peer["library"] for peer in bench.remarks["missing"]] == ["absent", "unheard-of"]


@pytest.mark.parametrize("library", ["floor", "libpbjwt"])
def test_there_is_no_comparison_without_floor_and_library(bench, library, capsys):
    bench.workers = [worker for worker in bench.workers if worker.library != library]
    assert bench.run().status == 1
    assert f"compare.py: {library} was not measured: it is not among" in capsys.readouterr().err

    bench.missing.append(Missing(library, "C", "no compiler"))
    assert bench.run().status == 1
    assert f"compare.py: {library} was not measured: no compiler" in capsys.readouterr().err


def test_a_wrong_answer_of_the_library_itself_is_a_failure(bench, capsys):
    bench.workers.pop()
    bench.add("libpbjwt", run_malformed="wrong accepted half a payload")
    assert bench.run().status == 1
    assert "libpbjwt was not measured: accepted half a payload" in capsys.readouterr().err


def test_without_a_floor_there_are_no_ratios(bench):
    bench.workers.pop(0)
    bench.run()
    assert {(row["floor_ns"], row["ratio_to_floor"]) for row in bench.rows} == {(None, None)}


# Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True

    def fileno(self):
        return 0


def test_progress_is_one_rewritten_line_on_a_terminal(monkeypatch):
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((24, 80)))
    clock = iter([0, 30, 30.05])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    progress = Progress(Terminal())
    for done in (0, 1, 2):
        progress.step("round 1 of 2", done, 4)
    progress.say("done")
    assert progress.stream.getvalue() == (
        "\r\033[Kround 1 of 2, 0 %\r\033[Kround 1 of 2, 25 %, 1:3\r\033[Kdone\n"
    )


def test_progress_is_a_line_every_ten_seconds_elsewhere(monkeypatch):
    clock = iter(range(0, 60, 4))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    progress = Progress(io.StringIO())
    for done in range(9):
        progress.step("round 1 of 2", done, 9)
    assert progress.stream.getvalue().splitlines() == [
        "round 1 of 2, 0 %", "round 1 of 2, 33 %, 0:24 left", "round 1 of 2, 66 %, 0:12 left",
    ]
