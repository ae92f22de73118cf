#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures libpbjwt and its peers in turns, on the same tokens, each in its own process.

peers.py defines how a worker is built and started. A worker answers `run INDEX COUNT` with the nanoseconds
that COUNT verifications of one token took, and `count INDEX COUNT` with their heap allocations; server.py uses
further commands.
"""

import argparse
import json
import pathlib
import random
import secrets
import signal
import sys
import tempfile
import time

import report
from candidate import Candidate
from figures import FLOOR, OURS
from process import ROOT, Failure, Wrong, presentable
from progress import Progress
from server import Server
from tokens import LIFETIME, SERVED, make_tokens, write_tokens

NATIVE = {"C", "C++", "Rust", "Swift"}  # languages whose allocations a preloaded malloc counter sees
TIMEOUT = 60  # seconds for an answer
SEED = 1  # for the order in the rounds


class Measurement:
    def __init__(self, folder, workers, timeout, progress):
        self.secret = secrets.token_hex(32)
        self.tokens = make_tokens(self.secret, int(time.time()))
        self.arguments = (write_tokens(folder, self.secret, self.tokens), self.secret, timeout)
        self.candidates = [Candidate(worker) for worker in workers]
        self.progress = progress

    def each(self, doing):
        for number, candidate in enumerate(self.candidates):
            self.progress.step(f"{doing} {candidate.library}", number, len(self.candidates))
            yield candidate

    def take_times(self, rounds, slice_ns):
        try:
            for candidate in self.each("starting"):
                candidate.attempt(None, candidate.start, *self.arguments)
            round_ns = 0
            for candidate in self.each("calibrating"):
                for index in range(len(self.tokens)):
                    if candidate.process is not None:
                        round_ns += candidate.attempt(index, candidate.calibrate, index, slice_ns) or 0
            if rounds * round_ns / 1e9 > LIFETIME * 0.8:
                sys.exit(f"compare.py: {rounds} such rounds would outlive the tokens; take fewer")
            self.take_turns(rounds)
        finally:
            for candidate in self.candidates:
                candidate.close()

    def take_turns(self, rounds):
        shuffled, randomness = list(self.candidates), random.Random(SEED)
        done, total = 0, rounds * len(self.tokens) * len(shuffled)
        for number in range(1, rounds + 1):
            randomness.shuffle(shuffled)
            for index in range(len(self.tokens)):
                for candidate in shuffled:
                    self.progress.step(f"round {number} of {rounds}", done, total)
                    done += 1
                    if index in candidate.calls:
                        candidate.attempt(index, candidate.sample, index)

    def count_allocations(self, counter):
        """Counts in separate processes, so that no time includes the counting."""
        for candidate in self.each("counting the allocations of"):
            preload = counter.resolve() if candidate.worker.language in NATIVE else None
            if not candidate.calls:
                continue
            if preload is not None and not preload.exists():
                candidate.uncounted = "the counter is not built"
                continue
            process = None
            try:
                process = candidate.open(*self.arguments, preload)
                for index in candidate.calls:
                    candidate.count(index, process)
            except (Failure, Wrong) as problem:
                candidate.uncounted = str(problem)
            if process is not None and process.popen.returncode is None:
                process.close()

    def rows(self):
        """The rows by token and outcome, in the order of the table, so that two runs are easy to compare."""
        floors = next((c for c in self.candidates if c.library == FLOOR), None)
        for index, token in enumerate(self.tokens):
            floor = floors and floors.nanoseconds(index)
            for candidate in self.candidates:
                ns = candidate.nanoseconds(index)
                if ns is not None:
                    yield {
                        "library": candidate.library,
                        "version": candidate.version,
                        "language": candidate.worker.language,
                        "token": token.name,
                        "outcome": token.outcome,
                        "ns": ns,
                        "floor_ns": floor,
                        "ratio_to_floor": round(ns / floor, 2) if floor else None,
                        "allocations": candidate.allocations.get(index),
                    }

    def minima(self):
        return [
            {"library": c.library, "language": c.worker.language,
             "token": token.name, "outcome": token.outcome, "ns": c.nanoseconds(index, min)}
            for index, token in enumerate(self.tokens) for c in self.candidates if index in c.calls
        ]

    def remarks(self, missing):
        """What the report needs in addition to the rows, including everything that was not measured, by name."""
        def named(reasons):
            return [
                {"library": c.library, "language": c.worker.language, "reason": reason}
                for c, reason in reasons if reason
            ]

        return {
            "tokens": {t.name: len(t.text) for t in self.tokens if t.outcome == "accepted"},
            "workers": [
                {"library": c.library, "language": c.worker.language,
                 "size": c.worker.size, "note": presentable(c.worker.note, self.secret)}
                for c in self.candidates
            ],
            "missing": missing,
            "failed": named((c, c.failure) for c in self.candidates),
            "uncounted": named((c, c.uncounted) for c in self.candidates),
            "wrong": [
                {"library": c.library, "language": c.worker.language,
                 "token": self.tokens[index].name, "outcome": self.tokens[index].outcome, "answer": answer}
                for c in self.candidates for index, answer in sorted(c.wrong.items())
            ],
            "minima": self.minima(),
        }


def shortfall(rows, remarks):
    """Why this isn't a comparison, or None: it must include the floor and the library itself."""
    reasons = {entry["library"]: entry["reason"] for entry in remarks["missing"] + remarks["failed"]}
    reasons.update({entry["library"]: entry["answer"] for entry in remarks["wrong"]})
    for library in (FLOOR, OURS):
        measured = {
            row["token"] for row in rows if row["library"] == library and row["outcome"] == "accepted"
        }
        if library in reasons or measured != remarks["tokens"].keys():
            return f"{library} was not measured: {reasons.get(library, 'it is not among the workers')}"
    return None


def main(arguments=None, prepare=None, timeout=TIMEOUT):
    parser = argparse.ArgumentParser(description="Measure libpbjwt beside its peers.")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / ".build-bench", metavar="DIR")
    parser.add_argument("--install", action="store_true", help="install the peers that are missing")
    parser.add_argument("--only", metavar="LIBRARY,...", help="these alone, and the floor")
    parser.add_argument("--rounds", type=int, default=15, metavar="N")
    parser.add_argument("--slice-ms", type=float, default=5, metavar="N")
    parser.add_argument("--served", type=int, default=SERVED, metavar="N", help="distinct tokens of a server")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Benchmarks/results", metavar="DIR")
    options = parser.parse_args(arguments)
    if options.rounds < 1 or not 0 < options.slice_ms <= 10_000:
        parser.error("there must be a round, and a slice of at most ten seconds")
    if options.served < 100 or options.served % 100 != 0:
        parser.error("a server gets some hundreds of tokens")
    if prepare is None:
        from peers import prepare

    progress = Progress()
    only = {FLOOR, *options.only.split(",")} if options.only else None
    workers, missing = prepare(options.build, options.install, only, progress.show)
    workers = [worker for worker in workers if only is None or worker.library in only]
    missing = [
        {"library": peer.library, "language": peer.language, "reason": peer.reason}
        for peer in missing if only is None or peer.library in only
    ]
    known = {worker.library for worker in workers} | {peer["library"] for peer in missing}
    missing += [
        {"library": name, "language": "", "reason": "there is no worker of this name"}
        for name in sorted((only or set()) - known)
    ]

    with tempfile.TemporaryDirectory(prefix="pbjwt-bench-") as folder:
        measurement = Measurement(folder, workers, timeout, progress)
        measurement.take_times(options.rounds, options.slice_ms * 1e6)
        server = Server(folder, measurement, options.served)
        server.take_turns()
        measurement.count_allocations(options.build / "c/Benchmarks/libcount_allocations.so")
    for peer in missing:
        peer["reason"] = presentable(peer["reason"], measurement.secret)
    rows = [*server.rows(), *measurement.rows()]
    remarks = server.added_to(measurement.remarks(missing))
    remarks = {"rounds": options.rounds, "slice_ms": options.slice_ms, "machine": report.machine(), **remarks}
    options.output.mkdir(parents=True, exist_ok=True)
    report.write_rows(options.output / "latest.json", rows)
    (options.output / "run.json").write_text(
        json.dumps(remarks, indent=2, ensure_ascii=False) + "\n", "utf-8"
    )
    report.redraw(options.output)

    for entry in remarks["missing"] + remarks["failed"]:
        progress.say(f"not measured: {entry['library']}: {entry['reason']}")
    for entry in remarks["wrong"]:
        progress.say(f"{entry['library']}, {entry['token']} {entry['outcome']}: {entry['answer']}")
    progress.say(f"{len(rows)} rows: {options.output}/latest.json, latest.md, latest.svg")
    progress.say(report.about_unrest(rows, remarks))
    problem = shortfall(rows, remarks)
    if problem is not None:
        progress.say(f"compare.py: {problem}")
    return 1 if problem else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that workers end and the tokens are deleted
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
