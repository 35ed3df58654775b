"""The trace of what we wrote into the shop, and how it was before. The intention is committed before the call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db.rows import SHOP, put
from app.db.shopstate import DEADLINE, Desired, want, want_again
from app.db.tables.shopstate import FootprintState, desired, footprint
from app.domain.ids import ShopId

SWITCHED_OFF = "switched off"
"""Why a field is wanted as it was before us."""

_OURS = frozenset({FootprintState.INTENDED, FootprintState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Footprint:
    """A field of the shop that we have written, or are about to."""

    resource: str
    field: str
    before: Any
    intended: Any
    written: Any
    observed: Any
    state: FootprintState
    by: str
    """The actor whose decision is carried out: who wanted it, not who wrote it."""
    why: str
    decided_at: datetime | None
    """Business clock; None: it was written before anybody noted who decides."""
    intended_at: datetime
    confirmed_at: datetime | None
    first_at: datetime

    @property
    def is_unfinished(self) -> bool:
        """A call was begun, and nobody noted its end: the worker died, or lost its lease."""
        begun = self.state is FootprintState.INTENDED
        return begun and (self.confirmed_at is None or self.confirmed_at < self.intended_at)


_OF_FIELD = sa.select(footprint).where(
    footprint.c.shop_id == SHOP,
    footprint.c.resource == sa.bindparam("resource"),
    footprint.c.field == sa.bindparam("field"),
)
_WRITTEN = (
    sa.update(footprint)
    .where(
        footprint.c.shop_id == SHOP,
        footprint.c.resource == sa.bindparam("of_resource"),
        footprint.c.field == sa.bindparam("of_field"),
    )
    .values(state=sa.bindparam("now"), written=sa.bindparam("value"), confirmed_at=sa.bindparam("at"))
)
_OF_FIELD_LOCKED = _OF_FIELD.with_for_update()
_WANTED_LOCKED = (
    sa.select(desired.c.value, desired.c.decided_by, desired.c.decided_at)
    .where(
        desired.c.shop_id == SHOP,
        desired.c.resource == sa.bindparam("resource"),
        desired.c.field == sa.bindparam("field"),
    )
    .with_for_update()
)


def footprint_of(conn: sa.Connection, shop: ShopId, resource: str, field: str) -> Footprint | None:
    row = conn.execute(_OF_FIELD, {"shop": shop, "resource": resource, "field": field}).mappings().first()
    return _footprint(row) if row else None


def footprints(conn: sa.Connection, shop: ShopId, resource: str) -> list[Footprint]:
    rows = conn.execute(
        sa.select(footprint)
        .where(footprint.c.shop_id == shop, footprint.c.resource == resource)
        .order_by(footprint.c.field)
    ).mappings()
    return [_footprint(row) for row in rows]


def intend(conn: sa.Connection, shop: ShopId, wanted: Desired, *, observed: Any, at: datetime) -> bool:
    """Commit this BEFORE the call: a kill in between must not turn our value into "the merchant's".

    False, and nothing noted, where something else is wanted by now or somebody else has decided: then do not call.
    `observed` becomes the value to restore only if no footprint is there yet, or the last one was restored. One field a
    transaction, or all of them by `locks.lock_if_free` first: whoever plans locks several, in another order.
    """
    known = _lock(conn, shop, wanted)
    wish = _still_wanted(conn, shop, wanted)
    if wish is None or (known is not None and known.state is FootprintState.FOREIGN):
        return False
    fresh = known is None or known.state is FootprintState.RESTORED
    row = {
        "shop_id": shop,
        "resource": wanted.resource,
        "field": wanted.field,
        "before": observed if fresh or known is None else known.before,
        "intended": wanted.value,
        "written": None if fresh or known is None else known.written,
        "observed": None,
        "state": FootprintState.INTENDED,
        "by": wish["decided_by"],
        "why": wanted.why,
        "decided_at": wish["decided_at"],
        "intended_at": at,
        "confirmed_at": None if known is None else known.confirmed_at,
    }
    put(conn, footprint, [row | {"first_at": at if fresh or known is None else known.first_at}])
    return True


def _lock(conn: sa.Connection, shop: ShopId, wanted: Desired) -> Footprint | None:
    """Footprints before wishes, as everybody else locks them."""
    which = {"shop": shop, "resource": wanted.resource, "field": wanted.field}
    row = conn.execute(_OF_FIELD_LOCKED, which).mappings().first()
    return _footprint(row) if row else None


def _still_wanted(conn: sa.Connection, shop: ShopId, wanted: Desired) -> sa.RowMapping | None:
    """Who wants it, and since when; None: something else is wanted by now, or nothing."""
    which = {"shop": shop, "resource": wanted.resource, "field": wanted.field}
    row = conn.execute(_WANTED_LOCKED, which).mappings().first()
    return row if row is not None and row["value"] == wanted.value else None


def confirm(conn: sa.Connection, shop: ShopId, wanted: Desired, *, at: datetime) -> None:
    """The call came back: the shop holds what we intended. `at` is the machine's instant after the call."""
    _written(conn, shop, wanted, FootprintState.CONFIRMED, at=at)


def confirm_seen(conn: sa.Connection, shop: ShopId, wanted: Desired, *, seen: Any) -> None:
    """A read begun after our last write shows what we want; `seen` is how, to know a later change of it by."""
    conn.execute(
        sa.update(footprint)
        .where(_mine(shop, *wanted.key), footprint.c.state.in_(_OURS))
        .values(state=FootprintState.CONFIRMED, written=seen)
    )


def outdate(conn: sa.Connection, shop: ShopId, wanted: Desired, *, at: datetime) -> None:
    """Whatever our calls did, a read begun before `at` (machine clock) does not show it."""
    conn.execute(sa.update(footprint).where(_mine(shop, *wanted.key)).values(confirmed_at=at))


def restored(conn: sa.Connection, shop: ShopId, wanted: Desired, *, at: datetime) -> None:
    """The field is as it was before us."""
    _written(conn, shop, wanted, FootprintState.RESTORED, at=at)


def _written(conn: sa.Connection, shop: ShopId, wanted: Desired, state: FootprintState, *, at: datetime) -> None:
    which = {"shop": shop, "of_resource": wanted.resource, "of_field": wanted.field}
    conn.execute(_WRITTEN, which | {"now": state, "value": wanted.value, "at": at})


def notice_foreign(conn: sa.Connection, shop: ShopId, resource: str, field: str, *, observed: Any) -> None:
    """Somebody else changed the field after us: we stop until the merchant says."""
    conn.execute(
        sa.update(footprint).where(_mine(shop, resource, field)).values(state=FootprintState.FOREIGN, observed=observed)
    )


def ours_again(conn: sa.Connection, shop: ShopId, resource: str, field: str) -> None:
    """Whoever changed the field after us has put it back to what we wrote."""
    conn.execute(
        sa.update(footprint).where(_mine(shop, resource, field)).values(state=FootprintState.CONFIRMED, observed=None)
    )


def forget(conn: sa.Connection, shop: ShopId, resource: str) -> None:
    """Neither a trace of ours nor a wish is left of this: Shopify has taken it away with the app."""
    conn.execute(sa.delete(footprint).where(footprint.c.shop_id == shop, footprint.c.resource == resource))
    conn.execute(sa.delete(desired).where(desired.c.shop_id == shop, desired.c.resource == resource))


def give_back(conn: sa.Connection, shop: ShopId, resource: str, *, by: str, at: datetime) -> None:
    """Want what we changed as it was before us, and nothing any more of what we never wrote.

    What somebody else has decided since is left alone. The rows are locked before the footprints are read: a writer
    either has its intention there by now, or finds at `intend` that it is not wanted any more.
    """
    mine = sa.and_(desired.c.shop_id == shop, desired.c.resource == resource)
    conn.execute(sa.select(desired.c.field).where(mine).with_for_update())
    ours = [each for each in footprints(conn, shop, resource) if each.state in _OURS]
    conn.execute(sa.delete(desired).where(mine, desired.c.field.not_in([each.field for each in ours])))
    for each in ours:
        want(conn, shop, Desired(resource, each.field, each.before, SWITCHED_OFF), by=by, at=at)


def take_over(conn: sa.Connection, shop: ShopId, resource: str) -> None:
    """The merchant says that this is ours again: forget what somebody else made of it, and want everything anew."""
    _ours_anew(conn, shop, footprint.c.resource == resource)
    conn.execute(sa.delete(desired).where(desired.c.shop_id == shop, desired.c.resource == resource))


def take_over_field(conn: sa.Connection, shop: ShopId, resource: str, field: str, *, by: str, at: datetime) -> bool:
    """The merchant says that this field is ours again, and what we want of it is to be written.

    What somebody else made of it becomes its value before us. False: nobody else has decided about it.
    """
    taken = _ours_anew(conn, shop, _mine(shop, resource, field))
    if taken:
        want_again(conn, shop, resource, field, by=by, at=at)
    return taken


def _ours_anew(conn: sa.Connection, shop: ShopId, which: sa.ColumnElement[bool]) -> bool:
    theirs = sa.and_(footprint.c.shop_id == shop, footprint.c.state == FootprintState.FOREIGN, which)
    restored = {"state": FootprintState.RESTORED, "observed": None, "accepted": None}
    return conn.execute(sa.update(footprint).where(theirs).values(restored)).rowcount > 0


def accept(conn: sa.Connection, shop: ShopId, resource: str, field: str, *, value: Any) -> bool:
    """The merchant says that the field stays as somebody else made it. False: nobody else has decided about it."""
    theirs = sa.update(footprint).where(_mine(shop, resource, field), footprint.c.state == FootprintState.FOREIGN)
    return conn.execute(theirs.values(accepted=value)).rowcount > 0


def last_write(conn: sa.Connection, shop: ShopId, resource: str) -> datetime | None:
    """When our last write to the resource ended (machine clock): a read begun before that is out of date.

    Deadlines do not count: nothing of what is read is changed by them, and an order that cannot be read any more could
    never be let go after one.
    """
    at: datetime | None = conn.scalar(
        sa.select(sa.func.max(footprint.c.confirmed_at, type_=footprint.c.confirmed_at.type)).where(
            footprint.c.shop_id == shop, footprint.c.resource == resource, footprint.c.field != DEADLINE
        )
    )
    return at


def written_since(conn: sa.Connection, shop: ShopId, at: datetime) -> set[str]:
    """Resources that a write of ours changed after `at` (machine clock): what was read then is out of date."""
    rows = conn.scalars(
        sa.select(footprint.c.resource).where(footprint.c.shop_id == shop, footprint.c.confirmed_at > at).distinct()
    )
    return set(rows)


def _mine(shop: ShopId, resource: str, field: str) -> sa.ColumnElement[bool]:
    return sa.and_(footprint.c.shop_id == shop, footprint.c.resource == resource, footprint.c.field == field)


def _footprint(row: sa.RowMapping) -> Footprint:
    return Footprint(
        resource=row["resource"],
        field=row["field"],
        before=row["before"],
        intended=row["intended"],
        written=row["written"],
        observed=row["observed"],
        state=FootprintState(row["state"]),
        by=row["by"],
        why=row["why"],
        decided_at=row["decided_at"],
        intended_at=row["intended_at"],
        confirmed_at=row["confirmed_at"],
        first_at=row["first_at"],
    )
