#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the job and its parts: reading the log, checking it on 1 and 2 cores, DuckDB, and the same job with PyJWT.

    bench.py [FOLDER] [--rows N] [--runs N] [--spark]

FOLDER has a log from make_log.py; without FOLDER, a log of N tokens is made. The rows take turns, and the best run
of each counts. PyJWT checks only the start of two row groups. --spark adds the UDF in local[1] and local[2].
"""

import argparse
import concurrent.futures
import functools
import os
import pathlib
import tempfile
import time

import duckdb
import pyarrow
import pyarrow.parquet

import duckdb_udf
from by_pyjwt import by_pyjwt
from check_log import by_pbjwt, check_log
from keys import verifier_of
from make_log import make_log

COLUMNS = ["time", "customer", "token"]
PYJWT_TOKENS = 20_000  # in a row group


def read(log, cores):
    """Reads and decodes the log, one row group per core at a time, and returns the number of tokens."""
    pyarrow.set_cpu_count(1)

    def one(group):
        with pyarrow.parquet.ParquetFile(log) as file:
            return len(file.read_row_group(group, columns=COLUMNS, use_threads=False))

    with pyarrow.parquet.ParquetFile(log) as file:
        groups = range(file.num_row_groups)
    with concurrent.futures.ThreadPoolExecutor(cores) as pool:
        return sum(pool.map(one, groups))


def check(tokens, times, verifier, threads):
    """Only the check, with the tokens in memory."""
    verifier.verify_arrow(tokens, now=times, fields=["status", "claim", "key_id"], threads=threads)
    return len(tokens)


def job(folder, threads, out):
    counts = check_log(folder / "log.parquet", out, by_pbjwt(verifier_of(folder / "keys.json"), threads))
    return sum(counts.values())


def in_duckdb(folder, threads):
    connection = duckdb.connect(config={"threads": threads})
    connection.sql("set timezone = 'UTC'")
    duckdb_udf.register(connection, verifier_of(folder / "keys.json"))
    connection.read_parquet(str(folder / "log.parquet")).create_view("log")
    return sum(row[-1] for row in connection.sql(duckdb_udf.COUNT).fetchall())


def pyjwt_group(folder, group):
    """Checks a row group with PyJWT."""
    with pyarrow.parquet.ParquetFile(folder / "log.parquet") as file:
        table = file.read_row_group(group, columns=COLUMNS).combine_chunks()
    batch = table.slice(0, PYJWT_TOKENS).to_batches()[0]
    return len(by_pyjwt(folder / "keys.json")(batch.column("token"), batch.column("time")))


def in_pyjwt(folder, pool, groups):
    return sum(pool.map(functools.partial(pyjwt_group, folder), range(groups)))


class InThisProcess:
    map = staticmethod(map)


def in_spark(folder, session):
    import spark_udf

    rows = spark_udf.count(session, str(folder / "log.parquet"), str(folder / "keys.json")).collect()
    return sum(row["count"] for row in rows)


def timed(call):
    """Tokens a second, and this process's CPU time for a token, in nanoseconds."""
    start, used = time.perf_counter(), time.process_time()
    count = call()
    used = time.process_time() - used
    return count / (time.perf_counter() - start), used / count * 1e9


def measured(rows, runs):
    """The best of several runs of each."""
    turns = {name: [] for name in rows}
    for _ in range(runs):
        for name, call in rows.items():
            turns[name].append(timed(call))
    return {name: (max(rate for rate, _ in found), min(used for _, used in found)) for name, found in turns.items()}


def table(best, base):
    """The table of results. The CPU time of rows that run in other processes isn't known."""
    lines = ["| | tokens a second | compared with PyJWT on one core | processor time a token |", "|---|---:|---:|---:|"]
    for name, (rate, used) in best.items():
        shown = "" if "processes" in name or "Spark" in name else f"{used:,.0f} ns"
        lines.append(f"| {name} | {rate:,.0f} | {rate / best[base][0]:.1f} × | {shown} |")
    return "\n".join(lines)


def bench(folder, runs, spark):
    folder = folder.resolve()
    log = folder / "log.parquet"
    whole = pyarrow.parquet.read_table(log)
    tokens, times, ring = whole["token"], whole["time"], verifier_of(folder / "keys.json")
    groups = min(pyarrow.parquet.ParquetFile(log).num_row_groups, 2)
    with tempfile.TemporaryDirectory() as out, concurrent.futures.ProcessPoolExecutor(2) as pool:
        out = pathlib.Path(out)
        rows = {
            "reading the log, 1 core": lambda: read(log, 1), "reading the log, 2 cores": lambda: read(log, 2),
            "the check, 1 core": lambda: check(tokens, times, ring, 1), "the check, 2 cores": lambda: check(tokens, times, ring, 2),
            "the whole job, 1 thread": lambda: job(folder, 1, out), "the whole job, 2 threads": lambda: job(folder, 2, out),
            "DuckDB, 1 thread": lambda: in_duckdb(folder, 1), "DuckDB, 2 threads": lambda: in_duckdb(folder, 2),
            "PyJWT, 1 process": lambda: in_pyjwt(folder, InThisProcess, groups), "PyJWT, 2 processes": lambda: in_pyjwt(folder, pool, groups),
        }
        rows["PyJWT, 2 processes"]()  # which starts them
        best = measured(rows, runs)
    if spark:
        import spark_udf

        for cores in (1, 2):
            session = spark_udf.session(cores)
            in_spark(folder, session)  # which starts the workers
            best.update(measured({f"Spark, local[{cores}]": lambda: in_spark(folder, session)}, runs))
            session.stop()
    megabytes = os.path.getsize(log) / 1e6
    print(f"{len(tokens):,} tokens, {tokens.nbytes / len(tokens):.0f} bytes each; the file has {megabytes:,.0f} MB\n")
    print(table(best, "PyJWT, 1 process"))
    for what in ("reading the log", "the check"):
        print(f"\n{what}: {best[f'{what}, 2 cores'][0] / best[f'{what}, 1 core'][0]:.2f} times as fast on two cores as on one", end="")
    print()


def main():
    parser = argparse.ArgumentParser(description="Measure the job that checks a log.")
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--spark", action="store_true")
    options = parser.parse_args()
    if options.folder is not None:
        return bench(options.folder, options.runs, options.spark)
    with tempfile.TemporaryDirectory(prefix="pbjwt-arrow-") as name:
        folder = pathlib.Path(name)
        make_log(folder, options.rows)
        bench(folder, options.runs, options.spark)
    return None


if __name__ == "__main__":
    main()
