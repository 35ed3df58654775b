from __future__ import annotations

from app.db import inbox as rows_of
from app.db.session import Database
from app.db.tables.inbox import Lane
from app.domain.ids import ShopId


def put(database: Database, shop: ShopId, webhook_id: str, *, lane: Lane = Lane.LIVE) -> bool:
    with database.write() as connection:
        return rows_of.put(connection, shop, lane=lane, topic="orders/updated", webhook_id=webhook_id, body=b'{"id":1}')


def waiting(database: Database, shop: ShopId, *, lane: Lane = Lane.LIVE, limit: int = 10) -> list[rows_of.InboxRow]:
    with database.read() as connection:
        return rows_of.waiting(connection, shop, lane=lane, limit=limit)


def test_rows_wait_in_the_order_they_came(database: Database, northpine: ShopId) -> None:
    for name in ("c", "a", "b"):
        assert put(database, northpine, name)

    assert [row.id for row in waiting(database, northpine, limit=2)] == [1, 2]
    assert waiting(database, northpine)[0].domain == "northpine.myshopify.com"


def test_a_second_row_with_the_same_webhook_id_is_nothing_new_and_breaks_no_transaction(
    database: Database, northpine: ShopId
) -> None:
    assert put(database, northpine, "a")
    assert not put(database, northpine, "a")

    assert len(waiting(database, northpine)) == 1
