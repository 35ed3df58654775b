"""How the result of looking at something is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


Key = TypeVar("Key")
Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """We asked and may not see it. Never "gone": only a delete says that. `why` is for people and logs."""

    why: str = "not visible to this app"
    is_denied: bool = False
    """For want of a scope: with it everything is read anew."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[Key, Fact]):
    """The result of looking at several resources.

    Every id asked for is a key of `found` or of `unreadable`. `started_at` (machine clock, UTC) is when the first
    request left: it orders facts of resources without an `updated_at` of their own.
    """

    started_at: datetime
    found: Mapping[Key, Fact]
    unreadable: Mapping[Key, Unreadable]
