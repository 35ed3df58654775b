"""App-owned metafields: `$app` / `backorder` of variants and orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.shopify.facts import MetafieldFact
from app.shopify.operations import CREATE_METAFIELD_DEFINITION, DELETE_METAFIELDS, SET_METAFIELDS
from app.shopify.reading import payload, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.shopify.client import ShopAdmin
    from app.shopify.types.catalog import Metafield

NAMESPACE = "$app"
KEY = "backorder"
AT_MOST = 25
"""Shopify's limit for one write."""


@dataclass(frozen=True, slots=True)
class MetafieldWrite:
    """`owner` is a gid. `replaces` is the digest that must still stand, None: there must be no value yet."""

    owner: str
    value: str
    replaces: str | None


def set_metafields(admin: ShopAdmin, writes: Sequence[MetafieldWrite]) -> tuple[MetafieldFact, ...]:
    """Write values by compare-and-set, all or none, and return what stands then, in the same order; at most 25.

    Raises UserErrors, with `stale` True when one of the digests no longer stood, and every error of the client.
    """
    if len(writes) > AT_MOST:
        raise ValueError(f"at most {AT_MOST} metafields a write, not {len(writes)}")
    inputs = [
        {
            "ownerId": write.owner,
            "namespace": NAMESPACE,
            "key": KEY,
            "type": "json",
            "value": write.value,
            "compareDigest": write.replaces,
        }
        for write in writes
    ]
    result = payload("metafieldsSet", admin.execute(SET_METAFIELDS, {"metafields": inputs}).data.metafields_set)
    refuse("metafieldsSet", result.user_errors)
    return tuple(_fact(metafield) for metafield in result.metafields or ())


def delete_metafields(admin: ShopAdmin, owners: Sequence[str]) -> None:
    """Remove our value from these owners (gids). One that is not there is no error.

    Raises UserErrors and every error of the client.
    """
    identifiers = [{"ownerId": owner, "namespace": NAMESPACE, "key": KEY} for owner in owners]
    data = admin.execute(DELETE_METAFIELDS, {"metafields": identifiers}).data
    refuse("metafieldsDelete", payload("metafieldsDelete", data.metafields_delete).user_errors)


def ensure_definition(admin: ShopAdmin, *, owner_type: str, public: bool) -> bool:
    """Define our metafield for `PRODUCTVARIANT` or `ORDER` if it is not. Returns whether it had to be.

    `shopify app deploy` installs the definitions of `shopify.app.toml`; this makes up for a deploy that did not.
    Raises UserErrors and every error of the client.
    """
    access = {"admin": "MERCHANT_READ"} | ({"storefront": "PUBLIC_READ"} if public else {})
    definition = {
        "name": "Backorder",
        "namespace": NAMESPACE,
        "key": KEY,
        "type": "json",
        "ownerType": owner_type,
        "access": access,
    }
    data = admin.execute(CREATE_METAFIELD_DEFINITION, {"definition": definition}).data
    result = payload("metafieldDefinitionCreate", data.metafield_definition_create)
    taken = [error for error in result.user_errors if error.code == "TAKEN"]
    refuse("metafieldDefinitionCreate", [error for error in result.user_errors if error not in taken])
    return not taken


def metafield_fact(metafield: Metafield | None) -> MetafieldFact | None:
    return None if metafield is None else _fact(metafield)


def _fact(metafield: Metafield) -> MetafieldFact:
    return MetafieldFact(metafield.value, metafield.compare_digest, metafield.updated_at)
