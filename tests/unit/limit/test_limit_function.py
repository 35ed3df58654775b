"""The cart's limit: its logic in Node, its question and its files against what Shopify publishes."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_client_schema,
    get_named_type,
    parse,
    validate,
    visit,
)

from app.shopify.facts import LIMIT_KEY

ROOT = Path(__file__).parents[3]
EXTENSION = ROOT / "extensions/backorder-limit"
SCHEMA = ROOT / "sandbox/schema/functions_cart_checkout_validation_2026-10.json.gz"
DEAREST = 30
"""Points an input query may cost (shopify.dev, Functions, "Input query limits")."""
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
needs_npm = pytest.mark.skipif(
    not (ROOT / "node_modules/typescript").is_dir(), reason="the tools of package.json are not installed"
)


def declared() -> dict[str, Any]:
    (extension,) = tomllib.loads((EXTENSION / "shopify.extension.toml").read_text("utf-8"))["extensions"]
    return dict(extension)


def question() -> str:
    return (EXTENSION / declared()["targeting"][0]["input_query"]).read_text("utf-8")


def schema() -> GraphQLSchema:
    return build_client_schema(json.loads(gzip.decompress(SCHEMA.read_bytes()))["data"], assume_valid=True)


def node(*command: str) -> tuple[int, str]:
    """Exit code and what it printed."""
    done = subprocess.run(["node", *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


@needs_node
def test_the_function_s_own_tests_pass_in_node() -> None:
    code, said = node("--test", "--test-reporter=tap", "tests/unit/limit/")

    assert code == 0, said
    assert re.search(r"^# pass [1-9]", said, re.MULTILINE), said
    assert re.search(r"^# skipped 0$", said, re.MULTILINE), said


@needs_node
@needs_npm
def test_the_modules_are_typed() -> None:
    assert node("node_modules/typescript/bin/tsc", "--project", "tests/unit/limit") == (0, "")


def test_the_input_query_is_valid_in_the_published_schema() -> None:
    assert validate(schema(), parse(question())) == []


def test_the_input_query_is_cheap_and_short_enough() -> None:
    assert cost(question()) == 24 <= DEAREST
    assert len(re.sub(r"#.*", "", question()).encode()) <= 3_000


def cost(query: str) -> int:
    """By Shopify's table: a metafield 3, what is in it 0, `__typename` 0, any other leaf 1."""
    info = TypeInfo(schema())

    class Counter(Visitor):
        points = 0

        def enter_field(self, selected: FieldNode, *_: Any) -> None:
            kind, owner = get_named_type(info.get_type()), info.get_parent_type()
            if kind is not None and kind.name == "Metafield":
                Counter.points += 3
            elif not selected.selection_set and selected.name.value != "__typename" and str(owner) != "Metafield":
                Counter.points += 1

    visit(parse(query), TypeInfoVisitor(info, Counter()))
    return Counter.points


def test_the_query_asks_for_the_metafield_that_the_app_writes() -> None:
    assert f'metafield(namespace: "$app", key: "{LIMIT_KEY}")' in question()


def test_the_extension_s_target_takes_the_answer_that_the_function_gives() -> None:
    extension = declared()
    (target,) = extension["targeting"]

    assert (extension["type"], extension["handle"]) == ("function", "backorder-limit")
    assert target["target"] == "cart.validations.generate.run"
    assert "cartValidationsGenerateRun" in schema().type_map["MutationRoot"].fields  # type: ignore[attr-defined]
    assert target["export"].replace("-", "") == "cartvalidationsgeneraterun"


def test_the_modules_import_nothing_but_each_other_and_the_texts() -> None:
    imports = [
        found for file in EXTENSION.glob("src/*.js") for found in re.findall(r"from '([^']+)'", file.read_text("utf-8"))
    ]

    assert imports
    assert [name for name in imports if not re.fullmatch(r"\./\w+\.js|\.\./locales/[a-z.]+\.json", name)] == []


def test_every_language_has_every_text_and_every_place_in_it() -> None:
    english = places("en.default")

    assert english["limit.other"] == ["{{ product }}", "{{ units }}"]
    assert {name: places(name) == english for name in ("de", "fr")} == {"de": True, "fr": True}


def places(name: str) -> dict[str, list[str]]:
    """The places to fill in, by text."""
    texts = json.loads((EXTENSION / f"locales/{name}.json").read_text("utf-8"))["refusal"]
    return {
        f"{reason}.{form}": sorted(re.findall(r"\{\{ \w+ \}\}", text))
        for reason, forms in texts.items()
        for form, text in forms.items()
    }


def test_every_language_names_the_function_for_the_merchant() -> None:
    for file in EXTENSION.glob("locales/*.json"):
        texts = json.loads(file.read_text("utf-8"))
        assert texts["name"], file.name
        assert texts["description"], file.name
