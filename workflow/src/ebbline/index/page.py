"""Drawing the page that leads to everything; every text is the scene's and escaped, nothing runs.

The page of the case's first language is ``index.html``; those of the others lie beside it as
``index.<language>.html`` and each leads to all of them.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from ebbline.scene.record import Chapter, DayView, Figure, Scene

_FOLDER = Path(__file__).parent
FILES = {
    "events": "events.csv",
    "states": "states.csv",
    "as_known": "as_known.csv",
    "geocoding": "geocoding.csv",
    "places": "places.geojson",
    "settlement_states": "settlement_states.csv",
    "holdings": "holdings.gpkg",
    "areas": "areas.csv",
    "calibration": "calibration.csv",
    "predictions": "predictions.csv",
    "influence": "influence.csv",
    "checks": "checks.csv",
    "patches": "patches.gpkg",
    "patch_states": "patch_states.csv",
    "scene": "scene.json",
    "inputs": "logs/inputs.csv",
    "land_inputs": "logs/land_inputs.csv",
    "run_config": "run_config.yaml",
}
"""What the page links to besides the figures, by its label in the scene."""
_MOST_PRINTED = 120
"""A longer table stays folded on paper."""
_NUMBERS = re.compile(r"(\S*\d(?: \S{1,4}²|–\d\S*))")
_BESIDE = ("txt", "md", "list.md")


@dataclass(frozen=True)
class Picture:
    """A figure: its file, width and height in pixels, its forms as (label, path), its words."""

    name: str
    path: str
    size: tuple[int, int] | None
    forms: tuple[tuple[str, str], ...]
    title: str
    alt: str


@dataclass(frozen=True)
class Film:
    """The animation of a view, with the picture that stands until it is started."""

    video: str
    poster: str
    size: tuple[int, int] | None
    forms: tuple[tuple[str, str], ...]
    title: str
    alt: str


def page_name(lang: str, languages: Iterable[str]) -> str:
    """Return the file name of the page in ``lang``: the first of ``languages`` is the index."""
    return "index.html" if lang == next(iter(languages)) else f"index.{lang}.html"


def render(scene: Scene, lang: str, *, languages: tuple[str, ...], figures: Path) -> str:
    """Return the HTML text of the page in ``lang``, one of the ``languages`` that have figures.

    ``figures`` is the folder of the pictures, beside which the page will lie.
    """
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["whole"] = _whole
    style = (_FOLDER / "page.css").read_text(encoding="utf-8") + _party_colours(scene)
    galleries = {
        view.id: pictures_in(figures / lang / view.id, figures.parent, _told(scene, view.id, lang))
        for view in scene.views
    }
    charts = pictures_in(figures / lang, figures.parent, _told(scene, "", lang))
    first = {p.name: p for p in galleries[scene.views[0].id]}
    tongue = scene.languages[lang]
    return environment.get_template("page.html").render(
        scene=scene,
        page=scene.page,
        lang=lang,
        tongue=tongue,
        label=tongue.labels,
        languages={code: page_name(code, languages) for code in languages},
        film=_film(first),
        social=_social(scene, first),
        key=_key_figures(scene, first, charts),
        galleries={v.title[lang]: galleries[v.id] for v in scene.views if galleries[v.id]},
        charts=charts,
        files=FILES,
        most_printed=_MOST_PRINTED,
        map_at=lambda chapter: _map_address(chapter, lang),
        map_address=f"map.html#{urlencode({'lang': lang})}",
        style=Markup(style),  # noqa: S704 - our own stylesheet
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def _whole(text: str) -> Markup:
    """Return ``text`` with its intervals, and numbers with their unit, kept on one line."""
    parts = _NUMBERS.split(text)
    return Markup("").join(
        Markup("<span class=whole>") + part + Markup("</span>") if i % 2 else part
        for i, part in enumerate(parts)
    )


def _party_colours(scene: Scene) -> str:
    return "".join(
        f'.dot[data-party="{p.id}"] {{ background: {p.fill}; border-color: {p.edge}; }}\n'
        for p in scene.parties
    )


def _map_address(chapter: Chapter, lang: str) -> str:
    at = {"date": chapter.day.isoformat(), "view": chapter.view, "lang": lang}
    if chapter.place:
        at["place"] = chapter.place
    return f"map.html#{urlencode(at)}"


def _told(scene: Scene, view: str, lang: str) -> dict[str, tuple[str, str]]:
    """Return title and alternative text of the figures of a view (empty: the charts), by name."""
    found: dict[str, DayView | Figure] = {}
    if view:
        found |= {d.isoformat(): day.views[view] for d, day in scene.days.items()}
        found |= {f"change_{p.first}_{p.last}": p.views[view] for p in scene.pairs}
        found |= {"overview": scene.overviews[view]} if view in scene.overviews else {}
        found |= {"animation": scene.animations[view]} if view in scene.animations else {}
    else:
        charts = {"area": scene.area_chart, "towns": scene.towns_chart}
        found |= {name: chart.text for name, chart in charts.items() if chart is not None}
    return {name: (text.title[lang], text.alt[lang]) for name, text in found.items()}


def _social(scene: Scene, first: Mapping[str, Picture]) -> tuple[str, str] | None:
    """Return file and words of the picture for previews of links: the newest in that size."""
    for day in reversed(scene.key_days):
        shown = first.get(day.isoformat())
        for _, path in shown.forms if shown else ():
            if shown and path.endswith(".social.png"):
                return path, shown.alt
    shown = first.get("overview")
    return (shown.path, shown.alt) if shown else None


def _film(first: Mapping[str, Picture]) -> Film | None:
    shown = first.get("animation")
    video = next((path for _, path in shown.forms if path.endswith(".mp4")), "") if shown else ""
    if shown is None or not video:
        return None
    days = [p for name, p in sorted(first.items()) if _is_day(name)]
    poster = days[-1] if days else first.get("overview")
    path, size = (poster.path, poster.size) if poster else ("", None)
    return Film(video, path, size, shown.forms, shown.title, shown.alt)


def _is_day(name: str) -> bool:
    try:
        date.fromisoformat(name)
    except ValueError:
        return False
    return True


def _key_figures(
    scene: Scene, first: Mapping[str, Picture], charts: tuple[Picture, ...]
) -> tuple[Picture, ...]:
    """Return the figures that tell the story: overview, first comparison, chart of areas."""
    named = ["overview", *(f"change_{a}_{b}" for a, b in scene.comparisons[:1])]
    return (
        *(first[name] for name in named if name in first),
        *(chart for chart in charts if chart.name == "area"),
    )


def pictures_in(
    folder: Path, base: Path, told: Mapping[str, tuple[str, str]]
) -> tuple[Picture, ...]:
    """Return the pictures that lie in ``folder`` itself, by name, with paths from ``base``.

    ``overview.png`` is the picture, ``overview.slide.png``, ``overview.svg`` … are its forms; a
    picture without a PNG (an animation) is shown by its GIF, or else by the map of the last day.
    ``told`` has title and alternative text of each by its name; what it does not have is none of
    this build and left out.
    """
    files: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted(folder.glob("*.*")):
        name, _, form = path.name.partition(".")
        files[name][form] = path
    found, last_day = [], max((n for n in files if _is_day(n) and n in told), default="")
    for name, forms in sorted(files.items()):
        shown = forms.get("png") or forms.get("gif")
        if "mp4" in forms:
            shown = shown or files[last_day].get("png")
        if shown is None or name not in told:
            continue
        links = tuple(
            (form.upper().replace(".", " "), path.relative_to(base).as_posix())
            for form, path in forms.items()
            if form not in _BESIDE
        )
        file = shown.relative_to(base).as_posix()
        found.append(Picture(name, file, _size_of(shown), links, *told[name]))
    return tuple(found)


def _size_of(picture: Path) -> tuple[int, int] | None:
    """Return width and height from the header of a PNG or GIF; ``None`` for anything else."""
    with picture.open("rb") as file:
        head = file.read(24)
    if head[:8] == b"\x89PNG\r\n\x1a\n" and len(head) == 24:
        width, height = struct.unpack(">II", head[16:24])
    elif head[:4] == b"GIF8":
        width, height = struct.unpack("<HH", head[6:10])
    else:
        return None
    return width, height
