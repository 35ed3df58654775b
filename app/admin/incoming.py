"""Supplies on their way: one of them, moving its date, receiving its shipment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse

from app.admin.desk import UNPROCESSABLE, AtDesk, RowId
from app.admin.forms import Filled, Move, fresh_move, fresh_receipt, read_move, read_receipt
from app.admin.supply_forms import fresh_quantity
from app.domain.ids import SupplyId
from app.errors import AppError, Conflict
from app.web import phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.admin.desk import Desk
    from app.admin.views import Moved, Received
    from app.db.shown import SupplyRow, SupplyView

router = APIRouter(include_in_schema=False)
SUPPLY = "admin/supply.html"
_RECEIPT = "admin/receipt.html"
IN_STOCK = "already"
"""The form's word for units that Shopify's stock holds already."""


async def typed(request: Request) -> dict[str, str]:
    """The words of a form whose fields are not known beforehand."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


@router.get("/incoming/{supply}")
def show_supply(desk: AtDesk, supply: RowId) -> HTMLResponse:
    view = desk.views.supply(desk.shop.id, SupplyId(supply))
    return desk.page(SUPPLY, view=view, form=fresh_move(view.supply), units_form=fresh_quantity(view.supply))


@router.post("/incoming/{supply}/date")
def move_date(
    desk: AtDesk,
    supply: RowId,
    to: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    view = desk.views.supply(desk.shop.id, SupplyId(supply))
    form, move = read_move({"to": to, "seen": seen, "reason": reason}, today=desk.today)
    if move is None:
        units = fresh_quantity(view.supply)
        return desk.page(SUPPLY, status=UNPROCESSABLE, view=view, form=form, units_form=units)
    try:
        moved = _move(desk, SupplyId(supply), move)
    except Conflict as error:
        return _asked_again(desk, SupplyId(supply), form, error)
    return desk.done(f"/incoming/{supply}", toast=f"Date moved. {effect(moved)}.")


@router.get("/incoming/{supply}/receipt")
def show_receipt(desk: AtDesk, supply: RowId) -> HTMLResponse:
    view = desk.views.supply(desk.shop.id, SupplyId(supply))
    lines = _receivable(view)
    return desk.page(_RECEIPT, view=view, lines=lines, form=fresh_receipt(lines))


@router.post("/incoming/{supply}/receipt")
def receive(desk: AtDesk, supply: RowId, values: Annotated[dict[str, str], Depends(typed)]) -> Response:
    view = desk.views.supply(desk.shop.id, SupplyId(supply))
    lines = _receivable(view)
    form, received = read_receipt(values, lines)
    if not form.ok or not received:
        return desk.page(_RECEIPT, status=UNPROCESSABLE, view=view, lines=lines, form=form)
    try:
        _receive(desk, view, received, values)
    except AppError as error:
        return desk.refused(error, _RECEIPT, view=view, lines=lines, form=form)
    units = sum(line.accepted for line in received)
    return desk.done(f"/incoming/{supply}", toast=f"Receiving {units} units. Waiting orders follow in a moment.")


def _move(desk: Desk, supply: SupplyId, move: Move) -> Moved:
    return desk.acts.move_eta(desk.shop.id, supply, to=move.to, seen=move.seen, reason=move.reason, user=desk.user)


def _receive(desk: Desk, view: SupplyView, received: Sequence[Received], values: Mapping[str, str]) -> None:
    """Shopify books what it keeps; for a delivery entered here the merchant says what is in stock and what is over."""
    if not view.supply.own:
        desk.acts.receive(desk.shop.id, received, user=desk.user)
        return
    in_stock, closes = values.get("stock") == IN_STOCK, bool(values.get("closes"))
    desk.supplies.receive(desk.shop.id, received, is_in_stock=in_stock, closes=closes, user=desk.user)


def _asked_again(desk: Desk, supply: SupplyId, form: Filled, error: Conflict) -> HTMLResponse:
    """Both dates on one page: the one somebody set meanwhile, and the one entered here, which counts if sent again."""
    view = desk.views.supply(desk.shop.id, supply)
    now = view.supply.stated_on.isoformat() if view.supply.stated_on else ""
    again = Filled({**form.values, "seen": now})
    return desk.refused(error, SUPPLY, view=view, form=again, units_form=fresh_quantity(view.supply))


def _receivable(view: SupplyView) -> tuple[SupplyRow, ...]:
    return tuple(line for line in view.shipment if line.receivable and line.open)


def effect(moved: Moved) -> str:
    """What became of promises, as a sentence without its full stop."""
    if moved.in_steps:
        return "Open orders follow one after another"
    changes = [
        f"{phrases.count(orders, 'order', locale='en_US')} now {'ship' if orders > 1 else 'ships'} {way}"
        for orders, way in ((moved.later, "later"), (moved.earlier, "earlier"))
        if orders
    ]
    return " and ".join(changes) or "Every promise still holds"
