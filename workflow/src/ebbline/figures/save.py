"""From a drawn figure to the bytes of a file: the same bytes on every run.

PNG without times and program names; SVG with text as text, a subset of the fonts inlined and
stable ids; PDF with TrueType fonts and no times.
"""

from __future__ import annotations

import base64
import html
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.figures import typography as type_
from ebbline.figures.course import BENT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "pdf")
_CREATOR = "Ebbline"
_LATIN = {*range(0x20, 0x7F), *range(0xA0, 0x100)} | {ord(c) for c in "–—‘’“”…·→−≥≤"}
_ARABIC = {*range(0x60C, 0x670), 0x671, 0x6CC, 0x6A9, 0x6AF, 0x67E, 0x686, 0x6A4}
_TEXT = re.compile(r"<text ([^>]*)>(.*?)</text>", re.DOTALL)
_GROUP_ID = re.compile(r'<g id="([^"]+)"')
_PATTERN = re.compile(
    r'<pattern ([^>]*?) width="72" height="72">(\s*<rect [^>]*/>\s*)<path d="([^"]*)"([^>]*)/>'
)
_DOTS_FROM = 20_000
_COORDINATES = re.compile(r' d="[^"]+"')
_DECIMALS = re.compile(r"(\.\d\d)\d+")
"""What matplotlib writes beyond a hundredth of a point, 0.0035 mm."""
_SVG_HALO = re.compile(r"paint-order.*stroke-linejoin: round; ")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff]")


def to_bytes(
    figure: Figure, kind: str, *, dpi: int, title: str, alt: str, day: str, halo: str
) -> bytes:
    """Return ``figure`` as a file of ``kind`` (png, svg, pdf).

    ``title``, ``alt`` and ``day`` go into the metadata; ``halo`` is the colour of the halo of
    labels in SVG.
    """
    from matplotlib import rc_context

    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "ebbline",
        "pdf.fonttype": 42,
        "text.hinting": "no_hinting",
    }
    with rc_context(settings):
        if kind == "png":
            return _png(figure, dpi, title, alt)
        if kind == "pdf":
            return _pdf(figure, title, alt)
        return _svg(figure, title, alt, day, halo)


def _png(figure: Figure, dpi: int, title: str, alt: str) -> bytes:
    from PIL import PngImagePlugin

    figure.set_dpi(dpi)
    canvas: Any = figure.canvas
    canvas.draw()
    notes = PngImagePlugin.PngInfo()
    for key, text in (("Title", title), ("Description", alt)):
        notes.add_itxt(key, text)
    out = io.BytesIO()
    image = quantized(np.asarray(canvas.buffer_rgba()))
    image.save(out, "PNG", dpi=(dpi, dpi), compress_level=5, pnginfo=notes)
    return out.getvalue()


def quantized(pixels: Any) -> Any:
    """Return an image of at most 256 colours, no dither, frequent colours kept exactly.

    ``pixels`` are rows of red, green, blue (and whatever follows), 8 bits each. Colours are
    gathered in a grid of 32 steps a channel; each cell stands for its most frequent colour (of
    every third pixel in both directions), and cells beyond the 256 most frequent go to the nearest
    of those.
    """
    from PIL import Image

    where = _cell(pixels)
    weight = np.bincount(where.ravel(), minlength=1 << 15)
    used = np.flatnonzero(weight)
    typical = np.stack([(np.arange(1 << 15) >> shift & 31) * 8 + 4 for shift in (10, 5, 0)], axis=1)
    colours = _by_frequency(pixels[::3, ::3])
    cells, first = np.unique(_cell(colours), return_index=True)
    typical[cells] = colours[first]
    palette = typical[used[np.lexsort((used, -weight[used]))[:256]]]
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


def _pdf(figure: Figure, title: str, alt: str) -> bytes:
    out = io.BytesIO()
    figure.savefig(
        out,
        format="pdf",
        metadata={
            "CreationDate": None,
            "ModDate": None,
            "Creator": _CREATOR,
            "Producer": _CREATOR,
            "Title": title,
            "Subject": alt,
        },
    )
    return out.getvalue()


@contextmanager
def _without_halos(figure: Figure) -> Iterator[None]:
    from matplotlib.text import Text

    hidden = [a for a in figure.findobj() if a.get_gid() in ("halo", BENT)]
    unseen = [t for t in figure.findobj(Text) if t.get_alpha() == 0]
    for artist in hidden:
        artist.set_visible(False)
    for text in unseen:
        text.set_alpha(None)
    try:
        yield
    finally:
        for artist in hidden:
            artist.set_visible(True)
        for text in unseen:
            text.set_alpha(0.0)


def _courses(figure: Figure) -> list[tuple[str, str]]:
    """Return id and course, as SVG path data, of each text that follows one, in drawing order."""
    from matplotlib.text import Text

    high = figure.get_figheight() * 72
    found = []
    for text in figure.findobj(Text):
        course = getattr(text, "course", None)
        if course is not None:
            xy = text.axes.transData.transform(course) * 72 / figure.dpi  # type: ignore[union-attr]
            steps = " L ".join(f"{x:.3f} {high - y:.3f}" for x, y in xy)
            found.append((text.get_gid() or "", f"M {steps}"))
    return found


def _on_course(text: str, courses: Sequence[tuple[str, str]]) -> str:
    """Lay texts along their courses, each over a halo of its own.

    Browsers paint such a text letter by letter: with a halo in the same text, each letter's halo
    would cover the letter before.
    """
    for number, (gid, course) in enumerate(courses):

        def laid(match: re.Match[str], number: int = number, course: str = course) -> str:
            before, style, name = match.groups()
            along = f'<textPath href="#course-{number}">{name}</textPath></text>'
            return (
                f'{before}<path id="course-{number}" d="{course}" style="fill: none"/>'
                f'<text aria-hidden="true" style="{style}">{along}'
                f'<text style="{_SVG_HALO.sub("", style)}">{along}'
            )

        pattern = (
            rf'(<g (?:id|class)="{re.escape(gid)}">\s*)<text style="([^"]*)"[^>]*>(.*?)</text>'
        )
        text = re.sub(pattern, laid, text, count=1, flags=re.DOTALL)
    return text


def _svg(figure: Figure, title: str, alt: str, day: str, halo: str) -> bytes:
    out = io.StringIO()
    metadata = {
        "Date": None,
        "Creator": _CREATOR,
        "Title": title,
        "Description": alt,
        "Coverage": day,
    }
    with _without_halos(figure):
        figure.savefig(out, format="svg", metadata=metadata)
        courses = _courses(figure)
    text = out.getvalue()
    text = _COORDINATES.sub(lambda m: _DECIMALS.sub(r"\1", m[0]), text)
    text = _PATTERN.sub(_compact_dots, text)
    text = _GROUP_ID.sub(_ids_once(text), text)
    text = re.sub(
        r'(<g id="label-[^>]*>\s*<text style=")',
        rf"\1paint-order: stroke; stroke: {halo}; stroke-width: 2.6px; stroke-linejoin: round; ",
        text,
    )
    text = re.sub(
        r'(<g class="scale">\s*<text style=")',
        rf"\1paint-order: stroke; stroke: {halo}; stroke-width: 2.6px; stroke-linejoin: round; ",
        text,
    )
    text = _TEXT.sub(_isolated, text)
    text = _on_course(text, courses)
    names = f"<title>{html.escape(title)}</title><desc>{html.escape(alt)}</desc>"
    style = f"<style>{_faces(text)}</style>"
    text = re.sub(r"(<svg [^>]*)>", rf'\1 role="img">{names}', text, count=1)
    text = text.replace("<defs>", f"<defs>{style}", 1)
    return text.encode("utf-8")


def _compact_dots(match: re.Match[str]) -> str:
    """Return a pattern of dots as the small tile that it repeats.

    matplotlib writes a tile of 72 points with all its dots, half a megabyte: rows ``step`` apart,
    every other one moved by half a step, the dots' radius a tenth of a step.
    """
    attributes, ground, path, style = match.groups()
    if len(path) < _DOTS_FROM or "C" not in path:
        return match.group(0)
    first = path.split("z", 1)[0]
    radius = max(abs(float(n)) for n in re.findall(r"-?\d+(?:\.\d+)?", first) if float(n) < 36)
    step = 10 * radius
    dots = "".join(
        f"M {x - radius:.4g} {y:.4g} a {radius:.4g} {radius:.4g} 0 1 0 {2 * radius:.4g} 0 "
        f"a {radius:.4g} {radius:.4g} 0 1 0 {-2 * radius:.4g} 0 z "
        for x, y in ((0, 0), (step, 0), (0, 2 * step), (step, 2 * step), (step / 2, step))
    )
    size = f'width="{step:.4g}" height="{2 * step:.4g}"'
    return f'<pattern {attributes} {size}>{ground}<path d="{dots}"{style}/>'


def _ids_once(text: str) -> Any:
    """Return a replacement that turns ids that occur twice, or are ours to repeat, into classes."""
    found = _GROUP_ID.findall(text)
    repeated = {i for i in found if found.count(i) > 1} | {"scale", "legend", "text", "tick"}

    def replace(match: re.Match[str]) -> str:
        kind = "class" if match.group(1) in repeated else "id"
        return f'<g {kind}="{match.group(1)}"'

    return replace


def _isolated(match: re.Match[str]) -> str:
    """Keep the order of mixed scripts: right-to-left text stands in an isolate of its own."""
    attributes, text = match.groups()
    if _RIGHT_TO_LEFT.search(text):
        text = f"\u2067{text}\u2069"
    return f"<text {attributes}>{text}</text>"


def _faces(text: str) -> str:
    """Return the font faces that the texts of an SVG use, subsets inlined."""
    weights: set[int] = set()
    characters: set[int] = set()
    for attributes, content in _TEXT.findall(text):
        found = re.search(r"font-weight: (\d+)", attributes)
        weights.add(int(found.group(1)) if found else type_.REGULAR)
        characters |= {ord(c) for c in html.unescape(content)}
    arabic = any(c in _ARABIC for c in characters)
    faces = []
    covered = _covered()
    for weight in sorted(weights):
        data = _subset(weight, arabic)
        faces.append(_face(type_.FAMILY, weight, data))
    missing = tuple(
        sorted(
            c
            for c in characters
            if c > 0x20 and c not in covered and unicodedata.category(chr(c)) != "Cf"
        )
    )
    if missing:
        faces.append(_face(type_.FALLBACK, type_.REGULAR, _subset_of_fallback(missing)))
    return "".join(faces)


def _face(family: str, weight: int, data: str) -> str:
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
    )


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(type_.font_files()[type_.REGULAR], lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=16)
def _subset(weight: int, arabic: bool) -> str:
    """Return the family's face with Latin, and Arabic if wanted, as base64 WOFF2."""
    files = type_.font_files()
    path = files.get(weight) or files[min(files, key=lambda w: abs(w - weight))]
    return _woff2(str(path), tuple(sorted(_LATIN | (_ARABIC if arabic else set()))))


@lru_cache(maxsize=64)
def _subset_of_fallback(characters: tuple[int, ...]) -> str:
    return _woff2(str(type_.fallback_files()[type_.REGULAR]), characters)


def _woff2(path: str, characters: tuple[int, ...]) -> str:
    import logging

    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = subset.Options(flavor="woff2", layout_features=["*"], hinting=False)
    options.recalc_timestamp = False
    out = io.BytesIO()
    with subset.load_font(path, options) as font:
        worker = subset.Subsetter(options)
        worker.populate(unicodes=characters)
        worker.subset(font)
        subset.save_font(font, out, options)
    return base64.b64encode(out.getvalue()).decode("ascii")
