"""Where the past comes from: a merchant's tables, or a shop in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.backtest.knowledge import outcomes_of
from app.clock import local_date
from app.db import records, shops, suppliers
from app.db.session import Database
from app.db.shops import Shop, ShopSettings
from app.domain.model import BusinessDays
from app.domain.outcomes import Outcome
from app.domain.sales_csv import ItemPast
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class History:
    """What suppliers stated and what became of it, up to the local date `until`; None: the last day on record."""

    outcomes: list[Outcome]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """Items with their orders and supplies, and what is known of the suppliers."""

    items: list[ItemPast]
    outcomes: list[Outcome]
    buffer_days: int
    business_days: BusinessDays


def history_of_shop(database: Database, domain: str, *, now: datetime) -> History:
    """Every date that was ever stated to the shop. Raises NotFound for a domain we do not know."""
    with database.read() as conn:
        shop = _shop(conn, domain)
        return History(suppliers.outcomes(conn, shop.id, zone=shop.timezone), local_date(now, shop.timezone))


def past_of_shop(database: Database, domain: str, *, most: int) -> Past:
    """The shop's best sellers, at most `most`, with its own settings. Raises NotFound for a domain we do not know."""
    with database.read() as conn:
        shop = _shop(conn, domain)
        settings = shops.settings(conn, shop.id)
        return Past(
            items=records.best_sellers(conn, shop, most=most),
            outcomes=suppliers.outcomes(conn, shop.id, zone=shop.timezone),
            buffer_days=settings.buffer_days,
            business_days=settings.business_days,
        )


def past_of_tables(items: list[ItemPast]) -> Past:
    """What tables say, with the settings of a new shop; the supplies are their own record of suppliers."""
    usual = ShopSettings()
    return Past(items, outcomes_of(items), usual.buffer_days, usual.business_days)


def _shop(conn: sa.Connection, domain: str) -> Shop:
    found = shops.by_domain(conn, domain)
    if found is None:
        raise NotFound(f"There is no shop {domain} in the database.")
    return found
