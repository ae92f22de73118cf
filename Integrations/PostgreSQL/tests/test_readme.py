# SPDX-License-Identifier: Apache-2.0
"""The README's blocks in their order: the extension is installed, set up and called on a new server, then updated."""

import os
import re
import shutil
import subprocess
import tempfile

import engine
import psycopg
import pytest
from conftest import ADA, EVE, OLD_SECRET, SECRET, sign

FOLDER = "/etc/postgresql/pbjwt"
README = (engine.EXTENSION / "README.md").read_text()


def blocks(heading):
    """The code of a section; the page's start has no heading."""
    section = README.split(f"\n## {heading}\n", 1)[1] if heading else README
    return re.findall(r"^```\w*\n(.*?)^```$", section.split("\n## ", 1)[0], re.MULTILINE | re.DOTALL)


def statements(block):
    return [part.strip() for part in re.sub(r"--.*", "", block).split(";") if part.strip()]


def call(connection, statement, *parameters):
    return connection.execute(statement.replace("$1", "%s"), parameters or None)


def shell(script, **options):
    """Runs commands of the page, without sudo."""
    return subprocess.run(["sh", "-euc", 'sudo() { "$@"; }\n' + script], check=True, capture_output=True, text=True, **options)


BUILD, SECRETS, SETTINGS, SETUP = blocks("Install")


@pytest.fixture(scope="module")
def folder():
    """The secrets, put where the page's commands put them, but in a folder of the test's."""
    with tempfile.TemporaryDirectory(prefix="pbjwt-readme-", dir="/tmp") as name:
        os.chmod(name, 0o755)
        script = SECRETS.replace(FOLDER, f"{name}/pbjwt")
        if os.geteuid():
            script = script.replace("-o postgres -g postgres ", "")
        shell(script, input=SECRET + "\n", timeout=60)
        yield f"{name}/pbjwt"


@pytest.fixture(scope="module")
def port(installation, folder):
    """A server that was set up as in the section on installing."""
    with engine.Server(installation, settings=SETTINGS.replace(FOLDER, folder)) as made:
        with psycopg.connect(made.connection_info) as owner:
            owner.execute("CREATE ROLE app_role LOGIN")
            owner.execute(SETUP)
            owner.execute("GRANT EXECUTE ON FUNCTION pbjwt_verify(text, text) TO app_role")
        yield made.port


@pytest.fixture
def connected(port):
    opened = []

    def connect(user):
        opened.append(psycopg.connect(host="127.0.0.1", port=port, dbname="postgres", user=user, autocommit=True))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def test_the_commands_install_what_the_tests_use(installation, tmp_path):
    library, change, make = BUILD.splitlines()
    assert library.partition("#")[0].strip() == "make install" and re.search(r"(?m)^install:", (engine.ROOT / "Makefile").read_text())
    there = tmp_path / change.removeprefix("cd ")
    shutil.copytree(installation.source, there, ignore=shutil.ignore_patterns("*.o", "*.so", "*.bc"))
    variables = {"PKG_CONFIG_PATH": f"{installation.prefix}/lib/pkgconfig",
                 "MAKEFLAGS": f"with_llvm=no PG_CONFIG={installation.config} DESTDIR={tmp_path}/installed"}
    shell(f"{change}\n{make}", cwd=tmp_path, env={**os.environ, **variables}, timeout=300)
    files = [path.relative_to(tmp_path / "installed") for path in (tmp_path / "installed").rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"pbjwt.so", "pbjwt.control", "pbjwt--0.1--0.2.sql"}
    assert [path for path in files if not (installation.folder / path).is_file()] == []


def test_the_first_call(connected):
    (first,) = statements(blocks("")[0])
    said = call(connected("app_role"), first, sign()).fetchone()[0]
    assert said["identity"].pop("email") == ADA
    shown = re.search(r"-- (\{.*\})", blocks("")[0])[1]
    assert shown == '{"status": "ok", "verified": true, "identity": {"email": …}, …}'
    assert (said["status"], said["verified"]) == ("ok", True)


def test_the_application_may_log_in_and_ask_who_is(connected):
    names = {allowed: set(found) for allowed, found in connected("postgres").execute("""
        SELECT has_function_privilege('app_role', oid, 'EXECUTE'), array_agg(proname::text) FROM pg_proc
        WHERE proname ~ '^pbjwt_' GROUP BY 1""")}
    # For the first call the test itself grants pbjwt_verify.
    assert names[True] == {"pbjwt_verify", *re.findall(r"pbjwt_(?:log|current_)\w+", README)}
    assert names[False] == {"pbjwt_status", "pbjwt_identity", "pbjwt_profiles_changed"}


def test_a_table_of_tokens(connected):
    owner = connected("postgres")
    owner.execute("CREATE TEMPORARY TABLE tokens (token text)")
    for token in (sign(), sign(OLD_SECRET), sign(email=EVE)):
        owner.execute("INSERT INTO tokens VALUES (%s)", [token])
    (identities, counts) = (owner.execute(statement).fetchall() for statement in statements(blocks("Functions")[0]))
    assert sorted(email for email, expires in identities if expires) == [ADA, EVE]
    assert dict(counts) == {"ok": 2, "signature_mismatch": 1}


def test_row_level_security_and_settings(connected):
    tables, request = blocks("Row-level security")
    owner = connected("postgres")
    owner.execute(tables)
    owner.execute("INSERT INTO notes (owner, body) VALUES (%s, 'hers'), (%s, 'not hers')", [ADA, EVE])
    owner.execute("LOAD 'auto_explain'")
    for statement in statements(blocks("Keep tokens out of logs")[0]):
        owner.execute(statement)
    app = connected("app_role")
    begin, login, select, commit = statements(request)
    app.execute(begin)
    call(app, login, sign())
    assert [body for _, _, body in app.execute(select).fetchall()] == ["hers"]
    app.execute(commit)
    assert app.execute(select).fetchall() == []
    assert app.execute("SHOW log_parameter_max_length").fetchone()[0] == "0"


def test_updates(connected):
    """Back first, since a new installation is current."""
    forward, back = statements(blocks("Update")[0])
    owner = connected("postgres")
    version = "SELECT extversion, to_regproc('pbjwt_login') IS NOT NULL FROM pg_extension WHERE extname = 'pbjwt'"
    owner.execute("DROP TABLE IF EXISTS notes")
    owner.execute(back)
    assert owner.execute(version).fetchone() == ("0.1", False)
    owner.execute(forward)
    assert owner.execute(version).fetchone() == ("0.2", True)
    assert owner.execute("SELECT name, secrets FROM pbjwt_profiles").fetchall() == [("sso", ["production"])]
