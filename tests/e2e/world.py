"""A shop, its Shopify, its Klaviyo and the app, all in this process and all real but the network.

Nothing happens by itself: `settle` delivers what waits and lets the app work until neither has anything left to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from cryptography.fernet import Fernet

from app.admission import Admission
from app.clock import FixedClock
from app.composition import Parts, compose
from app.db import connections, incoming, shops
from app.db.migrate import migrate
from app.db.shops import Shop
from app.db.tables.inbox import inbox, lease
from app.db.tables.supplies import supplier as supplier_table
from app.domain.ids import ItemId, ShopId, VariantId
from app.inbox.drain import Drainer
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.inbox.wake import Wake
from app.merchant import MerchantActs
from app.merchant_purchases import PurchaseActs
from app.merchant_supplies import SupplyActs
from app.refetch.pace import Pace
from app.settings import Settings
from app.shopify.ports import ShopRef, ThrottleStatus
from app.usecases.install import install
from app.worker import drainer
from sandbox.create import Sandbox, create_sandbox
from sandbox.klaviyo.in_process import InProcess
from sandbox.klaviyo.state import RecordedEvent
from sandbox.seed import tiny
from sandbox.shopify.dials import Dials
from sandbox.shopify.model import Customer, Order, Variant
from sandbox.shopify.model import Shop as ShopifyShop
from sandbox.shopify.orders.checkout import Want, place_order
from sandbox.shopify.scheduler import ManualScheduler
from sandbox.shopify.session_tokens import mint
from webhooks.group_commit import GroupWriter
from webhooks.receive import WebhookReceiver

SECRET = "a-client-secret-of-decent-length-0"
USER = "42"


class Outside(httpx.BaseTransport):
    """Every origin the app calls, answered by the sandbox in this process."""

    def __init__(self) -> None:
        self.shopify: httpx.BaseTransport | None = None
        self.klaviyo: httpx.BaseTransport | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        target = self.klaviyo if request.url.host == "klaviyo.test" else self.shopify
        assert target is not None
        return target.handle_request(request)


class Plenty:
    """A bucket that never runs dry: the cost of calls is tested elsewhere."""

    def take(self, shop: ShopRef, points: int, *, people: bool) -> float:
        return 0.0

    def settle(self, shop: ShopRef, *, taken: int, status: ThrottleStatus | None) -> None:
        pass


@dataclass(slots=True)
class World:
    sandbox: Sandbox
    parts: Parts
    clock: FixedClock
    scheduler: ManualScheduler
    drain: Drainer
    writer: GroupWriter
    acts: MerchantActs
    supplies: SupplyActs
    purchases: PurchaseActs
    shop: Shop
    dead: list[Parts] = field(default_factory=list)
    """The parts of workers that were killed: what the web process holds still goes through them."""

    @property
    def shopify(self) -> ShopifyShop:
        return self.sandbox.store.called(tiny.DOMAIN)

    def settle(self) -> None:
        """Deliver webhooks, run what happens a moment later, and work, until nothing is left."""
        for _ in range(60):
            moved = self.scheduler.run_due() + self.sandbox.dispatcher.pump()
            while self.drain.drain_once():
                moved += 1
            if not moved:
                return
        raise AssertionError("the world does not settle")

    def pass_time(self, step: timedelta) -> None:
        self.clock.advance(step)
        self.settle()

    def never_sleeps(self) -> None:
        """The client's patience between its tries costs no time."""
        object.__setattr__(self.parts.admin._wiring, "sleep", lambda _seconds: None)

    def rests_are_over(self) -> None:
        """The minutes that a shop or a row rests after a refusal have passed: those are the machine's."""
        with self.parts.database.write() as conn:
            conn.execute(sa.update(lease).values(not_before=None))
            conn.execute(sa.update(inbox).where(inbox.c.state == "waiting").values(run_at=inbox.c.received_at))

    def open_the_app(self) -> None:
        """The merchant opens the app: its id token is traded for new tokens."""
        token = mint(self.shopify, app=self.sandbox.store.app, now=self.sandbox.store.machine())
        admission = Admission(self.parts, self.drain.wake)
        admission.renew(admission.verify(token), token)
        self.settle()

    def reconcile(self) -> None:
        """What the night does: compare everything."""
        with self.parts.database.write() as conn:
            enqueue(conn, self.shop.id, Hint(Kind.RECONCILE), cause="night")
        self.settle()

    def buy(self, sku: str, quantity: int, *, email: str = "sarah@example.com", **properties: str) -> Order:
        with self.sandbox.store.act():
            order = place_order(
                self.sandbox.store,
                shop=self.shopify,
                wants=[Want(variant=self.variant(sku), quantity=quantity, properties=properties)],
                customer=self.customer(email),
            )
        self.clock.advance(timedelta(seconds=1))
        return order

    def customer(self, email: str) -> Customer:
        known = [each for each in self.shopify.customers.values() if each.email == email]
        if known:
            return known[0]
        store, now = self.sandbox.store, self.sandbox.store.now()
        made = Customer(id=store.new_id(), created_at=now, updated_at=now, first_name="Sarah", email=email)
        self.shopify.customers[made.id] = made
        return made

    def variant(self, sku: str) -> Variant:
        return next(each for each in self.shopify.variants.values() if each.sku == sku)

    def variant_id(self, sku: str) -> VariantId:
        return VariantId(self.variant(sku).id)

    def supply_of(self, sku: str) -> incoming.OpenSupply:
        with self.parts.database.read() as conn:
            return incoming.open_supplies(conn, self.shop.id, ItemId(self.variant(sku).inventory_item.id))[0]

    def metafield(self, sku: str) -> Any:
        text = self.metafield_text(sku)
        return None if text is None else json.loads(text)

    def metafield_text(self, sku: str, key: str = "backorder") -> Any:
        variant = self.variant(sku)
        for each in self.shopify.metafields.values():
            if each.owner is variant and each.key == key:
                return each.value
        return None

    def events(self, metric: str | None = None) -> list[RecordedEvent]:
        found = self.sandbox.klaviyo.state.klaviyo.events
        return [each for each in found if metric is None or each.metric == metric]

    def late_by(self, supplier: str, days: int) -> None:
        """The merchant's own estimate of a supplier."""
        with self.parts.database.write() as conn:
            mine = sa.and_(supplier_table.c.shop_id == self.shop.id, supplier_table.c.name == supplier)
            conn.execute(sa.update(supplier_table).where(mine).values(buffer_days=days))

    def held(self, order: Order, sku: str) -> int:
        """Units of the order that are on a hold of ours at Shopify."""
        return sum(
            part.remaining
            for owner in order.fulfillment_orders
            if any(hold.handle.startswith("backorder") for hold in owner.holds)
            for part in owner.lines
            if part.line.sku == sku
        )

    def free(self, order: Order, sku: str) -> int:
        """Units of the order that a warehouse may ship."""
        return sum(
            part.remaining
            for owner in order.fulfillment_orders
            if owner.status == "OPEN"
            for part in owner.lines
            if part.line.sku == sku
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.parts.database.read() as conn:
            return [tuple(row) for row in conn.execute(sa.text(query))]

    def close(self) -> None:
        self.writer.close()
        self.sandbox.close()
        for parts in (self.parts, *self.dead):
            parts.close()


def build(
    database_url: str, *, seed: str = "tiny", bulk_from: int = 250, unkind: Callable[[Dials], None] = lambda _: None
) -> World:
    """An installed shop whose first import has run, with Klaviyo connected. `unkind` turns dials after that."""
    clock, scheduler, outside = FixedClock(tiny.NOW), ManualScheduler(), Outside()
    settings = Settings(
        environment="development",
        database_url=database_url,
        app_url="http://app.test",
        shopify_api_key=tiny.CLIENT_ID,
        shopify_api_secret=SECRET,
        encryption_keys=Fernet.generate_key().decode(),
        shopify_shop_origin="http://shopify.test/{shop}",
        klaviyo_origin="http://klaviyo.test",
        bulk_from=bulk_from,
    )
    parts = compose(settings, http=httpx.Client(transport=outside), bucket=Plenty())
    object.__setattr__(parts, "clock", clock)
    migrate(parts.database)
    wake = Wake()
    writer = GroupWriter(parts.database)
    writer.start()
    receiver = WebhookReceiver(_nothing_behind, secrets=settings.secrets, writer=writer)
    sandbox = create_sandbox(
        clock=clock,
        app_url="http://app.test",
        client_secret=SECRET,
        toml=Path("shopify.app.toml"),
        seed=seed,
        threads=0,
        scheduler=scheduler,
        app_transport=InProcess(receiver),
        public_url="http://shopify.test",
    )
    sandbox.store.dials.api.enforce_bucket = False
    outside.shopify, outside.klaviyo = InProcess(sandbox.shopify), InProcess(sandbox.klaviyo)
    shop = _install(parts, sandbox, clock)
    world = World(
        sandbox,
        parts,
        clock,
        scheduler,
        at_any_pace(parts),
        writer,
        acts=MerchantActs(parts.database, clock, wake),
        supplies=SupplyActs(parts.database, clock, wake),
        purchases=PurchaseActs(parts.database, clock, wake),
        shop=shop,
    )
    world.settle()
    unkind(sandbox.store.dials)
    return world


def at_any_pace(parts: Parts) -> Drainer:
    """A worker that never lets news wait: no machine time passes here."""
    return drainer(parts, pace=Pace(seconds=0, routing=0))


def _install(parts: Parts, sandbox: Sandbox, clock: FixedClock) -> Shop:
    """The merchant opens the app for the first time, then pastes a Klaviyo key."""
    with parts.database.write() as conn:
        shop = shops.ensure(conn, tiny.DOMAIN)
    token = mint(sandbox.store.shops[tiny.DOMAIN], app=sandbox.store.app, now=sandbox.store.machine())
    scopes = parts.tokens.install(ShopRef(shop.id, shop.domain), id_token=token)
    with parts.database.write() as conn:
        install(conn, shop, scopes, now=clock.now())
        connections.connect_klaviyo(
            conn,
            shop.id,
            kind=connections.PRIVATE_KEY,
            secret=parts.box.seal("pk_test_key"),
            account_id="ABC123",
            at=clock.now(),
        )
        return shops.by_id(conn, ShopId(shop.id))


async def _nothing_behind(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError("only webhooks come in here")
