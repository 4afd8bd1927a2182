"""The configuration of a case, section by section."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from ebbline.config.base import (
    Bounds,
    Box,
    Colour,
    Country,
    Day,
    Language,
    Locale,
    Section,
    Slug,
    Text,
    Words,
)
from ebbline.config.extract import ExtractConfig
from ebbline.config.figures import FiguresConfig
from ebbline.config.names import NamesConfig
from ebbline.config.territory import CatchmentsConfig, TerritoryConfig
from ebbline.config.versions import SCHEMA_VERSION
from ebbline.config.webmap import WebmapConfig
from ebbline.timeline import LATEST_YEAR

if TYPE_CHECKING:
    from ebbline.vocabulary import Source

__all__ = [
    "Box",
    "CatchmentsConfig",
    "Config",
    "Credits",
    "Edition",
    "ExtractConfig",
    "FiguresConfig",
    "HolderConfig",
    "NamesConfig",
    "OpenLand",
    "Period",
    "StudyArea",
    "TerritoryConfig",
    "WebmapConfig",
]


LONGEST_YEARS = 100
_DAY: TypeAdapter[date] = TypeAdapter(Day)
FIRST_YEAR, LAST_YEAR = 200, LATEST_YEAR
"""Years that leave room on both sides in the calendar of computers."""


class HolderConfig(Section):
    """A party that can hold a place."""

    name: Text
    """Neutral name of the party, shown in legends."""
    short: Text
    """Short name, for tight labels."""
    in_text: Words = Field(default_factory=dict)
    """Short name as it stands inside a sentence ("the government"); by default `short`."""
    style: Slug | None = None
    """Colour, marker and pattern, by their name in the palette; by default the next free one."""
    fill: Colour | None = None
    """A colour of its own, in place of that of the style (`#A63D40`)."""
    marker: Slug | None = None
    """A marker in place of that of the style."""
    pattern: Slug | None = None
    """A pattern of inferred land in place of that of the style."""
    government: bool = False
    """Whether the party is the armed force of a state (for the ACLED sub-event type)."""


class Period(Section):
    """The days that the maps cover, both inclusive."""

    first: Day
    """First day, from the year 200 on."""
    last: Day
    """Last day, up to the year 2200."""

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.first > self.last:
            raise ValueError(f"first ({self.first}) is after last ({self.last})")
        if self.last.year - self.first.year > LONGEST_YEARS:
            years = self.last.year - self.first.year
            raise ValueError(
                f"{self.first} to {self.last} are {years} years, at most {LONGEST_YEARS} can be "
                "mapped; is a year mistyped?"
            )
        for name, day in (("first", self.first), ("last", self.last)):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise ValueError(
                    f"{name} ({day}) is of no year from {FIRST_YEAR} to {LAST_YEAR}; write the "
                    f"{name} day that the maps are to show"
                )
        return self


class SubjectSince(Section):
    """Whose land is told from a day on."""

    holders: tuple[Slug, ...] = Field(min_length=1)
    """One party, or a group of which each is told."""
    since: Day | None = None
    """The first day; of the first entry none is needed."""


class StudyArea(Section):
    """The land that is mapped: a box cut to the land of some countries."""

    bbox: Bounds
    """West, south, east, north in WGS 84 degrees; across 180° west is greater than east."""
    countries: tuple[Country, ...] = Field(min_length=1)
    """ISO 3166 codes of the countries whose land counts."""


class Credits(Section):
    """Whom gazetteer and basemap are from, as their licences ask."""

    short: Text
    """A sentence for the small print of figures."""
    full: Text
    """Origin and licence of places, rivers, borders and divisions, for web map and index."""


LICENCES = {
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution-ShareAlike 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC0-1.0": (
        "Creative Commons Zero 1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
}
"""Title and address of each licence that results may have, by its SPDX id."""


class OpenLand(Section):
    """What land beyond settlements and rivers is called."""

    name: Text
    """In legends, such as "desert"."""
    the: Text
    """In a sentence, such as "the desert"."""


class Edition(Section):
    """An edition of the case, as readers cite it."""

    name: Text
    """Its name, such as "2" or "December 2017", for index, interactive map and citation."""
    previous: Text | None = None
    """Name of the edition before it, whose `states.csv` lies in the case's folder as
    `previous_states.csv`: the index lists what is told otherwise since."""


class Config(Section):
    """The configuration of a case."""

    schema_version: Literal[2] = SCHEMA_VERSION
    """Version of configuration and tables; `ebbline migrate` brings those of earlier ones to it."""
    case: Slug
    """Name of the case: inputs in `resources/cases/<case>`, results in `results/<case>`."""
    title: Text
    """Title of the case."""
    subject: Slug = ""
    """The holder whose territory the maps are about; by default nobody's, see `everyone`."""
    everyone: bool = False
    """Titles and story are about all parties alike: so without a `subject`; curves and comparisons
    of land are then of the first of `holders`."""
    subjects: tuple[SubjectSince, ...] = ()
    """In place of `subject`, where it changes (a successor, first one side and then the other) or
    is a group: the land of those of the day is told with each day, titles and story are of all."""
    holders: dict[Slug, HolderConfig] = Field(min_length=1)
    """The parties, by the id that the claims use. Those beyond the palette's styles look alike."""
    collections: tuple[Slug, ...] = Field(min_length=1)
    """Collections of sources to use; fewer than all go to `results/<case>-<collections>`."""
    collection_titles: dict[Slug, Text] = Field(min_length=1)
    """All collections of the case and what they are called."""
    period: Period
    """The days that the maps cover."""
    known_by: Day | None = None
    """Build the case from sources published by this day alone, as it was known then. The period
    ends with it, results go to `results/<case>-known-by-<day>`; a source without a day is left
    out."""
    edition: Edition | None = None
    """The edition that this build is."""
    gazetteer: Slug
    """Gazetteer to use: `resources/gazetteer/<gazetteer>.csv`."""
    basemap: Slug
    """Basemap to use: `resources/basemap/<basemap>/`."""
    credits: Credits | None = None
    """Whom gazetteer and basemap are from; without it the maps credit nobody."""
    licence: Literal["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0"] = "CC-BY-4.0"
    """Licence of all results: CC-BY-SA-4.0 where claims derive from works under it."""
    locales: dict[Language, Locale] = Field(default_factory=dict)
    """Regional form of a language (CLDR, such as `ar_SY`): its names of months, its digits."""
    open_land: OpenLand | None = None
    """What land that is not settled is called; by default open land."""
    stale_after_days: int = Field(default=14, ge=0)
    """After so many days without a report, a place's last holder is shown as stale."""
    names: NamesConfig
    """How names become places."""
    study_area: StudyArea
    """The land that is mapped."""
    catchments: CatchmentsConfig = CatchmentsConfig()
    """How land is cut into patches."""
    territory: TerritoryConfig = TerritoryConfig()
    """How patches take their holder."""
    figures: FiguresConfig
    """The static figures."""
    webmap: WebmapConfig = WebmapConfig()
    """The interactive map."""
    extract: ExtractConfig = ExtractConfig()
    """How candidate claims are read from reports."""

    @model_validator(mode="before")
    @classmethod
    def _the_map_speaks_as_the_figures(cls, values: Any) -> Any:
        """Let the interactive map have the languages of the figures unless it says others."""
        if not isinstance(values, dict):
            return values
        figures, webmap = values.get("figures"), values.get("webmap", {})
        if not (isinstance(figures, dict) and isinstance(webmap, dict)):
            return values
        if "languages" not in figures or "languages" in webmap:
            return values
        return {**values, "webmap": {**webmap, "languages": figures["languages"]}}

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_known_of_later_days(cls, values: Any) -> Any:
        """End the period and the days of figures with the day by which it is known."""
        if not isinstance(values, dict) or not values.get("known_by"):
            return values
        period, figures = values.get("period"), values.get("figures")
        try:
            known_by = _DAY.validate_python(values["known_by"])
            if isinstance(period, dict) and _DAY.validate_python(period.get("last")) > known_by:
                values = {**values, "period": {**period, "last": known_by}}
            if isinstance(figures, dict):
                days = [_DAY.validate_python(d) for d in figures.get("key_days") or ()]
                pairs = [
                    tuple(map(_DAY.validate_python, p)) for p in figures.get("comparisons") or ()
                ]
                kept = {
                    "key_days": [d for d in days if d <= known_by],
                    "comparisons": [p for p in pairs if max(p) <= known_by],
                }
                figures = figures | {key: kept[key] for key in kept if key in figures}
                values = {**values, "figures": figures}
        except (ValidationError, TypeError, ValueError):
            return values  # told with its key where the values themselves are read
        return values

    @model_validator(mode="before")
    @classmethod
    def _nobody_is_everyone(cls, values: Any) -> Any:
        """Let a case without one subject be about all parties, and draw curves of the first one."""
        if not isinstance(values, dict) or (values.get("subject") and not values.get("subjects")):
            return values
        if values.get("subject") and not values.get("everyone"):
            raise ValueError("subject or subjects, not both; leave one of them out")
        holders = values.get("holders")
        if not (isinstance(holders, dict) and holders):
            return values
        return {**values, "subject": next(iter(holders)), "everyone": True}

    @model_validator(mode="after")
    def _ids_are_known(self) -> Config:
        if self.subject not in self.holders:
            raise ValueError(
                f"subject {self.subject!r} is not one of holders: {', '.join(self.holders)}"
            )
        told = {holder for entry in self.subjects for holder in entry.holders}
        if told - set(self.holders):
            raise ValueError(
                f"subjects: {', '.join(sorted(told - set(self.holders)))} not known; allowed: "
                + ", ".join(self.holders)
            )
        days = [entry.since for entry in self.subjects[1:]]
        if None in days or days != sorted(set(days), key=str):
            raise ValueError("subjects: each entry but the first has a since, later than the last")
        beyond = [d for d in days if d and not self.period.first <= d <= self.period.last]
        if beyond:
            raise ValueError(f"subjects: since {beyond[0]} lies outside the period")
        unknown = [c for c in self.collections if c not in self.collection_titles]
        if unknown:
            raise ValueError(
                f"collections: {', '.join(unknown)} not known; allowed: "
                + ", ".join(self.collection_titles)
            )
        return self

    @property
    def results_name(self) -> str:
        """Folder of the results: the case, the collections if not all are used, and the clock."""
        parts = [self.case]
        if set(self.collections) != set(self.collection_titles):
            parts += [c for c in self.collection_titles if c in self.collections]
        if self.known_by is not None:
            parts.append(f"known-by-{self.known_by.isoformat()}")
        return "-".join(parts)

    def subjects_on(self, day: date) -> tuple[str, ...]:
        """Return whose land is told on ``day`` where ``subjects`` say so; nobody's before them."""
        known = [e.holders for e in self.subjects if e.since is None or e.since <= day]
        return known[-1] if known else ()

    def uses(self, source: Source) -> bool:
        """Return whether ``source`` is of a collection in use and was there by ``known_by``."""
        return source.collection in self.collections and (
            self.known_by is None
            or (source.published is not None and source.published <= self.known_by)
        )
