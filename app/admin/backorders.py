"""Variants that are sold past their stock: the list, one of them, and switching on and off."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import HTMLResponse

from app.admin.desk import AtDesk, RowId
from app.admin.forms import read_release, read_variants
from app.db.shown import BackorderQuery, Outlook, Sort
from app.domain.ids import OrderId, VariantId
from app.errors import AppError

router = APIRouter(include_in_schema=False)
_TAKE = "take"
_ANSWERS = {
    _TAKE: "Backorder looks after it again. Your shop follows in a moment.",
    "leave": "It stays as it is.",
}
"""What a merchant may say to a change by somebody else, and what is said to that."""


def asked(q: str = "", outlook: str = "", sort: str = "", page: str = "1", changed: str = "") -> BackorderQuery:
    """The list's address as a query. What is not understood is left out: an old bookmark must still open."""
    return BackorderQuery(
        text=q.strip()[:100],
        outlook=Outlook(outlook) if outlook in set(Outlook) else None,
        sort=Sort(sort) if sort in set(Sort) else Sort.SHIPS_FIRST,
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < len("1000000") else 1,
        changed=changed == "yes",
    )


def address(query: BackorderQuery, *, outlook: Outlook | None, page: int = 1, changed: bool = False) -> str:
    """The list's address for `query` with another view and page; what is usual is left out of it."""
    parts = {
        "q": query.text,
        "outlook": outlook or "",
        "sort": "" if query.sort is Sort.SHIPS_FIRST else query.sort,
        "page": "" if page == 1 else str(page),
        "changed": "yes" if changed else "",
    }
    given = {name: value for name, value in parts.items() if value}
    return f"/backorders?{urlencode(given)}" if given else "/backorders"


@router.get("/backorders")
def list_backorders(desk: AtDesk, query: Annotated[BackorderQuery, Depends(asked)]) -> HTMLResponse:
    found = desk.views.backorders(desk.shop.id, query)
    return desk.page("admin/backorders.html", query=query, found=found, address=address)


@router.get("/backorders/{variant}")
def show_backorder(desk: AtDesk, variant: RowId) -> HTMLResponse:
    view = desk.views.backorder(desk.shop.id, VariantId(variant))
    return desk.page("admin/backorder.html", view=view)


@router.post("/backorders/{variant}/release")
def release_orders(desk: AtDesk, variant: RowId) -> Response:
    """What was kept when the variant was switched off is let go after all."""
    desk.acts.release_orders(desk.shop.id, VariantId(variant), user=desk.user)
    return desk.done(f"/backorders/{variant}", toast="Its orders are let go. Your warehouse sees them in a moment.")


@router.post("/backorders/{variant}/policy")
def answer_change(desk: AtDesk, variant: RowId, answer: Annotated[str, Form()] = "") -> Response:
    """Somebody has set the inventory policy after us: ours again, or as they made it."""
    said = _answered(answer)
    act = desk.acts.take_over_variant if answer == _TAKE else desk.acts.leave_variant
    act(desk.shop.id, VariantId(variant), user=desk.user)
    return desk.done(f"/backorders/{variant}", toast=said)


@router.post("/backorders/{variant}/orders/{order}")
def answer_undone(
    desk: AtDesk,
    variant: RowId,
    order: RowId,
    field: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "",
) -> Response:
    """Somebody has undone what we did to an order: it is done again, or stays undone."""
    said = _answered(answer)
    act = desk.acts.take_over_order if answer == _TAKE else desk.acts.leave_order
    act(desk.shop.id, OrderId(order), field, user=desk.user)
    return desk.done(f"/backorders/{variant}", toast=said)


def _answered(answer: str) -> str:
    """What is said to an answer. Raises AppError for what is none."""
    if answer not in _ANSWERS:
        raise AppError("Choose whether Backorder takes it over again, or leaves it.")
    return _ANSWERS[answer]


@router.post("/variants/on")
def switch_on(desk: AtDesk, ids: Annotated[str, Form()] = "") -> Response:
    variants = read_variants(ids)
    desk.acts.switch_on(desk.shop.id, variants, user=desk.user)
    one = len(variants) == 1
    toast = "Backorders are on" if one else f"Backorders are on for {len(variants)} variants"
    path = f"/backorders/{variants[0]}" if one else "/backorders"
    return desk.done(path, toast=f"{toast}. Your shop follows in a moment.")


@router.post("/variants/off")
def switch_off(desk: AtDesk, ids: Annotated[str, Form()] = "", orders: Annotated[str, Form()] = "keep") -> Response:
    """`orders` is not asked where nobody waits."""
    release = read_release(orders)
    desk.acts.switch_off(desk.shop.id, read_variants(ids), release=release, user=desk.user)
    freed = " and what was held for them is free" if release else ""
    return desk.done("/backorders", toast=f"Backorders are off{freed}. Your shop follows in a moment.")
