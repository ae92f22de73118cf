# SPDX-License-Identifier: Apache-2.0
"""The chart of a comparison, as SVG."""

import math
from xml.sax.saxutils import escape

from figures import ABOUT, FAMILY, FLOOR, OURS, REFERENCES, about_run, by_speed, figure, times_ours

WIDTH, EDGE, ROW, BAR = 880, 28, 25, 16
# Light and dark. The background is drawn, so that both are legible on any page.
COLOURS = {
    ".card": ("fill:#ffffff;stroke:#d5dae1", "fill:#12161d;stroke:#2d3440"),
    "text": ("fill:#1d2430;stroke:#ffffff", "fill:#e8ecf2;stroke:#12161d"),
    ".quiet": ("fill:#596475", "fill:#9aa6b6"),
    ".strong": ("fill:#4338ca", "fill:#a9abff"),
    ".line": ("stroke:#e7eaef", "stroke:#232a34"),
    ".peer": ("fill:#8793a5", "fill:#66758a"),
    ".ours": ("fill:#4f46e5", "fill:#8286ff"),
    ".part": ("fill:#eef0f4;stroke:#8793a5", "fill:#1c222c;stroke:#66758a"),
    ".floor": ("fill:#fdf0d5;stroke:#b86e00", "fill:#33270f;stroke:#e0a030"),
    ".least": ("stroke:#b86e00", "stroke:#e0a030"),
}
STYLE = (
    "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;"
    "stroke-width:3px;stroke-linejoin:round;paint-order:stroke}"
    ".title{font-size:19px;font-weight:650}.head{font-size:14px;font-weight:650}"
    ".small{font-size:11.5px}.strong{font-weight:650}.end{text-anchor:end}.middle{text-anchor:middle}"
    ".part,.floor{stroke-width:1.2px}.least{stroke-width:1.4px;stroke-dasharray:3 3}"
)


def width(text, size=13):
    """The greatest width of a text: that of bold DejaVu Sans, which is wider than most fonts."""
    def em(letter):
        if letter in "ijlI.,:;'|! ·()[]-":
            return 0.42
        if letter in "mwMW@%—…" or ord(letter) > 0x2FF:
            return 1.05
        return 0.8 if letter.isupper() else 0.7

    return size * sum(map(em, text))


def wrapped(text, room, size):
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def text_at(x, y, text, classes=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{classes}">{escape(text)}</text>'


def unit(ns):
    """The text of a tick."""
    for limit, name in ((1e9, "s"), (1e6, "ms"), (1e3, "µs")):
        if ns >= limit:
            return f"{ns / limit:g} {name}"
    return f"{ns:g} ns"


def label_of(row, rows):
    times = times_ours(row, rows)
    if row["library"] == OURS:
        return f"{figure(row['ns'])} ns · ours"
    return f"{figure(row['ns'])} ns" + (f" · {figure(times, 2)} × ours" if times is not None else "")


class Scale:
    """A logarithmic axis from a round number below the fastest to the slowest."""

    def __init__(self, values, left, right):
        steps = [(step * 10**power, step) for power in range(-1, 12) for step in (1, 2, 5)]
        self.left, self.right = left, right
        self.low = max(step for step, _ in steps if step <= max(0.1, min(values) * 0.6))
        self.high = max(*values, 2 * self.low)
        self.ticks = [step for step, _ in steps if self.low <= step <= self.high]
        narrow = (right - left) * math.log(2) / math.log(self.high / self.low) < 58
        self.labelled = [tick for tick, step in steps if tick in self.ticks and (step == 1 or not narrow)]

    def x(self, value):
        share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return self.left + share * (self.right - self.left)


def kind(library):
    if library == FLOOR:
        return "floor"
    return "part" if library in REFERENCES else "ours" if library in FAMILY else "peer"


def panel(rows, head, scale, names, top):
    """The bars of one token, from `top` down, with their names left of `names`; and where they end."""
    parts = [text_at(EDGE, top + 14, head, "head")]
    first = top + 30
    last = first + ROW * len(rows)
    for tick in scale.ticks:
        x = scale.x(tick)
        parts.append(f'<path d="M{x:.1f} {first}V{last}" class="line"/>')
        if tick in scale.labelled:
            parts.append(text_at(x, last + 15, unit(tick), "small quiet middle"))
    for number, row in enumerate(rows):
        y, look = first + ROW * number, kind(row["library"])
        base, end = y + ROW / 2 + 4.5, max(scale.left + 2, scale.x(row["ns"]))
        name = REFERENCES.get(row["library"], row["library"])
        parts += [
            f'<g><title>{escape(name)} {escape(row["version"])}, {escape(row["language"])}:'
            f" {escape(label_of(row, rows))}</title>",
            f'<rect x="{scale.left}" y="{y + (ROW - BAR) / 2}" width="{end - scale.left:.1f}"'
            f' height="{BAR}" rx="3" class="bar {look}"/>',
            text_at(names, base, name, "end strong" if look == "ours" else "end"),
            text_at(names + 9, base, row["language"], "small quiet"),
            text_at(end + 9, base, label_of(row, rows), "strong" if look == "ours" else ""),
            "</g>",
        ]
    for row in rows:
        if row["library"] == FLOOR:
            x = scale.x(row["ns"])
            parts.append(f'<path d="M{x:.1f} {first}V{last}" class="least"/>')
    return parts, last + 24


def legend(y):
    parts = []
    looks = {"ours": "this library", "peer": "peers", "part": "part of the work", "floor": "the floor"}
    for x, (look, text) in zip(range(EDGE, WIDTH, 150), looks.items()):
        parts += [
            f'<rect x="{x}" y="{y - 10}" width="16" height="12" rx="3" class="{look}"/>',
            text_at(x + 23, y, text, "small quiet"),
        ]
    return parts


def heads(run):
    """The panels: the heading of each, and the token and outcome of its rows."""
    served = run.get("served")
    if served is not None:
        yield (f"A server: {served['tokens']:,} full tokens of {served['customers']:,} customers,"
               f" one in {served['refused']} refused · median of {served['rounds']} rounds", "full", "tenants")
    for token in ("minimal", "full"):
        if token in run["tokens"]:
            yield f"{token}: {ABOUT[token]} · {run['tokens'][token]:,} bytes", token, "accepted"


def svg(rows, run):
    panels = [(head, token, by_speed(rows, token, outcome)) for head, token, outcome in heads(run)]
    panels = [(head, token, shown) for head, token, shown in panels if shown]
    every = [row for *_, shown in panels for row in shown]
    names = max((width(REFERENCES.get(r["library"], r["library"])) for r in every), default=0) + EDGE
    languages = max((width(r["language"], 11.5) for r in every), default=0)
    labels = max((width(label_of(r, shown)) for *_, shown in panels for r in shown), default=0)
    left, right = round(names + 9 + languages + 9), round(WIDTH - EDGE - labels - 9)
    whole = max(WIDTH, WIDTH + 260 - (right - left))  # long names widen the picture, never the text
    title = "Verifying a token: libpbjwt beside its peers"
    lead = "Nanoseconds from a token's text to its claims, on a logarithmic scale; shorter is faster."

    body = [text_at(EDGE, 46, title, "title")]
    y = 68
    for line in [lead, *wrapped(about_run(run), whole - 2 * EDGE, 13)]:
        body.append(text_at(EDGE, y, line, "quiet"))
        y += 19
    body += legend(y + 8)
    y += 34
    for head, _, shown in panels:
        scale = Scale([row["ns"] for row in every], left, whole - (WIDTH - right))
        parts, y = panel(shown, head, scale, names, y)
        body += parts
        y += 18
    if any(token == "full" for _, token, _ in panels):
        note = "In full, this library and the floor also compute the user_hash, a second HMAC; peers don't."
        body.append(text_at(EDGE, y, note, "small quiet"))
        y += 14

    said = "; ".join(
        f"{head}: " + ", ".join(f"{row['library']} {figure(row['ns'])} ns" for row in shown)
        for head, _, shown in panels
    )
    light, dark = (
        "".join(f"{selector}{{{pair[scheme]}}}" for selector, pair in COLOURS.items()) for scheme in (0, 1)
    )
    height = round(y + 10)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{height}"'
        f' viewBox="0 0 {whole} {height}" role="img" aria-labelledby="title desc">',
        "<!-- SPDX-License-Identifier: Apache-2.0 -->",
        f'<title id="title">{title}: nanoseconds per verification, by library</title>',
        f'<desc id="desc">{escape(said or "No figures.")}</desc>',
        f"<style>{STYLE}{light}@media (prefers-color-scheme:dark){{{dark}}}</style>",
        f'<rect x="0.5" y="0.5" width="{whole - 1}" height="{height - 1}" rx="12" class="card"/>',
        *body,
        "</svg>",
    ]) + "\n"
