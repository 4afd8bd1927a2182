"""From the events of a place to the rows of ``events`` and ``states``."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ebbline.reconcile.codes import acled_sub_event_type, date_prec, where_prec
from ebbline.reconcile.event_log import LIKELY, RETURN_NOTE, EventLog, disputed_on
from ebbline.reconcile.inference import ENDLESS, NOBODY, Run, pair
from ebbline.reconcile.statement import CHANGES, WEAK, Statement, day
from ebbline.reconcile.verdicts import EventDraft, Word, grade
from ebbline.vocabulary import HOLDER_BEFORE, Certainty, Event, Kind, Place, Share, State

LIKELY_IF_SEEN = 0.5
"""The same on a day of which a good witness speaks, who confirms alone."""
REACH_BACK = 365
"""A holder known only from a later report is carried back so many days at most."""
ADVANCES = 2
"""A side advances that took this many times as many places, or more, as it lost, and so many."""


@dataclass(frozen=True, slots=True)
class Advances:
    """The days, as ordinals in order, on which a side took some place from another.

    Keyed by both sides; an empty one stands for any.
    """

    days: Mapping[tuple[str, str], Sequence[int]] = field(default_factory=dict)

    def reach_back(self, side: str, before: int, *, against: str) -> int:
        """Return how many days a word for ``side`` is carried back from the day ``before``.

        None for a side that advanced in the year before (``against`` the one that it is told to
        have faced there): when it came is just what nobody says.
        """
        taken, lost = (
            bisect_right(days, before) - bisect_right(days, before - REACH_BACK)
            for days in (self.days.get((side, against), ()), self.days.get((against, side), ()))
        )
        return 0 if taken >= ADVANCES * max(lost, 1) else REACH_BACK


def events_of(
    told: EventLog, place: Place, *, collections: Sequence[str], governments: Collection[str]
) -> tuple[Event, ...]:
    """Return the events of a place by day, and give each its id."""
    seen: dict[str, int] = {}
    for event in told.events:
        who = event.holder or "nobody"
        name = f"{place.place_id}-{day(event.day).isoformat()}-{event.kind}-{who}"
        seen[name] = seen.get(name, 0) + 1
        event.event_id = name if seen[name] == 1 else f"{name}-{seen[name]}"
    return tuple(
        Event(
            event_id=e.event_id,
            place_id=place.place_id,
            place=place.name,
            kind=e.kind,
            holder=e.holder,
            rival=e.rival,
            from_holder=e.from_holder,
            date=day(e.day),
            date_earliest=day(e.first),
            date_latest=day(e.last),
            certainty=e.certainty()[0],
            origins=len({s.witness for s in e.statements}),
            collections=in_order((s.source.collection for s in e.statements), collections),
            claim_ids=_ids(e.statements),
            contrary_claim_ids=_ids(e.contrary),
            acled_sub_event_type=acled_sub_event_type(e.kind, e.holder, governments=governments),
            date_prec=date_prec(e.last - e.first + 1),
            where_prec=where_prec(place.precision_km),
            note="; ".join(e.notes),
        )
        for e in told.events
    )


def _ids(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(s.claim.claim_id for s in sorted(statements, key=lambda s: s.order))


def in_order(used: Iterable[str], order: Sequence[str]) -> tuple[str, ...]:
    """Return each of ``used`` once, in the given order."""
    found = set(used)
    return tuple(c for c in order if c in found)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a run: who speaks for it, and the event that tells of it."""

    run: Run
    start: int
    words: tuple[Word, ...]
    event: EventDraft
    note: str


def states_of(
    told: EventLog,
    place: Place,
    *,
    collections: Sequence[str],
    period_first: int,
    stale_after: int,
    advances: Advances,
) -> tuple[State, ...]:
    """Return the states of a place in order of time, without gap or overlap.

    A run of days with one standing is cut where its certainty, its siege or its share changes.
    It is confirmed on the days that somebody good speaks of, between two such days not more than
    ``stale_after`` apart, and after a capture that is confirmed until something else is told.
    """
    states: list[State] = []
    for known in _known(told, period_first=period_first, advances=advances):
        cuts = _cuts(told, known, stale_after)
        for first, end in pairwise(cuts):
            state = _state(told, place, known, first, end, stale_after, collections)
            if states and _same(states[-1], state):
                state = replace(state, start=states[-1].start)
                states.pop()
            states.append(state)
    return tuple(states)


def _same(a: State, b: State) -> bool:
    return replace(a, start=b.start, end=b.end, last_report=b.last_report) == b


def _known(told: EventLog, *, period_first: int, advances: Advances) -> Iterable[_Known]:
    """Yield the runs that somebody speaks of, with the event that tells of each."""
    before: EventDraft | None = None
    floor = min([period_first, *(s.first for s in told.statements)])
    for run in told.course.runs:
        if run.end <= floor:
            continue
        words = tuple(
            sorted(told.words[run.start], key=lambda w: (w.first, w.last, w.statement.order))
        )
        event, note = told.opening.get(run.start), ""
        if told.is_first(run):
            if run.standing == NOBODY or not words:
                continue
            first = min(w.first for w in words)
            start = max(period_first, first - _reach_back(run, words, advances))
            start = min(start, first)
            if event is not None and event.kind in CHANGES and first >= event.day:
                start = event.day
            if event is None:
                start = max(start, period_first)
                following = told.run_after(run)
                event = told.opening.get(following.start) if following else None
                event = event or (told.events[0] if told.events else None)
                if run.end <= start or event is None:
                    continue
            yield _Known(run, max(start, floor), words, event, "")
        else:
            if event is None:
                event, note = before, HOLDER_BEFORE
                if before is not None and before.kind is Kind.CONTESTED:
                    note = RETURN_NOTE
                following = told.run_after(run)
                after = told.opening.get(following.start) if following else None
                if event is None or (note == HOLDER_BEFORE and after is not None):
                    event = after
            if event is None:
                continue
            yield _Known(run, max(run.start, floor), words, event, note)
        before = event


def _reach_back(run: Run, words: Sequence[Word], advances: Advances) -> int:
    if len(run.standing) > 1:
        return 0
    said = words[0].statement
    faced = {said.claim.holder, said.claim.rival, said.taker} - {*run.standing, ""}
    against = min(faced) if len(faced) == 1 and said.kind is not Kind.HOLDS else ""
    return advances.reach_back(run.standing[0], words[0].first, against=against)


def _cuts(told: EventLog, known: _Known, stale_after: int) -> list[int]:
    """Return the days on which something about a run changes, its own limits included."""
    run = known.run
    cuts = {known.start, run.end}
    for first, last in _confirmed(told, known, stale_after):
        cuts |= {first, last + 1}
    cuts |= set(told.course.starts)
    cuts |= {w.last + 15 for w in known.words} | {w.first for w in known.words}
    for first, last, _ in (*_sieges(known, stale_after), *_shares(known, stale_after)):
        cuts |= {first, last + 1}
    return sorted(c for c in cuts if known.start <= c <= run.end)


def _confirmed(told: EventLog, known: _Known, stale_after: int) -> list[tuple[int, int]]:
    """Return the spans of days on which a run is borne out by good claims, likelihood aside."""
    anchors = _anchors(known)
    spans: list[tuple[int, int]] = []
    for first, last in anchors:
        if spans and first - spans[-1][1] <= stale_after + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    opening = told.opening.get(known.run.start)
    if spans and opening is not None and opening.kind in CHANGES and opening.stands:
        lasts = known.run.end == ENDLESS
        spans = [
            (first, ENDLESS if lasts else min(last + stale_after, known.run.end - 1))
            for first, last in (spans[:1] if lasts else spans)
        ]
    return spans


def _anchors(known: _Known) -> list[tuple[int, int]]:
    """Return the days on which what is said of a run is enough to confirm it."""
    by_day: dict[tuple[int, int], list[Statement]] = defaultdict(list)
    sure = [w for w in known.words if w.sure]
    for word in sure:
        by_day[word.first, word.last].append(word.statement)
    found = []
    for first, last in sorted(by_day):
        together = [w.statement for w in sure if w.first <= first and w.last >= last]
        if grade(together)[0] is Certainty.CONFIRMED:
            found.append((first, last))
    event = known.event
    told_of = not found and event.kind in CHANGES and event.run == known.run
    if told_of and event.certainty()[0] is Certainty.CONFIRMED:
        found.append((event.day, event.day))
    return found


def _sieges(known: _Known, stale_after: int) -> list[tuple[int, int, str]]:
    """Return the days on which a place is besieged, and by whom.

    A claim of several days names the last one, and the siege is over then; what was seen on one day
    may last.
    """
    found = []
    for word in known.words:
        s = word.statement
        if s.kind is Kind.BESIEGED:
            last = s.until if s.until > s.first else s.until + stale_after
            if s.last is None:
                last = known.run.end - 1
            found.append((word.first, min(last, known.run.end - 1), s.claim.rival))
    return found


def _shares(known: _Known, stale_after: int) -> list[tuple[int, int, Share]]:
    """Return the days on which the part that the holder has is told, and that part."""
    speaking = {w.statement.claim.claim_id: w.statement for w in known.words}.values()
    told = [
        (s, s.claim.share)
        for s in sorted(speaking, key=lambda s: s.order)
        if s.claim.share is not None and s.level > WEAK
    ]
    found = []
    for index, (s, share) in enumerate(told):
        if s.claim.holder != known.event.holder:
            share = Share(round(1 - share.high, 6), round(1 - share.low, 6))
        last = min(s.until + stale_after, known.run.end - 1)
        if index + 1 < len(told):
            last = min(last, told[index + 1][0].first - 1)
        found.append((max(s.first, known.start), last, share))
    return [f for f in found if f[0] <= f[1]]


def _state(
    told: EventLog,
    place: Place,
    known: _Known,
    first: int,
    end: int,
    stale_after: int,
    collections: Sequence[str],
) -> State:
    run = known.run
    contested = len(run.standing) > 1
    holder, rival = run.standing[0], ""
    if contested:
        holder, rival = known.event.holder, known.event.rival
        if {holder, rival} != set(run.standing):
            holder, rival = run.standing
    siege = next((s for s in _sieges(known, stale_after) if s[0] <= first <= s[1]), None)
    share = next((s for s in _shares(known, stale_after) if s[0] <= first <= s[1]), None)
    said = [w.statement for w in known.words] or known.event.statements
    heard = [w for w in known.words if w.statement.level > WEAK] or list(known.words)
    spoken = [min(w.last, end - 1) for w in heard if w.first < end]
    reports = [w.first for w in heard]
    fallback = known.event.day
    note = known.note
    only_later = told.is_first(run) and (
        known.event.run != run or first < min(s.first for s in told.statements)
    )
    if not note and (only_later or (heard and first < min(reports))):
        note = HOLDER_BEFORE
    return State(
        place_id=place.place_id,
        place=place.name,
        start=day(first),
        end=None if end >= ENDLESS else day(end),
        holder=holder,
        rival=siege[2] if siege else rival,
        contested=contested,
        certainty=_certainty(told, known, first, stale_after),
        collections=in_order((s.source.collection for s in said), collections),
        last_report=day(max(spoken, default=min(reports, default=fallback))),
        event_id=known.event.event_id,
        note=note,
        besieged=siege is not None,
        share_low=share[2].low if share else None,
        share_high=share[2].high if share else None,
        first_report=day(min(reports, default=fallback)),
    )


def _certainty(told: EventLog, known: _Known, first: int, stale_after: int) -> Certainty:
    if disputed_on(told, first):
        return Certainty.DISPUTED
    seen = any(
        w.sure
        and w.statement.confirms
        and max(w.first, w.statement.first) <= first <= min(w.last, w.statement.until)
        for w in known.words
    )
    likely = told.course.likelihood(first) >= (LIKELY_IF_SEEN if seen else LIKELY)
    spans = _confirmed(told, known, stale_after)
    if likely and any(a <= first <= b for a, b in spans) and not _spanned(told, known.run, first):
        return Certainty.CONFIRMED
    return Certainty.CLAIMED


def _spanned(told: EventLog, run: Run, on: int) -> bool:
    """Return whether a good witness tells of another standing, on a span that ``on`` is in."""
    return any(
        s.first < s.until
        and s.confirms
        and (
            (s.kind is Kind.HOLDS and s.first <= on <= s.until and s.taker not in run.standing)
            or (s.kind is Kind.CONTESTED and s.first <= on < s.until and run.standing != pair(s))
        )
        for s in told.statements
    )
