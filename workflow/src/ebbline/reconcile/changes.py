"""Rules on changes of control: what left for whom, and which claims tell of the same change."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from ebbline.reconcile.draft import ALWAYS, Draft, EventDraft, Verdict
from ebbline.reconcile.rule import Rule
from ebbline.reconcile.statement import WEAK, Statement, in_words
from ebbline.vocabulary import Kind

Span = tuple[int, int]
Between = Callable[[int, int], bool]


def captures(draft: Draft) -> None:
    """Begin with an event for every claim of a capture; no rule has judged them yet."""
    draft.changes = [_alone(s) for s in draft.of_kind(Kind.CAPTURED)]


def _alone(s: Statement) -> EventDraft:
    """Return the change that one statement tells of."""
    rival = s.claim.rival if s.taker != s.claim.rival else ""
    event = EventDraft(s.claim.kind, s.taker, rival, [s], s.until, s.first, s.until)
    event.core, event.from_holder = (s.first, s.until), s.loser
    return event


def _read_withdrawals(draft: Draft) -> None:
    for s in draft.of_kind(Kind.WITHDREW):
        event = _alone(s)
        draft.changes.append(event)
        after = (
            f"so {draft.name(s.taker)} holds the place from then on"
            if s.taker
            else "and the claim names nobody who came after"
        )
        why = f"{draft.name(s.loser)} left on {in_words(s.first, s.until)}, {after}"
        draft.tell([s], WITHDRAWAL.name, Verdict.JOINED, why, event)


def _merge_same_change(draft: Draft) -> None:
    taken: dict[str, list[Statement]] = defaultdict(list)
    for event in draft.changes:
        taken[event.holder].extend(event.statements)
    retaken = {holder: _change_between(draft, holder) for holder in taken}
    draft.changes = [
        _event(group)
        for holder, statements in sorted(taken.items())
        for group in same_event(statements, separate=retaken[holder])
    ]
    _join_open_withdrawals(draft)
    for event in draft.changes:
        for s in event.statements:
            others = sorted({t.claim.claim_id for t in event.statements if t is not s})
            if others:
                why = (
                    f"same place, same new holder ({draft.name(event.holder)}), and its window "
                    f"{in_words(s.first, s.until)} meets that of {_some(others)}: one change"
                )
            else:
                who = draft.name(event.holder)
                why = f"the only claim of this change to {who}, {in_words(s.first, s.until)}"
            draft.tell([s], SAME_CHANGE.name, Verdict.JOINED, why, event)


def _some(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:3])
    return shown if len(ids) <= 3 else f"{shown} and {len(ids) - 3} more"


def _join_open_withdrawals(draft: Draft) -> None:
    """Let a withdrawal that names nobody who came after support the capture beside it."""
    kept: list[EventDraft] = []
    named = [e for e in draft.changes if e.holder]
    starts = [e.first for e in sorted(named, key=lambda e: e.first)]
    named.sort(key=lambda e: e.first)
    for event in draft.changes:
        if event.holder:
            continue
        left = event.statements[0].loser
        near = named[: bisect_left(starts, event.latest + 2)]
        match = next(
            (
                e
                for e in reversed(near)
                if e.latest + 1 >= event.first and e.holder != left and e.from_holder in ("", left)
            ),
            None,
        )
        if match is None:
            kept.append(event)
        else:
            _renew(match, [*match.statements, *event.statements])
    draft.changes = [*named, *kept]


def same_event(
    statements: Iterable[Statement], *, separate: Between | None = None
) -> list[list[Statement]]:
    """Return the groups of statements that tell of one event, in order of time.

    Windows that have a day in common belong together; a group starts from the window that
    begins last, so that a wide window ("in November") goes to the latest event that it fits and
    does not tie two events into one. Neighbouring groups are one event when claims of both
    overlap or adjoin, unless ``separate(first, last)`` knows of another change between them.
    """
    groups = _common_day_groups(list(statements))
    merged: list[tuple[list[Statement], Span]] = []
    for group in groups:
        core = core_of(group)
        if merged and _linked(group, core, *merged[-1]):
            later, later_core = merged[-1]
            if separate is None or not separate(core[0], later_core[1]):
                merged[-1] = ([*group, *later], core)
                continue
        merged.append((group, core))
    return [sorted(g, key=lambda s: s.order) for g, _ in reversed(merged)]


def _common_day_groups(statements: list[Statement]) -> list[list[Statement]]:
    """Return groups that share a day each, the latest first."""
    pending = sorted(statements, key=lambda s: (s.first, s.until, s.claim.claim_id))
    by_end = sorted(pending, key=lambda s: (s.until, s.first, s.claim.claim_id))
    used: set[int] = set()
    groups: list[list[Statement]] = []
    for pivot in reversed(pending):
        if id(pivot) in used:
            continue
        group = []
        while by_end and by_end[-1].until >= pivot.first:
            s = by_end.pop()
            used.add(id(s))
            group.append(s)
        groups.append(group)
    return groups


def _linked(group: list[Statement], core: Span, later: list[Statement], later_core: Span) -> bool:
    """Return whether claims of two groups overlap or adjoin, wide windows left aside.

    A window that contains the other group's days fits both events and ties nothing.
    """
    ends = [s.until for s in group if not _contains(s, later_core)]
    starts = [s.first for s in later if not _contains(s, core)]
    return bool(ends and starts) and min(starts) <= max(ends) + 1


def _contains(s: Statement, span: Span) -> bool:
    return s.first <= span[0] and span[1] <= s.until


def core_of(statements: Iterable[Statement]) -> Span:
    """Return the days that all windows share, or else all days from the first to the last."""
    windows = [(s.first, s.until) for s in statements]
    first, last = max(w[0] for w in windows), min(w[1] for w in windows)
    if first <= last:
        return first, last
    return min(w[0] for w in windows), max(w[1] for w in windows)


def _change_between(draft: Draft, holder: str) -> Between:
    """Return a test for a good claim that somebody else took the place between two days."""
    others = sorted(
        (s.first, s.until)
        for e in draft.changes
        if e.holder != holder
        for s in e.statements
        if s.level > WEAK and s.taker
    )
    firsts = [w[0] for w in others]
    earliest_end = [ALWAYS] * (len(others) + 1)
    for index in range(len(others) - 1, -1, -1):
        earliest_end[index] = min(earliest_end[index + 1], others[index][1])
    return lambda first, last: earliest_end[bisect_left(firsts, first)] <= last


def _event(statements: list[Statement]) -> EventDraft:
    """Return the change that several statements tell of."""
    event = _alone(statements[0])
    if len(statements) > 1:
        _renew(event, statements)
    return event


def _renew(event: EventDraft, statements: list[Statement]) -> None:
    """Let ``event`` rest on ``statements``."""
    event.statements = sorted(statements, key=lambda s: s.order)
    kinds = {s.claim.kind for s in statements}
    event.kind = Kind.CAPTURED if Kind.CAPTURED in kinds else Kind.WITHDREW
    event.core = core_of(statements)
    event.first = min(s.first for s in statements)
    event.last = event.day = max(s.until for s in statements)
    event.from_holder = most_said(statements, lambda s: s.loser)
    event.rival = most_said(statements, lambda s: s.claim.rival if s.taker != s.claim.rival else "")


def most_said(statements: Iterable[Statement], of: Callable[[Statement], str]) -> str:
    """Return what most witnesses say, good claims before weak ones; empty if nobody says it."""
    said: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for s in statements:
        if of(s):
            said[of(s)][s.level == WEAK].add(s.witness)
    if not said:
        return ""
    return min(said, key=lambda value: (-len(said[value][0]), -len(said[value][1]), value))


WITHDRAWAL = Rule(
    "withdrawal-is-a-change",
    "Who leaves a place does not hold it any more; the one that the claim names as rival does.",
    _read_withdrawals,
)
SAME_CHANGE = Rule(
    "same-change-one-event",
    "Claims of the same place and new holder whose windows overlap or adjoin tell of one change; "
    "counting them apart would show a town falling twice.",
    _merge_same_change,
)
