"""Rules on poor claims of a change that better claims of other days deny."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from ebbline.reconcile.disputes import fell
from ebbline.reconcile.draft import ALWAYS, Draft, EventDraft, Spans, Verdict
from ebbline.reconcile.rule import Rule
from ebbline.reconcile.statement import FAIR, SOLID, WEAK, Stance, Statement, in_words
from ebbline.vocabulary import Kind


class _Word(NamedTuple):
    """A good claim on who holds the place: on ``day``, or, if not ``still``, until that day."""

    day: int
    still: bool
    holder: str
    statement: Statement


class Said:
    """What good claims say of who held the place, and the good changes of holder, in order."""

    def __init__(self, draft: Draft, *, standing: int) -> None:
        self._words = sorted(_words(draft, standing), key=_by_day)
        self._changes = sorted((e.core, e.holder) for e in draft.changes if e.stands and _good(e))
        self._taken = sorted(
            (
                _Word(e.core[1], True, e.holder, e.statements[0])
                for e in draft.changes
                if e.stands and _good(e)
            ),
            key=_by_day,
        )

    def next_word(self, event: EventDraft) -> _Word | None:
        """Return the first word after ``event``, unless somebody took the place between."""
        first, last = core = event.core
        index = bisect_right(self._words, last, key=lambda w: w.day)
        if index == len(self._words):
            return None
        word = self._words[index]
        low = bisect_left(self._changes, first, key=lambda c: c[0][0])
        between = self._changes[low : bisect_left(self._changes, word.day, key=lambda c: c[0][0])]
        return None if any(c != (core, event.holder) for c in between) else word

    def last_word(self, day: int) -> _Word | None:
        """Return the last word of who holds the place up to ``day``, changes included."""
        told = [
            words[index - 1]
            for words in (self._words, self._taken)
            if (index := bisect_right(words, day, key=lambda w: w.day))
        ]
        return max(told, key=_by_day, default=None)


def _words(draft: Draft, standing: int) -> Iterator[_Word]:
    for s in draft.statements:
        holds = s.claim.kind is Kind.HOLDS
        holder = s.taker if holds else s.loser
        if holder and s.standing >= standing:
            yield _Word(s.first, holds, holder, s)


def _by_day(word: _Word) -> tuple[int, bool, str, tuple[int, int, str]]:
    return (word.day, word.still, word.holder, word.statement.order)


def _good(event: EventDraft) -> bool:
    return event.standing > WEAK


def _believe_the_later_word(draft: Draft) -> None:
    alone = [e for e in draft.changes if e.stands and _only_a_party(e) and not _moved(e)]
    if not alone:
        return
    said = Said(draft, standing=SOLID)
    for event in alone:
        word = said.next_word(event)
        if word is None or word.holder == event.holder or word.holder != _before(event, said):
            continue
        holder, denial = word.holder, word.statement
        why = (
            f"says that {draft.name(holder)} still held the place by {in_words(denial.first)}; "
            f"nobody but {draft.name(event.holder)} tells of a change, and nobody of one back"
        )
        draft.tell([denial], LATER_DENIAL.name, Verdict.NOTED, why, event)
        fell(draft, event, denial, LATER_DENIAL.name)


def _before(event: EventDraft, said: Said) -> str:
    """Return who held the place before ``event``: as it says, else by the last good word."""
    if event.from_holder:
        return event.from_holder
    word = said.last_word(event.core[0] - 1)
    return word.holder if word else ""


def _moved(event: EventDraft) -> bool:
    """Return whether fighting has put the change after all days that its claims give."""
    return event.lower > event.core[1]


def _only_a_party(event: EventDraft) -> bool:
    """Return whether nobody but the party that gains tells of a change, weak claims aside."""
    return event.standing == FAIR and all(
        s.stance is Stance.OWN_FAVOUR for s in event.statements if s.level > WEAK
    )


def _yield_to_better(draft: Draft) -> None:
    weak = [e for e in draft.changes if e.stands and e.standing == WEAK]
    if not weak:
        return
    held = Spans(s for s in draft.of_kind(Kind.HOLDS, Kind.CONTESTED) if s.level > WEAK)
    strong = sorted(
        (e for e in draft.changes if e.stands and e.standing > WEAK), key=lambda e: e.day
    )
    said = Said(draft, standing=FAIR)
    for event in weak:
        better = _better(event, held, strong, said)
        if better is not None:
            fell(draft, event, better, YIELD.name)


def _better(
    event: EventDraft, held: Spans, strong: list[EventDraft], said: Said
) -> Statement | None:
    """Return a better claim that speaks for another holder than a weak change does."""
    first, last = event.core
    days = [e.day for e in strong]
    index = bisect_right(days, last)
    following = days[index] if index < len(days) else ALWAYS
    for s in held.touching(last, following - 1):
        if event.holder not in (s.taker, s.claim.holder):
            return s
    for other in strong[bisect_left(days, first) : index]:
        if other.holder != event.holder and not _chained(event, other):
            return other.statements[0]
    for word in (said.last_word(last), said.next_word(event)):
        if word is not None and word.holder != event.holder:
            return word.statement
    return None


def _chained(a: EventDraft, b: EventDraft) -> bool:
    """Return whether one of two changes took the place from the other's new holder."""
    return a.from_holder == b.holder or b.from_holder == a.holder


LATER_DENIAL = Rule(
    "party-alone-and-denied-later",
    "A capture that only the party itself announced, after which the next good word still names "
    "the holder before, has most likely not happened: else somebody would tell of the way back.",
    _believe_the_later_word,
)
YIELD = Rule(
    "weak-claim-yields",
    "A guess or a doubtful claim never changes a state against a better claim: not what the last "
    "good word before it said, nor against one of its own days, nor against the next after it.",
    _yield_to_better,
)
