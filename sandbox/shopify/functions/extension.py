"""What an app declares of a function in its `shopify.extension.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.shopify.errors import NotImplementedInSandbox

EXTENSIONS = Path(__file__).parents[3] / "extensions"
TARGET = "cart.validations.generate.run"


@dataclass(frozen=True, kw_only=True)
class FunctionExtension:
    entry: Path
    """The module that `shopify app deploy` would compile."""
    export: str
    """The function's name in it."""
    question: str
    """The input query."""


@cache
def validation_function(handle: str) -> FunctionExtension:
    """The validation function of `handle`. Raises NotImplementedInSandbox where no extension declares it."""
    for folder, declared in _functions():
        if declared.get("handle") == handle:
            return _read(folder, declared["targeting"])
    raise NotImplementedInSandbox(f"the validation function {handle!r}: no extension of the app has that handle")


def is_declared(handle: str) -> bool:
    """Whether the app has a function of this handle."""
    return any(declared.get("handle") == handle for _, declared in _functions())


def _functions() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each function that an extension declares, with its folder."""
    for file in sorted(EXTENSIONS.glob("*/shopify.extension.toml")):
        for declared in tomllib.loads(file.read_text("utf-8")).get("extensions", []):
            if declared.get("type") == "function":
                yield file.parent, declared


def _read(folder: Path, targets: list[dict[str, str]]) -> FunctionExtension:
    target = next(each for each in targets if each["target"] == TARGET)
    first, *rest = target["export"].split("-")
    return FunctionExtension(
        entry=folder / "src" / "index.js",
        export=first + "".join(map(str.capitalize, rest)),
        question=(folder / target["input_query"]).read_text("utf-8"),
    )
