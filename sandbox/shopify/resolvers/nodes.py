"""`node` and `nodes`: anything by its gid, null for what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.errors import NotImplementedInSandbox
from sandbox.shopify.gids import parse_gid
from sandbox.shopify.model import Order
from sandbox.shopify.orders.visibility import is_visible
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.request import TABLES

if TYPE_CHECKING:
    from sandbox.shopify.model import Resource
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


@resolvers.query("node")
def node(request: Request, args: Args) -> Resource | None:
    return by_gid(request, args["id"])


@resolvers.query("nodes")
def nodes(request: Request, args: Args) -> list[Resource | None]:
    return [by_gid(request, gid) for gid in args["ids"]]


def by_gid(request: Request, gid: str) -> Resource | None:
    """Any resource of a table, the shop or the app's installation; a kind that is never looked up is a loud error."""
    if gid == request.shop.gid:
        return request.shop
    installation = request.shop.installation
    if installation and gid == installation.gid:
        return installation
    parsed = parse_gid(gid)
    if parsed is None or not parsed.number.isdigit():
        return None
    if parsed.kind not in TABLES:
        raise NotImplementedInSandbox(f"looking up a {parsed.kind} by its id")
    found: Resource | None = getattr(request.shop, TABLES[parsed.kind]).get(int(parsed.number))
    return None if isinstance(found, Order) and not is_visible(request, found) else found
