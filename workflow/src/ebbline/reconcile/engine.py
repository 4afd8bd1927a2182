"""Claims in, events and states out: the history of every place that a claim names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ebbline.reconcile.event_log import EventLog, write
from ebbline.reconcile.inference import infer
from ebbline.reconcile.outcome import Advances, events_of, states_of
from ebbline.reconcile.rules import RULES as RULES
from ebbline.reconcile.rules import STALE
from ebbline.reconcile.statement import WEAK, in_words, read_changes, read_statements
from ebbline.reconcile.verdicts import Step, Verdict
from ebbline.timeline import covers
from ebbline.vocabulary import (
    Certainty,
    Claim,
    Day,
    Event,
    Place,
    PlaceKind,
    Source,
    State,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rules take from the configuration.

    ``period_first`` begins the case, ``names`` are words for the holders in explanations,
    ``governments`` the holders that are a government, ``collections`` all in their order, and
    ``stale_after_days`` how many days what is said lasts.
    """

    period_first: Day
    names: Mapping[str, str]
    governments: Collection[str]
    collections: Sequence[str]
    stale_after_days: int = 14


@dataclass(frozen=True, slots=True)
class ControlHistory:
    """What became of the claims on one place.

    ``trail`` says for each claim why, ``grounds`` for each event why it is as sure as it is.
    """

    place: Place
    events: tuple[Event, ...]
    states: tuple[State, ...]
    trail: tuple[Step, ...]
    grounds: Mapping[str, str]


def reconcile(
    claims: Iterable[Claim],
    *,
    sources: Mapping[str, Source],
    places: Mapping[str, Place],
    place_ids: Mapping[str, str],
    terms: Terms,
    advances: Advances | None = None,
) -> Iterator[ControlHistory]:
    """Yield the history of every place that a claim names, in order of the place ids.

    Parameters
    ----------
    claims
        Claims of the collections in use, in any order: it makes no difference.
    sources, places
        By their ids.
    place_ids
        The place of each name as written in a claim.
    terms
        What the configuration sets.
    advances
        Who takes places from whom, if ``claims`` are not all of the case.
    """
    claims = list(claims)
    advances = advances or AdvanceTracker(sources, place_ids).add(claims)
    by_place: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_place[place_ids[claim.place]].append(claim)
    whole_claims = {i: by_place.pop(i) for i in sorted(by_place) if _is_division(places[i])}
    spread: dict[str, set[str]] = defaultdict(set)
    for division_id, said in whole_claims.items():
        for place_id in places if said else ():
            if _is_in(places[place_id], places[division_id]):
                by_place[place_id].extend(said)
                spread[place_id] |= {c.claim_id for c in said}
    parts = {p.part_of for p in places.values() if p.part_of}
    told: dict[str, ControlHistory] = {}
    for place_id in sorted(by_place, key=lambda i: (i in parts, i)):
        history = reconcile_place(
            places[place_id],
            by_place[place_id],
            sources=sources,
            terms=terms,
            spread=spread[place_id],
            advances=advances,
        )
        if not parts:
            yield history
            continue
        of_it = [h for h in told.values() if h.place.part_of == place_id]
        told[place_id] = replace(history, states=with_parts(history.states, of_it))
    yield from (told[place_id] for place_id in sorted(told))


class Neighbourhood:
    """The places whose claims have a say in the history of a place: itself, parts, divisions."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        self._divisions = [p for p in places.values() if _is_division(p)]
        self._parts: dict[str, list[str]] = defaultdict(list)
        for place in places.values():
            if place.part_of:
                self._parts[place.part_of].append(place.place_id)

    def of(self, place_id: str) -> dict[str, Place]:
        """Return the places with a say in the history of one."""
        place = self._places[place_id]
        about = {i: self._places[i] for i in (place_id, *self._parts.get(place_id, ()))}
        return about | {d.place_id: d for d in self._divisions if _is_in(place, d)}


def history_of(
    place_id: str,
    claims: Iterable[Claim],
    *,
    sources: Mapping[str, Source],
    about: Mapping[str, Place],
    place_ids: Mapping[str, str],
    terms: Terms,
    advances: Advances,
) -> ControlHistory | None:
    """Return the history of one place as :func:`reconcile` tells it; ``None`` if nobody names it.

    ``claims`` are those on the places ``about`` it, as :class:`Neighbourhood` has them.
    """
    told = reconcile(
        claims,
        sources=sources,
        places=about,
        place_ids=place_ids,
        terms=terms,
        advances=advances,
    )
    return next((h for h in told if h.place.place_id == place_id), None)


class AdvanceTracker:
    """Who took places from whom, by the claims that were added so far, but for weak ones."""

    def __init__(self, sources: Mapping[str, Source], place_ids: Mapping[str, str]) -> None:
        self._sources, self._place_ids = sources, place_ids
        self._first: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        self._days: dict[tuple[str, str], list[int]] = {}

    def add(self, claims: Iterable[Claim]) -> Advances:
        """Add claims, and return when each side first took each place from another."""
        touched = set()
        for s in read_changes(claims, self._sources):
            place_id = self._place_ids[s.claim.place]
            for sides in {(s.taker, ""), ("", s.loser), (s.taker, s.loser)} - {("", "")}:
                days = self._first[sides]
                days[place_id] = min(s.until, days.get(place_id, s.until))
                touched.add(sides)
        self._days |= {sides: sorted(self._first[sides].values()) for sides in touched}
        return Advances(dict(self._days))


def _is_division(place: Place) -> bool:
    return place.kind is PlaceKind.DIVISION


def _is_in(place: Place, division: Place) -> bool:
    """Return whether a place lies in a division, by country and first-level division."""
    names = {division.admin1, division.name} - {""}
    return not _is_division(place) and place.country == division.country and place.admin1 in names


def with_parts(states: Sequence[State], parts: Sequence[ControlHistory]) -> tuple[State, ...]:
    """Return the states of a place of which ``parts`` are known: contested while they differ.

    A part counts as long as its own last report is not older than the holder of the whole.
    """
    edges = {s.start for h in parts for s in h.states} | {
        s.end for h in parts for s in h.states if s.end
    }
    split: list[State] = []
    since, held = Day.min, ""
    for state in states:
        if state.holder != held:
            since, held = state.start, state.holder
        inside = (d for d in edges if state.start < d and (state.end is None or d < state.end))
        cuts: list[Day | None] = [state.start, *sorted(inside), state.end]
        for first, end in pairwise(cuts):
            if first is None:
                continue
            others = [
                h
                for p in parts
                for s in p.states
                if covers(s, first) and s.last_report >= since
                for h in ((s.holder, s.rival) if s.contested else (s.holder,))
                if h and h != state.holder
            ]
            piece = replace(state, start=first, end=end)
            if others and not state.contested:
                piece = replace(
                    piece,
                    rival=others[0],
                    contested=True,
                    besieged=False,
                    certainty=Certainty.CLAIMED,
                    note="its parts are in different hands",
                )
            if split and replace(split[-1], end=end) == replace(piece, start=split[-1].start):
                split[-1] = replace(split[-1], end=end)
            else:
                split.append(piece)
    return tuple(split)


def reconcile_place(
    place: Place,
    claims: Iterable[Claim],
    *,
    sources: Mapping[str, Source],
    terms: Terms,
    spread: Collection[str] = (),
    advances: Advances | None = None,
) -> ControlHistory:
    """Return the history that ``claims`` on ``place``, or ``spread`` on its division, add up to."""
    statements = read_statements(claims, sources, names=terms.names, spread=spread)
    told = write(statements, infer(statements), names=terms.names)
    events = events_of(told, place, collections=terms.collections, governments=terms.governments)
    states = states_of(
        told,
        place,
        collections=terms.collections,
        period_first=terms.period_first.toordinal(),
        stale_after=terms.stale_after_days,
        advances=advances or Advances(),
    )
    _note_age(told, states, terms)
    _check_all_heard(place, told)
    grounds = {e.event_id: e.certainty()[1] for e in told.events}
    return ControlHistory(place, events, states, tuple(told.trail), grounds)


def _check_all_heard(place: Place, told: EventLog) -> None:
    """Make sure that every claim ended in an event or a verdict.

    Raises
    ------
    RuntimeError
        If not, which is a fault of the rules; it names the claims.
    """
    ended = {id(s.statement) for s in told.trail if s.verdict is not Verdict.WEIGHED}
    lost = [s.claim.claim_id for s in told.statements if id(s) not in ended]
    if lost:
        raise RuntimeError(f"claims on {place.place_id} without a verdict: {', '.join(lost)}")


def _note_age(told: EventLog, states: Sequence[State], terms: Terms) -> None:
    """Tell with which word the last holder begins to age."""
    if not states or not states[-1].holder:
        return
    last = states[-1].last_report.toordinal()
    stale = max(last + terms.stale_after_days + 1, states[-1].start.toordinal())
    words = [w for words in told.words.values() for w in words if w.statement.level > WEAK]
    words = words or [w for ws in told.words.values() for w in ws]
    why = (
        f"the last word of who holds the place, {told.name(states[-1].holder)} on "
        f"{in_words(last)}; if nothing later is told, it is shown as stale from "
        f"{in_words(stale)} on"
    )
    for s in dict.fromkeys(w.statement for w in words if w.last == last):
        told.tell(s, STALE, Verdict.NOTED, why)
