# SPDX-License-Identifier: Apache-2.0
"""The e-mail: its presence, type, characters, length and canonical form."""

from making import ABSENT, Raw

SPACES = [0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
NO_SPACES = [0x2800, 0x3164, 0x115F, 0x00AC, 0x2027, 0x2065]
FORMATS = [0x00AD, 0x0600, 0x061C, 0x06DD, 0x070F, 0x0891, 0x08E2, 0x180E, 0x200B, 0x200C, 0x200D, 0x202E, 0x2060, 0x2066,
           0x206F, 0xFEFF, 0xFFFB, 0x110BD, 0x110CD, 0x1343F, 0x1BCA0, 0x1D17A, 0xE0001, 0xE007F]
EMAIL = "ann@example.com"


def add_presence(corpus):
    g = corpus.group("I1", "A token without an e-mail is refused.")
    g.claims("no e-mail", "missing_email", email=ABSENT)
    g.claims("an e-mail of null", "missing_email", "null counts as absent.", email=None)
    g.claims("an empty e-mail", "missing_email", email="")
    g.claims("an empty payload but for exp", "missing_email", email=ABSENT, iat=ABSENT)
    g.claims("only an e-mail of the account owner", "missing_email", email=ABSENT, account_owner_email=EMAIL)
    g = corpus.group("I1", "An e-mail of the wrong type is refused and named.")
    for name, value in [("a number", "1"), ("zero", "0"), ("a real", "1.5"), ("true", "true"), ("false", "false"),
                        ("an array of it", f'["{EMAIL}"]'), ("an empty array", "[]"),
                        ("an object", f'{{"address":"{EMAIL}"}}'),
                        ("an empty object", "{}"), ("an array of null", "[null]")]:
        g.claims(f"an e-mail as {name}", "malformed_claim email", email=Raw(value))


def add_characters(corpus):
    g = corpus.group("I1", "White space isn't an e-mail.")
    for code in SPACES:
        g.claims(f"an e-mail of the white space {code:04x}", "malformed_claim email", email=chr(code))
    for name, text in [("three spaces", "   "), ("two kinds of space", " \u3000"), ("many spaces", " " * 320),
                       ("all kinds of space", "".join(map(chr, SPACES)))]:
        g.claims(f"an e-mail of {name}", "malformed_claim email", email=text)
    for code in NO_SPACES:
        text = f"{chr(code)}@{chr(code)}"
        g.claims(f"an e-mail of the character {code:04x} that is not white space", "ok",
                 "It isn't in Unicode's White_Space.", email=text, settings={"warnings": "", "tells": {"email": text}})
    for code in FORMATS:
        sign = chr(code)
        why = "An invisible character would make a second account, so the canonical form has none at its ends."
        g.claims(f"an e-mail of the format character {code:04x}", "malformed_claim email",
                 "One part is empty after trimming.", email=f"{sign}@b.c")
        for name, text, lowered in [("before", sign + EMAIL, EMAIL), ("after", EMAIL + sign, EMAIL),
                                    ("inside", f"an{sign}n@b.c", f"an{sign}n@b.c")]:
            g.claims(f"an e-mail with the format character {code:04x} {name}", "ok", why, email=text,
                     settings={"policy": {"email_form": "lowercased"}, "warnings": "not_canonical:email",
                               "tells": {"email": text, "canonical_email": lowered}})
            g.claims(f"an e-mail with the format character {code:04x} {name} refused", "email_not_canonical", why,
                     email=text, settings={"policy": {"email_form": "require_lowercase"}})
    g = corpus.group("I1", "An e-mail has an at sign between two parts.")
    for name, text in [("no at sign", "ann"), ("one letter", "a"), ("a full width at sign", "ann\uff20example.com"),
                       ("a percent sign", "ann%40example.com"), ("only an at sign", "@"), ("only two at signs", "@@"),
                       ("no host", "ann@"), ("no name", "@example.com"), ("a host of white space", "ann@ "),
                       ("a name of white space", "\u3000@example.com"), ("an at in words", "ann at example.com")]:
        g.claims(f"a malformed e-mail with {name}", "malformed_claim email", email=text)
    for name, text in [("two", "a@b@c"), ("one at the start", "@a@b"), ("the shortest parts", "a@b"), ("three", "@@@")]:
        g.claims(f"an e-mail with at signs: {name}", email=text, settings={"warnings": "", "tells": {"email": text}})
    g = corpus.group("I1", "White space isn't an e-mail.")
    g = corpus.group("I1", "An e-mail must not contain control characters anywhere.")
    for code in [*range(1, 32), *range(0x7F, 0xA0)]:
        place = code % 3
        text = [chr(code) + EMAIL, "ann" + chr(code) + "@example.com", EMAIL + chr(code)][place]
        g.claims(f"an e-mail with the control character {code:02x} {('before', 'inside', 'after')[place]}",
                 "malformed_claim email", email=text)
    for code in (0x01, 0x09, 0x0A, 0x1F, 0x7F, 0x80, 0x85, 0x9F):
        for name, text in [("short", "a@b%s"), ("of another script", "m\u00fcller%s@example.com"),
                           ("of one letter", "%sa"), ("after a block", "a" * 40 + "%s@example.com")]:
            g.claims(f"an e-mail {name} with the control character {code:02x}", "malformed_claim email",
                     email=text % chr(code))
    for at in range(20):
        g.claims(f"an e-mail with a delete as character {at}", "malformed_claim email",
                 email="ann-of-all@example.com"[:at] + "\x7f" + "ann-of-all@example.com"[at:])
    g.claims("an e-mail with a raw delete", "malformed_claim email", email=Raw('"ann\x7f@example.com"'))
    g.claims("an e-mail with a raw next line", "malformed_claim email", email=Raw('"ann\u0085@example.com"'))
    g.claims("an e-mail of only a newline", "malformed_claim email", email="\n")
    g = corpus.group("I1", "Any other text is accepted as it is: the issuer knows its users' addresses.")
    for name, text in [
        ("a plain one", EMAIL), ("a tag", "ann+tag@example.com"), ("an umlaut", "m\u00fcller@example.com"),
        ("a host of umlauts", "ann@m\u00fcller.example"), ("a host in another form", "ann@xn--mller-kva.example"),
        ("Cyrillic", "\u0430nn@example.com"),
        ("Chinese", "\u7528\u6237@\u4f8b\u5b50.\u6d4b\u8bd5"), ("two at signs", "a@b@d"),
        ("quotes", '"a b"@example.com'), ("a comment", "ann(a)@example.com"),
        ("a list", "ann@example.com,bob@example.com"),
        ("angle brackets", "Ann <ann@example.com>"), ("a space inside", "an n@example.com"),
        ("an IP address", "ann@[127.0.0.1]"), ("a dot at the end", "ann@example.com."),
        ("an emoji", "\U0001f600@example.com"), ("digits", "0@0"),
    ]:
        canonical = text == text.lower()
        g.claims(f"an e-mail with {name}", email=text,
                 settings={"warnings": "" if canonical else "not_canonical:email",
                           "tells": {"email": text, "canonical_email": text}})


def add_length(corpus):
    g = corpus.group("I1", "An e-mail has at most 320 bytes of UTF-8.")
    host = "@example.com"
    for count in (300, 319, 320, 321, 322, 1000, 5000):
        text = "a" * (count - len(host)) + host
        g.claims(f"an e-mail of {count} bytes", "ok" if count <= 320 else "malformed_claim email", email=text)
    for name, letter, count, host, good in [
        ("two bytes", "\u00fc", 159, "@b", 1), ("two bytes", "\u00fc", 160, "@b", 0),
        ("three bytes", "\u20ac", 106, "@b", 1), ("three bytes", "\u20ac", 107, "@b", 0),
        ("four bytes", "\U0001f600", 79, "@b.c", 1), ("four bytes", "\U0001f600", 80, "@b.c", 0)]:
        status, text = "ok" if good else "malformed_claim email", letter * count + host
        g.claims(f"an e-mail of {count} characters of {name} as escapes", status, email=text)
        g.claims(f"an e-mail of {count} characters of {name} as they are", status, email=Raw(f'"{text}"'))
    g.claims("an e-mail of 320 bytes and a space", "malformed_claim email", email="a" * 318 + "@b ")
    g.claims("an e-mail of 320 bytes with a space", email="a" * 317 + "@b ", settings={"warnings": "not_canonical:email"})


def add_forms(corpus):
    g = corpus.group("I1",
                     "An ASCII capital or white space at an end causes a warning, or a refusal if the policy says so.")
    for name, text, lower in [
        ("a capital", "Ann@example.com", "ann@example.com"), ("capitals", "ANN@EXAMPLE.COM", "ann@example.com"),
        ("a capital in the host", "ann@Example.com", "ann@example.com"),
        ("a capital as the last letter", "ann@example.coM", "ann@example.com"),
        ("a space at the start", " ann@example.com", EMAIL), ("a space at the end", "ann@example.com ", EMAIL),
        ("spaces around", "  ann@example.com  ", EMAIL),
        ("a no break space at the end", "ann@example.com\u00a0", EMAIL),
        ("an ideographic space at the start", "\u3000ann@example.com", EMAIL),
        ("a capital and a space", " Ann@example.com", EMAIL),
        ("a capital and an umlaut", "M\u00dcLLER@example.com", "m\u00dcller@example.com"),
        ("a capital and a dotted one", "\u0130I@example.com", "\u0130i@example.com"),
        ("a line separator at the end", "ann@example.com\u2028", EMAIL),
        ("a capital by an escape", Raw('"\\u0041nn@example.com"'), EMAIL),
    ]:
        sent = "Ann@example.com" if isinstance(text, Raw) else text
        g.claims(f"a warning for an e-mail with {name}", email=text,
                 settings={"warnings": "not_canonical:email", "tells": {"email": sent, "canonical_email": sent}})
        g.claims(f"an e-mail with {name} made lower case", email=text,
                 settings={"policy": {"email_form": "lowercased"}, "warnings": "not_canonical:email",
                           "tells": {"email": sent, "canonical_email": lower}})
        g.claims(f"an e-mail with {name} refused", "email_not_canonical", email=text,
                 settings={"policy": {"email_form": "require_lowercase"}})
    for name, text in [("no capital", EMAIL), ("a capital of another script", "\u00c4nn@example.com"),
                       ("a dotted capital I", "\u0130@example.com"), ("a Kelvin sign", "\u212a@example.com"),
                       ("a full width capital", "\uff21@example.com"),
                       ("a space inside", "a nn@example.com"), ("signs around the letters", "@[`{a@example.com")]:
        for form in ("require_lowercase", "lowercased"):
            g.claims(f"an e-mail with {name} where {form}", email=text,
                     settings={"policy": {"email_form": form}, "warnings": "", "tells": {"canonical_email": text}})
    for at in range(20):
        text = "ann-of-all@example.com"
        if text[at].isalpha():
            g.claims(f"an e-mail with a capital as character {at}", "email_not_canonical",
                     email=text[:at] + text[at].upper() + text[at + 1:],
                     settings={"policy": {"email_form": "require_lowercase"}})
    for letter in ("A", "Z", "M"):
        for name, text in [("short", "%s@b"), ("of another script", "m\u00fc%s@example.com"), ("of three characters", "a@%s"),
                           ("of ASCII", "ann%s@example.com"), ("last", "ann@example.or%s")]:
            g.claims(f"an e-mail {name} with the capital {letter}", "email_not_canonical", email=text % letter,
                     settings={"policy": {"email_form": "require_lowercase"}})
    g.claims("a capital before a wrong user id", "email_not_canonical", "The e-mail is checked before the user id.",
             email="A@b.c", sub=1, settings={"policy": {"email_form": "require_lowercase"}})


def add(corpus):
    add_presence(corpus)
    add_characters(corpus)
    add_length(corpus)
    add_forms(corpus)
