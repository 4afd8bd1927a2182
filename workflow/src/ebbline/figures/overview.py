"""Small multiples: the key days side by side, one frame, one scale, the day as the only title."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ebbline.figures import typography as type_
from ebbline.figures.content import Land
from ebbline.figures.flow import Entry, flow, height_in
from ebbline.figures.furniture import scale_length
from ebbline.figures.legend import Legend
from ebbline.figures.mapping import Setting, bare_land, draw_foot, draw_head, with_foot
from ebbline.figures.naming import Panel
from ebbline.figures.page import Page
from ebbline.figures.sheet import MM_PER_PT, Box, Sheet, new_sheet
from ebbline.figures.smallmap import (
    DAY,
    SECOND_LINE,
    Heading,
    Step,
    all_names,
    draw_name_map,
    draw_small_map,
    few_names,
    most_names,
    panel_of,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_MEASURE_SCALES = (0.85, 0.78, 0.72)
_LEAST_PT = 5.0
_GAP = 1.2
_HEADING = 1.75
_LEGEND_GAP = 1.3


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
    page = with_foot(sheet, page, content.footer)
    top = (
        draw_head(sheet, page, content.title, content.subtitle, names=setting.words.names())
        - 0.5 * sheet.unit
    )
    entries = _legend(sheet, page, content, setting)
    legend_height = height_in(entries, _columns(page)) + 1.0 * sheet.unit
    bottom = page.foot_top + 0.6 * sheet.unit + legend_height
    room = Box(page.margin, bottom, page.width - 2 * page.margin, top - bottom)
    panel = _draw_maps(sheet, room, content.steps, setting)
    measured = [*entries[:-1], _scale(sheet, setting, panel)]
    _draw_legend(sheet, page, measured, legend_height)
    draw_foot(sheet, page, content.footer)
    return sheet


def _draw_maps(sheet: Sheet, room: Box, steps: Sequence[Step], setting: Setting) -> Panel:
    """Draw the small maps and return the panel that they all have.

    If one of them has no room for all its names, they stand once: on a map of their own if the
    grid has a place left for it, else on the first map.
    """
    grid = _grid(steps, room, setting)
    panel = panel_of(setting, grid.wide, grid.high)
    names = all_names(steps, setting, panel)
    before = int(names is None and len(steps) % grid.columns > 0)
    if before:
        grid = _grid(steps, room, setting, before=before)
        panel = panel_of(setting, grid.wide, grid.high)
        draw_name_map(sheet, _cell(room, 0, grid, sheet.unit), setting, grid.heading)
    if names is None:
        names = [few_names(step, setting, panel) for step in steps]
        if not before:
            names[0] = most_names(steps[0], setting, panel)
    for number, (step, own) in enumerate(zip(steps, names, strict=True)):
        cell = _cell(room, number + before, grid, sheet.unit)
        draw_small_map(sheet, cell, step, setting, grid.heading, own)
    return panel


def _columns(page: Page) -> int:
    return 3 if page.landscape else 2


def _column_width(page: Page) -> float:
    gap = _LEGEND_GAP * page.size * MM_PER_PT
    return (page.width - 2 * page.margin - (_columns(page) - 1) * gap) / _columns(page)


@dataclass(frozen=True)
class _Grid:
    """How the small maps stand: columns of ``pitch`` millimetres, each map ``wide`` and ``high``.

    ``fits`` tells whether the headings have room.
    """

    columns: int
    pitch: float
    wide: float
    high: float
    heading: Heading
    fits: bool


def _grid(steps: Sequence[Step], room: Box, setting: Setting, *, before: int = 0) -> _Grid:
    """Return the grid with the largest scale, for ``steps`` and a map of names ``before`` them."""
    count = len(steps) + before
    headings = [s.label for s in steps] + [setting.words.text("overview.names")] * before
    found = [_grid_of(n, count, steps, headings, room, setting) for n in range(1, count + 1)]

    def size(grid: _Grid) -> tuple[bool, float, int]:
        scale = 1 / panel_of(setting, grid.wide, grid.high).km_per_point
        return (grid.fits, round(scale, 3), -grid.columns)

    return max((g for g in found if g.high > 0), key=size)


def _extremes(setting: Setting) -> tuple[float, float]:
    """Return height over width of the tallest and the widest map that the ground fills."""
    west, south, east, north = setting.ground.bounds
    square = setting.plane.frame(setting.bbox, aspect=1.0)
    flat = setting.plane.frame(setting.bbox, aspect=3.0)
    tallest = (north - south) / (square[2] - square[0])
    return tallest * 0.97, (flat[3] - flat[1]) / (east - west) / 0.97


def _grid_of(
    columns: int,
    count: int,
    steps: Sequence[Step],
    headings: Sequence[str],
    room: Box,
    setting: Setting,
) -> _Grid:
    unit, size = setting.size.type_pt * MM_PER_PT, setting.size.type_pt
    rows = math.ceil(count / columns)
    pitch = (room.width - (columns - 1) * _GAP * unit) / columns
    days = [type_.width(text, size * DAY, type_.SEMIBOLD) for text in headings]
    scales = [s for s in _MEASURE_SCALES if size * s >= _LEAST_PT] or [_LEAST_PT / size]

    def needed(scale: float, lines: int) -> float:
        areas = [type_.width(s.measure, size * scale) for s in steps]
        gap = 0.5 * unit / MM_PER_PT
        beside = [a + b + gap for a, b in zip(areas, days, strict=False)]
        return max(*(beside if lines == 1 else areas), *days) * MM_PER_PT

    fitting = [(s, n) for n in (1, 2) for s in scales if needed(s, n) <= pitch]
    scale, lines = fitting[0] if fitting else (scales[-1], 2)
    heading = (_HEADING + (SECOND_LINE if lines == 2 else 0.0)) * unit
    high = (room.height - (rows - 1) * _GAP * unit) / rows - heading
    tallest, widest = _extremes(setting)
    return _Grid(
        columns=columns,
        pitch=pitch,
        wide=min(pitch, high / widest),
        high=min(high, pitch * tallest),
        heading=Heading(heading, lines, scale),
        fits=bool(fitting),
    )


def _cell(room: Box, number: int, grid: _Grid, unit: float) -> Box:
    """Return the box of one small map with its heading, in start coordinates."""
    row, column = divmod(number, grid.columns)
    high = grid.high + grid.heading.height
    return Box(
        room.x + column * (grid.pitch + _GAP * unit),
        room.top - (row + 1) * high - row * _GAP * unit,
        grid.wide,
        high,
    )


def _legend(sheet: Sheet, page: Page, content: Overview, setting: Setting) -> list[Entry]:
    """Return the entries of the one legend of all small maps; the last is room for the scale."""
    legend = Legend(sheet, setting.look, setting.words)
    land = [piece for step in content.steps for piece in step.land]
    towns = [t for step in content.steps for t in step.towns if t.wanted or t.changed]
    width = _column_width(page)
    frame = setting.plane.frame(setting.bbox, aspect=1.0)
    study = setting.ground.study
    blank = any(bare_land(step.land, study, [frame]) for step in content.steps)
    places = legend.places(towns, width, short=True)
    scale = Entry(legend.text(" ", width, None, 0.0).height, lambda *_: None, free=True)
    return [*legend.land(land, towns, width, blank=blank, short=True), *places, scale]


def _scale(sheet: Sheet, setting: Setting, panel: Panel) -> Entry:
    """Return the entry that tells the scale of all small maps."""
    from matplotlib.lines import Line2D

    words = setting.words
    length = scale_length(panel)
    long = length / panel.km_per_point * MM_PER_PT
    text = words.text(f"overview.scale.{length:g}")
    blank = Legend(sheet, setting.look, words).text(" ", 100.0, None, 0.0)
    unit = sheet.unit

    def draw(start: float, top: float, width: float) -> None:
        left = start + 0.4 * unit
        y = top - 0.58 * unit
        x0, x1 = sheet.x(left), sheet.x(left + long)
        ink: dict[str, Any] = {
            "color": sheet.colours["ink"],
            "zorder": 9.0,
            "solid_capstyle": "butt",
        }
        sheet.axes.add_artist(Line2D([x0, x1], [y, y], linewidth=1.0, **ink))
        for x in (x0, x1):
            sheet.axes.add_artist(Line2D([x, x], [y - 0.3 * unit, y + 0.3 * unit], **ink))
        entry = Legend(sheet, setting.look, words).plain(text, width - long - 1.1 * unit)
        entry.draw(left + long + 0.7 * unit, top, width)

    return replace(blank, draw=draw, free=True)


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
