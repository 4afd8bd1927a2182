"""matplotlib's drawing as SVG text, its paths short: relative steps, two decimals at most."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
from matplotlib.backends import backend_svg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.path import Path
from numpy.typing import NDArray

from ebbline.figures.ink import tile_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LETTERS = {Path.LINETO: "l", Path.CURVE3: "q", Path.CURVE4: "c"}
_POINTS = {Path.LINETO: 1, Path.CURVE3: 2, Path.CURVE4: 3}
_GRID = 100
"""Steps to a point: 0.0035 mm on paper."""
_COARSE_FROM = 60
"""Points from which a path is land or a river, no mark or letter: a tenth of a point is enough."""


def drawn_as_svg(figure: Figure, metadata: Mapping[str, Any]) -> str:
    """Return ``figure`` as SVG, with the entries ``metadata`` of Dublin Core."""
    out = io.StringIO()
    with patch.object(backend_svg, "RendererSVG", _Renderer):
        figure.savefig(out, format="svg", metadata=dict(metadata))
    return out.getvalue()


class _Renderer(RendererSVG):
    """Writes paths as relative steps, and a pattern of dots as the small tile that it repeats."""

    def _convert_path(
        self,
        path: Path,
        transform: Any = None,
        clip: Any = None,
        simplify: bool | None = None,
        sketch: Any = None,  # noqa: ARG002 - matplotlib asks for it
    ) -> str:
        me: Any = self
        bounds = (0.0, 0.0, me.width, me.height) if clip else None
        clean = path.cleaned(transform, clip=bounds, simplify=bool(simplify), curves=True)
        return path_data(np.asarray(clean.vertices), np.asarray(clean.codes))

    def _write_hatches(self) -> None:
        me: Any = self
        if not me._hatchd:
            return
        me.writer.start("defs")
        for (path, face, stroke, width), name in me._hatchd.values():
            tile, across, up = tile_of(path)
            flipped = np.asarray(tile.vertices) * (1, -1) + (0, up)
            data = path_data(flipped, np.asarray(tile.codes))
            size = {"width": f"{across:g}", "height": f"{up:g}"}
            me.writer.start("pattern", id=name, patternUnits="userSpaceOnUse", x="0", y="0", **size)
            fill = "none" if face is None else rgb2hex(face)
            me.writer.element("rect", x="0", y="0", width="73", height="73", fill=fill)
            ink = rgb2hex(stroke)
            style = f"fill: {ink}; stroke: {ink}; stroke-width: {width:g}"
            me.writer.element("path", d=data, style=style)
            me.writer.end("pattern")
        me.writer.end("defs")


def path_data(vertices: NDArray[np.float64], codes: NDArray[np.uint8]) -> str:
    """Return the ``d`` of a path: points on a grid of a hundredth, each step from the one before.

    Long paths without curves, such as land, lie on a grid of a tenth (0.035 mm on paper).

    Steps are between points of the grid, so that rounding does not add up.
    """
    if not len(codes):
        return ""
    on_grid = np.rint(np.nan_to_num(vertices) * _GRID).astype(np.int64)
    if len(codes) > _COARSE_FROM and not np.isin(codes, (Path.CURVE3, Path.CURVE4)).any():
        on_grid = (on_grid + 5) // 10 * 10
    xs, ys = on_grid[:, 0].tolist(), on_grid[:, 1].tolist()
    parts: list[str] = []
    x = y = start_x = start_y = 0
    number, last = 0, ""
    kinds = codes.tolist()
    while number < len(kinds):
        code = kinds[number]
        if code == Path.STOP:
            break
        if code == Path.CLOSEPOLY:
            parts.append("z")
            x, y, last = start_x, start_y, "z"
            number += 1
        elif code == Path.MOVETO:
            x, y = start_x, start_y = xs[number], ys[number]
            parts.append(f"M{_joined((x, y))}")
            last = "M"
            number += 1
        else:
            points = range(number, number + _POINTS[code])
            steps = [step for n in points for step in (xs[n] - x, ys[n] - y)]
            x, y = xs[points[-1]], ys[points[-1]]
            number = points[-1] + 1
            if code == Path.LINETO and steps == [0, 0]:
                continue
            letter = _LETTERS[code]
            text = _joined(steps)
            spaced = letter == last and not text.startswith("-")
            parts.append((" " if spaced else "" if letter == last else letter) + text)
            last = letter
    return "".join(parts)


def _joined(numbers: Iterable[int]) -> str:
    """Return hundredths as decimals, with a space where no minus parts them."""
    text = ""
    for number in numbers:
        told = _decimal(number)
        text += told if not text or told[0] == "-" else f" {told}"
    return text


@lru_cache(maxsize=100_000)
def _decimal(hundredths: int) -> str:
    whole = f"{hundredths / _GRID:.2f}".rstrip("0").rstrip(".")
    return whole.replace("0.", ".", 1) if whole.startswith(("0.", "-0.")) else whole


__all__ = ["drawn_as_svg", "path_data"]
