"""A Liquid environment for one folder of templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from liquid import Environment
from liquid.builtin import CachingFileSystemLoader

from sandbox.storefront.rendering.data import json
from sandbox.storefront.rendering.money import money
from sandbox.storefront.rendering.tags import ContentForTag
from sandbox.storefront.rendering.translation import Translate
from sandbox.storefront.rendering.urls import asset_url, image_url, stylesheet_tag

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from liquid.loader import TemplateSource

    from sandbox.storefront.rendering.dates import DateFilter

SCHEMA = re.compile(r"\{%-?\s*schema\s*-?%\}(.*?)\{%-?\s*endschema\s*-?%\}", re.DOTALL)


class FolderLoader(CachingFileSystemLoader):
    """Reads again what changed on disk. A `{% schema %}` is for the theme editor: it is taken out before parsing."""

    def __init__(self, *folders: Path) -> None:
        super().__init__(list(folders), ext=".liquid", auto_reload=True)

    def get_source(self, *args: object, **kwargs: object) -> TemplateSource:
        source = super().get_source(*args, **kwargs)  # type: ignore[arg-type]
        return source._replace(text=SCHEMA.sub("", source.text))


def environment(folder: Path, *templates: str, assets: str, date: DateFilter) -> Environment:
    """Liquid over the subfolders `templates` of `folder` (names in `render` need no folder), with its own `locales`.

    `assets` is the address below which its asset files are served. Unknown filters and tags raise, and nothing is
    escaped for the template: both as at Shopify.
    """
    made = Environment(loader=FolderLoader(*(folder / name for name in templates)), strict_filters=True)
    made.add_tag(ContentForTag)
    filters: dict[str, Callable[..., Any]] = {
        "asset_url": asset_url(assets),
        "date": date,
        "image_url": image_url,
        "json": json,
        "money": money,
        "stylesheet_tag": stylesheet_tag,
        "t": Translate(folder / "locales"),
    }
    for name, filter_ in filters.items():
        made.add_filter(name, filter_)
    return made
