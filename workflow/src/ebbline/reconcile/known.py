"""Who held each place as it was known on the day: by the sources published until then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from ebbline.reconcile.engine import AdvanceTracker, Neighbourhood, Terms, history_of
from ebbline.vocabulary import Claim, Day, Place, PlaceKind, Source, State


def as_known(
    claims: Collection[Claim],
    *,
    sources: Mapping[str, Source],
    places: Mapping[str, Place],
    place_ids: Mapping[str, str],
    terms: Terms,
) -> dict[str, tuple[State, ...]]:
    """Return by place who held it at the end of each day, as far as was known by then.

    The state of a day is the one that the sources published by its end add up to: what an edition
    of that day would have shown. A source without a day of publication is never known. The states
    have no event, for it may be one that nobody tells of any more.
    """
    news: dict[Day, list[Claim]] = defaultdict(list)
    for claim in claims:
        if (published := sources[claim.source_id].published) is not None:
            news[published].append(claim)
    tracker, neighbourhood = AdvanceTracker(sources, place_ids), Neighbourhood(places)
    about = {i: neighbourhood.of(i) for i in places if places[i].kind is not PlaceKind.DIVISION}
    hears: dict[str, list[str]] = defaultdict(list)
    for place_id, others in about.items():
        for other in others:
            hears[other].append(place_id)
    said: dict[str, list[Claim]] = defaultdict(list)
    latest: dict[str, tuple[Day, Sequence[State]]] = {}
    found: dict[str, list[State]] = defaultdict(list)
    for since in sorted(news):
        advances = tracker.add(news[since])
        for claim in news[since]:
            said[place_ids[claim.place]].append(claim)
        for place_id in sorted({i for c in news[since] for i in hears[place_ids[c.place]]}):
            history = history_of(
                place_id,
                [c for other in about[place_id] for c in said[other]],
                sources=sources,
                about=about[place_id],
                place_ids=place_ids,
                terms=terms,
                advances=advances,
            )
            if place_id in latest:
                found[place_id] += _between(latest[place_id][1], latest[place_id][0], since)
            latest[place_id] = since, history.states if history else ()
    for place_id, (since, states) in latest.items():
        found[place_id] += _between(states, since, None)
    return {i: tuple(_joined(states)) for i, states in sorted(found.items()) if states}


def _between(states: Sequence[State], first: Day, end: Day | None) -> Iterable[State]:
    """Yield the parts of ``states`` on the days from ``first`` to before ``end``."""
    for state in states:
        start = max(state.start, first)
        ends = [day for day in (state.end, end) if day is not None]
        stop = min(ends) if ends else None
        if stop is None or start < stop:
            yield replace(state, start=start, end=stop, event_id="")


def _joined(states: Iterable[State]) -> list[State]:
    joined: list[State] = []
    for state in states:
        before = joined[-1] if joined else None
        if (
            before
            and before.end == state.start
            and replace(state, start=before.start, last_report=before.last_report)
            == replace(before, end=state.end)
        ):
            joined[-1] = replace(state, start=before.start)
        else:
            joined.append(state)
    return joined
