"""What must be true of a shop that has settled. Each check says what differs, and of what."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.db.session import Database
from app.db.stock import COMMITTED
from app.db.tables.catalog import gap
from app.db.tables.inbox import State, inbox
from app.db.tables.plans import plan, plan_part, share_window
from app.db.tables.promises import promise
from app.db.tables.shopstate import FootprintState, desired, footprint
from app.domain.ids import ON_HAND, SET_ASIDE
from app.replan.order import NOBODY_MAY_HOLD, NOT_HELD_YET, ORDER_TAG
from sandbox.shopify.acts.transfers import unshipped
from sandbox.shopify.model import LineItem
from sandbox.shopify.orders.quantities import live_parts, unfulfilled
from tests.stateful import deliveries, regions
from tests.stateful.answers import noticed
from tests.stateful.bundles import is_its_scarcest
from tests.stateful.deadlines import is_ours, what_is_held_is_due_when_its_own_units_are
from tests.stateful.facts import facts_of, known_as
from tests.stateful.fresh import fresh_import
from tests.stateful.merchant import is_on
from tests.stateful.pages import offers as offers_on
from tests.stateful.scene import Scene


def check(scene: Scene, empty: Path) -> None:
    """All of it. `empty` is a database file with the schema and nothing else."""
    shopifys_own_books_add_up(scene)
    nothing_is_left_to_do(scene)
    no_sum_is_left_open(scene)
    facts_are_those_of_a_fresh_import(scene, empty)
    deliveries.check(scene)
    regions.check(scene)
    every_open_unit_has_one_place_in_the_plan(scene)
    no_unit_is_pegged_twice(scene)
    nothing_is_promised_beyond_an_order(scene)
    no_more_is_offered_than_will_be_there(scene)
    pages_say_what_is_planned(scene)
    nobody_waits_for_what_will_not_come(scene)
    exactly_the_waiting_units_are_held(scene)
    what_is_held_is_due_when_its_own_units_are(scene)
    orders_are_marked_while_they_wait(scene)
    what_people_wrote_is_as_they_left_it(scene)
    only_what_others_changed_is_theirs(scene)
    nobody_hears_a_thing_twice(scene)
    another_look_changes_nothing(scene)


def facts_are_those_of_a_fresh_import(scene: Scene, file: Path) -> None:
    with fresh_import(scene, file) as database:
        theirs = facts_of(database, scene)
    ours = known_as(facts_of(scene.world.parts.database, scene), theirs)
    for what in theirs:
        assert ours[what] == theirs[what], f"{what}: {_difference(ours[what], theirs[what])}"


def _difference(ours: dict[Any, Any], theirs: dict[Any, Any]) -> str:
    keys = [key for key in sorted({*ours, *theirs}, key=repr) if ours.get(key) != theirs.get(key)]
    return "; ".join(f"{key}: we have {ours.get(key)}, a fresh import has {theirs.get(key)}" for key in keys)


def shopifys_own_books_add_up(scene: Scene) -> None:
    """Committed units are those that fulfilment orders of a place still have to send: a law of the sandbox itself."""
    owed: Counter[tuple[int, int]] = Counter()
    for order in scene.orders():
        for line in order.lines:
            if line.variant is not None and line.variant.inventory_item.tracked and _reserves_at_sale(line):
                for owner, part in live_parts(line):
                    owed[line.variant.inventory_item.id, owner.location.id] += part.remaining
    for level in scene.shop.inventory_levels.values():
        key = (level.item.id, level.location.id)
        assert level.quantities["committed"] == owed.pop(key, 0), f"committed of {level.item.sku} at {key[1]}"
    assert not +owed, f"owed where nothing is stocked: {owed}"


def _reserves_at_sale(line: LineItem) -> bool:
    return line.selling_plan is None or line.selling_plan.reserves_on == "SALE"


def no_sum_is_left_open(scene: Scene) -> None:
    """Of what is owed. What a supplier has not sent yet is coming for us, and not for Shopify: that sum may differ."""
    found = _rows(scene, sa.select(gap.c.item_id, gap.c.units).where(gap.c.checksum == COMMITTED))
    assert found == [], f"sums of Shopify's that differ from ours: {found}"


def every_open_unit_has_one_place_in_the_plan(scene: Scene) -> None:
    """Open units of each planned line, as Shopify has them, stand in the plan exactly once."""
    planned: Counter[int] = Counter()
    for line, units in _rows(scene, sa.select(plan_part.c.line_id, plan_part.c.quantity)):
        planned[line] += units
    items = {row[0] for row in _rows(scene, sa.text("SELECT item_id FROM plan WHERE output_hash <> ''"))}
    for line in _lines(scene):
        if line.variant is not None and line.variant.inventory_item.id in items:
            assert planned[line.id] == unfulfilled(line), f"{_name(line)}: planned {planned[line.id]} units"


def no_unit_is_pegged_twice(scene: Scene) -> None:
    """Lines have no more of a supply than it still brings, and no more from stock than there is."""
    pegged: Counter[tuple[int, int, int]] = Counter()
    mine = sa.select(plan_part.c.item_id, plan_part.c.pool_id, plan_part.c.supply_id, plan_part.c.quantity)
    for item, region, supply, units in _rows(scene, mine):
        if supply is not None:
            pegged[item, region, 0 if supply in (ON_HAND, SET_ASIDE) else supply] += units
    coming, drawn = _coming(scene), regions.drawn(scene)
    for (item, region, supply), units in pegged.items():
        known = scene.shop.inventory_items.get(item)
        if known is None or not known.tracked:
            continue
        on_hand = max(0, regions.sellable(known, region, drawn))
        there = on_hand if supply == 0 else coming.get((item, region, supply), 0)
        assert units <= there, f"{known.sku} in {region}: {units} units pegged to supply {supply}, which has {there}"


def _coming(scene: Scene) -> dict[tuple[int, int, int], int]:
    """Units still to come at Shopify, or of what was entered in our app, by item, region and our number."""
    found: dict[tuple[int, int, int], int] = {}
    query = """
        SELECT s.item_id, s.supply_id, i.destination_id, i.shipment_id, i.transfer_id,
        s.quantity - s.accepted - s.rejected - s.closed
        FROM supply s JOIN inbound i USING (inbound_id)
    """
    drawn = regions.drawn(scene)
    for item, supply, place, shipment, transfer, left in _rows(scene, sa.text(query)):
        region = drawn.of_place(place)
        found[item, region, supply] = _to_come(scene, item, shipment, transfer) if transfer else left
    return found


def _to_come(scene: Scene, item: int, shipment: int, transfer: int) -> int:
    if shipment:
        known = scene.shop.shipments.get(shipment)
        rows = known.lines if known else []
        return sum(each.unreceived for each in rows if each.item.id == item)
    of = scene.shop.transfers[transfer]
    if of.status not in ("READY_TO_SHIP", "IN_PROGRESS"):
        return 0
    return sum(unshipped(of, each) + _picked(of, item) for each in of.lines if each.item.id == item)


def _picked(transfer: Any, item: int) -> int:
    """What lies in a draft is still to come, whichever way it is counted."""
    drafts = [each for each in transfer.shipments if each.status == "DRAFT"]
    return sum(line.quantity for each in drafts for line in each.lines if line.item.id == item)


def nothing_is_promised_beyond_an_order(scene: Scene) -> None:
    """The promise that stands for a unit is the last one of its place; places beyond the order are nobody's."""
    lines = {line.id: line for line in _lines(scene)}
    query = sa.select(promise.c.line_id, promise.c.first_unit, promise.c.quantity, promise.c.revision)
    told: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for line, first, units, revision in _rows(scene, query):
        told[line].append((first, units, revision))
    for line, rows in told.items():
        known = lines.get(line)
        for place in range(1, (known.quantity if known else 0) + 1):
            revisions = [revision for first, units, revision in rows if first <= place < first + units]
            assert len(revisions) == len(set(revisions)), f"{_name(known)}: unit {place} is promised twice: {rows}"
        if known is not None:
            last = max(first + units - 1 for first, units, _ in rows)
            assert last <= known.quantity, f"{_name(known)}: promised up to unit {last} of {known.quantity}"


def no_more_is_offered_than_will_be_there(scene: Scene) -> None:
    """But for the one unit that a newcomer is sure of while a share is open: it shrinks what the others get."""
    open_one = share_window.c.closed_at.is_(None)
    sharing = set(_rows(scene, sa.select(share_window.c.item_id, share_window.c.pool_id).where(open_one)))
    coming: Counter[tuple[int, int]] = Counter()
    for (item, region, _), units in _coming(scene).items():
        coming[item, region] += units
    drawn, owed = regions.drawn(scene), _owed(scene)
    for variant in scene.singles():
        known = variant.inventory_item
        for region, said in offers_on(scene.world.metafield(variant.sku) or {"left": None}).items():
            key = known.id, region
            most = max(0, regions.sellable(known, region, drawn) + coming[key] - owed[key]) + (key in sharing)
            shown = f"{variant.sku} in {region}: {said['left']} offered, {most} free"
            assert said["left"] is None or said["left"] <= most, shown


def _owed(scene: Scene) -> Counter[tuple[int, int]]:
    """Open units by item and region: that each is planned once is another check."""
    found: Counter[tuple[int, int]] = Counter()
    for item, region, units in _rows(scene, sa.select(plan_part.c.item_id, plan_part.c.pool_id, plan_part.c.quantity)):
        found[item, region] += units
    return found


def pages_say_what_is_planned(scene: Scene) -> None:
    """The page of what is on says what the plan says and is good for a while; what is off has none of ours."""
    plans: defaultdict[int, dict[int, Any]] = defaultdict(dict)
    for item, region, planned in _rows(scene, sa.select(plan.c.item_id, plan.c.pool_id, plan.c.availability)):
        plans[item][region] = planned
    theirs = _foreign(scene, "inventory_policy")
    stopped = {each.id for each in scene.variants() if f"variant:{each.id}" in theirs and each.policy == "DENY"}
    items = {each.inventory_item.id for each in scene.variants() if each.id in stopped}
    in_bundles = {item: _from_stock_alone(offers) if item in items else offers for item, offers in plans.items()}
    for variant in scene.variants():
        said, on = scene.world.metafield(variant.sku), is_on(scene, variant)
        assert (said is not None) == on, f"{variant.sku} is {'on' if on else 'off'}, and its page says {said}"
        if said is None:
            continue
        assert datetime.fromisoformat(said["until"]) > scene.now, f"{variant.sku}: shown until {said['until']}"
        if variant.components:
            is_its_scarcest(scene, variant, said, in_bundles)
            continue
        offers, is_theirs = plans[variant.inventory_item.id], f"variant:{variant.id}" in theirs
        wanted = "CONTINUE" if any(step["by"] for each in offers.values() for step in each["steps"]) else "DENY"
        if variant.id in stopped:
            offers = _from_stock_alone(offers)
        shown = {region: {key: each[key] for key in _OFFER} for region, each in offers_on(said).items()}
        assert shown == offers, f"{variant.sku}: {said} is shown, {offers} is planned"
        assert is_theirs or variant.policy == wanted, f"{variant.sku}: {variant.policy}, and {offers} is planned"
        where = {country: str(slot) for slot, each in scene.meant.regions.items() for country in each.countries}
        assert said.get("where", {}) == where, f"{variant.sku}: {said} is shown, regions are {where}"


_OFFER = ("state", "steps", "left")


def _from_stock_alone(offers: dict[int, Any]) -> dict[int, Any]:
    return {region: _from_stock(each) for region, each in offers.items()}


def nobody_waits_for_what_will_not_come(scene: Scene) -> None:
    """What is there of it still goes to those who wait; nothing that is on its way does."""
    counted = sa.and_(plan_part.c.supply_id.is_not(None), plan_part.c.supply_id.not_in([ON_HAND, SET_ASIDE]))
    found = {row[0] for row in _rows(scene, sa.select(plan_part.c.item_id).where(counted))}
    assert not found & scene.meant.over, f"promised though it will not come: {found & scene.meant.over}"


_LET_GO = """
SELECT line_id FROM order_line JOIN terms ON scope = 'variant' AND scope_id IN (variant_id, bundle_id) AND lets_go
"""
"""Lines of which the merchant lets everything go, since their variant was switched off."""


def _from_stock(planned: dict[str, Any]) -> dict[str, Any]:
    """Somebody lets nothing be sold beyond stock: Shopify would refuse what is planned, so the page is silent of it."""
    steps = [step for step in planned["steps"] if step["by"] is None]
    left = steps[-1]["upto"] if steps else 0
    return {"state": "in_stock" if steps else "sold_out", "steps": steps, "left": left}


def exactly_the_waiting_units_are_held(scene: Scene) -> None:
    """Of each order: what waits is held by us, and nothing else is, as far as Shopify lets us and people let us."""
    waits: Counter[int] = Counter()
    for line, supply, units in _rows(
        scene, sa.select(plan_part.c.line_id, plan_part.c.supply_id, plan_part.c.quantity)
    ):
        waits[line] += 0 if supply == ON_HAND else units
    theirs = _foreign(scene, "holds")
    lets_go = bool(_rows(scene, sa.text("SELECT 1 FROM shop_settings WHERE lets_go")))
    let_go = {row[0] for row in _rows(scene, sa.text(_LET_GO))}
    for order in scene.orders():
        for line in order.lines:
            wanted = 0 if lets_go or line.id in let_go else waits[line.id]
            _check_held(line, wanted=wanted, is_theirs=f"order:{order.id}" in theirs)


def _check_held(line: LineItem, *, wanted: int, is_theirs: bool) -> None:
    held = sum(part.remaining for owner, part in live_parts(line) if is_ours(owner))
    free = sum(part.remaining for owner, part in live_parts(line) if owner.status == "OPEN")
    assert held <= wanted, f"{_name(line)}: {held} units held, {wanted} wait"
    if not is_theirs:
        assert held == wanted or not free, f"{_name(line)}: {wanted} units wait, {held} are held, {free} may leave"


def orders_are_marked_while_they_wait(scene: Scene) -> None:
    """Tag and note for warehouses that ignore holds."""
    theirs = _foreign(scene, "tag")
    query = sa.select(desired.c.resource, desired.c.field, desired.c.value)
    wanted = {(resource, field): value for resource, field, value in _rows(scene, query)}
    notes = {
        each.owner.gid: json.loads(each.value) for each in scene.shop.metafields.values() if each.key == "backorder"
    }
    for order in scene.orders():
        resource, marked = f"order:{order.id}", ORDER_TAG in order.tags
        if resource in theirs:
            assert not marked, f"{order.name}: somebody took our tag off, and it is there again"
        else:
            assert marked == bool(wanted.get((resource, "tag"))), f"{order.name}: tags are {order.tags}"
        note = wanted.get((resource, "metafield"))
        assert notes.get(order.gid) == note, f"{order.name}: {notes.get(order.gid)} is noted, {note} is so"


def what_people_wrote_is_as_they_left_it(scene: Scene) -> None:
    _policies_are_kept(scene)
    for order in scene.orders():
        missing = scene.meant.tags.get(order.id, set()) - set(order.tags)
        assert not missing, f"{order.name} has lost the tags {missing}"
    notes = {each.owner.gid: each.value for each in scene.shop.metafields.values() if each.namespace == "custom"}
    lost = {owner: text for owner, text in scene.meant.notes.items() if notes.get(owner) != text}
    assert not lost, f"notes that are gone or changed: {lost}"
    for number, owner in scene.meant.holds.items():
        kept = owner.status == "CLOSED" or number in {each.id for each in owner.holds}
        assert kept, f"{owner.order.name}: somebody's hold {number} is gone"


def _policies_are_kept(scene: Scene) -> None:
    for variant in scene.variants():
        meant = scene.meant.policies[variant.id]
        if meant.kept:
            assert variant.policy == meant.person, f"{variant.sku}: set to {meant.person} by hand, now {variant.policy}"
        elif not meant.unknowable and not is_on(scene, variant):
            assert variant.policy == meant.person, f"{variant.sku}: was {meant.person} before us, now {variant.policy}"


def only_what_others_changed_is_theirs(scene: Scene) -> None:
    """Nothing is given up for which nobody decided, or which the merchant took over; what is to be left, is left."""
    theirs = noticed(scene)
    assert theirs <= scene.meant.changed, f"nobody has changed {sorted(theirs - scene.meant.changed)}"
    assert scene.meant.left <= theirs, f"to be left as they are: {sorted(scene.meant.left - theirs)}"


def nothing_is_left_to_do(scene: Scene) -> None:
    left = _rows(scene, sa.select(inbox.c.topic, inbox.c.state, inbox.c.last_error).where(inbox.c.state != State.DONE))
    assert left == [], f"rows that are not done: {left}"
    wishes = _rows(
        scene, sa.select(desired.c.resource, desired.c.field, desired.c.last_error).where(~desired.c.settled)
    )
    open_ = [each for each in wishes if each[2] not in (NOBODY_MAY_HOLD, NOT_HELD_YET)]
    assert open_ == [], f"wishes that did not come true: {open_}"


def nobody_hears_a_thing_twice(scene: Scene) -> None:
    told = Counter((each.metric, each.email, each.unique_id) for each in scene.world.events())
    again = [each for each, times in told.items() if times > 1]
    assert again == []


def another_look_changes_nothing(scene: Scene) -> None:
    """The first look may find pages that are good for less than a day, and renews them."""
    for _ in range(2):
        scene.weather.mutations.clear()
        scene.world.reconcile()
        scene.look_again()
    assert scene.weather.mutations == [], f"written without a reason: {scene.weather.mutations}"


def _foreign(scene: Scene, field: str) -> set[str]:
    query = sa.select(footprint.c.resource).where(footprint.c.field == field)
    return {row[0] for row in _rows(scene, query.where(footprint.c.state == FootprintState.FOREIGN))}


def _lines(scene: Scene) -> list[LineItem]:
    return [line for order in scene.orders() for line in order.lines]


def _name(line: LineItem | None) -> str:
    return f"{line.order.name} {line.sku}" if line else "a line that is gone"


def _rows(scene: Scene, query: Any) -> list[tuple[Any, ...]]:
    database: Database = scene.world.parts.database
    with database.read() as conn:
        return [tuple(row) for row in conn.execute(query)]
