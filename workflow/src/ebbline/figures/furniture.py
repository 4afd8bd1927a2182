"""Quiet furniture of a map: scale bar, north, coordinates on the frame, the map that says where."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.figures import typography as type_
from ebbline.figures.boxes import Array, corners
from ebbline.figures.content import Ground
from ebbline.figures.ink import path_of
from ebbline.figures.naming import Panel
from ebbline.figures.page import TINY
from ebbline.figures.plane import Plane
from ebbline.figures.sheet import MM_PER_PT, Box, Sheet
from ebbline.figures.texts import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STEPS = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


def scale_length(panel: Panel) -> float:
    """Return a round length in kilometres that is about a fifth of the panel."""
    target = (panel.frame[2] - panel.frame[0]) / 4.5
    power = 10 ** math.floor(math.log10(target))
    return float(max(step * power for step in (1, 2, 5) if step * power <= target))


def scale_box(panel: Panel, size: float, *, right_to_left: bool) -> Array:
    """Return the corners of the room that scale bar and north arrow take on the panel."""
    wide = scale_length(panel) / panel.km_per_point + 5.2 * size
    high = 2.7 * size
    left = panel.width - wide if right_to_left else 0.0
    return corners(left, 0.0, wide, high)


def draw_scale(axes: Axes, panel: Panel, words: Texts, sheet: Sheet) -> None:
    """Draw scale bar and north arrow in the lower corner where reading starts."""
    from matplotlib.patches import Polygon, Rectangle

    size, k = sheet.size, panel.km_per_point
    length = scale_length(panel)
    room = scale_box(panel, size, right_to_left=sheet.right_to_left)
    left = float(room[0, 0]) + 1.0 * size
    low = 0.75 * size

    def at(x: float, y: float) -> tuple[float, float]:
        return panel.frame[0] + x * k, panel.frame[1] + y * k

    ink, paper = sheet.colours["ink"], sheet.colours["land"]
    for number in range(2):
        x, y = at(left + number * length / 2 / k, low)
        axes.add_artist(
            Rectangle(
                (x, y),
                length / 2,
                0.32 * size * k,
                facecolor=ink if number == 0 else paper,
                edgecolor=ink,
                linewidth=0.5,
                zorder=30,
            )
        )
    for share in (0.0, 0.5, 1.0):
        key = "scale" if share == 1.0 else "km"
        text = words.text(f"{key}.{length * share:g}")
        along = left + length * share / k
        _panel_text(axes, at(along, low + 0.72 * size), text, sheet, align="center")
    x = left + length / k + 2.1 * size
    tip, foot, half = at(x, low + 1.75 * size), at(x, low + 0.45 * size), 0.32 * size * k
    notch = (foot[0], foot[1] + 0.32 * size * k)
    arrow = [tip, (foot[0] + half, foot[1]), notch, (foot[0] - half, foot[1])]
    axes.add_artist(Polygon(arrow, closed=True, facecolor=ink, edgecolor="none", zorder=30))
    _panel_text(axes, at(x + 0.55 * size, low + 0.72 * size), words.text("north"), sheet)


def _panel_text(
    axes: Axes, at: tuple[float, float], text: str, sheet: Sheet, *, align: str = "left"
) -> None:
    for halo in (True, False):
        artist = axes.text(
            *at,
            text,
            fontproperties=type_.font(sheet.points(TINY)),
            color=sheet.colours["ink"],
            ha=align,
            va="baseline",
            zorder=31 if not halo else 30.5,
            gid="halo" if halo else "scale",
        )
        artist.set_parse_math(False)
        if halo:
            outline(artist, sheet.colours["land"], 0.25 * sheet.size)


def outline(artist: Any, colour: str, width: float) -> None:
    """Turn a text into the halo that lies under the text proper, ``width`` points around it."""
    from ebbline.figures.canvas import Halo

    artist.halo = Halo(colour, 2 * width)


def draw_coordinates(
    axes: Axes, panel: Panel, plane: Plane, words: Texts, sheet: Sheet, box: Box
) -> None:
    """Draw faint meridians and parallels, named on the frame's lower and starting edge."""
    west, south, east, north = _degrees(panel, plane)
    step = next((s for s in _STEPS if (east - west) / s <= 5.5), _STEPS[-1])
    gap = 0.45 * sheet.size * MM_PER_PT
    for lon in np.arange(math.ceil(west / step) * step, east, step):
        x, y = plane.points(np.full(60, lon), np.linspace(south - 1, north + 1, 60))
        _faint(axes, x, y, sheet)
        at = float(np.interp(panel.frame[1], y, x))
        place = box.x + (at - panel.frame[0]) / panel.km_per_point * MM_PER_PT
        if box.x + 0.05 * box.width < place < box.x + 0.95 * box.width:
            base = box.y - gap - 0.72 * TINY * sheet.size * MM_PER_PT
            _edge_text(sheet, place, base, words.text(f"lon.{_round(lon):g}"), 0)
    for lat in np.arange(math.ceil(south / step) * step, north, step):
        x, y = plane.points(np.linspace(west - 1, east + 1, 60), np.full(60, lat))
        _faint(axes, x, y, sheet)
        edge = panel.frame[2] if sheet.right_to_left else panel.frame[0]
        at = float(np.interp(edge, x, y))
        place = box.y + (at - panel.frame[1]) / panel.km_per_point * MM_PER_PT
        if box.y + 0.07 * box.height < place < box.y + 0.93 * box.height:
            text = words.text(f"lat.{_round(lat):g}")
            away = gap + (0.72 * TINY * sheet.size * MM_PER_PT if sheet.right_to_left else 0)
            start = box.x + box.width + away if sheet.right_to_left else box.x - gap
            _edge_text(sheet, start, place, text, 90)


def _edge_text(sheet: Sheet, x: float, y: float, text: str, rotation: float) -> None:
    artist = sheet.axes.text(
        x,
        y,
        text,
        fontproperties=type_.font(sheet.points(TINY * 0.94)),
        color=sheet.colours["quiet"],
        ha="center",
        va="baseline",
        rotation=rotation,
        rotation_mode="anchor",
        gid="tick",
    )
    artist.set_parse_math(False)


def _round(value: float) -> float:
    return round(float(value), 4)


def _degrees(panel: Panel, plane: Plane) -> tuple[float, float, float, float]:
    xmin, ymin, xmax, ymax = panel.frame
    x = np.concatenate([np.linspace(xmin, xmax, 20)] * 2)
    y = np.concatenate([np.full(20, ymin), np.full(20, ymax)])
    lon, lat = plane.degrees(x, y)
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _faint(axes: Axes, x: Array, y: Array, sheet: Sheet) -> None:
    axes.plot(
        x,
        y,
        color=sheet.colours["border"],
        linewidth=0.25,
        alpha=0.35,
        zorder=4.4,
        scalex=False,
        scaley=False,
    )


def draw_frame(axes: Axes, sheet: Sheet) -> None:
    """Draw the thin frame around a panel."""
    for spine in axes.spines.values():
        spine.set_linewidth(0.5)
        spine.set_color(sheet.colours["quiet"])
        spine.set_zorder(40)
    axes.set_xticks([])
    axes.set_yticks([])


def draw_locator(
    sheet: Sheet,
    box: Box,
    ground: Ground,
    frames: Sequence[tuple[float, float, float, float]],
    studied: set[str],
) -> None:
    """Draw the small map that says where: the countries of the study and the frame of the map."""
    from matplotlib.patches import PathPatch, Rectangle

    axes = sheet.panel(box, zorder=6)
    axes.set_facecolor(sheet.colours["water"])
    west, south, east, north = locator_frame(ground, frames, studied, box.width / box.height)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    for country in ground.locator:
        axes.add_artist(
            PathPatch(
                path_of(country.shape),
                facecolor=sheet.colours["land" if country.code in studied else "outside"],
                edgecolor=sheet.colours["border"],
                linewidth=0.45,
                zorder=1,
            )
        )
    _locator_names(axes, sheet, ground, studied, frames, box.width)
    for west, south, east, north in frames:
        axes.add_artist(
            Rectangle(
                (west, south),
                east - west,
                north - south,
                facecolor="none",
                edgecolor=sheet.colours["ink"],
                linewidth=1.0,
                zorder=3,
            )
        )
    draw_frame(axes, sheet)


def locator_frame(
    ground: Ground,
    frames: Sequence[tuple[float, float, float, float]],
    studied: set[str],
    aspect: float,
) -> tuple[float, float, float, float]:
    """Return what the locator shows: the countries of the study and all of the maps' frames.

    At least three times as much as the frames, but as far as it can be nothing beyond the base map,
    where land would look like sea.
    """
    import shapely

    def bounds(boxes: Iterable[tuple[float, float, float, float]]) -> Any:
        return np.array(shapely.union_all([shapely.box(*b) for b in boxes]).bounds)

    shown = bounds(frames)
    known = bounds([*(c.shape.bounds for c in ground.locator), *frames])
    wanted = bounds([*(c.shape.bounds for c in ground.locator if c.code in studied), *frames])

    def width_of(box: Any) -> float:
        return float(max(box[2] - box[0], (box[3] - box[1]) * aspect))

    most = float(min(known[2] - known[0], (known[3] - known[1]) * aspect))
    width = max(min(max(width_of(wanted), 3 * width_of(shown)), most), 1.06 * width_of(shown))
    size = np.array([width, width / aspect])
    low = (wanted[:2] + wanted[2:] - size) / 2
    low = np.clip(low, known[:2], np.maximum(known[2:] - size, known[:2]))
    low = np.clip(low, shown[2:] - size, shown[:2])
    west, south, east, north = (float(v) for v in (*low, *(low + size)))
    return west, south, east, north


def _locator_names(
    axes: Axes,
    sheet: Sheet,
    ground: Ground,
    studied: set[str],
    frames: Sequence[tuple[float, float, float, float]],
    width: float,
) -> None:
    """Name the countries of the study where the frame of the map does not lie."""
    import shapely

    frame = shapely.union_all([shapely.box(*f) for f in frames]).buffer(20)
    panel = shapely.box(
        axes.get_xlim()[0], axes.get_ylim()[0], axes.get_xlim()[1], axes.get_ylim()[1]
    )
    for country in ground.locator:
        if country.code not in studied:
            continue
        free = shapely.intersection(shapely.difference(country.shape, frame), panel)
        if free.is_empty:
            continue
        widest = max(shapely.get_parts(free), key=shapely.area)
        circle = shapely.maximum_inscribed_circle(widest)
        x, y = circle.coords[0][:2]
        size = sheet.points(TINY * 0.94)
        km_per_point = (axes.get_xlim()[1] - axes.get_xlim()[0]) / (width / MM_PER_PT)
        if type_.width(country.name, size) * km_per_point > 1.9 * circle.length:
            continue
        artist = axes.text(
            x,
            y - 0.3 * size * km_per_point,
            country.name,
            fontproperties=type_.font(size),
            color=sheet.colours["quiet"],
            ha="center",
            va="baseline",
            zorder=2,
            gid="locator",
        )
        artist.set_parse_math(False)
