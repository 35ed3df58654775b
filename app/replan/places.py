"""Where an item's open lines belong: the pool that serves each, and the pools in whose sums Shopify counts its units.

Demand is served where it was promised, by the country it ships to. Shopify sums where the fulfilment orders stand. The
two agree by themselves while orders are routed as the merchant's shipping zones say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.db import fulfillment
from app.db.orders import OpenLine
from app.domain.ids import DEFAULT_POOL, ItemId, LocationId, PoolId, ShopId
from app.domain.pools import Pools


@dataclass(frozen=True, slots=True)
class Reserved:
    """Units that Shopify's `committed` of a pool holds for sure, and those of selling plans, which it may hold."""

    surely: int = 0
    maybe: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """The open lines of an item by the pool that serves them, in their order, and what each pool's sums hold."""

    lines: dict[PoolId, tuple[OpenLine, ...]]
    reserved: dict[PoolId, Reserved]


def place(conn: sa.Connection, shop: ShopId, item: ItemId, lines: Sequence[OpenLine], pools: Pools) -> Placed:
    if not pools.drawn:
        return Placed({DEFAULT_POOL: tuple(lines)}, {DEFAULT_POOL: _reserved([(each, _open(each)) for each in lines])})
    stands = fulfillment.standing(conn, shop, item)
    served: defaultdict[PoolId, list[OpenLine]] = defaultdict(list)
    counted: defaultdict[PoolId, list[tuple[OpenLine, int]]] = defaultdict(list)
    for line in lines:
        at = stands.get(line.line, [])
        mine = pools.of_line(line.country, next((where for where, _ in at if where is not None), None))
        served[mine].append(line)
        for pool, units in _by_pool(line, at, mine, pools):
            counted[pool].append((line, units))
    return Placed(
        lines={pool: tuple(served[pool]) for pool in pools.ids},
        reserved={pool: _reserved(counted[pool]) for pool in pools.ids},
    )


def in_pool(cause: str, pool: PoolId) -> str:
    """Why an item is looked at again: one pool's reason must not put off another's, which has the same words."""
    return cause if pool == DEFAULT_POOL else f"{cause} in {pool}"


def _by_pool(
    line: OpenLine, at: Sequence[tuple[LocationId | None, int]], mine: PoolId, pools: Pools
) -> list[tuple[PoolId, int]]:
    """The line's open units by where they stand; those nobody knows the place of stand where the line belongs."""
    found: list[tuple[PoolId, int]] = []
    left = _open(line)
    for where, units in at:
        if where is not None:
            found.append((pools.of_place(where), min(units, left)))
            left -= min(units, left)
    return [*found, (mine, left)]


def _reserved(lines: Sequence[tuple[OpenLine, int]]) -> Reserved:
    surely = sum(units for line, units in lines if line.committed)
    return Reserved(surely, sum(units for line, units in lines if not line.committed))


def _open(line: OpenLine) -> int:
    return line.ordered - line.shipped
