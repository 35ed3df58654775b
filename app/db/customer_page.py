"""What a customer may see of their own order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.db import plans, promises, telling
from app.db.plans import PlanPart
from app.domain.ids import LineId, OrderId, ShopId
from app.domain.ledger import standing
from app.domain.model import Promise


@dataclass(frozen=True, slots=True)
class Waiting:
    """Units of a line that wait. `promised_for` None: no date can be given now."""

    quantity: int
    promised_for: date | None


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """`ready` units have shipped or ship now."""

    product: str
    variant: str
    ordered: int
    ready: int
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class CustomerPage:
    order_name: str
    locale: str | None
    lines: tuple[CustomerLine, ...]


def load(conn: sa.Connection, shop: ShopId, order: OrderId) -> CustomerPage | None:
    told = telling.load(conn, shop, order)
    if told is None:
        return None
    parts = plans.parts_of_order(conn, shop, order)
    ledger = promises.of_lines(conn, shop, [line.line for line in told.lines])
    made = {line: [each.promise for each in said] for line, said in ledger.items()}
    return CustomerPage(
        order_name=told.name,
        locale=told.locale,
        lines=tuple(
            CustomerLine(
                product=line.product_title,
                variant="" if line.variant_title == "Default Title" else line.variant_title,
                ordered=line.ordered,
                ready=line.ordered - line.backordered,
                waiting=_waiting(line.line, parts, made.get(line.line, [])),
            )
            for line in told.lines
        ),
    )


def _waiting(line: LineId, parts: list[PlanPart], made: list[Promise]) -> tuple[Waiting, ...]:
    found: list[Waiting] = []
    for part in parts:
        if part.line != line or not part.is_backordered:
            continue
        promise = standing(made, part.first_unit)
        found.append(Waiting(part.quantity, promise.shown_on if promise else part.ship_by))
    return tuple(found)
