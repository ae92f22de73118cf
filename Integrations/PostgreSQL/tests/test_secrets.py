# SPDX-License-Identifier: Apache-2.0
"""Files of secrets: which are accepted, when they are read, and what happens with a bad one."""

import os
import re

import psycopg
import pytest
from conftest import OLD_SECRET, SECRET, sign
from engine import Server, until

STATUS = "SELECT pbjwt_status(%s, 'sso')"


@pytest.fixture(scope="module")
def servers(installation):
    """One server that loads the module when a session needs it, and one that loads it when it starts."""
    with Server(installation) as plain, Server(installation, settings="shared_preload_libraries = 'pbjwt'") as loaded:
        made = {"fresh": plain, "preloaded": loaded}
        for server in made.values():
            with connect(server) as owner:
                owner.execute("CREATE EXTENSION pbjwt")
                owner.execute("CREATE ROLE app LOGIN")
                owner.execute("GRANT EXECUTE ON FUNCTION pbjwt_status(text, text) TO app")
        yield made


def begin(server):
    """Two good secrets that have been read, and an administrator's connection."""
    if not server.secrets.exists():
        (server.folder / "elsewhere").rename(server.secrets)
    server.secrets.chmod(0o700)
    for file in server.secrets.iterdir():
        file.rmdir() if file.is_dir() else file.unlink()
    server.write_secret("production", SECRET + "\n")
    server.write_secret("old", OLD_SECRET)
    owner = connect(server)
    owner.execute("TRUNCATE pbjwt_profiles")
    owner.execute("INSERT INTO pbjwt_profiles (name, secrets) VALUES ('sso', '{production,old}')")
    owner.execute("ALTER ROLE app RESET ALL")
    server.reload()
    until(lambda: status(connect(server), sign()) == "ok", "the reload")
    server.forget_log()
    return owner


@pytest.fixture
def fresh(servers):
    return servers["fresh"], begin(servers["fresh"])


@pytest.fixture
def preloaded(servers):
    return servers["preloaded"], begin(servers["preloaded"])


def connect(server, role="postgres"):
    return psycopg.connect(server.connection_info.replace("user=postgres", f"user={role}"), autocommit=True)


def status(connection, token):
    return connection.execute(STATUS, [token]).fetchone()[0]


def test_a_reload_changes_secrets_in_open_sessions(fresh):
    server, owner = fresh
    new = "3a7c" * 16
    assert status(owner, sign()) == "ok"
    server.write_secret("production", new)
    assert status(owner, sign()) == "ok", "before the reload"
    owner.execute("SELECT pg_reload_conf()")
    until(lambda: status(owner, sign()) == "signature_mismatch", "the reload")
    assert status(owner, sign(new)) == "ok"


def make_pipe(server):
    os.mkfifo(server.secrets / "more", 0o600)
    server.own(server.secrets / "more")


BAD = {
    "the world may read it": lambda server: (server.secrets / "production").chmod(0o604),
    "the group may read it": lambda server: (server.secrets / "production").chmod(0o640),
    "it is too short": lambda server: server.write_secret("production", "t00-short-secret"),
    "it is empty": lambda server: server.write_secret("production", ""),
    "it is too long": lambda server: server.write_secret("production", "s3cr3t" * 2000),
    "it is no hex": lambda server: server.write_secret("more.hex", "zz" * 32),
    "it is no base64": lambda server: server.write_secret("more.base64", "!" * 64),
    "it is a folder": lambda server: (server.secrets / "more").mkdir(),
    "it is a pipe": make_pipe,
    "two have one name": lambda server: server.write_secret("production.hex", "ab" * 32),
    "its name is odd": lambda server: server.write_secret("pro duction", "ab" * 32),
    "others may write to the folder": lambda server: server.secrets.chmod(0o770),
    "the folder is gone": lambda server: server.secrets.rename(server.folder / "elsewhere"),
}
if os.geteuid() == 0:  # only root can change a file's owner
    def give_away(server):
        os.chown(server.secrets / "production", 12345, 12345)
        (server.secrets / "production").chmod(0o644)

    BAD["it is another's"] = give_away


@pytest.mark.parametrize("fault", BAD)
@pytest.mark.parametrize("kind", ["fresh", "preloaded"])
def test_a_bad_file_changes_nothing_and_is_named_in_the_log(request, kind, fault):
    server, owner = request.getfixturevalue(kind)
    app, told = connect(server, "app"), []
    app.add_notice_handler(lambda notice: told.append(notice.message_primary))
    app.execute("SET client_min_messages = debug1")
    assert status(owner, sign()) == status(app, sign()) == "ok"
    server.write_secret("extra", "9d" * 32)
    BAD[fault](server)
    server.reload()
    until(lambda: status(owner, sign()) == "ok" and "could not read its secrets" in server.log, "the line in the log")
    assert status(owner, sign()) == status(app, sign()) == status(owner, sign(OLD_SECRET, "old")) == "ok"
    assert told == [], "clients get no messages about files"
    named = {"it is no hex": "more.hex", "it is no base64": "more.base64", "it is a folder": "more", "it is a pipe": "more",
             "its name is odd": "pro duction", "others may write to the folder": "", "the folder is gone": "",
             "two have one name": "production"}.get(fault, "production")
    assert re.search(f'"{re.escape(str(server.secrets / named))}', server.log)
    if fault in ("it is a folder", "it is a pipe"):
        assert "it is not a regular file" in server.log
    assert not any(secret in server.log for secret in (SECRET, OLD_SECRET, "t00-short", "s3cr3t", "zzzz", "abab", "9d9d"))

    new = connect(server, "app")
    if kind == "preloaded":
        assert status(new, sign()) == "ok", "new sessions inherit the last good ones"
        return
    with pytest.raises(psycopg.errors.ConfigFileError) as caught:
        status(new, sign())
    assert str(server.folder) not in str(caught.value), "clients must not see its path"


def test_a_fixed_file_is_used_after_the_next_reload(fresh):
    server, owner = fresh
    assert status(owner, sign()) == "ok"
    server.write_secret("production", "short")
    server.reload()
    until(lambda: status(owner, sign()) == "ok" and "stay in use" in server.log, "the line in the log")
    server.write_secret("production", OLD_SECRET[::-1])
    server.reload()
    until(lambda: status(owner, sign()) == "signature_mismatch", "the reload")
    assert server.log.count("could not read its secrets") == 1


if os.geteuid() == 0:
    @pytest.mark.parametrize("mode, expected", [(0o640, True), (0o644, False), (0o660, False)])
    def test_root_may_own_them_and_let_the_group_read(fresh, mode, expected):
        server, _ = fresh
        os.chown(server.secrets / "production", 0, (server.secrets / "old").stat().st_gid)
        (server.secrets / "production").chmod(mode)
        if expected:
            assert status(connect(server), sign()) == "ok"
        else:
            with pytest.raises(psycopg.errors.ConfigFileError):
                status(connect(server), sign())


def test_formats_of_secrets_and_ignored_files(fresh):
    server, owner = fresh
    server.write_secret("h.hex", SECRET.encode().hex())
    server.write_secret("b.base64", "ZDdmMGMyYTkxYjNlNDg1NmEwYzRkMWUyN2Y2ODliMzUxN2NlOGE0MmYwNWI5ZDZl\n")
    server.write_secret(".hidden", "short")
    owner.execute("UPDATE pbjwt_profiles SET secrets = '{h,b}'")
    owner = connect(server)
    assert status(owner, sign(key="h")) == status(owner, sign(key="b")) == status(owner, sign(key=None)) == "ok"
    server.write_secret("two-newlines", SECRET + "\n\n")
    owner.execute("UPDATE pbjwt_profiles SET secrets = '{two-newlines}'")
    assert status(connect(server), sign(key=None)) == "signature_mismatch", "only one newline is removed"


def test_parallel_workers_have_the_sessions_secrets_or_refuse(fresh, preloaded):
    for (server, owner), is_preloaded in ((fresh, False), (preloaded, True)):
        assert status(owner, sign()) == "ok"
        server.write_secret("production", "3a7c" * 16)
        owner.execute("SET force_parallel_mode = on")
        if is_preloaded:
            assert status(owner, sign()) == "ok", "before the reload"
        else:
            with pytest.raises(psycopg.errors.ConfigFileError) as caught:
                status(owner, sign())
            assert "shared_preload_libraries" in caught.value.diag.message_hint
        owner.execute("SET force_parallel_mode = off")
        assert status(owner, sign()) == "ok"


def test_the_postmaster_reads_once_and_sessions_inherit(preloaded):
    server, owner = preloaded
    server.write_secret("production", "ab" * 32)
    assert status(connect(server), sign()) == "ok", "no reload, no change"
    server.reload()
    until(lambda: status(connect(server), sign()) == "signature_mismatch", "the reload")
    until(lambda: status(owner, sign()) == "signature_mismatch", "the reload")


def test_no_secrets_let_nobody_in(fresh):
    server, owner = fresh
    assert status(owner, sign()) == "ok"
    for file in server.secrets.iterdir():
        file.unlink()
    server.reload()

    def refused():
        try:
            return status(owner, sign()) != "ok"
        except psycopg.errors.ConfigFileError:
            return True
    until(refused, "the reload")


@pytest.mark.parametrize("statement", [
    "SET pbjwt.secrets_directory = '/tmp'",
    "SELECT set_config('pbjwt.secrets_directory', '/tmp', false)",
    "ALTER ROLE app SET pbjwt.secrets_directory = '/tmp'",
    "ALTER ROLE app IN DATABASE postgres SET pbjwt.secrets_directory = '/tmp'",
    "ALTER DATABASE postgres SET pbjwt.secrets_directory = '/tmp'",
])
def test_not_even_a_superuser_can_set_the_folder_by_sql(fresh, statement):
    _, owner = fresh
    owner.execute("LOAD 'pbjwt'")
    with pytest.raises((psycopg.errors.CantChangeRuntimeParam, psycopg.errors.InsufficientPrivilege)):
        owner.execute(statement)


def test_a_setting_made_before_the_module_is_loaded_is_ignored(fresh):
    server, owner = fresh
    evil = server.folder / "evil"
    evil.mkdir(exist_ok=True)
    server.own(evil)
    server.write_secret("production", "ab" * 32)
    (server.secrets / "production").rename(evil / "production")
    server.write_secret("production", SECRET)
    app = connect(server, "app")
    app.execute(f"SET pbjwt.secrets_directory = '{evil}'")
    assert (status(app, sign()), status(app, sign("ab" * 32))) == ("ok", "signature_mismatch")
    connect(server).execute(f"ALTER ROLE app SET pbjwt.secrets_directory = '{evil}'")
    other = connect(server, "app")
    try:
        assert status(other, sign("ab" * 32)) == "signature_mismatch"
    except psycopg.errors.ConfigFileError:
        pass  # it has no folder at all


def test_who_may_see_the_folder(fresh):
    server, owner = fresh
    assert status(owner, sign()) == "ok"
    assert owner.execute("SHOW pbjwt.secrets_directory").fetchone()[0] == str(server.secrets)
    app = connect(server, "app")
    assert status(app, sign()) == "ok"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SHOW pbjwt.secrets_directory")
    assert app.execute("SELECT count(*) FROM pg_settings WHERE name ~ 'pbjwt'").fetchone()[0] == 0
