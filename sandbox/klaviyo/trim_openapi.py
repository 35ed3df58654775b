"""Cuts Klaviyo's published OpenAPI file down to the operations the double serves.

Run as `python -m sandbox.klaviyo.trim_openapi stable.json` (or `.json.gz`); the result lies beside this file. Source:
github.com/klaviyo/openapi, `openapi/stable.json` (MIT, see LICENSE-openapi).

The published file puts `nullable` next to `$ref`, where OpenAPI 3.0 gives it no meaning; validators choke on it and
some then accept every body, so it is dropped there. Prose and examples are dropped for size; the rules they state in
words are enforced by `rules.py`.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OPERATIONS = frozenset(
    {"create_event", "get_accounts", "get_metrics", "get_flows_triggered_by_metric", "get_flows", "update_flow"}
)
PROSE = frozenset({"description", "example", "examples", "summary", "tags"})
# A list of flows may include their actions: forty schemas for something the double never answers.
LEFT_OUT = frozenset({"FlowActionEncodedResponseObjectResource"})
TARGET = Path(__file__).with_name("openapi.json")


def read(source: Path) -> dict[str, Any]:
    raw = source.read_bytes()
    document: dict[str, Any] = json.loads(gzip.decompress(raw) if source.suffix == ".gz" else raw)
    return document


def without_prose(node: Any, *, naming: bool = False) -> Any:
    """`node` without prose. `naming`: its keys are names of properties or parameters, so none of them is prose."""
    if isinstance(node, list):
        return [without_prose(value) for value in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node and not naming:
        return {"$ref": node["$ref"]}
    kept = {
        key: without_prose(value, naming=key == "properties" and not naming)
        for key, value in node.items()
        if naming or key not in PROSE
    }
    if "type" not in kept and not naming:
        kept.pop("nullable", None)
    return kept


def references(node: Any) -> Iterator[tuple[str, str]]:
    """Every (kind, name) that `node` points at under `#/components`."""
    if isinstance(node, list):
        for value in node:
            yield from references(value)
    elif isinstance(node, dict):
        target = node.get("$ref")
        if isinstance(target, str):
            _, _, kind, name = target.split("/")
            yield kind, name
        for value in node.values():
            yield from references(value)


def kept_paths(published: dict[str, Any]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for path, item in published["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict) and operation.get("operationId") in OPERATIONS:
                slim = without_prose(operation)
                # Sparse field sets are hundreds of enum values that nobody here asks for.
                slim["parameters"] = [one for one in slim["parameters"] if "fields[" not in one["name"]]
                paths.setdefault(path, {})[method] = slim
    return paths


def kept_components(published: dict[str, Any], paths: dict[str, Any]) -> dict[str, Any]:
    components: dict[str, dict[str, Any]] = {}
    waiting = set(references(paths))
    while waiting:
        kind, name = waiting.pop()
        if name in components.setdefault(kind, {}):
            continue
        component = {"type": "object"} if name in LEFT_OUT else without_prose(published["components"][kind][name])
        components[kind][name] = component
        waiting |= set(references(component))
    return {kind: dict(sorted(members.items())) for kind, members in sorted(components.items())}


def trimmed(published: dict[str, Any]) -> dict[str, Any]:
    """The published document with only `OPERATIONS` and what they refer to."""
    paths = kept_paths(published)
    return {
        "openapi": published["openapi"],
        "info": {key: published["info"][key] for key in ("title", "version", "license")},
        "servers": published["servers"],
        "paths": paths,
        "components": kept_components(published, paths),
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(trimmed(read(Path(sys.argv[1]))), indent=1) + "\n", encoding="utf-8")
