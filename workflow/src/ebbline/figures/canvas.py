"""The canvas that PNG files are drawn on: it sets each text once, and places it where it comes.

matplotlib lays every text out anew in every figure, and draws its letters one by one. The maps of
a view share most of their texts, so a text's bitmap is kept and placed on whole pixels (at 300 dots
per inch a pixel is 0.08 mm). Turned text is drawn as matplotlib draws it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

_TEXTS = 2_000


@dataclass(frozen=True)
class Halo:
    """What lies under a text: a line of ``width`` points in ``colour`` along its letters."""

    colour: str
    width: float

    def pen(self, gc: Any, renderer: Any) -> Any:
        """Return a graphics context of ``renderer`` like ``gc`` that draws this line."""
        pen = renderer.new_gc()
        pen.copy_properties(gc)
        pen.set_foreground(self.colour)
        pen.set_linewidth(self.width)
        pen.set_joinstyle("round")
        return pen


class TextRenderer(RendererAgg):
    """Draws upright text from bitmaps that it keeps, all else as its parent does.

    A text with an attribute ``halo``, a :class:`Halo`, is drawn as that, without its letters.
    """

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__(width, height, dpi)  # type: ignore[no-untyped-call]
        self._bitmap = lru_cache(maxsize=_TEXTS)(self._drawn)

    def _drawn(self, text: str, prop: Any) -> tuple[NDArray[np.uint8], float, float]:
        """Return the bitmap of ``text`` and where it lies from the start of its base line."""
        font = self._set(text, prop)
        font.draw_glyphs_to_bitmap(antialiased=True)
        right, down = (offset / 64 for offset in font.get_bitmap_offset())
        return np.array(font.get_image()), right, down + font.get_descent() / 64

    def _draw_halo(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, halo: Halo
    ) -> None:
        me: Any = self
        scale = me.points_to_pixels(prop.get_size_in_points()) / me._text2path.FONT_SCALE
        outlines = Path(*me._text2path.get_text_path(prop, s))
        where = Affine2D().scale(scale).rotate_deg(angle).translate(x, me.height - y)
        me.draw_path(halo.pen(gc, me), outlines, where)

    def _set(self, text: str, prop: Any) -> Any:
        """Return the font with ``text`` laid out as in PDF and SVG: hinting would change widths."""
        parent: Any = self
        font = parent._prepare_font(prop)
        font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
        return font

    def get_text_width_height_descent(
        self, s: str, prop: Any, ismath: Any
    ) -> tuple[float, float, float]:
        """Return width, height and descent of ``s`` in pixels."""
        parent: Any = super()
        if ismath:
            found: tuple[float, float, float] = parent.get_text_width_height_descent(
                s, prop, ismath
            )
            return found
        font = self._set(s, prop)
        width, height = font.get_width_height()
        return width / 64, height / 64, font.get_descent() / 64

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Draw ``s`` with its base line's start at ``x``, ``y`` (pixels, from the top)."""
        halo = getattr(mtext, "halo", None)
        if halo is not None:
            self._draw_halo(gc, x, y, s, prop, angle, halo)
            return
        if angle or ismath or gc.get_alpha() == 0:
            parent: Any = super()
            parent.draw_text(gc, x, y, s, prop, angle, ismath=ismath, mtext=mtext)
            return
        image, right, down = self._bitmap(s, prop)
        agg: Any = self
        agg._renderer.draw_text_image(image, round(x + right), round(y + down) + 1, 0.0, gc)


class Canvas(FigureCanvasAgg):
    """A canvas whose renderer is shared by all figures of a size, one after the other."""

    def get_renderer(self) -> RendererAgg:
        """Return the renderer of this figure's size in pixels."""
        width, height = self.figure.bbox.size
        return _renderer(float(width), float(height), float(self.figure.dpi))


@lru_cache(maxsize=6)
def _renderer(width: float, height: float, dpi: float) -> TextRenderer:
    return TextRenderer(width, height, dpi)


def canvas_of(figure: Figure) -> Canvas:
    """Give ``figure`` its canvas and return it."""
    return Canvas(figure)


__all__ = ["Canvas", "Halo", "TextRenderer", "canvas_of"]
