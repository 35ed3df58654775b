"""What Shopify would refuse to host, and what our own tools say of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from sandbox.storefront.shopfront import EXTENSION

ROOT = Path(__file__).parents[3]
needs_npm = pytest.mark.skipif(
    not (ROOT / "node_modules/@shopify/theme-check-node").is_dir() or shutil.which("node") is None,
    reason="the tools of package.json are not installed",
)


def keys(node: object, at: str = "") -> set[str]:
    if not isinstance(node, dict):
        return {at}
    return {key for name, value in node.items() for key in keys(value, f"{at}.{name}")}


def node(*command: str) -> tuple[int, str]:
    """Exit code and what it printed."""
    done = subprocess.run(["node", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@needs_npm
def test_shopify_s_theme_check_has_nothing_to_say() -> None:
    assert node("tests/unit/theme/check_theme.mjs") == (0, "")


@needs_npm
def test_the_script_is_typed() -> None:
    assert node("node_modules/typescript/bin/tsc", "--project", "tests/unit/theme") == (0, "")


def test_every_language_has_every_text() -> None:
    english = json.loads((EXTENSION / "locales/en.default.json").read_text("utf-8"))

    for name in ("de", "fr"):
        assert keys(json.loads((EXTENSION / f"locales/{name}.json").read_text("utf-8"))) == keys(english), name


def test_files_stay_within_shopify_s_limits() -> None:
    liquid = [*EXTENSION.glob("blocks/*.liquid"), *EXTENSION.glob("snippets/*.liquid")]

    assert sum(file.stat().st_size for file in liquid) < 100_000
    assert max(file.stat().st_size for file in EXTENSION.glob("locales/*.json")) < 15_000
    assert max(file.stat().st_size for file in EXTENSION.glob("assets/*.js")) < 10_000
    assert (EXTENSION / "assets/backorder.css").stat().st_size < 100_000


def test_nothing_in_the_extension_names_another_host() -> None:
    files = [file for file in EXTENSION.rglob("*") if file.is_file()]

    assert [file.name for file in files if "http" in file.read_text("utf-8")] == []
