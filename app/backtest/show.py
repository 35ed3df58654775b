"""The results as a table for people, or as JSON for machines."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from app.backtest.backtest import Backtest
from app.backtest.simulation import Simulation
from app.domain.backtest import RuleScore
from app.domain.scoring import Rate
from app.domain.simulator import Policy


def show_backtest(found: Backtest, console: Console, *, as_json: bool) -> None:
    """One row a rule at each target: kept with its 95 % interval, mean days over the origin, pinball loss in days."""
    if as_json:
        _print_json(console, _backtest(found))
        return
    title = f"{found.decided:,} of {found.purchases:,} purchases decided, as of {found.as_of}"
    table = Table("aim", "rule", "kept", "95 % interval", "n", "mean buffer", "pinball", title=title)
    for score in found.rules:
        low, high = score.kept.interval
        table.add_row(
            f"{score.quantile} %",
            score.rule,
            _percent(score.kept),
            f"{low:.0%} to {high:.0%}" if score.kept.n else "",
            f"{score.kept.n:,}",
            f"{score.mean_buffer:.1f} days",
            f"{score.pinball:.2f}",
        )
    console.print(table)


def show_simulation(found: Simulation, policy: Policy, console: Console, *, as_json: bool) -> None:
    """What the policy would have brought, one measure a row; money in the currency's smallest unit."""
    tried = {
        "rule": policy.terms.rule.value,
        "quantile": policy.terms.quantile,
        "cap_percent": policy.cap_percent,
        "stop_loss_days": policy.stop_loss_days,
    }
    if as_json:
        _print_json(console, {"policy": tried, **_simulation(found)})
        return
    said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in tried.items() if value is not None)
    table = Table("measure", "value", title=f"{found.items:,} items under: {said}")
    for name, value in asdict(found).items():
        rate = getattr(found, name)
        table.add_row(name.replace("_", " "), _rate(rate) if isinstance(rate, Rate) else f"{value:,}")
    console.print(table)


def _backtest(found: Backtest) -> dict[str, Any]:
    return {
        "as_of": found.as_of.isoformat(),
        "purchases": found.purchases,
        "decided": found.decided,
        "rules": [_score(score) for score in found.rules],
    }


def _score(score: RuleScore) -> dict[str, Any]:
    return {
        "rule": score.rule,
        "quantile": score.quantile,
        "kept": _rate_json(score.kept),
        "mean_buffer_days": round(score.mean_buffer, 3),
        "pinball_days": round(score.pinball, 4),
    }


def _simulation(found: Simulation) -> dict[str, Any]:
    return {**asdict(found), "kept_first": _rate_json(found.kept_first), "kept_last": _rate_json(found.kept_last)}


def _rate_json(rate: Rate) -> dict[str, Any]:
    low, high = rate.interval
    return {"rate": rate.value, "low": low, "high": high, "hits": rate.hits, "n": rate.n}


def _rate(rate: Rate) -> str:
    low, high = rate.interval
    return f"{_percent(rate)} of {rate.n:,}" + (f" ({low:.1%} to {high:.1%})" if rate.n else "")


def _percent(rate: Rate) -> str:
    return "-" if rate.value is None else f"{rate.value:.1%}"


def _print_json(console: Console, value: dict[str, Any]) -> None:
    console.print(json.dumps(value, indent=2), markup=False, highlight=False, soft_wrap=True)
