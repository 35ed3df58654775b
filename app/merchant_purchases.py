"""What a merchant does about orders to suppliers: each act is the one transaction of its use case."""

from __future__ import annotations

from app.admin.purchase_views import PurchaseHeading
from app.admin.views import Moved
from app.clock import Clock
from app.db.activity import person
from app.db.purchases import PurchaseLine
from app.db.session import Database
from app.db.shown_purchases import PurchasePage, PurchaseView
from app.db.views import purchase_list
from app.db.views.reader import reading
from app.domain.ids import ItemId, PurchaseId, ShopId
from app.domain.purchasing import Lot
from app.inbox.wake import Wake
from app.merchant_supplies import Transactions, moved
from app.usecases.order_purchase import cancel_purchase, order_purchase
from app.usecases.write_purchase import Said, change_heading, drop_line, make_purchase, put_line


class PurchaseActs:
    """`app.admin.purchase_views.MerchantPurchases` over the database."""

    def __init__(self, database: Database, clock: Clock, wake: Wake) -> None:
        self._database = database
        self._clock = clock
        self._act = Transactions(database, wake).act

    def purchases(self, shop: ShopId, page: int) -> PurchasePage:
        with reading(self._database, self._clock, shop) as reader:
            return purchase_list.read(reader, page)

    def purchase(self, shop: ShopId, purchase: PurchaseId) -> PurchaseView:
        with reading(self._database, self._clock, shop) as reader:
            return purchase_list.one(reader, purchase)

    def make(self, shop: ShopId, heading: PurchaseHeading, *, user: str) -> PurchaseId:
        with self._act(shop) as (conn, known):
            return make_purchase(conn, known, _said(heading), by=person(user), now=self._clock.now())

    def change(self, shop: ShopId, purchase: PurchaseId, heading: PurchaseHeading) -> None:
        with self._act(shop) as (conn, known):
            change_heading(conn, known, purchase, _said(heading), now=self._clock.now())

    def put_line(self, shop: ShopId, purchase: PurchaseId, item: ItemId, lot: Lot, unit_cost: int | None) -> None:
        with self._act(shop) as (conn, known):
            put_line(conn, known, purchase, PurchaseLine(item, lot, unit_cost))

    def drop_line(self, shop: ShopId, purchase: PurchaseId, item: ItemId) -> None:
        with self._act(shop) as (conn, known):
            drop_line(conn, known, purchase, item)

    def order(self, shop: ShopId, purchase: PurchaseId, *, anyway: bool, user: str) -> Moved:
        with self._act(shop) as (conn, known):
            changed = order_purchase(conn, known, purchase, anyway=anyway, by=person(user), now=self._clock.now())
        return moved(changed)

    def cancel(self, shop: ShopId, purchase: PurchaseId, *, user: str) -> Moved:
        with self._act(shop) as (conn, known):
            changed = cancel_purchase(conn, known, purchase, by=person(user), now=self._clock.now())
        return moved(changed)


def _said(heading: PurchaseHeading) -> Said:
    return Said(
        number=heading.number,
        supplier=heading.supplier,
        destination=heading.destination,
        currency=heading.currency,
        expected_on=heading.expected_on,
        note=heading.note,
    )
