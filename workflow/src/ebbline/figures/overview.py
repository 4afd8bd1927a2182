"""Small multiples: the key days side by side, one frame, one scale, the day as the only title."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ebbline.figures import furniture
from ebbline.figures import typography as type_
from ebbline.figures.candidates import Placed
from ebbline.figures.content import Land, Town
from ebbline.figures.flow import Entry, flow, height_in
from ebbline.figures.ink import path_of
from ebbline.figures.legend import Legend
from ebbline.figures.lettering import draw_names
from ebbline.figures.mapping import Setting, draw_foot, draw_head
from ebbline.figures.naming import Basis, Panel, basis_of, names_on
from ebbline.figures.page import Page
from ebbline.figures.sheet import MM_PER_PT, Box, Sheet, new_sheet
from ebbline.figures.territory import (
    Look,
    draw_ground,
    draw_land,
    draw_lines,
    draw_town,
    draw_veils,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_MEASURE_SCALES = (0.85, 0.78, 0.72)
_LEAST_PT = 5.0
_GAP = 1.2
_HEADING, _SECOND_LINE, _DAY = 1.75, 1.1, 1.08
_SMALLER = 0.8
_LEGEND_GAP = 1.3


@dataclass(frozen=True)
class Step:
    """One of the small maps; ``outline`` is land that the subject lost or gained since the last."""

    label: str
    measure: str
    towns: tuple[Town, ...]
    land: tuple[Land, ...]
    outline: BaseGeometry | None


@dataclass(frozen=True)
class Overview:
    """A page of small maps."""

    title: str
    subtitle: str
    footer: tuple[str, ...]
    steps: tuple[Step, ...]


def draw_overview(content: Overview, setting: Setting) -> Sheet:
    """Return the page of small maps."""
    page = setting.page
    sheet = new_sheet(
        page.width,
        page.height,
        page.size,
        right_to_left=setting.right_to_left,
        colours=setting.colours,
    )
    top = (
        draw_head(sheet, page, content.title, content.subtitle, names=setting.words.names())
        - 0.5 * sheet.unit
    )
    entries = _legend(sheet, page, content, setting)
    legend_height = height_in(entries, _columns(page)) + 1.0 * sheet.unit
    bottom = page.foot_top + 0.6 * sheet.unit + legend_height
    room = Box(page.margin, bottom, page.width - 2 * page.margin, top - bottom)
    grid = _grid(content.steps, room, setting)
    for number, step in enumerate(content.steps):
        _small_map(sheet, _cell(room, number, grid, sheet.unit), step, setting, grid)
    _draw_legend(sheet, page, entries, legend_height)
    draw_foot(sheet, page, content.footer)
    return sheet


def _columns(page: Page) -> int:
    return 4 if page.landscape else 2


def _column_width(page: Page) -> float:
    gap = _LEGEND_GAP * page.size * MM_PER_PT
    return (page.width - 2 * page.margin - (_columns(page) - 1) * gap) / _columns(page)


@dataclass(frozen=True)
class _Grid:
    """How the small maps stand: columns, the size of a map in millimetres, that of its heading.

    In a heading of ``lines`` 2 the area stands under the day, in type of ``scale``.
    """

    columns: int
    wide: float
    high: float
    heading: float
    lines: int
    scale: float


def _grid(steps: Sequence[Step], room: Box, setting: Setting) -> _Grid:
    """Return the grid with the largest maps."""
    found = [_grid_of(columns, steps, room, setting) for columns in range(1, len(steps) + 1)]
    tall = _tallest(setting)
    return max(found, key=lambda g: (round(min(g.wide, g.high / tall), 3), -g.columns))


def _tallest(setting: Setting) -> float:
    """Return height over width of the tallest map that the ground of the view fills."""
    _, south, _, north = setting.ground.bounds
    west, _, east, _ = setting.plane.frame(setting.bbox, aspect=1.0)
    return (north - south) / (east - west) * 0.97


def _grid_of(columns: int, steps: Sequence[Step], room: Box, setting: Setting) -> _Grid:
    unit, size = setting.size.type_pt * MM_PER_PT, setting.size.type_pt
    rows = math.ceil(len(steps) / columns)
    wide = (room.width - (columns - 1) * _GAP * unit) / columns
    days = [type_.width(s.label, size * _DAY, type_.SEMIBOLD) for s in steps]
    scales = [s for s in _MEASURE_SCALES if size * s >= _LEAST_PT] or [_LEAST_PT / size]

    def needed(scale: float, lines: int) -> float:
        areas = [type_.width(s.measure, size * scale) for s in steps]
        besides = days if lines == 1 else [0.0] * len(days)
        gap = 0.5 * unit if lines == 1 else 0.0
        return max(a + b for a, b in zip(areas, besides, strict=True)) * MM_PER_PT + gap

    fitting = [(s, n) for n in (1, 2) for s in scales if needed(s, n) <= wide]
    scale, lines = fitting[0] if fitting else (scales[-1], 2)
    heading = (_HEADING + (_SECOND_LINE if lines == 2 else 0.0)) * unit
    high = (room.height - (rows - 1) * _GAP * unit) / rows - heading
    return _Grid(columns, wide, min(high, wide * _tallest(setting)), heading, lines, scale)


def _cell(room: Box, number: int, grid: _Grid, unit: float) -> Box:
    """Return the box of one small map with its heading, in start coordinates."""
    row, column = divmod(number, grid.columns)
    high = grid.high + grid.heading
    return Box(
        room.x + column * (grid.wide + _GAP * unit),
        room.top - (row + 1) * high - row * _GAP * unit,
        grid.wide,
        high,
    )


def _heading(sheet: Sheet, cell: Box, step: Step, grid: _Grid) -> None:
    """Write the day and the area of a small map."""
    unit = sheet.unit
    base = cell.top - 1.2 * unit
    sheet.write(cell.x, base, step.label, scale=_DAY, weight=type_.SEMIBOLD, gid="step")
    start, align = cell.x + cell.width, "end"
    if grid.lines == 2:
        start, base, align = cell.x, base - _SECOND_LINE * unit, "start"
    sheet.write(
        start, base, step.measure, scale=grid.scale, colour="quiet", align=align, gid="step"
    )


def _small_map(sheet: Sheet, cell: Box, step: Step, setting: Setting, grid: _Grid) -> None:
    _heading(sheet, cell, step, grid)
    box = sheet.box(cell.x, cell.y, cell.width, grid.high)
    axes = sheet.panel(box)
    wide, high = box.width / MM_PER_PT, box.height / MM_PER_PT
    frame = setting.plane.frame(setting.bbox, aspect=wide / high)
    panel = Panel(frame, wide, high)
    axes.set_xlim(frame[0], frame[2])
    axes.set_ylim(frame[1], frame[3])
    look = Look(setting.styles, setting.colours, setting.size.type_pt * _SMALLER)
    draw_ground(axes, setting.ground, look)
    draw_veils(axes, setting.ground, look)
    draw_land(axes, step.land, look)
    draw_lines(axes, setting.ground, look, quiet=True)
    if step.outline is not None:
        from matplotlib.patches import PathPatch

        axes.add_artist(
            PathPatch(
                path_of(step.outline),
                facecolor="none",
                edgecolor=setting.colours["ink"],
                linewidth=0.6 * look.scale,
                linestyle=(0, (1, 1)),
                zorder=8,
            )
        )
    shown = [t for t in step.towns if panel.holds(t) and (t.wanted or t.changed)]
    basis = _basis(setting, panel)
    named = names_on(shown, basis, prefer=_usual(setting, panel))
    for number, town in enumerate(reversed(shown)):
        small = replace(town, size=min(3, town.size + 1))
        draw_town(axes, small, look, zorder=10 + 0.1 * number)
    draw_names(axes, named, panel, look)
    furniture.draw_frame(axes, sheet)


@lru_cache(maxsize=16)
def _basis(setting: Setting, panel: Panel) -> Basis:
    return basis_of(
        setting.ground,
        panel,
        Look(setting.styles, setting.colours, setting.size.type_pt * _SMALLER),
        right_to_left=setting.right_to_left,
        furniture=[],
        avoid=setting.avoid,
        sparse=True,
    )


@lru_cache(maxsize=16)
def _usual(setting: Setting, panel: Panel) -> dict[str, Placed]:
    towns = [t for t in setting.reference if t.wanted]
    return {n.name.key: n.placed for n in names_on(towns, _basis(setting, panel))}


def _legend(sheet: Sheet, page: Page, content: Overview, setting: Setting) -> list[Entry]:
    """Return the entries of the one legend of all small maps."""
    legend = Legend(sheet, setting.look, setting.words)
    land = [piece for step in content.steps for piece in step.land]
    towns = [t for step in content.steps for t in step.towns if t.wanted or t.changed]
    width = _column_width(page)
    places = legend.places(towns, width, short=True)
    return [*legend.land(land, towns, width, short=True), *places]


def _draw_legend(sheet: Sheet, page: Page, entries: Sequence[Entry], height: float) -> None:
    """Draw the legend in columns under the small maps."""
    unit, width = sheet.unit, _column_width(page)
    bottom = page.foot_top + 0.2 * unit
    flow(
        entries,
        [
            (
                page.margin + n * (width + _LEGEND_GAP * unit),
                bottom + height - 0.4 * unit,
                width,
                bottom,
            )
            for n in range(_columns(page))
        ],
    )


def outline_of(before: Sequence[Land], after: Sequence[Land], subject: str) -> BaseGeometry | None:
    """Return the settled land that ``subject`` lost or gained between two days."""
    import shapely

    from ebbline.vocabulary import Convention

    first, second = (
        shapely.union_all(
            [p.shape for p in land if p.holder == subject and p.convention is Convention.SETTLED]
        )
        for land in (before, after)
    )
    changed = shapely.symmetric_difference(first, second)
    opened = shapely.buffer(shapely.buffer(changed, -0.4), 0.4)
    parts = [p for p in shapely.get_parts(opened) if p.geom_type == "Polygon" and p.area > 4]
    return shapely.union_all(parts) if parts else None
