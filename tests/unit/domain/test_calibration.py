"""Suppliers whose laws we know: how often a promise is kept, over 2,000 decisions each, against its target."""

import pytest

from app.domain.backtest import OURS
from benchmarks.engine.calibration import EVERYONE, LAWS, OWN, WITHIN, kept_rates


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("law", LAWS)
def test_promises_are_kept_as_often_as_they_say_within_three_points(law):
    kept = kept_rates(law)

    assert WITHIN == 0.03
    assert kept[OURS, 80].n >= 2000
    assert kept[OURS, 80].value == pytest.approx(0.80, abs=WITHIN)
    assert kept[OURS, 90].value == pytest.approx(0.90, abs=WITHIN)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_arrivals_alone_promise_too_much_where_much_is_still_open():
    kept = kept_rates("often still open")

    assert kept[EVERYONE, 80].value < 0.75
    assert kept[OWN, 80].value < 0.75


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_supplier_s_own_few_arrivals_promise_too_much():
    assert kept_rates("seldom seen")[OWN, 80].value < 0.75
