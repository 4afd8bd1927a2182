"""The small drawings of a legend: boxes of land, marks of towns, dots and circles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ebbline.figures.ink import Fill, Mark, fill_of, paint, stamp
from ebbline.figures.sheet import Sheet
from ebbline.figures.territory import Look, draw_dots
from ebbline.palette import Style
from ebbline.vocabulary import Certainty, Convention, Evidence


@dataclass(frozen=True)
class Symbols:
    """Draws symbols on ``sheet`` as the map in its ``look`` does.

    Each is a function of the middle of its place: start coordinate and height in millimetres.
    """

    sheet: Sheet
    look: Look

    @property
    def unit(self) -> float:
        """The size of running text in millimetres."""
        return self.sheet.unit

    def pair(self, fills: Sequence[Fill]) -> Callable[[float, float], None]:
        """Return a drawing of fills side by side in one box."""

        def draw(start: float, y: float) -> None:
            wide = 2.1 / len(fills)
            for number, fill in enumerate(fills):
                shift = (number - (len(fills) - 1) / 2) * wide
                self.swatch(fill, wide=wide, shift=shift)(start, y)

        return draw

    def swatch(
        self, fill: Fill, *, wide: float = 2.1, shift: float = 0.0
    ) -> Callable[[float, float], None]:
        """Return a drawing of a filled box, ``wide`` and moved by ``shift`` type sizes."""
        from matplotlib.path import Path

        wide = wide * self.unit

        def draw(start: float, y: float) -> None:
            high = 0.92 * self.unit
            x = self.sheet.x(start + shift * self.unit) - wide / 2
            corners = [(x, y - high / 2), (x + wide, y - high / 2), (x + wide, y + high / 2)]
            path = Path([*corners, (x, y + high / 2), (x, y - high / 2)], closed=True)
            paint(self.sheet.axes, path, fill, scale=self.look.scale, zorder=8)

        return draw

    def marker(self, mark: Mark) -> Callable[[float, float], None]:
        """Return a drawing of a town's mark."""

        def draw(start: float, y: float) -> None:
            x = self.sheet.x(start)
            stamp(
                self.sheet.axes, x, y, mark, colours=self.look.colours, zorder=9, gid="legend-mark"
            )

        return draw

    def fill(
        self,
        holder: str,
        rival: str,
        convention: Convention,
        evidence: Evidence,
        certainty: Certainty = Certainty.CONFIRMED,
    ) -> Fill:
        """Return the fill that the map uses."""
        return fill_of(
            self.look.styles[holder],
            self.look.styles.get(rival) if rival else None,
            convention=convention,
            evidence=evidence,
            certainty=certainty,
            ground=self.look.colours["land"],
        )

    def dot(self, style: Style | None) -> Callable[[float, float], None]:
        """Return a drawing of the dot of a settlement that no report of its own speaks of."""

        def draw(start: float, y: float) -> None:
            dots = draw_dots(self.sheet.axes, [self.sheet.x(start)], [y], style, self.look)
            dots.set_gid("legend-mark")

        return draw

    def rough(self) -> Callable[[float, float], None]:
        """Return a drawing of the circle within which a place of rough position lies."""
        from matplotlib.patches import Circle

        def draw(start: float, y: float) -> None:
            self.sheet.axes.add_artist(
                Circle(
                    (self.sheet.x(start), y),
                    0.52 * self.unit,
                    facecolor="none",
                    edgecolor=self.look.colours["ink"],
                    linewidth=0.7 * self.look.scale,
                    linestyle=(0, (1, 1.6)),
                    zorder=9,
                )
            )

        return draw
