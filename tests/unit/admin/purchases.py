"""Orders to suppliers in memory: what their pages read and do, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from app.admin.views import Moved
from app.db.shown import VariantName
from app.db.shown_purchases import PurchaseLineRow, PurchasePage, PurchaseRow, PurchaseView
from app.domain.ids import ItemId, PurchaseId, SupplyId, VariantId
from app.domain.purchasing import Lot, PurchaseState, doubts
from app.errors import Conflict, NotFound
from app.shopify.money import Money
from app.usecases.order_purchase import Doubtful
from tests.unit.admin.supplies import DOCK

if TYPE_CHECKING:
    from app.admin.purchase_views import PurchaseHeading
    from app.domain.ids import ShopId

DRAFT = PurchaseId(31)
ORDERED = PurchaseId(32)
KETTLE_ITEM = ItemId(44011223344552)
_KETTLE = VariantName(VariantId(44011223344551), "Fjord Enamel Kettle", "Blue", "KETTLE-BLUE")


def _line(lot: Lot, **changes: object) -> PurchaseLineRow:
    cost = Money(1250, "EUR", 2)
    usual = PurchaseLineRow(KETTLE_ITEM, _KETTLE, None, lot.quantity, 0, 0, lot.pack, lot.least, cost, doubts(lot))
    return replace(usual, **changes)


def _view(purchase: PurchaseId, number: str, state: PurchaseState, line: PurchaseLineRow) -> PurchaseView:
    ordered = None if state is PurchaseState.DRAFT else date(2026, 11, 19)
    row = PurchaseRow(
        purchase, number, "Tallinn Metalworks", state, ordered, date(2026, 12, 3), line.quantity, line.received
    )
    return PurchaseView(row, "Main dock", DOCK, "EUR", "By sea", (line,), Money(1250 * line.quantity, "EUR", 2))


def _views() -> dict[PurchaseId, PurchaseView]:
    doubtful = _line(Lot(20, pack=12, least=24))
    coming = _line(Lot(48), supply=SupplyId(1), received=8, rejected=1, doubts=())
    return {
        DRAFT: _view(DRAFT, "PO-31", PurchaseState.DRAFT, doubtful),
        ORDERED: _view(ORDERED, "PO-32", PurchaseState.PART_RECEIVED, coming),
    }


@dataclass
class FakePurchases:
    """One draft against its supplier's terms and one order on its way. A number `PO-1` is taken."""

    views: dict[PurchaseId, PurchaseView] = field(default_factory=_views)
    done: list[tuple[object, ...]] = field(default_factory=list)

    def purchases(self, shop: ShopId, page: int) -> PurchasePage:
        return PurchasePage(tuple(view.row for view in self.views.values()), 1, 1)

    def purchase(self, shop: ShopId, purchase: PurchaseId) -> PurchaseView:
        if purchase not in self.views:
            raise NotFound("There is no such order in this shop.")
        return self.views[purchase]

    def make(self, shop: ShopId, heading: PurchaseHeading, *, user: str) -> PurchaseId:
        if heading.number == "PO-1":
            raise Conflict("There is an order PO-1 already. Give this one another number.")
        self.done.append(("make", heading, user))
        return DRAFT

    def change(self, shop: ShopId, purchase: PurchaseId, heading: PurchaseHeading) -> None:
        self.done.append(("change", purchase, heading))

    def put_line(self, shop: ShopId, purchase: PurchaseId, item: ItemId, lot: Lot, unit_cost: int | None) -> None:
        self.done.append(("line", purchase, item, lot, unit_cost))
        view = self.views[purchase]
        self.views[purchase] = replace(view, lines=(_line(lot),))

    def drop_line(self, shop: ShopId, purchase: PurchaseId, item: ItemId) -> None:
        self.done.append(("drop", purchase, item))

    def order(self, shop: ShopId, purchase: PurchaseId, *, anyway: bool, user: str) -> Moved:
        view = self.views[purchase]
        if view.is_doubted and not anyway:
            raise Doubtful("Some quantities are against the supplier's terms.")
        self.done.append(("order", purchase, anyway, user))
        self.views[purchase] = replace(view, row=replace(view.row, state=PurchaseState.ORDERED))
        return Moved(later=0, earlier=1)

    def cancel(self, shop: ShopId, purchase: PurchaseId, *, user: str) -> Moved:
        self.done.append(("cancel", purchase, user))
        return Moved(later=2, earlier=0)
