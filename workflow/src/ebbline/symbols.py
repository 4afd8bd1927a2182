"""The marks of places and the patterns of land, drawn once for both pens.

A mark is a list of :class:`Layer`, the lowest first, in units of its radius, y up. Pens scale and
move it, and nothing else. A pattern is lines and dots in a tile from 0 to 1 that repeats.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Protocol

from ebbline.palette import Style, mix
from ebbline.scene.record import Age, Symbol

Point = tuple[float, float]
Ring = tuple[Point, ...]
_SIDES = 40
_RAYS = 9
_STRENGTH = {
    ("settled", "reported"): 1.0,
    ("settled", "inferred"): 0.58,
    ("total", "reported"): 0.34,
    ("total", "inferred"): 0.2,
}
HATCHES = {
    **{"rising": "//////", "falling": "\\\\\\\\\\\\", "level": "------", "dots": "......"},
    **{"upright": "||||||", "grid": "++++", "lattice": "xxxx", "rings": "ooo", "sparse": "/"},
}
"""The patterns as Matplotlib writes them."""
TILES: Mapping[str, Sequence[Sequence[float]]] = {
    "rising": [(-0.1, 0.1, 0.1, -0.1), (-0.1, 1.1, 1.1, -0.1), (0.9, 1.1, 1.1, 0.9)],
    "falling": [(-0.1, -0.1, 1.1, 1.1), (-0.1, 0.9, 0.1, 1.1), (0.9, -0.1, 1.1, 0.1)],
    "level": [(-0.1, 0.5, 1.1, 0.5)],
    "dots": [(0.25, 0.25), (0.75, 0.75)],
    "upright": [(0.5, -0.1, 0.5, 1.1)],
    "grid": [(-0.1, 0.5, 1.1, 0.5), (0.5, -0.1, 0.5, 1.1)],
    "lattice": [(-0.1, -0.1, 1.1, 1.1), (-0.1, 1.1, 1.1, -0.1)],
    "rings": [
        (
            0.5 + 0.3 * math.cos(a),
            0.5 + 0.3 * math.sin(a),
            0.5 + 0.3 * math.cos(b),
            0.5 + 0.3 * math.sin(b),
        )
        for a, b in ((n * math.pi / 4, (n + 1) * math.pi / 4) for n in range(8))
    ],
    "sparse": [(-0.1, 1.1, 1.1, -0.1)],
}
"""The same patterns as lines (x1, y1, x2, y2) and dots (x, y) in a tile."""


class Standing(Protocol):
    """How a place stands, as far as its mark shows it."""

    @property
    def symbol(self) -> Symbol:
        """How sure its holder is."""

    @property
    def age(self) -> Age:
        """Whether a report speaks of the day."""

    @property
    def holder(self) -> str:
        """Who holds it; empty: unknown."""

    @property
    def rival(self) -> str:
        """The other side of a contested place, or the besieger."""

    @property
    def besieged(self) -> bool:
        """Whether the rival surrounds it."""


@dataclass(frozen=True)
class Layer:
    """A shape of a mark: filled, stroked (``width`` in radii), or both; colours may be empty.

    ``role`` tells what it is: ``body`` is the marker proper.
    """

    rings: tuple[Ring, ...]
    fill: str = ""
    stroke: str = ""
    width: float = 0.0
    closed: bool = True
    role: str = "under"


def strength(convention: str, evidence: str) -> float:
    """Return how much of a holder's colour its land shows."""
    return _STRENGTH[str(convention), str(evidence)]


def _regular(sides: int, *, turn: float = 0.0, inner: float = 1.0, radius: float = 1.0) -> Ring:
    """Return a regular polygon; with ``inner`` a star whose inner corners have that radius."""
    count = sides if inner == 1.0 else 2 * sides
    return tuple(
        (
            round(radius * (inner if inner != 1.0 and n % 2 else 1.0) * math.sin(angle), 4),
            round(radius * (inner if inner != 1.0 and n % 2 else 1.0) * math.cos(angle), 4),
        )
        for n, angle in ((n, turn + 2 * math.pi * n / count) for n in range(count))
    )


def circle(radius: float = 1.0) -> Ring:
    """Return a circle around the middle."""
    return _regular(_SIDES, radius=radius)


_PLUS: Ring = tuple(
    (x * 1.12, y * 1.12)
    for x, y in (
        *((-0.36, 1.0), (0.36, 1.0), (0.36, 0.36), (1.0, 0.36), (1.0, -0.36), (0.36, -0.36)),
        *((0.36, -1.0), (-0.36, -1.0), (-0.36, -0.36), (-1.0, -0.36), (-1.0, 0.36), (-0.36, 0.36)),
    )
)
MARKERS: Mapping[str, Ring] = {
    "circle": circle(),
    "square": ((-0.88, 0.88), (0.88, 0.88), (0.88, -0.88), (-0.88, -0.88)),
    "triangle": ((0.0, 1.2), (1.1, -0.8), (-1.1, -0.8)),
    "diamond": ((0.0, 1.28), (1.28, 0.0), (0.0, -1.28), (-1.28, 0.0)),
    "wedge": ((0.0, -1.2), (-1.1, 0.8), (1.1, 0.8)),
    "plus": _PLUS,
    "star": _regular(5, inner=0.5, radius=1.4),
    "saltire": tuple(
        (round((x - y) * math.sqrt(0.5), 4), round((x + y) * math.sqrt(0.5), 4)) for x, y in _PLUS
    ),
    "hexagon": _regular(6, radius=1.08),
}
"""The outlines of the markers, of about one weight."""


def scaled(ring: Ring, factor: float) -> Ring:
    """Return a ring made larger or smaller."""
    return tuple((x * factor, y * factor) for x, y in ring)


def _half(ring: Ring, side: int) -> Ring:
    """Return the part of a ring left (-1) or right (1) of the middle (Sutherland and Hodgman)."""
    kept: list[Point] = []
    for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if x0 * side >= 0:
            kept.append((x0, y0))
        if x0 * x1 < 0:
            kept.append((0.0, y0 + (y1 - y0) * x0 / (x0 - x1)))
    return tuple(kept)


def dashes(ring: Ring, *, dash: float, gap: float) -> tuple[Ring, ...]:
    """Return the outline of a ring as dashes of about the lengths ``dash`` and ``gap``."""
    closed = (*ring, ring[0])
    steps = [math.dist(a, b) for a, b in pairwise(closed)]
    total = sum(steps)
    count = max(3, round(total / (dash + gap)))
    length = total / count

    def at(distance: float) -> Point:
        for ((x0, y0), (x1, y1)), step in zip(pairwise(closed), steps, strict=True):
            if distance <= step:
                share = min(distance / step, 1.0) if step else 0.0
                return (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
            distance -= step
        return closed[-1]

    part = length * dash / (dash + gap)
    return tuple(tuple(at(n * length + part * k / 4) for k in range(5)) for n in range(count))


def mark(kind: Standing, styles: Mapping[str, Style], colours: Mapping[str, str]) -> list[Layer]:
    """Return the mark of a place that a report speaks of.

    Held: the holder's marker, full. Claimed: a ring with a dot. Disputed: a light cross in it.
    Contested: half and half. Stale: hollow, both halves too. Known by a later report: hollow with
    a dashed edge. Besieged: a broken ring around it in the besieger's colour. Unknown: a small
    hollow circle.
    """
    land = colours["land"]
    if kind.symbol is Symbol.UNKNOWN or kind.holder not in styles:
        ring = circle(0.8)
        return [
            Layer((circle(1.1),), fill=land),
            Layer((ring,), fill=land, role="body"),
            _edge(dashes(ring, dash=0.3, gap=0.25), colours["quiet"], 0.24),
        ]
    style = styles[kind.holder]
    body = MARKERS[style.marker]
    layers = [Layer((scaled(body, 1.3),), fill=land)]
    if kind.besieged and kind.rival in styles:
        # Outside the ring of a change, which a siege has on its first day.
        ring = circle(2.25)
        broken = dashes(ring, dash=1.1, gap=0.6)
        layers[:0] = [
            Layer((ring,), stroke=land, width=0.75),
            Layer(broken, "", styles[kind.rival].fill, 0.42, closed=False, role="siege"),
        ]
    if kind.symbol is Symbol.CONTESTED:
        rival = styles.get(kind.rival)
        return layers + _contested(body, style, rival, colours, hollow=kind.age is not Age.FRESH)
    if kind.age is Age.LATER:
        edge = _edge(dashes(body, dash=0.55, gap=0.4), style.edge, 0.32)
        layers += [Layer((body,), fill=land, role="body"), edge]
    elif kind.age is Age.STALE:
        layers.append(Layer((body,), land, style.edge, 0.32, role="body"))
    else:
        layers.append(Layer((body,), style.fill, style.edge, 0.16, role="body"))
    hollow = kind.age is not Age.FRESH
    if kind.symbol is Symbol.CLAIMED:
        if not hollow:
            layers.append(Layer((scaled(body, 0.66),), fill=land, role="light"))
        layers.append(Layer((circle(0.3),), fill=style.fill, role="dot"))
    elif kind.symbol is Symbol.DISPUTED:
        arm = 0.42
        cross = (((-arm, -arm), (arm, arm)), ((-arm, arm), (arm, -arm)))
        inner = style.fill if hollow else land
        layers.append(Layer(cross, "", inner, 0.3, closed=False, role="cross"))
    return layers


def _contested(
    body: Ring,
    style: Style,
    rival: Style | None,
    colours: Mapping[str, str],
    *,
    hollow: bool,
) -> list[Layer]:
    other = rival.fill if rival else colours["land"]
    if hollow:
        edge = rival.edge if rival else colours["quiet"]
        return [
            Layer((body,), colours["land"], style.edge, 0.32, role="body"),
            Layer((_half(body, 1),), colours["land"], edge, 0.32, role="half"),
        ]
    return [
        Layer((body,), style.fill, style.edge, 0.16, role="body"),
        Layer((_half(body, 1),), fill=other, role="half"),
        Layer((((0.0, -0.9), (0.0, 0.9)),), "", colours["land"], 0.14, closed=False, role="line"),
        Layer((body,), "", style.edge, 0.16, role="edge"),
    ]


def _edge(rings: tuple[Ring, ...], colour: str, width: float) -> Layer:
    return Layer(rings, "", colour, width, closed=False, role="edge")


def changed(colours: Mapping[str, str]) -> list[Layer]:
    """Return the ring around a place that changed: it lies under the mark."""
    return [Layer((circle(1.75),), colours["land"], colours["ink"], 0.3, role="ring")]


def window(colours: Mapping[str, str]) -> list[Layer]:
    """Return the brackets beside a place that changed within a window of days."""
    x, y, arm = 2.35, 1.75, 0.55
    sides = tuple(
        ((s * (x - arm), y), (s * x, y), (s * x, -y), (s * (x - arm), -y)) for s in (-1, 1)
    )
    return [
        Layer(sides, stroke=colours["land"], width=0.75, closed=False),
        Layer(sides, "", colours["ink"], 0.3, closed=False, role="window"),
    ]


def attacked(attacker: Style | None, colours: Mapping[str, str]) -> list[Layer]:
    """Return the rays around a place that was attacked, in the attacker's colour."""
    rays = _regular(_RAYS, inner=0.68, radius=2.1)
    fill = attacker.fill if attacker else colours["quiet"]
    return [Layer((rays,), fill, colours["land"], 0.2, role="burst")]


def near(azimuth: float | None, style: Style) -> list[Layer]:
    """Return an arrow beside a place towards forces that are near it; without one, a short bar."""
    turn = math.radians(azimuth if azimuth is not None else 90.0)
    sin, cos = math.sin(turn), math.cos(turn)

    def turned(points: Sequence[Point]) -> Ring:
        return tuple((x * cos + y * sin, y * cos - x * sin) for x, y in points)

    shaft = turned(((0.0, 1.9), (0.0, 4.2)))
    head = turned(((0.0, 5.0), (-0.6, 3.8), (0.6, 3.8)))
    layers = [Layer((shaft,), stroke=style.edge, width=0.36, closed=False)]
    return layers if azimuth is None else [*layers, Layer((head,), fill=style.edge)]


def size(colours: Mapping[str, str]) -> list[Layer]:
    """Return the plain circle that the key of sizes shows."""
    return [Layer((circle(),), fill=colours["land"], stroke=colours["quiet"], width=0.24)]


def dot(style: Style | None, colours: Mapping[str, str]) -> list[Layer]:
    """Return the small dot of a settlement that no report of its own speaks of."""
    fill = mix(style.fill, colours["land"], 0.45) if style else colours["land"]
    edge = style.edge if style else colours["border"]
    return [Layer((circle(),), fill=fill, stroke=edge, width=0.4)]


def as_data(layers: Sequence[Layer]) -> list[dict[str, object]]:
    """Return layers as JSON has them, numbers in hundredths of the radius."""
    found = []
    for layer in layers:
        values = asdict(layer)
        values["rings"] = [
            [round(100 * v) for point in ring for v in point] for ring in layer.rings
        ]
        found.append({k: v for k, v in values.items() if v not in ("", 0.0) and k != "role"})
    return found
