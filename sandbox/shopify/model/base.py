"""What every stored thing has: a number, and the gid made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(eq=False, kw_only=True)
class Resource:
    """Compared by identity: two reads of one order are one object."""

    kind: ClassVar[str]
    """The GraphQL type, and the middle of the gid."""

    id: int

    @property
    def gid(self) -> str:
        return f"gid://shopify/{self.kind}/{self.id}"


@dataclass(kw_only=True)
class Address:
    """A postal address; unknown parts are None."""

    name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province_code: str | None = None
    country_code: str = "US"
    zip: str | None = None
    phone: str | None = None
