# SPDX-License-Identifier: Apache-2.0
"""Who is logged in, and the README's example of row-level security under attack."""

import json
import re
import threading

import psycopg
import pytest
from conftest import OLD_SECRET, sign
from engine import EXTENSION

LOGIN = "SELECT pbjwt_login(%s, 'sso')"
EMAIL = "SELECT pbjwt_current_email()"
ADA, EVE = "ada@example.com", "eve@example.com"


def example():
    """The statements of the README's example."""
    return re.search(r"<!-- row-level security -->\n```sql\n(.*?)```", (EXTENSION / "README.md").read_text(), re.S)[1]


@pytest.fixture
def notes(database):
    """The example with five notes of Ada, three of Eve, and one that is nobody's."""
    database.owner.execute(example().replace("app_role", database.app))
    database.owner.execute("INSERT INTO notes (owner, body) SELECT 'ada@example.com', 'a' FROM generate_series(1, 5)")
    database.owner.execute("INSERT INTO notes (owner, body) SELECT 'eve@example.com', 'e' FROM generate_series(1, 3)")
    database.owner.execute("INSERT INTO notes (owner, body) VALUES ('', 'nobody''s')")
    return database


@pytest.fixture
def session(notes):
    return notes.connect(notes.app, autocommit=False)


def seen(session):
    return session.execute("SELECT count(*) FROM notes").fetchone()[0]


def email(session):
    return session.execute(EMAIL).fetchone()[0]


def login(session, who=ADA, **claims):
    session.execute(LOGIN, [sign(email=who, **claims)])


def test_login_shows_ones_own_rows_until_the_transaction_ends(session):
    assert (email(session), seen(session)) == (None, 0)
    for who, count in ((ADA, 5), (EVE, 3)):
        for end in (session.commit, session.rollback):
            login(session, who)
            assert (email(session), seen(session)) == (who, count)
            end()
            assert (email(session), seen(session)) == (None, 0)
            session.commit()


def test_one_may_only_write_ones_own_rows(session):
    login(session)
    session.execute("INSERT INTO notes (owner, body) VALUES (%s, 'new')", [ADA])
    assert session.execute("UPDATE notes SET body = 'changed'").rowcount == 6
    assert session.execute("DELETE FROM notes").rowcount == 6
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute("INSERT INTO notes (owner, body) VALUES (%s, 'forged')", [EVE])


def test_logout_and_a_second_login(session):
    login(session)
    session.execute("SELECT pbjwt_logout()")
    assert (email(session), seen(session)) == (None, 0)
    login(session, EVE)
    login(session, ADA)
    assert seen(session) == 5


@pytest.mark.parametrize("token, name", [
    ("", "malformed_token"), ("a.b.c", "malformed_header"), (sign(OLD_SECRET), "signature_mismatch"),
    (sign(exp="1"), "malformed_claim, claim exp"), (sign(iat=1, exp=3000), "expired"), (sign(email=None), "missing_email"),
    (sign(iat=None, exp=99999999999), "lifetime_too_long"), (sign(jti="", sub="a", id="b"), "conflicting_user_id"),
])
def test_a_refusal_says_why_and_logs_out(session, token, name):
    login(session)
    session.execute("SAVEPOINT before")
    with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification) as caught:
        session.execute(LOGIN, [token])
    assert caught.value.sqlstate == "28000"
    assert caught.value.diag.message_primary == f"the token is refused: {name}"
    assert token == "" or token not in str(caught.value)
    session.execute("ROLLBACK TO before")
    assert (email(session), seen(session)) == (None, 0)


def test_an_unknown_profile_is_told_without_its_name(session):
    token = sign()
    for profile in ("no-such-one", "x" * 100, token):
        with pytest.raises(psycopg.errors.InvalidParameterValue) as caught:
            session.execute("SELECT pbjwt_login('sso', %s)", [profile])
        assert profile not in str(caught.value)
        session.rollback()


def test_savepoints(session):
    login(session)
    session.execute("SAVEPOINT one")
    assert seen(session) == 5
    session.execute("ROLLBACK TO one")
    assert seen(session) == 5, "what was rolled back had nothing to do with the login"

    session.execute("SAVEPOINT two")
    login(session, EVE)
    assert seen(session) == 3
    session.execute("ROLLBACK TO two")
    assert (email(session), seen(session)) == (None, 0)

    session.execute("SAVEPOINT three")
    login(session, EVE)
    session.execute("RELEASE three")
    assert seen(session) == 3, "a released login is the transaction's"
    session.commit()
    assert seen(session) == 0

    session.execute("SAVEPOINT outer_one")
    session.execute("SAVEPOINT inner_one")
    login(session, EVE)
    session.execute("RELEASE inner_one")
    assert seen(session) == 3
    session.execute("ROLLBACK TO outer_one")
    assert (email(session), seen(session)) == (None, 0), "it was released into what is rolled back"


def test_a_logout_that_is_rolled_back_logs_nobody_in(session):
    login(session)
    session.execute("SAVEPOINT one")
    session.execute("SELECT pbjwt_logout()")
    session.execute("ROLLBACK TO one")
    assert (email(session), seen(session)) == (None, 0)


def test_exception_blocks(session):
    login(session)
    session.execute("""DO $$ BEGIN
        BEGIN PERFORM 1 / 0; EXCEPTION WHEN division_by_zero THEN NULL; END;
        ASSERT pbjwt_current_email() = 'ada@example.com';
        BEGIN PERFORM pbjwt_login('a.b.c', 'sso'); EXCEPTION WHEN invalid_authorization_specification THEN NULL; END;
        ASSERT pbjwt_current_email() IS NULL; END $$""")
    assert seen(session) == 0


def test_errors_prepared_transactions_and_procedures_end_it(notes, session):
    login(session)
    with pytest.raises(psycopg.errors.DivisionByZero):
        session.execute("SELECT 1 / 0")
    session.rollback()
    assert seen(session) == 0
    login(session)
    session.execute("PREPARE TRANSACTION %s" % f"'{notes.name}'")
    session.autocommit = True
    assert seen(session) == 0
    session.execute(f"ROLLBACK PREPARED '{notes.name}'")
    notes.owner.execute("""CREATE PROCEDURE twice(token text) LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pbjwt_login(token, 'sso'); COMMIT;
        IF pbjwt_current_email() IS NOT NULL THEN RAISE 'still logged in'; END IF; END $$""")
    session.execute("CALL twice(%s)", [sign()])
    session.execute(LOGIN, [sign()])
    assert (email(session), seen(session)) == (None, 0), "a statement by itself is a transaction"


def test_deferred_triggers_and_held_cursors_are_still_the_persons(notes, session):
    notes.owner.execute("""CREATE TABLE trail (who text);
        CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
            INSERT INTO trail VALUES (public.pbjwt_current_email()); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER stamp AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION stamp()""")
    login(session)
    session.execute("INSERT INTO notes (owner, body) VALUES (%s, 'new')", [ADA])
    session.execute("DECLARE mine CURSOR WITH HOLD FOR SELECT * FROM notes")
    session.commit()
    assert notes.column("SELECT who FROM trail") == [ADA]
    assert len(session.execute("FETCH ALL FROM mine").fetchall()) == 6 and seen(session) == 0


def test_current_claims(session):
    claims = {"sub": "usr_9", "company_id": "org_1", "company_name": "Bücher", "company_mrr": 12.5, "renewal_risk": "HIGH",
              "avatar_url": "nonsense", "iss": "me", "aud": ["a", "b"], "role": "admin \"é\"", "level": 3, "on": True,
              "nothing": None, "list": [1, {"a": "b"}], "": "empty", "ключ": "value"}
    login(session, **claims)
    row = session.execute("SELECT pbjwt_current_user_id(), pbjwt_current_company_id()").fetchone()
    assert row == ("usr_9", "org_1")
    expected = {**claims, "company_mrr": "12.5", "renewal_risk": "high", "avatar_url": None, "level": "3", "on": "true",
                "email": ADA, "absent": None, "id": None, "name": None}
    for name, value in expected.items():
        told = session.execute("SELECT pbjwt_current_claim(%s)", [name]).fetchone()[0]
        assert (json.loads(told) if isinstance(value, list) else told) == value, name
    assert session.execute("SELECT pbjwt_current_claim('exp')::bigint - pbjwt_current_claim('iat')::bigint"
                           ).fetchone()[0] == 600
    login(session, company_id=None, sub=None, role="second", aud="one")
    assert session.execute("SELECT pbjwt_current_user_id(), pbjwt_current_company_id(), pbjwt_current_claim('role'), "
                           "pbjwt_current_claim('level'), pbjwt_current_claim('aud'), pbjwt_current_claim(NULL)"
                           ).fetchone() == (None, None, "second", None, "one", None)


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


def test_forging_by_names_of_ones_own(notes, session):
    notes.owner.execute(f"CREATE SCHEMA evil AUTHORIZATION {notes.app}")
    session.execute("""CREATE FUNCTION evil.pbjwt_current_email() RETURNS text LANGUAGE sql AS $$ SELECT 'eve@example.com' $$;
        CREATE FUNCTION evil.same(text, text) RETURNS bool LANGUAGE sql AS $$ SELECT true $$;
        CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.same)""")
    session.execute("SET search_path = evil, public, pg_catalog")
    assert email(session) == EVE, "the attacker's own function"
    assert seen(session) == 0
    session.execute("SELECT public.pbjwt_login(%s, 'sso')", [sign()])
    assert seen(session) == 5


def test_forging_by_a_cheap_function_in_a_condition(notes, session):
    notes.owner.execute(f"CREATE SCHEMA evil AUTHORIZATION {notes.app}")
    session.execute("""CREATE FUNCTION evil.tell(text) RETURNS bool COST 0.0000001 LANGUAGE plpgsql AS $$
        BEGIN RAISE NOTICE '%', $1; RETURN true; END $$""")
    told = []
    session.add_notice_handler(lambda notice: told.append(notice.message_primary))
    login(session)
    assert session.execute("SELECT count(*) FROM notes WHERE evil.tell(owner)").fetchone()[0] == 5
    assert set(told) == {ADA}


def test_functions_with_their_owners_rights(notes, session):
    """Such a function sees what its owner sees; the identity stays the caller's, whatever it does."""
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
    # Tokens, though, are verified in workers.
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
