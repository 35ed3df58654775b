"""A copy of ours beside what Shopify says now: what differs, since when we had it wrong, and why nobody told us.

A difference is no error: webhooks are lost, people act while we read. One that nobody can name would be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

ON_ITS_WAY: Final = timedelta(minutes=2)
"""What changed so shortly before a comparison began may still be on its way to us."""


THERE: Final = "there"
"""The value of the side that has what the other one lacks."""


class Subject(StrEnum):
    """What is compared."""

    SHOP = "shop"
    LOCATION = "location"
    VARIANT = "variant"
    STOCK = "stock"
    ORDER = "order"
    DELIVERY = "delivery"


class Why(StrEnum):
    """Why our copy was another one."""

    LOST = "lost"
    """It changed earlier, and no notice of it reached us."""
    MEANWHILE = "meanwhile"
    """It changed while everything was read: its notice is on its way."""
    UNSTAMPED = "unstamped"
    """It changed, and Shopify's own time stamp on it did not move: nobody could have noticed."""
    NEW = "new"
    """Nobody waited for it, so it is read at night only."""
    BY_HAND = "by_hand"
    """We had set it, and somebody set it differently since."""
    OWN_WRITE = "own_write"
    """We were writing it, and no answer of Shopify's said that it had happened."""
    UNREADABLE = "unreadable"
    """Shopify does not show it to us: it cannot be compared."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One thing as one side has it. `values` by field, as text; `parts` are what it consists of, by their ids.

    `stamp` is Shopify's own (None where it has none), `read_at` the machine's instant at which the read of it began.
    """

    subject: Subject
    ref: int
    name: str
    values: Mapping[str, str]
    read_at: datetime
    stamp: datetime | None = None
    parts: Mapping[int, Copy] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """`ours` and `theirs` are None where that side does not have it at all; then `field` is empty, the other THERE."""

    subject: Subject
    ref: int
    name: str
    field: str
    ours: str | None
    theirs: str | None
    known_since: datetime | None
    """When our copy was read, machine clock; None: we had none."""
    why: Why


def differences(
    ours: Copy | None, theirs: Copy | None, *, began: datetime, new: Why = Why.LOST
) -> Iterator[Difference]:
    """Where one thing differs. `began` is when the comparison began, by Shopify's clock.

    Nothing where our copy is the newer one: what was read says less than we know. `new` is why we did not have it.
    """
    if ours is None:
        if theirs is not None:
            yield _whole(theirs, None, THERE, _why_new(theirs, began, new))
        return
    if theirs is None:
        yield _whole(ours, THERE, None, Why.LOST)
        return
    if not _is_newer(ours, theirs):
        yield from _fields(ours, theirs, began)
    for key in sorted(ours.parts.keys() | theirs.parts.keys()):
        mine = ours.parts.get(key)
        if mine is not None or not _is_newer(ours, theirs):
            yield from _part(mine, theirs.parts.get(key), theirs, began)


def _part(ours: Copy | None, theirs: Copy | None, whole: Copy, began: datetime) -> Iterator[Difference]:
    if theirs is None and ours is not None and ours.read_at > whole.read_at:
        return
    yield from differences(ours, theirs, began=began)


def _fields(ours: Copy, theirs: Copy, began: datetime) -> Iterator[Difference]:
    for name, value in theirs.values.items():
        before = ours.values.get(name)
        if before != value:
            why = _why(ours, theirs, began)
            yield Difference(ours.subject, ours.ref, ours.name, name, before, value, ours.read_at, why)


def _why(ours: Copy, theirs: Copy, began: datetime) -> Why:
    if theirs.stamp is None:
        return Why.LOST
    if theirs.stamp == ours.stamp:
        return Why.UNSTAMPED
    return Why.MEANWHILE if theirs.stamp >= began - ON_ITS_WAY else Why.LOST


def _why_new(theirs: Copy, began: datetime, new: Why) -> Why:
    return Why.MEANWHILE if theirs.stamp is not None and theirs.stamp >= began - ON_ITS_WAY else new


def _whole(of: Copy, ours: str | None, theirs: str | None, why: Why) -> Difference:
    return Difference(of.subject, of.ref, of.name, "", ours, theirs, of.read_at if theirs is None else None, why)


def _is_newer(ours: Copy, theirs: Copy) -> bool:
    """As facts are ordered when they are stored: by Shopify's stamp, then by when the read began."""
    if ours.stamp is None or theirs.stamp is None:
        return ours.read_at > theirs.read_at
    return (ours.stamp, ours.read_at) > (theirs.stamp, theirs.read_at)
