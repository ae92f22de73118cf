#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints whom the token on standard input identifies: `whois.py SECRET-FILE`."""

import sys
from pathlib import Path

import pbjwt


def main() -> str | int:
    if len(sys.argv) != 2:
        return "usage: whois.py SECRET-FILE <TOKEN"
    try:
        # The newline that editors add at the end of a file isn't part of the secret.
        verifier = pbjwt.Verifier(Path(sys.argv[1]).read_bytes().removesuffix(b"\n"))
        identity = verifier.verify(sys.stdin.buffer.read().removesuffix(b"\n"))
    except (OSError, ValueError, pbjwt.PbjwtError) as error:
        return f"whois: {error}"
    # Printed as literals, because these two may contain any character, including line ends and escape sequences.
    print(f"{identity.canonical_email} is {identity.name!r}, user id {identity.user_id!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
