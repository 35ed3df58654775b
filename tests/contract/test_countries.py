"""The countries that a region can have, against those that Shopify ships to."""

from __future__ import annotations

from app.web.countries import country_names
from tests.contract.admin_schema import published


def test_every_country_is_one_that_shopify_knows_and_none_is_missing() -> None:
    types = published()["data"]["__schema"]["types"]
    (codes,) = [each["enumValues"] for each in types if each["name"] == "CountryCode"]
    dissolved, unknown = "AN", "ZZ"
    assert set(country_names()) == {each["name"] for each in codes} - {dissolved, unknown}
    assert [country_names()[code] for code in ("DE", "GB", "US")] == ["Germany", "United Kingdom", "United States"]
