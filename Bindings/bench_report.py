# SPDX-License-Identifier: Apache-2.0
"""The table and the chart of bench.py's results, and the targets of each language."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Benchmarks"))

import chart as picture  # noqa: E402

# By which factor a binding has to be faster than which rows, for both tokens.
TO_REACH = {
    "Python": {"peer PyJWT": 30, "control": 6},
    "Node": {"peer jose": 6, "control": 2.5},
    "Ruby": {"peer ruby-jwt": 35},
    "PHP": {"control": 2},
    "Java": {"control": 1.8},
    "Go": {"peer golang-jwt": 5},
    "Rust": {"peer jsonwebtoken": 4},
    "C++": {"C": 1 / 1.1},
}
# Peers that aren't in Debian's archive or on PyPI.
LEFT_OUT = "firebase/php-jwt, java-jwt, fast-jwt, jsonwebtoken for Node and golang-jwt 5"
PANELS = ("minimal", "full")


def by_name(rows, language, token):
    return {row["row"]: row["ns"] for row in rows if (row["language"], row["token"]) == (language, token)}


def languages(rows):
    return [language for language in TO_REACH if any(row["language"] == language for row in rows)]


def missed(rows):
    """A line for each ratio that isn't reached or can't be computed."""
    lines = []
    for language in languages(rows):
        for token in PANELS:
            measured = by_name(rows, language, token)
            for row, least in TO_REACH[language].items():
                if row not in measured:
                    lines.append(f"{language}, {token}: there is no row of {row}")
                elif measured[row] / measured["ours"] < least:
                    lines.append(f"{language}, {token}: {measured[row] / measured['ours']:.2f} × {row}; the goal is {least:.2g}")
    return lines


def conditions(rows, language):
    """When a language was measured, and under which load, because one table has rows from several runs."""
    row = next(row for row in rows if row["language"] == language)
    return f"{language}: {row['date']}, load {row['load']}" if "load" in row else f"{language}: load unknown"


def micros(ns):
    return f"{ns / 1000:.3g}"


def cell(measured, row):
    if row not in measured:
        return "–"
    times = measured[row] / measured["ours"]
    return f"{micros(measured[row])} ({times:.1f} ×)" if times >= 10 else f"{micros(measured[row])} ({times:.2g} ×)"


def page(whole):
    rows, run = whole["rows"], whole["run"]
    lines = [
        "# The bindings beside what their languages have",
        "",
        f"Microseconds from a token's text to three native strings (e-mail, id and name), on {run['processor']},"
        f" {run['date']}. The tokens are those of [the library's own table](latest.md). In brackets: how many times as long as"
        " the binding. *All* reads every documented claim of the full token. *By hand* is an HMAC and JSON of the language's"
        " own with the time checked; the *floor* is an empty call across the boundary. One process measures all rows of a"
        " language, in turns of 20 ms. `make bench-bindings` prints and"
        " writes this.",
        "",
        "| language | token | binding | all | by hand | library | floor | to be reached |",
        "|---|---|--:|--:|--:|---|--:|---|",
    ]
    for language in languages(rows):
        for token in PANELS:
            measured = by_name(rows, language, token)
            every = by_name(rows, language, "full-all").get("ours") if token == "full" else None
            others = ", ".join(
                f"{row.removeprefix('peer ')} {cell(measured, row)}" for row in measured
                if row not in ("ours", "control", "floor"))
            least = ", ".join(f"{times:.2g} × {row.removeprefix('peer ').replace('control', 'by hand')}"
                              for row, times in TO_REACH[language].items())
            lines.append(
                f"| {language} | {token} | {micros(measured['ours'])} | {micros(every) if every else ''}"
                f" | {cell(measured, 'control')} | {others or '–'} | {micros(measured['floor']) if 'floor' in measured else '–'} | {least} |")
    lines += ["", "Measured were:", ""]
    lines += [f"- {about}" for about in sorted({row["about"] for row in rows if row["row"] != "floor"})]
    lines += ["", "The load of the machine before each language, where 1 is one busy processor:", ""]
    lines += [f"- {conditions(rows, language)}" for language in languages(rows)]
    lines += ["", f"Left out, since Debian and PyPI don't have them: {LEFT_OUT}.", ""]
    if missed(rows):
        lines += ["Not reached:", "", *(f"- {line}" for line in missed(rows)), ""]
    return "\n".join(lines)


def bar_name(row):
    names = {"ours": "pbjwt", "control": "by hand", "floor": "empty call"}
    return names.get(row, row.removeprefix("peer "))


def chart(whole):
    """A panel for each token, a group of bars for each language."""
    rows, run = whole["rows"], whole["run"]
    shown = [row for row in rows if row["token"] in PANELS]
    scale = picture.Scale([row["ns"] for row in shown], 250, 700)
    edge, step, bar = picture.EDGE, picture.ROW, picture.BAR
    body = [
        picture.text_at(edge, 46, "The bindings beside what their languages have", "title"),
        picture.text_at(edge, 68, "Nanoseconds from a token's text to three native strings, on a logarithmic scale; shorter is"
                        " faster.", "quiet"),
        picture.text_at(edge, 87, f"{run['processor']}, {run['date']}.", "quiet"),
        *picture.legend(112),
    ]
    y = 140
    for token in PANELS:
        body.append(picture.text_at(edge, y + 14, token, "head"))
        first = y = y + 30
        for language in languages(rows):
            group = sorted((row for row in shown if (row["language"], row["token"]) == (language, token)),
                           key=lambda row: row["ns"])
            for number, row in enumerate(group):
                look = {"ours": "ours", "control": "part", "floor": "floor"}.get(row["row"], "peer")
                base, end = y + step / 2 + 4.5, max(scale.left + 2, scale.x(row["ns"]))
                label = f"{row['ns']:,.0f} ns"
                if number == 0:
                    body.append(picture.text_at(edge, base, language, "strong"))
                body += [
                    picture.text_at(scale.left - 9, base, bar_name(row["row"]), "end strong" if look == "ours" else "end"),
                    f'<rect x="{scale.left}" y="{y + (step - bar) / 2}" width="{end - scale.left:.1f}" height="{bar}" rx="3"'
                    f' class="bar {look}"/>',
                    picture.text_at(end + 9, base, label, "strong" if look == "ours" else ""),
                ]
                y += step
            y += 8
        for tick in scale.labelled:
            body.insert(4, f'<path d="M{scale.x(tick):.1f} {first}V{y}" class="line"/>')
            body.append(picture.text_at(scale.x(tick), y + 15, picture.unit(tick), "small quiet middle"))
        y += 40
    light, dark = ("".join(f"{selector}{{{pair[scheme]}}}" for selector, pair in picture.COLOURS.items()) for scheme in (0, 1))
    width, height = picture.WIDTH, round(y)
    said = "; ".join(f"{row['language']} {row['token']} {bar_name(row['row'])} {row['ns']:.0f} ns" for row in shown)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img"'
        ' aria-labelledby="title desc">',
        "<!-- SPDX-License-Identifier: Apache-2.0 -->",
        '<title id="title">The bindings beside what their languages have: nanoseconds per verification</title>',
        f'<desc id="desc">{picture.escape(said)}</desc>',
        f"<style>{picture.STYLE}{light}@media (prefers-color-scheme:dark){{{dark}}}</style>",
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="12" class="card"/>',
        *body,
        "</svg>",
    ]) + "\n"
