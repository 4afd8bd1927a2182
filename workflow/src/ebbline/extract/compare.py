"""What a case's claims already say of what a report proposes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ebbline.extract.candidates import CandidateClaim
from ebbline.extract.incoming import Report
from ebbline.extract.places import PlaceBook
from ebbline.spelling import fold
from ebbline.vocabulary import Claim, Kind, Source


class Standing(StrEnum):
    """How a candidate stands to the claims of the case."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class KnownClaims:
    """The claims of a case by place and by source, and its sources."""

    places: PlaceBook
    by_place: dict[str, list[Claim]]
    by_source: dict[str, list[Claim]]
    sources: tuple[Source, ...]

    def with_source(self, report: Report) -> Report:
        """Return ``report`` with the id of the case's source that it is, if it is one.

        It is the one with its address or, where one of them has none, with its title, if days of
        publication and publishers do not tell them apart: dispatches may share a title.
        """
        if report.source_id:
            return report
        same = [s.source_id for s in self.sources if _is(s, report)]
        return replace(report, source_id=same[0]) if same else report

    def standing(self, c: CandidateClaim) -> tuple[Standing, tuple[str, ...]]:
        """Return how a candidate stands, and the ids of the claims that support or contradict."""
        near = [k for k in self.by_place.get(self.places.key(c.place), []) if _overlap(k, c)]
        same = [k for k in near if _says_so(k, c)]
        if same:
            own = [k for k in same if k.source_id == c.source_id]
            return Standing.SUPPORTED, tuple(k.claim_id for k in own or same)
        both = [k for k in near if k.kind in _CONTROL and c.kind in _CONTROL and c.holder]
        if against := [k for k in both if k.holder != c.holder]:
            return Standing.CONTRADICTED, tuple(k.claim_id for k in against)
        return Standing.NEW, ()

    def missing(self, source_id: str, candidates: Sequence[CandidateClaim]) -> list[Claim]:
        """Return the claims of a source that none of its candidates repeats."""
        return [
            k
            for k in self.by_source.get(source_id, [])
            if not any(
                _says_so(k, c)
                and _overlap(k, c)
                and self.places.key(c.place) == self.places.key(k.place)
                for c in candidates
            )
        ]


def _is(source: Source, report: Report) -> bool:
    url = report.about.get("url", "")
    if url and source.url:
        return url == source.url
    titled = fold(source.title) == fold(report.title) != ""
    dated = not report.dated or source.published in (None, report.published)
    printed = {fold(report.publisher), fold(source.publisher)} - {""}
    return titled and dated and len(printed) < 2


_CONTROL = (Kind.CAPTURED, Kind.HOLDS)


def _says_so(k: Claim, c: CandidateClaim) -> bool:
    return k.holder == c.holder and (k.kind == c.kind or {k.kind, c.kind} == {*_CONTROL})


def _overlap(k: Claim, c: CandidateClaim) -> bool:
    ends = k.date_to is None or c.first_day <= k.date_to
    return ends and (c.date_to is None or k.first_day <= c.date_to)


def known_claims(
    claims: Iterable[Claim], sources: Iterable[Source], places: PlaceBook
) -> KnownClaims:
    """Return the comparison with a case's claims; both tables may be empty."""
    by_place: dict[str, list[Claim]] = {}
    by_source: dict[str, list[Claim]] = {}
    for claim in claims:
        by_place.setdefault(places.key(claim.place), []).append(claim)
        by_source.setdefault(claim.source_id, []).append(claim)
    return KnownClaims(places, by_place, by_source, tuple(sources))
