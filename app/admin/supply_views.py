"""What a merchant's pages read and do about incoming stock: a protocol, as in `app.admin.views`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.admin.views import Moved, Received
    from app.db.shown_incoming import Choice, DeliveryChoices, ImportView, IncomingPage, IncomingQuery
    from app.domain.ids import ImportId, ShopId, SupplyId, VariantId
    from app.domain.own_supply import NewDelivery


class MerchantSupplies(Protocol):
    """Deliveries that are entered here, among those that Shopify keeps. `user` as in `BackorderActs`.

    Acts raise `NotFound` for an id that is not this shop's or is over, `Conflict` where somebody else was faster, and
    `AppError` for what cannot be true or is Shopify's to change.
    """

    def incoming(self, shop: ShopId, query: IncomingQuery) -> IncomingPage: ...

    def search(self, shop: ShopId, text: str) -> tuple[Choice, ...]:
        """Variants that can be on their way, by part of a title or SKU."""
        ...

    def chosen(self, shop: ShopId, variant: VariantId) -> Choice | None: ...

    def choices(self, shop: ShopId) -> DeliveryChoices: ...

    def add(self, shop: ShopId, new: NewDelivery, *, user: str) -> tuple[SupplyId, Moved]:
        """Keep a new delivery; the first of its supplies."""
        ...

    def change_quantity(self, shop: ShopId, supply: SupplyId, *, to: int, seen: int, user: str) -> Moved:
        """Announce `to` units in all. `seen` is the quantity the merchant was looking at."""
        ...

    def cancel(self, shop: ShopId, supply: SupplyId, *, user: str) -> Moved:
        """Nothing more of the whole delivery comes."""
        ...

    def receive(self, shop: ShopId, lines: Sequence[Received], *, is_in_stock: bool, closes: bool, user: str) -> None:
        """Receive units of one delivery. `is_in_stock`: Shopify's stock holds them already. `closes`: no more comes."""
        ...

    def check_file(self, shop: ShopId, data: bytes, *, file_name: str, user: str) -> ImportId:
        """Read a file of deliveries and compare it with the shop. `AppError` for what is no such file."""
        ...

    def file(self, shop: ShopId, import_id: ImportId) -> ImportView: ...

    def take_over(self, shop: ShopId, import_id: ImportId, *, user: str) -> None:
        """Take the good rows of the file over, in the background. `Conflict` the second time."""
        ...
