"""What shoppers are told and whether they may order: the metafield and the inventory policy of an item's variants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.db import activity, catalog, footprints, published, shopstate
from app.db.catalog import StoredVariant
from app.db.footprints import Footprint
from app.db.shopstate import DENY, METAFIELD, POLICY, Desired, variant_resource
from app.db.tables.shopstate import FootprintState
from app.domain.ids import ItemId, VariantId
from app.replan.facts import Desk, Known
from app.replan.foreign import leave_to_others
from app.replan.offers import Offers, metafield, packed, policy, stopped, why
from app.shopify.facts import LIMIT_KEY

VALID_FOR = timedelta(hours=48)
"""If we die, a shop goes on promising for so long and no longer."""
EVERY_HOURS = 2
"""A promise ends when an hour divisible by this strikes in the shop: that is all the cart's limit can tell of time."""
REFRESH_AFTER = timedelta(hours=24)
STOPPED = "somebody else lets nothing be sold beyond stock"
_STAMPS = frozenset({"v", "until", LIMIT_KEY})
"""What a version says of itself, and not of what there is to order."""


def publish(conn: sa.Connection, desk: Desk, known: Known, said: Offers) -> None:
    """Decide metafield and policy of each variant of the item; nothing is written to the shop here."""
    now = {stored.id: stored for stored in catalog.stored_variants(conn, desk.shop.id, known.variants)}
    refused = {stored.id for stored in now.values() if _notice_change(conn, desk, stored)}
    for variant in known.variants:
        if variant not in known.on:
            footprints.give_back(conn, desk.shop.id, variant_resource(variant), by=desk.by, at=desk.now)
        else:
            shown = stopped(said) if variant in refused else said
            publish_version(conn, desk, variant, shown, known.facts.item, because=STOPPED if variant in refused else "")
            wanted = Desired(variant_resource(variant), POLICY, policy(said), why(said))
            if not shopstate.want(conn, desk.shop.id, wanted, by=desk.by, at=desk.now) and variant in now:
                _want_again(conn, desk, wanted, now[variant])


def _want_again(conn: sa.Connection, desk: Desk, wanted: Desired, stored: StoredVariant) -> None:
    """A policy that was as we want it, and that we never had to write, was changed: that is its value before us.

    What is still to be written stays the decision of whoever wanted it.
    """
    shop, resource = desk.shop.id, wanted.resource
    trace = footprints.footprint_of(conn, shop, resource, POLICY)
    if stored.policy == wanted.value or not (trace is None or trace.state is FootprintState.RESTORED):
        return
    if shopstate.standing(conn, shop, resource, POLICY).settled:
        shopstate.want_again(conn, shop, resource, POLICY, by=desk.by, at=desk.now)
    else:
        shopstate.reopen(conn, shop, resource, POLICY)


def _notice_change(conn: sa.Connection, desk: Desk, stored: StoredVariant) -> bool:
    """A person who sets the policy in Shopify's admin has decided, whatever we go on to want.

    True while that is to sell nothing beyond stock: Shopify refuses what a page would promise then.
    """
    trace = footprints.footprint_of(conn, desk.shop.id, variant_resource(stored.id), POLICY)
    changed = trace is not None and trace.state is FootprintState.CONFIRMED and trace.written != stored.policy
    if trace is not None and changed:
        leave_to_others(conn, desk.shop.id, trace, observed=stored.policy, at=desk.now)
    return stored.policy == DENY and (changed or _is_theirs(trace))


def is_stopped(conn: sa.Connection, desk: Desk, stored: StoredVariant) -> bool:
    """Somebody else has decided that the variant is not sold beyond stock."""
    if stored.policy != DENY:
        return False
    return _is_theirs(footprints.footprint_of(conn, desk.shop.id, variant_resource(stored.id), POLICY))


def _is_theirs(trace: Footprint | None) -> bool:
    return trace is not None and trace.state is FootprintState.FOREIGN


def validity(now: datetime, zone: str) -> tuple[datetime, str]:
    """When what is said at `now` ends, twice: as an instant for the page (UTC), and as the wall clock of the IANA zone
    `zone` shows it for the cart, where nobody knows an offset: `2026-11-23T10:00`.
    """
    local = (now + VALID_FOR).astimezone(ZoneInfo(zone))
    mark = local.replace(hour=local.hour - local.hour % EVERY_HOURS, minute=0, second=0, microsecond=0, fold=0)
    return mark.astimezone(UTC), mark.replace(tzinfo=None).isoformat(timespec="minutes")


def publish_version(
    conn: sa.Connection, desk: Desk, variant: VariantId, offered: Offers, item: ItemId, *, because: str = ""
) -> None:
    """Decide a variant's metafield: a new version where it says something new, or would soon end.

    `because`: why it is so, where that is not to be seen in the offer. Nobody has decided that the same is said for
    longer: that the app does by itself.
    """
    said, limit = metafield(offered), packed(offered, item)
    last = published.latest(conn, desk.shop.id, variant)
    wish = shopstate.wanted_before(conn, desk.shop.id, variant_resource(variant), METAFIELD)
    is_wanted = last is not None and wish is not None and wish.value == last.body
    is_said = last is not None and is_wanted and _says(last.body, said, limit)
    if last is not None and is_said and not _is_stale(last.body, desk.now):
        return
    version = last.version + 1 if last else 1
    until, until_local = validity(desk.now, desk.shop.timezone)
    whole = {"v": version, **said, "until": _instant(until), LIMIT_KEY: f"{until_local} {limit}"}
    published.add_version(conn, desk.shop.id, variant, version, whole, at=desk.now)
    wanted = Desired(variant_resource(variant), METAFIELD, whole, because or why(offered))
    shopstate.want(conn, desk.shop.id, wanted, by=activity.WORKER if is_said else desk.by, at=desk.now)


def _says(stored: dict[str, Any], said: dict[str, Any], limit: str) -> bool:
    same = {key: value for key, value in stored.items() if key not in _STAMPS} == said
    return same and str(stored.get(LIMIT_KEY, "")).partition(" ")[2] == limit


def _is_stale(stored: dict[str, Any], now: datetime) -> bool:
    return datetime.fromisoformat(stored["until"]) - now <= VALID_FOR - REFRESH_AFTER


def _instant(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
