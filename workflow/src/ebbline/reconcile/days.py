"""Rules on the day of a change: what bounds it, and which day of the window is the best."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable

from ebbline.reconcile.changes import Span
from ebbline.reconcile.draft import ALWAYS, Draft, EventDraft, Spans, Verdict
from ebbline.reconcile.rule import Rule
from ebbline.reconcile.statement import WEAK, Stance, Statement, in_words
from ebbline.vocabulary import Kind


def _bound_from_below(draft: Draft) -> None:
    holds = Spans(s for s in draft.of_kind(Kind.HOLDS) if s.level > WEAK)
    for event in draft.changes:
        first, last = event.core
        for s in holds.touching(first, last):
            if s.taker == event.holder or s.standing < event.standing:
                continue
            if s.until < last:
                event.lower = max(event.lower, s.until + 1)
                why = (
                    f"{draft.name(s.taker)} still held it on {in_words(s.until)}, so the change "
                    f"to {draft.name(event.holder)} came later"
                )
            elif s.first > first:
                event.upper = min(event.upper, s.first - 1)
                why = (
                    f"{draft.name(s.taker)} held it again on {in_words(s.first)}, so the change "
                    f"to {draft.name(event.holder)} came earlier"
                )
            else:
                continue
            draft.tell([s], HELD_STILL.name, Verdict.BOUNDED, why, event)


def _bound_from_above(draft: Draft) -> None:
    holds = Spans(s for s in draft.of_kind(Kind.HOLDS) if s.level > WEAK)
    for event in draft.changes:
        first, last = event.core
        for s in holds.touching(max(first, event.lower), last):
            if s.taker != event.holder or s.standing < event.standing:
                continue
            if max(first, event.lower) <= s.first < last:
                event.upper = min(event.upper, s.first)
                why = (
                    f"{draft.name(s.taker)} already held it on {in_words(s.first)}, so the change "
                    "came no later"
                )
                draft.tell([s], HELD_ALREADY.name, Verdict.BOUNDED, why, event)


def _bound_by_fighting(draft: Draft) -> None:
    fights = Spans(s for s in draft.of_kind(Kind.CONTESTED) if s.level > WEAK)
    for event in draft.changes:
        first, last = event.core
        for s in fights.touching(first, last + 1):
            begun_after = s.first > last
            if s.taker != event.holder or (
                begun_after and (s.last is None or s.standing <= event.standing)
            ):
                continue
            if s.until <= last and s.standing >= event.standing:
                event.lower = max(event.lower, s.until)
                why = f"fought over on {in_words(s.until)}: the change came no earlier"
                draft.tell([s], FOUGHT_FOR.name, Verdict.BOUNDED, why, event)
            elif s.until > last:
                _fought_on(draft, event, s)


def _fought_on(draft: Draft, event: EventDraft, s: Statement) -> None:
    """Settle a claim that fighting went on after the last day given for the capture."""
    event.disputed = True
    event.contradict(s)
    if s.standing > event.standing:
        event.lower = max(event.lower, s.until + 1)
        event.note("moved to the day after the fighting that an independent witness reports")
        why = (
            f"still fought over on {in_words(s.until)}, says a better witness than those of the "
            "capture: the capture is disputed and moves to the day after"
        )
        draft.tell([s], FOUGHT_FOR.name, Verdict.BOUNDED, why, event)
    else:
        why = (
            f"says that the fight went on until {in_words(s.until)}, against witnesses of the "
            "capture that are as good: the capture is disputed and stands"
        )
        draft.tell([s], FOUGHT_FOR.name, Verdict.REJECTED, why, event)


def _choose_day(draft: Draft) -> None:
    for event in draft.changes:
        settle_day(event)
        _tell_day(draft, event)


def settle_day(event: EventDraft) -> None:
    """Set the day of ``event``, and the first and last day that it may have been.

    The best day is the last one that all windows share; where they share none, the day that
    most witnesses give who do not speak in their own favour, then most of all, then the later.
    Weak claims have a say only where there is no better.
    """
    voices = [s for s in event.statements if s.level > WEAK] or event.statements
    windows = [w for ws in _windows_by_witness(voices).values() for w in ws]
    lower, upper = event.lower, event.upper
    first, last = max(w[0] for w in windows), min(w[1] for w in windows)
    if first <= last:
        first, last = max(first, lower), min(last, upper)
        if first <= last:
            event.first, event.day, event.last = first, last, last
            return
    earliest, latest = min(w[0] for w in windows), max(w[1] for w in windows)
    if not max(earliest, lower) <= min(latest, upper):
        upper = ALWAYS
        if lower > latest:
            event.first = event.day = event.last = lower
            return
    event.first, event.last = max(earliest, lower), min(latest, upper)
    impartial = [s for s in voices if s.stance is not Stance.OWN_FAVOUR]
    event.day = _most_witnessed(
        windows,
        [w for ws in _windows_by_witness(impartial).values() for w in ws],
        event.first,
        event.last,
    )


def _windows_by_witness(statements: list[Statement]) -> dict[str, list[Span]]:
    """Return each witness's days: those all its claims share, else all that they name."""
    by_witness: dict[str, list[Span]] = defaultdict(list)
    for s in statements:
        by_witness[s.witness].append((s.first, s.until))
    merged: dict[str, list[Span]] = {}
    for witness, windows in by_witness.items():
        first, last = max(w[0] for w in windows), min(w[1] for w in windows)
        merged[witness] = [(first, last)] if first <= last else _union(windows)
    return merged


def _union(windows: list[Span]) -> list[Span]:
    out: list[Span] = []
    for first, last in sorted(windows):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


def _most_witnessed(windows: list[Span], impartial: list[Span], first: int, last: int) -> int:
    """Return the day from ``first`` to ``last`` in most impartial windows, then in most of all.

    Of equals, the latest.
    """
    of_all, of_impartial = _counter(windows), _counter(impartial)
    days = {min(max(w[1], first), last) for w in windows}
    return max(days, key=lambda d: (of_impartial(d), of_all(d), d))


def _counter(windows: list[Span]) -> Callable[[int], int]:
    """Return a function that tells in how many windows a day lies."""
    starts = sorted(w[0] for w in windows)
    ends = sorted(w[1] for w in windows)
    return lambda day: bisect_right(starts, day) - bisect_left(ends, day)


def _tell_day(draft: Draft, event: EventDraft) -> None:
    for s in event.statements:
        if s.first == s.until == event.day:
            why = f"names the day of the change, {in_words(event.day)}"
        elif s.first <= event.day <= s.until:
            why = (
                f"of its window {in_words(s.first, s.until)} the best day is "
                f"{in_words(event.day)}, the last that fits all that is said"
            )
        else:
            why = (
                f"its day {in_words(s.first, s.until)} is outvoted: more witnesses, those in "
                f"nobody's favour first, or as many and later, give {in_words(event.day)}"
            )
        draft.tell([s], BEST_DAY.name, Verdict.NOTED, why, event)


HELD_STILL = Rule(
    "still-held-bounds-below",
    "A statement that the old holder still controls the place puts the change after that day.",
    _bound_from_below,
)
HELD_ALREADY = Rule(
    "already-held-bounds-above",
    "A statement that the new holder controls the place puts the change on or before that day.",
    _bound_from_above,
)
FOUGHT_FOR = Rule(
    "fighting-bounds-capture",
    "A place that is still fought over has not fallen yet; a map shows the end of the day, so a "
    "capture said to be on the last day of the fighting fits.",
    _bound_by_fighting,
)
BEST_DAY = Rule(
    "best-day-of-the-windows",
    "A report often tells of a change late and never early: the best day is the last that all "
    "windows share, else the one that most independent witnesses give, then the later.",
    _choose_day,
)
