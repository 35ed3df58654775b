"""What a shopper may be told about ordering now: the step table, what is left, and the word for it.

Numbers are exact while few units remain and rounded down to two digits above, so the table need not be published
again at every sale and never shows a unit that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from app.domain.model import UNLIMITED, Availability, Mode, SaleState, Step, Terms, Unlimited

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_STEPS: Final = 5
EXACT_BELOW: Final = 20
"""Remainders up to this, or up to twice the largest recent order, are shown to the unit."""
_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """Units that nobody has been promised, and the day they would ship by; None: now."""

    quantity: int
    by: date | None


def capacity(*, coming: int, owed: int, safety: int) -> int:
    """Units that may still be promised: what is really coming, less what is owed, less the safety units (I18)."""
    return max(0, coming - owed - safety)


def from_stock(sale: Availability) -> Availability:
    """What is left of it where nothing may be sold beyond stock."""
    steps = tuple(step for step in sale.steps if step.by is None)
    state = SaleState.IN_STOCK if steps else SaleState.SOLD_OUT
    return Availability(state, steps, steps[-1].up_to if steps else 0)


def availability(
    offers: Sequence[Offer],
    *,
    terms: Terms,
    today: date,
    owed: int,
    uncovered: int = 0,
    largest_recent_order: int = 0,
    seats: Sequence[Offer] = (),
    endless_by: date | None = None,
) -> Availability:
    """The step table of `offers`, earliest first.

    `owed` units are backordered now, `uncovered` of them without a supply: those come before anything is sold, and
    take from the latest offers, but not from `seats`, which an open share keeps for newcomers. `endless_by`: units
    made to order, without end, would ship by then.
    """
    later = _sellable([offer for offer in offers if offer.by is not None], terms=terms, today=today)
    units = capacity(coming=_total(later), owed=uncovered, safety=terms.safety_units)
    now = [offer for offer in offers if offer.by is None]
    in_stock = capacity(coming=_total(now), owed=max(0, uncovered - _total(later)), safety=0)
    sold = [*_first(now, in_stock), *_first(later, _within_limit(units, terms=terms, owed=owed)), *seats]
    steps = _cumulate(sorted(sold, key=lambda offer: offer.by or date.min))
    exact_to = max(EXACT_BELOW, 2 * largest_recent_order)
    shown = _shown(steps, exact_to=exact_to)
    if endless_by is not None:
        shown = _endless(shown, by=endless_by, limit=terms.limit, owed=owed)
    left = shown[-1].up_to if shown else 0
    return Availability(_state(shown, terms=terms, today=today, comfortable=exact_to), shown, left)


def quote(steps: Sequence[Step], units: int) -> Step | None:
    """The step that answers "and if I order `units`?" (>= 1); None: the table does not go that far."""
    for step in steps:
        if isinstance(step.up_to, Unlimited) or units <= step.up_to:
            return step
    return None


def coarse(units: int, *, exact_to: int) -> int:
    """`units`, rounded down to two digits once there are more than `exact_to`."""
    if units <= exact_to:
        return units
    band: int = 10 ** max(0, len(str(units)) - _DIGITS)
    return max(exact_to, units // band * band)


def _sellable(offers: Iterable[Offer], *, terms: Terms, today: date) -> list[Offer]:
    if terms.mode is Mode.OFF:
        return []
    longest = terms.longest_wait_days
    return [offer for offer in offers if longest is None or offer.by is None or (offer.by - today).days <= longest]


def _within_limit(units: int, *, terms: Terms, owed: int) -> int:
    return units if isinstance(terms.limit, Unlimited) else min(units, max(0, terms.limit - owed))


def _total(offers: Iterable[Offer]) -> int:
    return sum(offer.quantity for offer in offers)


def _first(offers: Iterable[Offer], units: int) -> list[Offer]:
    """The earliest `units` of the offers: what is not sold is the latest to come."""
    kept: list[Offer] = []
    for offer in offers:
        kept.append(Offer(min(units, offer.quantity), offer.by))
        units -= kept[-1].quantity
    return kept


def _cumulate(offers: Iterable[Offer]) -> list[Step]:
    """Cumulative steps, one a date; a date never comes before the one above it."""
    steps: list[Step] = []
    total = 0
    for offer in offers:
        if not offer.quantity:
            continue
        total += offer.quantity
        if steps and steps[-1].by == offer.by:
            steps.pop()
        steps.append(Step(total, offer.by))
    return steps


def _shown(steps: Sequence[Step], *, exact_to: int) -> tuple[Step, ...]:
    """At most five steps, the later ones in one at its last date, each rounded down and above the one before."""
    few = [*steps[: MOST_STEPS - 1], *steps[MOST_STEPS - 1 :][-1:]]
    shown: list[Step] = []
    for step in few:
        units = coarse(step.up_to, exact_to=exact_to) if isinstance(step.up_to, int) else step.up_to
        if not shown or units != shown[-1].up_to:
            shown.append(Step(units, step.by))
    return tuple(shown)


def _endless(steps: tuple[Step, ...], *, by: date, limit: int | Unlimited, owed: int) -> tuple[Step, ...]:
    """Made to order: what no supply brings is made, within the limit on units owed at once."""
    sooner = [step for step in steps if step.by is None or step.by < by][: MOST_STEPS - 1]
    if isinstance(limit, Unlimited):
        return (*sooner, Step(UNLIMITED, by))
    now = max((step.up_to for step in sooner if step.by is None and isinstance(step.up_to, int)), default=0)
    most = now + max(0, limit - owed)
    below = [step for step in sooner if isinstance(step.up_to, int) and step.up_to < most]
    return (*below, Step(most, by)) if most else ()


def _state(steps: Sequence[Step], *, terms: Terms, today: date, comfortable: int) -> SaleState:
    """The word for it. It is backorder as soon as one usual order could reach beyond the stock, for then there is
    something to say; with more on hand than that, it is in stock.
    """
    if not steps:
        return SaleState.SOLD_OUT
    if steps[-1].by is None or (steps[0].by is None and _exceeds(steps[0].up_to, comfortable)):
        return SaleState.IN_STOCK
    waits_for_release = terms.release_on is None or terms.release_on > today
    return SaleState.PREORDER if terms.mode is Mode.PREORDER and waits_for_release else SaleState.BACKORDER


def _exceeds(units: int | Unlimited, other: int) -> bool:
    return isinstance(units, Unlimited) or units > other
