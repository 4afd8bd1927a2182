"""Rules on fighting: attacks that change nothing, and control that is fought over or split."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable

from ebbline.reconcile.changes import same_event
from ebbline.reconcile.days import settle_day
from ebbline.reconcile.denials import Said
from ebbline.reconcile.draft import ALWAYS, Draft, EventDraft, Spans, Verdict
from ebbline.reconcile.rule import Rule
from ebbline.reconcile.statement import FAIR, SOLID, WEAK, Statement, in_words
from ebbline.vocabulary import Kind


def _attack(draft: Draft) -> None:
    sides: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for s in draft.of_kind(Kind.ATTACKED):
        sides[s.claim.holder, s.claim.rival].append(s)
    for (holder, rival), statements in sorted(sides.items()):
        for group in same_event(statements):
            event = EventDraft(Kind.ATTACKED, holder, rival, group, 0, 0, 0)
            settle_day(event)
            draft.attacks.append(event)
            why = (
                f"fighting outside or at the edge on {in_words(event.day)}, against "
                f"{draft.name(holder)}: a mark on the map, no change of control"
            )
            draft.tell(group, ATTACK.name, Verdict.JOINED, why, event)


def _contest(draft: Draft) -> None:
    changes = sorted(e.day for e in draft.changes if e.stands)
    sides: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    held = Spans(s for s in draft.of_kind(Kind.HOLDS) if s.level > WEAK)
    fought = Spans(s for s in draft.of_kind(Kind.CONTESTED) if s.level > WEAK)
    contested = draft.of_kind(Kind.CONTESTED)
    weak = any(s.level == WEAK for s in contested)
    said = Said(draft, standing=FAIR) if weak else None
    for s in contested:
        better = _held_all_along(held, s)
        if said and s.level == WEAK and better is None and not _borne_out(fought, s):
            word = said.last_word(s.until)
            better = word.statement if word else None
        if better is None:
            sides[s.claim.holder, s.claim.rival].append(s)
        else:
            _refuse(draft, s, better)
    for (holder, rival), statements in sorted(sides.items()):
        for group in _continuous(statements, changes):
            event = _contest_of(group, holder=holder, rival=rival)
            draft.contests.append(event)
            until = "no end is given" if event.last is None else f"to {in_words(event.last)}"
            why = (
                f"fought over between {draft.name(holder)}, who held it before, and "
                f"{draft.name(rival)} from {in_words(event.first)} on, {until}"
            )
            draft.tell(group, CONTESTED.name, Verdict.JOINED, why, event)


def _refuse(draft: Draft, s: Statement, better: Statement) -> None:
    """Keep a claim of fighting in the table, disputed and without effect."""
    event = _contest_of([s], holder=s.claim.holder, rival=s.claim.rival)
    event.stands, event.disputed = False, True
    event.contradict(better)
    event.note(f"changes no state: claim {better.claim.claim_id} is better and says otherwise")
    draft.contests.append(event)
    why = f"claim {better.claim.claim_id} is better and says that the place was held"
    draft.tell([s], CONTESTED.name, Verdict.REJECTED, why, event)


def _held_all_along(held: Spans, s: Statement) -> Statement | None:
    """Return a better statement that one side held the place on all days of a fight."""
    touching = held.touching(s.first, s.until) if s.standing < SOLID else ()
    covering = (h for h in touching if h.first <= s.first and h.until >= s.until)
    return next((h for h in covering if h.standing > s.standing), None)


def _borne_out(fought: Spans, s: Statement) -> bool:
    """Return whether a better claim tells of the same fight on days that meet those of ``s``."""
    return any(
        (f.claim.holder, f.claim.rival) == (s.claim.holder, s.claim.rival)
        for f in fought.touching(s.first - 1, s.until + 1)
    )


def _continuous(statements: Iterable[Statement], changes: list[int]) -> list[list[Statement]]:
    """Return the groups of statements whose days overlap or adjoin; a change ends open days."""
    groups: list[list[Statement]] = []
    reach = begun = 0
    for s in sorted(statements, key=lambda s: s.order):
        end = s.last
        if end is None:
            index = bisect_right(changes, s.first)
            end = changes[index] - 1 if index < len(changes) else ALWAYS
        changed = groups and bisect_left(changes, s.first) > bisect_right(changes, begun)
        if groups and s.first <= reach + 1 and not changed:
            groups[-1].append(s)
            reach = max(reach, end)
        else:
            groups.append([s])
            reach, begun = end, s.first
    return groups


def _contest_of(group: list[Statement], *, holder: str, rival: str) -> EventDraft:
    first = min(s.first for s in group)
    lasts = [s.last for s in group]
    last = None if None in lasts else max(e for e in lasts if e is not None)
    event = EventDraft(Kind.CONTESTED, holder, rival, group, first, first, last)
    event.end = first + 1
    return event


def _end(draft: Draft) -> None:
    changes = sorted((e for e in draft.changes if e.stands), key=lambda e: e.day)
    days = [e.day for e in changes]
    contests = [e for e in draft.contests if e.stands]
    starts = sorted(e.first for e in contests)
    for event in contests:
        after = _next_change(event, changes, days)
        if event.last is None:
            index = bisect_right(starts, event.first)
            following = starts[index] if index < len(starts) else ALWAYS
            event.end = min(following, after.day if after else ALWAYS)
            what = (
                "nothing ends the fighting"
                if event.end == ALWAYS
                else f"the fighting lasts until the next event, {in_words(event.end)}"
            )
        elif after is not None and after.day <= event.last:
            event.end = after.day
            what = f"the capture of {in_words(after.day)} ends the fighting on that day"
        else:
            event.end = event.last + 1
            what = (
                f"the fighting ends with {in_words(event.last)}; without another event control "
                f"returns to {draft.name(event.holder)} on the day after"
            )
        if event.end <= event.first:
            event.note("over on the day it began: the map shows the end of the day")
        draft.tell(event.statements, CONTEST_ENDS.name, Verdict.NOTED, what, event)


def _next_change(
    event: EventDraft, changes: list[EventDraft], days: list[int]
) -> EventDraft | None:
    """Return the change that ends a contest: a later day, or its own if the rival wins."""
    for index in range(bisect_left(days, event.first), len(changes)):
        change = changes[index]
        if change.day > event.first or change.holder != event.holder:
            return change
    return None


ATTACK = Rule(
    "attack-is-not-entry",
    "Fighting outside or at the edge of a place does not change who controls it.",
    _attack,
)
CONTESTED = Rule(
    "contested-with-a-rival",
    "Where both sides stand in a place, giving it to one would be wrong on every such day; the "
    "claim also says who held it before.",
    _contest,
)
CONTEST_ENDS = Rule(
    "contest-lasts-until",
    "Fighting without a known end goes on until something else happens; with one, and nothing "
    "else happening, the holder has kept the place.",
    _end,
)
