"""Incoming stock in memory: what its pages read and do, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.admin.views import Moved
from app.db.shown import SupplyRow
from app.db.shown_incoming import Choice, DeliveryChoices, ImportView, IncomingPage, IncomingQuery, Place
from app.db.tables.purchases import ImportState
from app.domain.ids import ImportId, ItemId, LocationId, SupplyId, VariantId
from app.domain.table import Fault
from app.errors import AppError, Conflict, NotFound

if TYPE_CHECKING:
    from app.admin.views import Received
    from app.domain.ids import ShopId
    from app.domain.own_supply import NewDelivery
    from tests.unit.admin.shop import FakeShop

DOCK = LocationId(71)
TAKEN = "PO-1"
OWN = SupplyId(7)


CHECKED, RUNNING, OVER = ImportId(51), ImportId(52), ImportId(53)
_FAULTS = (Fault(4, "sku K-9 is no product whose stock Shopify counts"), Fault(7, "=HYPERLINK(1) is missing"))
_NEW = ImportView(CHECKED, "spring.csv", ImportState.CHECKED, 12, 9, 2, 0, 0, 0, _FAULTS, ())
_FILES = {
    CHECKED: _NEW,
    RUNNING: replace(_NEW, id=RUNNING, state=ImportState.RUNNING, total=3000, done=1200, added=1100, changed=60),
    OVER: replace(_NEW, id=OVER, state=ImportState.DONE, done=12, added=8, changed=2, refused=(Fault(9, "gone"),)),
}


@dataclass
class FakeSupplies:
    """Over the rows of a fake shop. A reference `PO-1` is taken. Acts are remembered in `done`."""

    shop: FakeShop
    done: list[tuple[object, ...]] = field(default_factory=list)
    files: dict[ImportId, ImportView] = field(default_factory=lambda: dict(_FILES))

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

    def check_file(self, shop: ShopId, data: bytes, *, file_name: str, user: str) -> ImportId:
        if not data.startswith(b"sku,"):
            raise AppError("row 1: the column sku is missing")
        self.done.append(("check", data, file_name, user))
        return CHECKED

    def file(self, shop: ShopId, import_id: ImportId) -> ImportView:
        if import_id not in self.files:
            raise NotFound("There is no such file in this shop.")
        return self.files[import_id]

    def take_over(self, shop: ShopId, import_id: ImportId, *, user: str) -> None:
        if self.files[import_id].state is not ImportState.CHECKED:
            raise Conflict("This file has been taken over already.")
        self.done.append(("take over", import_id, user))
        self.files[import_id] = replace(self.files[import_id], state=ImportState.RUNNING)


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
