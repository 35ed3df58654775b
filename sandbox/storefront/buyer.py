"""Who is checking out: the form's fields, what is wrong with them, and the customer they make."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.shopify.model import Address, Customer
from sandbox.storefront.countries import COUNTRIES, named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.shopify.model import Shop
    from sandbox.shopify.store import Store

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, kw_only=True)
class Field:
    name: str
    autocomplete: str
    kind: str = "text"
    half: bool = False


FIELDS = (
    Field(name="email", autocomplete="email", kind="email"),
    Field(name="country", autocomplete="country"),
    Field(name="first_name", autocomplete="given-name", half=True),
    Field(name="last_name", autocomplete="family-name", half=True),
    Field(name="address1", autocomplete="street-address"),
    Field(name="zip", autocomplete="postal-code", half=True),
    Field(name="city", autocomplete="address-level2", half=True),
)


def problems(form: Mapping[str, str]) -> dict[str, str]:
    """Field to the locale key of its complaint; empty when the form will do."""
    found = {field.name: "checkout.required" for field in FIELDS if not form.get(field.name, "").strip()}
    if "email" not in found and not _EMAIL.fullmatch(form["email"].strip()):
        found["email"] = "checkout.bad_email"
    if "country" not in found and form["country"] not in COUNTRIES:
        found["country"] = "checkout.required"
    return found


def field_drops(
    form: Mapping[str, str], *, wrong: Mapping[str, str], translate: Callable[[str], str], locale: str
) -> list[dict[str, object]]:
    """The fields as the template draws them, with what was typed and what is wrong."""
    return [
        {
            "name": field.name,
            "label": translate(f"checkout.{field.name}"),
            "type": field.kind,
            "autocomplete": field.autocomplete,
            "half": field.half,
            "value": form.get(field.name, ""),
            "error": translate(wrong[field.name]) if field.name in wrong else None,
            "choices": named(COUNTRIES, locale=locale) if field.name == "country" else None,
        }
        for field in FIELDS
    ]


def customer(store: Store, *, shop: Shop, form: Mapping[str, str], locale: str) -> Customer:
    """The shop's customer of that e-mail address, with the name and address given now."""
    email = form["email"].strip().lower()
    now = store.now()
    found = next((each for each in shop.customers.values() if each.email == email), None)
    if found is None:
        found = Customer(id=store.new_id(), created_at=now, updated_at=now, email=email)
        shop.customers[found.id] = found
    found.first_name, found.last_name = form["first_name"].strip(), form["last_name"].strip()
    found.locale, found.address, found.updated_at = locale, _address(form), now
    return found


def _address(form: Mapping[str, str]) -> Address:
    return Address(
        name=f"{form['first_name'].strip()} {form['last_name'].strip()}",
        address1=form["address1"].strip(),
        zip=form["zip"].strip(),
        city=form["city"].strip(),
        country_code=form["country"],
    )
