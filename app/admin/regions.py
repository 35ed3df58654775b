"""Regions, one a page: its countries, and the locations that serve them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from app.admin.desk import UNPROCESSABLE, AtDesk, RowId
from app.admin.region_forms import (
    TOO_MANY,
    RegionForm,
    country_choices,
    fresh_region,
    place_choices,
    read_region,
)
from app.domain.ids import PoolId
from app.errors import AppError, Conflict, NotFound

if TYPE_CHECKING:
    from app.admin.desk import Desk
    from app.db.shown_regions import RegionRow, RegionsView

router = APIRouter(include_in_schema=False)
_SETTINGS = "/settings"


@router.get("/settings/regions/new")
def show_new_region(desk: AtDesk) -> HTMLResponse:
    view = desk.settings.regions(desk.shop.id)
    if not view.may_draw:
        raise Conflict(f"{TOO_MANY}.")
    return _page(desk, view, None, fresh_region(None))


@router.get("/settings/regions/{slot}")
def show_region(desk: AtDesk, slot: RowId) -> HTMLResponse:
    view = desk.settings.regions(desk.shop.id)
    region = _known(view, slot)
    return _page(desk, view, region, fresh_region(region))


@router.post("/settings/regions/new")
def add_region(
    desk: AtDesk,
    name: Annotated[str, Form()] = "",
    country: Annotated[list[str] | None, Form()] = None,
    location: Annotated[list[str] | None, Form()] = None,
) -> Response:
    return _save(desk, None, RegionForm(name.strip(), frozenset(country or ()), frozenset(location or ())))


@router.post("/settings/regions/{slot}")
def change_region(
    desk: AtDesk,
    slot: RowId,
    name: Annotated[str, Form()] = "",
    country: Annotated[list[str] | None, Form()] = None,
    location: Annotated[list[str] | None, Form()] = None,
) -> Response:
    return _save(desk, PoolId(slot), RegionForm(name.strip(), frozenset(country or ()), frozenset(location or ())))


@router.post("/settings/regions/{slot}/delete")
def delete_region(desk: AtDesk, slot: RowId) -> Response:
    region = _known(desk.settings.regions(desk.shop.id), slot)
    orders = desk.settings.erase_region(desk.shop.id, region.slot, user=desk.user)
    return desk.done(_SETTINGS, toast=f"{region.name} is deleted. {follows(orders)}")


def _save(desk: Desk, slot: PoolId | None, entered: RegionForm) -> Response:
    view = desk.settings.regions(desk.shop.id)
    region = None if slot is None else _known(view, slot)
    form, drawn = read_region(entered, view, region)
    if drawn is None:
        return _page(desk, view, region, form, status=UNPROCESSABLE)
    try:
        orders = desk.settings.draw_region(desk.shop.id, drawn, slot=slot, user=desk.user)
    except AppError as refused:
        return _page(desk, view, region, form, status=refused.status, refusal=str(refused))
    return desk.done(_SETTINGS, toast=f"{drawn.name} is saved. {follows(orders)}")


def _known(view: RegionsView, slot: int) -> RegionRow:
    region = view.in_slot(slot)
    if region is None:
        raise NotFound("There is no such region in this shop any more.")
    return region


def follows(orders: int) -> str:
    """What a change of places means for orders that wait, as a sentence."""
    if orders == 0:
        return "No order waits to be planned anew."
    return "1 open order is planned anew." if orders == 1 else f"{orders} open orders are planned anew."


def _page(
    desk: Desk,
    view: RegionsView,
    region: RegionRow | None,
    form: RegionForm,
    *,
    status: int = 200,
    refusal: str | None = None,
) -> HTMLResponse:
    return desk.page(
        "admin/region.html",
        status=status,
        view=view,
        region=region,
        form=form,
        countries=country_choices(form, view, region),
        places=place_choices(form, view, region),
        refusal=refusal,
    )
