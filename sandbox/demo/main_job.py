"""The main job without a person: each step acts over HTTP, waits for what must follow, and says what it saw.

The steps and numbers are those of the README's walk-through: 4 kettles on hand, 40 coming, stated for 3 December from a
supplier that is usually five days late.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from sandbox.demo.merchant import Merchant, NotSeen, wait_for
from sandbox.demo.processes import Demo
from sandbox.demo.shopper import Shopper

SKU = "KETTLE-BLUE"
HANDLE = "fjord-enamel-kettle"
COMING = 40
_DAYS = 23
_STEPS = 6


@dataclass(frozen=True, slots=True)
class Seen:
    """One step and what was seen of it."""

    step: str
    words: str


@dataclass(slots=True)
class MainJob:
    """Drives a running demonstration through the five steps of `docs/walk-through.md`."""

    demo: Demo
    patience: float = 60
    app_url: str | None = None
    """Where the merchant's pages are, if not where the webhooks go."""
    nudge: Callable[[], None] | None = None
    """What is done once when something is not seen at first: a reconciliation, where webhooks get lost."""
    merchant: Merchant = field(init=False)
    order: str = ""

    def __post_init__(self) -> None:
        self.merchant = Merchant(self.demo, app_url=self.app_url)

    def run(self) -> Iterator[Seen]:
        """Every step in turn. Raises NotSeen at the first that does not come true."""
        with self.merchant:
            yield self.open_the_app()
            yield self.switch_on()
            yield self.read_the_page()
            yield self.order_ten()
            yield self.slip()
            yield self.land()
            yield self.score()

    def open_the_app(self) -> Seen:
        self.merchant.open("/")
        self._wait("the first import", self._has_imported)
        self.merchant.send("/settings/klaviyo", key="pk_demo_0123456789abcdef")
        return Seen("install", "the shop is read and Klaviyo is connected")

    def switch_on(self) -> Seen:
        self.merchant.send("/variants/on", ids=str(self._variant_id()))
        found = self._wait("the metafield", lambda: self._promise_with(left=44))
        policy = self._wait("the policy CONTINUE", lambda: self._policy_is("CONTINUE"))
        steps = ", ".join(
            f"{step['upto']} {'now' if step['by'] is None else 'by ' + step['by']}" for step in found["steps"]
        )
        return Seen("1 switch on", f"policy {policy}, metafield v{found['v']}: {steps}; {found['left']} can be sold")

    def read_the_page(self) -> Seen:
        words = self._wait("the words on the page", self._read_promise)
        _must("4 ship now" in words and "10 December" in words, f"the page says “{words}”")
        return Seen("2 product page", f"“{words}”")

    def order_ten(self) -> Seen:
        version = self._promise()["v"]
        with self._shopper() as sarah:
            bought = sarah.buy(self._variant_id(), 10, _backorder=str(version))
        self.order = self._wait("the order", lambda: self._order_of(bought.token))["name"]
        held = self._wait("6 held, 4 open", self._holds_six)
        event = self._wait("Backorder Placed", lambda: self._event("Backorder Placed", "sarah@example.com"))
        with self._shopper() as sarah:
            page = sarah.open(event["ManageUrl"])
        _must("6 of 10" in page, f"the customer's page says “{page[:200]}”")
        return Seen(
            "3 order of ten",
            f"4 now, {held} held; told once: {event['BackorderedQuantity']} ship by {event['ShipDateText']}; "
            f"the customer's own link opens",
        )

    def slip(self) -> Seen:
        others = self._fill_up()
        supply = self._supply()
        self.merchant.send(f"/incoming/{supply}/date", to="2026-12-14", seen="2026-12-03", reason="Port strike")
        event = self._wait("Backorder ETA Changed", lambda: self._event("Backorder ETA Changed", "sarah@example.com"))
        told = self._wait("all told", lambda: self._told("Backorder ETA Changed", 1 + others))
        shopify = self._wait("Shopify's own date", lambda: self._arrives_on("2026-12-14"))
        return Seen(
            "4 the shipment slips",
            f"arrival {shopify}; {told} customers told once: "
            f"{event['PreviousShipDate'][:10]} -> {event['NewShipDate'][:10]}",
        )

    def land(self) -> Seen:
        self._pass_until_it_is_due()
        supply = self._supply()
        form = self._receipt_fields(supply)
        self.merchant.send(f"/incoming/{supply}/receipt", **form)
        self._wait("38 of 40 received", self._has_received)
        released = self._wait("the holds released", self._is_released)
        soon = self._wait(
            "Backorder Shipping Soon", lambda: self._event("Backorder Shipping Soon", "sarah@example.com")
        )
        lost = self._wait("who lost out is told", self._lost)
        return Seen(
            "5 it lands",
            f"38 of {COMING} received, {released} released; ships by {soon['ShipDateText']}; "
            f"{lost['OrderNumber']} keeps its place for {lost['BackorderedQuantity']} "
            f"and is told: {lost['NewShipDateText']}",
        )

    def score(self) -> Seen:
        self.merchant.act(f"/orders/{self.order.removeprefix('#')}/ship")
        kept = self._wait("the score", self._outcome)
        return Seen("6 the score", f"shipped: first promise {_word(kept[0])}, last promise {_word(kept[1])}")

    def _wait(self, what: str, look: Any) -> Any:
        if self.nudge is None:
            return wait_for(what, look, seconds=self.patience)
        try:
            return wait_for(what, look, seconds=self.patience / 4)
        except NotSeen:
            self.nudge()
            return wait_for(what, look, seconds=self.patience)

    def _shopper(self) -> Shopper:
        return Shopper(self.demo, email="sarah@example.com", first_name="Sarah")

    def _read_promise(self) -> str | None:
        with self._shopper() as sarah:
            return sarah.read_promise(HANDLE) or None

    def _has_imported(self) -> bool:
        """The first page asks for itself anew until the import is over."""
        return 'hx-trigger="every 3s"' not in self.merchant.open("/")

    def _state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.merchant.ask(f"/variants/{SKU}/state")
        return found

    def _variant_id(self) -> int:
        return int(self._state()["id"].rpartition("/")[2])

    def _promise(self) -> dict[str, Any]:
        fields = self._state()["metafields"]
        return next((value for name, value in fields.items() if name.endswith(".backorder")), {})

    def _promise_with(self, *, left: int) -> dict[str, Any] | None:
        found = self._promise()
        return found if found.get("left") == left else None

    def _policy_is(self, policy: str) -> str | None:
        return policy if self._state()["policy"] == policy else None

    def _order_of(self, token: str) -> dict[str, Any] | None:
        return next((row for row in self.merchant.ask("/orders") if row["status_token"] == token), None)

    def _fulfillments(self) -> list[dict[str, Any]]:
        state = self.merchant.ask(f"/orders/{self.order.removeprefix('#')}/state")
        rows: list[dict[str, Any]] = state["fulfillment_orders"]
        return rows

    def _holds_six(self) -> int | None:
        rows = self._fulfillments()
        held = sum(row["units"].get(SKU, 0) for row in rows if row["status"] == "ON_HOLD")
        free = sum(row["units"].get(SKU, 0) for row in rows if row["status"] == "OPEN")
        return held if (held, free) == (6, 4) else None

    def _is_released(self) -> int | None:
        rows = self._fulfillments()
        free = sum(row["units"].get(SKU, 0) for row in rows if row["status"] == "OPEN")
        return free if free == 10 and not any(row["holds"] for row in rows) else None

    def _event(self, metric: str, email: str) -> dict[str, Any] | None:
        found = self.merchant.events(metric, email=email)
        _must(len(found) <= 1, f"{metric} went to {email} {len(found)} times")
        return found[0]["properties"] if found else None

    def _told(self, metric: str, people: int) -> int | None:
        found = self.merchant.events(metric)
        return len(found) if len(found) == people else None

    def _fill_up(self) -> int:
        """Two more customers take what is left, so that the last two units will have somebody to miss."""
        for units, email, name in ((30, "ben@example.com", "Ben"), (4, "cleo@example.com", "Cleo")):
            with Shopper(self.demo, email=email, first_name=name) as shopper:
                shopper.buy(self._variant_id(), units)
        self._wait("sold out", lambda: self._policy_is("DENY"))
        self._wait("all promised", lambda: self._told("Backorder Placed", 3))
        return 2

    def _pass_until_it_is_due(self) -> None:
        """23 days in steps, in which the dock takes in what else arrives on its stated day."""
        for _ in range(_STEPS):
            self.merchant.pass_days(_DAYS / _STEPS)
            now = self.merchant.now()
            for row in self.merchant.ask("/shipments"):
                arrived = row["status"] == "IN_TRANSIT" and (row["arrives_at"] or "9999") <= now
                if arrived and not any(line["sku"] == SKU for line in row["lines"]):
                    self.merchant.act(f"/shipments/{row['name'].removeprefix('#')}/receive")

    def _supply(self) -> int:
        page = self.merchant.open(f"/backorders/{self._variant_id()}")
        found = re.search(r'href="/incoming/(\d+)"', page)
        _must(found is not None, "the page of the kettle names no shipment")
        return int(found[1]) if found else 0

    def _receipt_fields(self, supply: int) -> dict[str, str]:
        page = self.merchant.open(f"/incoming/{supply}/receipt")
        names = re.findall(r'name="([^"]+)"', page)
        accepted = next(name for name in names if "accept" in name)
        rejected = next(name for name in names if "reject" in name)
        return {accepted: "38", rejected: "2"}

    def _arrives_on(self, day: str) -> str | None:
        dates = [row["arrives_at"] or "" for row in self._state()["shipments"] if row["status"] == "IN_TRANSIT"]
        return day if any(text.startswith(day) for text in dates) else None

    def _has_received(self) -> bool:
        lines = [line for row in self._state()["shipments"] for line in row["lines"] if line["sku"] == SKU]
        return any((line["quantity"], line["accepted"], line["rejected"]) == (COMING, 38, 2) for line in lines)

    def _lost(self) -> dict[str, Any] | None:
        found = self.merchant.events("Backorder ETA Changed", email="cleo@example.com")
        return found[-1]["properties"] if len(found) > 1 else None

    def _outcome(self) -> tuple[bool, bool] | None:
        """Read from the app's own database: the page of scores is a later one."""
        engine = sa.create_engine(self.demo.database_url.replace("postgresql://", "postgresql+psycopg://"))
        try:
            with engine.connect() as conn:
                row = conn.execute(sa.text("SELECT kept_first, kept_last FROM outcome")).first()
        except (sa.exc.OperationalError, sqlite3.Error):
            return None
        finally:
            engine.dispose()
        return (bool(row[0]), bool(row[1])) if row else None


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotSeen(otherwise)


def _word(kept: bool) -> str:
    return "kept" if kept else "broken"
