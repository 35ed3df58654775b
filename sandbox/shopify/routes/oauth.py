"""`POST {shop}/admin/oauth/access_token`: token exchange and refresh, form-encoded or JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from sandbox.shopify import session_tokens, tokens
from sandbox.shopify.model import Installation, Shop
from sandbox.shopify.routes.reach import InShop, InStore
from sandbox.shopify.store import Store

router = APIRouter()

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
ONLINE = "urn:shopify:params:oauth:token-type:online-access-token"


@router.post("/{shop}/admin/oauth/access_token")
async def access_token(request: Request, store: InStore, shop: InShop) -> JSONResponse:
    body = await request.body()
    is_json = request.headers.get("content-type", "").startswith("application/json")
    form: dict[str, Any] = json.loads(body) if is_json else dict(parse_qsl(body.decode()))
    with store.act():
        status, answer = answer_to(store, shop=shop, form=form)
    return JSONResponse(answer, status_code=status)


def answer_to(store: Store, *, shop: Shop, form: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """HTTP status and JSON body."""
    installation = shop.installation
    if (form.get("client_id"), form.get("client_secret")) != (store.app.client_id, store.app.secret):
        return 400, {"error": "invalid_client"}
    if installation is None:
        return 400, {"error": "application_cannot_be_found"}
    if form.get("grant_type") == "refresh_token":
        answer = tokens.refresh(installation, token=str(form.get("refresh_token")), now=store.machine())
        return (200, answer) if answer else (400, {"error": "invalid_grant"})
    if form.get("grant_type") == EXCHANGE:
        return _exchange(store, shop, installation, form)
    return 400, {"error": "unsupported_grant_type"}


def _exchange(store: Store, shop: Shop, installation: Installation, form: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    kind, subject, now = form.get("subject_token_type"), str(form.get("subject_token")), store.machine()
    if kind == OFFLINE:
        known = tokens.live(installation, token=subject, now=now) is not None
    else:
        known = kind == ID_TOKEN and session_tokens.is_valid(subject, shop=shop, app=store.app)
    if not known:
        return 400, {"error": "invalid_subject_token"}
    if form.get("requested_token_type") == ONLINE:
        return 200, tokens.issue_online(installation, shop=shop, now=now)
    if form.get("requested_token_type", OFFLINE) != OFFLINE:
        return 400, {"error": "invalid_request"}
    expiring = str(form.get("expiring", "0")) in ("1", "true", "True")
    return 200, tokens.issue_offline(installation, now=now, expiring=expiring)
