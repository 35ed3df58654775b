"""The whole product, lived in: merchant, customers, warehouse and suppliers act in any order, and delivery is unkind.

Then the shop is left alone, and everything must add up (`books`). A failure prints the steps that led to it; the seed
printed at the start repeats them, under the same `HYPOTHESIS_PROFILE`: `STATEFUL_SEED=... pytest tests/stateful`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import seed
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, get_state_machine_test, initialize, precondition, rule

from tests.stateful import (
    answers,
    books,
    bundles,
    customers,
    deliveries,
    life,
    merchant,
    regions,
    suppliers,
    undoing,
    warehouse,
)
from tests.stateful.effort import EFFORT, PARTS, seed_of
from tests.stateful.scene import Scene, chance
from tests.stateful.unkind import Fault

WHICH = st.integers(0, 11)
UNITS = st.integers(1, 12)
DRAWN = st.integers(0, 2**16)
YES = st.booleans()
CART = st.lists(st.tuples(st.integers(0, 3), UNITS), min_size=1, max_size=3)
STEPS = {
    "minutes": timedelta(minutes=6),
    "an hour": timedelta(hours=1),
    "a shift": timedelta(hours=8),
    "two days": timedelta(hours=50),
}
MORE_THAN_ARE_TRIED_AT_ONCE = 6
"""Lost answers to one call: its caller is told that nobody knows, and begins anew later."""
FAULTS = st.lists(st.sampled_from(Fault), min_size=1, max_size=12)


def there_are(what: str) -> Callable[[WholeShop], bool]:
    """Acts that would come to nothing are not tried: a run has only so many."""
    return lambda run: run.scene.has(what)


class WholeShop(RuleBasedStateMachine):
    """Each rule is one act of somebody. What does not apply just now does nothing."""

    template: Path
    """An SQLite file with the schema."""
    server: Callable[[], str] | None = None
    """Empties a database on a server and gives its address; None: a file of its own for each run."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="backorder-stateful-"))
        self.empty = self.folder / "fresh.sqlite3"
        shutil.copyfile(self.template, self.folder / "shop.sqlite3")
        shutil.copyfile(self.template, self.empty)
        of_its_own = f"sqlite:///{self.folder / 'shop.sqlite3'}"
        self.scene = Scene(self.server() if self.server else of_its_own)

    def teardown(self) -> None:
        try:
            life.install_again(self.scene)
            self.scene.calm_down()
            books.check(self.scene, self.empty)
        finally:
            self.scene.close()
            shutil.rmtree(self.folder)

    def do(self, act: Callable[..., None], *what: Any, **how: Any) -> None:
        act(self.scene, *what, **how)
        self.scene.tick()

    def on_our_pages(self, act: Callable[..., None], *what: Any, **how: Any) -> None:
        self.scene.open_the_app()
        self.do(act, *what, **how)

    @initialize(which=st.lists(st.integers(0, 3), max_size=3, unique=True), carts=st.lists(CART, max_size=4))
    def the_shop_opens(self, which, carts):
        for each in which:
            self.do(merchant.switch_on, each)
        self.scene.work()
        for buyer, cart in enumerate(carts):
            self.do(customers.buy, cart, buyer=buyer)
        self.do(customers.route)

    # Customers

    @rule(
        cart=CART,
        buyer=WHICH,
        channel=WHICH,
        plan=st.sampled_from(customers.PLANS),
        parcels=st.sampled_from(customers.PARCELS),
        country=st.sampled_from(customers.COUNTRIES),
    )
    def somebody_buys(self, cart, buyer, channel, plan, parcels, country):
        self.do(customers.buy, cart, buyer=buyer, channel=channel, plan=plan, parcels=parcels, country=country)

    @precondition(there_are("orders"))
    @rule(which=WHICH, parcels=st.sampled_from(customers.PARCELS))
    def an_order_asks_for_other_parcels(self, which, parcels):
        self.do(customers.change_parcels, which, parcels=parcels)

    @rule(which=WHICH, units=UNITS, buyers=st.integers(2, 5))
    def many_buy_at_once(self, which, units, buyers):
        self.do(customers.race, which, units=units, buyers=buyers)

    @precondition(there_are("waiting"))
    @rule()
    def orders_are_routed(self):
        self.do(customers.route)

    @precondition(there_are("orders"))
    @rule(which=WHICH, restock=YES)
    def an_order_is_cancelled(self, which, restock):
        self.do(customers.cancel, which, restock=restock)

    @precondition(there_are("orders"))
    @rule(which=WHICH, line=WHICH, units=st.integers(0, 14), restock=YES)
    def an_order_is_edited(self, which, line, units, restock):
        self.do(customers.edit, which, line, units=units, restock=restock)

    @precondition(there_are("orders"))
    @rule(which=WHICH, variant=WHICH, units=UNITS)
    def something_is_added_to_an_order(self, which, variant, units):
        self.do(customers.add_to, which, variant, units=units)

    @precondition(there_are("orders"))
    @rule(which=WHICH, line=WHICH, units=UNITS, kind=st.sampled_from(["CANCEL", "RETURN", "NO_RESTOCK"]))
    def units_are_refunded(self, which, line, units, kind):
        self.do(customers.give_back, which, line, units=units, kind=kind)

    # The warehouse and other apps

    @precondition(there_are("routed"))
    @rule(which=WHICH)
    def the_warehouse_ships(self, which):
        self.do(warehouse.ship_all, which)

    @precondition(there_are("routed"))
    @rule(which=WHICH, units=UNITS)
    def a_small_parcel_leaves(self, which, units):
        self.do(warehouse.ship_some, which, units=units)

    @precondition(there_are("shipped"))
    @rule(which=WHICH)
    def a_parcel_is_cancelled(self, which):
        self.do(warehouse.unship, which)

    @precondition(there_are("routed"))
    @rule(which=WHICH, units=st.integers(0, 6), by_merchant=YES)
    def somebody_else_holds(self, which, units, by_merchant):
        self.do(warehouse.hold_elsewhere, which, units=units, by_merchant=by_merchant)

    @precondition(there_are("theirs"))
    @rule(which=WHICH)
    def somebody_else_lets_go(self, which):
        self.do(warehouse.release_elsewhere, which)

    @precondition(there_are("held"))
    @rule(which=WHICH)
    def a_hold_is_released_by_hand(self, which):
        self.do(warehouse.release_by_hand, which)

    @precondition(there_are("routed"))
    @rule(which=WHICH, place=WHICH, units=st.integers(0, 6))
    def units_move_to_another_place(self, which, place, units):
        self.do(warehouse.move, which, place, units=units)

    @precondition(there_are("routed"))
    @rule(which=WHICH, place=WHICH)
    def goods_are_carried_to_another_place(self, which, place):
        self.do(warehouse.carry, which, place)

    @precondition(there_are("routed"))
    @rule(which=WHICH, together=YES)
    def parcels_are_planned_anew(self, which, together):
        self.do(warehouse.merge if together else warehouse.split, which)

    # The merchant, in Shopify's admin

    @rule(which=WHICH, policy=st.sampled_from(["DENY", "CONTINUE"]))
    def a_policy_is_set_by_hand(self, which, policy):
        self.do(merchant.set_policy, which, policy)

    @rule(which=WHICH, text=st.sampled_from(["hand made", "last of its kind"]))
    def a_note_is_written_on_a_variant(self, which, text):
        self.do(merchant.write_a_note, which, text)

    @precondition(there_are("orders"))
    @rule(which=WHICH, text=st.sampled_from(["VIP", "call first"]))
    def an_order_is_tagged(self, which, text):
        self.do(merchant.tag, which, text)

    @precondition(there_are("tagged"))
    @rule(which=WHICH)
    def our_tag_is_taken_off(self, which):
        self.do(merchant.take_our_tag_off, which)

    @rule(which=WHICH, place=WHICH, units=st.integers(-6, 12))
    def stock_is_counted(self, which, place, units):
        self.do(merchant.count_stock, which, place, units=units)

    @rule(which=WHICH, sure=st.integers(0, 19))
    def a_product_is_deleted(self, which, sure):
        if sure == 0:
            self.do(merchant.delete_product, which)

    @rule(active=YES)
    def a_location_is_closed_or_opened(self, active):
        self.do(merchant.switch_place, active=active)

    @rule(first=WHICH, second=WHICH, each=st.integers(1, 4), sure=st.integers(0, 3))
    def a_bundle_is_made_of_something_else(self, first, second, each, sure):
        if sure == 0:
            self.do(bundles.make_of, first, second, each=each)

    @precondition(there_are("installed"))
    @rule(sure=st.integers(0, 9))
    def the_app_is_removed(self, sure):
        if sure == 0:
            self.do(life.remove)

    @rule(sure=st.integers(0, 9))
    def the_shop_takes_another_domain(self, sure):
        if sure == 0:
            self.do(life.take_another_domain)

    @precondition(there_are("removed"))
    @rule()
    def the_app_is_installed_again(self):
        self.do(life.install_again)

    # The merchant, in our app

    @precondition(there_are("installed"))
    @rule(which=WHICH)
    def a_variant_is_switched_on(self, which):
        self.on_our_pages(merchant.switch_on, which)

    @precondition(there_are("installed"))
    @rule(which=WHICH, release=st.booleans())
    def a_variant_is_switched_off(self, which, release):
        self.on_our_pages(merchant.switch_off, which, release=release)

    @precondition(there_are("installed"))
    @rule(which=WHICH)
    def something_of_ours_is_undone(self, which):
        self.do(undoing.undo, which)

    @precondition(there_are("changed"))
    @rule(which=WHICH, ours=YES)
    def the_merchant_answers_what_others_changed(self, which, ours):
        self.the_app_works()
        if self.scene.has("installed"):
            self.on_our_pages(answers.answer, which, ours=ours)

    @precondition(there_are("installed"))
    @rule(which=WHICH, sure=st.integers(0, 2))
    def nothing_more_of_it_will_come(self, which, sure):
        if sure == 0:
            self.on_our_pages(merchant.discontinue, which)

    @precondition(there_are("over"))
    @rule(which=WHICH)
    def it_is_expected_again(self, which):
        if self.scene.has("installed"):
            self.on_our_pages(merchant.expect_again, which)

    @precondition(there_are("installed"))
    @rule(which=WHICH, days=st.integers(-3, 40))
    def an_arrival_is_moved_in_our_app(self, which, days):
        self.on_our_pages(merchant.move_arrival, which, days=days)

    @precondition(there_are("installed"))
    @rule(which=WHICH, accepted=st.integers(0, 40), rejected=st.integers(0, 3))
    def a_delivery_is_received_in_our_app(self, which, accepted, rejected):
        self.on_our_pages(merchant.receive_in_our_app, which, accepted=accepted, rejected=rejected)

    @precondition(there_are("installed"))
    @rule(
        which=WHICH,
        place=WHICH,
        units=st.integers(1, 30),
        days=st.none() | st.integers(-2, 30),
        supplier=WHICH,
        lost=st.sampled_from([None, "CreateTransfer", "CreateShipmentInTransit"]),
    )
    def a_delivery_is_entered(self, which, place, units, days, supplier, lost):
        if lost:
            self.scene.weather.lost[lost] = MORE_THAN_ARE_TRIED_AT_ONCE
        self.on_our_pages(deliveries.add, which, place, units=units, days=days, supplier=supplier)

    @precondition(there_are("entered"))
    @rule(which=WHICH, units=st.integers(1, 30), cancelled=st.sampled_from([False, False, True]))
    def an_entered_delivery_is_changed(self, which, units, cancelled):
        if self.scene.has("installed"):
            if cancelled:
                self.on_our_pages(deliveries.cancel, which)
            else:
                self.on_our_pages(deliveries.change, which, units=units)

    @precondition(there_are("entered"))
    @rule(
        which=WHICH,
        accepted=st.integers(0, 30),
        rejected=st.integers(0, 3),
        by_hand=YES,
        closes=YES,
        lost=st.sampled_from([0, 1, MORE_THAN_ARE_TRIED_AT_ONCE]),
    )
    def an_entered_delivery_comes(self, which, accepted, rejected, by_hand, closes, lost):
        """`lost` answers are those to the very calls that add it to the stock."""
        if not self.scene.has("installed"):
            return
        self.scene.weather.lost["AdjustStock"] = lost
        self.on_our_pages(
            deliveries.receive, which, accepted=accepted, rejected=rejected, by_hand=by_hand, closes=closes
        )

    @precondition(there_are("installed"))
    @rule(writes=YES)
    def deliveries_become_transfers_or_not(self, writes):
        self.on_our_pages(deliveries.choose_transfers, writes=writes)

    @precondition(there_are("installed"))
    @rule(hours=st.sampled_from([None, 1, 24]))
    def the_rule_for_shortages_is_chosen(self, hours):
        self.on_our_pages(merchant.choose_sharing, hours=hours)

    @precondition(there_are("installed"))
    @rule(place=WHICH, countries=st.sampled_from(regions.COUNTRIES), slot=st.sampled_from([None, 2, 3]))
    def a_region_is_drawn(self, place, countries, slot):
        self.on_our_pages(regions.draw, place, countries=countries, slot=slot)

    @precondition(there_are("regions"))
    @rule(which=WHICH)
    def a_region_is_erased(self, which):
        if self.scene.has("installed"):
            self.on_our_pages(regions.erase, which)

    @precondition(there_are("installed"))
    @rule(moves=YES)
    def orders_move_to_their_stock_or_not(self, moves):
        self.on_our_pages(merchant.choose_moving, moves=moves)

    @precondition(there_are("installed"))
    @rule(one=YES)
    def orders_ship_in_one_parcel_or_not(self, one):
        self.on_our_pages(merchant.choose_parcels, one=one)

    @precondition(there_are("installed"))
    @rule(place=WHICH, zone=st.sampled_from([None, "Pacific/Auckland", "Pacific/Honolulu"]))
    def a_location_gets_a_clock_of_its_own(self, place, zone):
        self.on_our_pages(merchant.give_a_clock, place, zone=zone)

    @precondition(there_are("installed"))
    @rule(days=st.integers(0, 9))
    def suppliers_are_trusted_more_or_less(self, days):
        self.on_our_pages(merchant.trust_suppliers, days=days)

    @precondition(there_are("installed"))
    @rule(release=YES, sure=st.integers(0, 5))
    def the_merchant_leaves(self, release, sure):
        if sure == 0:
            self.on_our_pages(life.leave, release=release)

    # Suppliers and the dock

    @rule(which=WHICH, units=st.integers(1, 30), supplier=WHICH, ready=YES, from_studio=YES)
    def goods_are_ordered(self, which, units, supplier, ready, from_studio):
        self.do(suppliers.order_goods, which, units=units, supplier=supplier, ready=ready, from_studio=from_studio)

    @precondition(there_are("planned"))
    @rule(which=WHICH)
    def a_transfer_is_made_ready(self, which):
        self.do(suppliers.make_ready, which)

    @rule(which=WHICH, part=st.integers(0, 9), days=st.none() | st.integers(0, 30), leaves=YES)
    def goods_are_packed(self, which, part, days, leaves):
        self.do(suppliers.ship, which, part=part, days=days, leaves=leaves)

    @precondition(there_are("drafts"))
    @rule(which=WHICH)
    def a_shipment_leaves(self, which):
        self.do(suppliers.send, which)

    @rule(which=WHICH, accepted=st.integers(0, 45), rejected=st.integers(0, 4))
    def a_delivery_comes(self, which, accepted, rejected):
        self.do(suppliers.receive, which, accepted=accepted, rejected=rejected)

    @rule(which=WHICH, days=st.integers(-2, 40))
    def the_carrier_says_another_date(self, which, days):
        self.do(suppliers.move_arrival, which, days=days)

    @rule(which=WHICH, units=st.integers(1, 50))
    def the_supplier_announces_another_number(self, which, units):
        self.do(suppliers.change_units, which, units=units)

    @rule(which=WHICH, whole=YES)
    def goods_do_not_come(self, which, whole):
        self.do(suppliers.cancel if whole else suppliers.withdraw, which)

    # Time, delivery, and the app at work

    @rule()
    def the_app_works(self):
        self.scene.post.deliver_all()
        self.scene.work()

    @rule(count=st.integers(1, 10), drawn=DRAWN, twice=YES)
    def some_webhooks_come(self, count, drawn, twice):
        self.scene.post.deliver(count, chance=chance(drawn), twice=twice)
        self.scene.work_once()

    @rule(count=st.integers(1, 3), drawn=DRAWN)
    def webhooks_are_lost(self, count, drawn):
        self.scene.post.lose(count, chance=chance(drawn))

    @rule(faults=FAULTS)
    def shopify_is_unwell(self, faults):
        self.scene.weather.faults.extend(faults)

    @rule(step=st.sampled_from(["minutes", "an hour", "a shift", "a night", "two days"]))
    def time_passes(self, step):
        self.scene.time_passes(STEPS.get(step) or self.scene.until_night())


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_happens_everything_adds_up_in_the_end(part, sqlite_template, server, capsys):
    number = seed_of(part)
    said = f"stateful: part {part} of {PARTS}, STATEFUL_SEED={number}"
    print(said)  # in the report of a failure
    with capsys.disabled():
        print(f"\n{said}", file=sys.stderr, flush=True)
    WholeShop.template, WholeShop.server = sqlite_template, staticmethod(server) if server else None
    run = get_state_machine_test(WholeShop, settings=EFFORT)
    seed(number)(run)()
