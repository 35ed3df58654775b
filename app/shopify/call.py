"""One call, from taking points to an answer, with every attempt it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import httpx
import msgspec

from app.shopify.answer import Answer, AnswerLost, failure, field_errors, is_empty
from app.shopify.errors import (
    FieldError,
    MissingScope,
    NeedsReauth,
    OutcomeUnknown,
    Refused,
    ShopFrozen,
    ShopifyError,
    ShopifyUnavailable,
    Throttled,
)
from app.shopify.operation import Operation, Repeat
from app.shopify.ports import Bucket, ShopRef, ThrottleStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.shopify.types.wire import Envelope

Data = TypeVar("Data")

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_FROZEN = frozenset({402, 404, 423})
_SLOW_DOWN = frozenset({429, 430})


class AccessTokens(Protocol):
    """Where a call gets its shop's token; `app.shopify.tokens.TokenKeeper` is the real one."""

    def access_token(self, shop: ShopRef) -> str:
        """A token that lives a while longer. Raises NeedsReauth, ShopifyUnavailable."""
        ...

    def renew(self, shop: ShopRef, *, rejected: str) -> str:
        """A token other than `rejected`, which Shopify answered with 401. Raises NeedsReauth, ShopifyUnavailable."""
        ...


class Versions(Protocol):
    """Who is told which version of the API Shopify answered with; `app.db.versions.VersionRows` is the real one."""

    def saw(self, shop: ShopRef, used: str, *, asked: bool) -> None:
        """`asked`: it is the one we asked for. Called after every answer, so it must cost nothing."""
        ...


class Unheeded:
    """Nobody wants to know: command-line tools and tests."""

    def saw(self, shop: ShopRef, used: str, *, asked: bool) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Patience:
    """How much one call may try. `waiting` is the sum of all its waits, in seconds; pauses double from the first."""

    attempts: int = 4
    waiting: float = 10.0
    first_pause: float = 0.25


@dataclass(frozen=True, slots=True)
class Wiring:
    """What every call of a client shares."""

    http: httpx.Client
    tokens: AccessTokens
    bucket: Bucket
    patience: Patience
    sleep: Callable[[float], None]
    now: Callable[[], datetime]
    versions: Versions


class _TokenRejectedError(Exception):
    """Shopify answered 401."""


class Call(Generic[Data]):
    """Used once. `run` returns the answer or raises one of `app.shopify.errors`."""

    def __init__(
        self,
        wiring: Wiring,
        shop: ShopRef,
        operation: Operation[Data],
        *,
        url: str,
        body: bytes,
        people: bool,
    ) -> None:
        self._wiring = wiring
        self._shop = shop
        self._operation = operation
        self._url = url
        self._body = body
        self._people = people
        self._attempts = 0
        self._waited = 0.0

    def run(self) -> Answer[Data]:
        tokens = self._wiring.tokens
        token = tokens.access_token(self._shop)
        renewed = False
        while True:
            try:
                return self._attempt(token)
            except _TokenRejectedError as rejected:
                if renewed:
                    raise NeedsReauth("Shopify refuses this shop's token.") from rejected
                token, renewed = tokens.renew(self._shop, rejected=token), True
            except ShopifyUnavailable as trouble:
                self._pause(trouble.retry_after, otherwise=trouble)
            except AnswerLost as lost:
                if self._operation.repeat is Repeat.TWICE:
                    raise self._verdict(lost) from lost
                self._pause(self._backoff(), otherwise=self._verdict(lost))

    def _attempt(self, token: str) -> Answer[Data]:
        self._take_points()
        self._attempts += 1
        started_at = self._wiring.now()
        response = self._send(token)
        if response.status_code != httpx.codes.OK:
            self._wiring.bucket.settle(self._shop, taken=self._operation.points, status=None)
            raise self._refusal(response)
        return self._read(response, started_at)

    def _take_points(self) -> None:
        while wait := self._wiring.bucket.take(self._shop, self._operation.points, people=self._people):
            self._wait(wait, otherwise=Throttled("This shop's points are used up for now.", retry_after=wait))

    def _send(self, token: str) -> httpx.Response:
        headers = {"X-Shopify-Access-Token": token, "Content-Type": "application/json", "Accept": "application/json"}
        try:
            return self._wiring.http.post(self._url, content=self._body, headers=headers)
        except _NEVER_SENT as error:
            raise ShopifyUnavailable(f"Shopify cannot be reached: {error}", retry_after=self._backoff()) from error
        except httpx.TransportError as error:
            raise AnswerLost(f"The connection to Shopify broke: {type(error).__name__}") from error

    def _refusal(self, response: httpx.Response) -> Exception:
        status = response.status_code
        if status == httpx.codes.UNAUTHORIZED:
            return _TokenRejectedError()
        if status in _SLOW_DOWN:
            return Throttled("Shopify asks us to slow down.", retry_after=retry_after(response))
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            return AnswerLost(f"Shopify answered {status}.")
        if status in _FROZEN:
            return ShopFrozen(f"It is frozen, locked or closed (Shopify answered {status}).")
        if status == httpx.codes.FORBIDDEN:
            return MissingScope([FieldError(response.text[:300], "FORBIDDEN")])
        return Refused(f"Shopify answered {status} to {self._operation.name}: {response.text[:300]}")

    def _read(self, response: httpx.Response, started_at: datetime) -> Answer[Data]:
        try:
            envelope = self._operation.decode(response.content)
        except msgspec.MsgspecError as error:
            raise self._unreadable(error) from error
        status = _throttle_status(envelope)
        self._wiring.bucket.settle(self._shop, taken=self._operation.points, status=status)
        errors = field_errors(envelope.errors)
        if envelope.data is None or (errors and is_empty(envelope.data)):
            raise failure(errors, envelope=envelope, status=status)
        return Answer(envelope.data, errors, started_at, self._version(response))

    def _version(self, response: httpx.Response) -> str:
        """The version Shopify used. It falls forward without a word when the one asked for is retired."""
        used: str = response.headers.get("X-Shopify-API-Version", "")
        if used:
            self._wiring.versions.saw(self._shop, used, asked=f"/api/{used}/" in self._url)
        return used

    def _unreadable(self, error: Exception) -> ShopifyError:
        message = f"The answer to {self._operation.name} does not have the agreed shape: {error}"
        return Refused(message) if self._operation.repeat is Repeat.READ else OutcomeUnknown(message)

    def _verdict(self, lost: AnswerLost) -> ShopifyError:
        if self._operation.repeat is Repeat.READ:
            return ShopifyUnavailable(str(lost), retry_after=self._backoff())
        return OutcomeUnknown(f"{self._operation.name} was sent to Shopify, and no answer came: {lost}")

    def _backoff(self) -> float:
        return self._wiring.patience.first_pause * 2.0 ** max(0, self._attempts - 1)

    def _pause(self, seconds: float, *, otherwise: ShopifyError) -> None:
        if self._attempts >= self._wiring.patience.attempts:
            raise otherwise
        self._wait(seconds, otherwise=otherwise)

    def _wait(self, seconds: float, *, otherwise: ShopifyError) -> None:
        """Sleep, unless that would be more than this call may wait in all: then raise `otherwise`."""
        if self._waited + seconds > self._wiring.patience.waiting:
            raise otherwise
        self._waited += seconds
        self._wiring.sleep(seconds)


def retry_after(response: httpx.Response) -> float:
    """Seconds, from the header Shopify sends as a decimal number; 1 where it is missing or something else."""
    try:
        return max(0.1, float(response.headers.get("Retry-After", "1")))
    except ValueError:
        return 1.0


def _throttle_status(envelope: Envelope[Data]) -> ThrottleStatus | None:
    cost = envelope.extensions.cost if envelope.extensions else None
    status = cost.throttle_status if cost else None
    if status is None:
        return None
    return ThrottleStatus(status.maximum_available, status.currently_available, status.restore_rate)
