"""The control page at `/`: one plain document over the control API."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sandbox.shopify.control.world import InWorld

router = APIRouter()

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True, undefined=StrictUndefined
)


@router.get("/", response_class=HTMLResponse)
def control_page(world: InWorld) -> str:
    with world.store.act():
        shops = list(world.store.shops.values())
        return _PAGES.get_template("control.html").render(
            app=world.store.app, shops=shops, shop=shops[0], seeds=list(world.seeds), links=world.links
        )
