"""Suppliers whose laws we know: how often a promise is kept, over 2,000 decisions each, against its target."""

import random
from datetime import date, timedelta

import pytest

from app.domain.backtest import OURS, decisions, scores
from app.domain.outcomes import Outcome

START, END = date(2022, 1, 1), date(2026, 11, 21)
COUNT, DECISIONS = 2200, 2100
_MEANS = [random.Random(number).gauss(0, 4) for number in range(400)]  # noqa: S311  invented suppliers


def punctual(dice, _supplier, _number):
    return dice.gauss(0, 8)


def drifting(dice, _supplier, number):
    """A day later every year."""
    return dice.gauss(number / 730, 12)


def two_faced(dice, _supplier, _number):
    return dice.gauss(0, 8) if dice.random() < 0.7 else dice.gauss(40, 10)


def seldom_seen(dice, supplier, _number):
    """Five or six purchases a supplier, each supplier with its own mean."""
    return _MEANS[supplier] + dice.gauss(0, 12)


def often_still_open(dice, _supplier, _number):
    return dice.expovariate(1 / 60)


def history(law, *, suppliers):
    """Two purchases a day, stated for 40 days later."""
    dice = random.Random(3)  # noqa: S311  invented lateness, not a secret
    record = []
    for number in range(COUNT):
        since = START + timedelta(days=number // 2)
        stated = since + timedelta(days=40)
        supplier = dice.randrange(suppliers)
        came = stated + timedelta(days=max(-39, round(law(dice, supplier, number))))
        record.append(Outcome(f"S{supplier}", since, stated, came))
    return record


def kept_rates(law, *, suppliers):
    found = scores(list(decisions(history(law, suppliers=suppliers), most=DECISIONS)), as_of=END)
    return {(each.rule, each.quantile): each.kept for each in found}


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("law", "suppliers"),
    [(punctual, 6), (drifting, 6), (two_faced, 6), (seldom_seen, 400), (often_still_open, 6)],
    ids=["punctual", "drifting", "two-faced", "seldom seen", "often still open"],
)
def test_promises_are_kept_as_often_as_they_say_within_three_points(law, suppliers):
    kept = kept_rates(law, suppliers=suppliers)

    assert kept[OURS, 80].n >= 2000
    assert kept[OURS, 80].value == pytest.approx(0.80, abs=0.03)
    assert kept[OURS, 90].value == pytest.approx(0.90, abs=0.03)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_arrivals_alone_promise_too_much_where_much_is_still_open():
    kept = kept_rates(often_still_open, suppliers=6)

    assert kept["all suppliers", 80].value < 0.75
    assert kept["per supplier", 80].value < 0.75


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_supplier_s_own_few_arrivals_promise_too_much():
    assert kept_rates(seldom_seen, suppliers=400)["per supplier", 80].value < 0.75
