# SPDX-License-Identifier: Apache-2.0
"""A short comparison of the workers in C as they are built, from their start to the page."""

import json
import os
import pathlib

import pytest

import compare
from conftest import KEYS, NAMES, OUTCOMES
from peers import Missing, Worker


def build_directory():
    """Without one the test fails: a test that is left out looks like one that passes."""
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
    (build / "c").symlink_to(built)  # where the driver looks for the counter
    options = ["--build", str(build), "--output", str(output), "--rounds", "3", "--slice-ms", "1"]
    assert compare.main(options, prepare) == 0

    rows = json.loads((output / "latest.json").read_text("utf-8"))
    assert all(list(row) == KEYS for row in rows)
    ours = {(row["token"], row["outcome"]): row for row in rows if row["library"] == "libpbjwt"}
    assert list(ours) == [(name, outcome) for name in NAMES for outcome in OUTCOMES]
    assert len([row for row in rows if row["library"] == "libpbjwt"]) == 24
    assert {place: row["allocations"] for place, row in ours.items()} == dict.fromkeys(ours, 0)
    assert 1 < ours["minimal", "accepted"]["ratio_to_floor"] < 20  # a figure at all, not how good it is
    assert "- absent (C): made up" in (output / "latest.md").read_text("utf-8").splitlines()
