# SPDX-License-Identifier: Apache-2.0
"""The parts that are simpler in Python: errors, settings and results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Literal, NamedTuple

from . import _pbjwt

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_INVALID_ARGUMENT = 90


class PbjwtError(Exception):
    """The library's error when a call fails. Contains no byte of a token or secret."""

    def __init__(self, number: int, claim: str | None = None) -> None:
        super().__init__(number, claim)  # so that the error can be pickled

    @property
    def number(self) -> int:
        """The stable number of what is wrong."""
        return int(self.args[0])

    @property
    def claim(self) -> str | None:
        """The claim at fault, by the name that the token uses."""
        return None if self.args[1] is None else str(self.args[1])

    @property
    def status(self) -> str:
        """The stable name of what is wrong, such as "expired"."""
        return _pbjwt._status_texts(self.number, self.claim)[0]

    @property
    def message(self) -> str:
        """One sentence for the operator."""
        return _pbjwt._status_texts(self.number, self.claim)[1]

    @property
    def public_message(self) -> str:
        """One sentence that may be shown to anyone who sent the token."""
        return _pbjwt._status_texts(self.number, self.claim)[2]

    def __str__(self) -> str:
        return f"{self.status}{f' ({self.claim})' if self.claim else ''}: {self.message}"


class TokenRefused(PbjwtError):
    """The token is at fault. Any other PbjwtError is a problem on the server."""


class ClaimWarning(NamedTuple):
    """What is odd about an accepted token."""

    kind: str
    claim: str | None
    message: str
    """One sentence for the operator."""


class Refusal(NamedTuple):
    """What a report-only policy would refuse."""

    status: str
    claim: str | None


class Inspection(NamedTuple):
    """A token's parts as JSON texts, UNVERIFIED: anyone may have written them."""

    status: str
    header: str | None
    payload: str | None


class Cause(NamedTuple):
    """A usual cause of such a refusal."""

    number: int
    name: str
    side: str
    """Who has to change something: "signer", "carrier", "verifier" or "nobody"."""
    found: str | None
    advice: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """Why a token is refused. It quotes the token's claims: show it to operators and to those who sign tokens."""

    json: str
    """The library's own JSON, with every check."""
    text: str
    """The same for people."""

    @property
    def status(self) -> str:
        return str(self._read()["status"])

    @property
    def claim(self) -> str | None:
        claim = self._read()["claim"]
        return None if claim is None else str(claim)

    @property
    def status_after_cleaning(self) -> str:
        """The token's status without anything that was wrapped around it."""
        return str(self._read()["status_after_cleaning"])

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes that fit, the most likely first."""
        return tuple(Cause(**cause) for cause in self._read()["causes"])

    def _read(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.json)
        return read

    def __repr__(self) -> str:
        return f"<Report, {self.status}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a token needs besides a valid signature. Times are in seconds; None is the library's default."""

    profile: Literal["sso", "widget"] = "sso"
    max_token_bytes: int | None = None
    leeway: int | None = None
    max_lifetime: int | None = None
    """0 is no limit."""
    allow_missing_exp: bool | None = None
    user_hash: Literal["off", "if_present", "required"] | None = None
    issuer: str | None = None
    audience: str | None = None
    type: str | None = None
    strict_claims: bool | None = None
    email_form: Literal["as_sent", "lowercased", "require_lowercase"] | None = None
    reader: Literal["fast", "both"] | None = None


# Functions that the extension calls


def error_of(number: int, claim: str | None) -> PbjwtError:
    return (TokenRefused if number < _INVALID_ARGUMENT else PbjwtError)(number, claim)


def is_policy(value: object) -> bool:
    if not isinstance(value, Policy):
        raise TypeError(f"a policy must be Policy, not {type(value).__name__}")
    return True


def seconds_of(name: str, value: object) -> int:
    if not isinstance(value, datetime):
        raise TypeError(f"{name} must be int or datetime, not {type(value).__name__}")
    if value.utcoffset() is None:
        raise ValueError(f"{name} must have a time zone")
    return (value - _EPOCH) // timedelta(seconds=1)


def time_of(seconds: float) -> datetime | None:
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None


def json_of(custom: object) -> str:
    if isinstance(custom, str):
        return custom
    if not isinstance(custom, Mapping):
        raise TypeError(f"custom must be a mapping or str, not {type(custom).__name__}")
    return json.dumps(dict(custom), ensure_ascii=False, separators=(",", ":"))


def read_json(text: str) -> Any:
    return json.loads(text)


def report_of(text_of_json: str, text: str) -> Report:
    return Report(text_of_json, text)
