"""Top-level errors in Shopify's words, where its words were recorded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.shopify.errors import ApiError

if TYPE_CHECKING:
    from graphql import GraphQLError

_UNKNOWN_FIELD = re.compile(r"Cannot query field '(?P<field>\w+)' on type '(?P<type>\w+)'")
_UNKNOWN_DIRECTIVE = re.compile(r"Unknown directive '@(?P<name>\w+)'")
_UNUSED = re.compile(r"Variable '\$(?P<name>\w+)' is never used(?: in operation '(?P<operation>\w+)')?")
_MISSING = re.compile(r"(?:Field|field) '(?P<field>[\w.]+)' argument '(?P<argument>\w+)' of type '.+' is required")
_VARIABLE = re.compile(r"Variable '\$(?P<name>\w+)' (?P<rest>.*)", re.DOTALL)


def as_shopify(error: GraphQLError) -> dict[str, Any]:
    """The error's JSON: an ApiError as it stands, the library's own findings translated, the rest marked as ours."""
    original = error.original_error
    if isinstance(original, ApiError):
        return {**error.formatted, "extensions": original.extensions}
    if isinstance(error, ApiError):
        return dict(error.formatted)
    if original is not None:
        return _crash(error, original)
    formatted: dict[str, Any] = dict(error.formatted)
    message, extensions = _translated(error.message)
    return {**formatted, "message": message, "extensions": extensions}


def _crash(error: GraphQLError, original: Exception) -> dict[str, Any]:
    """A bug of the sandbox shows itself; the real API would say no more than INTERNAL_SERVER_ERROR."""
    return {
        **error.formatted,
        "message": f"sandbox failed: {type(original).__name__}: {original}",
        "extensions": {"code": "INTERNAL_SERVER_ERROR"},
    }


def _translated(message: str) -> tuple[str, dict[str, Any]]:
    if match := _UNKNOWN_FIELD.match(message):
        text = f"Field '{match['field']}' doesn't exist on type '{match['type']}'"
        return text, {"code": "undefinedField", "typeName": match["type"], "fieldName": match["field"]}
    if match := _UNKNOWN_DIRECTIVE.match(message):
        return f"Directive @{match['name']} is not defined", {
            "code": "undefinedDirective",
            "directiveName": match["name"],
        }
    if match := _UNUSED.match(message):
        text = f"Variable ${match['name']} is declared by {match['operation'] or 'anonymous query'} but not used"
        return text, {"code": "variableNotUsed", "variableName": match["name"]}
    if match := _MISSING.match(message):
        name = match["field"].rpartition(".")[2]
        text = f"Field '{name}' is missing required arguments: {match['argument']}"
        return text, {"code": "missingRequiredArguments", "name": name, "arguments": match["argument"]}
    if match := _VARIABLE.match(message):
        return f"Variable ${match['name']} was provided invalid value: {match['rest']}", {"code": "INVALID_VARIABLE"}
    return message, {"code": "BAD_REQUEST"}
