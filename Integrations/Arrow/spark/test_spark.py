# SPDX-License-Identifier: Apache-2.0
"""The pandas UDF on two cores of Spark."""

import collections
import os
import pathlib
import shutil
import signal
import sys

import pyarrow
import pyarrow.parquet
import pytest

HERE = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))

import spark_udf  # noqa: E402
from keys import verifier_of  # noqa: E402
from make_log import make_log  # noqa: E402


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")
    make_log(folder, 40_000)
    return folder


@pytest.fixture(scope="session")
def spark():
    session = spark_udf.session(2)
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def counted(folder):
    log = pyarrow.parquet.read_table(folder / "log.parquet")
    found = pyarrow.table(verifier_of(folder / "keys.json").verify_arrow(log["token"], now=log["time"], fields=["status", "key_id"]))
    return collections.Counter(zip(found["status"].to_pylist(), found["key_id"].to_pylist()))


def counts(spark, folder, ring):
    return {(row["status"], row["key_id"]): row["count"] for row in spark_udf.count(spark, str(folder / "log.parquet"), str(ring)).collect()}


def test_spark_counts_what_pyarrow_counts(spark, folder):
    assert counts(spark, folder, folder / "keys.json") == counted(folder)
    assert spark.sparkContext.defaultParallelism == 2


def test_a_null_is_not_a_token(spark, folder):
    from pyspark.sql.functions import to_timestamp

    rows = spark.createDataFrame([(None, "2026-03-01 00:00:00"), ("x", "2026-03-01 00:00:00")], "token string, at string")
    verdict = spark_udf.verify_token(str(folder / "keys.json"))("token", to_timestamp("at"))
    assert [row["verdict"]["status"] for row in rows.select(verdict.alias("verdict")).collect()] == [None, "malformed_token"]


def test_no_secret_is_in_a_plan_or_in_what_is_serialized(spark, folder):
    from pyspark import cloudpickle

    udf = spark_udf.verify_token(str(folder / "keys.json"))
    plan = spark.read.parquet(str(folder / "log.parquet")).select(udf("token", "time"))
    shown = plan._jdf.queryExecution().toString() + repr(cloudpickle.dumps(udf.func))
    assert "keys.json" in repr(cloudpickle.dumps(udf.func))
    for path in folder.glob("*.secret"):
        assert path.read_text() not in shown


def test_an_error_shows_neither_token_nor_secret(spark, folder, tmp_path):
    ring = tmp_path / "keys.json"
    shutil.copy(folder / "keys.json", ring)
    (tmp_path / "key-1.secret").write_text("hunter2-hunter2")
    for name in ("key-2", "key-3"):
        shutil.copy(folder / f"{name}.secret", tmp_path)
    with pytest.raises(Exception, match="the secret of key-1.secret: weak_secret") as caught:
        counts(spark, folder, ring)
    assert "hunter2" not in str(caught.value) and "eyJ" not in str(caught.value)


def test_a_worker_that_dies_is_an_error_and_the_next_job_is_whole(spark, folder):
    import pandas
    from pyspark.sql.functions import pandas_udf

    @pandas_udf("string")
    def dying(token: pandas.Series) -> pandas.Series:
        os.kill(os.getpid(), signal.SIGKILL)
        return token

    with pytest.raises(Exception, match="Python worker exited unexpectedly") as caught:
        spark.read.parquet(str(folder / "log.parquet")).select(dying("token")).collect()
    assert "eyJ" not in str(caught.value)
    assert counts(spark, folder, folder / "keys.json") == counted(folder)
