"""Static files at addresses that name their content, so a browser may keep them for ever."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException, Response

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class _Asset:
    body: bytes
    media_type: str
    fingerprint: str


class Assets:
    """The files of one flat directory, read once. A change needs a restart, as a deploy is one."""

    def __init__(self, directory: Path, *, root: str = "/static") -> None:
        self._root = root
        self._assets = {file.name: _read(file) for file in sorted(directory.iterdir()) if file.is_file()}

    def url(self, name: str) -> str:
        """The address of `name`. Raises KeyError for a file that is not there: a typing error in a template."""
        return f"{self._root}/{self._assets[name].fingerprint}/{name}"

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route(f"{self._root}/{{fingerprint}}/{{name}}", self.respond, methods=["GET"])
        return router

    def respond(self, fingerprint: str, name: str) -> Response:
        """The file. While two versions of the app run, one is asked for the other's: that answer is not kept."""
        asset = self._assets.get(name)
        if asset is None:
            raise HTTPException(404)
        known = fingerprint == asset.fingerprint
        keep = "public, max-age=31536000, immutable" if known else "no-store"
        return Response(asset.body, media_type=asset.media_type, headers={"Cache-Control": keep})


def _read(file: Path) -> _Asset:
    body = file.read_bytes()
    return _Asset(body, guess_type(file.name)[0] or "application/octet-stream", sha256(body).hexdigest()[:12])
