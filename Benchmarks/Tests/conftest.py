# SPDX-License-Identifier: Apache-2.0
"""Fake workers, which are scripts written here, and comparisons of them."""

import json
import pathlib
import sys
import xml.etree.ElementTree

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))  # as when the commands run

import compare
from figures import LOADS
from peers import Missing, Worker

KEYS = [
    "library", "version", "language", "token", "outcome", "ns", "floor_ns", "ratio_to_floor", "allocations",
]
NAMES = ["minimal", "full", "php-escaped", "python-escaped", "nested", "4k"]
OUTCOMES = ["accepted", "wrong-signature", "expired", "malformed"]

# A worker that follows a plan: how long a call takes, or how it reacts to a command (`run`, or `run` and an
# outcome or an index). It logs the commands that it gets.
FAKE = """
import json, os, sys, time
plan, (library, tokens) = json.loads(sys.argv[1]), sys.argv[2:]
secret, *tokens = open(tokens, encoding="utf-8").read().splitlines()
outcomes = [token.split(" ")[1] for token in tokens]
def act(step):
    step = step.replace("SECRET", secret)
    if step == "hang":
        time.sleep(600)
    elif step.startswith("die "):
        sys.exit(step[4:])
    else:
        sys.stdout.write(step + "\\n")
        sys.stdout.flush()
def write(text):
    with open(plan["log"], "a") as log:
        log.write(text + "\\n")
write(f"{library} preload {os.path.basename(os.environ.get('LD_PRELOAD', '-'))}")
act(plan.get("ready", "ready\\t1.2.3"))
for line in sys.stdin:
    verb, index, count = line.split()
    write(f"{library} {verb} {index} {count}")
    step = plan.get(f"{verb} {index}", plan.get(f"{verb} {outcomes[int(index)]}", plan.get(verb, 100)))
    calls = 1 if verb in ("p50", "p99") else int(count)
    act(step if isinstance(step, str) else str(int(step * calls)))
"""


class Bench:
    """A folder of fake workers, and the files that a comparison of them writes."""

    def __init__(self, folder):
        self.folder, self.workers, self.missing = folder, [], []
        self.log, self.output = folder / "log", folder / "results"
        (folder / "fake.py").write_text(FAKE)
        self.add("floor", run=200)
        self.add("libpbjwt", run=300, size=65536)

    def add(self, library, language="C", note="", size=None, **plan):
        plan = {"log": str(self.log), **{name.replace("_", " ", 1): step for name, step in plan.items()}}
        plan = {name.replace("_", "-"): step for name, step in plan.items()}
        command = [sys.executable, "-S", str(self.folder / "fake.py"), json.dumps(plan)]
        self.workers.append(Worker(library, language, command, note, size))

    def run(self, *arguments, rounds=2, timeout=30):
        def prepare(build, install, only, progress):
            self.prepared = (build, install, only)
            progress("building them")
            return self.workers, self.missing

        options = ["--build", str(self.folder / "build"), "--output", str(self.output)]
        arguments = [*options, "--rounds", str(rounds), "--slice-ms", "0.1", "--served", "200", *arguments]
        self.status = compare.main(arguments, prepare, timeout)
        rows = json.loads((self.output / "latest.json").read_text())
        self.served = [row for row in rows if row["outcome"] in LOADS]
        self.rows = [row for row in rows if row not in self.served]
        assert rows == self.served + self.rows
        self.remarks = json.loads((self.output / "run.json").read_text())
        self.page = (self.output / "latest.md").read_text()
        self.chart = xml.etree.ElementTree.fromstring((self.output / "latest.svg").read_text())
        return self

    def of(self, library):
        return [row for row in self.rows if row["library"] == library]

    def asked(self, library=None):
        lines = [line.split() for line in self.log.read_text().splitlines()]
        return [line for line in lines if library in (None, line[0])]

    def failed(self):
        return {entry["library"]: entry["reason"] for entry in self.remarks["failed"]}


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)
