#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures all bindings, or those of the named languages, and writes Benchmarks/results/bindings.{json,md,svg}:
`bench.py [LANGUAGE...]`. README.md describes the rows.

PBJWT_PREFIX names the folder in which libpbjwt is installed.
"""

import datetime
import importlib.util
import json
import os
import pathlib
import platform
import secrets
import subprocess
import sys
import time

import folders
import bench_report

RESULTS = folders.ROOT / "Benchmarks/results"
TOKENS = ("minimal", "full", "full-all")
specification = importlib.util.spec_from_file_location("benchmark_tokens", folders.ROOT / "Benchmarks/tokens.py")
benchmark_tokens = importlib.util.module_from_spec(specification)
specification.loader.exec_module(benchmark_tokens)


def write_tokens(folder):
    """The two tokens of the library's own table, and their secret."""
    folder.mkdir()
    secret, now = secrets.token_hex(32), int(time.time())
    payloads = benchmark_tokens.payloads(secret, now - 10, now + benchmark_tokens.LIFETIME)
    for name in ("minimal", "full"):
        (folder / name).write_text(benchmark_tokens.signed(secret, payloads[name]))
    (folder / "secret").write_text(secret)


def measured(script):
    # The machine's other load, before this adds to it.
    conditions = {"date": datetime.date.today().isoformat(), "load": round(os.getloadavg()[0], 1)}
    done, seconds = folders.run(script, write_tokens, stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"{script}: failed with status {done.returncode}")
    rows = [{**json.loads(line), **conditions} for line in done.stdout.splitlines() if line.startswith("{")]
    ours = {row["token"] for row in rows if row["row"] == "ours"}
    if ours != set(TOKENS):
        sys.exit(f"{script}: rows of ours are for {sorted(ours)} and not for {', '.join(TOKENS)}")
    print(f"{script.parent.name:8} {len(rows)} rows in {seconds:.0f} s", flush=True)
    return rows


def processor():
    found = [line for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return found[0].partition(": ")[2] if found else platform.machine()


def main(names):
    written = RESULTS / "bindings.json"
    kept = json.loads(written.read_text())["rows"] if names and written.exists() else []
    rows = [row for row in kept if row["language"] not in names]
    for script in folders.chosen(names, "bench"):
        rows += measured(script)
    run = {"date": datetime.date.today().isoformat(), "processor": processor()}
    whole = {"run": run, "rows": rows}
    written.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    (RESULTS / "bindings.md").write_text(bench_report.page(whole))
    (RESULTS / "bindings.svg").write_text(bench_report.chart(whole))
    missed = bench_report.missed(rows)
    for line in missed:
        print(line)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
