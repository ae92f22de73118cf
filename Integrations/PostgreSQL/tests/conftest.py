# SPDX-License-Identifier: Apache-2.0
"""One server for all tests, and a new database for each."""

import base64
import hmac
import itertools
import re
import time

import engine
import jwt
import psycopg
import pytest

SECRET = "d7f0c2a91b3e4856a0c4d1e27f689b3517ce8a42f05b9d6e"
OLD_SECRET = "90e1b7ab62c44f0d8e35fa17c20bd9463f5a8172e4c6d0b9"
NUMBERS = itertools.count(1)
LOGIN = "SELECT pbjwt_login(%s, 'sso')"
EMAIL = "SELECT pbjwt_current_email()"
ADA, EVE = "ada@example.com", "eve@example.com"


def sign(secret=SECRET, key="production", **claims):
    now = int(time.time())
    payload = {"email": "ada@example.com", "sub": "usr_1", "iat": now, "exp": now + 600, **claims}
    return jwt.encode({name: value for name, value in payload.items() if value is not None}, secret, "HS256",
                      headers={"kid": key} if key else None)


def sign_text(more):
    """A token whose payload is this JSON text, which no encoder would write."""
    def encode(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")
    now = int(time.time())
    payload = f'{{"email":"ada@example.com","iat":{now},"exp":{now + 600},{more}}}'
    signed = encode(b'{"alg":"HS256"}') + b"." + encode(payload.encode())
    return (signed + b"." + encode(hmac.digest(SECRET.encode(), signed, "sha256"))).decode()


@pytest.fixture(scope="session")
def installation():
    with engine.Installation() as made:
        yield made


@pytest.fixture(scope="session")
def server(installation):
    # log_error_verbosity and log_min_messages make the server log as much as possible.
    with engine.Server(installation, {"production": SECRET, "old": OLD_SECRET},
                       "shared_preload_libraries = 'pg_stat_statements,auto_explain,pbjwt'\n"
                       "log_error_verbosity = verbose\nmax_prepared_transactions = 5\n") as made:
        yield made


class Database:
    """A database with the extension, the profile `sso`, and the role `app`, which may call the functions."""

    def __init__(self, server):
        self.server, self.name, self.opened = server, f"test_{next(NUMBERS)}", []
        self.app, self.mallory = f"app_{self.name}", f"mallory_{self.name}"
        with psycopg.connect(server.connection_info, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self.name} STRATEGY wal_log")
            connection.execute(f"CREATE ROLE {self.app} LOGIN")
            connection.execute(f"CREATE ROLE {self.mallory} LOGIN")
        self.owner = self.connect("postgres")
        self.owner.execute("CREATE EXTENSION pbjwt")
        self.owner.execute("INSERT INTO pbjwt_profiles (name, secrets) VALUES ('sso', '{production}')")
        self.grant(self.app)

    def grant(self, role):
        functions = self.column("SELECT oid::regprocedure FROM pg_proc WHERE proname ~ '^pbjwt_' "
                                "AND proname <> 'pbjwt_profiles_changed'")
        self.owner.execute(f"GRANT EXECUTE ON FUNCTION {', '.join(functions)} TO {role}")

    def connect(self, role, autocommit=True, port=None, **options):
        made = psycopg.connect(host="127.0.0.1", port=port or self.server.port, dbname=self.name, user=role,
                               autocommit=autocommit, **options)
        self.opened.append(made)
        return made

    def column(self, query, parameters=None, connection=None):
        return [row[0] for row in (connection or self.owner).execute(query, parameters)]

    def value(self, query, parameters=None, connection=None):
        return (connection or self.owner).execute(query, parameters).fetchone()[0]

    def close(self):
        for connection in self.opened:
            connection.close()
        with psycopg.connect(self.server.connection_info, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
            for role in (self.app, self.mallory):
                connection.execute(f"DROP ROLE {role}")


@pytest.fixture
def database(server):
    made = Database(server)
    yield made
    made.close()


@pytest.fixture
def app(database):
    """A connection of the role that may only call the functions."""
    return database.connect(database.app)


def example():
    """The statements in the README's example."""
    return re.search(r"<!-- row-level security -->\n```sql\n(.*?)```", (engine.EXTENSION / "README.md").read_text(), re.S)[1]


@pytest.fixture
def notes(database):
    """The example with five notes of Ada's, three of Eve's, and one without an owner."""
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
