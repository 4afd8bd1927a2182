"""What differs between two results: events, towns and days, square kilometres."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, TypeVar

from ebbline.timeline import TownChange, town_changes
from ebbline.vocabulary import Area, Event, State

_SHOWN_KM2 = 0.05
_Row = TypeVar("_Row")
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class EventChange:
    """An event that both results have, and the columns that differ: ``(old, new)`` each."""

    old: Event
    new: Event
    columns: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class AreaChange:
    """The land of a holder on a day, in square kilometres, in both results."""

    date: date
    region: str
    convention: str
    holder: str
    old_km2: float
    new_km2: float


@dataclass(frozen=True, slots=True)
class Published:
    """What a build shows: its last day, words for holders, headlines and key days, pictures.

    ``last`` is ``None`` and the rest is empty where a folder has no scene yet. ``pictures`` has the
    SHA-256 of each file under ``figures``.
    """

    last: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    headlines: Mapping[date, str] = field(default_factory=dict)
    key_days: frozenset[date] = frozenset()
    pictures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two results, up to the last day that both have.

    ``headlines`` are ``(day, old, new)``, empty where the day is no change day; ``key_days`` and
    ``pictures`` ``(gone, come)`` and ``(gone, come, other)``; ``places`` is how many places have
    states in either.
    """

    added: tuple[Event, ...]
    removed: tuple[Event, ...]
    changed: tuple[EventChange, ...]
    towns: tuple[TownChange, ...]
    areas: tuple[AreaChange, ...]
    headlines: tuple[tuple[date, str, str], ...] = ()
    key_days: tuple[tuple[date, ...], tuple[date, ...]] = ((), ())
    pictures: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]] = ((), (), ())
    until: date | None = None
    places: int = 0
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether the two results are the same."""
        tables = self.added or self.removed or self.changed or self.towns or self.areas
        return not (tables or self.headlines or any(self.key_days) or any(self.pictures))


def compare(
    *,
    old_events: Iterable[Event],
    new_events: Iterable[Event],
    old_states: Iterable[State],
    new_states: Iterable[State],
    old_areas: Iterable[Area],
    new_areas: Iterable[Area],
    old: Published | None = None,
    new: Published | None = None,
) -> Difference:
    """Return what differs between the tables, and the words and pictures, of two results.

    If one of them ends earlier, as one of what was known by a day does, they are compared up to
    its last day.
    """
    old, new = old or Published(), new or Published()
    until = min(old.last, new.last) if old.last and new.last and old.last != new.last else None
    last = until or date.max
    old_states, new_states = _until(old_states, last), _until(new_states, last)
    old_areas, new_areas = ([a for a in t if a.date <= last] for t in (old_areas, new_areas))
    pairs, removed, added = _pair_events(
        *([e for e in t if e.date <= last] for t in (old_events, new_events))
    )
    changed = [
        EventChange(old, new, columns) for old, new in pairs if (columns := _columns(old, new))
    ]
    return Difference(
        added=tuple(sorted(added, key=_when)),
        removed=tuple(sorted(removed, key=_when)),
        changed=tuple(sorted(changed, key=lambda change: _when(change.old))),
        towns=tuple(town_changes(old_states, new_states)),
        areas=tuple(_areas(old_areas, new_areas)),
        headlines=tuple(_headlines(old.headlines, new.headlines, last)),
        key_days=_gone_and_come(old.key_days, new.key_days, last),
        pictures=_pictures(old.pictures, new.pictures),
        until=until,
        places=len({s.place_id for s in (*old_states, *new_states)}),
        names={**old.names, **new.names},
    )


def _until(states: Iterable[State], last: date) -> list[State]:
    """Return the states that begin by ``last``, those that reach beyond it without an end."""
    kept = [s for s in states if s.start <= last]
    return [replace(s, end=None) if s.end and s.end > last else s for s in kept]


def _headlines(
    old: Mapping[date, str], new: Mapping[date, str], last: date
) -> Iterable[tuple[date, str, str]]:
    for day in sorted(old.keys() | new.keys()):
        told = (old.get(day, ""), new.get(day, ""))
        if day <= last and told[0] != told[1]:
            yield (day, *told)


def _gone_and_come(
    old: Collection[date], new: Collection[date], last: date
) -> tuple[tuple[date, ...], tuple[date, ...]]:
    a, b = ({day for day in days if day <= last} for days in (old, new))
    return tuple(sorted(a - b)), tuple(sorted(b - a))


def _pictures(
    old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    if not (old and new):
        return (), (), ()
    both = old.keys() & new.keys()
    return (
        tuple(sorted(old.keys() - both)),
        tuple(sorted(new.keys() - both)),
        tuple(sorted(name for name in both if old[name] != new[name])),
    )


def _grouped(rows: Iterable[_Row], key: Callable[[_Row], _Key]) -> dict[_Key, list[_Row]]:
    groups: dict[_Key, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _pair_events(
    old: list[Event], new: list[Event]
) -> tuple[list[tuple[Event, Event]], list[Event], list[Event]]:
    """Return events that are the same in both, those only in the old, those only in the new.

    The same are those of one id; of the rest, those of one place, kind and sides that rest on
    the most common claims, then those nearest in time.
    """
    by_id = {e.event_id: e for e in new}
    pairs = [(e, by_id[e.event_id]) for e in old if e.event_id in by_id]
    known = {e.event_id for e, _ in pairs}
    rest_new = _grouped((e for e in new if e.event_id not in known), _likeness)
    removed: list[Event] = []
    for event in (e for e in old if e.event_id not in known):
        candidates = rest_new.get(_likeness(event), [])
        if not candidates:
            removed.append(event)
            continue
        match = min(candidates, key=lambda e: _distance(event, e))
        candidates.remove(match)
        pairs.append((event, match))
    return pairs, removed, [e for rest in rest_new.values() for e in rest]


def _when(event: Event) -> tuple[date, str]:
    return (event.date, event.event_id)


def _likeness(event: Event) -> tuple[str, str, str, str]:
    return (event.place_id, event.kind, event.holder, event.rival)


def _distance(a: Event, b: Event) -> tuple[int, int, str]:
    common = len(set(a.claim_ids) & set(b.claim_ids))
    return (-common, abs((a.date - b.date).days), b.event_id)


def _columns(old: Event, new: Event) -> dict[str, tuple[Any, Any]]:
    return {
        f.name: (getattr(old, f.name), getattr(new, f.name))
        for f in fields(Event)
        if f.name != "event_id" and getattr(old, f.name) != getattr(new, f.name)
    }


def _areas(old: Iterable[Area], new: Iterable[Area]) -> Iterable[AreaChange]:
    """Yield the areas that differ by what can be seen in the first decimal.

    A day that one table does not list has what the last listed day before it had.
    """
    old_by, new_by = _by_series(old), _by_series(new)
    old_days = sorted({d for series in old_by.values() for d in series})
    new_days = sorted({d for series in new_by.values() for d in series})
    for key in sorted(old_by.keys() | new_by.keys()):
        for day in sorted({*old_days, *new_days}):
            a = _value(old_by.get(key, {}), old_days, day)
            b = _value(new_by.get(key, {}), new_days, day)
            if abs(a - b) >= _SHOWN_KM2:
                yield AreaChange(day, *key, a, b)


def _by_series(rows: Iterable[Area]) -> dict[tuple[str, str, str], dict[date, float]]:
    series: dict[tuple[str, str, str], dict[date, float]] = defaultdict(dict)
    for row in rows:
        series[row.region, str(row.convention), row.holder][row.date] = row.km2
    return series


def _value(series: Mapping[date, float], days: Sequence[date], day: date) -> float:
    index = bisect_right(days, day) - 1
    return series.get(days[index], 0.0) if index >= 0 else 0.0
