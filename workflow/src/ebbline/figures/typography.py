"""Type: one family with Latin and Arabic that comes with the package's dependencies.

IBM Plex Sans Arabic (SIL Open Font License) is a package of its own; DejaVu Sans, which comes with
matplotlib, stands in for characters that it lacks. Fonts of the system are never used, so that a
figure is the same on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

FAMILY = "IBM Plex Sans Arabic"
FALLBACK = "DejaVu Sans"
REGULAR, MEDIUM, SEMIBOLD, BOLD = 400, 500, 600, 700
_FACES = {REGULAR: "Regular", MEDIUM: "Medium", SEMIBOLD: "SemiBold", BOLD: "Bold"}
_DATE = re.compile(r"\b\d{1,2} [^\W\d]+(?: [^\W\d]+)? \d{4}\b")
_LINE_FACTOR = 1.32
_LINE_FACTOR_ARABIC = 1.5
"""Line heights in units of the type size; signs above and below make Arabic lines taller."""


@lru_cache(maxsize=1)
def font_files() -> dict[int, Path]:
    """Return the file of each weight of the family."""
    import fontpkg_ibm_plex_sans_arabic

    folder = Path(fontpkg_ibm_plex_sans_arabic.__file__).parent / "files"
    return {weight: folder / f"IBMPlexSansArabic-{face}.ttf" for weight, face in _FACES.items()}


@lru_cache(maxsize=1)
def fallback_files() -> dict[int, Path]:
    """Return the files of the family that stands in for missing characters."""
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return {REGULAR: folder / "DejaVuSans.ttf", BOLD: folder / "DejaVuSans-Bold.ttf"}


@lru_cache(maxsize=1)
def register() -> None:
    """Make matplotlib know these two families and no others, in this process."""
    import logging

    from matplotlib import font_manager

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    entries = []
    for family, files in ((FAMILY, font_files()), (FALLBACK, fallback_files())):
        for weight, path in files.items():
            entries.append(
                font_manager.FontEntry(
                    fname=str(path),
                    name=family,
                    style="normal",
                    variant="normal",
                    weight=weight,
                    stretch="normal",
                    size="scalable",
                )
            )
    font_manager.fontManager.ttflist = entries
    font_manager.fontManager.afmlist = []
    font_manager.fontManager._findfont_cached.cache_clear()  # type: ignore[attr-defined]


@lru_cache(maxsize=64)
def font(size: float, weight: int = REGULAR) -> FontProperties:
    """Return the font of ``size`` points and ``weight`` (400 to 700)."""
    from matplotlib.font_manager import FontProperties

    register()
    return FontProperties(family=[FAMILY, FALLBACK], size=size, weight=weight)


@lru_cache(maxsize=20_000)
def width(text: str, size: float, weight: int = REGULAR) -> float:
    """Return the width of one line of ``text`` in points."""
    from matplotlib.textpath import TextToPath

    measured = TextToPath().get_text_width_height_descent(text, font(size, weight), ismath=False)
    return float(measured[0])


@lru_cache(maxsize=20_000)
def box(text: str, size: float, weight: int = REGULAR) -> tuple[float, float, float]:
    """Return width, height and descent in points of the box that a line of ``text`` takes.

    The height is at least that of a line with ascenders and descenders, as matplotlib's boxes.
    """
    from matplotlib.textpath import TextToPath

    measure = TextToPath().get_text_width_height_descent
    wide, high, deep = measure(text, font(size, weight), ismath=False)
    _, least_high, least_deep = measure("lp", font(size, weight), ismath=False)
    return float(wide), float(max(high, least_high)), float(max(deep, least_deep))


def right_to_left(text: str) -> str:
    """Return ``text`` so that it is laid out right to left even if it begins with Latin."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return text
        if direction == "L":
            return f"\u200f{text}"
    return text


def line_height(size: float, text: str = "") -> float:
    """Return the distance between base lines of ``text`` in points."""
    tall = any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)
    return size * (_LINE_FACTOR_ARABIC if tall else _LINE_FACTOR)


def least_step(lines: Sequence[str], size: float, weight: int = REGULAR) -> float:
    """Return the distance in points between base lines at which no line touches the one above."""
    boxes = [box(line, size, weight) for line in lines]
    return max((a[2] + b[1] - b[2] for a, b in pairwise(boxes)), default=0.0)


def unbroken(text: str, names: Iterable[str]) -> str:
    """Return ``text`` with no-break spaces inside each of ``names``."""
    for name in sorted({n for n in names if " " in n and n in text}, key=lambda n: (-len(n), n)):
        text = text.replace(name, name.replace(" ", "\u00a0"))
    return text


def numbers_kept(text: str) -> str:
    """Return ``text`` with no-break spaces where a number belongs to what is beside it.

    A number stays with the word after it (a unit, a month) and with an interval in brackets, a
    date is one word.
    """
    text = _DATE.sub(lambda m: m.group().replace(" ", "\u00a0"), text)
    return re.sub(r"(?<=\d) (?=\w)|(?<=[²%٪]) (?=\(\d)", "\u00a0", text)


def wrap(text: str, room: float, size: float, weight: int = REGULAR) -> list[str]:
    """Return ``text`` in lines no wider than ``room`` points; a longer word stands alone.

    What belongs to a number stays with it unless the two alone are wider than a line.
    """
    kept = numbers_kept(text)
    if any(width(word, size, weight) > room for word in kept.split(" ")):
        kept = text
    return _lines(kept, room, size, weight)


def _lines(text: str, room: float, size: float, weight: int) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, room: float, size: float, weight: int = REGULAR) -> list[str]:
    """Return ``text`` in as few lines as :func:`wrap`, the lines of about equal length."""
    lines = wrap(text, room, size, weight)
    narrow, wide = room / len(lines), room
    while wide - narrow > 2:
        middle = (narrow + wide) / 2
        if len(wrap(text, middle, size, weight)) == len(lines):
            wide = middle
        else:
            narrow = middle
    return wrap(text, wide, size, weight)
