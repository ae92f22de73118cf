# SPDX-License-Identifier: Apache-2.0
"""The snippet files: the list on the settings page, the placeholders, and the sample of the user hash."""

import importlib.machinery
import importlib.util
import json
import re
import subprocess

import pytest
from browser import CALLBACK, FOLDER, ORGANIZATION, PORTAL
from verifying import SECRET, pbjwt

SNIPPETS = FOLDER.parents[1] / "Portal/Sources/PortalServer/Resources/snippets"
FILES = {file.name: file for file in SNIPPETS.glob("*/*")}
LISTED = json.loads((SNIPPETS / "snippets.json").read_text())

loader = importlib.machinery.SourceFileLoader("start", str(FOLDER / "start"))
start = importlib.util.module_from_spec(importlib.util.spec_from_loader("start", loader))
loader.exec_module(start)


def test_the_list_names_each_file_once():
    assert sorted(entry["file"] for entry in LISTED) == sorted(FILES)


def test_each_snippet_has_a_title_and_notes_that_are_sentences():
    for entry in LISTED:
        assert set(entry) == {"file", "kind", "title", "needs", "notes"}
        assert entry["title"] and entry["notes"]
        assert all(note[0].isupper() or note[0].islower() for note in entry["notes"])
        assert all(note.endswith(".") for note in entry["notes"])


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_placeholder_is_left(name):
    filled = start.fill(FILES[name].read_text(), PORTAL, ORGANIZATION)
    assert "{{" not in re.sub(r"\$\{.*?\}", "", filled)
    assert "YOUR_" not in filled and "app.productbridge.io" not in filled


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.startswith("sso-")))
def test_each_login_sample_contains_the_callback_once(name):
    filled = start.fill(FILES[name].read_text(), PORTAL, ORGANIZATION)
    assert filled.count(CALLBACK) == 1


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.startswith("widget-")))
def test_each_widget_sample_names_the_organization(name):
    assert ORGANIZATION in start.fill(FILES[name].read_text(), PORTAL, ORGANIZATION)


@pytest.mark.parametrize("user_id", ["42", "ü-7", "a.b"])
def test_the_user_hash_is_that_of_the_verifier(user_id):
    sample = FILES["hash-node.js"].read_text() + f"\nconsole.log(productBridgeUserHash({json.dumps(user_id)}))\n"
    made = subprocess.run(
        ["node", "-"], input=sample, env={"PATH": "/usr/bin:/bin", "PRODUCTBRIDGE_WIDGET_SECRET": SECRET},
        capture_output=True, text=True, check=True,
    ).stdout.strip()
    assert made == pbjwt("user-hash", user_id).stdout.decode().strip()
