# SPDX-License-Identifier: Apache-2.0
"""Verifies the HS256 tokens that tell ProductBridge who a person is, by libpbjwt.

    with pbjwt.Verifier(secret) as verifier:
        try:
            identity = verifier.verify(token)
        except pbjwt.TokenRefused as refusal:
            log.warning("%s", refusal)  # for the operator
            return 401, refusal.public_message

Needs Python 3.11 and its standard library alone. A verifier may be shared by any number of threads.
"""

from __future__ import annotations

import ctypes
import enum
import weakref
from contextlib import ExitStack
from ctypes import byref, c_void_p
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

import _libpbjwt as c


class Profile(enum.IntEnum):
    """Where tokens come in."""

    SSO = 0
    WIDGET = 1


class UserHash(enum.IntEnum):
    """What is demanded of a token's user_hash."""

    IGNORED = 0
    IF_PRESENT = 1
    REQUIRED = 2


class UserHashState(enum.IntEnum):
    """What became of a good token's user_hash. It binds the user id, not the e-mail."""

    ABSENT = 0
    UNCHECKED = 1
    VERIFIED = 2


class PbjwtError(Exception):
    """What the library says when it does not do as asked. Holds no byte of a token or secret."""

    def __init__(self, status: int, claim: str | None = None) -> None:
        super().__init__(status, claim)  # so that the error can be pickled
        self.status = status
        """The stable number of what is wrong."""
        self.claim = claim
        """The claim at fault, as the token calls it."""

    @property
    def name(self) -> str:
        """The stable name of the status, such as "expired"."""
        return str(c.status_name(self.status).decode())

    @property
    def message(self) -> str:
        """One sentence for the operator."""
        return c.message(self.status, self.claim)

    @property
    def public_message(self) -> str:
        """One sentence that may be shown to whoever sent the token."""
        return str(c.status_public_message(self.status).decode())

    def __str__(self) -> str:
        return f"{self.name}{f' ({self.claim})' if self.claim else ''}: {self.message}"


class TokenRefused(PbjwtError):
    """The token is at fault. Any other PbjwtError is the server's trouble."""


class ClaimWarning(NamedTuple):
    """What is odd about a good token."""

    kind: str
    claim: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a verified token says about a person; None is what it doesn't say."""

    email: str
    canonical_email: str
    """What to look people up by."""
    user_id: str | None
    name: str | None
    avatar_url: str | None
    company_name: str | None
    company_id: str | None
    company_mrr: float | None
    customer_status: str | None
    """"active", "trial", "churned" or a custom one."""
    renewal_date: str | None
    """As the token has it: an ISO 8601 date, or date-time with an offset."""
    renewal_time: datetime | None
    """The same in UTC; None, too, in the year 0, which Python doesn't have."""
    renewal_risk: str | None
    """"low", "medium" or "high"."""
    account_owner_id: str | None
    account_owner_email: str | None
    external_user_id: str | None
    user_hash: UserHashState
    issued_at: datetime | None
    not_before: datetime | None
    expires_at: datetime | None
    issuer: str | None
    audience: tuple[str, ...]
    token_id: str | None
    warnings: tuple[ClaimWarning, ...]
    custom_json: str
    """The members that have no field here, as one JSON object."""

    def __repr__(self) -> str:
        # What may stand in a log: nothing of the person.
        return f"<Identity, expires at {self.expires_at}, {len(self.warnings)} warnings>"


class Verifier:
    """Secrets and what is demanded of tokens. Takes tokens of any of the secrets, for their rotation.

    A secret's bytes are all of it: no newline is taken off. The library copies what it needs, and wipes that
    when the verifier is closed or collected; a bytearray can be wiped by its owner at once, bytes can't.
    """

    def __init__(
        self,
        *secrets: bytes | bytearray,
        profile: Profile = Profile.SSO,
        leeway: int | None = None,
        max_lifetime: int | None = None,
        user_hash: UserHash = UserHash.IGNORED,
        issuer: str | None = None,
        audience: str | None = None,
    ) -> None:
        """Times are in seconds. None is the library's default, and a max_lifetime of 0 no limit."""
        self._handle: c.VerifierHandle | None = None
        handle = c.VerifierHandle()
        with ExitStack() as made:
            policy = _allocated(c.policy_new(_typed("profile", profile, Profile)))
            made.callback(c.policy_free, policy)
            _check(c.policy_set_user_hash(policy, _typed("user_hash", user_hash, UserHash)), "user_hash")
            if leeway is not None:
                _check(c.policy_set_leeway(policy, _seconds("leeway", leeway)), "leeway must be 0 to 300 seconds")
            if max_lifetime is not None:
                _check(c.policy_set_max_lifetime(policy, _seconds("max_lifetime", max_lifetime)),
                       "max_lifetime must be 0 to 253402300799 seconds")
            for name, text, setter in (("issuer", issuer, c.policy_set_issuer),
                                       ("audience", audience, c.policy_set_audience)):
                if text is not None:
                    data = _typed(name, text, str).encode()
                    _check(setter(policy, data, len(data)), f"{name} must be a text, not empty, without U+0000")
            copies = (c_void_p * len(secrets))()
            for index, secret in enumerate(secrets):
                copy = c_void_p()
                _check(c.secret_new(_readable(secret), len(secret), c.SECRET_TEXT, byref(copy)),
                       "a secret must be of at most 4096 bytes")
                made.callback(c.secret_free, copy)
                copies[index] = copy.value
            _check(c.verifier_new(copies, len(copies), policy, byref(handle)), "a verifier takes 1 to 8 secrets")
        # Not at exit: a daemon thread may still be verifying then.
        weakref.finalize(handle, c.verifier_release, handle.value).atexit = False
        self._handle = handle

    def verify(self, token: str | bytes, *, at: datetime | None = None) -> Identity:
        """Says whose token it is, now or at another time, or raises TokenRefused."""
        # As long as this reference lives the C object does, even if another thread closes the verifier.
        handle = self._opened()
        # Each text has bytes so; those that are no UTF-8 are no token either.
        data = token.encode("utf-8", "surrogatepass") if isinstance(token, str) else _typed("token", token, bytes)
        now = None if at is None else _numeric_date(at)
        identity = _allocated(c.identity_new(0))
        try:
            if now is None:
                status = c.verify(handle, data, len(data), identity)
            else:
                status = c.verify_at(handle, data, len(data), now, identity)
            if status == c.INVALID_ARGUMENT:  # of what was not checked above
                raise ValueError("at must be in the years 1970 to 9999")
            if status != 0:
                error = TokenRefused if status < c.INVALID_ARGUMENT else PbjwtError
                raise error(status, c.claim(c.identity_claim_at_fault(identity)))
            return _read(identity)
        finally:
            c.identity_free(identity)

    def close(self) -> None:
        """Wipes the secrets, or has the last thread that is verifying do so. May be called again."""
        self._handle = None

    def __enter__(self) -> Verifier:
        self._opened()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _opened(self) -> c.VerifierHandle:
        handle = self._handle
        if handle is None:
            raise ValueError("the verifier is closed")
        return handle


def version() -> str:
    """The version of the library that is running."""
    return str(c.version().decode())


_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def _typed(name: str, value: Any, kind: type) -> Any:
    # ctypes would take an int for a pointer.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"{name} must be of type {kind.__name__}, not {type(value).__name__}")
    return value


def _seconds(name: str, value: int) -> int:
    # ctypes would cut the number to 64 bits; this one stays outside of every range.
    return max(-1, min(int(_typed(name, value, int)), 1 << 62))


def _numeric_date(at: datetime) -> int:
    if _typed("at", at, datetime).utcoffset() is None:
        raise ValueError("at must have a time zone")
    return (at - _EPOCH) // timedelta(seconds=1)


def _readable(secret: bytes | bytearray) -> Any:
    if isinstance(secret, bytearray):
        return (ctypes.c_char * len(secret)).from_buffer(secret)  # no copy that nobody could wipe
    return _typed("a secret", secret, bytes)


def _allocated(address: int | None) -> int:
    if address is None:
        raise PbjwtError(c.OUT_OF_MEMORY)
    return address


def _check(status: int, rule: str) -> None:
    if status == c.INVALID_ARGUMENT:
        raise ValueError(rule)
    if status != 0:
        raise PbjwtError(status)


def _time(seconds: float | None) -> datetime | None:
    try:
        return None if seconds is None else _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _read(identity: int) -> Identity:
    view = c.view(identity)
    custom_json = c.custom_json(identity) if view.has_custom else "{}"
    if custom_json is None:
        raise PbjwtError(c.OUT_OF_MEMORY)
    return Identity(
        **{name: getattr(view, name).copied() for name in view.TEXTS if name not in ("key_id", "payload")},
        company_mrr=view.number("company_mrr"),
        renewal_time=_time(view.number("renewal_date_seconds")),
        user_hash=UserHashState(view.user_hash),
        issued_at=_time(view.number("issued_at")),
        not_before=_time(view.number("not_before")),
        expires_at=_time(view.number("expires_at")),
        audience=tuple(text.copied() for text in view.audiences[:view.audience_count]),
        warnings=tuple(ClaimWarning(c.warning(warning.kind), c.claim(warning.claim))
                       for warning in view.warnings[:view.warning_count]),
        custom_json=custom_json,
    )
