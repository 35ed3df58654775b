"""App-owned metafields: `$app` / `backorder` of variants and orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.shopify.facts import LIMIT_KEY, MetafieldFact
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
VARIANTS_AT_MOST = AT_MOST // 2
"""Each has two metafields."""


@dataclass(frozen=True, slots=True)
class MetafieldWrite:
    """`owner` is a gid. `replaces` is the digest that must still stand, None: there must be no value yet.

    `limit` is a variant's second metafield, written with the first or not at all.
    """

    owner: str
    value: str
    replaces: str | None
    limit: str | None = None


def set_metafields(admin: ShopAdmin, writes: Sequence[MetafieldWrite]) -> tuple[MetafieldFact, ...]:
    """Write values by compare-and-set, all or none, and return what stands then, in the same order; at most 25 in all.

    Raises UserErrors, with `stale` True when one of the digests no longer stood, and every error of the client.
    """
    inputs = [_input(write) for write in writes] + [_limit_input(write) for write in writes if write.limit is not None]
    if len(inputs) > AT_MOST:
        raise ValueError(f"at most {AT_MOST} metafields a write, not {len(inputs)}")
    result = payload("metafieldsSet", admin.execute(SET_METAFIELDS, {"metafields": inputs}).data.metafields_set)
    refuse("metafieldsSet", result.user_errors)
    return tuple(_fact(metafield) for metafield in (result.metafields or ())[: len(writes)])


def _input(write: MetafieldWrite) -> dict[str, object]:
    own = {"ownerId": write.owner, "namespace": NAMESPACE, "key": KEY, "type": "json", "value": write.value}
    return {**own, "compareDigest": write.replaces}


def _limit_input(write: MetafieldWrite) -> dict[str, object]:
    """Without a digest: it goes with the first, whose digest guards both."""
    own = {"ownerId": write.owner, "namespace": NAMESPACE, "key": LIMIT_KEY}
    return {**own, "type": "single_line_text_field", "value": write.limit}


def delete_metafields(admin: ShopAdmin, owners: Sequence[str], *, keys: Sequence[str] = (KEY,)) -> None:
    """Remove our values from these owners (gids). One that is not there is no error.

    Raises UserErrors and every error of the client.
    """
    identifiers = [{"ownerId": owner, "namespace": NAMESPACE, "key": key} for owner in owners for key in keys]
    data = admin.execute(DELETE_METAFIELDS, {"metafields": identifiers}).data
    refuse("metafieldsDelete", payload("metafieldsDelete", data.metafields_delete).user_errors)


def ensure_definition(admin: ShopAdmin, *, owner_type: str, public: bool, key: str = KEY) -> bool:
    """Define our metafield for `PRODUCTVARIANT` or `ORDER` if it is not. Returns whether it had to be.

    `shopify app deploy` installs the definitions of `shopify.app.toml`; this makes up for a deploy that did not.
    Raises UserErrors and every error of the client.
    """
    access = {"admin": "MERCHANT_READ"} | ({"storefront": "PUBLIC_READ"} if public else {})
    definition = {
        "name": "Backorder" if key == KEY else "Backorder limit",
        "namespace": NAMESPACE,
        "key": key,
        "type": "json" if key == KEY else "single_line_text_field",
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
