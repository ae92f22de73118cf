# SPDX-License-Identifier: Apache-2.0
""".ci/suites: a line for each target with its seconds, and the logs of failures."""

import os
import pathlib
import re
import signal
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).parents[2]
# A fake make, which is called with -C, a folder, a target and variables.
MAKE = """#!/bin/sh
case $3 in
good) echo "all is well with $4" ;;
leaves) sleep 600 & echo "$!" ;;
bad) seq 1 1000; echo 'what went wrong' >&2; exit 2 ;;
waits) touch "$LOGS/waits"; until [ -e "$LOGS/comes" ]; do sleep 0.05; done ;;
comes) until [ -e "$LOGS/waits" ]; do sleep 0.05; done; touch "$LOGS/comes" ;;
esac
"""


@pytest.fixture
def suites(tmp_path):
    make = tmp_path / "make"
    make.write_text(MAKE)
    make.chmod(0o755)

    def run(*arguments, **variables):
        done = subprocess.run(
            [ROOT / ".ci/suites", *arguments], capture_output=True, text=True, timeout=60,
            env={**os.environ, "MAKE": str(make), "LOGS": str(tmp_path / "logs"), "V": "", **variables},
        )
        return done.returncode, re.sub(r" +\d+ s", " N s", done.stdout)

    return run


def test_a_target_that_passes_is_one_line_and_its_log_a_file(suites, tmp_path):
    assert suites("good A=1") == (0, "good  ok N s\n1 suites, N s\n")
    assert (tmp_path / "logs/good.log").read_text() == "all is well with A=1\n"


def test_a_failure_shows_the_end_of_its_log_and_the_others_run(suites, tmp_path):
    status, said = suites("bad", "good")
    lines = said.splitlines()
    assert status == 1
    assert lines[0] == "bad   FAILED N s"
    assert lines[1:401] == [f"    {number}" for number in range(602, 1001)] + ["    what went wrong"]
    assert lines[401] == f"    All of it is in {tmp_path}/logs/bad.log"
    assert lines[402:] == ["good  ok N s", "2 suites, N s; failed: bad"]


def test_all_output_is_shown_on_request(suites):
    assert suites("good", V="1") == (0, "all is well with \ngood  ok N s\n1 suites, N s\n")


def test_lanes_run_in_parallel(suites):
    began = time.monotonic()
    status, said = suites("waits", "--", "comes")
    assert status == 0 and sorted(said.splitlines()[:2]) == ["comes  ok N s", "waits  ok N s"]
    assert time.monotonic() - began < 30


def test_the_table_is_printed_again_at_the_end(suites):
    assert suites("--table", "good", "bad")[1].splitlines()[-4:] == [
        "", "good  ok N s", "bad   FAILED N s", "2 suites, N s; failed: bad",
    ]


def test_a_lane_with_an_exception_is_a_failure(suites, tmp_path):
    (tmp_path / "logs/good.log").mkdir(parents=True)
    status, said = suites("good", "--", "comes", "--", "waits")
    assert status == 1 and said.splitlines()[-1] == "2 suites, N s"


def test_programs_that_are_left_running_are_not_waited_for(suites, tmp_path):
    began = time.monotonic()
    assert suites("leaves")[0] == 0
    assert time.monotonic() - began < 30
    os.kill(int((tmp_path / "logs/leaves.log").read_text()), signal.SIGKILL)


def test_nothing_to_run_is_a_mistake(suites):
    assert suites("--table")[0] == 1
