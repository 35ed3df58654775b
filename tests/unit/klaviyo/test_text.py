from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel import Locale

from app.klaviyo.text import date_text, locale_of, refund_text, span_text


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en-US", "December 15, 2026"),
        ("en-GB", "15 December 2026"),
        ("de", "15. Dezember 2026"),
        ("fr", "15 décembre 2026"),
        ("pt-BR", "15 de dezembro de 2026"),
        ("zh-Hant-TW", "2026年12月15日"),
        ("", "December 15, 2026"),
        ("klingon", "December 15, 2026"),
    ],
)
def test_a_date_reads_as_the_customer_writes_it(tag: str, text: str) -> None:
    assert date_text(date(2026, 12, 15), locale_of(tag)) == text


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "a date we cannot give yet"),
        ("de", "ein Termin, den wir noch nicht nennen können"),
        ("fr", "une date que nous ne pouvons pas encore donner"),
        ("ja", "a date we cannot give yet"),
    ],
)
def test_a_missing_date_is_said_in_words_and_never_left_to_the_template(tag: str, text: str) -> None:
    assert date_text(None, locale_of(tag)) == text


def test_a_span_of_days_keeps_the_month_and_year_once() -> None:
    assert span_text(date(2026, 12, 8), date(2026, 12, 10), Locale("de")) == "8.–10. Dez. 2026"  # noqa: RUF001  en dash


def test_a_span_of_one_day_is_that_day() -> None:
    assert span_text(date(2026, 12, 8), date(2026, 12, 8), Locale("de")) == "8. Dezember 2026"


@pytest.mark.parametrize(
    ("tag", "currency", "text"),
    [
        ("en-US", "USD", "$149.90 will be refunded to your original payment method"),
        ("de", "EUR", "149,90\xa0€ werden auf Ihr ursprüngliches Zahlungsmittel erstattet"),
        ("en-US", "KWD", "KWD149.900 will be refunded to your original payment method"),
    ],
)
def test_a_refund_names_the_amount_with_the_decimals_of_its_currency(tag: str, currency: str, text: str) -> None:
    assert refund_text(Decimal("149.90"), currency, locale_of(tag)) == text
