"""Which units are asked of a place that has none of them, while another place has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.ids import FulfillmentOrderId, LineId, LocationId, OrderId


@dataclass(frozen=True, slots=True)
class Claim:
    """Units of one item that may ship, and the place they are asked of. `movable`: Shopify lets us ask another."""

    order: OrderId
    line: LineId
    fulfillment_order: FulfillmentOrderId
    location: LocationId
    units: int
    movable: bool


@dataclass(frozen=True, slots=True)
class Move:
    claim: Claim
    to: LocationId
    units: int


def moves(claims: Sequence[Claim], stock: Mapping[LocationId, int]) -> tuple[Move, ...]:
    """The moves that let the most units ship; `claims` are of one item, in the order they are served.

    `stock` is what each place can ship (negative counts as none). A place serves its own claims first. What it lacks is
    asked of one place if one has enough, for each place sends a parcel of its own, else of those that have most.
    """
    left = {place: max(0, units) for place, units in stock.items()}
    lacking = [(claim, lack) for claim in claims if (lack := _serve(claim, left)) and claim.movable]
    return tuple(move for claim, lack in lacking for move in _elsewhere(claim, lack, left))


def _serve(claim: Claim, left: dict[LocationId, int]) -> int:
    """Take the claim from its own place; give what is missing there."""
    here = min(claim.units, left.get(claim.location, 0))
    left[claim.location] = left.get(claim.location, 0) - here
    return claim.units - here


def _elsewhere(claim: Claim, lack: int, left: dict[LocationId, int]) -> list[Move]:
    found: list[Move] = []
    enough = [place for place, units in left.items() if units >= lack]
    places = enough[:1] or sorted(left, key=lambda place: (-left[place], place))
    for place in places:
        units = min(lack, left[place])
        if units:
            found.append(Move(claim, place, units))
            left[place] -= units
            lack -= units
    return found
