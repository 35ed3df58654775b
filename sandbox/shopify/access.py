"""Which scopes a field needs, from the published schema's own list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphql import GraphQLSchema, get_named_type, is_interface_type, is_object_type

from sandbox.shopify.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from sandbox.shopify.request import Actor

DOCUMENTATION = "https://shopify.dev/api/usage/access-scopes"
_SCOPE = re.compile(r"`((?:read|write|unauthenticated)_\w+)`")


class Access:
    """The list, indexed. A field needs what it says itself and what the type it leads to says."""

    def __init__(self, items: Iterable[Mapping[str, Any]], *, schema: GraphQLSchema) -> None:
        self._texts = {(item["typeName"], item.get("fieldName")): str(item["requiredAccess"]) for item in items}
        self._schema = schema
        self._groups: dict[str, list[tuple[str, ...]]] = {}
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self._granted: set[tuple[Actor, str, str]] = set()

    def check_field(self, actor: Actor, *, type_name: str, field: str) -> None:
        """Raise ACCESS_DENIED when `actor` may not read the field or the type behind it."""
        if actor.is_merchant:
            return
        for text in self._needs(type_name, field):
            self._check(actor, text, subject=f"{field} field")

    def check_type(self, actor: Actor, *, type_name: str) -> None:
        """For what stands behind an interface, such as `node(id:)`."""
        if not actor.is_merchant:
            self._check(actor, self._texts.get((type_name, None), ""), subject=type_name)

    def _needs(self, type_name: str, field: str) -> tuple[str, ...]:
        """What the list says of the field and of what it leads to, where it says anything. Looked up once."""
        key = (type_name, field)
        if key not in self._known:
            behind = self._leads_to(type_name, field)
            texts = (self._texts.get(key), self._texts.get((behind, None)) if behind else None)
            self._known[key] = tuple(text for text in texts if text)
        return self._known[key]

    def _check(self, actor: Actor, text: str, *, subject: str) -> None:
        if all(actor.may(group) for group in self._required(text)):
            return
        raise ApiError(
            f"Access denied for {subject}. Required access: {text}",
            code="ACCESS_DENIED",
            documentation=DOCUMENTATION,
            requiredAccess=text,
        )

    def _required(self, text: str) -> list[tuple[str, ...]]:
        """All groups are needed, of each group any scope. What follows `Also:` concerns people's permissions."""
        if text not in self._groups:
            parts = re.split(r"\bas well as\b", text.split("Also:", maxsplit=1)[0])
            self._groups[text] = [tuple(_SCOPE.findall(part)) for part in parts if _SCOPE.search(part)]
        return self._groups[text]

    def _leads_to(self, type_name: str, field: str) -> str | None:
        parent = self._schema.type_map[type_name]
        if not (is_object_type(parent) or is_interface_type(parent)) or field not in parent.fields:
            return None
        name = str(get_named_type(parent.fields[field].type).name)
        if name.endswith("Connection"):
            return self._leads_to(name, "nodes")
        return name
