"""Describe the results as a Data Package, or put all of a case into one file that others can cite.

Without an option, ``datapackage.json`` is written among the results: every table with its columns,
units, licence, sources and SHA-256. With ``--whole FILE``, everything goes into one zip file with
the same bytes on every run: inputs, configuration, results and their description; unpacked
anywhere, it can be built again. With ``--case-inputs``, the case's own tables are described where
they lie.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ebbline import __version__, tables
from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.config.model import LICENCES
from ebbline.config.versions import SCHEMA_VERSION
from ebbline.errors import Problem, UserError
from ebbline.files import write_bytes, write_text
from ebbline.language import load
from ebbline.package.describe import INPUT_TABLES, RESULT_TABLES, file_of, resource_of
from ebbline.package.whole import whole_case
from ebbline.timeline import production_day
from ebbline.vocabulary import Source

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_NAME = "datapackage.json"
_OTHER_FILES = {
    "places": "Points of the places that claims name (GeoJSON)",
    "geopackage": "Held land, places and events through time, with styles for QGIS (GeoPackage)",
    "scene": "Everything that maps and pages say and mark, for other programs (docs/scene.md)",
    "map": "The interactive map, one file",
    "run_config": "The effective configuration",
}


def _run(config: Config, paths: Paths, options: Namespace) -> None:
    if options.whole is not None and options.whole.suffix != ".zip":
        raise UserError(
            Problem("--whole", f"found {options.whole.name!r}", "a file ending in .zip")
        )
    if options.case_inputs:
        folder = paths["claims"].parent
        described = _described_inputs(paths, Path(), own=True)
        _write(folder / _NAME, _package(config, paths, described, part="inputs"))
        return
    results = _described_results(paths, Path())
    if options.whole is None:
        _write(paths["datapackage"], _package(config, paths, results, part="results"))
        return
    data = whole_case(
        config,
        {name: paths[name] for name in STAGE.inputs},
        results=paths["datapackage"].parent,
        package=lambda at, inputs_at: _package(
            config,
            paths,
            [*_described_inputs(paths, inputs_at), *_described_results(paths, at)],
            part="case",
        ),
    )
    write_bytes(options.whole, data)
    print(f"data package: {options.whole}", file=sys.stderr)


def _write(path: Path, package: dict[str, Any]) -> None:
    write_text(path, json.dumps(package, ensure_ascii=False, indent=1) + "\n")
    print(f"data package: {path}", file=sys.stderr)


def _described_results(paths: Paths, at: Path) -> list[dict[str, Any]]:
    """Return the descriptions of all results, found under ``at`` in the package."""
    found = [
        resource_of(
            paths[file],
            name=file,
            at=(at / paths[file].name).as_posix(),
            meaning=meaning,
            table=table,
        )
        for file, (meaning, table) in RESULT_TABLES.items()
    ]
    found += [
        file_of(
            paths[file],
            name=file.replace("_", "-"),
            at=(at / paths[file].name).as_posix(),
            title=title,
        )
        for file, title in _OTHER_FILES.items()
        if paths[file].exists()
    ]
    return found


def _described_inputs(paths: Paths, inputs_at: Path, *, own: bool = False) -> list[dict[str, Any]]:
    """Return the descriptions of the input tables; ``own`` are those of the case's folder alone.

    ``inputs_at`` is the ``resources`` folder in the package.
    """
    found = []
    for file, (meaning, table) in INPUT_TABLES.items():
        path = paths[file]
        if not path.exists() or (own and path.parent != paths["claims"].parent):
            continue
        below = path.relative_to(path.parents[1 if file == "gazetteer" else 2])
        at = path.name if own else (inputs_at / below).as_posix()
        described = resource_of(path, name=f"input-{file}", at=at, meaning=meaning, table=table)
        if own:  # a person edits these: their size and hash would be wrong after the next word
            del described["bytes"], described["hash"]
        found.append(described)
    return found


def _package(
    config: Config, paths: Paths, resources: list[dict[str, Any]], *, part: str
) -> dict[str, Any]:
    """Return the descriptor of a package of ``resources``."""
    language = load("en")
    used = [s for s in tables.SOURCES.read(paths["sources"]) if config.uses(s)]
    made = production_day(used)
    credit = language.pick(config.credits.full) if config.credits else ""
    package: dict[str, Any] = {
        "$schema": PROFILE,
        "name": f"{config.results_name}-{part}" if part != "case" else config.results_name,
        "title": language.title(config),
        "description": " ".join(
            part
            for part in (
                "Who held which places and land when, from dated reports. A row of a day is the "
                "situation at its end. Boundaries imply no judgement on any territory.",
                credit,
            )
            if part
        ),
        "version": f"ebbline-{__version__}",
        "schema_version": SCHEMA_VERSION,
        "licenses": [
            {"name": config.licence, "title": LICENCES[config.licence][0]}
            | {"path": LICENCES[config.licence][1]}
        ],
        "contributors": [{"title": "Ebbline", "roles": ["compiler"]}],
        "sources": list(_sources(used)),
        "resources": resources,
    }
    if part == "inputs":
        del package["sources"], package["version"]  # they follow from the tables themselves
    elif made is not None:
        package["created"] = f"{made.isoformat()}T00:00:00Z"
    return package


def _sources(used: Iterable[Source]) -> Iterable[dict[str, str]]:
    for source in used:
        told = {"title": ": ".join(t for t in (source.known_as, source.title) if t)}
        if source.url:
            told["path"] = source.url
        yield told


def _add_options(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--whole", type=Path, metavar="FILE", help="put inputs and results into one zip file"
    )
    what.add_argument(
        "--case-inputs",
        action="store_true",
        help="describe the case's own tables, beside them",
    )


STAGE = Stage(
    summary="describe the results for others to cite and compute with",
    inputs=(
        *("run_config", "sources", "claims", "aliases", "case_places", "published"),
        *("display_names", "previous_states", "gazetteer"),
        *("basemap", "geocoding", "places", "events", "states", "as_known", "settlement_states"),
        *(
            "geopackage",
            "areas",
            "areas_daily",
            "area_changes",
            "checks",
            "statements",
            "predictions",
            "influence",
            "calibration",
            "scene",
            "map",
        ),
    ),
    outputs=("datapackage",),
    run=_run,
    add_options=_add_options,
)
