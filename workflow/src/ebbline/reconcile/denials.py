"""Rules on poor claims of a change that better claims of other days deny."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from ebbline.reconcile.changes import Span, core_of
from ebbline.reconcile.disputes import fell
from ebbline.reconcile.draft import ALWAYS, Draft, EventDraft, Spans, Verdict
from ebbline.reconcile.rule import Rule
from ebbline.reconcile.statement import FAIR, SOLID, WEAK, Stance, Statement, in_words
from ebbline.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class _Said:
    """What good claims say of who held the place, by day, and the good changes of holder.

    ``words`` are ``(day, holder, statement)``: who holds it on the day, or held it until then.
    ``changes`` are ``(core, holder)``. Both are in order of time.
    """

    words: list[tuple[int, str, Statement]]
    changes: list[tuple[Span, str]]

    @classmethod
    def of(cls, draft: Draft, *, standing: int) -> _Said:
        good = [s for s in draft.statements if s.standing >= standing]
        words = [
            (s.first, holder, s)
            for s in good
            if (holder := s.taker if s.claim.kind is Kind.HOLDS else s.loser)
        ]
        changes = sorted(
            (core_of(e.statements), e.holder) for e in draft.changes if e.standing > WEAK
        )
        return cls(sorted(words, key=lambda w: (w[0], w[2].order)), changes)

    def next_word(self, event: EventDraft) -> tuple[str, Statement] | None:
        """Return the first word after ``event``, unless somebody took the place between."""
        first, last = core_of(event.statements)
        index = bisect_right(self.words, last, key=lambda w: w[0])
        if index == len(self.words):
            return None
        day, holder, statement = self.words[index]
        low = bisect_left(self.changes, first, key=lambda c: c[0][0])
        between = self.changes[low : bisect_left(self.changes, day, key=lambda c: c[0][0])]
        if any(c != (core_of(event.statements), event.holder) for c in between):
            return None
        return holder, statement

    def before(self, event: EventDraft) -> str:
        """Return who held the place before ``event``: as it says, else by the last good word."""
        if event.from_holder:
            return event.from_holder
        first, _ = core_of(event.statements)
        words = self.words[: bisect_left(self.words, first, key=lambda w: w[0])]
        changes = self.changes[: bisect_left(self.changes, first, key=lambda c: c[0][0])]
        told = [(day, holder) for day, holder, _ in words[-1:]]
        told += [(core[1], holder) for core, holder in changes[-1:]]
        return max(told)[1] if told else ""


def _believe_the_later_word(draft: Draft) -> None:
    said = _Said.of(draft, standing=SOLID)
    for event in draft.changes:
        if not event.stands or not _only_a_party(event) or _moved(event):
            continue
        word = said.next_word(event)
        if word is None or word[0] == event.holder or word[0] != said.before(event):
            continue
        holder, denial = word
        why = (
            f"says that {draft.name(holder)} still held the place by {in_words(denial.first)}; "
            f"nobody but {draft.name(event.holder)} tells of a change, and nobody of one back"
        )
        draft.tell([denial], LATER_DENIAL.name, Verdict.NOTED, why, event)
        fell(draft, event, denial, LATER_DENIAL.name)


def _moved(event: EventDraft) -> bool:
    """Return whether fighting has put the change after all days that its claims give."""
    return event.lower > core_of(event.statements)[1]


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
    said = _Said.of(draft, standing=FAIR)
    for event in weak:
        better = _better(event, held, strong, said)
        if better is not None:
            fell(draft, event, better, YIELD.name)


def _better(
    event: EventDraft, held: Spans, strong: list[EventDraft], said: _Said
) -> Statement | None:
    """Return a better claim that speaks for another holder than a weak change does."""
    first, last = core_of(event.statements)
    days = [e.day for e in strong]
    index = bisect_right(days, last)
    following = days[index] if index < len(days) else ALWAYS
    for s in held.touching(last, following - 1):
        if event.holder not in (s.taker, s.claim.holder):
            return s
    for other in strong[bisect_left(days, first) : index]:
        if other.holder != event.holder and not _chained(event, other):
            return other.statements[0]
    word = said.next_word(event)
    return word[1] if word is not None and word[0] != event.holder else None


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
    "A guess or a doubtful claim never changes a state against a better claim, be it of the same "
    "days or the next one that tells who held the place.",
    _yield_to_better,
)
