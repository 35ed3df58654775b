"""The first page: the shop in five numbers, what arrives next, what is being lost, what is left to set up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from app.db.shown import Dashboard, Totals
from app.db.views import changed, deliveries, lost, owed, setup, vanishing
from app.db.views.deliveries import Delivery
from app.db.views.owed import OwedInAll
from app.db.views.reader import Reader
from app.shopify.money import Money, decimal_places

_MOST_ARRIVALS: Final = 5
_SOON: Final = timedelta(days=14)


def read(reader: Reader) -> Dashboard:
    """Numbers are of the whole shop; arrivals and lost sales are the first five of each."""
    waiting = owed.in_all(reader)
    coming = deliveries.read(reader, deliveries.OPEN)
    missed = lost.read(reader)
    asked = [each for each in changed.policies(reader).values() if not each.change.accepted]
    return Dashboard(
        totals=_totals(reader, waiting, coming),
        arrivals=tuple(each.row for each in coming[:_MOST_ARRIVALS]),
        lost=missed.rows,
        setup=setup.read(reader),
        as_of=reader.oldest((waiting.fetched_at, *deliveries.ages(coming), *missed.fetched)),
        vanishing=vanishing.read(reader),
        changed=tuple(sorted(asked, key=lambda each: (each.name.product, each.name.variant, each.name.id))),
        released=len(set().union(*changed.released(reader).values())),
    )


def _totals(reader: Reader, waiting: OwedInAll, coming: Sequence[Delivery]) -> Totals:
    currency = reader.shop.currency
    last = reader.today + _SOON
    soon = (each.row for each in coming if each.row.expected and each.row.expected.p50 <= last)
    return Totals(
        units_owed=waiting.units,
        orders_waiting=waiting.orders,
        value_waiting=Money(waiting.value_minor, currency, decimal_places(currency)),
        units_at_risk=waiting.at_risk,
        arriving_14_days=sum(row.open for row in soon),
    )
