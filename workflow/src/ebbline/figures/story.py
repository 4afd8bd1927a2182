"""What happened, in facts: the changes of a day and how sure they are. No words, no colours."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from ebbline.timeline import History, change_days
from ebbline.vocabulary import (
    Area,
    Certainty,
    Check,
    Claim,
    Convention,
    Event,
    Kind,
    Place,
    PlaceKind,
    SettlementState,
    Source,
    State,
)

_DAY = timedelta(days=1)


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
    KEPT = "kept"
    LEFT = "left"
    HELD = "held"
    OPENING = "opening"


_STRENGTH = tuple(Verb)


@dataclass(frozen=True)
class Change:
    """One place whose state begins on a day; ``rival`` only while contested."""

    place_id: str
    day: date
    verb: Verb
    holder: str
    rival: str
    before: str
    event: Event | None
    certainty: Certainty

    @property
    def is_change(self) -> bool:
        """Whether control changed; else it is only known from this day on."""
        return self.verb not in (Verb.HELD, Verb.OPENING)


@dataclass(frozen=True)
class Story:
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
        for spells in self.history.by_place.values():
            for number, state in enumerate(spells):
                if self.first <= state.start <= self.last:
                    change = self._change(state, spells[:number])
                    if change is not None:
                        found[state.start].append(change)
        return {day: tuple(changes) for day, changes in found.items()}

    def changes(self, day: date) -> tuple[Change, ...]:
        """Return the changes of ``day``, by place id."""
        return self._changes.get(day, ())

    def _change(self, state: State, earlier: Sequence[State]) -> Change | None:
        """Return what the start of ``state`` amounts to; ``None`` if control stays as it was."""
        last = earlier[-1] if earlier else None
        before = last if last and (last.end is None or last.end >= state.start) else None
        event = self.events.get(state.event_id)
        if before and _same_control(before, state):
            return None
        if state.contested:
            sure = state.certainty is Certainty.CONFIRMED
            verb = Verb.CONTESTED if sure else Verb.CONTESTED_SAID
        elif before is None:
            opening = state.start == self.first and state.holder == self.subject
            verb = Verb.OPENING if opening else Verb.HELD
            if event and event.kind is Kind.CAPTURED and state.start > self.first:
                verb = self._taken(state, event, earlier)
        elif before.contested and before.holder == state.holder:
            verb = Verb.KEPT
        else:
            verb = self._taken(state, event, earlier)
        return Change(
            place_id=state.place_id,
            day=state.start,
            verb=verb,
            holder=state.holder,
            rival=state.rival,
            before=before.holder if before else "",
            event=event,
            certainty=state.certainty,
        )

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

    def importance(self, place_id: str) -> int:
        """Return how much a place matters by its people: hundreds of people and its kind."""
        place = self.places.get(place_id)
        if place is None:
            return 0
        kinds = {PlaceKind.CITY: 900, PlaceKind.TOWN: 200, PlaceKind.VILLAGE: 10}
        return (place.population or 0) // 100 + kinds.get(place.kind, 20)

    def ranked(self, changes: Iterable[Change], first: Sequence[str]) -> list[list[Change]]:
        """Group ``changes`` that can be told in one sentence, the weightiest group first.

        Places of ``first`` matter more than any other, in their order.
        """
        groups: dict[tuple[Verb, str, str], list[Change]] = defaultdict(list)
        for change in changes:
            groups[change.verb, change.holder, change.rival].append(change)
        order = {place: len(first) - n for n, place in enumerate(first)}

        def weight(change: Change) -> tuple[int, int, str]:
            known = order.get(change.place_id, 0)
            return (-known, -self.importance(change.place_id), change.place_id)

        def group_weight(item: tuple[tuple[Verb, str, str], list[Change]]) -> tuple[object, ...]:
            (verb, _, _), members = item
            best = min(weight(c) for c in members)
            told_late = verb in (Verb.HELD, Verb.KEPT)
            return (told_late, best[0] == 0, best, _STRENGTH.index(verb))

        ordered = sorted(groups.items(), key=group_weight)
        return [sorted(members, key=weight) for _, members in ordered]

    def sources_of(self, changes: Iterable[Change]) -> list[Source]:
        """Return the sources behind ``changes``, oldest first, then by publisher."""
        ids = {
            self.claims[c].source_id
            for change in changes
            if change.event
            for c in change.event.claim_ids
            if c in self.claims
        }
        found = [self.sources[i] for i in ids if i in self.sources]
        return sorted(found, key=lambda s: (s.published or date.max, s.publisher, s.source_id))


def choose_key_days(story: Story, *, places: Sequence[str], count: int) -> tuple[date, ...]:
    """Return ``count`` days that tell the story: its first and last, and the weightiest changes.

    A change weighs with the logarithm of the place's importance, three times as much for one of
    ``places``, half as much while control is only contested. Of days of equal weight the earlier
    is taken.
    """
    days = story.change_days
    if len(days) <= count:
        return days

    def weight(day: date) -> float:
        total = 0.0
        for change in story.changes(day):
            if change.is_change and change.verb is not Verb.KEPT:
                own = math.log10(10 + story.importance(change.place_id))
                own *= 3 if change.place_id in places else 1
                total += own / 2 if change.rival else own
        return round(total, 6)

    inner = sorted(days[1:-1], key=lambda d: (-weight(d), d))[: count - 2]
    return tuple(sorted({days[0], days[-1], *inner}))


def _same_control(before: State, after: State) -> bool:
    return (before.holder, before.rival, before.contested) == (
        after.holder,
        after.rival,
        after.contested,
    )
