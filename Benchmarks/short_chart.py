# SPDX-License-Identifier: Apache-2.0
"""The README's chart: eight libraries, one token, a linear scale."""

from xml.sax.saxutils import escape

from chart import COLOURS, EDGE, STYLE, WIDTH, kind, text_at, width
from figures import by_speed, figure

TOKEN = "full"
ROW, BAR = 29, 18
# One library for each language; for C and Swift the best-known peer in addition to our own.
SHOWN = {
    ("libpbjwt", "C"),
    ("ProductBridgeIdentity", "Swift"),
    ("jsonwebtoken", "Rust"),
    ("golang-jwt", "Go 1.27"),
    ("jose", "JavaScript"),
    ("libjwt", "C"),
    ("jwt-kit", "Swift"),
    ("PyJWT", "Python"),
}


def shown_rows(rows):
    return [row for row in by_speed(rows, TOKEN) if (row["library"], row["language"]) in SHOWN]


def said_of_token(run):
    return f"A token with every documented claim, {run['tokens'].get(TOKEN, 0):,} bytes"


def short_svg(rows, run):
    """The scale is linear and begins at zero: a bar twice as long means twice the time."""
    shown = shown_rows(rows)
    names = max((width(row["library"]) for row in shown), default=0) + EDGE
    left = round(names + 9 + max((width(row["language"], 11.5) for row in shown), default=0) + 9)
    labels = {id(row): f"{figure(row['ns'])} ns" for row in shown}
    room = WIDTH - EDGE - left - 9 - max((width(text) for text in labels.values()), default=0)
    slowest = max((row["ns"] for row in shown), default=1)
    title = "Time to verify one token"
    body = [
        text_at(EDGE, 42, title, "title"),
        text_at(EDGE, 64, f"{said_of_token(run)}; linear scale, shorter is faster.", "quiet"),
    ]
    y = 82
    for row in shown:
        look, base = kind(row["library"]), y + ROW / 2 + 4.5
        long = max(2, room * row["ns"] / slowest)
        strong = "strong" if look == "ours" else ""
        body += [
            text_at(names, base, row["library"], f"end {strong}".strip()),
            text_at(names + 9, base, row["language"], "small quiet"),
            f'<rect x="{left}" y="{y + (ROW - BAR) / 2}" width="{long:.1f}" height="{BAR}" rx="3" class="bar {look}"/>',
            text_at(left + long + 9, base, labels[id(row)], strong),
        ]
        y += ROW
    height = y + 18
    said = ", ".join(f"{row['library']} {labels[id(row)]}" for row in shown)
    light, dark = (
        "".join(f"{selector}{{{pair[scheme]}}}" for selector, pair in COLOURS.items()) for scheme in (0, 1)
    )
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title desc">',
        "<!-- SPDX-License-Identifier: Apache-2.0 -->",
        f'<title id="title">{title}, by library</title>',
        f'<desc id="desc">{escape(said or "No figures.")}</desc>',
        f"<style>{STYLE}{light}@media (prefers-color-scheme:dark){{{dark}}}</style>",
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="12" class="card"/>',
        *body,
        "</svg>",
    ]) + "\n"
