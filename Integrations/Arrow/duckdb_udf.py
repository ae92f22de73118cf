#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pbjwt in DuckDB: verify_token(token, time) in SQL, a struct with the token's result.

    duckdb_udf.py LOG KEYS [SQL]

Without SQL it counts a log's tokens by status and key. DuckDB passes the function vectors of some thousand rows, which
are verified without a copy.
"""

import sys

import duckdb
import pyarrow
from duckdb.sqltypes import TIMESTAMP_TZ, VARCHAR

from keys import KeyRingError, verifier_of

FIELDS = ["status", "key_id", "user_id", "email"]
COUNT = """
    select verdict.status, verdict.key_id, count(*) as tokens
    from (select verify_token(token, time) as verdict from log) group by all order by all
"""


def register(connection, verifier, name="verify_token"):
    """Adds the function to a connection. Anyone who may run SQL there can check tokens, but never sees a secret."""

    def verify(token, time):
        return pyarrow.array(verifier.verify_arrow(token, now=time, fields=FIELDS, threads=1))

    result = duckdb.struct_type({field: VARCHAR for field in FIELDS})
    connection.create_function(name, verify, [VARCHAR, TIMESTAMP_TZ], result, type="arrow", null_handling="special")


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: duckdb_udf.py LOG KEYS [SQL]")
    connection = duckdb.connect()
    try:
        register(connection, verifier_of(sys.argv[2]))
    except KeyRingError as error:
        sys.exit(f"duckdb_udf.py: {error}")
    connection.sql("set timezone = 'UTC'")
    log = connection.read_parquet(sys.argv[1])
    log.create_view("log")
    print(connection.sql(sys.argv[3] if len(sys.argv) == 4 else COUNT))


if __name__ == "__main__":
    main()
