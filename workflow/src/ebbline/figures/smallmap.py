"""One of the small maps of an overview, and where their names stand.

Where not every small map has room for its names, they bear no more than those of rivers, countries
and places that changed, and all names stand once: on a map of their own or on the first one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ebbline.figures import furniture
from ebbline.figures import typography as type_
from ebbline.figures.candidates import Placed
from ebbline.figures.content import Land, Town
from ebbline.figures.ink import path_of
from ebbline.figures.lettering import draw_names
from ebbline.figures.mapping import Setting
from ebbline.figures.naming import Basis, Named, Panel, basis_of, main_rivers_in, names_on
from ebbline.figures.sheet import MM_PER_PT, Box, Sheet
from ebbline.figures.territory import Look, draw_ground, draw_land, draw_lines, draw_veils
from ebbline.figures.towns import draw_town, in_order
from ebbline.palette import Style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry

DAY = 1.08
"""Type size of a small map's day, in units of the running text."""
SECOND_LINE = 1.1
_SMALLER = 0.8


@dataclass(frozen=True)
class Step:
    """One of the small maps; ``outline`` is land that the subject lost or gained since the last."""

    label: str
    measure: str
    towns: tuple[Town, ...]
    land: tuple[Land, ...]
    outline: BaseGeometry | None


@dataclass(frozen=True)
class Heading:
    """Height of a small map's heading in millimetres; with two ``lines`` the area stands below.

    ``scale`` is the type size of the area in units of the running text.
    """

    height: float
    lines: int
    scale: float


def panel_of(setting: Setting, wide: float, high: float) -> Panel:
    """Return the panel of a small map of ``wide`` by ``high`` millimetres."""
    frame = setting.plane.frame(setting.bbox, aspect=wide / high)
    return Panel(frame, wide / MM_PER_PT, high / MM_PER_PT)


def all_names(steps: Sequence[Step], setting: Setting, panel: Panel) -> list[list[Named]] | None:
    """Return the names of each map; ``None`` if one has no room for all that it must bear.

    Those are its towns, the countries of the study, and a main river if there is one.
    """
    basis = _basis(setting, panel)
    asked = {name.key for name, request in basis.ground if request.must_stand}
    asked = {key for key in asked if not key.startswith("river-")}
    river = bool(main_rivers_in(setting.ground, panel))
    found = []
    for step in steps:
        names = most_names(step, setting, panel)
        named = {n.name.key for n in names}
        towns = {f"town-{t.place_id}" for t in step.towns if t.wanted and panel.holds(t, margin=1)}
        if not (asked | towns) <= named:
            return None
        if river and not any(key.startswith("river-") for key in named):
            return None
        found.append(names)
    return found


def most_names(step: Step, setting: Setting, panel: Panel) -> list[Named]:
    """Return the names of a map that stands for itself, as many as have room."""
    usual = _usual(setting, panel)
    return names_on(_shown(step, panel), _basis(setting, panel), prefer=usual)


def few_names(step: Step, setting: Setting, panel: Panel) -> list[Named]:
    """Return the names of changed places of the view, rivers and countries that have room."""
    shown = _shown(step, panel)
    changed = {t.place_id for t in shown if t.changed and t.wanted}
    return names_on(shown, _basis(setting, panel), only=changed)


def draw_small_map(
    sheet: Sheet,
    cell: Box,
    step: Step,
    setting: Setting,
    heading: Heading,
    names: Sequence[Named],
) -> None:
    """Draw a small map with its ``names`` into ``cell`` (start coordinates)."""
    _write_heading(sheet, cell, step.label, step.measure, heading)
    axes, panel = _panel(sheet, cell, setting, heading)
    look = _look(setting)
    draw_ground(axes, setting.ground, look)
    draw_veils(axes, setting.ground, look)
    draw_land(axes, step.land, look)
    draw_lines(axes, setting.ground, look, quiet=True)
    if step.outline is not None:
        _draw_outline(axes, step.outline, look)
    for zorder, town in in_order(_shown(step, panel)):
        small = replace(town, size=min(3, town.size + 1))
        draw_town(axes, small, look, zorder=zorder)
    draw_names(axes, names, panel, look)
    furniture.draw_frame(axes, sheet)


def draw_name_map(sheet: Sheet, cell: Box, setting: Setting, heading: Heading) -> None:
    """Draw the map that bears the names alone: the places of the view as plain dots."""
    _write_heading(sheet, cell, setting.words.text("overview.names"), "", heading)
    axes, panel = _panel(sheet, cell, setting, heading)
    grey = setting.colours["quiet"]
    look = replace(_look(setting), styles={"": Style("place", grey, grey, "circle")})
    draw_ground(axes, setting.ground, look)
    draw_lines(axes, setting.ground, look, quiet=True)
    towns = [
        town.held(holder="", rival="", size=3)
        for town in setting.reference
        if town.wanted and panel.holds(town)
    ]
    basis = replace(_basis(setting, panel), look=look)
    for zorder, town in in_order(towns):
        draw_town(axes, town, look, zorder=zorder)
    draw_names(axes, names_on(towns, basis), panel, look)
    furniture.draw_frame(axes, sheet)


def _look(setting: Setting) -> Look:
    return Look(setting.styles, setting.colours, setting.size.type_pt * _SMALLER)


def _panel(sheet: Sheet, cell: Box, setting: Setting, heading: Heading) -> tuple[Axes, Panel]:
    """Return the axes of the map in ``cell``, under its heading, and its panel."""
    box = sheet.box(cell.x, cell.y, cell.width, cell.height - heading.height)
    axes = sheet.panel(box)
    panel = panel_of(setting, box.width, box.height)
    axes.set_xlim(panel.frame[0], panel.frame[2])
    axes.set_ylim(panel.frame[1], panel.frame[3])
    return axes, panel


def _write_heading(sheet: Sheet, cell: Box, label: str, measure: str, heading: Heading) -> None:
    """Write the day and the area of a small map."""
    unit = sheet.unit
    base = cell.top - 1.2 * unit
    sheet.write(cell.x, base, label, scale=DAY, weight=type_.SEMIBOLD, gid="step")
    start, align = cell.x + cell.width, "end"
    if heading.lines == 2:
        start, base, align = cell.x, base - SECOND_LINE * unit, "start"
    if measure:
        sheet.write(
            start, base, measure, scale=heading.scale, colour="quiet", align=align, gid="step"
        )


def _draw_outline(axes: Axes, outline: BaseGeometry, look: Look) -> None:
    from matplotlib.patches import PathPatch

    axes.add_artist(
        PathPatch(
            path_of(outline),
            facecolor="none",
            edgecolor=look.colours["ink"],
            linewidth=0.6 * look.scale,
            linestyle=(0, (1, 1)),
            zorder=8,
        )
    )


def _shown(step: Step, panel: Panel) -> list[Town]:
    return [t for t in step.towns if panel.holds(t) and (t.wanted or t.changed)]


@lru_cache(maxsize=16)
def _basis(setting: Setting, panel: Panel) -> Basis:
    return basis_of(
        setting.ground,
        panel,
        _look(setting),
        right_to_left=setting.right_to_left,
        furniture=[],
        avoid=setting.avoid,
        sparse=True,
    )


@lru_cache(maxsize=16)
def _usual(setting: Setting, panel: Panel) -> dict[str, Placed]:
    towns = [t for t in setting.reference if t.wanted]
    return {n.name.key: n.placed for n in names_on(towns, _basis(setting, panel))}
