"""Dates, spans and money in the customer's own language.

Klaviyo's template filters know English month names and UTC only, so the text travels inside the event.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval
from babel.numbers import format_currency

FALLBACK: Final = Locale("en", "US")

NO_DATE: Final = {
    "en": "a date we cannot give yet",
    "de": "ein Termin, den wir noch nicht nennen können",
    "fr": "une date que nous ne pouvons pas encore donner",
}
REFUND: Final = {
    "en": "{amount} will be refunded to your original payment method",
    "de": "{amount} werden auf Ihr ursprüngliches Zahlungsmittel erstattet",
    "fr": "{amount} seront remboursés sur votre moyen de paiement d'origine",
}


def locale_of(tag: str | None) -> Locale:
    """The locale of a Shopify language tag ("de", "pt-BR", "zh-Hant-TW"); American English where it says nothing."""
    if not tag:
        return FALLBACK
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return FALLBACK


def date_text(day: date | None, locale: Locale) -> str:
    """`December 15, 2026`, or words for "there is no honest date", in English where we have none in that language."""
    if day is None:
        return _words(NO_DATE, locale)
    return format_date(day, "long", locale)


def span_text(first: date, last: date, locale: Locale) -> str:
    """`December 8 - 10, 2026`: both ends included, in the locale's own punctuation."""
    return date_text(first, locale) if first == last else str(format_interval(first, last, "yMMMMd", locale=locale))


def money_text(amount: Decimal, currency: str, locale: Locale) -> str:
    return format_currency(amount, currency, locale=locale)


def refund_text(amount: Decimal, currency: str, locale: Locale) -> str:
    """Half a sentence without its full stop, so that a template may go on."""
    return _words(REFUND, locale).format(amount=money_text(amount, currency, locale))


def _words(phrases: dict[str, str], locale: Locale) -> str:
    return phrases.get(locale.language, phrases["en"])
