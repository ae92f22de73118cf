# SPDX-License-Identifier: Apache-2.0
"""The README's commands, as written, in a copy of what they need."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from browser import FOLDER, SECRET, Browser, free_port, listening
from test_files import SNIPPETS
from verifying import identity

ROOT = FOLDER.parents[1]
README = (FOLDER / "README.md").read_text()
START, TESTS = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def copy(tmp_path):
    """The two folders and the two programs that the commands name, where they look for them."""
    for folder in (FOLDER, SNIPPETS):
        shutil.copytree(folder, tmp_path / folder.relative_to(ROOT), ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / ".build/debug").mkdir(parents=True)
    (tmp_path / ".build/debug/pbjwt").symlink_to(pathlib.Path(os.environ["PBJWT"]).resolve())
    (tmp_path / ".build-python").symlink_to(sys.prefix)
    return tmp_path


def environment():
    """Knows neither secret nor command, and finds the Python that has Flask."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PRODUCTBRIDGE_WIDGET_SECRET", "PBJWT")}
    return {**kept, "PATH": f"{sys.prefix}/bin:{kept['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}


def test_the_app_starts_without_a_secret_and_signs_in_after_it_is_pasted(copy):
    (shown,) = re.findall(r"--port (\d+)", START)
    assert f"<http://app.localhost:{shown}/>" in README
    port, log = free_port(), copy / "log"
    command = START.replace(f"--port {shown}", f"--port {port}")
    with open(log, "w") as said:
        process = subprocess.Popen(["sh", "-euc", f"exec {command}"], cwd=copy, env=environment(), stdout=said, stderr=said)
    with listening(process, port, log):
        (file,) = re.findall(r"--secret-file (\S+)", START)
        assert Browser(port).post("/environment", secret=SECRET).status == 303
        assert (copy / file).read_text() == SECRET + "\n"
        for email, password, code in re.findall(r"^\| `(.+@.+)` \| `(.+?)`(?:, then the code `(\d+)`)? \|", README, re.MULTILINE):
            browser = Browser(port)
            answer = browser.post("/session", email=email, password=password, next="/")
            if code:
                answer = browser.post("/session/code", code=code, next="/")
            assert answer.status == 303, email
            token = json.loads(browser.get("/api/productbridge-token").text)["token"]
            assert identity(token, "widget")["email"] == email


def test_the_command_of_the_tests(copy):
    """Only the first file of them, since this test is one of them."""
    done = subprocess.run(
        ["sh", "-euc", TESTS.rstrip("\n") + "/test_files.py"], cwd=copy, env=environment(), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d\d passed", done.stdout) and "skipped" not in done.stdout
