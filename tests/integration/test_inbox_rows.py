from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.clock import machine_now
from app.db import inbox as rows_of
from app.db.session import Database
from app.db.tables.inbox import Lane, State, inbox
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


def test_rows_done_long_ago_are_purged_a_few_at_a_time_and_nothing_else_is(
    database: Database, northpine: ShopId
) -> None:
    for name in ("old 1", "old 2", "old 3", "new", "waiting", "parked"):
        put(database, northpine, name)
    with database.write() as connection:
        rows_of.settle(connection, northpine, [1, 2, 3, 4])
        rows_of.park(connection, northpine, [6], reason="no")
        old = inbox.update().where(inbox.c.id <= 3).values(done_at=machine_now() - timedelta(days=15))
        connection.execute(old)

    with database.write() as connection:
        assert rows_of.purge(connection, older_than=timedelta(days=14), limit=2) == 2
        assert rows_of.purge(connection, older_than=timedelta(days=14), limit=2) == 1
        assert rows_of.purge(connection, older_than=timedelta(days=14), limit=2) == 0
        assert list(connection.scalars(sa.select(inbox.c.webhook_id).order_by(inbox.c.id))) == [
            "new",
            "waiting",
            "parked",
        ]


def test_replaying_takes_the_parked_rows_named_or_all_of_the_shop(database: Database, northpine: ShopId) -> None:
    for name in ("a", "b", "c"):
        put(database, northpine, name)
    with database.write() as connection:
        rows_of.park(connection, northpine, [1, 2], reason="no" * 400)

    with database.write() as connection:
        assert [len(row.reason) for row in rows_of.parked(connection, northpine)] == [500, 500]
        assert rows_of.replay(connection, northpine, [2, 3]) == 1
        assert rows_of.replay(connection, northpine) == 1
        assert rows_of.parked(connection, northpine) == []


def test_a_row_that_was_settled_by_another_is_left_alone(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "a")
    with database.write() as connection:
        rows_of.settle(connection, northpine, [1])
        rows_of.park(connection, northpine, [1], reason="late")
        rows_of.postpone(connection, northpine, [1], seconds=60)

        assert connection.execute(sa.select(inbox.c.state, inbox.c.attempts)).all() == [(State.DONE, 0)]
