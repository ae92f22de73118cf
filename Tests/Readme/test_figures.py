# SPDX-License-Identifier: Apache-2.0
"""Every ratio in README and every figure in docs/speed.md agrees with the committed measurements."""

import json
import re

import pytest

from conftest import ROOT

README = (ROOT / "README.md").read_text()
SPEED = (ROOT / "docs/speed.md").read_text()
RESULTS = ROOT / "Benchmarks/results"
ROWS = json.loads((RESULTS / "latest.json").read_text())
PACKAGES = json.loads((RESULTS / "bindings.json").read_text())["rows"]
BYTES = json.loads((RESULTS / "run.json").read_text())["tokens"]

# The rows of README's table, with the names in the measurements.
NAMES = {
    "`libpbjwt` (C)": ("libpbjwt", "C"),
    "`ProductBridgeIdentity` (Swift)": ("ProductBridgeIdentity", "Swift"),
    "jsonwebtoken 8 (Rust)": ("jsonwebtoken", "Rust"),
    "libjwt 1.10, on the same OpenSSL and jansson": ("libjwt", "C"),
    "jwt-kit 5": ("jwt-kit", "Swift"),
    "the bare HMAC-SHA256": ("floor", "C"),
    "`libpbjwt`": ("libpbjwt", "C"),
    "`ProductBridgeIdentity`": ("ProductBridgeIdentity", "Swift"),
}
OF_PACKAGES = {"PyJWT 2": ("Python", "peer PyJWT"), "golang-jwt 4": ("Go", "peer golang-jwt")}
NUMBER = r"\d+(?:\.\d+)?"
TABLE = re.findall(rf"^\| (.+?) \| ({NUMBER})–({NUMBER}) × \| (.+?) \|$", README, re.MULTILINE)


def times(name, outcome="accepted"):
    """The nanoseconds by token."""
    found = {
        row["token"]: row["ns"]
        for row in ROWS
        if (row["library"], row["language"]) == NAMES[name] and row["outcome"] == outcome
    }
    assert set(found) == set(BYTES), name
    return found


def ratios(name, other):
    if name in OF_PACKAGES:
        language, peer = OF_PACKAGES[name]
        assert other == f"the {language} package"
        of = {
            kind: {r["token"]: r["ns"] for r in PACKAGES if (r["language"], r["row"]) == (language, kind)}
            for kind in (peer, "ours")
        }
        return [of[peer][token] / of["ours"][token] for token in ("minimal", "full")]
    one, two = times(name), times(other)
    return [one[token] / two[token] for token in BYTES]


def test_the_table_has_its_rows():
    assert [row[0] for row in TABLE] == [*list(NAMES)[:5], *OF_PACKAGES]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_a_range_covers_every_token_and_is_no_wider_than_necessary(row):
    name, low, high, other = row[0], float(row[1]), float(row[2]), row[3]
    measured = ratios(name, other)
    assert low <= min(measured) and max(measured) <= high, f"{name}: {min(measured):.3f} to {max(measured):.3f}"
    assert low >= min(measured) * 0.9 and high <= max(measured) * 1.1, f"{name}: {min(measured):.3f} to {max(measured):.3f}"


def test_readme_states_no_other_ratio():
    rest = README
    for row in TABLE:
        rest = rest.replace(f"| {row[1]}–{row[2]} × |", "|")
    assert re.findall(rf"{NUMBER} ?×|× ?{NUMBER}|\b(?:\w+) times (?:as|faster|slower|the)\b|per cent|\d ?%", rest) == []


def test_about_twice_the_bare_hmac_and_no_allocation():
    assert "About twice the cost of the bare HMAC, and no allocation after warm-up" in README
    middle = sorted(ratios("`libpbjwt` (C)", "the bare HMAC-SHA256"))[len(BYTES) // 2]
    assert 1.5 <= middle <= 2.5
    ours = [row["allocations"] for row in ROWS if row["library"] == "libpbjwt" and row["outcome"] == "accepted"]
    assert ours == [0] * len(BYTES)


def test_the_table_of_speed_is_the_measured_one():
    rows = re.findall(r"^\| `([\w-]+)`: .* \| ([\d,]+) \| ([\d,]+) ns \| (.+) \| (.+) \| (.+) \|$", SPEED, re.MULTILINE)
    assert [row[0] for row in rows] == list(BYTES)
    for token, size, floor, *shown in rows:
        of = {r["library"]: r for r in ROWS if (r["token"], r["outcome"]) == (token, "accepted")}
        assert size == f"{BYTES[token]:,}" and floor == f"{of['floor']['ns']:,.0f}"
        libraries = ("libpbjwt", "ProductBridgeIdentity", "libpbjwt (EVP)")
        assert shown == [f"{of[library]['ratio_to_floor']:.2f}" for library in libraries]


def test_what_a_wrong_signature_costs():
    (low, high), = re.findall(rf"refuses a wrong signature at ({NUMBER}) to ({NUMBER}) times the floor", SPEED)
    refused = [
        row["ratio_to_floor"]
        for row in ROWS
        if (row["library"], row["outcome"]) == ("libpbjwt", "wrong-signature")
    ]
    assert len(refused) == len(BYTES)
    assert float(low) == round(min(refused), 1) and float(high) == round(max(refused), 1)


def test_the_named_versions_are_those_that_were_measured():
    version = {row["library"]: row["version"] for row in ROWS}
    assert [version[name].split(".")[0] for name in ("jsonwebtoken", "jwt-kit", "libjwt")] == ["8", "5", "1"]
    assert version["libjwt"].startswith("1.10.")
    about = " ".join(row["about"] for row in PACKAGES)
    assert "PyJWT 2." in about and "golang-jwt 4." in about
