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
_HEADING = 1.75
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
    columns, rows = _grid(len(content.steps), room, sheet.unit)
    for number, step in enumerate(content.steps):
        _small_map(sheet, _cell(room, number, columns, rows, sheet.unit), step, setting)
    _draw_legend(sheet, page, entries, legend_height)
    draw_foot(sheet, page, content.footer)
    return sheet


def _columns(page: Page) -> int:
    return 4 if page.landscape else 2


def _column_width(page: Page) -> float:
    gap = _LEGEND_GAP * page.size * MM_PER_PT
    return (page.width - 2 * page.margin - (_columns(page) - 1) * gap) / _columns(page)


def _grid(count: int, room: Box, unit: float) -> tuple[int, int]:
    """Return columns and rows that give the largest maps of about 5:4."""

    def size(columns: int) -> float:
        rows = math.ceil(count / columns)
        wide = (room.width - (columns - 1) * _GAP * unit) / columns
        high = (room.height - rows * _HEADING * unit - (rows - 1) * _GAP * unit) / rows
        return min(wide, high * 1.25) if high > 0 else 0.0

    columns = max(range(1, count + 1), key=lambda c: (round(size(c), 3), -c))
    return columns, math.ceil(count / columns)


def _cell(room: Box, number: int, columns: int, rows: int, unit: float) -> Box:
    """Return the box of one small map with its heading, in start coordinates."""
    wide = (room.width - (columns - 1) * _GAP * unit) / columns
    high = (room.height - (rows - 1) * _GAP * unit) / rows
    row, column = divmod(number, columns)
    return Box(
        room.x + column * (wide + _GAP * unit),
        room.top - (row + 1) * high - row * _GAP * unit,
        wide,
        high,
    )


def _small_map(sheet: Sheet, cell: Box, step: Step, setting: Setting) -> None:
    unit = sheet.unit
    base = cell.top - 1.2 * unit
    sheet.write(cell.x, base, step.label, scale=1.08, weight=type_.SEMIBOLD, gid="step")
    end = cell.x + cell.width
    free = cell.width - type_.width(step.label, sheet.size * 1.08, type_.SEMIBOLD) * MM_PER_PT
    for scale in _MEASURE_SCALES:
        width = type_.width(step.measure, sheet.size * scale) * MM_PER_PT
        if width + 0.5 * unit < free and sheet.size * scale >= _LEAST_PT:
            sheet.write(
                end, base, step.measure, scale=scale, colour="quiet", align="end", gid="step"
            )
            break
    box = sheet.box(cell.x, cell.y, cell.width, cell.height - _HEADING * unit)
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
