"""Check every input of a case and report all mistakes at once; where asked, list the inputs.

With --list, or where a path is given for them, lists are written: ``logs/inputs.csv`` and, for
gazetteer and basemap, ``logs/land_inputs.csv`` (``file, sha256, rows``) say exactly what a build is
made from, ``logs/view_places.csv`` which places the views name. Nothing is built when there is a
mistake, and earlier results stay as they are.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from pathlib import Path

from ebbline import tables
from ebbline.case import Case, read_case, read_published, view_places
from ebbline.check.folder import unread_files
from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.config.story import read_story
from ebbline.cost import Cost, estimate
from ebbline.drawn import read_drawn
from ebbline.errors import Problems, UserError, shown
from ebbline.gazetteer import read_places
from ebbline.geocode.claims import mentions_of, problems_of
from ebbline.geocode.resolver import Resolver, resolve_mentions
from ebbline.timeline import production_day
from ebbline.vocabulary import InputFile, ViewPlace

_CASE = (
    *("sources", "claims", "aliases", "case_places", "display_names", "published"),
    *("story", "evidence", "previous_states"),
)
_READ = {
    "all": (*_CASE, "gazetteer", "basemap"),
    "case": (*_CASE, "gazetteer"),
    "land": ("gazetteer", "case_places", "evidence", "basemap"),
    "views": ("gazetteer", "case_places", "story"),
}


def _run(config: Config, paths: Paths, options: Namespace) -> None:
    problems = Problems()
    lists: dict[str, list[Path]] = {}
    unread: list[Path] = []
    if options.only in ("case", "all"):
        lists["inputs"] = [paths[name] for name in _CASE if paths[name].exists()]
        _try(problems, lambda: _check_case(config, paths))
        _try(problems, lambda: read_published(config, paths["published"]))
        _try(problems, lambda: _check_display_names(config, paths))
        _try(problems, lambda: _check_edition(config, paths["previous_states"]))
        _try(problems, lambda: unread.extend(unread_files(paths["claims"].parent)))
        _try(problems, lambda: production_day(()))
    if options.only in ("land", "all"):
        _try(problems, lambda: lists.update(land_inputs=_check_land(config, paths)))
    named: list[ViewPlace] = []
    if options.only in ("views", "all"):
        _try(problems, lambda: named.extend(_check_views(config, paths)))
        _try(problems, lambda: read_story(paths["story"], config))
    problems.raise_any()
    notes = [f"{path}: nothing reads this" for path in unread]
    if options.list:
        for note in notes:
            warnings.warn(note, stacklevel=2)
    else:
        print("\n".join([*(f"  {note}" for note in notes), _read_message(options, lists)]))
        if options.only == "all" and options.settings is None:
            print(f"ebbline check: {_cost(options, paths)}")
    for name, files in lists.items():
        if options.list or getattr(options, name) is not None:
            tables.INPUTS.write(paths[name], map(_described, files))
    if options.list or options.view_places is not None:
        tables.VIEW_PLACES.write(paths["view_places"], named)


def _read_message(options: Namespace, lists: Mapping[str, list[Path]]) -> str:
    """Return what was read, a line a file, and that nothing was wrong."""
    lines = []
    for files in lists.values():
        for path in files:
            rows = _described(path).rows
            lines.append(f"  {path}" + (f": {rows} rows" if rows is not None else ""))
    return "\n".join([*lines, f"ebbline check: no mistakes ({options.only} checked)"])


def _cost(options: Namespace, paths: Paths) -> Cost:
    """Return what a build costs; it takes the whole configuration, which no other check reads."""
    from ebbline.check.land import study_km2
    from ebbline.config import read_config

    config = read_config(options.config)
    km2 = study_km2(config, basemap=paths["basemap"])
    return estimate(config, read_case(config, paths).claims, km2=km2)


def _try(problems: Problems, check: Callable[[], object]) -> None:
    try:
        check()
    except UserError as error:
        known = set(problems.found)  # a mistake of the gazetteer is one of the case and of its land
        problems.found += [problem for problem in error.problems if problem not in known]


def _check_case(config: Config, paths: Paths) -> None:
    case = read_case(config, paths)
    problems = Problems()
    _try(problems, lambda: _check_names(case, config, paths))
    sources = [source.source_id for source in tables.SOURCES.read(paths["sources"])]
    _try(problems, lambda: read_drawn(paths["evidence"], config, sources=sources))
    problems.raise_any()


def _check_names(case: Case, config: Config, paths: Paths) -> None:
    if config.names.online.service != "none":
        return  # what the gazetteer does not know may be found online, when it is asked
    resolver = Resolver.of(case.places, case.aliases, config.names)
    answers = resolve_mentions(resolver, mentions_of(case.claims))
    unresolved = problems_of(answers, case, claims=paths["claims"], aliases=paths["aliases"])
    if unresolved:
        raise UserError(unresolved)


def _check_display_names(config: Config, paths: Paths) -> None:
    path = paths["display_names"]
    if not os.path.lexists(path):
        return
    rows = tables.DISPLAY_NAMES.read_rows(path)
    if config.names.online.service != "none":
        return  # places that are found online are places too, and not known yet
    known = {p.place_id for _, _, p in read_places(paths["gazetteer"], paths["case_places"])}
    problems = Problems()
    for row, own in rows:
        if own.place_id not in known:
            problems.add(
                path,
                row,
                f"place_id: {shown(own.place_id)} is in no gazetteer",
                allowed="a place_id of the gazetteer or of the case's places.csv",
                do="look it up with 'ebbline resolve NAME'",
            )
    problems.raise_any()


def _check_edition(config: Config, path: Path) -> None:
    """Refuse an edition before this one without its states, and states without its name."""
    there = os.path.lexists(path)
    if there:
        tables.STATES.read(path)
    named = config.edition is not None and config.edition.previous is not None
    problems = Problems()
    if there and not named:
        problems.add(
            path,
            None,
            "the configuration names no edition before this one",
            allowed="edition.previous: the name of the edition whose states these are",
            do="name it, or remove the file",
        )
    elif named and not there:
        problems.add(
            path,
            None,
            "there is no such file, but the configuration has edition.previous",
            allowed="states.csv of the edition before this one",
            do=f"copy it from that edition's results to {path.name} here, or remove the key",
        )
    problems.raise_any()


def _check_views(config: Config, paths: Paths) -> list[ViewPlace]:
    if config.names.online.service != "none":
        return []  # places that are found online are places too, and not known yet
    rows = read_places(paths["gazetteer"], paths["case_places"])
    return view_places(config, {place.place_id for _, _, place in rows})


def _check_land(config: Config, paths: Paths) -> list[Path]:
    from ebbline.check.land import check_land

    gazetteer = paths["gazetteer"]
    own = paths["case_places"]
    files = check_land(
        config, basemap=paths["basemap"], gazetteer=gazetteer, own=own, drawn=paths["evidence"]
    )
    return [gazetteer, *files]


def _described(path: Path) -> InputFile:
    data = path.read_bytes()
    rows = tables.count_rows(path) if path.suffix == ".csv" else None
    return InputFile("/".join(path.parts[-3:]), hashlib.sha256(data).hexdigest(), rows)


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--list", action="store_true", help="write the lists of inputs into the results"
    )
    parser.add_argument(
        "--only",
        choices=tuple(_READ),
        default="all",
        help="check the case's own files, gazetteer and basemap, or what views and story name "
        "(default: %(default)s)",
    )


STAGE = Stage(
    summary="check every input of a case and report all mistakes",
    inputs=_READ["all"],
    outputs=("inputs", "land_inputs", "view_places"),
    run=_run,
    add_options=_add_options,
    reads=lambda options: _READ[options.only],
)
