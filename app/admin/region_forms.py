"""What merchants enter about a region, as a value or as errors that say what to do instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.db.pools import Region
from app.domain.pools import MOST_POOLS
from app.web.countries import EUROPEAN_UNION, MEMBERS, country_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.db.shown_regions import Place, RegionRow, RegionsView

LONGEST_NAME: Final = 40
TOO_MANY: Final = f"There are {MOST_POOLS - 1} regions, as many as there may be"


@dataclass(frozen=True, slots=True)
class RegionForm:
    """A region as it was entered: codes and numbers as text, and an error for each of the three that has one."""

    name: str = ""
    countries: frozenset[str] = frozenset()
    locations: frozenset[str] = frozenset()
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a region may have. `taken` is the other region that has it."""

    value: str
    name: str
    chosen: bool = False
    taken: str | None = None
    details: str | None = None


def fresh_region(region: RegionRow | None) -> RegionForm:
    if region is None:
        return RegionForm()
    places = frozenset(str(place.id) for place in region.places)
    return RegionForm(region.name, frozenset(region.countries), places)


def read_region(entered: RegionForm, view: RegionsView, region: RegionRow | None) -> tuple[RegionForm, Region | None]:
    """The form with its errors, and the region if there are none. `region` is the one that is changed."""
    others = [each for each in view.regions if each != region]
    countries = _countries(entered.countries, others)
    chosen = [place for place in view.places if str(place.id) in entered.locations]
    problems = {
        "name": _name_problem(entered.name, others),
        "countries": _country_problem(sorted(countries), others),
        "locations": _place_problem(chosen, view.places, others),
    }
    errors = {name: problem for name, problem in problems.items() if problem}
    form = RegionForm(entered.name, countries, entered.locations, errors)
    drawn = Region(entered.name, countries, frozenset(place.id for place in chosen))
    return form, None if errors else drawn


def country_choices(form: RegionForm, view: RegionsView, region: RegionRow | None) -> list[Choice]:
    """The chosen ones first, then by name. Before all of them those that are chosen together, while some are left."""
    taken = {code: each.name for each in view.regions if each != region for code in each.countries}
    every = [Choice(code, name, code in form.countries, taken.get(code)) for code, name in country_names().items()]
    left = MEMBERS - form.countries - taken.keys()
    union = Choice(EUROPEAN_UNION, "European Union", details=_what_is_added(len(left)))
    together = [union] if left else []
    return together + sorted(every, key=lambda each: not each.chosen)


def _what_is_added(countries: int) -> str:
    return "1 more country" if countries == 1 else f"{countries} countries at once"


def place_choices(form: RegionForm, view: RegionsView, region: RegionRow | None) -> list[Choice]:
    taken = {place.id: each.name for each in view.regions if each != region for place in each.places}
    return [
        Choice(str(place.id), place.name, str(place.id) in form.locations, taken.get(place.id)) for place in view.places
    ]


def _countries(entered: frozenset[str], others: Sequence[RegionRow]) -> frozenset[str]:
    """A union stands for those of its members that no other region has."""
    if EUROPEAN_UNION not in entered:
        return entered
    return entered - {EUROPEAN_UNION} | MEMBERS.difference(*(each.countries for each in others))


def _name_problem(name: str, others: Sequence[RegionRow]) -> str | None:
    if not name:
        return "Give the region a name"
    if len(name) > LONGEST_NAME:
        return f"Use {LONGEST_NAME} characters or fewer for the name"
    if name.casefold() in {each.name.casefold() for each in others}:
        return f"Another region is called {name} already"
    return None


def _country_problem(codes: Sequence[str], others: Sequence[RegionRow]) -> str | None:
    names = country_names()
    if not codes or not names.keys() >= set(codes):
        return "Choose one country or more"
    for other in others:
        for code in codes:
            if code in other.countries:
                return f"{names[code]} is in {other.name} already: take it out there first"
    return None


def _place_problem(chosen: Sequence[Place], places: Sequence[Place], others: Sequence[RegionRow]) -> str | None:
    if not chosen:
        return "Choose one location or more"
    for other in others:
        for place in chosen:
            if place in other.places:
                return f"{place.name} is in {other.name} already: take it out there first"
    if set(places) <= {*chosen, *(place for other in others for place in other.places)}:
        return "Leave at least one location for everywhere else"
    return None
