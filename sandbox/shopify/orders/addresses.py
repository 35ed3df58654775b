"""Postal addresses in answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.shopify.model import Address, Resource


def address(given: Address | None, *, owner: Resource) -> dict[str, Any] | None:
    """A MailingAddress with an id made from its owner's."""
    if given is None:
        return None
    first, _, last = (given.name or "").partition(" ")
    return {
        "id": f"gid://shopify/MailingAddress/{owner.id}?model_name=Address",
        "name": given.name,
        "firstName": first or None,
        "lastName": last or None,
        "company": given.company,
        "address1": given.address1,
        "address2": given.address2,
        "city": given.city,
        "provinceCode": given.province_code,
        "countryCodeV2": given.country_code,
        "zip": given.zip,
        "phone": given.phone,
        "formatted": [part for part in (given.address1, given.city, given.zip, given.country_code) if part],
    }
