# SPDX-License-Identifier: Apache-2.0
"""PBJWT_NGINX_MODULE names the module under test."""

import os
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "Examples"))

import server  # noqa: E402
import tokens  # noqa: E402


class People:
    """A secret, and tokens signed with it."""

    def __init__(self):
        self.secret, self.other = secrets.token_hex(32), secrets.token_hex(32)

    def token(self, secret=None, **claims):
        now = int(time.time())
        claims = {"email": "ada@example.com", "sub": "usr_7Yk2L", "iat": now, "exp": now + 3600, **claims}
        return tokens.sign(secret or self.secret, {name: value for name, value in claims.items() if value is not None or name == "null"})


@pytest.fixture(scope="session")
def people():
    return People()


@pytest.fixture(scope="session")
def module():
    """A copy of the module and its library that any user may read: if root runs the tests, nginx runs as nobody."""
    built = os.path.abspath(os.environ["PBJWT_NGINX_MODULE"])
    linked = subprocess.run(["ldd", built], check=True, capture_output=True, text=True).stdout
    with tempfile.TemporaryDirectory(prefix="pbjwt-nginx-module-") as folder:
        os.chmod(folder, 0o755)
        for path in (built, *re.findall(r"=> (\S+/libpbjwt\.so\S*)", linked)):
            shutil.copy(path, folder)
        os.environ["LD_LIBRARY_PATH"] = folder
        yield os.path.join(folder, os.path.basename(built))


@pytest.fixture(scope="session")
def upstream_port():
    with server.upstream() as port:
        yield port


@pytest.fixture(scope="module")
def new_nginx(module, people):
    """Creates an nginx with the secret in "secret"; it is stopped after the file's tests."""
    made = []

    def make(**more):
        folder = tempfile.mkdtemp(prefix="pbjwt-nginx-")
        os.chmod(folder, 0o755)
        made.append(server.Nginx(folder, module, **more))
        made[-1].write("secret", people.secret + "\n")
        made[-1].write("other", people.other + "\n")
        return made[-1]

    yield make
    said = [each.stop() + each.log("error.log") for each in made]
    for each in made:
        shutil.rmtree(each.folder)
    for text in said:
        assert not re.search(r"exited on signal (11|6)|Sanitizer|runtime error|\[alert\](?!.*exited on signal 9)", text), text
