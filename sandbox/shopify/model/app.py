"""The app as the platform knows it, and its life in one shop: scopes, tokens, subscriptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from sandbox.shopify.model.base import Resource

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(kw_only=True)
class TopicSubscription:
    """One `[[webhooks.subscriptions]]` of shopify.app.toml, for one topic."""

    topic: str
    """As in the header: `orders/create`."""
    uri: str
    """Absolute, or a path below the app's address."""
    include_fields: tuple[str, ...] = ()
    name: str | None = None
    compliance: bool = False


@dataclass(eq=False, kw_only=True)
class App(Resource):
    """The app's registration: one for all shops."""

    kind: ClassVar[str] = "App"

    client_id: str
    secret: str
    handle: str
    title: str
    url: str
    scopes: tuple[str, ...] = ()
    """What an installation grants."""
    optional_scopes: tuple[str, ...] = ()
    subscriptions: tuple[TopicSubscription, ...] = ()
    api_version: str = "2026-10"

    @property
    def namespace(self) -> str:
        """What `$app` stands for."""
        return f"app--{self.id}"


@dataclass(kw_only=True)
class User:
    """A member of staff, the `sub` of session tokens."""

    id: int
    first_name: str
    last_name: str
    email: str
    owner: bool = True


@dataclass(kw_only=True)
class AccessToken:
    """Times are machine time."""

    token: str
    mode: Literal["offline", "online"]
    scopes: frozenset[str]
    expires_at: datetime | None
    user: User | None = None


@dataclass(kw_only=True)
class RefreshToken:
    """Times are machine time."""

    token: str
    expires_at: datetime
    replaced_by: str | None = None
    """Usable until the replacement is first used."""
    used_at: datetime | None = None
    dead: bool = False


@dataclass(eq=False, kw_only=True)
class WebhookSubscription(Resource):
    """Made through the Admin API, for this shop alone."""

    kind: ClassVar[str] = "WebhookSubscription"

    topic: str
    """The enum's spelling: `ORDERS_CREATE`."""
    uri: str
    created_at: datetime
    updated_at: datetime
    format: Literal["JSON", "XML"] = "JSON"
    include_fields: list[str] = field(default_factory=list)
    metafield_namespaces: list[str] = field(default_factory=list)
    name: str | None = None


@dataclass(eq=False, kw_only=True)
class Installation(Resource):
    kind: ClassVar[str] = "AppInstallation"

    app: App = field(repr=False)
    scopes: set[str]
    installed_at: datetime
    access_tokens: dict[str, AccessToken] = field(default_factory=dict)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)
    subscriptions: dict[int, WebhookSubscription] = field(default_factory=dict)
    level_two_approved: bool = True
    """Whether names, addresses, phones and e-mails may be read."""
