"""The look of map elements: tints, patterns, markers, outlines. Colours come from the palette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.palette import Style
from ebbline.vocabulary import Certainty, Convention, Evidence

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path
    from shapely.geometry.base import BaseGeometry

HATCHES = {"rising": "//////", "falling": "\\\\\\\\\\\\", "level": "------", "dots": "......"}
_STRENGTH = {
    (Convention.SETTLED, Evidence.REPORTED): 1.0,
    (Convention.SETTLED, Evidence.INFERRED): 0.58,
    (Convention.TOTAL, Evidence.REPORTED): 0.34,
    (Convention.TOTAL, Evidence.INFERRED): 0.2,
}
MARKERS = {
    "circle": ("o", 1.0),
    "square": ("s", 0.9),
    "triangle": ("^", 1.12),
    "diamond": ("D", 0.82),
}
_RAYS = 9
MARKER_SIZES = (7.2, 5.9, 4.9, 4.2)
"""Diameter in points, at a type size of 7, of towns from the largest to the smallest."""


def mix(colour: str, other: str, share: float) -> str:
    """Return ``colour`` and ``other`` mixed in sRGB, ``share`` of the first (0 to 1)."""
    from matplotlib.colors import to_hex, to_rgb

    a, b = np.array(to_rgb(colour)), np.array(to_rgb(other))
    red, green, blue = (float(v) for v in a * share + b * (1 - share))
    return str(to_hex((red, green, blue)))


def strength(convention: Convention, evidence: Evidence) -> float:
    """Return how much of a holder's colour its land shows."""
    return _STRENGTH[convention, evidence]


@dataclass(frozen=True)
class Fill:
    """How an area is filled: colour, edge, and a pattern with its colour and line width."""

    face: str
    edge: str
    edge_width: float
    dashed: bool
    hatch: str
    hatch_colour: str
    hatch_width: float


def fill_of(
    style: Style,
    rival: Style | None,
    *,
    convention: Convention,
    evidence: Evidence,
    certainty: Certainty,
    ground: str,
) -> Fill:
    """Return the fill of land: full for reported, a tint with a pattern for inferred.

    Land contested with ``rival`` is hatched in the rival's colour.
    """
    share = strength(convention, evidence)
    settled = convention is Convention.SETTLED
    face = mix(style.fill, ground, share)
    hatch, hatch_colour, hatch_width = "", style.edge, 0.0
    if rival is not None:
        hatch, hatch_colour, hatch_width = "////", mix(rival.fill, ground, max(share, 0.5)), 1.7
    elif evidence is Evidence.INFERRED:
        hatch = HATCHES[style.pattern]
        if settled:
            hatch_colour, hatch_width = mix(style.edge, face, 0.55), 0.35
        else:
            hatch, hatch_colour, hatch_width = hatch[:3], mix(style.edge, face, 0.32), 0.3
    return Fill(
        face=face,
        edge=style.edge if settled else mix(style.edge, ground, 0.6),
        edge_width=0.45 if settled else 0.25,
        dashed=certainty is not Certainty.CONFIRMED,
        hatch=hatch,
        hatch_colour=hatch_colour,
        hatch_width=hatch_width,
    )


def paint(
    axes: Axes,
    path: Path,
    fill: Fill,
    *,
    scale: float = 1.0,
    zorder: float = 1,
    gid: str | None = None,
) -> Any:
    """Draw ``path`` on ``axes`` with ``fill``; ``scale`` widens lines with the type."""
    from matplotlib.patches import PathPatch

    patch = PathPatch(
        path,
        facecolor=fill.face,
        edgecolor=fill.edge,
        linewidth=fill.edge_width * scale,
        linestyle=(0, (2.2, 1.2)) if fill.dashed else "solid",
        joinstyle="round",
        zorder=zorder,
        gid=gid,
    )
    if fill.hatch:
        patch.set_hatch(fill.hatch)
        patch.set_hatchcolor(fill.hatch_colour)
        patch.set_hatch_linewidth(fill.hatch_width * scale)
    axes.add_artist(patch)
    return patch


def path_of(shape: BaseGeometry) -> Path:
    """Return the polygons or lines of ``shape`` as one path, holes turned against shells."""
    import shapely
    from matplotlib.path import Path

    points, codes = [], []
    for part in shapely.get_parts(shapely.get_parts(shape)):
        if part.geom_type == "Polygon":
            turned = shapely.orient_polygons(part)
            rings, closed = [turned.exterior, *turned.interiors], True
        elif part.geom_type in ("LineString", "LinearRing"):
            rings, closed = [part], False
        else:
            continue
        for ring in rings:
            xy = shapely.get_coordinates(ring)
            code = np.full(len(xy), Path.LINETO, dtype=np.uint8)
            code[0] = Path.MOVETO
            if closed:
                code[-1] = Path.CLOSEPOLY
            points.append(xy)
            codes.append(code)
    if not points:
        return Path(np.zeros((0, 2)))
    return Path(np.concatenate(points), np.concatenate(codes))


@dataclass(frozen=True)
class Mark:
    """How a town is marked."""

    style: Style | None
    rival: Style | None
    diameter: float
    hollow: bool = False
    certainty: Certainty | None = None
    changed: bool = False
    attacked_by: Style | None = None


def reach(mark: Mark) -> float:
    """Return how far a mark reaches from its point, in points, halo and rings included."""
    radius = mark.diameter / 2 + 0.9
    if mark.changed:
        radius = mark.diameter / 2 + 2.6
    if mark.attacked_by is not None:
        radius = max(radius, mark.diameter / 2 + 3.4)
    return radius


def burst() -> Path:
    """Return the rays around a town that was attacked, in a box from -1 to 1."""
    from matplotlib.path import Path

    angles = np.pi * np.arange(2 * _RAYS + 1) / _RAYS
    reach_ = np.where(np.arange(len(angles)) % 2 == 0, 1.0, 0.7)
    return Path(np.column_stack([np.sin(angles), np.cos(angles)]) * reach_[:, None], closed=True)


def stamp(
    axes: Axes, x: float, y: float, mark: Mark, *, colours: dict[str, str], zorder: float, gid: str
) -> None:
    """Draw ``mark`` at ``x``, ``y`` (data coordinates of ``axes``)."""
    shape, factor = MARKERS[mark.style.marker] if mark.style else ("o", 0.8)
    size = mark.diameter * factor
    plain: dict[str, Any] = {"linestyle": "none", "clip_on": True}

    def add(marker: Any, diameter: float, above: float, **look: Any) -> None:
        from matplotlib.lines import Line2D

        axes.add_artist(
            Line2D(
                [x], [y], marker=marker, markersize=diameter, zorder=zorder + above, **plain, **look
            )
        )

    if mark.attacked_by is not None:
        add(
            burst(),
            mark.diameter + 6.4,
            -0.03,
            markerfacecolor=mark.attacked_by.fill,
            markeredgecolor=colours["land"],
            markeredgewidth=0.6,
        )
    if mark.changed:
        add(
            "o",
            mark.diameter + 4.2,
            -0.02,
            markerfacecolor=colours["land"],
            markeredgecolor=colours["ink"],
            markeredgewidth=1.0,
        )
    add(
        shape,
        size + 1.8,
        -0.01,
        markerfacecolor=colours["land"],
        markeredgecolor="none",
        markeredgewidth=0,
    )
    if mark.style is None:
        add(
            "o",
            size,
            0,
            markerfacecolor=colours["land"],
            markeredgecolor=colours["quiet"],
            markeredgewidth=0.7,
            gid=gid,
        )
        return
    fill: dict[str, Any] = {"markerfacecolor": mark.style.fill}
    if mark.hollow:
        fill = {"markerfacecolor": colours["land"]}
    elif mark.rival is not None:
        fill |= {"fillstyle": "left", "markerfacecoloralt": mark.rival.fill}
    edge = mark.style.edge
    width = 1.15 if mark.hollow else 0.5
    add(shape, size, 0, markeredgecolor=edge, markeredgewidth=width, gid=gid, **fill)
    inner = mark.style.fill if mark.hollow else colours["land"]
    if mark.certainty is Certainty.CLAIMED:
        add(
            "o",
            mark.diameter * 0.4,
            0.01,
            markerfacecolor=inner,
            markeredgecolor="none",
            markeredgewidth=0,
        )
    elif mark.certainty is Certainty.DISPUTED:
        add(
            "x",
            mark.diameter * 0.45,
            0.01,
            markeredgecolor=inner,
            markeredgewidth=1.0,
            markerfacecolor="none",
        )
