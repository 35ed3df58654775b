"""What a merchant's pages read and do: two protocols, so that the pages are complete and tested without a database.

`app/db/views` answers the first; the use cases carry out the second. The first argument of every function is the shop
it is scoped by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from app.db.cart_limit import CartLimit
    from app.db.pools import Region
    from app.db.privacy import DataRequest
    from app.db.shown import BackorderPage, BackorderQuery, BackorderView, Dashboard, ShopProfile, SupplyView
    from app.db.shown_compared import ComparedView
    from app.db.shown_discontinued import DiscontinuedRow, DiscontinuedView
    from app.db.shown_leaving import LeavingView, Listed, Weeks
    from app.db.shown_regions import RegionsView
    from app.db.shown_settings import ShopSettingsView
    from app.domain.ids import ItemId, LineId, LocationId, OrderId, PoolId, ShopId, SupplierId, SupplyId, VariantId
    from app.usecases.show_customer_data import CustomerData


@dataclass(frozen=True, slots=True)
class Moved:
    """What moving a date did to promises, in orders."""

    later: int
    """Told a later date."""
    earlier: int
    in_steps: bool = False
    """It is too much for one moment, and only now begins."""


@dataclass(frozen=True, slots=True)
class Received:
    """Units of one supply counted at the dock; both zero or more, and together at most its open units."""

    supply: SupplyId
    accepted: int
    rejected: int


class BackorderViews(Protocol):
    """What the pages read. Every function raises `NotFound` for an id that is not this shop's."""

    def profile(self, shop: ShopId) -> ShopProfile: ...

    def dashboard(self, shop: ShopId) -> Dashboard: ...

    def backorders(self, shop: ShopId, query: BackorderQuery) -> BackorderPage: ...

    def backorder(self, shop: ShopId, variant: VariantId) -> BackorderView: ...

    def supply(self, shop: ShopId, supply: SupplyId) -> SupplyView: ...

    def leaving(self, shop: ShopId) -> LeavingView: ...

    def left_behind(self, shop: ShopId) -> Listed: ...

    def weeks(self, shop: ShopId) -> Weeks | None: ...

    def compared(self, shop: ShopId) -> ComparedView: ...
    def discontinued(self, shop: ShopId) -> tuple[DiscontinuedRow, ...]: ...

    def discontinued_item(self, shop: ShopId, item: ItemId) -> DiscontinuedView: ...


class BackorderActs(Protocol):
    """What a merchant may do. Each call is one transaction, and its own record.

    `user` is the number of the staff member who did it, as the session token has it. All raise `NotFound` for an id
    that is not this shop's, and `Conflict` where somebody else was faster. What must happen at Shopify follows a
    moment later: a page says "on its way", never "done".
    """

    def switch_on(self, shop: ShopId, variants: Sequence[VariantId], *, user: str) -> None:
        """Let shoppers order these variants past their stock. Nothing happens to those already on."""
        ...

    def switch_off(self, shop: ShopId, variants: Sequence[VariantId], *, user: str, release: bool = False) -> None:
        """Put the variants back as they were found. Promises already made stay; `release`: holds for them go."""
        ...

    def release_orders(self, shop: ShopId, variant: VariantId, *, user: str) -> None:
        """Let the orders go that a variant which is off still holds. Raises Conflict for one that is on."""
        ...

    def take_over_variant(self, shop: ShopId, variant: VariantId, *, user: str) -> None:
        """Set by hand or by another app, the variant's inventory policy is ours again. Nothing happens where it is."""
        ...

    def leave_variant(self, shop: ShopId, variant: VariantId, *, user: str) -> None:
        """The policy stays as somebody else set it, and nobody is asked about that again."""
        ...

    def take_over_order(self, shop: ShopId, order: OrderId, field: str, *, user: str) -> None:
        """Hold, tag or move again what somebody has released, untagged or moved back. `field` as in `Undone`."""
        ...

    def leave_order(self, shop: ShopId, order: OrderId, field: str, *, user: str) -> None:
        """That stays undone, and nobody is asked about it again."""
        ...

    def leave_shop(self, shop: ShopId, *, release: bool, user: str) -> None:
        """Switch everything off; `release`: holds on orders that still wait go too. Nothing raises."""
        ...

    def compare_now(self, shop: ShopId, *, user: str) -> None:
        """Compare everything with Shopify soon. Nothing happens where that is under way or waits already."""
        ...

    def move_eta(self, shop: ShopId, supply: SupplyId, *, to: date, seen: date | None, reason: str, user: str) -> Moved:
        """State a new arrival date. `seen` is the date the merchant was looking at: another one now is a `Conflict`."""
        ...

    def receive(self, shop: ShopId, lines: Sequence[Received], *, user: str) -> None:
        """Receive units of one shipment. `Conflict` if fewer units than counted are still open."""
        ...

    def discontinue(self, shop: ShopId, variant: VariantId, *, user: str) -> ItemId:
        """Count on no more of the variant's item, which is the answer. Who waits is told that no date can be given."""
        ...

    def expect_again(self, shop: ShopId, item: ItemId, *, user: str) -> None:
        """There is another supply: who kept waiting is promised from it."""
        ...

    def refund_waiting(self, shop: ShopId, item: ItemId, lines: Sequence[LineId], *, user: str) -> int:
        """Refund what these lines wait for; the answer is how many do. `Conflict` where the item is expected again."""
        ...


class MerchantSettings(Protocol):
    """What a merchant sets for the whole shop. `user` as in `BackorderActs`."""

    def read(self, shop: ShopId) -> ShopSettingsView: ...

    def connect_klaviyo(self, shop: ShopId, key: str, *, user: str) -> str | None:
        """Try a private key at Klaviyo, keep it, and send an example of each event. `AppError` if it opens nothing.

        The answer is None, or why the examples did not arrive: the connection stands all the same.
        """
        ...

    def send_examples(self, shop: ShopId) -> None:
        """Send an example of each event, which mails nobody: Klaviyo offers for a flow only what it has seen.

        `AppError` where Klaviyo does not take them.
        """
        ...

    def disconnect_klaviyo(self, shop: ShopId, *, user: str) -> None:
        """Forget the key. Nothing happens where there is none."""
        ...

    def set_buffers(self, shop: ShopId, *, usual: int, own: Mapping[SupplierId, int | None], user: str) -> Moved:
        """Add these calendar days to stated dates; None: a supplier's record, or the usual days, count for it."""
        ...

    def data_requests(self, shop: ShopId) -> Sequence[DataRequest]:
        """Customers who asked what is kept about them, newest first."""
        ...

    def customer_data(self, shop: ShopId, request: int, *, user: str) -> CustomerData:
        """What is kept about one of them. That it was looked at is noted. `NotFound`."""
        ...

    def choose_sharing(self, shop: ShopId, *, hours: int | None, user: str) -> Moved:
        """Orders of so many hours share what is on hand; None: first come, first served."""
        ...

    def choose_parcels(self, shop: ShopId, *, one: bool, user: str) -> Moved:
        """Whether orders leave in one parcel that ask for nothing else. Plans all of them anew."""
        ...

    def choose_moving(self, shop: ShopId, *, moves: bool, user: str) -> None:
        """Units that may ship are asked of the location that has them, or stay where Shopify put them."""

    def regions(self, shop: ShopId) -> RegionsView: ...

    def draw_region(self, shop: ShopId, region: Region, *, slot: PoolId | None, user: str) -> int:
        """Change the region in a slot; None: a new one. The answer is how many open orders are planned anew.

        `Conflict` where it takes what another one has, or leaves nothing for everywhere else.
        """
        ...

    def erase_region(self, shop: ShopId, slot: PoolId, *, user: str) -> int:
        """What it had is everywhere else's again. The answer is as in `draw_region`."""
        ...

    def say_zone(self, shop: ShopId, place: LocationId, *, zone: str | None, user: str) -> int:
        """Give a location an IANA zone; None: the shop's counts. The answer is as in `draw_region`. `NotFound`."""
        ...

    def choose_transfers(self, shop: ShopId, *, writes: bool, user: str) -> None:
        """Whether deliveries that are entered from now on become transfers in Shopify."""

    def limit_cart(self, shop: ShopId, limit: CartLimit, *, user: str) -> None:
        """Have Shopify limit carts, or not. Whatever somebody set there by hand is overruled."""
        ...

    def look_at_limit(self, shop: ShopId) -> None:
        """Have the limit compared with Shopify's a moment later."""
        ...
