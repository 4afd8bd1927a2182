"""The front-end code, Leaflet and the fonts, as texts that stand inside the map file."""

from __future__ import annotations

import base64
import re
from importlib.resources import files

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?(function|const|class)\b)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
_ARABIC = "U+0600-06FF"
_FONT_FAMILY = "Ebbline Arabic"


def front(name: str) -> str:
    """Return the text of a file of ``front/``."""
    return (files("ebbline.webmap") / "front" / name).read_text(encoding="utf-8")


def style() -> str:
    """Return the style sheet, its lines without their indents."""
    return _INDENT.sub("", front("style.css"))


def script() -> str:
    """Return all modules that ``main.js`` imports as one module, each after what it imports.

    A module of ``front/`` may only use ``import {…} from "./name.js";`` and ``export`` before a
    function, constant or class. All names then share one scope, so no two modules may use one
    name for different things at their top level (a browser refuses it, so a test would see).
    Doc comments, a third of the text, and indents stay in the source, so no text of a module may
    run over several lines.
    """
    ordered: list[str] = []
    _visit("main", ordered, set())
    return "\n".join(_bare(front(f"{name}.js")) for name in ordered)


def _bare(module: str) -> str:
    code = _COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", module)))
    return _INDENT.sub("", code).strip() + "\n"


def _visit(name: str, ordered: list[str], seen: set[str]) -> None:
    if name in seen:
        return
    seen.add(name)
    for imported in _IMPORT.findall(front(f"{name}.js")):
        _visit(imported, ordered, seen)
    ordered.append(name)


def leaflet_script() -> str:
    """Return Leaflet (BSD-2-Clause), without the pointer to its source map."""
    text = _leaflet("leaflet.js")
    return re.sub(r"\n?//# sourceMappingURL=.*\s*$", "\n", text)


def leaflet_style() -> str:
    """Return Leaflet's style sheet, without rules for what the map has none of, or that fetch."""
    sheet = re.sub(r"/\*.*?\*/", "", _leaflet("leaflet.css"), flags=re.DOTALL)
    rules = re.findall(r"[^{}]+\{[^{}]*\}(?:\s*\})?", sheet)
    kept = (_without_unused(rule) for rule in rules)
    return _INDENT.sub("", "".join(kept))


_UNUSED = re.compile(r"popup|tooltip|marker|control|leaflet-bar|leaflet-div-icon|vml")
"""Parts of Leaflet that the map has none of. A rule may name them beside parts that it has."""


def _without_unused(rule: str) -> str:
    """Return a style rule for those of its selectors alone that the map can match."""
    selectors, _, body = rule.partition("{")
    used = [s for s in selectors.split(",") if not _UNUSED.search(s)]
    return f"{','.join(used)}{{{body}" if used and "url(" not in body else ""


def _leaflet(name: str) -> str:
    folder = files("js_lib_leaflet") / "static" / "js_lib_leaflet"
    return (folder / name).read_text(encoding="utf-8")


def font_style() -> str:
    """Return ``@font-face`` rules with Arabic letters, for systems that bring none.

    The letters are those of DejaVu Sans, which matplotlib brings and the figures use (Bitstream
    Vera licence; Arabic in the public domain), cut to Arabic and packed as WOFF2.
    """
    rules = [_font_face("DejaVuSans.ttf", 400), _font_face("DejaVuSans-Bold.ttf", 700)]
    return "\n".join(rules)


def _font_face(name: str, weight: int) -> str:
    import io
    from pathlib import Path

    import matplotlib
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=["*"], notdef_outline=True)
    options.recalc_timestamp = False
    options.drop_tables += ["FFTM"]
    path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name
    cutter = subset.Subsetter(options)
    ranges = [part.split("-") for part in _ARABIC.replace("U+", "").split(",")]
    cutter.populate(unicodes=[u for a, b in ranges for u in range(int(a, 16), int(b, 16) + 1)])
    packed = io.BytesIO()
    with subset.load_font(str(path), options) as font:
        cutter.subset(font)
        subset.save_font(font, packed, options)
    data = base64.b64encode(packed.getvalue()).decode("ascii")
    return (
        f'@font-face{{font-family:"{_FONT_FAMILY}";font-weight:{weight};'
        f"src:url(data:font/woff2;base64,{data}) format('woff2');unicode-range:{_ARABIC}}}"
    )
