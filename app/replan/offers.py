"""What shoppers may order of a variant, pool by pool, in the two forms that a shop reads: JSON and columns.

The shapes are in `docs/map.md`. A shop that draws no pools reads one offer, as if there were no pools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.db.shopstate import CONTINUE, DENY
from app.domain.availability import from_stock
from app.domain.ids import DEFAULT_POOL, ItemId, PoolId
from app.domain.model import UNLIMITED, Availability, SaleState, Step, Unlimited
from app.domain.pools import Pools

_COLUMN = 7
"""Digits of a number in the text for the cart; more units than it holds are said to be as many as it holds."""


@dataclass(frozen=True, slots=True)
class Offers:
    """The offer of the default pool, of each drawn one, and the countries that have another than the default's."""

    default: Availability
    drawn: Mapping[PoolId, Availability] = field(default_factory=dict)
    where: Mapping[str, PoolId] = field(default_factory=dict)

    @property
    def all(self) -> tuple[Availability, ...]:
        return (self.default, *self.drawn.values())

    def in_slot(self, slot: int) -> Availability:
        """What a cart reads in the slot: nobody is in one that is not drawn."""
        return self.drawn.get(PoolId(slot), self.default)


def offers(each: Mapping[PoolId, Availability], pools: Pools) -> Offers:
    """`each` has every pool's offer, the default's too."""
    return Offers(each[DEFAULT_POOL], {pool: each[pool] for pool in pools.drawn}, pools.countries)


def stopped(said: Offers) -> Offers:
    """What is left of it while Shopify sells nothing beyond stock, whatever we want."""
    drawn = {pool: from_stock(each) for pool, each in said.drawn.items()}
    return Offers(from_stock(said.default), drawn, said.where)


def policy(said: Offers) -> str:
    """CONTINUE exactly while some pool sells beyond its stock: with DENY nobody could order more than is there.

    Shopify has one policy for a variant, wherever the shopper is.
    """
    beyond_stock = any(step.by is not None for each in said.all for step in each.steps)
    return CONTINUE if beyond_stock else DENY


def body(availability: Availability) -> dict[str, Any]:
    """One pool's offer as JSON."""
    return {
        "state": availability.state.value,
        "steps": [_step(step) for step in availability.steps],
        "left": _units(availability.left),
    }


def metafield(said: Offers) -> dict[str, Any]:
    """The part of the metafield that decides whether a new version is needed."""
    if not said.drawn:
        return body(said.default)
    drawn = {str(pool): body(each) for pool, each in said.drawn.items()}
    return {**body(said.default), "pools": drawn, "where": {where: str(pool) for where, pool in said.where.items()}}


def shown_to(stored: Mapping[str, Any], country: str | None, pool: PoolId) -> Mapping[str, Any]:
    """The offer in a published metafield that a customer of `country` read; without one that of the order's `pool`."""
    slot = str(pool) if country is None else stored.get("where", {}).get(country)
    found: Mapping[str, Any] = stored.get("pools", {}).get(slot, stored)
    return found


def steps_of(stored: Mapping[str, Any]) -> tuple[Step, ...]:
    """The step table of an offer in JSON, read back."""
    return tuple(
        Step(
            up_to=UNLIMITED if step["upto"] is None else step["upto"],
            by=date.fromisoformat(step["by"]) if step["by"] else None,
        )
        for step in stored["steps"]
    )


def availability_of(stored: Mapping[str, Any]) -> Availability:
    """What a stored plan lets shoppers order, read back from its `body`."""
    left = UNLIMITED if stored["left"] is None else stored["left"]
    return Availability(SaleState(stored["state"]), steps_of(stored), left)


def packed(said: Offers, item: ItemId) -> str:
    """The numbers that the limit in the cart counts with, in columns, so that a function finds each without looking for
    it: item, then units left and units in stock of each slot; dashes are without limit.
    """
    slots = range(DEFAULT_POOL, max(said.drawn, default=DEFAULT_POOL) + 1)
    counts = policy(said) == CONTINUE
    return " ".join([f"{item:016}", *(_numbers(said.in_slot(slot), counts_stock=counts) for slot in slots)])


def _numbers(availability: Availability, *, counts_stock: bool) -> str:
    stock = next((step.up_to for step in reversed(availability.steps) if step.by is None), 0)
    if not counts_stock:
        stock = UNLIMITED  # Shopify itself counts, and by the stock of that moment
    return f"{_written(availability.left)} {_written(stock)}"


def _written(units: int | Unlimited) -> str:
    if isinstance(units, Unlimited):
        return "-" * _COLUMN
    return f"{min(units, 10**_COLUMN - 1):0{_COLUMN}}"


def _step(step: Step) -> dict[str, Any]:
    return {"upto": _units(step.up_to), "by": step.by.isoformat() if step.by else None}


def _units(units: int | Unlimited) -> int | None:
    return None if isinstance(units, Unlimited) else units


def why(said: Offers) -> str:
    if all(each.state is SaleState.SOLD_OUT for each in said.all):
        return "everything that is coming is promised"
    left = [_units(each.left) for each in said.all]
    if None in left:
        return "made to order"
    return f"{sum(units for units in left if units is not None)} units can still be promised"
