"""Two people and the worker plan one item at once: no unit is promised twice, none is forgotten, nobody deadlocks.

Nothing here waits for a while and hopes: on PostgreSQL the planners are let go when the database says that they wait
for each other. On SQLite a writer has the whole database, so there the rounds show that the code does not depend on it.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import FixedClock
from app.db import incoming, locks, plans, promises, shops, shopstate, terms
from app.db.plans import PlanPart
from app.db.session import Database
from app.db.shopstate import HOLDS, order_resource
from app.domain.ids import DEFAULT_POOL, ON_HAND, ItemId, OrderId, ShopId, SupplyId
from app.domain.model import Mode
from app.errors import Conflict
from app.inbox.wake import Wake
from app.merchant import MerchantActs
from app.replan.replan import replan
from tests.integration.factories.catalog import add_variant, item_of, set_stock, variant_fact
from tests.integration.factories.deliveries import Units, save_delivery, supply_of
from tests.integration.factories.main_job import KETTLE, KETTLES, kettle_on_sale
from tests.integration.factories.moments import NOW
from tests.integration.factories.orders import Line, save_order
from tests.integration.factories.planning import plan, switch_on

STOCK = 4
COMING = 40
ROUNDS = 8
PATIENCE = 30.0
PEOPLE = ("41", "42")


@pytest.fixture
def kettles(database: Database, northpine: ShopId) -> ShopId:
    """4 on hand, 40 coming on 3 December, switched on; nobody has ordered yet."""
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
    return northpine


@contextmanager
def planners(number: int) -> Iterator[Callable[..., Future[Any]]]:
    with ThreadPoolExecutor(number) as threads:
        yield threads.submit


def wait_until_waiting(database: Database, number: int, running: list[Future[Any]]) -> None:
    """Return when so many transactions wait for a lock, or when those that run have ended."""
    if database.is_sqlite:
        return
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + PATIENCE
    while not all(each.done() for each in running):
        with database.read() as conn:
            if int(conn.execute(waiting).scalar_one()) >= number:
                return
        assert time.monotonic() < deadline, "they do not wait for each other"


@pytest.mark.parametrize("seed", [11, 23, 47])
def test_two_people_and_the_worker_at_once_never_promise_a_unit_twice(database, kettles, seed):
    print(f"seed {seed}")
    shop, chance = kettles, random.Random(seed)  # noqa: S311  a test's own dice, to be thrown again
    for number in range(1, ROUNDS + 1):
        acts = [a_person_acts(database, shop, user, chance.randrange(3), chance.randrange(20)) for user in PEOPLE]
        acts.append(the_worker_stores_an_order(database, shop, number, chance.randrange(1, 9)))
        chance.shuffle(acts)
        let_go_together(database, shop, acts)
        check_all(database, shop)


def let_go_together(database: Database, shop: ShopId, acts: list[Callable[[], None]]) -> None:
    """Start all while a stranger holds the item; where the database can say so, end his turn when all wait for it."""
    with planners(len(acts)) as submit:
        with database.write() as stranger:
            locks.lock_items(stranger, shop, [KETTLES])
            running = [submit(act) for act in acts]
            wait_until_waiting(database, len(acts), running)
        for each in running:
            each.result(PATIENCE)


def a_person_acts(database: Database, shop: ShopId, user: str, what: int, days: int) -> Callable[[], None]:
    acts = MerchantActs(database, FixedClock(NOW), Wake())

    def move() -> None:
        with database.read() as conn:
            supply = incoming.one(conn, shop, supply_of(conn, shop, KETTLES))
        assert supply is not None
        to = date(2026, 12, 3) + timedelta(days=days)
        try:
            acts.move_eta(shop, supply.id, to=to, seen=supply.eta, reason="Strike", user=user)
        except Conflict:
            return  # the other was faster, and this one is told so

    def off_and_on() -> None:
        acts.switch_off(shop, [KETTLE], user=user)
        acts.switch_on(shop, [KETTLE], user=user)

    def on() -> None:
        acts.switch_on(shop, [KETTLE], user=user)

    return (move, off_and_on, on)[what]


def the_worker_stores_an_order(database: Database, shop: ShopId, number: int, units: int) -> Callable[[], None]:
    def store() -> None:
        with database.write() as conn:
            store_order(conn, shop, number=number, units=units)
            plan(conn, shop, KETTLES, now=NOW + timedelta(minutes=number))

    return store


def store_order(conn: sa.Connection, shop: ShopId, *, number: int, units: int) -> None:
    save_order(conn, shop, number=number, lines=[Line(KETTLE, units)], placed_at=NOW + timedelta(minutes=number))
    owed = int(conn.execute(sa.text("SELECT sum(ordered) FROM order_line")).scalar_one())
    set_stock(conn, shop, KETTLES, available=STOCK - owed, committed=owed, incoming=COMING)


def check_all(database: Database, shop: ShopId) -> None:
    with database.write() as conn:
        plan(conn, shop, KETTLES, now=NOW + timedelta(hours=1))  # also where the last act left the item switched off
        parts = plans.parts_of_item(conn, shop, KETTLES, DEFAULT_POOL)
        ordered = {row[0]: row[1] for row in conn.execute(sa.text("SELECT line_id, ordered FROM order_line"))}
        check_supplies(conn, shop, parts)
        assert units_of(parts) == {(line, unit) for line, units in ordered.items() for unit in range(1, units + 1)}
        check_ledger(conn, shop, parts)
        check_holds(conn, shop, parts)


def check_supplies(conn: sa.Connection, shop: ShopId, parts: list[PlanPart]) -> None:
    open_units = {each.id: each.open_quantity for each in incoming.open_supplies(conn, shop, KETTLES)}
    taken: Counter[SupplyId] = Counter()
    for part in parts:
        if part.supply is not None:
            taken[part.supply] += part.quantity
    assert all(units <= (open_units | {ON_HAND: STOCK})[supply] for supply, units in taken.items())


def units_of(parts: list[PlanPart]) -> set[tuple[int, int]]:
    """Every planned unit by line and position. A unit planned twice is found here."""
    units = [(part.line, unit) for part in parts for unit in range(part.first_unit, part.first_unit + part.quantity)]
    assert len(units) == len(set(units))
    return set(units)


def check_ledger(conn: sa.Connection, shop: ShopId, parts: list[PlanPart]) -> None:
    """What was told last of a unit is its newest revision, told once; a backordered unit was told something."""
    ledger = promises.of_lines(conn, shop, {part.line for part in parts})
    for line, unit in units_of([part for part in parts if part.is_backordered]):
        told = [
            each.promise
            for each in ledger[line]
            if each.promise.part <= unit < each.promise.part + each.promise.quantity
        ]
        revisions = [each.revision for each in told]
        assert revisions == sorted(set(revisions))
        assert revisions


def check_holds(conn: sa.Connection, shop: ShopId, parts: list[PlanPart]) -> None:
    """What is to be held of each order is what its plan takes from what is not there."""
    waiting: Counter[tuple[int, int]] = Counter()
    for part in parts:
        if part.is_backordered:
            waiting[part.line // 100, part.line] += part.quantity
    wanted: Counter[tuple[int, int]] = Counter()
    for order in {part.line // 100 for part in parts}:
        for line, units in held_units(conn, shop, OrderId(order)).items():
            wanted[order, line] += units
    assert wanted == waiting


def held_units(conn: sa.Connection, shop: ShopId, order: OrderId) -> dict[int, int]:
    found = shopstate.wanted_before(conn, shop, order_resource(order), HOLDS)
    sums: Counter[int] = Counter()
    for group in found.value if found else []:
        for line, units in group["units"].items():
            sums[int(line)] += units
    return dict(sums)


@pytest.fixture
def postgresql(postgresql_database: Database) -> tuple[Database, ShopId]:
    """Where writers really are at work at the same time."""
    with postgresql_database.write() as conn:
        shop = shops.ensure(conn, "northpine.myshopify.com").id
        kettle_on_sale(conn, shop)
    return postgresql_database, shop


def overlap(
    database: Database, first: Callable[[sa.Connection], None], second: Callable[[sa.Connection], None]
) -> None:
    """Run `second` after `first` has decided everything and before it commits."""

    def whole_second() -> None:
        with database.write() as conn:
            second(conn)

    with planners(1) as submit:
        with database.write() as conn:
            first(conn)
            running = submit(whole_second)
            wait_until_waiting(database, 1, [running])
        running.result(PATIENCE)


def two_orders_at_once(database: Database, shop: ShopId) -> dict[int, int]:
    """Two workers store an order of four each, at once; gives what the plan covers of each order."""

    def store(number: int) -> Callable[[sa.Connection], None]:
        def act(conn: sa.Connection) -> None:
            save_order(
                conn, shop, number=number, lines=[Line(KETTLE, STOCK)], placed_at=NOW + timedelta(minutes=number)
            )
            plan(conn, shop, KETTLES)

        return act

    overlap(database, store(1), store(2))
    with database.read() as conn:
        parts = plans.parts_of_item(conn, shop, KETTLES, DEFAULT_POOL)
    return dict(
        Counter({line // 100: sum(p.quantity for p in parts if p.line == line) for line in {p.line for p in parts}})
    )


def test_who_plans_second_sees_what_the_first_decided(postgresql):
    assert two_orders_at_once(*postgresql) == {1: STOCK, 2: STOCK}


def test_without_the_lock_of_an_item_the_second_planner_forgets_the_first_ones_order(postgresql, monkeypatch):
    monkeypatch.setattr(locks, "lock_items", lambda *_: None)

    assert two_orders_at_once(*postgresql) == {2: STOCK}


MUG = 44011223344777
MUGS = item_of(MUG)


def two_items_of_one_order_at_once(
    database: Database, shop: ShopId, attributes: dict[str, str] | None = None
) -> dict[int, date]:
    """Each person moves the delivery of another line of one order; gives until when each line is to be held."""
    with database.write() as conn:
        add_variant(conn, shop, variant_fact(variant=MUG, sku="MUG-RED"))
        set_stock(conn, shop, MUGS, available=-2, committed=2, incoming=20)
        save_delivery(conn, shop, units={MUGS: Units(20)}, number=4)
        switch_on(conn, shop, MUG, mode=Mode.BACKORDER)
        set_stock(conn, shop, KETTLES, available=STOCK - 6, committed=6, incoming=COMING)
        save_order(conn, shop, number=1, lines=[Line(KETTLE, 6), Line(MUG, 2)], attributes=attributes)
        plan(conn, shop, KETTLES, MUGS)

    def slip(item: ItemId, number: int, to: date) -> Callable[[sa.Connection], None]:
        def act(conn: sa.Connection) -> None:
            units = Units(COMING if item == KETTLES else 20)
            save_delivery(conn, shop, units={item: units}, number=number, arrives_on=to)
            replan(conn, shops.by_id(conn, shop), [item], now=NOW)

        return act

    overlap(database, slip(KETTLES, 3, date(2026, 12, 17)), slip(MUGS, 4, date(2026, 12, 31)))
    with database.read() as conn:
        found = shopstate.wanted_before(conn, shop, order_resource(OrderId(1)), HOLDS)
    assert found is not None
    return {int(line): date.fromisoformat(group["until"]) for group in found.value for line in group["units"]}


def test_two_planners_of_one_orders_items_both_have_their_say(postgresql):
    until = two_items_of_one_order_at_once(*postgresql)

    assert (until[101] > date(2026, 12, 17), until[102] > date(2026, 12, 31)) == (True, True)


def test_two_planners_of_one_parcels_items_agree_on_its_day(postgresql):
    """Each writes what the other's units wait for, so each takes both items."""
    until = two_items_of_one_order_at_once(*postgresql, {"parcels": "one"})

    assert until[101] == until[102] > date(2026, 12, 31)


def test_without_the_lock_of_an_order_the_second_planner_undoes_the_first_ones_holds(postgresql, monkeypatch):
    monkeypatch.setattr(locks, "lock_orders", lambda *_: None)

    until = two_items_of_one_order_at_once(*postgresql)

    assert (until[101] > date(2026, 12, 17), until[102] > date(2026, 12, 31)) == (False, True)


def test_the_second_of_two_people_who_move_one_delivery_is_told_so(postgresql):
    database, shop = postgresql
    with database.read() as conn:
        supply = supply_of(conn, shop, KETTLES)
    acts = MerchantActs(database, FixedClock(NOW), Wake())

    def move(user: str) -> None:
        acts.move_eta(shop, supply, to=date(2026, 12, 14), seen=date(2026, 12, 3), reason="Strike", user=user)

    with planners(2) as submit:
        with database.write() as stranger:
            locks.lock_items(stranger, shop, [KETTLES])
            running = [submit(move, user) for user in PEOPLE]
            wait_until_waiting(database, 2, running)
        refused = [each.exception(PATIENCE) for each in running]

    assert sorted(str(each) for each in refused) == [
        "None",
        "Somebody else has changed this delivery meanwhile: it now says 2026-12-14.",
    ]


def test_one_switches_on_while_another_switches_off_and_neither_waits_for_the_other_forever(postgresql):
    database, shop = postgresql
    acts = MerchantActs(database, FixedClock(NOW), Wake())
    acts.switch_off(shop, [KETTLE], user="41")

    with planners(2) as submit:
        with database.write() as stranger:
            locks.lock_items(stranger, shop, [KETTLES])
            running = [submit(acts.switch_on, shop, [KETTLE], user="41")]
            wait_until_waiting(database, 1, running)
            running.append(submit(acts.switch_off, shop, [KETTLE], user="42"))
            wait_until_waiting(database, 2, running)
        for each in running:
            each.result(PATIENCE)

    with database.read() as conn:
        assert terms.of_variants(conn, shop, [KETTLE])[KETTLE].mode is Mode.OFF
