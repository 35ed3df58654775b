"""Where results are fetched and variables are put: at Shopify another host, without the access token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Response, UploadFile

from sandbox.shopify.model import StagedUpload
from sandbox.shopify.routes.reach import InShop, InStore

router = APIRouter()


@router.get("/{shop}/bulk-operation-outputs/{number}.jsonl")
def result(store: InStore, shop: InShop, number: int) -> Response:
    with store.act():
        operation = shop.bulk_operations.get(number)
        content = operation.result if operation else None
        dials = store.dials.orders
        if dials.bulk_refused_downloads > 0:
            dials.bulk_refused_downloads -= 1
            raise HTTPException(403)
        if dials.bulk_cut_downloads > 0 and content:
            dials.bulk_cut_downloads -= 1
            content = content[: len(content) // 2]
    if content is None:
        raise HTTPException(404)
    return Response(content, media_type="application/jsonl")


@router.post("/{shop}/staged-uploads", status_code=201)
def upload(store: InStore, shop: InShop, file: UploadFile, key: Annotated[str, Form()]) -> Response:
    """A multipart form with every parameter the target named, and the file last. An unknown key is 403."""
    content = file.file.read()
    with store.act():
        target: StagedUpload | None = shop.staged_uploads.get(key)
        if target is None:
            raise HTTPException(403)
        target.content = content
    return Response(status_code=201)
