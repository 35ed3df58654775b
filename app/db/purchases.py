"""Orders to suppliers, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.db.rows import add, put, row_id
from app.db.tables.purchases import purchase_line, purchase_order
from app.domain.ids import InboundId, ItemId, LocationId, PurchaseId, ShopId, SupplierId
from app.domain.own_supply import fold
from app.domain.purchasing import Lot, PurchaseState


@dataclass(frozen=True, slots=True)
class Heading:
    """What all lines of an order share. `expected_on` is a local date at the dock; None: nobody knows yet."""

    number: str
    supplier: SupplierId
    destination: LocationId
    currency: str
    expected_on: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """`unit_cost` in minor units of the order's currency; None: not said."""

    item: ItemId
    lot: Lot
    unit_cost: int | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    id: PurchaseId
    heading: Heading
    state: PurchaseState
    ordered_on: date | None
    inbound: InboundId | None
    lines: tuple[PurchaseLine, ...]


def insert(conn: sa.Connection, shop: ShopId, heading: Heading, *, now: datetime) -> PurchaseId:
    """A draft without lines. The number must be free."""
    made = PurchaseId(row_id(now))
    row = {"shop_id": shop, "purchase_id": made, "state": PurchaseState.DRAFT, "made_at": now}
    add(conn, purchase_order, [row | _columns(heading)])
    return made


def save_heading(conn: sa.Connection, shop: ShopId, purchase: PurchaseId, heading: Heading) -> None:
    _set(conn, shop, purchase, **_columns(heading))


def mark(
    conn: sa.Connection,
    shop: ShopId,
    purchase: PurchaseId,
    state: PurchaseState,
    *,
    inbound: InboundId | None = None,
    ordered_on: date | None = None,
) -> None:
    _set(conn, shop, purchase, state=state, inbound_id=inbound, ordered_on=ordered_on)


def _columns(heading: Heading) -> dict[str, object]:
    return {
        "number": " ".join(heading.number.split()),
        "reference": fold(heading.number),
        "supplier_id": heading.supplier,
        "destination_id": heading.destination,
        "currency": heading.currency,
        "expected_on": heading.expected_on,
        "note": heading.note,
    }


def _set(conn: sa.Connection, shop: ShopId, purchase: PurchaseId, **values: object) -> None:
    mine = sa.and_(purchase_order.c.shop_id == shop, purchase_order.c.purchase_id == purchase)
    conn.execute(sa.update(purchase_order).where(mine).values(**values))


def put_line(conn: sa.Connection, shop: ShopId, purchase: PurchaseId, line: PurchaseLine) -> None:
    """Add the line, or say it anew."""
    row = {
        "shop_id": shop,
        "purchase_id": purchase,
        "item_id": line.item,
        "quantity": line.lot.quantity,
        "unit_cost": line.unit_cost,
        "pack": line.lot.pack,
        "least": line.lot.least,
    }
    put(conn, purchase_line, [row])


def drop_line(conn: sa.Connection, shop: ShopId, purchase: PurchaseId, item: ItemId) -> None:
    conn.execute(
        sa.delete(purchase_line).where(
            purchase_line.c.shop_id == shop, purchase_line.c.purchase_id == purchase, purchase_line.c.item_id == item
        )
    )


def lock_name(purchase: PurchaseId) -> str:
    """What an order is held by, among references. A reference spelled like it only waits a moment longer."""
    return f":purchase:{purchase}"


def by_number(conn: sa.Connection, shop: ShopId, number: str) -> PurchaseId | None:
    found: int | None = conn.scalar(
        sa.select(purchase_order.c.purchase_id).where(
            purchase_order.c.shop_id == shop, purchase_order.c.reference == fold(number)
        )
    )
    return None if found is None else PurchaseId(found)


def by_id(conn: sa.Connection, shop: ShopId, purchase: PurchaseId) -> Purchase | None:
    """The order with its lines, by item."""
    head = (
        conn.execute(
            sa.select(purchase_order).where(purchase_order.c.shop_id == shop, purchase_order.c.purchase_id == purchase)
        )
        .mappings()
        .first()
    )
    if head is None:
        return None
    rows = conn.execute(
        sa.select(purchase_line)
        .where(purchase_line.c.shop_id == shop, purchase_line.c.purchase_id == purchase)
        .order_by(purchase_line.c.item_id)
    ).mappings()
    return _purchase(head, tuple(_line(row) for row in rows))


def _purchase(head: sa.RowMapping, lines: tuple[PurchaseLine, ...]) -> Purchase:
    return Purchase(
        id=PurchaseId(head["purchase_id"]),
        heading=Heading(
            number=head["number"],
            supplier=SupplierId(head["supplier_id"]),
            destination=LocationId(head["destination_id"]),
            currency=head["currency"],
            expected_on=head["expected_on"],
            note=head["note"],
        ),
        state=PurchaseState(head["state"]),
        ordered_on=head["ordered_on"],
        inbound=None if head["inbound_id"] is None else InboundId(head["inbound_id"]),
        lines=lines,
    )


def _line(row: sa.RowMapping) -> PurchaseLine:
    return PurchaseLine(ItemId(row["item_id"]), Lot(row["quantity"], row["pack"], row["least"]), row["unit_cost"])
