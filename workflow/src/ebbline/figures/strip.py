"""Who held each town when: a row a town, along the river, time with the reading direction."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ebbline.figures import typography as type_
from ebbline.figures.charts import ChartSetting, day_x, draw_days
from ebbline.figures.flow import Entry, flow
from ebbline.figures.ink import Fill, paint
from ebbline.figures.legend import Legend
from ebbline.figures.mapping import draw_foot, draw_head
from ebbline.figures.page import SMALL
from ebbline.figures.sheet import MM_PER_PT, Box, Sheet
from ebbline.figures.territory import Look
from ebbline.palette import mix
from ebbline.scene.record import Age, Scene, Symbol, TownsChart
from ebbline.symbols import HATCHES

if TYPE_CHECKING:
    from matplotlib.path import Path

_DAY = timedelta(days=1)
_TALLEST_MM = 1200.0
_LEGEND, _LEGEND_OF_TWO, _GAP = 5.2, 9.4, 1.2
"""Usual height of a legend of four columns and of two, and the air between columns, in units of the
running text; a legend that needs more makes the page higher."""


@dataclass(frozen=True)
class Span:
    """A time over which a place stands one way, both days included."""

    first: date
    last: date
    symbol: Symbol
    age: Age
    holder: str
    rival: str
    besieged: bool
    inferred: bool


@dataclass(frozen=True)
class Row:
    """A place's row; ``old`` are days that no report speaks of, ``windows`` those of changes."""

    place_id: str
    name: str
    main: bool
    spans: tuple[Span, ...]
    old: tuple[tuple[date, date, Age], ...]
    claims: tuple[date, ...]
    windows: tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Strip:
    """The strip chart; ``groups`` are headings (empty: none) with their rows."""

    title: str
    subtitle: str
    footer: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    first: date
    last: date


def strip_content(scene: Scene, chart: TownsChart, lang: str) -> Strip:
    """Return the chart of a scene as it is read in ``lang``."""
    first, last = scene.case.first, scene.case.last

    def spans(place_id: str) -> tuple[Span, ...]:
        found = []
        for run in scene.place[place_id].runs:
            kind = scene.kinds[run.kind]
            begin, end = max(run.first, first), min(run.last or last, last)
            if begin <= end and kind.holder:
                inferred = kind.evidence == "inferred"
                marks = (kind.symbol, kind.age, kind.holder, kind.rival, kind.besieged)
                found.append(Span(begin, end, *marks, inferred))
        return tuple(found)

    def joined(spans_: tuple[Span, ...]) -> tuple[Span, ...]:
        """Return the spans with those put together that only grow stale."""
        found: list[Span] = []
        for span in spans_:
            last = found[-1] if found else None
            goes_on = last is not None and last.last + _DAY == span.first
            if last and goes_on and Age.LATER not in (last.age, span.age):
                whole = replace(last, last=span.last)
                if replace(span, first=last.first, age=last.age) == whole:
                    found[-1] = whole
                    continue
            found.append(span)
        return tuple(found)

    return Strip(
        title=chart.text.title[lang],
        subtitle=chart.text.subtitle[lang],
        footer=tuple(text[lang] for text in chart.footer),
        groups=tuple(
            (
                group.heading[lang],
                tuple(
                    Row(
                        place_id=row.place,
                        name=scene.place[row.place].name[lang],
                        main=row.main,
                        spans=joined(spans(row.place)),
                        old=tuple(
                            (s.first, s.last, s.age)
                            for s in spans(row.place)
                            if s.age is not Age.FRESH and not s.inferred
                        ),
                        claims=row.claims,
                        windows=row.windows,
                    )
                    for row in group.rows
                ),
            )
            for group in chart.groups
        ),
        first=first,
        last=last,
    )


def draw_strip(content: Strip, setting: ChartSetting) -> Sheet:
    """Return the strip chart; its page is as high as its rows need."""
    rows = sum(len(rows) for _, rows in content.groups)
    headings = sum(1 for heading, _ in content.groups if heading)
    unit = setting.size.type_pt * MM_PER_PT
    usual = _LEGEND if _columns(setting) > 2 else _LEGEND_OF_TWO
    measured = _legend(setting.sheet(), content, setting)
    key = max(usual, *(sum(e.height for e in part) / unit for part in measured))
    setting = _tall(setting, rows + headings, key - usual).fitted(content.footer)
    sheet, page = setting.sheet(), setting.page
    names = setting.words.names()
    top = draw_head(sheet, page, content.title, content.subtitle, names=names) - 0.9 * unit
    widest = max(
        type_.width(r.name, sheet.size * SMALL, type_.SEMIBOLD)
        for _, group in content.groups
        for r in group
    )
    start = page.margin + widest * MM_PER_PT + 0.8 * unit
    bottom = page.foot_top + (0.4 + key + 2.4) * unit
    plot = sheet.box(start, bottom, page.width - page.margin - start, top - bottom)
    step = (top - bottom) / (rows + headings)
    for x in draw_days(sheet, content.first, content.last, setting.words, plot):
        _draw_grid(sheet, plot, x)
    level = top
    for heading, group in content.groups:
        if heading:
            sheet.write(
                page.margin, level - 0.72 * step, heading, scale=SMALL, colour="quiet", gid="group"
            )
            level -= step
        for row in group:
            _draw_row(sheet, row, content, setting, plot, level, step)
            level -= step
    columns = _legend(sheet, content, setting)
    width = _column_width(setting)
    for number, part in enumerate(columns):
        at = page.margin + number * (width + _GAP * unit)
        flow(part, [(at, page.foot_top + (0.4 + key) * unit, width, 0.0)])
    draw_foot(sheet, page, content.footer)
    return sheet


def _columns(setting: ChartSetting) -> int:
    return 4 if setting.page.width / (setting.size.type_pt * MM_PER_PT) > 50 else 2


def _column_width(setting: ChartSetting) -> float:
    """Return the width of a column of the legend in millimetres."""
    page, count = setting.page, _columns(setting)
    gaps = (count - 1) * _GAP * setting.size.type_pt * MM_PER_PT
    return (page.width - 2 * page.margin - gaps) / count


def _tall(setting: ChartSetting, rows: int, more: float) -> ChartSetting:
    """Return the setting with a page that is high enough for ``rows`` rows.

    ``more`` is how much higher than usual the legend is, in units of the running text.
    """
    unit = setting.size.type_pt * MM_PER_PT
    high = max(setting.size.height_mm, (rows * 1.45 + 26 + more) * unit)
    size = setting.size.model_copy(update={"height_mm": min(high, _TALLEST_MM)})
    return replace(setting, size=size)


def _x(sheet: Sheet, plot: Box, day: date, content: Strip) -> float:
    share = min(max(day_x(day, content.first, content.last), 0.0), 1.0)
    return plot.x + plot.width * (1 - share if sheet.right_to_left else share)


def _draw_grid(sheet: Sheet, plot: Box, x: float) -> None:
    from matplotlib.lines import Line2D

    line = Line2D([x, x], [plot.y, plot.top], color=sheet.colours["outside"], linewidth=0.5)
    line.set_zorder(0)
    sheet.axes.add_artist(line)


def _bar(x0: float, x1: float, y: float, high: float) -> Path:
    from matplotlib.path import Path

    low, top = y - high / 2, y + high / 2
    return Path([(x0, low), (x1, low), (x1, top), (x0, top), (x0, low)], closed=True)


def span_fill(span: Span, setting: ChartSetting) -> Fill:
    """Return how a span is filled: as on the maps."""
    ground = "#FFFFFF"
    style = setting.styles[span.holder]
    rival = setting.styles.get(span.rival) if span.symbol is Symbol.CONTESTED else None
    unsure = span.symbol in (Symbol.CLAIMED, Symbol.DISPUTED)
    face = style.fill
    hatch, colour, width = "", style.edge, 0.0
    if rival is not None:
        hatch, colour, width = "////", rival.fill, 1.6
    elif unsure:
        face = mix(style.fill, ground, 0.6)
        hatch, colour, width = HATCHES[style.pattern][:5], mix(style.edge, face, 0.6), 0.4
    return Fill(face, style.edge, 0.4, unsure or span.age is Age.LATER, hatch, colour, width)


def _draw_row(
    sheet: Sheet,
    row: Row,
    content: Strip,
    setting: ChartSetting,
    plot: Box,
    level: float,
    step: float,
) -> None:
    from matplotlib.lines import Line2D

    unit = sheet.unit
    middle = level - step / 2
    start = (sheet.width - plot.x - plot.width) if sheet.right_to_left else plot.x
    sheet.write(
        start - 0.5 * unit,
        middle - 0.28 * unit,
        row.name,
        scale=SMALL,
        weight=type_.SEMIBOLD if row.main else type_.REGULAR,
        align="end",
        gid=f"row-{row.place_id}",
    )
    sheet.axes.add_artist(
        Line2D(
            [plot.x, plot.x + plot.width],
            [middle, middle],
            color=sheet.colours["border"],
            linewidth=0.5,
            dashes=(1, 2),
            zorder=1,
        )
    )
    scale = setting.size.type_pt / 7
    for span in row.spans:
        x0, x1 = sorted(
            (_x(sheet, plot, span.first, content), _x(sheet, plot, span.last + _DAY, content))
        )
        gid = f"span-{row.place_id}-{span.holder}-{span.first.isoformat()}"
        if span.inferred:
            high = 0.16 * step
            fill = Fill(setting.styles[span.holder].fill, "none", 0, False, "", "", 0)
        else:
            high, fill = 0.66 * step, span_fill(span, setting)
        paint(sheet.axes, _bar(x0, x1, middle, high), fill, scale=scale, zorder=3, gid=gid)
    for begin, end, _ in row.old:
        x0, x1 = sorted((_x(sheet, plot, begin, content), _x(sheet, plot, end + _DAY, content)))
        veil = Fill("#FFFFFF", "none", 0, False, "", "", 0)
        paint(sheet.axes, _bar(x0, x1, middle, 0.3 * step), veil, scale=scale, zorder=4)
    for begin, end in row.windows:
        x0, x1 = sorted((_x(sheet, plot, begin, content), _x(sheet, plot, end + _DAY, content)))
        y, foot = middle - 0.42 * step, middle - 0.3 * step
        bracket = Line2D([x0, x0, x1, x1], [foot, y, y, foot], zorder=6)
        bracket.set(color=sheet.colours["ink"], linewidth=0.7 * scale)
        bracket.set_gid(f"window-{row.place_id}-{begin.isoformat()}")
        sheet.axes.add_artist(bracket)
    for day in row.claims:
        x = _x(sheet, plot, day, content)
        half = plot.width / ((content.last - content.first).days + 1) / 2
        x += -half if sheet.right_to_left else half
        low, top = middle + 0.3 * step, middle + 0.47 * step
        sheet.axes.add_artist(
            Line2D([x, x], [low, top], color=sheet.colours["ink"], linewidth=0.8 * scale, zorder=6)
        )


def _legend(sheet: Sheet, content: Strip, setting: ChartSetting) -> list[list[Entry]]:
    """Return the columns of the legend, with entries for what the chart has."""
    words = setting.words
    legend = Legend(sheet, Look(setting.styles, setting.colours, setting.size.type_pt), words)
    unit = sheet.unit
    spans = [s for _, rows in content.groups for r in rows for s in r.spans]
    holders = [h for h in setting.styles if any(s.holder == h for s in spans)]
    width = _column_width(setting)
    indent = 2.9 * unit
    entries: list[Entry] = []

    def add(text: str, fill: Fill) -> None:
        entries.append(legend.text(text, width, legend.swatch(fill), indent))

    sample: dict[str, Span] = {}
    for span in spans:
        sample.setdefault("inferred" if span.inferred else str(span.symbol), span)
        if span.age is Age.LATER:
            sample.setdefault("later", span)
    ages = {age for _, rows in content.groups for row in rows for _, _, age in row.old}
    if Age.STALE in ages:
        sample.setdefault("stale", spans[0])
    for holder in holders:
        style = setting.styles[holder]
        add(words.holder(holder, full=True), Fill(style.fill, style.edge, 0.4, False, "", "", 0))
    for kind in ("contested", "claimed", "disputed"):
        if kind in sample:
            add(words.text(f"towns_chart.{kind}"), span_fill(sample[kind], setting))
    for age, text in (("stale", "towns_chart.stale"), ("later", "legend.place_later")):
        if age in sample:
            style = setting.styles[sample[age].holder]
            hollow = _hollow(legend, style.fill, style.edge)
            entries.append(legend.text(words.text(text), width, hollow, indent))
    if "inferred" in sample:
        style = setting.styles[sample["inferred"].holder]
        thin = _line(sheet, style.fill, 1.4 * setting.size.type_pt / 7, None)
        entries.append(legend.text(words.text("towns_chart.inferred"), width, thin, indent))
    dotted = _line(sheet, setting.colours["border"], 0.5, (1, 2))
    entries.append(legend.text(words.text("towns_chart.unknown"), width, dotted, indent))
    if any(row.windows for _, rows in content.groups for row in rows):
        bracket = _bracket(sheet, setting)
        entries.append(legend.text(words.text("towns_chart.window"), width, bracket, indent))
    tick = _tick(sheet, setting)
    entries.append(legend.text(words.text("towns_chart.claim"), width, tick, indent))
    per_column = math.ceil(len(entries) / _columns(setting))
    return [entries[n : n + per_column] for n in range(0, len(entries), per_column)]


def _hollow(legend: Legend, fill: str, edge: str) -> Callable[[float, float], None]:
    outer = legend.swatch(Fill(fill, edge, 0.4, False, "", "", 0))

    def draw(start: float, y: float) -> None:
        outer(start, y)
        sheet = legend.sheet
        x = sheet.x(start)
        wide, high = 2.1 * sheet.unit, 0.42 * sheet.unit
        veil = Fill("#FFFFFF", "none", 0, False, "", "", 0)
        paint(sheet.axes, _bar(x - wide / 2, x + wide / 2, y, high), veil, zorder=9)

    return draw


def _line(
    sheet: Sheet, colour: str, width: float, dashes: tuple[int, int] | None
) -> Callable[[float, float], None]:
    from matplotlib.lines import Line2D

    def draw(start: float, y: float) -> None:
        x, half = sheet.x(start), 1.05 * sheet.unit
        line = Line2D([x - half, x + half], [y, y], color=colour, linewidth=width, zorder=9)
        if dashes is not None:
            line.set_dashes(dashes)
        sheet.axes.add_artist(line)

    return draw


def _bracket(sheet: Sheet, setting: ChartSetting) -> Callable[[float, float], None]:
    from matplotlib.lines import Line2D

    def draw(start: float, y: float) -> None:
        x, half, foot = sheet.x(start), 0.9 * sheet.unit, 0.25 * sheet.unit
        line = Line2D([x - half, x - half, x + half, x + half], [y + foot, y, y, y + foot])
        line.set(color=sheet.colours["ink"], linewidth=0.7 * setting.size.type_pt / 7, zorder=9)
        sheet.axes.add_artist(line)

    return draw


def _tick(sheet: Sheet, setting: ChartSetting) -> Callable[[float, float], None]:
    from matplotlib.lines import Line2D

    def draw(start: float, y: float) -> None:
        x = sheet.x(start)
        sheet.axes.add_artist(
            Line2D(
                [x, x],
                [y - 0.2 * sheet.unit, y + 0.2 * sheet.unit],
                color=sheet.colours["ink"],
                linewidth=0.8 * setting.size.type_pt / 7,
                zorder=9,
            )
        )

    return draw
