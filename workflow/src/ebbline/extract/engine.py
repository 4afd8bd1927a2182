"""From a report to its candidates, with the knowledge of a case; the face of this stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from ebbline.config import Config
from ebbline.extract.candidates import OTHER_REPORT, CandidateClaim, as_candidates, merge
from ebbline.extract.changes import load_rules
from ebbline.extract.incoming import Report
from ebbline.extract.lexicon import Lexicon, load_lexicon
from ebbline.extract.mentions import Knowledge
from ebbline.extract.parties import Party, is_of_case, read_parties, split_names
from ebbline.extract.places import PlaceBook, read_places
from ebbline.extract.report import Proposal, read_sentences
from ebbline.extract.text import Sentence
from ebbline.extract.unread import Unread, unread
from ebbline.tables import Table
from ebbline.vocabulary import Alias, Kind, Place


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one report: the merged candidates, the unread sentences."""

    report: Report
    candidates: tuple[CandidateClaim, ...]
    unread: tuple[Unread, ...] = ()
    merged: tuple[Proposal, ...] = ()
    every: tuple[Sentence, ...] = ()
    """All sentences, the title (number 0) first."""


@dataclass(frozen=True, slots=True)
class ActorRow:
    """A row of ``actors.csv``: names of a holder, in the reports that match a pattern."""

    holder: str
    names: tuple[str, ...]
    reports: str = ""


@dataclass(slots=True)
class Extractor:
    """Reads reports with the names of a configuration, a gazetteer and a folder's own actors."""

    lexicon: Lexicon
    places: PlaceBook
    parties: Sequence[Party]
    rows: Sequence[ActorRow] = ()
    least: float = 0.5
    _cache: dict[tuple[object, ...], Knowledge] | None = None

    def knowledge_for(self, name: str, text: str) -> Knowledge:
        """Return what is known when the report ``name`` with ``text`` is read."""
        if self._cache is None:
            self._cache = {}
        fits = tuple(fnmatchcase(name, row.reports) for row in self.rows)
        own = is_of_case(text, self.places)
        configured = tuple((p.holder, p.names_in(text) if own else ()) for p in self.parties)
        key = (fits, tuple(len(names) for _, names in configured))
        if key not in self._cache:
            if len(self._cache) > 200:
                self._cache.clear()
            # The folder's own names come first: where both know a name, they win.
            named = [(r.holder, r.names) for r, fit in zip(self.rows, fits, strict=True) if fit]
            parties = read_parties([*named, *configured], self.lexicon)
            self._cache[key] = Knowledge(self.lexicon, parties, self.places)
        return self._cache[key]

    def read(self, report: Report) -> Reading:
        """Return the candidates of ``report``, each change once, in the order of the text."""
        known = self.knowledge_for(report.name, f"{report.title}\n{report.text}")
        read = list(read_sentences(report, known))
        merged = merge([p for *_, found in read for p in found])
        kept = [p for p in merged if p.confidence >= self.least]
        left = (
            unread(refs, findings, _shown(found, kept) if refs.item.sentence.number else kept)
            for refs, findings, found in read
        )
        candidates = tuple(as_candidates(report, merged))
        unseen = tuple(u for u in left if u is not None)
        every = tuple(refs.item.sentence for refs, *_ in read)
        return Reading(report, candidates, unseen, tuple(merged), every)


def with_other_reports(readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings with winners that only another report of the folder names.

    Where a report says that a place was lost but not to whom, and the other reports name one party
    that took it in overlapping days, that party is proposed, at a lower confidence.
    """
    takers: dict[str, set[str]] = {}
    for reading in readings:
        for p in reading.merged:
            if p.kind is Kind.CAPTURED and p.holder and not p.inferred:
                takers.setdefault(p.place.key, set()).add(p.holder)
    return [_with_takers(reading, takers) for reading in readings]


def _with_takers(reading: Reading, takers: dict[str, set[str]]) -> Reading:
    filled = [
        replace(
            p, holder=next(iter(who)), inferred=True, rule=f"{p.rule}{OTHER_REPORT}", confidence=0.6
        )
        if p.kind is Kind.CAPTURED
        and not p.holder
        and p.place.name
        and p.window.basis != "published"
        and len(who := takers.get(p.place.key, set()) - {p.from_holder}) == 1
        else p
        for p in reading.merged
    ]
    if filled == list(reading.merged):
        return reading
    return replace(reading, candidates=tuple(as_candidates(reading.report, filled)))


def _shown(found: Sequence[Proposal], kept: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals of a sentence that a candidate of the report shows or stands for."""
    return [
        p
        for p in found
        if any(
            (k.place.key == p.place.key or (not p.place.name and k.holder == p.holder))
            and (k.sentence.number == p.sentence.number or k.holder == p.holder)
            for k in kept
        )
    ]


def make_extractor(
    config: Config,
    *,
    places: Iterable[Place],
    aliases: Iterable[Alias] = (),
    rows: Sequence[ActorRow] = (),
) -> Extractor:
    """Return an extractor for a case: the actors of its configuration, its places and names."""
    lexicon = load_lexicon(tuple(load_rules().verbs))
    return Extractor(
        lexicon,
        read_places(places, aliases),
        split_names(config.extract.actors, lexicon),
        rows,
        config.extract.min_confidence,
    )


ACTORS: Table[ActorRow] = Table(ActorRow, required=("holder", "names"))


def read_actors(path: Path) -> tuple[ActorRow, ...]:
    """Return the rows of an ``actors.csv``: ``holder, names`` (``|`` between), and ``reports``.

    ``reports`` is a pattern such as ``libya-*``; an empty cell means all reports of the folder.
    """
    rows = ACTORS.read(path) if path.exists() else ()
    return tuple(replace(row, reports=row.reports or "*") for row in rows)
