"""A Liquid object that knows its name."""

from __future__ import annotations

from liquid.exceptions import LiquidError


class UnknownProperty(LiquidError):
    """A template asked for something this storefront does not have: better loud here than empty on the page."""


class Drop(dict[str, object]):
    """Like a dict, but a property it does not have raises instead of reading as nothing."""

    def __init__(self, name: str, properties: dict[str, object]) -> None:
        super().__init__(properties)
        self.name = name

    def __missing__(self, key: object) -> object:
        message = f"the storefront does not implement {self.name}.{key}"
        raise UnknownProperty(message, token=None)
