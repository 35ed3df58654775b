"""One parcel across items: each item is planned for itself, and the release waits for the last.

So items stay independent and a slip stays where it is. Planning orders across items as one would let a single late
supply move every order that shares an item with an order that shares an item with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.domain.model import Shipping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from app.domain.ids import LineId
    from app.domain.model import LinePlan


_ATTRIBUTE: Final = "parcels"
_CHOICES: Final = {"one": Shipping.WHOLE_ORDER, "as-they-come": Shipping.AS_THEY_COME}


def chosen(attributes: Mapping[str, str]) -> Shipping | None:
    """What a cart's attribute `parcels` asks for; None where that is nothing we know: a shopper can write anything."""
    return _CHOICES.get(attributes.get(_ATTRIBUTE, ""))


@dataclass(frozen=True, slots=True)
class Parcel:
    """An order that ships in one piece: `ship_by` None and `complete` means now; not `complete`: it has no date yet."""

    ship_by: date | None
    complete: bool
    waiting_for: tuple[LineId, ...]
    """The lines that decide the date."""
    kept_back: int
    """Units that could ship now and wait for the rest: what the customer's choice of one parcel costs in time."""


def one_parcel(plans: Sequence[LinePlan]) -> Parcel:
    """When an order's lines, each planned for itself, can leave together."""
    undated = tuple(plan.line for plan in plans if plan.uncovered)
    last = {plan.line: max((part.ship_by for part in plan.parts if part.ship_by), default=None) for plan in plans}
    day = max((found for found in last.values() if found), default=None)
    deciding = undated or tuple(line for line, found in last.items() if found is not None and found == day)
    ready = sum(plan.ships_now for plan in plans)
    return Parcel(None if undated else day, not undated, deciding, ready if deciding else 0)
