# SPDX-License-Identifier: Apache-2.0
"""A Swift package that depends on this one by URL and version, as applications do."""

import json

import pytest

from conftest import ROOT, VERSION, run

MANIFEST = """// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "application",
    dependencies: [.package(url: "{url}", from: "{version}"{traits})],
    targets: [
        .executableTarget(
            name: "application",
            dependencies: [.product(name: "ProductBridgeSSO", package: "pbjwt")]
        )
    ]
)
"""


@pytest.fixture(scope="module")
def tagged(tmp_path_factory):
    clone = tmp_path_factory.mktemp("tagged") / "pbjwt"
    run("git", "clone", "--quiet", ROOT, clone)
    run("git", "tag", "--force", VERSION, cwd=clone)
    return f"file://{clone}"


@pytest.mark.parametrize("traits, fetched", [
    (", traits: []", ["pbjwt"]),
    ("", ["pbjwt", "swift-argument-parser"]),
], ids=["the libraries alone", "with the command line"])
def test_only_packages_with_the_command_line_fetch_its_parser(tagged, traits, fetched, tmp_path):
    (tmp_path / "Package.swift").write_text(MANIFEST.format(url=tagged, version=VERSION, traits=traits))
    (tmp_path / "Sources/application").mkdir(parents=True)
    (tmp_path / "Sources/application/main.swift").write_text("import ProductBridgeSSO\n")
    run("swift", "package", "--cache-path", tmp_path / "cache", "resolve", cwd=tmp_path)
    pins = json.loads((tmp_path / "Package.resolved").read_text())["pins"]
    assert sorted(pin["identity"] for pin in pins) == fetched
    assert next(pin for pin in pins if pin["identity"] == "pbjwt")["state"]["version"] == VERSION
