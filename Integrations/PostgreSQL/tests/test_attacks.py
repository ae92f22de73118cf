# SPDX-License-Identifier: Apache-2.0
"""The README's example of row-level security under attack."""

import json
import threading

import psycopg
import pytest
from conftest import ADA, EVE, LOGIN, email, login, seen, sign


@pytest.mark.parametrize("attack", [
    "SET pbjwt.current_email = 'eve@example.com'",
    "SET LOCAL pbjwt.email = 'eve@example.com'",
    "SELECT set_config('pbjwt.current_email', 'eve@example.com', true)",
    "SET pbjwt.secrets_directory = '/tmp'",
    "CREATE OR REPLACE FUNCTION public.pbjwt_current_email() RETURNS text LANGUAGE sql AS $$ SELECT 'eve@example.com' $$",
    "CREATE FUNCTION mine() RETURNS text LANGUAGE c AS '$libdir/pbjwt', 'pbjwtpg_current_email'",
    "ALTER FUNCTION public.pbjwt_current_email() SET search_path = evil",
    "ALTER TABLE notes NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY own ON notes",
    "SET row_security = off; SELECT * FROM notes",
    "SET ROLE postgres",
    "ALTER EXTENSION pbjwt UPDATE TO '0.1'",
    "LOAD '/tmp/evil.so'",
])
def test_forging_an_identity_by_statements(session, attack):
    session.execute("SELECT pbjwt_current_email()")
    with pytest.raises(psycopg.Error):
        session.execute(attack)
    session.rollback()
    login(session)
    assert (email(session), seen(session)) == (ADA, 5)


def test_forging_with_the_attackers_own_functions(notes, session):
    notes.owner.execute(f"CREATE SCHEMA evil AUTHORIZATION {notes.app}")
    session.execute("""CREATE FUNCTION evil.pbjwt_current_email() RETURNS text LANGUAGE sql AS $$ SELECT 'eve@example.com' $$;
        CREATE FUNCTION evil.same(text, text) RETURNS bool LANGUAGE sql AS $$ SELECT true $$;
        CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.same)""")
    session.execute("SET search_path = evil, public, pg_catalog")
    assert email(session) == EVE, "the attacker's own function"
    assert seen(session) == 0
    session.execute("SELECT public.pbjwt_login(%s, 'sso')", [sign()])
    assert seen(session) == 5


def test_reading_other_rows_with_a_cheap_function_in_a_condition(notes, session):
    notes.owner.execute(f"CREATE SCHEMA evil AUTHORIZATION {notes.app}")
    session.execute("""CREATE FUNCTION evil.tell(text) RETURNS bool COST 0.0000001 LANGUAGE plpgsql AS $$
        BEGIN RAISE NOTICE '%', $1; RETURN true; END $$""")
    told = []
    session.add_notice_handler(lambda notice: told.append(notice.message_primary))
    login(session)
    assert session.execute("SELECT count(*) FROM notes WHERE evil.tell(owner)").fetchone()[0] == 5
    assert set(told) == {ADA}


def test_functions_with_their_owners_rights(notes, session):
    """Such a function sees the rows that its owner sees, but the identity is always the caller's."""
    notes.owner.execute("""CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$ SELECT count(*) FROM notes WHERE owner = pbjwt_current_email() $$""")
    notes.owner.execute(f"GRANT EXECUTE ON FUNCTION counted() TO {notes.mallory}")
    mallory = notes.connect(notes.mallory)
    assert mallory.execute("SELECT counted()").fetchone()[0] == 0
    login(session)
    assert session.execute("SELECT counted()").fetchone()[0] == 5
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        mallory.execute(LOGIN, [sign()])


def test_prepared_statements_and_kept_plans(session):
    session.execute("PREPARE mine AS SELECT count(*) FROM notes")
    session.execute("CREATE FUNCTION pg_temp.mine() RETURNS bigint LANGUAGE plpgsql AS "
                    "$$ BEGIN RETURN (SELECT count(*) FROM notes); END $$")
    session.commit()
    for mode in ("force_generic_plan", "force_custom_plan", "auto"):
        session.execute(f"SET plan_cache_mode = {mode}")
        for _ in range(7):
            for who, count in ((ADA, 5), (None, 0), (EVE, 3)):
                if who:
                    login(session, who)
                assert session.execute("EXECUTE mine").fetchone()[0] == count
                assert session.execute("SELECT pg_temp.mine()").fetchone()[0] == count
                session.commit()


def plans(node):
    yield node
    for child in node.get("Plans", []):
        yield from plans(child)


def test_parallel_queries(notes, session):
    notes.owner.execute("INSERT INTO notes (owner, body) SELECT 'user' || i % 1000, repeat('x', 200) "
                        "FROM generate_series(1, 50000) i")
    notes.owner.execute("ANALYZE notes")
    notes.owner.execute("CREATE FUNCTION hidden() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS "
                        "$$ BEGIN RETURN public.pbjwt_current_email(); END $$")
    session.execute("SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;"
                    "SET max_parallel_workers_per_gather = 2; SET parallel_leader_participation = off")
    login(session)
    for query, count in (("SELECT count(*) FROM notes WHERE length(body) > 0", 5),
                         ("SELECT count(*) FROM notes a JOIN notes b ON a.owner = b.owner", 25)):
        plan = session.execute("EXPLAIN (FORMAT JSON, VERBOSE) " + query).fetchone()[0][0]["Plan"]
        for node in plans(plan):
            if "pbjwt_current_email" in json.dumps({key: node[key] for key in node if key != "Plans"}):
                assert not node["Parallel Aware"], "in the leader only"
        assert session.execute(query).fetchone()[0] == count
    session.execute("SET force_parallel_mode = on")
    assert (email(session), seen(session)) == (ADA, 5)
    with pytest.raises(psycopg.errors.InvalidTransactionState) as caught:
        session.execute("SELECT hidden()")
    assert "PARALLEL RESTRICTED" in caught.value.diag.message_hint
    session.rollback()
    # But tokens are verified in workers.
    session.execute("SET force_parallel_mode = on; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;"
                    "SET min_parallel_table_scan_size = 0; SET parallel_leader_participation = off")
    notes.owner.execute("CREATE TABLE tokens AS SELECT %s::text AS token FROM generate_series(1, 5000)", [sign()])
    notes.owner.execute(f"GRANT SELECT ON tokens TO {notes.app}")
    query = "SELECT count(*) FROM tokens WHERE pbjwt_status(token, 'sso') = 'ok'"
    plan = session.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query).fetchone()[0][0]["Plan"]
    assert any(node.get("Workers Launched") for node in plans(plan))
    assert session.execute(query).fetchone()[0] == 5000


def test_an_index_is_used(notes, session):
    notes.owner.execute("INSERT INTO notes (owner, body) SELECT 'user' || i, '' FROM generate_series(1, 20000) i; "
                        "CREATE INDEX ON notes (owner); ANALYZE notes")
    login(session)
    plan = json.dumps(session.execute("EXPLAIN (FORMAT JSON) SELECT * FROM notes").fetchone()[0])
    assert "Index" in plan and ADA not in plan
    assert seen(session) == 5


def test_a_cancelled_query_ends_soon(database, app):
    timer = threading.Timer(0.3, app.cancel)
    timer.start()
    with pytest.raises(psycopg.errors.QueryCanceled):
        app.execute("SELECT count(pbjwt_verify(%s, 'sso')) FROM generate_series(1, 100000000)", [sign()])
    timer.join()
    assert database.value("SELECT pbjwt_status(%s, 'sso')", [sign()], app) == "ok"
