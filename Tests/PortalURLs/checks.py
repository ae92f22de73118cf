# SPDX-License-Identifier: Apache-2.0
"""Compares ProductBridgeSSO's readings with those of a browser (WHATWG URL, by Ada) and Python: a check for each question."""

import re
import urllib.parse

import ada_url

import cases

ORIGINS = {f"https://{host}" for host in cases.HOSTS}
MAIN = cases.HOSTS[0]
CALLBACK = f"https://{MAIN}/api/redirects/sso"
STATE = "pb_state"


class Wrong(Exception):
    pass


def demand(condition, what):
    if not condition:
        raise Wrong(what)


def decoded(url):
    """A URL in a form that ignores which characters are percent-encoded; a stray percent sign is itself."""
    return urllib.parse.unquote_to_bytes(url)


def readers(query):
    """The pairs of a query as read by a browser and by Python; of the browser's only those in UTF-8."""
    # It removes one question mark, so this adds one.
    return (list(ada_url.URLSearchParams("?" + "&".join(filter(is_utf8, query.split("&")))).items()),
            urllib.parse.parse_qsl(query, keep_blank_values=True, max_num_fields=1000))


def is_utf8(piece):
    """Whether a text is UTF-8: browsers insert U+FFFD if it isn't, and Ada's binding raises."""
    try:
        urllib.parse.unquote_to_bytes(piece).decode()
    except UnicodeDecodeError:
        return False
    return True


def check_host(question, answer):
    _, text, insecure = question
    description, origin = answer
    demand(origin == ("http://" if insecure == "true" else "https://") + description, "the origin is another")
    seen = ada_url.URL(f"{origin.split(':')[0]}://{text}/")
    demand(seen.host == description, f"a browser sees {seen.host}")
    demand(seen.origin == origin, f"a browser sees {seen.origin}")
    demand(insecure == "false" or is_loopback(seen.hostname), "insecure")


def is_loopback(name):
    return name in ("localhost", "127.0.0.1", "[::1]") or name.endswith(".localhost")


def check_location(location):
    """Checks that a Location header leads a browser and Python to the same page, on one of the organization's hosts."""
    demand(location.isascii() and location.isprintable() and " " not in location, "no header's value")
    demand(not re.search("%(?![0-9A-Fa-f]{2})", location), "a stray percent sign")
    seen = ada_url.URL(location, base=CALLBACK)
    demand(seen.protocol == "https:" and seen.origin in ORIGINS, f"a browser goes to {seen.origin}")
    demand(not seen.username and not seen.password, "user info")
    demand(seen.origin == f"https://{MAIN}" or location.startswith(seen.origin + "/"), "not where it says")
    demand(seen.pathname.lower() != "/api/redirects/sso", "a loop")
    parts = urllib.parse.urlsplit(location)
    demand(parts.path == seen.pathname, f"a browser goes to {seen.pathname}, Python to {parts.path}")
    demand(urllib.parse.urljoin(CALLBACK, location).startswith(seen.origin + "/"), "Python joins another")
    demand(not any(segment.split(";")[0] in (".", "..") for segment in urllib.parse.unquote(parts.path).split("/")),
           "a dot segment to servers in Java")
    # Some servers decode the path before they redirect again, for example to add a slash.
    again = ada_url.URL(urllib.parse.unquote(parts.path), base=seen.origin + "/")
    demand(again.origin == seen.origin, f"decoded, it leads to {again.origin}")
    return seen


def check_page(question, answer):
    text, [location] = question[2], answer
    seen = check_location(location)
    original = ada_url.URL(text, base=CALLBACK)
    demand(decoded(original.href) == decoded(seen.href), f"the text itself would lead to {original.href}")


def check_begin(question, answer):
    """Checks that a sign-in remembers a safe page, and sends it with one more number."""
    (_, _, text, number), (page, sent, back) = question, answer
    before, after = check_location(page), check_location(sent)
    demand((after.origin, after.pathname, after.hash) == (before.origin, before.pathname, before.hash), "the page is another")
    raw = [urllib.parse.urlsplit(location) for location in (page, sent)]
    demand(raw[0]._replace(query="") == raw[1]._replace(query=""), "the page is another to Python")
    for old, new in zip(readers(before.search.removeprefix("?")) + readers(raw[0].query),
                        readers(after.search.removeprefix("?")) + readers(raw[1].query)):
        demand(new == [*old, (STATE, number)], f"the query is read as {new}")
    demand(re.findall("(?<![A-Za-z_])pb_state=([0-9a-f]{32})(?![A-Za-z0-9])", sent) == [number], "another number was left")
    demand(back == page, f"without the number it is {back}")


def check_login(question, answer):
    _, hosts, organization, login, page, test = question
    [url] = answer
    host = hosts.split(" ")[0]
    own, seen = ada_url.URL(login), ada_url.URL(url)
    demand((seen.protocol, seen.host, seen.pathname) == (own.protocol, own.host, own.pathname), f"a browser goes to {seen.href}")
    parts = urllib.parse.urlsplit(url)
    demand(parts.netloc == own.host and parts.path == own.pathname and parts.path, f"Python goes to {parts.netloc}")
    demand(seen.protocol == "https:" or is_loopback(own.hostname), "insecure")
    demand(not (seen.username or seen.password or seen.hash or parts.username or parts.fragment), "user info or fragment")

    ours = {"redirect": f"https://{host}/api/redirects/sso", "organizationId": organization, "returnTo": page}
    if test == "true":
        ours["test"] = "true"
    before, after = readers(own.search.removeprefix("?")), readers(seen.search.removeprefix("?"))
    # urlsplit sees the query as sent, URL as a browser passes it on.
    raw = readers(parts.query)
    for old, new, what in zip(before + before, after + raw, ("browser", "Python", "raw, browser", "raw, Python")):
        demand(new[:len(old)] == old, f"{what}: its own query is changed")
        demand(new[len(old):] == list(ours.items()), f"{what}: reads {new[len(old):]}")
        for name, value in ours.items():
            demand([found for key, found in new if key == name] == [value], f"{what}: {name} is ambiguous")
    # A reader that doesn't treat + as a space.
    plain = dict(piece.split("=", 1) for piece in parts.query.split("&")[-len(ours):])
    demand({name: urllib.parse.unquote(value) for name, value in plain.items()} == ours, "a plain reader sees others")


def check_query(question, answer):
    """Checks that all readers agree on token and organization, and that the page is the text that was sent, or nothing."""
    query, (token, text, number) = question[3], answer
    for pairs in readers(query.removeprefix("?")):
        for name, value in (("ssoToken", token), ("organizationId", question[2])):
            demand([found for key, found in pairs if key == name] == [value], f"{name} is read as something else")
        pages = [found for key, found in pairs if key == "returnTo"]
        demand(not text or pages == [text], f"returnTo is read as {pages}")
        own = [found for key, found in pairs if key == STATE]
        demand(not number or number in text or own == [number] or any(number in decode_all(page) for page in pages),
               "the number was never sent")
    # Repeated, or not decodable, for which Python has U+FFFD.
    demand(text or len(pages) != 1 or not pages[0] or re.search("[%\ufffd\x00-\x20#\x7f-\U0010ffff]", pages[0]), "returnTo is lost")


def decode_all(text):
    for _ in range(3):
        text += urllib.parse.unquote(text)
    return text
