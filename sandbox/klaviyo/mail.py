"""The mail that a merchant's flow would make of an event: the words are the flow's, every fact is the event's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from babel.numbers import format_currency

from sandbox.klaviyo.state import RecordedEvent

Properties = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the box with the dates. `before` is what it was; empty where it did not change."""

    label: str
    now: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    url: str
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    variant: str
    sku: str
    quantity: int
    price: str
    image_url: str
    product_url: str
    ship_date: str


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of items."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What one kind of mail says."""

    subject: str
    title: str
    paragraphs: tuple[str, ...]
    facts: tuple[Fact, ...]
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as shown. `sender` is the shop's name."""

    sender: str
    words: Words
    sections: tuple[Section, ...]

    @property
    def preview(self) -> str:
        return self.words.paragraphs[0]


def mail_of(event: RecordedEvent) -> Mail:
    """The mail of any event: one of an unknown metric is shown as the plain notice it would be."""
    said = Said(event.properties)
    sections = [Section(_items_title(event.metric), said.rows("Items"))]
    if said.rows("RemainingBackorderedItems"):
        sections.append(Section("Still on its way to us", said.rows("RemainingBackorderedItems")))
    words = _WORDS.get(event.metric, _unknown)(said)
    return Mail(said.text("ShopName") or "A shop", words, tuple(section for section in sections if section.rows))


@dataclass(frozen=True, slots=True)
class Said:
    """Reads an event's properties as a template does: what is missing is empty, never an error."""

    properties: Properties

    def text(self, key: str) -> str:
        found = self.properties.get(key)
        return "" if found is None else str(found)

    def yes(self, key: str) -> bool:
        return self.properties.get(key) is True

    def link(self, key: str) -> str:
        """An address to link to; empty where it is not one of the web's."""
        return web_link(self.text(key))

    def rows(self, key: str) -> tuple[Row, ...]:
        found = self.properties.get(key)
        rows = found if isinstance(found, list) else []
        return tuple(_row(Said(one), currency=self.text("Currency")) for one in rows if isinstance(one, dict))

    def amount(self, key: str, currency: str) -> str:
        found = self.properties.get(key)
        return format_currency(found, currency, locale="en_US") if isinstance(found, int | float) else ""


def web_link(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""


def _row(item: Said, *, currency: str) -> Row:
    quantity = item.properties.get("Quantity")
    return Row(
        name=item.text("ProductName"),
        variant=item.text("VariantName"),
        sku=item.text("SKU"),
        quantity=quantity if isinstance(quantity, int) else 0,
        price=item.amount("RowTotal", currency),
        image_url=item.link("ImageURL"),
        product_url=item.link("ProductURL"),
        ship_date=item.text("ShipDateText"),
    )


def _items_title(metric: str) -> str:
    return {"Backorder Shipping Soon": "On its way", "Backorder Cancelled": "Cancelled"}.get(metric, "On backorder")


def _placed(said: Said) -> Words:
    order, day = said.text("OrderNumber"), said.text("ShipDateText")
    what = "Part of your order is" if said.yes("IsPartial") else "Your order is"
    now = "What is in stock ships now; the rest follows" if said.yes("IsPartial") else "We ship it"
    facts = [Fact("Ships by", day)]
    if said.text("ShipWindowText"):
        facts.append(Fact("Most likely", said.text("ShipWindowText")))
    return Words(
        subject=f"Order {order}: ships by {day}",
        title="Thank you for your order",
        paragraphs=(
            f"{what} on backorder: not on our shelf yet, but reserved for you from the next delivery. {now} by {day}.",
            "We tell you if that date changes, and you can cancel for a full refund until it ships.",
        ),
        facts=tuple(facts),
        buttons=(_manage(said, "See or change my order", is_main=True),),
    )


def _changed(said: Said) -> Words:
    order, day = said.text("OrderNumber"), said.text("NewShipDateText")
    earlier = said.text("Direction") == "earlier"
    opening = (
        "Good news: your order comes earlier." if earlier else "Your order comes later than we said. We are sorry."
    )
    return Words(
        subject=f"New ship date for order {order}: {day}",
        title="Earlier than promised" if earlier else "A new date for your order",
        paragraphs=(
            f"{opening} {said.text('Reason')}".strip(),
            "You need not do anything. You can still cancel for a full refund until it ships.",
        ),
        facts=(Fact("Ships by", day, said.text("PreviousShipDateText")),),
        buttons=(_manage(said, "See or change my order", is_main=True),),
    )


def _action_needed(said: Said) -> Words:
    order, day, until = said.text("OrderNumber"), said.text("NewShipDateText"), said.text("RespondByText")
    keep = said.text("DefaultOutcome") == "keep"
    silence = "we keep your order and send it by the new date" if keep else "we cancel it and refund you in full"
    again = " again" if said.properties.get("DelayCount", 1) != 1 else ""
    return Words(
        subject=f"Order {order} is delayed{again}: keep waiting or get a refund",
        title=f"Your order is delayed{again}",
        paragraphs=(
            f"We cannot ship by {said.text('PreviousShipDateText')} as we said, and we are sorry. "
            f"{said.text('Reason')}".strip(),
            "Please tell us what you prefer. Both choices are free, and a refund goes back the way you paid.",
            f"If we do not hear from you by {until}, {silence}.",
        ),
        facts=(Fact("Ships by", day, said.text("PreviousShipDateText")), Fact("Please answer by", until)),
        buttons=(
            Button("Keep my order", said.link("KeepUrl"), is_main=True),
            Button("Cancel for a full refund", said.link("CancelUrl")),
        ),
    )


def _soon(said: Said) -> Words:
    order, day = said.text("OrderNumber"), said.text("ShipDateText")
    rest = said.rows("RemainingBackorderedItems")
    still = "The rest keeps its place in line and follows by the date shown below." if rest else ""
    return Words(
        subject=f"Order {order} ships soon",
        title="It has arrived, and it is yours",
        paragraphs=(f"What you were waiting for is here. We send it by {day}.", *([still] if still else [])),
        facts=(Fact("Ships by", day),),
        buttons=(_manage(said, "See my order", is_main=True),),
    )


def _cancelled(said: Said) -> Words:
    order, refund = said.text("OrderNumber"), said.text("RefundText")
    by = "As you asked, the" if said.text("CancelledBy") == "customer" else "We are sorry: the"
    return Words(
        subject=f"Order {order}: backorder cancelled",
        title="Cancelled",
        paragraphs=(
            f"{by} units below were cancelled. {said.text('CancelReason')}".strip(),
            f"{refund}." if refund else "You were not charged for them.",
        ),
        facts=(Fact("Refund", said.amount("RefundAmount", said.text("Currency"))),) if refund else (),
        buttons=(_manage(said, "See my order", is_main=True),),
    )


def _unknown(_said: Said) -> Words:
    return Words("A message about your order", "A message about your order", ("No flow knows this event.",), (), ())


def _manage(said: Said, label: str, *, is_main: bool = False) -> Button:
    return Button(label, said.link("ManageUrl"), is_main=is_main)


_WORDS: Final[dict[str, Callable[[Said], Words]]] = {
    "Backorder Placed": _placed,
    "Backorder ETA Changed": _changed,
    "Backorder Delayed - Action Needed": _action_needed,
    "Backorder Shipping Soon": _soon,
    "Backorder Cancelled": _cancelled,
}
