"""Orders: checkout, reading, edits, refunds, cancellation."""

from sandbox.shopify.orders import (
    cancel_mutation,
    customer_fields,
    edit_mutations,
    line_fields,
    money_fields,
    order_fields,
    queries,
    refund_mutation,
    return_fields,
    tag_mutations,
)
from sandbox.shopify.registry import Resolvers

resolvers = Resolvers()
for _module in (
    queries,
    order_fields,
    line_fields,
    money_fields,
    customer_fields,
    tag_mutations,
    cancel_mutation,
    refund_mutation,
    return_fields,
    edit_mutations,
):
    resolvers.include(_module.resolvers)
