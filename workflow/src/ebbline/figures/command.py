"""Draw the static figures: maps of each view and day, charts, animations, alt texts, captions.

Without further options everything is drawn. --view, --lang, --charts and --embed choose parts;
--only, --on and --change draw single figures, by default into the folder asked/ of the results.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.errors import Problem, UserError, shown
from ebbline.markup import caption_markdown

if TYPE_CHECKING:
    from ebbline.figures.figureset import Beside, Figure, FigureSet
    from ebbline.figures.render import Cache
    from ebbline.scene.record import Scene


def add_options(parser: ArgumentParser) -> None:
    """Add what chooses the figures and how they are made."""
    choice = parser.add_argument_group("which figures (default: all)")
    choice.add_argument(
        "--view", action="append", metavar="VIEW", help="only this view; may be repeated"
    )
    choice.add_argument(
        "--lang", action="append", metavar="LANG", help="only this language; may be repeated"
    )
    choice.add_argument("--charts", action="store_true", help="only the charts")
    choice.add_argument("--embed", action="store_true", help="only the page of ready blocks")
    choice.add_argument(
        "--only",
        metavar="NAME",
        help="one figure: a day, overview, animation, change_<from>_<to>, area or towns",
    )
    choice.add_argument("--on", metavar="DAY", help="the map of any day, as PNG, SVG and PDF")
    choice.add_argument(
        "--change",
        nargs=2,
        metavar=("FROM", "TO"),
        help="land gained, lost and still held between two days",
    )
    choice.add_argument(
        "--key",
        type=Path,
        metavar="DIR",
        help="the key figures alone, a PNG each, as the content of this folder: overview, "
        "comparisons and key days of the first view (or those of --view), the charts",
    )
    choice.add_argument(
        "--list",
        type=Path,
        metavar="FILE",
        help="also list the files of the maps or key figures with their SHA-256, as sha256sum does",
    )
    choice.add_argument(
        "--to", type=Path, metavar="FILE", help="write one figure to this file; its ending counts"
    )
    making = parser.add_argument_group("how they are made")
    making.add_argument("--cores", type=int, default=1, metavar="N", help="processes that draw")
    making.add_argument(
        "--cache",
        type=Path,
        default=Path("results/.cache/frames"),
        metavar="DIR",
        help="where drawn pictures are kept by their content (default: %(default)s)",
    )
    making.add_argument("--no-cache", action="store_true", help="draw everything afresh")


def run(config: Config, paths: Paths, options: Namespace) -> None:
    """Read scene and land, draw what was asked for, write it whole or not at all."""
    from ebbline.figures.figureset import FigureSet
    from ebbline.figures.reading import Layers, read_holdings
    from ebbline.figures.render import Cache
    from ebbline.files import list_of, write_text

    chosen = _chosen(config, options)
    scene = _scene(paths, options)
    area = scene.case.study_box
    holdings = read_holdings(paths["holdings"], area)
    layers = Layers(paths["basemap"], area, paths["patches"])
    cache = Cache(None if options.no_cache else options.cache)
    # A figure that is asked for is none of the build, unless a folder is named.
    asked = chosen.single and options.figures is None
    base = paths["figures"].parent / "asked" if asked else paths["figures"]
    sets = {
        lang: FigureSet(config.figures, scene, holdings, layers, lang) for lang in chosen.languages
    }
    if options.key is not None:
        _write_key_figures(sets, chosen.views, options.key, cache, options)
        if options.list is not None:
            write_text(options.list, list_of(options.key))
        cache.trim()
        return
    listed = []
    for lang, figures in sets.items():
        if chosen.single:
            _write_single(figures, base, chosen, cache, options)
            continue
        for view in chosen.views:
            _write_view(figures, view, base / lang / view, cache, options)
            listed.append(base / lang / view)
        if chosen.charts:
            _write_files(base, _files(figures.charts(), cache, options, f"{lang} charts"))
    if chosen.embed:
        _write_embed(sets, base)
    if options.list is not None:
        write_text(options.list, "".join(map(list_of, listed)))
    cache.trim()


def _scene(paths: Paths, options: Namespace) -> Scene:
    """Return the scene; one that tells of the day or days asked for is made where it must be."""
    from ebbline.scene.record import read_scene

    scene = read_scene(paths["scene"])
    if _has_asked(scene, options):
        return scene
    if options.settings is not None:
        what = "tells nothing of the day or days asked for"
        raise UserError(Problem(str(paths["scene"]), what, do="make it with 'ebbline scene'"))
    return _scene_with_asked(options)


def _has_asked(scene: Scene, options: Namespace) -> bool:
    days = [options.on] if options.on else []
    pairs = [tuple(options.change)] if options.change else []
    name = options.only or ""
    if name.startswith("change_"):
        pairs.append(tuple(name.removeprefix("change_").split("_")))
    elif _is_day(name):
        days.append(name)
    told = {day.isoformat() for day in scene.days}
    known = {(p.first.isoformat(), p.last.isoformat()) for p in scene.pairs}
    return set(days) <= told and set(pairs) <= known


def _scene_with_asked(options: Namespace) -> Scene:
    """Run ``ebbline scene`` for the day or days asked for and return what it tells."""
    from tempfile import TemporaryDirectory

    from ebbline import cli
    from ebbline.scene.record import read_scene

    asked = ["--on", options.on] if options.on else []
    asked += ["--change", *options.change] if options.change else []
    asked += ["--only", options.only] if options.only else []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scene.json"
        given = ["--config", str(options.config), "--home", str(options.home), *asked]
        code = cli.main(["scene", *given, "--scene", str(path)])
        if code:
            raise SystemExit(code)
        return read_scene(path)


class _Chosen:
    """What was asked for."""

    def __init__(self, config: Config, options: Namespace) -> None:
        settings = config.figures
        self.single = bool(options.only or options.on or options.change)
        some = bool(options.view or options.charts or options.embed or self.single)
        self.languages = tuple(options.lang or settings.languages)
        views = tuple(settings.views)[:1] if options.key is not None else settings.views
        self.views = tuple(options.view or (() if some and not self.single else views))
        self.charts = options.charts or not some
        self.embed = options.embed or not some


def _chosen(config: Config, options: Namespace) -> _Chosen:
    """Return what was asked for, or tell what of it does not exist."""
    from ebbline.language import available

    problems = []
    for given, allowed, name in (
        (options.view, tuple(config.figures.views), "--view"),
        (options.lang, available(), "--lang"),
    ):
        problems += [
            Problem(name, f"found {shown(g)}", ", ".join(allowed))
            for g in given or ()
            if g not in allowed
        ]
    if options.cores < 1:
        problems.append(Problem("--cores", f"found {options.cores}", "1 or more"))
    if options.to is not None and options.to.suffix not in (".png", ".svg", ".pdf"):
        problems.append(
            Problem(
                "--to", f"found {shown(options.to.name)}", "a file ending in .png, .svg or .pdf"
            )
        )
    for name, days in (("--on", [options.on]), ("--change", options.change or [])):
        problems += [p for d in days if d for p in _day_problems(name, d)]
    if options.change and not problems and options.change[0] >= options.change[1]:
        problems.append(
            Problem("--change", "FROM is not before TO", "two days in order", "exchange them")
        )
    if problems:
        raise UserError(problems)
    return _Chosen(config, options)


def _day_problems(name: str, text: str) -> Iterable[Problem]:
    from ebbline.tables import CellError, parse_day

    try:
        parse_day(text)
    except CellError as error:
        yield Problem(name, error.found, error.allowed, error.do)


def _write_view(
    figures: FigureSet, view: str, folder: Path, cache: Cache, options: Namespace
) -> None:
    """Write all figures of a view as the whole content of ``folder``."""
    from ebbline.files import writing

    with writing(folder) as (draft,):
        draft.mkdir()
        planned = figures.view_figures(view)
        frames: dict[str, bytes] = {}
        files = chain(
            _files(planned, cache, options, f"{figures.lang} {view}"),
            _animation(figures, view, frames, cache),  # looks into frames when all are there
        )
        for path, data in files:
            cache.place(data, draft / path.name)
            if path.suffix == ".png":
                frames[path.stem] = data


def _write_key_figures(
    sets: Mapping[str, FigureSet],
    views: Iterable[str],
    folder: Path,
    cache: Cache,
    options: Namespace,
) -> None:
    """Write the key figures of ``views`` and the charts, a PNG each, as all of ``folder``."""
    from ebbline.files import writing

    with writing(folder) as (draft,):
        draft.mkdir()
        for lang, figures in sets.items():
            planned = [f for view in views for f in figures.view_figures(view)]
            key = [f for f in planned if "pdf" in f.pictures[0].formats]
            wanted = [_alone(f, "png") for f in (*key, *figures.charts())]
            for path, data in _files(wanted, cache, options, f"{lang} key figures"):
                inside = draft / (path if len(sets) > 1 else path.relative_to(lang))
                inside.parent.mkdir(parents=True, exist_ok=True)
                inside.write_bytes(data)


def _animation(
    figures: FigureSet, view: str, frames: Mapping[str, bytes], cache: Cache
) -> Iterable[tuple[Path, bytes]]:
    """Yield the files of a view's animation from the maps of the drawn days, by their names.

    Of the first view it is a GIF too, which is larger and poorer than the video.
    """
    from ebbline.figures.content import fingerprint
    from ebbline.figures.film import ENDINGS, film
    from ebbline.figures.render import code_version

    days = figures.scene.drawn_days
    if not days:
        return
    pictures = [frames[day.isoformat()] for day in days]
    settings, pauses = figures.settings.animation, figures.pauses()
    key = fingerprint(code_version(), pictures, pauses, settings.model_dump_json())
    endings = ENDINGS if view == figures.scene.views[0].id else ("mp4",)
    made = {ending: cache.get(key, ending) for ending in endings}
    if None in made.values():
        made = dict(film(pictures, pauses, settings, endings=endings))
        for ending, data in made.items():
            cache.put(key, ending, data or b"")
    texts = figures.animation_texts(view)
    for ending, data in made.items():
        yield Path(f"{texts.name}.{ending}"), data or b""
    yield from _beside(texts)


def _write_single(
    figures: FigureSet, base: Path, chosen: _Chosen, cache: Cache, options: Namespace
) -> None:
    """Write the single figures that were asked for, among what is there already."""
    if options.only == "animation":
        for view in chosen.views:
            maps = [f for f in figures.view_figures(view) if _is_day(Path(f.name).name)]
            frames = {
                path.stem: data
                for path, data in _files(maps, cache, options, f"{figures.lang} {view}")
                if path.suffix == ".png"
            }
            _write_files(base, _animation(figures, view, frames, cache))
        return
    planned = list(_single(figures, chosen, options))
    if not planned:
        raise UserError(_no_such_figure(figures, options.only))
    progress = f"{figures.lang} {options.only or ''}".strip()
    if options.to is None:
        _write_files(base, _files(planned, cache, options, progress))
        return
    to, outlines = options.to, ".outlines.svg"
    ending = outlines if to.name.endswith(outlines) else to.suffix
    wanted = _alone(planned[0], ending[1:])
    _write_files(
        to.parent,
        [
            (Path(f"{to.name.removesuffix(ending)}.{path.name.partition('.')[2]}"), data)
            for path, data in _files([wanted], cache, options, progress)
        ],
    )


def _alone(figure: Figure, ending: str) -> Figure:
    """Return ``figure`` in its default size and one format only."""
    from dataclasses import replace

    return replace(figure, pictures=(replace(figure.pictures[0], formats=(ending,)),))


def _single(figures: FigureSet, chosen: _Chosen, options: Namespace) -> Iterable[Figure]:
    """Yield the single figures that were asked for."""
    if options.only in ("area", "towns"):
        yield from (f for f in figures.charts() if Path(f.name).name == options.only)
        return
    for view in chosen.views:
        if options.on:
            yield figures.day_map(figures.view(view), date.fromisoformat(options.on), key=True)
        if options.change:
            first, last = map(date.fromisoformat, options.change)
            yield figures.comparison(figures.view(view), first, last)
        if options.only:
            planned = figures.view_figures(view)
            found = [f for f in planned if Path(f.name).name == options.only]
            if not found and _is_day(options.only) and not list(_day_problems("", options.only)):
                day = date.fromisoformat(options.only)
                found = [figures.day_map(figures.view(view), day, key=True)]
            if not found and options.only.startswith("change_"):
                pair = figures.scene.pairs[-1]
                found = [figures.comparison(figures.view(view), pair.first, pair.last)]
            yield from found


def _no_such_figure(figures: FigureSet, name: str) -> Problem:
    view = figures.scene.views[0].id
    known = [Path(f.name).name for f in figures.view_figures(view)]
    allowed = ", ".join([*known, "animation", "area", "towns"])
    return Problem("--only", f"found {shown(name)}", f"any day, {allowed}")


def _is_day(name: str) -> bool:
    return name[:4].isdigit()


def _write_files(base: Path, files: Iterable[tuple[Path, bytes]]) -> None:
    """Write each file below ``base``, whole or not at all."""
    from ebbline.files import writing

    for path, data in files:
        with writing(base / path) as (draft,):
            draft.write_bytes(data)


def _write_embed(sets: Mapping[str, FigureSet], base: Path) -> None:
    """Write the page of ready blocks."""
    from ebbline.figures.embed import embed_page
    from ebbline.files import write_text

    write_text(base / "embed.md", embed_page(list(sets.values())))


def _files(
    figures: list[Figure], cache: Cache, options: Namespace, progress: str
) -> Iterable[tuple[Path, bytes]]:
    """Yield the path below the base folder and the bytes of every file of ``figures``."""
    from ebbline.figures.render import render

    pictures = [p for f in figures for p in f.pictures]
    for name, ending, data in render(pictures, cache, cores=options.cores, progress=progress):
        yield Path(f"{name}.{ending}"), data
    for figure in figures:
        yield from _beside(figure.texts)


def _beside(texts: Beside) -> Iterable[tuple[Path, bytes]]:
    """Yield alt text, caption and full list of a figure."""
    yield Path(f"{texts.name}.txt"), f"{texts.alt}\n".encode()
    yield Path(f"{texts.name}.md"), caption_markdown(texts.caption).encode()
    yield Path(f"{texts.name}.list.md"), texts.details.encode()


STAGE = Stage(
    summary="static maps and charts",
    inputs=("scene", "holdings", "patches", "basemap"),
    outputs=("figures",),
    run=run,
    add_options=add_options,
)
