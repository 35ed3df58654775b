"""What of ours is in the shop, as a file: one row a field of a variant or of an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.db.shopstate import DEADLINE, HOLDS, METAFIELD, POLICY, TAG
from app.domain.supplies_csv import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.db.shown import VariantName
    from app.db.shown_leaving import LeftOrder, LeftVariant, Listed, Theirs

_HEADER: Final = ("whose", "order", "product", "variant", "sku", "what", "units", "before", "now", "decided by")
_POLICIES: Final = {"CONTINUE": "continue selling", "DENY": "stop selling"}
_ON_ORDERS: Final = {HOLDS: "hold", TAG: "tag", METAFIELD: "note for warehouses", DEADLINE: "deadline"}
_SETTING: Final = "inventory setting"
_OURS: Final = "ours"
_THEIRS: Final = "changed by somebody else since"


def as_file(listed: Listed) -> str:
    """No cell of it is taken for a formula, whatever a product is called."""
    rows = [_HEADER]
    for variant in listed.variants:
        rows += _of_variant(variant)
    for order in listed.orders:
        rows += _of_order(order)
    return written([*rows, *(_of_others(each) for each in listed.theirs)])


_Row = tuple[str, str, str, str, str, str, str, str, str, str]


def _of_variant(left: LeftVariant) -> Iterator[_Row]:
    named = _named(left.name)
    if left.policy_before is not None:
        before, now = _policy(left.policy_before), _policy(left.policy_now)
        yield (_OURS, "", *named, _SETTING, "", before, now, left.by.get(POLICY, ""))
    if left.dated:
        by = left.by.get(METAFIELD, "")
        yield (_OURS, "", *named, "date on the product page", "", "nothing", "a date of ours", by)


def _of_order(left: LeftOrder) -> Iterator[_Row]:
    for held in left.held:
        units, by = str(held.units), left.by.get(HOLDS, "")
        yield (_OURS, left.order_name, *_named(held.name), _ON_ORDERS[HOLDS], units, "", "on hold", by)
    for mark in left.marks:
        yield (_OURS, left.order_name, "", "", "", _ON_ORDERS[mark], "", "", "there", left.by.get(mark, ""))


def _of_others(each: Theirs) -> _Row:
    if each.variant is not None:
        return (_THEIRS, "", *_named(each.variant), _SETTING, "", _policy(each.ours), _policy(each.now), "")
    now = "released" if each.field == HOLDS else "taken off"
    return (_THEIRS, each.order_name, "", "", "", _ON_ORDERS[each.field], "", "ours", now, "")


def _named(name: VariantName) -> tuple[str, str, str]:
    return name.product, name.variant, name.sku


def _policy(word: str) -> str:
    return _POLICIES.get(word, word)
