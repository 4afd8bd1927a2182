"""What the index page says, worked out from the tables of a build."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ebbline.config import Config
from ebbline.timeline import History, change_days, is_stale
from ebbline.vocabulary import (
    HOLDER_BEFORE,
    Area,
    Certainty,
    Check,
    Claim,
    Comparison,
    Convention,
    Event,
    InputFile,
    Kind,
    Resolution,
    Source,
    State,
)

STUDY_AREA = "study area"


@dataclass(frozen=True)
class Tables:
    """The tables that the page is about; ``claims`` and ``sources`` of the collections in use."""

    sources: dict[str, Source]
    claims: tuple[Claim, ...]
    resolutions: tuple[Resolution, ...]
    events: tuple[Event, ...]
    states: tuple[State, ...]
    areas: tuple[Area, ...]
    checks: tuple[Check, ...]
    inputs: tuple[InputFile, ...]


@dataclass(frozen=True)
class Held:
    """The subject's land at the end of a day in one convention, km² with its interval."""

    day: date
    convention: Convention
    km2: float
    low: float | None
    high: float | None
    settlements: int


@dataclass(frozen=True)
class LastWord:
    """What is known last of a place within the period.

    The holder took it between ``earliest`` and ``since``; ``None``: it is not known to have been
    anybody else's before.
    """

    place: str
    place_id: str
    holder: str
    earliest: date | None
    since: date
    contested: bool
    certainty: Certainty
    last_report: date
    stale: bool
    collections: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A figure: what is shown of it, its forms as (label, path), its alt text."""

    png: str
    forms: tuple[tuple[str, str], ...]
    alt: str
    name: str

    @property
    def wide(self) -> str:
        """The form for a wide screen: the slide, if there is one."""
        return next((path for label, path in self.forms if label == "SLIDE PNG"), self.png)


@dataclass(frozen=True)
class Gallery:
    """The pictures of one language and view; the overview stands by itself."""

    lang: str
    view: str
    overview: Picture | None
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Content:
    """Everything that the page shows."""

    change_days: tuple[date, ...]
    held: tuple[Held, ...]
    last_words: tuple[LastWord, ...]
    methods: tuple[tuple[str, int], ...]
    to_check: tuple[Resolution, ...]
    certainties: tuple[tuple[str, int], ...]
    by_collection: tuple[tuple[str, int, int], ...]
    attacks: int
    checks: tuple[Check, ...]
    outside: tuple[Check, ...]
    galleries: tuple[Gallery, ...]


def content_of(config: Config, tables: Tables, *, figures: Path) -> Content:
    """Return what the page says of ``tables``, and the pictures that lie under ``figures``."""
    period = config.period
    changes = [e for e in tables.events if e.kind is not Kind.ATTACKED]
    return Content(
        change_days=change_days(tables.states, first=period.first, last=period.last),
        held=_held(config, tables.areas),
        last_words=_last_words(config, tables),
        methods=tuple(sorted(Counter(r.method for r in tables.resolutions).items())),
        to_check=tuple(r for r in tables.resolutions if r.method.startswith(("fuzzy", "online"))),
        certainties=tuple(sorted(Counter(str(e.certainty) for e in changes).items())),
        by_collection=tuple(_by_collection(config, tables)),
        attacks=len(tables.events) - len(changes),
        checks=tables.checks,
        outside=tuple(c for c in tables.checks if c.within is Comparison.NO),
        galleries=tuple(_galleries(config, figures)),
    )


def _held(config: Config, areas: tuple[Area, ...]) -> tuple[Held, ...]:
    mine = [a for a in areas if a.holder == config.subject and a.region == STUDY_AREA]
    days = sorted({a.date for a in areas})
    shown = {days[0], days[-1]} if days else set()
    return tuple(
        Held(a.date, a.convention, a.km2, a.km2_low, a.km2_high, a.settlements)
        for a in sorted(mine, key=lambda a: (a.date, a.convention))
        if a.date in shown
    )


def _last_words(config: Config, tables: Tables) -> tuple[LastWord, ...]:
    day = config.period.last
    events = {e.event_id: e for e in tables.events}
    words = []
    for last in History.of(tables.states).on(day).values():
        first = _first_of(last, tables.states)
        words.append(
            LastWord(
                place=last.place,
                place_id=last.place_id,
                holder=last.holder,
                earliest=_earliest(first, events.get(first.event_id)),
                since=first.start,
                contested=last.contested,
                certainty=last.certainty,
                last_report=min(last.last_report, day),
                stale=is_stale(last, day, after_days=config.stale_after_days),
                collections=last.collections,
            )
        )
    return tuple(sorted(words, key=lambda w: (w.since, w.place), reverse=True))


def _first_of(last: State, states: tuple[State, ...]) -> State:
    """Return where the holding began that ``last`` goes on with (a row begins when it is surer)."""
    before = {s.end: s for s in states if s.place_id == last.place_id and s.end is not None}
    first = last
    while (
        (earlier := before.get(first.start))
        and (earlier.holder, earlier.rival) == (first.holder, first.rival)
        and earlier.contested == first.contested
    ):
        first = earlier
    return first


def _earliest(first: State, event: Event | None) -> date | None:
    """Return the first day on which the change to ``first`` may have been, if one is known."""
    if first.note == HOLDER_BEFORE:
        return None
    if event is None or first.start != event.date:
        return first.start
    if event.kind is Kind.HOLDS and event.date_earliest == event.date:
        return None
    return min(event.date_earliest, event.date)


def _by_collection(config: Config, tables: Tables) -> list[tuple[str, int, int]]:
    collection_of = {c.claim_id: tables.sources[c.source_id].collection for c in tables.claims}
    claims = Counter(collection_of.values())
    alone = Counter(
        e.collections[0]
        for e in tables.events
        if len(e.collections) == 1 and e.kind is not Kind.ATTACKED
    )
    return [(name, claims[name], alone[name]) for name in config.collections]


def _galleries(config: Config, figures: Path) -> list[Gallery]:
    galleries = []
    for lang in config.figures.languages:
        for view in config.figures.views:
            pictures = pictures_in(figures / lang / view, figures.parent)
            overview = next((p for p in pictures if p.name == "overview"), None)
            rest = tuple(p for p in pictures if p is not overview)
            galleries.append(Gallery(lang, view, overview, rest))
        charts = pictures_in(figures / lang, figures.parent)
        galleries.append(Gallery(lang, "", None, charts))
    return galleries


def pictures_in(folder: Path, base: Path) -> tuple[Picture, ...]:
    """Return the pictures that lie in ``folder`` itself, by name, with paths from ``base``.

    ``overview.png`` is the picture, ``overview.slide.png``, ``overview.svg`` … are its forms; a
    picture without a PNG (an animation) is shown by its GIF.
    """
    files: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted(folder.glob("*.*")):
        name, _, form = path.name.partition(".")
        files[name][form] = path
    found = []
    for name, forms in sorted(files.items()):
        shown = forms.get("png") or forms.get("gif")
        if shown is None:
            continue
        text = forms["txt"].read_text(encoding="utf-8").strip() if "txt" in forms else name
        links = [
            (form.upper().replace(".", " "), path.relative_to(base).as_posix())
            for form, path in forms.items()
            if form not in ("txt", "md", "list.md")
        ]
        found.append(Picture(shown.relative_to(base).as_posix(), tuple(links), text, name))
    return tuple(found)
