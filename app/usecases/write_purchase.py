"""A draft of an order to a supplier: its heading and its lines. Nothing of it counts before it is ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.db import activity, locks, own_deliveries, purchases
from app.db.purchases import Heading, Purchase, PurchaseLine
from app.db.shops import Shop
from app.domain.ids import ItemId, LocationId, PurchaseId
from app.domain.own_supply import fold
from app.domain.purchasing import require_draft
from app.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class Said:
    """A heading as a merchant says it: the supplier by name, made if new."""

    number: str
    supplier: str
    destination: LocationId
    currency: str
    expected_on: date | None
    note: str = ""


def make_purchase(conn: sa.Connection, shop: Shop, said: Said, *, by: str, now: datetime) -> PurchaseId:
    """A new draft. Raises Conflict for a number that an order or a delivery has, NotFound for an unknown place."""
    heading = _heading(conn, shop, said, mine=None, now=now)
    made = purchases.insert(conn, shop.id, heading, now=now)
    detail = {"number": said.number}
    activity.log(conn, shop.id, "drafted an order", f"purchase:{made}", actor=by, at=now, detail=detail)
    return made


def change_heading(conn: sa.Connection, shop: Shop, purchase: PurchaseId, said: Said, *, now: datetime) -> None:
    """Raises as `make_purchase`, and Refused once it is ordered."""
    draft(conn, shop, purchase)
    purchases.save_heading(conn, shop.id, purchase, _heading(conn, shop, said, mine=purchase, now=now))


def put_line(conn: sa.Connection, shop: Shop, purchase: PurchaseId, line: PurchaseLine) -> None:
    """Add a line, or say the line of that item anew. Raises NotFound, and Refused once it is ordered."""
    draft(conn, shop, purchase)
    if own_deliveries.unknown_items(conn, shop.id, {line.item}):
        raise NotFound("Shopify does not track how many there are of this product.")
    purchases.put_line(conn, shop.id, purchase, line)


def drop_line(conn: sa.Connection, shop: Shop, purchase: PurchaseId, item: ItemId) -> None:
    """Raises NotFound, and Refused once it is ordered."""
    draft(conn, shop, purchase)
    purchases.drop_line(conn, shop.id, purchase, item)


def draft(conn: sa.Connection, shop: Shop, purchase: PurchaseId) -> Purchase:
    """The order, held until the transaction ends. Raises NotFound, and Refused for one that is no draft any more."""
    locks.lock_references(conn, shop.id, [purchases.lock_name(purchase)])
    known = purchases.by_id(conn, shop.id, purchase)
    if known is None:
        raise NotFound("There is no such order in this shop.")
    require_draft(known.state)
    return known


def _heading(conn: sa.Connection, shop: Shop, said: Said, *, mine: PurchaseId | None, now: datetime) -> Heading:
    locks.lock_references(conn, shop.id, [fold(said.number)])
    other = purchases.by_number(conn, shop.id, said.number)
    if other not in (None, mine):
        raise Conflict(f"There is an order {said.number.strip()} already. Give this one another number.")
    if own_deliveries.by_reference(conn, shop.id, said.number) is not None:
        raise Conflict(f"There is a delivery {said.number.strip()} already. Give this order another number.")
    if not own_deliveries.is_known_place(conn, shop.id, said.destination):
        raise NotFound("This location is not in the shop any more.")
    supplier = own_deliveries.named_supplier(conn, shop.id, said.supplier, now=now)
    if supplier is None:
        raise NotFound("Say which supplier this order goes to.")
    return Heading(said.number, supplier, said.destination, said.currency, said.expected_on, said.note)
