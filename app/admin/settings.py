"""The merchant's settings: Klaviyo, how far suppliers' dates are trusted, who gets units, and the limit in the cart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import HTMLResponse

from app.admin.desk import UNPROCESSABLE, AtDesk
from app.admin.forms import Filled
from app.admin.incoming import effect, typed
from app.admin.settings_forms import (
    MOST_DAYS,
    MOST_HOURS,
    field_of,
    fresh_days,
    fresh_hours,
    fresh_key,
    fresh_limit,
    read_days,
    read_hours,
    read_key,
    read_limit,
    refused_key,
)
from app.errors import AppError
from app.shopify.facts import LIMIT_SCOPES

if TYPE_CHECKING:
    from app.admin.desk import Desk

router = APIRouter(include_in_schema=False)
_PATH = "/settings"
_CONNECTED = "Klaviyo is connected."


@router.get(_PATH)
def show_settings(desk: AtDesk) -> HTMLResponse:
    return _page(desk)


@router.post("/settings/klaviyo")
def connect_klaviyo(desk: AtDesk, key: Annotated[str, Form()] = "") -> Response:
    form, read = read_key(key)
    if read is None:
        return _page(desk, status=UNPROCESSABLE, key_form=form)
    try:
        missing = desk.settings.connect_klaviyo(desk.shop.id, read, user=desk.user)
    except AppError as refused:
        return _page(desk, status=UNPROCESSABLE, key_form=refused_key(str(refused)))
    told = (
        f"{_CONNECTED} The example events are missing: {missing}" if missing else f"{_CONNECTED} Now build your flows."
    )
    return desk.done(_PATH, toast=told)


@router.post("/settings/klaviyo/examples")
def send_examples(desk: AtDesk) -> Response:
    try:
        desk.settings.send_examples(desk.shop.id)
    except AppError as refused:
        return _page(desk, status=refused.status, problem=str(refused))
    return desk.done(_PATH, toast="All five events are in Klaviyo, each with an example.")


@router.post("/settings/klaviyo/disconnect")
def disconnect_klaviyo(desk: AtDesk) -> Response:
    desk.settings.disconnect_klaviyo(desk.shop.id, user=desk.user)
    return desk.done(_PATH, toast="Klaviyo is disconnected. Customers hear nothing until you connect again.")


@router.post("/settings/days")
def set_days(desk: AtDesk, values: Annotated[dict[str, str], Depends(typed)]) -> Response:
    form, days = read_days(values, desk.settings.read(desk.shop.id))
    if days is None:
        return _page(desk, status=UNPROCESSABLE, days_form=form)
    moved = desk.settings.set_buffers(desk.shop.id, usual=days.usual, own=days.own, user=desk.user)
    return desk.done(_PATH, toast=f"Delivery times saved. {effect(moved)}.")


@router.post("/settings/sharing")
def choose_sharing(desk: AtDesk, hours: Annotated[str, Form()] = "") -> Response:
    form, chosen = read_hours(hours)
    if form.errors:
        return _page(desk, status=UNPROCESSABLE, hours_form=form)
    moved = desk.settings.choose_sharing(desk.shop.id, hours=chosen, user=desk.user)
    rule = "First come, first served" if chosen is None else f"Orders of {chosen} hours share"
    return desk.done(_PATH, toast=f"{rule} from now on. {effect(moved)}.")


@router.post("/settings/parcels")
def choose_parcels(desk: AtDesk, one: Annotated[bool, Form()]) -> Response:
    moved = desk.settings.choose_parcels(desk.shop.id, one=one, user=desk.user)
    told = "Orders leave in one parcel" if one else "Units leave as they arrive"
    return desk.done(_PATH, toast=f"{told} from now on. {effect(moved)}.")


@router.post("/settings/moving")
def choose_moving(desk: AtDesk, moves: Annotated[bool, Form()]) -> Response:
    desk.settings.choose_moving(desk.shop.id, moves=moves, user=desk.user)
    told = "Orders move to where their stock is" if moves else "Orders stay where Shopify puts them"
    return desk.done(_PATH, toast=f"{told} from now on.")


@router.post("/settings/transfers")
def choose_transfers(desk: AtDesk, transfers: Annotated[str, Form()] = "") -> Response:
    writes = bool(transfers)
    desk.settings.choose_transfers(desk.shop.id, writes=writes, user=desk.user)
    where = "become transfers in Shopify too" if writes else "stay here"
    return desk.done(_PATH, toast=f"Deliveries you add from now on {where}.")


@router.post("/settings/limit")
def limit_cart(desk: AtDesk, values: Annotated[dict[str, str], Depends(typed)]) -> Response:
    form, limit = read_limit(values)
    if limit is None:
        return _page(desk, status=UNPROCESSABLE, limit_form=form)
    if limit.on and not desk.settings.read(desk.shop.id).limit.allowed:
        refused = Filled(form.values, {"on": "Allow the limit in Shopify first"})
        return _page(desk, status=UNPROCESSABLE, limit_form=refused)
    desk.settings.limit_cart(desk.shop.id, limit, user=desk.user)
    return desk.done(_PATH, toast="The limit is on its way to Shopify." if limit.on else "Carts are limited no more.")


@router.post("/settings/limit/look")
def look_at_limit(desk: AtDesk) -> Response:
    desk.settings.look_at_limit(desk.shop.id)
    return desk.done(_PATH, toast="Backorder is looking at what Shopify has.")


@router.post("/settings/limit/permission")
def take_permission(desk: AtDesk) -> Response:
    """After the merchant has said yes in Shopify's own dialog."""
    desk.take_permission()
    allowed = desk.settings.read(desk.shop.id).limit.allowed
    return desk.done(_PATH, toast="You can switch the limit on now." if allowed else "Shopify gave no permission.")


def _page(
    desk: Desk,
    *,
    status: int = 200,
    key_form: Filled | None = None,
    days_form: Filled | None = None,
    hours_form: Filled | None = None,
    limit_form: Filled | None = None,
    problem: str | None = None,
) -> HTMLResponse:
    view = desk.settings.read(desk.shop.id)
    return desk.page(
        "admin/settings.html",
        status=status,
        view=view,
        key_form=key_form or fresh_key(),
        days_form=days_form or fresh_days(view),
        hours_form=hours_form or fresh_hours(view),
        limit_form=limit_form or fresh_limit(view.limit.chosen),
        limit_scopes=",".join(LIMIT_SCOPES),
        problem=problem,
        field_of=field_of,
        most_days=MOST_DAYS,
        most_hours=MOST_HOURS,
    )
