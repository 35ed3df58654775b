"""What shoppers are told and whether they may order: the metafield and the inventory policy of an item's variants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.db import catalog, footprints, published, shopstate
from app.db.catalog import StoredVariant
from app.db.shopstate import METAFIELD, POLICY, Desired, variant_resource
from app.db.tables.shopstate import FootprintState
from app.domain.ids import ItemId, VariantId
from app.domain.model import UNLIMITED, Availability, SaleState, Step, Unlimited
from app.replan.facts import Desk, Known
from app.replan.foreign import leave_to_others
from app.shopify.facts import LIMIT_KEY

VALID_FOR = timedelta(hours=48)
"""If we die, a shop goes on promising for so long and no longer."""
EVERY_HOURS = 2
"""A promise ends when an hour divisible by this strikes in the shop: that is all the cart's limit can tell of time."""
REFRESH_AFTER = timedelta(hours=24)
_COLUMN = 7
"""Digits of a number in the text for the cart; more units than it holds are said to be as many as it holds."""

CONTINUE = "CONTINUE"
DENY = "DENY"


def publish(conn: sa.Connection, desk: Desk, known: Known, availability: Availability) -> None:
    """Decide metafield and policy of each variant of the item; nothing is written to the shop here."""
    now = {stored.id: stored for stored in catalog.stored_variants(conn, desk.shop.id, known.variants)}
    for stored in now.values():
        _notice_change(conn, desk, stored)
    for variant in known.variants:
        if variant not in known.on:
            footprints.give_back(conn, desk.shop.id, variant_resource(variant), at=desk.now)
        else:
            publish_version(conn, desk, variant, availability, packed(availability, known.facts.item))
            wanted = Desired(variant_resource(variant), POLICY, policy(availability), _why(availability))
            if not shopstate.want(conn, desk.shop.id, wanted, at=desk.now) and variant in now:
                _want_again(conn, desk, wanted, now[variant])


def _want_again(conn: sa.Connection, desk: Desk, wanted: Desired, stored: StoredVariant) -> None:
    """A policy that was as we want it, and that we never had to write, was changed: that is its value before us."""
    trace = footprints.footprint_of(conn, desk.shop.id, wanted.resource, POLICY)
    if stored.policy != wanted.value and (trace is None or trace.state is FootprintState.RESTORED):
        shopstate.reopen(conn, desk.shop.id, wanted.resource, POLICY)


def _notice_change(conn: sa.Connection, desk: Desk, stored: StoredVariant) -> None:
    """A person who sets the policy in Shopify's admin has decided, whatever we go on to want."""
    trace = footprints.footprint_of(conn, desk.shop.id, variant_resource(stored.id), POLICY)
    if trace is not None and trace.state is FootprintState.CONFIRMED and trace.written != stored.policy:
        leave_to_others(conn, desk.shop.id, trace, observed=stored.policy, at=desk.now)


def policy(availability: Availability) -> str:
    """CONTINUE exactly while units beyond stock may be ordered: with DENY nobody could order more than is there."""
    beyond_stock = any(step.by is not None for step in availability.steps)
    return CONTINUE if beyond_stock else DENY


def body(availability: Availability) -> dict[str, Any]:
    """The part of the metafield that decides whether a new version is needed. Its shape is in `docs/map.md`."""
    return {
        "state": availability.state.value,
        "steps": [_step(step) for step in availability.steps],
        "left": _units(availability.left),
    }


def steps_of(stored: Any) -> tuple[Step, ...]:
    """The step table of a published version, read back."""
    return tuple(
        Step(
            up_to=UNLIMITED if step["upto"] is None else step["upto"],
            by=date.fromisoformat(step["by"]) if step["by"] else None,
        )
        for step in stored["steps"]
    )


def availability_of(stored: Any) -> Availability:
    """What a stored plan lets shoppers order, read back from its `body`."""
    left = UNLIMITED if stored["left"] is None else stored["left"]
    return Availability(SaleState(stored["state"]), steps_of(stored), left)


def validity(now: datetime, zone: str) -> tuple[datetime, str]:
    """When what is said at `now` ends, twice: as an instant for the page (UTC), and as the wall clock of the IANA zone
    `zone` shows it for the cart, where nobody knows an offset: `2026-11-23T10:00`.
    """
    local = (now + VALID_FOR).astimezone(ZoneInfo(zone))
    mark = local.replace(hour=local.hour - local.hour % EVERY_HOURS, minute=0, second=0, microsecond=0, fold=0)
    return mark.astimezone(UTC), mark.replace(tzinfo=None).isoformat(timespec="minutes")


def packed(availability: Availability, item: ItemId) -> str:
    """The numbers that the limit in the cart counts with, in columns, so that a function finds each without looking for
    it: item, units left, units in stock; dashes are without limit.
    """
    stock = next((step.up_to for step in reversed(availability.steps) if step.by is None), 0)
    if policy(availability) == DENY:
        stock = UNLIMITED  # Shopify itself counts, and by the stock of that moment
    return f"{item:016} {_written(availability.left)} {_written(stock)}"


def _written(units: int | Unlimited) -> str:
    if isinstance(units, Unlimited):
        return "-" * _COLUMN
    return f"{min(units, 10**_COLUMN - 1):0{_COLUMN}}"


def _step(step: Step) -> dict[str, Any]:
    return {"upto": _units(step.up_to), "by": step.by.isoformat() if step.by else None}


def publish_version(
    conn: sa.Connection, desk: Desk, variant: VariantId, availability: Availability, limit: str
) -> None:
    """Decide a variant's metafield: a new version where it says something new, or would soon end."""
    said = body(availability)
    last = published.latest(conn, desk.shop.id, variant)
    wish = shopstate.wanted_before(conn, desk.shop.id, variant_resource(variant), METAFIELD)
    is_wanted = last is not None and wish is not None and wish.value == last.body
    if last is not None and is_wanted and _says(last.body, said, limit) and not _is_stale(last.body, desk.now):
        return
    version = last.version + 1 if last else 1
    until, until_local = validity(desk.now, desk.shop.timezone)
    whole = {"v": version, **said, "until": _instant(until), LIMIT_KEY: f"{until_local} {limit}"}
    published.add_version(conn, desk.shop.id, variant, version, whole, at=desk.now)
    wanted = Desired(variant_resource(variant), METAFIELD, whole, _why(availability))
    shopstate.want(conn, desk.shop.id, wanted, at=desk.now)


def _says(stored: dict[str, Any], said: dict[str, Any], limit: str) -> bool:
    same = all(stored[key] == value for key, value in said.items())
    return same and str(stored.get(LIMIT_KEY, "")).partition(" ")[2] == limit


def _is_stale(stored: dict[str, Any], now: datetime) -> bool:
    return datetime.fromisoformat(stored["until"]) - now <= VALID_FOR - REFRESH_AFTER


def _units(units: int | Unlimited) -> int | None:
    return None if isinstance(units, Unlimited) else units


def _instant(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _why(availability: Availability) -> str:
    if availability.state is SaleState.SOLD_OUT:
        return "everything that is coming is promised"
    left = _units(availability.left)
    return "made to order" if left is None else f"{left} units can still be promised"
