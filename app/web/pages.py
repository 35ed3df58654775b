"""Templates into responses. One environment for the whole app: escaped, and an unknown name is an error."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

from app.domain.model import Unlimited
from app.web import phrases, time_zones
from app.web.countries import country_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from fastapi import Request
    from jinja2.runtime import Context

    from app.web.assets import Assets
    from app.web.embedding import Embedding

_UTC: Final = "UTC"


class Pages:
    """Renders templates; each may use `asset`, `embedding`, `request`, `locale`, `zone` and the phrases as filters."""

    def __init__(self, templates: Path, *, assets: Assets, embedding: Embedding) -> None:
        self.embedding = embedding
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(_filters())
        self._environment.tests["unlimited"] = lambda value: isinstance(value, Unlimited)
        self._environment.globals.update(asset=assets.url, embedding=embedding)

    def render(
        self,
        request: Request,
        template: str,
        *,
        shop: str | None,
        zone: str = _UTC,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> HTMLResponse:
        """The document `template` for `shop` (its domain). Raises jinja2.UndefinedError for a value it lacks."""
        locale = phrases.locale_of(request.headers.get("accept-language", ""))
        page = self._environment.get_template(template)
        body = page.render(request=request, locale=locale, zone=zone, **values)
        return HTMLResponse(body, status, headers={**self.embedding.headers(shop), **(headers or {})})


def _filters() -> dict[str, Callable[..., str]]:
    """Phrases as filters: the page's locale and zone come from its context."""

    @pass_context
    def day(context: Context, value: date) -> str:
        return phrases.day(value, locale=context["locale"])

    @pass_context
    def day_of(context: Context, value: str) -> str:
        return phrases.day(date.fromisoformat(value[:10]), locale=context["locale"])

    @pass_context
    def moment(context: Context, value: datetime) -> str:
        return phrases.moment(value, zone=context["zone"], locale=context["locale"])

    @pass_context
    def number(context: Context, value: int) -> str:
        return phrases.number(value, locale=context["locale"])

    @pass_context
    def money(context: Context, value: phrases.Amount) -> str:
        return phrases.money(value, locale=context["locale"])

    @pass_context
    def count(context: Context, value: int, noun: str, plural: str | None = None) -> str:
        return phrases.count(value, noun, plural, locale=context["locale"])

    return {
        "day": day,
        "day_of": day_of,
        "moment": moment,
        "number": number,
        "money": money,
        "count": count,
        "age": phrases.age,
        "distance": phrases.distance,
        "country": lambda code: country_names().get(code, code),
        "zone_name": time_zones.in_words,
    }
