"""Places, their histories, events, claims and sources, as they stand in the map file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from ebbline.meridian import Degrees, counted_on
from ebbline.scene.record import Scene
from ebbline.spelling import spellings
from ebbline.vocabulary import (
    Claim,
    Event,
    Place,
    Resolution,
    Source,
    State,
)
from ebbline.webmap.grid import Grid
from ebbline.webmap.said import runs_data


@dataclass(frozen=True)
class Story:
    """What is told of the places: every table but the land."""

    sources: Mapping[str, Source]
    claims: tuple[Claim, ...]
    resolutions: tuple[Resolution, ...]
    places: tuple[Place, ...]
    events: tuple[Event, ...]
    states: tuple[State, ...]


def story_data(
    story: Story, scene: Scene, *, grid: Grid, languages: Sequence[str]
) -> dict[str, Any]:
    """Return the places, each with how it stands, then events, claims and sources.

    Only places that the story or the scene speaks of are kept. Days are ISO text, ``None`` where
    empty; ``states`` are the rows of the table.
    """
    runs = {p.id: p.runs for p in scene.places}
    then = {p.id: p.as_known for p in scene.places}
    names = {p.id: {code: p.name[code] for code in languages} for p in scene.places}
    told = {s.place_id for s in story.states} | {e.place_id for e in story.events}
    told |= {place_id for place_id, spans in runs.items() if spans}
    events = _in_order(story.events)
    number = {event.event_id: i for i, event in enumerate(events)}
    area = scene.case.study_box
    places = _places([p for p in story.places if p.place_id in told], story, grid, area)
    for place in places:
        place["runs"] = runs_data(runs.get(place["id"], ()), number)
        if known := then.get(place["id"]):
            place["then"] = runs_data(known, number)
        place["names"] |= names.get(place["id"], {})
    return {
        "places": places,
        "events": [_event(e) for e in events],
        "claims": {c.claim_id: _claim(c) for c in story.claims},
        "sources": {i: _plain(asdict(s)) for i, s in sorted(story.sources.items())},
    }


def _places(places: list[Place], story: Story, grid: Grid, area: Degrees) -> list[dict[str, Any]]:
    states = _by_place(story.states)
    number = {event.event_id: i for i, event in enumerate(_in_order(story.events))}
    written: dict[str, list[Resolution]] = defaultdict(list)
    for resolution in sorted(story.resolutions, key=lambda r: r.place_name):
        written[resolution.place_id].append(resolution)
    return [
        {
            "id": p.place_id,
            "names": {"en": p.name},
            "spellings": list(spellings(p)),
            "at": _at(p, grid, area),
            **_fields(p, ("lat", "lon", "precision_km", "country", "admin1", "bank")),
            **_fields(p, ("kind", "population", "origin")),
            "written": [_resolution(r) for r in written[p.place_id]],
            "states": [_state(s, number) for s in sorted(states[p.place_id], key=_start)],
        }
        for p in sorted(places, key=lambda p: p.place_id)
    ]


def _at(place: Place, grid: Grid, area: Degrees) -> list[float]:
    exact = grid.exact(np.array([[counted_on(place.lon, area), place.lat]]))[0]
    return [round(float(v), 1) for v in exact]


def _by_place(rows: Iterable[Any]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.place_id].append(row)
    return grouped


def _fields(record: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(record, name)) for name in names}


def _start(state: State) -> date:
    return state.start


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (e.date, e.event_id))


def _state(state: State, number: Mapping[str, int]) -> dict[str, Any]:
    names = ("start", "end", "holder", "rival", "contested", "certainty", "collections")
    return _fields(state, (*names, "last_report")) | {"event": number.get(state.event_id)}


def _resolution(resolution: Resolution) -> dict[str, Any]:
    return _fields(resolution, ("place_name", "method", "score", "runner_up", "runner_up_score"))


def _event(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = _plain(asdict(event))
    where = ("lat", "lon", "country", "admin1")  # its place has them
    return {name: value for name, value in row.items() if name not in where}


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
