#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mutation testing of the code that checks claims and times.

mutators.py makes a mutant of every comparison, operator, boundary and condition in the files and functions that
mutants.toml lists; no mutant may pass all tests. Mutants with the same machine code as the unmodified file don't
count, nor do those that mutants.toml lists with the reason why they are equivalent. Exit status 1: a mutant
survived, or the list names one that is killed or not made.

    mutate.py [--only FILE ...] [--jobs N] [--build FOLDER]
"""

import argparse
import collections
import pathlib
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor

import harness
import mutators

HERE = pathlib.Path(__file__).resolve().parent
KILLED, SAME, LISTED, SURVIVED, WRONG = "killed", "the same code", "equivalent as listed", "SURVIVED", "LISTED WRONGLY"


def name(mutant):
    return mutant.file, mutant.function, mutant.line, mutant.change


def load(only):
    """The mutants with the tests to run first, and the reasons for the listed ones."""
    data = tomllib.loads((HERE / "mutants.toml").read_text())
    parts = [part for part in data["part"] if not only or part["file"] in only]
    if only and {part["file"] for part in parts} != set(only):
        raise harness.Broken("mutants.toml doesn't list all of these files")
    made = []
    for part in parts:
        source = (harness.SOURCES / part["file"]).read_text()
        first = [f"c.{test}" for test in part["first"]]
        made += [(mutant, first) for mutant in mutators.mutants_of(part["file"], source, part.get("functions"))]
    reasons = {}
    files = {part["file"] for part in parts}
    for entry in data["equivalent"]:
        for change in entry["changes"]:
            if entry["file"] in files:
                reasons[entry["file"], entry["function"], entry["line"], change] = entry["why"]
    unmade = set(reasons) - {name(mutant) for mutant, _ in made}
    if unmade:
        raise harness.Broken("\n".join(f"no such mutant is made: {key}" for key in sorted(unmade)))
    return made, reasons


class Judge:
    def __init__(self, base, reasons):
        self.base, self.reasons, self.codes = base, reasons, {}
        for file in base.files:
            with harness.Build(base, {}) as build:
                self.codes[file] = build.code(file), build.code(file, "-O2")

    def same_code(self, mutant, changes):
        """Whether the machine code is unchanged, at one of two optimization levels."""
        if mutant.file not in self.codes:
            return False
        plain, optimized = self.codes[mutant.file]
        with harness.Build(self.base, changes) as build:
            return build.code(mutant.file) == plain or build.code(mutant.file, "-O2") == optimized

    def __call__(self, mutant, first):
        """The verdict, and the test that kills the mutant."""
        changes = {f"CSources/{mutant.file}": mutant.text}
        try:
            killer = harness.judge(self.base, changes, first, quick=True)
            if killer is None and self.same_code(mutant, changes):
                return (WRONG if name(mutant) in self.reasons else SAME), ""
            if killer is None:  # tries with checks for invalid memory accesses
                killer = harness.judge(self.base, changes, first, "sanitized", others=False)
        except harness.Broken as broken:
            raise harness.Broken(f"{name(mutant)}: {broken}") from None
        listed = name(mutant) in self.reasons
        if killer is None:
            return (LISTED if listed else SURVIVED), ""
        return (WRONG if listed else KILLED), killer


def main(arguments):
    began = time.monotonic()
    made, reasons = load(arguments.only)
    base = harness.Base(arguments.build, arguments.jobs)
    programs = harness.show_that_unmodified_passes(base)
    print(f"unmodified sources: {programs} test programs pass; {len(made)} mutants\n", flush=True)

    judge = Judge(base, reasons)
    by_file = collections.defaultdict(collections.Counter)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        verdicts = pool.map(lambda one: judge(*one), made)
        for (mutant, _), (verdict, killer) in zip(made, verdicts):
            by_file[mutant.file][verdict] += 1
            if verdict in (SURVIVED, WRONG) or arguments.all:
                print(f"{mutant.file}:{mutant.line_number} {mutant.function}: {mutant.change}\n"
                      f"    {mutant.line}\n    {verdict} {killer}", flush=True)

    kinds = (KILLED, SAME, LISTED, SURVIVED, WRONG)
    print(f"{'file':<20}" + "".join(f"{kind:>22}" for kind in kinds))
    for file, counts in by_file.items():
        print(f"{file:<20}" + "".join(f"{counts[kind]:>22}" for kind in kinds))
    total = sum(by_file.values(), collections.Counter())
    print(f"{time.monotonic() - began:.0f} s")
    print(f"mutation: {len(made)} mutants, {total[KILLED]} killed, {total[SAME]} the same code, "
          f"{total[LISTED]} equivalent as listed, {total[SURVIVED]} survived")
    return 1 if total[SURVIVED] or total[WRONG] else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Shows that the tests notice each change to what judges claims.")
    parser.add_argument("--only", nargs="+", metavar="FILE", help="the mutants of these files alone")
    parser.add_argument("--all", action="store_true", help="print what kills each mutant")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--build", default=harness.ROOT / ".build-trust" / "mutate", help="the build folder")
    try:
        sys.exit(main(parser.parse_args()))
    except harness.Broken as broken:
        sys.exit(f"mutate: {broken}")
