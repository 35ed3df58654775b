"""The answer to a function's input query, from the sandbox's state and in the published schema of the Functions API."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from graphql import GraphQLSchema, build_client_schema, execute_sync, parse, validate

from sandbox.shopify.errors import NotImplementedInSandbox
from sandbox.shopify.model import Address, Metafield, Resource, Shop, Validation
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.request import Request
from sandbox.shopify.schema import API_VERSION

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLResolveInfo

    from sandbox.shopify.orders.checkout import Want
    from sandbox.shopify.registry import Args

FILE = Path(__file__).parents[2] / "schema" / f"functions_cart_checkout_validation_{API_VERSION}.json.gz"
LONGEST_METAFIELD = 10_000
"""Bytes. A longer one reads as absent (shopify.dev, Functions, "Input query limits")."""

resolvers = Resolvers()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What one run of a validation function is about."""

    shop: Shop
    wants: Sequence[Want]
    validation: Validation
    step: str
    """A BuyerJourneyStep."""
    locale: str
    """`de`, `pt-BR`."""
    country: str
    """Where the shopper looks from: a CountryCode."""
    ship_to: Address | None
    """None until the shopper has said it."""

    @property
    def language(self) -> str:
        """A LanguageCode."""
        return self.locale.replace("-", "_").upper()

    @property
    def delivery_groups(self) -> list[dict[str, Address]]:
        """One: everything goes to one address."""
        return [{"deliveryAddress": self.ship_to}] if self.ship_to else []


@cache
def schema() -> GraphQLSchema:
    return build_client_schema(json.loads(gzip.decompress(FILE.read_bytes()))["data"], assume_valid=True)


def answer(request: Request, query: str, asked: Asked) -> dict[str, Any]:
    """The function's input. Raises what a resolver raised: a function is never given half an answer."""
    result = execute_sync(
        schema(),
        _read(query),
        root_value=asked,
        context_value=request,
        field_resolver=_resolve,
        type_resolver=lambda value, _info, _abstract: value.kind,
    )
    for error in result.errors or ():
        raise error.original_error or error
    return dict(result.data or {})


@lru_cache(maxsize=16)
def _read(query: str) -> DocumentNode:
    document = parse(query)
    for error in validate(schema(), document):
        raise error
    return document


def _resolve(source: Any, info: GraphQLResolveInfo[Any], **args: Any) -> Any:
    name = f"{info.parent_type.name}.{info.field_name}"
    resolver = resolvers.fields.get((info.parent_type.name, info.field_name))
    if resolver is None:
        if isinstance(source, Mapping) and info.field_name in source:
            return source[info.field_name]
        raise NotImplementedInSandbox(f"{name} in the input of a function")
    return resolver(source, info.context, args)


resolvers.attributes(
    "Input",
    {
        "cart": lambda asked: {"lines": asked.wants, "deliveryGroups": asked.delivery_groups},
        "buyerJourney": lambda asked: {"step": asked.step},
        "localization": lambda asked: {
            "language": {"isoCode": asked.language},
            "country": {"isoCode": asked.country},
        },
        "shop": "shop",
        "validation": "validation",
    },
)
resolvers.attributes("MailingAddress", {"countryCode": "country_code"})
resolvers.attributes("CartLine", {"quantity": "quantity", "merchandise": "variant"})
resolvers.attributes("ProductVariant", {"id": "gid", "title": "title", "sku": "sku", "product": "product"})
resolvers.attributes("Product", {"id": "gid", "title": "title", "handle": "handle"})
resolvers.attributes("Metafield", {"value": "value", "type": "type", "jsonValue": lambda each: json.loads(each.value)})


def _metafield(owner: Resource, request: Request, args: Args) -> Metafield | None:
    found = request.shop.metafields.get((owner.gid, request.namespace(args.get("namespace")), args["key"]))
    return found if found and len(found.value.encode()) <= LONGEST_METAFIELD else None


for _type in ("ProductVariant", "Product", "Shop", "Validation"):
    resolvers.field(f"{_type}.metafield")(_metafield)


@resolvers.field("Shop.localTime")
def local_time(shop: Shop, request: Request, _args: Args) -> datetime:
    return request.now().astimezone(ZoneInfo(shop.timezone)).replace(tzinfo=None)


resolvers.attributes("LocalTime", {"date": lambda local: local.date().isoformat()})


@resolvers.field("LocalTime.timeAfter")
def time_after(local: datetime, _request: Request, args: Args) -> bool:
    return local.time() >= time.fromisoformat(args["time"])
