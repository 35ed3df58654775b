"""What a merchant sets: each act is one transaction, and what it asks of Klaviyo happens before or after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from app.admin.views import Moved
from app.clock import Clock
from app.db import connections, privacy, shops
from app.db.activity import person
from app.db.cart_limit import CartLimit
from app.db.pools import Region
from app.db.privacy import DataRequest
from app.db.session import Database
from app.db.shops import Shop
from app.db.shown_regions import RegionsView
from app.db.shown_settings import ShopSettingsView
from app.db.views import settings
from app.db.views.reader import reading
from app.db.views.regions import regions_view
from app.domain.ids import LocationId, PoolId, ShopId, SupplierId
from app.domain.model import Shipping
from app.errors import NotFound
from app.inbox.wake import Wake
from app.klaviyo.auth import PrivateKey
from app.klaviyo.client import KlaviyoClient
from app.klaviyo.errors import ConnectionBroken, KlaviyoError
from app.klaviyo.events import BackorderEvent, Recipient
from app.klaviyo.events import Shop as EventShop
from app.klaviyo.request import event_request
from app.klaviyo.samples import samples
from app.log import get_logger
from app.merchant_supplies import moved
from app.shopify.secrets_box import SecretsBox
from app.usecases.choose_moving import choose_moving
from app.usecases.choose_parcels import choose_parcels
from app.usecases.choose_sharing import choose_sharing
from app.usecases.choose_transfers import choose_transfers
from app.usecases.connect_klaviyo import connect_klaviyo
from app.usecases.disconnect_klaviyo import disconnect_klaviyo
from app.usecases.draw_regions import draw_region, erase_region
from app.usecases.limit_cart import limit_cart, look_at_limit
from app.usecases.say_zone import say_zone
from app.usecases.set_buffers import set_buffers
from app.usecases.show_customer_data import CustomerData, show_customer_data

_log = get_logger("settings")
_SAMPLES = "sample:"
"""One prefix for ever: Klaviyo keeps each example once, however often it is sent."""


class SettingsActs:
    """`app.admin.views.MerchantSettings` over the database and Klaviyo."""

    def __init__(self, database: Database, clock: Clock, wake: Wake, klaviyo: KlaviyoClient, box: SecretsBox) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake
        self._klaviyo = klaviyo
        self._box = box

    def read(self, shop: ShopId) -> ShopSettingsView:
        with reading(self._database, self._clock, shop) as reader:
            return settings.read(reader)

    def data_requests(self, shop: ShopId) -> Sequence[DataRequest]:
        with self._database.read() as conn:
            return privacy.requests(conn, shop)

    def customer_data(self, shop: ShopId, request: int, *, user: str) -> CustomerData:
        with self._act(shop) as (conn, known):
            return show_customer_data(conn, known, request, self._box, by=person(user), now=self._clock.now())

    def connect_klaviyo(self, shop: ShopId, key: str, *, user: str) -> str | None:
        auth = PrivateKey(key)
        account = self._klaviyo.account(auth)
        sealed = self._box.seal(key)
        with self._act(shop) as (conn, known):
            connect_klaviyo(
                conn, known, sealed_key=sealed, account_id=account.id, by=person(user), now=self._clock.now()
            )
        try:
            self._send_examples(known, auth)
        except KlaviyoError as failed:
            return str(failed)
        return None

    def send_examples(self, shop: ShopId) -> None:
        with self._database.read() as conn:
            known = shops.by_id(conn, shop)
            connection = connections.klaviyo(conn, shop)
        if connection is None:
            raise NotFound("Klaviyo is not connected any more.")
        self._send_examples(known, PrivateKey(self._box.open(connection.secret)))

    def disconnect_klaviyo(self, shop: ShopId, *, user: str) -> None:
        with self._act(shop) as (conn, known):
            disconnect_klaviyo(conn, known, by=person(user), now=self._clock.now())

    def set_buffers(self, shop: ShopId, *, usual: int, own: Mapping[SupplierId, int | None], user: str) -> Moved:
        with self._act(shop) as (conn, known):
            changed = set_buffers(conn, known, usual=usual, own=own, by=person(user), now=self._clock.now())
        return moved(changed)

    def choose_sharing(self, shop: ShopId, *, hours: int | None, user: str) -> Moved:
        with self._act(shop) as (conn, known):
            changed = choose_sharing(conn, known, hours=hours, by=person(user), now=self._clock.now())
        return moved(changed)

    def choose_parcels(self, shop: ShopId, *, one: bool, user: str) -> Moved:
        shipping = Shipping.WHOLE_ORDER if one else Shipping.AS_THEY_COME
        with self._act(shop) as (conn, known):
            changed = choose_parcels(conn, known, shipping=shipping, by=person(user), now=self._clock.now())
        return moved(changed)

    def choose_moving(self, shop: ShopId, *, moves: bool, user: str) -> None:
        with self._act(shop) as (conn, known):
            choose_moving(conn, known, moves=moves, by=person(user), now=self._clock.now())

    def regions(self, shop: ShopId) -> RegionsView:
        with reading(self._database, self._clock, shop) as reader:
            return regions_view(reader)

    def draw_region(self, shop: ShopId, region: Region, *, slot: PoolId | None, user: str) -> int:
        with self._act(shop) as (conn, known):
            return draw_region(conn, known, region, slot=slot, by=person(user), now=self._clock.now()).orders

    def erase_region(self, shop: ShopId, slot: PoolId, *, user: str) -> int:
        with self._act(shop) as (conn, known):
            return erase_region(conn, known, slot, by=person(user), now=self._clock.now()).orders

    def say_zone(self, shop: ShopId, place: LocationId, *, zone: str | None, user: str) -> int:
        with self._act(shop) as (conn, known):
            return say_zone(conn, known, place, zone=zone, by=person(user), now=self._clock.now())

    def choose_transfers(self, shop: ShopId, *, writes: bool, user: str) -> None:
        with self._act(shop) as (conn, known):
            choose_transfers(conn, known, writes=writes, by=person(user), now=self._clock.now())

    def limit_cart(self, shop: ShopId, limit: CartLimit, *, user: str) -> None:
        with self._act(shop) as (conn, known):
            limit_cart(conn, known, limit, by=person(user), now=self._clock.now())

    def look_at_limit(self, shop: ShopId) -> None:
        with self._act(shop) as (conn, known):
            look_at_limit(conn, known)

    def _send_examples(self, shop: Shop, auth: PrivateKey) -> None:
        """Raises KlaviyoError. A key that may not write events breaks the connection now, not when a customer waits."""
        try:
            for event in _examples(shop, at=self._clock.now()):
                self._klaviyo.create_event(auth, event_request(event, backfill=True))
        except KlaviyoError as failed:
            _log.warning("examples.failed", shop=shop.domain, answered=failed.answered, error_id=failed.error_id)
            if isinstance(failed, ConnectionBroken):
                with self._database.write() as conn:
                    connections.break_klaviyo(conn, shop.id, reason=str(failed))
            raise

    @contextmanager
    def _act(self, shop: ShopId) -> Iterator[tuple[sa.Connection, Shop]]:
        with self._database.write() as conn:
            yield conn, shops.by_id(conn, shop)
        self._wake.ring()


def _examples(shop: Shop, *, at: datetime) -> tuple[BackorderEvent, ...]:
    """To an address at the shop's own permanent domain, which is nobody's."""
    return samples(
        EventShop(domain=shop.domain, name=shop.name, zone=shop.timezone),
        to=Recipient(email=f"backorder-example@{shop.domain}"),
        at=at,
        prefix=_SAMPLES,
        currency=shop.currency,
        locale=shop.locale,
    )
