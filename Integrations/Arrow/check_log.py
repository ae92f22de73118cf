#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a log of tokens in Parquet against a rotating key ring, and writes who was refused and why, by day and key.

    check_log.py LOG KEYS OUTPUT [--threads N]

Each token is checked at the time of its row, with the keys that were valid then. OUTPUT is a folder, which gets

    refused.parquet    a row for each refused token: time, customer, status, claim, kid
    by_day.parquet     day, key, status, tokens: the number with each result

`key` is the key that signed an accepted token. For a refused token, `kid` and the `key` in by_day are only what its
header says, which anyone may have written. No token is written anywhere. Memory holds one row group.
"""

import argparse
import collections
import json
import pathlib
import sys

import pbjwt
import pyarrow
import pyarrow.compute as compute
import pyarrow.parquet

from keys import KeyRingError, verifier_of

REFUSED = pyarrow.schema([
    ("time", pyarrow.timestamp("ms", "UTC")), ("customer", pyarrow.string()), ("status", pyarrow.string()),
    ("claim", pyarrow.string()), ("kid", pyarrow.string()),
])
LONGEST_KID = 64


def claimed_key(token):
    """The kid in a token's header, UNVERIFIED; None if there is none that could be a key's id."""
    try:
        header = json.loads(pbjwt.inspect(token).header or "{}")
        kid = header.get("kid")
    except (ValueError, pbjwt.PbjwtError):
        return None
    return kid if isinstance(kid, str) and len(kid) <= LONGEST_KID and kid.isprintable() else None


class Report:
    """Checks a log batch by batch, and collects the results."""

    def __init__(self, folder, verify):
        self.folder, self.verify = folder, verify
        self.by_day = collections.Counter()
        folder.mkdir(parents=True, exist_ok=True)
        self.writer = pyarrow.parquet.ParquetWriter(folder / "refused.parquet", REFUSED)

    def add(self, batch):
        """Checks a record batch with the columns time, customer and token."""
        time, customer, token = (batch.column(name) for name in ("time", "customer", "token"))
        found = self.verify(token, time)
        status = found.field("status").fill_null("no_token")
        refused = compute.not_equal(status, "ok")
        kids = [claimed_key(value) if value is not None else None for value in token.filter(refused).to_pylist()]
        kids = pyarrow.array(kids, pyarrow.string())
        self.writer.write_batch(pyarrow.record_batch(
            [time.filter(refused).cast(REFUSED.field("time").type), customer.filter(refused).cast(pyarrow.string()), status.filter(refused),
             found.field("claim").filter(refused), kids], schema=REFUSED))
        key = compute.replace_with_mask(found.field("key_id").cast(pyarrow.string()), refused, kids).fill_null("none")
        day = time.cast(pyarrow.date32())
        counts = pyarrow.table([day, key, status], ["day", "key", "status"]).group_by(["day", "key", "status"]).aggregate([([], "count_all")])
        for row in counts.to_pylist():
            self.by_day[row["day"].isoformat(), row["key"], row["status"]] += row["count_all"]

    def close(self):
        self.writer.close()
        rows = [(*names, count) for names, count in sorted(self.by_day.items())]
        columns = list(zip(*rows)) or [[], [], [], []]
        table = pyarrow.table([pyarrow.array(column) for column in columns], ["day", "key", "status", "tokens"])
        pyarrow.parquet.write_table(table, self.folder / "by_day.parquet")


def by_pbjwt(verifier, threads=None):
    """Checks a column of tokens at a column of times."""
    def verify(token, time):
        return pyarrow.array(verifier.verify_arrow(token, now=time, fields=["status", "claim", "key_id"], threads=threads))
    return verify


def check_log(log, folder, verify):
    """Runs the job, and returns the number of tokens by day, key and status."""
    report = Report(folder, verify)
    with pyarrow.parquet.ParquetFile(log) as file:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, columns=["time", "customer", "token"])
            for batch in table.combine_chunks().to_batches():
                report.add(batch)
    report.close()
    return report.by_day


def main():
    parser = argparse.ArgumentParser(description="Check a log of tokens against a key ring.")
    parser.add_argument("log", type=pathlib.Path)
    parser.add_argument("keys", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--threads", type=int, metavar="N", help="by default as many as there are cores")
    options = parser.parse_args()
    try:
        counts = check_log(options.log, options.output, by_pbjwt(verifier_of(options.keys), options.threads))
    except (KeyRingError, OSError, ValueError) as error:
        sys.exit(f"check_log.py: {error}")
    totals = collections.Counter()
    for (_, _, status), count in counts.items():
        totals[status] += count
    for status, count in totals.most_common():
        print(f"{status:24} {count:12}")
    return 0 if set(totals) <= {"ok"} else 1


if __name__ == "__main__":
    sys.exit(main())
