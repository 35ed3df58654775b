"""What was seen becomes facts, in their order; what they touch is planned anew; each hint gets its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.db import catalog, footprints, inventory, orders, shops, shopstate, supplies, zones
from app.db.shops import Shop
from app.db.shopstate import LIMIT, VALIDATION
from app.domain.ids import ItemId, OrderId, VariantId
from app.inbox.enqueue import enqueue
from app.inbox.hints import INTERNAL, Hint, Kind
from app.inbox.work import Work
from app.refetch import comparing
from app.refetch.fetch import Seen
from app.refetch.gather import Wanted
from app.refetch.locations import keep_locations
from app.refetch.verdicts import Verdicts, replay_invisible, says_gone
from app.replan.discontinue import discontinue
from app.replan.replan import replan
from app.shopify.facts import ItemFact, OrderFact, ShopFact, Unreadable, VariantFact

_STAMPS_ARE_WHOLE_SECONDS = timedelta(seconds=1)


def store(conn: sa.Connection, shop: Shop, wanted: Wanted, seen: Seen, work: Work, *, now: datetime, but: Hint) -> None:
    """Store facts, plan every item they touch, and finish the batch's hints `but` one, all in the caller's transaction.

    `now` is the business instant. Raises LeaseLost when the lane is another worker's by now.
    """
    verdicts = Verdicts({each.hint: each for each in work.pending if each.hint in work.left - {but}})
    told = {each.hint for each in work.pending if any(not row.topic.startswith(INTERNAL) for row in each.rows)}
    comparing.note_unannounced(conn, shop, wanted, seen, told)
    keep(conn, shop, wanted, seen, verdicts, now=now)
    work.finish(conn, done=verdicts.done(), parked=verdicts.parked, retry=verdicts.retry)


def keep(conn: sa.Connection, shop: Shop, wanted: Wanted, seen: Seen, verdicts: Verdicts, *, now: datetime) -> None:
    """Store facts and plan every item they touch; `verdicts` learns what could not be taken for the truth."""
    keeping = _Keeping(conn, shop, wanted, seen, verdicts, now)
    keeping.keep_shop()
    touched = keeping.keep_orders() | keeping.keep_variants() | keeping.keep_stock()
    replan(conn, shops.by_id(conn, shop.id), touched, now=now, orders=keeping.asked_orders())


@dataclass(frozen=True, slots=True)
class _Keeping:
    """One batch on its way into the tables. Each `keep_` gives the items whose plan may change by it."""

    conn: sa.Connection
    shop: Shop
    wanted: Wanted
    seen: Seen
    verdicts: Verdicts
    now: datetime

    def keep_shop(self) -> None:
        if self.seen.locations is not None:
            keep_locations(self.conn, self.shop.id, self.seen.locations, started_at=self.seen.started_at)
        if self.seen.shop is not None:
            shops.save_fact(self.conn, self.shop.id, self.seen.shop, started_at=self.seen.started_at)
            shopstate.reopen(self.conn, self.shop.id, LIMIT, VALIDATION)
            self._look_at_everything_if_it_matters(self.seen.shop)

    def _look_at_everything_if_it_matters(self, fact: ShopFact) -> None:
        """Another zone moves every date, another currency every price; a new grant shows what was hidden."""
        if (fact.zone, fact.currency) != (self.shop.timezone, self.shop.currency):
            enqueue(self.conn, self.shop.id, Hint(Kind.RECONCILE), cause="the shop changed")
        elif fact.scopes - self.shop.scopes:
            enqueue(self.conn, self.shop.id, Hint(Kind.RECONCILE), cause="new access")

    def asked_orders(self) -> dict[OrderId, set[Hint]]:
        """Every order hinted at, fulfilment orders resolved, with its hints."""
        asked = {order: set(hints) for order, hints in self.wanted.orders.items()}
        for each, order in self.seen.owners.found.items():
            asked.setdefault(order, set()).update(self.wanted.fulfillments[each])
        return asked

    def keep_orders(self) -> set[ItemId]:
        touched: set[ItemId] = set()
        asked = self.asked_orders()
        reading = self.seen.orders
        for order, fact in reading.found.items():
            is_outdated = self._is_outdated(order)
            if (is_outdated or self._is_early(fact, asked[order])) and self.verdicts.too_early(asked[order]):
                continue
            if is_outdated and self.verdicts.is_nobodys:
                enqueue(self.conn, self.shop.id, Hint(Kind.ORDER, order), cause="written meanwhile")
                continue
            touched |= orders.save_order(self.conn, self.shop.id, fact, started_at=reading.started_at)
        for order, missing in reading.unreadable.items():
            if says_gone(asked[order]):
                touched |= orders.mark_order_deleted(
                    self.conn, self.shop.id, order, at=self.now, seen_at=reading.started_at
                )
            elif not orders.is_deleted(self.conn, self.shop.id, order):
                self.verdicts.unreadable(asked[order], missing)
        for each, lost in self.seen.owners.unreadable.items():
            self.verdicts.unreadable(self.wanted.fulfillments[each], lost)
        return touched

    def _is_early(self, fact: OrderFact, asked: set[Hint]) -> bool:
        """Older than its hint, or without the fulfilment orders it must get."""
        triggered = self.verdicts.triggered_at(hint for hint in asked if hint.kind is Kind.ORDER)
        if triggered is not None and fact.updated_at + _STAMPS_ARE_WHOLE_SECONDS <= triggered:
            return True
        if not fact.fulfillment_orders and not fact.cancelled_at:
            return any(line.unfulfilled_quantity for line in fact.lines)
        return False

    def _is_outdated(self, order: OrderId) -> bool:
        """Read before our last write to it ended."""
        written = footprints.last_write(self.conn, self.shop.id, shopstate.order_resource(order))
        return written is not None and self.seen.orders.started_at < written

    def keep_variants(self) -> set[ItemId]:
        reading = self.seen.variants
        hints_of = self.wanted.variants
        facts = [
            fact for fact in reading.found.values() if self._stands(fact, hints_of.get(fact.id, ()), reading.started_at)
        ]
        touched = catalog.save_variants(self.conn, self.shop.id, facts, started_at=reading.started_at)
        for variant, missing in reading.unreadable.items():
            hints = self.wanted.variants.get(variant, set())
            if says_gone(hints):
                touched |= self._forget_variants([variant], seen_at=reading.started_at)
            else:
                self._miss(hints, missing, lives=bool(catalog.stored_variants(self.conn, self.shop.id, [variant])))
        for product, hints in self.wanted.products.items():
            known = set(catalog.variants_of_product(self.conn, self.shop.id, product))
            found = self.seen.products[product]
            if isinstance(found, Unreadable):
                if not says_gone(hints):
                    self._miss(hints, found, lives=bool(catalog.stored_variants(self.conn, self.shop.id, known)))
                    continue
                found = ()
            standing = [fact for fact in found if self._stands(fact, hints, self.seen.started_at)]
            touched |= catalog.save_variants(self.conn, self.shop.id, standing, started_at=self.seen.started_at)
            gone = known - {fact.id for fact in found}
            touched |= self._forget_variants(gone, seen_at=self.seen.started_at)
        return touched

    def _stands(self, fact: VariantFact, hints: Iterable[Hint], started_at: datetime) -> bool:
        """False for a read that began before our last write ended: it is repeated, or the night's next one counts."""
        written = footprints.last_write(self.conn, self.shop.id, shopstate.variant_resource(fact.id))
        if written is None or started_at >= written:
            return True
        return not (self.verdicts.too_early(hints) or self.verdicts.is_nobodys)

    def _forget_variants(self, gone: Iterable[VariantId], *, seen_at: datetime) -> set[ItemId]:
        touched = catalog.mark_variants_deleted(self.conn, self.shop.id, gone, at=self.now, seen_at=seen_at)
        if touched:
            replay_invisible(self.conn, self.shop.id)
        return touched

    def _miss(self, hints: set[Hint], missing: Unreadable, *, lives: bool) -> None:
        """News of what Shopify does not show. Its deletion may be on the way; where we know of nothing that lives,
        there is nothing to be wrong about.
        """
        if lives and not self.verdicts.too_early(hints):
            self.verdicts.unreadable(hints, missing)

    def keep_stock(self) -> set[ItemId]:
        """Levels and supplies of one moment together: a unit received in between neither vanishes nor doubles."""
        for item, fact in self.seen.items.found.items():
            if self._is_stale(fact):
                self.verdicts.too_early(self.wanted.items[item])
        facts = list(self.seen.items.found.values())
        touched = inventory.save_items(self.conn, self.shop.id, facts, started_at=self.seen.items.started_at)
        for item, missing in self.seen.items.unreadable.items():
            hints = self.wanted.items.get(item, set())
            if says_gone(hints):
                discontinue(self.conn, self.shop.id, item, at=self.now)
                touched |= inventory.mark_item_deleted(
                    self.conn, self.shop.id, item, at=self.now, seen_at=self.seen.items.started_at
                )
                replay_invisible(self.conn, self.shop.id)
            else:
                self._miss(hints, missing, lives=inventory.lives(self.conn, self.shop.id, item))
        reading = supplies.Reading(self.seen.transfers.started_at, self.now, zones.read(self.conn, self.shop))
        for transfer in self.seen.transfers.found.values():
            touched |= supplies.save_transfer(self.conn, self.shop.id, transfer, reading)
        for shipment, lost in self.seen.shipments.items():
            self._miss_shipment(self.wanted.shipments[shipment], lost)
        return touched

    def _miss_shipment(self, hints: set[Hint], missing: Unreadable) -> None:
        """One that nobody knows: Shopify may not show it yet, or not any more. Its transfer will tell either."""
        if not (missing.is_denied or says_gone(hints)):
            self.verdicts.too_early(hints)

    def _is_stale(self, fact: ItemFact) -> bool:
        triggered = self.verdicts.triggered_at(self.wanted.items.get(fact.id, ()))
        newest = max((level.updated_at for level in fact.levels), default=fact.updated_at)
        return triggered is not None and newest + _STAMPS_ARE_WHOLE_SECONDS <= triggered
