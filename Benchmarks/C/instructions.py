#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the library's own instructions per verification, and holds them to committed thresholds.

    instructions.py BENCH_VERIFY [--write]

valgrind's callgrind counts what bench_verify executes in the library's code (OpenSSL's is left out: it
picks its SHA-256 by the processor). The difference between two numbers of repetitions leaves out what
happens once. The counts don't depend on the clock or on what else the machine does; they do depend on the
compiler and on the vector instructions, so the thresholds are for the build that they name. --write
replaces them.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

THRESHOLDS = pathlib.Path(__file__).with_name("thresholds.json")
ROOM = 1.03  # a count may be this much above its threshold's basis
FEW, MANY = 200, 1200


def own_instructions(program, token, repetitions):
    with tempfile.TemporaryDirectory() as folder:
        counts = pathlib.Path(folder, "counts")
        subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={counts}", "-q",
             program, "--repeat", str(repetitions), token],
            check=True,
        )
        table = subprocess.run(
            ["callgrind_annotate", "--threshold=100", str(counts)],
            check=True, capture_output=True, text=True,
        ).stdout
    mine = re.compile(r"^\s*([\d,]+) \(.*\s\S*:(\w+)[^\[]*\[[^\]]*" + re.escape(pathlib.Path(program).name))
    return sum(
        int(match[1].replace(",", ""))
        for match in map(mine.match, table.splitlines())
        if match
    )


def per_verification(program, token):
    few, many = (own_instructions(program, token, count) for count in (FEW, MANY))
    return round((many - few) / (MANY - FEW))


def build(program):
    """The compiler, and whether the processor has the vector instructions that the library looks for."""
    comment = subprocess.run(
        ["readelf", "-p", ".comment", program], check=True, capture_output=True, text=True
    ).stdout
    versions = re.findall(r"\]\s+(.*)", comment)
    avx2 = " avx2" if "avx2" in pathlib.Path("/proc/cpuinfo").read_text().split() else ""
    return re.sub(r" \(.*?\)", "", versions[0]) + avx2


def main():
    program = sys.argv[1]
    counts = {token: per_verification(program, token) for token in ("minimal", "full", "forged")}
    if "--write" in sys.argv:
        THRESHOLDS.write_text(
            json.dumps({"build": build(program), "instructions": counts}, indent=2) + "\n"
        )
    thresholds = json.loads(THRESHOLDS.read_text())
    if thresholds["build"] != build(program):
        print(f"left out: the thresholds are for {thresholds['build']}, this is {build(program)}: {counts}")
        return 0
    slower = False
    for token, count in counts.items():
        limit = round(thresholds["instructions"][token] * ROOM)
        slower |= count > limit
        verdict = "more than" if count > limit else "at most"
        print(f"{token:8} {count:6} instructions of its own, {verdict} {limit}")
    return 1 if slower else 0


sys.exit(main())
