# SPDX-License-Identifier: Apache-2.0
"""verify_arrow with the arrays of pyarrow, polars and DuckDB."""

import collections
import struct
import threading

import duckdb
import polars
import pyarrow
import pyarrow.parquet
import pytest

import duckdb_udf
import pbjwt
from keys import verifier_of
from make_log import signed

NOW = 1_800_000_000
SECRET = "0123456789abcdef" * 4


def token(**changes):
    claims = {"email": "ada@example.com", "sub": "usr_1", "iat": NOW, "exp": NOW + 600, **changes}
    return signed(claims, SECRET.encode(), {"alg": "HS256"})


FULL = token(
    email="Ada@Example.com", name="Ada", company_mrr=12.5, aud=["a", "b"], renewal_date="2027-01-31", renewal_risk="High", jti="1",
    iss="us", plan={"seats": 5}, exp=NOW + 0.5, avatar_url="https://example.com/a.png", nbf=NOW - 1,
)
TOKENS = [token(), None, "", FULL, "x" * 20, token(sub="u-2"), token(email=7)]


@pytest.fixture(scope="module")
def verifier():
    return pbjwt.Verifier(SECRET, report=pbjwt.Policy(issuer="them"))


@pytest.fixture(scope="module")
def right(verifier):
    found = pyarrow.array(verifier.verify_arrow(pyarrow.array(TOKENS), now=NOW))
    found.validate(full=True)
    return found


def test_every_field_equals_that_of_the_identity(verifier, right):
    identity = verifier.verify(FULL, now=NOW)
    row = right[3].as_py()
    assert row.pop("status") == "ok" and row.pop("claim") is None
    assert row.pop("audience") == ["a", "b"]
    for name, attribute in (("warnings", identity.warnings), ("would_refuse", identity.would_refuse)):
        assert len(attribute) > 0
        assert [tuple(entry.values()) for entry in row.pop(name)] == [entry[:2] for entry in attribute]
    assert set(row) | {"audience", "warnings", "would_refuse"} == {
        name for name in dir(pbjwt.Identity) if not name.startswith("_")
    } - {"custom", "json", "customer_status_kind", "renewal_date_seconds"}
    assert row.pop("custom_json") == identity.custom_json == '{"plan":{"seats":5}}'
    assert row == {name: getattr(identity, name) for name in row}


def test_refused_and_missing_tokens_have_no_other_fields(right):
    for index, status in ((1, None), (2, "malformed_token"), (4, "malformed_token"), (6, "malformed_claim")):
        row = right[index].as_py()
        assert row.pop("status") == status
        assert row.pop("claim") == ("email" if index == 6 else None)
        assert set(row.values()) == {None}


@pytest.mark.parametrize(
    "kind", [pyarrow.string(), pyarrow.large_string(), pyarrow.string_view(), pyarrow.binary(), pyarrow.large_binary(), pyarrow.binary_view()]
)
def test_arrays_of_pyarrow(verifier, right, kind):
    array = pyarrow.array(TOKENS).cast(pyarrow.binary()) if "binary" in str(kind) else pyarrow.array(TOKENS)
    array = array.cast(kind)
    for tokens in (array, pyarrow.concat_arrays([array[:1], array])[1:], pyarrow.concat_arrays([array] * 3)[7:14]):
        assert pyarrow.array(verifier.verify_arrow(tokens, now=NOW)).equals(right)
    if "view" not in str(kind):
        assert pyarrow.array(verifier.verify_arrow(array.dictionary_encode(), now=NOW)).equals(right)


def test_chunks_stay_chunks(verifier, right):
    tokens = pyarrow.chunked_array([TOKENS[:3], [], TOKENS[3:]], pyarrow.string())
    times = pyarrow.chunked_array([[NOW] * 3, [], [NOW] * 4], pyarrow.int64())
    for now in (NOW, times):
        found = pyarrow.chunked_array(verifier.verify_arrow(tokens, now=now))
        assert [len(chunk) for chunk in found.chunks] == [3, 0, 4]
        assert found.combine_chunks().equals(right)
    table = pyarrow.table(verifier.verify_arrow(tokens, now=NOW, fields=["user_id", "status"]))
    assert table.column_names == ["user_id", "status"] and table.num_rows == 7


def test_many_parts_on_many_threads_are_put_together(verifier, right):
    for threads in (1, 3):
        found = pyarrow.array(verifier.verify_arrow(pyarrow.array(TOKENS * 3000), now=NOW, threads=threads))
        found.validate(full=True)
        assert found.equals(pyarrow.concat_arrays([right] * 3000))


def test_series_of_polars(verifier, right):
    for series in (polars.Series(TOKENS), polars.Series(["y", *TOKENS])[1:], polars.Series(TOKENS, dtype=polars.Categorical)):
        found = polars.Series(verifier.verify_arrow(series, now=NOW))
        assert found.struct.field("status").to_list() == right.field("status").to_pylist()
        assert found.struct.field("expires_at").to_list() == right.field("expires_at").to_pylist()
        assert found.struct.field("warnings").to_list()[3] == right.field("warnings")[3].as_py()


def test_duckdb_takes_results_as_a_table(verifier):
    results = pyarrow.table(verifier.verify_arrow(pyarrow.array(TOKENS * 1000), now=NOW))
    counted = duckdb.sql("select status, count(*) from results group by 1").fetchall()
    assert dict(counted) == {"ok": 3000, None: 1000, "malformed_token": 2000, "malformed_claim": 1000}


def test_a_child_may_outlive_its_parent(verifier):
    field = pyarrow.array(verifier.verify_arrow(pyarrow.array(TOKENS * 500), now=NOW)).field("warnings").flatten().field("kind")
    assert set(field.to_pylist()) == {"not_canonical", "coerced"}


def test_offsets_that_leave_pyarrow_s_buffers_are_an_error():
    """pyarrow checks arrays that it makes, but not arrays that change afterwards or come from a file."""
    for place, error in ((2, "larger than values array"), (1, "the text of row 0 lies outside of it")):
        offsets = bytearray(struct.pack("<3i", 0, 1, 3))
        lying = pyarrow.Array.from_buffers(pyarrow.string(), 2, [None, pyarrow.py_buffer(offsets), pyarrow.py_buffer(b"abc")])
        struct.pack_into("<i", offsets, 4 * place, 1 << 30)
        for array in (lying, pyarrow.chunked_array([lying])):
            with pytest.raises(ValueError, match=error):
                pbjwt.Verifier(SECRET).verify_arrow(array)


def test_threads_of_python_share_a_verifier(verifier, right):
    tokens, wrong = pyarrow.array(TOKENS), []

    def work():
        for _ in range(200):
            if not pyarrow.array(verifier.verify_arrow(tokens, now=NOW, threads=2)).equals(right):
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# DuckDB's function


@pytest.fixture
def connection(folder):
    connection = duckdb.connect()
    connection.sql("set timezone = 'UTC'")
    duckdb_udf.register(connection, verifier_of(folder / "keys.json"))
    connection.read_parquet(str(folder / "log.parquet")).create_view("log")
    return connection


def test_duckdb_counts_what_pyarrow_counts(folder, connection):
    log = pyarrow.parquet.read_table(folder / "log.parquet")
    found = pyarrow.table(verifier_of(folder / "keys.json").verify_arrow(log["token"], now=log["time"], fields=["status", "key_id"]))
    counted = collections.Counter(zip(found["status"].to_pylist(), found["key_id"].to_pylist()))
    rows = connection.sql(duckdb_udf.COUNT).fetchall()
    assert {(status, key): count for status, key, count in rows} == counted


def test_duckdb_gives_null_for_null(connection):
    assert connection.sql("select verify_token(null, now())").fetchall()[0] == ({"status": None, "key_id": None, "user_id": None, "email": None},)


def test_no_secret_is_in_what_duckdb_shows(folder, connection):
    shown = [str(connection.sql(query).fetchall()) for query in (
        "explain select verify_token(token, time) from log", "select * from duckdb_functions() where function_name = 'verify_token'",
        "select * from duckdb_settings()", "select sql from duckdb_views()",
    )]
    with pytest.raises(duckdb.Error) as caught:
        connection.sql("select verify_token(token, null) from log").fetchall()
    shown.append(str(caught.value))
    for path in folder.glob("*.secret"):
        assert not any(path.read_text() in text for text in shown)
    assert "now has no time in row" in shown[-1] and "eyJ" not in shown[-1]
