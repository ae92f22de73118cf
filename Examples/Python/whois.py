#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says whose the token on standard input is: `whois.py SECRET-FILE`."""

import sys
from pathlib import Path

import pbjwt


def main() -> str | int:
    if len(sys.argv) != 2:
        return "usage: whois.py SECRET-FILE <TOKEN"
    try:
        # The newline that editors put at a file's end is no part of the secret.
        verifier = pbjwt.Verifier(Path(sys.argv[1]).read_bytes().removesuffix(b"\n"))
        identity = verifier.verify(sys.stdin.buffer.read().removesuffix(b"\n"))
    except (OSError, ValueError, pbjwt.PbjwtError) as error:
        return f"whois: {error}"
    # As literals: these two may hold any character, line ends and escape sequences included.
    print(f"{identity.canonical_email} is {identity.name!r}, user id {identity.user_id!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
