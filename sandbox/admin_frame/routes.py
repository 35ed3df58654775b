"""The admin around the app: the framing page, and the two scripts that stand in for those of Shopify's CDN.

Session tokens and the shop's data come from the sandbox's own control API: `/sandbox/{shop}/id_token`, which may be
asked for an expired or forged one, and `/sandbox/{shop}/graphql`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_STATIC: Final = Path(__file__).parent / "static"
_SCRIPTS: Final = {
    "app-bridge": ("channel", "api", "fetch", "save-bar", "chrome", "bounce"),
    "polaris-local": (
        *("tokens", "element", "icons", "layout", "text", "feedback"),
        *("actions", "page", "table", "fields", "choices", "overlays"),
    ),
}
"""Parts of each script, in the order in which they build on each other."""
_MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css"}
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_STATIC / "shell"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, slots=True)
class AdminFrame:
    """What the frame has to know of the app; the sandbox keeps it in `app.state.admin_frame`."""

    app_url: str
    app_name: str = "Backorder"


router = APIRouter(tags=["admin frame"])


@router.get("/admin-frame/{script}.js")
def script(script: str) -> Response:
    """`app-bridge.js` or `polaris-local.js`, as one classic script: a page needs it before its body is parsed."""
    if script not in _SCRIPTS:
        raise HTTPException(404)
    return Response(_joined(script), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/admin-frame/shell/{name}")
def shell_file(name: str) -> Response:
    file = _STATIC / "shell" / name
    if file.suffix not in _MEDIA_TYPES or not file.is_file():
        raise HTTPException(404)
    return Response(file.read_bytes(), media_type=_MEDIA_TYPES[file.suffix], headers={"Cache-Control": "no-cache"})


@router.get("/store/{handle}/apps/{app}")
@router.get("/store/{handle}/apps/{app}/{path:path}")
def admin_link(handle: str, app: str, path: str = "") -> RedirectResponse:  # noqa: ARG001  one app lives here
    """A link into the admin as Shopify spells it."""
    return RedirectResponse(f"/admin/{handle}.myshopify.com/{path}", status_code=307)


@router.get("/admin/{shop}")
@router.get("/admin/{shop}/{path:path}")
def admin(request: Request, shop: str, path: str = "") -> HTMLResponse:
    """The admin of `shop` with the app open at `path`."""
    frame: AdminFrame = request.app.state.admin_frame
    origin = urlsplit(frame.app_url)
    query = f"?{request.url.query}" if request.url.query else ""
    config = {
        "shop": shop,
        "appName": frame.app_name,
        "appOrigin": f"{origin.scheme}://{origin.netloc}",
        "frameRoot": f"/admin/{shop}",
        "path": f"/{path}{query}",
    }
    return HTMLResponse(_TEMPLATES.get_template("shell.html").render(config=config))


@cache
def _joined(script: str) -> str:
    return "\n".join((_STATIC / script / f"{part}.js").read_text(encoding="utf-8") for part in _SCRIPTS[script])
