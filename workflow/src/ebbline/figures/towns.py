"""Drawing towns: their marks as :mod:`ebbline.symbols` has them, dots, rough positions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline import symbols
from ebbline.figures import typography as type_
from ebbline.figures.boxes import Array, corners
from ebbline.figures.content import Town
from ebbline.figures.territory import Look
from ebbline.symbols import Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

MARKER_SIZES = (7.2, 5.9, 4.9, 4.2)
"""Diameter in points, at a type size of 7, of towns from the largest to the smallest."""
_MINOR_SIZE = 1.9
_BELOW, _DEEP = 10.0, 8.0
"""The zorder of the lowest mark, and how much room there is up to names and their leader lines."""
UNRANKED = 9_999


def is_minor(town: Town) -> bool:
    """Return whether ``town`` is only a dot: no report of its own speaks of it."""
    return town.evidence != "reported" and town.rank >= UNRANKED


def radius_of(town: Town, look: Look) -> float:
    """Return the radius of a town's mark in points."""
    diameter = _MINOR_SIZE if is_minor(town) else MARKER_SIZES[town.size]
    return diameter * look.scale / 2


def reach(town: Town, look: Look) -> float:
    """Return how far a mark reaches from its point, in points, rings and brackets included."""
    layers = mark_of(town, look)
    far = max(abs(v) for layer in layers for ring in layer.rings for point in ring for v in point)
    return float(far * radius_of(town, look)) + 0.3


def mark_of(town: Town, look: Look) -> list[Layer]:
    """Return the layers of a town's mark without its arrows."""
    colours = look.colours
    if is_minor(town):
        return symbols.dot(look.styles.get(town.holder), colours)
    under: list[Layer] = []
    if town.attacked:
        under += symbols.attacked(look.styles.get(town.attacked_by), colours)
    if town.changed:
        under += symbols.changed(colours)
    if town.window:
        under += symbols.window(colours)
    return [*under, *symbols.mark(town, look.styles, colours)]


def in_order(towns: Sequence[Town]) -> Iterator[tuple[float, Town]]:
    """Yield each of ``towns``, the last first, with its zorder: all of them below the names."""
    step = min(0.1, _DEEP / max(len(towns), 1))
    for number, town in enumerate(reversed(towns)):
        yield _BELOW + step * number, town


def draw_town(axes: Axes, town: Town, look: Look, *, zorder: float) -> None:
    """Draw a reported (or once reported) town; its id, holder and symbol stand in the SVG."""
    gid = f"town-{town.place_id}-{town.holder or 'unknown'}"
    layers = mark_of(town, look)
    stamp(axes, town.x, town.y, layers, radius_of(town, look), zorder=zorder, gid=gid)
    for forces in town.near:
        style = look.styles.get(forces.holder)
        if style is not None:
            arrow = symbols.near(forces.azimuth, style)
            gid = f"near-{town.place_id}-{forces.holder}"
            stamp(axes, town.x, town.y, arrow, radius_of(town, look), zorder=zorder + 0.05, gid=gid)
            _label(axes, town, forces.azimuth, forces.label, look, zorder=zorder + 0.05)


def distance_boxes(town: Town, look: Look) -> list[Array]:
    """Return the boxes, in points from the town, that the distances of forces near it take."""
    found = []
    for forces in town.near:
        if forces.holder in look.styles:
            wide, high, _ = type_.box(forces.label, _label_size(look))
            x, y = _label_offset(town, forces.azimuth, look)
            found.append(corners(x - wide / 2, y - high / 2, wide, high))
    return found


def _label_size(look: Look) -> float:
    return max(5.0, 0.8 * look.size)


def _label_offset(town: Town, azimuth: float | None, look: Look) -> tuple[float, float]:
    """Return where the middle of a distance stands from its town, in points: beyond its arrow."""
    turn = np.radians(90.0 if azimuth is None else azimuth)
    away = 6.6 * radius_of(town, look)
    return float(away * np.sin(turn)), float(away * np.cos(turn))


def _label(
    axes: Axes, town: Town, azimuth: float | None, text: str, look: Look, *, zorder: float
) -> None:
    """Write how far forces are at the end of their arrow."""
    from ebbline.figures.furniture import outline

    size = _label_size(look)
    for halo in (True, False):
        artist = axes.annotate(
            text,
            (town.x, town.y),
            xytext=_label_offset(town, azimuth, look),
            textcoords="offset points",
            ha="center",
            va="center",
            fontproperties=type_.font(size),
            color=look.colours["ink"],
            zorder=zorder,
            gid="halo" if halo else f"near-label-{town.place_id}",
        )
        artist.set_parse_math(False)
        if halo:
            outline(artist, look.colours["land"], 0.2 * size)


def stamp(
    axes: Axes,
    x: float,
    y: float,
    layers: Sequence[Layer],
    radius: float,
    *,
    zorder: float,
    gid: str,
) -> None:
    """Draw a mark at ``x``, ``y`` (data coordinates), ``radius`` in points; its body has the id."""
    from matplotlib.lines import Line2D

    for number, layer in enumerate(layers):
        path, far = _path(layer)
        look: dict[str, Any] = {
            "markerfacecolor": layer.fill or "none",
            "markeredgecolor": layer.stroke or "none",
            "markeredgewidth": layer.width * radius if layer.stroke else 0.0,
        }
        line = Line2D(
            [x],
            [y],
            marker=path,
            markersize=2 * far * radius,
            linestyle="none",
            clip_on=True,
            zorder=zorder + 0.001 * number,
            gid=gid if layer.role == "body" or len(layers) == 1 else f"mark-{layer.role}",
            **look,
        )
        axes.add_artist(line)


def _path(layer: Layer) -> tuple[Path, float]:
    """Return the path of a layer, and its farthest coordinate, which markers are scaled by."""
    from matplotlib.path import Path

    points, codes = [], []
    for ring in layer.rings:
        closed = [*ring, ring[0]] if layer.closed else list(ring)
        points += closed
        codes += [Path.MOVETO, *[Path.LINETO] * (len(closed) - 1)]
        if layer.closed:
            codes[-1] = Path.CLOSEPOLY
    vertices = np.array(points)
    return Path(vertices, codes), float(np.abs(vertices).max())


def draw_rough(axes: Axes, town: Town, look: Look, *, km_per_point: float, zorder: float) -> None:
    """Draw the circle within which a town of rough position lies."""
    from matplotlib.patches import Circle

    least = reach(town, look) * km_per_point + 0.8 * km_per_point
    for colour, width, style in (
        (look.colours["land"], 1.6, "solid"),
        (look.colours["ink"], 0.7, (0, (1, 1.6))),
    ):
        axes.add_artist(
            Circle(
                (town.x, town.y),
                max(town.precision_km, least),
                facecolor="none",
                edgecolor=colour,
                linewidth=width * look.scale,
                linestyle=style,
                alpha=0.75 if style == "solid" else 1.0,
                zorder=zorder,
            )
        )


def draw_minor(axes: Axes, towns: Sequence[Town], look: Look) -> None:
    """Draw the settlements that no report of their own speaks of, as small dots."""
    groups: dict[str, list[Town]] = {}
    for town in towns:
        groups.setdefault(town.holder if town.evidence else "", []).append(town)
    for holder, members in sorted(groups.items()):
        dots = draw_dots(axes, [t.x for t in members], [t.y for t in members], holder, look)
        dots.set_gid(f"settlements-{holder or 'unknown'}")


def draw_dots(axes: Axes, x: Sequence[float], y: Sequence[float], holder: str, look: Look) -> Any:
    """Draw small dots of a ``holder`` (empty: unknown) and return their artist."""
    (layer,) = symbols.dot(look.styles.get(holder), look.colours)
    return axes.scatter(
        x,
        y,
        s=(_MINOR_SIZE * look.scale) ** 2,
        marker="o",
        facecolors=layer.fill,
        edgecolors=layer.stroke,
        linewidths=0.4 * look.scale,
        zorder=9,
    )
