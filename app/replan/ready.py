"""Units that were waited for and are there now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.db.plans import PlanPart
from app.db.promises import Told
from app.domain.ids import ON_HAND, LineId, OrderId


@dataclass(frozen=True, slots=True)
class Ready:
    """Promised units of a line that the plan now takes from stock. `shown_on` is what the customer was told last."""

    order: OrderId
    line: LineId
    first_unit: int
    quantity: int
    shown_on: date | None


def newly_ready(old: Sequence[PlanPart], new: Sequence[PlanPart], told: dict[LineId, list[Told]]) -> list[Ready]:
    """What was backordered in the old plan, was promised, and ships now in the new one."""
    waited = {(part.line, unit) for part in old if part.is_backordered for unit in _units(part)}
    found: list[Ready] = []
    for part in new:
        if part.supply != ON_HAND:
            continue
        for unit in _units(part):
            promise = _promise_of(unit, told.get(part.line, []))
            if promise is not None and (part.line, unit) in waited:
                _grow(found, part.line, unit, promise)
    return found


def _grow(found: list[Ready], line: LineId, unit: int, promise: Told) -> None:
    last = found[-1] if found else None
    shown = promise.promise.shown_on
    if last and last.line == line and last.first_unit + last.quantity == unit and last.shown_on == shown:
        found[-1] = Ready(last.order, line, last.first_unit, last.quantity + 1, shown)
    else:
        found.append(Ready(promise.order, line, unit, 1, shown))


def _units(part: PlanPart) -> range:
    return range(part.first_unit, part.first_unit + part.quantity)


def _promise_of(unit: int, told: Sequence[Told]) -> Told | None:
    covering = [each for each in told if each.promise.part <= unit < each.promise.part + each.promise.quantity]
    return covering[-1] if covering else None
