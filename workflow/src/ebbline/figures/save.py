"""From a drawn figure to the bytes of a file: the same bytes on every run.

PNG without times and program names; SVG in :mod:`ebbline.figures.svg`; PDF without
times in :mod:`ebbline.figures.pdf`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.figures.pdf import pdf_file
from ebbline.figures.svg import svg_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "outlines.svg", "pdf")
"""All formats, which comparisons and charts come in."""
USUAL = ("png", "svg", "pdf")
_COLOURS = 255
_ALIKE = 16
"""Steps of 255 between two shades of an edge that nobody tells apart."""
_EVEN = 0.3
"""Share of a colour's pixels beside one of the same colour from which it is that of an area."""
_CREATOR = "Ebbline"


def to_bytes(
    figure: Figure,
    kind: str,
    *,
    dpi: float,
    title: str,
    alt: str,
    day: str,
    halo: str,
    rights: str = "",
    source: str = "",
) -> bytes:
    """Return ``figure`` as a file of ``kind``, one of :data:`FORMATS`.

    ``title``, ``alt``, ``day``, ``rights`` and ``source`` go into the metadata; ``halo`` is the
    colour of the halo of labels in SVG.
    """
    from matplotlib import rc_context

    told = {
        "Title": title,
        "Description": alt,
        "Copyright": rights,
        "Source": source,
        "Coverage": day,
    }
    with rc_context({"text.hinting": "no_hinting"}):
        if kind == "png":
            return _png(figure, dpi, told)
        if kind == "pdf":
            return _pdf(figure, told)
        return svg_file(
            figure,
            title=title,
            alt=alt,
            day=day,
            halo=halo,
            rights=rights,
            source=source,
            outlines=kind == "outlines.svg",
        )


def _png(figure: Figure, dpi: float, told: Mapping[str, str]) -> bytes:
    from PIL import PngImagePlugin

    figure.set_dpi(dpi)
    canvas: Any = figure.canvas
    canvas.draw()
    notes = PngImagePlugin.PngInfo()
    for key, text in told.items():
        notes.add_itxt(key, text)
    out = io.BytesIO()
    image = quantized(np.asarray(canvas.buffer_rgba()))
    image.save(out, "PNG", dpi=(dpi, dpi), compress_level=7, pnginfo=notes)
    return out.getvalue()


def quantized(pixels: Any) -> Any:
    """Return an image of at most 255 colours, no dither, colours of areas kept exactly.

    ``pixels`` are rows of red, green, blue (and whatever follows), 8 bits each. Colours are
    gathered in a grid of 32 steps a channel; each cell stands for its most frequent colour (of
    every third pixel in both directions). The most frequent cells make the palette, but for those
    that only edges have, if they are close to one before: letters and lines need few shades, and
    fewer shades are a seventh fewer bytes. All other cells go to the nearest of the palette.
    """
    from PIL import Image

    where = _cell(pixels)
    weight = np.bincount(where.ravel(), minlength=1 << 15)
    even = np.bincount(where[:, 1:][where[:, 1:] == where[:, :-1]], minlength=1 << 15)
    used = np.flatnonzero(weight)
    typical = np.stack([(np.arange(1 << 15) >> shift & 31) * 8 + 4 for shift in (10, 5, 0)], axis=1)
    colours = _by_frequency(pixels[::3, ::3])
    cells, first = np.unique(_cell(colours), return_index=True)
    typical[cells] = colours[first]
    palette = np.empty((0, 3), dtype=np.int64)
    for cell in used[np.lexsort((used, -weight[used]))].tolist():
        near = ((palette - typical[cell]) ** 2).sum(axis=1) < _ALIKE**2
        if even[cell] >= _EVEN * weight[cell] or not near.any():
            palette = np.vstack([palette, typical[cell]])
        if len(palette) == _COLOURS:
            break
    table = np.zeros(1 << 15, dtype=np.uint8)
    away = ((typical[used][:, None, :] - palette[None, :, :]) ** 2).sum(axis=2)
    table[used] = away.argmin(axis=1)
    result = Image.fromarray(np.take(table, where))
    result.putpalette(palette.astype(np.uint8).tobytes())
    return result


def _by_frequency(pixels: Any) -> Any:
    """Return the colours of ``pixels`` (n, 3), the most frequent first, equal ones by value."""
    wide = pixels.astype(np.uint32)
    packed = (wide[..., 0] << 16) | (wide[..., 1] << 8) | wide[..., 2]
    values, counts = np.unique(packed, return_counts=True)
    ordered = values[np.lexsort((values, -counts))].astype(np.int64)
    return np.stack([ordered >> 16, ordered >> 8 & 255, ordered & 255], axis=1)


def _cell(colours: Any) -> Any:
    """Return the number of the grid's cell that each colour lies in."""
    cell = (colours[..., 0] >> 3).astype(np.uint16)
    for channel in (1, 2):
        cell <<= 5
        cell |= (colours[..., channel] >> 3).astype(np.uint16)
    return cell


def _pdf(figure: Figure, told: Mapping[str, str]) -> bytes:
    return pdf_file(
        figure,
        metadata={
            "CreationDate": None,
            "ModDate": None,
            "Creator": _CREATOR,
            "Producer": _CREATOR,
            "Title": told["Title"],
            "Subject": told["Description"],
            "Keywords": " ".join([told["Coverage"], told["Copyright"]]).strip(),
        },
    )
