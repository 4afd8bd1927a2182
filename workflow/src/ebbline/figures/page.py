"""How a map page is divided, in millimetres: title, map, side or foot, small print.

The division depends on the size alone, never on the day, so that the maps of a view lie exactly
over each other and the animation stands still.
"""

from __future__ import annotations

from dataclasses import dataclass

from ebbline.config.figures import SizeConfig
from ebbline.figures.sheet import MM_PER_PT

TITLE, TITLE_OF_TWO, SUBTITLE, SMALL, TINY = 1.7, 1.45, 1.06, 0.86, 0.76
"""Type sizes in units of the running text."""
FINE = 0.75
"""Small print of a clean page, in units of that of a full one."""
_LINE = 1.32
_LANDSCAPE_FROM = 1.12
_WIDE_FROM = 1.6
_TALL_FROM = 1.5


@dataclass(frozen=True)
class Page:
    """Where things lie on a page, in start coordinates (mirrored for right-to-left pages).

    Boxes are start, bottom, width, height.
    """

    width: float
    height: float
    size: float
    landscape: bool
    margin: float
    title_top: float
    map_start: float
    map_bottom: float
    map_width: float
    map_height: float
    side_start: float
    side_top: float
    side_width: float
    side_bottom: float
    foot_top: float

    @property
    def map_box(self) -> tuple[float, float, float, float]:
        """Start, bottom, width and height of the map."""
        return self.map_start, self.map_bottom, self.map_width, self.map_height


def page_of(settings: SizeConfig) -> Page:
    """Return the division of a page of the size ``settings``."""
    if settings.style == "clean":
        return _clean(settings)
    landscape = settings.width_mm / settings.height_mm >= _LANDSCAPE_FROM
    return _landscape(settings) if landscape else _portrait(settings)


def map_aspect(settings: SizeConfig) -> float:
    """Return width over height of the map on a page of the size ``settings``."""
    page = page_of(settings)
    return page.map_width / page.map_height


def _landscape(settings: SizeConfig) -> Page:
    unit = settings.type_pt * MM_PER_PT
    margin = 1.9 * unit
    # Two lines of title and one of subtitle, with room for tall scripts.
    head = (TITLE_OF_TWO * _LINE * 2 + SUBTITLE * _LINE * 1) * unit + 1.5 * unit
    foot = TINY * _LINE * 4 * unit + 0.6 * unit
    ticks = TINY * 1.5 * unit
    wide = settings.width_mm / settings.height_mm >= _WIDE_FROM
    side = (23.0 if wide else 17.5) * unit
    bottom = margin + foot + ticks
    top = settings.height_mm - margin - head
    map_width = settings.width_mm - 2 * margin - side - 1.3 * unit - ticks
    return Page(
        width=settings.width_mm,
        height=settings.height_mm,
        size=settings.type_pt,
        landscape=True,
        margin=margin,
        title_top=settings.height_mm - margin,
        map_start=margin + ticks,
        map_bottom=bottom,
        map_width=map_width,
        map_height=top - bottom,
        side_start=settings.width_mm - margin - side,
        side_top=top,
        side_width=side,
        side_bottom=bottom - ticks,
        foot_top=margin + foot - 0.6 * unit,
    )


def _clean(settings: SizeConfig) -> Page:
    """Return a page that is all map under a title and two lines of legend, above small print.

    The side is the legend.
    """
    unit = settings.type_pt * MM_PER_PT
    margin = 1.1 * unit
    head = TITLE_OF_TWO * _LINE * 2 * unit
    foot = 3.4 * TINY * _LINE * FINE * unit
    side = settings.height_mm - margin - head
    bottom = margin + foot
    width = settings.width_mm - 2 * margin
    return Page(
        width=settings.width_mm,
        height=settings.height_mm,
        size=settings.type_pt,
        landscape=True,
        margin=margin,
        title_top=settings.height_mm - margin,
        map_start=margin,
        map_bottom=bottom,
        map_width=width,
        map_height=side - 3.2 * unit - bottom,
        side_start=margin,
        side_top=side,
        side_width=width,
        side_bottom=side - 3.0 * unit,
        foot_top=bottom - 0.3 * unit,
    )


def _portrait(settings: SizeConfig) -> Page:
    unit = settings.type_pt * MM_PER_PT
    margin = 1.7 * unit
    head = (TITLE_OF_TWO * _LINE * 2 + SUBTITLE * _LINE * 2) * unit + 1.2 * unit
    foot = TINY * _LINE * 6 * unit + 0.6 * unit
    ticks = TINY * 1.5 * unit
    block = (19.0 if settings.height_mm / settings.width_mm >= _TALL_FROM else 16.2) * unit
    bottom = margin + foot + block + ticks
    top = settings.height_mm - margin - head
    return Page(
        width=settings.width_mm,
        height=settings.height_mm,
        size=settings.type_pt,
        landscape=False,
        margin=margin,
        title_top=settings.height_mm - margin,
        map_start=margin + ticks,
        map_bottom=bottom,
        map_width=settings.width_mm - 2 * margin - ticks,
        map_height=top - bottom,
        side_start=margin,
        side_top=bottom - ticks - 0.5 * unit,
        side_width=settings.width_mm - 2 * margin,
        side_bottom=margin + foot,
        foot_top=margin + foot - 0.6 * unit,
    )
