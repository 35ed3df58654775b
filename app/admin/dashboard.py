"""The first page: what is owed, what arrives, what is being lost, and what is left to set up."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.admin.desk import AtDesk

router = APIRouter(include_in_schema=False)


@router.get("/")
def dashboard(desk: AtDesk) -> HTMLResponse:
    shop = desk.shop.id
    return desk.page("admin/dashboard.html", board=desk.views.dashboard(shop), weeks=desk.views.weeks(shop))
