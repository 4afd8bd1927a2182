"""What one report leaves open and another of the same folder tells: who took a place.

"Reds lost Alda in May" names no winner. Where another report of the folder says in so many words
who took Alda in those days, and no report names anybody else, that party is proposed.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from tempfile import TemporaryFile
from typing import BinaryIO

from ebbline.extract.candidates import OTHER_REPORT, as_candidates, merge, winner_in
from ebbline.extract.engine import Reading
from ebbline.extract.proposal import Proposal
from ebbline.extract.windows import Window
from ebbline.vocabulary import Kind

TOLD = 0.3
"""What a proposal gains in confidence when another report names the winner."""
DATED = 0.1
"""What one without a day gains besides, as the other report says when it was."""
SURE = 0.5
"""Confidence that the other report's statement needs."""
WINDOWS = 8
"""Changes of one place to one holder that are kept apart; there are hardly ever so many."""


@dataclass(slots=True)
class Winners:
    """Who took which place when, by all reports: one short list of windows a place and holder."""

    by_place: dict[str, dict[str, list[Window]]] = field(default_factory=dict)

    def note(self, reading: Reading) -> None:
        """Note the captures of which a report names the winner and the days."""
        told = [p for _, found in reading.sentences for p in found]
        for p in told:
            sure = p.holder and not p.inferred and not p.guess and p.confidence >= SURE
            if p.kind is Kind.CAPTURED and sure and p.window.basis != "undated":
                self.add(p.place.key, p.holder, p.window)

    def add(self, place: str, holder: str, window: Window) -> None:
        """Note that ``holder`` took a place in ``window``, with what is known of those days."""
        windows = self.by_place.setdefault(place, {}).setdefault(holder, [])
        for n, known in enumerate(windows):
            if _overlap(known, window):
                first, last = min(known.first, window.first), max(known.last, window.last)
                windows[n] = Window(first, last, "context")
                return
        if len(windows) < WINDOWS:
            windows.append(Window(window.first, window.last, "context"))

    def of(self, p: Proposal) -> str:
        """Return the one party that took the place in the days of ``p``, or nothing."""
        fits = {
            holder
            for holder, windows in self.by_place.get(p.place.key, {}).items()
            if holder != p.from_holder and any(_overlap(p.window, w) for w in windows)
        }
        return fits.pop() if len(fits) == 1 else ""


def _overlap(a: Window, b: Window) -> bool:
    return a.first <= b.last and b.first <= a.last


def with_other_reports(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Yield the readings in their order, with the winners that other reports of them name.

    They wait in a temporary file until the last report is read, so memory does not grow.
    """
    winners = Winners()
    count = 0
    with TemporaryFile() as spool:
        for reading in readings:
            winners.note(reading)
            pickle.dump(reading, spool, pickle.HIGHEST_PROTOCOL)
            count += 1
        spool.seek(0)
        for _ in range(count):
            yield _resolved(_next(spool), winners)


def _next(spool: BinaryIO) -> Reading:
    reading: Reading = pickle.load(spool)  # noqa: S301 -- this process's own file, without a name
    return reading


def _resolved(reading: Reading, winners: Winners) -> Reading:
    """Return ``reading`` with the winners of other reports where it names none."""
    proposals = [p for _, found in reading.sentences for p in found]
    named = {
        n: winner
        for n, p in enumerate(proposals)
        if p.kind is Kind.CAPTURED
        and p.from_holder
        and not winner_in(p, proposals)
        and (winner := winners.of(p))
    }
    if not named:
        return reading
    changed = [_with(p, named[n]) if n in named else p for n, p in enumerate(proposals)]
    candidates = as_candidates(reading.report, merge(changed))
    told = [changed[n] for n in named]
    unread = (u.without([p for p in told if p.sentence == u.sentence]) for u in reading.unread)
    left = tuple(u for u in unread if u.places or not told)
    return replace(reading, candidates=tuple(candidates), unread=left)


def _with(p: Proposal, winner: str) -> Proposal:
    gain = TOLD + (DATED if p.window.basis == "undated" else 0.0)
    confidence = round(p.confidence + gain, 2)
    return replace(
        p, holder=winner, rule=p.rule + OTHER_REPORT, inferred=True, confidence=confidence
    )
