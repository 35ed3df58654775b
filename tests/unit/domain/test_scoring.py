"""What counts as kept, and how sure we are."""

from datetime import date

import pytest

from app.domain.ids import LineId
from app.domain.model import Cause, Promise
from app.domain.scoring import PromiseRecord, Rate, pinball, score
from tests.unit.domain.worlds import certain

TODAY = date(2026, 12, 20)
DEC10, DEC24 = date(2026, 12, 10), date(2026, 12, 24)


def told(*days):
    """Revisions that showed these days in turn."""
    promises = []
    for revision, day in enumerate(days):
        cause = Cause.NEW if not revision else Cause.SLIP if day > days[revision - 1] else Cause.PULL_IN
        promises.append(Promise(LineId(1), 1, revision, 2, day, days[0], cause, certain(day)))
    return tuple(promises)


def test_a_rate_knows_its_interval():
    assert Rate(80, 100).value == 0.8
    assert Rate(80, 100).interval == pytest.approx((0.7112, 0.8666), abs=1e-4)
    assert Rate(0, 0).value is None
    assert Rate(0, 0).interval == (0.0, 1.0)


@pytest.mark.parametrize(("actual", "loss"), [(DEC10, 0.0), (date(2026, 12, 12), 1.6), (date(2026, 12, 5), 1.0)])
def test_a_day_late_costs_four_days_early_at_eighty_per_cent(actual, loss):
    assert pinball(DEC10, actual, quantile=0.8) == pytest.approx(loss)


def test_the_last_date_is_kept_more_often_than_the_first_so_both_are_shown():
    slipped = PromiseRecord(told(DEC10, DEC24), shipped_on=date(2026, 12, 18))
    kept = PromiseRecord(told(DEC10), shipped_on=date(2026, 12, 8))

    found = score([slipped, kept], today=TODAY)

    assert (found.first, found.last) == (Rate(1, 2), Rate(2, 2))
    assert (found.mean_days_early, found.mean_days_late) == (2, 8)
    assert (found.changes, found.flip_flops) == (1, 0)


def test_open_past_its_date_is_broken_and_open_before_it_is_open():
    found = score([PromiseRecord(told(DEC10)), PromiseRecord(told(DEC24))], today=TODAY)

    assert (found.first, found.still_open) == (Rate(0, 1), 1)


def test_a_cancellation_counts_against_us_only_after_the_date():
    before = PromiseRecord(told(DEC10), cancelled_on=date(2026, 12, 9))
    after = PromiseRecord(told(DEC10), cancelled_on=date(2026, 12, 11))

    found = score([before, after], today=TODAY)

    assert (found.first, found.cancelled_before) == (Rate(0, 1), 1)


def test_there_and_back_again_is_a_flip_flop():
    back = PromiseRecord(told(DEC10, DEC24, date(2026, 12, 9)), shipped_on=date(2026, 12, 9))

    found = score([back], today=TODAY)

    assert (found.changes, found.flip_flops) == (2, 1)
