"""A shop's settings in memory: what the settings page reads and does, without a database or Klaviyo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.admin.views import Moved
from app.db.cart_limit import OFF
from app.db.privacy import DataRequest
from app.db.shown_regions import RegionRow, RegionsView
from app.db.shown_settings import CartLimitView, KlaviyoLink, ShopSettingsView, SupplierDays
from app.db.zones import Location
from app.domain.ids import LocationId, OrderId, PoolId, SupplierId
from app.errors import AppError, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.db.cart_limit import CartLimit
    from app.db.pools import Region
    from app.domain.ids import ShopId

SINCE = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
CONNECTED = KlaviyoLink("AbC123", SINCE, None)
BROKEN = KlaviyoLink("AbC123", SINCE, "Klaviyo does not accept this private key.")
METALWORKS = SupplierId(1)
WEAVERS = SupplierId(2)
TANNERY = SupplierId(3)
OHIO = Location(LocationId(1), "Ohio", None)
HAMBURG = Location(LocationId(2), "Hamburg", "Europe/Berlin")
UNKNOWN_KEY = "pk_unknown"


def _suppliers() -> tuple[SupplierDays, ...]:
    return (
        SupplierDays(METALWORKS, "Tallinn Metalworks", 5, learned=False),
        SupplierDays(WEAVERS, "Tartu Weavers", None, learned=True),
        SupplierDays(TANNERY, "Viljandi Tannery", None, learned=False),
    )


SARAH = DataRequest(7, 99, 4711, (OrderId(1042),), SINCE, None)
SARAHS_DATA: dict[str, object] = {
    "shop": "northpine.myshopify.com",
    "customer": 4711,
    "asked_at": "2026-11-20T14:30:00+00:00",
    "orders": [
        {
            "order": {"name": "#1042"},
            "lines": [{"ordered": 10, "open": 6, "title": "Fjord Enamel Kettle"}],
            "promises": [{"quantity": 6, "shown_on": "2026-12-10", "made_at": "2026-11-20T14:31:00Z"}],
            "consents": [],
            "messages": [
                {
                    "kind": "eta_changed",
                    "state": "sent",
                    "sent_at": "2026-11-20T14:32:00Z",
                    "recipient": "sarah@example.com",
                    "sent_to_klaviyo": "{}",
                }
            ],
        }
    ],
}


@dataclass
class FakeSettings:
    """Takes every key but one, and remembers every act in `done`."""

    klaviyo: KlaviyoLink | None = None
    requests: tuple[DataRequest, ...] = ()
    suppliers: tuple[SupplierDays, ...] = field(default_factory=_suppliers)
    usual: int = 3
    hours: int | None = None
    transfers: bool = False
    limit: CartLimitView = field(default_factory=lambda: CartLimitView(allowed=True, chosen=OFF))
    moves: bool = False
    one_parcel: bool = False
    regions_of: RegionsView = field(default_factory=RegionsView)
    locations: tuple[Location, ...] = (HAMBURG, OHIO)
    examples_problem: str | None = None
    done: list[tuple[object, ...]] = field(default_factory=list)

    def read(self, shop: ShopId) -> ShopSettingsView:
        return ShopSettingsView(
            self.klaviyo,
            self.usual,
            self.suppliers,
            self.hours,
            moves_orders=self.moves,
            one_parcel=self.one_parcel,
            writes_transfers=self.transfers,
            limit=self.limit,
            regions=self.regions_of,
            zone="America/New_York",
            locations=self.locations,
        )

    def regions(self, shop: ShopId) -> RegionsView:
        return self.regions_of

    def draw_region(self, shop: ShopId, region: Region, *, slot: PoolId | None, user: str) -> int:
        self.done.append(("region", region, slot, user))
        pool = slot or PoolId(2 + len(self.regions_of.regions))
        every = self.regions_of.places
        mine = tuple(place for place in every if place.id in region.locations)
        others = tuple(each for each in self.regions_of.regions if each.slot != pool)
        rows = (*others, RegionRow(pool, region.name, tuple(sorted(region.countries)), mine))
        taken = {place for each in rows for place in each.places}
        self.regions_of = RegionsView(rows, tuple(each for each in every if each not in taken), self.regions_of.orders)
        return self.regions_of.orders

    def erase_region(self, shop: ShopId, slot: PoolId, *, user: str) -> int:
        self.done.append(("no region", slot, user))
        rows = tuple(each for each in self.regions_of.regions if each.slot != slot)
        self.regions_of = RegionsView(rows, self.regions_of.places, self.regions_of.orders)
        return self.regions_of.orders

    def say_zone(self, shop: ShopId, place: LocationId, *, zone: str | None, user: str) -> int:
        self.done.append(("zone", place, zone, user))
        self.locations = tuple(replace(each, own=zone) if each.id == place else each for each in self.locations)
        return 3

    def connect_klaviyo(self, shop: ShopId, key: str, *, user: str) -> str | None:
        if key == UNKNOWN_KEY:
            raise AppError("Klaviyo does not accept this private key.")
        self.done.append(("connect", key, user))
        self.klaviyo = CONNECTED
        return self.examples_problem

    def choose_parcels(self, shop: ShopId, *, one: bool, user: str) -> Moved:
        self.done.append(("parcels", one, user))
        self.one_parcel = one
        return Moved(later=3, earlier=0)

    def choose_moving(self, shop: ShopId, *, moves: bool, user: str) -> None:
        self.done.append(("moving", moves, user))
        self.moves = moves

    def send_examples(self, shop: ShopId) -> None:
        if self.examples_problem:
            raise AppError(self.examples_problem)
        self.done.append(("examples",))

    def disconnect_klaviyo(self, shop: ShopId, *, user: str) -> None:
        self.done.append(("disconnect", user))
        self.klaviyo = None

    def set_buffers(self, shop: ShopId, *, usual: int, own: Mapping[SupplierId, int | None], user: str) -> Moved:
        self.done.append(("days", usual, dict(own), user))
        self.usual = usual
        self.suppliers = tuple(replace(each, own=own.get(each.id, each.own)) for each in self.suppliers)
        return Moved(later=2, earlier=0)

    def choose_transfers(self, shop: ShopId, *, writes: bool, user: str) -> None:
        self.done.append(("transfers", writes, user))
        self.transfers = writes

    def choose_sharing(self, shop: ShopId, *, hours: int | None, user: str) -> Moved:
        self.done.append(("sharing", hours, user))
        self.hours = hours
        return Moved(later=0, earlier=1)

    def data_requests(self, shop: ShopId) -> tuple[DataRequest, ...]:
        return self.requests

    def customer_data(self, shop: ShopId, request: int, *, user: str) -> dict[str, object]:
        if request not in {each.id for each in self.requests}:
            raise NotFound("There is no such request.")
        self.done.append(("looked", request, user))
        return SARAHS_DATA

    def limit_cart(self, shop: ShopId, limit: CartLimit, *, user: str) -> None:
        self.done.append(("limit", limit, user))
        self.limit = replace(self.limit, chosen=limit, theirs=None)

    def look_at_limit(self, shop: ShopId) -> None:
        self.done.append(("look at the limit",))
