"""A shop's settings in memory: what the settings page reads and does, without a database or Klaviyo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.admin.views import Moved
from app.db.shown_settings import KlaviyoLink, ShopSettingsView, SupplierDays
from app.domain.ids import SupplierId
from app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.ids import ShopId

SINCE = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
CONNECTED = KlaviyoLink("AbC123", SINCE, None)
BROKEN = KlaviyoLink("AbC123", SINCE, "Klaviyo does not accept this private key.")
METALWORKS = SupplierId(1)
WEAVERS = SupplierId(2)
TANNERY = SupplierId(3)
UNKNOWN_KEY = "pk_unknown"


def _suppliers() -> tuple[SupplierDays, ...]:
    return (
        SupplierDays(METALWORKS, "Tallinn Metalworks", 5, learned=False),
        SupplierDays(WEAVERS, "Tartu Weavers", None, learned=True),
        SupplierDays(TANNERY, "Viljandi Tannery", None, learned=False),
    )


@dataclass
class FakeSettings:
    """Takes every key but one, and remembers every act in `done`."""

    klaviyo: KlaviyoLink | None = None
    suppliers: tuple[SupplierDays, ...] = field(default_factory=_suppliers)
    usual: int = 3
    hours: int | None = None
    moves: bool = False
    examples_problem: str | None = None
    done: list[tuple[object, ...]] = field(default_factory=list)

    def read(self, shop: ShopId) -> ShopSettingsView:
        return ShopSettingsView(self.klaviyo, self.usual, self.suppliers, self.hours, self.moves)

    def connect_klaviyo(self, shop: ShopId, key: str, *, user: str) -> str | None:
        if key == UNKNOWN_KEY:
            raise AppError("Klaviyo does not accept this private key.")
        self.done.append(("connect", key, user))
        self.klaviyo = CONNECTED
        return self.examples_problem

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

    def choose_sharing(self, shop: ShopId, *, hours: int | None, user: str) -> Moved:
        self.done.append(("sharing", hours, user))
        self.hours = hours
        return Moved(later=0, earlier=1)
