"""What Shopify's custom scalars look like inside and outside."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, GraphQLScalarType

from sandbox.shopify import wire

if TYPE_CHECKING:
    from graphql import GraphQLSchema


def teach(schema: GraphQLSchema) -> None:
    """Give the schema's bare scalars their reading and writing, in place."""
    _scalar(schema, "DateTime", write=_write_instant, read=_read_instant)
    _scalar(schema, "Date", write=date.isoformat, read=_read_date)
    for name in ("ID", "UnsignedInt64", "BigInt", "Decimal", "Money"):
        _scalar(schema, name, write=str, read=str)
    _scalar(schema, "JSON", write=lambda value: value, read=_read_json)


def _scalar(schema: GraphQLSchema, name: str, *, write: Any, read: Any) -> None:
    scalar = schema.type_map[name]
    if not isinstance(scalar, GraphQLScalarType):
        raise TypeError(f"{name} is no scalar")
    for attribute, function in (("serialize", write), ("parse_value", read)):
        setattr(scalar, attribute, function)
    for attribute, function in (("coerce_output_value", write), ("coerce_input_value", read)):
        if hasattr(scalar, attribute):
            setattr(scalar, attribute, function)


def _write_instant(value: datetime | str) -> str:
    return value if isinstance(value, str) else wire.utc(value)


def _read_instant(value: object) -> datetime:
    """A date alone is midnight UTC, a missing zone is UTC."""
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise GraphQLError(f"invalid DateTime '{value}'") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _read_date(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise GraphQLError(f"invalid Date '{value}'") from error


def _read_json(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value
