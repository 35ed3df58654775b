"""What a merchant's pages read and do about orders to suppliers: a protocol, as in `app.admin.views`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from app.admin.views import Moved
    from app.db.shown_purchases import PurchasePage, PurchaseView
    from app.domain.ids import ItemId, LocationId, PurchaseId, ShopId
    from app.domain.purchasing import Lot


@dataclass(frozen=True, slots=True)
class PurchaseHeading:
    """What all lines of an order share. The supplier by name, made if new; `expected_on` None: not known yet."""

    number: str
    supplier: str
    destination: LocationId
    currency: str
    expected_on: date | None
    note: str


class MerchantPurchases(Protocol):
    """Orders to suppliers. Acts raise as those of `MerchantSupplies`; `user` as in `BackorderActs`."""

    def purchases(self, shop: ShopId, page: int) -> PurchasePage: ...

    def purchase(self, shop: ShopId, purchase: PurchaseId) -> PurchaseView: ...

    def make(self, shop: ShopId, heading: PurchaseHeading, *, user: str) -> PurchaseId:
        """A new draft."""
        ...

    def change(self, shop: ShopId, purchase: PurchaseId, heading: PurchaseHeading) -> None: ...

    def put_line(self, shop: ShopId, purchase: PurchaseId, item: ItemId, lot: Lot, unit_cost: int | None) -> None:
        """Add a line of a draft, or say it anew. `unit_cost` in minor units of the order's currency."""
        ...

    def drop_line(self, shop: ShopId, purchase: PurchaseId, item: ItemId) -> None: ...

    def order(self, shop: ShopId, purchase: PurchaseId, *, anyway: bool, user: str) -> Moved:
        """Its units are on their way. `anyway`: the supplier agreed to quantities against its terms."""
        ...

    def cancel(self, shop: ShopId, purchase: PurchaseId, *, user: str) -> Moved: ...
