"""Compared with Shopify: what differed and why, what cannot be compared, how old everything is; and once more, now."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from app.admin.desk import AtDesk

router = APIRouter(include_in_schema=False)
_PATH = "/compared"


@router.get(_PATH)
def show_compared(desk: AtDesk) -> HTMLResponse:
    return desk.page("admin/compared.html", view=desk.views.compared(desk.shop.id))


@router.post(_PATH)
def compare_now(desk: AtDesk) -> Response:
    desk.acts.compare_now(desk.shop.id, user=desk.user)
    return desk.done(_PATH, toast="Everything is being compared.")
