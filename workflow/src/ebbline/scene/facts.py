"""What happened, in facts: the changes of a day, how each place stands, how sure that is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from ebbline.gazetteer import importance
from ebbline.scene.record import STUDY_AREA, Age, Symbol
from ebbline.timeline import (
    Correction,
    History,
    TownChange,
    change_days,
    corrections,
    town_changes,
)
from ebbline.vocabulary import (
    HOLDER_BEFORE,
    Area,
    Certainty,
    Check,
    Claim,
    Convention,
    Event,
    Evidence,
    Influence,
    Kind,
    Place,
    Prediction,
    Resolution,
    SettlementState,
    Source,
    State,
)

_DAY = timedelta(days=1)
_SYMBOLS = {
    Certainty.CONFIRMED: Symbol.HELD,
    Certainty.CLAIMED: Symbol.CLAIMED,
    Certainty.DISPUTED: Symbol.DISPUTED,
}


class Verb(StrEnum):
    """What a change amounts to, as strong as the evidence and no stronger."""

    TOOK = "took"
    RETOOK = "retook"
    DECLARED = "declared"
    DECLARED_AGAIN = "declared_again"
    SAID = "said"
    SAID_AGAIN = "said_again"
    DISPUTED = "disputed"
    CONTESTED = "contested"
    CONTESTED_SAID = "contested_said"
    BESIEGED = "besieged"
    RELIEVED = "relieved"
    KEPT = "kept"
    LEFT = "left"
    HELD = "held"
    OPENING = "opening"


_STRENGTH = tuple(Verb)
TAKEN = (Verb.TOOK, Verb.RETOOK, Verb.DECLARED, Verb.DECLARED_AGAIN, Verb.SAID, Verb.SAID_AGAIN)


@dataclass(frozen=True)
class Change:
    """One place whose state begins on a day; ``rival`` only while contested or besieged.

    ``window`` are the first and last day on which it can have happened, if they are not one day.
    """

    place_id: str
    day: date
    verb: Verb
    holder: str
    rival: str
    before: str
    event: Event | None
    certainty: Certainty
    window: tuple[date, date] | None = None
    by: bool = False
    """Whether only the end of the window is told: it happened "by" then."""

    @property
    def is_change(self) -> bool:
        """Whether control changed; else it is only known from this day on."""
        fought = self.verb in (Verb.CONTESTED, Verb.CONTESTED_SAID, Verb.BESIEGED)
        return self.verb not in (Verb.HELD, Verb.OPENING) and bool(self.before or not fought)


@dataclass(frozen=True)
class Standing:
    """How a place stands over the days from ``first`` to ``last`` (both included)."""

    first: date
    last: date | None
    symbol: Symbol
    age: Age
    row: State | SettlementState

    @property
    def evidence(self) -> str:
        """``reported``, or ``inferred`` for a place that no report of its own speaks of."""
        return str(getattr(self.row, "evidence", Evidence.REPORTED))


@dataclass(frozen=True)
class Facts:
    """All the tables of a case, and what can be read from them about a day."""

    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    places: Mapping[str, Place]
    events: Mapping[str, Event]
    states: tuple[State, ...]
    settlement_states: tuple[SettlementState, ...]
    areas: tuple[Area, ...]
    first: date
    last: date
    subject: str
    checks: tuple[Check, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    influence: tuple[Influence, ...] = ()
    as_known: tuple[State, ...] = ()
    """Who held each place as known on the day, by the sources published until then."""
    previous: tuple[State, ...] | None = None
    """The states of the edition before this one, if there is one."""

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """What was known of a day of the period then and is said otherwise now."""
        then = History.of(self.as_known).by_place
        found = (
            correction
            for place_id, states in then.items()
            for correction in corrections(self.history.by_place.get(place_id, ()), states)
        )
        inside = (c for c in found if self.first <= c.then.start <= self.last)
        return tuple(sorted(inside, key=lambda c: (c.then.start, c.then.place_id)))

    @cached_property
    def since_previous(self) -> tuple[TownChange, ...]:
        """On which days of the period a place has another holder than in the edition before."""
        if self.previous is None:
            return ()
        found = town_changes(self.previous, self.states, holders_alone=True)
        return tuple(
            replace(c, first=max(c.first, self.first), last=min(c.last or self.last, self.last))
            for c in found
            if c.first <= self.last and (c.last is None or c.last >= self.first)
        )

    @cached_property
    def history(self) -> History[State]:
        """The reported states by place."""
        return History.of(self.states)

    @cached_property
    def settlements(self) -> History[SettlementState]:
        """The states of all settlements, reported and inferred, by place."""
        return History.of(self.settlement_states)

    @cached_property
    def change_days(self) -> tuple[date, ...]:
        """The days inside the period on which some state starts."""
        return change_days(self.states, first=self.first, last=self.last)

    @cached_property
    def _changes(self) -> dict[date, tuple[Change, ...]]:
        found: dict[date, list[Change]] = defaultdict(list)
        for states in self.history.by_place.values():
            for number, state in enumerate(states):
                if self.first <= state.start <= self.last:
                    change = self._change(state, states[:number])
                    if change is not None:
                        found[state.start].append(change)
        return {day: tuple(changes) for day, changes in found.items()}

    def changes(self, day: date) -> tuple[Change, ...]:
        """Return the changes of ``day``, by place id."""
        return self._changes.get(day, ())

    def between(self, first: date, last: date) -> list[Change]:
        """Return the changes of the days after ``first`` up to ``last``, in order."""
        return [c for day in self.change_days if first < day <= last for c in self.changes(day)]

    def _change(self, state: State, earlier: Sequence[State]) -> Change | None:
        """Return what the start of ``state`` amounts to; ``None`` if control stays as it was."""
        last = earlier[-1] if earlier else None
        before = last if last and (last.end is None or last.end >= state.start) else None
        event = self.events.get(state.event_id)
        if before and control(before) == control(state):
            return None
        verb = self._verb(state, before, earlier, event)
        relieved = before is not None and verb is Verb.RELIEVED
        return Change(
            place_id=state.place_id,
            day=state.start,
            verb=verb,
            holder=state.holder,
            rival=before.rival if before and relieved else state.rival,
            before=before.holder if before else "",
            event=event,
            certainty=state.certainty,
            window=(window := window_of(state, event)),
            by=window is not None and self._told_by(event),
        )

    def _told_by(self, event: Event | None) -> bool:
        """Return whether all claims of a change say no more than by when it had happened."""
        claims = [self.claims[c] for c in (event.claim_ids if event else ()) if c in self.claims]
        changes = [c for c in claims if c.kind in (Kind.CAPTURED, Kind.WITHDREW)]
        return bool(changes) and all(c.date_from is None for c in changes)

    def _verb(
        self, state: State, before: State | None, earlier: Sequence[State], event: Event | None
    ) -> Verb:
        if state.contested:
            sure = state.certainty is Certainty.CONFIRMED
            return Verb.CONTESTED if sure else Verb.CONTESTED_SAID
        if is_besieged(state):
            return Verb.BESIEGED
        if before is None:
            opening = state.start == self.first and state.holder == self.subject
            if event and event.kind is Kind.CAPTURED and state.start > self.first:
                return self._taken(state, event, earlier)
            return Verb.OPENING if opening else Verb.HELD
        if not state.holder:
            return Verb.LEFT
        if before.holder == state.holder:
            if not before.contested:
                return Verb.RELIEVED
            won = event and event.kind is Kind.CAPTURED and event.date == state.start
            return self._taken(state, event, ()) if won else Verb.KEPT
        return self._taken(state, event, earlier)

    def _taken(self, state: State, event: Event | None, earlier: Sequence[State]) -> Verb:
        again = any(s.holder == state.holder and not s.contested for s in earlier)
        if state.certainty is Certainty.DISPUTED:
            return Verb.DISPUTED
        if state.certainty is Certainty.CONFIRMED:
            return Verb.RETOOK if again else Verb.TOOK
        sides = {
            self.claims[c].claimant_side
            for c in (event.claim_ids if event else ())
            if c in self.claims
        }
        if state.holder in sides:
            return Verb.DECLARED_AGAIN if again else Verb.DECLARED
        return Verb.SAID_AGAIN if again else Verb.SAID

    def attacks(self, day: date) -> tuple[Event, ...]:
        """Return the attacks that were going on on ``day``: marks, no change of control."""
        return tuple(
            e
            for e in self.events.values()
            if e.kind is Kind.ATTACKED and e.date_earliest <= day <= e.date_latest
        )

    def near(self, day: date) -> Iterator[tuple[str, Claim]]:
        """Yield place and claim of the forces that were near a place on ``day``."""
        place_of = {r.place_name: r.place_id for r in self.resolutions}
        for claim in self.claims.values():
            if claim.kind is not Kind.NEAR or claim.place not in place_of:
                continue
            if claim.first_day <= day <= (claim.date_to or claim.first_day):
                yield place_of[claim.place], claim

    def area(self, day: date, convention: Convention, *, holder: str, region: str) -> Area | None:
        """Return the newest area of ``holder`` in ``region`` at the end of ``day``."""
        rows = self._areas.get((holder, region, convention), ())
        return next((a for a in reversed(rows) if a.date <= day), None)

    @cached_property
    def _areas(self) -> dict[tuple[str, str, Convention], tuple[Area, ...]]:
        grouped: dict[tuple[str, str, Convention], list[Area]] = defaultdict(list)
        for area in sorted(self.areas, key=lambda a: a.date):
            grouped[area.holder, area.region, area.convention].append(area)
        return {key: tuple(rows) for key, rows in grouped.items()}

    def subject_areas(self, convention: Convention) -> list[Area]:
        """Return the subject's areas in the study area on the days of the period."""
        return self.areas_of(self.subject, convention)

    def areas_of(self, holder: str, convention: Convention) -> list[Area]:
        """Return a holder's areas in the study area on the days of the period."""
        rows = self._areas.get((holder, STUDY_AREA, convention), ())
        return [a for a in rows if self.first <= a.date <= self.last]

    def importance(self, place_id: str) -> int:
        """Return how much a place matters; see :func:`ebbline.gazetteer.importance`."""
        place = self.places.get(place_id)
        return 0 if place is None else importance(place)

    def ranked(self, changes: Iterable[Change], first: Sequence[str]) -> list[list[Change]]:
        """Group ``changes`` that can be told in one sentence, the weightiest group first.

        Those of one group happened in one window of days. Places of ``first`` matter more than any
        other, in their order.
        """
        groups: dict[tuple[object, ...], list[Change]] = defaultdict(list)
        for change in changes:
            groups[change.verb, change.holder, change.rival, change.window, change.by].append(
                change
            )
        order = {place: len(first) - n for n, place in enumerate(first)}

        def weight(change: Change) -> tuple[int, int, str]:
            known = order.get(change.place_id, 0)
            return (-known, -self.importance(change.place_id), change.place_id)

        def group_weight(members: list[Change]) -> tuple[object, ...]:
            best, verb = min(weight(c) for c in members), members[0].verb
            told_late = verb in (Verb.HELD, Verb.KEPT)
            return (told_late, best[0] == 0, best, _STRENGTH.index(verb))

        return [
            sorted(members, key=weight) for members in sorted(groups.values(), key=group_weight)
        ]

    def sources_of(self, changes: Iterable[Change]) -> list[Source]:
        """Return the sources behind ``changes``, oldest first, then by publisher."""
        ids = {c for change in changes if change.event for c in change.event.claim_ids}
        return self.sources_of_claims(ids)

    def sources_of_claims(self, claim_ids: Iterable[str]) -> list[Source]:
        """Return the sources of claims, oldest first, then by publisher."""
        ids = {self.claims[c].source_id for c in claim_ids if c in self.claims}
        found = [self.sources[i] for i in ids if i in self.sources]
        return sorted(found, key=lambda s: (s.published or date.max, s.publisher, s.source_id))

    # -- how places stand ------------------------------------------------------------------

    def standings(self, place_id: str, *, stale_after_days: int) -> list[Standing]:
        """Return how a place stands through time; days that none covers are unknown."""
        found = []
        for state in self.history.by_place.get(place_id, ()):
            found += list(_ages_of(state, stale_after_days))
        covered = [(s.first, s.last) for s in found]
        for row in self.settlements.by_place.get(place_id, ()):
            symbol = _symbol(row)
            for first, last in _outside(row.start, row.end and row.end - _DAY, covered):
                found.append(Standing(first, last, symbol, Age.FRESH, row))
        return sorted(found, key=lambda s: s.first)

    def standings_as_known(self, *, stale_after_days: int) -> dict[str, list[Standing]]:
        """Return how each place stands as known on each day."""
        return {
            place: [s for state in states for s in _ages_of(state, stale_after_days)]
            for place, states in History.of(self.as_known).by_place.items()
        }

    def changed(self, first: date, last: date) -> list[str]:
        """Return the places whose control on ``last`` is another than on ``first``."""
        found = []
        for place in self.history.by_place:
            before, after = self.history.at(place, first), self.history.at(place, last)
            if before is not None and (after is None or control(before) != control(after)):
                found.append(place)
        return found

    def tally(
        self, places: Sequence[str], first: date, last: date
    ) -> tuple[list[str], list[str], list[str]]:
        """Return those of ``places`` that the subject lost, gained and kept between two days.

        A place whose holder on ``first`` nobody tells is gained if the subject is said to take it.
        """
        lost: list[str] = []
        gained: list[str] = []
        kept: list[str] = []
        taken = {
            c.place_id
            for c in self.between(first, last)
            if c.verb in TAKEN and c.holder == self.subject
        }
        for place in places:
            before, after = self.history.at(place, first), self.history.at(place, last)
            if after is None or (before is None and place not in taken):
                continue
            was = before is not None and before.holder == self.subject
            now = after.holder == self.subject
            if was or now:
                (kept if was and now else lost if was else gained).append(place)
        return lost, gained, kept

    @staticmethod
    def balance(lost: Sequence[str], gained: Sequence[str]) -> str:
        """Return the ending of the key of a text on what the subject lost and gained."""
        if lost:
            return "_gained" if gained else ""
        return "_grew" if gained else "_kept"

    def turnover(self, places: Sequence[str], first: date, last: date) -> tuple[list[str], int]:
        """Return those of ``places`` with another holder on ``last``, of how many known on both."""
        known = [
            (place, before.holder, after.holder)
            for place in places
            if (before := self.history.at(place, first)) is not None
            and (after := self.history.at(place, last)) is not None
            and before.holder
            and after.holder
        ]
        return [place for place, before, after in known if before != after], len(known)

    def times_changed(self) -> dict[str, int]:
        """Return how often each reported place changed hands within the period."""
        times = {}
        for place, states in self.history.by_place.items():
            known = [
                s for s in states if s.start <= self.last and (s.end is None or s.end > self.first)
            ]
            holders = [s.holder for s in known if s.holder and not s.contested]
            times[place] = sum(a != b for a, b in pairwise(holders))
        return times


def is_besieged(state: State) -> bool:
    """Return whether ``state`` is of a place that its rival surrounds."""
    return state.besieged and not state.contested


def control(state: State) -> tuple[str, str, bool]:
    """Return what control of a place is: the holder, its rival, whether they fight over it."""
    return (state.holder, state.rival, state.contested)


def window_of(state: State, event: Event | None) -> tuple[date, date] | None:
    """Return the days between which ``state`` began, if its event does not name one day."""
    if event is None or event.date != state.start or event.kind is Kind.HOLDS:
        return None
    if event.date_earliest == event.date_latest or event.kind is Kind.CONTESTED:
        return None
    return (event.date_earliest, max(event.date_latest, event.date))


def fresh(state: State) -> Standing:
    """Return how a place stands by ``state`` alone, whatever the age of its report."""
    last = state.end and state.end - _DAY
    return Standing(state.start, last, _symbol(state), Age.FRESH, state)


def _symbol(row: State | SettlementState) -> Symbol:
    if not row.holder:
        return Symbol.UNKNOWN
    return Symbol.CONTESTED if row.contested else _SYMBOLS[row.certainty]


def _ages_of(state: State, stale_after_days: int) -> Iterator[Standing]:
    """Yield a state in parts: known by a later report only, told of, and stale."""
    symbol, last = _symbol(state), state.end and state.end - _DAY
    if symbol is Symbol.UNKNOWN:
        yield Standing(state.start, last, symbol, Age.FRESH, state)
        return
    told = state.first_report
    if told is None and state.note == HOLDER_BEFORE:
        yield Standing(state.start, last, symbol, Age.LATER, state)
        return
    old = state.last_report + timedelta(days=stale_after_days + 1)
    cuts = [(state.start, Age.FRESH)]
    if told is not None and told > state.start:
        cuts = [(state.start, Age.LATER), (told, Age.FRESH)]
    cuts.append((max(old, cuts[-1][0]), Age.STALE))
    for (first, age), (end, _) in pairwise([*cuts, (date.max, Age.FRESH)]):
        stop = end - _DAY if end != date.max else None
        if last is not None:
            stop = last if stop is None else min(stop, last)
        if stop is None or first <= stop:
            yield Standing(first, stop, symbol, age, state)


def _outside(
    first: date, last: date | None, covered: Sequence[tuple[date, date | None]]
) -> Iterator[tuple[date, date | None]]:
    """Yield the parts of a span that lie outside all ``covered`` spans, which are in order."""
    for begin, end in covered:
        if last is not None and begin > last:
            break
        if begin > first:
            yield first, begin - _DAY
        if end is None:
            return
        first = max(first, end + _DAY)
    if last is None or first <= last:
        yield first, last


def choose_key_days(facts: Facts, *, places: Sequence[str], count: int) -> tuple[date, ...]:
    """Return ``count`` days that tell the story: its first and last, and the weightiest changes.

    A change weighs with the logarithm of the place's importance, three times as much for one of
    ``places``, half as much while control is only contested. Of days of equal weight the earlier
    is taken.
    """
    days = facts.change_days
    if len(days) <= count:
        return days
    inner = sorted(days[1:-1], key=lambda d: (-weight_of_day(facts, d, places), d))[: count - 2]
    return tuple(sorted({days[0], days[-1], *inner}))


def weight_of_day(facts: Facts, day: date, places: Sequence[str]) -> float:
    """Return how much the changes of a day weigh; see :func:`choose_key_days`."""
    total = 0.0
    for change in facts.changes(day):
        if change.is_change and change.verb is not Verb.KEPT:
            own = math.log10(10 + facts.importance(change.place_id))
            own *= 3 if change.place_id in places else 1
            total += own / 2 if change.rival else own
    return round(total, 6)
