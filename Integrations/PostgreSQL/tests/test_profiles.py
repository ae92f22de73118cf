# SPDX-License-Identifier: Apache-2.0
"""Profiles: who may define them, when a change takes effect, and what preserves them."""

import psycopg
import pytest
from conftest import OLD_SECRET, SECRET, sign, sign_text
from engine import postgresql, run

STATUS = "SELECT pbjwt_status(%s, %s)"


def test_only_roles_with_a_grant_may_call(database):
    mallory = database.connect(database.mallory)
    signatures = database.column("SELECT oid::regprocedure::text FROM pg_proc WHERE proname ~ '^pbjwt_' ORDER BY 1")
    assert len(signatures) == 10
    for signature in signatures:
        call = signature.replace("text", "'x'") if "(" in signature else signature
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            mallory.execute(f"SELECT {call}")


@pytest.mark.parametrize("statement", [
    "SELECT * FROM pbjwt_profiles",
    "INSERT INTO pbjwt_profiles (name, secrets) VALUES ('mine', '{production}')",
    "UPDATE pbjwt_profiles SET allow_missing_exp = true",
    "DELETE FROM pbjwt_profiles",
    "TRUNCATE pbjwt_profiles",
    "ALTER TABLE pbjwt_profiles DISABLE TRIGGER ALL",
    "DROP EXTENSION pbjwt",
])
def test_callers_can_neither_see_nor_change_profiles(app, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_a_table_of_the_same_name_in_the_search_path_is_ignored(database, app):
    database.owner.execute(f"CREATE SCHEMA evil AUTHORIZATION {database.app}")
    app.execute("CREATE TABLE evil.pbjwt_profiles (name text, secrets text[], allow_missing_exp bool)")
    app.execute("INSERT INTO evil.pbjwt_profiles VALUES ('sso', '{production}', true), ('mine', '{old}', true)")
    app.execute("SET search_path = evil, public")
    app.execute("CREATE TEMPORARY TABLE pbjwt_profiles (LIKE evil.pbjwt_profiles)")
    assert database.value(STATUS, (sign(exp=None), "sso"), app) == "missing_exp"
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        app.execute(STATUS, (sign(), "mine"))


def test_malicious_functions_in_the_schema_are_not_called(database):
    """The extension's owner is a superuser, who would run them when writing a profile."""
    owner = database.owner
    owner.execute(f"DROP EXTENSION pbjwt; CREATE SCHEMA trap AUTHORIZATION {database.mallory}")
    mallory = database.connect(database.mallory)
    for arguments, result in {"cardinality(text[])": "int", "array_ndims(text[])": "int", "octet_length(text)": "int",
                              "array_position(text[], text)": "int",
                              "pg_extension_config_dump(regclass, text)": "void"}.items():
        mallory.execute(f"CREATE FUNCTION trap.{arguments} RETURNS {result} LANGUAGE plpgsql AS "
                        "$$ BEGIN RAISE 'caught'; END $$")
    owner.execute("CREATE EXTENSION pbjwt SCHEMA trap")
    owner.execute("SET search_path = trap, public")
    owner.execute("INSERT INTO trap.pbjwt_profiles (name, secrets, issuer) VALUES ('sso', '{production}', 'me')")
    assert database.value("SELECT trap.pbjwt_status(%s, 'sso')", [sign(iss="me")]) == "ok"


@pytest.mark.parametrize("values", [
    {"secrets": []}, {"secrets": [None]}, {"secrets": ["a"] * 9}, {"secrets": None}, {"name": ""}, {"name": "x" * 64},
    {"profile": "other"}, {"leeway": 301}, {"leeway": -1}, {"max_token_bytes": 255}, {"max_token_bytes": 1048577},
    {"max_lifetime": -1}, {"user_hash": "on"}, {"issuer": ""}, {"audience": ""}, {"type": "a b"}, {"email_form": "any"},
    {"reader": "slow"},
])
def test_an_invalid_value_is_refused_when_it_is_written(database, values):
    row = {"name": "new", "secrets": ["production"], **values}
    with pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.NotNullViolation)):
        database.owner.execute(f"INSERT INTO pbjwt_profiles ({', '.join(row)}) "
                               f"VALUES ({', '.join(['%s'] * len(row))})", list(row.values()))


def test_every_value_of_a_policy_can_be_written_and_used(database, app):
    for name, values in {"profile": ["sso", "widget"], "leeway": [0, 300], "max_token_bytes": [256, 1048576],
                         "max_lifetime": [0, 253402300799], "user_hash": ["off", "if_present"], "reader": ["fast", "both"],
                         "email_form": ["as_sent", "lowercased", "require_lowercase"], "strict_claims": [True, False],
                         "allow_missing_exp": [True, False]}.items():
        for value in values:
            database.owner.execute(f"UPDATE pbjwt_profiles SET {name} = %s", [value])
            assert database.value(STATUS, (sign(), "sso"), app) == "ok", (name, value)
    database.owner.execute("UPDATE pbjwt_profiles SET type = 'a/b-c.d_e+f!#$&^' || '09'")
    assert database.value(STATUS, (sign(), "sso"), app) == "unsupported_type"


def test_a_change_takes_effect_in_every_session_when_it_is_committed(database, app):
    weaker = database.connect("postgres", autocommit=False)
    token = sign(exp=None)
    assert database.value(STATUS, (token, "sso"), app) == "missing_exp"
    weaker.execute("UPDATE pbjwt_profiles SET allow_missing_exp = true")
    assert database.value(STATUS, (token, "sso"), weaker) == "ok", "its own change"
    assert database.value(STATUS, (token, "sso"), app) == "missing_exp", "not committed"
    weaker.rollback()
    assert database.value(STATUS, (token, "sso"), weaker) == "missing_exp", "undone"
    weaker.execute("UPDATE pbjwt_profiles SET allow_missing_exp = true")
    weaker.commit()
    assert database.value(STATUS, (token, "sso"), app) == "ok"


@pytest.mark.parametrize("statement", ["DELETE FROM pbjwt_profiles", "TRUNCATE pbjwt_profiles",
                                       "UPDATE pbjwt_profiles SET name = 'other'"])
def test_a_removed_profile_lets_nobody_in(database, statement):
    app = database.connect(database.app, autocommit=False)  # one transaction that takes no new lock
    for _ in range(2):
        assert database.value(STATUS, (sign(), "sso"), app) == "ok"
    database.owner.execute("SET session_replication_role = replica")
    database.owner.execute(statement)
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        app.execute(STATUS, (sign(), "sso"))


def test_secrets_are_those_of_the_profile(database, app):
    old = sign(OLD_SECRET, "old")
    assert database.value(STATUS, (old, "sso"), app) == "unknown_key"
    assert database.value(STATUS, (sign(OLD_SECRET, None), "sso"), app) == "signature_mismatch"
    database.owner.execute("UPDATE pbjwt_profiles SET secrets = '{production,old}'")
    assert database.value("SELECT pbjwt_verify(%s, 'sso') ->> 'key'", [old], app) == "old"
    database.owner.execute("UPDATE pbjwt_profiles SET secrets = '{production,nowhere}'")
    with pytest.raises(psycopg.errors.ConfigFileError) as caught:
        app.execute(STATUS, (old, "sso"))
    assert "nowhere" not in str(caught.value)
    assert 'no file of the secret "nowhere"' in database.server.log


def test_null_is_neither_a_token_nor_a_profile(database, app):
    assert app.execute("SELECT pbjwt_verify(NULL, 'sso'), pbjwt_status(%s, NULL), pbjwt_identity(NULL, 'sso')",
                       [sign()]).fetchone() == (None, None, None)
    for arguments in ((None, "sso"), (sign(), None)):
        with pytest.raises(psycopg.errors.NullValueNotAllowed):
            app.execute("SELECT pbjwt_login(%s, %s)", arguments)


def test_long_tokens_are_refused_by_their_length(database, app):
    for length in (8193, 1 << 20, (1 << 20) + 1, 50_000_000):
        assert database.value("SELECT pbjwt_status(repeat('a', %s), 'sso')", [length], app) == "token_too_large"
    database.owner.execute("CREATE TABLE stored AS SELECT repeat('a.b', 3000000) AS token, string_agg(md5(i::text), '') "
                           "AS other FROM generate_series(1, 100000) i")
    assert database.owner.execute("SELECT pbjwt_status(token, 'sso'), pbjwt_status(other, 'sso') "
                                  "FROM stored").fetchone() == ("token_too_large", "token_too_large")


def test_dump_and_restore_keep_profiles_and_nothing_secret(database, installation):
    database.owner.execute("UPDATE pbjwt_profiles SET issuer = 'Bücher', max_lifetime = 0, secrets = '{old,production}'")
    where = ["-h", "127.0.0.1", "-p", database.server.port, "-U", "postgres"]
    dump = run(installation.programs / "pg_dump", *where, database.name)
    assert SECRET not in dump and OLD_SECRET not in dump and "CREATE EXTENSION" in dump
    before = database.owner.execute("SELECT * FROM pbjwt_profiles").fetchall()
    database.owner.execute("DROP EXTENSION pbjwt CASCADE")
    run(installation.programs / "psql", *where, "-v", "ON_ERROR_STOP=1", "-q", database.name, input=dump)
    assert database.owner.execute("SELECT * FROM pbjwt_profiles").fetchall() == before
    assert database.value(STATUS, (sign(iss="Bücher"), "sso"), database.connect(database.app)) == "ok"


def catalog(database):
    return database.owner.execute("""
        SELECT p.oid::regprocedure::text, prorettype::regtype::text, provolatile, proparallel, proisstrict, prosecdef,
               proleakproof, procost, prosrc, proacl::text, proconfig
        FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
        JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'pbjwt' ORDER BY 1""").fetchall()


def test_updates_in_both_directions(database):
    new = catalog(database)
    database.owner.execute("DROP EXTENSION pbjwt")
    database.owner.execute("CREATE EXTENSION pbjwt VERSION '0.1'")
    old = catalog(database)
    assert len(old) == 4 and len(new) == 10
    database.owner.execute("INSERT INTO pbjwt_profiles (name, secrets) VALUES ('sso', '{production}')")
    database.grant(database.app)
    app = database.connect(database.app)
    assert database.value(STATUS, (sign(), "sso"), app) == "ok"
    granted = catalog(database)
    for _ in range(2):
        database.owner.execute("ALTER EXTENSION pbjwt UPDATE TO '0.2'")
        assert database.value(STATUS, (sign(), "sso"), app) == "ok"
        assert [row[:9] for row in catalog(database)] == [row[:9] for row in new]
        assert [row for row in catalog(database) if row in granted] == granted, "grants are kept"
        database.owner.execute("ALTER EXTENSION pbjwt UPDATE TO '0.1'")
        assert catalog(database) == granted


def test_attributes_of_the_functions(database):
    marks = {row[0].split("(")[0].split(".")[-1]: row[2:4] for row in catalog(database)}
    assert marks == {
        "pbjwt_verify": ("v", "s"), "pbjwt_status": ("v", "s"), "pbjwt_identity": ("v", "s"),
        "pbjwt_login": ("v", "u"), "pbjwt_logout": ("v", "u"), "pbjwt_profiles_changed": ("v", "u"),
        "pbjwt_current_email": ("s", "r"), "pbjwt_current_user_id": ("s", "r"),
        "pbjwt_current_company_id": ("s", "r"), "pbjwt_current_claim": ("s", "r")}
    assert all(not row[5] and not row[6] for row in catalog(database)), "none is SECURITY DEFINER or LEAKPROOF"


def test_numbers_that_jsonb_cannot_represent(database, app):
    """A customer's token can't make a query over a table of tokens fail."""
    for written, read in {"1e-99999": 0, "-1E-16400": 0, "0e-99999999999999999999": 0, "0e99999999999": 0, "1e-16383": None,
                          "0." + "0" * 7000 + "1e-10000": 0, "1" + "0" * 300 + ".5e-17000": 0, "1e308": 1e308,
                          "-0.5": -0.5, "1.5E+3": 1500}.items():
        token = sign_text(f'"a":"1e-99999 \\"","n":[{written},{{"e":{written}}}],"z":true')
        database.owner.execute("UPDATE pbjwt_profiles SET max_token_bytes = 100000")
        for query in ("SELECT pbjwt_verify(%s, 'sso') #> '{identity,custom}'", "SELECT (pbjwt_identity(%s, 'sso')).custom"):
            custom = database.value(query, [token], app)
            assert custom["a"] == '1e-99999 "' and custom["z"] is True
            one, other = custom["n"][0], custom["n"][1]["e"]
            assert one == other and (read is None or float(one) == read), written


def test_another_encoding(server):
    with psycopg.connect(server.connection_info, autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    with psycopg.connect(server.connection_info.replace("dbname=postgres", "dbname=latin"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pbjwt")
        connection.execute("INSERT INTO pbjwt_profiles (name, secrets, issuer) VALUES ('sso', '{production}', 'Zoë')")
        connection.execute("SELECT pbjwt_login(%s, 'sso')", [sign(iss="Zoë")])
        assert connection.execute(
            "SELECT i.issuer, i.custom ->> 'more', pbjwt_verify(t, 'sso') #>> '{identity,issuer}', c.more "
            "FROM (SELECT %s::text AS t) s, pbjwt_identity(t, 'sso') i, LATERAL (SELECT pbjwt_login(t, 'sso')) l, "
            "LATERAL (SELECT pbjwt_current_claim('more') AS more WHERE l IS NOT NULL) c",
            [sign(iss="Zoë", more="Zoë")]).fetchone() == ("Zoë",) * 4
        japanese = sign(iss="Zoë", name="日本")
        assert connection.execute("SELECT pbjwt_status(%s, 'sso')", [japanese]).fetchone()[0] == "ok"
        with pytest.raises(psycopg.errors.UntranslatableCharacter):
            connection.execute("SELECT pbjwt_verify(%s, 'sso')", [japanese])
    with psycopg.connect(server.connection_info, autocommit=True) as connection:
        connection.execute("DROP DATABASE latin")


def test_pg_regress(installation, server):
    socket = {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGUSER": "postgres"}
    if postgresql.os.geteuid() == 0:
        run("chmod", "-R", "a+rX", installation.source)
    said = installation.make("installcheck", **socket)
    assert "All 3 tests passed" in said
