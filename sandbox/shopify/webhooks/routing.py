"""Which deliveries an event causes."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from sandbox.shopify.request import Actor
from sandbox.shopify.webhooks.delivery import Delivery
from sandbox.shopify.webhooks.fields import only
from sandbox.shopify.webhooks.topics import scopes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.shopify.events import Event
    from sandbox.shopify.model import App, Installation
    from sandbox.shopify.store import Store

AFTER_UNINSTALL = frozenset({"app/uninstalled", "shop/redact", "customers/redact", "customers/data_request"})


def deliveries(store: Store, *, event: Event) -> list[Delivery]:
    """One for each subscription to the topic: those of shopify.app.toml, and the shop's own.

    None without the scope that the topic needs: a merchant may not have agreed to the newest scopes yet.
    """
    shop = store.find(event.shop_domain)
    if shop is None or not _may_hear(shop.installation, event.topic):
        return []
    made = [
        _delivery(store.app, event, url=address(store.app, uri=row.uri), fields=row.include_fields, name=row.name)
        for row in store.app.subscriptions
        if row.topic == event.topic
    ]
    return [*made, *_own(store, event)]


def _may_hear(installation: Installation | None, topic: str) -> bool:
    if installation is None:
        return topic in AFTER_UNINSTALL
    actor = Actor(client_id=installation.app.client_id, scopes=frozenset(installation.scopes))
    return actor.may(scopes_of(topic))


def address(app: App, *, uri: str) -> str:
    """A path is below the app's address."""
    return f"{app.url.rstrip('/')}{uri}" if uri.startswith("/") else uri


def enum_name(topic: str) -> str:
    """`orders/create` as the GraphQL enum spells it: `ORDERS_CREATE`."""
    return topic.replace("/", "_").upper()


def _own(store: Store, event: Event) -> Iterator[Delivery]:
    shop = store.find(event.shop_domain)
    for row in list(shop.installation.subscriptions.values()) if shop and shop.installation else ():
        if row.topic == enum_name(event.topic):
            made = _delivery(store.app, event, url=row.uri, fields=row.include_fields, name=row.name)
            made.subscription_id = row.id
            yield made


def _delivery(app: App, event: Event, *, url: str, fields: Sequence[str], name: str | None) -> Delivery:
    body = only(event.body, fields=fields) if fields else event.body
    return Delivery(
        webhook_id=str(uuid.uuid4()),
        event_id=event.event_id,
        shop_domain=event.shop_domain,
        topic=event.topic,
        url=url,
        body=json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode(),
        triggered_at=event.triggered_at,
        api_version=app.api_version,
        name=name,
    )
