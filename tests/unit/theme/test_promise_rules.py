"""What holds for any promise, any time and any cart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.theme.little_shop import FOUR_AND_FORTY, NOW, LittleShop
from tests.unit.theme.visitor import Visitor


@st.composite
def promises(draw: st.DrawFn) -> dict[str, Any]:
    """At most five steps, growing in units and dates; the first may be stock."""
    units = draw(st.lists(st.integers(1, 30), min_size=1, max_size=5))
    stock_first = draw(st.booleans())
    total, steps = 0, []
    for count, more in enumerate(units):
        total += more
        by = None if stock_first and count == 0 else (date(2026, 12, 1) + timedelta(days=9 * count)).isoformat()
        steps.append({"upto": total, "by": by})
    return FOUR_AND_FORTY | {"steps": steps, "left": total}


@settings(max_examples=40, deadline=None)
@given(promise=promises(), lasts=st.integers(-90_000, 90_000))
def test_a_promise_is_shown_exactly_while_it_lasts(promise: dict[str, Any], lasts: int) -> None:
    shop = LittleShop()
    until = (NOW + timedelta(seconds=lasts)).strftime("%Y-%m-%dT%H:%M:%SZ")
    shop.promise(shop.blue, promise | {"until": until})

    block = Visitor(shop).block()

    assert block.hidden == (lasts <= 0)
    assert (block.variant(shop.blue.id) is None) == (lasts <= 0)


@settings(max_examples=40, deadline=None)
@given(promise=promises(), data=st.data())
def test_what_is_told_and_what_is_in_the_cart_add_up_to_the_promise(
    promise: dict[str, Any], data: st.DataObject
) -> None:
    shop = LittleShop()
    shop.promise(shop.blue, promise)
    visitor = Visitor(shop)
    in_cart = data.draw(st.integers(1, promise["left"]))
    visitor.post("/cart/add.js", json={"id": shop.blue.id, "quantity": in_cart})

    told = visitor.block().variant(shop.blue.id)

    assert told["left"] == promise["left"] - in_cart
    assert [step["upto"] for step in told["steps"]] == [max(0, step["upto"] - in_cart) for step in promise["steps"]]
    assert [step["by"] for step in told["steps"]] == [step["by"] for step in promise["steps"]]
