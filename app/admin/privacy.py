"""What customers asked to see of their data: the requests, and behind each the data, also as a file to hand on."""

from __future__ import annotations

import base64
import json

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.admin.desk import AtDesk, RowId

router = APIRouter(include_in_schema=False)


@router.get("/privacy")
def show_requests(desk: AtDesk) -> HTMLResponse:
    return desk.page("admin/privacy.html", requests=desk.settings.data_requests(desk.shop.id))


@router.get("/privacy/{request}")
def show_data(desk: AtDesk, request: RowId) -> HTMLResponse:
    """The file lies in the page itself: a download of its own would carry no session token."""
    data = desk.settings.customer_data(desk.shop.id, request, user=desk.user)
    text = json.dumps(data, indent=2, ensure_ascii=False)
    file = f"data:application/json;base64,{base64.b64encode(text.encode()).decode()}"
    return desk.page("admin/customer_data.html", data=data, file=file, request_id=request)
