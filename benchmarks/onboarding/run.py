"""One import, watched from outside: its database, its process, its answers, and what Shopify was asked."""

from __future__ import annotations

import hashlib
import statistics
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from app.db.session import Database
from benchmarks.onboarding.life import Life
from sandbox.demo.merchant import Merchant
from sandbox.demo.processes import Demo

_LONGEST = 900
"""Seconds after which a run is given up."""
_STORED = "SELECT step, stored, objects, operation_id FROM bulk_import"
_FACTS = (
    "SELECT variant_id, item_id, title, sku, inventory_policy FROM variant WHERE sku LIKE 'PART-%' ORDER BY 1",
    """SELECT l.item_id, location_id, available, committed FROM level l JOIN variant v ON v.item_id = l.item_id
    WHERE v.sku LIKE 'PART-%' ORDER BY 1, 2""",
    """SELECT line_id, o.order_id, item_id, ordered, open FROM order_line l JOIN orders o ON o.order_id = l.order_id
    WHERE l.title LIKE 'Part %' ORDER BY 1""",
    """SELECT transfer_id, shipment_id, item_id, quantity, accepted FROM supply s
    JOIN inbound i ON i.inbound_id = s.inbound_id ORDER BY 1, 2, 3""",
)


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: float
    megabytes: float
    held_seconds: float


@dataclass(slots=True)
class Run:
    """What one import took. Seconds are of the wall clock, `megabytes` the most the app's process ever had."""

    killed: bool
    steps: dict[str, float] = field(default_factory=dict)
    """When each step was first seen, since the install."""
    waiting: float = 0.0
    """Of the seconds: Shopify was still writing a file."""
    seconds: float = 0.0
    megabytes: float = 0.0
    calls: int = 0
    points: int = 0
    answers_ms: list[float] = field(default_factory=list)
    held_seconds: list[float] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    digest: str = ""

    def told(self) -> str:
        steps = ", ".join(f"{name} from {at:.0f} s" for name, at in self.steps.items())
        rows = ", ".join(f"{count:,} {name}" for name, count in self.rows.items())
        answers = statistics.quantiles(self.answers_ms, n=100) if len(self.answers_ms) > 1 else [0.0] * 99
        held = (
            f"{max(self.held_seconds):.1f} s at most, {len(self.held_seconds)} orders" if self.held_seconds else "none"
        )
        return (
            f"{'killed once' if self.killed else 'undisturbed'}: {self.seconds:.0f} s"
            f" (Shopify wrote for {self.waiting:.0f} s, the app was busy for {self.seconds - self.waiting:.0f} s)\n"
            f"  {rows}\n  {steps}\n"
            f"  most memory {self.megabytes:.0f} MB; {self.calls:,} calls, {self.points:,} points\n"
            f"  {len(self.answers_ms)} webhooks answered, p50 {answers[49]:.1f} ms, p99 {answers[98]:.1f} ms\n"
            f"  held after the sale: {held}"
        )

    def problems(self, limits: Limits) -> list[str]:
        """A killed run only has to end, and end equal: a dead worker's lanes wait until its leases do."""
        found = []
        if not self.killed and self.seconds > limits.seconds:
            found.append(f"{self.seconds:.0f} s, and {limits.seconds:.0f} were allowed.")
        if self.megabytes > limits.megabytes:
            found.append(f"{self.megabytes:.0f} MB, and {limits.megabytes:.0f} were allowed.")
        if not self.killed and self.held_seconds and max(self.held_seconds) > limits.held_seconds:
            found.append(f"An order was held after {max(self.held_seconds):.1f} s.")
        return found


def measure(demo: Demo, *, kill: bool) -> Run:
    """Install, wait for the end of the import, and count. Raises TimeoutError after a quarter of an hour."""
    run, database = Run(kill), Database(demo.database_url)
    with Merchant(demo) as merchant:
        began = time.monotonic()
        merchant.open("/")
        life = Life(demo, merchant, database)
        living = threading.Thread(target=life.live, name="life")
        living.start()
        try:
            _follow(run, demo, database, began=began, kill=kill)
        finally:
            life.stop()
            living.join()
        run.seconds = time.monotonic() - began
        spent = merchant.ask("/spent")
        run.calls, run.points = spent["calls"], spent["points"]
    run.answers_ms, run.held_seconds = life.answers_ms, life.held_seconds
    run.megabytes = max(run.megabytes, _most_memory(demo))
    _count(run, database)
    database.close()
    return run


def _follow(run: Run, demo: Demo, database: Database, *, began: float, kill: bool) -> None:
    last = began
    while time.monotonic() - began < _LONGEST:
        time.sleep(0.2)
        with database.read() as conn:
            row = conn.execute(sa.text(_STORED)).first()
        now = time.monotonic()
        if row is not None:
            run.steps.setdefault(row.step, now - began)
            if row.operation_id is not None and row.stored == 0:
                run.waiting += now - last
            if row.step == "done":
                return
            if kill and row.step == "variants" and row.stored > row.objects // 2 > 0:
                kill = False
                run.megabytes = _most_memory(demo)
                demo.stop("web", at_once=True)
                demo.start_web(embedded=True)
        last = now
    raise TimeoutError("The import did not end.")


def _most_memory(demo: Demo) -> float:
    """The largest resident size of the app's process so far, in MB (Linux)."""
    status = Path(f"/proc/{demo.processes['web'].pid}/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def _count(run: Run, database: Database) -> None:
    digest = hashlib.sha256()
    with database.read() as conn:
        for name in ("variant", "level", "orders", "order_line", "supply"):
            run.rows[name] = conn.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608  our names
        for query in _FACTS:
            for row in conn.execute(sa.text(query)):
                digest.update(repr(tuple(row)).encode())
    run.digest = digest.hexdigest()
