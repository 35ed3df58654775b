"""A decoded answer, and how a failed one is told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from app.shopify.errors import (
    FieldError,
    MissingScope,
    Refused,
    ResourceNotFound,
    ShopFrozen,
    ShopifyError,
    Throttled,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.shopify.ports import ThrottleStatus
    from app.shopify.types.wire import Envelope, GraphQLError

Data = TypeVar("Data")
Data_co = TypeVar("Data_co", covariant=True)

DENIED = "ACCESS_DENIED"


class AnswerLost(ShopifyError):
    """The request may have been carried out, but its answer did not arrive. Only the call itself meets this."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[Data_co]):
    """What came back. `errors` may be there beside `data`: fields that were denied are null in it.

    `started_at` (machine clock, UTC) is when the request that was answered left. `api_version` is the one Shopify
    really used, which is not the one asked for once that is retired.
    """

    data: Data_co
    errors: tuple[FieldError, ...]
    started_at: datetime
    api_version: str

    def denied(self, path: str) -> FieldError | None:
        """The access error that made the field at the dotted `path`, or something around it, null."""
        for error in self.errors:
            if error.code == DENIED and f"{path}.".startswith(f"{error.path}."):
                return error
        return None


def field_errors(errors: Sequence[GraphQLError] | str | None) -> tuple[FieldError, ...]:
    if isinstance(errors, str):
        return (FieldError(errors, ""),)
    return tuple(_field_error(error) for error in errors or ())


def _field_error(error: GraphQLError) -> FieldError:
    extensions = error.extensions
    return FieldError(
        message=error.message,
        code=extensions.code if extensions else "",
        path=".".join(str(step) for step in error.path or ()),
        required=(extensions.required_access or "") if extensions else "",
    )


def is_empty(data: object) -> bool:
    """Whether nothing came back: no data at all, or every root field null, as when a gid in an argument is unknown."""
    if data is None:
        return True
    fields = msgspec.structs.fields(type(data))  # type: ignore[arg-type]
    return all(getattr(data, field.name) is None for field in fields)


def failure(errors: Sequence[FieldError], *, envelope: Envelope[Data], status: ThrottleStatus | None) -> ShopifyError:
    """The exception for an answer without data."""
    codes = {error.code for error in errors}
    message = " ".join(error.message for error in errors) or "Shopify's answer was empty."
    if "THROTTLED" in codes:
        return Throttled(message, retry_after=_restored_after(envelope, status))
    if DENIED in codes:
        return MissingScope([error for error in errors if error.code == DENIED])
    if "RESOURCE_NOT_FOUND" in codes:
        return ResourceNotFound(message)
    if "SHOP_INACTIVE" in codes:
        return ShopFrozen(message)
    if codes & {"INTERNAL_SERVER_ERROR", "TIMEOUT"}:
        return AnswerLost(message)
    return Refused(message)


def _restored_after(envelope: Envelope[Data], status: ThrottleStatus | None) -> float:
    """Seconds until the bucket holds what the query asks for; at least 0.1, so that a wrong figure cannot spin."""
    cost = envelope.extensions.cost if envelope.extensions else None
    if cost is None or status is None or status.restore_rate <= 0:
        return 1.0
    return max(0.1, (cost.requested_query_cost - status.available) / status.restore_rate)
