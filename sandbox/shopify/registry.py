"""How a resolver is registered. A field without one is a loud error.

A module makes `resolvers = Resolvers()`, registers on it, and is named in `sandbox.shopify.schema.MODULES`.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.shopify.request import Request

Args = dict[str, Any]
"""Arguments by their GraphQL names; absent ones are absent, DateTime values are aware datetimes, Date values dates."""
RootResolver = Callable[["Request", Args], Any]
FieldResolver = Callable[[Any, "Request", Args], Any]


class Resolvers:
    """Resolvers by (type, field).

    What a resolver returns is resolved in turn: a model object through the fields registered for its type, a dict
    through its keys (an absent key is a loud error; `__typename` names its type behind an interface), a list item by
    item.
    """

    def __init__(self) -> None:
        self.fields: dict[tuple[str, str], FieldResolver] = {}

    def query(self, name: str) -> Callable[[RootResolver], RootResolver]:
        """`@resolvers.query("productVariants")` on `(request, args) -> value`."""
        return self._root("QueryRoot", name)

    def mutation(self, name: str) -> Callable[[RootResolver], RootResolver]:
        """`@resolvers.mutation("metafieldsSet")` on `(request, args) -> payload`."""
        return self._root("Mutation", name)

    def field(self, path: str) -> Callable[[FieldResolver], FieldResolver]:
        """`@resolvers.field("ProductVariant.inventoryItem")` on `(source, request, args) -> value`."""

        def register(resolver: FieldResolver) -> FieldResolver:
            self._add(path, resolver)
            return resolver

        return register

    def attributes(self, type_name: str, table: Mapping[str, str | Callable[[Any], Any]]) -> None:
        """Fields that need only the object: GraphQL name to attribute path (`"item.sku"`) or a function of it."""
        for name, read in table.items():
            self._add(f"{type_name}.{name}", _reader(attrgetter(read) if isinstance(read, str) else read))

    def include(self, other: Resolvers) -> None:
        """Take over all of `other`; two resolvers for one field raise ValueError."""
        for (type_name, name), resolver in other.fields.items():
            self._add(f"{type_name}.{name}", resolver)

    def _root(self, type_name: str, name: str) -> Callable[[RootResolver], RootResolver]:
        def register(resolver: RootResolver) -> RootResolver:
            self._add(f"{type_name}.{name}", lambda _root, request, args: resolver(request, args))
            return resolver

        return register

    def _add(self, path: str, resolver: FieldResolver) -> None:
        type_name, _, name = path.partition(".")
        if (type_name, name) in self.fields:
            raise ValueError(f"{path} has two resolvers")
        self.fields[type_name, name] = resolver


def _reader(read: Callable[[Any], Any]) -> FieldResolver:
    return lambda source, _request, _args: read(source)
