"""Shopify's request signatures, as pure functions on bytes. Comparison is always in constant time.

Every check takes several secrets: for about an hour after a rotation Shopify may still sign with the old one.
"""

from __future__ import annotations

import base64
import hmac
from collections import defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Sequence

PROXY_LEEWAY_SECONDS = 90
"""How old a proxied request may be; the tolerance of Shopify's JavaScript library."""
_ONCE = frozenset({"shop", "signature", "timestamp", "logged_in_customer_id", "path_prefix"})


class WebhookSignature:
    """The signature of a webhook body that arrives in pieces: base64(HMAC-SHA256(secret, raw body)).

    Made once from the secrets; `fresh` gives one for each body.
    """

    __slots__ = ("_digests",)

    def __init__(self, secrets: Sequence[str]) -> None:
        """`secrets`: the current one, then any that was just replaced. Empty ones sign nothing."""
        self._digests = [hmac.new(secret.encode(), digestmod=sha256) for secret in secrets if secret]

    def fresh(self) -> WebhookSignature:
        """One that has seen what this one has seen, and goes its own way from there."""
        other = WebhookSignature(())
        other._digests = [digest.copy() for digest in self._digests]
        return other

    def update(self, chunk: bytes) -> None:
        for digest in self._digests:
            digest.update(chunk)

    def matches(self, header: bytes | str) -> bool:
        """Whether the `X-Shopify-Hmac-Sha256` header belongs to the bytes seen so far. Never raises."""
        given = header.encode("utf-8", "surrogatepass") if isinstance(header, str) else header
        results = [hmac.compare_digest(base64.b64encode(digest.digest()), given) for digest in self._digests]
        return any(results)


def webhook_is_signed(body: bytes, header: bytes | str, *, secrets: Sequence[str]) -> bool:
    signature = WebhookSignature(secrets)
    signature.update(body)
    return signature.matches(header)


def sign_webhook(body: bytes, *, secret: str) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode("ascii")


def proxy_is_signed(query: str, *, secrets: Sequence[str], now: float) -> bool:
    """Whether an app-proxy request's query string (without "?") is Shopify's own and fresh.

    `now` is machine time in seconds since 1970. A query that names the shop, the customer, the time or the signature
    twice is refused: which one counted would be a matter of taste. Never raises.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict")
    except ValueError:
        return False
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        values[name].append(value)
    if any(len(values.get(name, ())) > 1 for name in _ONCE) or not _is_fresh(values.get("timestamp", []), now=now):
        return False
    given = values.pop("signature", [""])[0].encode()
    message = _proxy_message(values)
    results = [hmac.compare_digest(_hex_digest(message, secret), given) for secret in secrets if secret]
    return any(results)


def sign_proxy(parameters: Sequence[tuple[str, str]], *, secret: str) -> str:
    """The `signature` of these parameters: hex(HMAC-SHA256(secret, sorted "name=value", values joined by ","))."""
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in parameters:
        values[name].append(value)
    return _hex_digest(_proxy_message(values), secret).decode("ascii")


def _proxy_message(values: dict[str, list[str]]) -> bytes:
    """No separator between pairs: Shopify's own rule for proxies, other than that for OAuth."""
    return "".join(sorted(f"{name}={','.join(several)}" for name, several in values.items())).encode()


def _hex_digest(message: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), message, "sha256").hex().encode("ascii")


def _is_fresh(stamps: Sequence[str], *, now: float) -> bool:
    if len(stamps) != 1 or not stamps[0].isascii() or not stamps[0].isdigit() or len(stamps[0]) > len("9999999999"):
        return False
    return abs(now - int(stamps[0])) <= PROXY_LEEWAY_SECONDS
