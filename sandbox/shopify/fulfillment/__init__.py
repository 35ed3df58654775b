"""Fulfilment orders: routing, holds, splits, merges, moves, and what really leaves."""

from sandbox.shopify.fulfillment import (
    fields,
    hold_mutations,
    progress_mutations,
    regroup_mutations,
    shipping_mutations,
)
from sandbox.shopify.registry import Resolvers

resolvers = Resolvers()
for _module in (fields, hold_mutations, progress_mutations, regroup_mutations, shipping_mutations):
    resolvers.include(_module.resolvers)
