"""Who held each town when: a row a town, along the river, time with the reading direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ebbline.figures import typography as type_
from ebbline.figures.charts import ChartSetting, day_x, draw_days
from ebbline.figures.flow import Entry, flow
from ebbline.figures.ink import HATCHES, Fill, mix, paint
from ebbline.figures.legend import Legend
from ebbline.figures.mapping import draw_foot, draw_head
from ebbline.figures.page import SMALL
from ebbline.figures.sheet import MM_PER_PT, Box, Sheet
from ebbline.figures.territory import Look
from ebbline.vocabulary import Certainty

if TYPE_CHECKING:
    from matplotlib.path import Path


@dataclass(frozen=True)
class Span:
    """A time over which a town's state is one: days ``[start, end)`` inside the chart."""

    start: date
    end: date
    holder: str
    rival: str
    contested: bool
    certainty: Certainty
    inferred: bool


@dataclass(frozen=True)
class Row:
    """A town's row: its spans, the days of its claims, the day from which it is stale."""

    place_id: str
    name: str
    main: bool
    spans: tuple[Span, ...]
    claims: tuple[date, ...]
    stale: tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Strip:
    """The strip chart; ``groups`` are headings (empty: none) with their rows."""

    title: str
    subtitle: str
    footer: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    first: date
    last: date


def draw_strip(content: Strip, setting: ChartSetting) -> Sheet:
    """Return the strip chart; its page is as high as its rows need."""
    rows = sum(len(rows) for _, rows in content.groups)
    headings = sum(1 for heading, _ in content.groups if heading)
    setting = _tall(setting, rows + headings).fitted(content.footer)
    sheet, page = setting.sheet(), setting.page
    unit = sheet.unit
    names = setting.words.names()
    top = draw_head(sheet, page, content.title, content.subtitle, names=names) - 0.9 * unit
    widest = max(
        type_.width(r.name, sheet.size * SMALL, type_.SEMIBOLD)
        for _, group in content.groups
        for r in group
    )
    start = page.margin + widest * MM_PER_PT + 0.8 * unit
    key = 5.2 if page.width / sheet.unit > 50 else 9.4
    bottom = page.foot_top + (0.4 + key + 2.4) * unit
    plot = sheet.box(start, bottom, page.width - page.margin - start, top - bottom)
    step = (top - bottom) / (rows + headings)
    _draw_weeks(sheet, content, plot)
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
    draw_days(sheet, content.first, content.last, setting.words, plot)
    _legend(sheet, content, setting, page.foot_top + (0.4 + key) * unit)
    draw_foot(sheet, page, content.footer)
    return sheet


def _tall(setting: ChartSetting, rows: int) -> ChartSetting:
    """Return the setting with a page that is high enough for ``rows`` rows."""
    unit = setting.size.type_pt * MM_PER_PT
    high = max(setting.size.height_mm, (rows * 1.45 + 26) * unit)
    size = setting.size.model_copy(update={"height_mm": min(high, 600.0)})
    return replace(setting, size=size)


def _x(sheet: Sheet, plot: Box, day: date, content: Strip) -> float:
    share = min(max(day_x(day, content.first, content.last), 0.0), 1.0)
    return plot.x + plot.width * (1 - share if sheet.right_to_left else share)


def _draw_weeks(sheet: Sheet, content: Strip, plot: Box) -> None:
    from matplotlib.lines import Line2D

    day = content.first
    while day <= content.last:
        x = _x(sheet, plot, day, content)
        sheet.axes.add_artist(
            Line2D(
                [x, x], [plot.y, plot.top], color=sheet.colours["outside"], linewidth=0.5, zorder=0
            )
        )
        day += timedelta(days=7)


def _bar(x0: float, x1: float, y: float, high: float) -> Path:
    from matplotlib.path import Path

    low, top = y - high / 2, y + high / 2
    return Path([(x0, low), (x1, low), (x1, top), (x0, top), (x0, low)], closed=True)


def span_fill(span: Span, setting: ChartSetting, *, stale: bool = False) -> Fill:
    """Return how a span is filled: as on the maps."""
    ground = "#FFFFFF"
    style = setting.styles[span.holder]
    rival = setting.styles.get(span.rival) if span.contested else None
    share = 0.45 if stale else 1.0
    face = mix(style.fill, ground, share)
    hatch, colour, width = "", style.edge, 0.0
    if rival is not None:
        hatch, colour, width = "////", rival.fill, 1.6
    elif span.certainty is not Certainty.CONFIRMED:
        face = mix(style.fill, ground, 0.6 * share)
        hatch, colour, width = HATCHES[style.pattern][:5], mix(style.edge, face, 0.6), 0.4
    return Fill(
        face, style.edge, 0.4, span.certainty is not Certainty.CONFIRMED, hatch, colour, width
    )


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
        x0, x1 = sorted((_x(sheet, plot, span.start, content), _x(sheet, plot, span.end, content)))
        gid = f"span-{row.place_id}-{span.holder}-{span.start.isoformat()}"
        if span.inferred:
            high = 0.16 * step
            fill = Fill(setting.styles[span.holder].fill, "none", 0, False, "", "", 0)
        else:
            high, fill = 0.66 * step, span_fill(span, setting)
        paint(sheet.axes, _bar(x0, x1, middle, high), fill, scale=scale, zorder=3, gid=gid)
    for begin, end in row.stale:
        x0, x1 = sorted((_x(sheet, plot, begin, content), _x(sheet, plot, end, content)))
        veil = Fill("#FFFFFF", "none", 0, False, "", "", 0)
        paint(sheet.axes, _bar(x0, x1, middle, 0.3 * step), veil, scale=scale, zorder=4)
    for day in row.claims:
        x = _x(sheet, plot, day, content)
        half = plot.width / ((content.last - content.first).days + 1) / 2
        x += -half if sheet.right_to_left else half
        low, top = middle + 0.3 * step, middle + 0.47 * step
        sheet.axes.add_artist(
            Line2D([x, x], [low, top], color=sheet.colours["ink"], linewidth=0.8 * scale, zorder=6)
        )


def _legend(sheet: Sheet, content: Strip, setting: ChartSetting, top: float) -> None:
    words = setting.words
    legend = Legend(sheet, Look(setting.styles, setting.colours, setting.size.type_pt), words)
    page = setting.page
    unit = sheet.unit
    spans = [s for _, rows in content.groups for r in rows for s in r.spans]
    holders = [h for h in setting.styles if any(s.holder == h for s in spans)]
    columns = 4 if page.width / unit > 50 else 2
    gap = 1.2 * unit
    width = (page.width - 2 * page.margin - (columns - 1) * gap) / columns
    indent = 2.9 * unit
    entries: list[Entry] = []

    def add(text: str, fill: Fill) -> None:
        entries.append(legend.text(text, width, legend.swatch(fill), indent))

    sample: dict[str, Span] = {}
    for span in spans:
        kind = "contested" if span.contested else "inferred" if span.inferred else span.certainty
        sample.setdefault(str(kind), span)
    for holder in holders:
        style = setting.styles[holder]
        add(words.holder(holder, full=True), Fill(style.fill, style.edge, 0.4, False, "", "", 0))
    for kind in ("contested", "claimed", "disputed"):
        if kind in sample:
            add(words.text(f"towns_chart.{kind}"), span_fill(sample[kind], setting))
    if any(r.stale for _, rows in content.groups for r in rows):
        days = words.language.number(words.config.stale_after_days)
        style = setting.styles[holders[0]]
        text = words.text("towns_chart.stale", days=days)
        entries.append(legend.text(text, width, _hollow(legend, style.fill, style.edge), indent))
    if "inferred" in sample:
        style = setting.styles[sample["inferred"].holder]
        thin = _line(sheet, style.fill, 1.4 * setting.size.type_pt / 7, None)
        entries.append(legend.text(words.text("towns_chart.inferred"), width, thin, indent))
    dotted = _line(sheet, setting.colours["border"], 0.5, (1, 2))
    entries.append(legend.text(words.text("towns_chart.unknown"), width, dotted, indent))
    tick = _tick(sheet, setting)
    entries.append(legend.text(words.text("towns_chart.claim"), width, tick, indent))
    per_column = -(-len(entries) // columns)
    for number in range(columns):
        part = entries[number * per_column : (number + 1) * per_column]
        if part:
            start = page.margin + number * (width + gap)
            flow(part, [(start, top, width, 0.0)])


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


def along_river(
    positions: dict[str, tuple[float, float]],
    river: Sequence[tuple[float, float]],
    *,
    within: float,
) -> list[str]:
    """Return the places within ``within`` of ``river`` in the order in which it passes them."""
    import shapely

    line = shapely.LineString(river)
    near = []
    for place, (x, y) in positions.items():
        point = shapely.Point(x, y)
        if line.distance(point) <= within:
            near.append((line.project(point), place))
    return [place for _, place in sorted(near)]
