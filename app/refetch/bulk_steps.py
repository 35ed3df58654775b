"""What each step of a bulk import asks Shopify for, and how a piece of its answer becomes facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

import sqlalchemy as sa

from app.clock import local_date
from app.db import footprints, inventory, orders, shopstate, supplies, terms, zones
from app.db.shops import Shop
from app.db.tables.imports import Step
from app.domain.ids import ItemId, OrderId
from app.refetch import comparing
from app.refetch.past import PAST
from app.refetch.reconcile import keep_variants
from app.replan.replan import replan
from app.shopify.bulk_facts import OrderRead, TransferRead, VariantRead, read_order, read_transfer, read_variant
from app.shopify.bulk_tree import Root
from app.shopify.features import DELIVERIES, may_use
from app.shopify.operation import Operation
from app.shopify.operations import BULK_ORDERS, BULK_TRANSFERS, BULK_VARIANTS
from app.shopify.transfers import OPEN_STATUSES


class Read(Protocol):
    """One root as facts."""

    @property
    def whole(self) -> bool:
        """Whether nothing below it is missing. Only a file that broke off has others."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What a piece is stored with. `read_at` (machine clock) is when the operation was asked for, `now` business."""

    shop: Shop
    read_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Reads:
    """One step. At most `at_once` roots are stored in a transaction, so that none grows past some 1,000 rows."""

    operation: Operation[Any]
    at_once: int
    search: Callable[[date], str]
    read: Callable[[Root, Shop], Read]
    keep: Callable[[sa.Connection, Desk, Sequence[Any]], None]

    def which(self, today: date, *, from_id: int) -> str:
        """Shopify's search for the step's roots, from an id on: the rest of a file that broke off."""
        terms_ = [self.search(today), f"id:>={from_id}" if from_id else ""]
        return " AND ".join(term for term in terms_ if term)


def _keep_variants(conn: sa.Connection, desk: Desk, reads: Sequence[VariantRead]) -> None:
    touched = keep_variants(conn, desk.shop, [each.variant for each in reads], started_at=desk.read_at)
    items = list({each.item.id: each.item for each in reads}.values())
    comparing.note_items(conn, desk.shop, items, started_at=desk.read_at)
    touched |= inventory.save_items(conn, desk.shop.id, items, started_at=desk.read_at)
    replan(conn, desk.shop, touched, now=desk.now)


def _keep_orders(conn: sa.Connection, desk: Desk, reads: Sequence[OrderRead]) -> None:
    """An order whose fulfilment orders are still to come is left to its webhook, or to the catching up."""
    shop = desk.shop.id
    ours = footprints.written_since(conn, shop, desk.read_at)
    facts = [each.order for each in reads if shopstate.order_resource(each.order.id) not in ours]
    routed = [fact for fact in facts if fact.fulfillment_orders or fact.cancelled_at]
    comparing.count_orders(conn, desk.shop, len(facts))
    comparing.note_orders(conn, desk.shop, routed, started_at=desk.read_at)
    saved = orders.save_orders(conn, shop, routed, started_at=desk.read_at)
    touched = {item for items in saved.values() for item in items}
    planned = terms.planned_items(conn, shop, touched)
    replan(conn, desk.shop, planned, now=desk.now, orders=_with(saved, planned))


def _with(saved: Mapping[OrderId, set[ItemId]], planned: set[ItemId]) -> list[OrderId]:
    return [order for order, items in saved.items() if not items.isdisjoint(planned)]


def _keep_transfers(conn: sa.Connection, desk: Desk, reads: Sequence[TransferRead]) -> None:
    reading = supplies.Reading(desk.read_at, desk.now, zones.read(conn, desk.shop))
    comparing.note_transfers(conn, desk.shop, [each.transfer for each in reads], started_at=desk.read_at)
    touched: set[ItemId] = set()
    for each in reads:
        touched |= supplies.save_transfer(conn, desk.shop.id, each.transfer, reading)
    replan(conn, desk.shop, touched, now=desk.now)


def _transfers_since(today: date) -> str:
    still = " OR ".join(f"status:{status.lower()}" for status in OPEN_STATUSES)
    return f"({still} OR (status:transferred AND created_at:>='{(today - PAST).isoformat()}'))"


STEPS: Final[Mapping[Step, Reads]] = {
    Step.VARIANTS: Reads(
        BULK_VARIANTS,
        200,
        lambda _: "",
        lambda root, shop: read_variant(root, currency=shop.currency),
        _keep_variants,
    ),
    Step.ORDERS: Reads(BULK_ORDERS, 60, lambda _: "status:open", lambda root, _: read_order(root), _keep_orders),
    Step.TRANSFERS: Reads(BULK_TRANSFERS, 20, _transfers_since, lambda root, _: read_transfer(root), _keep_transfers),
}


def after(step: Step) -> Step:
    order = list(Step)
    return order[order.index(step) + 1]


def may_read(step: Step, shop: Shop) -> bool:
    """Whether the shop's grant lets us ask for it: a whole operation is refused for want of one scope."""
    return step is not Step.TRANSFERS or may_use(DELIVERIES, shop.scopes)


def search_of(step: Step, shop: Shop, now: datetime, *, from_id: int) -> str:
    """The step's search on the shop's calendar day."""
    return STEPS[step].which(local_date(now, shop.timezone), from_id=from_id)
