"""Turn the states of towns into held territory: patches, polygons, areas and checks.

Change days are the days of the period on which something changes, and its first and last day.
With --on nothing of a build is written: the areas of the days asked for go to standard output, or
with the polygons into the folder --to.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.errors import Problem, Problems, UserError, shown

if TYPE_CHECKING:
    from ebbline.geopackage import Feature
    from ebbline.tables import Table
    from ebbline.territory.holdings import Holding
    from ebbline.territory.territory import Inputs, Territory
    from ebbline.vocabulary import State

Record = TypeVar("Record")


def run(config: Config, paths: Paths, options: Namespace) -> None:
    """Read states and catchments, write who held which land when."""
    from ebbline.territory.memory import keep_freed_memory, without_search_for_cycles

    keep_freed_memory()
    with without_search_for_cycles():
        _run(config, paths, options)


def _run(config: Config, paths: Paths, options: Namespace) -> None:
    from ebbline import tables
    from ebbline.territory.edges import CoverError
    from ebbline.territory.land import read_land, region_sizes
    from ebbline.territory.territory import Inputs, build_territory

    days = _days_asked(options.on, config)
    if options.cores < 1:
        raise UserError(Problem("--cores", f"found {options.cores}", "1 or more"))
    inputs = Inputs(
        states=_states(paths["states"], config),
        events=tables.EVENTS.read(paths["events"]),
        places=[
            *tables.GAZETTEER.read(paths["gazetteer"]),
            *_optional(tables.GAZETTEER, paths["case_places"]),
        ],
        costs=tables.COSTS.read(paths["costs"]),
        weights=tables.WEIGHTS.read(paths["weights"]),
        land=read_land(paths["catchments"]),
        published=_optional(tables.PUBLISHED, paths["published"]),
        region_km2=region_sizes(paths["basemap"]),
    )
    _check(inputs, paths)
    try:
        found = build_territory(inputs, config, days=days, cores=options.cores)
    except CoverError as error:
        patches = " and ".join(inputs.land.ids[patch] for patch in error.patches)
        raise UserError(
            Problem(
                str(paths["catchments"]),
                f"patches that overlap ({patches})",
                "a cover without overlaps",
                "build it again with `ebbline catchments`",
            )
        ) from None
    with closing(found):
        if days:
            _answer(found, set(days), options.to)
            return
        tables.SETTLEMENT_STATES.write(paths["settlement_states"], found.settlement_states)
        tables.PATCH_STATES.write(paths["patch_states"], found.patch_states)
        tables.BARRIERS.write(paths["barriers"], found.barriers)
        tables.CALIBRATION.write(paths["calibration"], found.calibration)
        _write_holdings(paths["holdings"], found.holdings)
        # Last: on several cores the intervals are made beside the polygons.
        tables.AREAS.write(paths["areas"], found.areas)
        tables.CHECKS.write(paths["checks"], found.checks)


def _answer(found: Territory, days: Collection[date], folder: Path | None) -> None:
    """Give areas and polygons of ``days``, of everything that was found."""
    from ebbline import tables

    holdings = [h for h in found.holdings if h.date in days]  # first: areas may be made beside them
    areas = [a for a in found.areas if a.date in days]
    if folder is None:
        sys.stdout.write(tables.AREAS.to_text(areas))
        return
    tables.AREAS.write(folder / "areas.csv", areas)
    _write_holdings(folder / "holdings.gpkg", iter(holdings))


def _check(inputs: Inputs, paths: Paths) -> None:
    """Refuse files that do not belong together."""
    from ebbline.territory.agreement import check_patches, check_places

    names = ("states", "costs", "weights", "gazetteer", "case_places")
    check_places(
        inputs.states,
        inputs.costs,
        inputs.weights,
        inputs.places,
        paths={name: paths[name] for name in names},
    )
    check_patches(inputs.weights, inputs.land.ids, path=paths["weights"])


def _states(path: Path, config: Config) -> list[State]:
    from ebbline import tables

    problems, states = Problems(), []
    for row, state in tables.STATES.read_rows(path):
        for column in ("holder", "rival"):
            holder = getattr(state, column)
            if holder and holder not in config.holders:
                problems.add(
                    path,
                    row,
                    f"{column}: {shown(holder)} is not a holder",
                    allowed=", ".join(config.holders),
                    do="add it to the configuration, or build the states again",
                )
        states.append(state)
    problems.raise_any()
    return states


def _days_asked(texts: list[str], config: Config) -> tuple[date, ...]:
    from ebbline.tables import CellError, parse_day

    days = []
    for text in texts:
        try:
            day = parse_day(text)
        except CellError as error:
            raise UserError(Problem("--on", error.found, error.allowed, error.do)) from None
        if not config.period.first <= day <= config.period.last:
            raise UserError(
                Problem(
                    "--on",
                    f"{day} is outside the period",
                    f"{config.period.first} to {config.period.last}",
                    "choose another day, or extend the period in the configuration",
                )
            )
        days.append(day)
    return tuple(days)


def _optional(table: Table[Record], path: Path) -> list[Record]:
    return table.read(path) if path.exists() else []


_COLUMNS = {
    "date": str,
    "holder": str,
    "rival": str,
    "evidence": str,
    "contested": int,
    "certainty": str,
    "convention": str,
}


def _write_holdings(path: Path, holdings: Iterator[Holding]) -> None:
    """Write holdings as they are drawn: all the land of all days may not fit into memory."""
    from ebbline.geopackage import write_features

    write_features(path, map(_feature, holdings), layer="holdings", columns=_COLUMNS)


def _feature(holding: Holding) -> Feature:
    from ebbline.geopackage import Feature

    standing = holding.standing
    values = (
        holding.date.isoformat(),
        standing.holder,
        standing.rival,
        str(standing.evidence),
        int(standing.contested),
        str(standing.certainty),
        str(holding.convention),
    )
    return Feature(holding.land, values)


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--on",
        action="append",
        default=[],
        metavar="DAY",
        help="tell the areas of this day (YYYY-MM-DD) and write nothing else; may be repeated",
    )
    parser.add_argument(
        "--to",
        type=Path,
        metavar="DIR",
        help="with --on: write areas.csv and holdings.gpkg of the days into this folder instead",
    )
    parser.add_argument(
        "--cores", type=int, default=1, metavar="N", help="processes that work at once"
    )


STAGE = Stage(
    summary="states become held territory and areas",
    inputs=(
        "states",
        "events",
        "catchments",
        "weights",
        "costs",
        "gazetteer",
        "case_places",
        "published",
        "basemap",
    ),
    outputs=(
        *("settlement_states", "patch_states", "holdings", "areas"),
        *("barriers", "calibration", "checks"),
    ),
    run=run,
    add_options=_add_options,
)
