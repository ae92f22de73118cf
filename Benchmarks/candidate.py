# SPDX-License-Identifier: Apache-2.0
"""A worker during a run: its answers so far, and what went wrong."""

import math
import statistics

from process import Failure, Process, Wrong

MOST_CALLS = 10_000_000  # in a slice
COUNTED_CALLS = 1000


class Candidate:
    """A worker during the run. Only tokens with a number of calls are measured."""

    def __init__(self, worker):
        self.worker, self.library, self.version = worker, worker.library, None
        self.process = self.failure = self.uncounted = None
        self.calls, self.samples, self.wrong, self.allocations = {}, {}, {}, {}

    def attempt(self, index, action, *arguments):
        """Runs something that may fail: a wrong answer ends this token, a failure ends this candidate."""
        try:
            return action(*arguments)
        except Wrong as wrong:
            self.wrong[index] = str(wrong)
            self.calls.pop(index, None)
        except Failure as failure:
            self.failure, self.process = str(failure), None
            self.calls.clear()
        return None

    def open(self, *arguments):
        return Process(self.worker, *arguments)

    def start(self, *arguments):
        self.process = self.open(*arguments)
        self.version = self.process.version

    def close(self):
        if self.process is not None:
            self.process.close()

    def run(self, index, calls):
        elapsed = self.process.number(f"run {index} {calls}")
        if elapsed is None:
            self.process.fail(f"answered “-” to `run {index} {calls}`")
        return elapsed

    def calibrate(self, index, slice_ns):
        """Finds how many calls fill a slice. The first call is atypical, so it doesn't count."""
        self.run(index, 1)
        calls, elapsed = 1, self.run(index, 1)
        while elapsed < slice_ns / 2 and calls < MOST_CALLS:
            calls = min(MOST_CALLS, math.ceil(calls * min(100, slice_ns / max(elapsed, 1))) + 1)
            elapsed = self.run(index, calls)
        self.calls[index] = max(1, min(MOST_CALLS, round(calls * slice_ns / max(elapsed, 1))))
        return self.calls[index] * elapsed / calls

    def sample(self, index):
        calls = self.calls[index]
        self.samples.setdefault(index, []).append(self.run(index, calls) / calls)

    def nanoseconds(self, index, choose=statistics.median):
        return round(choose(self.samples[index]), 1) if index in self.calls else None

    def count(self, index, process):
        calls = max(1, min(COUNTED_CALLS, int(1e9 / max(1, self.nanoseconds(index)))))
        allocations = process.number(f"count {index} {calls}")
        self.allocations[index] = None if allocations is None else round(allocations / calls, 2)
