"""The limit in the cart, from the merchant's switch to a refused checkout, and out of the shop again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app.db import cart_limit
from app.db.cart_limit import CartLimit
from app.db.shown_leaving import Trace
from app.db.shown_settings import CartLimitView, Theirs
from app.db.views import ShopViews
from app.inbox.wake import Wake
from app.merchant_settings import SettingsActs
from app.shopify.facts import LIMIT_SCOPES
from sandbox.shopify.control import app_life
from sandbox.shopify.functions.validations import Refused
from sandbox.shopify.model import Validation
from tests.e2e.crash import die_at
from tests.e2e.world import USER, World

KETTLE = "KETTLE-BLUE"
ON = CartLimit(on=True)
LENIENT = CartLimit(on=True, blocks=False, fail_open=True)
NAME = "The limit in the cart"


@dataclass(frozen=True, slots=True)
class Limited:
    """A shop with the kettle switched on: four in stock, forty coming."""

    world: World

    @property
    def settings(self) -> SettingsActs:
        parts = self.world.parts
        return SettingsActs(parts.database, self.world.clock, Wake(), parts.klaviyo, parts.box)

    def allow(self) -> None:
        store, shop = self.world.sandbox.store, self.world.shopify
        assert shop.installation is not None
        with store.act():
            app_life.grant(store, shop=shop, installation=shop.installation, scopes=LIMIT_SCOPES)
        self.world.open_the_app()

    def choose(self, limit: CartLimit) -> None:
        self.settings.limit_cart(self.world.shop.id, limit, user=USER)
        self.world.settle()

    def view(self) -> CartLimitView:
        return self.settings.read(self.world.shop.id).limit

    def trace(self) -> Trace:
        view = ShopViews(self.world.parts.database, self.world.clock).leaving(self.world.shop.id)
        return next(each for each in view.traces if each.name == NAME)

    def at_shopify(self) -> list[tuple[bool, bool, str]]:
        """Of each validation: whether it is on, whether it stops carts where it breaks, and its configuration."""
        shop = self.world.shopify
        texts = {each.owner.gid: each.value for each in shop.metafields.values() if each.key == "backorder-limit"}
        return [(each.enabled, each.block_on_failure, texts[each.gid]) for each in self._validations()]

    def by_hand(self, **changes: Any) -> None:
        """A person changes it in Shopify's own settings."""
        with self.world.sandbox.store.act():
            (validation,) = self._validations()
            for name, value in changes.items():
                setattr(validation, name, value)

    def _validations(self) -> list[Validation]:
        return list(self.world.shopify.validations.values())


@pytest.fixture
def limited(world: World) -> Limited:
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    return Limited(world)


def test_a_merchant_allows_it_switches_it_on_and_a_cart_of_forty_five_is_refused(limited: Limited) -> None:
    world = limited.world
    assert limited.view() == CartLimitView(allowed=False, chosen=cart_limit.OFF)
    assert world.buy(KETTLE, 1).lines[0].quantity == 1
    world.settle()

    limited.allow()
    limited.choose(ON)

    assert limited.at_shopify() == [(True, True, '{"fail_open":false}')]
    assert limited.view() == CartLimitView(allowed=True, chosen=ON)
    assert limited.view().works
    whose = "SELECT \"by\", why FROM footprint WHERE field = 'validation'"
    assert world.rows(whose) == [(f"person:{USER}", "switched on")]
    with pytest.raises(Refused, match="Only 43 of Fjord Enamel Kettle can be ordered"):
        world.buy(KETTLE, 44)

    limited.choose(LENIENT)
    assert limited.at_shopify() == [(True, False, '{"fail_open":true}')]
    limited.choose(cart_limit.OFF)
    assert (limited.at_shopify(), limited.trace()) == ([], Trace(NAME, 0, 1, 0))
    assert world.buy(KETTLE, 44).lines[0].quantity == 44


def test_what_a_person_does_to_it_in_shopify_is_seen_at_night_left_alone_and_overruled_only_by_the_merchant(
    limited: Limited,
) -> None:
    limited.allow()
    limited.choose(ON)

    limited.by_hand(enabled=False)
    limited.world.reconcile()

    assert limited.at_shopify() == [(False, True, '{"fail_open":false}')]
    assert (limited.view().theirs, limited.view().works) == (Theirs.OFF, False)

    limited.by_hand(enabled=True, block_on_failure=False)
    limited.settings.look_at_limit(limited.world.shop.id)
    limited.world.settle()
    assert (limited.view().theirs, limited.view().works) == (Theirs.CHANGED, True)

    limited.by_hand(block_on_failure=True)
    limited.world.reconcile()
    assert limited.view().theirs is None

    limited.world.shopify.validations.clear()
    limited.world.reconcile()
    assert (limited.view().theirs, limited.trace()) == (Theirs.GONE, Trace(NAME, 0, 0, 1))

    limited.choose(ON)
    assert limited.at_shopify() == [(True, True, '{"fail_open":false}')]
    assert limited.view() == CartLimitView(allowed=True, chosen=ON)


def test_leaving_takes_it_away_even_where_somebody_switched_it_off(limited: Limited) -> None:
    limited.allow()
    limited.choose(ON)
    limited.by_hand(enabled=False)
    limited.world.reconcile()
    assert limited.trace() == Trace(NAME, 1, 0, 0)

    limited.world.acts.leave_shop(limited.world.shop.id, release=True, user=USER)
    assert limited.trace() == Trace(NAME, 1, 0, 0)
    limited.world.settle()

    assert (limited.at_shopify(), limited.trace()) == ([], Trace(NAME, 0, 1, 0))
    assert limited.view().chosen == cart_limit.OFF


def test_without_the_permission_it_is_off_says_why_and_stops_nothing_else(limited: Limited) -> None:
    world = limited.world
    limited.choose(ON)
    world.buy(KETTLE, 10)
    world.settle()

    assert limited.at_shopify() == []
    assert not limited.view().works
    assert "`read_validations` access scope" in str(limited.view().problem)
    assert world.metafield(KETTLE)["left"] == 34

    limited.allow()
    world.pass_time(timedelta(seconds=5))
    assert limited.at_shopify() == [(True, True, '{"fail_open":false}')]


def test_a_worker_killed_while_putting_it_up_is_followed_by_one_that_puts_up_no_second(limited: Limited) -> None:
    limited.allow()
    die_at(limited.world, "CreateValidation", reaches=True, act=lambda: _switch_on(limited))
    limited.world.settle()

    assert limited.at_shopify() == [(True, True, '{"fail_open":false}')]
    assert limited.view() == CartLimitView(allowed=True, chosen=ON)


def _switch_on(limited: Limited) -> None:
    limited.settings.limit_cart(limited.world.shop.id, ON, user=USER)


def test_removing_the_app_forgets_it_so_that_a_new_installation_begins_without(limited: Limited) -> None:
    limited.allow()
    limited.choose(ON)
    store, shop = limited.world.sandbox.store, limited.world.shopify
    with store.act():
        app_life.uninstall(store, shop=shop)
        shop.validations.clear()
    limited.world.settle()
    with store.act():
        app_life.install(store, shop=shop)
    limited.world.open_the_app()

    assert limited.view() == CartLimitView(allowed=False, chosen=cart_limit.OFF)
