"""What a customer may see of their own order."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.db import telling
from app.db.waiting import WaitingUnits
from app.domain.ids import OrderId, ShopId


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """`ready` units have shipped or ship now."""

    product: str
    variant: str
    ordered: int
    ready: int
    waiting: tuple[WaitingUnits, ...]


@dataclass(frozen=True, slots=True)
class CustomerPage:
    order_name: str
    locale: str | None
    lines: tuple[CustomerLine, ...]


def load(conn: sa.Connection, shop: ShopId, order: OrderId) -> CustomerPage | None:
    told = telling.load(conn, shop, order)
    if told is None:
        return None
    return CustomerPage(
        order_name=told.name,
        locale=told.locale,
        lines=tuple(
            CustomerLine(
                product=line.product_title,
                variant="" if line.variant_title == "Default Title" else line.variant_title,
                ordered=line.ordered,
                ready=line.ordered - line.backordered,
                waiting=line.waiting,
            )
            for line in told.lines
        ),
    )
