"""Leaving: what of ours is in the shop, and the way to take it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from app.admin.desk import UNPROCESSABLE, AtDesk
from app.admin.downloads import as_address
from app.admin.forms import RELEASES
from app.admin.leaving_file import as_file

if TYPE_CHECKING:
    from app.admin.desk import Desk

router = APIRouter(include_in_schema=False)
_PATH = "/leaving"


@router.get(_PATH)
def show_leaving(desk: AtDesk) -> HTMLResponse:
    return _page(desk)


@router.get(f"{_PATH}/list")
def show_list(desk: AtDesk) -> HTMLResponse:
    listed = desk.views.left_behind(desk.shop.id)
    return desk.page("admin/leaving_list.html", listed=listed, download=as_address(as_file(listed)))


@router.post(_PATH)
def leave(desk: AtDesk, orders: Annotated[str, Form()] = "") -> Response:
    if orders not in RELEASES:
        return _page(desk, status=UNPROCESSABLE, errors={"orders": "Choose what happens to the orders that wait"})
    desk.acts.leave_shop(desk.shop.id, release=RELEASES[orders], user=desk.user)
    return desk.done(_PATH, toast="Everything is being put back.")


def _page(desk: Desk, *, status: int = 200, errors: dict[str, str] | None = None) -> HTMLResponse:
    view = desk.views.leaving(desk.shop.id)
    return desk.page("admin/leaving.html", status=status, view=view, errors=errors or {})
