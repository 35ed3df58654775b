"""Whatever is done to an order, no unit appears or vanishes: a random walk over every act."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sandbox.shopify.fulfillment.holds import Reason, place_hold, release_holds
from sandbox.shopify.fulfillment.refusal import Refused
from sandbox.shopify.fulfillment.regroup import merge, move, split
from sandbox.shopify.fulfillment.units import everything
from sandbox.shopify.orders.actors import cancel_order, edit_order, ship_everything_open
from sandbox.shopify.orders.quantities import LIVE, fulfillable, shipped, unfulfilled
from sandbox.shopify.orders.refunding import GivenBack, refund
from tests.contract.sandbox.order_desk import Desk

PICK = st.integers(0, 9)
UNITS = st.integers(1, 6)


class OrderLife(RuleBasedStateMachine):
    """One order of ten kettles and three mugs, of which four kettles are there."""

    def __init__(self):
        super().__init__()
        self.desk = Desk()
        self.order = self.desk.place((self.desk.tiny.kettle, 10), (self.desk.tiny.mug, 3))
        self.handles = 0
        self.lost = {self.desk.tiny.kettle: 0, self.desk.tiny.mug: 0}

    def owner(self, pick):
        live = [owner for owner in self.order.fulfillment_orders if owner.status in LIVE]
        return live[pick % len(live)] if live else None

    def attempt(self, act, owner):
        """A refusal is a fine answer; it must only change nothing, which the invariants see."""
        if owner is None:
            return
        try:
            act(owner)
        except (Refused, ValueError):
            return

    def some(self, owner, units):
        number, left = next(iter(everything(owner).items()))
        return {number: min(units, left)}

    @rule(pick=PICK, units=UNITS)
    def hold(self, pick, units):
        self.handles += 1
        reason = Reason(handle=f"backorder:{self.handles}")
        self.attempt(
            lambda o: place_hold(
                self.desk.store, shop=self.desk.shop, on=o, reason=reason, held_by="demo-key", units=self.some(o, units)
            ),
            self.owner(pick),
        )

    @rule(pick=PICK)
    def release(self, pick):
        self.attempt(lambda o: release_holds(self.desk.store, shop=self.desk.shop, of=o), self.owner(pick))

    @rule(pick=PICK, units=UNITS)
    def split(self, pick, units):
        act = lambda o: split(self.desk.store, shop=self.desk.shop, source=o, units=self.some(o, units))  # noqa: E731
        self.attempt(act, self.owner(pick))

    @rule(pick=PICK, other=PICK)
    def merge(self, pick, other):
        parts = [self.owner(pick), self.owner(other)]
        if None not in parts and parts[0] is not parts[1]:
            self.attempt(lambda _: merge(self.desk.store, shop=self.desk.shop, parts=parts), parts[0])

    @rule(pick=PICK, units=UNITS, to_studio=st.booleans())
    def move(self, pick, units, to_studio):
        to = self.desk.tiny.studio if to_studio else self.desk.tiny.warehouse
        act = lambda o: move(self.desk.store, shop=self.desk.shop, source=o, to=to, units=self.some(o, units))  # noqa: E731
        self.attempt(act, self.owner(pick))

    @rule()
    def ship(self):
        ship_everything_open(self.desk.store, shop=self.desk.shop)

    @rule(line=st.integers(0, 1), units=UNITS)
    def refund_units(self, line, units):
        target = self.order.lines[line]
        quantity = min(units, unfulfilled(target))
        if quantity:
            given = GivenBack(line=target, quantity=quantity, restock_type="CANCEL", location=self.desk.tiny.warehouse)
            refund(self.desk.store, shop=self.desk.shop, order=self.order, units=[given])

    @rule(line=st.integers(0, 1), change=st.integers(-2, 2), restock=st.booleans())
    def edit(self, line, change, restock):
        target = self.order.lines[line]
        wanted = max(shipped(target), target.current_quantity + change)
        if self.order.cancelled_at:
            return
        if not restock:
            self.lost[target.variant] += max(0, target.current_quantity - wanted)
        edit_order(self.desk.store, shop=self.desk.shop, order=self.order, quantities={target: wanted}, restock=restock)

    @rule()
    def cancel(self):
        self.attempt(lambda _: cancel_order(self.desk.store, shop=self.desk.shop, order=self.order), self.owner(0))

    @invariant()
    def every_unit_of_a_line_is_shipped_to_ship_or_taken_off(self):
        for line in self.order.lines:
            assert shipped(line) + unfulfilled(line) == line.current_quantity
            assert 0 <= fulfillable(line) <= unfulfilled(line)

    @invariant()
    def committed_is_what_the_location_still_owes(self):
        for variant in (self.desk.tiny.kettle, self.desk.tiny.mug):
            for level in variant.inventory_item.levels.values():
                owed = sum(
                    part.remaining
                    for owner in self.order.fulfillment_orders
                    if owner.status in LIVE and owner.location is level.location
                    for part in owner.lines
                    if part.line.variant is variant
                )
                assert level.quantities["committed"] == owed

    @invariant()
    def on_hand_falls_only_by_what_was_shipped_or_lost(self):
        """Also below zero: units removed without restock may never have been there."""
        for line, at_first in zip(self.order.lines, (4, 25), strict=True):
            on_hand = sum(level.on_hand for level in line.variant.inventory_item.levels.values())
            assert on_hand == at_first - shipped(line) - self.lost[line.variant]

    @invariant()
    def a_held_order_has_holds_and_no_other_has(self):
        for owner in self.order.fulfillment_orders:
            assert (owner.status == "ON_HOLD") == bool(owner.holds)
            assert all(0 <= part.remaining <= part.total for part in owner.lines)


TestOrderLife = OrderLife.TestCase
TestOrderLife.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
