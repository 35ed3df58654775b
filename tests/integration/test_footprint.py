"""The trace of what we write into a shop: what was there before us outlives every kill and every change of mind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import footprints, shopstate
from app.db.activity import WORKER
from app.db.footprints import SWITCHED_OFF, Footprint
from app.db.session import Database
from app.db.shopstate import METAFIELD, POLICY, Desired
from app.db.tables.shopstate import FootprintState, footprint
from app.domain.ids import ShopId
from tests.integration.factories.moments import NOW

KETTLE = "variant:44011223344551"
ON = Desired(KETTLE, POLICY, "CONTINUE", "44 units can still be promised")
SOLD_OUT = Desired(KETTLE, POLICY, "DENY", "everything that is coming is promised")
LATER = NOW + timedelta(minutes=1)
SARAH = "person:42"


def want(conn: sa.Connection, shop: ShopId, wanted: Desired, *, by: str = WORKER, at: datetime = NOW) -> None:
    shopstate.want(conn, shop, wanted, by=by, at=at)


def begin(conn: sa.Connection, shop: ShopId, wanted: Desired, *, observed: Any) -> bool:
    return footprints.intend(conn, shop, wanted, observed=observed, at=NOW)


def trace(conn: sa.Connection, shop: ShopId, field: str = POLICY) -> Footprint:
    found = footprints.footprint_of(conn, shop, KETTLE, field)
    assert found is not None
    return found


def wishes(conn: sa.Connection, shop: ShopId) -> list[tuple[str, Any, str]]:
    found = (shopstate.wanted_before(conn, shop, KETTLE, field) for field in (POLICY, METAFIELD))
    return [(each.field, each.value, each.why) for each in found if each is not None]


def test_the_value_before_us_is_the_one_seen_at_the_first_write_only(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        want(conn, northpine, ON)
        begin(conn, northpine, ON, observed="DENY")
        footprints.confirm(conn, northpine, ON, at=LATER)
        want(conn, northpine, SOLD_OUT)
        begin(conn, northpine, SOLD_OUT, observed="CONTINUE")

        assert (trace(conn, northpine).before, trace(conn, northpine).written) == ("DENY", "CONTINUE")


def test_what_was_restored_is_seen_anew_at_the_next_write(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        want(conn, northpine, SOLD_OUT)
        begin(conn, northpine, SOLD_OUT, observed="DENY")
        footprints.restored(conn, northpine, SOLD_OUT, at=LATER)
        begin(conn, northpine, SOLD_OUT, observed="CONTINUE")

        assert (trace(conn, northpine).before, trace(conn, northpine).written) == ("CONTINUE", None)


@pytest.mark.parametrize("now_wanted", [SOLD_OUT, None], ids=["something else", "nothing"])
def test_nobody_begins_to_write_what_is_not_wanted_any_more(
    database: Database, northpine: ShopId, now_wanted: Desired | None
) -> None:
    with database.write() as conn:
        if now_wanted is not None:
            want(conn, northpine, now_wanted)

        assert begin(conn, northpine, ON, observed="DENY") is False
        assert footprints.footprints(conn, northpine, KETTLE) == []


def test_giving_back_wants_what_was_before_us_and_forgets_what_was_never_written(
    database: Database, northpine: ShopId
) -> None:
    with database.write() as conn:
        want(conn, northpine, ON)
        want(conn, northpine, Desired(KETTLE, METAFIELD, {"v": 1}, ON.why))
        begin(conn, northpine, ON, observed="DENY")
        footprints.give_back(conn, northpine, KETTLE, by=SARAH, at=LATER)

        assert wishes(conn, northpine) == [(POLICY, "DENY", SWITCHED_OFF)]


def test_giving_back_leaves_alone_what_somebody_else_decided(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        want(conn, northpine, ON)
        begin(conn, northpine, ON, observed="DENY")
        footprints.notice_foreign(conn, northpine, KETTLE, POLICY, observed="DENY")
        footprints.give_back(conn, northpine, KETTLE, by=SARAH, at=LATER)

        assert wishes(conn, northpine) == []


def test_an_intention_is_unfinished_until_its_end_is_noted(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        want(conn, northpine, ON)
        begin(conn, northpine, ON, observed="DENY")
        assert trace(conn, northpine).is_unfinished
        footprints.outdate(conn, northpine, ON, at=LATER)
        assert not trace(conn, northpine).is_unfinished
        assert footprints.last_write(conn, northpine, KETTLE) == LATER


def test_a_look_confirms_what_was_intended_but_not_what_others_decided(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        want(conn, northpine, ON)
        begin(conn, northpine, ON, observed="DENY")
        footprints.confirm_seen(conn, northpine, ON, seen="CONTINUE")
        assert trace(conn, northpine).state is FootprintState.CONFIRMED
        footprints.notice_foreign(conn, northpine, KETTLE, POLICY, observed="DENY")
        footprints.confirm_seen(conn, northpine, ON, seen="CONTINUE")
        assert trace(conn, northpine).state is FootprintState.FOREIGN


@pytest.mark.parametrize("first", ["the merchant", "the worker"])
def test_switching_off_at_the_moment_of_the_write_ends_with_nothing_of_ours_in_the_shop(
    database: Database, northpine: ShopId, first: str
) -> None:
    """Whoever comes second waits for the other's commit: on PostgreSQL for the row, on SQLite for the database."""
    with database.write() as conn:
        want(conn, northpine, ON)

    def switch_off(conn: sa.Connection) -> None:
        footprints.give_back(conn, northpine, KETTLE, by=SARAH, at=LATER)

    def write(conn: sa.Connection) -> None:
        begin(conn, northpine, ON, observed="DENY")

    def whole(act: Any) -> None:
        with database.write() as conn:
            act(conn)

    one, other = (switch_off, write) if first == "the merchant" else (write, switch_off)
    with ThreadPoolExecutor(1) as threads:
        with database.write() as conn:
            one(conn)
            second = threads.submit(whole, other)
        second.result(30)

    with database.read() as conn:
        is_written = footprints.footprints(conn, northpine, KETTLE) != []
        assert wishes(conn, northpine) == ([(POLICY, "DENY", SWITCHED_OFF)] if is_written else [])
        assert is_written is (first == "the worker")


def foreign(conn: sa.Connection, shop: ShopId, *fields: str) -> None:
    """Written by us, and set to DENY by somebody else."""
    for field in fields:
        wanted = Desired(KETTLE, field, "CONTINUE")
        want(conn, shop, wanted)
        begin(conn, shop, wanted, observed="DENY")
        footprints.confirm(conn, shop, wanted, at=LATER)
        shopstate.settle(conn, shop, wanted)
        footprints.notice_foreign(conn, shop, KETTLE, field, observed="DENY")


def test_one_field_is_taken_over_and_wanted_at_once_and_the_others_stay_theirs(
    database: Database, northpine: ShopId
) -> None:
    with database.write() as conn:
        foreign(conn, northpine, POLICY, METAFIELD)

        assert footprints.take_over_field(conn, northpine, KETTLE, POLICY, by=SARAH, at=LATER)

        assert (trace(conn, northpine).state, trace(conn, northpine).observed) == (FootprintState.RESTORED, None)
        assert trace(conn, northpine, METAFIELD).state is FootprintState.FOREIGN
        assert [each.field for each in shopstate.unsettled(conn, northpine, now=LATER)] == [POLICY]


def test_what_nobody_else_has_decided_about_is_neither_taken_over_nor_accepted(
    database: Database, northpine: ShopId
) -> None:
    with database.write() as conn:
        want(conn, northpine, ON)
        begin(conn, northpine, ON, observed="DENY")
        footprints.confirm(conn, northpine, ON, at=LATER)

        assert not footprints.take_over_field(conn, northpine, KETTLE, POLICY, by=SARAH, at=LATER)
        assert not footprints.accept(conn, northpine, KETTLE, POLICY, value="DENY")
        assert trace(conn, northpine).state is FootprintState.CONFIRMED


def test_what_was_accepted_is_forgotten_when_the_field_is_taken_over(database: Database, northpine: ShopId) -> None:
    def accepted(conn: sa.Connection) -> list[Any]:
        return list(conn.scalars(sa.select(footprint.c.accepted).where(footprint.c.shop_id == northpine)))

    with database.write() as conn:
        foreign(conn, northpine, POLICY)
        assert footprints.accept(conn, northpine, KETTLE, POLICY, value="DENY")
        assert accepted(conn) == ["DENY"]
        footprints.take_over_field(conn, northpine, KETTLE, POLICY, by=SARAH, at=LATER)
        assert accepted(conn) == [None]


def whose(conn: sa.Connection, shop: ShopId, field: str = POLICY) -> tuple[str, str, datetime | None]:
    """Who decided what we wrote last, why, and when."""
    found = trace(conn, shop, field)
    return found.by, found.why, found.decided_at


def test_a_write_names_who_decided_it_and_why_and_when(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        want(conn, northpine, ON, by=SARAH)
        begin(conn, northpine, ON, observed="DENY")
        assert whose(conn, northpine) == (SARAH, "44 units can still be promised", NOW)

        want(conn, northpine, SOLD_OUT, at=LATER)
        assert whose(conn, northpine) == (SARAH, "44 units can still be promised", NOW)
        begin(conn, northpine, SOLD_OUT, observed="CONTINUE")
        assert whose(conn, northpine) == (WORKER, "everything that is coming is promised", LATER)


def test_a_decision_stays_with_who_made_it_first_when_another_comes_to_the_same(
    database: Database, northpine: ShopId
) -> None:
    with database.write() as conn:
        want(conn, northpine, ON, by=SARAH)
        want(conn, northpine, ON, by=WORKER, at=LATER)
        begin(conn, northpine, ON, observed="DENY")

        assert whose(conn, northpine) == (SARAH, ON.why, NOW)


def test_what_the_row_says_at_the_call_counts_not_what_was_read_before_it(
    database: Database, northpine: ShopId
) -> None:
    """The app wants it, and the worker reads that; a person wants something else, and then that again."""
    with database.write() as conn:
        want(conn, northpine, ON)
        (read_before,) = shopstate.unsettled(conn, northpine, now=NOW)
        want(conn, northpine, SOLD_OUT, by=SARAH, at=LATER)
        want(conn, northpine, ON, by=SARAH, at=LATER)
        begin(conn, northpine, read_before, observed="DENY")

        assert whose(conn, northpine) == (SARAH, ON.why, LATER)


def test_giving_back_is_decided_by_who_switches_off(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        want(conn, northpine, ON)
        begin(conn, northpine, ON, observed="DENY")
        footprints.give_back(conn, northpine, KETTLE, by=SARAH, at=LATER)
        begin(conn, northpine, Desired(KETTLE, POLICY, "DENY", SWITCHED_OFF), observed="CONTINUE")

        assert whose(conn, northpine) == (SARAH, SWITCHED_OFF, LATER)


def test_what_is_taken_over_is_the_decision_of_who_takes_it_over(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        foreign(conn, northpine, POLICY)
        footprints.take_over_field(conn, northpine, KETTLE, POLICY, by=SARAH, at=LATER)
        begin(conn, northpine, Desired(KETTLE, POLICY, "CONTINUE", ON.why), observed="DENY")

        assert whose(conn, northpine) == (SARAH, ON.why, LATER)


def test_a_second_look_at_what_is_wanted_decides_nothing(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        want(conn, northpine, ON, by=SARAH)
        shopstate.settle(conn, northpine, ON)
        shopstate.reopen(conn, northpine, KETTLE, POLICY)
        begin(conn, northpine, ON, observed="DENY")

        assert whose(conn, northpine) == (SARAH, ON.why, NOW)
