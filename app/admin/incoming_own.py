"""Incoming stock that is entered here: the list of all that comes, a new delivery, another quantity, the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse

from app.admin.desk import UNPROCESSABLE, AtDesk, RowId
from app.admin.forms import fresh_move
from app.admin.incoming import SUPPLY, effect, typed
from app.admin.supply_forms import fresh_delivery, fresh_quantity, read_delivery, read_quantity
from app.db.shown_incoming import IncomingQuery
from app.domain.ids import SupplyId, VariantId
from app.errors import AppError, Conflict

if TYPE_CHECKING:
    from app.admin.desk import Desk
    from app.admin.forms import Filled
    from app.db.shown_incoming import Choice

router = APIRouter(include_in_schema=False)
_NEW = "admin/incoming_new.html"
LONGEST_SEARCH = 100


def asked(q: str = "", page: str = "1") -> IncomingQuery:
    """The list's address as a query. What is not understood is left out."""
    number = int(page) if page.isascii() and page.isdigit() and len(page) < len("1000000") else 1
    return IncomingQuery(text=q.strip()[:LONGEST_SEARCH], page=max(1, number))


def address(query: IncomingQuery, *, page: int = 1) -> str:
    parts = {"q": query.text, "page": "" if page == 1 else str(page)}
    given = {name: value for name, value in parts.items() if value}
    return f"/incoming?{urlencode(given)}" if given else "/incoming"


@router.get("/incoming")
def list_incoming(desk: AtDesk, query: Annotated[IncomingQuery, Depends(asked)]) -> HTMLResponse:
    found = desk.supplies.incoming(desk.shop.id, query)
    return desk.page("admin/incoming.html", query=query, found=found, address=address)


@router.get("/incoming/new")
def show_new(desk: AtDesk, q: str = "", variant: str = "") -> HTMLResponse:
    return _new(desk, text=q.strip()[:LONGEST_SEARCH], chosen=chosen_variant(desk, variant))


@router.post("/incoming/new")
def add(desk: AtDesk, values: Annotated[dict[str, str], Depends(typed)]) -> Response:
    chosen = chosen_variant(desk, values.get("variant", ""))
    if chosen is None:
        return _new(desk, status=UNPROCESSABLE)
    form, new = read_delivery(values, desk.supplies.choices(desk.shop.id), chosen, today=desk.today)
    if new is None:
        return _new(desk, chosen=chosen, form=form, status=UNPROCESSABLE)
    try:
        supply, moved = desk.supplies.add(desk.shop.id, new, user=desk.user)
    except AppError as refused:
        taken = isinstance(refused, Conflict)
        field = {"reference": str(refused)} if taken else {"place": str(refused)}
        return _new(desk, chosen=chosen, form=_wrong(form, field), status=refused.status)
    return desk.done(f"/incoming/{supply}", toast=f"Incoming stock added. {effect(moved)}.")


@router.post("/incoming/{supply}/quantity")
def change_quantity(desk: AtDesk, supply: RowId, values: Annotated[dict[str, str], Depends(typed)]) -> Response:
    view = desk.views.supply(desk.shop.id, SupplyId(supply))
    form, change = read_quantity(values, view.supply)
    if change is None:
        return _supply(desk, supply, units_form=form)
    try:
        moved = desk.supplies.change_quantity(
            desk.shop.id, SupplyId(supply), to=change.to, seen=change.seen, user=desk.user
        )
    except AppError as refused:
        return _supply(desk, supply, refusal=refused)
    return desk.done(f"/incoming/{supply}", toast=f"Quantity changed. {effect(moved)}.")


@router.post("/incoming/{supply}/cancel")
def cancel(desk: AtDesk, supply: RowId) -> Response:
    try:
        moved = desk.supplies.cancel(desk.shop.id, SupplyId(supply), user=desk.user)
    except AppError as refused:
        return _supply(desk, supply, refusal=refused)
    return desk.done(f"/incoming/{supply}", toast=f"The delivery is cancelled. {effect(moved)}.")


def _supply(
    desk: Desk, supply: int, *, units_form: Filled | None = None, refusal: AppError | None = None
) -> HTMLResponse:
    view = desk.views.supply(desk.shop.id, SupplyId(supply))
    values = {
        "view": view,
        "form": fresh_move(view.supply),
        "units_form": units_form or fresh_quantity(view.supply),
    }
    return desk.refused(refusal, SUPPLY, **values) if refusal else desk.page(SUPPLY, status=UNPROCESSABLE, **values)


def chosen_variant(desk: Desk, variant: str) -> Choice | None:
    """The variant that an address or a form names; None where it names none of the shop's."""
    is_id = variant.isascii() and variant.isdigit() and int(variant) < 2**63
    return desk.supplies.chosen(desk.shop.id, VariantId(int(variant))) if is_id else None


def _new(
    desk: Desk, *, text: str = "", chosen: Choice | None = None, form: Filled | None = None, status: int = 200
) -> HTMLResponse:
    choices = desk.supplies.choices(desk.shop.id)
    return desk.page(
        _NEW,
        status=status,
        text=text,
        found=() if chosen else desk.supplies.search(desk.shop.id, text),
        chosen=chosen,
        choices=choices,
        form=form or fresh_delivery(choices),
    )


def _wrong(form: Filled, errors: dict[str, str]) -> Filled:
    return type(form)(form.values, errors)
