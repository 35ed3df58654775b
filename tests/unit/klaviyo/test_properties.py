from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.klaviyo.events import (
    EVENTS,
    BackorderEvent,
    BackorderPlaced,
    DelayedActionNeeded,
    EtaChanged,
    Item,
    Recipient,
    ShippingSoon,
    Shop,
)
from app.klaviyo.properties import MOST_ITEMS, properties_of
from app.klaviyo.samples import samples

SHOP = Shop(domain="northpine.myshopify.com", name="Northpine", zone="America/New_York")
NOON = datetime(2026, 11, 21, 15, tzinfo=UTC)
PLACED, CHANGED, ASKED, SOON, CANCELLED = samples(SHOP, to=Recipient(email="a@example.com"), at=NOON, prefix="t:")

COMMON = {
    "BackorderId", "OrderId", "OrderNumber", "OrderUrl", "ShopName", "ShopDomain", "ItemNames", "SKUs", "ItemCount",
    "BackorderedQuantity", "BackorderValue", "Currency", "Locale", "ManageUrl", "EtaVersion", "IsPartial",
    "ActionRequired", "SchemaVersion", "Source", "Items",
}  # fmt: skip
CHANGE = {
    "PreviousShipDate", "PreviousShipDateText", "NewShipDate", "NewShipDateText", "DelayDays", "Direction", "Reason",
}  # fmt: skip
OWN = {
    PLACED: {"ShipDate", "ShipDateText", "ShipWindowText", "DaysUntilShip"},
    CHANGED: CHANGE,
    ASKED: CHANGE | {"RespondBy", "RespondByText", "KeepUrl", "CancelUrl", "DefaultOutcome", "DelayCount"},
    SOON: {"ShipDate", "ShipDateText", "RemainingBackorderedItems"},
    CANCELLED: {"CancelledBy", "CancelReason", "RefundAmount", "RefundText"},
}
ITEM = {
    "ProductID", "VariantID", "SKU", "ProductName", "VariantName", "Quantity", "ItemPrice", "RowTotal", "ImageURL",
    "ProductURL", "ShipDate", "ShipDateText",
}  # fmt: skip


def said(event: BackorderEvent) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(properties_of(event)))
    return told


@pytest.mark.parametrize("event", OWN, ids=lambda event: event.metric)
def test_an_event_has_the_common_keys_and_its_metrics_own(event: BackorderEvent) -> None:
    assert set(said(event)) == COMMON | OWN[event] | {"IsTest"}


def test_the_five_metrics_keep_their_names_because_merchants_flows_hang_on_them() -> None:
    assert [kind.metric for kind in EVENTS] == [
        "Backorder Placed",
        "Backorder ETA Changed",
        "Backorder Delayed - Action Needed",
        "Backorder Shipping Soon",
        "Backorder Cancelled",
    ]


def test_only_the_notice_that_asks_something_requires_an_action() -> None:
    assert [event.metric for event in OWN if said(event)["ActionRequired"]] == ["Backorder Delayed - Action Needed"]


def test_a_real_event_does_not_say_that_it_is_a_test() -> None:
    assert "IsTest" not in said(replace(PLACED, is_test=False))


def test_an_item_has_the_keys_of_klaviyos_own_order_events() -> None:
    (row,) = said(PLACED)["Items"]

    assert set(row) == ITEM
    assert row["ProductID"] == "1"
    assert row["ItemPrice"] == 24.95
    assert row["RowTotal"] == 49.9
    assert row["ShipDateText"] == "December 5, 2026"


def test_a_date_is_noon_in_utc_so_that_no_american_account_shows_the_day_before() -> None:
    assert said(PLACED)["ShipDate"] == "2026-12-05T12:00:00+00:00"


def test_days_are_counted_in_the_shops_own_zone() -> None:
    assert isinstance(PLACED, BackorderPlaced)
    late_evening = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)

    assert said(replace(PLACED, occurred_at=late_evening, ship_by=date(2026, 12, 1)))["DaysUntilShip"] == 10


def test_days_until_a_date_that_has_passed_are_none_left() -> None:
    assert isinstance(PLACED, BackorderPlaced)

    assert said(replace(PLACED, ship_by=date(2026, 11, 20)))["DaysUntilShip"] == 0


@pytest.mark.parametrize(
    ("was", "now", "days", "direction"),
    [
        (date(2026, 12, 1), date(2026, 12, 15), 14, "later"),
        (date(2026, 12, 15), date(2026, 12, 1), -14, "earlier"),
        (date(2026, 12, 1), None, None, "later"),
        (None, date(2026, 12, 1), None, "earlier"),
    ],
)
def test_a_change_says_how_far_and_which_way(
    was: date | None, now: date | None, days: int | None, direction: str
) -> None:
    assert isinstance(CHANGED, EtaChanged)
    told = said(replace(CHANGED, previous_ship_by=was, new_ship_by=now))

    assert told.get("DelayDays") == days
    assert told["Direction"] == direction


def test_a_date_that_cannot_be_given_is_left_out_as_a_date_and_said_as_text() -> None:
    assert isinstance(ASKED, DelayedActionNeeded)
    told = said(replace(ASKED, new_ship_by=None))

    assert "NewShipDate" not in told
    assert told["NewShipDateText"] == "a date we cannot give yet"


def test_the_units_that_still_wait_travel_with_their_own_dates() -> None:
    assert isinstance(SOON, ShippingSoon)
    rest = replace(SOON.items[0], quantity=2, ship_by=date(2026, 12, 20))

    (row,) = said(replace(SOON, remaining=(rest,)))["RemainingBackorderedItems"]

    assert (row["Quantity"], row["ShipDateText"]) == (2, "December 20, 2026")


def test_a_long_order_is_counted_in_full_and_listed_in_part() -> None:
    items = PLACED.items * (MOST_ITEMS + 7)
    told = said(replace(PLACED, items=items))

    assert len(told["Items"]) == MOST_ITEMS
    assert told["ItemCount"] == MOST_ITEMS + 7
    assert told["BackorderedQuantity"] == 2 * (MOST_ITEMS + 7)


def test_fifty_long_items_stay_under_a_hundred_kilobytes() -> None:
    item = replace(PLACED.items[0], product_name="ü" * 255, image_url="https://cdn.example/" + "x" * 200)

    assert len(msgspec.json.encode(properties_of(replace(PLACED, items=(item,) * 200)))) < 100_000


items = st.builds(
    Item,
    product_id=st.integers(1, 2**63),
    variant_id=st.integers(1, 2**63),
    sku=st.text(max_size=5),
    product_name=st.text(max_size=5),
    variant_name=st.text(max_size=5),
    quantity=st.integers(1, 100),
    unit_price=st.decimals(0, 10_000, places=3),
    image_url=st.just(""),
    product_url=st.just(""),
    ship_by=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    previous_ship_by=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
)


@given(event=st.sampled_from(list(OWN)), chosen=st.lists(items, max_size=3), locale=st.sampled_from(["en", "de", "xx"]))
def test_no_event_ever_carries_a_null(event: BackorderEvent, chosen: list[Item], locale: str) -> None:
    def nulls(node: Any) -> bool:
        members = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        return node is None or any(nulls(member) for member in members)

    assert not nulls(said(replace(event, items=tuple(chosen), locale=locale)))


def test_a_key_has_one_type_in_whatever_event_it_stands() -> None:
    types: dict[str, set[type]] = {}
    for event in OWN:
        for key, value in said(event).items():
            types.setdefault(key, set()).add(type(value))

    assert {key for key, found in types.items() if len(found) > 1} == set()


def test_the_worth_of_the_units_is_added_up_before_it_becomes_a_number() -> None:
    item = replace(PLACED.items[0], unit_price=Decimal("0.10"), quantity=3)

    assert said(replace(PLACED, items=(item,)))["BackorderValue"] == 0.3
