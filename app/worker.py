"""The worker: one shop's batch of hints through the whole house, in one direction.

A batch is looked up at Shopify, stored and planned in one transaction. What follows from it (shop state, acts,
messages) is carried out under a hint of its own, written in that same transaction: a kill between loses nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from app import actions, converge, notify
from app.composition import Parts
from app.db import comparisons, inbox, outbox, shops, stock, supply_imports
from app.db.shops import Shop
from app.db.tables.imports import Step
from app.db.tables.inbox import Lane
from app.db.tables.shops import ShopState
from app.domain.ids import ItemId, OrderId, ShopId
from app.inbox.drain import Drainer
from app.inbox.enqueue import enqueue
from app.inbox.hints import INTERNAL, Hint, Kind
from app.inbox.wake import Wake
from app.inbox.work import Backoff, Work
from app.log import get_logger
from app.refetch.bulk_import import BulkImport
from app.refetch.fetch import fetch
from app.refetch.gather import gather
from app.refetch.noted import note_levels
from app.refetch.pace import Pace
from app.refetch.reconcile import come_back_at_night, reconcile
from app.refetch.store import store
from app.refetch.unchanged import note_products
from app.replan.anew import plan_next, shape_next
from app.shopify.bulk import fetch_size
from app.shopify.client import ShopAdmin
from app.shopify.errors import MissingScope, NeedsReauth, OutcomeUnknown, ShopFrozen, ShopifyUnavailable
from app.shopify.facts import ShopIdentity
from app.shopify.installation import fetch_identity
from app.shopify.ports import ShopRef
from app.usecases.count_left_behind import count_left_behind
from app.usecases.follow_shop import follow_shop
from app.usecases.forget import Person, forget_customer, forget_shop, note_data_request
from app.usecases.import_deliveries import import_slice
from app.usecases.uninstall import uninstall
from webhooks import topics
from webhooks.levels import read_level
from webhooks.privacy import read_request
from webhooks.products import read_listing

_log = get_logger("worker")
_UNTIL_SOMEBODY_ACTS = 300.0
_DELIVER = Hint(Kind.DELIVER)
_LEFT_BEHIND = Hint(Kind.LEFT_BEHIND)
_PRIVACY = frozenset({Kind.DATA_REQUEST, Kind.CUSTOMER_REDACT, Kind.SHOP_REDACT})
_LIFECYCLE = frozenset({Kind.UNINSTALLED})
_GAPS = frozenset({f"{INTERNAL}{stock.COMMITTED}", f"{INTERNAL}{stock.INCOMING}"})
"""What a lost webhook shows by: to find it, what changed is enough."""


def drainer(parts: Parts, *, wake: Wake | None = None, pace: Pace | None = None) -> Drainer:
    """A worker over these parts, to be run in a process of its own or in a thread beside the web."""
    return Drainer(
        parts.database,
        handler=Handling(parts, pace or Pace()),
        parse=topics.parse,
        clock=parts.clock,
        wake=wake,
        lanes=parts.settings.worker_lanes,
    )


def run(parts: Parts, stop: threading.Event) -> None:
    """Work until `stop` is set."""
    drainer(parts).run_until(stop)


def _person(body: bytes) -> Person:
    said = read_request(body)
    return Person(said.customer_id, said.order_ids, email=said.email, phone=said.phone, request=said.request_id)


def _cause(work: Work) -> str:
    """Why everything is compared; the first one of all outweighs the others."""
    asked = [each for each in work.pending if each.hint == Hint(Kind.RECONCILE)]
    causes = [row.topic.removeprefix(INTERNAL) for each in asked for row in each.rows]
    return comparisons.INSTALLED if comparisons.INSTALLED in causes else causes[0]


class _Moved(Exception):
    """The shop lives in another row: what came for this one is that one's."""

    def __init__(self, to: ShopId) -> None:
        super().__init__(to)
        self.to = to


class Handling:
    """What a worker does with a batch."""

    def __init__(self, parts: Parts, pace: Pace) -> None:
        self._parts = parts
        self._pace = pace
        self._imports = BulkImport(parts.database, parts.clock)

    def __call__(self, work: Work) -> None:
        with self._parts.database.read() as conn:
            shop = shops.by_id(conn, work.shop)
        if shop.moved_to is not None:
            self._pass_on(work, shop.moved_to)
            return
        self._end(work, shop)
        if not work.left:
            return
        if shop.state in {ShopState.UNINSTALLED, ShopState.REDACTED}:
            self._drop(work)
            return
        try:
            if work.lane is Lane.BULK:
                self._read_everything(work, shop)
            else:
                self._look_and_deliver(work, shop)
        except _Moved as moved:
            self._pass_on(work, moved.to)
        except ShopifyUnavailable as refused:
            raise Backoff(str(refused), seconds=refused.retry_after) from refused
        except OutcomeUnknown as lost:
            raise Backoff(str(lost)) from lost
        except (NeedsReauth, ShopFrozen, MissingScope) as stopped:
            raise Backoff(str(stopped), seconds=_UNTIL_SOMEBODY_ACTS) from stopped

    def _follow(self, shop: Shop, said: ShopIdentity) -> None:
        """Raises _Moved where the shop of this row turns out to live in another one."""
        with self._parts.database.write() as conn:
            home = follow_shop(conn, shop, said, now=self._parts.clock.now())
        if home != shop.id:
            raise _Moved(home)

    def _pass_on(self, work: Work, to: ShopId) -> None:
        with self._parts.database.write() as conn:
            inbox.forward(conn, work.shop, to)
            work.finish(conn, done=work.left)

    def _look_and_deliver(self, work: Work, shop: Shop) -> None:
        note_levels(self._parts.database, shop, work, read_level)
        note_products(self._parts.database, shop, work, partial(read_listing, currency=shop.currency))
        self._pace.hold_back(self._parts.database, work)
        if not work.left:
            return
        admin = self._parts.admin.for_shop(ShopRef(shop.id, shop.domain), people=True)
        self._plan_anew(work, shop)
        self._count_left_behind(work, shop)
        news, deliver = work.left - {_DELIVER}, _DELIVER in work.left
        if news:
            self._store(work, shop, admin, news, then_delivers=deliver)
        if deliver:
            self._deliver_some(work, shop, admin)

    def _read_everything(self, work: Work, shop: Shop) -> None:
        """Hints of this lane stand for the whole shop: what is left of them when it is time to yield is tried again."""
        admin = self._parts.admin.for_shop(ShopRef(shop.id, shop.domain))
        if Hint(Kind.RECONCILE) in work.left:
            self._begin(work, shop, admin)
        is_more = self._imports.go_on(admin, shop, work)
        now = self._parts.clock.now()
        with self._parts.database.write() as conn:
            if is_more:
                work.finish(conn, retry=dict.fromkeys(work.left, 0.0))
            else:
                work.finish(conn, done=work.left)
            if outbox.has_work(conn, shop.id, now=now):
                enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="decided")

    def _begin(self, work: Work, shop: Shop, admin: ShopAdmin) -> None:
        with self._parts.database.write() as conn:
            come_back_at_night(conn, shop, self._parts.clock.now())
        if self._imports.is_under_way(shop.id):
            return
        self._follow(shop, fetch_identity(admin))
        size = fetch_size(admin)
        with self._parts.database.write() as conn:
            since = self._parts.clock.now()
            comparisons.begin(conn, shop.id, _cause(work), at=admin.now(), since=since)
        if size < self._parts.settings.bulk_from:
            reconcile(admin, self._parts.database, shop, self._parts.clock)
            with self._parts.database.write() as conn:
                comparisons.finish(conn, shop.id, at=admin.now())
        elif {row.topic for each in work.pending for row in each.rows} <= _GAPS:
            self._imports.begin(admin, shop, step=Step.CATCH_UP)
        else:
            self._imports.begin(admin, shop)

    def _store(self, work: Work, shop: Shop, admin: ShopAdmin, news: AbstractSet[Hint], *, then_delivers: bool) -> None:
        """Before anything is carried out: a cancellation that waits in the same batch stops the mail it makes wrong."""
        with self._parts.database.read() as conn:
            wanted = gather(conn, shop.id, news)
        seen = fetch(admin, self._parts.database, shop, wanted)
        if seen.shop is not None:
            self._follow(shop, seen.shop.identity)
        now = self._parts.clock.now()
        with self._parts.database.write() as conn:
            store(conn, shop, wanted, seen, work, now=now, but=_DELIVER)
            if not then_delivers and outbox.has_work(conn, shop.id, now=now):
                enqueue(conn, shop.id, _DELIVER, cause="decided")

    def _plan_anew(self, work: Work, shop: Shop) -> None:
        now = self._parts.clock.now()
        for hint in sorted(each for each in work.left if each.kind in {Kind.PLAN, Kind.SHAPE}):
            with self._parts.database.write() as conn:
                if hint.kind is Kind.PLAN:
                    plan_next(conn, shop, ItemId(hint.id), now=now)
                else:
                    shape_next(conn, shop, OrderId(hint.id), now=now)
                work.finish(conn, done=[hint])
                if outbox.has_work(conn, shop.id, now=now):
                    enqueue(conn, shop.id, _DELIVER, cause="decided")

    def _deliver_some(self, work: Work, shop: Shop, admin: ShopAdmin) -> None:
        """One pass carries out so much and no more, so that news need not wait for the end of a long list.

        The rest is asked for while passes bring it on: what they cannot carry out waits for something else.
        """
        now = self._parts.clock.now()
        with self._parts.database.read() as conn:
            before = outbox.ready(conn, shop.id, now=now)
        self._deliver(work, shop, admin)
        with self._parts.database.write() as conn:
            if 0 < outbox.ready(conn, shop.id, now=now) < before:
                enqueue(conn, shop.id, _DELIVER, cause="the rest")
            work.finish(conn, done=[_DELIVER])

    def _count_left_behind(self, work: Work, shop: Shop) -> None:
        if _LEFT_BEHIND in work.left:
            with self._parts.database.write() as conn:
                count_left_behind(conn, shop, now=self._parts.clock.now())
                work.finish(conn, done=[_LEFT_BEHIND])

    def _deliver(self, work: Work, shop: Shop, admin: ShopAdmin) -> None:
        parts = self._parts
        with parts.database.read() as conn:
            is_importing = supply_imports.is_running(conn, shop.id)
        if is_importing:
            with parts.database.write() as conn:
                import_slice(conn, shop, now=parts.clock.now())
        converge.converge(converge.Desk(admin, parts.database, shop, parts.clock, work.is_held))
        actions.act(actions.Desk(admin, parts.database, shop, parts.clock, work.is_held))
        notify.notify(
            notify.Desk(
                admin, parts.klaviyo, parts.database, shop, parts.clock, parts.box, parts.link_key, work.is_held
            )
        )

    def _end(self, work: Work, shop: Shop) -> None:
        """Hints about the app itself and about people's data ask nothing of Shopify: the token may be dead already."""
        mine = [each for each in work.pending if each.hint.kind in _PRIVACY | _LIFECYCLE]
        if not mine:
            return
        now = self._parts.clock.now()
        with self._parts.database.write() as conn:
            for each in mine:
                self._end_one(conn, shop, each.hint, [row.body for row in each.rows], each.triggered_at or now)
            work.finish(conn, done=[each.hint for each in mine])

    def _end_one(self, conn: sa.Connection, shop: Shop, hint: Hint, bodies: list[bytes], at: datetime) -> None:
        if shops.by_id(conn, shop.id).state is ShopState.REDACTED:
            return
        match hint.kind:
            case Kind.UNINSTALLED:
                uninstall(conn, shop, triggered_at=at, now=self._parts.clock.now())
            case Kind.SHOP_REDACT:
                forget_shop(conn, shop)
            case Kind.CUSTOMER_REDACT:
                for body in bodies:
                    forget_customer(conn, shop, _person(body), self._parts.box, now=self._parts.clock.now())
            case _:
                for body in bodies:
                    note_data_request(conn, shop, _person(body), self._parts.box, now=self._parts.clock.now())

    def _drop(self, work: Work) -> None:
        """The app is not in this shop any more: what waits for it is of no use."""
        with self._parts.database.write() as conn:
            work.finish(conn, done=work.left)
