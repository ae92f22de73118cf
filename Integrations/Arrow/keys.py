# SPDX-License-Identifier: Apache-2.0
"""A key ring in files: keys.json lists each secret's id, its file, and the last second at which it is valid."""

import json
import pathlib

import pbjwt


class KeyRingError(Exception):
    """Says what is wrong with the key ring, without any part of a secret."""


def read_secret(path):
    """The bytes of a secret's file, without one newline at the end."""
    try:
        return path.read_bytes().removesuffix(b"\n")
    except OSError as error:
        raise KeyRingError(f"the secret's file {path.name} can't be read: {error.strerror}") from None


def verifier_of(path, **policy):
    """A verifier for all secrets in a key ring. It decides itself which of them are valid at a token's time."""
    path = pathlib.Path(path)
    try:
        listed = json.loads(path.read_text())
        entries = [(entry["id"], path.parent / entry["file"], entry.get("not_after")) for entry in listed]
    except OSError as error:
        raise KeyRingError(f"the key ring {path.name} can't be read: {error.strerror}") from None
    except (ValueError, TypeError, KeyError):
        raise KeyRingError(f'the key ring {path.name} must be a list of {{"id": …, "file": …, "not_after": …}}') from None
    secrets = []
    for name, file, end in entries:
        try:
            secrets.append(pbjwt.Secret(read_secret(file), id=name, not_after=end))
        except (pbjwt.PbjwtError, ValueError, TypeError) as error:
            raise KeyRingError(f"the secret of {file.name}: {error}") from None
    try:
        return pbjwt.Verifier(*secrets, policy=pbjwt.Policy(**policy))
    except (pbjwt.PbjwtError, ValueError, TypeError) as error:
        raise KeyRingError(f"the key ring {path.name}: {error}") from None
