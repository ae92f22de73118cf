#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the job on a large log, and checks its counts against the log's content, and its memory against a bound.

    check_many.py [--rows N]

Exit status 1 if a count is wrong, or if the job used more memory than it may for a log of any size.
"""

import argparse
import collections
import pathlib
import subprocess
import sys
import tempfile
import time

import pyarrow.parquet

import make_log

MOST_KIB = 700 * 1024
HERE = pathlib.Path(__file__).resolve().parent
# Runs one process and prints its peak resident memory.
RUN = """
import resource, subprocess, sys
ended = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, text=True)
print(ended.stdout, end="")
print("resident", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(ended.returncode)
"""


def main():
    parser = argparse.ArgumentParser(description="Check a large log.")
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="pbjwt-arrow-") as name:
        folder = pathlib.Path(name)
        made = make_log.make_log(folder, rows)
        start = time.monotonic()
        command = [sys.executable, "-B", HERE / "check_log.py", folder / "log.parquet", folder / "keys.json", folder / "out"]
        ended = subprocess.run([sys.executable, "-c", RUN, *command], stdout=subprocess.PIPE, text=True)
        seconds = time.monotonic() - start
        counted = collections.Counter({status: int(count) for status, count in map(str.split, ended.stdout.splitlines())})
        resident = counted.pop("resident")
        refused = len(pyarrow.parquet.read_table(folder / "out" / "refused.parquet"))
    print(f"{rows:,} tokens in {seconds:.1f} s, {resident // 1024} MiB resident at the most: {dict(counted)}")
    if ended.returncode != 1 or counted != made or refused != rows - counted["ok"]:
        sys.exit(f"check_many.py: put into the log was {dict(made)}")
    if resident > MOST_KIB:
        sys.exit(f"check_many.py: more than {MOST_KIB // 1024} MiB were resident")


if __name__ == "__main__":
    main()
