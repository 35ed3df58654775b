from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.klaviyo.spec import document
from sandbox.klaviyo.trim_openapi import trimmed, without_prose


def published(**schemas: dict[str, Any]) -> dict[str, Any]:
    wanted = {
        "operationId": "get_accounts",
        "summary": "Get accounts",
        "parameters": [{"name": "fields[account]"}, {"name": "revision", "description": "the revision"}],
        "responses": {"200": {"$ref": "#/components/schemas/Wanted"}},
    }
    return {
        "openapi": "3.0.2",
        "info": {"title": "T", "version": "2026-07-15", "license": {"name": "L"}, "contact": {}},
        "servers": [],
        "paths": {"/api/accounts": {"get": wanted}, "/api/lists": {"get": {"operationId": "get_lists"}}},
        "components": {"schemas": schemas},
    }


def test_only_the_doubles_operations_and_what_they_refer_to_are_kept() -> None:
    deep = {"type": "object", "properties": {"inner": {"$ref": "#/components/schemas/Inner"}}}

    kept = trimmed(published(Wanted=deep, Inner={"type": "string"}, Other={"type": "string"}))

    assert list(kept["paths"]) == ["/api/accounts"]
    assert kept["paths"]["/api/accounts"]["get"]["parameters"] == [{"name": "revision"}]
    assert list(kept["components"]["schemas"]) == ["Inner", "Wanted"]


def test_nullable_without_a_type_is_dropped_because_validators_then_accept_anything() -> None:
    assert without_prose({"nullable": True, "oneOf": []}) == {"oneOf": []}
    assert without_prose({"nullable": True, "$ref": "#/x"}) == {"$ref": "#/x"}
    assert without_prose({"nullable": True, "type": "string"}) == {"nullable": True, "type": "string"}


def test_a_property_may_be_called_description() -> None:
    schema = {"description": "prose", "properties": {"description": {"type": "string", "description": "prose"}}}

    assert without_prose(schema) == {"properties": {"description": {"type": "string"}}}


def test_the_committed_file_is_one_that_a_validator_can_use() -> None:
    def objects(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            yield node
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from objects(child)

    assert document()["info"]["version"] == "2026-07-15"
    assert [found for found in objects(document()) if "nullable" in found and "type" not in found] == []
