"""PDF whose Arabic can be copied.

Readers take letters from the drawing, left to right, and turn right-to-left runs around: a ligature
that stands for two letters comes out with the two exchanged. So a ligature is given as the one
character that Unicode has for it (Arabic presentation forms), which readers keep or take apart
again in the right order. A letter and the marks over it are glyphs of their own: each is given as
what it is, else both would stand for letter and marks, and come out twice.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COARSE_FROM = 60
"""Points from which a path without curves is land or a river: a tenth of a point is enough."""
_ROUGH = 0.3
"""Points by which the line of a halo may stray from its letters."""
_LAYOUT = {"GDEF", "GPOS", "GSUB", "BASE", "kern", "DSIG", "gasp", "hdmx", "VDMX", "meta"}
_PRESENTATION_FORMS = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD))


def pdf_file(figure: Figure, *, metadata: dict[str, Any]) -> bytes:
    """Return ``figure`` as a PDF with TrueType fonts and the entries ``metadata``."""
    from unittest.mock import patch

    from matplotlib import rc_context
    from matplotlib.backends import _backend_pdf_ps
    from matplotlib.backends.backend_mixed import MixedModeRenderer

    out = io.BytesIO()
    dpi = figure.dpi
    subset = patch.object(_backend_pdf_ps, "get_glyphs_subset", _subset)
    with rc_context({"pdf.fonttype": 42}), subset:
        file = _file(out, metadata)
        try:
            figure.set_dpi(72)
            width, height = figure.get_size_inches()
            file.newPage(width, height)
            drawn: Any = _renderer(file, dpi, height, width)
            mixed: Any = MixedModeRenderer(figure, width, height, dpi, drawn)  # type: ignore[no-untyped-call]
            figure.draw(mixed)
            mixed.finalize()
            file.finalize()
        finally:
            figure.set_dpi(dpi)
            file.close()
    return out.getvalue()


def _renderer(file: Any, dpi: float, height: float, width: float) -> Any:
    """Return matplotlib's renderer, which draws halos as lines along few points.

    A halo is no text: who copies a name does not want it twice.
    """
    from matplotlib.backends.backend_pdf import RendererPdf
    from matplotlib.transforms import Affine2D

    class Renderer(RendererPdf):
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
            me: Any = self
            halo = getattr(mtext, "halo", None)
            if halo is None:
                parent: Any = super()
                parent.draw_text(gc, x, y, s, prop, angle, ismath=ismath, mtext=mtext)
                return
            where = Affine2D().rotate_deg(angle).translate(x, y)
            me.draw_path(halo.pen(gc, me), _rough(s, prop), where)

    made: Any = Renderer
    return made(file, dpi, height, width)


@lru_cache(maxsize=2_000)
def _rough(text: str, prop: Any) -> Any:
    """Return the outlines of ``text`` in points, of straight lines, to a tenth of a point.

    A line ten times as wide along them shows no more.
    """
    from matplotlib.path import Path
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import IdentityTransform

    exact: Any = TextPath((0, 0), text, prop=prop)
    exact.should_simplify, exact.simplify_threshold = True, _ROUGH
    found = exact.cleaned(IdentityTransform(), simplify=True, curves=False)
    return Path(found.vertices[:-1], found.codes[:-1])


def _short(value: Any) -> Any:
    """Return numbers with the decimals that are seen: a ten-thousandth of a point, or of white."""
    if isinstance(value, float):
        return round(float(value), 4)
    if isinstance(value, list):  # letters with the kerning between them, in thousandths of an em
        return [round(float(v), 1) if isinstance(v, float) else v for v in value]
    return value


def _file(out: io.BytesIO, metadata: dict[str, Any]) -> Any:
    """Return matplotlib's writer, with numbers of few decimals and dots as one tile."""
    import numpy as np
    from matplotlib import _path
    from matplotlib.backends import backend_pdf
    from matplotlib.backends.backend_pdf import Op, PdfFile
    from matplotlib.path import Path

    from ebbline.figures.ink import tile_of

    parts: Any = backend_pdf
    convert: Any = _path

    class File(PdfFile):
        def output(self, *data: Any) -> None:
            parent: Any = super()
            parent.output(*map(_short, data))

        @staticmethod
        def pathOperations(  # noqa: N802 - matplotlib's name
            path: Any, transform: Any, clip: Any = None, simplify: Any = None, sketch: Any = None
        ) -> list[Any]:
            names = (Op.moveto, Op.lineto, None, Op.curveto, Op.closepath)
            letters = [name.value if name else b"" for name in names]
            plain = path.codes is None or not np.isin(path.codes, (Path.CURVE3, Path.CURVE4)).any()
            decimals = 1 if plain and len(path.vertices) > _COARSE_FROM else 2
            text = convert.convert_to_string(
                path, transform, clip, simplify, sketch, decimals, letters, True
            )
            return [parts.Verbatim(text)]

        def writeHatches(self) -> None:  # noqa: N802 - matplotlib's name
            me: Any = self
            written = {}
            for (stroke, fill, hatch, line), name in me._hatch_patterns.items():
                written[name] = me.reserveObject("hatch pattern")
                tile, across, up = tile_of(Path.hatch(hatch))
                about = {
                    "Type": parts.Name("Pattern"),
                    **{"PatternType": 1, "PaintType": 1, "TilingType": 1},
                    "BBox": [0, 0, across, up],
                    **{"XStep": across, "YStep": up},
                    "Resources": {"ProcSet": [parts.Name("PDF")]},
                    "Matrix": [1, 0, 0, 1, 0, me.height * 72],
                }
                me.beginStream(written[name].id, None, about)
                me.output(*stroke[:3], Op.setrgb_stroke)
                if fill is not None:
                    me.output(*fill[:3], Op.setrgb_nonstroke, 0, 0, across, up, Op.rectangle)
                    me.output(Op.fill)
                me.output(*stroke[:3], Op.setrgb_nonstroke, line, Op.setlinewidth)
                me.output(*me.pathOperations(tile, None, simplify=False), Op.fill_stroke)
                me.endStream()
            me.writeObject(me.hatchObject, written)

    file: Any = File(out, metadata=metadata)  # type: ignore[no-untyped-call]
    track = file._character_tracker.track_glyph

    def track_glyph(font: Any, letters: Any, glyph: int) -> Any:
        several = isinstance(letters, str) and len(letters) > 1
        return track(font, _told(font, letters, glyph) if several else letters, glyph)

    file._character_tracker.track_glyph = track_glyph
    return file


def _subset(path: Any, glyphs: Iterable[int]) -> Any:
    """Return a font's subset as matplotlib's function does, from a font that is read once."""
    from fontTools import subset
    from matplotlib.backends._backend_pdf_ps import SubsetResults

    options = subset.Options(glyph_names=True, recommended_glyphs=True)
    font = subset.load_font(io.BytesIO(_bare(str(path))), options)
    worker = subset.Subsetter(options=options)
    worker.populate(gids=glyphs)
    worker.subset(font)
    return SubsetResults(font, worker.glyph_index_map)._as_cm()


@lru_cache(maxsize=16)
def _bare(path: str) -> bytes:
    """Return a font without what lays out text: a PDF has its glyphs laid out already."""
    from fontTools.ttLib import TTFont

    out = io.BytesIO()
    with TTFont(path, recalcTimestamp=False) as font:  # no day of the drawing in it
        for table in _LAYOUT & set(font.keys()):
            del font[table]
        font.save(out, reorderTables=False)
    return out.getvalue()


def _told(font: Any, letters: str, glyph: int) -> str:
    """Return which of ``letters``, which several glyphs may stand for, ``glyph`` gives a reader."""
    marks = "".join(c for c in letters if unicodedata.combining(c))
    if marks:
        over = font.load_glyph(glyph).linearHoriAdvance == 0
        letters = marks if over else "".join(c for c in letters if c not in marks)
    return _ligatures().get(letters, letters)


@lru_cache(maxsize=1)
def _ligatures() -> dict[str, str]:
    """Return the presentation form of each sequence of letters that has one."""
    forms = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in _PRESENTATION_FORMS}
    return {letters: form for letters, form in forms.items() if len(letters) > 1}


__all__ = ["pdf_file"]
