"""What Northpine sells, read from `catalog.csv`: outdoor goods, their colours, sizes, prices and makers."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COLOURS = {
    "Fjord Blue": ("BLUE", "#3f6f94"),
    "Spruce": ("SPRUCE", "#2f5d50"),
    "Moss": ("MOSS", "#7b8b4c"),
    "Ochre": ("OCHRE", "#c98b2b"),
    "Cranberry": ("RED", "#9c3b3f"),
    "Slate": ("SLATE", "#5d6770"),
    "Charcoal": ("COAL", "#33383b"),
    "Birch": ("BIRCH", "#d9cfbb"),
    "Rust": ("RUST", "#b05a35"),
}
"""Name to its part of the SKU and its paint."""

TALLINN, HARZ, KYOTO, ANDES, HUDSON, FAROE = (
    "Tallinn Metalworks",
    "Harz Zeltbau",
    "Kyoto Cutlers",
    "Andes Down",
    "Hudson Leather",
    "Faroe Knit",
)


@dataclass(frozen=True, kw_only=True)
class Goods:
    title: str
    code: str
    """The beginning of its SKUs."""
    shape: str
    """Which picture: a file in `shapes/`."""
    kind: str
    price: int
    """Minor units."""
    supplier: str
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    text: str = ""

    @property
    def handle(self) -> str:
        return self.title.lower().replace("&", "and").replace(" ", "-").replace("'", "")

    @property
    def options(self) -> dict[str, tuple[str, ...]]:
        given = {"Colour": self.colours, "Size": self.sizes}
        return {name: values for name, values in given.items() if values} or {"Title": ("Default Title",)}

    def variants(self) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """SKU, option values, paint."""
        for values in product(*self.options.values()):
            parts = [COLOURS[value][0] if value in COLOURS else value for value in values if value != "Default Title"]
            paint = next((COLOURS[value][1] for value in values if value in COLOURS), self.paint)
            yield "-".join([self.code, *(part.upper().replace(" ", "") for part in parts)]), values, paint

    @property
    def paint(self) -> str:
        """Of what comes in one colour only."""
        names = list(COLOURS)
        return COLOURS[names[sum(map(ord, self.title)) % len(names)]][1]


def catalog() -> list[Goods]:
    """In the file's order; colours and sizes are comma-separated there, prices in whole dollars."""
    with (Path(__file__).parent / "catalog.csv").open(encoding="utf-8", newline="") as file:
        return [_goods(row) for row in csv.DictReader(file)]


def _goods(row: dict[str, str]) -> Goods:
    return Goods(
        title=row["title"],
        code=row["code"],
        shape=row["shape"],
        kind=row["kind"],
        price=int(row["price"]) * 100,
        supplier=row["supplier"],
        colours=_names(row["colours"]),
        sizes=_names(row["sizes"]),
        text=row["text"],
    )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(",") if name.strip())
