# SPDX-License-Identifier: Apache-2.0
"""Who is logged in, and until when."""

import json

import psycopg
import pytest
from conftest import ADA, EVE, LOGIN, OLD_SECRET, email, login, seen, sign


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


def test_the_error_about_an_unknown_profile_omits_its_name(session):
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
    assert seen(session) == 5, "the rolled-back savepoint did not include the login"

    session.execute("SAVEPOINT two")
    login(session, EVE)
    assert seen(session) == 3
    session.execute("ROLLBACK TO two")
    assert (email(session), seen(session)) == (None, 0)

    session.execute("SAVEPOINT three")
    login(session, EVE)
    session.execute("RELEASE three")
    assert seen(session) == 3, "after the release the login belongs to the transaction"
    session.commit()
    assert seen(session) == 0

    session.execute("SAVEPOINT outer_one")
    session.execute("SAVEPOINT inner_one")
    login(session, EVE)
    session.execute("RELEASE inner_one")
    assert seen(session) == 3
    session.execute("ROLLBACK TO outer_one")
    assert (email(session), seen(session)) == (None, 0), "it was released into a savepoint that was rolled back"


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


def test_deferred_triggers_and_held_cursors_still_see_the_person(notes, session):
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
    login(session, company_mrr="1234.5")
    assert session.execute("SELECT pbjwt_current_claim('company_mrr')::numeric * 2").fetchone()[0] == 2469
    login(session, company_id=None, sub=None, role="second", aud="one")
    assert session.execute("SELECT pbjwt_current_user_id(), pbjwt_current_company_id(), pbjwt_current_claim('role'), "
                           "pbjwt_current_claim('level'), pbjwt_current_claim('aud'), pbjwt_current_claim(NULL)"
                           ).fetchone() == (None, None, "second", None, "one", None)
