"""Facts about what is coming, from Shopify's transfers. A receipt is the difference between two reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.clock import local_date
from app.db.etas import state_eta
from app.db.rows import Row, add, put, row_id
from app.db.tables.supplies import EtaSource, SupplySource, inbound, receipt, supplier, supply
from app.db.zones import Zones
from app.domain.ids import InboundId, ItemId, ShopId, SupplierId, SupplyId
from app.shopify.facts import ShipmentFact, TransferFact

DELIVERY_TAG = "backorder-delivery:"
"""The tag of a transfer that we made of a delivery entered here, followed by that inbound's id."""
SUPPLIER_TAG = "supplier:"
"""A transfer tag `supplier:NAME` says who it comes from: Shopify's transfers have no supplier of their own."""

_OVER = frozenset({"RECEIVED"})
_CANCELLED = frozenset({"CANCELED"})
_UNDER_WAY = frozenset({"READY_TO_SHIP", "IN_PROGRESS"})

_ROW_ID = re.compile(r"[0-9]{1,18}|[1-8][0-9]{18}", re.ASCII)
"""What a 64-bit column can hold: the rest of a tag is whatever somebody typed."""

_Lines = dict[ItemId, dict[str, int | None]]


@dataclass(frozen=True, slots=True)
class Reading:
    """When a read began (machine clock), the business instant, and the zones that its days are told in."""

    started_at: datetime
    now: datetime
    zones: Zones


def save_transfer(conn: sa.Connection, shop: ShopId, fact: TransferFact, reading: Reading) -> set[ItemId]:
    """Store a transfer's shipments, and what it has not shipped yet if it comes from outside; give items touched."""
    of = _Origin(shop, fact, _supplier_of(conn, shop, fact, reading.now), reading)
    touched = _close_withdrawn(conn, of)
    for shipment in fact.shipments:
        touched |= _save_shipment(conn, of, shipment)
    if fact.origin_id is None:
        touched |= _save_remainder(conn, of)
    return touched


@dataclass(frozen=True, slots=True)
class _Origin:
    """What all supplies of one transfer share."""

    shop: ShopId
    transfer: TransferFact
    supplier: SupplierId | None
    reading: Reading

    def stated_on(self, at: datetime | None) -> date | None:
        """The day somebody meant who typed it into the shop's own admin."""
        return local_date(at, self.reading.zones.shop) if at else None

    def received_on(self, at: datetime) -> date:
        """The day it was at the dock."""
        return local_date(at, self.reading.zones.of(self.transfer.destination_id))


def _supplier_of(conn: sa.Connection, shop: ShopId, fact: TransferFact, now: datetime) -> SupplierId | None:
    names = [tag.removeprefix(SUPPLIER_TAG).strip() for tag in fact.tags if tag.startswith(SUPPLIER_TAG)]
    return ensure_supplier(conn, shop, names[0], now) if names and names[0] else None


def ensure_supplier(conn: sa.Connection, shop: ShopId, name: str, now: datetime) -> SupplierId:
    """The supplier called `name`, made if new."""
    known = conn.scalar(sa.select(supplier.c.supplier_id).where(supplier.c.shop_id == shop, supplier.c.name == name))
    if known is not None:
        return SupplierId(known)
    made = row_id(now)
    add(conn, supplier, [{"shop_id": shop, "supplier_id": made, "name": name}])
    return SupplierId(made)


def _close_withdrawn(conn: sa.Connection, of: _Origin) -> set[ItemId]:
    """A shipment that its transfer shows no more was deleted at Shopify: what was to come with it will not."""
    there = [each.id for each in of.transfer.shipments]
    gone = sa.and_(
        inbound.c.shop_id == of.shop,
        inbound.c.transfer_id == of.transfer.id,
        inbound.c.source == SupplySource.SHIPMENT,
        inbound.c.shipment_id.not_in(there),
        inbound.c.closed_at.is_(None),
        inbound.c.fetched_at <= of.reading.started_at,
    )
    withdrawn = sa.select(inbound.c.inbound_id).where(gone)
    items = conn.scalars(
        sa.select(supply.c.item_id).where(supply.c.shop_id == of.shop, supply.c.inbound_id.in_(withdrawn))
    ).all()
    conn.execute(sa.update(inbound).where(gone).values(closed_at=of.reading.now, fetched_at=of.reading.started_at))
    return {ItemId(item) for item in items}


def _save_shipment(conn: sa.Connection, of: _Origin, fact: ShipmentFact) -> set[ItemId]:
    head: Row = {
        "source": SupplySource.SHIPMENT,
        "name": fact.name,
        "shipment_id": fact.id,
        "status": fact.status,
        "received_on": of.received_on(fact.received_at) if fact.received_at else None,
    }
    over = fact.status in _OVER or of.transfer.status in _CANCELLED
    inbound_id = _save_head(conn, of, head, over=over)
    if inbound_id is None:
        return set()
    lines: _Lines = {
        line.item_id: {
            "shipment_line_id": line.id,
            "quantity": line.quantity,
            "accepted": line.accepted,
            "rejected": line.rejected,
        }
        for line in fact.lines
        if line.item_id is not None
    }
    touched = _save_lines(conn, of, inbound_id, lines, received_at=fact.received_at)
    # What was over before we first read it was stated when it left, as far as anybody can still tell.
    stated_at = (fact.shipped_at or fact.created_at or of.reading.now) if over else of.reading.now
    stated = of.stated_on(fact.arrives_at)
    if state_eta(conn, of.shop, inbound_id, stated, at=stated_at, source=EtaSource.SHOPIFY, by="shopify"):
        touched |= set(lines)
    return touched


def _save_remainder(conn: sa.Connection, of: _Origin) -> set[ItemId]:
    """What a supplier's transfer has not put into a shipment: dated only when somebody states a date for it."""
    lines: _Lines = {
        item: {"shipment_line_id": None, "quantity": units, "accepted": 0, "rejected": 0}
        for item, units in _processable(of.transfer).items()
    }
    head: Row = {
        "source": SupplySource.TRANSFER,
        "name": of.transfer.name,
        "shipment_id": 0,
        "status": of.transfer.status,
        "received_on": None,
    }
    over = not lines or of.transfer.status not in _UNDER_WAY
    inbound_id = _save_head(conn, of, head, over=over)
    return _save_lines(conn, of, inbound_id, lines, received_at=None) if inbound_id is not None else set()


def awaited(fact: TransferFact) -> dict[ItemId, int]:
    """Units of each item that a supplier still has to send: none of a transfer within the shop or not under way."""
    return _processable(fact) if fact.origin_id is None and fact.status in _UNDER_WAY else {}


def _processable(fact: TransferFact) -> dict[ItemId, int]:
    return {line.item_id: line.processable for line in fact.lines if line.item_id is not None and line.processable > 0}


def _save_head(conn: sa.Connection, of: _Origin, head: Row, *, over: bool) -> InboundId | None:
    """Insert or update the inbound's own row; None where a newer read is stored, or nothing worth a row."""
    known = _known(conn, of, head)
    if known is not None and known.fetched_at > of.reading.started_at and known.source != SupplySource.OWN:
        return None
    if known is None and over and head["source"] == SupplySource.TRANSFER:
        return None
    inbound_id = known.inbound_id if known else row_id(of.reading.now)
    row = {
        "shop_id": of.shop,
        "inbound_id": inbound_id,
        "transfer_id": of.transfer.id,
        "destination_id": of.transfer.destination_id,
        **head,
        **_kept(of, known),
        "supplier_id": of.supplier if of.supplier is not None else (known.supplier_id if known else None),
        "closed_at": (known.closed_at if known and known.closed_at else of.reading.now) if over else None,
        "fetched_at": of.reading.started_at,
    }
    put(conn, inbound, [row])
    return InboundId(inbound_id)


def _known(conn: sa.Connection, of: _Origin, head: Row) -> sa.Row[Any] | None:
    """The inbound that this is: by its ids, else the delivery entered here that the transfer was made of.

    Such a delivery becomes the first shipment of its transfer, and keeps its id: what is pegged to it stays, and no
    unit of it is ever there twice.
    """
    same = sa.and_(
        inbound.c.source == head["source"],
        inbound.c.transfer_id == of.transfer.id,
        inbound.c.shipment_id == head["shipment_id"],
    )
    found = conn.execute(sa.select(inbound).where(inbound.c.shop_id == of.shop, same)).first()
    return found if found is not None else _ours(conn, of)


def _ours(conn: sa.Connection, of: _Origin) -> sa.Row[Any] | None:
    numbers = [tag.removeprefix(DELIVERY_TAG) for tag in of.transfer.tags if tag.startswith(DELIVERY_TAG)]
    if not numbers or not _ROW_ID.fullmatch(numbers[0]):
        return None
    waits = sa.or_(
        inbound.c.source == SupplySource.OWN,
        sa.and_(inbound.c.source == SupplySource.TRANSFER, inbound.c.transfer_id == of.transfer.id),
    )
    return conn.execute(
        sa.select(inbound).where(
            inbound.c.shop_id == of.shop,
            inbound.c.inbound_id == int(numbers[0]),
            inbound.c.reference.is_not(None),
            inbound.c.closed_at.is_(None),
            waits,
        )
    ).first()


def _kept(of: _Origin, known: sa.Row[Any] | None) -> Row:
    """A delivery entered here keeps the name and the order day it was given; others are ordered when they are made."""
    if known is not None and known.reference is not None:
        return {"name": known.name, "ordered_on": known.ordered_on}
    return {"ordered_on": of.stated_on(of.transfer.created_at)}


def _save_lines(
    conn: sa.Connection, of: _Origin, inbound_id: InboundId, lines: _Lines, *, received_at: datetime | None
) -> set[ItemId]:
    mine = sa.and_(supply.c.shop_id == of.shop, supply.c.inbound_id == inbound_id)
    known = {row["item_id"]: row for row in conn.execute(sa.select(supply).where(mine)).mappings()}
    changed = {item for item, line in lines.items() if item not in known or _differs(known[item], line)}
    gone = {ItemId(item) for item in known} - set(lines)
    conn.execute(sa.delete(supply).where(mine, supply.c.item_id.in_(list(gone))))
    received_on = of.received_on(received_at or of.reading.now)
    for item in sorted(changed):
        before = known.get(item)
        supply_id = SupplyId(before["supply_id"] if before else row_id(of.reading.now))
        row = {"shop_id": of.shop, "supply_id": supply_id, "inbound_id": inbound_id, "item_id": item}
        put(conn, supply, [row | lines[item]])
        received = [_received(lines[item], before, name) for name in ("accepted", "rejected")]
        if any(received):
            key = {"shop_id": of.shop, "supply_id": supply_id}
            log_receipt(conn, key, *received, on=received_on, at=of.reading.now)
    return changed | gone


def _received(line: Mapping[str, int | None], before: sa.RowMapping | None, name: str) -> int:
    return int(line[name] or 0) - int(before[name] if before else 0)


def _differs(known: sa.RowMapping, line: Mapping[str, int | None]) -> bool:
    return any(known[name] != value for name, value in line.items())


def log_receipt(conn: sa.Connection, key: Row, accepted: int, rejected: int, *, on: date, at: datetime) -> None:
    """One more receipt of the supply that `key` names (`shop_id`, `supply_id`), in units since the last one."""
    mine = sa.and_(receipt.c.shop_id == key["shop_id"], receipt.c.supply_id == key["supply_id"])
    last = conn.scalar(sa.select(sa.func.max(receipt.c.seq)).where(mine)) or 0
    row = {"seq": last + 1, "received_on": on, "recorded_at": at, "accepted": accepted, "rejected": rejected}
    add(conn, receipt, [{**key, **row}])
