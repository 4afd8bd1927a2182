"""The course of a place through time: the marks that events leave, and the stretches between."""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass, field
from itertools import accumulate

from ebbline.reconcile.draft import ALWAYS, Draft, EventDraft, Mark
from ebbline.reconcile.statement import Statement

RETURNED, FOUGHT_FIRST, CHANGED, FOUGHT_AFTER, TOLD = range(5)
"""Which of several marks on one day is the last word at its end."""

RETURN_NOTE = "control returned after the fighting"
GOES_ON_NOTE = "this fighting goes on"


@dataclass(slots=True, eq=False)
class Stretch:
    """The days ``[start, end)`` on which nothing changes, and the mark that says what is so.

    ``support`` holds each statement that speaks for it, with the last day that it speaks of.
    """

    start: int
    end: int
    mark: Mark
    support: list[tuple[Statement, int]] = field(default_factory=list)


def lay(draft: Draft) -> None:
    """Put a mark for each standing change and fight, and for control that returns after it."""
    changes = in_sequence(draft)
    takers = {e.day: e.holder for e in changes}
    draft.marks = [
        Mark(e.day, (CHANGED, number), e.holder, "", False, e) for number, e in enumerate(changes)
    ]
    # A fight over on the day it began shows on no day, but tells who held the place before.
    fights = sorted((e for e in draft.contests if e.stands), key=lambda e: (e.first, _end(e)))
    for event in fights:
        after = takers.get(event.first) == event.holder
        order = (FOUGHT_AFTER if after else FOUGHT_FIRST, 0)
        draft.marks.append(_fought(event.first, order, event))
    draft.marks.extend(_after_fights(fights))
    draft.marks.sort(key=_order)


def _end(event: EventDraft) -> int:
    return ALWAYS if event.end is None else event.end


def _fought(day: int, order: tuple[int, int], event: EventDraft, note: str = "") -> Mark:
    return Mark(day, order, event.holder, event.rival, True, event, note)


def _after_fights(fights: list[EventDraft]) -> list[Mark]:
    """Return the marks of what is so when a fight has ended by itself.

    That is the fight that still goes on, if there is one, else the holder again.
    """
    reach = list(accumulate((_end(e) for e in fights), max))
    marks = []
    for event in fights:
        end = _end(event)
        if event.last is None or end != event.last + 1:
            continue
        going_on = None
        for index in range(bisect_right(fights, end, key=lambda e: e.first) - 1, -1, -1):
            if reach[index] <= end or going_on is not None:
                break
            if fights[index] is not event and _end(fights[index]) > end:
                going_on = fights[index]
        if going_on is not None:
            marks.append(_fought(end, (RETURNED, 1), going_on, GOES_ON_NOTE))
        else:
            marks.append(Mark(end, (RETURNED, 0), event.holder, "", False, event, RETURN_NOTE))
    return marks


def in_sequence(draft: Draft) -> list[EventDraft]:
    """Return the standing changes by day; on one day, each after the one it took over from."""
    changes = sorted(
        (e for e in draft.changes if e.stands), key=lambda e: (e.day, e.latest, e.first, e.holder)
    )
    for index in range(1, len(changes)):
        a, b = changes[index - 1], changes[index]
        if a.day == b.day and a.from_holder == b.holder and b.from_holder != a.holder:
            changes[index - 1], changes[index] = b, a
    return changes


def add(draft: Draft, mark: Mark) -> None:
    """Insert ``mark`` in its place in time."""
    insort(draft.marks, mark, key=_order)


def _order(mark: Mark) -> tuple[int, tuple[int, int]]:
    return (mark.day, mark.order)


def stretches(draft: Draft) -> list[Stretch]:
    """Return the stretches between the marks; the last goes on for ever."""
    last_of_day: list[Mark] = []
    for mark in draft.marks:
        if last_of_day and last_of_day[-1].day == mark.day:
            last_of_day[-1] = mark
        else:
            last_of_day.append(mark)
    ends = [*(m.day for m in last_of_day[1:]), ALWAYS][: len(last_of_day)]
    return [Stretch(m.day, end, m) for m, end in zip(last_of_day, ends, strict=True)]


def mark_at(draft: Draft, day: int) -> Mark | None:
    """Return the mark that says what is so at the end of ``day``; ``None``: unknown."""
    index = bisect_right(draft.marks, day, key=lambda m: m.day) - 1
    return draft.marks[index] if index >= 0 else None
