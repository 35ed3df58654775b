"""P10, P11, P22: "continue selling" is left on, forced off, or on without anybody knowing why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sandbox.shopify.control import app_life
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG


def footprint(world: acts.World, sku: str) -> tuple[object, ...]:
    """Before, intended, last written, as somebody else made it, how far, by whom."""
    resource = f"variant:{world.variant_id(sku)}"
    rows = world.rows("SELECT resource, field, before, intended, written, observed, state, by FROM footprint")
    return next(row[2:] for row in rows if row[:2] == (resource, "inventory_policy"))


def noticed(world: acts.World) -> int:
    return int(world.rows("SELECT count(*) FROM activity WHERE verb = 'noticed a change by somebody else'")[0][0])


def shown(world: acts.World) -> str | None:
    """What the merchant's page says that somebody has made of the kettle."""
    change = acts.view(world, KETTLE).row.change
    return None if change is None else ("sells on" if change.sells_on else "stops")


def test_the_policy_we_write_is_kept_with_what_it_was_before_by_whom_why_and_when(shop):
    """P10."""
    assert footprint(shop, KETTLE) == ('"DENY"', '"CONTINUE"', '"CONTINUE"', None, "confirmed", "person:42")
    (row,) = shop.rows(
        "SELECT why, first_at IS NOT NULL, decided_at IS NOT NULL, confirmed_at IS NOT NULL FROM footprint "
        "WHERE field = 'inventory_policy'"
    )
    assert tuple(row) == ("44 units can still be promised", True, True, True)

    acts.order(shop, {KETTLE: 44})

    assert footprint(shop, KETTLE) == ('"DENY"', '"DENY"', '"DENY"', None, "confirmed", "worker")


def test_a_policy_flipped_by_hand_stays_as_the_merchant_set_it_whatever_happens_then(shop):
    """P10."""
    acts.set_policy(shop, KETTLE, "DENY")

    acts.put_on_shelf(shop, KETTLE, 2)
    shop.reconcile()
    shop.pass_time(timedelta(days=2))

    assert shop.variant(KETTLE).policy == "DENY"
    assert footprint(shop, KETTLE)[3:5] == ('"DENY"', "foreign")
    assert noticed(shop) == 1
    assert shown(shop) == "stops"


def test_a_flip_by_hand_is_shown_once_and_the_promises_made_stand(shop):
    """P10."""
    order = acts.order(shop, {KETTLE: 10})

    acts.set_policy(shop, KETTLE, "DENY")
    acts.set_policy(shop, KETTLE, "CONTINUE")
    acts.set_policy(shop, KETTLE, "DENY")

    assert noticed(shop) == 1
    assert shown(shop) == "stops"
    assert acts.promised(shop, order) == [(6, "2026-12-10")]
    assert shop.held(order, KETTLE) == 6


def test_a_policy_somebody_set_to_continue_after_all_is_promised_is_not_fought(shop):
    """P10: sold out for us; the merchant sells on, and the page says so."""
    acts.order(shop, {KETTLE: 44})
    assert shop.variant(KETTLE).policy == "DENY"

    acts.set_policy(shop, KETTLE, "CONTINUE")
    shop.pass_time(timedelta(days=2))

    assert shop.variant(KETTLE).policy == "CONTINUE"
    assert noticed(shop) == 1
    assert shown(shop) == "sells on"


def test_a_policy_that_was_right_before_we_wrote_any_and_is_changed_then_is_what_was_there_before_us(shop):
    """P10: as if it had been so when the variant was switched on; changed by hand once more, it stays as it is."""
    acts.switch_on(shop, MUG)
    acts.set_policy(shop, MUG, "CONTINUE")
    assert shop.variant(MUG).policy == "DENY"
    assert footprint(shop, MUG)[:3] == ('"CONTINUE"', '"DENY"', '"DENY"')

    acts.set_policy(shop, MUG, "CONTINUE")
    shop.pass_time(timedelta(days=2))
    assert (shop.variant(MUG).policy, noticed(shop)) == ("CONTINUE", 1)


@pytest.mark.parametrize("theirs", ["DENY", "CONTINUE"])
def test_switching_off_leaves_the_policy_as_somebody_else_set_it(shop, theirs):
    """P10."""
    acts.set_policy(shop, KETTLE, "DENY")
    acts.set_policy(shop, KETTLE, theirs)

    acts.switch_off(shop, KETTLE)

    assert shop.variant(KETTLE).policy == theirs
    assert shop.metafield(KETTLE) is None


def test_a_policy_that_was_continue_before_us_is_continue_after_us(shop):
    """P10: never "off" instead of "as it was"."""
    acts.set_policy(shop, MUG, "CONTINUE")
    acts.switch_on(shop, MUG)
    assert shop.variant(MUG).policy == "DENY"

    acts.switch_off(shop, MUG)

    assert shop.variant(MUG).policy == "CONTINUE"
    assert footprint(shop, MUG)[4] == "restored"


def test_switching_on_again_takes_what_the_merchant_left_as_the_new_before(shop):
    """P10."""
    acts.set_policy(shop, KETTLE, "DENY")
    acts.switch_off(shop, KETTLE)
    acts.set_policy(shop, KETTLE, "CONTINUE")

    acts.switch_on(shop, KETTLE)
    acts.order(shop, {KETTLE: 44})
    assert footprint(shop, KETTLE)[:3] == ('"CONTINUE"', '"DENY"', '"DENY"')
    acts.switch_off(shop, KETTLE)

    assert shop.variant(KETTLE).policy == "CONTINUE"


def test_off_and_on_again_leaves_a_true_page_whether_it_was_carried_out_in_between_or_not(shop):
    """P11."""
    supply = shop.supply_of(KETTLE)
    shop.acts.move_eta(shop.shop.id, supply.id, to=date(2026, 12, 14), seen=supply.eta, reason="", user="42")
    shop.acts.switch_off(shop.shop.id, [shop.variant_id(KETTLE)], user="42")
    shop.acts.switch_on(shop.shop.id, [shop.variant_id(KETTLE)], user="42")
    shop.settle()
    assert shop.metafield(KETTLE)["steps"][-1] == {"upto": 44, "by": "2026-12-23"}

    acts.switch_off(shop, KETTLE)
    assert shop.metafield(KETTLE) is None
    acts.switch_on(shop, KETTLE)
    assert shop.metafield(KETTLE)["steps"][-1] == {"upto": 44, "by": "2026-12-23"}


def test_a_flip_whose_webhook_is_lost_is_found_at_night_and_respected(shop):
    """P10."""
    shop.sandbox.store.dials.webhooks.loss_percent = 100
    acts.set_policy(shop, KETTLE, "DENY")
    shop.sandbox.store.dials.webhooks.loss_percent = 0

    shop.reconcile()
    acts.order(shop, {KETTLE: 1})

    assert shop.variant(KETTLE).policy == "DENY"
    assert noticed(shop) == 1


def test_a_page_that_went_stale_in_the_dark_is_mended_by_the_nights_comparison(shop):
    """P11."""
    shop.sandbox.store.dials.webhooks.loss_percent = 100
    acts.put_on_shelf(shop, KETTLE, 60)
    shop.sandbox.store.dials.webhooks.loss_percent = 0
    assert shop.metafield(KETTLE)["steps"][0] == {"upto": 4, "by": None}

    shop.reconcile()

    assert (shop.metafield(KETTLE)["state"], shop.metafield(KETTLE)["steps"][0]) == (
        "in_stock",
        {"upto": 64, "by": None},
    )


def test_every_written_field_says_why_it_is_so(shop):
    """P11: "why is this on?" """
    acts.order(shop, {KETTLE: 10})

    rows = shop.rows("SELECT field, why FROM footprint WHERE resource LIKE 'variant:%' ORDER BY field")
    assert rows == [
        ("inventory_policy", "44 units can still be promised"),
        ("metafield", "34 units can still be promised"),
    ]


def test_the_smallest_possible_set_is_on_continue(shop):
    """P22: nothing but what was switched on, and that only while units beyond stock may be ordered."""
    assert {each.sku: each.policy for each in shop.shopify.variants.values()} == {KETTLE: "CONTINUE", MUG: "DENY"}
    acts.order(shop, {KETTLE: 44})
    assert {each.policy for each in shop.shopify.variants.values()} == {"DENY"}


def test_switched_off_before_it_is_removed_nothing_of_ours_is_left_on_the_variant(shop):
    """P22."""
    acts.switch_off(shop, KETTLE)

    with shop.sandbox.store.act():
        app_life.uninstall(shop.sandbox.store, shop=shop.shopify)
    shop.settle()

    assert shop.variant(KETTLE).policy == "DENY"
    assert shop.metafield(KETTLE) is None
    assert shop.rows("SELECT state FROM shop") == [("uninstalled",)]
