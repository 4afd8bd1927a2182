"""Held area through time: both conventions, their intervals, and the days that matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from ebbline.config.figures import SizeConfig
from ebbline.figures import typography as type_
from ebbline.figures.against import draw_against, height_of
from ebbline.figures.mapping import draw_foot, draw_head
from ebbline.figures.page import SMALL, TINY, Page, page_of
from ebbline.figures.sheet import MM_PER_PT, Box, Sheet, new_sheet
from ebbline.figures.texts import Texts
from ebbline.palette import Style, mix
from ebbline.scene.record import AreaChart, Series, Tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_PANELS_OF_A_PAGE = 3
_MORE_PANEL_MM = 26.0
"""What each further panel adds to the height of the page."""


@dataclass(frozen=True, eq=False)
class ChartSetting:
    """What the charts of a size and a language share."""

    size: SizeConfig
    words: Texts
    styles: Mapping[str, Style]
    colours: dict[str, str]
    key: str
    foot_top: float | None = None
    """Where the small print begins, in millimetres, if not where maps have it."""

    @property
    def page(self) -> Page:
        """The division of the page."""
        page = page_of(self.size)
        return page if self.foot_top is None else replace(page, foot_top=self.foot_top)

    def taller(self, millimetres: float) -> ChartSetting:
        """Return the setting with a page that is higher."""
        high = min(self.size.height_mm + millimetres, 600.0)
        return replace(self, size=self.size.model_copy(update={"height_mm": high}))

    def fitted(self, footer: Sequence[str]) -> ChartSetting:
        """Return the setting with a page that is lower by what ``footer`` does not need."""
        page, size = self.page, self.size.type_pt * TINY
        room = (page.width - 2 * page.margin) / MM_PER_PT
        lines = [line for text in footer for line in type_.wrap(text, room, size)]
        needed = sum(type_.line_height(size, line) for line in lines) * MM_PER_PT
        foot_top = min(page.margin + needed + 0.3 * size * MM_PER_PT, page.foot_top)
        high = self.size.height_mm - (page.foot_top - foot_top)
        size_ = self.size.model_copy(update={"height_mm": high})
        return replace(self, size=size_, foot_top=foot_top)

    def sheet(self) -> Sheet:
        """Return an empty sheet."""
        page = self.page
        return new_sheet(
            page.width,
            page.height,
            page.size,
            right_to_left=self.words.right_to_left,
            colours=self.colours,
        )


@dataclass(frozen=True)
class AreaContent:
    """The chart of held area as it is read in one language."""

    chart: AreaChart
    lang: str
    subject: str
    first: date
    last: date

    @property
    def footer(self) -> tuple[str, ...]:
        """The small print."""
        return tuple(text[self.lang] for text in self.chart.footer)

    @property
    def marks(self) -> tuple[tuple[date, str, str], ...]:
        """The days marked: day, holder, what happened."""
        return tuple((m.day, m.holder, m.text[self.lang]) for m in self.chart.marks)


def draw_area(content: AreaContent, setting: ChartSetting) -> Sheet:
    """Return the chart of held area: a panel a series, each with the scale that it has."""
    chart = content.chart
    extra = height_of(chart.against, setting.size.type_pt * MM_PER_PT)
    more = max(0, len(chart.series) - _PANELS_OF_A_PAGE) * _MORE_PANEL_MM
    setting = setting.taller(extra + more).fitted(content.footer)
    sheet, page = setting.sheet(), setting.page
    unit = sheet.unit
    names = setting.words.names()
    top = draw_head(sheet, page, *_heading(content), names=names) - 0.9 * unit
    bottom = page.foot_top + 2.6 * unit + extra
    rows = _mark_rows(content, page, unit)
    gap = 2.4 * unit
    count = max(1, len(chart.series))
    room = top - bottom - (max(rows.values(), default=-1) + 1) * 1.25 * unit - 0.6 * unit
    high = (room - (count - 1) * gap - count * 1.5 * unit) / count
    start, wide = _plot_span(page, unit)
    level = bottom
    boxes = []
    for series in reversed(chart.series):
        box = sheet.box(start, level, wide, high)
        axes = sheet.panel(box)
        _draw_series(axes, series, content, setting, sheet, box)
        base = level + high + 0.5 * unit
        sheet.write(start, base, series.label[content.lang], weight=type_.SEMIBOLD, gid="series")
        boxes.append(box)
        level += high + gap + 1.5 * unit
    _draw_marks(sheet, content, setting, rows, boxes, top)
    if boxes:
        draw_days(sheet, content.first, content.last, setting.words, boxes[0])
    if chart.against:
        draw_against(
            sheet,
            chart.against,
            setting.words,
            setting.styles[content.subject],
            top=page.foot_top + 0.5 * unit + extra,
            start=page.margin,
            width=page.width - 2 * page.margin - 3.0 * unit,
        )
    draw_foot(sheet, page, content.footer)
    return sheet


def _plot_span(page: Page, unit: float) -> tuple[float, float]:
    """Return start and width of the plots: room for the scale before, for the values after."""
    start = page.margin + 4.2 * unit
    return start, page.width - page.margin - start - 9.0 * unit


def day_x(day: date, content_first: date, content_last: date) -> float:
    """Return where ``day`` begins as a share of the time from first to last, inclusive."""
    return (day - content_first).days / ((content_last - content_first).days + 1)


def _x(sheet: Sheet, box: Box, share: float) -> float:
    """Return the sheet's x of a share of the time axis; time runs with the reading direction."""
    return box.x + box.width * (1 - share if sheet.right_to_left else share)


def _draw_series(
    axes: Axes,
    series: Series,
    content: AreaContent,
    setting: ChartSetting,
    sheet: Sheet,
    box: Box,
) -> None:
    style = setting.styles[series.holder]
    ceiling = series.ticks[-1]
    axes.set_xlim((1, 0) if sheet.right_to_left else (0, 1))
    axes.set_ylim(0, ceiling)
    axes.set_facecolor("white")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(setting.colours["quiet"])
    axes.spines["bottom"].set_linewidth(0.6)
    axes.set_xticks([])
    axes.set_yticks([])
    edges = [day_x(d, content.first, content.last) for d in series.days] + [1.0]
    x = np.repeat(edges, 2)[1:-1]
    for step in series.ticks[1:]:
        axes.axhline(step, color=setting.colours["outside"], linewidth=0.6, zorder=0)
    low = np.repeat([np.nan if v is None else v for v in series.low], 2)
    high = np.repeat([np.nan if v is None else v for v in series.high], 2)
    axes.fill_between(x, low, high, color=mix(style.fill, "#FFFFFF", 0.25), linewidth=0, zorder=1)
    axes.plot(
        x,
        np.repeat(series.values, 2),
        color=style.fill,
        linewidth=1.6 * setting.size.type_pt / 7,
        solid_joinstyle="round",
        zorder=3,
    )
    for step, text in zip(series.ticks, series.tick_texts[content.lang], strict=True):
        base = box.y + step / ceiling * box.height - 0.26 * sheet.unit
        edge = box.x + box.width if sheet.right_to_left else box.x
        start = sheet.width - edge if sheet.right_to_left else edge
        sheet.write(
            start - 0.5 * sheet.unit,
            base,
            text,
            scale=SMALL,
            colour="quiet",
            align="end",
            gid="tick",
        )
    _end_values(sheet, series, content.lang, box, ceiling)


def _end_values(sheet: Sheet, series: Series, lang: str, box: Box, ceiling: float) -> None:
    """Write the last value beside the end of the line."""
    after = box.width + 0.6 * sheet.unit
    start = (sheet.width - box.x - box.width if sheet.right_to_left else box.x) + after
    y = box.y + series.values[-1] / ceiling * box.height
    lines = [text for text in (series.last_value[lang], series.last_interval[lang]) if text]
    base = max(y + 0.2 * sheet.unit, box.y + (len(lines) - 1) * 1.2 * sheet.unit)
    for number, line in enumerate(lines):
        sheet.write(
            start,
            base - number * 1.2 * sheet.unit,
            line,
            scale=SMALL,
            weight=type_.SEMIBOLD if number == 0 else type_.REGULAR,
            gid="value",
        )


def _heading(content: AreaContent) -> tuple[str, str]:
    text = content.chart.text
    return text.title[content.lang], text.subtitle[content.lang]


def _mark_rows(content: AreaContent, page: Page, unit: float) -> dict[int, int]:
    """Return in which row each mark's text stands, from the top.

    A mark stands under every earlier one whose text reaches its day, so that no line crosses a
    text.
    """
    _, wide = _plot_span(page, unit)
    limit = wide + 9.0 * unit
    ends: list[tuple[float, int]] = []
    rows: dict[int, int] = {}
    for number, (day, _, text) in enumerate(content.marks):
        line = day_x(day, content.first, content.last) * wide
        taken = type_.width(text, page.size * SMALL) * MM_PER_PT
        at = min(line + 0.35 * unit, limit - taken - 0.1 * unit)
        rows[number] = max((row + 1 for end, row in ends if end + 0.8 * unit > at), default=0)
        ends.append((at + taken, rows[number]))
    return rows


def _draw_marks(
    sheet: Sheet,
    content: AreaContent,
    setting: ChartSetting,
    rows: Mapping[int, int],
    boxes: Sequence[Box],
    top: float,
) -> None:
    """Draw the days that matter: a line through the panels, its text above them."""
    from matplotlib.lines import Line2D

    unit = sheet.unit
    start, wide = _plot_span(setting.page, unit)
    limit = start + wide + 9.0 * unit
    for number, (day, holder, text) in enumerate(content.marks):
        share = day_x(day, content.first, content.last)
        x = _x(sheet, boxes[0], share)
        base = top - (rows[number] + 1) * 1.25 * unit
        style = setting.styles.get(holder)
        colour = style.edge if style else setting.colours["quiet"]
        sheet.axes.add_artist(
            Line2D(
                [x, x],
                [boxes[0].y, base - 0.25 * unit],
                color=colour,
                linewidth=0.5,
                zorder=8,
                dashes=(2, 1.5),
            )
        )
        taken = type_.width(text, sheet.size * SMALL) * MM_PER_PT
        place = min(start + share * wide + 0.35 * unit, limit - taken - 0.1 * unit)
        sheet.write(place, base, text, scale=SMALL, colour=colour, gid="mark")


def draw_days(sheet: Sheet, first: date, last: date, words: Texts, box: Box) -> list[float]:
    """Write days under ``box``, whose width is the time from ``first`` to ``last``.

    Those of the finest scale that has room. Returns where they stand, in x of the sheet.
    """
    from matplotlib.lines import Line2D

    unit = sheet.unit

    def width(tick: Tick) -> float:
        return type_.width(tick.text, sheet.size * SMALL) * MM_PER_PT + 1.2 * unit

    def fits(ticks: Sequence[Tick]) -> bool:
        at = [day_x(tick.day, first, last) * box.width for tick in ticks]
        return all(b - a >= width(tick) for a, b, tick in zip(at, at[1:], ticks, strict=False))

    shown = next((ticks for ticks in words.ticks if fits(ticks)), words.ticks[-1][:1])
    drawn = []
    for tick in shown:
        x = _x(sheet, box, day_x(tick.day, first, last))
        sheet.axes.add_artist(
            Line2D(
                [x, x], [box.y, box.y - 0.35 * unit], color=sheet.colours["quiet"], linewidth=0.6
            )
        )
        start = sheet.width - x if sheet.right_to_left else x
        sheet.write(start, box.y - 1.3 * unit, tick.text, scale=SMALL, colour="quiet", gid="tick")
        drawn.append(x)
    return drawn
