"""Facts about demand. An order is stored whole: its lines and fulfilment orders are replaced together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.db.order_rows import fulfillment_lines, fulfillment_row, line_row, order_row
from app.db.rows import SHOP, Row, add, put
from app.db.tables.orders import fulfillment_line, fulfillment_order, order, order_line
from app.db.tables.shops import shop_settings
from app.domain.ids import FulfillmentOrderId, ItemId, LineId, OrderId, ShopId
from app.domain.model import Shipping
from app.shopify.facts import OrderFact, Unreadable


def save_order(conn: sa.Connection, shop: ShopId, fact: OrderFact, *, started_at: datetime) -> set[ItemId]:
    """Store one order if it is newer than ours; give the items whose demand it is or was."""
    saved = save_orders(conn, shop, [fact], started_at=started_at)
    return saved.get(fact.id, set())


def save_orders(
    conn: sa.Connection, shop: ShopId, facts: Sequence[OrderFact], *, started_at: datetime
) -> dict[OrderId, set[ItemId]]:
    """Store those orders that are newer than ours; give each with the items whose demand it is or was."""
    known = _stamps(conn, shop, [fact.id for fact in facts])
    fresh = [fact for fact in facts if _is_newer(known.get(fact.id), fact, started_at)]
    ids = [fact.id for fact in fresh]
    touched = _items_of_orders(conn, shop, ids)
    sold_as = _sold_as(conn, shop, ids)
    countries = _countries(conn, shop, fresh)
    put(conn, order, [{**order_row(shop, fact, started_at), "country": countries[fact.id]} for fact in fresh])
    for table in (order_line, fulfillment_order, fulfillment_line):
        conn.execute(sa.delete(table).where(table.c.shop_id == shop, table.c.order_id.in_(ids)))
    lines = [{**line_row(shop, fact, line), **sold_as.get(line.id, {})} for fact in fresh for line in fact.lines]
    add(conn, order_line, lines)
    owners = [fulfillment_row(shop, fact.id, each) for fact in fresh for each in fact.fulfillment_orders]
    add(conn, fulfillment_order, owners)
    add(conn, fulfillment_line, [row for fact in fresh for row in fulfillment_lines(shop, fact)])
    for line in lines:
        items = touched.setdefault(line["order_id"], set())
        if line["item_id"] is not None:
            items.add(line["item_id"])
    return touched


def _sold_as(conn: sa.Connection, shop: ShopId, ids: Sequence[OrderId]) -> dict[LineId, Row]:
    """What each known line was sold as: a line loses its variant when that is deleted, and is owed none the less."""
    rows = conn.execute(
        sa.select(order_line.c.line_id, order_line.c.item_id, order_line.c.variant_id).where(
            order_line.c.shop_id == shop, order_line.c.order_id.in_(ids), order_line.c.item_id.is_not(None)
        )
    )
    return {LineId(row.line_id): {"item_id": row.item_id, "variant_id": row.variant_id} for row in rows}


def _countries(conn: sa.Connection, shop: ShopId, facts: Sequence[OrderFact]) -> dict[OrderId, str | None]:
    """Where each ships to. What Shopify does not let us read stays as we read it last."""
    hidden = [fact.id for fact in facts if isinstance(fact.ship_to_country, Unreadable)]
    mine = sa.and_(order.c.shop_id == shop, order.c.order_id.in_(hidden))
    rows = conn.execute(sa.select(order.c.order_id, order.c.country).where(mine)).all() if hidden else []
    known: dict[int, str | None] = {row.order_id: row.country for row in rows}
    return {
        fact.id: known.get(fact.id) if isinstance(fact.ship_to_country, Unreadable) else fact.ship_to_country
        for fact in facts
    }


_Stamp = tuple[datetime, datetime, bool]


def _stamps(conn: sa.Connection, shop: ShopId, ids: Sequence[OrderId]) -> dict[OrderId, _Stamp]:
    """Shopify's stamp, when the fetch began, and whether Shopify has deleted it since."""
    columns = (order.c.order_id, order.c.updated_at, order.c.fetched_at, order.c.deleted_at.is_not(None))
    rows = conn.execute(sa.select(*columns).where(order.c.shop_id == shop, order.c.order_id.in_(ids)))
    return {OrderId(row[0]): (row[1], row[2], bool(row[3])) for row in rows}


def _is_newer(known: _Stamp | None, fact: OrderFact, started_at: datetime) -> bool:
    if known is None:
        return True
    updated_at, fetched_at, is_deleted = known
    if is_deleted:
        return started_at > fetched_at
    return (fact.updated_at, started_at) >= (updated_at, fetched_at)


def mark_order_deleted(
    conn: sa.Connection, shop: ShopId, order_id: OrderId, *, at: datetime, seen_at: datetime
) -> set[ItemId]:
    """An order that Shopify says is gone asks for nothing any more; its ledger stays.

    `seen_at` (machine clock) is when the fetch that missed it began: no older one brings it back.
    """
    items = items_of_order(conn, shop, order_id)
    mine = sa.and_(order.c.shop_id == shop, order.c.order_id == order_id)
    conn.execute(sa.update(order).where(mine).values(deleted_at=at, fetched_at=seen_at))
    conn.execute(
        sa.update(order_line)
        .where(order_line.c.shop_id == shop, order_line.c.order_id == order_id)
        .values(ordered=0, open=0)
    )
    return items


def is_deleted(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> bool:
    mine = sa.and_(order.c.shop_id == shop, order.c.order_id == order_id, order.c.deleted_at.is_not(None))
    return bool(conn.scalar(sa.select(sa.exists().where(mine))))


def items_of_order(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> set[ItemId]:
    return _items_of_orders(conn, shop, [order_id]).get(order_id, set())


def _items_of_orders(conn: sa.Connection, shop: ShopId, ids: Sequence[OrderId]) -> dict[OrderId, set[ItemId]]:
    rows = conn.execute(
        sa.select(order_line.c.order_id, order_line.c.item_id).where(
            order_line.c.shop_id == shop, order_line.c.order_id.in_(ids), order_line.c.item_id.is_not(None)
        )
    )
    found: dict[OrderId, set[ItemId]] = {}
    for row in rows:
        found.setdefault(OrderId(row.order_id), set()).add(ItemId(row.item_id))
    return found


def orders_of_fulfillment(
    conn: sa.Connection, shop: ShopId, ids: Iterable[FulfillmentOrderId]
) -> dict[FulfillmentOrderId, OrderId]:
    rows = conn.execute(
        sa.select(fulfillment_order.c.fulfillment_order_id, fulfillment_order.c.order_id).where(
            fulfillment_order.c.shop_id == shop, fulfillment_order.c.fulfillment_order_id.in_(list(ids))
        )
    )
    return {FulfillmentOrderId(row[0]): OrderId(row[1]) for row in rows}


def open_stamps(conn: sa.Connection, shop: ShopId) -> dict[OrderId, datetime]:
    """Orders with units still to ship, and Shopify's stamp on our copy of each."""
    rows = conn.execute(
        sa.select(order.c.order_id, order.c.updated_at)
        .where(order.c.shop_id == shop, order.c.deleted_at.is_(None))
        .where(
            sa.exists().where(
                order_line.c.shop_id == order.c.shop_id,
                order_line.c.order_id == order.c.order_id,
                order_line.c.open > 0,
            )
        )
    )
    return {OrderId(row.order_id): row.updated_at for row in rows}


def open_before(conn: sa.Connection, shop: ShopId, *, read_at: datetime) -> list[OrderId]:
    """Orders with units still to ship whose copy here is of a fetch that began before `read_at`, machine clock."""
    open_line = sa.exists().where(
        order_line.c.shop_id == order.c.shop_id, order_line.c.order_id == order.c.order_id, order_line.c.open > 0
    )
    rows = conn.scalars(
        sa.select(order.c.order_id)
        .where(order.c.shop_id == shop, order.c.deleted_at.is_(None), order.c.fetched_at < read_at, open_line)
        .order_by(order.c.order_id)
    )
    return [OrderId(each) for each in rows]


def stamps_of(conn: sa.Connection, shop: ShopId, ids: Sequence[OrderId]) -> dict[OrderId, datetime]:
    """Shopify's stamp on our copy of each of these orders that we know."""
    return {found: stamp[0] for found, stamp in _stamps(conn, shop, ids).items()}


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line as planning and telling need it, with its order's own facts. `ordered` is net; `shipped` left already."""

    line: LineId
    order: OrderId
    item: ItemId
    order_name: str
    processed_at: datetime
    ordered: int
    shipped: int
    committed: bool
    shown_version: int | None
    variant_id: int | None
    bundle_id: int | None
    bundle_each: int | None
    country: str | None
    """Where the order ships to (ISO 3166-1 alpha-2); None: nowhere, or not known."""
    shipping: Shipping | None
    """What its cart asked for; None: nothing, so the shop's setting counts."""


_WAITING = (
    sa.select(order_line, order.c.name, order.c.processed_at, order.c.country, order.c.shipping)
    .join(order, sa.and_(order.c.shop_id == order_line.c.shop_id, order.c.order_id == order_line.c.order_id))
    .where(order_line.c.shop_id == SHOP, order_line.c.open > 0, order.c.deleted_at.is_(None))
    .order_by(order.c.processed_at, order_line.c.line_id)
)
_OF_ITEM = _WAITING.where(order_line.c.item_id == sa.bindparam("item"))
_OF_ORDER = _WAITING.where(order_line.c.order_id == sa.bindparam("order"), order_line.c.item_id.is_not(None))


def lines_of_item(conn: sa.Connection, shop: ShopId, item: ItemId) -> list[OpenLine]:
    """Lines of the item that still wait for units, oldest first."""
    rows = conn.execute(_OF_ITEM, {"shop": shop, "item": item}).mappings()
    return [_open_line(row) for row in rows]


def lines_of_order(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> list[OpenLine]:
    """Lines of the order that still wait for units of an item, in their order."""
    rows = conn.execute(_OF_ORDER, {"shop": shop, "order": order_id}).mappings()
    return [_open_line(row) for row in rows]


def _open_line(row: sa.RowMapping) -> OpenLine:
    return OpenLine(
        line=LineId(row["line_id"]),
        order=OrderId(row["order_id"]),
        item=ItemId(row["item_id"]),
        order_name=row["name"],
        processed_at=row["processed_at"],
        ordered=row["ordered"],
        shipped=row["ordered"] - row["open"],
        committed=row["committed"],
        shown_version=row["shown_version"],
        variant_id=row["variant_id"],
        bundle_id=row["bundle_id"],
        bundle_each=row["bundle_each"],
        country=row["country"],
        shipping=Shipping(row["shipping"]) if row["shipping"] else None,
    )


_TOGETHER = sa.or_(
    order.c.shipping == Shipping.WHOLE_ORDER,
    sa.and_(order.c.shipping.is_(None), shop_settings.c.shipping == Shipping.WHOLE_ORDER),
)
_mine, _beside = order_line.alias("mine"), order_line.alias("beside")
_COMPANIONS = (
    sa.select(_beside.c.item_id)
    .distinct()
    .join_from(_mine, order, sa.and_(order.c.shop_id == _mine.c.shop_id, order.c.order_id == _mine.c.order_id))
    .outerjoin(shop_settings, shop_settings.c.shop_id == order.c.shop_id)
    .join(_beside, sa.and_(_beside.c.shop_id == _mine.c.shop_id, _beside.c.order_id == _mine.c.order_id))
    .where(_mine.c.shop_id == SHOP, _mine.c.item_id.in_(sa.bindparam("items", expanding=True)))
    .where(_TOGETHER, _beside.c.open > 0, _beside.c.item_id.is_not(None))
)


def companions(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> set[ItemId]:
    """The items that leave in one parcel with some of these: what happens to one moves the other's day.

    Also of a line that asks for nothing any more: the others need not wait for it now.
    """
    found = conn.scalars(_COMPANIONS, {"shop": shop, "items": list(items)})
    return {ItemId(each) for each in found}


def order_of_line(conn: sa.Connection, shop: ShopId, line: LineId) -> OrderId | None:
    found = conn.scalar(
        sa.select(order_line.c.order_id).where(order_line.c.shop_id == shop, order_line.c.line_id == line)
    )
    return None if found is None else OrderId(found)


def units_ordered(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> int:
    """All units of the order, net of cancellations and edits, shipped ones too."""
    ordered = sa.func.coalesce(sa.func.sum(order_line.c.ordered), 0)
    found = conn.scalar(sa.select(ordered).where(order_line.c.shop_id == shop, order_line.c.order_id == order_id))
    return int(found or 0)


def waiting_units(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> dict[LineId, range]:
    """For each line of the order the places of its units that have not left, counted from 1."""
    rows = conn.execute(
        sa.select(order_line.c.line_id, order_line.c.ordered, order_line.c.open).where(
            order_line.c.shop_id == shop, order_line.c.order_id == order_id
        )
    )
    return {LineId(row.line_id): range(row.ordered - row.open + 1, row.ordered + 1) for row in rows}
