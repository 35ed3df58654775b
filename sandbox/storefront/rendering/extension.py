"""A theme app extension: the very files that Shopify would host, rendered as Shopify would."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from sandbox.storefront.rendering.environment import SCHEMA, environment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sandbox.storefront.rendering.dates import DateFilter


class AppExtension:
    """`folder` holds `shopify.extension.toml`, `blocks`, `snippets`, `assets` and `locales`."""

    def __init__(self, folder: Path, *, date: DateFilter) -> None:
        config = tomllib.loads((folder / "shopify.extension.toml").read_text("utf-8"))
        self.handle = str(config["handle"])
        self.folder = folder
        self.assets = f"/extensions/{self.handle}/assets"
        self._environment = environment(folder, "blocks", "snippets", assets=self.assets, date=date)

    def render(self, name: str, *, block_id: str, settings: Mapping[str, Any], objects: Mapping[str, object]) -> str:
        """The block `name` as HTML. `settings` are the merchant's; the schema's defaults fill in the rest.

        `objects` are the page's globals and must hold the `section`.
        """
        own = {setting["id"]: setting.get("default") for setting in self.schema(name)["settings"]}
        block = {
            "id": block_id,
            "type": f"shopify://apps/{self.handle}/blocks/{name}",
            "settings": own | dict(settings),
            # Only the theme editor gets attributes here.
            "shopify_attributes": "",
        }
        return self._environment.get_template(name).render({**objects, "block": block})

    def schema(self, name: str) -> dict[str, Any]:
        """The JSON of the block's schema tag. KeyError for a block without one: Shopify would refuse it."""
        match = SCHEMA.search((self.folder / "blocks" / f"{name}.liquid").read_text("utf-8"))
        if match is None:
            raise KeyError(name)
        found: dict[str, Any] = json.loads(match[1])
        return found

    def head(self, name: str) -> str:
        """The tags that Shopify puts into the page's head for a block, once a page."""
        schema = self.schema(name)
        tags = []
        if "stylesheet" in schema:
            tags.append(f'<link rel="stylesheet" href="{self.assets}/{schema["stylesheet"]}">')
        if "javascript" in schema:
            tags.append(f'<script src="{self.assets}/{schema["javascript"]}" defer></script>')
        return "\n".join(tags)
