"""What is left of an offer where nothing may be sold beyond stock."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.availability import from_stock
from app.domain.model import UNLIMITED, Availability, SaleState, Step, Unlimited

DAY = date(2026, 12, 10)


@pytest.mark.parametrize(
    ("steps", "state", "left"),
    [
        pytest.param((Step(4, None), Step(44, DAY)), SaleState.IN_STOCK, 4, id="some in stock"),
        pytest.param((Step(40, DAY),), SaleState.SOLD_OUT, 0, id="none in stock"),
        pytest.param((), SaleState.SOLD_OUT, 0, id="nothing at all"),
        pytest.param((Step(UNLIMITED, None),), SaleState.IN_STOCK, UNLIMITED, id="never runs out"),
    ],
)
def test_only_what_ships_now_is_left(steps: tuple[Step, ...], state: SaleState, left: int | Unlimited) -> None:
    sale = Availability(SaleState.BACKORDER, steps, steps[-1].up_to if steps else 0)

    assert from_stock(sale) == Availability(state, tuple(step for step in steps if step.by is None), left)
