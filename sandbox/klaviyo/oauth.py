"""The OAuth pages and endpoints: consent (www.klaviyo.com at the original), token and revoke (a.klaviyo.com)."""

from __future__ import annotations

import base64
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel

from sandbox.klaviyo.gate import Account
from sandbox.klaviyo.grants import Grants, InvalidGrant
from sandbox.klaviyo.pages import render

router = APIRouter(prefix="/oauth")


class ConsentForm(BaseModel):
    """What the consent page carries from the app's request to its answer."""

    redirect_uri: str
    code_challenge: str
    scope: str
    state: str


class TokenForm(BaseModel):
    """Both grants in one form: each leaves the other's fields empty."""

    grant_type: str
    code: str = ""
    code_verifier: str = ""
    redirect_uri: str = ""
    refresh_token: str = ""


@router.get("/authorize")
async def ask(request: Request, klaviyo: Account) -> Response:
    """The page where a merchant lets the app in."""
    asked = request.query_params
    if asked.get("client_id") != klaviyo.grants.client_id or asked.get("code_challenge_method") != "S256":
        return JSONResponse({"error": "invalid_request"}, 400)
    return render("consent.html", app=klaviyo.grants.app_name, scopes=asked.get("scope", "").split(), asked=dict(asked))


@router.post("/authorize")
async def allow(klaviyo: Account, form: Annotated[ConsentForm, Form()]) -> Response:
    code = klaviyo.grants.consent(
        redirect_uri=form.redirect_uri, challenge=form.code_challenge, scopes=frozenset(form.scope.split())
    )
    return RedirectResponse(f"{form.redirect_uri}?{urlencode({'code': code, 'state': form.state})}", 303)


@router.post("/token")
async def token(request: Request, klaviyo: Account, form: Annotated[TokenForm, Form()]) -> Response:
    if not _is_client(request, klaviyo.grants):
        return JSONResponse({"error": "invalid_client"}, 401)
    try:
        if form.grant_type == "refresh_token":
            return JSONResponse(klaviyo.grants.refresh(form.refresh_token))
        granted = klaviyo.grants.exchange(form.code, verifier=form.code_verifier, redirect_uri=form.redirect_uri)
    except InvalidGrant:
        return JSONResponse({"error": "invalid_grant"}, 400)
    return JSONResponse(granted)


@router.post("/revoke")
async def revoke(request: Request, klaviyo: Account, token: Annotated[str, Form()]) -> Response:
    if not _is_client(request, klaviyo.grants):
        return JSONResponse({"error": "invalid_client"}, 401)
    klaviyo.grants.revoke(token)
    return JSONResponse({})


def _is_client(request: Request, grants: Grants) -> bool:
    pair = base64.b64encode(f"{grants.client_id}:{grants.client_secret}".encode()).decode()
    return request.headers.get("authorization") == f"Basic {pair}"
