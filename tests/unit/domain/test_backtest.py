"""The backtest on suppliers whose law we know."""

import random
from datetime import date, timedelta

import pytest

from app.domain.backtest import OURS, decisions, scores
from app.domain.outcomes import Outcome

START = date(2024, 1, 1)
END = date(2026, 11, 21)


def history(late, *, count=500, suppliers=5, seed=1):
    """Purchases two days apart over six years, stated for 20 days later, each arriving `late(random)` days after."""
    dice = random.Random(seed)  # noqa: S311  invented lateness, not a secret
    record = []
    for number in range(count):
        since = START + timedelta(days=number * 2)
        stated = since + timedelta(days=20)
        came = stated + timedelta(days=late(dice))
        record.append(Outcome(f"S{number % suppliers}", since, stated, came if came <= END else None))
    return record


def kept(found, rule, quantile):
    (cell,) = [each for each in found if (each.rule, each.quantile) == (rule, quantile)]
    return cell


def test_a_supplier_who_is_always_five_days_late_is_known_after_the_burn_in():
    found = scores(list(decisions(history(lambda _: 5, count=200))), as_of=END)

    assert kept(found, OURS, 80).kept.value == 1.0
    assert kept(found, OURS, 80).mean_buffer == 5
    assert kept(found, OURS, 80).pinball == 0
    assert kept(found, "stated", 80).kept.value == 0.0
    assert kept(found, "stated +3", 80).kept.value == 0.0
    assert kept(found, "stated +7", 80).kept.value == 1.0


@pytest.mark.parametrize(
    "late",
    [
        lambda dice: round(dice.gauss(0, 2)),
        lambda dice: dice.choice([0, 0, 0, 21]),
        lambda dice: round(dice.expovariate(1 / 12)),
    ],
    ids=["punctual", "two-faced", "long-tailed"],
)
def test_promises_at_eighty_per_cent_are_kept_about_as_often(late):
    found = scores(list(decisions(history(late, count=450))), as_of=END)

    low, high = kept(found, OURS, 80).kept.interval
    assert low - 0.03 <= 0.80 <= high or kept(found, OURS, 80).kept.value > 0.8
    assert kept(found, OURS, 90).kept.value >= 0.85


def test_leaving_out_what_is_still_late_keeps_too_few_promises():
    """A third of the purchases take a year: the plain quantile has never seen most of those."""
    found = scores(list(decisions(history(lambda dice: dice.choice([0, 1, 2, 2, 365, 300]), count=300))), as_of=END)

    assert kept(found, "all suppliers", 80).kept.value < 0.75
    assert kept(found, OURS, 80).kept.value > kept(found, "all suppliers", 80).kept.value + 0.05


def test_nothing_that_was_recorded_later_is_used():
    """The same arrivals, recorded years later: no decision can be made."""
    unknown = [
        Outcome(each.supplier, each.since, each.stated, each.arrived_on, known_on=END)
        for each in history(lambda _: 5, count=200)
    ]

    assert list(decisions(unknown)) == []


def test_a_long_record_is_sampled_evenly():
    made = list(decisions(history(lambda _: 5, count=450), most=50, quantiles=(80,)))

    assert len(made) == 50
    assert made[-1].outcome.since - made[0].outcome.since > timedelta(days=650)
