"""What the merchant's pages read, answered by the database: a page is one read transaction and at most
sixteen statements.

The number of statements never grows with the number of rows. Ages are the machine's: a fact is as old as its fetch.
"""

from __future__ import annotations

from app.clock import Clock
from app.db.session import Database
from app.db.shown import BackorderPage, BackorderQuery, BackorderView, Dashboard, ShopProfile, SupplyView
from app.db.shown_compared import ComparedView
from app.db.shown_discontinued import DiscontinuedRow, DiscontinuedView
from app.db.shown_leaving import LeavingView, Listed, Weeks
from app.db.views import compared, discontinued, leaving, one_backorder, one_supply, overview, the_list
from app.db.views.reader import reading
from app.domain.ids import ItemId, ShopId, SupplyId, VariantId
from app.shopify.features import switched_off


class ShopViews:
    """`BackorderViews` over the database. Everything raises NotFound for an id that is not this shop's."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def profile(self, shop: ShopId) -> ShopProfile:
        """How the shop writes dates and money."""
        with reading(self._database, self._clock, shop) as reader:
            known = reader.shop
            return ShopProfile(shop, known.domain, known.timezone, known.currency, switched_off(known.scopes))

    def dashboard(self, shop: ShopId) -> Dashboard:
        """The shop in five numbers, what arrives next, what is being lost, and what is left to set up."""
        with reading(self._database, self._clock, shop) as reader:
            return overview.read(reader)

    def backorders(self, shop: ShopId, query: BackorderQuery) -> BackorderPage:
        """One page of the variants that are switched on or owed to somebody."""
        with reading(self._database, self._clock, shop) as reader:
            return the_list.read(reader, query)

    def backorder(self, shop: ShopId, variant: VariantId) -> BackorderView:
        """One variant, switched on or not: who waits for its item and what is coming of it."""
        with reading(self._database, self._clock, shop) as reader:
            return one_backorder.read(reader, variant)

    def leaving(self, shop: ShopId) -> LeavingView:
        """What of ours is in the shop."""
        with reading(self._database, self._clock, shop) as reader:
            return leaving.read(reader)

    def left_behind(self, shop: ShopId) -> Listed:
        """What of ours is in the shop, one by one, as far as a file holds it."""
        with reading(self._database, self._clock, shop) as reader:
            return leaving.listed(reader)

    def weeks(self, shop: ShopId) -> Weeks | None:
        """What removing the app would have left behind when that was last counted."""
        with reading(self._database, self._clock, shop) as reader:
            return leaving.weeks(reader)

    def compared(self, shop: ShopId) -> ComparedView:
        """How our copies compare with Shopify's facts."""
        with reading(self._database, self._clock, shop) as reader:
            return compared.read(reader)

    def discontinued(self, shop: ShopId) -> tuple[DiscontinuedRow, ...]:
        """Every item of which no more will come, as long as that concerns anybody."""
        with reading(self._database, self._clock, shop) as reader:
            return discontinued.listing(reader)

    def discontinued_item(self, shop: ShopId, item: ItemId) -> DiscontinuedView:
        """Who waits for one of them in vain, and what was refunded."""
        with reading(self._database, self._clock, shop) as reader:
            return discontinued.read(reader, item)

    def supply(self, shop: ShopId, supply: SupplyId) -> SupplyView:
        """One supply, open or over, with what arrives beside it and every date ever stated for it."""
        with reading(self._database, self._clock, shop) as reader:
            return one_supply.read(reader, supply)
