"""Every column that holds something encrypted, and how it gets under a new key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from app.db.session import Database
from app.db.tables.messages import message
from app.db.tables.shops import klaviyo_connection, shop_token
from app.domain.ids import ShopId

COLUMNS: Final = (
    (shop_token, shop_token.c.access_token),
    (shop_token, shop_token.c.refresh_token),
    (klaviyo_connection, klaviyo_connection.c.secret),
    (message, message.c.recipient),
    (message, message.c.body),
)
_AT_ONCE: Final = 200


def reseal(database: Database, shop: ShopId, seal_anew: Callable[[bytes], bytes]) -> int:
    """Put every secret of a shop through `seal_anew`, some a transaction; give how many there were.

    A secret that was replaced meanwhile is left alone. Raises what `seal_anew` raises; what was done until then stays.
    """
    return sum(_column(database, shop, table, column, seal_anew) for table, column in COLUMNS)


def _column(
    database: Database, shop: ShopId, table: sa.Table, column: sa.Column[bytes], seal_anew: Callable[[bytes], bytes]
) -> int:
    keys = [each for each in table.primary_key if each.name != "shop_id"]
    with database.read() as conn:
        found = conn.execute(sa.select(*keys, column).where(table.c.shop_id == shop, column.is_not(None))).all()
    for start in range(0, len(found), _AT_ONCE):
        with database.write() as conn:
            for row in found[start : start + _AT_ONCE]:
                same = [key == value for key, value in zip(keys, row, strict=False)]
                mine = sa.and_(table.c.shop_id == shop, column == row[-1], *same)
                conn.execute(sa.update(table).where(mine).values({column: seal_anew(row[-1])}))
    return len(found)
