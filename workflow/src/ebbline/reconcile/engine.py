"""Claims in, events and states out: the history of every place that a claim names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ebbline.reconcile.chronicle import Chronicle, write
from ebbline.reconcile.draft import Step, Verdict
from ebbline.reconcile.inference import infer
from ebbline.reconcile.outcome import events_of, states_of
from ebbline.reconcile.rules import RULES as RULES
from ebbline.reconcile.rules import STALE
from ebbline.reconcile.statement import WEAK, in_words, read_statements
from ebbline.vocabulary import Claim, Day, Event, Place, Source, State


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
class History:
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
) -> Iterator[History]:
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
    """
    by_place: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_place[place_ids[claim.place]].append(claim)
    for place_id in sorted(by_place):
        yield reconcile_place(places[place_id], by_place[place_id], sources=sources, terms=terms)


def reconcile_place(
    place: Place, claims: Iterable[Claim], *, sources: Mapping[str, Source], terms: Terms
) -> History:
    """Return the history that ``claims`` on ``place`` add up to."""
    statements = read_statements(claims, sources, names=terms.names)
    told = write(statements, infer(statements), names=terms.names)
    events = events_of(told, place, collections=terms.collections, governments=terms.governments)
    states = states_of(
        told,
        place,
        collections=terms.collections,
        period_first=terms.period_first.toordinal(),
        stale_after=terms.stale_after_days,
    )
    _note_age(told, states, terms)
    _check_all_heard(place, told)
    grounds = {e.event_id: e.certainty()[1] for e in told.events}
    return History(place, events, states, tuple(told.trail), grounds)


def _check_all_heard(place: Place, told: Chronicle) -> None:
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


def _note_age(told: Chronicle, states: Sequence[State], terms: Terms) -> None:
    """Tell with which word the last holder begins to age."""
    if not states or not states[-1].holder:
        return
    last = states[-1].last_report.toordinal()
    words = [w for words in told.words.values() for w in words if w.statement.level > WEAK]
    words = words or [w for ws in told.words.values() for w in ws]
    why = (
        f"the last word of who holds the place, {told.name(states[-1].holder)} on "
        f"{in_words(last)}; if nothing later is told, it is shown as stale from "
        f"{in_words(last + terms.stale_after_days + 1)} on"
    )
    for s in dict.fromkeys(w.statement for w in words if w.last == last):
        told.tell(s, STALE, Verdict.NOTED, why)
