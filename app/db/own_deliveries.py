"""Deliveries that a merchant keeps here, as rows: made, changed, received and closed without Shopify."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.clock import machine_now
from app.db import locks
from app.db.incoming import last_eta
from app.db.rows import add, row_id
from app.db.supplies import ensure_supplier, log_receipt
from app.db.tables.catalog import item, location
from app.db.tables.supplies import SupplySource, inbound, receipt, supplier, supply
from app.domain.ids import InboundId, ItemId, LocationId, ShopId, SupplierId, SupplyId
from app.domain.own_supply import NewDelivery, Units, fold

_AT_ONCE = 500
OPEN = "open"
RECEIVED = "received"
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One item of a delivery."""

    supply: SupplyId
    item: ItemId
    units: Units


@dataclass(frozen=True, slots=True)
class OwnDelivery:
    """A delivery that was entered here. `source` is not OWN where Shopify keeps it by now."""

    id: InboundId
    name: str
    source: SupplySource
    destination: LocationId | None
    supplier: SupplierId | None
    is_closed: bool
    lines: tuple[OwnLine, ...]

    @property
    def is_here(self) -> bool:
        """Whether it may be changed here: Shopify has not taken it over, and it is not over."""
        return self.source is SupplySource.OWN and not self.is_closed

    @property
    def items(self) -> set[ItemId]:
        return {line.item for line in self.lines}


def insert(
    conn: sa.Connection, shop: ShopId, new: NewDelivery, *, supplier: SupplierId | None, ordered_on: date, now: datetime
) -> InboundId:
    """A new delivery without a date: dates are stated. `now` is the business instant. The reference must be free."""
    made = InboundId(row_id(now))
    row = {
        "shop_id": shop,
        "inbound_id": made,
        "source": SupplySource.OWN,
        "name": " ".join(new.reference.split()),
        "reference": fold(new.reference),
        "destination_id": new.destination,
        "supplier_id": supplier,
        "ordered_on": ordered_on,
        "status": OPEN,
        "fetched_at": machine_now(),
    }
    add(conn, inbound, [row])
    for each, quantity in new.quantities.items():
        add_line(conn, shop, made, each, quantity, now=now)
    return made


def add_line(
    conn: sa.Connection, shop: ShopId, inbound_id: InboundId, item_id: ItemId, quantity: int, *, now: datetime
) -> None:
    row = {"shop_id": shop, "supply_id": row_id(now), "inbound_id": inbound_id, "item_id": item_id}
    add(conn, supply, [{**row, "quantity": quantity, "accepted": 0, "rejected": 0}])


def named_supplier(conn: sa.Connection, shop: ShopId, name: str | None, *, now: datetime) -> SupplierId | None:
    """The supplier of that name in capitals or not, made if new; None for no name."""
    called = " ".join((name or "").split())
    if not called:
        return None
    same = sa.and_(supplier.c.shop_id == shop, sa.func.lower(supplier.c.name) == called.lower())
    known = conn.scalar(sa.select(supplier.c.name).where(same).order_by(supplier.c.supplier_id).limit(1))
    return ensure_supplier(conn, shop, known or called, now)


def by_reference(conn: sa.Connection, shop: ShopId, reference: str) -> OwnDelivery | None:
    """The delivery of that reference, open or over."""
    return _one(conn, shop, inbound.c.reference == fold(reference))


@dataclass(frozen=True, slots=True)
class Standing:
    """A delivery as it stands: the date stated last, and its supplier's name, empty where nobody named one."""

    delivery: OwnDelivery
    expected_on: date | None
    supplier: str


def standing(conn: sa.Connection, shop: ShopId, references: Iterable[str]) -> dict[str, Standing]:
    """The deliveries of these folded references, by reference: two statements for five hundred of them."""
    wanted = sorted(set(references))
    found: dict[str, Standing] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        found |= _standing(conn, shop, wanted[start : start + _AT_ONCE])
    return found


def _standing(conn: sa.Connection, shop: ShopId, references: Sequence[str]) -> dict[str, Standing]:
    named = sa.and_(supplier.c.shop_id == shop, supplier.c.supplier_id == inbound.c.supplier_id)
    heads = conn.execute(
        sa.select(inbound, supplier.c.name.label("from"), last_eta(shop, inbound.c.inbound_id).label("eta"))
        .select_from(inbound)
        .outerjoin(supplier, named)
        .where(inbound.c.shop_id == shop, inbound.c.reference.in_(references))
    ).mappings()
    known = {head["inbound_id"]: head for head in heads}
    lines: dict[int, list[sa.RowMapping]] = {each: [] for each in known}
    rows = conn.execute(
        sa.select(supply)
        .where(supply.c.shop_id == shop, supply.c.inbound_id.in_(list(known)))
        .order_by(supply.c.supply_id)
    ).mappings()
    for row in rows:
        lines[row["inbound_id"]].append(row)
    return {
        head["reference"]: Standing(_delivery(head, lines[each]), head["eta"], head["from"] or "")
        for each, head in known.items()
    }


def of_supply(conn: sa.Connection, shop: ShopId, supply_id: SupplyId) -> OwnDelivery | None:
    """The delivery that brings this supply; None where it was not entered here."""
    mine = sa.select(supply.c.inbound_id).where(supply.c.shop_id == shop, supply.c.supply_id == supply_id)
    return _one(conn, shop, inbound.c.inbound_id == mine.scalar_subquery())


def by_id(conn: sa.Connection, shop: ShopId, inbound_id: InboundId) -> OwnDelivery | None:
    return _one(conn, shop, inbound.c.inbound_id == inbound_id)


def lock(conn: sa.Connection, shop: ShopId, inbound_id: InboundId) -> OwnDelivery | None:
    """The delivery, with its dates held until the transaction ends; take it before the items."""
    locks.lock_inbound(conn, shop, inbound_id)
    return by_id(conn, shop, inbound_id)


def _one(conn: sa.Connection, shop: ShopId, clause: sa.ColumnElement[bool]) -> OwnDelivery | None:
    ours = sa.and_(inbound.c.shop_id == shop, inbound.c.reference.is_not(None), clause)
    head = conn.execute(sa.select(inbound).where(ours)).mappings().first()
    if head is None:
        return None
    rows = conn.execute(
        sa.select(supply)
        .where(supply.c.shop_id == shop, supply.c.inbound_id == head["inbound_id"])
        .order_by(supply.c.supply_id)
    ).mappings()
    return _delivery(head, rows.all())


def _delivery(head: sa.RowMapping, rows: Sequence[sa.RowMapping]) -> OwnDelivery:
    return OwnDelivery(
        id=InboundId(head["inbound_id"]),
        name=head["name"],
        source=SupplySource(head["source"]),
        destination=None if head["destination_id"] is None else LocationId(head["destination_id"]),
        supplier=None if head["supplier_id"] is None else SupplierId(head["supplier_id"]),
        is_closed=head["closed_at"] is not None,
        lines=tuple(_line(row) for row in rows),
    )


def _line(row: sa.RowMapping) -> OwnLine:
    units = Units(row["quantity"], row["accepted"], row["rejected"], row["closed"])
    return OwnLine(SupplyId(row["supply_id"]), ItemId(row["item_id"]), units)


def save_units(conn: sa.Connection, shop: ShopId, supply_id: SupplyId, units: Units) -> None:
    conn.execute(
        sa.update(supply)
        .where(supply.c.shop_id == shop, supply.c.supply_id == supply_id)
        .values(quantity=units.quantity, accepted=units.accepted, rejected=units.rejected, closed=units.closed)
    )


def note_receipt(
    conn: sa.Connection, shop: ShopId, line: OwnLine, after: Units, *, received_on: date, at: datetime
) -> None:
    """Store what was counted of a line, and log it where anything was."""
    save_units(conn, shop, line.supply, after)
    accepted, rejected = after.accepted - line.units.accepted, after.rejected - line.units.rejected
    if accepted or rejected:
        key = {"shop_id": shop, "supply_id": line.supply}
        log_receipt(conn, key, accepted, rejected, on=received_on, at=at)


def last_receipt_on(conn: sa.Connection, shop: ShopId, inbound_id: InboundId) -> date | None:
    """The local day on which something of the delivery was counted last; None: never."""
    day: date | None = conn.scalar(
        sa.select(sa.func.max(receipt.c.received_on))
        .join(supply, sa.and_(supply.c.shop_id == receipt.c.shop_id, supply.c.supply_id == receipt.c.supply_id))
        .where(receipt.c.shop_id == shop, supply.c.inbound_id == inbound_id)
    )
    return day


def close(
    conn: sa.Connection, shop: ShopId, inbound_id: InboundId, *, status: str, at: datetime, received_on: date | None
) -> None:
    """Nothing more comes. `received_on` None: it never arrived, and says nothing about its supplier."""
    conn.execute(
        sa.update(inbound)
        .where(inbound.c.shop_id == shop, inbound.c.inbound_id == inbound_id)
        .values(status=status, closed_at=at, received_on=received_on)
    )


def is_known_place(conn: sa.Connection, shop: ShopId, location_id: LocationId) -> bool:
    """Whether goods can be sent there: the shop has the location, and it is active."""
    there = sa.exists().where(
        location.c.shop_id == shop, location.c.location_id == location_id, location.c.is_active.is_(True)
    )
    return bool(conn.scalar(sa.select(there)))


def unknown_items(conn: sa.Connection, shop: ShopId, items: set[ItemId]) -> set[ItemId]:
    """Those of `items` that the shop does not have, or no longer, or does not count."""
    found = conn.scalars(
        sa.select(item.c.item_id).where(
            item.c.shop_id == shop,
            item.c.item_id.in_(list(items)),
            item.c.deleted_at.is_(None),
            item.c.tracked.is_(True),
        )
    )
    return items - {ItemId(each) for each in found}


def free_reference(conn: sa.Connection, shop: ShopId) -> str:
    """A reference for whoever has none: `D-` and the next number. A suggestion: it may be taken before it is used."""
    ours = sa.select(inbound.c.reference).where(inbound.c.shop_id == shop, inbound.c.reference.like("d-%"))
    taken = set(conn.scalars(ours))
    number = len(taken) + 1
    while f"d-{number}" in taken:
        number += 1
    return f"D-{number}"
