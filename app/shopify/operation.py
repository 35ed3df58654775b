"""An operation: a document bound to the shape of its answer, its price, and what repeating it does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from app.shopify.documents import load_document
from app.shopify.types.wire import Envelope

Data = TypeVar("Data")


class Repeat(StrEnum):
    """What happens when the same request arrives twice: decides whether a lost answer may be answered by a retry."""

    READ = "read"
    """Nothing is written."""
    SAME = "same"
    """Naturally idempotent: the second write changes nothing more."""
    KEYED = "keyed"
    """Shopify recognises the repeat by the `@idempotent` key, for 24 hours."""
    TWICE = "twice"
    """It would be done twice, or fail the second time for having been done: never repeated blindly."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[Data]):
    """`points` is the cost that Shopify asks for, whatever the number of ids; a contract test computes it again."""

    name: str
    answer: type[Data]
    points: int
    repeat: Repeat = Repeat.READ

    @property
    def document(self) -> str:
        return load_document(self.name)

    def decode(self, body: bytes) -> Envelope[Data]:
        """Raises msgspec.DecodeError (ValidationError included) for a body that does not have the agreed shape."""
        return msgspec.json.decode(body, type=Envelope[self.answer])  # type: ignore[name-defined]
