# SPDX-License-Identifier: Apache-2.0
"""The functions of libpbjwt that pbjwt.py calls, under their names in pbjwt.h without "pbjwt_"."""

from __future__ import annotations

import ctypes
import os
from ctypes import POINTER, byref, c_bool, c_char_p, c_double, c_int, c_int64, c_size_t, c_void_p
from typing import Any, Callable, Iterator, NoReturn

INVALID_ARGUMENT = 90
OUT_OF_MEMORY = 92
SECRET_TEXT = 0


class VerifierHandle(c_void_p):
    """The one owner of a verifier's reference."""

    def __reduce__(self) -> NoReturn:
        # Otherwise an address would come out elsewhere, or a second owner of this one.
        raise TypeError("a verifier can't be pickled or deeply copied")


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
_LENGTH = POINTER(c_size_t)

version = _declare("version", c_char_p)
status_name = _declare("status_name", c_char_p, c_int)
status_message = _declare("status_message", c_char_p, c_int)
status_public_message = _declare("status_public_message", c_char_p, c_int)
claim_name = _declare("claim_name", c_char_p, c_int)
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
identity_audience_count = _declare("identity_audience_count", c_size_t, c_void_p)
# A c_char_p would end at a NUL and be read without its length; so texts are addresses.
identity_audience = _declare("identity_audience", c_void_p, c_void_p, c_size_t, _LENGTH)
identity_company_mrr = _declare("identity_company_mrr", c_bool, c_void_p, POINTER(c_double))
identity_user_hash = _declare("identity_user_hash", c_int, c_void_p)
identity_warning_count = _declare("identity_warning_count", c_size_t, c_void_p)
identity_warning = _declare("identity_warning", c_int, c_void_p, c_size_t, POINTER(c_int))
identity_custom_json = _declare("identity_custom_json", c_int, c_void_p, POINTER(c_void_p), _LENGTH)
free = _declare("free", None, c_void_p)

# The accessors of a kind, by the field of pbjwt.Identity that each of them fills.
TEXTS = {
    field: _declare(f"identity_{accessor}", c_void_p, c_void_p, _LENGTH)
    for field, accessor in {
        "email": "email",
        "canonical_email": "canonical_email",
        "user_id": "user_id",
        "name": "name",
        "avatar_url": "avatar_url",
        "company_name": "company_name",
        "company_id": "company_id",
        "customer_status": "customer_status_text",
        "renewal_date": "renewal_date_text",
        "renewal_risk": "renewal_risk_text",
        "account_owner_id": "account_owner_id",
        "account_owner_email": "account_owner_email",
        "external_user_id": "external_user_id",
        "issuer": "issuer",
        "token_id": "token_id",
    }.items()
}
TIMES = {
    field: _declare(f"identity_{accessor}", c_bool, c_void_p, POINTER(c_double))
    for field, accessor in {
        "issued_at": "issued_at",
        "not_before": "not_before",
        "expires_at": "expires_at",
        "renewal_time": "renewal_date",
    }.items()
}


def claim(number: int) -> str | None:
    name = claim_name(number)
    return None if name is None else str(name.decode())


def text(accessor: Callable[..., Any], *arguments: int) -> str | None:
    length = c_size_t()
    start = accessor(*arguments, byref(length))
    return None if start is None else ctypes.string_at(start, length.value).decode()


def number(accessor: Callable[..., Any], identity: int) -> float | None:
    value = c_double()
    return value.value if accessor(identity, byref(value)) else None


def audience(identity: int) -> tuple[str, ...]:
    return tuple(text(identity_audience, identity, i) or "" for i in range(identity_audience_count(identity)))


def warnings(identity: int) -> Iterator[tuple[str, str | None]]:
    at_fault = c_int()
    for index in range(identity_warning_count(identity)):
        kind = warning_name(identity_warning(identity, index, byref(at_fault)))
        yield "unknown_warning" if kind is None else kind.decode(), claim(at_fault.value)


def custom_json(identity: int) -> str | None:
    """None where memory runs out."""
    start, length = c_void_p(), c_size_t()
    if identity_custom_json(identity, byref(start), byref(length)) != 0:
        return None
    try:
        return ctypes.string_at(start.value or 0, length.value).decode()
    finally:
        free(start)
