#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `pbjwt verify --status-only` on a file of a million tokens beside the library's own rate, on one and two threads.

    command_line.py PBJWT WORKER [--tokens N] [--runs N]

WORKER is the one in C, which verifies the same token in a loop. They take turns, and the fastest run of each
counts. Exit status 1 if the resident memory isn't below 32 MiB.
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


def run(program, secret, tokens, count, jobs):
    """Seconds from start to end, and the peak resident memory in KiB."""
    command = [program, "verify", "--jobs", str(jobs), "--status-only", "--max-lifetime", "7200", "--secret-file", secret]
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
    parser.add_argument("--tokens", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--runs", type=int, default=7, metavar="N")
    options = parser.parse_args()
    count, progress = options.tokens, Progress()
    own, command_line, resident = [], {jobs: [] for jobs in JOBS}, 0
    with tempfile.TemporaryDirectory(prefix="pbjwt-bench-") as name:
        folder = pathlib.Path(name)
        tokens = make_tokens(SECRET, int(time.time()))
        (folder / "secret").write_text(SECRET)
        with open(folder / "million", "w") as file:
            for _ in range(count):
                file.write(tokens[0].text + "\n")
        worker = Process(Worker("libpbjwt", "C", [str(options.worker)]),
                         write_tokens(folder, SECRET, tokens), SECRET, 60)
        for number in range(options.runs):
            progress.step(f"run {number + 1} of {options.runs}", number, options.runs)
            own.append(worker.number(f"run 0 {count}") / count)
            for jobs in JOBS:
                seconds, kib = run(options.pbjwt, folder / "secret", folder / "million", count, jobs)
                command_line[jobs].append(seconds * 1e9 / count)
                resident = max(resident, kib)
        worker.close()
    progress.say(f"library       {min(own):5.0f} ns a token")
    least = {jobs: min(turns) for jobs, turns in command_line.items()}
    progress.say(f"command line  {least[1]:5.0f} ns a token, from start to end of {count} tokens:"
                 f" {min(own) / least[1]:.0%} of the library's rate")
    progress.say(f"two threads   {least[2]:5.0f} ns a token: {least[1] / least[2]:.2f} times as many as one")
    progress.say(f"resident      {resident} KiB at the most")
    return 1 if resident >= MOST_KIB else 0


if __name__ == "__main__":
    sys.exit(main())
