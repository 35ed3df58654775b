"""Bulk operations and staged uploads."""

from sandbox.shopify.bulk import api, staged_uploads
from sandbox.shopify.registry import Resolvers

resolvers = Resolvers()
for _module in (api, staged_uploads):
    resolvers.include(_module.resolvers)
