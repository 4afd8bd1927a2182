"""A whole map page: title, map, names, side column, small print."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.config.base import Box as Degrees
from ebbline.config.figures import SizeConfig
from ebbline.figures import furniture
from ebbline.figures import typography as type_
from ebbline.figures.boxes import Array, corners, overlapping
from ebbline.figures.candidates import Placed
from ebbline.figures.content import Ground, Land, MapContent, Town
from ebbline.figures.flow import Entry, fits, fits_whole, flow
from ebbline.figures.legend import ROUGH_KM, Legend
from ebbline.figures.lettering import draw_names
from ebbline.figures.naming import Basis, Named, Panel, basis_of, names_on
from ebbline.figures.page import SUBTITLE, TINY, TITLE, TITLE_OF_TWO, Page, page_of
from ebbline.figures.plane import Plane
from ebbline.figures.sheet import (
    MM_PER_PT,
    ROOM_FOR_OTHER_FONTS,
    SHRINKS,
    SMALLEST_PT,
    Box,
    Sheet,
    new_sheet,
)
from ebbline.figures.territory import Look, draw_ground, draw_land, draw_lines, draw_veils
from ebbline.figures.texts import Texts
from ebbline.figures.towns import draw_minor, draw_rough, draw_town, in_order, is_minor, radius_of
from ebbline.palette import Style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry


_TIGHTNESS = (1.0, 0.94, 0.88, 0.83)
"""Line heights of the side column that are tried until all of the day's events have room."""
_FOOT_GAP, _FOOT_MARGIN = 0.12, 0.4
"""Air between paragraphs of the small print (units of the running text) and below it (margins)."""
_BARE = 0.002
"""Share of a map from which land without a holder is explained: slivers are not."""


@dataclass(frozen=True, eq=False)
class Setting:
    """What all maps of a view, a size and a language share.

    ``reference`` are the towns on a day without changes: names keep the places that they have
    there, so that they do not jump from day to day. ``avoid`` is land that area names keep off,
    ``held`` all land that is held on the first or last day, which the locator keeps off.
    ``key`` stands for the whole: settings with the same key are the same.
    """

    ground: Ground
    plane: Plane
    bbox: Degrees
    size: SizeConfig
    words: Texts
    styles: Mapping[str, Style]
    colours: dict[str, str]
    avoid: BaseGeometry | None
    held: BaseGeometry | None
    reference: tuple[Town, ...]
    key: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Setting) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def right_to_left(self) -> bool:
        """Whether the page is mirrored."""
        return self.words.right_to_left

    @property
    def page(self) -> Page:
        """The division of the page."""
        return page_of(self.size)

    @property
    def panel(self) -> Panel:
        """The map's panel."""
        page = self.page
        frame = self.plane.frame(self.bbox, aspect=page.map_width / page.map_height)
        return Panel(frame, page.map_width / MM_PER_PT, page.map_height / MM_PER_PT)

    @property
    def look(self) -> Look:
        """Colours and scale."""
        return Look(self.styles, self.colours, self.size.type_pt)

    @property
    def studied(self) -> set[str]:
        """The countries of the study."""
        return set(self.words.countries)


def draw_map(content: MapContent, setting: Setting) -> Sheet:
    """Return the page of one map."""
    page = setting.page
    sheet = new_sheet(
        page.width,
        page.height,
        page.size,
        right_to_left=setting.right_to_left,
        colours=setting.colours,
    )
    page = with_foot(sheet, page, content.footer)
    names = (*setting.words.names(), *(t.name for t in content.towns))
    draw_head(sheet, page, content.title, content.subtitle, short=content.title_short, names=names)
    box = sheet.box(*page.map_box)
    axes = sheet.panel(box)
    draw_panel(axes, content, setting)
    furniture.draw_coordinates(axes, setting.panel, setting.plane, setting.words, sheet, box)
    furniture.draw_scale(axes, setting.panel, setting.words, sheet)
    furniture.draw_frame(axes, sheet)
    draw_inset(sheet, setting, box)
    if page.landscape:
        _side(sheet, page, content, setting)
    else:
        _foot_block(sheet, page, content, setting)
    draw_foot(sheet, page, content.footer)
    return sheet


def draw_head(
    sheet: Sheet,
    page: Page,
    title: str,
    subtitle: str,
    *,
    short: str = "",
    names: Sequence[str] = (),
) -> float:
    """Write title and subtitle and return where they end; no line break parts one of ``names``.

    A title that needs two lines is set in a smaller size; for one that needs more there may be a
    ``short`` one.
    """
    room = page.width - 2 * page.margin
    title = type_.unbroken(title, names)
    least = SHRINKS[-1] * TITLE_OF_TWO * sheet.size
    if short and len(type_.wrap(title, room / MM_PER_PT, least, type_.BOLD)) > 2:
        title = type_.unbroken(short, names)
    wide = type_.width(title, sheet.size * TITLE, type_.BOLD) * MM_PER_PT
    top = sheet.paragraph(
        page.margin,
        page.title_top,
        room,
        title,
        scale=min(TITLE, max(TITLE_OF_TWO, TITLE * 0.995 * room / wide)),
        weight=type_.BOLD,
        lines=2,
        balance=True,
        gid="title",
    )
    return sheet.paragraph(
        page.margin,
        top - 0.1 * sheet.unit,
        room,
        subtitle,
        scale=SUBTITLE,
        colour="quiet",
        lines=2,
        gid="subtitle",
    )


def with_foot(sheet: Sheet, page: Page, paragraphs: Sequence[str]) -> Page:
    """Return ``page`` with more room at its foot, where the small print needs it."""
    _, height = _foot(sheet, page, paragraphs)
    more = max(0.0, height + _FOOT_MARGIN * page.margin - page.foot_top)
    return replace(page, foot_top=page.foot_top + more, side_bottom=page.side_bottom + more)


def draw_foot(sheet: Sheet, page: Page, paragraphs: Sequence[str]) -> None:
    """Write the small print, its lines short enough for the wider font of another program."""
    scale, _ = _foot(sheet, page, paragraphs)
    top = page.foot_top
    for text in paragraphs:
        top = sheet.paragraph(
            page.margin, top, _foot_width(page), text, scale=scale, colour="quiet", gid="footer"
        )
        top -= _FOOT_GAP * sheet.unit


def _foot(sheet: Sheet, page: Page, paragraphs: Sequence[str]) -> tuple[float, float]:
    """Return how large the small print is set, smaller where it has no room, and how high it is."""
    width, height = _foot_width(page), 0.0
    for shrink in (1.0, 0.94, 0.88):
        scale = max(TINY * shrink, min(TINY, SMALLEST_PT / sheet.size))
        height = sum(sheet.height_of(text, width, scale=scale) for text in paragraphs)
        height += (len(paragraphs) - 1) * _FOOT_GAP * sheet.unit
        if page.foot_top - height >= _FOOT_MARGIN * page.margin:
            break
    return scale, height


def _foot_width(page: Page) -> float:
    room = page.width - 2 * page.margin
    return room * ROOM_FOR_OTHER_FONTS if page.landscape else room  # a column has none to spare


def furniture_boxes(setting: Setting) -> list[Array]:
    """Return the boxes on the panel (points) that names keep off: scale bar and locator."""
    panel, size = setting.panel, setting.size.type_pt
    return [
        furniture.scale_box(panel, size, right_to_left=setting.right_to_left),
        inset_corners(setting),
    ]


@lru_cache(maxsize=16)
def inset_corners(setting: Setting) -> Array:
    """Return where the locator stands on the panel: the emptiest corner without the scale bar."""
    import shapely

    panel = setting.panel
    wide = 8.4 * setting.size.type_pt
    high = 0.78 * wide
    places = [t for t in setting.reference if not is_minor(t)]
    towns = panel.to_points(np.array([[t.x, t.y] for t in places]).reshape(-1, 2))
    corners_ = [
        (side * (panel.width - wide), up * (panel.height - high))
        for up in (1, 0)
        for side in ((0, 1) if setting.right_to_left else (1, 0))
        if up or side != int(setting.right_to_left)
    ]

    def crowd(corner: tuple[float, float]) -> float:
        low = np.array(corner) - 12
        high_ = np.array(corner) + np.array([wide + 12, high + 12])
        inside = int(((towns >= low) & (towns <= high_)).all(axis=1).sum())
        k, origin = panel.km_per_point, np.array(panel.frame[:2])
        box = shapely.box(*(origin + low * k), *(origin + high_ * k))
        held = setting.held
        share = shapely.area(shapely.intersection(held, box)) / shapely.area(box) if held else 0
        return inside + round(float(share), 2)

    best = min(corners_, key=crowd)
    return corners(*best, wide, high)


@lru_cache(maxsize=16)
def basis(setting: Setting) -> Basis:
    """Return what the names of all maps of ``setting`` share."""
    return basis_of(
        setting.ground,
        setting.panel,
        setting.look,
        right_to_left=setting.right_to_left,
        furniture=furniture_boxes(setting),
        avoid=setting.avoid,
    )


@lru_cache(maxsize=16)
def usual_names(setting: Setting) -> dict[str, Placed]:
    """Return where the names of a view stand on a day without changes."""
    return {n.name.key: n.placed for n in names_on(setting.reference, basis(setting))}


def draw_panel(axes: Axes, content: MapContent, setting: Setting) -> None:
    """Draw the map proper with its names."""
    panel, look = setting.panel, setting.look
    west, south, east, north = panel.frame
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    draw_ground(axes, setting.ground, look)
    draw_veils(axes, setting.ground, look)
    draw_land(axes, content.land, look)
    draw_lines(axes, setting.ground, look)
    named = names_on(content.towns, basis(setting), prefer=usual_names(setting))
    draw_towns(axes, content.towns, named, panel, look, furniture_boxes(setting))
    draw_names(axes, named, panel, look)


def draw_towns(
    axes: Axes,
    towns: Sequence[Town],
    named: Sequence[Named],
    panel: Panel,
    look: Look,
    furniture_: Sequence[Array],
) -> None:
    """Draw towns, the important ones on top; small dots only where nothing else stands."""
    shown = [t for t in towns if panel.holds(t)]
    major = [t for t in shown if not is_minor(t)]
    taken = [n.placed.corners for n in named] + list(furniture_)
    for town in major:
        x, y = panel.to_points(np.array([town.x, town.y]))
        radius = radius_of(town, look) + 1.5
        taken.append(corners(x - radius, y - radius, 2 * radius, 2 * radius))
    boxes = np.array(taken).reshape(-1, 4, 2)
    free = []
    for town in shown:
        if is_minor(town):
            x, y = panel.to_points(np.array([town.x, town.y]))
            half = 1.3 * look.scale
            dot = corners(x - half, y - half, 2 * half, 2 * half)
            if not overlapping(dot, boxes).any():
                free.append(town)
    draw_minor(axes, free, look)
    for zorder, town in in_order(major):
        if town.precision_km > ROUGH_KM and town.evidence == "reported":
            draw_rough(axes, town, look, km_per_point=panel.km_per_point, zorder=9.5)
        draw_town(axes, town, look, zorder=zorder)


def _visible(content: MapContent, setting: Setting) -> tuple[list[Any], list[Town]]:
    """Return the land and the towns that lie in the frame, for the legend."""
    import shapely

    frame = shapely.box(*setting.panel.frame)
    land = [p for p in content.land if shapely.intersects(p.shape, frame)]
    return land, [t for t in content.towns if setting.panel.holds(t)]


def draw_inset(sheet: Sheet, setting: Setting, map_box: Box) -> None:
    """Draw the locator in its corner of the map."""
    low, high = (inset_corners(setting)[n] * MM_PER_PT for n in (0, 2))
    box = Box(map_box.x + low[0], map_box.y + low[1], high[0] - low[0], high[1] - low[1])
    furniture.draw_locator(sheet, box, setting.ground, [setting.panel.frame], setting.studied)


def _side(sheet: Sheet, page: Page, content: MapContent, setting: Setting) -> None:
    """Draw the side column of a landscape page: the day's events, the legend."""
    width, high = page.side_width, page.side_top - page.side_bottom
    for tight in _TIGHTNESS:
        legend = Legend(sheet, setting.look, setting.words, tight)
        key = _key(legend, content, setting, width)
        room = high - sum(e.height for e in key) - 0.7 * sheet.unit
        notes, untold = legend.notes(content, width, room=room)
        if not untold:
            break
    columns = [(page.side_start, page.side_top, width, page.side_bottom)]
    flow([*notes, legend.gap(), *key], columns)


def _key(legend: Legend, content: MapContent, setting: Setting, width: float) -> list[Entry]:
    """Return the entries of the legend proper: what the map shows of land and places."""
    land, places = _keys(legend, content, setting, width)
    return [*land, legend.gap(), *places]


def _keys(
    legend: Legend, content: MapContent, setting: Setting, width: float
) -> tuple[list[Entry], list[Entry]]:
    """Return the entries of land and those of places."""
    land, towns = _visible(content, setting)
    blank = bare_land(land, setting.ground.study, [setting.panel.frame])
    short = legend.tight < 0.9
    return (
        legend.land(land, towns, width, blank=blank, short=short),
        legend.places(towns, width),
    )


def _foot_block(sheet: Sheet, page: Page, content: MapContent, setting: Setting) -> None:
    """Draw the block under a portrait map: the day's events and the legend in two columns."""
    unit = sheet.unit
    width = (page.side_width - 1.4 * unit) / 2
    columns = [
        (page.side_start + n * (width + 1.4 * unit), page.side_top, width, page.side_bottom)
        for n in range(2)
    ]
    for tight in _TIGHTNESS:
        legend = Legend(sheet, setting.look, setting.words, tight)
        land, places = _keys(legend, content, setting, width)
        notes, _ = legend.notes(content, width, room=math.inf)
        for order in ((notes, land, places), (land, notes, places), (land, places, notes)):
            entries = [e for block in order for e in (legend.gap(), *block)]
            if fits_whole(entries, columns):
                flow(entries, columns)
                return
    legend = Legend(sheet, setting.look, setting.words, _TIGHTNESS[-1])
    key = _key(legend, content, setting, width)
    room = 2 * (page.side_top - page.side_bottom) - sum(e.height for e in key)
    while True:  # a block that is parted takes more room: then fewer events are told
        notes, _ = legend.notes(content, width, room=room)
        entries = [*notes, legend.gap(), *key]
        if not notes or fits(entries, columns):
            break
        room -= 0.5 * unit
    flow(entries, columns)


def bare_land(
    land: Sequence[Land], study: BaseGeometry, frames: Sequence[tuple[float, float, float, float]]
) -> bool:
    """Return whether land of the study inside ``frames`` has no holder that is known."""
    import shapely

    seen = shapely.intersection(study, shapely.union_all([shapely.box(*f) for f in frames]))
    held = shapely.union_all([p.shape for p in land])
    return bool(shapely.area(shapely.difference(seen, held)) > _BARE * shapely.area(seen))
