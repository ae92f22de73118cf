#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the library's own instructions per verification, and holds them to committed thresholds.

    instructions.py BENCH_VERIFY [--write] [--qemu COMMAND]

valgrind's callgrind counts the instructions that bench_verify executes in the library's code (not in OpenSSL,
which picks its SHA-256 by the processor). The difference between two numbers of repetitions leaves out one-time
work. The counts don't depend on the clock or on other work of the machine. They do depend on the compiler and on
the vector instructions, so the thresholds apply to the build that they name. --write replaces them. Every file of
thresholds has one for each token, also for another processor.

--qemu counts for another processor: COMMAND runs its programs, and qemu reports each instruction that a function of
the program executes.
"""

import argparse
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOM = 1.03  # a count may be at most this many times the measured count
FEW, MANY = 200, 1200
FEW_BY_QEMU, MANY_BY_QEMU = 5, 25
TOKENS = ("minimal", "full", "nested", "spaced", "short", "forged")


def own_instructions_by_qemu(qemu, program, token, repetitions):
    # A line ends with the name of the function if the function belongs to the program itself.
    named = re.compile(rb"^Trace \d+: \S+ \[[^\]]*\] \S")
    command = [*qemu, "-singlestep", "-d", "nochain,exec", program, "--repeat", str(repetitions), token]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as running:
        count = sum(1 for line in running.stderr if named.match(line))
    if running.returncode != 0:
        raise subprocess.CalledProcessError(running.returncode, command)
    return count


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


def per_verification(program, token, qemu):
    if qemu:
        few, many = (own_instructions_by_qemu(qemu, program, token, count) for count in (FEW_BY_QEMU, MANY_BY_QEMU))
        return round((many - few) / (MANY_BY_QEMU - FEW_BY_QEMU))
    few, many = (own_instructions(program, token, count) for count in (FEW, MANY))
    return round((many - few) / (MANY - FEW))


def build(program, qemu):
    """The compiler, and whether the processor has the vector instructions that the library looks for."""
    comment = subprocess.run(
        ["readelf", "-p", ".comment", program], check=True, capture_output=True, text=True
    ).stdout
    versions = re.findall(r"\]\s+(.*)", comment)
    if qemu:
        machine = subprocess.run(["readelf", "-h", program], check=True, capture_output=True, text=True).stdout
        return re.sub(r" \(.*?\)", "", versions[0]) + " " + re.search(r"Machine:\s+(\S+)", machine)[1]
    avx2 = " avx2" if "avx2" in pathlib.Path("/proc/cpuinfo").read_text().split() else ""
    return re.sub(r" \(.*?\)", "", versions[0]) + avx2


def main():
    parser = argparse.ArgumentParser(description="Count the library's own instructions per verification.")
    parser.add_argument("program")
    parser.add_argument("--write", action="store_true", help="replace the thresholds")
    parser.add_argument("--qemu", type=shlex.split, default=[], help="what runs the program, for another processor")
    options = parser.parse_args()
    program, qemu = options.program, options.qemu
    file = pathlib.Path(__file__).with_name("thresholds-aarch64.json" if qemu else "thresholds.json")
    for other in sorted(file.parent.glob("thresholds*.json")):
        named = json.loads(other.read_text())["instructions"]
        if sorted(named) != sorted(TOKENS) and not (options.write and other == file):
            sys.exit(f"{other.name} is of {', '.join(named)}, not of {', '.join(TOKENS)}: --write makes it anew")
    counts = {token: per_verification(program, token, qemu) for token in TOKENS}
    assert all(count > 0 for count in counts.values()), counts
    this = build(program, qemu)
    if options.write:
        file.write_text(json.dumps({"build": this, "instructions": counts}, indent=2) + "\n")
    thresholds = json.loads(file.read_text())
    if thresholds["build"] != this:
        print(f"left out: the thresholds are for {thresholds['build']}, this is {this}: {counts}")
        return 0
    slower = False
    for token, count in counts.items():
        limit = round(thresholds["instructions"][token] * ROOM)
        slower |= count > limit
        verdict = "more than" if count > limit else "at most"
        print(f"{token:8} {count:6} instructions of its own, {verdict} {limit}")
    return 1 if slower else 0


sys.exit(main())
