"""The `@idempotent(key:)` directive: required on some mutations since 2026-04, honoured on all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graphql import get_directive_values

from sandbox.shopify.errors import ApiError, user_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphql import GraphQLResolveInfo

    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

REQUIRED = frozenset(
    {
        "inventoryActivate",
        "inventoryAdjustQuantities",
        "inventoryMoveQuantities",
        "inventorySetQuantities",
        "inventorySetOnHandQuantities",
        "inventoryShipmentAddItems",
        "inventoryShipmentCreate",
        "inventoryShipmentCreateInTransit",
        "inventoryShipmentReceive",
        "inventoryTransferCreate",
        "inventoryTransferCreateAsReadyToShip",
        "inventoryTransferDuplicate",
        "inventoryTransferSetItems",
        "locationActivate",
        "locationDeactivate",
        "refundCreate",
    }
)


def once(request: Request, info: GraphQLResolveInfo[Any], args: Args, run: Callable[[], Any]) -> Any:
    """Run the mutation, or answer what the same key and arguments answered before.

    Missing where required: top-level BAD_REQUEST. The key with other arguments: user error
    IDEMPOTENCY_KEY_PARAMETER_MISMATCH. A run that raised leaves no trace, so the same key may try again.
    """
    key = _key(info)
    if key is None:
        if info.field_name in REQUIRED:
            raise ApiError(
                "The @idempotent directive is required for this mutation but was not provided.", code="BAD_REQUEST"
            )
        return run()
    asked = json.dumps([info.field_name, args], sort_keys=True, default=str)
    if key in request.shop.idempotent:
        before, payload = request.shop.idempotent[key]
        return payload if before == asked else _mismatch(payload)
    payload = run()
    request.shop.idempotent[key] = (asked, payload)
    return payload


def _key(info: GraphQLResolveInfo[Any]) -> str | None:
    directive = info.schema.get_directive("idempotent")
    if directive is None:
        return None
    values = get_directive_values(directive, info.field_nodes[0], info.variable_values)
    return str(values["key"]) if values else None


def _mismatch(payload: dict[str, Any]) -> dict[str, Any]:
    error = user_error(
        None,
        "The idempotency key was already used with different parameters.",
        code="IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
    )
    nothing: dict[str, Any] = dict.fromkeys(payload)
    return {**nothing, "userErrors": [error]}
