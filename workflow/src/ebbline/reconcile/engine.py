"""The rules in order, and the function that applies them: claims in, events and states out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ebbline.reconcile import (
    changes,
    course,
    days,
    denials,
    disputes,
    fighting,
    holds,
    stale,
    witnesses,
)
from ebbline.reconcile.draft import Draft, Step
from ebbline.reconcile.outcome import events_of, states_of
from ebbline.reconcile.rule import Rule
from ebbline.reconcile.statement import read_statement
from ebbline.vocabulary import Claim, Day, Event, Place, Source, State

RULES: tuple[Rule, ...] = (
    witnesses.WEIGHT,
    witnesses.ONE_WITNESS,
    witnesses.OWN_FAVOUR,
    witnesses.AGAINST_INTEREST,
    changes.WITHDRAWAL,
    changes.SAME_CHANGE,
    days.HELD_STILL,
    days.HELD_ALREADY,
    days.FOUGHT_FOR,
    days.BEST_DAY,
    disputes.CONTRADICTION,
    denials.LATER_DENIAL,
    denials.YIELD,
    disputes.RIVALS,
    fighting.ATTACK,
    fighting.CONTESTED,
    fighting.CONTEST_ENDS,
    holds.BEGINS,
    holds.NEWS,
    holds.BEFORE,
    holds.ATTACKED,
    holds.AGREES,
    holds.REFUSED,
    stale.STALE,
)
"""All rules, in the order in which they are applied."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rules take from the configuration.

    ``period_first`` begins the case, ``names`` are words for the holders in explanations,
    ``governments`` the holders that are a government, ``collections`` all in their order. Only
    explanations need ``stale_after_days``; no event or state depends on it.
    """

    period_first: Day
    names: Mapping[str, str]
    governments: Collection[str]
    collections: Sequence[str]
    stale_after_days: int | None = None


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
    rules: Sequence[Rule] = RULES,
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
    rules
        The rules to apply, in the order of :data:`RULES`.
    """
    by_place: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_place[place_ids[claim.place]].append(claim)
    for place_id in sorted(by_place):
        yield reconcile_place(
            places[place_id], by_place[place_id], sources=sources, terms=terms, rules=rules
        )


def reconcile_place(
    place: Place,
    claims: Iterable[Claim],
    *,
    sources: Mapping[str, Source],
    terms: Terms,
    rules: Sequence[Rule] = RULES,
) -> History:
    """Return the history that ``claims`` on ``place`` add up to."""
    statements = sorted(
        (read_statement(c, sources[c.source_id]) for c in claims), key=lambda s: s.order
    )
    draft = Draft(
        place=place,
        statements=statements,
        period_first=terms.period_first.toordinal(),
        stale_after=terms.stale_after_days,
        names=terms.names,
    )
    changes.captures(draft)
    for rule in (r for r in rules if not r.on_course):
        rule.apply(draft)
    course.lay(draft)
    for rule in (r for r in rules if r.on_course):
        rule.apply(draft)
    events = events_of(draft, collections=terms.collections, governments=terms.governments)
    states = states_of(draft, collections=terms.collections)
    grounds = {e.event_id: e.certainty()[1] for e in draft.events()}
    return History(place, events, states, tuple(draft.trail), grounds)
