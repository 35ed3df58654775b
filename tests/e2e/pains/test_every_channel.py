"""P3, P9: one way of buying is refused though backorders are on, or goes round the notice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.shopify.orders.checkout import Details, SoldOut
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG

SOON = timedelta(seconds=10)
CHANNELS = {
    "online": Details(),
    "draft": Details(source_name="shopify_draft_order"),
    "an app": Details(source_name="another-channel"),
    "a company on terms": Details(payment="PENDING"),
    "authorised only": Details(payment="AUTHORIZED"),
}


@pytest.mark.parametrize("details", CHANNELS.values(), ids=CHANNELS.keys())
def test_every_way_of_buying_takes_ten_of_four_and_promises_six(shop, details):
    """P3."""
    order = acts.order(shop, {KETTLE: 10}, details=details)

    assert acts.promised(shop, order) == [(6, "2026-12-10")]
    assert shop.held(order, KETTLE) == 6


def test_a_variant_that_is_not_switched_on_is_refused_beyond_its_stock(shop):
    """P3, the other way round: nothing is opened that nobody asked for."""
    with pytest.raises(SoldOut):
        acts.order(shop, {MUG: 26})


def test_a_buyer_who_never_saw_the_notice_is_found_by_stock_and_told_within_seconds(shop):
    """P9: no cart property, no page: the order itself shows what it lacks."""
    order = acts.order(shop, {KETTLE: 10}, details=Details(source_name="another-channel"))
    shop.pass_time(SOON)

    (event,) = shop.events("Backorder Placed")
    assert event.properties["ShipDate"] == "2026-12-10T12:00:00+00:00"
    assert event.properties["ManageUrl"].startswith("https://")
    assert shop.held(order, KETTLE) == 6


def test_a_forged_version_on_the_cart_line_makes_no_promise(shop):
    """P9: a property can say anything; only a version that was live counts."""
    shop.buy(KETTLE, 10, _backorder="999")
    shop.settle()

    assert shop.rows("SELECT shown_version, shown_on FROM promise")[0][0] == 1
