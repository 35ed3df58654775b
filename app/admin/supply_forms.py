"""What merchants type about incoming stock, as values or as errors that say what to do instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.admin.forms import Filled, day_problem, read_day, read_units
from app.domain.own_supply import LONGEST_REFERENCE, MOST_UNITS, NewDelivery, fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.db.shown import SupplyRow
    from app.db.shown_incoming import Choice, DeliveryChoices
    from app.domain.ids import LocationId

_LONGEST_NAME: Final = 80
WRONG_UNITS: Final = f"Enter a whole number from 1 to {MOST_UNITS:,}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A new number of announced units. `seen` is the one the merchant was looking at."""

    to: int
    seen: int


def fresh_delivery(choices: DeliveryChoices) -> Filled:
    """The usual case: the first location, a date, and a reference that is free."""
    place = str(choices.places[0].id) if choices.places else ""
    words = {"place": place, "supplier": "", "new_supplier": "", "quantity": "", "expected": "", "undated": ""}
    return Filled({**words, "reference": choices.reference})


def read_delivery(
    values: Mapping[str, str], choices: DeliveryChoices, chosen: Choice, *, today: date
) -> tuple[Filled, NewDelivery | None]:
    """The form with its errors, and the delivery if there are none."""
    kept = {name: values.get(name, "").strip() for name in fresh_delivery(choices).values}
    errors: dict[str, str] = {}
    place, supplier = read_heading(kept, choices, errors)
    units = read_units(kept["quantity"])
    if units is None or not 1 <= units <= MOST_UNITS:
        errors["quantity"] = WRONG_UNITS
    expected = read_expected(kept, errors, today=today)
    if problem := reference_problem(kept["reference"]):
        errors["reference"] = problem
    filled = Filled(kept, errors)
    if errors or place is None or units is None:
        return filled, None
    return filled, NewDelivery(kept["reference"], place, {chosen.item: units}, expected, supplier)


def read_heading(
    kept: Mapping[str, str], choices: DeliveryChoices, errors: dict[str, str]
) -> tuple[LocationId | None, str | None]:
    """Where to, and from whom: one of the suppliers there are, or a new one by name."""
    place = next((each.id for each in choices.places if str(each.id) == kept["place"]), None)
    if place is None:
        errors["place"] = "Choose one of your locations"
    if kept["supplier"] and kept["new_supplier"]:
        errors["new_supplier"] = "Choose a supplier or name a new one, not both"
    elif len(kept["new_supplier"]) > _LONGEST_NAME:
        errors["new_supplier"] = f"Use {_LONGEST_NAME} characters or fewer"
    if kept["supplier"] and kept["supplier"] not in choices.suppliers:
        errors["supplier"] = "Choose one of your suppliers"
    return place, kept["new_supplier"] or kept["supplier"] or None


def read_expected(kept: Mapping[str, str], errors: dict[str, str], *, today: date) -> date | None:
    """A day at the dock; None where it is not known yet, which has to be said."""
    day = read_day(kept["expected"])
    if kept["undated"]:
        if kept["expected"]:
            errors["expected"] = "Leave the date empty, or say that it is known"
        return None
    if problem := day_problem(day, today):
        errors["expected"] = problem if kept["expected"] else "Choose a date, or say that it is not known yet"
    return day


def reference_problem(text: str) -> str | None:
    if not fold(text):
        return "Give it a name that you will know it by"
    return f"Use {LONGEST_REFERENCE} characters or fewer" if len(text) > LONGEST_REFERENCE else None


def fresh_quantity(supply: SupplyRow) -> Filled:
    return Filled({"units": str(supply.announced), "units_seen": str(supply.announced)})


def read_quantity(values: Mapping[str, str], supply: SupplyRow) -> tuple[Filled, Quantity | None]:
    """The form with its error, and the change if there is none."""
    kept = {"units": values.get("units", "").strip(), "units_seen": values.get("units_seen", "")}
    to, seen = read_units(kept["units"]), read_units(kept["units_seen"])
    counted = supply.received + supply.rejected
    if to is None or seen is None or not 1 <= to <= MOST_UNITS:
        return Filled(kept, {"units": WRONG_UNITS}), None
    if to < counted:
        return Filled(kept, {"units": f"{counted} were counted already: enter {counted} or more"}), None
    if to == seen:
        return Filled(kept, {"units": "This is the quantity it has now"}), None
    return Filled(kept), Quantity(to, seen)
