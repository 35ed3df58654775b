"""What a message is made of, beside the customer: the order, its lines, and what became of its promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.db import plans
from app.db.tables.catalog import discontinued, variant
from app.db.tables.orders import order, order_line
from app.db.tables.plans import plan_part
from app.db.tables.promises import promise
from app.db.waiting import WaitingUnits, with_days
from app.domain.ids import ItemId, LineId, OrderId, ShopId, VariantId


@dataclass(frozen=True, slots=True)
class ToldLine:
    line: LineId
    item: ItemId | None
    variant: VariantId | None
    product_id: int
    product_handle: str
    product_title: str
    variant_title: str
    sku: str
    image_url: str | None
    unit_price_minor: int
    ordered: int
    is_gone: bool
    """The shop sells it no more, or no more of it will come."""
    waiting: tuple[WaitingUnits, ...]

    @property
    def backordered(self) -> int:
        """Units the plan does not take from stock."""
        return sum(each.quantity for each in self.waiting)


@dataclass(frozen=True, slots=True)
class ToldOrder:
    """`eta_version` counts everything ever promised for the order."""

    order: OrderId
    name: str
    currency: str
    locale: str | None
    is_test: bool
    processed_at: datetime
    lines: tuple[ToldLine, ...]
    eta_version: int
    p50: date | None
    p90: date | None


def load(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> ToldOrder | None:
    head = (
        conn.execute(sa.select(order).where(order.c.shop_id == shop, order.c.order_id == order_id)).mappings().first()
    )
    if head is None:
        return None
    told = conn.scalar(sa.select(sa.func.count()).where(promise.c.shop_id == shop, promise.c.order_id == order_id))
    span = conn.execute(
        sa.select(sa.func.max(plan_part.c.p50), sa.func.max(plan_part.c.p90))
        .join(
            order_line,
            sa.and_(order_line.c.shop_id == plan_part.c.shop_id, order_line.c.line_id == plan_part.c.line_id),
        )
        .where(plan_part.c.shop_id == shop, order_line.c.order_id == order_id)
    ).one()
    return ToldOrder(
        order=order_id,
        name=head["name"],
        currency=head["currency"],
        locale=head["locale"],
        is_test=head["test"],
        processed_at=head["processed_at"],
        lines=_lines(conn, shop, order_id),
        eta_version=told or 0,
        p50=span[0],
        p90=span[1],
    )


def _lines(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> tuple[ToldLine, ...]:
    waiting = _waiting(conn, shop, order_id)
    rows = conn.execute(
        sa.select(
            order_line.c.line_id,
            order_line.c.item_id,
            order_line.c.variant_id,
            order_line.c.title.label("line_title"),
            order_line.c.unit_price_minor,
            order_line.c.ordered,
            variant.c.product_id,
            variant.c.product_handle,
            variant.c.product_title,
            variant.c.title,
            variant.c.sku,
            variant.c.image_url,
            variant.c.deleted_at,
            discontinued.c.said_at,
        )
        .outerjoin(
            variant,
            sa.and_(variant.c.shop_id == order_line.c.shop_id, variant.c.variant_id == order_line.c.variant_id),
        )
        .outerjoin(
            discontinued,
            sa.and_(discontinued.c.shop_id == order_line.c.shop_id, discontinued.c.item_id == order_line.c.item_id),
        )
        .where(order_line.c.shop_id == shop, order_line.c.order_id == order_id)
        .order_by(order_line.c.line_id)
    )
    return tuple(
        ToldLine(
            line=LineId(row.line_id),
            item=row.item_id,
            variant=row.variant_id,
            product_id=row.product_id or 0,
            product_handle=row.product_handle or "",
            product_title=row.product_title or row.line_title,
            variant_title=row.title or "",
            sku=row.sku or "",
            image_url=row.image_url,
            unit_price_minor=row.unit_price_minor,
            ordered=row.ordered,
            is_gone=row.deleted_at is not None or row.said_at is not None,
            waiting=tuple(waiting.get(row.line_id, ())),
        )
        for row in rows
    )


def _waiting(conn: sa.Connection, shop: ShopId, order_id: OrderId) -> dict[LineId, list[WaitingUnits]]:
    owed = [part for part in plans.parts_of_order(conn, shop, order_id) if part.is_backordered]
    found: dict[LineId, list[WaitingUnits]] = {}
    for each in with_days(conn, shop, owed):
        found.setdefault(each.line, []).append(each)
    return found
