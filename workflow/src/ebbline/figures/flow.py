"""Blocks that flow down columns: the side of a map, the legend under small maps.

A block is a heading with its entries, or entries that need no heading. It stays together as long
as the columns have room for that; where it must be parted, its heading is repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

Column = tuple[float, float, float, float]
"""Start, top, width and bottom of a column in millimetres."""
_TOGETHER = 1.3
"""How much higher columns may be than they must, if no block is parted then."""
_LEAST = 2
"""A block is parted so that at least this many entries stand on either side."""


@dataclass(frozen=True)
class Entry:
    """A line or two of a column: its height in millimetres and how it is drawn.

    ``draw(start, top, width)`` draws it. A ``heading`` begins a block, ``free`` entries need none,
    a ``gap`` is air between blocks and never begins a column. ``ring`` marks the entry of towns
    that changed.
    """

    height: float
    draw: Callable[[float, float, float], None]
    heading: bool = False
    ring: bool = False
    free: bool = False
    gap: bool = False


@dataclass(frozen=True)
class _Block:
    """Entries that stay together, under their heading if they have one; ``before`` is air."""

    entries: tuple[Entry, ...]
    before: tuple[Entry, ...] = ()

    @property
    def height(self) -> float:
        return sum(e.height for e in self.entries)

    @property
    def heading(self) -> tuple[Entry, ...]:
        return self.entries[:1] if self.entries[0].heading else ()


def flow(entries: Sequence[Entry], columns: Sequence[Column]) -> bool:
    """Draw ``entries`` down ``columns``; return whether all fitted.

    What has no room stands below the last column: nothing is ever left out.
    """
    rooms = [top - bottom for _, top, _, bottom in columns]
    plan = _whole(entries, rooms) or _parted(entries, rooms)
    for (start, top, width, _), part in zip(columns, plan, strict=False):
        for entry in part:
            entry.draw(start, top, width)
            top -= entry.height
    return _fits(plan, rooms)


def fits(entries: Sequence[Entry], columns: Sequence[Column]) -> bool:
    """Return whether ``columns`` hold ``entries``, blocks parted where they must be."""
    rooms = [top - bottom for _, top, _, bottom in columns]
    return _fits(_parted(entries, rooms), rooms)


def fits_whole(entries: Sequence[Entry], columns: Sequence[Column]) -> bool:
    """Return whether ``columns`` hold ``entries`` without a block being parted."""
    return _whole(entries, [top - bottom for _, top, _, bottom in columns]) is not None


def height_in(entries: Sequence[Entry], count: int) -> float:
    """Return the height in millimetres of ``count`` columns for ``entries``.

    It is the least height, or a little more if blocks stay together then.
    """
    total = sum(entry.height for entry in entries)
    step = max(total, 1.0) / 100
    least = total / count
    while not _fits(_parted(entries, [least] * count), [least] * count):
        least += step
    high = least
    while high <= _TOGETHER * least:
        if _whole(entries, [high] * count) is not None:
            return high
        high += step
    return least


def _fits(plan: Sequence[Sequence[Entry]], rooms: Sequence[float]) -> bool:
    return len(plan) <= len(rooms) and all(
        sum(e.height for e in part) <= room + 0.01 for part, room in zip(plan, rooms, strict=False)
    )


def _blocks(entries: Sequence[Entry]) -> list[_Block]:
    """Return ``entries`` as blocks."""
    found: list[_Block] = []
    air: tuple[Entry, ...] = ()
    for entry in entries:
        if entry.gap:
            air = (*air, entry)
            continue
        last = found[-1] if found and not air else None
        if last is None or entry.heading or entry.free != last.entries[-1].free:
            found.append(_Block((entry,), air))
        else:
            found[-1] = replace(last, entries=(*last.entries, entry))
        air = ()
    return found


def _whole(entries: Sequence[Entry], rooms: Sequence[float]) -> list[list[Entry]] | None:
    """Return the entries of each column, no block parted; ``None`` if that does not fit."""
    plan: list[list[Entry]] = [[]]
    for block in _blocks(entries):
        part = [*(block.before if plan[-1] else ()), *block.entries]
        taken = sum(e.height for e in (*plan[-1], *part))
        if plan[-1] and taken > rooms[len(plan) - 1] + 0.01:
            plan.append([])
            if len(plan) > len(rooms):
                return None
            part = list(block.entries)
        plan[-1] += part
        if sum(e.height for e in plan[-1]) > rooms[len(plan) - 1] + 0.01:
            return None
    return plan


def _parted(entries: Sequence[Entry], rooms: Sequence[float]) -> list[list[Entry]]:
    """Return the entries of each column; a block that is parted has its heading twice."""
    plan: list[list[Entry]] = [[]]

    def left() -> float:
        return rooms[len(plan) - 1] - sum(e.height for e in plan[-1]) + 0.01

    def last() -> bool:
        return len(plan) == len(rooms)

    for block in _blocks(entries):
        air = sum(e.height for e in block.before) if plan[-1] else 0.0
        own = list(block.entries[len(block.heading) :])
        count = _first_part(block, left() - air)
        if plan[-1] and not last() and count == 0:
            plan.append([])
        elif plan[-1]:
            plan[-1] += block.before
        plan[-1] += block.heading
        for number, entry in enumerate(own):
            parting = number == count if count else False
            if not last() and plan[-1] and (parting or entry.height > left()):
                plan.append(list(block.heading))
            plan[-1].append(entry)
    return plan


def _first_part(block: _Block, room: float) -> int:
    """Return how many entries of ``block`` stand in the ``room`` left: all, some, or none."""
    room -= sum(e.height for e in block.heading)
    own = block.entries[len(block.heading) :]
    count = 0
    for entry in own:
        room -= entry.height
        if room < 0:
            break
        count += 1
    if count == len(own):
        return count
    least = 1 if own[0].free else _LEAST
    count = min(count, len(own) - least)
    return count if count >= least else 0
