"""The limit in the cart, as it is at Shopify."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.shopify.gid import ValidationId

LIMIT_SCOPES: Final = ("read_validations", "write_validations")
"""What a merchant must have allowed: optional in `shopify.app.toml`, and asked for when the limit is wanted."""


@dataclass(frozen=True, slots=True)
class LimitRules:
    """How the limit behaves. `blocks`: a function that breaks stops the cart (Shopify's `blockOnFailure`).

    `fail_open`: where the last promise has run out, the last known numbers go on counting. `pools`: which countries
    have which slot of the numbers, such as `AT2 DE2 US3`; all others have the first.
    """

    enabled: bool
    blocks: bool
    fail_open: bool
    pools: str = ""


@dataclass(frozen=True, slots=True)
class LimitFact:
    """The validation of ours."""

    id: ValidationId
    rules: LimitRules
