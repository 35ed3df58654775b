"""The requests of customers to see their data, and what we keep of an order besides messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db.rows import add, row_id
from app.db.tables.orders import order, order_line
from app.db.tables.privacy import data_request
from app.db.tables.promises import consent, promise
from app.domain.ids import OrderId, ShopId


@dataclass(frozen=True, slots=True)
class DataRequest:
    """A customer's wish, as Shopify passed it on. Instants are business time."""

    id: int
    shopify_id: int
    customer: int
    orders: tuple[OrderId, ...]
    asked_at: datetime
    opened_at: datetime | None


def note_request(
    conn: sa.Connection, shop: ShopId, *, shopify_id: int, customer: int, orders: Sequence[OrderId], at: datetime
) -> None:
    """Keep a request. The same one again is no second one."""
    mine = sa.and_(data_request.c.shop_id == shop, data_request.c.shopify_id == shopify_id)
    if shopify_id and conn.scalar(sa.select(sa.exists().where(mine))):
        return
    row = {"request_id": row_id(at), "shopify_id": shopify_id, "customer_id": customer, "asked_at": at}
    add(conn, data_request, [{"shop_id": shop, **row, "orders": list(orders)}])


def requests(conn: sa.Connection, shop: ShopId) -> list[DataRequest]:
    """Newest first."""
    rows = conn.execute(
        sa.select(data_request).where(data_request.c.shop_id == shop).order_by(data_request.c.request_id.desc())
    ).mappings()
    return [
        DataRequest(
            id=row["request_id"],
            shopify_id=row["shopify_id"],
            customer=row["customer_id"],
            orders=tuple(OrderId(each) for each in row["orders"]),
            asked_at=row["asked_at"],
            opened_at=row["opened_at"],
        )
        for row in rows
    ]


def opened(conn: sa.Connection, shop: ShopId, request: int, *, at: datetime) -> bool:
    """The merchant looks at it; True the first time."""
    mine = sa.and_(data_request.c.shop_id == shop, data_request.c.request_id == request)
    first = sa.and_(mine, data_request.c.opened_at.is_(None))
    return conn.execute(sa.update(data_request).where(first).values(opened_at=at)).rowcount > 0


def forget_requests(conn: sa.Connection, shop: ShopId, *, customer: int, orders: Sequence[OrderId]) -> None:
    """Drop the requests of a customer, known by number or by one of their orders."""
    theirs = [
        each.id
        for each in requests(conn, shop)
        if (customer and each.customer == customer) or not set(orders).isdisjoint(each.orders)
    ]
    conn.execute(sa.delete(data_request).where(data_request.c.shop_id == shop, data_request.c.request_id.in_(theirs)))


def kept_of_order(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> dict[str, Any] | None:
    """All facts and promises of an order, as they lie in our tables; None for one we do not know."""
    head = _rows(conn, shop, order, order.c.order_id == order_id)
    if not head:
        return None
    lines = _rows(conn, shop, order_line, order_line.c.order_id == order_id)
    ids = [line["line_id"] for line in lines]
    return {
        "order": head[0],
        "lines": lines,
        "promises": _rows(conn, shop, promise, promise.c.order_id == order_id),
        "consents": _rows(conn, shop, consent, consent.c.line_id.in_(ids)),
    }


def _rows(conn: sa.Connection, shop: ShopId, table: sa.Table, which: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    found = conn.execute(sa.select(table).where(table.c.shop_id == shop, which)).mappings()
    return [{name: value for name, value in row.items() if name != "shop_id"} for row in found]
