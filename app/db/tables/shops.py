"""A shop, the keys to it, and the merchant's own settings."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from app.db.tables.base import BigId, Json, UTCDateTime, metadata, shop_key
from app.domain.model import Shipping


class ShopState(StrEnum):
    """Where a shop is in its life with us."""

    STUB = "stub"
    """A webhook came before the merchant opened the app: its rows wait."""
    INSTALLED = "installed"
    NEEDS_REAUTH = "needs_reauth"
    FROZEN = "frozen"
    UNINSTALLED = "uninstalled"
    REDACTED = "redacted"
    """Everything is gone but this row, which answers late webhooks."""
    MOVED = "moved"
    """The domain is a shop's that lives in another row, `moved_to`: all that this one has is passed on."""


shop = sa.Table(
    "shop",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("domain", sa.Text, nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False, server_default=ShopState.STUB),
    sa.Column("moved_to", BigId, comment="the row in which the shop of this domain lives; null: this one"),
    sa.Column("former", Json, comment="domains that the shop had before this one"),
    sa.Column("shopify_id", BigId),
    sa.Column("name", sa.Text, nullable=False, server_default=""),
    sa.Column("timezone", sa.Text, nullable=False, server_default="UTC"),
    sa.Column("currency", sa.Text, nullable=False, server_default="USD"),
    sa.Column("locale", sa.Text, nullable=False, server_default="en"),
    sa.Column("storefront_url", sa.Text, nullable=False, server_default=""),
    sa.Column("plan", sa.Text, nullable=False, server_default=""),
    sa.Column("scopes", Json),
    sa.Column("api_version_seen", sa.Text),
    sa.Column("installed_at", UTCDateTime),
    sa.Column("uninstalled_at", UTCDateTime),
    sa.Column("fetched_at", UTCDateTime),
)

shop_token = sa.Table(
    "shop_token",
    metadata,
    shop_key(),
    sa.Column("access_token", sa.LargeBinary, nullable=False, comment="encrypted"),
    sa.Column("refresh_token", sa.LargeBinary, nullable=False, comment="encrypted"),
    sa.Column("access_expires_at", UTCDateTime, nullable=False),
    sa.Column("refresh_expires_at", UTCDateTime, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, comment="compared and set at a refresh"),
    sa.Column("refreshing_until", UTCDateTime, comment="the lease of whoever is refreshing now"),
    sa.Column("dead_reason", sa.Text, comment="why only a merchant's visit helps"),
)

shop_settings = sa.Table(
    "shop_settings",
    metadata,
    shop_key(),
    sa.Column("buffer_days", sa.Integer, nullable=False, server_default="3", comment="for suppliers without a record"),
    sa.Column("weekdays", Json, comment="working weekdays, Monday 0; null: Monday to Friday"),
    sa.Column("holiday_country", sa.Text, comment="ISO code for the holiday calendar; null: none"),
    sa.Column(
        "switched_off_at", UTCDateTime, comment="the whole shop is switched off: desired state is what was before"
    ),
    sa.Column(
        "lets_go", sa.Boolean, nullable=False, server_default=sa.text("false"), comment="then orders are held no more"
    ),
    sa.Column(
        "moves_orders",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="units that may ship are asked of a location that has them",
    ),
    sa.Column(
        "writes_transfers",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="deliveries entered here become transfers in Shopify",
    ),
    sa.Column(
        "shipping",
        sa.Text,
        nullable=False,
        server_default=Shipping.AS_THEY_COME,
        comment="as_they_come or whole_order, for orders that ask for neither",
    ),
    sa.Column("limit_on", sa.Boolean, nullable=False, server_default=sa.text("false"), comment="the limit in the cart"),
    sa.Column("limit_blocks", sa.Boolean, nullable=False, server_default=sa.text("true"), comment="where it breaks"),
    sa.Column(
        "limit_fail_open", sa.Boolean, nullable=False, server_default=sa.text("false"), comment="where numbers are old"
    ),
)

klaviyo_connection = sa.Table(
    "klaviyo_connection",
    metadata,
    shop_key(),
    sa.Column("kind", sa.Text, nullable=False, comment="private_key or oauth"),
    sa.Column("secret", sa.LargeBinary, nullable=False, comment="encrypted"),
    sa.Column("account_id", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.Text, nullable=False, server_default="connected", comment="connected or broken"),
    sa.Column("broken_reason", sa.Text),
    sa.Column("connected_at", UTCDateTime, nullable=False),
)
