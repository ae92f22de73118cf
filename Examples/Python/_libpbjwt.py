# SPDX-License-Identifier: Apache-2.0
"""The functions of libpbjwt that pbjwt.py calls, under their names in pbjwt.h without "pbjwt_"."""

from __future__ import annotations

import ctypes
import os
from ctypes import (
    POINTER, Structure, byref, c_char_p, c_double, c_int, c_int64, c_size_t, c_uint8, c_uint32, c_void_p, sizeof)
from typing import Any, Callable, NoReturn

INVALID_ARGUMENT = 90
OUT_OF_MEMORY = 92
SECRET_TEXT = 0


class VerifierHandle(c_void_p):
    """The one owner of a verifier's reference."""

    def __reduce__(self) -> NoReturn:
        # Otherwise an address would come out elsewhere, or a second owner of this one.
        raise TypeError("a verifier can't be pickled or deeply copied")


class Text(Structure):
    # A c_char_p would end at a NUL and be read without its length; so texts are addresses.
    _fields_ = [("data", c_void_p), ("length", c_size_t)]

    def copied(self) -> str | None:
        return None if self.data is None else ctypes.string_at(self.data, self.length).decode()


class NotedWarning(Structure):
    _fields_ = [("kind", c_uint8), ("claim", c_uint8)]


class IdentityView(Structure):
    TEXTS = (
        "email", "canonical_email", "user_id", "name", "avatar_url", "company_id", "company_name", "customer_status",
        "renewal_date", "renewal_risk", "account_owner_id", "account_owner_email", "external_user_id", "issuer",
        "token_id", "key_id", "payload",
    )
    # The bit of each in `numbers` is 1, 2, 4 and so on.
    NUMBERS = ("company_mrr", "renewal_date_seconds", "issued_at", "not_before", "expires_at")
    _fields_ = [
        ("size", c_size_t),
        *((name, Text) for name in TEXTS),
        ("audiences", POINTER(Text)),
        ("audience_count", c_size_t),
        ("warnings", POINTER(NotedWarning)),
        ("warning_count", c_size_t),
        *((name, c_double) for name in NUMBERS),
        ("numbers", c_uint32),
        ("customer_status_kind", c_uint8),
        ("renewal_risk_kind", c_uint8),
        ("user_hash", c_uint8),
        ("has_custom", c_uint8),
    ]

    def number(self, name: str) -> float | None:
        return getattr(self, name) if self.numbers >> self.NUMBERS.index(name) & 1 else None


def _load() -> ctypes.CDLL:
    name, prefix = "libpbjwt.so.0", os.environ.get("PBJWT_PREFIX")
    try:
        # A CDLL lets go of the GIL during each call, which a PyDLL doesn't: threads verify side by side.
        return ctypes.CDLL(os.path.join(prefix, "lib", name) if prefix else name)
    except OSError as error:
        raise ImportError(f"{error}; install libpbjwt, or set PBJWT_PREFIX to where it is installed") from None


def _declare(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    function = _library["pbjwt_" + name]
    function.restype, function.argtypes = result, arguments
    return function


_library = _load()

version = _declare("version", c_char_p)
status_name = _declare("status_name", c_char_p, c_int)
status_public_message = _declare("status_public_message", c_char_p, c_int)
claim_name = _declare("claim_name", c_char_p, c_int)
claim_message = _declare("claim_message", c_char_p, c_int, c_int)
claim_count = _declare("claim_count", c_size_t)
warning_name = _declare("warning_name", c_char_p, c_int)

secret_new = _declare("secret_new", c_int, c_void_p, c_size_t, c_int, POINTER(c_void_p))
secret_free = _declare("secret_free", None, c_void_p)

policy_new = _declare("policy_new", c_void_p, c_int)
policy_free = _declare("policy_free", None, c_void_p)
policy_set_leeway = _declare("policy_set_leeway", c_int, c_void_p, c_int64)
policy_set_max_lifetime = _declare("policy_set_max_lifetime", c_int, c_void_p, c_int64)
policy_set_user_hash = _declare("policy_set_user_hash", c_int, c_void_p, c_int)
policy_set_issuer = _declare("policy_set_issuer", c_int, c_void_p, c_char_p, c_size_t)
policy_set_audience = _declare("policy_set_audience", c_int, c_void_p, c_char_p, c_size_t)

verifier_new = _declare(
    "verifier_new", c_int, POINTER(c_void_p), c_size_t, c_void_p, POINTER(VerifierHandle))
verifier_release = _declare("verifier_release", None, c_void_p)
verify = _declare("verify", c_int, VerifierHandle, c_char_p, c_size_t, c_void_p)
verify_at = _declare("verify_at", c_int, VerifierHandle, c_char_p, c_size_t, c_int64, c_void_p)

identity_new = _declare("identity_new", c_void_p, c_size_t)
identity_free = _declare("identity_free", None, c_void_p)
identity_claim_at_fault = _declare("identity_claim_at_fault", c_int, c_void_p)
identity_read = _declare("identity_read", c_int, c_void_p, POINTER(IdentityView))
identity_custom_json = _declare("identity_custom_json", c_int, c_void_p, POINTER(c_void_p), POINTER(c_size_t))
free = _declare("free", None, c_void_p)


def claim(number: int) -> str | None:
    name = claim_name(number)
    return None if name is None else str(name.decode())


def message(status: int, name: str | None) -> str:
    """Of a status and a claim's name; the claim of number 0 has none."""
    number = next(number for number in range(claim_count() + 1) if claim(number) == name)
    return str(claim_message(status, number).decode())


def warning(number: int) -> str:
    name = warning_name(number)
    return "unknown_warning" if name is None else str(name.decode())


def view(identity: int) -> IdentityView:
    """What a verified identity says; it points into that."""
    says = IdentityView(size=sizeof(IdentityView))
    if identity_read(identity, byref(says)) != 0:
        raise ValueError("the identity holds no one")
    return says


def custom_json(identity: int) -> str | None:
    """None where memory runs out."""
    start, length = c_void_p(), c_size_t()
    if identity_custom_json(identity, byref(start), byref(length)) != 0:
        return None
    try:
        return ctypes.string_at(start.value or 0, length.value).decode()
    finally:
        free(start)
