"""From a finished draft to the rows of ``events`` and ``states``."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from ebbline.reconcile import course
from ebbline.reconcile.codes import acled_sub_event_type, date_prec, where_prec
from ebbline.reconcile.course import Stretch
from ebbline.reconcile.draft import ALWAYS, Draft, EventDraft
from ebbline.reconcile.statement import WEAK, Statement, day
from ebbline.vocabulary import HOLDER_BEFORE, Certainty, Event, Kind, State

_SURE = (Certainty.CONFIRMED, Certainty.CLAIMED, Certainty.DISPUTED)


def events_of(
    draft: Draft, *, collections: Sequence[str], governments: Collection[str]
) -> tuple[Event, ...]:
    """Return the events of a draft by day, and give each its id."""
    drafts = sorted(
        draft.events(),
        key=lambda e: (e.day, e.kind, e.holder, e.rival, e.first, e.statements[0].order),
    )
    _name(draft, drafts)
    return tuple(_event(draft, e, collections=collections, governments=governments) for e in drafts)


def _name(draft: Draft, drafts: Iterable[EventDraft]) -> None:
    """Give each event a readable id: place, day, kind, holder; a number where that repeats."""
    seen: dict[str, int] = {}
    for event in drafts:
        who = event.holder or "nobody"
        name = f"{draft.place.place_id}-{day(event.day).isoformat()}-{event.kind}-{who}"
        seen[name] = seen.get(name, 0) + 1
        event.event_id = name if seen[name] == 1 else f"{name}-{seen[name]}"


def _event(
    draft: Draft, event: EventDraft, *, collections: Sequence[str], governments: Collection[str]
) -> Event:
    last = event.day if event.kind is Kind.CONTESTED else event.latest
    return Event(
        event_id=event.event_id,
        place_id=draft.place.place_id,
        place=draft.place.name,
        kind=event.kind,
        holder=event.holder,
        rival=event.rival,
        from_holder=event.from_holder,
        date=day(event.day),
        date_earliest=day(event.first),
        date_latest=day(last),
        certainty=event.certainty()[0],
        origins=len(event.witnesses),
        collections=_collections(event.statements, collections),
        claim_ids=_ids(event.statements),
        contrary_claim_ids=_ids(event.contrary),
        acled_sub_event_type=acled_sub_event_type(
            event.kind, event.holder, governments=governments
        ),
        date_prec=date_prec(last - event.first + 1),
        where_prec=where_prec(draft.place.precision_km),
        note="; ".join(event.notes),
    )


def _ids(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(s.claim.claim_id for s in sorted(statements, key=lambda s: s.order))


def _collections(statements: Iterable[Statement], order: Sequence[str]) -> tuple[str, ...]:
    used = {s.source.collection for s in statements}
    return tuple(c for c in order if c in used)


def states_of(draft: Draft, *, collections: Sequence[str]) -> tuple[State, ...]:
    """Return the states of a draft in order of time, without gap or overlap.

    Neighbouring stretches with the same holder, rival, fighting and certainty are one state. A
    holder that is sure once stays so until something changes: a poor claim of the same does not
    make it less sure. The last report is a weak claim's only where there is no better.
    """
    spans = course.stretches(draft)
    _hear(draft, spans)
    groups: list[tuple[Certainty, list[Stretch]]] = []
    for stretch in spans:
        sure = _certainty(stretch)
        goes_on = bool(groups) and _same(groups[-1][1][-1], stretch)
        if goes_on and _SURE.index(groups[-1][0]) <= _SURE.index(sure):
            groups[-1][1].append(stretch)
        else:
            groups.append((sure, [stretch]))
    return tuple(_state(draft, group, sure, collections) for sure, group in groups)


def _same(a: Stretch, b: Stretch) -> bool:
    return (a.mark.holder, a.mark.rival, a.mark.contested) == (
        b.mark.holder,
        b.mark.rival,
        b.mark.contested,
    )


def _hear(draft: Draft, spans: list[Stretch]) -> None:
    """Give each stretch the statements that speak for it and the last day that each speaks of."""
    for stretch in spans:
        stretch.support.extend(_own_words(stretch))
    starts = [stretch.start for stretch in spans]
    for word in draft.words:
        index = max(bisect_right(starts, word.first) - 1, 0)
        while index < len(spans) and spans[index].start <= word.last:
            stretch, mark = spans[index], spans[index].mark
            sides = (mark.holder, mark.rival) if mark.contested else (mark.holder,)
            if stretch.end > word.first and word.holder in sides:
                stretch.support.append((word.statement, min(word.last, stretch.end - 1)))
            index += 1


def _own_words(stretch: Stretch) -> list[tuple[Statement, int]]:
    """Return what the event that begins a stretch says for it."""
    mark, event = stretch.mark, stretch.mark.event
    if mark.note == HOLDER_BEFORE or event.kind is Kind.HOLDS:
        return []
    if not mark.contested:
        return [(s, stretch.start) for s in event.statements if s.claim.kind is not Kind.HOLDS]
    return [
        (s, max(stretch.start, min(s.until, stretch.end - 1)))
        for s in event.statements
        if s.first < stretch.end
    ]


def _state(
    draft: Draft, group: list[Stretch], sure: Certainty, collections: Sequence[str]
) -> State:
    first = group[0]
    end = group[-1].end
    support = [pair for stretch in group for pair in stretch.support]
    if not support:
        support = [(s, first.start) for s in first.mark.event.statements]
    heard = [(s, spoken) for s, spoken in support if s.level > WEAK] or support
    return State(
        place_id=draft.place.place_id,
        place=draft.place.name,
        start=day(first.start),
        end=None if end >= ALWAYS else day(end),
        holder=first.mark.holder,
        rival=first.mark.rival,
        contested=first.mark.contested,
        certainty=sure,
        collections=_collections((s for s, _ in support), collections),
        last_report=day(max(spoken for _, spoken in heard)),
        event_id=first.mark.event.event_id,
        note=first.mark.note,
    )


def _certainty(stretch: Stretch) -> Certainty:
    event = stretch.mark.event
    if event.holder != stretch.mark.holder:
        return Certainty.CLAIMED
    return event.certainty()[0]


def gaps(states: Sequence[State]) -> list[tuple[State, State]]:
    """Return neighbours that overlap or leave a gap: there must be none."""
    return [(a, b) for a, b in pairwise(states) if a.end != b.start]
