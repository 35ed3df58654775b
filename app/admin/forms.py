"""What merchants type, as values: each form is read into its values, or into errors that say what to do instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from app.admin.views import Received
from app.domain.ids import VariantId
from app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.db.shown import SupplyRow

_FARTHEST: Final = timedelta(days=730)
_LONGEST_REASON: Final = 200
_LARGEST_ID: Final = 2**63 - 1
_VARIANT: Final = re.compile(r"(?:gid://shopify/ProductVariant/)?([0-9]{1,19})", re.ASCII)

RELEASES: Final = {"keep": False, "release": True}
"""What happens to orders that still wait, as a form says it: whether their holds are released."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it is shown: the words in its fields, and an error for each field that has one."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.errors


@dataclass(frozen=True, slots=True)
class Move:
    """A new arrival date. `seen` is the date the merchant was looking at."""

    to: date
    seen: date | None
    reason: str


def fresh_move(supply: SupplyRow) -> Filled:
    stated = supply.stated_on.isoformat() if supply.stated_on else ""
    return Filled({"to": stated, "seen": stated, "reason": ""})


def read_move(values: Mapping[str, str], *, today: date) -> tuple[Filled, Move | None]:
    """The form with its errors, and the move if there are none."""
    to, seen, reason = read_day(values["to"]), read_day(values["seen"]), values["reason"].strip()
    errors: dict[str, str] = {}
    if problem := _date_problem(to, seen, today):
        errors["to"] = problem
    if not reason:
        errors["reason"] = "Say why in a few words"
    elif len(reason) > _LONGEST_REASON:
        errors["reason"] = f"Use {_LONGEST_REASON} characters or fewer"
    filled = Filled(values, errors)
    return filled, Move(to, seen, reason) if filled.ok and to else None


def fresh_receipt(lines: Sequence[SupplyRow]) -> Filled:
    """Everything arrived and nothing is damaged: the usual case takes one click."""
    accepted = {f"accepted_{line.id}": str(line.open) for line in lines}
    return Filled({**accepted, **{f"rejected_{line.id}": "0" for line in lines}})


def read_receipt(values: Mapping[str, str], lines: Sequence[SupplyRow]) -> tuple[Filled, tuple[Received, ...]]:
    """The form with its errors, and the lines on which something was counted."""
    kept = {name: values.get(name, "").strip() for name in fresh_receipt(lines).values}
    errors: dict[str, str] = {}
    counted = [_counted(line, kept, errors) for line in lines]
    received = tuple(line for line in counted if line.accepted + line.rejected)
    if not errors and not received and lines:
        errors[f"accepted_{lines[0].id}"] = "Count 1 unit or more"
    return Filled(kept, errors), received


def read_variants(ids: str) -> tuple[VariantId, ...]:
    """Variants from numbers or gids with commas between, as the resource picker gives them.

    Raises AppError if one is neither, or if there are none.
    """
    matches = [_VARIANT.fullmatch(part.strip()) for part in ids.split(",") if part.strip()]
    found = [VariantId(int(match[1])) for match in matches if match]
    if not found or len(found) < len(matches) or max(found) > _LARGEST_ID:
        raise AppError("Choose one variant or more.")
    return tuple(dict.fromkeys(found))


def read_release(orders: str) -> bool:
    """Whether held units of orders that wait are let go, as the forms that switch something off ask it.

    Raises AppError for an answer that is none.
    """
    if orders not in RELEASES:
        raise AppError("Choose what happens to the orders that wait.")
    return RELEASES[orders]


def _counted(line: SupplyRow, values: Mapping[str, str], errors: dict[str, str]) -> Received:
    names = (f"accepted_{line.id}", f"rejected_{line.id}")
    counts = [read_units(values[name]) for name in names]
    for name, units in zip(names, counts, strict=True):
        if units is None:
            errors[name] = "Enter a whole number, 0 or more"
    accepted, rejected = (units or 0 for units in counts)
    if accepted + rejected > line.open and not errors.keys() & set(names):
        errors[names[0]] = f"Only {line.open} of these are still on their way"
    return Received(line.id, accepted, rejected)


def _date_problem(to: date | None, seen: date | None, today: date) -> str | None:
    return day_problem(to, today) or ("This is the date it has now" if to == seen else None)


def day_problem(day: date | None, today: date) -> str | None:
    """Why nothing can be said to arrive on `day`; None: it can."""
    if day is None:
        return "Choose a date"
    if day < today:
        return "Choose today or a later date"
    return "Choose a date within two years" if day - today > _FARTHEST else None


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_units(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) else None
