# SPDX-License-Identifier: Apache-2.0
"""Places that could disclose tokens and secrets: logs, plans, statistics, error texts and crashes. Also connections
that several clients share."""

import os
import signal
import subprocess
import shutil

import psycopg
import pytest
from conftest import OLD_SECRET, SECRET, sign
from engine import postgresql, until

# The settings that the README recommends for roles that handle tokens.
QUIET = ("SET log_parameter_max_length = 0; SET log_parameter_max_length_on_error = 0;"
         "SET auto_explain.log_verbose = off; SET plan_cache_mode = force_generic_plan;")
LOUD = ("SET log_statement = 'all'; SET log_min_duration_statement = 0; SET log_min_error_statement = debug5;"
        "SET log_min_messages = debug2; SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on;"
        "SET auto_explain.log_nested_statements = on; SET log_duration = on;")
CALLS = ["SELECT pbjwt_login(%s, 'sso')", "SELECT pbjwt_verify(%s, 'sso')", "SELECT pbjwt_status(%s, 'sso')",
         "SELECT (pbjwt_identity(%s, 'sso')).email", "SELECT count(*) FROM pg_class WHERE pbjwt_status(%s, 'sso') = 'ok'"]


@pytest.fixture
def loud(database):
    """A session of the role `app` whose statements are logged with every setting that a superuser has."""
    set_for(database, LOUD)
    return database


def set_for(database, settings):
    for statement in filter(None, settings.split(";")):
        database.owner.execute(f"ALTER ROLE {database.app} {statement.strip()}")


def quiet(database):
    set_for(database, QUIET)
    return database.connect(database.app)


def holds(text, token):
    """Whether a text contains a part of the token other than its header."""
    _, payload, signature = token.split(".")
    return signature in text or payload[:60] in text


def test_a_token_as_a_parameter_is_not_in_the_log(loud):
    session = quiet(loud)
    tokens = [sign(note="logged"), sign(OLD_SECRET, note="refused"), sign()[:-1], "a." * 50]
    for token in tokens:
        for call in CALLS:
            try:
                session.execute(call, [token])
            except psycopg.errors.InvalidAuthorizationSpecification:
                pass
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        session.execute("SELECT pbjwt_status('sso', %s)", [tokens[0]])
    session.execute("SELECT 'the end of what is looked at'")
    log = until(lambda: loud.server.log if "the end of what is looked at" in loud.server.log else None, "the log")
    assert "pbjwt_login($1, 'sso')" in log and "Query Text" in log, "the statements are logged"
    assert not any(holds(log, token) for token in tokens[:2]) and tokens[2][-43:] not in log and tokens[3] not in log
    assert SECRET not in log and OLD_SECRET not in log


@pytest.mark.parametrize("settings, call", [
    ({"log_parameter_max_length": "-1"}, CALLS[0]),
    ({"plan_cache_mode": "auto"}, CALLS[4]),
    ({"plan_cache_mode": "auto", "auto_explain.log_verbose": "on"}, CALLS[0]),
])
def test_the_settings_in_the_readme_keep_tokens_out(loud, settings, call):
    """Without them a server also logs a token that is a parameter."""
    quiet(loud).close()
    for name, value in settings.items():
        loud.owner.execute(f"ALTER ROLE {loud.app} SET {name} = {value}")
    session, token = loud.connect(loud.app), sign(note=str(settings))
    session.execute(call, [token])
    until(lambda: holds(loud.server.log, token), "the log")


def test_statistics_and_activity_hold_no_token(database, app):
    database.owner.execute("CREATE EXTENSION pg_stat_statements")
    database.owner.execute("SELECT pg_stat_statements_reset()")
    token = sign(note="counted")
    for call in CALLS:
        app.execute(call, [token])
        app.execute(call, [token], prepare=True)
        literal = call.replace("%s", f"'{token}'")
        app.execute(literal)
    queries = "\n".join(database.column("SELECT query FROM pg_stat_statements"))
    assert "pbjwt_login($1, " in queries and not holds(queries, token)
    app.execute(CALLS[0], [token])
    assert not holds("\n".join(database.column("SELECT query FROM pg_stat_activity WHERE query IS NOT NULL")), token)


def test_plans_hold_neither_identity_nor_secret(database, app):
    app.autocommit = False
    app.execute(CALLS[0], [sign(email="planned@example.com")])
    plan = "\n".join(row[0] for row in app.execute(
        "EXPLAIN (ANALYZE, VERBOSE, SETTINGS) SELECT * FROM pg_class WHERE relname = pbjwt_current_email()"))
    assert "pbjwt_current_email()" in plan and "planned@example.com" not in plan and SECRET not in plan
    assert str(database.server.secrets) not in plan


def test_error_texts_hold_no_secret_and_no_token(database, app):
    for token in (sign(OLD_SECRET), sign(exp=1, iat=0), sign(email="nobody"), sign(sub="one", id="two")):
        with pytest.raises(psycopg.Error) as caught:
            app.execute(CALLS[0], [token])
        said = str(caught.value) + str([getattr(caught.value.diag, name) for name in dir(caught.value.diag)])
        assert not holds(said, token) and "nobody" not in said and SECRET not in said
        result = str(database.value("SELECT pbjwt_verify(%s, 'sso')", [token], app))
        assert "nobody" not in result and not holds(result, token)


def test_no_catalog_holds_a_secret(database, app):
    app.execute(CALLS[1], [sign()])
    for table in database.column("SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'v') AND "
                                 "(relnamespace = 'pg_catalog'::regnamespace OR relname ~ 'pbjwt') AND relname <> 'pg_statistic'"):
        found = database.owner.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~ '{SECRET[:12]}'"
                                       f" AND t::text !~ 'never this query'").fetchone()[0]
        assert found <= (1 if table == "pg_stat_activity" else 0), table  # of this query itself


def test_a_crash_of_a_backend(database):
    """The server restarts, nobody is logged in, and its log of the crash has neither the token nor the secret."""
    server, token = database.server, sign(note="crashed")
    victim = database.connect(database.app, autocommit=False)
    victim.execute(CALLS[0], [token])
    assert victim.execute("SELECT pbjwt_current_email()").fetchone()[0] == "ada@example.com"
    pid = victim.info.backend_pid
    victim.execute("SELECT pbjwt_status(%s, 'sso')", [token])
    server.forget_log()
    os.kill(pid, signal.SIGSEGV)
    until(lambda: "terminated by signal 11" in server.log, "the crash")

    def back():
        try:
            return psycopg.connect(server.connection_info, autocommit=True)
        except psycopg.OperationalError:
            return None
    until(back, "the server").close()
    assert "was running" in server.log and not holds(server.log, token) and SECRET not in server.log
    app = database.connect(database.app)
    assert database.value("SELECT pbjwt_status(%s, 'sso')", [token], app) == "ok"
    assert database.value("SELECT pbjwt_current_email()", None, app) is None
    database.opened = [app]


POOL = """[databases]
{name} = host=127.0.0.1 port={port} dbname={name} pool_size=1
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
auth_type = any
unix_socket_dir =
pool_mode = transaction
max_client_conn = 10
logfile = {folder}/pool.log
pidfile = {folder}/pool.pid
"""


@pytest.fixture
def pool(database):
    """pgbouncer, where all clients share one connection and take turns, one transaction each."""
    program = shutil.which("pgbouncer", path=os.environ["PATH"] + ":/usr/sbin")
    folder = database.server.folder / f"pool-{database.name}"
    folder.mkdir()
    own = postgresql.free_port()
    (folder / "pool.ini").write_text(POOL.format(name=database.name, port=database.server.port, own=own, folder=folder)
                                     .replace(f"dbname={database.name}", f"dbname={database.name} user={database.app}"))
    database.server.own(folder)
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    process = subprocess.Popen([*as_postgres, program, "-q", folder / "pool.ini"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)

    def open_one():
        try:
            return database.connect(database.app, autocommit=False, port=own, prepare_threshold=None)
        except psycopg.OperationalError:
            return None
    yield lambda: until(open_one, "pgbouncer")
    process.terminate()
    process.wait(timeout=20)


def test_clients_that_share_a_connection(pool):
    one, two = pool(), pool()
    me = "SELECT pg_backend_pid(), pbjwt_current_email()"
    one.execute(CALLS[0], [sign()])
    pid, email = one.execute(me).fetchone()
    assert email == "ada@example.com"
    one.commit()
    assert two.execute(me).fetchone() == (pid, None), "the same connection, and nobody is logged in"
    two.rollback()
    one.execute(CALLS[0], [sign()])
    with pytest.raises(psycopg.errors.DivisionByZero):
        one.execute("SELECT 1 / 0")
    one.rollback()
    assert two.execute(me).fetchone() == (pid, None)
    two.commit()
    one.execute(CALLS[0], [sign()])
    one.close()  # in the middle of a transaction
    assert two.execute(me).fetchone()[1] is None
