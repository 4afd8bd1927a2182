"""Blocks that flow down columns: the side of a map, the legend under small maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Entry:
    """A block of the side column: its height in millimetres and how it is drawn.

    ``draw(start, top, width)`` draws it; ``heading`` keeps it with the entry after it; ``ring``
    marks the entry of towns that changed.
    """

    height: float
    draw: Callable[[float, float, float], None]
    heading: bool = False
    ring: bool = False


def flow(entries: Sequence[Entry], columns: Sequence[tuple[float, float, float, float]]) -> bool:
    """Draw ``entries`` down ``columns`` (start, top, width, bottom); return whether all fitted.

    A heading goes to the next column together with the entry after it. What has no room stands
    below the last column: nothing is ever left out.
    """
    fitted = True
    number, top = 0, columns[0][1]
    for index, entry in enumerate(entries):
        need = entry.height
        if entry.heading and index + 1 < len(entries):
            need += entries[index + 1].height
        if top - need < columns[number][3] - 0.01:
            fitted = fitted and number + 1 < len(columns)
            if number + 1 < len(columns):
                number += 1
                top = columns[number][1]
        start, _, width, _ = columns[number]
        entry.draw(start, top, width)
        top -= entry.height
    return fitted


def height_in(entries: Sequence[Entry], count: int) -> float:
    """Return the least height in millimetres of ``count`` columns that hold ``entries``."""
    blank = [replace(entry, draw=_nothing) for entry in entries]
    total = sum(entry.height for entry in entries)
    high = total / count
    while not flow(blank, [(0.0, high, 0.0, 0.0)] * count):
        high += max(total, 1.0) / 100
    return high


def _nothing(start: float, top: float, width: float) -> None:
    """Draw nothing."""
