"""What is published of a variant: one offer, or one for each pool and the countries that have it."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.ids import ItemId, LocationId, PoolId
from app.domain.model import UNLIMITED, Availability, SaleState, Step
from app.domain.pools import Pools
from app.replan.offers import Offers, metafield, offers, packed, policy, shown_to, stopped, why

DAY = date(2026, 12, 10)
NEXT = date(2026, 12, 20)
SOME = Availability(SaleState.BACKORDER, (Step(4, None), Step(44, DAY)), 44)
STOCK = Availability(SaleState.IN_STOCK, (Step(9, None),), 9)
NONE = Availability(SaleState.SOLD_OUT, (), 0)
ENDLESS = Availability(SaleState.BACKORDER, (Step(UNLIMITED, NEXT),), UNLIMITED)
EUROPE, JAPAN = PoolId(2), PoolId(4)
DRAWN = Pools({EUROPE: "Europe", JAPAN: "Japan"}, {LocationId(7): EUROPE}, {"DE": EUROPE, "AT": EUROPE, "JP": JAPAN})
ITEM = ItemId(7)
HEAD = "0000000000000007"


@pytest.mark.parametrize(
    ("steps", "left", "said"),
    [
        pytest.param((Step(4, None), Step(44, DAY)), 44, "0000044 0000004", id="some in stock"),
        pytest.param((Step(40, DAY),), 40, "0000040 0000000", id="none in stock"),
        pytest.param((Step(UNLIMITED, DAY),), UNLIMITED, "------- 0000000", id="made to order"),
        pytest.param((Step(30, None),), 30, "0000030 -------", id="stock alone: Shopify counts"),
        pytest.param((Step(10**8, DAY),), 10**8, "9999999 0000000", id="more than the column holds"),
        pytest.param((), 0, "0000000 -------", id="sold out: Shopify counts"),
    ],
)
def test_the_cart_is_told_item_left_and_stock(steps: tuple[Step, ...], left: int, said: str) -> None:
    assert packed(Offers(Availability(SaleState.BACKORDER, steps, left)), ITEM) == f"{HEAD} {said}"


def test_each_slot_has_its_columns_and_one_that_is_not_drawn_repeats_the_first() -> None:
    said = offers({PoolId(1): SOME, EUROPE: STOCK, JAPAN: ENDLESS}, DRAWN)

    assert packed(said, ITEM) == f"{HEAD} 0000044 0000004 0000009 0000009 0000044 0000004 ------- 0000000"
    text = f"2026-11-22T10:00 {packed(said, ITEM)}"
    assert [text[34 + 16 * slot :][:7] for slot in range(4)] == ["0000044", "0000009", "0000044", "-------"]
    assert [text[42 + 16 * slot :][:7] for slot in range(4)] == ["0000004", "0000009", "0000004", "0000000"]


def test_stock_is_counted_everywhere_as_soon_as_one_pool_sells_beyond_its_own() -> None:
    some = offers({PoolId(1): STOCK, EUROPE: NONE, JAPAN: SOME}, DRAWN)
    nobody = offers({PoolId(1): STOCK, EUROPE: NONE, JAPAN: NONE}, DRAWN)

    assert (policy(some), policy(nobody)) == ("CONTINUE", "DENY")
    assert packed(some, ITEM) == f"{HEAD} 0000009 0000009 0000000 0000000 0000009 0000009 0000044 0000004"
    assert packed(nobody, ITEM) == f"{HEAD} 0000009 ------- 0000000 ------- 0000009 ------- 0000000 -------"


def test_the_page_has_the_default_offer_on_top_and_the_others_by_their_slot() -> None:
    here = {"state": "backorder", "steps": [{"upto": 4, "by": None}, {"upto": 44, "by": "2026-12-10"}], "left": 44}
    europe = {"state": "in_stock", "steps": [{"upto": 9, "by": None}], "left": 9}
    japan = {"state": "sold_out", "steps": [], "left": 0}

    assert metafield(Offers(SOME)) == here
    assert metafield(offers({PoolId(1): SOME, EUROPE: STOCK, JAPAN: NONE}, DRAWN)) == {
        **here,
        "pools": {"2": europe, "4": japan},
        "where": {"AT": "2", "DE": "2", "JP": "4"},
    }


def test_where_shopify_sells_nothing_beyond_stock_every_region_offers_its_stock_and_shopify_counts() -> None:
    said = stopped(offers({PoolId(1): SOME, EUROPE: STOCK, JAPAN: ENDLESS}, DRAWN))

    assert [(each.state, each.left) for each in said.all] == [
        (SaleState.IN_STOCK, 4),
        (SaleState.IN_STOCK, 9),
        (SaleState.SOLD_OUT, 0),
    ]
    assert (policy(said), said.where) == ("DENY", {"DE": EUROPE, "AT": EUROPE, "JP": JAPAN})
    assert packed(said, ITEM) == f"{HEAD} 0000004 ------- 0000009 ------- 0000004 ------- 0000000 -------"


@pytest.mark.parametrize(
    ("country", "pool", "state"),
    [
        pytest.param("DE", 1, "in_stock", id="the country decides, as it did on the page"),
        pytest.param("US", 2, "backorder", id="a country that no region names"),
        pytest.param(None, 2, "in_stock", id="picked up where the region's stock is"),
        pytest.param(None, 3, "backorder", id="from a region that was drawn later"),
    ],
)
def test_a_customer_was_told_the_offer_of_their_region(country: str | None, pool: int, state: str) -> None:
    shown = metafield(offers({PoolId(1): SOME, EUROPE: STOCK, JAPAN: NONE}, DRAWN))

    assert shown_to(shown, country, PoolId(pool))["state"] == state
    assert shown_to(metafield(Offers(SOME)), country, PoolId(pool))["state"] == "backorder"


def test_why_speaks_of_all_regions_together() -> None:
    assert why(offers({PoolId(1): SOME, EUROPE: STOCK, JAPAN: NONE}, DRAWN)) == "53 units can still be promised"
    assert why(offers({PoolId(1): NONE, EUROPE: STOCK, JAPAN: ENDLESS}, DRAWN)) == "made to order"
    assert why(offers({PoolId(1): NONE, EUROPE: NONE, JAPAN: NONE}, DRAWN)) == "everything that is coming is promised"
