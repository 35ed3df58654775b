"""Reading many resources: batches of ids, pages to their end, and what was not readable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from app.shopify.answer import DENIED
from app.shopify.errors import Refused, UserError, UserErrors
from app.shopify.facts import Reading, Unreadable
from app.shopify.gid import to_gids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.shopify.answer import Answer
    from app.shopify.client import ShopAdmin
    from app.shopify.errors import FieldError
    from app.shopify.operation import Operation
    from app.shopify.types.wire import CodedUserError, IndexedUserError, Page, WireUserError

Data = TypeVar("Data")
Item = TypeVar("Item")
Fact = TypeVar("Fact")
Key = TypeVar("Key", bound=int)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an answer a resource stands: tells whether one of its fields was denied."""

    answer: Answer[object]
    path: str

    def denied(self, field: str) -> FieldError | None:
        return self.answer.denied(f"{self.path}.{field}")


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def read_nodes(
    admin: ShopAdmin,
    operation: Operation[Data],
    ids: Sequence[Key],
    *,
    type_name: str,
    size: int,
    nodes: Callable[[Data], Sequence[Item | None]],
    fact: Callable[[Item, Place], Fact],
) -> Reading[Key, Fact]:
    """Look at `ids` (repeats are asked for once) in calls of at most `size`, through an operation on `nodes(ids:)`."""
    wanted = list(dict.fromkeys(ids))
    reading: Reading[Key, Fact] = Reading(admin.now(), {}, {})
    for batch in batches(wanted, size):
        answer = admin.execute(operation, {"ids": to_gids(type_name, batch)})
        reading = join(reading, sort_nodes(answer, batch, nodes(answer.data), under="nodes", fact=fact))
    return reading


def sort_nodes(
    answer: Answer[Data],
    ids: Sequence[Key],
    nodes: Sequence[Item | None],
    *,
    under: str,
    fact: Callable[[Item, Place], Fact],
) -> Reading[Key, Fact]:
    """Split the answer of `nodes(ids:)`, which keeps the order of the ids and says null for what it will not show."""
    found: dict[Key, Fact] = {}
    unreadable: dict[Key, Unreadable] = {}
    for index, (key, node) in enumerate(zip(ids, nodes, strict=True)):
        path = f"{under}.{index}"
        if node is None:
            unreadable[key] = _unreadable(answer, path)
        else:
            found[key] = fact(node, Place(answer, path))
    return Reading(answer.started_at, found, unreadable)


def join(first: Reading[Key, Fact], second: Reading[Key, Fact]) -> Reading[Key, Fact]:
    """Both readings as one that began when the earlier did. A fact beats an `Unreadable` of the same id."""
    found = {**first.found, **second.found}
    unreadable = {key: why for key, why in {**first.unreadable, **second.unreadable}.items() if key not in found}
    return Reading(min(first.started_at, second.started_at), found, unreadable)


def _unreadable(answer: Answer[Data], path: str) -> Unreadable:
    for error in answer.errors:
        if f"{error.path}.".startswith(f"{path}."):
            return Unreadable(error.required or error.message, is_denied=error.code == DENIED)
    return Unreadable()


def read_pages(first: Page[Item], more: Callable[[str], Page[Item] | None]) -> list[Item]:
    """All nodes of a connection: those of `first`, then of the pages that `more(cursor)` fetches.

    Raises Refused where Shopify promises a page and gives none: a half-read list must not pass for a whole one.
    """
    nodes, info = list(first.nodes), first.page_info
    while info.has_next_page:
        page = more(info.end_cursor) if info.end_cursor else None
        if page is None:
            raise Refused("A list could not be read to its end.")
        nodes.extend(page.nodes)
        info = page.page_info
    return nodes


def refuse(operation: str, errors: Sequence[WireUserError | CodedUserError | IndexedUserError]) -> None:
    """Raise UserErrors if there are any."""
    if errors:
        raise UserErrors(operation, [_user_error(error) for error in errors])


def _user_error(error: WireUserError | CodedUserError | IndexedUserError) -> UserError:
    return UserError(
        message=error.message,
        code=getattr(error, "code", None) or "",
        field=tuple(error.field or ()),
        index=getattr(error, "element_index", None),
    )


def payload(operation: str, value: Item | None) -> Item:
    """The payload of a mutation. Raises Refused where Shopify answered null without saying why."""
    if value is None:
        raise Refused(f"Shopify answered {operation} with nothing.")
    return value
