"""Carts: who has what in the basket, and what Shopify refuses to put there."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import AppError
from sandbox.shopify.orders.checkout import Want
from sandbox.shopify.stock import for_sale, sellable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.shopify.model import Variant


class CartError(AppError):
    """Shopify's 422: `str(error)` is its `description`."""

    status = 422


@dataclass(kw_only=True)
class CartLine:
    """Equal properties share a line; different ones never do."""

    variant: Variant
    quantity: int
    properties: dict[str, str]
    key: str

    @property
    def total(self) -> int:
        """Minor units."""
        return self.quantity * self.variant.price

    @property
    def shown_properties(self) -> dict[str, str]:
        """A leading underscore hides a property from the buyer."""
        return {name: value for name, value in self.properties.items() if not name.startswith("_")}


@dataclass(kw_only=True)
class Cart:
    token: str
    lines: list[CartLine] = field(default_factory=list)
    note: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    """What the shopper answers about the whole order; an order carries them on."""

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def total(self) -> int:
        """Minor units."""
        return sum(line.total for line in self.lines)

    @property
    def units(self) -> Counter[int]:
        """By variant."""
        counted: Counter[int] = Counter()
        for line in self.lines:
            counted[line.variant.id] += line.quantity
        return counted

    @property
    def wants(self) -> list[Want]:
        """The lines as a checkout takes them."""
        return [Want(variant=line.variant, quantity=line.quantity, properties=line.properties) for line in self.lines]

    def add(self, variant: Variant, *, quantity: int, properties: Mapping[str, str]) -> CartLine:
        """Raises CartError where the shop cannot sell that many, counting what is in the cart already."""
        check(variant, wanted=quantity + self._units(variant), in_cart=self._units(variant))
        kept = {name: value for name, value in properties.items() if value}
        for line in self.lines:
            if line.variant is variant and line.properties == kept:
                line.quantity += quantity
                return line
        line = CartLine(variant=variant, quantity=quantity, properties=kept, key=f"{variant.id}:{secrets.token_hex(8)}")
        self.lines.insert(0, line)
        return line

    def change(self, key: str, *, quantity: int, properties: Mapping[str, str] | None = None) -> None:
        """Set a line's quantity; 0 takes it out. Raises CartError as `add` does, and for an unknown key."""
        line = next((line for line in self.lines if line.key == key), None)
        if line is None:
            message = "no valid id or line parameter"
            raise CartError(message)
        if quantity > line.quantity:
            check(line.variant, wanted=self._units(line.variant) - line.quantity + quantity, in_cart=line.quantity)
        line.quantity = max(0, quantity)
        if properties is not None:
            line.properties = {name: value for name, value in properties.items() if value}
        self.lines = [kept for kept in self.lines if kept.quantity]

    def answer(self, attributes: Mapping[str, str | None]) -> None:
        """Set some attributes and leave the others; an empty one, or null, goes."""
        merged = self.attributes | {name: value or "" for name, value in attributes.items()}
        self.attributes = {name: value for name, value in merged.items() if value}

    def _units(self, variant: Variant) -> int:
        return sum(line.quantity for line in self.lines if line.variant is variant)


def check(variant: Variant, *, wanted: int, in_cart: int = 0) -> None:
    """Raises CartError unless a checkout would take `wanted` units, in Shopify's words."""
    if for_sale(variant, quantity=wanted):
        return
    name = variant.display_title
    left = max(0, sellable(variant))
    if left == 0:
        message = f"The product '{name}' is already sold out."
    elif in_cart >= left:
        message = f"All {left} {name} are in your cart."
    else:
        message = f"You can only add {left} {name} to the cart."
    raise CartError(message)


class Carts:
    """Every visitor's cart, by the token in their cookie; forgotten when the process ends."""

    def __init__(self) -> None:
        self._carts: dict[str, Cart] = {}

    def open(self, token: str | None) -> Cart:
        """The cart of `token`, or a new one."""
        if token is None or token not in self._carts:
            token = secrets.token_urlsafe(24)
            self._carts[token] = Cart(token=token)
        return self._carts[token]

    def close(self, cart: Cart) -> None:
        """After checkout."""
        self._carts.pop(cart.token, None)
