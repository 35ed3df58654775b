"""Shopify's Liquid where ours has to agree with it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from liquid import Environment
from liquid.exceptions import LiquidError

from sandbox.storefront.drops.catalog import product_drop
from sandbox.storefront.rendering.dates import DateFilter
from sandbox.storefront.rendering.environment import environment
from tests.unit.theme.little_shop import LittleShop

LATE_EVENING = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)


@pytest.fixture
def liquid(tmp_path: Path) -> Environment:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales/en.default.json").write_text(
        '{"a": {"plain": "Hello", "name": "Dear {{ name }}", "name_html": "Dear {{ name }}",'
        ' "count": {"one": "{{ count }} day", "other": "{{ count }} days"}}}'
    )
    (tmp_path / "locales/de.json").write_text('{"a": {"plain": "Hallo"}}')
    date = DateFilter(now=lambda: LATE_EVENING, zone=lambda: "America/New_York")
    return environment(tmp_path, "snippets", assets="/assets", date=date)


def say(liquid: Environment, source: str, *, locale: str = "en", currency: str = "USD", **objects: object) -> str:
    request = {"locale": {"iso_code": locale}}
    return liquid.from_string(source).render({"request": request, "shop": {"currency": currency}, **objects})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ 'now' | date: '%Y-%m-%d' }}", "2026-11-21"),
        ("{{ 'now' | date: '%s' }}", "1795314600"),
        ("{{ '2026-12-10' | date: '%-d %B' }}", "10 December"),
        ("{{ '2026-11-22T02:30:00Z' | date: '%H:%M' }}", "21:30"),
        ("{{ '2026-11-22T02:30:00Z' | date: '%s' | plus: 0 }}", "1795314600"),
        ("{{ 1795314600 | date: '%H:%M' }}", "21:30"),
        ("{{ 'soon' | date: '%s' }}", "soon"),
        ("{{ nothing | date: '%s' }}", ""),
        ("{{ nothing | date: '%s' | plus: 0 }}", "0"),
    ],
)
def test_dates_are_the_shop_s_in_the_business_clock_s_now(liquid: Environment, source: str, said: str) -> None:
    assert say(liquid, source) == said


@pytest.mark.parametrize(
    ("currency", "locale", "said"),
    [
        ("USD", "en", "$1,850.00"),
        ("EUR", "de", "1.850,00\xa0€"),
        ("JPY", "en", "¥185,000"),
        ("KWD", "en", "KWD185.000"),
    ],
)
def test_money_knows_the_decimals_of_its_currency(liquid: Environment, currency: str, locale: str, said: str) -> None:
    assert say(liquid, "{{ 185000 | money }}", currency=currency, locale=locale) == said


@pytest.mark.parametrize(
    ("source", "locale", "said"),
    [
        ("{{ 'a.plain' | t }}", "de", "Hallo"),
        ("{{ 'a.plain' | t }}", "de-AT", "Hallo"),
        ("{{ 'a.plain' | t }}", "nl", "Hello"),
        ("{{ 'a.name' | t: name: '<b>' }}", "de", "Dear &lt;b&gt;"),
        ("{{ 'a.name_html' | t: name: '<b>' }}", "en", "Dear <b>"),
        ("{{ 'a.count' | t: count: 1 }}", "en", "1 day"),
        ("{{ 'a.count' | t: count: 0 }}", "en", "0 days"),
        ("{{ 'a.nothing' | t }}", "de", "translation missing: de.a.nothing"),
    ],
)
def test_texts_fall_back_count_and_escape(liquid: Environment, source: str, locale: str, said: str) -> None:
    assert say(liquid, source, locale=locale) == said


def test_json_cannot_close_a_script(liquid: Environment) -> None:
    assert say(liquid, "{{ value | json }}", value=["</script>", None]) == '["\\u003c/script\\u003e", null]'
    assert say(liquid, "{{ nothing.at.all | json }}") == "null"


def test_what_we_do_not_implement_is_loud(liquid: Environment, little_shop: LittleShop) -> None:
    product = product_drop(little_shop.shop, product=little_shop.kettle, root="")

    with pytest.raises(LiquidError, match=r"the storefront does not implement variant\.barcode"):
        say(liquid, "{{ product.variants[0].barcode }}", product=product)
    with pytest.raises(LiquidError):
        say(liquid, "{{ 'x' | unheard_of }}")
    with pytest.raises(LiquidError):
        say(liquid, "{% content_for 'block', type: 'x' %}")


def test_a_metafield_is_reached_by_dollar_app_and_by_its_real_namespace(
    liquid: Environment, little_shop: LittleShop
) -> None:
    little_shop.promise(little_shop.blue, {"v": 3})
    variant = product_drop(little_shop.shop, product=little_shop.kettle, root="")["first_available_variant"]

    assert say(liquid, "{{ variant.metafields['$app'].backorder.value.v }}", variant=variant) == "3"
    assert say(liquid, "{{ variant.metafields['app--4242'].backorder.value.v }}", variant=variant) == "3"
    assert say(liquid, "{{ variant.metafields.app.backorder.value.v }}", variant=variant) == ""
