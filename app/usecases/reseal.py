"""Every stored secret under the newest encryption key, so that an old key can be dropped."""

from __future__ import annotations

from app.db import sealed, shops
from app.db.session import Database
from app.db.tables.shops import ShopState
from app.errors import AppError
from app.shopify.secrets_box import SecretsBox, UnreadableSecretError


def reseal(database: Database, box: SecretsBox) -> int:
    """Seal everything anew; gives how many secrets. Raises AppError where one fits none of the keys."""
    with database.read() as conn:
        everyone = shops.in_state(conn, *ShopState)
    number = 0
    for shop in everyone:
        try:
            number += sealed.reseal(database, shop.id, box.reseal)
        except UnreadableSecretError as unreadable:
            raise AppError(f"{shop.domain}: {unreadable}. Put the missing key back, then run this again.") from None
    return number
