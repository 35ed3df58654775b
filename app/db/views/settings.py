"""The settings page: the Klaviyo connection without its key, and the days that stretch each supplier's dates."""

from __future__ import annotations

import sqlalchemy as sa

from app.db import buffers, connections, shops, terms, zones
from app.db.shown_settings import KlaviyoLink, ShopSettingsView, SupplierDays
from app.db.suppliers import Punctuality
from app.db.tables.shops import klaviyo_connection
from app.db.views.cart_limit import cart_limit_view
from app.db.views.reader import Reader
from app.db.views.regions import regions_view
from app.domain.model import Shipping


def read(reader: Reader) -> ShopSettingsView:
    """The settings as they stand; those never touched are the usual ones."""
    said = shops.settings(reader.conn, reader.shop.id)
    usual = said.buffer_days
    hours = terms.shop_sharing_hours(reader.conn, reader.shop.id)
    return ShopSettingsView(
        klaviyo=_klaviyo(reader),
        usual_days=usual,
        suppliers=_suppliers(reader, usual),
        sharing_hours=hours,
        moves_orders=said.moves_orders,
        one_parcel=said.shipping is Shipping.WHOLE_ORDER,
        writes_transfers=said.writes_transfers,
        limit=cart_limit_view(reader),
        regions=regions_view(reader),
        zone=reader.shop.timezone,
        locations=zones.locations(reader.conn, reader.shop.id),
    )


def _klaviyo(reader: Reader) -> KlaviyoLink | None:
    shown = klaviyo_connection.c
    row = reader.conn.execute(
        sa.select(shown.account_id, shown.connected_at, shown.state, shown.broken_reason).where(
            shown.shop_id == reader.shop.id
        )
    ).first()
    if row is None:
        return None
    works = row.state == connections.CONNECTED
    return KlaviyoLink(row.account_id, row.connected_at, None if works else row.broken_reason or "")


def _suppliers(reader: Reader, usual: int) -> tuple[SupplierDays, ...]:
    known = buffers.of_suppliers(reader.conn, reader.shop.id)
    record = Punctuality(reader.conn, reader.shop.id, today=reader.today, zone=reader.shop.timezone, buffer_days=usual)
    return tuple(
        SupplierDays(each.supplier, each.name, each.days, learned=record.of(each.supplier).lateness is not None)
        for each in known
    )
