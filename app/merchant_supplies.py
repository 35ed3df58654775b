"""What a merchant does about incoming stock: each act is the one transaction of its use case, and wakes the worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

import sqlalchemy as sa

from app.admin.views import Moved, Received
from app.clock import Clock
from app.db import own_deliveries, shops
from app.db.activity import person
from app.db.session import Database
from app.db.shops import Shop
from app.db.shown_incoming import Choice, DeliveryChoices, ImportView, IncomingPage, IncomingQuery
from app.db.views import import_progress, incoming_list
from app.db.views.reader import Reader, reading
from app.domain.ids import ImportId, ShopId, SupplyId, VariantId
from app.domain.model import Cause
from app.domain.own_supply import NewDelivery, Refused
from app.domain.supplies_csv import read_file
from app.domain.table import TableError
from app.errors import AppError
from app.inbox.wake import Wake
from app.replan.replan import Replanned
from app.usecases.add_delivery import add_delivery
from app.usecases.change_delivery import cancel_delivery, change_quantity
from app.usecases.import_deliveries import compare, keep_file, take_over
from app.usecases.receive import Count
from app.usecases.receive_own import receive_own


class Transactions:
    """The one transaction of an act, and the worker woken after it."""

    def __init__(self, database: Database, wake: Wake) -> None:
        self._database = database
        self._wake = wake

    @contextmanager
    def act(self, shop: ShopId) -> Iterator[tuple[sa.Connection, Shop]]:
        """What the domain refuses becomes a refusal that a page shows; nothing of the act is kept then."""
        try:
            with self._database.write() as conn:
                yield conn, shops.by_id(conn, shop)
        except Refused as refused:
            raise AppError(str(refused)) from refused
        self._wake.ring()


class SupplyActs:
    """`app.admin.supply_views.MerchantSupplies` over the database."""

    def __init__(self, database: Database, clock: Clock, wake: Wake) -> None:
        self._database = database
        self._clock = clock
        self._act = Transactions(database, wake).act

    def incoming(self, shop: ShopId, query: IncomingQuery) -> IncomingPage:
        with self._reading(shop) as reader:
            return incoming_list.read(reader, query)

    def search(self, shop: ShopId, text: str) -> tuple[Choice, ...]:
        with self._reading(shop) as reader:
            return incoming_list.variants(reader, text)

    def chosen(self, shop: ShopId, variant: VariantId) -> Choice | None:
        with self._reading(shop) as reader:
            return incoming_list.variant_chosen(reader, variant)

    def choices(self, shop: ShopId) -> DeliveryChoices:
        with self._reading(shop) as reader:
            return incoming_list.choices(reader)

    def add(self, shop: ShopId, new: NewDelivery, *, user: str) -> tuple[SupplyId, Moved]:
        with self._act(shop) as (conn, known):
            made, changed = add_delivery(conn, known, new, by=person(user), now=self._clock.now())
            delivery = own_deliveries.by_id(conn, shop, made)
        if delivery is None:
            raise AssertionError("a delivery that was just added is there")
        return delivery.lines[0].supply, moved(changed)

    def change_quantity(self, shop: ShopId, supply: SupplyId, *, to: int, seen: int, user: str) -> Moved:
        with self._act(shop) as (conn, known):
            changed = change_quantity(conn, known, supply, to=to, seen=seen, by=person(user), now=self._clock.now())
        return moved(changed)

    def cancel(self, shop: ShopId, supply: SupplyId, *, user: str) -> Moved:
        with self._act(shop) as (conn, known):
            changed = cancel_delivery(conn, known, supply, by=person(user), now=self._clock.now())
        return moved(changed)

    def receive(self, shop: ShopId, lines: Sequence[Received], *, is_in_stock: bool, closes: bool, user: str) -> None:
        counted = {line.supply: Count(line.accepted, line.rejected) for line in lines}
        with self._act(shop) as (conn, known):
            receive_own(
                conn,
                known,
                counted,
                is_in_stock=is_in_stock,
                closes=closes,
                by=person(user),
                now=self._clock.now(),
            )

    def check_file(self, shop: ShopId, data: bytes, *, file_name: str, user: str) -> ImportId:
        try:
            read = read_file(data)
        except TableError as unusable:
            raise AppError("; ".join(f"{fault}" for fault in unusable.faults)) from unusable
        now = self._clock.now()
        with self._reading(shop) as reader:
            compared = compare(reader.conn, reader.shop, read, now=now)
        with self._act(shop) as (conn, known):
            return keep_file(conn, known, compared, file_name=file_name, by=person(user), now=now)

    def file(self, shop: ShopId, import_id: ImportId) -> ImportView:
        with self._reading(shop) as reader:
            return import_progress.read(reader, import_id)

    def take_over(self, shop: ShopId, import_id: ImportId, *, user: str) -> None:
        with self._act(shop) as (conn, known):
            take_over(conn, known, import_id, by=person(user), now=self._clock.now())

    def _reading(self, shop: ShopId) -> AbstractContextManager[Reader]:
        return reading(self._database, self._clock, shop)


def moved(changed: Replanned | None) -> Moved:
    """What an act did to promises, in orders; None: that is still to come."""
    if changed is None:
        return Moved(0, 0, in_steps=True)
    return Moved(later=len(changed.told(Cause.SLIP)), earlier=len(changed.told(Cause.PULL_IN)))
