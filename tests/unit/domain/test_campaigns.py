"""Collect orders, then place one's own."""

from datetime import date

from app.domain.campaigns import Campaign, CampaignState, campaign_terms, judge
from app.domain.ids import LineId
from app.domain.plan import plan_item
from tests.unit.domain.worlds import EVERY_DAY, TODAY, item, line, terms

UNTIL = date(2026, 12, 1)
TEN = Campaign(target=10, deadline=UNTIL)


def test_it_collects_until_the_end_of_its_last_day():
    outlook = judge(TEN, [line(1, 4), line(2, 3)], today=UNTIL)

    assert (outlook.state, outlook.pledged, outlook.missing) == (CampaignState.COLLECTING, 7, 3)
    assert (outlook.order_units, outlook.refund) == (0, ())


def test_when_it_is_reached_the_pledged_units_are_ordered_once():
    lines = [line(1, 4), line(2, 8)]

    assert judge(TEN, lines, today=TODAY).order_units == 12
    placed = Campaign(target=10, deadline=UNTIL, ordered_on=TODAY)
    assert judge(placed, lines, today=TODAY).order_units == 0


def test_a_cancellation_after_the_order_was_placed_undoes_nothing():
    placed = Campaign(target=10, deadline=UNTIL, ordered_on=TODAY)

    assert judge(placed, [line(1, 4)], today=date(2026, 12, 5)).state is CampaignState.REACHED


def test_when_it_is_missed_everybody_gets_their_money_back():
    outlook = judge(TEN, [line(2, 3), line(1, 4)], today=date(2026, 12, 2))

    assert outlook.state is CampaignState.MISSED
    assert outlook.refund == (LineId(1), LineId(2))


def test_until_the_order_is_placed_the_lead_time_runs_from_the_deadline():
    lines = [line(1, 4, placed_on=TODAY)]
    collecting = campaign_terms(terms(lead_time_days=20), TEN)
    placed = campaign_terms(terms(lead_time_days=20), Campaign(10, UNTIL, ordered_on=date(2026, 11, 25)))

    def ships(conditions):
        planned = plan_item(item(lines=lines), conditions, today=TODAY, calendar=EVERY_DAY)
        return planned.lines[0].parts[0].ship_by, planned.availability.steps[-1].by

    assert ships(collecting) == (date(2026, 12, 21), date(2026, 12, 21))
    assert ships(placed) == (date(2026, 12, 15), date(2026, 12, 15))
