# SPDX-License-Identifier: Apache-2.0
"""A short comparison of the real workers in C, from their start to the page."""

import json
import os
import pathlib
import time

import pytest

import compare
from conftest import KEYS, NAMES, OUTCOMES
from figures import LOADS
from peers import Missing, Worker
from process import Process, Wrong
from tokens import make_served, write_tokens


def build_directory():
    """Fails if there is none: a skipped test would look like one that passes."""
    if not os.environ.get("PBJWT_BENCHMARKS"):
        pytest.fail(
            "Set PBJWT_BENCHMARKS to the CMake build directory that holds Benchmarks/worker,"
            " Benchmarks/worker_evp and Benchmarks/libcount_allocations.so.", pytrace=False,
        )
    return pathlib.Path(os.environ["PBJWT_BENCHMARKS"]).resolve()


def test_the_workers_in_c_are_measured_and_counted(tmp_path):
    built = build_directory()

    def prepare(build, install, only, progress):
        worker, evp = ([str(built / "Benchmarks" / name)] for name in ("worker", "worker_evp"))
        commands = {
            "libpbjwt": worker, "libpbjwt (EVP)": evp, "floor": worker, "floor (EVP)": evp, "jansson": worker,
        }
        workers = [Worker(library, "C", command) for library, command in commands.items()]
        return workers, [Missing("absent", "C", "made up")]

    build, output = tmp_path / "build", tmp_path / "results"
    build.mkdir()
    (build / "c").symlink_to(built)  # where the driver looks for the allocation counter
    options = ["--build", str(build), "--output", str(output), "--rounds", "3", "--slice-ms", "1", "--served", "500"]
    assert compare.main(options, prepare) == 0

    every = json.loads((output / "latest.json").read_text("utf-8"))
    rows = [row for row in every if row["outcome"] in OUTCOMES]
    assert all(list(row) == KEYS for row in rows)
    served = [row for row in every if row["outcome"] in LOADS]
    assert every == served + rows
    assert [(row["library"], row["token"], row["outcome"]) for row in served] == [
        (library, token, load) for token in ("minimal", "full") for load in LOADS
        for library in ("libpbjwt", "libpbjwt (EVP)", "floor", "floor (EVP)", "jansson")
    ]
    for row in served:
        assert row["tokens"] == 500 and 0 < row["p50"] <= row["p99"]
        assert (row["two_threads_ns"] is None) == (row["library"] == "floor (EVP)")
    ours = {(row["token"], row["outcome"]): row for row in rows if row["library"] == "libpbjwt"}
    assert list(ours) == [(name, outcome) for name in NAMES for outcome in OUTCOMES]
    assert len([row for row in rows if row["library"] == "libpbjwt"]) == 24
    assert {place: row["allocations"] for place, row in ours.items()} == dict.fromkeys(ours, 0)
    assert 1 < ours["minimal", "accepted"]["ratio_to_floor"] < 20  # only checks that there is a plausible figure
    assert "- absent (C): made up" in (output / "latest.md").read_text("utf-8").splitlines()


@pytest.mark.parametrize("place", [0, 1, 149, 298, 299])
@pytest.mark.parametrize("verb", ["sweep", "pair", "p50", "p99"])
def test_a_sweep_verifies_every_token(tmp_path, verb, place):
    secret = "c4" * 32
    loads, lines = make_served(secret, int(time.time()), 300)
    first = loads[1].first  # of many customers
    outcome = "wrong-signature" if lines[first + place][1] == "accepted" else "accepted"
    spoilt = [*lines]
    spoilt[first + place] = (lines[first + place][0], outcome, *lines[first + place][2:])
    worker = Worker("libpbjwt", "C", [str(build_directory() / "Benchmarks/worker")])
    for tokens, fails in ((lines, False), (spoilt, True)):
        process = Process(worker, write_tokens(tmp_path, secret, tokens), secret, 30)
        try:
            if fails:
                with pytest.raises(Wrong, match="a token in the sweep came out as: "):
                    process.number(f"{verb} {first} 300")
            assert process.number(f"{verb} 0 300") > 0
            assert process.number(f"{verb} {first} {place}") > 0 if place else True
        finally:
            process.close()
