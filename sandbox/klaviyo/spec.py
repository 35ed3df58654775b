"""The published contract (`openapi.json`): checks bodies and answers, and knows each operation's limits and scopes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator, oas30_format_checker

JSON_API = "application/vnd.api+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: a JSON pointer into the body and Klaviyo's kind of sentence about it."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path template. Limits are requests a second and a minute, for each account."""

    burst: int
    steady: int
    scopes: frozenset[str]
    body: dict[str, Any] | None
    answers: dict[str, Any]


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_text(encoding="utf-8"))
    return loaded


@cache
def operation(method: str, path: str) -> Operation:
    """The operation of a method ("post") and a path template ("/api/flows/{id}"); KeyError where there is none."""
    described = document()["paths"][path][method]
    limits = described["x-klaviyo-ratelimit"]
    return Operation(
        burst=int(limits["burst"].removesuffix("/s")),
        steady=int(limits["steady"].removesuffix("/m")),
        scopes=frozenset(described["x-klaviyo-scopes"]),
        body=_schema(described.get("requestBody")),
        answers={status: _schema(answer) for status, answer in described["responses"].items()},
    )


def faults(schema: dict[str, Any] | None, instance: Any) -> tuple[Fault, ...]:
    """What is wrong with `instance` by one of an operation's schemas: one fault a place. No schema, no fault."""
    if schema is None:
        return ()
    # The whole document stands beside the schema, so that its `#/components` references resolve.
    validator = OAS30Validator({**schema, "components": document()["components"]}, format_checker=oas30_format_checker)
    found: dict[str, Fault] = {}
    for error in validator.iter_errors(instance):
        for fault in _faults_of(error):
            found.setdefault(fault.pointer, fault)
    return tuple(found.values())


def _faults_of(error: Any) -> Iterator[Fault]:
    """The faults in one of jsonschema's errors, which come without types."""
    path = "".join(f"/{step}" for step in error.absolute_path)
    if error.validator == "required":
        for name in (name for name in error.validator_value if name not in error.instance):
            yield Fault(f"{path}/{name}", f"'{name}' is a required field.")
    else:
        yield Fault(path, f"Invalid value: {error.message}")


def _schema(described: dict[str, Any] | None) -> dict[str, Any] | None:
    if described is None:
        return None
    if "$ref" in described:
        described = document()["components"]["responses"][described["$ref"].rsplit("/", 1)[1]]
    content = described.get("content")
    schema: dict[str, Any] | None = content[JSON_API]["schema"] if content else None
    return schema
