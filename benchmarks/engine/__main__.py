"""`python -m benchmarks.engine`: the promise engine beside its floors and a textbook, and against its claims."""

from __future__ import annotations

import argparse

from benchmarks.engine import calibration, one_item, whole_shop


def main() -> None:
    options = _options()
    one_item.measure(rounds=options.rounds * 4)
    whole_shop.measure(rounds=options.rounds)
    whole_shop.measure_growth(rounds=options.rounds)
    if not options.fast:
        calibration.measure()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="the sides take turns so often")
    parser.add_argument("--fast", action="store_true", help="leave out the calibration, which takes minutes")
    return parser.parse_args()


main()
