"""Shops: found by the domain of a verified token or webhook, never by what a request says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db.rows import insert_into, put
from app.db.tables.shops import ShopState, shop, shop_settings
from app.domain.ids import ShopId
from app.domain.model import BusinessDays, Shipping
from app.shopify.facts import ShopFact


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop as the rest of the app names it. `timezone` is an IANA zone, `currency` ISO 4217, `locale` BCP 47."""

    id: ShopId
    domain: str
    state: ShopState
    name: str
    timezone: str
    currency: str
    locale: str
    storefront_url: str
    scopes: frozenset[str]
    installed_at: datetime | None
    moved_to: ShopId | None = None
    """The row in which the shop of this domain lives; None: this one."""


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """The merchant's settings that hold for the whole shop."""

    buffer_days: int = 3
    """Added to a stated date while a supplier has no record of its own."""
    business_days: BusinessDays = field(default_factory=BusinessDays)
    holiday_country: str | None = None
    """ISO code of the country whose public holidays nobody works on."""
    switched_off_at: datetime | None = None
    """When the merchant switched the whole shop off; None: it is on."""
    lets_go: bool = False
    """Whether orders are held no more since then, though units are still owed."""
    moves_orders: bool = False
    """Whether units that may ship are asked of a location that has them."""
    writes_transfers: bool = False
    """Whether deliveries that are entered here become transfers in Shopify."""
    shipping: Shipping = Shipping.AS_THEY_COME
    """What orders do that ask for nothing else: units leave as they come, or all of an order in one parcel."""


def by_domain(conn: sa.Connection, domain: str) -> Shop | None:
    """The shop that has the domain, or had it before."""
    found = row_of(conn, domain)
    return found if found is None or found.moved_to is None else by_id(conn, found.moved_to)


def row_of(conn: sa.Connection, domain: str) -> Shop | None:
    """The row of the domain, though its shop may live in another one."""
    row = conn.execute(sa.select(shop).where(shop.c.domain == domain)).mappings().first()
    return _shop(row) if row else None


def with_shopify_id(conn: sa.Connection, number: int) -> list[Shop]:
    """Rows of the shop that Shopify knows by this number, locked against others who ask the same; the oldest first."""
    mine = sa.select(shop).where(shop.c.shopify_id == number).order_by(shop.c.id).with_for_update()
    return [_shop(row) for row in conn.execute(mine).mappings()]


def by_id(conn: sa.Connection, shop_id: ShopId) -> Shop:
    """Raises NoResultFound for an id that was never given out."""
    return _shop(conn.execute(sa.select(shop).where(shop.c.id == shop_id)).mappings().one())


def ensure(conn: sa.Connection, domain: str) -> Shop:
    """The shop of `domain`, made as a stub if nobody has heard of it yet."""
    conn.execute(insert_into(conn, shop).values(domain=domain).on_conflict_do_nothing())
    made = _shop(conn.execute(sa.select(shop).where(shop.c.domain == domain)).mappings().one())
    return made if made.moved_to is None else by_id(conn, made.moved_to)


def update(conn: sa.Connection, shop_id: ShopId, **columns: Any) -> None:
    conn.execute(sa.update(shop).where(shop.c.id == shop_id).values(**columns))


def save_fact(conn: sa.Connection, shop_id: ShopId, fact: ShopFact, *, started_at: datetime) -> None:
    """Store what Shopify says of the shop and of our installation in it."""
    update(
        conn,
        shop_id,
        shopify_id=fact.id,
        name=fact.name,
        timezone=fact.zone,
        currency=fact.currency,
        plan=fact.plan,
        storefront_url=fact.storefront_url,
        scopes=sorted(fact.scopes),
        fetched_at=started_at,
    )


def settings(conn: sa.Connection, shop_id: ShopId) -> ShopSettings:
    row = conn.execute(sa.select(shop_settings).where(shop_settings.c.shop_id == shop_id)).mappings().first()
    if row is None:
        return ShopSettings()
    return ShopSettings(
        buffer_days=row["buffer_days"],
        business_days=BusinessDays(frozenset(row["weekdays"])) if row["weekdays"] else BusinessDays(),
        holiday_country=row["holiday_country"],
        switched_off_at=row["switched_off_at"],
        lets_go=row["lets_go"],
        moves_orders=row["moves_orders"],
        writes_transfers=row["writes_transfers"],
        shipping=Shipping(row["shipping"]),
    )


def save_settings(conn: sa.Connection, shop_id: ShopId, **columns: Any) -> None:
    put(conn, shop_settings, [{"shop_id": shop_id, **columns}])


def in_state(conn: sa.Connection, *states: ShopState) -> list[Shop]:
    rows = conn.execute(sa.select(shop).where(shop.c.state.in_(states)).order_by(shop.c.id)).mappings()
    return [_shop(row) for row in rows]


def _shop(row: sa.RowMapping) -> Shop:
    return Shop(
        id=ShopId(row["id"]),
        domain=row["domain"],
        state=ShopState(row["state"]),
        name=row["name"],
        timezone=row["timezone"],
        currency=row["currency"],
        locale=row["locale"],
        storefront_url=row["storefront_url"],
        scopes=frozenset(row["scopes"] or ()),
        installed_at=row["installed_at"],
        moved_to=None if row["moved_to"] is None else ShopId(row["moved_to"]),
    )
