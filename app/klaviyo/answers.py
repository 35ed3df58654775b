"""Reads Klaviyo's answers: a good one becomes a Struct, a bad one the error class that says what to do next."""

from __future__ import annotations

from typing import TypeVar

import httpx
import msgspec

from app.klaviyo.auth import AccessToken, Auth
from app.klaviyo.errors import (
    AccessTokenRejected,
    CloudflareChallenge,
    ConnectionBroken,
    KlaviyoError,
    RequestRefused,
    RevisionRetired,
    Throttled,
    Transient,
)

Answer = TypeVar("Answer")

REQUEST_TIMEOUT = 408
UNAUTHORIZED = 401
FORBIDDEN = 403
GONE = 410
TOO_MANY_REQUESTS = 429
FIRST_CLIENT_ERROR = 400
FIRST_SERVER_ERROR = 500


class Source(msgspec.Struct, frozen=True):
    pointer: str | None = None
    parameter: str | None = None


class Fault(msgspec.Struct, frozen=True):
    """One member of `errors[]`. Klaviyo publishes no list of codes, so nothing is decided by `code`."""

    id: str | None = None
    code: str | None = None
    title: str | None = None
    detail: str | None = None
    source: Source | None = None

    @property
    def pointer(self) -> str | None:
        return self.source.pointer if self.source else None


class _Faults(msgspec.Struct, frozen=True):
    errors: list[Fault]


def first_fault(response: httpx.Response) -> Fault | None:
    """The first of the answer's `errors[]`; None where the body is not Klaviyo's: nobody quotes a proxy's page."""
    try:
        return next(iter(msgspec.json.decode(response.content, type=_Faults).errors), None)
    except msgspec.MsgspecError:
        return None


def error_of(response: httpx.Response, auth: Auth) -> KlaviyoError | None:
    """The error an answer means, None for a 2xx. The rules are Klaviyo's own connectors': 4xx stop, 5xx try again."""
    if response.is_success:
        return None
    fault = first_fault(response)
    if response.status_code in {UNAUTHORIZED, FORBIDDEN}:
        return _refused_access(response, auth, fault)
    if response.status_code == GONE:
        return _made(RevisionRetired, response, fault, "Klaviyo has retired the API revision that Backorder speaks.")
    if response.status_code != REQUEST_TIMEOUT and _is_client_error(response.status_code):
        detail = fault.detail if fault and fault.detail else f"status {response.status_code}"
        return _made(RequestRefused, response, fault, f"Klaviyo refused this message: {detail}")
    return _transient(Transient, response, fault, "Klaviyo is not answering properly at the moment.")


def decoded(response: httpx.Response, shape: type[Answer]) -> Answer:
    """The body as `shape`.

    Raises:
        Transient: The body is not what Klaviyo answers (a proxy's page, a cut connection).
    """
    try:
        return msgspec.json.decode(response.content, type=shape)
    except msgspec.MsgspecError as unreadable:
        raise Transient("Klaviyo's answer could not be read.", answered=response.status_code) from unreadable


def retry_after(response: httpx.Response) -> int | None:
    """The wait asked for, in whole seconds as Klaviyo sends them, 0 among them; a date would be some proxy's."""
    header = response.headers.get("Retry-After", "")
    return int(header) if header.isdecimal() else None


def _is_client_error(status: int) -> bool:
    return FIRST_CLIENT_ERROR <= status < FIRST_SERVER_ERROR and status != TOO_MANY_REQUESTS


def _refused_access(response: httpx.Response, auth: Auth, fault: Fault | None) -> KlaviyoError:
    if response.status_code == FORBIDDEN and ("cf-mitigated" in response.headers or fault is None):
        sentence = "A guard in front of Klaviyo turned our request away; it is tried again."
        return _transient(CloudflareChallenge, response, fault, sentence)
    if response.status_code == FORBIDDEN:
        sentence = "The Klaviyo connection lacks a permission that Backorder needs; please connect again."
        return _made(ConnectionBroken, response, fault, sentence)
    if isinstance(auth, AccessToken):
        return _made(
            AccessTokenRejected, response, fault, "Klaviyo no longer accepts our access; please connect again."
        )
    return _made(ConnectionBroken, response, fault, "Klaviyo does not accept this private key.")


def _made(kind: type[KlaviyoError], response: httpx.Response, fault: Fault | None, sentence: str) -> KlaviyoError:
    return kind(
        sentence,
        answered=response.status_code,
        error_id=fault.id if fault else None,
        pointer=fault.pointer if fault else None,
    )


def _transient(kind: type[Transient], response: httpx.Response, fault: Fault | None, sentence: str) -> Transient:
    if response.status_code == TOO_MANY_REQUESTS:
        kind, sentence = Throttled, "Klaviyo asked us to slow down."
    return kind(
        sentence,
        answered=response.status_code,
        error_id=fault.id if fault else None,
        retry_after=retry_after(response),
    )
