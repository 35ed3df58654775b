"""How unkind the sandbox is. As kind as can be by default."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(kw_only=True)
class WebhookDials:
    """Percentages are 0 to 100."""

    duplicate_percent: float = 0
    loss_percent: float = 0
    shuffle_window: int = 1
    """Deliveries leave in random order within a window of this many; 1 keeps the order."""
    delay_seconds: float = 0
    new_headers: bool = False
    """Send `shopify-*` headers instead of `X-Shopify-*`."""


@dataclass(kw_only=True)
class ApiDials:
    """Percentages are 0 to 100 and drawn per request, in this order."""

    latency_seconds: float = 0
    """Added to every answer."""
    timeout_percent: float = 0
    timeout_seconds: float = 30
    throttled_percent: float = 0
    too_many_requests_percent: float = 0
    server_error_percent: float = 0
    frozen: bool = False
    """Every call is answered with 402: the shop did not pay Shopify."""
    expire_tokens: bool = False
    """Every access token reads as expired until switched off."""
    missing_scopes: list[str] = field(default_factory=list)
    """Granted scopes that the API treats as absent."""
    enforce_bucket: bool = True


@dataclass(kw_only=True)
class OrderDials:
    routing_seconds: float = 0.3
    """How long after its order the fulfilment orders appear."""
    bulk_outcome: str = "COMPLETED"
    """COMPLETED, FAILED or EXPIRED."""
    bulk_seconds: float = 0.2
    bulk_shuffled: bool = False
    """Lines of a result in random order, not just children before their parents."""
    bulk_refused_downloads: int = 0
    """So many downloads of results are answered 403, as by an address that has run out; counts down."""
    bulk_cut_downloads: int = 0
    """So many downloads of results end halfway; counts down."""


@dataclass(kw_only=True)
class CheckoutDials:
    validation_functions: bool = True
    """False: validations that are switched on are not asked."""


@dataclass(kw_only=True)
class Dials:
    webhooks: WebhookDials = field(default_factory=WebhookDials)
    api: ApiDials = field(default_factory=ApiDials)
    orders: OrderDials = field(default_factory=OrderDials)
    checkout: CheckoutDials = field(default_factory=CheckoutDials)
