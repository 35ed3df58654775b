"""One shop in which everything happens at once: the world, its unkindness, and what people mean to be kept."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from app.admission import Admission
from app.clock import next_local
from app.db import shops
from app.db.pools import Region
from app.db.tables.shops import ShopState
from app.merchant_settings import SettingsActs
from app.refetch.reconcile import NIGHT
from app.replan.order import ORDER_TAG
from sandbox.seed import builder
from sandbox.shopify.model import FulfillmentOrder, InventoryItem, Location, Order, Policy, Variant
from sandbox.shopify.model import Shop as ShopifyShop
from sandbox.shopify.session_tokens import mint
from tests.e2e.world import World, build
from tests.stateful.bundles import add_set
from tests.stateful.unkind import Post, Weather

STOOL = "STOOL-OAK"
ENDED = frozenset({"CLOSED", "CANCELLED"})
T = TypeVar("T")
USER = "42"
"""Whoever of the merchant's people is at our pages."""
Changed = tuple[str, str]
"""A field of the shop: its resource and its name."""
PATIENCE = timedelta(minutes=20)
"""Longer than a difference of sums is waited for, and than any lane rests."""


@dataclass
class Policies:
    """What a person last made of a variant's policy, and how it binds us."""

    person: Policy
    kept: bool = False
    """They decided against what we wrote: it stays until they switch the variant on again."""
    unknowable: bool = False
    """They set it to what we last wrote, or while a write of ours was in doubt: nobody can tell theirs from ours."""


@dataclass
class Entered:
    """A delivery that the merchant entered in our app, as they last said."""

    supply: int
    item: InventoryItem
    place: Location
    units: int
    called_off: bool = False


@dataclass
class Meant:
    """Values that people and other apps put there, and that must be there at the end."""

    policies: dict[int, Policies] = field(default_factory=dict)
    """By variant."""
    tags: dict[int, set[str]] = field(default_factory=dict)
    """By order: those that are not ours."""
    changed: set[Changed] = field(default_factory=set)
    """What others have made something else of after us, and the merchant has not said to be ours again."""
    left: set[Changed] = field(default_factory=set)
    """Of these, what the merchant has said to leave as it is."""
    over: set[int] = field(default_factory=set)
    """Items of which no more will come, as the merchant has said."""
    regions: dict[int, Region] = field(default_factory=dict)
    """By their slot."""
    deliveries: dict[str, Entered] = field(default_factory=dict)
    """By their reference, as our app compares them."""
    notes: dict[str, str] = field(default_factory=dict)
    """Metafields of the merchant's own, by the owner's gid."""
    holds: dict[int, FulfillmentOrder] = field(default_factory=dict)
    """Those of others that nobody has released, by their number, with what they are on."""

    def ours_again(self, taken: set[Changed]) -> None:
        self.changed -= taken
        self.left -= taken


class Scene:
    """A shop being lived in. Acts happen to `world`; `post` and `weather` are how unkind things are."""

    def __init__(self, database_url: str) -> None:
        self.world = build(database_url)
        self.world.never_sleeps()
        add_stools(self.world)
        add_set(self.world)
        self.world.reconcile()
        self.post, self.weather = Post(self.world), Weather(self.world)
        self.meant = Meant()
        for each in self.shop.variants.values():
            self.meant.policies[each.id] = Policies(each.policy)
        parts = self.world.parts
        self.settings = SettingsActs(parts.database, self.world.clock, self.world.drain.wake, parts.klaviyo, parts.box)

    @property
    def shop(self) -> ShopifyShop:
        return self.world.shopify

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def orders(self) -> list[Order]:
        return list(self.shop.orders.values())

    def open_orders(self) -> list[Order]:
        return [each for each in self.shop.orders.values() if not each.cancelled_at]

    def has(self, what: str) -> bool:
        """Whether there are open `orders`; parts of them that are `routed`, `held`, held by others (`theirs`) or
        `shipped`; orders `waiting` for their routing, or `tagged`; shipments that are `drafts`, transfers `planned`.
        Whether others have `changed` what we did, something is `over`, deliveries were `entered` or `regions`
        drawn, and the app is `installed` or `removed`.
        """
        orders = self.open_orders()
        parts = [each for order in orders for each in order.fulfillment_orders if each.status not in ENDED]
        found: dict[str, bool] = {
            "orders": bool(orders),
            "routed": bool(parts),
            "held": any(each.holds for each in parts),
            "theirs": bool(self.meant.holds),
            "shipped": any(order.fulfillments for order in orders),
            "waiting": bool(self.world.scheduler.waiting),
            "installed": self.shop.installation is not None,
            "removed": self.shop.installation is None,
            "tagged": any(ORDER_TAG in order.tags for order in orders),
            "changed": bool(self.meant.changed),
            "over": bool(self.meant.over),
            "regions": bool(self.meant.regions),
            "entered": bool(self.meant.deliveries),
            "drafts": any(each.status == "DRAFT" for each in self.shop.shipments.values()),
            "planned": any(each.status == "DRAFT" for each in self.shop.transfers.values()),
        }
        return found[what]

    def variants(self) -> list[Variant]:
        return list(self.shop.variants.values())

    def singles(self) -> list[Variant]:
        """Those with stock of their own: no bundles."""
        return [each for each in self.shop.variants.values() if not each.components]

    def places(self) -> list[Location]:
        """Those that are not switched off."""
        return [each for each in self.shop.locations.values() if each.active]

    def tick(self, step: timedelta = timedelta(seconds=1)) -> None:
        """Stamps are whole seconds: no two acts of people share one."""
        self.world.clock.advance(step)

    def open_the_app(self) -> bool:
        """A page of ours is opened, for which a shop without a living token gets a new one."""
        world = self.world
        with world.parts.database.read() as conn:
            known = shops.by_id(conn, world.shop.id)
        if known.state is ShopState.INSTALLED or self.shop.installation is None:
            return False
        token = mint(self.shop, app=world.sandbox.store.app, now=world.sandbox.store.machine())
        admission = Admission(world.parts, world.drain.wake)
        admission.admit(admission.verify(token), token)
        return True

    def work_once(self) -> None:
        """The app works on one lane, with whatever has reached it."""
        self.world.drain.drain_once()

    def work(self) -> None:
        """The app works until it has nothing left that it may do now."""
        for _ in range(60):
            if not self.world.drain.drain_once():
                return
        raise AssertionError("the app works without end")

    def time_passes(self, step: timedelta) -> None:
        """Whoever rests for minutes has rested, if that long has passed."""
        self.tick(step)
        if step >= timedelta(minutes=5):
            self.world.rests_are_over()

    def until_night(self) -> timedelta:
        return next_local(self.now, NIGHT, self.shop.timezone) - self.now + timedelta(minutes=1)

    def calm_down(self) -> None:
        """Errors stop, what is under way arrives, rests end, differences grow old, and a night goes by."""
        self.weather.clear()
        self._settle()
        for step in (PATIENCE, self.until_night(), PATIENCE, timedelta(hours=1), PATIENCE):
            self.tick(step)
            self._settle()

    def _settle(self) -> None:
        for _ in range(40):
            self.world.rests_are_over()
            moved = self.world.scheduler.run_due() + self.post.deliver_all()
            self.work()
            if not moved and not self.open_the_app():
                return
        raise AssertionError("the shop does not settle")

    def look_again(self) -> None:
        """Whatever has come of a look at everything is dealt with."""
        self._settle()

    def close(self) -> None:
        self.world.close()


def pick(among: Sequence[T], place: int) -> T | None:
    """One of them, whichever; None where there is none."""
    return among[place % len(among)] if among else None


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  to repeat a run, not to keep a secret


def add_stools(world: World) -> None:
    """A third product, which the merchant sells past its stock already."""
    store, shop = world.sandbox.store, world.shopify
    with store.act():
        product = builder.add_product(store, shop=shop, title="Oak Stool", handle="oak-stool", vendor="Northpine")
        builder.add_variant(store, shop=shop, product=product, sku=STOOL, price=9900, policy="CONTINUE")
