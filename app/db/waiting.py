"""Units of an order that wait, with the day their customer has. The plan moves with every fact, that day does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import sqlalchemy as sa

from app.db import promises
from app.db.plans import PlanPart
from app.domain.ids import LineId, ShopId
from app.domain.ledger import standing
from app.domain.model import Promise


@dataclass(frozen=True, slots=True)
class WaitingUnits:
    """`promised_for`: the day told last, or the plan's where nothing was told yet; None: there is no honest date."""

    line: LineId
    quantity: int
    promised_for: date | None


def with_days(conn: sa.Connection, shop: ShopId, parts: Sequence[PlanPart]) -> list[WaitingUnits]:
    """These planned parts in their order, cut wherever the day that was told changes."""
    told = promises.of_lines(conn, shop, {part.line for part in parts})
    made = {line: [each.promise for each in said] for line, said in told.items()}
    return [each for part in parts for each in _cut(part, made.get(part.line, []))]


def _cut(part: PlanPart, made: Sequence[Promise]) -> list[WaitingUnits]:
    units = range(part.first_unit, part.first_unit + part.quantity)
    runs = groupby(units, key=lambda unit: _day(standing(made, unit), part))
    return [WaitingUnits(part.line, len(list(run)), day) for day, run in runs]


def _day(promise: Promise | None, part: PlanPart) -> date | None:
    return promise.shown_on if promise else part.ship_by
