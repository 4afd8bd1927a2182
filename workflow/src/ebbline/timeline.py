"""Reading time out of the tables: who held what on a day, what changed when, what is stale.

A row of ``states``, ``settlement_states`` or ``patch_states`` is a *spell*: true on the days
``[start, end)``, an empty ``end`` meaning "still". A day without a spell is unknown.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, Protocol, TypeVar

from ebbline.errors import Problem, UserError, shown
from ebbline.vocabulary import Source, State

LATEST_YEAR = 2200
"""A period ends with it at the latest, and no map is made later."""
LONGEST_FILM_S = 90.0
"""Seconds that nobody watches longer than."""
EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"


class Spell(Protocol):
    """Anything that is true over the half-open days ``[start, end)``."""

    @property
    def start(self) -> date:
        """First day."""

    @property
    def end(self) -> date | None:
        """The day after the last one; ``None`` while it still holds."""


class PlaceSpell(Spell, Protocol):
    """A spell of a place."""

    @property
    def place_id(self) -> str:
        """The place."""


AnyPlaceSpell = TypeVar("AnyPlaceSpell", bound=PlaceSpell)


def covers(spell: Spell, day: date) -> bool:
    """Return whether ``spell`` is true at the end of ``day``."""
    return spell.start <= day and (spell.end is None or day < spell.end)


@dataclass(frozen=True)
class History(Generic[AnyPlaceSpell]):
    """The spells of each place in order of time, for quick look-up by day."""

    by_place: Mapping[str, tuple[AnyPlaceSpell, ...]]

    @classmethod
    def of(cls, spells: Iterable[AnyPlaceSpell]) -> History[AnyPlaceSpell]:
        """Sort ``spells`` by place and day."""
        grouped: dict[str, list[AnyPlaceSpell]] = defaultdict(list)
        for spell in spells:
            grouped[spell.place_id].append(spell)
        return cls({p: tuple(sorted(s, key=_start)) for p, s in sorted(grouped.items())})

    def at(self, place_id: str, day: date) -> AnyPlaceSpell | None:
        """Return what is true of a place at the end of ``day``; ``None``: unknown."""
        spells = self.by_place.get(place_id, ())
        index = bisect_right(spells, day, key=_start) - 1
        if index < 0 or not covers(spells[index], day):
            return None
        return spells[index]

    def on(self, day: date) -> dict[str, AnyPlaceSpell]:
        """Return what is true at the end of ``day`` of every place that is not unknown."""
        found = ((place, self.at(place, day)) for place in self.by_place)
        return {place: spell for place, spell in found if spell is not None}


def change_days(states: Iterable[State], *, first: date, last: date) -> tuple[date, ...]:
    """Return the days from ``first`` to ``last`` (both inclusive) on which control changes.

    That is where the holder, the rival, a fight or a siege of some place is another than on the
    day before; a state that is only more or less sure than the one before it changes nothing.
    """
    days = set()
    for spells in History.of(states).by_place.values():
        before: tuple[object, ...] = ()
        for state in spells:
            now = (state.holder, state.rival, state.contested, state.besieged)
            if now != before and first <= state.start <= last:
                days.add(state.start)
            before = now
    return tuple(sorted(days))


@dataclass(frozen=True, slots=True)
class TownChange:
    """A town is otherwise on the days ``first`` to ``last`` (``None``: for good).

    ``old`` and ``new`` are its states on these days, ``None`` where it is unknown. ``same_holder``
    is set when the holder is the same and only certainty or sources differ.
    """

    place_id: str
    place: str
    first: date
    last: date | None
    old: State | None
    new: State | None
    same_holder: bool


def town_changes(
    old: Iterable[State], new: Iterable[State], *, holders_alone: bool = False
) -> Iterator[TownChange]:
    """Yield the spans of days on which two states tables differ, by place, as long as they can be.

    With ``holders_alone``, those on which a place has another holder, rival or fight.
    """
    tables = History.of(old).by_place, History.of(new).by_place
    for place_id in sorted(tables[0].keys() | tables[1].keys()):
        yield from _changes_of(*(t.get(place_id, ()) for t in tables), holders_alone=holders_alone)


def _changes_of(
    old: Sequence[State], new: Sequence[State], *, holders_alone: bool
) -> Iterator[TownChange]:
    rows = (*old, *new)
    days = sorted({s.start for s in rows} | {s.end for s in rows if s.end})
    last, seen = None, None
    for day, end in zip(days, (*days[1:], None), strict=True):
        states = _at(old, day), _at(new, day)
        told = tuple(_told(s, holders_alone) for s in states)
        if last and (told[0] == told[1] or told != seen):
            yield last
            last = None
        seen = told
        if told[0] != told[1]:
            named = states[1] or states[0] or rows[0]
            first = last.first if last else day
            same = _told(states[0], True) == _told(states[1], True)
            until = None if end is None else end - timedelta(days=1)
            last = TownChange(named.place_id, named.place, first, until, *states, same_holder=same)
    if last:
        yield last


def _told(state: State | None, holders_alone: bool) -> tuple[object, ...] | None:
    if state is None:
        return None
    who = (state.holder, state.rival, state.contested)
    return who if holders_alone else (*who, state.certainty, state.collections, state.last_report)


@dataclass(frozen=True, slots=True)
class Correction:
    """Who was known to hold a place over the days of ``then``, and who is said so ``now``."""

    then: State
    now: State


def corrections(now: Sequence[State], then: Sequence[State]) -> list[Correction]:
    """Return the days on which what was known of a place was later corrected.

    ``now`` are the states of the place, ``then`` those as known on the day. What was only not
    known yet is no correction: it is one if who is now said to have held the place on the day of
    the last report of then is not who was said so then.
    """
    found: list[Correction] = []
    for state in then:
        held = _at(now, min(state.last_report, state.start))
        if held is not None and _control(held) != _control(state):
            found.append(Correction(state, held))
    return found


def _at(states: Sequence[State], day: date) -> State | None:
    return next((s for s in states if covers(s, day)), None)


def _control(state: State) -> tuple[frozenset[str], bool]:
    sides = {state.holder, state.rival} if state.contested else {state.holder}
    return frozenset(sides), state.contested


def days_of_film(
    days: Sequence[date], key_days: Iterable[date], *, pause_s: float, key_pause_s: float
) -> tuple[date, ...]:
    """Return the ``days`` that an animation of at most 90 seconds has room for.

    All of them where they fit; else both ends, the key days and, evenly spread, as many others as
    there is room for. Each stands still for ``pause_s`` seconds, a key day for ``key_pause_s``.
    """
    key, ends = set(key_days), set(days[:1]) | set(days[-1:])

    def lasts(chosen: Iterable[date]) -> float:
        return sum(key_pause_s if day in key else pause_s for day in chosen)

    if lasts(days) <= LONGEST_FILM_S:
        return tuple(days)
    kept = [day for day in days if day in key | ends]
    while lasts(kept) > LONGEST_FILM_S and len(kept) > 2:
        kept = [*kept[:-1][::2], kept[-1]]
    others = [day for day in days if day not in key | ends]
    room = min(len(others), int((LONGEST_FILM_S - lasts(kept)) // pause_s))
    if room > 0:
        step = (len(others) - 1) / max(room - 1, 1)
        kept += [others[round(n * step)] for n in range(room)]
    return tuple(sorted(set(kept)))


def is_stale(state: State, day: date, *, after_days: int) -> bool:
    """Return whether the last report of ``state`` is more than ``after_days`` before ``day``."""
    return (day - state.last_report).days > after_days


def is_day_of_build(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether :func:`production_day` is that of the build, told by ``SOURCE_DATE_EPOCH``."""
    return bool(environment.get(EPOCH_VARIABLE, "").strip())


def production_day(
    sources: Iterable[Source], *, environment: Mapping[str, str] = os.environ
) -> date | None:
    """Return the day that a map or file is dated with.

    ``SOURCE_DATE_EPOCH`` (seconds, UTC) if set, else the day of the newest source; ``None`` if
    there is neither.

    Raises
    ------
    UserError
        If ``SOURCE_DATE_EPOCH`` is not a whole number of seconds of a day up to the year 2200.
    """
    epoch = environment.get(EPOCH_VARIABLE, "").strip()
    if not epoch:
        return max((s.published for s in sources if s.published), default=None)
    try:
        if not re.fullmatch(r"[0-9]{1,12}", epoch):
            raise ValueError(epoch)
        day = datetime.fromtimestamp(int(epoch), tz=UTC).date()
        if day.year > LATEST_YEAR:
            raise ValueError(epoch)
        return day
    except (ValueError, OverflowError, OSError):
        where = f"environment variable {EPOCH_VARIABLE}"
        raise UserError(
            Problem(
                where,
                f"found {shown(epoch)}",
                f"whole seconds since 1970, up to the year {LATEST_YEAR}",
                "write what `date +%s` prints, or unset it",
            )
        ) from None


def _start(spell: Spell) -> date:
    return spell.start
