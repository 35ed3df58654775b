"""Orders as Shopify tells of them: lines, and the fulfilment orders that cut them into what is held and what is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.db import orders
from app.domain.ids import FulfillmentOrderId, HoldId, ItemId, LineId, LocationId, OrderId, ProductId, ShopId, VariantId
from app.shopify.facts import FulfillmentOrderFact, FulfillmentOrderLineFact, HoldFact, LineFact, OrderFact, Unreadable
from app.shopify.gid import FulfillmentOrderLineId
from app.shopify.money import Money
from tests.integration.factories.catalog import WAREHOUSE, item_of
from tests.integration.factories.moments import FETCHED_AT, NOW


@dataclass(frozen=True)
class Line:
    """`held` of the open units are on a hold of ours, `held_by_others` on somebody else's."""

    variant: int
    quantity: int
    shipped: int = 0
    held: int = 0
    held_by_others: int = 0
    unit_price_minor: int = 5400
    item: ItemId | None = None


def save_order(
    conn: sa.Connection,
    shop: ShopId,
    *,
    number: int = 1042,
    lines: Sequence[Line],
    placed_at: datetime = NOW,
    updated_at: datetime = NOW,
    cancelled_at: datetime | None = None,
    is_test: bool = False,
    fetched_at: datetime = FETCHED_AT,
    country: str | Unreadable | None = "US",
    location: LocationId = WAREHOUSE,
    attributes: Mapping[str, str] | None = None,
) -> OrderId:
    fact = order_fact(
        number=number,
        lines=lines,
        placed_at=placed_at,
        updated_at=updated_at,
        cancelled_at=cancelled_at,
        is_test=is_test,
        country=country,
        location=location,
        attributes=attributes,
    )
    orders.save_order(conn, shop, fact, started_at=fetched_at)
    return fact.id


def order_fact(
    *,
    number: int = 1042,
    lines: Sequence[Line],
    placed_at: datetime = NOW,
    updated_at: datetime = NOW,
    cancelled_at: datetime | None = None,
    is_test: bool = False,
    country: str | Unreadable | None = "US",
    location: LocationId = WAREHOUSE,
    attributes: Mapping[str, str] | None = None,
) -> OrderFact:
    """Line ids are `number` * 100 and one more for each line; a cancelled order ships nothing any more."""
    found = {LineId(number * 100 + at): line for at, line in enumerate(lines, start=1)}
    return OrderFact(
        id=OrderId(number),
        name=f"#{number}",
        created_at=placed_at,
        processed_at=placed_at,
        updated_at=updated_at,
        cancelled_at=cancelled_at,
        closed=False,
        test=is_test,
        edited=False,
        currency="USD",
        financial_status="PAID",
        fulfillment_status="UNFULFILLED",
        source="web",
        locale="en",
        ship_to_country=country,
        company=None,
        tags=(),
        attributes=attributes or {},
        backorder=None,
        lines=tuple(_line(line_id, line) for line_id, line in found.items()),
        fulfillment_orders=() if cancelled_at else tuple(_fulfillments(number, found, location)),
    )


def _line(line_id: LineId, line: Line) -> LineFact:
    return LineFact(
        id=line_id,
        title="Fjord Enamel Kettle",
        variant_title="Blue",
        sku=None,
        product_id=ProductId(line.variant + 1),
        variant_id=VariantId(line.variant),
        item_id=line.item or item_of(line.variant),
        quantity=line.quantity,
        current_quantity=line.quantity,
        unfulfilled_quantity=line.quantity - line.shipped,
        requires_shipping=True,
        unit_price=Money(line.unit_price_minor, "USD", 2),
        properties={},
        selling_plan=None,
    )


_OURS = HoldFact(id=HoldId(1), handle="backorder:1", reason="INVENTORY_OUT_OF_STOCK", notes=None, ours=True)
_THEIRS = HoldFact(id=HoldId(2), handle="", reason="OTHER", notes=None, ours=False)


def _fulfillments(number: int, lines: dict[LineId, Line], location: LocationId) -> list[FulfillmentOrderFact]:
    cuts: list[tuple[tuple[HoldFact, ...], dict[LineId, int]]] = [
        ((), {at: line.quantity - line.shipped - line.held - line.held_by_others for at, line in lines.items()}),
        ((_OURS,), {at: line.held for at, line in lines.items()}),
        ((_THEIRS,), {at: line.held_by_others for at, line in lines.items()}),
    ]
    return [
        _fulfillment(number * 10 + at, holds, units, location)
        for at, (holds, units) in enumerate(cuts)
        if any(units.values())
    ]


def _fulfillment(
    number: int, holds: tuple[HoldFact, ...], units: dict[LineId, int], location: LocationId
) -> FulfillmentOrderFact:
    lines = [
        FulfillmentOrderLineFact(FulfillmentOrderLineId(number * 1000 + line), line, None, quantity, quantity)
        for line, quantity in units.items()
        if quantity
    ]
    return FulfillmentOrderFact(
        id=FulfillmentOrderId(number),
        status="ON_HOLD" if holds else "OPEN",
        request_status="UNSUBMITTED",
        location_id=location,
        location_name="Warehouse",
        fulfill_at=None,
        fulfill_by=None,
        actions=frozenset(),
        holds=holds,
        lines=tuple(lines),
        updated_at=NOW,
    )
