"""A theme in Shopify's own layout: JSON templates name sections, sections hold app blocks, one layout goes around."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.storefront.rendering.dates import DateFilter
from sandbox.storefront.rendering.environment import environment
from sandbox.storefront.rendering.extension import AppExtension

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

APP_BLOCK = "shopify://apps/"


class Theme:
    """Renders pages of the theme in `folder` with blocks of the app extension in `extension`."""

    def __init__(self, folder: Path, *, extension: Path, now: Callable[[], datetime], zone: Callable[[], str]) -> None:
        date = DateFilter(now=now, zone=zone)
        self.folder = folder
        self.extension = AppExtension(extension, date=date)
        self._environment = environment(folder, "sections", "snippets", "layout", assets="/assets", date=date)

    def page(self, template: str, objects: Mapping[str, object]) -> str:
        """The whole document of `templates/{template}.json`."""
        sections = "\n".join(self.section(template, name, objects) for name in self._template(template)["order"])
        head = "\n".join(self.extension.head(name) for name in dict.fromkeys(self._app_blocks(template)))
        return self.layout(sections, {**objects, "template": template}, head=head)

    def layout(self, content: str, objects: Mapping[str, object], *, head: str = "") -> str:
        """`content` inside the layout, as for a page or an app proxy's Liquid answer."""
        return self._environment.get_template("theme").render(
            {**objects, "content_for_layout": content, "content_for_header": head}
        )

    def section(self, template: str, name: str, objects: Mapping[str, object]) -> str:
        """One section alone, in its wrapper: what the Section Rendering API answers."""
        placed = self._template(template)["sections"][name]
        section = {"id": f"template--{template}__{name}", "settings": placed.get("settings", {})}
        inside = {**objects, "section": section, "template": template}
        blocks = "\n".join(
            self.extension.render(
                block["type"].rsplit("/", 1)[-1], block_id=block_id, settings=block["settings"], objects=inside
            )
            for block_id, block in placed.get("blocks", {}).items()
        )
        html = self._environment.get_template(placed["type"]).render({**inside, "rendered_blocks": blocks})
        return f'<section id="shopify-section-{section["id"]}" class="shopify-section">{html}</section>'

    def liquid(self, source: str, objects: Mapping[str, object]) -> str:
        """An app proxy's Liquid answer, with the theme's own filters."""
        return self._environment.from_string(source).render(dict(objects))

    def say(self, key: str, *, locale: str) -> str:
        """A sentence of the theme's locale files, for what Python composes."""
        return self._environment.from_string("{{ key | t }}").render(
            {"key": key, "request": {"locale": {"iso_code": locale}}}
        )

    def section_name(self, template: str, *, section_id: str) -> str | None:
        """The name of the template's section whose `section.id` that is; None where it has no such section."""
        name = section_id.removeprefix(f"template--{template}__")
        return name if name in self._template(template)["sections"] else None

    def _template(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "templates" / f"{name}.json").read_text("utf-8"))
        return found

    def _app_blocks(self, template: str) -> Iterator[str]:
        for section in self._template(template)["sections"].values():
            for block in section.get("blocks", {}).values():
                if block["type"].startswith(APP_BLOCK):
                    yield block["type"].rsplit("/", 1)[-1]
