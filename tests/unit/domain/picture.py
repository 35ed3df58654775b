"""Draws docs/promise-engine.svg from the estimator's own output: `python -m tests.unit.domain.picture`."""

from datetime import date, timedelta
from pathlib import Path

from app.domain.lateness import learn
from app.domain.outcomes import Outcome

FILE = Path(__file__).parents[3] / "docs" / "promise-engine.svg"
TODAY = date(2026, 11, 21)
CAME = [-1, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 8, 9, 10, 12]
OPEN = [3, 5, 6, 8, 9, 13]
FIRST, LAST = -3, 16
LEFT, TOP, WIDTH, HEIGHT = 60, 46, 600, 220
OURS, NAIVE = "#0b5cad", "#b3420a"


def arrived(late):
    stated = TODAY - timedelta(days=60)
    return Outcome("A", stated - timedelta(days=20), stated, stated + timedelta(days=late))


def still_open(late):
    stated = TODAY - timedelta(days=late)
    return Outcome("A", TODAY - timedelta(days=80), stated)


def curves():
    """The supplier's lateness with what is still open counted as later, and from arrivals alone."""
    came = [arrived(late) for late in CAME]
    everything = [*came, *(still_open(late) for late in OPEN)]
    return learn(everything, supplier="A", today=TODAY).lateness, learn(came, supplier="A", today=TODAY).lateness


def draw():
    ours, naive = curves()
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 330" role="img" font-family="sans-serif">',
            "<title>Share of deliveries that have come, by days after the stated date</title>",
            '<rect width="720" height="330" fill="#fff"/><g font-size="12">',
            f'<text x="{LEFT}" y="24" font-size="14">22 deliveries came, 6 are still open: when have 80 % come?</text>',
            *_grid(),
            _curve(naive, NAIVE, dashed=True),
            _curve(ours, OURS, dashed=False),
            *_mark(naive, NAIVE, "arrivals only", above=True),
            *_mark(ours, OURS, "open ones counted as later", above=False),
            f'<text x="{LEFT + WIDTH / 2}" y="318" text-anchor="middle">days after the stated date</text>',
            "</g></svg>\n",
        ]
    )


def _x(days):
    return round(LEFT + (days - FIRST) * WIDTH / (LAST - FIRST), 1)


def _y(share):
    return round(TOP + (1 - share) * HEIGHT, 1)


def _grid():
    for percent in (0, 20, 40, 60, 80, 100):
        y = _y(percent / 100)
        dash = ' stroke-dasharray="2 3"' if percent == 80 else ""
        colour = "#333" if percent == 80 else "#ddd"
        yield f'<path d="M{LEFT} {y}H{LEFT + WIDTH}" stroke="{colour}"{dash}/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{percent} %</text>'
    for days in range(0, LAST + 1, 4):
        yield f'<text x="{_x(days)}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{days}</text>'


def _curve(curve, colour, *, dashed):
    steps = "".join(f"H{_x(day)}V{_y(1 - waiting)}" for day, waiting in zip(curve.days, curve.waiting, strict=True))
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<path d="M{LEFT} {_y(0)}{steps}H{LEFT + WIDTH}" fill="none" stroke="{colour}" stroke-width="2.5"{dash}/>'


def _mark(curve, colour, label, *, above):
    days = curve.quantile(0.8)
    y = _y(0.8)
    yield f'<circle cx="{_x(days)}" cy="{y}" r="5" fill="{colour}"/>'
    anchor, dx, dy = ("end", -10, -8) if above else ("start", 10, 20)
    yield f'<text x="{_x(days) + dx}" y="{y + dy}" text-anchor="{anchor}" fill="{colour}">{label}: +{days} days</text>'


if __name__ == "__main__":
    FILE.write_text(draw(), encoding="utf-8")
