"""What will not come any more: who waits for it, and their money back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from app.admin.desk import AtDesk, RowId
from app.domain.ids import ItemId, LineId, VariantId
from app.errors import AppError, Conflict

if TYPE_CHECKING:
    from app.admin.desk import Desk

router = APIRouter(include_in_schema=False)
_PATH = "/discontinued"


@router.get(_PATH)
def list_discontinued(desk: AtDesk) -> HTMLResponse:
    return desk.page("admin/discontinued.html", rows=desk.views.discontinued(desk.shop.id))


@router.post(_PATH)
def discontinue(desk: AtDesk, variant: Annotated[int, Form(ge=1, le=2**63 - 1)]) -> Response:
    item = desk.acts.discontinue(desk.shop.id, VariantId(variant), user=desk.user)
    return desk.done(f"{_PATH}/{item}", toast="Nothing more is expected. Customers are told.")


@router.get(_PATH + "/{item}")
def show_discontinued(desk: AtDesk, item: RowId) -> HTMLResponse:
    return _page(desk, ItemId(item))


@router.post(_PATH + "/{item}/expected")
def expect_again(desk: AtDesk, item: RowId) -> Response:
    desk.acts.expect_again(desk.shop.id, ItemId(item), user=desk.user)
    return desk.done("/backorders", toast="It is expected again. Dates are worked out anew.")


@router.post(_PATH + "/{item}/refunds")
def refund(desk: AtDesk, item: RowId, lines: Annotated[str, Form()] = "") -> Response:
    """`lines` with commas between; only those that the merchant saw are refunded."""
    asked = [part for part in lines.split(",") if part]
    if not asked or not all(part.isascii() and part.isdigit() for part in asked):
        raise AppError("Choose whom to refund.")
    try:
        decided = desk.acts.refund_waiting(
            desk.shop.id, ItemId(item), [LineId(int(part)) for part in asked], user=desk.user
        )
    except Conflict as faster:
        return desk.refused(
            faster, "admin/discontinued_item.html", view=desk.views.discontinued_item(desk.shop.id, ItemId(item))
        )
    told = (
        f"{decided} refund{'' if decided == 1 else 's'} on the way" if decided else "Everybody here is refunded already"
    )
    return desk.done(f"{_PATH}/{item}", toast=f"{told}.")


def _page(desk: Desk, item: ItemId) -> HTMLResponse:
    return desk.page(
        "admin/discontinued_item.html", view=desk.views.discontinued_item(desk.shop.id, item), refusal=None
    )
