"""What the shop should be, field by field, and whether it is known to be so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from app.db.rows import SHOP, put
from app.db.tables.shopstate import desired
from app.domain.ids import ItemId, OrderId, ShopId, VariantId

POLICY = "inventory_policy"
CONTINUE = "CONTINUE"
"""The policy with which Shopify sells a variant past its stock."""
DENY = "DENY"
METAFIELD = "metafield"
HOLDS = "holds"
TAG = "tag"
DEADLINE = "deadline"
PLACE = "place"
"""Where the units of one item ship from: `place:<item>`."""
VALIDATION = "validation"
LIMIT = "limit:0"
"""The limit in the cart: a shop has one."""


def variant_resource(variant: VariantId) -> str:
    return f"variant:{variant}"


def place_field(item: ItemId) -> str:
    return f"{PLACE}:{item}"


def order_resource(order: OrderId) -> str:
    return f"order:{order}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a wish has come. `last_error` is why it could not be carried out so far."""

    settled: bool
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Desired:
    """One field of one resource as it should be. `value` is JSON."""

    resource: str
    field: str
    value: Any
    why: str = ""
    attempts: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return self.resource, self.field

    @property
    def id(self) -> int:
        return int(self.resource.partition(":")[2])


_OF_FIELD = sa.select(desired).where(
    desired.c.shop_id == SHOP,
    desired.c.resource == sa.bindparam("resource"),
    desired.c.field == sa.bindparam("field"),
)


_OPEN: Final[dict[str, Any]] = {"settled": False, "not_before": None, "attempts": 0}
"""To be looked at, and at once."""

_SETTLE = (
    sa.update(desired)
    .where(
        desired.c.shop_id == SHOP,
        desired.c.resource == sa.bindparam("of_resource"),
        desired.c.field == sa.bindparam("of_field"),
    )
    .values(settled=True, last_error=None)
)
_SETTLE_NONE = _SETTLE.where(desired.c.value.is_(None))
_SETTLE_ONE = _SETTLE.where(desired.c.value == sa.bindparam("done"))


def want(
    conn: sa.Connection,
    shop: ShopId,
    wanted: Desired,
    *,
    by: str,
    at: datetime,
    not_before: datetime | None = None,
) -> bool:
    """Record what a field should be; True when that is new. Wanting the same again changes nothing.

    `by` is the actor whose decision it is (`app.db.activity`), so it stays the one who wanted it first.
    """
    known = wanted_before(conn, shop, *wanted.key)
    if known is not None and known.value == wanted.value:
        return False
    row = {
        "shop_id": shop,
        "resource": wanted.resource,
        "field": wanted.field,
        "value": wanted.value,
        "why": wanted.why,
        "decided_at": at,
        "decided_by": by,
        "not_before": not_before,
        "settled": False,
        "attempts": 0,
        "last_error": None,
    }
    put(conn, desired, [row])
    return True


def wanted_before(conn: sa.Connection, shop: ShopId, resource: str, field: str) -> Desired | None:
    """What we last wanted of a field, settled or not."""
    row = conn.execute(_OF_FIELD, {"shop": shop, "resource": resource, "field": field}).mappings().first()
    return _desired(row) if row else None


def orders_with_holds(conn: sa.Connection, shop: ShopId) -> list[OrderId]:
    """The orders of which we hold units, or want to."""
    held = sa.and_(desired.c.shop_id == shop, desired.c.field == HOLDS, desired.c.value != [])
    resources = conn.scalars(sa.select(desired.c.resource).where(held).order_by(desired.c.resource))
    return [OrderId(int(resource.partition(":")[2])) for resource in resources]


def orders_to_move(conn: sa.Connection, shop: ShopId, item: ItemId, orders: Iterable[OrderId]) -> set[OrderId]:
    """Those of the orders of which we want to move units of the item, or have moved some."""
    asked = sa.and_(desired.c.shop_id == shop, desired.c.field == place_field(item), desired.c.value != [])
    mine = desired.c.resource.in_([order_resource(order) for order in orders])
    resources = conn.scalars(sa.select(desired.c.resource).where(asked, mine))
    return {OrderId(int(resource.partition(":")[2])) for resource in resources}


def move_nothing(conn: sa.Connection, shop: ShopId) -> None:
    """No order is to ship from elsewhere any more."""
    conn.execute(sa.delete(desired).where(desired.c.shop_id == shop, desired.c.field.like(f"{PLACE}:%")))


def unsettled(conn: sa.Connection, shop: ShopId, *, now: datetime, limit: int = 200) -> list[Desired]:
    """Fields that are not known to be as they should, whose time has come: holds first, then the oldest decision."""
    due = sa.or_(desired.c.not_before.is_(None), desired.c.not_before <= now)
    rows = conn.execute(
        sa.select(desired)
        .where(desired.c.shop_id == shop, ~desired.c.settled, due)
        .order_by(desired.c.field != HOLDS, desired.c.decided_at, desired.c.resource, desired.c.field)
        .limit(limit)
    ).mappings()
    return [_desired(row) for row in rows]


def are_settled(conn: sa.Connection, shop: ShopId, resources: Sequence[str], field: str) -> bool:
    """Whether the shop already shows what we want of this field of all these resources."""
    open_one = conn.execute(
        sa.select(desired.c.resource)
        .where(
            desired.c.shop_id == shop,
            desired.c.resource.in_(resources),
            desired.c.field == field,
            ~desired.c.settled,
        )
        .limit(1)
    ).first()
    return open_one is None


def standing(conn: sa.Connection, shop: ShopId, resource: str, field: str) -> Standing:
    """Of what nobody ever wanted: settled."""
    mine = sa.and_(desired.c.shop_id == shop, desired.c.resource == resource, desired.c.field == field)
    row = conn.execute(sa.select(desired.c.settled, desired.c.last_error).where(mine)).first()
    return Standing(row.settled, row.last_error) if row else Standing(settled=True, last_error=None)


def settle(conn: sa.Connection, shop: ShopId, done: Desired) -> None:
    """The shop is like this, unless we have come to want something else meanwhile."""
    which = {"shop": shop, "of_resource": done.resource, "of_field": done.field}
    if done.value is None:
        conn.execute(_SETTLE_NONE, which)
    else:
        conn.execute(_SETTLE_ONE, which | {"done": done.value})


def abandon(conn: sa.Connection, shop: ShopId, wanted: Desired, *, why: str) -> None:
    """Stop trying; the reason stays beside it."""
    conn.execute(
        sa.update(desired)
        .where(desired.c.shop_id == shop, desired.c.resource == wanted.resource, desired.c.field == wanted.field)
        .values(settled=True, last_error=why)
    )


def reopen(conn: sa.Connection, shop: ShopId, resource: str, field: str) -> None:
    """Look at the field again, and at once: nobody tells us when it changes, or why it could not be written is over."""
    mine = sa.and_(desired.c.shop_id == shop, desired.c.resource == resource, desired.c.field == field)
    conn.execute(sa.update(desired).where(mine).values(_OPEN))


def want_again(conn: sa.Connection, shop: ShopId, resource: str, field: str, *, by: str, at: datetime) -> None:
    """Decide once more for what is wanted of the field, though the shop has, or will have, something else."""
    mine = sa.and_(desired.c.shop_id == shop, desired.c.resource == resource, desired.c.field == field)
    conn.execute(sa.update(desired).where(mine).values(**_OPEN, decided_by=by, decided_at=at))


def want_all_again(conn: sa.Connection, shop: ShopId, field: str, *, by: str, at: datetime) -> None:
    """Decide once more for what is wanted of the field of every resource: what it means has changed."""
    mine = sa.and_(desired.c.shop_id == shop, desired.c.field == field)
    conn.execute(sa.update(desired).where(mine).values(**_OPEN, decided_by=by, decided_at=at))


def resume(conn: sa.Connection, shop: ShopId, resource: str, *, waited_for: Sequence[str]) -> None:
    """Try at once what was postponed for one of these reasons: there is news of the resource."""
    conn.execute(
        sa.update(desired)
        .where(desired.c.shop_id == shop, desired.c.resource == resource, desired.c.last_error.in_(waited_for))
        .values(not_before=None)
    )


def postpone(conn: sa.Connection, shop: ShopId, failed: Desired, *, until: datetime, error: str) -> None:
    conn.execute(
        sa.update(desired)
        .where(desired.c.shop_id == shop, desired.c.resource == failed.resource, desired.c.field == failed.field)
        .values(not_before=until, attempts=desired.c.attempts + 1, last_error=error[:500])
    )


def _desired(row: sa.RowMapping) -> Desired:
    return Desired(row["resource"], row["field"], row["value"], row["why"], row["attempts"])
