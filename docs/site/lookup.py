# SPDX-License-Identifier: Apache-2.0
"""The page to look statuses and causes up in: statuses as the library says them, causes as the article lists them."""

import ctypes
import html
import re

from pages import MARKDOWN, ROOT, Problem

ARTICLE = "Sources/ProductBridgeIdentity/ProductBridgeIdentity.docc/Articles/WhyWasMyTokenRefused.md"


def statuses(library):
    """Number, name, message for the operator and message for the person."""
    loaded = ctypes.CDLL(str(library))
    calls = [getattr(loaded, f"pbjwt_status_{part}") for part in ("name", "message", "public_message")]
    for call in calls:
        call.argtypes, call.restype = [ctypes.c_int], ctypes.c_char_p
    header = (ROOT / "include/pbjwt.h").read_text()
    (body,) = re.findall(r"typedef enum pbjwt_status \{(.*?)\} pbjwt_status;", header, re.DOTALL)
    numbers = [int(number) for number in re.findall(r"^ +PBJWT_\w+ = (\d+)", body, re.MULTILINE)]
    if len(numbers) < 20:
        raise Problem("include/pbjwt.h: the statuses can't be read")
    return [(number, *(call(number).decode() for call in calls)) for number in numbers]


def causes():
    found = re.findall(r"^\| (\d+) \| `(\w+)` \| (.*?) \| (.*) \|$", (ROOT / ARTICLE).read_text(), re.MULTILINE)
    if len(found) < 100:
        raise Problem(f"{ARTICLE}: the causes can't be read")
    return found


def inline(text):
    return MARKDOWN.renderInline(text)


def table(kind, heads, rows):
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join(
        f'<tr id="{kind}-{number}"><td>{number}</td><td><code>{name}</code></td><td>{one}</td><td>{two}</td></tr>'
        for number, name, one, two in rows
    )
    return f'<div class="wide lookup"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def page(library):
    """Its HTML, and an entry for the search for each status and cause."""
    known, why = statuses(library), causes()
    body = (
        "<h1>Statuses and causes</h1>"
        "<p>A <em>status</em> is what the verifier gives to a program. A <em>cause</em> is what <code>pbjwt explain</code> and the portal's "
        "token checker find out about a token that was refused.</p>"
        '<p class="filter"><input id="filter" type="search" placeholder="Filter, such as: expired, quote, base64" '
        'aria-label="Filter statuses and causes"> <span id="shown" role="status"></span></p>'
        '<h2 id="statuses">Statuses</h2>'
        + table("status", ["number", "name", "what it means, for your log", "what the person may see"],
                [(number, name, html.escape(message), html.escape(public)) for number, name, message, public in known])
        + '<h2 id="causes">Causes</h2>'
        + table("cause", ["number", "name", "what is wrong", "what to change"],
                [(number, name, inline(meaning), inline(advice)) for number, name, meaning, advice in why])
    )
    entries = [(f"status-{number}", name, message) for number, name, message, _ in known]
    entries += [(f"cause-{number}", name, f"{meaning} {advice}".replace("`", "")) for number, name, meaning, advice in why]
    return body, entries
