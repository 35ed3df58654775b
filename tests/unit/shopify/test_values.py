"""Gids, money, shop domains, documents, secrets."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import ItemId, OrderId
from app.shopify.documents import load_document
from app.shopify.gid import from_gid, from_optional_gid, to_gid
from app.shopify.money import Money, money
from app.shopify.secrets_box import SecretsBox, UnreadableSecretError
from app.shopify.shop_domain import sanitise_shop


@given(st.integers(0, 2**63 - 1))
def test_a_gid_gives_back_its_number_whatever_its_size(number: int) -> None:
    assert from_gid(to_gid("Order", number), OrderId) == number


def test_the_query_part_of_a_gid_is_ignored_and_null_stays_null() -> None:
    assert from_gid("gid://shopify/InventoryLevel/9?inventory_item_id=3", ItemId) == 9
    assert from_optional_gid(None, ItemId) is None


@pytest.mark.parametrize(
    "text", ["", "12", "gid://shopify/Order/", "gid://shopify/Order/1 ", "gid://other/Order/1", "gid://shopify/Order/٣"]
)
def test_what_is_not_a_gid_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a Shopify gid"):
        from_gid(text, OrderId)


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("19.99", "EUR", Money(1999, "EUR", 2)),
        ("1000.0", "JPY", Money(1000, "JPY", 0)),
        ("1.5", "KWD", Money(1500, "KWD", 3)),
        ("0.005", "USD", Money(5, "USD", 3)),
        ("-3.50", "USD", Money(-350, "USD", 2)),
        ("12345678901234567890.12", "USD", Money(1234567890123456789012, "USD", 2)),
    ],
)
def test_money_is_read_without_losing_a_digit(amount: str, currency: str, expected: Money) -> None:
    assert money(amount, currency) == expected


@pytest.mark.parametrize("amount", ["", "1e3", "NaN", "1,5", ".5", "٣"])
def test_what_is_not_an_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        money(amount, "USD")


@given(minor=st.integers(-(10**12), 10**12), currency=st.sampled_from(["USD", "JPY", "KWD"]))
def test_an_amount_written_out_reads_back_as_it_was(minor: int, currency: str) -> None:
    places = {"USD": 2, "JPY": 0, "KWD": 3}[currency]
    written = Money(minor, currency, places)
    assert money(f"{written.amount:f}", currency) == written


@pytest.mark.parametrize("value", ["northpine.myshopify.com", "NorthPine.MyShopify.com", "a-1.shop.dev"])
def test_a_shop_domain_is_accepted_in_lower_case(value: str) -> None:
    assert sanitise_shop(value) == value.lower()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "myshopify.com",
        "https://a.myshopify.com",
        "a.myshopify.com/",
        "a.myshopify.com.evil.com",
        "evil.com#a.myshopify.com",
        "a.myshopify.com\n",
        "a b.myshopify.com",
        "-a.myshopify.com",
        "a.b.myshopify.com",
        "\u212a.myshopify.com",
    ],
)
def test_anything_that_is_not_exactly_a_shop_domain_is_refused(value: str) -> None:
    assert sanitise_shop(value) is None


def test_a_document_carries_each_fragment_it_uses_once_and_no_other() -> None:
    document = load_document("StockAndSupply")
    assert document.count("fragment TransferParts on") == 1
    assert document.count("fragment LevelParts on") == 1
    assert "fragment OrderLineParts" not in document


def test_a_secret_sealed_with_an_old_key_opens_until_that_key_is_dropped() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = SecretsBox([old]).seal("shpat_1")

    assert b"shpat_1" not in sealed
    assert SecretsBox([new, old]).open(sealed) == "shpat_1"
    assert SecretsBox([new]).open(SecretsBox([new, old]).reseal(sealed)) == "shpat_1"
    for unreadable in (SecretsBox([new]).open, SecretsBox([new]).reseal):
        with pytest.raises(UnreadableSecretError):
            unreadable(sealed)
    with pytest.raises(ValueError, match="at least one"):
        SecretsBox([])
