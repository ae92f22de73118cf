# SPDX-License-Identifier: Apache-2.0
"""The README's key ring and commands, on a small log."""

import json
import os
import re
import shutil
import subprocess
import sys

import pyarrow
import pyarrow.parquet
import pytest

from conftest import HERE
from keys import verifier_of

ROOT = HERE.parents[2]
README = (HERE.parent / "README.md").read_text()
(RING,) = re.findall(r"^```json\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands(heading):
    """The lines of the section's indented block, without comments."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [line.partition("#")[0].strip() for line in re.findall(r"^    (.*)", section, re.MULTILINE)]


def test_the_key_ring_has_the_first_keys_of_the_log(folder, tmp_path):
    ring = json.loads(RING)
    assert ring == json.loads((folder / "keys.json").read_text())[: len(ring)]
    (tmp_path / "keys.json").write_text(RING)
    for entry in ring:
        shutil.copy(folder / entry["file"], tmp_path)
    log = pyarrow.parquet.read_table(folder / "log.parquet")
    found = pyarrow.table(verifier_of(tmp_path / "keys.json").verify_arrow(log["token"], now=log["time"], fields=["status", "key_id"]))
    accepted = {key for status, key in zip(*found.to_pydict().values()) if status == "ok"}
    assert accepted == {entry["id"] for entry in ring}


def test_the_commands_to_try_it(tmp_path):
    made, *rest = commands("Try it")
    script = "\n".join([*rest[:-2], f"{rest[-2]} || echo $? >{tmp_path}/status", rest[-1]])
    for old, new in (("../../.build-arrow/bin/python", sys.executable), ("/tmp/log", str(tmp_path)), ("--rows 1000000", "--rows 5000")):
        assert old in script
        script = script.replace(old, new)
    done = subprocess.run(
        ["sh", "-euc", script], cwd=ROOT, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "status").read_text() == "1\n", "some tokens of the log are refused"
    by_day = pyarrow.parquet.read_table(tmp_path / "out/by_day.parquet").to_pylist()
    assert sum(row["tokens"] for row in by_day) == 5000
    assert re.findall(r"key-\d", done.stdout), "DuckDB prints the counts by key"
    # These tests run in the environment that the first command makes.
    assert re.search(rf"^test-arrow: {made.removeprefix('make ')} ", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("command", commands("Tests"))
def test_the_commands_of_the_tests(command):
    variables = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    make, *words = command.split()
    done = subprocess.run([make, "-n", *words], cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "-m pytest" in done.stdout
    for rows in re.findall(r"=(\d+)", command):
        assert f"--rows {rows}\n" in done.stdout
