"""What would another policy have done? A shop's own orders, supplies and receipts, replayed day by day.

The same plan, availability and promise code as in production runs on every day; only the truth about arrivals is
looked up in the record, and never before its day. Orders that the policy would have refused are lost.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.domain.dates import ship_by
from app.domain.ids import DEFAULT_POOL, ItemId, LineId, OrderId
from app.domain.lateness import SupplierHistory, arrival, outlook
from app.domain.ledger import promise_line, revise_line
from app.domain.model import Cause, DemandLine, ItemFacts, LinePlan, Promise, StabilityRules, Supply, Terms, Unlimited
from app.domain.plan import plan_item
from app.domain.scoring import PromiseRecord, PromiseScore, score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from app.domain.calendar import Calendar
    from app.domain.ids import SupplyId
    from app.domain.model import Availability, ItemPlan, Step


@dataclass(frozen=True, slots=True)
class PastOrder:
    """One order line of at least one unit. `revenue` is in minor units of the shop's currency, for all its units."""

    line: LineId
    placed_on: date
    quantity: int
    revenue: int


@dataclass(frozen=True, slots=True)
class PastSupply:
    """A supply with its truth: it came on `arrived_on` with `received` units; None: it never did."""

    id: SupplyId
    supplier: str
    ordered_on: date
    stated_on: date
    quantity: int
    arrived_on: date | None
    received: int


@dataclass(frozen=True, slots=True)
class Policy:
    """What is being tried. `cap_percent` of what is coming is sold; nobody waits longer than `stop_loss_days`."""

    terms: Terms = field(default_factory=Terms)
    cap_percent: int = 100
    stop_loss_days: int | None = None
    rules: StabilityRules = field(default_factory=StabilityRules)


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """What the policy would have brought; units are units, money is minor units."""

    promises: PromiseScore
    units_backordered: int
    revenue_backordered: int
    units_lost: int
    revenue_lost: int
    units_refunded: int
    revenue_refunded: int
    notices: int
    oversold_units: int


def simulate(
    orders: Sequence[PastOrder],
    supplies: Sequence[PastSupply],
    *,
    stock: int,
    policy: Policy,
    calendar: Calendar,
    history: Callable[[str, date], SupplierHistory] = lambda _supplier, _today: SupplierHistory(),
) -> SimulationReport:
    """Replay one item from its first day to its last. `history` is what was known of a supplier on a day."""
    run = _Run(_by_day(orders), list(supplies), policy, calendar, history, stock)
    days = [each.placed_on for each in orders] + [each.ordered_on for each in supplies]
    ends = [each.arrived_on for each in supplies if each.arrived_on is not None]
    today, last = min(days), max(days + ends)
    while today <= last:
        run.live(today)
        today += timedelta(days=1)
    return run.report(last)


@dataclass(slots=True)
class _Waiting:
    """One accepted order under way."""

    order: PastOrder
    line: DemandLine
    promises: tuple[Promise, ...] = ()
    shipped_on: date | None = None
    refunded_on: date | None = None
    backordered: int = 0
    uncovered: int = 0


@dataclass(slots=True)
class _Run:
    """The shop on one day."""

    orders: dict[date, list[PastOrder]]
    supplies: list[PastSupply]
    policy: Policy
    calendar: Calendar
    history: Callable[[str, date], SupplierHistory]
    stock: int
    accepted: list[_Waiting] = field(default_factory=list)
    waiting: dict[LineId, _Waiting] = field(default_factory=dict)
    """Of those accepted, whoever has neither all units nor the money back."""
    coming: tuple[Supply, ...] = ()
    """What is on its way today: one law a day is enough."""
    lost: list[PastOrder] = field(default_factory=list)

    def live(self, today: date) -> None:
        """Receive, sell, plan, tell, ship, and give the money back where the wait has been too long."""
        self.stock += sum(each.received for each in self.supplies if each.arrived_on == today)
        orders = self.orders.get(today, [])
        if not orders and not self.waiting:
            return
        self.coming = tuple(self._coming(today))
        plan = self._plan(today)
        for order in orders:
            plan = self._sell(order, plan, today)
        self._ship(plan, today)
        self._stop_losses(today)

    def report(self, today: date) -> SimulationReport:
        everyone = self.accepted
        refunded = [each for each in everyone if each.refunded_on is not None]
        told = [promise for each in everyone for promise in each.promises]
        return SimulationReport(
            promises=score(_records(everyone), today=today),
            units_backordered=sum(each.backordered for each in everyone),
            revenue_backordered=sum(_share(each.order, each.backordered) for each in everyone),
            units_lost=sum(order.quantity for order in self.lost),
            revenue_lost=sum(order.revenue for order in self.lost),
            units_refunded=sum(each.line.open for each in refunded),
            revenue_refunded=sum(_share(each.order, each.line.open) for each in refunded),
            notices=sum(promise.cause in {Cause.SLIP, Cause.PULL_IN} for promise in told),
            oversold_units=sum(each.uncovered for each in everyone),
        )

    def _sell(self, order: PastOrder, plan: ItemPlan, today: date) -> ItemPlan:
        """The plan after the order, which is the same one if nothing could be sold."""
        sale = plan.availability
        if not isinstance(sale.left, Unlimited) and order.quantity > sale.left:
            self.lost.append(order)
            return plan
        waiting = _Waiting(order, _line(order, number=len(self.accepted)))
        self.accepted.append(waiting)
        self.waiting[order.line] = waiting
        after = self._plan(today)
        planned = next(each for each in after.lines if each.line == order.line)
        waiting.backordered = planned.backordered
        waiting.promises = self._first_promises(planned, sale, today)
        return after

    def _first_promises(self, planned: LinePlan, sale: Availability, today: date) -> tuple[Promise, ...]:
        steps: tuple[Step, ...] = sale.steps
        now_by = self.calendar.add(today, self.policy.terms.handling_days)
        return promise_line(planned, steps, now_by=now_by, legal_on=today + timedelta(days=30))

    def _plan(self, today: date) -> ItemPlan:
        incoming = sum(supply.open_quantity for supply in self.coming)
        kept_back = incoming - incoming * self.policy.cap_percent // 100
        lines = tuple(each.line for each in self.waiting.values())
        facts = ItemFacts(ItemId(1), DEFAULT_POOL, self.stock, 0, self.coming, lines, largest_recent_order=incoming)
        terms = replace(self.policy.terms, safety_units=kept_back)
        return plan_item(facts, terms, today=today, calendar=self.calendar)

    def _coming(self, today: date) -> Iterator[Supply]:
        for each in self.supplies:
            if each.ordered_on <= today and (each.arrived_on is None or each.arrived_on > today):
                known = self.history(each.supplier, today)
                law = arrival(each.stated_on, today=today, history=known)
                days = outlook(each.stated_on, today=today, history=known)
                yield Supply(each.id, each.quantity, each.stated_on, law, outlook=days)

    def _ship(self, plan: ItemPlan, today: date) -> None:
        for planned in plan.lines:
            waiting = self.waiting[planned.line]
            waiting.uncovered = max(waiting.uncovered, planned.uncovered)
            waiting.promises += revise_line(
                waiting.promises,
                planned,
                rules=self.policy.rules,
                today=today,
                legal_on=waiting.order.placed_on + timedelta(days=30),
                shipped=waiting.line.shipped,
            )
            self._send(waiting, planned.ships_now, today)

    def _send(self, waiting: _Waiting, units: int, today: date) -> None:
        self.stock -= units
        waiting.line = replace(waiting.line, shipped=waiting.line.shipped + units)
        if waiting.line.open == 0:
            waiting.shipped_on = ship_by(today, terms=self.policy.terms, calendar=self.calendar)
            del self.waiting[waiting.order.line]

    def _stop_losses(self, today: date) -> None:
        longest = self.policy.stop_loss_days
        for waiting in list(self.waiting.values()):
            if longest is not None and (today - waiting.order.placed_on).days > longest:
                waiting.refunded_on = today
                del self.waiting[waiting.order.line]


def _by_day(orders: Sequence[PastOrder]) -> dict[date, list[PastOrder]]:
    found: defaultdict[date, list[PastOrder]] = defaultdict(list)
    for order in orders:
        found[order.placed_on].append(order)
    return found


def _line(order: PastOrder, *, number: int) -> DemandLine:
    placed_at = datetime.combine(order.placed_on, time(12), UTC) + timedelta(seconds=number)
    return DemandLine(order.line, OrderId(order.line), placed_at, order.quantity, placed_on=order.placed_on)


def _records(waiting: Sequence[_Waiting]) -> Iterator[PromiseRecord]:
    """One record an order that was promised anything: what its last unit was told, and when that unit left.

    Money given back by a stop-loss is a promise not kept, not a customer's change of mind.
    """
    for each in waiting:
        last = each.order.quantity
        told = [promise for promise in each.promises if promise.part <= last < promise.part + promise.quantity]
        if told:
            yield PromiseRecord(tuple(told), each.shipped_on)


def _share(order: PastOrder, units: int) -> int:
    return order.revenue * units // order.quantity
