"""The `money` filter: minor units as the shop's currency is written in the page's language."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel.numbers import format_currency
from liquid.filter import with_context

from sandbox.shopify import wire

if TYPE_CHECKING:
    from liquid import RenderContext


@with_context
def money(minor: Any, *, context: RenderContext) -> str:
    """`3400` in USD is `$34.00`; nothing for a price that is not there."""
    if not isinstance(minor, int):
        return ""
    currency = str(context.resolve("shop")["currency"])
    locale = str(context.resolve("request")["locale"]["iso_code"])
    return format_currency(Decimal(wire.money(minor, currency=currency)), currency, locale=locale)
