"""Rules on claims that contradict a change of control."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import groupby

from ebbline.reconcile.draft import Draft, EventDraft, Spans, Verdict
from ebbline.reconcile.rule import Rule
from ebbline.reconcile.statement import FAIR, SOLID, WEAK, Stance, Statement, in_words
from ebbline.vocabulary import Kind


def _contradict(draft: Draft) -> None:
    holds = Spans(s for s in draft.of_kind(Kind.HOLDS) if s.level > WEAK)
    back = _changes_by_holder(draft)
    for event in draft.changes:
        first, last = event.core
        against = [
            s
            for s in holds.touching(last, last + 1)
            if s.taker != event.holder
            and s.witness not in event.witnesses
            and not _came_back(back.get(s.taker, ([], [])), last, s.first)
        ]
        if not against:
            continue
        event.disputed = True
        for s in sorted(against, key=lambda s: s.order):
            event.contradict(s)
            _tell_contradiction(draft, event, s)
            if s.first <= first and event.standing == FAIR and s.standing == SOLID:
                fell(draft, event, s, CONTRADICTION.name)


def _changes_by_holder(draft: Draft) -> dict[str, tuple[list[int], list[int]]]:
    """Return, for each holder, the sorted first days of its captures and their last days."""
    by_holder: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for event in draft.changes:
        by_holder[event.holder].append(event.core)
    return {
        holder: ([c[0] for c in sorted(cores)], [c[1] for c in sorted(cores)])
        for holder, cores in by_holder.items()
    }


def _came_back(captures: tuple[list[int], list[int]], after: int, before: int) -> bool:
    """Return whether a capture lies from ``after`` to ``before``: then nothing is contradicted."""
    firsts, lasts = captures
    index = bisect_right(firsts, before) - 1
    return index >= 0 and lasts[index] >= after


def _tell_contradiction(draft: Draft, event: EventDraft, s: Statement) -> None:
    why = (
        f"says that {draft.name(s.taker)} held the place on {in_words(s.first, s.until)}, against "
        f"the change to {draft.name(event.holder)}: that change is disputed"
    )
    draft.tell([s], CONTRADICTION.name, Verdict.NOTED, why, event)


def fell(draft: Draft, event: EventDraft, better: Statement, rule: str) -> None:
    """Take ``event`` off the history, disputed, because ``better`` says otherwise."""
    if not event.stands:
        return
    event.stands, event.disputed = False, True
    event.contradict(better)
    event.note(f"changes no state: claim {better.claim.claim_id} is better and says otherwise")
    why = f"claim {better.claim.claim_id} is better and says otherwise: no state changes"
    draft.tell(event.statements, rule, Verdict.REJECTED, why, event)


def _settle_rivals(draft: Draft) -> None:
    """Settle changes to different holders that all claims put into the very same window."""
    standing = sorted(
        (e for e in draft.changes if e.stands and e.holder),
        key=lambda e: (e.core, e.holder),
    )
    for _, group in groupby(standing, key=lambda e: e.core):
        rivals = list(group)
        if len(rivals) < 2 or _one_way(rivals):
            continue
        winner = min(rivals, key=_worth)
        for event in rivals:
            if any(e.standing > WEAK for e in rivals if e is not event):
                event.disputed = True
            for other in rivals:
                if other is not event:
                    for s in other.statements:
                        event.contradict(s)
            if event is winner:
                _tell_winner(draft, event, rivals)
            else:
                fell(draft, event, winner.statements[0], RIVALS.name)


def _tell_winner(draft: Draft, winner: EventDraft, rivals: list[EventDraft]) -> None:
    """Tell why one of several takers stands, and own up where nothing tells them apart."""
    others = [e for e in rivals if e is not winner]
    names = " and ".join(draft.name(e.holder) for e in others)
    if any(_worth(e)[:-1] == _worth(winner)[:-1] for e in others):
        ground = "as good and as many witnesses speak for it, so this is only the first by name"
    else:
        ground = "better or more witnesses speak for this one"
    why = f"{names} is said to have taken it in the same days: disputed; {ground}"
    draft.tell(winner.statements, RIVALS.name, Verdict.NOTED, why, winner)


def _one_way(rivals: list[EventDraft]) -> bool:
    """Return whether two changes of the same days follow one another, and not both ways."""
    if len(rivals) != 2:
        return False
    a, b = rivals
    return (a.from_holder == b.holder) != (b.from_holder == a.holder)


def _worth(event: EventDraft) -> tuple[int, int, int, str]:
    independent = {s.witness for s in event.statements if s.stance is not Stance.OWN_FAVOUR}
    fair = {s.witness for s in event.statements if s.level >= FAIR}
    return (-event.standing, -len(independent), -len(fair), event.holder)


CONTRADICTION = Rule(
    "contradiction-is-disputed",
    "Where one witness says that a place fell and another that it was held on, we do not know: "
    "the change is disputed, and an independent witness outweighs a party in its own favour.",
    _contradict,
)
RIVALS = Rule(
    "two-takers-one-window",
    "Two parties cannot both have taken a place in the same days, unless one took it from the "
    "other: the better witnessed stands, disputed.",
    _settle_rivals,
)
