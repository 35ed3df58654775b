"""Hashes by which equal facts and equal plans are known, whatever the order of input or the spelling of the zone.

Values become tuples of plain ones, which marshal writes seven times as fast as `repr`; dates become their ordinals and
instants UTC seconds.
"""

from __future__ import annotations

import marshal
from dataclasses import fields
from hashlib import sha256
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Final

from app.domain.model import DemandLine, Part, Quantiles, Supply, Terms

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.domain.model import ItemFacts, ItemPlan

_UNLIKE_ITSELF: Final = {
    *("placed_at", "placed_on", "not_before", "stability", "shipping"),
    *("stated_on", "arrives", "outlook", "ship_by", "range"),
}
_WITHOUT_REFERENCES: Final = 2
"""The version of marshal's format in which equal values are equal bytes; later ones write what is shared only once."""


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
        sorted((each.line, each.by.toordinal(), each.quantity) for each in facts.commitments),
        _terms(terms),
        today.toordinal(),
    )


def output_hash(plan: ItemPlan) -> str:
    """Of the plan: if it is the same, there is nothing to write, to publish or to tell."""
    sale = plan.availability
    return _digest(
        [(each.line, list(map(_part, each.parts)), each.uncovered) for each in plan.lines],
        str(sale.state),
        [(str(step.up_to), _day(step.by)) for step in sale.steps],
    )


def _digest(*values: Any) -> str:
    return sha256(marshal.dumps(values, _WITHOUT_REFERENCES)).hexdigest()


def _plain(kind: type) -> Callable[[Any], tuple[object, ...]]:
    """Reads the fields of a value that are plain as they are."""
    return attrgetter(*(each.name for each in fields(kind) if each.name not in _UNLIKE_ITSELF))


_plain_line, _plain_supply, _plain_part = _plain(DemandLine), _plain(Supply), _plain(Part)
_plain_terms: Final = attrgetter(*(each.name for each in fields(Terms)))


def _line(line: DemandLine) -> tuple[object, ...]:
    return (
        line.id,
        line.placed_at.timestamp(),
        str(line.stability),
        str(line.shipping),
        _day(line.placed_on),
        _day(line.not_before),
        _plain_line(line),
    )


def _supply(supply: Supply) -> tuple[object, ...]:
    outlook = [day.toordinal() for day in supply.outlook]
    return (supply.id, _day(supply.stated_on), _quantiles(supply.arrives), outlook, _plain_supply(supply))


def _part(part: Part) -> tuple[object, ...]:
    return (_day(part.ship_by), _quantiles(part.range), _plain_part(part))


def _window(facts: ItemFacts) -> tuple[object, ...]:
    """What it holds and not its hours: a window that is only expected moves with the clock and says the same."""
    window = facts.window
    if window is None:
        return ()
    members = sorted(line.id for line in facts.lines if window.holds(line))
    return (window.units, window.closes_on.toordinal(), members)


def _terms(terms: Terms) -> list[str]:
    return list(map(str, _plain_terms(terms)))


def _quantiles(law: Quantiles | None) -> tuple[int, ...]:
    return () if law is None else (law.p50.toordinal(), law.p80.toordinal(), law.p90.toordinal())


def _day(day: date | None) -> int | None:
    return None if day is None else day.toordinal()
