"""Hashes by which equal facts and equal plans are known, whatever the order of input or the spelling of the zone.

Values become tuples of plain ones, whose `repr` is fast and says everything; instants become UTC seconds.
"""

from __future__ import annotations

from dataclasses import fields
from hashlib import sha256
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from app.domain.model import DemandLine, Part, Quantiles, Supply, Terms

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.domain.model import Availability, ItemFacts, LinePlan, Peg

_UNLIKE_ITSELF = {"placed_at", "stability", "shipping", "arrives", "range"}


def input_hash(facts: ItemFacts, terms: Terms, *, today: date) -> str:
    """Of all that a plan depends on but the calendar, whose change shows in the output."""
    return _digest(
        facts.item,
        facts.pool,
        facts.stock,
        facts.phantom,
        facts.largest_recent_order,
        sorted(map(_supply, facts.supplies), key=itemgetter(0)),
        sorted(map(_line, facts.lines), key=itemgetter(0)),
        sorted((peg.line, peg.supply, peg.quantity, peg.reason) for peg in facts.hard_pegs),
        _window(facts),
        sorted((each.line, each.by, each.quantity) for each in facts.commitments),
        _terms(terms),
        today,
    )


def output_hash(pegs: tuple[Peg, ...], lines: tuple[LinePlan, ...], availability: Availability) -> str:
    """Of the plan: if it is the same, there is nothing to write, to publish or to tell."""
    return _digest(
        [(peg.line, peg.supply, peg.quantity) for peg in pegs],
        [(each.line, [_part(part) for part in each.parts], each.uncovered, each.reason) for each in lines],
        availability.state.value,
        [(step.up_to, step.by) for step in availability.steps],
    )


def _digest(*values: object) -> str:
    return sha256(repr(values).encode()).hexdigest()


def _plain(kind: type) -> Callable[[Any], tuple[object, ...]]:
    """Reads the fields of a value whose `repr` is canonical as it is."""
    return attrgetter(*(each.name for each in fields(kind) if each.name not in _UNLIKE_ITSELF))


_plain_line, _plain_supply, _plain_part = _plain(DemandLine), _plain(Supply), _plain(Part)
_plain_terms = _plain(Terms)


def _line(line: DemandLine) -> tuple[object, ...]:
    return (line.id, line.placed_at.timestamp(), line.stability.value, line.shipping.value, _plain_line(line))


def _supply(supply: Supply) -> tuple[object, ...]:
    return (supply.id, _quantiles(supply.arrives), _plain_supply(supply))


def _part(part: Part) -> tuple[object, ...]:
    return (_quantiles(part.range), _plain_part(part))


def _window(facts: ItemFacts) -> tuple[object, ...]:
    """What it holds and not its hours: a window that is only expected moves with the clock and says the same."""
    window = facts.window
    if window is None:
        return ()
    return (window.units, window.closes_on, sorted(line.id for line in facts.lines if window.holds(line)))


def _terms(terms: Terms) -> tuple[object, ...]:
    return tuple(str(value) for value in _plain_terms(terms))


def _quantiles(law: Quantiles | None) -> tuple[date, ...]:
    return () if law is None else (law.p50, law.p80, law.p90)
