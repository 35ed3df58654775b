"""Orders to suppliers: the list, a new one, its lines, and its way to the supplier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import HTMLResponse

from app.admin.desk import UNPROCESSABLE, AtDesk, RowId
from app.admin.forms import Filled
from app.admin.incoming import effect, typed
from app.admin.incoming_own import LONGEST_SEARCH, chosen_variant
from app.admin.purchase_forms import fresh_line, fresh_purchase, known_purchase, read_line, read_purchase
from app.domain.ids import ItemId, PurchaseId
from app.errors import AppError, Conflict

if TYPE_CHECKING:
    from app.admin.desk import Desk
    from app.db.shown_incoming import Choice

router = APIRouter(include_in_schema=False)
_NEW = "admin/purchase_new.html"
_ONE = "admin/purchase.html"
_LINE = "admin/purchase_line.html"
Typed = Annotated[dict[str, str], Depends(typed)]


@router.get("/purchases")
def list_purchases(desk: AtDesk, page: str = "1") -> HTMLResponse:
    number = int(page) if page.isascii() and page.isdigit() and len(page) < len("1000000") else 1
    return desk.page("admin/purchases.html", found=desk.purchases.purchases(desk.shop.id, max(1, number)))


@router.get("/purchases/new")
def show_new(desk: AtDesk) -> HTMLResponse:
    choices = desk.supplies.choices(desk.shop.id)
    return desk.page(_NEW, choices=choices, form=fresh_purchase(choices, currency=desk.shop.currency))


@router.post("/purchases/new")
def make(desk: AtDesk, values: Typed) -> Response:
    choices = desk.supplies.choices(desk.shop.id)
    form, heading = read_purchase(values, choices, today=desk.today)
    if heading is None:
        return desk.page(_NEW, status=UNPROCESSABLE, choices=choices, form=form)
    try:
        made = desk.purchases.make(desk.shop.id, heading, user=desk.user)
    except AppError as refused:
        return desk.page(_NEW, status=refused.status, choices=choices, form=_beside(form, refused))
    return desk.done(f"/purchases/{made}", toast="The order is a draft. Add what you buy.")


@router.get("/purchases/{purchase}")
def show(desk: AtDesk, purchase: RowId) -> HTMLResponse:
    return _page(desk, purchase)


@router.post("/purchases/{purchase}/heading")
def change(desk: AtDesk, purchase: RowId, values: Typed) -> Response:
    form, heading = read_purchase(values, desk.supplies.choices(desk.shop.id), today=desk.today)
    if heading is None:
        return _page(desk, purchase, form=form, status=UNPROCESSABLE)
    try:
        desk.purchases.change(desk.shop.id, PurchaseId(purchase), heading)
    except AppError as refused:
        return _page(desk, purchase, form=_beside(form, refused), status=refused.status)
    return desk.done(f"/purchases/{purchase}", toast="The order is saved.")


@router.get("/purchases/{purchase}/line")
def show_line(desk: AtDesk, purchase: RowId, q: str = "", variant: str = "") -> HTMLResponse:
    return _line(desk, purchase, chosen_variant(desk, variant), text=q.strip()[:LONGEST_SEARCH])


@router.post("/purchases/{purchase}/line")
def put_line(desk: AtDesk, purchase: RowId, values: Typed) -> Response:
    view = desk.purchases.purchase(desk.shop.id, PurchaseId(purchase))
    chosen = chosen_variant(desk, values.get("variant", ""))
    form, line = read_line(values, currency=view.currency)
    if chosen is None or line is None:
        return _line(desk, purchase, chosen, form=form, status=UNPROCESSABLE)
    try:
        desk.purchases.put_line(desk.shop.id, PurchaseId(purchase), chosen.item, line.lot, line.unit_cost)
    except AppError as refused:
        return _line(
            desk, purchase, chosen, form=Filled(form.values, {"quantity": str(refused)}), status=refused.status
        )
    return desk.done(f"/purchases/{purchase}", toast="The line is in the order.")


@router.post("/purchases/{purchase}/line/{item}/remove")
def drop_line(desk: AtDesk, purchase: RowId, item: RowId) -> Response:
    try:
        desk.purchases.drop_line(desk.shop.id, PurchaseId(purchase), ItemId(item))
    except AppError as refused:
        return _page(desk, purchase, refusal=refused)
    return desk.done(f"/purchases/{purchase}", toast="The line is gone.")


@router.post("/purchases/{purchase}/order")
def order(desk: AtDesk, purchase: RowId, anyway: Annotated[str, Form()] = "") -> Response:
    try:
        moved = desk.purchases.order(desk.shop.id, PurchaseId(purchase), anyway=bool(anyway), user=desk.user)
    except AppError as refused:
        return _page(desk, purchase, refusal=refused)
    return desk.done(f"/purchases/{purchase}", toast=f"Ordered: its units are on their way. {effect(moved)}.")


@router.post("/purchases/{purchase}/cancel")
def cancel(desk: AtDesk, purchase: RowId) -> Response:
    try:
        moved = desk.purchases.cancel(desk.shop.id, PurchaseId(purchase), user=desk.user)
    except AppError as refused:
        return _page(desk, purchase, refusal=refused)
    return desk.done(f"/purchases/{purchase}", toast=f"Nothing more of it comes. {effect(moved)}.")


def _page(
    desk: Desk, purchase: int, *, form: Filled | None = None, status: int = 200, refusal: AppError | None = None
) -> HTMLResponse:
    view = desk.purchases.purchase(desk.shop.id, PurchaseId(purchase))
    return desk.page(
        _ONE,
        status=refusal.status if refusal else status,
        view=view,
        choices=desk.supplies.choices(desk.shop.id),
        form=form or known_purchase(view),
        problem=str(refusal) if refusal else None,
    )


def _line(
    desk: Desk, purchase: int, chosen: Choice | None, *, text: str = "", form: Filled | None = None, status: int = 200
) -> HTMLResponse:
    view = desk.purchases.purchase(desk.shop.id, PurchaseId(purchase))
    said = next((line for line in view.lines if chosen is not None and line.item == chosen.item), None)
    return desk.page(
        _LINE,
        status=status,
        view=view,
        chosen=chosen,
        text=text,
        found=() if chosen else desk.supplies.search(desk.shop.id, text),
        form=form or fresh_line(said),
    )


def _beside(form: Filled, refused: AppError) -> Filled:
    """A number that is taken belongs to its field; whatever else is wrong, to the place."""
    return Filled(form.values, {"number" if isinstance(refused, Conflict) else "place": str(refused)})
