from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.clock import machine_now
from app.db import inbox as rows_of
from app.db import leases
from app.db.leases import Lease, LeaseLost
from app.db.session import Database
from app.db.tables.inbox import Lane, inbox, lease
from app.db.tables.shops import ShopState, shop
from app.domain.ids import ShopId


def claim(database: Database, shop_id: ShopId, *, owner: str = "me", lane: Lane = Lane.LIVE) -> Lease | None:
    with database.write() as connection:
        return leases.claim(connection, shop_id, lane=lane, owner=owner, seconds=30)


def add_shops(database: Database, count: int, *, state: ShopState = ShopState.INSTALLED) -> list[ShopId]:
    with database.write() as connection:
        return [
            ShopId(
                connection.execute(
                    sa.insert(shop).values(domain=f"{state}-{n}.myshopify.com", state=state).returning(shop.c.id)
                ).scalar_one()
            )
            for n in range(count)
        ]


def put(database: Database, shop_id: ShopId, *, lane: Lane = Lane.LIVE, count: int = 1) -> None:
    with database.write() as connection:
        for n in range(count):
            rows_of.put(connection, shop_id, lane=lane, topic="t/t", webhook_id=f"{lane}-{n}", body=b"")


def ready(database: Database, *, lane: Lane = Lane.LIVE, after: int = 0, limit: int = 10) -> list[ShopId]:
    with database.read() as connection:
        return leases.ready(connection, lane=lane, after=ShopId(after), limit=limit)


def end(database: Database) -> None:
    with database.write() as connection:
        connection.execute(lease.update().values(until=machine_now() - timedelta(seconds=1)))


def test_a_lane_has_one_holder_at_a_time_and_each_lane_its_own(database: Database, northpine: ShopId) -> None:
    assert claim(database, northpine) == Lease(northpine, Lane.LIVE, 1, 30)
    assert claim(database, northpine, owner="you") is None
    assert claim(database, northpine, lane=Lane.BULK) == Lease(northpine, Lane.BULK, 1, 30)


def test_of_many_that_claim_at_once_one_gets_the_lane(database: Database, northpine: ShopId) -> None:
    start = threading.Barrier(6)

    def race(number: int) -> Lease | None:
        start.wait(10)
        return claim(database, northpine, owner=str(number))

    with ThreadPoolExecutor(6) as threads:
        won = [held for held in threads.map(race, range(6)) if held]

    assert [held.token for held in won] == [1]


def test_a_lane_that_was_given_back_goes_on_in_batches(database: Database, northpine: ShopId) -> None:
    held = claim(database, northpine)
    assert held
    with database.write() as connection:
        leases.release(connection, held, drained=True)

    assert claim(database, northpine) == Lease(northpine, Lane.LIVE, 2, 30, one_by_one=False)


def test_a_lane_whose_holder_died_goes_on_row_by_row_once_its_lease_ends(database: Database, northpine: ShopId) -> None:
    claim(database, northpine)
    assert claim(database, northpine, owner="you") is None
    end(database)

    assert claim(database, northpine, owner="you") == Lease(northpine, Lane.LIVE, 2, 30, one_by_one=True)


def test_who_lost_the_lane_can_neither_commit_nor_renew_nor_give_back(database: Database, northpine: ShopId) -> None:
    mine = claim(database, northpine)
    assert mine
    end(database)
    yours = claim(database, northpine, owner="you")
    assert yours

    with pytest.raises(LeaseLost), database.write() as connection:
        leases.fence(connection, mine)
    with database.write() as connection:
        assert not leases.renew(connection, mine)
        leases.release(connection, mine, drained=True)
        leases.back_off(connection, mine, seconds=60, reason="late")
    with database.read() as connection:
        assert not leases.is_held(connection, mine)
        assert leases.is_held(connection, yours)


def test_renewing_puts_the_end_off(database: Database, northpine: ShopId) -> None:
    held = claim(database, northpine)
    assert held
    end(database)
    with database.write() as connection:
        assert not leases.is_held(connection, held)
        assert leases.renew(connection, held)
        assert leases.is_held(connection, held)


def test_a_sign_of_life_that_comes_after_the_lane_was_given_back_keeps_nobody_out(
    database: Database, northpine: ShopId
) -> None:
    held = claim(database, northpine)
    assert held is not None
    with database.write() as connection:
        leases.release(connection, held, drained=True)
        assert not leases.renew(connection, held)
    assert claim(database, northpine, owner="you") == Lease(northpine, Lane.LIVE, 2, 30)


def test_shops_with_work_are_found_in_turn_and_those_held_or_resting_are_left_out(database: Database) -> None:
    shops = add_shops(database, 5)
    for shop_id in shops:
        put(database, shop_id, count=3)
    assert ready(database) == shops
    assert ready(database, limit=2) == shops[:2]
    assert ready(database, after=shops[2]) == shops[3:]

    claim(database, shops[0])
    resting = claim(database, shops[1])
    assert resting
    with database.write() as connection:
        leases.back_off(connection, resting, seconds=60, reason="503")
        connection.execute(
            inbox.update().where(inbox.c.shop_id == shops[2]).values(run_at=machine_now() + timedelta(seconds=60))
        )

    assert ready(database) == shops[3:]


def test_a_stub_shop_waits_but_for_what_privacy_law_asks(database: Database) -> None:
    (stub,) = add_shops(database, 1, state=ShopState.STUB)
    for lane in Lane:
        put(database, stub, lane=lane)

    assert [ready(database, lane=lane) for lane in Lane] == [[], [], [stub]]


@pytest.mark.parametrize("state", [state for state in ShopState if state is not ShopState.STUB])
def test_a_shop_in_any_other_state_is_worked_on(database: Database, state: ShopState) -> None:
    (known,) = add_shops(database, 1, state=state)
    put(database, known)

    assert ready(database) == [known]


def test_finding_work_reads_the_index_of_waiting_rows_and_not_the_rows(sqlite_database: Database) -> None:
    with sqlite_database.read() as connection:
        seen: list[str] = []
        sa.event.listen(connection, "before_cursor_execute", lambda c, cur, sql, args, ctx, many: seen.append(sql))
        leases.ready(connection, lane=Lane.LIVE, after=ShopId(0), limit=5)
        rows_of.waiting(connection, ShopId(1), lane=Lane.LIVE, limit=5)
        plans = [
            row[3]
            for sql in list(seen)
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (0,) * sql.count("?"))
        ]

    assert [plan for plan in plans if "SCAN inbox" in plan] == []
    assert any("USING INDEX ix_inbox_waiting" in plan for plan in plans)
