#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `pbjwt verify --status-only` on a file of four million tokens, on one and two threads, beside two programs in C.

    command_line.py PBJWT WORKER LINES [--tokens N] [--runs N]

WORKER verifies the same token in a loop, without reading anything. LINES reads the same file and does no more than it
must. They take turns, and the fastest run of each counts. The file is long because it takes the command line 8 ms to
start. Exit status 1 if the resident memory isn't below 32 MiB.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from process import Process
from peers import Worker
from progress import Progress
from tokens import make_tokens, write_tokens

SECRET = "6b1f0c9de2a8473b95d4c7e80f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c"  # used for these tokens only
MOST_KIB = 32 * 1024
JOBS = (1, 2)


def own_command(program, secret, jobs):
    return [program, "verify", "--jobs", str(jobs), "--status-only", "--max-lifetime", "7200", "--secret-file", secret]


def run(command, tokens, count):
    """Seconds from start to end, and the peak resident memory in KiB."""
    with open(tokens, "rb") as source, tempfile.TemporaryFile() as statuses:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=source, stdout=statuses)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0 or os.fstat(statuses.fileno()).st_size != len("ok\n") * count:
            sys.exit(f"command_line.py: not every token was accepted, exit status {process.returncode}")
    return seconds, usage.ru_maxrss


def main():
    parser = argparse.ArgumentParser(description="Measure the command line beside the library.")
    parser.add_argument("pbjwt", type=pathlib.Path)
    parser.add_argument("worker", type=pathlib.Path)
    parser.add_argument("lines", type=pathlib.Path)
    parser.add_argument("--tokens", type=int, default=4_000_000, metavar="N")
    parser.add_argument("--runs", type=int, default=7, metavar="N")
    options = parser.parse_args()
    count, progress = options.tokens, Progress()
    own, lines, command_line, resident = [], [], {jobs: [] for jobs in JOBS}, 0
    with tempfile.TemporaryDirectory(prefix="pbjwt-bench-") as name:
        folder = pathlib.Path(name)
        tokens = make_tokens(SECRET, int(time.time()))
        (folder / "secret").write_text(SECRET)
        with open(folder / "file", "w") as file:
            for _ in range(count):
                file.write(tokens[0].text + "\n")
        worker = Process(Worker("libpbjwt", "C", [str(options.worker)]),
                         write_tokens(folder, SECRET, tokens), SECRET, 60)
        for number in range(options.runs):
            progress.step(f"run {number + 1} of {options.runs}", number, options.runs)
            own.append(worker.number(f"run 0 {count}") / count)
            seconds, _ = run([options.lines, folder / "secret"], folder / "file", count)
            lines.append(seconds * 1e9 / count)
            for jobs in JOBS:
                seconds, kib = run(own_command(options.pbjwt, folder / "secret", jobs), folder / "file", count)
                command_line[jobs].append(seconds * 1e9 / count)
                resident = max(resident, kib)
        worker.close()
    least = {jobs: min(turns) for jobs, turns in command_line.items()}
    progress.say(f"library       {min(own):5.0f} ns a token, the same one in a loop")
    progress.say(f"lines         {min(lines):5.0f} ns a token, from start to end of a file of {count}:"
                 f" {min(own) / min(lines):.0%} of the library's rate")
    progress.say(f"command line  {least[1]:5.0f} ns a token: {min(own) / least[1]:.0%} of the library's rate,"
                 f" {min(lines) / least[1]:.0%} of that of lines")
    progress.say(f"two threads   {least[2]:5.0f} ns a token: {least[1] / least[2]:.2f} times as many as one")
    progress.say(f"resident      {resident} KiB at the most")
    return 1 if resident >= MOST_KIB else 0


if __name__ == "__main__":
    sys.exit(main())
