"""The sheet that a figure is drawn on: millimetres, mirrored for right-to-left languages.

Furniture is written in *start* coordinates: millimetres from the edge where reading starts. The
same code so gives a left-to-right and a right-to-left page; maps themselves are never mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ebbline.figures import typography as type_

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROOM_FOR_OTHER_FONTS = 0.89
"""DejaVu Sans, the widest font that programs fall back on, is 1.127 times as wide as ours."""
MM_PER_PT = 25.4 / 72
SMALLEST_PT = 5.0
SHRINKS = (1.0, 0.94, 0.88, 0.82)
"""The sizes that a paragraph without enough room is tried in, as shares of its own."""


@dataclass(frozen=True)
class Box:
    """A box on the sheet in millimetres, from its lower left corner (not mirrored)."""

    x: float
    y: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.y + self.height


@dataclass(frozen=True)
class Sheet:
    """A page of ``width`` by ``height`` millimetres; ``size`` is that of running text in points."""

    figure: Figure
    axes: Axes
    width: float
    height: float
    size: float
    right_to_left: bool
    colours: dict[str, str]

    @property
    def unit(self) -> float:
        """The size of running text in millimetres: the measure of margins and gaps."""
        return self.size * MM_PER_PT

    def points(self, scale: float) -> float:
        """Return ``scale`` times the running text in points, but nothing too small to print."""
        return max(self.size * scale, SMALLEST_PT)

    def x(self, start: float) -> float:
        """Return the sheet's x of a place ``start`` millimetres from where reading starts."""
        return self.width - start if self.right_to_left else start

    def box(self, start: float, y: float, width: float, height: float) -> Box:
        """Return the box that begins ``start`` millimetres from where reading starts."""
        left = self.width - start - width if self.right_to_left else start
        return Box(left, y, width, height)

    def panel(self, box: Box, *, zorder: float = 0) -> Axes:
        """Return axes that fill ``box``."""
        return self.figure.add_axes(
            (
                box.x / self.width,
                box.y / self.height,
                box.width / self.width,
                box.height / self.height,
            ),
            zorder=zorder,
        )

    def write(
        self,
        start: float,
        base: float,
        text: str,
        *,
        scale: float = 1.0,
        weight: int = type_.REGULAR,
        colour: str = "ink",
        align: str = "start",
        gid: str = "text",
        rotation: float = 0.0,
    ) -> Any:
        """Write one line with its base line at ``base``; ``align`` is start, middle or end."""
        if self.right_to_left:
            text = type_.right_to_left(text)
        sides = {"start": "left", "end": "right", "middle": "center"}
        if self.right_to_left:
            sides |= {"start": "right", "end": "left"}
        artist = self.axes.text(
            self.x(start),
            base,
            text,
            fontproperties=type_.font(self.points(scale), weight),
            color=self.colours.get(colour, colour),
            ha=sides[align],
            va="baseline",
            rotation=rotation,
            rotation_mode="anchor",
            gid=gid,
            zorder=10,
        )
        artist.set_parse_math(False)
        return artist

    def paragraph(
        self,
        start: float,
        top: float,
        room: float,
        text: str,
        *,
        scale: float = 1.0,
        weight: int = type_.REGULAR,
        colour: str = "ink",
        lines: int = 99,
        balance: bool = False,
        gid: str = "text",
    ) -> float:
        """Write wrapped ``text`` from ``top`` down and return where it ends.

        If it needs more than ``lines`` lines it is set smaller, down to four fifths (and never
        under 5 points), and then cut with an ellipsis.
        """
        for shrink in SHRINKS:
            used = max(self.size * scale * shrink, min(SMALLEST_PT, self.size * scale))
            break_ = type_.balanced if balance else type_.wrap
            found = break_(text, room / MM_PER_PT, used, weight)
            if len(found) <= lines:
                break
        else:
            found = [*found[: lines - 1], found[lines - 1].rstrip(" ،,;·") + " …"]
        step = type_.line_height(used, text) * MM_PER_PT
        base = top - used * 0.98 * MM_PER_PT
        for line in found:
            self.write(
                start, base, line, scale=used / self.size, weight=weight, colour=colour, gid=gid
            )
            base -= step
        return top - step * len(found)

    def height_of(self, text: str, room: float, *, scale: float, weight: int = 400) -> float:
        """Return the height in millimetres of ``text`` wrapped to ``room`` millimetres."""
        found = type_.wrap(text, room / MM_PER_PT, self.size * scale, weight)
        return len(found) * type_.line_height(self.size * scale, text) * MM_PER_PT


def new_sheet(
    width: float, height: float, size: float, *, right_to_left: bool, colours: dict[str, str]
) -> Sheet:
    """Return an empty white sheet of ``width`` by ``height`` millimetres."""
    from matplotlib.figure import Figure

    from ebbline.figures.canvas import canvas_of

    type_.register()
    figure = Figure(figsize=(width / 25.4, height / 25.4), dpi=300, facecolor="white")
    canvas_of(figure)
    axes = figure.add_axes((0, 0, 1, 1), zorder=5)
    axes.set_axis_off()
    axes.patch.set_visible(False)
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    return Sheet(figure, axes, width, height, size, right_to_left, colours)
