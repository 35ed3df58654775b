"""Locations, one a page: the time zone that each lives in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from app.admin.desk import UNPROCESSABLE, AtDesk, RowId
from app.admin.forms import Filled
from app.admin.regions import follows
from app.errors import NotFound
from app.web.time_zones import in_words, zone_names

if TYPE_CHECKING:
    from app.admin.desk import Desk
    from app.db.shown_settings import ShopSettingsView
    from app.db.zones import Location

router = APIRouter(include_in_schema=False)
_SHOPS = ""
"""What the form sends for the shop's own zone."""


@router.get("/settings/locations/{place}")
def show_location(desk: AtDesk, place: RowId) -> HTMLResponse:
    view = desk.settings.read(desk.shop.id)
    location = _known(view, place)
    return _page(desk, view, location, Filled({"zone": location.own or _SHOPS}))


@router.post("/settings/locations/{place}")
def say_zone(desk: AtDesk, place: RowId, zone: Annotated[str, Form()] = _SHOPS) -> Response:
    view = desk.settings.read(desk.shop.id)
    location = _known(view, place)
    if zone not in {_SHOPS, *zone_names()}:
        form = Filled({"zone": zone}, {"zone": "Choose one of the time zones"})
        return _page(desk, view, location, form, status=UNPROCESSABLE)
    orders = desk.settings.say_zone(desk.shop.id, location.id, zone=zone or None, user=desk.user)
    told = f"{location.name} lives by {in_words(zone or view.zone)} time."
    return desk.done("/settings", toast=f"{told} {follows(orders)}")


def _known(view: ShopSettingsView, place: int) -> Location:
    location = view.location(place)
    if location is None:
        raise NotFound("This location is not open any more.")
    return location


def _page(desk: Desk, view: ShopSettingsView, location: Location, form: Filled, *, status: int = 200) -> HTMLResponse:
    return desk.page(
        "admin/location.html",
        status=status,
        location=location,
        form=form,
        shops_zone=view.zone,
        zones=zone_names(),
        orders=view.regions.orders,
    )
