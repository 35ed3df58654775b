"""`python -m benchmarks.onboarding`: install a shop at size, beside a living shop, and once with a kill in the middle.

The local Shopify runs in a process of its own, the app (web and worker in one) in another, all on 127.0.0.1. While the
import runs, webhooks come in and a kettle is sold past its stock. Shopify's time to write its files is counted too;
how long the app was busy with them is printed beside it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.onboarding.run import Limits, Run, measure
from sandbox.demo.ports import free
from sandbox.demo.processes import running

LIMITS = Limits(seconds=180, megabytes=400, held_seconds=5)


def main() -> int:
    options = _options()
    runs = [_one(options.seed, kill=kill) for kill in ([False, True] if options.kill else [False])]
    for run in runs:
        print(run.told(), flush=True)
    problems = [problem for run in runs for problem in run.problems(LIMITS)]
    if len({run.digest for run in runs}) > 1:
        problems.append("The killed import did not end as the other.")
    print("\n".join(problems) or "within limits")
    return 1 if problems else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.onboarding", description=__doc__)
    parser.add_argument("--seed", choices=("large", "tenth", "hundredth"), default="large")
    parser.add_argument("--no-kill", dest="kill", action="store_false", help="leave out the second, killed import")
    return parser.parse_args()


def _one(seed: str, *, kill: bool) -> Run:
    with (
        tempfile.TemporaryDirectory(prefix="backorder-onboarding-") as folder,
        running(Path(folder), free(), seed=seed, workers=0, embedded=True, patience=300) as demo,
    ):
        return measure(demo, kill=kill)


if __name__ == "__main__":
    sys.exit(main())
