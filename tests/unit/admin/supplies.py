"""Incoming stock in memory: what its pages read and do, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.admin.views import Moved
from app.db.shown import SupplyRow
from app.db.shown_incoming import Choice, DeliveryChoices, IncomingPage, IncomingQuery, Place
from app.domain.ids import ItemId, LocationId, SupplyId, VariantId
from app.errors import Conflict

if TYPE_CHECKING:
    from app.admin.views import Received
    from app.domain.ids import ShopId
    from app.domain.own_supply import NewDelivery
    from tests.unit.admin.shop import FakeShop

DOCK = LocationId(71)
TAKEN = "PO-1"
OWN = SupplyId(7)


@dataclass
class FakeSupplies:
    """Over the rows of a fake shop. A reference `PO-1` is taken. Acts are remembered in `done`."""

    shop: FakeShop
    done: list[tuple[object, ...]] = field(default_factory=list)

    def incoming(self, shop: ShopId, query: IncomingQuery) -> IncomingPage:
        rows = tuple(row for row in self.shop.supplies if query.text.lower() in _words(row) and row.open)
        return IncomingPage(rows, len(rows), 1, 1, self.shop.dashboard(shop).as_of)

    def search(self, shop: ShopId, text: str) -> tuple[Choice, ...]:
        names = [row.name for row in self.shop.rows] if text else []
        return tuple(
            Choice(name, ItemId(name.id + 1))
            for name in names
            if text.lower() in f"{name.product} {name.variant} {name.sku}".lower()
        )

    def chosen(self, shop: ShopId, variant: VariantId) -> Choice | None:
        return next((Choice(row.name, ItemId(variant + 1)) for row in self.shop.rows if row.name.id == variant), None)

    def choices(self, shop: ShopId) -> DeliveryChoices:
        places = (Place(DOCK, "Main dock"), Place(LocationId(72), "Second dock"))
        return DeliveryChoices(places, ("Tallinn Metalworks", "Tartu Weavers"), "D-1")

    def add(self, shop: ShopId, new: NewDelivery, *, user: str) -> tuple[SupplyId, Moved]:
        if new.reference == TAKEN:
            raise Conflict("There is a delivery PO-1 already. Give this one another reference.")
        self.done.append(("add", new, user))
        ((item, quantity),) = new.quantities.items()
        name = next(row.name for row in self.shop.rows if row.name.id + 1 == item)
        self.shop.supplies.append(_own(replace(self.shop.supplies[0], variant=name), new, quantity))
        return OWN, Moved(later=0, earlier=2)

    def change_quantity(self, shop: ShopId, supply: SupplyId, *, to: int, seen: int, user: str) -> Moved:
        self.done.append(("quantity", supply, to, seen, user))
        self.shop.supplies = [
            replace(one, sent=to, announced=to) if one.id == supply else one for one in self.shop.supplies
        ]
        return Moved(later=0, earlier=0)

    def cancel(self, shop: ShopId, supply: SupplyId, *, user: str) -> Moved:
        self.done.append(("cancel", supply, user))
        self.shop.supplies = [replace(one, sent=0) if one.id == supply else one for one in self.shop.supplies]
        return Moved(later=1, earlier=0)

    def receive(self, shop: ShopId, lines: Sequence[Received], *, is_in_stock: bool, closes: bool, user: str) -> None:
        self.done.append(("receive", tuple(lines), is_in_stock, closes, user))


def _words(row: SupplyRow) -> str:
    return f"{row.name} {row.supplier} {row.variant.product} {row.variant.variant} {row.variant.sku}".lower()


def _own(like: SupplyRow, new: NewDelivery, quantity: int) -> SupplyRow:
    return replace(
        like,
        id=OWN,
        name=new.reference,
        supplier=new.supplier or "",
        sent=quantity,
        announced=quantity,
        stated_on=new.expected_on,
        promised=0,
        receivable=True,
        own=True,
    )
