"""`POST {shop}/admin/api/{version}/graphql.json`, with its refusals and the dials' unkindness."""

from __future__ import annotations

import random
import time
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Response
from fastapi.responses import JSONResponse

from sandbox.shopify import tokens
from sandbox.shopify.bucket import Bucket
from sandbox.shopify.executor import execute, throttled
from sandbox.shopify.model import Installation, Shop
from sandbox.shopify.request import Actor, Request
from sandbox.shopify.routes.reach import InShop, InStore
from sandbox.shopify.schema import API_VERSION
from sandbox.shopify.store import Store

router = APIRouter()

NON_EXPIRING = "[API] Non-expiring access tokens are no longer accepted for the Admin API."
BAD_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"


@router.post("/{shop}/admin/api/{version}/graphql.json")
def graphql(
    store: InStore,
    shop: InShop,
    version: str,
    call: Annotated[dict[str, Any], Body()],
    x_shopify_access_token: Annotated[str, Header()] = "",
    shopify_graphql_cost_debug: Annotated[str, Header()] = "",
) -> Response:
    """`version` is answered with the one served: Shopify falls forward in silence, and says so in a header only."""
    response = _unkindness(store, shop) or _unauthorised(store, shop, x_shopify_access_token)
    if response is None:
        request = Request(store=store, shop=shop, actor=_actor(store, shop, x_shopify_access_token))
        answer = execute(
            request,
            query=str(call.get("query") or ""),
            variables=call.get("variables"),
            operation_name=call.get("operationName"),
            debug=bool(shopify_graphql_cost_debug),
        )
        response = JSONResponse(answer)
    response.headers["X-Shopify-API-Version"] = API_VERSION if version != "unstable" else version
    response.headers["X-Request-Id"] = str(uuid.uuid4())
    return response


def _actor(store: Store, shop: Shop, token: str) -> Actor:
    found = _installation(shop).access_tokens[token]
    return Actor(client_id=store.app.client_id, scopes=found.scopes.difference(store.dials.api.missing_scopes))


def _installation(shop: Shop) -> Installation:
    if shop.installation is None:
        raise RuntimeError("an authorised call to a shop without the app")
    return shop.installation


def _unauthorised(store: Store, shop: Shop, token: str) -> Response | None:
    with store.act():
        found = tokens.live(shop.installation, token=token, now=store.machine()) if shop.installation else None
    if found is None or store.dials.api.expire_tokens:
        return JSONResponse({"errors": BAD_TOKEN}, status_code=401)
    if found.mode == "offline" and found.expires_at is None:
        return JSONResponse({"errors": NON_EXPIRING}, status_code=403)
    return None


def _unkindness(store: Store, shop: Shop) -> Response | None:
    dials = store.dials.api
    if dials.latency_seconds:
        time.sleep(dials.latency_seconds)
    if dials.frozen:
        return JSONResponse({"errors": "Unavailable Shop"}, status_code=402)
    if _drawn(dials.timeout_percent):
        time.sleep(dials.timeout_seconds)
        return Response(status_code=504)
    if _drawn(dials.throttled_percent):
        bucket = Bucket(shop.restore_rate, store.machine(), 0)
        return JSONResponse(throttled(100, bucket))
    if _drawn(dials.too_many_requests_percent):
        return JSONResponse({"errors": "Too many requests"}, status_code=429, headers={"Retry-After": "1.0"})
    if _drawn(dials.server_error_percent):
        return JSONResponse({"errors": "Internal Server Error"}, status_code=500)
    return None


def _drawn(percent: float) -> bool:
    return bool(percent) and random.random() * 100 < percent
