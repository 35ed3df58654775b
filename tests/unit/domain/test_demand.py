"""How much sells, when to order again, and what was lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.demand import (
    DemandDay,
    DemandRate,
    days_of_stock,
    demand_covered,
    demand_quantile,
    demand_rate,
    nominal_share,
)
from app.domain.lost_sales import lost_sales
from app.domain.replenishment import Purchasing, order_quantity, position, reorder_point

STEADY = DemandRate(2.0, 1.0)


def test_a_steady_seller_has_its_mean_as_its_rate():
    rate = demand_rate([DemandDay(2)] * 60)

    assert rate.per_day == pytest.approx(2.0)
    assert rate.dispersion == 1.0


def test_an_item_that_stopped_selling_decays():
    rate = demand_rate([DemandDay(2)] * 60 + [DemandDay(0)] * 60)

    assert 0 < rate.per_day < 0.1


def test_days_on_which_it_could_not_be_sold_are_not_days_without_demand():
    sold_out = [DemandDay(0, sellable=False)] * 60

    assert demand_rate([DemandDay(2)] * 60 + sold_out).per_day == pytest.approx(2.0)
    assert demand_rate(sold_out).per_day == 0.0
    assert demand_rate([DemandDay(0)] * 9).per_day == 0.0


def test_lumpy_demand_is_more_dispersed_than_a_poisson():
    assert demand_rate([DemandDay(0)] * 9 + [DemandDay(10)]).dispersion == pytest.approx(9.0)


@pytest.mark.parametrize(("share", "units"), [(0.10, 0), (0.5, 2), (0.8, 3), (0.95, 5), (0.99, 6)])
def test_without_dispersion_the_quantiles_are_those_of_a_poisson(share, units):
    assert demand_quantile(STEADY, days=1, share=share) == units


def test_a_dispersion_of_two_is_the_negative_binomial_with_half_chance():
    """Mean 2, variance 4: size 2, p 1/2, so P(0) = 1/4, P(1) = 1/4, P(2) = 3/16."""
    lumpy = DemandRate(2.0, 2.0)

    assert demand_covered(lumpy, days=1, units=0) == pytest.approx(1 / 4)
    assert demand_covered(lumpy, days=1, units=1) == pytest.approx(1 / 2)
    assert demand_covered(lumpy, days=1, units=2) == pytest.approx(11 / 16)


@given(st.floats(0.01, 20), st.floats(1, 6), st.integers(1, 60), st.floats(0.05, 0.99))
def test_the_quantile_is_the_fewest_units_that_cover(per_day, dispersion, days, share):
    rate = DemandRate(per_day, dispersion)

    units = demand_quantile(rate, days=days, share=share)

    assert demand_covered(rate, days=days, units=units) >= share - 1e-9
    assert not units or demand_covered(rate, days=days, units=units - 1) < share + 1e-9


def test_no_rate_needs_nothing_and_a_certainty_cannot_be_bought():
    nothing = DemandRate(0.0, 1.0)

    assert demand_quantile(nothing, days=28, share=0.95) == 0
    assert demand_covered(nothing, days=28, units=0) == 1.0
    assert days_of_stock(nothing, units=5) is None
    assert days_of_stock(STEADY, units=5) == 2
    with pytest.raises(ValueError, match="cannot be covered"):
        demand_quantile(STEADY, days=1, share=1)


def test_a_shop_whose_forecasts_fell_short_asks_for_more():
    too_low = [0.02 * number for number in range(30)] + [0.99] * 20

    assert nominal_share(0.95, []) == 0.95
    assert nominal_share(0.95, too_low) == 0.99
    assert nominal_share(0.95, [0.5] * 50) == 0.95


def test_the_reorder_point_weighs_long_lead_times_with_their_chance():
    plain = Purchasing()

    short = reorder_point(STEADY, lead_days=[10], share=0.95, purchasing=plain)
    risky = reorder_point(STEADY, lead_days=[10] * 9 + [30], share=0.95, purchasing=plain)
    long = reorder_point(STEADY, lead_days=[30], share=0.95, purchasing=plain)

    assert (short, long) == (28, 73)
    assert short < risky < long
    assert reorder_point(STEADY, lead_days=[10], share=0.95, purchasing=Purchasing(planning_level=50)) == 50
    assert reorder_point(STEADY, lead_days=[10], share=0.95, purchasing=plain, review_days=20) == 73


def test_owed_units_are_netted_and_orders_come_in_packs():
    at = position(on_hand=4, incoming=10, owed=16)
    in_packs = Purchasing(minimum=24, pack=12)

    assert at == -2
    assert order_quantity(at=at, target=30, purchasing=in_packs) == 36
    assert order_quantity(at=25, target=30, purchasing=in_packs) == 24
    assert order_quantity(at=30, target=30, purchasing=in_packs) == 0
    assert order_quantity(at=at, target=90, purchasing=Purchasing(most=50)) == 50


def test_lost_sales_say_what_they_assume_until_the_shop_has_its_own_answer():
    days = [DemandDay(2)] * 10 + [DemandDay(0, sellable=False)] * 5

    assumed = lost_sales(days, STEADY)
    learnt = lost_sales(days, STEADY, stayed=150, offered=200)

    assert (assumed.units, assumed.days, assumed.assumed) == (3.0, 5, True)
    assert (learnt.units, learnt.leave_share, learnt.assumed) == (2.5, 0.25, False)
