"""Incoming stock from a file: upload it, see what it would do, take it over."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, File, Response, UploadFile
from fastapi.responses import HTMLResponse

from app.admin.desk import UNPROCESSABLE, AtDesk, RowId
from app.admin.downloads import as_address
from app.domain.ids import ImportId
from app.domain.supplies_csv import template, written
from app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.admin.desk import Desk
    from app.domain.table import Fault

router = APIRouter(include_in_schema=False)
_UPLOAD = "admin/import.html"
_LARGEST: Final = 4 * 1024 * 1024
"""Bytes: four times what the most rows need."""
_LONGEST_NAME: Final = 100
_MOST_SHOWN: Final = 50


@router.get("/imports/new")
def show_upload(desk: AtDesk) -> HTMLResponse:
    return _upload(desk)


@router.post("/imports/new")
def upload(desk: AtDesk, file: Annotated[UploadFile | None, File()] = None) -> Response:
    data = file.file.read(_LARGEST + 1) if file is not None else b""
    if file is None or not data:
        return _upload(desk, problem="Choose a file", status=UNPROCESSABLE)
    if len(data) > _LARGEST:
        return _upload(desk, problem="The file is larger than 4 MB: split it", status=UNPROCESSABLE)
    name = PurePath(file.filename or "").name[:_LONGEST_NAME] or "A file"
    try:
        made = desk.supplies.check_file(desk.shop.id, data, file_name=name, user=desk.user)
    except AppError as unusable:
        return _upload(desk, problem=f"{name} cannot be used: {unusable}", status=UNPROCESSABLE)
    return desk.done(f"/imports/{made}", toast=f"{name} is read. Nothing of it counts yet.")


@router.get("/imports/{import_id}")
def show_import(desk: AtDesk, import_id: RowId) -> HTMLResponse:
    return _page(desk, import_id)


@router.post("/imports/{import_id}")
def take_over(desk: AtDesk, import_id: RowId) -> Response:
    try:
        desk.supplies.take_over(desk.shop.id, ImportId(import_id), user=desk.user)
    except AppError as refused:
        return _page(desk, import_id, refusal=refused)
    return desk.done(f"/imports/{import_id}", toast="The file is being taken over.")


def _upload(desk: Desk, *, problem: str | None = None, status: int = 200) -> HTMLResponse:
    return desk.page(_UPLOAD, status=status, problem=problem, example=as_address(template()))


def _page(desk: Desk, import_id: int, *, refusal: AppError | None = None) -> HTMLResponse:
    view = desk.supplies.file(desk.shop.id, ImportId(import_id))
    faults = sorted([*view.faults, *view.refused], key=lambda fault: fault.row)
    return desk.page(
        "admin/import_one.html",
        status=refusal.status if refusal else 200,
        view=view,
        faults=faults[:_MOST_SHOWN],
        hidden=max(0, len(faults) - _MOST_SHOWN),
        download=as_address(_as_file(faults)) if faults else None,
        problem=str(refusal) if refusal else None,
    )


def _as_file(faults: Sequence[Fault]) -> str:
    return written([("row", "what is wrong"), *((str(fault.row), fault.sentence) for fault in faults)])
