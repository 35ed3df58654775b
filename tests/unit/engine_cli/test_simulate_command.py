"""`backorder simulate`: two tables, one policy, exact results."""

import json

import pytest
from typer.testing import CliRunner

from app.cli import cli

ORDERS = "item,placed_on,quantity,revenue\nKETTLE,2026-09-01,10,10000\nKETTLE,2026-09-02,35,35000\n"
SUPPLIES = (
    "item,ordered_on,stated_on,quantity,supplier,arrived_on,received\n"
    "KETTLE,2026-09-01,2026-09-01,4,,2026-09-01,\n"
    "KETTLE,2026-09-01,2026-09-21,40,Tallinn,2026-09-26,38\n"
)


@pytest.fixture
def simulate(tmp_path):
    def run(*options, orders=ORDERS, supplies=SUPPLIES):
        files = []
        for name, text in (("orders.csv", orders), ("supplies.csv", supplies)):
            (tmp_path / name).write_text(text, encoding="utf-8")
            files.append(str(tmp_path / name))
        return CliRunner().invoke(cli, ["simulate", *files, *map(str, options)])

    return run


def test_a_policy_is_tried_on_orders_and_supplies(simulate):
    found = json.loads(simulate("--buffer-days", 5, "--json").stdout)

    assert found["policy"] == {"rule": "fifo", "quantile": 80, "cap_percent": 100, "stop_loss_days": None}
    assert (found["kept_first"]["hits"], found["kept_first"]["n"]) == (1, 1)
    assert {name: found[name] for name in ("items", "units_backordered", "units_lost", "revenue_lost", "notices")} == {
        "items": 1,
        "units_backordered": 6,
        "units_lost": 35,
        "revenue_lost": 35000,
        "notices": 0,
    }


def test_without_a_buffer_the_same_promise_is_broken(simulate):
    found = json.loads(simulate("--buffer-days", 0, "--json").stdout)

    assert (found["kept_first"]["hits"], found["kept_first"]["n"]) == (0, 1)
    assert found["notices"] >= 1


def test_a_cap_and_a_stop_loss_refuse_and_refund(simulate):
    capped = json.loads(simulate("--cap", 10, "--json").stdout)
    refunded = json.loads(simulate("--stop-loss", 7, "--json").stdout)

    assert (capped["units_lost"], capped["units_backordered"]) == (45, 0)
    assert (refunded["units_refunded"], refunded["revenue_refunded"]) == (6, 6000)


def test_items_are_summed(simulate):
    more = ORDERS + "MUG,2026-09-01,10,1\n"

    found = json.loads(simulate("--json", orders=more, supplies=SUPPLIES).stdout)

    assert (found["items"], found["units_lost"]) == (2, 45)


def test_people_get_a_table(simulate):
    told = simulate("--stop-loss", 30).stdout

    assert "1 items under: rule fifo, quantile 80" in told
    assert "oversold units" in told


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"orders": ""}, "orders.csv, row 1: the file is empty"),
        (
            {"orders": "item,placed_on,quantity\nA,2026-01-05,0\n"},
            "row 2: quantity '0' is not a whole number from 1 on",
        ),
        ({"orders": "item,placed_on,quantity\nA,2026-01-05,1.5\n"}, "row 2: quantity '1.5' is not a whole number"),
        ({"orders": "item,placed_on,quantity\n,2026-01-05,1\n"}, "orders.csv, row 2: item is missing"),
        ({"supplies": "item,ordered_on,quantity\n"}, "supplies.csv, row 1: the column stated_on is missing"),
        (
            {"supplies": SUPPLIES + "A,2026-09-02,2026-09-03,4,,2026-09-01,\n"},
            "supplies.csv, row 4: arrived_on 2026-09-01 is before ordered_on 2026-09-02",
        ),
        (
            {"supplies": SUPPLIES + "A,2026-09-02,2026-09-03,4,,,3\n"},
            "supplies.csv, row 4: received is given, arrived_on is not",
        ),
    ],
)
def test_a_bad_table_is_refused_with_its_row(simulate, tables, said):
    result = simulate(**tables)

    assert result.exit_code == 1
    assert said in result.stderr


def test_only_three_percentiles_can_be_shown(simulate):
    assert simulate("--quantile", 85).exit_code == 2
