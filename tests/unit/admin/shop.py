"""A shop in memory: what the pages read and do, without a database. Its numbers are those of the main job's demo."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from app.admin.views import Moved, Received
from app.db.shown import (
    BackorderPage,
    BackorderQuery,
    BackorderRow,
    BackorderView,
    ChangedVariant,
    Dashboard,
    Outlook,
    PromisePart,
    PromiseRow,
    Setup,
    ShopProfile,
    Sort,
    StatedDate,
    SupplyRow,
    SupplyView,
    Totals,
    VariantName,
    VariantRow,
)
from app.db.shown_changed import HistoryEntry, PolicyChange, Undone, UndoneKind
from app.db.shown_compared import Age, ComparedView, KnownGap, Progress, RunRow
from app.db.shown_discontinued import DiscontinuedRow, DiscontinuedView
from app.db.shown_leaving import HeldUnits, LeavingView, LeftOrder, LeftVariant, Listed, Theirs, Trace, Week, Weeks
from app.domain.comparison import THERE, Difference, Subject, Why
from app.domain.ids import ON_HAND, ItemId, LineId, OrderId, ShopId, SupplyId, VariantId
from app.domain.model import UNLIMITED, Mode, Quantiles, SaleState
from app.errors import Conflict, NotFound
from app.shopify.features import Feature
from app.shopify.money import Money

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
TODAY = date(2026, 11, 21)
SHOP = ShopId(1)
DOMAIN = "northpine.myshopify.com"
KETTLE = VariantId(44011223344551)
BOOT = VariantId(44011223344552)
LAMP = VariantId(44011223344553)
TENT = VariantId(44011223344554)
SHIPMENT = SupplyId(1)
OWN = SupplyId(8)
"""Entered here."""
PAGE_SIZE = 10
_AS_OF = NOW - timedelta(minutes=2)
_ARRIVES = Quantiles(date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 10))


def _name(variant: VariantId, product: str, title: str, sku: str) -> VariantName:
    return VariantName(variant, product, title, sku)


def _row(name: VariantName, **changes: object) -> BackorderRow:
    usual = BackorderRow(
        name=name,
        item=ItemId(name.id + 1),
        mode=Mode.BACKORDER,
        state=SaleState.BACKORDER,
        on_hand=0,
        owed=0,
        orders=0,
        incoming=0,
        ships_by=None,
        outlook=Outlook.ON_TRACK,
        left=0,
    )
    return replace(usual, **changes)


def _supply(supply: SupplyId, variant: VariantName, **changes: object) -> SupplyRow:
    usual = SupplyRow(
        id=supply,
        name="#T0003-1",
        supplier="Tallinn Metalworks",
        variant=variant,
        sent=40,
        received=0,
        rejected=0,
        stated_on=date(2026, 12, 3),
        expected=_ARRIVES,
        promised=6,
        overdue=False,
        receivable=True,
    )
    return replace(usual, **changes)


_KETTLE_NAME = _name(KETTLE, "Fjord Enamel Kettle", "Blue", "KETTLE-BLUE")
_BOOT_NAME = _name(BOOT, "Ridge Hiking Boot", "EU 42", "BOOT-42")
_LAMP_NAME = _name(LAMP, "Pine Desk Lamp", "", "LAMP-1")
_TENT_NAME = _name(TENT, "Two-Person Tent", "Moss", "TENT-MOSS")


def _promises() -> tuple[PromiseRow, ...]:
    now = PromisePart(4, None, None, None, ON_HAND, "", Outlook.ON_TRACK)
    later = PromisePart(6, date(2026, 12, 10), date(2026, 12, 10), _ARRIVES, SHIPMENT, "#T0003-1", Outlook.ON_TRACK)
    reason = "First in line: 4 from stock, 6 from #T0003-1"
    return (
        PromiseRow(OrderId(6100200300401), "#1042", LineId(1), NOW - timedelta(hours=3), 10, 6, (now, later), reason),
    )


NOT_LEFT = LeavingView(
    begun_at=None,
    lets_go=False,
    variants_on=2,
    orders_held=3,
    traces=(Trace("Inventory settings", 2, 0, 1), Trace("Holds on orders", 3, 0, 0)),
    listed=Listed(
        variants=(
            LeftVariant(
                _KETTLE_NAME,
                "DENY",
                "CONTINUE",
                dated=True,
                by={"inventory_policy": "Your team", "metafield": "Backorder"},
            ),
            LeftVariant(_BOOT_NAME, None, "DENY", dated=True),
        ),
        all_variants=212,
        orders=(
            LeftOrder(
                OrderId(6100200300401),
                "#1042",
                (HeldUnits(6, _KETTLE_NAME),),
                ("tag", "metafield", "deadline"),
                by={"holds": "Backorder", "tag": "Backorder", "metafield": "Your team", "deadline": "Your team"},
            ),
        ),
        all_orders=1,
        theirs=(
            Theirs("inventory_policy", variant=_LAMP_NAME, ours="CONTINUE", now="DENY"),
            Theirs("holds", order=OrderId(6100200300402), order_name="#1043"),
        ),
        all_theirs=2,
    ),
    weeks=Weeks(Week(date(2026, 11, 21), 34, 0, 12, 1), Week(date(2026, 11, 14), 31, 2, 12, 2)),
)


COMPARED = ComparedView(
    progress=None,
    runs=(
        RunRow(
            "night",
            NOW - timedelta(hours=7),
            {Subject.VARIANT: 202, Subject.STOCK: 202, Subject.ORDER: 43, Subject.DELIVERY: 5},
            {Why.LOST: 3, Why.BY_HAND: 1, Why.UNREADABLE: 1},
            is_first=False,
        ),
        RunRow(
            "installed",
            NOW - timedelta(days=1),
            {Subject.VARIANT: 200, Subject.STOCK: 200, Subject.ORDER: 40, Subject.DELIVERY: 5},
            {},
            is_first=True,
        ),
    ),
    found=(
        Difference(Subject.VARIANT, KETTLE, "KETTLE-BLUE", "inventory_policy", "CONTINUE", "DENY", _AS_OF, Why.BY_HAND),
        Difference(Subject.STOCK, KETTLE, "KETTLE-BLUE, Tartu warehouse", "available", "-21", "-14", _AS_OF, Why.LOST),
        Difference(Subject.ORDER, 6100200300402, "#1043", "", None, THERE, None, Why.LOST),
        Difference(Subject.VARIANT, BOOT, "BOOT-42", "metafield", "af1201cc99", "", _AS_OF, Why.LOST),
    ),
    not_shown=(
        Difference(Subject.ORDER, 6100200300001, "#0007", "", None, "not visible to this app", _AS_OF, Why.UNREADABLE),
    ),
    gaps=(
        KnownGap("LAMP-1", "committed", 2, NOW - timedelta(hours=5), is_named=True),
        KnownGap("BOOT-42", "incoming", -1, NOW - timedelta(minutes=4), is_named=False),
    ),
    ages=(Age("Products and prices", 202, _AS_OF), Age("Deliveries on their way", 0, None)),
)


@dataclass
class FakeShop:
    """Answers the pages from lists, and remembers every act in `done`."""

    rows: list[BackorderRow] = field(default_factory=list)
    supplies: list[SupplyRow] = field(default_factory=list)
    promises: tuple[PromiseRow, ...] = ()
    lost: tuple[VariantRow, ...] = ()
    setup: Setup = field(default_factory=lambda: Setup(0, theme_block=None, klaviyo=False, importing=False))
    dates: tuple[StatedDate, ...] = ()
    left: LeavingView = NOT_LEFT
    comparison: ComparedView = COMPARED
    off: tuple[Feature, ...] = ()
    over: tuple[DiscontinuedView, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    let_go: frozenset[VariantId] = frozenset()
    done: list[tuple[object, ...]] = field(default_factory=list)

    def profile(self, shop: ShopId) -> ShopProfile:
        return ShopProfile(shop, DOMAIN, "America/New_York", "USD", self.off)

    def dashboard(self, shop: ShopId) -> Dashboard:
        owed = sum(row.owed for row in self.rows)
        at_risk = sum(row.owed for row in self.rows if row.outlook is not Outlook.ON_TRACK)
        arriving = sum(supply.open for supply in self.supplies)
        orders = sum(row.orders for row in self.rows)
        totals = Totals(owed, orders, Money(owed * 5400, "USD", 2), at_risk, arriving)
        changed = tuple(
            ChangedVariant(row.name, row.change) for row in self.rows if row.change and not row.change.accepted
        )
        released = sum(row.released for row in self.rows)
        return Dashboard(
            totals, tuple(self.supplies[:5]), self.lost, self.setup, _AS_OF, changed=changed, released=released
        )

    def backorders(self, shop: ShopId, query: BackorderQuery) -> BackorderPage:
        text = query.text.lower()
        found = [row for row in self.rows if text in f"{row.name.product} {row.name.variant} {row.name.sku}".lower()]
        counts = Counter(row.outlook for row in found)
        changed = [row for row in found if row.is_changed]
        shown = [row for row in (changed if query.changed else found) if query.outlook in (None, row.outlook)]
        shown.sort(key=_KEYS[query.sort])
        pages = max(1, -(-len(shown) // PAGE_SIZE))
        page = min(query.page, pages)
        rows = tuple(shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
        return BackorderPage(rows, counts, page, pages, _AS_OF, len(changed))

    def backorder(self, shop: ShopId, variant: VariantId) -> BackorderView:
        row = next((row for row in self.rows if row.name.id == variant), None)
        if row is None:
            raise NotFound("There is no such variant in this shop.")
        supplies = tuple(supply for supply in self.supplies if supply.variant.id == variant and supply.open)
        kept = row.orders if row.mode is Mode.OFF and variant not in self.let_go else 0
        promises = self.promises if row.owed else ()
        return BackorderView(row, promises, supplies, _AS_OF, history=self.history, kept=kept)

    def supply(self, shop: ShopId, supply: SupplyId) -> SupplyView:
        found = next((one for one in self.supplies if one.id == supply), None)
        if found is None:
            raise NotFound("There is no such shipment in this shop.")
        shipment = tuple(one for one in self.supplies if one.name == found.name)
        return SupplyView(found, shipment, self.dates, _AS_OF)

    def switch_on(self, shop: ShopId, variants: tuple[VariantId, ...], *, user: str) -> None:
        self.done.append(("on", tuple(variants), user))
        known = {row.name.id for row in self.rows}
        names = {row.name.id: row.name for row in self.lost}
        self.rows = [replace(row, mode=Mode.BACKORDER) if row.name.id in variants else row for row in self.rows]
        self.rows += [_row(names.get(one, _name(one, "Added product", "", ""))) for one in variants if one not in known]
        self.lost = tuple(row for row in self.lost if row.name.id not in variants)

    def switch_off(self, shop: ShopId, variants: tuple[VariantId, ...], *, user: str, release: bool = False) -> None:
        self.done.append(("let go" if release else "off", tuple(variants), user))
        self.rows = [replace(row, mode=Mode.OFF) if row.name.id in variants else row for row in self.rows]
        self.let_go = self.let_go | set(variants) if release else self.let_go - set(variants)

    def release_orders(self, shop: ShopId, variant: VariantId, *, user: str) -> None:
        if any(row.name.id == variant and row.mode is not Mode.OFF for row in self.rows):
            raise Conflict("Backorders were switched on again meanwhile, so its orders stay held.")
        self.done.append(("release", variant, user))
        self.let_go = self.let_go | {variant}

    def take_over_variant(self, shop: ShopId, variant: VariantId, *, user: str) -> None:
        self.done.append(("take over", variant, user))

    def leave_variant(self, shop: ShopId, variant: VariantId, *, user: str) -> None:
        self.done.append(("leave it", variant, user))

    def take_over_order(self, shop: ShopId, order: OrderId, field: str, *, user: str) -> None:
        self.done.append(("again", order, field, user))

    def leave_order(self, shop: ShopId, order: OrderId, field: str, *, user: str) -> None:
        self.done.append(("leave order", order, field, user))

    def leaving(self, shop: ShopId) -> LeavingView:
        return self.left

    def left_behind(self, shop: ShopId) -> Listed:
        return self.left.listed

    def weeks(self, shop: ShopId) -> Weeks | None:
        return self.left.weeks

    def compared(self, shop: ShopId) -> ComparedView:
        return self.comparison

    def compare_now(self, shop: ShopId, *, user: str) -> None:
        self.done.append(("compare", user))
        self.comparison = replace(self.comparison, progress=Progress({}, 0))

    def discontinued(self, shop: ShopId) -> tuple[DiscontinuedRow, ...]:
        return tuple(view.row for view in self.over)

    def discontinued_item(self, shop: ShopId, item: ItemId) -> DiscontinuedView:
        found = next((view for view in self.over if view.row.item == item), None)
        if found is None:
            raise NotFound("This item is not discontinued.")
        return found

    def discontinue(self, shop: ShopId, variant: VariantId, *, user: str) -> ItemId:
        self.done.append(("discontinue", variant, user))
        return ItemId(variant + 1)

    def expect_again(self, shop: ShopId, item: ItemId, *, user: str) -> None:
        self.done.append(("expect", item, user))

    def refund_waiting(self, shop: ShopId, item: ItemId, lines: list[LineId], *, user: str) -> int:
        self.done.append(("refund", item, tuple(lines), user))
        return len(lines)

    def leave_shop(self, shop: ShopId, *, release: bool, user: str) -> None:
        self.done.append(("leave", release, user))

    def move_eta(self, shop: ShopId, supply: SupplyId, *, to: date, seen: date | None, reason: str, user: str) -> Moved:
        now = self.supply(shop, supply).supply
        if now.stated_on != seen:
            raise Conflict(f"The date was set to {now.stated_on} meanwhile. Send yours again if it still holds.")
        self.done.append(("move", supply, to, reason, user))
        self.supplies = [replace(one, stated_on=to) if one.id == supply else one for one in self.supplies]
        self.dates = (StatedDate(to, NOW, "Mia Merchant", reason), *self.dates)
        return Moved(later=3, earlier=0)

    def receive(self, shop: ShopId, lines: tuple[Received, ...], *, user: str) -> None:
        self.done.append(("receive", tuple(lines), user))
        counted = {line.supply: line for line in lines}
        self.supplies = [_received(one, counted.get(one.id)) for one in self.supplies]


def _received(supply: SupplyRow, line: Received | None) -> SupplyRow:
    if line is None:
        return supply
    return replace(supply, received=supply.received + line.accepted, rejected=supply.rejected + line.rejected)


_KEYS = {
    Sort.SHIPS_FIRST: lambda row: (row.ships_by or date.max, row.name.product, row.name.id),
    Sort.MOST_OWED: lambda row: (-row.owed, row.name.product, row.name.id),
    Sort.PRODUCT: lambda row: (row.name.product, row.name.variant, row.name.id),
}


def demo_shop() -> FakeShop:
    """The main job after one order of ten kettles; besides, a late boot, an unlimited lamp and a tent being lost."""
    kettle = _row(_KETTLE_NAME, on_hand=4, owed=6, orders=1, incoming=40, ships_by=date(2026, 12, 10), left=34)
    boot = _row(_BOOT_NAME, owed=9, orders=7, incoming=12, ships_by=date(2026, 11, 18), outlook=Outlook.LATE, left=3)
    lamp = _row(_LAMP_NAME, state=SaleState.IN_STOCK, on_hand=120, left=UNLIMITED)
    late = {"name": "#T0001-1", "supplier": "", "stated_on": date(2026, 11, 16), "overdue": True, "expected": None}
    return FakeShop(
        rows=[kettle, boot, lamp],
        supplies=[
            _supply(SHIPMENT, _KETTLE_NAME),
            _supply(SupplyId(2), _BOOT_NAME, **late, sent=12, promised=9),
            _supply(SupplyId(3), _LAMP_NAME, sent=5, promised=0),
            _supply(OWN, _KETTLE_NAME, name="D-0", sent=12, announced=12, promised=0, own=True),
        ],
        promises=_promises(),
        lost=(VariantRow(_TENT_NAME, Mode.OFF, 0, 20, date(2026, 11, 9), 31, Money(24900, "USD", 2)),),
        dates=(StatedDate(date(2026, 12, 3), NOW - timedelta(days=9), "Shopify", ""),),
    )


def meddled_shop() -> FakeShop:
    """The demo after others were at it: the kettle is not sold beyond stock any more, and its order is not held."""
    shop = demo_shop()
    kettle, boot, *rest = shop.rows
    change = PolicyChange(sells_on=False, since=NOW - timedelta(hours=2), accepted=False)
    stopped = replace(kettle, state=SaleState.IN_STOCK, left=4, change=change, released=1)
    left = PolicyChange(sells_on=True, since=NOW - timedelta(days=2), accepted=True)
    shop.rows = [stopped, replace(boot, change=left), *rest]
    undone = (
        Undone(UndoneKind.HOLD, "holds", 6, NOW - timedelta(hours=1), accepted=False),
        Undone(UndoneKind.PLACE, f"place:{kettle.item}", 2, None, accepted=False),
        Undone(UndoneKind.TAG, "tag", 0, None, accepted=True),
    )
    shop.promises = tuple(replace(each, held=0, undone=undone) for each in shop.promises)
    shop.history = (
        HistoryEntry(NOW - timedelta(hours=1), "Backorder", "Published on its page: 34 units can still be promised."),
        HistoryEntry(NOW - timedelta(hours=2), "In Shopify", "Somebody set it to stop selling when out of stock."),
        HistoryEntry(NOW - timedelta(days=9), "Your team", "Switched backorders on."),
    )
    return shop


def long_shop(count: int = 24) -> FakeShop:
    """More variants than a page holds."""
    names = [_name(VariantId(9000 + at), f"Product {at:02}", "", f"SKU-{at:02}") for at in range(count)]
    return FakeShop(rows=[_row(name, incoming=at) for at, name in enumerate(names)])
