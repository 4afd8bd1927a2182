"""Places, their histories, events, claims and sources, as they stand in the map file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from ebbline.spelling import spellings
from ebbline.vocabulary import (
    Claim,
    Event,
    Place,
    Resolution,
    SettlementState,
    Source,
    State,
)
from ebbline.webmap.grid import Grid


@dataclass(frozen=True)
class Story:
    """What is told of the places: every table but the land."""

    sources: Mapping[str, Source]
    claims: tuple[Claim, ...]
    resolutions: tuple[Resolution, ...]
    places: tuple[Place, ...]
    events: tuple[Event, ...]
    states: tuple[State, ...]
    settlement_states: tuple[SettlementState, ...]


def story_data(story: Story, *, grid: Grid) -> dict[str, Any]:
    """Return the places, each with its own states, then events, claims and sources.

    Only places that the story or a settlement state speaks of are kept. Days are ISO text,
    ``None`` where empty; ``states`` are reported, ``spells`` are the settlement states with how a
    holder was inferred.
    """
    told = {s.place_id for s in story.states} | {s.place_id for s in story.settlement_states}
    told |= {e.place_id for e in story.events}
    told |= {s.via_place_id for s in story.settlement_states} - {""}
    return {
        "places": _places([p for p in story.places if p.place_id in told], story, grid),
        "events": [_event(e) for e in sorted(story.events, key=lambda e: (e.date, e.event_id))],
        "claims": {c.claim_id: _claim(c) for c in story.claims},
        "sources": {i: _plain(asdict(s)) for i, s in sorted(story.sources.items())},
    }


def _places(places: list[Place], story: Story, grid: Grid) -> list[dict[str, Any]]:
    states = _by_place(story.states)
    spells = _by_place(story.settlement_states)
    written: dict[str, list[Resolution]] = defaultdict(list)
    for resolution in sorted(story.resolutions, key=lambda r: r.place_name):
        written[resolution.place_id].append(resolution)
    return [
        {
            "id": p.place_id,
            "names": {"en": p.name, **({"ar": p.name_ar} if p.name_ar else {})},
            "spellings": list(spellings(p)),
            "at": _at(p, grid),
            **_fields(p, ("lat", "lon", "precision_km", "country", "admin1", "bank")),
            **_fields(p, ("kind", "population", "origin")),
            "written": [_resolution(r) for r in written[p.place_id]],
            "states": [_state(s) for s in sorted(states[p.place_id], key=lambda s: s.start)],
            "spells": [_spell(s) for s in sorted(spells[p.place_id], key=lambda s: s.start)],
        }
        for p in sorted(places, key=lambda p: p.place_id)
    ]


def _at(place: Place, grid: Grid) -> list[float]:
    exact = grid.exact(np.array([[place.lon, place.lat]]))[0]
    return [round(float(v), 1) for v in exact]


def _by_place(rows: Iterable[Any]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.place_id].append(row)
    return grouped


def _fields(record: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(record, name)) for name in names}


def _state(state: State) -> dict[str, Any]:
    names = ("start", "end", "holder", "rival", "contested", "certainty", "collections")
    return _fields(state, (*names, "last_report", "event_id"))


def _spell(spell: SettlementState) -> list[Any]:
    """Return a settlement state as a list; its columns are named in ``data.js``."""
    names = ("start", "end", "holder", "rival", "contested", "evidence", "certainty")
    row = [_plain(getattr(spell, n)) for n in (*names, "via_place_id")]
    return [*row, _rounded(spell.cost_km, 1), _rounded(spell.likelihood, 2)]


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)


def _resolution(resolution: Resolution) -> dict[str, Any]:
    return _fields(resolution, ("place_name", "method", "score", "runner_up", "runner_up_score"))


def _event(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = _plain(asdict(event))
    return row


def _claim(claim: Claim) -> dict[str, Any]:
    names = ("source_id", "place", "kind", "holder", "rival", "from_holder", "date_from")
    return _fields(
        claim, (*names, "date_to", "claimant", "claimant_side", "credibility", "locator")
    )


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON knows it: days as ISO text, lists for tuples, 0 and 1 for truth."""
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
