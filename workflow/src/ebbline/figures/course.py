"""Names that follow a river: a gentle arc beside its course, and letters bent along it.

An arc is a parabola in the frame of a stretch's chord. Units are points on the panel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.figures import typography as type_
from ebbline.figures.boxes import Array

if TYPE_CHECKING:
    from matplotlib.path import Path

_STEEPEST = math.tan(math.radians(24))
_GAP = 1.7
BENT = "bent"
"""The id of outlines that stand for a text, which itself is there unseen."""
SAG = 0.9
"""How much an arc may rise or sink, in heights of its name: the room that its box leaves."""


@dataclass(frozen=True)
class Arc:
    """The base line of a name: ``bend`` of a parabola over a chord of ``length``, turned.

    The base line begins at ``x``, ``y`` and goes up by ``bend * u * (length - u)`` at ``u``.
    """

    x: float
    y: float
    angle: float
    length: float
    bend: float

    def points(self, at: Array) -> tuple[Array, Array]:
        """Return places on the arc and unit vectors along it, ``at`` points along the chord."""
        turn = math.radians(self.angle)
        along = np.array([math.cos(turn), math.sin(turn)])
        up = np.array([-along[1], along[0]])
        rise = self.bend * at * (self.length - at)
        slope = self.bend * (self.length - 2 * at)
        places = np.array([self.x, self.y]) + at[:, None] * along + rise[:, None] * up
        steps = along + slope[:, None] * up
        return places, steps / np.linalg.norm(steps, axis=1)[:, None]

    @property
    def sagitta(self) -> float:
        """How far the middle of the arc lies above its ends."""
        return self.bend * self.length**2 / 4


def arcs_beside(
    stretch: Array, wide: float, high: float, descent: float, *, away: float = 0.0
) -> list[tuple[Arc, float]]:
    """Return arcs above and below a ``stretch`` of river (n, 2) with how well each follows it.

    They keep ``away`` points more from it than they must. The second value is how far, in points,
    the river strays from the arc.
    """
    if stretch[-1, 0] < stretch[0, 0]:
        stretch = stretch[::-1]
    chord = stretch[-1] - stretch[0]
    length = float(np.hypot(*chord))
    if not wide or length < 0.8 * wide:  # a river without a name has none to follow it
        return []
    along = chord / length
    up = np.array([-along[1], along[0]])
    u = (stretch - stretch[0]) @ along
    rise = (stretch - stretch[0]) @ up
    hump = u * (length - u)
    bend = float(hump @ rise / max(float(hump @ hump), 1e-9))
    most = min(SAG * high * 4 / length**2, _STEEPEST / length)
    bend = min(max(bend, -most), most)
    off = rise - bend * hump
    angle = math.degrees(math.atan2(along[1], along[0]))
    start = stretch[0] + along * (length - wide) / 2
    inset = bend * (length - wide) / 2 * (length + wide) / 2
    found = []
    gap = _GAP + away
    for shift in (float(off.max()) + gap + descent, float(off.min()) - gap - (high - descent)):
        base = start + up * (inset + shift)
        arc = Arc(float(base[0]), float(base[1]), angle, wide, bend)
        found.append((arc, float(off.max() - off.min())))
    return found


def box_below(arc: Arc, high: float, descent: float) -> tuple[float, float]:
    """Return the lower left corner of the turned box, ``(1 + SAG) * high`` high, around a name."""
    turn = math.radians(arc.angle)
    up = np.array([-math.sin(turn), math.cos(turn)])
    spare = SAG * high - abs(arc.sagitta)
    low = -descent + min(arc.sagitta, 0.0) - spare / 2
    corner = np.array([arc.x, arc.y]) + low * up
    return float(corner[0]), float(corner[1])


def bent(text: str, size: float, weight: int, arc: Arc) -> Path:
    """Return the outlines of ``text``, shaped as one word, with its base line along ``arc``."""
    from matplotlib.path import Path
    from matplotlib.textpath import TextPath

    straight: Any = TextPath((0, 0), text, size=size, prop=type_.font(size, weight))
    vertices = np.asarray(straight.vertices)
    places, along = arc.points(vertices[:, 0])
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    return Path(places + vertices[:, 1:] * normal, straight.codes)
