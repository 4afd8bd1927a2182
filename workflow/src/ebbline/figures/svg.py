"""SVG 1.1 that other programs take: from matplotlib's drawing to one file.

Browsers draw with the font that is inlined. LibreOffice, Inkscape, librsvg and CairoSVG ignore
inlined fonts, ``paint-order`` and text on paths, so nothing here relies on them: a halo is a text
of its own under the letters, a bent name is drawn as outlines (its text is the group's title),
each text says how long it is (``textLength``) and is anchored where it must stay, with fonts of
nearly the same width to fall back on. The font stands as MediaWiki's upload check passes it:
quoted, without a media type.
"""

from __future__ import annotations

import base64
import copy
import html
import io
import logging
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from ebbline.figures import typography as type_
from ebbline.figures.course import BENT
from ebbline.figures.svgpath import drawn_as_svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG = "http://www.w3.org/2000/svg"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_CC = "http://creativecommons.org/ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_XLINK = "http://www.w3.org/1999/xlink"
_PREFIXES = {"": _SVG, "xlink": _XLINK, "rdf": _RDF, "cc": _CC, "dc": _DC}
_HEAD = (
    '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n'
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
    '  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
)
_FALLBACKS = "'IBM Plex Sans', 'Liberation Sans', Arial, 'DejaVu Sans Condensed', sans-serif"
"""Liberation Sans and Arial are 0.98, DejaVu Sans Condensed 1.01 times as wide as our Latin."""
_BASIC = {*range(0x20, 0x7F)} | {ord(c) for c in "\u00a0–—‘’“”…·→−≥≤²°×±"}
_LATIN = _BASIC | {*range(0xA0, 0x100)}
_ARABIC = {*range(0x621, 0x63B), *range(0x640, 0x64B), *range(0x660, 0x66D), 0x60C, 0x61B, 0x61F}
_ALL_ARABIC = _ARABIC | {*range(0x60C, 0x670), 0x671, 0x6CC, 0x6A9, 0x6AF, 0x67E, 0x686, 0x6A4}
_FEATURES = (
    *("kern", "liga", "ccmp", "locl", "mark", "mkmk"),
    *("rlig", "calt", "isol", "init", "medi", "fina"),
)
"""What letters need to stand as drawn; other features are alternatives nobody asks for."""
_NUMBERED = re.compile(r"(?:figure|axes|patch|line2d|text|PathCollection)_\d+")
"""What matplotlib calls an artist that has no name."""
_DEFAULTS = {"stroke-dashoffset": "0", "opacity": "1"}
_WORTH_SHARING = 250
_GLYPH = 64
"""How many times larger matplotlib writes the outlines of letters."""
_ROTATION = re.compile(r"rotate\((-?[\d.]+) ")
_MOVE = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")
_SCALE = re.compile(r"scale\(([\d.]+)")
_OURS_TO_REPEAT = frozenset({"scale", "legend", "text", "tick", BENT})


def svg_file(
    figure: Figure,
    *,
    title: str,
    alt: str,
    day: str,
    halo: str,
    rights: str = "",
    source: str = "",
    outlines: bool = False,
) -> bytes:
    """Return ``figure`` as an SVG 1.1 file, the same bytes on every run.

    Parameters
    ----------
    figure
        A drawn figure. Texts with the gid ``label-…`` or ``scale`` get a halo; artists with the
        gid ``halo`` are matplotlib's own halos and are left out.
    halo
        The colour of halos.
    title, alt, day, rights, source
        For the metadata (``dc:title``, ``desc`` and ``dc:description``, ``dc:coverage``,
        ``dc:rights``, ``dc:source``); ``rights`` ends with the licence's address (``cc:license``).
    outlines
        Draw letters as outlines, for programs that have none of the fonts; the words then stand in
        the metadata and titles only.
    """
    from matplotlib import rc_context

    metadata = {
        "Date": None,
        "Creator": "Ebbline",
        "Title": title,
        "Description": alt,
        "Coverage": day,
        "Rights": rights or None,
        "Source": source or None,
    }
    told = {key: value for key, value in metadata.items() if value is not None or key == "Date"}
    kind = "path" if outlines else "none"
    with rc_context({"svg.fonttype": kind, "svg.hashsalt": "ebbline"}), _halos_hidden(figure):
        drawn = drawn_as_svg(figure, told)
        bent = _names_on_courses(figure)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own text
    _ids_once(root)
    _shorten(root)
    _licensed(root, rights)
    _named(root, title, alt)
    _title_bent_names(root, bent)
    if outlines:
        _shorten_letters(root)
        _put_halos_under_outlines(root, halo)
    else:
        root.set("font-family", _families(""))
        _set_texts(root, halo)
        _inline_fonts(root)
    for prefix, space in _PREFIXES.items():
        ElementTree.register_namespace(prefix, space)
    return (_HEAD + ElementTree.tostring(root, encoding="unicode") + "\n").encode("utf-8")


@contextmanager
def _halos_hidden(figure: Figure) -> Iterator[None]:
    """Hide what this module writes in its own way, and the unseen texts of bent names."""
    from matplotlib.text import Text

    gone = [a for a in figure.findobj() if a.get_gid() == "halo"]
    gone += [t for t in figure.findobj(Text) if t.get_alpha() == 0]
    seen = [artist for artist in gone if artist.get_visible()]
    for artist in seen:
        artist.set_visible(False)
    try:
        yield
    finally:
        for artist in seen:
            artist.set_visible(True)


def _names_on_courses(figure: Figure) -> list[str]:
    """Return the names that are bent, in drawing order."""
    from matplotlib.text import Text

    return [t.get_text() for t in figure.findobj(Text) if getattr(t, "course", None) is not None]


def _title_bent_names(root: ElementTree.Element, names: Iterable[str]) -> None:
    """Say in a title what the outlines of a bent name read; they come as halo and letters."""
    groups = [g for g in root.iter(f"{{{_SVG}}}g") if g.get("class") == BENT]
    for name, group in zip(names, groups[1::2], strict=True):
        group.set("role", "img")
        child = ElementTree.Element(f"{{{_SVG}}}title")
        child.text = name
        group.insert(0, child)


def _set_texts(root: ElementTree.Element, halo: str) -> None:
    """Give every text its anchor, its length and its fonts, and labels their halo."""
    towns = _town_marks(root)
    for group in [g for g in root.iter() if g.find(f"{{{_SVG}}}text") is not None]:
        gid = group.get("id") or ""
        label, haloed = gid.startswith("label-"), _has_halo(group)
        for text in group.findall(f"{{{_SVG}}}text"):
            style = _style_of(text)
            length = _length(text.text or "", style)
            if text.get("transform", "").startswith("rotate(-0 "):
                del text.attrib["transform"]
            if label:
                _anchor(text, style, length, towns.get(gid.removeprefix("label-")))
            _tell_length(text, length)
            families = _families(text.text or "")
            del style["font-family"]
            if families != _families(""):
                style["font-family"] = families
            text.set("style", _style_text(style))
            if haloed:
                under = copy.deepcopy(text)
                under.set("style", _style_text(style | _halo_style(halo)))
                under.set("aria-hidden", "true")
                group.insert(list(group).index(text), under)


def _has_halo(group: ElementTree.Element) -> bool:
    gid = group.get("id") or ""
    return gid.startswith(("label-", "near-label-")) or group.get("class") == "scale"


def _halo_style(halo: str, scale: float = 1.0) -> dict[str, str]:
    """Return the style of letters that are the halo of others, drawn ``scale`` times as large."""
    width = f"{2.6 / scale:.4g}"
    return {"fill": halo, "stroke": halo, "stroke-width": width, "stroke-linejoin": "round"}


def _put_halos_under_outlines(root: ElementTree.Element, halo: str) -> None:
    """Put the letters of each label once more under it, with a stroke."""
    for group in [g for g in root.iter(f"{{{_SVG}}}g") if _has_halo(g)]:
        for letters in group.findall(f"{{{_SVG}}}g"):
            scale = _SCALE.search(letters.get("transform", ""))
            if scale is None:
                continue
            at = list(group).index(letters)
            for defs in letters.findall(f"{{{_SVG}}}defs"):
                letters.remove(defs)
                group.insert(at, defs)
                at += 1
            under = copy.deepcopy(letters)
            under.set("style", _style_text(_halo_style(halo, float(scale[1]) / _GLYPH)))
            under.set("aria-hidden", "true")
            group.insert(at, under)


def _town_marks(root: ElementTree.Element) -> dict[str, float]:
    """Return the x of each town's mark by the beginning of its id, in points."""
    found: dict[str, float] = {}
    for group in root.iter(f"{{{_SVG}}}g"):
        gid = group.get("id") or ""
        use = next(group.iter(f"{{{_SVG}}}use"), None)
        if gid.startswith("town-") and use is not None and use.get("x"):
            found[gid.removeprefix("town-").rsplit("-", 1)[0]] = float(use.get("x", "0"))
    return found


def _anchor(
    text: ElementTree.Element, style: dict[str, str], length: float, mark: float | None
) -> None:
    """Hold a label at its mark, or at its middle if it has none, however wide the font is."""
    x, y = float(text.get("x", "0")), float(text.get("y", "0"))
    if mark is None or x < mark < x + length:
        share, anchor = 0.5, "middle"
    elif mark >= x + length:
        share, anchor = 1.0, "end"
    else:
        share, anchor = 0.0, "start"
    found = _ROTATION.match(text.get("transform", ""))
    turn = math.radians(float(found.group(1))) if found else 0.0
    x, y = x + share * length * math.cos(turn), y + share * length * math.sin(turn)
    style["text-anchor"] = anchor
    text.set("x", f"{x:.2f}")
    text.set("y", f"{y:.2f}")
    if found:
        text.set("transform", f"rotate({found.group(1)} {x:.2f} {y:.2f})")


def _tell_length(text: ElementTree.Element, length: float) -> None:
    if len(text.text or "") > 1 and not _right_to_left(text.text or ""):
        text.set("textLength", f"{length:.2f}")
        text.set("lengthAdjust", "spacingAndGlyphs")


def _style_of(element: ElementTree.Element) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    return {key.strip(): value.strip() for key, value in pairs}


def _style_text(style: Mapping[str, str]) -> str:
    return "; ".join(f"{key}: {value}" for key, value in style.items())


def _length(text: str, style: Mapping[str, str]) -> float:
    size = float(style.get("font-size", "10px").removesuffix("px"))
    return type_.width(text, size, int(style.get("font-weight", type_.REGULAR)))


def _right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def _families(text: str) -> str:
    """Return the fonts of ``text``; ours for missing characters only where it has some."""
    stand_in = f", '{type_.FALLBACK}'" if _missing({ord(c) for c in text}) else ""
    return f"'{type_.FAMILY}'{stand_in}, {_FALLBACKS}"


def _ids_once(root: ElementTree.Element) -> None:
    """Turn ids that occur twice, or are ours to repeat, into classes; drop matplotlib's own."""
    groups = [g for g in root.iter(f"{{{_SVG}}}g") if g.get("id")]
    ids = [g.get("id") or "" for g in groups]
    repeated = {i for i, count in Counter(ids).items() if count > 1} | _OURS_TO_REPEAT
    for group, gid in zip(groups, ids, strict=True):
        if _NUMBERED.fullmatch(gid):
            del group.attrib["id"]
        elif gid in repeated:
            del group.attrib["id"]
            group.set("class", gid)


def _shorten(root: ElementTree.Element) -> None:
    """Leave out what says nothing: defaults, decimals of marks, groups without a name.

    An outline that is drawn twice, a river and its casing, is written once.
    """
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{{{_SVG}}}g" and not child.attrib:
                at = list(parent).index(child)
                parent[at : at + 1] = list(child)
    ElementTree.indent(root, space="")
    paths: dict[str, list[ElementTree.Element]] = defaultdict(list)
    bent = {p for g in root.iter() if g.get("class") == BENT for p in g}
    for element in root.iter():
        if "style" in element.attrib:
            style = _style_of(element)
            told = {k: v for k, v in style.items() if _DEFAULTS.get(k) != v}
            element.set("style", _style_text(told))
        if element.tag == f"{{{_SVG}}}use":
            for axis in {"x", "y"} & element.attrib.keys():
                element.set(axis, f"{float(element.get(axis, '0')):.2f}")
        if (
            element.tag == f"{{{_SVG}}}path"
            and "style" in element.attrib
            and "id" not in element.attrib
            and element not in bent
        ):
            paths[element.get("d", "")].append(element)
    defs = next(root.iter(f"{{{_SVG}}}defs"))
    for number, (data, twins) in enumerate(paths.items()):
        if len(twins) > 1 and len(data) > _WORTH_SHARING:
            ElementTree.SubElement(defs, f"{{{_SVG}}}path", {"id": f"o{number}", "d": data})
            for twin in twins:
                del twin.attrib["d"]
                twin.tag = f"{{{_SVG}}}use"
                twin.set(f"{{{_XLINK}}}href", f"#o{number}")


def _shorten_letters(root: ElementTree.Element) -> None:
    """Give the outlines of letters short names and place each by its ``x``: most of a file.

    Not ``g1``: Inkscape calls groups without a name so, and then takes the one for the other.
    """
    numbers: dict[str, str] = {}
    for path in root.iter(f"{{{_SVG}}}path"):
        if path.get("transform", "").startswith("scale("):
            path.set("id", numbers.setdefault(path.attrib["id"], f"c{len(numbers)}"))
    for use in root.iter(f"{{{_SVG}}}use"):
        letter = numbers.get(use.get(f"{{{_XLINK}}}href", "")[1:])
        if letter is None:
            continue
        use.set(f"{{{_XLINK}}}href", f"#{letter}")
        moved = _MOVE.fullmatch(use.get("transform", ""))
        if moved:
            del use.attrib["transform"]
            for axis, by in zip("xy", moved.groups(), strict=True):
                if float(by):
                    use.set(axis, f"{float(by):.1f}")


def _named(root: ElementTree.Element, title: str, alt: str) -> None:
    root.set("role", "img")
    for old in root.findall(f"{{{_SVG}}}title"):
        root.remove(old)
    for name, text in (("desc", alt), ("title", title)):
        child = ElementTree.Element(f"{{{_SVG}}}{name}")
        child.text = text
        root.insert(0, child)


def _licensed(root: ElementTree.Element, rights: str) -> None:
    """Name the licence whose address ``rights`` ends with."""
    address = re.search(r"https://\S+$", rights)
    if address:
        work = next(root.iter(f"{{{_CC}}}Work"))
        ElementTree.SubElement(work, f"{{{_CC}}}license", {f"{{{_RDF}}}resource": address[0]})


def _inline_fonts(root: ElementTree.Element) -> None:
    """Inline the faces that the texts use, cut to the scripts that occur."""
    weights: set[int] = set()
    characters: set[int] = set()
    for text in root.iter(f"{{{_SVG}}}text"):
        weights.add(int(_style_of(text).get("font-weight", type_.REGULAR)))
        characters |= {ord(c) for c in html.unescape(text.text or "")}
    covered = _script(characters, _BASIC, _LATIN) | _script(characters, _ARABIC, _ALL_ARABIC)
    faces = [_face(type_.FAMILY, w, _subset(w, covered)) for w in sorted(weights)]
    missing = _missing(characters)
    if missing:
        faces.append(_face(type_.FALLBACK, type_.REGULAR, _subset_of_fallback(missing)))
    style = ElementTree.Element(f"{{{_SVG}}}style", {"type": "text/css"})
    style.text = "".join(faces)
    next(root.iter(f"{{{_SVG}}}defs")).insert(0, style)


def _missing(characters: Iterable[int]) -> tuple[int, ...]:
    """Return which of ``characters`` (code points) the family has no letter for."""
    covered = _covered()
    return tuple(
        sorted(
            c
            for c in characters
            if c > 0x20 and c not in covered and unicodedata.category(chr(c)) != "Cf"
        )
    )


def _face(family: str, weight: int, data: str) -> str:
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f'src:url("data:;base64,{data}")}}'
    )


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(type_.font_files()[type_.REGULAR], lazy=True) as font:
        return frozenset(font.getBestCmap())


def _script(used: set[int], basic: set[int], whole: set[int]) -> frozenset[int]:
    """Return the characters of a script to inline: none, the basic ones, or all of them."""
    return frozenset((basic if used & whole <= basic else whole) if used & whole else ())


@lru_cache(maxsize=16)
def _subset(weight: int, characters: frozenset[int]) -> str:
    """Return the family's face with ``characters`` as base64 WOFF2."""
    files = type_.font_files()
    path = files.get(weight) or files[min(files, key=lambda w: abs(w - weight))]
    return _woff2(str(path), tuple(sorted(characters)))


@lru_cache(maxsize=64)
def _subset_of_fallback(characters: tuple[int, ...]) -> str:
    return _woff2(str(type_.fallback_files()[type_.REGULAR]), characters)


def _woff2(path: str, characters: tuple[int, ...]) -> str:
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = subset.Options(flavor="woff2", layout_features=list(_FEATURES), hinting=False)
    options.recalc_timestamp = False
    out = io.BytesIO()
    with subset.load_font(path, options) as font:
        worker = subset.Subsetter(options)
        worker.populate(unicodes=characters)
        worker.subset(font)
        subset.save_font(font, out, options)
    return base64.b64encode(out.getvalue()).decode("ascii")


__all__ = ["svg_file"]
