"""Shopify's published element manifest, and what a page of ours does that the manifest does not know.

The real components cannot run here, so a page is held to their description: tags, attributes, allowed values, slots,
nesting, and three rules of our own (a field has a label, a form that writes is sent by fetch, an id is used once).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

MANIFEST = Path(__file__).parents[2] / "node_modules/@shopify/polaris-types/dist/custom-elements.json"
MISSING = "The element manifest is not installed: run `npm ci` in the project's root."

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_ANYWHERE = frozenset({"id", "slot", "class", "hidden", "lang", "dir", "style", "title", "tabindex", "role"})
_PREFIXES = ("data-", "hx-", "aria-")
_BRIDGE = {"s-app-nav": frozenset[str](), "s-app-window": frozenset({"src"})}
_MORE_SLOTS = {"s-page": frozenset({"accessory"})}
"""App Bridge fills the title bar from this one; it is documented with the title bar, not in the manifest."""
_PARENTS = {
    "s-option": {"s-select", "s-option-group"},
    "s-choice": {"s-choice-list"},
    "s-table-header-row": {"s-table"},
    "s-table-header": {"s-table-header-row"},
    "s-table-body": {"s-table"},
    "s-table-row": {"s-table-body"},
    "s-table-cell": {"s-table-row"},
    "s-list-item": {"s-unordered-list", "s-ordered-list"},
}
_LABELLED = frozenset(
    f"s-{name}"
    for name in (
        *("text-field", "number-field", "money-field", "email-field", "url-field", "password-field", "search-field"),
        *("date-field", "text-area", "select", "choice-list", "switch"),
    )
)
_SPACING = frozenset(
    {"none", "base", "small", "large"}
    | {f"small-{step}00" for step in range(1, 6)}
    | {f"large-{step}00" for step in range(1, 6)}
)
_SPACED = re.compile(r"(row|column)?gap|padding(block|inline)?(start|end)?")


@dataclass(frozen=True)
class Element:
    """`attributes` maps a lower-case name to its allowed values, or None where any text will do."""

    attributes: dict[str, frozenset[str] | None]
    slots: frozenset[str]


@cache
def read_manifest() -> dict[str, Element]:
    assert MANIFEST.is_file(), MISSING
    modules = json.loads(MANIFEST.read_text(encoding="utf-8"))["modules"]
    declared = [one for module in modules for one in module["declarations"] if one.get("tagName")]
    return {one["tagName"]: _element(one) for one in declared}


def findings(html: str, manifest: dict[str, Element]) -> list[str]:
    """What is wrong with a page, as `line: sentence`, in the order of the page."""
    page = _Page(manifest)
    page.feed(html)
    return page.findings


def _element(declaration: dict[str, object]) -> Element:
    attributes = {one["name"].lower(): _values(one) for one in declaration.get("attributes", [])}
    slots = frozenset(one.get("name", "") for one in declaration.get("slots", []))
    return Element(attributes, slots | _MORE_SLOTS.get(declaration["tagName"], frozenset()))


def _values(attribute: dict[str, dict[str, str]]) -> frozenset[str] | None:
    parts = [part.strip() for part in attribute.get("type", {}).get("text", "").split("|")]
    quoted = [re.fullmatch(r'"([^"]*)"', part) for part in parts]
    return frozenset(match[1] for match in quoted) if all(quoted) else None


class _Page(HTMLParser):
    def __init__(self, manifest: dict[str, Element]) -> None:
        super().__init__()
        self.findings: list[str] = []
        self._manifest = manifest
        self._open: list[str] = []
        self._ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._check_place(tag, attributes)
        if tag.startswith("s-") and tag not in _BRIDGE:
            self._check_element(tag, attributes)
        if tag == "form" and attributes.get("method", "get").lower() == "post" and "hx-post" not in attributes:
            self._say("a form that writes is not sent by fetch, so it carries no session token")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def _check_place(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else ""
        if parent in self._manifest and attributes.get("slot", "") not in self._manifest[parent].slots | {""}:
            self._say(f'<{parent}> has no slot "{attributes["slot"]}"')
        if tag in _PARENTS and parent not in _PARENTS[tag]:
            self._say(f"<{tag}> inside <{parent}>, not {sorted(_PARENTS[tag])}")
        if (name := attributes.get("id")) is not None:
            if name in self._ids:
                self._say(f'the id "{name}" is used twice')
            self._ids.add(name)

    def _check_element(self, tag: str, attributes: dict[str, str]) -> None:
        if tag not in self._manifest:
            self._say(f"<{tag}> is unknown")
            return
        in_nav = bool(self._open) and self._open[-1] == "s-app-nav"
        for name, value in attributes.items():
            if not (name in _ANYWHERE or name.startswith(_PREFIXES) or (in_nav and name == "rel")):
                self._check_attribute(tag, name, value)
        if tag in _LABELLED and not attributes.get("label"):
            self._say(f"<{tag}> has no label")
        if tag == "s-option" and "value" not in attributes:
            self._say("<s-option> has no value")

    def _check_attribute(self, tag: str, name: str, value: str) -> None:
        known = self._manifest[tag].attributes
        if name not in known:
            self._say(f"<{tag}> has no attribute {name}")
        elif value.startswith("@container"):
            return
        elif (allowed := known[name]) is not None and value not in allowed:
            self._say(f'<{tag} {name}="{value}"> is none of {sorted(allowed)[:12]}')
        elif _SPACED.fullmatch(name) and not set(value.split()) <= _SPACING and tag != "s-section":
            self._say(f'<{tag} {name}="{value}"> is no spacing')

    def _say(self, sentence: str) -> None:
        self.findings.append(f"{self.getpos()[0]}: {sentence}")
