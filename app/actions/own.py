"""Acts on deliveries that are kept here: their units become stock, or they become a transfer in Shopify."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa

from app.actions.desk import Desk, Settle
from app.actions.shipments import look_at, noon
from app.db import actions, catalog, incoming, inventory, own_deliveries, supplies, zones
from app.db.actions import Action
from app.db.own_deliveries import RECEIVED, OwnLine
from app.domain.ids import InboundId, ItemId, LocationId
from app.domain.own_supply import Refused, Units, closed_short, is_over, received
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import replan
from app.shopify.gid import TransferId
from app.shopify.inventory import ItemWanted, StockReading, fetch_stock_and_supply
from app.shopify.shipping import ShipmentTracking, add_to_stock, create_shipment, create_transfer

_AT_ONCE: Final = 250
"""Changes of one call that Shopify takes."""


def receive_own(desk: Desk, action: Action) -> Settle:
    """Add the good units to Shopify's stock where that was decided, then read the stock that holds them.

    The delivery gives its units up in the transaction that stores that reading, so that none is there twice or not at
    all. Only while Shopify's answer is lost may a level's webhook show units that the delivery still has too.
    """
    payload = action.payload
    accepted = {ItemId(line["item"]): line["accepted"] for line in payload["lines"] if line["accepted"]}
    if payload["adjusts"] and action.so_far is None:
        _add_to_stock(desk, action, accepted)
    items = sorted({ItemId(line["item"]) for line in payload["lines"]})
    seen = fetch_stock_and_supply(desk.admin, _wanted(desk, items))

    def settle(conn: sa.Connection) -> None:
        own_deliveries.lock(conn, desk.shop.id, InboundId(payload["inbound"]))
        touched = _store(conn, desk, seen) | set(items)
        _book(conn, desk, action)
        replan(conn, desk.shop, touched, by=action.decided_by, now=desk.clock.now())
        enqueue(conn, desk.shop.id, Hint(Kind.DELIVER), cause=action.kind)

    return settle


def _add_to_stock(desk: Desk, action: Action, accepted: dict[ItemId, int]) -> None:
    """In as many calls as Shopify's limit needs, each with a key of its own made from the act's."""
    rest = iter(sorted(accepted.items()))
    number = 0
    while some := dict(islice(rest, _AT_ONCE)):
        add_to_stock(
            desk.admin,
            some,
            location=LocationId(action.payload["location"]),
            reference=f"gid://backorder/Delivery/{action.payload['inbound']}",
            idempotency_key=_key(action, f"stock {number}"),
        )
        number += 1
    _note(desk, action, {"added": True})


def _key(action: Action, call: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{action.key}/{call}"))


def announce(desk: Desk, action: Action) -> Settle:
    """Make a transfer of the delivery, on its way at once, so that Shopify counts its units and has its date.

    The tag tells the reader that it is this delivery and no second one (`app.db.supplies`). Both calls are repeated
    harmlessly: each has a key of its own, made from the act's.
    """
    payload = action.payload
    quantities = {ItemId(line["item"]): line["quantity"] for line in payload["lines"]}
    transfer = TransferId(action.so_far["transfer"]) if action.so_far else _make_transfer(desk, action, quantities)
    day = payload["arrives_on"]
    create_shipment(
        desk.admin,
        transfer,
        quantities,
        tracking=ShipmentTracking(arrives_at=noon(desk, date.fromisoformat(day)) if day else None),
        idempotency_key=_key(action, "shipment"),
    )
    return look_at(desk, transfer, cause=action.kind)


def _make_transfer(desk: Desk, action: Action, quantities: dict[ItemId, int]) -> TransferId:
    payload = action.payload
    supplier = [supplies.SUPPLIER_TAG + payload["supplier"]] if payload["supplier"] else []
    transfer = create_transfer(
        desk.admin,
        quantities,
        destination=LocationId(payload["destination"]),
        tags=[supplies.DELIVERY_TAG + str(payload["inbound"]), *supplier],
        reference=payload["reference"],
        idempotency_key=_key(action, "transfer"),
    )
    _note(desk, action, {"transfer": transfer.id})
    return transfer.id


def _note(desk: Desk, action: Action, so_far: dict[str, object]) -> None:
    with desk.database.write() as conn:
        actions.note(conn, desk.shop.id, action.id, so_far)


def _wanted(desk: Desk, items: list[ItemId]) -> list[ItemWanted]:
    with desk.database.read() as conn:
        variants = catalog.variants_of_items(conn, desk.shop.id, items)
        known = {item: incoming.transfers_of_items(conn, desk.shop.id, [item]) for item in items}
    return [
        ItemWanted(item, tuple(variants.get(item, ())), tuple(TransferId(each) for each in sorted(known[item])))
        for item in items
    ]


def _store(conn: sa.Connection, desk: Desk, seen: StockReading) -> set[ItemId]:
    facts = list(seen.items.found.values())
    touched = inventory.save_items(conn, desk.shop.id, facts, started_at=seen.items.started_at)
    reading = supplies.Reading(seen.transfers.started_at, desk.clock.now(), zones.read(conn, desk.shop))
    for transfer in seen.transfers.found.values():
        touched |= supplies.save_transfer(conn, desk.shop.id, transfer, reading)
    return touched


def _book(conn: sa.Connection, desk: Desk, action: Action) -> None:
    """What was counted leaves the delivery; it is over when nothing of it is open any more."""
    inbound = InboundId(action.payload["inbound"])
    known = own_deliveries.by_id(conn, desk.shop.id, inbound)
    if known is None or not known.is_here:
        return
    today = zones.read(conn, desk.shop).today(known.destination, action.decided_at)
    counted = {line["supply"]: line for line in action.payload["lines"]}
    left = []
    for line in known.lines:
        after = _after(line, counted.get(line.supply), closes=action.payload["closes"])
        own_deliveries.note_receipt(conn, desk.shop.id, line, after, received_on=today, at=desk.clock.now())
        left.append(after)
    if is_over(left):
        now = desk.clock.now()
        own_deliveries.close(conn, desk.shop.id, inbound, status=RECEIVED, at=now, received_on=today)


def _after(line: OwnLine, counted: dict[str, int] | None, *, closes: bool) -> Units:
    after = line.units
    if counted is not None:
        try:
            after = received(after, accepted=counted["accepted"], rejected=counted["rejected"])
        except Refused:  # the units are stock by now: what is left of the line is what they were
            after = received(after, accepted=after.open, rejected=0)
    return closed_short(after) if closes else after
