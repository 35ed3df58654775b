"""P6, P7: an edit rots the state; a restock fills nothing, or the wrong order."""

from __future__ import annotations

from datetime import timedelta

from sandbox.shopify.orders import refunding
from sandbox.shopify.orders.refunding import GivenBack
from tests.e2e import acts
from tests.e2e.acts import KETTLE

SOON = timedelta(seconds=10)


def test_after_edits_refunds_and_a_cancellation_the_books_agree_with_shopify(shop):
    """P6."""
    kept = acts.order(shop, {KETTLE: 10})
    gone = acts.order(shop, {KETTLE: 8}, email="ben@example.com")
    cut = acts.order(shop, {KETTLE: 9}, email="cleo@example.com")
    acts.ship_open(shop, kept)
    acts.edit(shop, cut, KETTLE, 12)
    acts.edit(shop, cut, KETTLE, 5)
    back = GivenBack(line=acts.line(kept, KETTLE), quantity=2, restock_type="CANCEL")
    refunding.refund(shop.sandbox.store, shop=shop.shopify, order=kept, units=[back], money=2 * 4900)
    acts.cancel(shop, gone)

    assert [acts.promised(shop, each) for each in (kept, gone, cut)] == [
        [(4, "2026-12-10")],
        [],
        [(5, "2026-12-10")],
    ]
    assert [shop.held(each, KETTLE) for each in (kept, gone, cut)] == [4, 0, 5]
    assert acts.left(shop, KETTLE) == 40 - 4 - 5
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]


def test_a_restock_goes_to_the_order_that_was_placed_first(shop):
    """P7."""
    first = acts.order(shop, {KETTLE: 7})
    second = acts.order(shop, {KETTLE: 3}, email="ben@example.com")

    acts.put_on_shelf(shop, KETTLE, 3)

    assert (shop.held(first, KETTLE), shop.held(second, KETTLE)) == (0, 3)


def test_orders_of_one_second_are_served_by_their_lines_number_however_often_it_is_asked(shop):
    """P7: the tie-break."""
    with shop.sandbox.store.act():
        orders = [shop.buy(KETTLE, 3, email=f"{name}@example.com") for name in ("ada", "bo", "chen")]
        for each in orders:
            each.processed_at = orders[0].processed_at
    shop.settle()
    before = [shop.held(each, KETTLE) for each in orders]

    shop.reconcile()

    assert before == [0, 2, 3]
    assert [shop.held(each, KETTLE) for each in orders] == before


def test_each_decision_has_a_sentence_of_its_own(shop):
    """P7: "why did this order get one unit?" """
    acts.order(shop, {KETTLE: 3})
    acts.order(shop, {KETTLE: 3}, email="ben@example.com")

    view = acts.view(shop, KETTLE)
    assert [(row.order_name, row.reason) for row in view.promises] == [
        ("#1002", "1 of 3 now, 2 by 2026-12-10: first come, first served, 4 units on hand for 2 orders, place 2 of 2")
    ]


def test_a_restock_with_nobody_waiting_is_simply_for_sale(shop):
    """P7."""
    acts.put_on_shelf(shop, KETTLE, 5)

    assert shop.metafield(KETTLE)["steps"][0] == {"upto": 9, "by": None}
