"""What the shop should be, and the trace of what we wrote into it. The intention is committed before the call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db.rows import put
from app.db.tables.shopstate import FootprintState, desired, footprint
from app.domain.ids import OrderId, ShopId, VariantId

POLICY = "inventory_policy"
METAFIELD = "metafield"
HOLDS = "holds"
TAG = "tag"


def variant_resource(variant: VariantId) -> str:
    return f"variant:{variant}"


def order_resource(order: OrderId) -> str:
    return f"order:{order}"


@dataclass(frozen=True, slots=True)
class Desired:
    """One field of one resource as it should be. `value` is JSON."""

    resource: str
    field: str
    value: Any
    why: str = ""
    attempts: int = 0

    @property
    def id(self) -> int:
        return int(self.resource.partition(":")[2])


def want(
    conn: sa.Connection,
    shop: ShopId,
    wanted: Desired,
    *,
    at: datetime,
    not_before: datetime | None = None,
) -> bool:
    """Record what a field should be; True when that is new. Wanting the same again changes nothing."""
    mine = sa.and_(desired.c.shop_id == shop, desired.c.resource == wanted.resource, desired.c.field == wanted.field)
    known = conn.execute(sa.select(desired.c.value).where(mine)).first()
    if known is not None and known.value == wanted.value:
        return False
    row = {
        "shop_id": shop,
        "resource": wanted.resource,
        "field": wanted.field,
        "value": wanted.value,
        "why": wanted.why,
        "decided_at": at,
        "not_before": not_before,
        "settled": False,
        "attempts": 0,
        "last_error": None,
    }
    put(conn, desired, [row])
    return True


def wanted_before(conn: sa.Connection, shop: ShopId, resource: str, field: str) -> Desired | None:
    """What we last wanted of a field, settled or not."""
    row = (
        conn.execute(
            sa.select(desired).where(
                desired.c.shop_id == shop, desired.c.resource == resource, desired.c.field == field
            )
        )
        .mappings()
        .first()
    )
    return _desired(row) if row else None


def unsettled(conn: sa.Connection, shop: ShopId, *, now: datetime, limit: int = 200) -> list[Desired]:
    """Fields that are not known to be as they should, whose time has come; oldest decision first."""
    due = sa.or_(desired.c.not_before.is_(None), desired.c.not_before <= now)
    rows = conn.execute(
        sa.select(desired)
        .where(desired.c.shop_id == shop, ~desired.c.settled, due)
        .order_by(desired.c.decided_at, desired.c.resource, desired.c.field)
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


def settle(conn: sa.Connection, shop: ShopId, done: Desired) -> None:
    """The shop is like this, unless we have come to want something else meanwhile."""
    conn.execute(
        sa.update(desired)
        .where(
            desired.c.shop_id == shop,
            desired.c.resource == done.resource,
            desired.c.field == done.field,
            desired.c.value.is_(None) if done.value is None else desired.c.value == done.value,
        )
        .values(settled=True, last_error=None)
    )


def abandon(conn: sa.Connection, shop: ShopId, wanted: Desired, *, why: str) -> None:
    """Stop trying; the reason stays beside it."""
    conn.execute(
        sa.update(desired)
        .where(desired.c.shop_id == shop, desired.c.resource == wanted.resource, desired.c.field == wanted.field)
        .values(settled=True, last_error=why)
    )


def postpone(conn: sa.Connection, shop: ShopId, failed: Desired, *, until: datetime, error: str) -> None:
    conn.execute(
        sa.update(desired)
        .where(desired.c.shop_id == shop, desired.c.resource == failed.resource, desired.c.field == failed.field)
        .values(not_before=until, attempts=desired.c.attempts + 1, last_error=error[:500])
    )


@dataclass(frozen=True, slots=True)
class Footprint:
    """A field of the shop that we have written, or are about to."""

    resource: str
    field: str
    before: Any
    intended: Any
    written: Any
    state: FootprintState
    confirmed_at: datetime | None


def footprint_of(conn: sa.Connection, shop: ShopId, resource: str, field: str) -> Footprint | None:
    row = conn.execute(sa.select(footprint).where(_mine(shop, resource, field))).mappings().first()
    return _footprint(row) if row else None


def footprints(conn: sa.Connection, shop: ShopId, resource: str) -> list[Footprint]:
    rows = conn.execute(
        sa.select(footprint)
        .where(footprint.c.shop_id == shop, footprint.c.resource == resource)
        .order_by(footprint.c.field)
    ).mappings()
    return [_footprint(row) for row in rows]


def intend(
    conn: sa.Connection, shop: ShopId, wanted: Desired, *, observed: Any, at: datetime, by: str = "worker"
) -> None:
    """Commit this BEFORE the call: a kill in between must not turn our value into "the merchant's".

    `observed` becomes the value to restore only if no footprint is there yet, or the last one was restored.
    """
    known = footprint_of(conn, shop, wanted.resource, wanted.field)
    fresh = known is None or known.state is FootprintState.RESTORED
    row = {
        "shop_id": shop,
        "resource": wanted.resource,
        "field": wanted.field,
        "before": observed if fresh or known is None else known.before,
        "intended": wanted.value,
        "written": None if fresh or known is None else known.written,
        "observed": None,
        "state": FootprintState.INTENDED,
        "by": by,
        "why": wanted.why,
        "intended_at": at,
        "confirmed_at": None if known is None else known.confirmed_at,
    }
    first_at = at if fresh else conn.scalar(sa.select(footprint.c.first_at).where(_mine(shop, *_key(wanted))))
    put(conn, footprint, [row | {"first_at": first_at}])


def confirm(conn: sa.Connection, shop: ShopId, wanted: Desired, *, at: datetime) -> None:
    """The call came back: the shop holds what we intended. `at` is the machine's instant after the call."""
    conn.execute(
        sa.update(footprint)
        .where(_mine(shop, *_key(wanted)))
        .values(state=FootprintState.CONFIRMED, written=wanted.value, confirmed_at=at)
    )


def restored(conn: sa.Connection, shop: ShopId, wanted: Desired, *, at: datetime) -> None:
    """The field is as it was before us."""
    conn.execute(
        sa.update(footprint)
        .where(_mine(shop, *_key(wanted)))
        .values(state=FootprintState.RESTORED, written=wanted.value, confirmed_at=at)
    )


def notice_foreign(conn: sa.Connection, shop: ShopId, resource: str, field: str, *, observed: Any) -> None:
    """Somebody else changed the field after us: we stop until the merchant says."""
    conn.execute(
        sa.update(footprint).where(_mine(shop, resource, field)).values(state=FootprintState.FOREIGN, observed=observed)
    )


def take_over(conn: sa.Connection, shop: ShopId, resource: str) -> None:
    """The merchant says that this is ours again: forget what somebody else made of it, and want everything anew."""
    conn.execute(
        sa.update(footprint)
        .where(footprint.c.shop_id == shop, footprint.c.resource == resource)
        .where(footprint.c.state == FootprintState.FOREIGN)
        .values(state=FootprintState.RESTORED, observed=None)
    )
    conn.execute(sa.delete(desired).where(desired.c.shop_id == shop, desired.c.resource == resource))


def last_write(conn: sa.Connection, shop: ShopId, resource: str) -> datetime | None:
    """When our last write to the resource ended (machine clock): a read begun before that is out of date."""
    at: datetime | None = conn.scalar(
        sa.select(sa.func.max(footprint.c.confirmed_at, type_=footprint.c.confirmed_at.type)).where(
            footprint.c.shop_id == shop, footprint.c.resource == resource
        )
    )
    return at


def _key(wanted: Desired) -> tuple[str, str]:
    return wanted.resource, wanted.field


def _mine(shop: ShopId, resource: str, field: str) -> sa.ColumnElement[bool]:
    return sa.and_(footprint.c.shop_id == shop, footprint.c.resource == resource, footprint.c.field == field)


def _desired(row: sa.RowMapping) -> Desired:
    return Desired(row["resource"], row["field"], row["value"], row["why"], row["attempts"])


def _footprint(row: sa.RowMapping) -> Footprint:
    return Footprint(
        resource=row["resource"],
        field=row["field"],
        before=row["before"],
        intended=row["intended"],
        written=row["written"],
        state=FootprintState(row["state"]),
        confirmed_at=row["confirmed_at"],
    )
