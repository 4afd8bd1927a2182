"""PDF whose Arabic can be copied.

Readers take letters from the drawing, left to right, and turn right-to-left runs around: a ligature
that stands for two letters comes out with the two exchanged. So a ligature is given as the one
character that Unicode has for it (Arabic presentation forms), which readers keep or take apart
again in the right order.
"""

from __future__ import annotations

import io
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PRESENTATION_FORMS = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD))


def pdf_file(figure: Figure, *, metadata: dict[str, Any]) -> bytes:
    """Return ``figure`` as a PDF with TrueType fonts and the entries ``metadata``."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_mixed import MixedModeRenderer
    from matplotlib.backends.backend_pdf import PdfFile, RendererPdf

    out = io.BytesIO()
    dpi = figure.dpi
    with rc_context({"pdf.fonttype": 42}):
        file: Any = PdfFile(out, metadata=metadata)  # type: ignore[no-untyped-call]
        ligatures = _ligatures()
        track = file._character_tracker.track_glyph
        file._character_tracker.track_glyph = lambda font, chars, glyph: track(
            font, ligatures.get(chars, chars), glyph
        )
        try:
            figure.set_dpi(72)
            width, height = figure.get_size_inches()
            file.newPage(width, height)
            drawn: Any = RendererPdf(file, dpi, height, width)  # type: ignore[no-untyped-call]
            mixed: Any = MixedModeRenderer(figure, width, height, dpi, drawn)  # type: ignore[no-untyped-call]
            figure.draw(mixed)
            mixed.finalize()
            file.finalize()
        finally:
            figure.set_dpi(dpi)
            file.close()
    return out.getvalue()


@lru_cache(maxsize=1)
def _ligatures() -> dict[str, str]:
    """Return the presentation form of each sequence of letters that has one."""
    forms = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in _PRESENTATION_FORMS}
    return {letters: form for letters, form in forms.items() if len(letters) > 1}


__all__ = ["pdf_file"]
