"""The look of land: tints, patterns, outlines. Colours come from the palette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.palette import Style, mix
from ebbline.symbols import HATCHES, strength
from ebbline.vocabulary import Certainty, Convention, Evidence

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path
    from shapely.geometry.base import BaseGeometry


_TILE_PT = 72.0
_DOTS_FROM = 1_000
"""Points of a path from which it is a pattern of dots, not of a few rings."""


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


def tile_of(hatch: Path) -> tuple[Path, float, float]:
    """Return matplotlib's path of a hatch as a tile in points, with the tile's width and height.

    matplotlib's tile is 72 points wide, which for dots makes half a megabyte. Its dots lie in rows
    ``step`` apart, every other one moved by half a step, and have a radius of a tenth of a step.
    """
    from matplotlib.path import Path

    vertices, codes = np.asarray(hatch.vertices), np.asarray(hatch.codes)
    if Path.CURVE4 not in codes or len(codes) < _DOTS_FROM:
        return Path(_TILE_PT * vertices, codes), _TILE_PT, _TILE_PT
    size = 1 + int(np.flatnonzero(codes == Path.CLOSEPOLY)[0])
    dot = _TILE_PT * (
        vertices[:size] - (vertices[:size].min(axis=0) + np.ptp(vertices[:size], 0) / 2)
    )
    step = 10 * float(dot.max())
    middles = ((0, 0), (step, 0), (0, 2 * step), (step, 2 * step), (step / 2, step))
    tile = np.concatenate([dot + np.array(middle) for middle in middles])
    return Path(tile, np.tile(codes[:size], len(middles))), step, 2 * step


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
