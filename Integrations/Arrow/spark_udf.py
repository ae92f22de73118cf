#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pbjwt in Spark: a pandas UDF that checks a column of tokens at a column of times.

    spark_udf.py LOG KEYS

Counts a log's tokens by status and key on two cores (local[2]). The UDF contains the path of the key ring and not its
secrets, so they are neither in a plan nor in data that Spark serializes: each Python worker reads the files once.
"""

import functools
import os
import sys

import pandas
import pyarrow

import keys

FIELDS = ["status", "key_id", "user_id", "email"]


@functools.cache
def verifier_of(path):
    """One verifier for each worker process."""
    return keys.verifier_of(path)


def verify_token(path):
    """The UDF, for key rings at a path that every worker can read."""
    from pyspark.sql.functions import pandas_udf

    @pandas_udf(", ".join(f"{field} string" for field in FIELDS))
    def verify(token: pandas.Series, time: pandas.Series) -> pandas.DataFrame:
        # Spark passes times in UTC if the session's time zone is UTC.
        times = time.dt.tz_localize("UTC") if time.dt.tz is None else time
        found = verifier_of(path).verify_arrow(
            pyarrow.array(token, pyarrow.string(), from_pandas=True), fields=FIELDS, threads=1,
            now=pyarrow.array(times, pyarrow.timestamp("us", "UTC"), from_pandas=True),
        )
        return pyarrow.table(found).to_pandas()

    return verify


def session(cores=2):
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    here = os.path.dirname(os.path.abspath(__file__))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return (
        SparkSession.builder.master(f"local[{cores}]").appName("pbjwt")
        .config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "20000")
        .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )


def count(spark, log, path):
    """Rows with status, key_id and count."""
    verdict = verify_token(path)("token", "time").alias("verdict")
    table = spark.read.parquet(log).select(verdict).select("verdict.status", "verdict.key_id")
    return table.groupBy("status", "key_id").count().orderBy("status", "key_id")


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: spark_udf.py LOG KEYS")
    try:
        keys.verifier_of(sys.argv[2])
    except keys.KeyRingError as error:
        sys.exit(f"spark_udf.py: {error}")
    spark = session()
    try:
        count(spark, sys.argv[1], os.path.abspath(sys.argv[2])).show(50, truncate=False)
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
