"""Cart and checkout validations: whether the shop's validation functions let a cart pass."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from graphql import GraphQLNonNull
from graphql.utilities import validate_input_value

from sandbox.shopify.functions.extension import FunctionExtension, validation_function
from sandbox.shopify.functions.node import FunctionBroke, node_function
from sandbox.shopify.functions.question import Asked, answer, schema
from sandbox.shopify.request import Request

if TYPE_CHECKING:
    from graphql import GraphQLInputObjectType

    from sandbox.shopify.model import Address, Shop
    from sandbox.shopify.orders.checkout import Want
    from sandbox.shopify.store import Store

CART = "CART_INTERACTION"
COMPLETION = "CHECKOUT_COMPLETION"
BROKEN = "There was a problem with the checkout. Please try again."
"""What a shopper reads where a function broke and the merchant wants such carts stopped."""
log = logging.getLogger(__name__)


class Refused(Exception):
    """A validation function does not let the cart pass. `messages` is what the shopper reads."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__(" ".join(messages))
        self.messages = tuple(messages)


def refusals(
    store: Store,
    *,
    shop: Shop,
    wants: Sequence[Want],
    locale: str,
    country: str,
    ship_to: Address | None = None,
    step: str,
) -> list[str]:
    """What the enabled validations say against a cart; empty: it passes. Call it inside an act.

    `country` is where the shopper looks from, `ship_to` where the goods go; None while nobody knows. Raises NodeMissing
    where nobody can run them.
    """
    if not store.dials.checkout.validation_functions:
        return []
    return [
        message
        for validation in shop.validations.values()
        if validation.enabled
        for message in _of_one(
            Request(store=store, shop=shop),
            Asked(
                shop=shop,
                wants=wants,
                validation=validation,
                step=step,
                locale=locale,
                country=country,
                ship_to=ship_to,
            ),
        )
    ]


def _of_one(request: Request, asked: Asked) -> list[str]:
    function = validation_function(asked.validation.function_handle)
    try:
        operations = _run(request, function, asked)["operations"]
    except FunctionBroke:
        log.exception("The validation function broke.")
        return [BROKEN] if asked.validation.block_on_failure else []
    errors = [error for each in operations if each.get("validationAdd") for error in each["validationAdd"]["errors"]]
    return [error["message"] for error in errors]


def _run(request: Request, function: FunctionExtension, asked: Asked) -> Any:
    output = node_function(function).run(answer(request, function.question, asked))
    expected = cast("GraphQLInputObjectType", schema().type_map["CartValidationsGenerateRunResult"])
    validate_input_value(output, GraphQLNonNull(expected), _refuse)
    return output


def _refuse(error: Exception, path: list[str | int]) -> None:
    raise FunctionBroke(f"the answer does not fit the schema at {path}: {error}")
