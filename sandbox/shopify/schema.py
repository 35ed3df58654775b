"""The published Admin schema 2026-10, and every resolver the sandbox has for it."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphql import GraphQLSchema, build_client_schema

from sandbox.shopify import scalars
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from collections.abc import Mapping

API_VERSION = "2026-10"
FILE = Path(__file__).parent.parent / "schema" / f"admin_{API_VERSION}.json.gz"

MODULES = (
    "sandbox.shopify.resolvers.shop",
    "sandbox.shopify.resolvers.nodes",
    "sandbox.shopify.resolvers.products",
    "sandbox.shopify.resolvers.variants_update",
    "sandbox.shopify.resolvers.locations",
    "sandbox.shopify.resolvers.inventory",
    "sandbox.shopify.resolvers.inventory_writes",
    "sandbox.shopify.resolvers.inventory_moves",
    "sandbox.shopify.resolvers.metafields",
    "sandbox.shopify.resolvers.metafield_writes",
    "sandbox.shopify.resolvers.metafield_definitions",
    "sandbox.shopify.resolvers.transfers",
    "sandbox.shopify.resolvers.transfer_writes",
    "sandbox.shopify.resolvers.shipments",
    "sandbox.shopify.resolvers.shipment_writes",
    "sandbox.shopify.resolvers.validations",
    "sandbox.shopify.resolvers.webhook_subscriptions",
    "sandbox.shopify.orders",
    "sandbox.shopify.fulfillment",
    "sandbox.shopify.bulk",
)
"""Each has a `resolvers`. Two of them never resolve one field."""


@dataclass(frozen=True)
class AdminSchema:
    graphql: GraphQLSchema
    resolvers: Mapping[tuple[str, str], Any]
    access: tuple[Mapping[str, Any], ...]
    """The file's list of what each type and field requires."""


@cache
def admin_schema() -> AdminSchema:
    """Read once a process: about a second."""
    raw = json.loads(gzip.decompress(FILE.read_bytes()))
    schema = build_client_schema(raw["data"], assume_valid=True)
    scalars.teach(schema)
    return AdminSchema(schema, all_resolvers().fields, tuple(raw["offline_scopes"]["items"]))


def all_resolvers() -> Resolvers:
    everything = Resolvers()
    for name in MODULES:
        everything.include(import_module(name).resolvers)
    return everything
