"""A merchant's acts: each opens the one transaction of its use case, and wakes the worker after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import sqlalchemy as sa

from app.admin.views import Moved, Received
from app.clock import Clock
from app.db import shops
from app.db.activity import person
from app.db.session import Database
from app.db.shops import Shop
from app.domain.ids import ItemId, LineId, OrderId, ShopId, SupplyId, VariantId
from app.inbox.wake import Wake
from app.merchant_supplies import moved
from app.usecases.answer_change import leave_order, leave_variant, take_over_order, take_over_variant
from app.usecases.ask_to_reconcile import compare_now
from app.usecases.discontinue_item import discontinue_item
from app.usecases.expect_again import expect_again
from app.usecases.leave_shop import leave_shop
from app.usecases.move_eta import move_eta
from app.usecases.receive import Count, receive
from app.usecases.refund_waiting import refund_waiting
from app.usecases.release_orders import release_orders
from app.usecases.switch_off import switch_off
from app.usecases.switch_on import switch_on


class MerchantActs:
    """`app.admin.views.BackorderActs` over the database."""

    def __init__(self, database: Database, clock: Clock, wake: Wake) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    def switch_on(self, shop: ShopId, variants: Sequence[VariantId], *, user: str) -> None:
        with self._act(shop) as (conn, known):
            switch_on(conn, known, variants, by=person(user), now=self._clock.now())

    def switch_off(self, shop: ShopId, variants: Sequence[VariantId], *, user: str, release: bool = False) -> None:
        with self._act(shop) as (conn, known):
            switch_off(conn, known, variants, by=person(user), now=self._clock.now(), release=release)

    def release_orders(self, shop: ShopId, variant: VariantId, *, user: str) -> None:
        with self._act(shop) as (conn, known):
            release_orders(conn, known, variant, by=person(user), now=self._clock.now())

    def take_over_variant(self, shop: ShopId, variant: VariantId, *, user: str) -> None:
        with self._act(shop) as (conn, known):
            take_over_variant(conn, known, variant, by=person(user), now=self._clock.now())

    def leave_variant(self, shop: ShopId, variant: VariantId, *, user: str) -> None:
        with self._act(shop) as (conn, known):
            leave_variant(conn, known, variant, by=person(user), now=self._clock.now())

    def take_over_order(self, shop: ShopId, order: OrderId, field: str, *, user: str) -> None:
        with self._act(shop) as (conn, known):
            take_over_order(conn, known, order, field, by=person(user), now=self._clock.now())

    def leave_order(self, shop: ShopId, order: OrderId, field: str, *, user: str) -> None:
        with self._act(shop) as (conn, known):
            leave_order(conn, known, order, field, by=person(user), now=self._clock.now())

    def leave_shop(self, shop: ShopId, *, release: bool, user: str) -> None:
        with self._act(shop) as (conn, known):
            leave_shop(conn, known, release=release, by=person(user), now=self._clock.now())

    def compare_now(self, shop: ShopId, *, user: str) -> None:
        with self._act(shop) as (conn, known):
            compare_now(conn, known, by=person(user), now=self._clock.now())

    def move_eta(self, shop: ShopId, supply: SupplyId, *, to: date, seen: date | None, reason: str, user: str) -> Moved:
        with self._act(shop) as (conn, known):
            changed = move_eta(
                conn, known, supply, to=to, seen=seen, reason=reason, by=person(user), now=self._clock.now()
            )
        return moved(changed)

    def receive(self, shop: ShopId, lines: Sequence[Received], *, user: str) -> None:
        counted = {line.supply: Count(line.accepted, line.rejected) for line in lines}
        with self._act(shop) as (conn, known):
            receive(conn, known, counted, by=person(user), now=self._clock.now())

    def discontinue(self, shop: ShopId, variant: VariantId, *, user: str) -> ItemId:
        with self._act(shop) as (conn, known):
            return discontinue_item(conn, known, variant, by=person(user), now=self._clock.now())

    def expect_again(self, shop: ShopId, item: ItemId, *, user: str) -> None:
        with self._act(shop) as (conn, known):
            expect_again(conn, known, item, by=person(user), now=self._clock.now())

    def refund_waiting(self, shop: ShopId, item: ItemId, lines: Sequence[LineId], *, user: str) -> int:
        with self._act(shop) as (conn, known):
            return refund_waiting(conn, known, item, lines, by=person(user), now=self._clock.now())

    @contextmanager
    def _act(self, shop: ShopId) -> Iterator[tuple[sa.Connection, Shop]]:
        with self._database.write() as conn:
            yield conn, shops.by_id(conn, shop)
        self._wake.ring()
