"""Proposals of a report become candidates: one a change, with what speaks for it put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from ebbline.extract.incoming import Report
from ebbline.extract.places import PlaceBook
from ebbline.extract.report import Proposal
from ebbline.extract.text import locator
from ebbline.extract.windows import Window
from ebbline.spelling import fold
from ebbline.vocabulary import Claim, Kind, Source

DAY = timedelta(days=1)
NEWS_DAYS = 10
"""An undated statement is of the same change as a dated one up to so many days before it."""
_BEFORE = ("held-by", "stronghold", "under")
"""Rules that may as well speak of the time before the change that the report is about."""
_STATES = ("flee-control", "controls", "in-control", "last-seat", "had-held")
"""Rules that say in so many words who holds a place."""
OTHER_REPORT = "+other-report"
"""What the name of a rule ends with where another report of the folder names the winner."""
NAMED = 0.3
"""What a proposal without a winner gains in confidence when another sentence names the winner."""
_BASES = ("stated", "sentence", "context", "published", "undated")


@dataclass(frozen=True, slots=True)
class CandidateClaim(Claim):
    """A claim that a report seems to make: the columns of ``claims.csv`` and where it was read.

    ``sentence_no`` counts from 1 in the text (0: the title). Offsets ``start:end`` (half-open) of
    place, party, date and words are characters in the report's text (for sentence 0: the title);
    empty where nothing is written.
    """

    report: str = ""
    sentence_no: int = 0
    confidence: float = 0.0
    rule: str = ""
    place_at: str = ""
    actor_at: str = ""
    date_at: str = ""
    verb_at: str = ""
    place_words: str = ""


def merge(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals of one report, each change once, in the order of the text."""
    named = _won_by_the_winner([_with_holder(p, proposals) for p in proposals])
    kept = _together([p for p in named if not _told_with_day(p, named)])
    kept = [_entered_and_left(p, kept) for p in kept]
    kept = _entered_and_taken(kept)
    kept = [_held_until(p, kept) for p in kept]
    kept = [_left_when_taken(p, kept) for p in kept]
    kept = [p for p in kept if p.rule != "had-held" or p.window.basis == "context"]
    kept = [p for p in kept if not _said_better(p, kept)]
    kept = [p for p in kept if p.place.name or not _named_elsewhere(p, kept)]
    kept = [p for p in kept if not _left_by_the_taker(p, kept)]
    return sorted(_together(kept), key=lambda p: (p.sentence.number, p.verb, p.place.start))


def _there(p: Proposal, all_of_them: Iterable[Proposal], kind: Kind) -> list[Proposal]:
    """Return the other proposals of ``kind`` of the place of ``p``."""
    return [o for o in all_of_them if o is not p and o.kind is kind and o.place.key == p.place.key]


def _won_by_the_winner(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Give captures that nobody is named for to the one party that takes places in the report."""
    taken = [p for p in proposals if p.kind is Kind.CAPTURED]
    winners = {p.holder for p in taken if p.holder and not p.inferred}
    if len(winners) != 1:
        return list(proposals)
    (winner,) = winners
    return [
        replace(p, holder=winner, inferred=True, confidence=round(p.confidence + NAMED, 2))
        if p.kind is Kind.CAPTURED and not p.holder and p.open and winner != p.from_holder
        else p
        for p in proposals
    ]


def _told_with_day(p: Proposal, others: Iterable[Proposal]) -> bool:
    """Tell whether another proposal gives the day of what ``p`` tells without one."""
    return p.window.basis == "undated" and any(
        o.window.basis != "undated" and o.holder == p.holder for o in _there(p, others, p.kind)
    )


def _with_holder(p: Proposal, others: Iterable[Proposal]) -> Proposal:
    """Return ``p`` with the winner that another sentence names for the same change."""
    if p.kind is not Kind.CAPTURED or not (p.inferred or not p.holder):
        return p
    for o in _there(p, others, Kind.CAPTURED):
        surer = not o.inferred or o.confidence > p.confidence + 0.1
        named = o.holder and surer and o.holder != p.from_holder
        close = _windows_meet(o.window, p.window) if p.holder else _near(o.window, p.window)
        if named and close:
            found = round(p.confidence + (0.0 if p.holder else NAMED), 2)
            return replace(p, holder=o.holder, inferred=False, confidence=found)
    return p


def _windows_meet(a: Window, b: Window) -> bool:
    return a.first <= b.last and b.first <= a.last


def _near(a: Window, b: Window) -> bool:
    """Tell whether two windows may be of one change: they overlap, or one of them is undated."""
    if _windows_meet(a, b) or "undated" in (a.basis, b.basis):
        return True
    if "published" in (a.basis, b.basis):
        undated, dated = (a, b) if a.basis == "published" else (b, a)
        return -DAY <= undated.last - dated.last <= NEWS_DAYS * DAY
    return False


def _rank(p: Proposal) -> tuple[int, bool, int, bool, float]:
    length = (p.window.last - p.window.first).days
    title = p.sentence.number == 0 or p.rule in _BEFORE
    # "this month" says less than the news of the day.
    basis = "published" if length > NEWS_DAYS else p.window.basis
    return (_BASES.index(basis), title, length, bool(p.place.anaphor), -p.confidence)


def _together(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return one proposal for all that say the same of the same place in near windows."""
    groups: list[list[Proposal]] = []
    for p in sorted(proposals, key=_rank):
        for group in groups:
            first = group[0]
            same = (p.place.key, p.kind, p.holder) == (first.place.key, first.kind, first.holder)
            if same and _near(p.window, first.window):
                group.append(p)
                break
        else:
            groups.append([p])
    return [_merged(group) for group in groups]


def _merged(group: Sequence[Proposal]) -> Proposal:
    best = group[0]
    named = next((p.place for p in group if not p.place.anaphor), best.place)
    support = len({p.sentence.number for p in group}) - 1
    claimed = next((p for p in group if p.claimant), best)
    return replace(
        best,
        place=replace(best.place, name=named.name, known=named.known),
        from_holder=next((p.from_holder for p in group if p.from_holder), ""),
        rival=next((p.rival for p in group if p.rival), ""),
        claimant=claimed.claimant,
        claimant_side=claimed.claimant_side,
        confidence=round(min(0.98, max(p.confidence for p in group) + 0.04 * support), 2),
    )


def _entered_and_left(p: Proposal, others: Sequence[Proposal]) -> Proposal:
    """Make an entry a capture where the other side is said to have left."""
    entry = p.kind is Kind.CONTESTED and p.rule in ("enter", "move-into") and bool(p.rival)
    winner = p.rival if entry else p.holder
    if not entry and not (p.kind is Kind.HOLDS and p.rule == "in-control"):
        return p
    if entry and any(o.holder == winner for o in _there(p, others, Kind.CAPTURED)):
        return p
    left = [o for o in _there(p, others, Kind.WITHDREW) if o.holder != winner]
    gone = [o for o in left if _near(o.window, p.window)]
    if not gone:
        return p
    return replace(p, kind=Kind.CAPTURED, holder=winner, rival="", from_holder=gone[0].holder)


def _entered_and_taken(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Give a capture without a date that of the entry: "stormed it on Sunday … the city fell".

    The entry stands in the two sentences before, or just after the headline.
    """
    result = list(proposals)
    for n, p in enumerate(proposals):
        if p.kind is not Kind.CAPTURED or p.window.basis != "published":
            continue
        entries = []
        for o in _there(p, result, Kind.CONTESTED):
            gap = p.sentence.number - o.sentence.number
            beside = 0 <= gap <= 2 or (gap == -1 and p.sentence.number <= 1)
            dated = o.window.basis != "published" and _near(o.window, p.window)
            if o.rival == p.holder and dated and beside:
                entries.append(o)
        if entries:
            result[n] = replace(p, window=replace(entries[-1].window, basis="context"))
            return _entered_and_taken([o for o in result if o not in entries])
    return result


def _held_until(p: Proposal, others: Sequence[Proposal]) -> Proposal:
    """Put "the last town in their hands" on the day before the report's capture of it."""
    if p.kind is not Kind.HOLDS or p.window.basis != "published" or p.rule not in _STATES:
        return p
    taken = [
        o
        for o in _there(p, others, Kind.CAPTURED)
        if o.holder not in ("", p.holder)
        and o.window.last <= p.window.last <= o.window.last + NEWS_DAYS * DAY
    ]
    if not taken or any(o.kind is Kind.HOLDS and o.holder == taken[0].holder for o in others):
        return p
    before = min(o.window.last for o in taken) - DAY
    return replace(p, window=replace(p.window, first=before, last=before, basis="context"))


def _left_when_taken(p: Proposal, others: Sequence[Proposal]) -> Proposal:
    """Give a withdrawal or fighting without a day that of the capture that the report tells of."""
    if p.kind not in (Kind.WITHDREW, Kind.CONTESTED) or p.window.basis != "published":
        return p
    for o in _there(p, others, Kind.CAPTURED):
        dated = o.window.basis in ("stated", "sentence") and _near(o.window, p.window)
        if o.holder not in ("", p.holder) and dated:
            return replace(p, window=replace(o.window, basis="context"))
    return p


def _said_better(p: Proposal, all_of_them: Sequence[Proposal]) -> bool:
    """Tell whether another proposal tells the same change and more."""
    known = (Kind.HOLDS, Kind.CAPTURED, Kind.CONTESTED)
    hardly = p.window.basis != "context" and p.rule in _BEFORE
    for o in all_of_them:
        if o is p:
            continue
        if o.place.key != p.place.key:
            again = _noun(p) and _noun(p) == _noun(o) and o.holder == p.holder
            if again and _rank(o) < _rank(p) and _near(o.window, p.window):
                # "the rebel capital" once more
                return True
            continue
        if o.kind is Kind.CAPTURED and _outdone_by_capture(p, o):
            return True
        if hardly and o.rule not in _BEFORE and o.kind in known:
            return True
    return False


def _noun(p: Proposal) -> str:
    return p.place.words.split(" of ")[0].lower().rpartition(" ")[2]


def _outdone_by_capture(p: Proposal, capture: Proposal) -> bool:
    together = p.sentence.number == capture.sentence.number
    if p.kind is Kind.WITHDREW:
        headline = p.sentence.number <= 1 and p.window.basis in ("published", "context")
        told_with_it = together or (headline and capture.window.basis != "published")
        return told_with_it and p.holder != capture.holder and _near(p.window, capture.window)
    if p.kind is Kind.CONTESTED:
        later = capture.window.last <= p.window.last
        told = p.window.basis == "published" and _near(p.window, capture.window)
        return p.rival == capture.holder and (later or told)
    if p.kind is Kind.HOLDS:
        if p.holder == capture.holder:
            return capture.window.first <= p.window.last
        return False
    nobody = not p.holder or (p.sentence.number == 0 and p.holder != capture.holder)
    return nobody and capture.sentence.number > 0 and _near(p.window, capture.window)


def _left_by_the_taker(p: Proposal, others: Iterable[Proposal]) -> bool:
    """Tell "soldiers fled the town" of those who take it: whoever fled was on the other side."""
    taken = _there(p, others, Kind.CAPTURED) if p.kind is Kind.WITHDREW and p.inferred else []
    return any(o.holder == p.holder and _near(o.window, p.window) for o in taken)


def _named_elsewhere(p: Proposal, others: Iterable[Proposal]) -> bool:
    """Tell whether the report names places of what ``p`` tells of "a town", "the airport"."""
    first = p.place.words.lower().split(" ")[0]
    vague = first in ("some", "several", "many", "few", "most", "key", "a", "an")
    return any(
        o.place.name
        and o.kind in (p.kind, Kind.CAPTURED, Kind.CONTESTED)
        and (vague or p.holder in ("", o.holder, o.rival) or p.kind is Kind.WITHDREW)
        for o in others
    )


def as_candidates(report: Report, proposals: Sequence[Proposal]) -> list[CandidateClaim]:
    """Return the rows for ``candidates.csv``."""
    source = report.source_id or report.name
    return [_candidate(report, source, n, p) for n, p in enumerate(proposals, start=1)]


def _candidate(report: Report, source: str, number: int, p: Proposal) -> CandidateClaim:
    base = p.sentence.start
    return CandidateClaim(
        f"{_slug(source)}-x{number:02d}", source, p.place.name, p.kind, p.holder, p.rival,
        p.from_holder, p.window.first, p.window.last, p.claimant, p.claimant_side, p.credibility,
        locator(p.sentence), _note(p), report=report.name, sentence_no=p.sentence.number,
        confidence=p.confidence, rule=p.rule, place_at=_span(base, p.place.start, p.place.end),
        actor_at=_span(base, *p.party), date_at=_span(base, p.window.start, p.window.end),
        verb_at=_span(base, *p.verb), place_words="" if p.place.name else p.place.words,
    )  # fmt: skip


def _slug(name: str) -> str:
    kept = "".join(c if (c.isalnum() and c.isascii()) or c in "._-" else "-" for c in name).strip(
        "-._"
    )
    return kept[:60] or "report"


def _span(base: int, start: int, end: int) -> str:
    return "" if start < 0 else f"{base + start}:{base + end}"


def _note(p: Proposal) -> str:
    parts = [f"proposed by rule {p.rule}"]
    if p.rule.endswith(OTHER_REPORT):
        parts.append("the winner is named by another report")
    if p.place.anaphor:
        parts.append(f"place from the context ({p.place.anaphor!r} in the sentence)")
    if not p.holder:
        parts.append("the holder is not named")
    elif p.inferred:
        parts.append("a party is inferred from the context")
    if p.window.basis == "published":
        parts.append("no date in the sentence: counted from publication")
    elif p.window.basis == "undated":
        parts.append("no day given: some day of the year before publication")
    elif p.window.basis != "stated":
        parts.append("date from elsewhere in the sentence")
    if not p.place.name:
        parts.append("the place is not named")
    elif not p.place.known:
        parts.append("unknown place")
    return "; ".join(parts)


# -- beside a case's claims -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownClaims:
    """The claims of a case by source, and its sources."""

    places: PlaceBook
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
    by_source: dict[str, list[Claim]] = {}
    for claim in claims:
        by_source.setdefault(claim.source_id, []).append(claim)
    return KnownClaims(places, by_source, tuple(sources))
