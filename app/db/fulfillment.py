"""The cached fulfilment orders of an order: what a writer of holds looks at. Their ids are stale after any hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.db.tables.orders import fulfillment_line, fulfillment_order, order, order_line
from app.domain.ids import FulfillmentOrderId, ItemId, LineId, LocationId, OrderId, ShopId
from app.domain.moving import Claim

ENDED = frozenset({"CLOSED", "CANCELLED", "INCOMPLETE"})
"""States in which nothing of a fulfilment order waits to ship."""


@dataclass(frozen=True, slots=True)
class StoredHold:
    id: int
    handle: str
    ours: bool


@dataclass(frozen=True, slots=True)
class StoredFulfillment:
    """`lines`: order line -> (fulfilment line, units left)."""

    id: int
    status: str
    actions: frozenset[str]
    holds: tuple[StoredHold, ...]
    lines: Mapping[int, tuple[int, int]]
    location: int | None = None
    fulfill_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """`fetched_at` is when the read of it began, machine clock."""

    id: OrderId
    fetched_at: datetime
    is_deleted: bool
    tags: frozenset[str]
    metafield_digest: str | None
    fulfillments: tuple[StoredFulfillment, ...]
    ordered: Mapping[int, int]
    """Units by order line, shipped ones too, net of cancellations and edits."""

    def cut(self) -> dict[str, dict[str, int]]:
        """Units by order line, as JSON: `held` by us, and the `rest` of what is ordered, shipped or not."""
        held = dict.fromkeys(self.ordered, 0)
        for each in self.fulfillments:
            if any(hold.ours for hold in each.holds):
                for line, (_, left) in each.lines.items():
                    held[line] = held.get(line, 0) + left
        return {
            "held": {str(line): units for line, units in held.items()},
            "rest": {str(line): units - held[line] for line, units in self.ordered.items()},
        }


def load_order(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> StoredOrder | None:
    head = (
        conn.execute(sa.select(order).where(order.c.shop_id == shop, order.c.order_id == order_id)).mappings().first()
    )
    if head is None:
        return None
    return StoredOrder(
        id=order_id,
        fetched_at=head["fetched_at"],
        is_deleted=head["deleted_at"] is not None,
        tags=frozenset(head["tags"]),
        metafield_digest=head["metafield_digest"],
        fulfillments=_fulfillments(conn, shop, order_id),
        ordered=_ordered(conn, shop, order_id),
    )


def stamps(conn: sa.Connection, shop: ShopId) -> dict[FulfillmentOrderId, datetime]:
    """Shopify's stamp on our copy of each fulfilment order."""
    columns = (fulfillment_order.c.fulfillment_order_id, fulfillment_order.c.updated_at)
    rows = conn.execute(sa.select(*columns).where(fulfillment_order.c.shop_id == shop))
    return {FulfillmentOrderId(row.fulfillment_order_id): row.updated_at for row in rows}


def claims(conn: sa.Connection, shop: ShopId, item: ItemId) -> list[Claim]:
    """The item's units that nobody holds, by the place they are asked of, in the order they were bought.

    Movable is what is open, wholly ours to shape, and with no request under way to the service that would ship it.
    """
    owner, part = fulfillment_order.c, fulfillment_line.c
    rows = conn.execute(
        sa.select(part.order_id, part.line_id, part.remaining, fulfillment_order)
        .join(
            fulfillment_line,
            sa.and_(part.shop_id == owner.shop_id, part.fulfillment_order_id == owner.fulfillment_order_id),
        )
        .join(order_line, sa.and_(order_line.c.shop_id == owner.shop_id, order_line.c.line_id == part.line_id))
        .join(order, sa.and_(order.c.shop_id == owner.shop_id, order.c.order_id == part.order_id))
        .where(owner.shop_id == shop, order_line.c.item_id == item, part.remaining > 0, order.c.deleted_at.is_(None))
        .where(owner.status.in_(("OPEN", "IN_PROGRESS")), owner.location_id.is_not(None))
        .order_by(order.c.processed_at, part.line_id, owner.fulfillment_order_id)
    ).mappings()
    return [
        Claim(
            order=OrderId(row["order_id"]),
            line=LineId(row["line_id"]),
            fulfillment_order=FulfillmentOrderId(row["fulfillment_order_id"]),
            location=LocationId(row["location_id"]),
            units=row["remaining"],
            movable=_is_movable(row),
        )
        for row in rows
    ]


def standing(conn: sa.Connection, shop: ShopId, item: ItemId) -> dict[LineId, list[tuple[LocationId | None, int]]]:
    """Where the units of the item that have not left stand, line by line; None: Shopify names no location."""
    owner, part = fulfillment_order.c, fulfillment_line.c
    rows = conn.execute(
        sa.select(part.line_id, owner.location_id, part.remaining)
        .join_from(
            fulfillment_line,
            fulfillment_order,
            sa.and_(part.shop_id == owner.shop_id, part.fulfillment_order_id == owner.fulfillment_order_id),
        )
        .join(order_line, sa.and_(order_line.c.shop_id == part.shop_id, order_line.c.line_id == part.line_id))
        .where(part.shop_id == shop, order_line.c.item_id == item, part.remaining > 0)
        .order_by(part.line_id, owner.fulfillment_order_id)
    )
    found: dict[LineId, list[tuple[LocationId | None, int]]] = {}
    for line, location, units in rows:
        found.setdefault(LineId(line), []).append((None if location is None else LocationId(location), units))
    return found


def places_of(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> set[LocationId]:
    """The locations that ship the order, or have shipped it."""
    mine = sa.and_(fulfillment_order.c.shop_id == shop, fulfillment_order.c.order_id == order_id)
    named = fulfillment_order.c.location_id.is_not(None)
    return {LocationId(each) for each in conn.scalars(sa.select(fulfillment_order.c.location_id).where(mine, named))}


def location_of_line(conn: sa.Connection, shop: ShopId, line: LineId) -> LocationId | None:
    """Where units of the line that have not left are committed; None: no fulfilment order has any."""
    owner, part = fulfillment_order.c, fulfillment_line.c
    found = conn.scalar(
        sa.select(owner.location_id)
        .join(
            fulfillment_line,
            sa.and_(part.shop_id == owner.shop_id, part.fulfillment_order_id == owner.fulfillment_order_id),
        )
        .where(owner.shop_id == shop, part.line_id == line, part.remaining > 0, owner.location_id.is_not(None))
        .order_by(owner.status != "ON_HOLD", owner.fulfillment_order_id)
        .limit(1)
    )
    return None if found is None else LocationId(found)


def _is_movable(row: sa.RowMapping) -> bool:
    is_quiet = row["status"] == "OPEN" and row["request_status"] == "UNSUBMITTED" and not row["holds"]
    return is_quiet and "MOVE" in row["actions"]


def note_metafield(conn: sa.Connection, shop: ShopId, order_id: OrderId, digest: str | None) -> None:
    """The digest that our next metafield write on the order must name."""
    conn.execute(
        sa.update(order).where(order.c.shop_id == shop, order.c.order_id == order_id).values(metafield_digest=digest)
    )


def _ordered(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> dict[int, int]:
    rows = conn.execute(
        sa.select(order_line.c.line_id, order_line.c.ordered).where(
            order_line.c.shop_id == shop, order_line.c.order_id == order_id
        )
    )
    return {row.line_id: row.ordered for row in rows}


def _fulfillments(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> tuple[StoredFulfillment, ...]:
    lines: dict[int, dict[int, tuple[int, int]]] = {}
    for row in conn.execute(
        sa.select(fulfillment_line).where(fulfillment_line.c.shop_id == shop, fulfillment_line.c.order_id == order_id)
    ):
        mine = lines.setdefault(row.fulfillment_order_id, {})
        mine[row.line_id] = (row.fulfillment_line_id, row.remaining)
    rows = conn.execute(
        sa.select(fulfillment_order)
        .where(fulfillment_order.c.shop_id == shop, fulfillment_order.c.order_id == order_id)
        .order_by(fulfillment_order.c.fulfillment_order_id)
    ).mappings()
    return tuple(
        StoredFulfillment(
            id=row["fulfillment_order_id"],
            status=row["status"],
            actions=frozenset(row["actions"]),
            holds=tuple(StoredHold(hold["id"], hold["handle"], hold["ours"]) for hold in row["holds"]),
            lines=lines.get(row["fulfillment_order_id"], {}),
            location=row["location_id"],
            fulfill_by=row["fulfill_by"],
        )
        for row in rows
    )
