"""The GraphQL documents: one operation a file, fragments shared by several in a folder beside them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_QUERIES = files("app.shopify") / "queries"
_SPREAD = re.compile(r"\.\.\.([A-Za-z]\w*)")


@cache
def load_document(name: str) -> str:
    """The operation `name` with every fragment it uses, each once: what goes over the wire."""
    operation = (_QUERIES / f"{name}.graphql").read_text(encoding="utf-8")
    return "\n".join([operation, *_fragments(operation, {}).values()])


def _fragments(text: str, found: dict[str, str]) -> dict[str, str]:
    for name in _SPREAD.findall(text):
        if name != "on" and name not in found:
            found[name] = (_QUERIES / "fragments" / f"{name}.graphql").read_text(encoding="utf-8")
            _fragments(found[name], found)
    return found
