"""Webhook subscriptions made through the API, for one shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox.shopify.connections import connection
from sandbox.shopify.errors import ApiError, NotImplementedInSandbox, refused, user_error
from sandbox.shopify.gids import parse_gid
from sandbox.shopify.model import WebhookSubscription
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

_LOOPBACK = ("127.0.0.1", "localhost")
_OWN_DOMAINS = ("shopify.com", "myshopify.com", "shopifycloud.com")

resolvers.attributes(
    "WebhookSubscription",
    {
        "id": "gid",
        "legacyResourceId": "id",
        "topic": "topic",
        "uri": "uri",
        "callbackUrl": "uri",
        "format": "format",
        "filter": lambda _: None,
        "name": "name",
        "includeFields": "include_fields",
        "metafieldNamespaces": "metafield_namespaces",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
    },
)


@resolvers.query("webhookSubscriptions")
def webhook_subscriptions(request: Request, args: Args) -> dict[str, Any]:
    wanted = args.get("topics")
    rows = [row for row in _table(request).values() if not wanted or row.topic in wanted]
    return connection([row for row in rows if args.get("uri") in (None, row.uri)], args)


@resolvers.query("webhookSubscription")
def webhook_subscription(request: Request, args: Args) -> WebhookSubscription | None:
    return _find(request, args["id"])


@resolvers.mutation("webhookSubscriptionCreate")
def webhook_subscription_create(request: Request, args: Args) -> dict[str, Any]:
    given, now = args["webhookSubscription"], request.now()
    errors = _uri_errors(_uri(given))
    if errors:
        return refused(*errors, webhookSubscription=None)
    row = WebhookSubscription(
        id=request.store.new_id(), topic=args["topic"], uri=_uri(given), created_at=now, updated_at=now
    )
    _apply(request, row, given)
    _table(request)[row.id] = row
    return {"webhookSubscription": row, "userErrors": []}


@resolvers.mutation("webhookSubscriptionUpdate")
def webhook_subscription_update(request: Request, args: Args) -> dict[str, Any]:
    row, given = _find(request, args["id"]), args["webhookSubscription"]
    if row is None:
        return refused(user_error(["id"], "Webhook subscription does not exist"), webhookSubscription=None)
    named = "uri" in given or "callbackUrl" in given
    errors = _uri_errors(_uri(given)) if named else []
    if errors:
        return refused(*errors, webhookSubscription=None)
    row.uri, row.updated_at = _uri(given) if named else row.uri, request.now()
    _apply(request, row, given)
    return {"webhookSubscription": row, "userErrors": []}


@resolvers.mutation("webhookSubscriptionDelete")
def webhook_subscription_delete(request: Request, args: Args) -> dict[str, Any]:
    row = _find(request, args["id"])
    if row is None:
        error = user_error(["id"], "Webhook subscription does not exist")
        return refused(error, deletedWebhookSubscriptionId=None)
    del _table(request)[row.id]
    return {"deletedWebhookSubscriptionId": row.gid, "userErrors": []}


def _apply(request: Request, row: WebhookSubscription, given: dict[str, Any]) -> None:
    if given.get("filter"):
        raise NotImplementedInSandbox("webhook filters")
    row.include_fields = list(given.get("includeFields") or row.include_fields)
    row.name = given.get("name", row.name)
    if given.get("metafieldNamespaces") is not None:
        row.metafield_namespaces = [request.namespace(name) for name in given["metafieldNamespaces"]]


def _uri(given: dict[str, Any]) -> str:
    return str(given.get("uri") or given.get("callbackUrl") or "")


def _uri_errors(uri: str) -> list[dict[str, Any]]:
    """Plain http is refused as at Shopify, but for this machine itself."""
    field = ["webhookSubscription", "callbackUrl"]
    if not uri:
        return [user_error(field, "Address can't be blank")]
    parts = urlsplit(uri)
    if parts.hostname in _LOOPBACK:
        return []
    if parts.scheme != "https":
        return [user_error(field, f"Address protocol {parts.scheme}:// is not supported")]
    if (parts.hostname or "").endswith(_OWN_DOMAINS):
        return [user_error(field, "Address cannot be a Shopify or an internal domain")]
    return []


def _table(request: Request) -> dict[int, WebhookSubscription]:
    if request.shop.installation is None:
        raise ApiError("Only an installed app has subscriptions.", code="BAD_REQUEST")
    return request.shop.installation.subscriptions


def _find(request: Request, gid: str) -> WebhookSubscription | None:
    parsed = parse_gid(gid)
    known = parsed is not None and parsed.kind == "WebhookSubscription" and parsed.number.isdigit()
    return _table(request).get(int(parsed.number)) if known and parsed else None
