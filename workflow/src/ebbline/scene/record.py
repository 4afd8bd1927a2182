"""The format of ``scene.json``: what is said and marked, as records that check themselves.

The records are the schema (``workflow/schemas/scene.schema.json`` is made from them). Days are ISO
days; spans include their last day, and an empty one means "still". Coordinates are WGS 84 degrees,
areas square kilometres rounded to what is known. A *text* has one entry a language of the case; it
is ready to be written, numbers, days and names in it included.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FORMAT = 2
"""Grows when a reader of older files would misread a newer one."""
STUDY_AREA = "study area"
Text = dict[str, str]
Box = tuple[float, float, float, float]


class Symbol(StrEnum):
    """What is drawn for a place or a piece of land: how sure its holder is."""

    UNKNOWN = "unknown"
    HELD = "held"
    CLAIMED = "claimed"
    DISPUTED = "disputed"
    CONTESTED = "contested"


class Age(StrEnum):
    """Whether a report speaks of the day: an older one does, or only a later one."""

    FRESH = "fresh"
    STALE = "stale"
    LATER = "later"


class Record(BaseModel):
    """A part of the scene: nothing more than its fields, and it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Party(Record):
    """A party with its look; ``style`` names it in the palette, or is the party's own."""

    id: str
    name: Text
    short: Text
    in_text: Text
    fill: str
    edge: str
    marker: str
    pattern: str


class Calendar(Record):
    """What days and numbers are written with where a program must do it itself."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    """Monday first."""
    long: tuple[str, ...]
    """A day in words: ``d``, ``M`` and ``y`` stand for its parts, all else for itself."""
    brief: tuple[str, ...]
    """A day as titles tell it: with its year only where the case needs it."""
    first: str
    """The first day of a month, where it is not written as a number like others."""
    digits: tuple[str, ...]
    group: str
    decimal: str


class Tick(Record):
    """A day that a time axis may name."""

    day: date
    text: str


class Tongue(Record):
    """A language: its name in itself, its direction, its fixed words."""

    name: str
    locale: str
    direction: str
    calendar: Calendar
    ticks: tuple[tuple[Tick, ...], ...]
    """The days that a time axis may name, by scale, the finest scale first."""
    labels: dict[str, str]
    """Words of legends, charts and the page, by dotted keys; filled in, nothing left to add."""
    rights: str
    """Whom to name who uses a figure."""
    sources: str
    """The collections in use, with how many texts each has."""


class Case(Record):
    """What the scene is about."""

    id: str
    results: str
    title: Text
    subject: str
    everyone: bool = False
    """Whether titles and story are about all parties alike, without a subject."""
    first: date
    last: date
    made: date | None
    """Production day: ``SOURCE_DATE_EPOCH``, else the day of the newest source."""
    known_by: date | None = None
    """The day by which all of it was known, of a build that looks back to then."""
    stale_after_days: int
    countries: tuple[str, ...]
    study_box: Box
    collections: dict[str, Text]
    citation: Text


class View(Record):
    """A frame that maps are drawn in; ``footer`` is the small print of its figures."""

    id: str
    title: Text
    short: Text
    bbox: Box
    places: tuple[str, ...]
    """Places that are always named."""
    reported: tuple[str, ...]
    """Places inside it that a report speaks of, the weightiest first."""
    footer: tuple[Text, ...]


class Kind(Record):
    """A way in which a place stands; ``text`` says it, ``sure`` how sure it is."""

    symbol: Symbol
    age: Age = Age.FRESH
    holder: str = ""
    rival: str = ""
    besieged: bool = False
    """``rival`` surrounds it."""
    evidence: str = ""
    """``reported``, ``inferred``, or empty where nothing is known."""
    certainty: str = ""
    """``confirmed``, ``claimed``, ``disputed``, or empty where nothing is known."""
    share: tuple[float, float] | None = None
    """The part of a contested place that ``holder`` has, from and to (0 to 1)."""
    text: Text
    sure: Text


class Run(Record):
    """A place stands in ``kind`` (a number in ``kinds``) over a span of days."""

    first: date
    last: date | None
    kind: int
    since: date
    """First day of the holding that the span is part of."""
    event: str = ""
    last_report: date | None = None
    collections: tuple[str, ...] = ()
    via: str = ""
    """The reported place that an inferred one follows."""
    cost_km: float | None = None
    likelihood: float | None = None


class Place(Record):
    """A place; ``rank`` orders labels (0 first), ``size`` is 0 for the largest, 3 the smallest."""

    id: str
    name: Text
    lat: float
    lon: float
    precision_km: float
    country: str
    kind: str
    size: int
    rank: int
    population: int | None
    reported: bool
    """Whether a report speaks of it at any time."""
    runs: tuple[Run, ...] = ()
    as_known: tuple[Run, ...] = ()
    """How it stood as known on each day, where the interactive map asks for it."""


class LandClass(Record):
    """A class of land, as it stands in the holdings; ``entry`` is its key in the legend."""

    holder: str
    rival: str
    evidence: str
    convention: str
    contested: bool
    certainty: str
    entry: str


class Entry(Record):
    """A legend entry: ``land`` or ``places``, in the order in which legends list them."""

    key: str
    group: str
    text: Text


class Change(Record):
    """One place whose state begins on a day; ``real`` if control changed, else it became known."""

    place: str
    verb: str
    holder: str
    rival: str
    before: str
    real: bool
    window: tuple[date, date] | None = None
    """The days between which it happened, if that is not one day."""
    text: Text


class Attack(Record):
    """Fighting at a place that moves nothing; ``by`` is the attacker, if anybody says."""

    place: str
    by: str
    text: Text


class Near(Record):
    """Forces of ``holder`` ``distance_km`` from a place; ``azimuth`` in degrees, if said."""

    place: str
    holder: str
    distance_km: float | None
    azimuth: float | None
    label: Text
    text: Text


class Note(Record):
    """An entry of the list of a day's events, about ``places`` places, in ``holder``'s colour."""

    holder: str
    text: Text
    places: int = 1


class DayView(Record):
    """What the map of a day says in a view."""

    title: Text
    title_short: Text
    """The title with its first finding alone, for a page that has no room for two."""
    subtitle: Text
    notes_title: Text
    notes: tuple[Note, ...]
    alt: Text
    caption: Text
    details: Text
    """All that alt text and caption leave out, as Markdown."""


class Day(Record):
    """A day: its label in headings, what began on it, what its maps say."""

    label: Text
    long: Text
    headline: Text
    changes: tuple[Change, ...]
    attacks: tuple[Attack, ...]
    near: tuple[Near, ...]
    sources: tuple[str, ...]
    land: tuple[str, ...]
    """Legend entries of the land of the day."""
    views: dict[str, DayView]


class Figure(Record):
    """What a figure of several days says."""

    title: Text
    subtitle: Text
    alt: Text
    caption: Text
    details: Text


class Pair(Record):
    """Two days compared; ``changed`` are the places whose control is another."""

    first: date
    last: date
    changed: tuple[str, ...]
    views: dict[str, Figure]


class Step(Record):
    """A small map of the overview: its day, its measure, the places changed since the last one."""

    day: date
    label: Text
    measure: Text
    changed: tuple[str, ...]


class Series(Record):
    """A line of the area chart; a value holds until the next day."""

    holder: str
    convention: str
    label: Text
    days: tuple[date, ...]
    values: tuple[float, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    last_value: Text
    last_interval: Text
    ticks: tuple[float, ...]
    """Lines of the scale, from 0 to its end."""
    tick_texts: dict[str, tuple[str, ...]]


class Mark(Record):
    """A day marked on the chart, in ``holder``'s colour."""

    day: date
    holder: str
    text: Text


class Against(Record):
    """A published figure beside the model's: values as multiples of the published one."""

    label: Text
    model: float
    low: float
    high: float
    published: tuple[float, float]
    within: bool


class AreaChart(Record):
    """The chart of held area."""

    text: Figure
    footer: tuple[Text, ...]
    series: tuple[Series, ...]
    marks: tuple[Mark, ...]
    against: tuple[Against, ...]


class Row(Record):
    """A row of the strip chart: a place and the last days of the claims about it."""

    place: str
    main: bool
    claims: tuple[date, ...]
    windows: tuple[tuple[date, date], ...]


class Group(Record):
    """Rows under a heading (empty: none)."""

    heading: Text
    rows: tuple[Row, ...]


class TownsChart(Record):
    """The chart of who held each place when."""

    text: Figure
    footer: tuple[Text, ...]
    groups: tuple[Group, ...]


class Chapter(Record):
    """A step of the story: one sentence, one day, one place or box."""

    id: str
    day: date
    view: str
    box: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees, where a box of its own is shown; else the view's."""
    place: str
    title: Text
    sentence: Text
    sources: tuple[str, ...]


class Event(Record):
    """An event in words: what it says, and when it was."""

    id: str
    place: str
    kind: str
    day: date
    first: date
    last: date
    holder: str
    rival: str
    certainty: str
    origins: int
    collections: tuple[str, ...]
    claims: tuple[str, ...]
    contrary: tuple[str, ...]
    text: Text
    when: Text
    attacker: str


class Source(Record):
    """A source; ``name`` is publisher, origin and day, ready to be written."""

    publisher: str
    origin: str
    title: str
    name: Text
    url: str
    lang: str
    collection: str
    reliability: str
    in_words: Text
    """Title, name, and how it is graded, as it stands in a list of sources."""


class Claim(Record):
    """A claim as it stands under an event; ``detail`` is who said it, where, graded how."""

    source: str
    detail: Text


class AreaRow(Record):
    """An area from a day on; empty ends where no interval is known."""

    day: date
    km2: float
    low: float | None
    high: float | None
    settlements: int
    population: int
    text: Text = Field(default_factory=dict)


class AreaSeries(Record):
    """The areas of a holder in a region by a convention."""

    holder: str
    region: str
    convention: str
    rows: tuple[AreaRow, ...]


class TableRow(Record):
    """A row of a table on a page: its cells in words, the party whose colour it has, if any."""

    cells: tuple[Text, ...]
    party: str = ""
    outside: bool = False
    """Whether the row is one that does not agree."""


class Table(Record):
    """A table in words; ``numeric`` are the columns that hold numbers, counted from 0."""

    title: Text
    note: Text
    head: tuple[Text, ...]
    numeric: tuple[int, ...] = ()
    rows: tuple[TableRow, ...]


class Paragraph(Record):
    """A paragraph with its heading."""

    title: Text
    text: Text


class Page(Record):
    """What the page that leads to everything says of the case."""

    lead: Text
    areas: Table | None
    """Held land of the subject at both ends of the period."""
    collections: Table
    places: Table
    """The last word on each place that a report speaks of, the newest first."""
    method: tuple[Paragraph, ...]
    checks: Table | None
    """The model beside published figures."""
    predictions: Table | None = None
    """How often the model was right on places of which no report spoke yet."""
    influence: Table | None = None
    """The places whose reports move the subject's land most."""
    names: Table | None
    """Names as written that a person should look at."""
    corrections: Table | None = None
    """What was known on a day and is said otherwise now."""
    edition: Table | None = None
    """What this edition tells otherwise than the one before it."""
    licences: Text


class Scene(Record):
    """Everything that is said or marked of a case."""

    format: int = FORMAT
    case: Case
    languages: dict[str, Tongue]
    parties: tuple[Party, ...]
    ground: dict[str, str]
    views: tuple[View, ...]
    change_days: tuple[date, ...]
    key_days: tuple[date, ...]
    drawn_days: tuple[date, ...]
    """The change days that have a map of their own in each view and stand in its animation: all
    of them, or in a long case the key days and others between them, as a film of 90 seconds has
    room for."""
    comparisons: tuple[tuple[date, date], ...]
    kinds: tuple[Kind, ...]
    places: tuple[Place, ...]
    land: tuple[LandClass, ...]
    legend: tuple[Entry, ...]
    days: dict[date, Day]
    pairs: tuple[Pair, ...]
    overviews: dict[str, Figure]
    steps: tuple[Step, ...]
    animations: dict[str, Figure]
    area_chart: AreaChart | None
    towns_chart: TownsChart | None
    opening: Figure
    """The headline of the whole period, for the web map and the index."""
    chapters: tuple[Chapter, ...]
    page: Page
    events: tuple[Event, ...]
    sources: dict[str, Source]
    claims: dict[str, Claim]
    regions: dict[str, Text]
    areas: tuple[AreaSeries, ...]

    @cached_property
    def place(self) -> dict[str, Place]:
        """The places by id."""
        return {p.id: p for p in self.places}

    @cached_property
    def party(self) -> dict[str, Party]:
        """The parties by id."""
        return {p.id: p for p in self.parties}

    @cached_property
    def view(self) -> dict[str, View]:
        """The views by id."""
        return {v.id: v for v in self.views}

    def run(self, place_id: str, day: date) -> Run | None:
        """Return how a place stands at the end of ``day``; ``None``: nothing is known."""
        for run in self.place[place_id].runs:
            if run.first <= day and (run.last is None or day <= run.last):
                return run
        return None

    def pair(self, first: date, last: date) -> Pair | None:
        """Return what is said of two days compared, if the scene has it."""
        return next((p for p in self.pairs if (p.first, p.last) == (first, last)), None)


def read_scene(path: Path) -> Scene:
    """Return the scene in a file.

    Raises
    ------
    UserError
        If the file cannot be read, is of another format, or is no scene.
    """
    from ebbline.errors import Problem, UserError
    from ebbline.tables import read_bytes_as_text

    text = read_bytes_as_text(path)
    try:
        return Scene.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        found = f"{where}: {first['msg']}" if where else str(first["msg"])
        allowed, do = f"a scene of format {FORMAT}", "make it anew with 'ebbline scene'"
        raise UserError(Problem(str(path), found, allowed, do)) from None


def scene_text(scene: Scene) -> str:
    """Return the scene as JSON text; the same scene gives the same text."""
    return scene.model_dump_json(exclude_defaults=False) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON schema of ``scene.json``."""
    return Scene.model_json_schema()
