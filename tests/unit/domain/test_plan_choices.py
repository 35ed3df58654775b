"""What customers and merchants may choose, and what it does to a plan."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from app.domain.explain import reasons
from app.domain.fingerprint import input_hash
from app.domain.ids import ON_HAND, LineId, OrderId, SupplyId
from app.domain.model import (
    AllocationRule,
    Commitment,
    DemandLine,
    HardPeg,
    Mode,
    Part,
    Quantiles,
    SaleState,
    Sharing,
    Shipping,
    Stability,
    Step,
    Supply,
    Terms,
)
from app.domain.plan import plan_item
from tests.unit.domain.worlds import EVERY_DAY, TODAY, certain, day, item, line, supply, terms


def plan(facts, conditions=terms()):  # noqa: B008  terms are frozen
    return plan_item(facts, conditions, today=TODAY, calendar=EVERY_DAY)


def why(facts, planned):
    return [*reasons(facts, terms(), planned).values()]


def hash_of(facts, conditions=terms()):  # noqa: B008  terms are frozen
    return input_hash(facts, conditions, today=TODAY)


def ships(planned):
    return [[(part.quantity, part.ship_by) for part in each.parts] for each in planned.lines]


def test_a_whole_line_holds_back_what_is_there_until_all_is():
    facts = item(stock=2, supplies=[supply(1, 9, arrives=5)], lines=[line(1, 3, shipping=Shipping.WHOLE_LINE)])

    (only,) = plan(facts).lines

    assert only.parts == (Part(3, SupplyId(1), day(5), certain(day(5))),)
    assert (only.ships_now, only.backordered) == (0, 3)


def test_what_a_whole_line_cannot_use_yet_ships_to_those_behind_it():
    lines = [line(1, 3, shipping=Shipping.WHOLE_LINE), line(2, 2)]

    assert ships(plan(item(stock=2, supplies=[supply(1, 9, arrives=5)], lines=lines))) == [[(3, day(5))], [(2, None)]]


def test_the_lines_of_a_whole_order_wait_for_one_another():
    together = {"order": 1, "shipping": Shipping.WHOLE_ORDER}
    lines = [line(1, 1, **together), line(2, 1), line(3, 2, **together)]

    facts = item(stock=3, supplies=[supply(1, 9, arrives=5)], lines=lines)

    planned = plan(facts)

    assert ships(planned) == [[(1, None)], [(1, day(5))], [(2, None)]]
    assert "ships as a whole order" in why(facts, planned)[0]


def test_a_minimum_shipment_is_not_sent_in_smaller_pieces():
    facts = item(stock=2, supplies=[supply(1, 9, arrives=5)], lines=[line(1, 8, minimum_shipment=3), line(2, 2)])

    assert ships(plan(facts)) == [[(8, day(5))], [(2, None)]]


def test_backlog_takes_the_latest_units_that_are_sure_to_meet_its_day():
    """Ordered now for later: the stock stays for those who want it now."""
    patient = line(1, 3, not_before=day(10))
    facts = item(stock=3, supplies=[supply(1, 9, arrives=8)], lines=[patient, line(2, 3)])

    planned = plan(facts)

    assert ships(planned) == [[(3, day(10))], [(3, None)]]
    assert planned.lines[0].parts[0].supply == SupplyId(1)


def test_backlog_whose_supply_might_miss_its_day_is_served_from_stock():
    patient = line(1, 3, not_before=day(10))
    unsure = supply(1, 9, law=Quantiles(day(8), day(10), day(11)))

    planned = plan(item(stock=3, supplies=[unsure], lines=[patient]))

    assert planned.lines[0].parts == (Part(3, ON_HAND, day(10), certain(day(10))),)


def test_a_wish_for_a_day_that_has_passed_changes_nothing():
    assert ships(plan(item(stock=3, lines=[line(1, 3, not_before=day(-2))]))) == [[(3, None)]]


def test_a_backlog_line_that_is_late_already_ships_when_its_supply_comes():
    late = line(1, 3, not_before=day(2))

    assert ships(plan(item(supplies=[supply(1, 9, arrives=8)], lines=[late]))) == [[(3, day(8))]]


def test_before_its_release_a_preorder_ships_nothing_even_from_stock():
    preorder = terms(mode=Mode.PREORDER, release_on=day(7))

    planned = plan(item(stock=5, supplies=[supply(1, 9, arrives=3)], lines=[line(1, 2)]), preorder)

    assert ships(planned) == [[(2, day(7))]]
    assert planned.availability.steps == (Step(12, day(7)),)
    assert planned.availability.state is SaleState.PREORDER


def test_pinned_lines_go_first_and_unpaid_ones_last_whenever_they_came():
    lines = [line(1, 1, stability=Stability.LAST), line(2, 1), line(3, 1, stability=Stability.PINNED)]

    assert [each.ships_now for each in plan(item(stock=2, lines=lines)).lines] == [0, 1, 1]


def test_a_promise_survives_a_newcomer_of_higher_priority():
    lines = [line(1, 2, priority=5), line(2, 2, priority=1)]
    vip = terms(rule=AllocationRule.PRIORITY)
    told = (Commitment(LineId(1), 2, TODAY),)

    assert [each.ships_now for each in plan(item(stock=2, lines=lines), vip).lines] == [0, 2]
    assert [each.ships_now for each in plan(item(stock=2, lines=lines, commitments=told), vip).lines] == [2, 0]


def test_a_promised_line_keeps_its_units_when_the_rest_is_shared():
    lines = [line(number, 2) for number in (1, 2, 3)]
    told = (Commitment(LineId(3), 2, TODAY),)
    fair = terms(rule=AllocationRule.FAIR_SHARE)

    assert [each.ships_now for each in plan(item(stock=4, lines=lines, commitments=told), fair).lines] == [1, 1, 2]


def test_units_of_orders_not_seen_yet_stand_in_front_and_are_named():
    facts = item(stock=3, phantom=2, lines=[line(1, 2)])

    planned = plan(facts)

    assert [each.ships_now for each in planned.lines] == [1]
    assert "2 units of orders not seen yet ahead" in why(facts, planned)[0]


def test_a_decision_about_what_is_not_there_is_ignored_and_one_about_what_is_is_named():
    undated = Supply(SupplyId(5), 9, None, None)
    pegs = (HardPeg(SupplyId(5), LineId(1), 2), HardPeg(ON_HAND, LineId(77), 1), HardPeg(ON_HAND, LineId(2), 1))

    facts = item(stock=1, supplies=[undated], lines=[line(1, 2), line(2, 1)], hard_pegs=pegs)

    planned = plan(facts)

    assert [(each.ships_now, each.uncovered) for each in planned.lines] == [(0, 2), (1, 0)]
    assert why(facts, planned)[0].startswith("2 of 2 without a date: ")
    assert "units reserved for it by hand" in why(facts, planned)[1]


OFTEN_SHORT = replace(supply(1, 10, arrives=5), receipts=(6, 6, 6, 10, 10, 10, 10, 10, 10, 10))


def test_a_unit_that_short_deliveries_would_lack_is_pegged_but_not_promised():
    planned = plan(item(supplies=[OFTEN_SHORT], lines=[line(1, 4), line(2, 4)]))

    assert ships(planned) == [[(4, day(5))], [(2, day(5))]]
    assert planned.lines[1].uncovered == 2
    assert planned.availability.state is SaleState.SOLD_OUT


@pytest.mark.parametrize("only_whole", [{"shipping": Shipping.WHOLE_LINE}, {"minimum_shipment": 4}])
def test_a_line_that_leaves_only_whole_has_no_date_while_a_part_of_it_has_none(only_whole):
    whole = replace(line(2, 4), **only_whole)

    planned = plan(item(supplies=[OFTEN_SHORT], lines=[line(1, 4), whole]))

    assert ships(planned) == [[(4, day(5))], []]
    assert planned.lines[1].uncovered == 4


def test_the_quote_and_the_promise_agree_on_the_units_that_may_not_come():
    quoted = plan(item(supplies=[OFTEN_SHORT])).availability.steps
    promised = plan(item(supplies=[OFTEN_SHORT], lines=[line(1, 10)]))

    assert [(step.up_to, step.by) for step in quoted] == [(6, day(5))]
    assert ships(promised) == [[(6, day(5))]]


def test_what_should_have_come_is_not_promised_for_the_past():
    assert ships(plan(item(supplies=[supply(1, 4, arrives=-3)], lines=[line(1, 4)]))) == [[(4, TODAY)]]


CHANGES = {
    "id": LineId(8),
    "order_id": OrderId(8),
    "placed_at": line(5, 1).placed_at,
    "ordered": 9,
    "shipped": 1,
    "priority": 3,
    "cohort": 3,
    "stability": Stability.LAST,
    "shipping": Shipping.WHOLE_LINE,
    "minimum_shipment": 2,
    "not_before": TODAY,
    "placed_on": TODAY,
}


@pytest.mark.parametrize("name", [each.name for each in fields(DemandLine)])
def test_every_field_of_a_line_is_in_the_input_hash(name):
    before = line(1, 4)
    after = replace(before, **{name: CHANGES[name]})

    assert hash_of(item(lines=[before])) != hash_of(item(lines=[after]))


TERM_CHANGES = {
    "mode": Mode.PREORDER,
    "rule": AllocationRule.PRIORITY,
    "quantile": 90,
    "receiving_days": 4,
    "handling_days": 4,
    "safety_units": 4,
    "limit": 4,
    "longest_wait_days": 4,
    "lead_time_days": 4,
    "lead_from": date(2026, 12, 24),
    "release_on": date(2026, 12, 24),
    "sharing": Sharing(24, datetime(2026, 11, 20, tzinfo=UTC)),
}


@pytest.mark.parametrize("name", [each.name for each in fields(Terms)])
def test_every_term_is_in_the_input_hash(name):
    facts = item(lines=[line(1, 4)])

    assert hash_of(facts, replace(terms(), **{name: TERM_CHANGES[name]})) != hash_of(facts)


def test_supplies_and_decisions_are_in_the_input_hash():
    coming = supply(1, 4, arrives=5)
    others = [
        item(supplies=[replace(coming, open_quantity=5)]),
        item(supplies=[replace(coming, stated_on=TODAY)]),
        item(supplies=[replace(coming, arrives=None)]),
        item(supplies=[replace(coming, outlook=(TODAY,))]),
        item(supplies=[replace(coming, receipts=(4,))]),
        item(supplies=[coming], phantom=1),
        item(supplies=[coming], largest_recent_order=1),
        item(supplies=[coming], hard_pegs=(HardPeg(ON_HAND, LineId(1), 1),)),
        item(supplies=[coming], commitments=(Commitment(LineId(1), 1, TODAY),)),
        item(supplies=[coming]),
    ]

    assert len(set(map(hash_of, others))) == len(others)


def test_a_date_beyond_the_calendar_is_no_date():
    years = EVERY_DAY.last.toordinal() - TODAY.toordinal() + 1

    (only,) = plan(item(supplies=[supply(1, 4, arrives=years)], lines=[line(1, 4)])).lines

    assert (only.parts, only.uncovered) == ((), 4)


def test_a_range_that_reaches_beyond_the_calendar_ends_with_it():
    years = EVERY_DAY.last.toordinal() - TODAY.toordinal() + 1
    wide = Quantiles(day(5), day(9), day(years))

    (only,) = plan(item(supplies=[supply(1, 4, law=wide)], lines=[line(1, 4)])).lines

    assert (only.parts[0].ship_by, only.parts[0].range) == (day(9), Quantiles(day(5), day(9), EVERY_DAY.last))


def test_orders_and_wishes_beyond_the_calendar_break_nothing():
    handmade = terms(mode=Mode.MADE_TO_ORDER, lead_time_days=6)
    ancient = line(1, 1, placed_on=date(2001, 1, 1))
    patient = line(2, 1, placed_on=TODAY, not_before=date(2099, 1, 1))

    assert ships(plan(item(lines=[ancient, patient]), handmade)) == [[(1, TODAY)], [(1, EVERY_DAY.last)]]
    assert ships(plan(item(stock=1, lines=[patient]))) == [[(1, EVERY_DAY.last)]]
