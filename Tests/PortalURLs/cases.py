# SPDX-License-Identifier: Apache-2.0
"""The cases for portal_urls.py: good hosts, pages, login URLs and queries, and attackers' variants of them."""

import re
import urllib.parse

HOSTS = ["acme.productbridge.io", "feedback.example.com", "example.com:8443"]
ORGANIZATIONS = ["org_1", "6650f1c2a7", "a-Z_0.9"]

NAMES = HOSTS + ["evil.example", "xn--bcher-kva.example", "1.example", "192.0.2.1", "127.0.0.1", "[::1]", "localhost", "example.com:443", "example.com:08443",
                 "a.localhost", "sub.acme.productbridge.io", "productbridge.io", "EXAMPLE.com", "xn--a"]

PAGES = ["/", "/posts", "/posts/1", "/posts/1?tab=comments&sort=new#c-5", "/roadmap?f[]=a&f[]=b", "/a%20b/%C3%A9",
         "/日本語/ü?q=é", "/search?q=a+b%2Bc%26d", "/changelog/", "/~user/!$&'()*+,;=:@", "/#top", "/?a=/b/../c//d",
         "/api/redirects", "/api/redirects/sso", "/Api/Redirects/SSO?a=b", "/100%25", "/q?a=\"b\"<c>{d}|e^`", "https://acme.productbridge.io/posts?a=b",
         "https://feedback.example.com", "HTTPS://Feedback.Example.com:443/a?b#c", "https://example.com:8443/a/b",
         "/b//c", "/b///", "/a//b/../c", "/b//evil.example", "/b//evil.example/..;/", "/sale-100%", "/q?discount=100%&a=%zz", "/%", "/a?",
         "/a?b&#c?d&e", "https://feedback.example.com//evil.example", "/go?next=https://evil.example/a?b=c&d#e",
         "/go?next=%2Fb%3Fpb_state%3D0123456789abcdef0123456789abcdef%26c", "/a?pb_state=0123456789abcdef0123456789abcdef&b=c",
         "/#/b%3Fpb_state%3D0123456789abcdef0123456789abcdef", "/posts?a=b#%26pb_state%3D0123456789abcdef0123456789abcdef%26c"]

LOGINS = ["https://yourapp.com/login", "https://yourapp.com", "https://yourapp.com/?", "https://yourapp.com/login?a=b&c=d",
          "https://yourapp.com/login?next=%2Fa%3Fb&&x", "https://login.yourapp.com:8443/a/b%20c/?u=a+b%2B&", "http://localhost:3000/login",
          "http://127.0.0.1/login?x=%C3%A9", "https://[::1]/login", "https://192.0.2.7/sso?it's=1", "HTTPS://YourApp.com:443//a",
          "https://yourapp.com/?a=b&redirect=x", "https://yourapp.com/?ReturnTo=%2F&a", "https://yourapp.com/login?%74est=1"]

# The number of a sign-in that nobody has begun.
STATE = "pb_state=" + "0123456789abcdef" * 2

# The exact results for some pages at a sign-in; refused ones become the portal's first page.
REMEMBERED = {
    "/b//c": "/b//c", "/b///": "/b///", "/b//evil.example": "/b//evil.example", "/%": "/%25", "/%2": "/%252", "/%5": "/%255",
    "/%2g": "/%252g", "/.%": "/.%25", "/.%2": "/.%252", "/%25%32f": "/%25%32f", "/%2%66evil": "/%252%66evil", "/%2%65/a": "/%252%65/a",
    "/%u002f": "/%25u002f", "/a?%&b=%z#%1": "/a?%25&b=%25z#%251", "/%%": "/%25%25", "/%%25": "/%25%25",
    "//": "/", "///": "/", "//b": "/", "/%2F": "/", "/%2F/evil.example": "/", "/%2f%2fevil.example": "/", "/%5Cevil.example": "/",
    "/\\evil.example": "/", "/\t/evil.example": "/", "/%%2f..": "/", "/%%5c": "/", "/b//..//evil.example": "/", "/b/%2e%2E//evil.example": "/",
    "/..;//evil.example": "/", "/.//evil.example": "/", "/%2e//evil.example": "/", "https://acme.productbridge.io//evil.example": "/",
    "%2F%2Fevil.example": "/", "%": "/", "https:%2F%2Fevil.example": "/", "https://acme.productbridge.io%.evil.example/": "/",
    f"/a?{STATE}&b=c": "/a?b=c", f"/a?b=c&{STATE}#d": "/a?b=c#d", f"/a?{STATE}": "/a", f"/a?{STATE}&{STATE}": "/a", f"/a#{STATE}": "/a#",
    f"/a?&{STATE}": "/a?", f"/&{STATE}/evil.example": "/", f"/{STATE}/evil.example": "/", f"/&pb&{STATE}{STATE[2:]}/evil.example": "/",
    f"/a?next=/b?{STATE}": "/a?next=/b", "/a?b=" + "c" * 2042: "/a?b=" + "c" * 2042, "/a?b=" + "c" * 2044: "/", "/" + "%" * 683: "/",
}

# The exact number found in some callbacks: N, and not one from the page itself.
N = "ab" * 16
FOUND = {
    f"returnTo=/a?pb_state={N}": N, f"returnTo=%2Fa%3Fpb_state%3D{N}": N, f"returnTo=%252Fa%253Fpb_state%253D{N}": N,
    f"returnTo=%25252Fa%25253Fpb_state%25253D{N}": N, f"returnTo=%2525252Fa%2525253Fpb_state%2525253D{N}": "",
    f"returnTo=/go?next=%2Fb%3F{STATE.replace('=', '%3D')}%26c&pb_state={N}": N,
    f"returnTo=%2Fa%3Fb%26pb_state%3D{N}%23{STATE.replace('=', '%3D')}": N,
    f"returnTo=%2Fgo%3Fnext%3D%2Fb%3F{STATE.replace('=', '%3D')}%26pb_state%3D{N}": N,
    f"returnTo=/&pb_state={N}&x=%ff&%ff": N, f"pb_state={N}": N, "returnTo=/": "", "returnTo=null": "", "": "",
    f"returnTo=/&pb_state={N.upper()}": "", f"returnTo=/%3Fpb_state%3D{N}0": "", f"returnTo=/%3Fxpb_state%3D{N}": "",
}

# Texts that programs are known to read differently.
PIECES = ["\\", "/", "//", "///", "/\\", "\\\\", "..", ".", "/../", "/./", "%2e", "%2E%2e", ".%2e", "%2f", "%2F%2F", "%5c", "%5C",
          "%", "%2", "%zz", "%u002f", "%00", "%09", "%0a", "%0D%0A", "%7f", "%C2%85", "%c0%af", "%ff", "%25", "%2540", "@", "user@",
          "user:pass@", ":", ":443", ":80", ":0", ":8443", ":65536", "?", "#", "&", ";", "=", "+", " ", "\t", "\n", "\r", "\0", "\x0b",
          "\x1f", "\x7f", "\x80", "\x85", "\xa0", "\xad", "\u200b", "\u200d", "\u2028", "\ufeff", "\u212a", "\uff0f", "\uff0e", "\uff3c",
          "\u3002", "\uff61", "\u2044", "\u2215", "\u29f8", "\ufe6b", "\uff20", "\uff1a", "\uff1f", "\uff03", "\uff05", "é", "日", "ß",
          "\U0001f600", "[", "]", "{", "|", "^", "`", "'", "\"", "<", ">", "~", "*", "_", "-", "0x7f.1", "127.1", "evil.example", "http:",
          "https:", "http://", "https://", "javascript:", "data:", "//evil.example", "@evil.example", "\\@evil.example", "/api/redirects/sso",
          "/%2F/evil.example", "/%2f%2fevil.example", "/.%", ".%2", "/%2", "/%5", "/%%2f..", "%%35c", "%25%2f", "%2%65", "/%2%66evil.example", "%e",
          "/;//evil.example", "/b//..//", "//..", "/.//", "/%2e//evil.example", "%25", "%2525", "pb_state=", "&pb_state=", STATE, "&" + STATE,
          "?" + STATE, "#" + STATE, "/" + STATE, "&" + STATE + "/", STATE + "&", "%26pb_state%3D" + STATE[-32:], "pb_state%3D" + STATE[-32:],
          "&pb" + "&" + STATE + STATE[2:], "&pb_state&" + STATE + STATE[8:], "#pb" + STATE + STATE[2:] + "/",
          "redirect=x", "&redirect=x", "&test=1", "&returnTo=/", "ssoToken=x", "&organizationId=org_1", "%72edirect=x", ".evil.example"]

CRUMBS = ["/", "/", "%", "%", "2", "5", "2f", "5c", "2e", "25", "F", "c", "e", ".", ".", "b", ";", "\\", "?", "#", "evil.example", "%2F", "%5C",
          "%2e", "%25", "%09", "&" + STATE]

LOOK_ALIKES = {"/": "\uff0f\u2044\u2215\\", ".": "\u3002\uff0e\uff61", ":": "\uff1a", "@": "\uff20", "?": "\uff1f", "#": "\uff03",
               "%": "\uff05", "k": "\u212a", "s": "\u017f", "a": "\uff41\u0430", "e": "\uff45\u0435", "o": "\uff4f\u043e"}


def mutate(random, text, most=3):
    """Mutates a text, often not at all."""
    for _ in range(random.choice((0, 1, 1, 1, 2, most))):
        at = random.randint(0, len(text))
        end = min(len(text), at + random.choice((0, 0, 1, 1, 3)))
        match random.randrange(9):
            case 0 | 1 | 2:
                text = text[:at] + random.choice(PIECES) + text[end:]
            case 3:
                # Unnecessary percent-encoding, in upper or lower case.
                encoded = "".join(f"%{byte:02x}" for byte in text[at:end].encode())
                text = text[:at] + (encoded.upper() if random.random() < 0.5 else encoded) + text[end:]
            case 4:
                text = text[:at] + text[end:]
            case 5:
                text = text[:at] + text[at:end].swapcase() + text[end:]
            case 6:
                alike = LOOK_ALIKES.get(text[at:at + 1])
                text = text[:at] + random.choice(alike) + text[at + 1:] if alike else text
            case 7:
                # Random bytes: percent-encoded anything, or any character.
                if random.random() < 0.5:
                    text = text[:at] + "".join(f"%{random.randrange(256):02X}" for _ in range(random.randint(1, 3))) + text[end:]
                else:
                    text = text[:at] + character(random) + text[end:]
            case 8:
                text = text[:at] + random.choice("/.-_~abcXYZ019?&=+") + text[end:]
    return text


def character(random):
    code = random.choice((random.randrange(0x80), random.randrange(0x800), random.randrange(0x110000)))
    return "?" if 0xD800 <= code < 0xE000 else chr(code)


def page(random):
    roll = random.random()
    if roll < 0.1:
        return random.choice(("https://", "http://", "//", "https:/\\", "https:", "/\\", "\\\\")) + mutate(
            random, random.choice(NAMES) + random.choice(PAGES[:8]))
    if roll < 0.2:
        return "/" + "".join(random.choice(PIECES) for _ in range(random.randint(1, 4)))
    if roll < 0.25:
        # Every combination of empty segments and stray percent signs.
        return "/" + "".join(random.choice(CRUMBS) for _ in range(random.randint(1, 7)))
    if roll < 0.35:
        return "/" + "/".join(word(random) for _ in range(random.randint(1, 4))) + random.choice(("", "/", "?a=b", "#c"))
    return mutate(random, random.choice(PAGES))


def word(random):
    return "".join(character(random) if random.random() < 0.05 else random.choice("abcdefghij0123-._~!$&'()*+,;=:@[]")
                   for _ in range(random.randint(1, 8)))


def login(random):
    if random.random() < 0.3:
        pairs = [(word(random), word(random)) for _ in range(random.randint(0, 4))]
        return random.choice(LOGINS).split("?")[0] + "?" + random.choice(("", "&")) + urllib.parse.urlencode(pairs)
    return mutate(random, random.choice(LOGINS))


def host(random):
    if random.random() < 0.3:
        # Texts that browsers may read as an IPv4 address.
        parts = [random.choice(("0", "1", "127", "255", "256", "01", "0x7f", "0x", "0xg", "a", "2130706433", "08", "", "xn--a"))
                 for _ in range(random.randint(1, 5))]
        return ".".join(parts) + random.choice(("", "", ":443", ":8443"))
    return mutate(random, random.choice(NAMES), most=2)


def token(random):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return ".".join("".join(random.choice(alphabet) for _ in range(length)) for length in (20, random.randint(20, 200), 43))


def query(random):
    """A callback's query as a login page might assemble it by hand, or as someone might have changed it."""
    parameters = [("ssoToken", "a.b.c"), ("organizationId", "org_1"), ("returnTo", random.choice(PAGES))]
    if random.random() < 0.2:
        parameters.append(random.choice((("test", "true"), ("ssoToken", "x"), ("a b", "é"), ("returnTo", "/"))))
    random.shuffle(parameters)
    encode = random.choice((urllib.parse.quote, urllib.parse.quote_plus, lambda text: urllib.parse.quote(text, safe="")))
    return mutate(random, "&".join(f"{name}={encode(value)}" for name, value in parameters))


def number(random):
    return f"{random.getrandbits(128):032x}"


def returning(random, sent):
    """How random login pages return a page with its number: a part of a query, and what a reader reads from it.

    It comes back unchanged, encoded up to twice more, decoded once more, or not encoded at all.
    """
    encode = random.choice((urllib.parse.quote, urllib.parse.quote_plus, lambda text: urllib.parse.quote(text, safe=""),
                            lambda text: re.sub("%..", lambda pair: pair[0].lower(), urllib.parse.quote(text, safe=""))))
    times = random.choice((0, 0, 1, 2, -1, None))
    if times is None and "&" not in sent.split("?")[0] and is_unique(sent):
        # Everything after a # stays in the browser, and a number after the path's & is lost.
        return sent.split("#")[0], None
    text = sent
    # The last number before a # counts, so two numbers, or a # from the query, are too much.
    decoded = urllib.parse.unquote(sent, errors="strict")
    if times == -1 and ("%23" not in sent or decoded.count("pb_state=") == 1):
        text = decoded
    for _ in range(times or 0):
        text = encode(text)
    return encode(text), text


def is_unique(sent):
    """Whether a page's parameters can still be attributed to the page when they become the callback's."""
    names = [name for name, _ in urllib.parse.parse_qsl(urllib.parse.urlsplit(sent).query, keep_blank_values=True)]
    return names.count("pb_state") == 1 and not {"ssoToken", "organizationId", "returnTo"} & set(names)


def back(random, sent, token):
    """A callback's query with a page that was sent, and the expected reading."""
    page, text = returning(random, sent)
    parameters = [f"ssoToken={token}", "organizationId=org_1", f"returnTo={page}", *random.sample(FOREIGN, random.randrange(3))]
    random.shuffle(parameters)
    return random.choice(("", "?")) + "&".join(parameters), text


# Texts of others, in any form.
FOREIGN = ["utm_source=%ff", "%ff", "a=%", "a=%zz", "=", "==", "a=\u00e9", "a=b=c", "%00=\x00", "a b=c d", "x[]=1&x[]=2", "test=true", ";", "?", "a=\"<>\""]
