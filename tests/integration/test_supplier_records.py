"""What a shop's own deliveries teach its plans: whole laws of arrival, and the units that a supplier likes to lack."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.db import plans
from app.db.session import Database
from app.domain.ids import DEFAULT_POOL, ShopId
from tests.integration.factories.catalog import add_variant, add_warehouse, item_of, set_stock, variant_fact
from tests.integration.factories.deliveries import Units, save_delivery
from tests.integration.factories.moments import NOW
from tests.integration.factories.orders import Line, save_order
from tests.integration.factories.planning import plan, switch_on

LAMP, BOOT = item_of(1), item_of(2)
COMING_ON = date(2026, 12, 7)


@pytest.fixture
def shop(database: Database, northpine: ShopId) -> ShopId:
    """Ten lamps are ordered, none is there, and ten are coming on a Monday."""
    with database.write() as conn:
        add_warehouse(conn, northpine)
        for number, product in ((1, "Lamp"), (2, "Boot")):
            switch_on(conn, northpine, add_variant(conn, northpine, variant_fact(variant=number, product=product)))
            set_stock(conn, northpine, item_of(number), available=-10, committed=10)
        save_order(conn, northpine, lines=[Line(variant=1, quantity=10)])
        save_delivery(conn, northpine, number=1, units={LAMP: Units(10)}, arrives_on=COMING_ON)
    return northpine


def came(database: Database, shop: ShopId, *, lacking: list[int], days_late: list[int]) -> None:
    """Deliveries of ten boots each, two days apart; each time so many were rejected, so many days late."""
    for number, (lack, late) in enumerate(zip(lacking, days_late, strict=True), start=100):
        stated = NOW.date() - timedelta(days=2 * (number - 95))
        with database.write() as conn:
            said_at = datetime.combine(stated - timedelta(days=20), time(9), UTC)
            save_delivery(conn, shop, number=number, units={BOOT: Units(10)}, arrives_on=stated, fetched_at=said_at)
            save_delivery(
                conn,
                shop,
                number=number,
                units={BOOT: Units(10, accepted=10 - lack, rejected=lack)},
                arrives_on=stated,
                status="RECEIVED",
                received_at=datetime.combine(stated + timedelta(days=late), time(12), UTC),
            )


def planned(database: Database, shop: ShopId) -> list[tuple[int, date | None]]:
    with database.write() as conn:
        plan(conn, shop, LAMP)
        return [(part.quantity, part.ship_by) for part in plans.parts_of_item(conn, shop, LAMP, DEFAULT_POOL)]


def test_units_a_supplier_lacks_half_of_the_time_are_promised_to_nobody(database: Database, shop: ShopId) -> None:
    came(database, shop, lacking=[0, 2] * 12, days_late=[0] * 24)

    assert planned(database, shop) == [(8, date(2026, 12, 9)), (2, None)]


def test_units_a_supplier_lacks_one_time_in_twelve_are_promised(database: Database, shop: ShopId) -> None:
    came(database, shop, lacking=([0] * 11 + [2]) * 2, days_late=[0] * 24)

    assert planned(database, shop) == [(10, date(2026, 12, 9))]


def test_a_record_of_a_few_deliveries_says_nothing_yet(database: Database, shop: ShopId) -> None:
    came(database, shop, lacking=[5] * 8, days_late=[0] * 8)

    assert planned(database, shop) == [(10, planned(database, shop)[0][1])]
    assert planned(database, shop)[0][1] is not None
