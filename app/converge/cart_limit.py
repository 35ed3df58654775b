"""The limit in the cart to its desired state: a validation of ours at Shopify, switched on and set as wanted, or none.

Three-way as everything here, and read anew each time: nobody tells us of a change. Before us there was none, for a
validation cannot be older than the app whose function it runs.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from app.converge.desk import Desk
from app.db import footprints, shopstate
from app.db.footprints import Footprint
from app.db.shopstate import Desired
from app.db.tables.shopstate import FootprintState
from app.replan.foreign import leave_to_others
from app.shopify.facts import LimitFact, LimitRules
from app.shopify.validations import create_limit, delete_limit, fetch_limit, update_limit

_NOTHING_BEFORE = None


def converge_limit(desk: Desk, wanted: Desired) -> None:
    """Raises MissingScope where the merchant has not given, or has taken back, the access this needs."""
    found = fetch_limit(desk.admin)
    observed = asdict(found.rules) if found else None
    if _is_theirs(desk, wanted, observed):
        _keep_slots(desk, found, wanted.value)
        return
    if observed == wanted.value:
        _confirm(desk, wanted)
    elif desk.intend(wanted, observed=_NOTHING_BEFORE):
        _write(desk, found, wanted.value)
        _confirm(desk, wanted)


def _is_theirs(desk: Desk, wanted: Desired, observed: Any) -> bool:
    """Whether somebody has decided after us; then the limit is left as they set it, until the merchant says."""
    with desk.database.write() as conn:
        trace = footprints.footprint_of(conn, desk.shop.id, wanted.resource, wanted.field)
        if trace is None or not _differs(trace, observed):
            if trace is not None and trace.state is FootprintState.FOREIGN:
                footprints.ours_again(conn, desk.shop.id, wanted.resource, wanted.field)
            return False
        leave_to_others(conn, desk.shop.id, trace, observed=observed, at=desk.now)
        shopstate.settle(conn, desk.shop.id, wanted)
        return True


def _differs(trace: Footprint, observed: Any) -> bool:
    match trace.state:
        case FootprintState.CONFIRMED | FootprintState.FOREIGN:
            return bool(observed != trace.written)
        case FootprintState.INTENDED:
            return observed not in [trace.intended, trace.written, trace.before]
        case FootprintState.RESTORED:
            return False


def _keep_slots(desk: Desk, found: LimitFact | None, value: dict[str, Any] | None) -> None:
    """Which numbers a country has is nobody's choice in Shopify: with old slots a cart would count by another's."""
    if found is not None and value is not None and found.rules.pools != value["pools"]:
        update_limit(desk.admin, found.id, replace(found.rules, pools=value["pools"]))


def _write(desk: Desk, found: LimitFact | None, value: dict[str, Any] | None) -> None:
    if value is not None and found is not None:
        update_limit(desk.admin, found.id, LimitRules(**value))
    elif value is not None:
        create_limit(desk.admin, LimitRules(**value))
    elif found is not None:
        delete_limit(desk.admin, found.id)


def _confirm(desk: Desk, wanted: Desired) -> None:
    note = footprints.restored if wanted.value is None else footprints.confirm
    with desk.database.write() as conn:
        note(conn, desk.shop.id, wanted, at=desk.admin.now())
        shopstate.settle(conn, desk.shop.id, wanted)
