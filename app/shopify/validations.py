"""The limit in the cart: the validation that makes Shopify ask our function about every cart.

Ours is the one with our metafield `$app` / `backorder-limit`: nobody else can write there, and other apps' validations
stand in the same list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from app.shopify.facts import LimitFact, LimitRules
from app.shopify.gid import ValidationId, from_gid, to_gid
from app.shopify.operations import CREATE_VALIDATION, DELETE_VALIDATION, UPDATE_VALIDATION, VALIDATIONS
from app.shopify.reading import payload, read_pages, refuse

if TYPE_CHECKING:
    from app.shopify.client import ShopAdmin
    from app.shopify.types.validations import Validation
    from app.shopify.types.wire import Page

FUNCTION: Final = "backorder-limit"
"""The function's handle, as its extension declares it, and the key of the validation's metafield."""
TITLE: Final = "Backorder limit"
"""What the merchant reads among the checkout rules of the Shopify admin."""


def fetch_limit(admin: ShopAdmin) -> LimitFact | None:
    """Our validation; None: there is none. Of several, which nobody but a repeated call could make, the oldest.

    Raises every error of the client, MissingScope without `read_validations`.
    """

    def page(after: str | None) -> Page[Validation]:
        return admin.execute(VALIDATIONS, {"after": after}).data.validations

    ours = [_fact(each) for each in read_pages(page(None), page) if each.metafield is not None]
    return min(ours, key=lambda each: each.id, default=None)


def create_limit(admin: ShopAdmin, rules: LimitRules) -> None:
    """Put up the validation. Twice would be two: look first. Raises UserErrors and every error of the client."""
    given = {"functionHandle": FUNCTION, "title": TITLE, **_input(rules)}
    data = admin.execute(CREATE_VALIDATION, {"validation": given}).data
    refuse("validationCreate", payload("validationCreate", data.validation_create).user_errors)


def update_limit(admin: ShopAdmin, validation: ValidationId, rules: LimitRules) -> None:
    """Raises UserErrors and every error of the client."""
    given = {"id": to_gid("Validation", validation), "validation": _input(rules)}
    data = admin.execute(UPDATE_VALIDATION, given).data
    refuse("validationUpdate", payload("validationUpdate", data.validation_update).user_errors)


def delete_limit(admin: ShopAdmin, validation: ValidationId) -> None:
    """One that is gone already is no error. Raises UserErrors and every error of the client."""
    data = admin.execute(DELETE_VALIDATION, {"id": to_gid("Validation", validation)}).data
    errors = payload("validationDelete", data.validation_delete).user_errors
    refuse("validationDelete", [each for each in errors if each.code != "NOT_FOUND"])


def _input(rules: LimitRules) -> dict[str, object]:
    """All of it each time: what an update does not name falls back to its default."""
    told = {"fail_open": rules.fail_open, **({"pools": rules.pools} if rules.pools else {})}
    metafield = {"namespace": "$app", "key": FUNCTION, "type": "json", "value": msgspec.json.encode(told).decode()}
    return {"enable": rules.enabled, "blockOnFailure": rules.blocks, "metafields": [metafield]}


def _fact(validation: Validation) -> LimitFact:
    told = _told(validation.metafield.value) if validation.metafield else {}
    fail_open, pools = told.get("fail_open") is True, str(told.get("pools", ""))
    return LimitFact(
        from_gid(validation.id, ValidationId),
        LimitRules(validation.enabled, validation.block_on_failure, fail_open, pools),
    )


def _told(value: str) -> dict[str, object]:
    """As the function reads it: what is no object says nothing, and only `true` is a yes."""
    try:
        given = msgspec.json.decode(value)
    except msgspec.DecodeError:
        return {}
    return given if isinstance(given, dict) else {}
