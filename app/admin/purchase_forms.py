"""What merchants type about orders to suppliers, as values or as errors that say what to do instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.admin.forms import Filled, read_units
from app.admin.purchase_views import PurchaseHeading
from app.admin.supply_forms import WRONG_UNITS, read_expected, read_heading, reference_problem
from app.domain.own_supply import MOST_UNITS
from app.domain.purchasing import Lot
from app.shopify.money import decimal_places, money

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.db.shown_incoming import DeliveryChoices
    from app.db.shown_purchases import PurchaseLineRow, PurchaseView

_LONGEST_NOTE: Final = 500
_DEAREST: Final = 10**12
"""Minor units."""
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TypedLine:
    """`unit_cost` in minor units; None: not said."""

    lot: Lot
    unit_cost: int | None


def fresh_purchase(choices: DeliveryChoices, *, currency: str) -> Filled:
    place = str(choices.places[0].id) if choices.places else ""
    words = {"number": "", "place": place, "supplier": "", "new_supplier": "", "expected": "", "undated": ""}
    return Filled({**words, "currency": currency, "note": ""})


def known_purchase(view: PurchaseView) -> Filled:
    row = view.row
    expected = row.expected_on.isoformat() if row.expected_on else ""
    return Filled(
        {
            "number": row.number,
            "place": str(view.place_id),
            "supplier": row.supplier,
            "new_supplier": "",
            "expected": expected,
            "undated": "" if expected else "1",
            "currency": view.currency,
            "note": view.note,
        }
    )


def read_purchase(
    values: Mapping[str, str], choices: DeliveryChoices, *, today: date
) -> tuple[Filled, PurchaseHeading | None]:
    """The form with its errors, and the heading if there are none."""
    kept = {name: values.get(name, "").strip() for name in fresh_purchase(choices, currency="").values}
    kept["currency"] = kept["currency"].upper()
    errors: dict[str, str] = {}
    if problem := reference_problem(kept["number"]):
        errors["number"] = problem
    place, supplier = read_heading(kept, choices, errors)
    if supplier is None:
        errors.setdefault("supplier", "Choose whom the order goes to, or name a new supplier")
    if not _CURRENCY.fullmatch(kept["currency"]):
        errors["currency"] = "Use the three letters of a currency, such as EUR"
    if len(kept["note"]) > _LONGEST_NOTE:
        errors["note"] = f"Use {_LONGEST_NOTE} characters or fewer"
    expected = read_expected(kept, errors, today=today)
    filled = Filled(kept, errors)
    if errors or place is None or supplier is None:
        return filled, None
    return filled, PurchaseHeading(kept["number"], supplier, place, kept["currency"], expected, kept["note"])


def fresh_line(line: PurchaseLineRow | None = None) -> Filled:
    """Empty, or a line as it was said."""
    if line is None:
        return Filled({"quantity": "", "pack": "1", "least": "1", "cost": ""})
    cost = str(line.unit_cost.amount) if line.unit_cost else ""
    return Filled({"quantity": str(line.quantity), "pack": str(line.pack), "least": str(line.least), "cost": cost})


def read_line(values: Mapping[str, str], *, currency: str) -> tuple[Filled, TypedLine | None]:
    """The form with its errors, and the line if there are none. Quantities against the terms are no error here."""
    kept = {name: values.get(name, "").strip() for name in fresh_line().values}
    numbers = {name: read_units(kept[name]) for name in ("quantity", "pack", "least")}
    errors = {name: WRONG_UNITS for name, number in numbers.items() if number is None or not 1 <= number <= MOST_UNITS}
    cost = _cost(kept["cost"], currency)
    if cost is None and kept["cost"]:
        errors["cost"] = f"Enter an amount in {currency}, such as {_example(currency)}"
    filled = Filled(kept, errors)
    if errors:
        return filled, None
    return filled, TypedLine(Lot(**{name: number or 1 for name, number in numbers.items()}), cost)


def _cost(text: str, currency: str) -> int | None:
    """Minor units. A comma is a decimal comma where no point is there."""
    written = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    try:
        read = money(written, currency)
    except ValueError:
        return None
    fits = read.exponent == decimal_places(currency) and 0 <= read.minor <= _DEAREST
    return read.minor if fits else None


def _example(currency: str) -> str:
    return {0: "12", 3: "12.500"}.get(decimal_places(currency), "12.50")
