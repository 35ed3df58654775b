"""Pictures of goods: flat drawings in SVG, made here, so that a shop looks like one without the network."""

from __future__ import annotations

from functools import cache
from pathlib import Path

SHAPES = Path(__file__).parent / "shapes"
"""One drawing a file, on 800 by 800; its classes are painted here."""

_STYLE = (
    ".paint{{fill:{paint}}}.shade{{fill:#000;opacity:.16}}.dark{{fill:#22292c}}.steel{{fill:#aeb8bd}}.face{{fill:#f7f3e8}}"
    ".flame{{fill:#d9622b}}.glow{{fill:#f6dc9a}}.ring{{fill:none;stroke:{paint};stroke-width:64}}"
    ".line{{fill:none;stroke:#22292c;stroke-width:22;stroke-linecap:round}}.thin{{stroke-width:10}}"
    ".stitch{{fill:none;stroke:#000;stroke-opacity:.25;stroke-width:10;stroke-linecap:round}}"
)
_GROUND = (
    '<rect width="800" height="800" fill="#eef0ea"/>'
    '<ellipse cx="400" cy="690" rx="260" ry="30" fill="#000" opacity=".08"/>'
)


@cache
def draw(shape: str, *, paint: str) -> str:
    """An SVG document of 800 by 800 on a plain ground; FileNotFoundError for a shape nobody drew."""
    drawing = (SHAPES / f"{shape}.svg").read_text(encoding="utf-8")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800">'
        f"<style>{_STYLE.format(paint=paint)}</style>{_GROUND}{drawing}</svg>"
    )
