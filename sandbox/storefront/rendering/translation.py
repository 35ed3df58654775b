"""The `t` filter over the locale files of one folder: a theme's, or an app extension's."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from babel import Locale
from liquid.filter import with_context

if TYPE_CHECKING:
    from pathlib import Path

    from liquid import RenderContext

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@with_context
class Translate:
    """`{{ 'group.key' | t: count: 2, name: value }}` in the page's language, else the default file's.

    Values are escaped unless the key ends in `_html`; `count` picks the plural form. A missing key is said on the page,
    as Shopify does, so that no test can pass over it.
    """

    name = "t"

    def __init__(self, folder: Path) -> None:
        files = [file for file in folder.glob("*.json") if ".schema" not in file.name]
        self._texts = {file.name.split(".")[0]: json.loads(file.read_text("utf-8")) for file in files}
        self._default = next(file.name.split(".")[0] for file in files if ".default." in file.name)

    def __call__(self, key: object, *, context: RenderContext, **values: Any) -> str:
        asked = str(context.resolve("request")["locale"]["iso_code"])
        locale = next((name for name in (asked, asked.split("-", maxsplit=1)[0]) if name in self._texts), self._default)
        text = self._find(str(key), locale) or self._find(str(key), self._default)
        if isinstance(text, dict):
            form = Locale.parse(locale, sep="-").plural_form(int(values.get("count", 0)))
            text = text.get(form, text["other"])
        if text is None:
            return f"translation missing: {locale}.{key}"
        escape = (lambda value: value) if str(key).endswith("_html") else html.escape
        return _PLACEHOLDER.sub(lambda match: escape(str(values.get(match[1], ""))), text)

    def _find(self, key: str, locale: str) -> Any:
        found: Any = self._texts[locale]
        for part in key.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return found
