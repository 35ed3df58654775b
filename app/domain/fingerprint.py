"""Hashes by which equal facts and equal plans are known, whatever the order of input or the spelling of the zone."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING

from app.domain.model import Unlimited

if TYPE_CHECKING:
    from app.domain.model import Availability, ItemFacts, LinePlan, Peg, Terms


def input_hash(facts: ItemFacts, terms: Terms, *, today: date) -> str:
    """Of all that a plan depends on but the calendar, whose change shows in the output."""
    return _digest((facts, terms, today), sort_collections=True)


def output_hash(pegs: tuple[Peg, ...], lines: tuple[LinePlan, ...], availability: Availability) -> str:
    """Of the plan: if it is the same, there is nothing to write, to publish or to tell."""
    return _digest((pegs, lines, availability), sort_collections=False)


def _digest(value: object, *, sort_collections: bool) -> str:
    return sha256(_canonical(value, sort=sort_collections).encode()).hexdigest()


def _canonical(value: object, *, sort: bool) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return repr(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        inside = (_canonical(getattr(value, name.name), sort=sort) for name in fields(value))
        return f"{type(value).__name__}({','.join(inside)})"
    if isinstance(value, tuple | frozenset):
        members = [_canonical(member, sort=sort) for member in value]
        return f"[{','.join(sorted(members) if sort or isinstance(value, frozenset) else members)}]"
    if value is None or isinstance(value, int | str | date | Unlimited):
        return repr(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")
