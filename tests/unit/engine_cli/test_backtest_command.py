"""`backorder backtest`: exact output for machines, sentences for people, and bad files named row by row."""

import json
import random
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from app.backtest.backtest import TooShort, backtest, last_day
from app.cli import cli
from app.domain.outcomes import Outcome

START = date(2022, 1, 1)
BASELINES = {"stated", "stated +3", "stated +7", "stated +14", "all suppliers", "per supplier"}


def run(*arguments):
    return CliRunner().invoke(cli, ["backtest", *map(str, arguments)])


@pytest.fixture
def history(tmp_path):
    """Three hundred purchases, two a day, stated for 40 days later, ten days late give or take."""
    dice, file = random.Random(7), tmp_path / "history.csv"  # noqa: S311  invented lateness, not a secret
    rows = ["supplier,ordered_on,stated_on,arrived_on"]
    for number in range(300):
        ordered = START + timedelta(days=number // 2)
        stated = ordered + timedelta(days=40)
        rows.append(f"S{number % 3},{ordered},{stated},{stated + timedelta(days=10 + dice.randint(-3, 3))}")
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def write(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "file.csv"
    file.write_text(text, encoding=encoding)
    return file


def test_machines_get_ours_and_six_baselines_at_both_targets(history):
    found = json.loads(run(history, "--json").stdout)

    assert (found["as_of"], found["purchases"], found["decided"]) == ("2022-07-21", 300, 184)
    for quantile in (80, 90):
        rules = {each["rule"]: each for each in found["rules"] if each["quantile"] == quantile}
        assert set(rules) == {"ours", *BASELINES}
        assert rules["stated"]["kept"] == {"rate": 0.0, "low": 0.0, "high": pytest.approx(0.0204, abs=1e-4)} | {
            "hits": 0,
            "n": 184,
        }
        assert rules["stated +14"]["mean_buffer_days"] == 14
        assert rules["ours"]["kept"]["rate"] == pytest.approx(quantile / 100, abs=0.08)


def test_people_get_a_table(history):
    told = run(history).stdout

    assert "184 of 300 purchases decided, as of 2022-07-21" in told
    assert "mean buffer" in told
    assert "stated +14" in told


def test_a_later_day_of_taking_the_record_breaks_what_is_still_open(tmp_path, history):
    history.write_text(history.read_text() + "\nS0,2022-06-01,2022-07-11,", encoding="utf-8")

    early, late = (json.loads(run(history, "--json", *more).stdout) for more in ((), ("--as-of", "2023-01-01")))

    def judged(found):
        return next(each["kept"]["n"] for each in found["rules"] if each["rule"] == "stated +14")

    assert judged(late) == judged(early) + 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "file.csv, row 1: the file is empty"),
        ("supplier,ordered_on\n", "file.csv, row 2: there is no purchase in the file"),
        ("supplier,eta\nA,2026-01-05\n", "file.csv, row 1: the column ordered_on is missing"),
        ("supplier,ordered_on\nA,5.1.26\n", "file.csv, row 2: ordered_on '5.1.26' is not a date such as 2026-12-03"),
        (
            "supplier,ordered_on,arrived_on\n\nA,2026-01-05,2026-01-04\n",
            "file.csv, row 3: arrived_on 2026-01-04 is before ordered_on 2026-01-05",
        ),
        ("supplier,ordered_on\nA,2026-01-05\n", "1 purchases are too few to judge by"),
    ],
    ids=["empty", "only a header", "another column", "a wrong date", "an early arrival", "too short"],
)
def test_a_bad_file_is_refused_with_its_row(tmp_path, text, said):
    result = run(write(tmp_path, text))

    assert result.exit_code == 1
    assert said in result.stderr


def test_a_file_in_another_encoding_is_refused_and_a_byte_order_mark_is_not(tmp_path):
    table = "supplier,ordered_on\nKäse,2026-01-05\n"

    assert "is not UTF-8 text" in run(write(tmp_path, table, "latin-1")).stderr
    assert "too few" in run(write(tmp_path, table, "utf-8-sig")).stderr


def test_a_file_and_a_shop_at_once_or_neither_are_refused(history):
    assert run().exit_code == 2
    assert run(history, "--shop", "northpine.myshopify.com").exit_code == 2


def test_a_record_of_many_purchases_a_day_is_still_judged(monkeypatch):
    """Of six hundred a day the most recent thousands are all on their way."""
    monkeypatch.setattr("app.backtest.backtest.MOST", 200)
    record = [
        Outcome(f"S{number % 5}", since, since + timedelta(days=40), since + timedelta(days=45))
        for number in range(36_000)
        for since in [START + timedelta(days=number // 600)]
    ]

    found = backtest(record)

    assert found.decided == 50  # a quarter of the days begin after the first arrival
    assert last_day(record) == START + timedelta(days=104)


def test_nothing_to_learn_from_is_a_sentence():
    with pytest.raises(TooShort, match=r"^0 purchases are too few"):
        backtest([])
