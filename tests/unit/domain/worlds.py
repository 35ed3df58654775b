"""Small worlds for the domain's tests: boring defaults, and hypothesis strategies over few days and few units."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from app.domain.calendar import Calendar
from app.domain.ids import DEFAULT_POOL, ItemId, LineId, OrderId, SupplyId
from app.domain.model import (
    AllocationRule,
    BusinessDays,
    DemandLine,
    ItemFacts,
    Quantiles,
    Shipping,
    Stability,
    Supply,
    Terms,
)

TODAY = date(2026, 11, 21)
EVERY_DAY = Calendar(BusinessDays(frozenset(range(7))), date(2026, 1, 1), 1500)
WEEKDAYS = Calendar(BusinessDays(), date(2026, 1, 1), 1500)


def certain(day):
    return Quantiles(day, day, day)


def day(offset):
    return TODAY + timedelta(days=offset)


def supply(number, quantity, *, arrives=None, law=None):
    """A supply that arrives for certain `arrives` days from today, or by `law`, or at an unknown time."""
    if law is None and arrives is not None:
        law = certain(day(arrives))
    return Supply(SupplyId(number), quantity, law.p50 if law else None, law)


def line(number, ordered, *, minute=None, order=None, **more):
    """Orders come a minute apart, in the order of their numbers, unless a minute is given."""
    placed = datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(minutes=number if minute is None else minute)
    return DemandLine(LineId(number), OrderId(order or 1000 + number), placed, ordered, **more)


def item(*, stock=0, supplies=(), lines=(), phantom=0, **more):
    return ItemFacts(ItemId(1), DEFAULT_POOL, stock, phantom, tuple(supplies), tuple(lines), **more)


def terms(**more):
    """Nothing between the dock and the carrier, so that dates are the supplies' own."""
    return replace(Terms(receiving_days=0, handling_days=0), **more)


@st.composite
def _laws(draw):
    early, middle, late = sorted(draw(st.lists(st.integers(1, 12), min_size=3, max_size=3)))
    return Quantiles(day(early), day(middle), day(late))


def supplies_of(law, *, most=4):
    sizes = st.lists(st.tuples(law, st.integers(0, 8)), max_size=most)
    return sizes.map(
        lambda found: [supply(number, quantity, law=each) for number, (each, quantity) in enumerate(found, start=1)]
    )


certain_supplies = supplies_of(st.integers(1, 8).map(lambda offset: certain(day(offset))))
spread_supplies = supplies_of(_laws())
any_supplies = supplies_of(st.one_of(st.none(), _laws()))
stocks = st.integers(0, 9)
rules = st.sampled_from(AllocationRule)


@st.composite
def _numbered(draw, shippings):
    lines = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        ordered = draw(st.integers(1, 6))
        lines.append(
            line(
                number,
                ordered,
                minute=draw(st.integers(0, 4)),
                order=draw(st.sampled_from([number, number, 1])),
                shipped=draw(st.integers(0, ordered)),
                priority=draw(st.integers(0, 1)),
                cohort=draw(st.integers(0, 1)),
                stability=draw(st.sampled_from([Stability.KEEP, Stability.KEEP, *Stability])),
                shipping=draw(shippings),
            )
        )
    return lines


split_lines = _numbered(st.just(Shipping.AS_THEY_COME))
any_lines = _numbered(st.sampled_from(Shipping))
