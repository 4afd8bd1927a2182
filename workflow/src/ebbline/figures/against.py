"""The model beside what others published: a row a figure, as a multiple of the published one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ebbline.figures.page import SMALL
from ebbline.figures.sheet import Sheet
from ebbline.figures.texts import Texts
from ebbline.palette import Style
from ebbline.scene.record import Against

_ENDS = (1 / 8, 8.0)
_TIMES = {
    **{1 / n: f"times.1/{n}" for n in (8, 4, 2)},
    **{float(n): f"times.{n}" for n in (1, 2, 4, 8)},
}
_ROW, _HEAD, _FOOT = 1.6, 1.7, 1.9
_LABELS = 0.6


def height_of(rows: Sequence[Against], unit: float) -> float:
    """Return the height in millimetres that :func:`draw_against` needs."""
    return (_HEAD + _ROW * len(rows) + _FOOT) * unit if rows else 0.0


def draw_against(
    sheet: Sheet,
    rows: Sequence[Against],
    words: Texts,
    style: Style,
    *,
    top: float,
    start: float,
    width: float,
) -> None:
    """Draw the rows from ``top`` down, ``width`` millimetres wide from ``start``."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    unit = sheet.unit
    plot_start, plot_width = start + _LABELS * width, (1 - _LABELS) * width
    sheet.write(
        start, top - 1.1 * unit, words.text("area_chart.against"), weight=600, gid="against"
    )

    def x(ratio: float) -> float:
        share = math.log(min(max(ratio, _ENDS[0]), _ENDS[1]) / _ENDS[0])
        return sheet.x(plot_start + share / math.log(_ENDS[1] / _ENDS[0]) * plot_width)

    def line(x0: float, x1: float, y0: float, y1: float, **look: Any) -> None:
        sheet.axes.add_artist(Line2D([x0, x1], [y0, y1], **look))

    first = top - _HEAD * unit
    bottom = first - _ROW * len(rows) * unit
    for tick in _TIMES:
        strong = tick == 1.0
        colour = sheet.colours["quiet" if strong else "outside"]
        line(x(tick), x(tick), bottom, first, color=colour, linewidth=0.7 if strong else 0.6)
        start_x = sheet.width - x(tick) if sheet.right_to_left else x(tick)
        text = words.text(_TIMES[tick])
        _small(sheet, start_x, bottom - 1.15 * unit, text, align="middle", gid="tick")
    note = words.text("area_chart.against_note")
    _small(sheet, start, bottom - 1.15 * unit, note, align="start", gid="tick")
    scale = sheet.size / 7
    for number, row in enumerate(rows):
        y = first - (number + 0.5) * _ROW * unit
        _small(sheet, start, y - 0.3 * unit, row.label[words.lang], align="start", gid="against")
        low, high = sorted(x(v) for v in row.published)
        if high - low > 0.1:
            box = Rectangle((low, y - 0.5 * unit), high - low, unit, zorder=1)
            box.set(facecolor=sheet.colours["border"], alpha=0.45, linewidth=0)
            sheet.axes.add_artist(box)
        line(x(row.low), x(row.high), y, y, color=style.fill, linewidth=1.3 * scale, zorder=3)
        for value in (row.low, row.high):
            if not _ENDS[0] <= value <= _ENDS[1]:
                beyond = "<" if (value < 1) != sheet.right_to_left else ">"
                _mark(sheet, x(value), y, beyond, 3.6 * scale, style.fill, style.fill)
        inside = style.fill if row.within else sheet.colours["land"]
        _mark(sheet, x(row.model), y, "o", 4.8 * scale, inside, style.fill)


def _mark(sheet: Sheet, x: float, y: float, marker: str, size: float, fill: str, edge: str) -> None:
    from matplotlib.lines import Line2D

    dot = Line2D([x], [y], marker=marker, markersize=size, linestyle="none", zorder=4)
    dot.set(markerfacecolor=fill, markeredgecolor=edge, markeredgewidth=1.0)
    sheet.axes.add_artist(dot)


def _small(sheet: Sheet, start: float, base: float, text: str, *, align: str, gid: str) -> None:
    sheet.write(
        start,
        base,
        text,
        scale=SMALL,
        colour="quiet" if gid == "tick" else "ink",
        align=align,
        gid=gid,
    )
