"""Whatever people do with a transfer between two shelves, no unit appears or vanishes."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sandbox.seed import tiny
from sandbox.shopify.acts import shipments, transfers

UNITS = 20


class OneTransfer(RuleBasedStateMachine):
    """Twenty of the warehouse's mugs, on their way to the studio in any number of shipments."""

    def __init__(self):
        super().__init__()
        self.tiny = tiny.seed()
        self.store, self.shop = self.tiny.store, self.tiny.shop
        self.item = self.tiny.mug.inventory_item
        with self.store.act():
            self.transfer = transfers.create(
                self.store,
                shop=self.shop,
                items={self.item: UNITS},
                origin=self.tiny.warehouse,
                destination=self.tiny.studio,
                ready=True,
            )

    @property
    def line(self):
        return self.transfer.lines[0]

    def left(self):
        return transfers.unshipped(self.transfer, self.line)

    def some(self, *statuses):
        return [shipment for shipment in self.transfer.shipments if shipment.status in statuses]

    def quantity(self, location, name):
        level = self.item.levels.get(location.id)
        return level.quantity(name) if level else 0

    @precondition(lambda self: self.left() and self.transfer.status != "TRANSFERRED")
    @rule(data=st.data(), sent=st.booleans())
    def ship(self, data, sent):
        units = data.draw(st.integers(1, self.left()))
        with self.store.act():
            shipments.create(
                self.store, shop=self.shop, transfer=self.transfer, items={self.item: units}, in_transit=sent
            )

    @precondition(lambda self: self.some("DRAFT"))
    @rule(data=st.data())
    def send(self, data):
        with self.store.act():
            shipments.mark_in_transit(
                self.store, shop=self.shop, shipment=data.draw(st.sampled_from(self.some("DRAFT")))
            )

    @precondition(lambda self: self.some("IN_TRANSIT", "PARTIALLY_RECEIVED"))
    @rule(data=st.data(), verdict=st.sampled_from(["ACCEPTED", "REJECTED"]))
    def receive(self, data, verdict):
        shipment = data.draw(st.sampled_from(self.some("IN_TRANSIT", "PARTIALLY_RECEIVED")))
        (line,) = shipment.lines
        units = data.draw(st.integers(0, line.unreceived))
        with self.store.act():
            receipt = shipments.Receipt(line=line, quantity=units, verdict=verdict)
            shipments.receive(self.store, shop=self.shop, shipment=shipment, receipts=[receipt])

    @precondition(lambda self: self.some("DRAFT", "IN_TRANSIT"))
    @rule(data=st.data())
    def announce_otherwise(self, data):
        shipment = data.draw(st.sampled_from(self.some("DRAFT", "IN_TRANSIT")))
        (line,) = shipment.lines
        units = data.draw(st.integers(1, line.quantity + self.left()))
        with self.store.act():
            shipments.set_quantities(self.store, shop=self.shop, shipment=shipment, quantities={line: units})

    @precondition(lambda self: self.some("DRAFT", "IN_TRANSIT"))
    @rule(data=st.data())
    def delete(self, data):
        shipment = data.draw(st.sampled_from(self.some("DRAFT", "IN_TRANSIT")))
        with self.store.act():
            shipments.delete(self.store, shop=self.shop, shipment=shipment)

    @rule()
    def a_day_passes(self):
        self.store.clock.advance(timedelta(days=1))

    @invariant()
    def every_unit_is_somewhere(self):
        rejected = sum(line.rejected for shipment in self.transfer.shipments for line in shipment.lines)
        here, there = (self.quantity(place, "on_hand") for place in (self.tiny.warehouse, self.tiny.studio))
        assert here + there + self.quantity(self.tiny.studio, "incoming") + rejected == 25

    @invariant()
    def incoming_is_what_is_on_the_road(self):
        sent = self.some("IN_TRANSIT", "PARTIALLY_RECEIVED", "RECEIVED")
        road = sum(line.unreceived for shipment in sent for line in shipment.lines)
        assert self.quantity(self.tiny.studio, "incoming") == road

    @invariant()
    def the_origin_keeps_aside_what_has_not_left(self):
        left = self.line.quantity - transfers.sent(self.transfer, self.item)
        assert self.quantity(self.tiny.warehouse, "reserved") == left


OneTransfer.TestCase.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
test_units_are_conserved = OneTransfer.TestCase
