"""Both commands on a shop's own record, on either database."""

import json
from datetime import date

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from app.cli import cli
from app.db import records, shops
from app.domain.ids import LineId
from app.domain.simulator import PastOrder
from tests.integration.factories.catalog import set_stock
from tests.integration.factories.deliveries import Units, save_delivery
from tests.integration.factories.main_job import KETTLE, KETTLES, kettle_on_sale, ten_are_ordered
from tests.integration.factories.orders import Line, save_order


@pytest.fixture
def environment(database, monkeypatch):
    values = {
        "ENVIRONMENT": "development",
        "DATABASE_URL": database.url.render_as_string(hide_password=False),
        "APP_URL": "http://app.test",
        "SHOPIFY_API_KEY": "key",
        "SHOPIFY_API_SECRET": "a-client-secret-of-decent-length-0",
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def run(*arguments):
    return CliRunner().invoke(cli, [str(each) for each in arguments])


def test_the_past_of_an_item_is_its_orders_its_supplies_and_what_was_there_before(database, northpine):
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
        save_order(conn, northpine, number=1042, lines=[Line(KETTLE, 10, shipped=4)])
        set_stock(conn, northpine, KETTLES, available=-6, committed=6, incoming=2)
        save_delivery(conn, northpine, units={KETTLES: Units(40, accepted=38)})

    with database.read() as conn:
        (past,) = records.best_sellers(conn, shops.by_id(conn, northpine), most=5)

    assert past.orders == (PastOrder(LineId(104201), date(2026, 11, 21), 10, revenue=54000),)
    (supply,) = past.supplies
    assert (supply.stated_on, supply.quantity, supply.received) == (date(2026, 12, 3), 40, 38)
    assert past.stock == 0


def test_what_left_and_came_is_counted_back_to_the_first_shelf(database, northpine):
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
        save_order(conn, northpine, number=1042, lines=[Line(KETTLE, 10, shipped=3)])
        save_order(conn, northpine, number=1043, lines=[Line(KETTLE, 1)], is_test=True)

    with database.read() as conn:
        (past,) = records.best_sellers(conn, shops.by_id(conn, northpine), most=5)

    assert (past.stock, len(past.orders)) == (7, 1)


@pytest.mark.usefixtures("environment")
def test_a_shop_can_be_simulated_and_is_too_young_to_be_backtested(database, northpine):
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
        ten_are_ordered(conn, northpine)

    simulated = run("simulate", "--shop", "northpine.myshopify.com", "--json")
    judged = run("backtest", "--shop", "northpine.myshopify.com")

    found = json.loads(simulated.stdout)
    assert (found["items"], found["units_backordered"], found["revenue_backordered"]) == (1, 6, 32400)
    assert "1 purchases are too few to judge by" in judged.stderr


@pytest.mark.usefixtures("environment")
def test_a_shop_nobody_knows_is_a_sentence():
    result = run("simulate", "--shop", "nobody.myshopify.com")

    assert result.exit_code == 1
    assert "There is no shop nobody.myshopify.com in the database." in result.stderr
