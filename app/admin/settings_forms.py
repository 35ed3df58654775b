"""What merchants type on the settings page, as values or as errors that say what to do instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.admin.forms import Filled
from app.db.cart_limit import CartLimit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.db.shown_settings import ShopSettingsView, SupplierDays
    from app.domain.ids import SupplierId

MOST_DAYS: Final = 90
USUAL: Final = "usual"
MOST_HOURS: Final = 336
"""Two weeks: longer than that nobody waits to learn their share."""
HOURS: Final = "hours"
STOP: Final = "stop"
GO_ON: Final = "go_on"
"""What happens to a cart that nobody can judge."""
_DAYS: Final = re.compile(r"[0-9]{1,3}", re.ASCII)
_KEY: Final = re.compile(r"pk_[A-Za-z0-9_-]{1,200}", re.ASCII)
_WRONG_DAYS: Final = f"Enter a whole number from 0 to {MOST_DAYS}"


@dataclass(frozen=True, slots=True)
class Days:
    """Calendar days added to stated dates: the usual ones, and suppliers' own; None takes a supplier's own away."""

    usual: int
    own: Mapping[SupplierId, int | None]


def fresh_key() -> Filled:
    """A key is typed in and never shown again, so its field always begins empty."""
    return Filled({"key": ""})


def refused_key(sentence: str) -> Filled:
    return Filled({"key": ""}, {"key": sentence})


def read_key(typed: str) -> tuple[Filled, str | None]:
    """The form with its error, or the key. Whatever else is in the field would be sent as a header, so it is not."""
    key = typed.strip()
    if not key:
        return refused_key("Paste your private API key"), None
    if not _KEY.fullmatch(key):
        return refused_key("Paste a private key: it starts with pk_, then letters and digits"), None
    return fresh_key(), key


def field_of(supplier: SupplierDays) -> str:
    """The name of the field for a supplier's own days."""
    return f"own_{supplier.id}"


def fresh_days(view: ShopSettingsView) -> Filled:
    own = {field_of(each): "" if each.own is None else str(each.own) for each in view.suppliers}
    return Filled({USUAL: str(view.usual_days), **own})


def read_days(values: Mapping[str, str], view: ShopSettingsView) -> tuple[Filled, Days | None]:
    """The form with its errors, and the days if there are none.

    A supplier whose field was not sent, because it came after the page was opened, keeps what it has.
    """
    kept = {name: values.get(name, stands).strip() for name, stands in fresh_days(view).values.items()}
    usual = _days(kept[USUAL])
    own = {each.id: _days(kept[field_of(each)]) for each in view.suppliers}
    errors = {} if usual is not None else {USUAL: _WRONG_DAYS}
    for each in view.suppliers:
        if kept[field_of(each)] and own[each.id] is None:
            errors[field_of(each)] = f"{_WRONG_DAYS}, or leave it empty"
    return Filled(kept, errors), Days(usual, own) if usual is not None and not errors else None


def fresh_hours(view: ShopSettingsView) -> Filled:
    return Filled({HOURS: "" if view.sharing_hours is None else str(view.sharing_hours)})


def read_hours(typed: str) -> tuple[Filled, int | None]:
    """The form with its error, and the hours; None where the field is empty: first come, first served."""
    text = typed.strip()
    if not text:
        return Filled({HOURS: ""}), None
    hours = int(text) if _DAYS.fullmatch(text) else 0
    if not 1 <= hours <= MOST_HOURS:
        return Filled({HOURS: text}, {HOURS: f"Enter a whole number from 1 to {MOST_HOURS}, or leave it empty"}), None
    return Filled({HOURS: text}), hours


def fresh_limit(limit: CartLimit) -> Filled:
    """`on` is empty where carts are not limited, as an unchecked switch sends nothing."""
    broken = STOP if limit.blocks else GO_ON
    return Filled({"on": "yes" if limit.on else "", "broken": broken, "stale": GO_ON if limit.fail_open else STOP})


def read_limit(values: Mapping[str, str]) -> tuple[Filled, CartLimit | None]:
    """The form with its errors, and the limit if there are none."""
    kept = {name: values.get(name, "") for name in ("on", "broken", "stale")}
    errors = {name: "Choose what happens then" for name in ("broken", "stale") if kept[name] not in {STOP, GO_ON}}
    limit = CartLimit(on=kept["on"] == "yes", blocks=kept["broken"] == STOP, fail_open=kept["stale"] == GO_ON)
    return Filled(kept, errors), None if errors else limit


def _days(text: str) -> int | None:
    days = int(text) if _DAYS.fullmatch(text) else None
    return days if days is not None and days <= MOST_DAYS else None
