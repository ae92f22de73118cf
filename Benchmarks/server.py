# SPDX-License-Identifier: Apache-2.0
"""A server's load: each token once, from one customer and from many, with some refusals; and single calls.

A worker answers `sweep INDEX COUNT` with the nanoseconds that COUNT tokens took, each verified once, out of order,
after it has filled its caches with other data; `pair` with those of two threads; `p50` and `p99` with those of a
single call. It answers `-` to a command that it doesn't support.
"""

import random
import statistics
import time

from candidate import Candidate
from figures import FLOOR
from tokens import OF_TENANT, REFUSED, TENANTS, make_served, write_tokens

ROUNDS = 5
SWEEP_MS = 100  # at most: a slow library gets fewer tokens
STEP = 100  # tokens; every count is a multiple of it, so that the workers' prime stride never divides a count
SEED = 1
# The figures of a row, and the worker's command for each.
ASKED = {"ns": "sweep", "p50": "p50", "p99": "p99", "two_threads_ns": "pair"}
OF_A_CALL = {"p50", "p99"}


class Walker(Candidate):
    """A worker that goes through the tokens of a load. Samples are kept by load and figure."""

    def walk(self, load, figure, count):
        """The nanoseconds for a token; None if the worker can't measure this."""
        took = self.process.number(f"{ASKED[figure]} {load.first} {count}")
        return took if took is None or figure in OF_A_CALL else took / count

    def settle(self, load, served):
        """How many tokens fit into the time. The first ones are atypical, so they don't count."""
        self.walk(load, "ns", STEP)
        count = STEP
        while True:
            took = self.walk(load, "ns", count)
            if took is None:
                self.process.fail(f"answered “-” to `{ASKED['ns']}`")
            fit = int(SWEEP_MS * 1e6 / max(took, 1e-3)) // STEP * STEP
            if count == served or fit < 2 * count:
                break
            count = min(served, fit, 10 * count)
        self.calls[load] = count

    def take(self, load):
        for figure in ASKED:
            took = self.walk(load, figure, self.calls[load])
            if took is not None:
                self.samples.setdefault((load, figure), []).append(took)

    def figure(self, load, figure, choose=statistics.median):
        samples = self.samples.get((load, figure))
        return round(choose(samples), 1) if samples and load in self.calls else None


class Server:
    """The part of a run that follows the loops over one token. It has its own processes and tokens."""

    def __init__(self, folder, measurement, served):
        secret = measurement.secret
        self.served, self.progress = served, measurement.progress
        self.loads, tokens = make_served(secret, int(time.time()), served)
        file = write_tokens(folder, secret, tokens, "served")
        self.bytes = {load.token: len(tokens[load.first][2]) for load in self.loads}
        # The part that all customers' secrets share must not be printed.
        self.arguments = (file, secret[OF_TENANT:], measurement.arguments[-1])
        self.walkers = [Walker(c.worker) for c in measurement.candidates
                        if c.failure is None and not c.worker.is_for_loops]

    def take_turns(self):
        try:
            for number, walker in enumerate(self.walkers):
                self.progress.step(f"serving by {walker.library}", number, len(self.walkers))
                walker.attempt(None, walker.start, *self.arguments)
                for load in self.loads:
                    if walker.process is not None:
                        walker.attempt(load, walker.settle, load, self.served)
            self.take_rounds()
        finally:
            for walker in self.walkers:
                walker.close()

    def take_rounds(self):
        shuffled, randomness = list(self.walkers), random.Random(SEED)
        done, total = 0, ROUNDS * len(self.loads) * len(shuffled)
        for number in range(1, ROUNDS + 1):
            randomness.shuffle(shuffled)
            for load in self.loads:
                for walker in shuffled:
                    self.progress.step(f"serving, round {number} of {ROUNDS}", done, total)
                    done += 1
                    if load in walker.calls:
                        walker.attempt(load, walker.take, load)

    def rows(self):
        floors = next((w for w in self.walkers if w.library == FLOOR), None)
        for load in self.loads:
            floor = floors and floors.figure(load, "ns")
            for walker in self.walkers:
                ns = walker.figure(load, "ns")
                if ns is not None:
                    yield {
                        "library": walker.library,
                        "version": walker.version,
                        "language": walker.worker.language,
                        "token": load.token,
                        "outcome": load.name,
                        "ns": ns,
                        "floor_ns": floor,
                        "ratio_to_floor": round(ns / floor, 2) if floor else None,
                        "allocations": None,
                        "tokens": walker.calls[load],
                        **{figure: walker.figure(load, figure) for figure in ASKED if figure != "ns"},
                    }

    def added_to(self, remarks):
        """The remarks of the loops and of the server."""
        def named(walker, **more):
            return {"library": walker.library, "language": walker.worker.language, **more}

        remarks["served"] = {
            "tokens": self.served, "customers": TENANTS, "refused": REFUSED, "rounds": ROUNDS,
            "most_ms": SWEEP_MS, "bytes": self.bytes,
        }
        remarks["failed"] += [named(w, reason=w.failure) for w in self.walkers if w.failure]
        remarks["wrong"] += [
            named(w, token=load.token, outcome=load.name, answer=answer)
            for w in self.walkers for load, answer in sorted(w.wrong.items())
        ]
        remarks["minima"] += [
            named(w, token=load.token, outcome=load.name, ns=w.figure(load, "ns", min))
            for load in self.loads for w in self.walkers if w.figure(load, "ns") is not None
        ]
        return remarks
