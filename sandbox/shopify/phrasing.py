"""Top-level errors in Shopify's words, where its words were recorded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from graphql import VariableDefinitionNode, print_ast

from sandbox.shopify.errors import ApiError

if TYPE_CHECKING:
    from graphql import GraphQLError

_UNKNOWN_FIELD = re.compile(r"Cannot query field '(?P<field>\w+)' on type '(?P<type>\w+)'")
_UNKNOWN_DIRECTIVE = re.compile(r"Unknown directive '@(?P<name>\w+)'")
_UNUSED = re.compile(r"Variable '\$(?P<name>\w+)' is never used(?: in operation '(?P<operation>\w+)')?")
_MISSING = re.compile(r"Argument '(?:\w+\.)?(?P<field>\w+)\((?P<argument>\w+):\)' of type '.+' is required")
_VARIABLE = re.compile(
    r"Variable '\$(?P<name>\w+)' has invalid value(?: at (?P<path>[^:]+))?: (?P<reason>.*)", re.DOTALL
)
_NOT_DEFINED = re.compile(r"Expected value of type '(?P<type>\w+)' not to include unknown field '(?P<field>\w+)'")
_NEEDED = re.compile(r"Expected value of type '\w+' to include required field '(?P<field>\w+)'")
_NULL = re.compile(r"Expected (?:a )?value of non-null type")
_STEP = re.compile(r"\w+")


def as_shopify(error: GraphQLError) -> dict[str, Any]:
    """The error's JSON: an ApiError as it stands, the library's own findings translated, the rest marked as ours."""
    original = error.original_error
    if isinstance(original, ApiError):
        return {**error.formatted, "extensions": original.extensions}
    if isinstance(error, ApiError):
        return dict(error.formatted)
    formatted: dict[str, Any] = dict(error.formatted)
    match = _VARIABLE.match(error.message)
    if match:
        return {**formatted, **_bad_variable(error, match)}
    if error.path is not None and original is not None:
        return _crash(error, original)
    message, extensions = _translated(error.message)
    return {**formatted, "message": message, "extensions": extensions}


def _crash(error: GraphQLError, original: Exception) -> dict[str, Any]:
    """A bug of the sandbox shows itself; the real API would say no more than INTERNAL_SERVER_ERROR."""
    return {
        **error.formatted,
        "message": f"sandbox failed: {type(original).__name__}: {original}",
        "extensions": {"code": "INTERNAL_SERVER_ERROR"},
    }


def _bad_variable(error: GraphQLError, match: re.Match[str]) -> dict[str, Any]:
    path, explanation = _problem(match)
    definition = next((node for node in error.nodes or () if isinstance(node, VariableDefinitionNode)), None)
    kind = f" of type {print_ast(definition.type)}" if definition else ""
    where = f" for {'.'.join(map(str, path))} ({explanation})" if path else ""
    return {
        "message": f"Variable ${match['name']}{kind} was provided invalid value{where}",
        "extensions": {"code": "INVALID_VARIABLE", "problems": [{"path": path, "explanation": explanation}]},
    }


def _problem(match: re.Match[str]) -> tuple[list[str | int], str]:
    """Where in the value, and what is wrong there."""
    path: list[str | int] = [int(step) if step.isdigit() else step for step in _STEP.findall(match["path"] or "")]
    reason = match["reason"]
    if found := _NOT_DEFINED.match(reason):
        return [*path, found["field"]], f"Field is not defined on {found['type']}"
    if found := _NEEDED.match(reason):
        return [*path, found["field"]], "Expected value to not be null"
    if _NULL.match(reason):
        return path, "Expected value to not be null"
    return path, reason


def _translated(message: str) -> tuple[str, dict[str, Any]]:
    if match := _UNKNOWN_FIELD.match(message):
        text = f"Field '{match['field']}' doesn't exist on type '{match['type']}'"
        return text, {"code": "undefinedField", "typeName": match["type"], "fieldName": match["field"]}
    if match := _UNKNOWN_DIRECTIVE.match(message):
        text = f"Directive @{match['name']} is not defined"
        return text, {"code": "undefinedDirective", "directiveName": match["name"]}
    if match := _UNUSED.match(message):
        text = f"Variable ${match['name']} is declared by {match['operation'] or 'anonymous query'} but not used"
        return text, {"code": "variableNotUsed", "variableName": match["name"]}
    if match := _MISSING.match(message):
        field, argument = match["field"], match["argument"]
        text = f"Field '{field}' is missing required arguments: {argument}"
        extensions = {"code": "missingRequiredArguments", "className": "Field", "name": field, "arguments": argument}
        return text, extensions
    return message, {"code": "BAD_REQUEST"}
