# SPDX-License-Identifier: Apache-2.0
"""Code that the page and the chart of a comparison share."""

import math

OURS = "libpbjwt"
FAMILY = {
    "libpbjwt", "libpbjwt (EVP)",
    "ProductBridgeIdentity", "ProductBridgeIdentity (follower)", "ProductBridgeIdentity (in place)",
}
FLOOR = "floor"
# References that do part of the work of a verifier; they don't refuse any token.
REFERENCES = {
    "floor": "HMAC alone, the floor",
    "floor (EVP)": "HMAC alone, by EVP",
    "jansson": "jansson, JSON alone",
}
# The loads of a server, instead of a single token's outcomes.
LOADS = ("distinct", "tenants")
ABOUT = {
    "minimal": "email, name, sub, iat, exp",
    "full": "the 12 documented claims, user_hash, iat, exp",
    "php-escaped": "the 12 documented claims with the escapes of PHP's json_encode",
    "python-escaped": "names in Cyrillic, Chinese and an emoji with the escapes of Python's json.dumps",
    "nested": "minimal, and custom claims of objects and arrays",
    "4k": "minimal, and 31 custom strings",
}


def about_machine(machine):
    sha = {True: "with SHA instructions", False: "without SHA instructions"}
    known = sha.get(machine["sha_instructions"], "SHA instructions unknown")
    return f"{machine['cpu']}, {machine['cores']} cores, {known}"


def about_run(run):
    return f"Median of {run['rounds']} rounds; {about_machine(run['machine'])}; {run['machine']['date']}."


def figure(value, digits=3):
    """A number with about as many digits as are reliable."""
    if value is None:
        return "–"
    decimals = max(0, digits - 1 - math.floor(math.log10(value))) if value > 0 else 0
    return f"{value:,.{min(decimals, 2)}f}"


def by_speed(rows, token, outcome="accepted"):
    return sorted(
        (row for row in rows if row["token"] == token and row["outcome"] == outcome),
        key=lambda row: row["ns"],
    )


def times_ours(row, rows):
    for ours in rows:
        if ours["library"] == OURS and ours["ns"]:
            return row["ns"] / ours["ns"]
    return None
