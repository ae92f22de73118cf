# SPDX-License-Identifier: Apache-2.0
"""No call leaks memory: each function processes PBJWT_ROWS rows (a million by default), and thousands of errors."""

import os

import psycopg
import pytest
from conftest import OLD_SECRET, sign

ROWS = int(os.environ.get("PBJWT_ROWS", 1_000_000))
GROWTH = 1 << 20

# Each statement, and the fraction of ROWS that it gets.
WORK = {
    "status": ("SELECT count(pbjwt_status(%(good)s, 'sso')) FROM generate_series(1, %(rows)s)", 1),
    "verify": ("SELECT count(pbjwt_verify(%(good)s, 'sso')) FROM generate_series(1, %(rows)s)", 4),
    "refused": ("SELECT count(pbjwt_verify(%(bad)s, 'sso')) FROM generate_series(1, %(rows)s)", 4),
    "identity": ("SELECT count(i.email) FROM generate_series(1, %(rows)s), pbjwt_identity(%(good)s, 'sso') i", 4),
    "claims": ("SELECT count(pbjwt_current_email() || pbjwt_current_claim('role') || pbjwt_current_claim('n' || i %% 99)), "
               "count(pbjwt_current_claim('n' || i)) FROM generate_series(1, %(rows)s) i, "
               "(SELECT pbjwt_login(%(good)s, 'sso')) l", 4),
    "login": ("SELECT count(pbjwt_login(%(good)s, 'sso')) FROM generate_series(1, %(rows)s)", 4),
    "errors": ("SELECT count(fails(%(bad)s, 'sso', '')) FROM generate_series(1, %(rows)s)", 40),
    "profiles": ("SELECT count(fails(%(good)s, 'absent', '')) FROM generate_series(1, %(rows)s)", 40),
    "changes": ("SELECT count(fails(%(good)s, 'sso', 'UPDATE pbjwt_profiles SET leeway = 0')) "
                "FROM generate_series(1, %(rows)s)", 400),
    "unfit": ("SELECT count(unfit(%(unfit)s)) FROM generate_series(1, %(rows)s)", 40),
}


def resident(connection):
    with open(f"/proc/{connection.info.backend_pid}/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("RssAnon:"))


HELPERS = """
CREATE FUNCTION fails(token text, profile text, change text) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    IF change <> '' THEN EXECUTE change; END IF;
    PERFORM pbjwt_login(token, profile);
    RETURN 1;
EXCEPTION WHEN invalid_authorization_specification OR invalid_parameter_value THEN RETURN 0;
END $$;
CREATE FUNCTION unfit(token text) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pbjwt_verify(token, 'sso');
    RETURN 1;
EXCEPTION WHEN untranslatable_character THEN RETURN 0;
END $$;
"""


@pytest.fixture(scope="module")
def owner(server):
    """The owner of a database whose encoding can't represent every result, so that errors occur while the library's
    JSON is allocated."""
    with psycopg.connect(server.connection_info, autocommit=True) as connection:
        connection.execute("CREATE DATABASE memory TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    with psycopg.connect(server.connection_info.replace("dbname=postgres", "dbname=memory"), autocommit=True) as owner:
        owner.execute("CREATE EXTENSION pbjwt")
        owner.execute("INSERT INTO pbjwt_profiles (name, secrets) VALUES ('sso', '{production}')")
        owner.execute("SET work_mem = '64kB'; SET jit = off;" + HELPERS)
        yield owner
    with psycopg.connect(server.connection_info, autocommit=True) as connection:
        connection.execute("DROP DATABASE memory")


@pytest.mark.parametrize("name", WORK)
def test_no_leak(owner, name):
    query, share = WORK[name]
    values = {"good": sign(role="admin", note="x" * 500), "bad": sign(OLD_SECRET, key=None),
              "unfit": sign(name="日本", note="x" * 500)}
    for _ in range(2):
        owner.execute(query, {**values, "rows": 1000})
    before = resident(owner)
    rows = ROWS // share
    assert owner.execute(query, {**values, "rows": rows}).fetchone()[0] == (
        0 if name == "claims" else rows)
    growth = resident(owner) - before
    print(f"{name}: {rows} rows, {growth} bytes more")
    assert growth < GROWTH


def test_memory_contexts_do_not_grow(database):
    total = "SELECT sum(total_bytes) FROM pg_backend_memory_contexts"
    owner = database.owner
    for _ in range(3):
        owner.execute(WORK["claims"][0], {"good": sign(), "rows": 1000})
    before = database.value(total)
    for _ in range(300):
        owner.execute(WORK["claims"][0], {"good": sign(), "rows": 10})
    assert database.value(total) - before < 100_000
