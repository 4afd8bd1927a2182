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

if TYPE_CHECKING:
    from ebbline.figures.atelier import Atelier, Figure
    from ebbline.figures.render import Cache


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
        help="also list the files of the maps with their SHA-256, as sha256sum does",
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
    """Read the tables, draw what was asked for, write it whole or not at all."""
    from ebbline.figures.atelier import Atelier
    from ebbline.figures.reading import Layers, read_holdings, read_story
    from ebbline.figures.render import Cache
    from ebbline.files import write_text

    chosen = _chosen(config, options)
    story = read_story(config, paths)
    holdings = read_holdings(paths["holdings"])
    layers = Layers(paths["basemap"], paths["catchments"])
    cache = Cache(None if options.no_cache else options.cache)
    # A figure that is asked for is none of the build, unless a folder is named.
    asked = chosen.single and options.figures is None
    base = paths["figures"].parent / "asked" if asked else paths["figures"]
    ateliers = {lang: Atelier(config, story, holdings, layers, lang) for lang in chosen.languages}
    if options.key is not None:
        _write_key_figures(ateliers, chosen.views, options.key, cache, options)
        cache.trim()
        return
    listed = []
    for lang, atelier in ateliers.items():
        if chosen.single:
            _write_single(atelier, base, chosen, cache, options)
            continue
        for view in chosen.views:
            listed += _write_view(atelier, view, base / lang / view, cache, options)
        if chosen.charts:
            _write_files(base, _files(atelier.charts(), cache, options, f"{lang} charts"))
    if chosen.embed:
        _write_embed(ateliers, base)
    if options.list is not None:
        write_text(options.list, "".join(f"{digest}  {name}\n" for name, digest in listed))
    cache.trim()


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
    atelier: Atelier, view: str, folder: Path, cache: Cache, options: Namespace
) -> list[tuple[str, str]]:
    """Write all figures of a view as the whole content of ``folder``; return names and SHA-256."""
    from hashlib import sha256

    from ebbline.files import writing

    listed = []
    with writing(folder) as (draft,):
        draft.mkdir()
        figures = atelier.view_figures(view)
        frames: dict[str, bytes] = {}
        files = chain(
            _files(figures, cache, options, f"{atelier.lang} {view}"),
            _animation(atelier, view, frames, cache),  # looks into frames when all are there
        )
        for path, data in files:
            (draft / path.name).write_bytes(data)
            listed.append((path.name, sha256(data).hexdigest()))
            if path.suffix == ".png":
                frames[path.stem] = data
    return listed


def _write_key_figures(
    ateliers: Mapping[str, Atelier],
    views: Iterable[str],
    folder: Path,
    cache: Cache,
    options: Namespace,
) -> None:
    """Write the key figures of ``views`` and the charts, a PNG each, as all of ``folder``."""
    from ebbline.files import writing

    with writing(folder) as (draft,):
        draft.mkdir()
        for lang, atelier in ateliers.items():
            figures = [f for view in views for f in atelier.view_figures(view)]
            key = [f for f in figures if "pdf" in f.pictures[0].formats]
            wanted = [_alone(f, "png") for f in (*key, *atelier.charts())]
            for path, data in _files(wanted, cache, options, f"{lang} key figures"):
                inside = draft / (path if len(ateliers) > 1 else path.relative_to(lang))
                inside.parent.mkdir(parents=True, exist_ok=True)
                inside.write_bytes(data)


def _animation(
    atelier: Atelier, view: str, frames: Mapping[str, bytes], cache: Cache
) -> Iterable[tuple[Path, bytes]]:
    """Yield the files of a view's animation from the maps of the change days, by their names."""
    from ebbline.figures.content import fingerprint
    from ebbline.figures.film import ENDINGS, film
    from ebbline.figures.render import code_version

    days = atelier.story.change_days
    if not days:
        return
    pictures = [frames[day.isoformat()] for day in days]
    settings, pauses = atelier.config.figures.animation, atelier.pauses()
    key = fingerprint(code_version(), pictures, pauses, settings.model_dump_json())
    made = {ending: cache.get(key, ending) for ending in ENDINGS}
    if None in made.values():
        made = dict(film(pictures, pauses, settings))
        for ending, data in made.items():
            cache.put(key, ending, data or b"")
    texts = atelier.animation_texts(view)
    for ending, data in made.items():
        yield Path(f"{texts.name}.{ending}"), data or b""
    yield Path(f"{texts.name}.txt"), f"{texts.alt}\n".encode()
    yield Path(f"{texts.name}.md"), texts.caption.encode()


def _write_single(
    atelier: Atelier, base: Path, chosen: _Chosen, cache: Cache, options: Namespace
) -> None:
    """Write the single figures that were asked for, among what is there already."""
    if options.only == "animation":
        for view in chosen.views:
            maps = [f for f in atelier.view_figures(view) if _is_day(Path(f.name).name)]
            frames = {
                path.stem: data
                for path, data in _files(maps, cache, options, f"{atelier.lang} {view}")
                if path.suffix == ".png"
            }
            _write_files(base, _animation(atelier, view, frames, cache))
        return
    figures = list(_single(atelier, chosen, options))
    if not figures:
        raise UserError(_no_such_figure(atelier, options.only))
    progress = f"{atelier.lang} {options.only or ''}".strip()
    if options.to is None:
        _write_files(base, _files(figures, cache, options, progress))
        return
    wanted = _alone(figures[0], options.to.suffix[1:])
    _write_files(
        options.to.parent,
        [
            (Path(options.to.with_suffix(path.suffix).name), data)
            for path, data in _files([wanted], cache, options, progress)
        ],
    )


def _alone(figure: Figure, ending: str) -> Figure:
    """Return ``figure`` in its default size and one format only."""
    from dataclasses import replace

    return replace(figure, pictures=(replace(figure.pictures[0], formats=(ending,)),))


def _single(atelier: Atelier, chosen: _Chosen, options: Namespace) -> Iterable[Figure]:
    """Yield the single figures that were asked for."""
    if options.only in ("area", "towns"):
        yield from (f for f in atelier.charts() if Path(f.name).name == options.only)
        return
    for view in chosen.views:
        if options.on:
            yield atelier.day_map(atelier.view(view), date.fromisoformat(options.on), key=True)
        if options.change:
            first, last = map(date.fromisoformat, options.change)
            yield atelier.comparison(atelier.view(view), first, last)
        if options.only:
            figures = atelier.view_figures(view)
            found = [f for f in figures if Path(f.name).name == options.only]
            if not found and _is_day(options.only) and not list(_day_problems("", options.only)):
                day = date.fromisoformat(options.only)
                found = [atelier.day_map(atelier.view(view), day, key=True)]
            yield from found


def _no_such_figure(atelier: Atelier, name: str) -> Problem:
    view = next(iter(atelier.config.figures.views))
    known = [Path(f.name).name for f in atelier.view_figures(view)]
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


def _write_embed(ateliers: Mapping[str, Atelier], base: Path) -> None:
    """Write the page of ready blocks."""
    from ebbline.figures.embed import embed_page
    from ebbline.files import write_text

    write_text(base / "embed.md", embed_page(list(ateliers.values())))


def _files(
    figures: list[Figure], cache: Cache, options: Namespace, progress: str
) -> Iterable[tuple[Path, bytes]]:
    """Yield the path below the base folder and the bytes of every file of ``figures``."""
    from ebbline.figures.render import render

    pictures = [p for f in figures for p in f.pictures]
    for name, ending, data in render(pictures, cache, cores=options.cores, progress=progress):
        yield Path(f"{name}.{ending}"), data
    for figure in figures:
        texts = figure.texts
        yield Path(f"{texts.name}.txt"), f"{texts.alt}\n".encode()
        yield Path(f"{texts.name}.md"), texts.caption.encode()


STAGE = Stage(
    summary="static maps and charts",
    inputs=(
        "sources",
        "claims",
        "aliases",
        "case_places",
        "gazetteer",
        "places",
        "events",
        "states",
        "catchments",
        "settlement_states",
        "holdings",
        "areas",
        "checks",
        "basemap",
    ),
    outputs=("figures",),
    run=run,
    add_options=add_options,
)
