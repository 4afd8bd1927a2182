"""Turn the states of towns into held territory: a field, patches, polygons, areas and checks.

Change days are the days of the period on which something changes, and its first and last day.
With --on nothing of a build is written: the areas of the days asked for go to standard output, or
with the polygons into the folder --to.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.errors import Problem, Problems, UserError, shown

if TYPE_CHECKING:
    from ebbline.geopackage import Layer
    from ebbline.tables import Table
    from ebbline.territory.territory import Inputs, Territory
    from ebbline.vocabulary import State

Record = TypeVar("Record")
_SHOWN = 5


def run(config: Config, paths: Paths, options: Namespace) -> None:
    """Read states and ground, write who held which land when."""
    from ebbline import tables
    from ebbline.case import read_claims
    from ebbline.drawn import read_drawn
    from ebbline.files import list_of, write_text
    from ebbline.land.ground import Ground
    from ebbline.territory.land import region_sizes
    from ebbline.territory.territory import Inputs, build_territory

    days = _days_asked(options.on, config)
    sources, claims = read_claims(config, paths)
    inputs = Inputs(
        states=_states(paths["states"], config),
        events=tables.EVENTS.read(paths["events"]),
        places=[
            *tables.GAZETTEER.read(paths["gazetteer"]),
            *_optional(tables.GAZETTEER, paths["case_places"]),
        ],
        ground=Ground.load(paths["ground"]),
        published=_optional(tables.PUBLISHED, paths["published"]),
        region_km2=region_sizes(paths["basemap"]),
        claims=[claim for _, claim in claims],
        place_of={r.place_name: r.place_id for r in tables.GEOCODING.read(paths["geocoding"])},
        drawn=[d for d in read_drawn(paths["evidence"], config) if d.source_id in sources],
    )
    _check(inputs, paths)
    found = build_territory(inputs, config, days=days)
    if days:
        _answer(found, set(days), options.to, config)
        return
    tables.SETTLEMENT_STATES.write(paths["settlement_states"], found.settlement_states)
    tables.PATCH_STATES.write(paths["patch_states"], found.patch_states)
    tables.CALIBRATION.write(paths["calibration"], found.calibration)
    tables.PREDICTIONS.write(paths["predictions"], found.predictions)
    tables.INFLUENCE.write(paths["influence"], found.influences)
    tables.AREAS.write(paths["areas"], found.areas)
    tables.AREAS.write(paths["areas_daily"], found.areas_daily)
    tables.AREA_CHANGES.write(paths["area_changes"], found.area_changes)
    _write_field(found, paths["field"])
    if options.list is not None:
        write_text(options.list, list_of(paths["field"]))
    tables.STATEMENTS.write(paths["statements"], found.statements)
    tables.CHECKS.write(paths["checks"], found.checks)
    _write_layers(found, config, paths)


def _answer(found: Territory, days: Collection[date], folder: Path | None, config: Config) -> None:
    """Give areas and polygons of ``days``, of everything that was found."""
    from ebbline import tables
    from ebbline.geopackage import write_layers

    areas = [a for a in found.areas if a.date in days]
    if folder is None:
        sys.stdout.write(tables.AREAS.to_text(areas))
        return
    tables.AREAS.write(folder / "areas.csv", areas)
    write_layers(folder / "holdings.gpkg", _land_layers(found, config, days))


def _check(inputs: Inputs, paths: Paths) -> None:
    """Refuse files that do not belong together."""
    known = {p.place_id for p in inputs.places}
    named = {
        "states": {s.place_id for s in inputs.states},
        "ground": set(inputs.ground.place_ids),
    }
    problems = []
    for name, used in named.items():
        lost = sorted(used - known)
        if lost:
            more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
            problems.append(
                Problem(
                    str(paths[name]),
                    f"places that are unknown: {', '.join(map(shown, lost[:_SHOWN]))}{more}",
                    f"places of {paths['gazetteer']} or {paths['case_places']}",
                    "add them, or build this file again",
                )
            )
    if problems:
        raise UserError(problems)


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


def _write_layers(found: Territory, config: Config, paths: Paths) -> None:
    """Write the land as GeoPackages: patches and doubt, and held land."""
    from ebbline.geopackage import write_layers

    write_layers(paths["patches"], {"patches": _patch_layer(found), "doubt": _doubt_layer(found)})
    write_layers(paths["holdings"], _land_layers(found, config))


def _land_layers(
    found: Territory, config: Config, days: Collection[date] | None = None
) -> dict[str, Layer]:
    """Return held land by convention: all of it, or what holds on some of ``days``."""
    from ebbline.territory.holdings import holdings_through_time

    course = found.course
    land = {
        name: list(
            holdings_through_time(
                found.patches,
                course.standings,
                course.starts,
                config.period.last,
                settled_only=name == "settled",
            )
        )
        for name in ("settled", "total")
    }
    if days is not None:
        land = {
            name: [h for h in holdings if any(h.first <= d <= h.last for d in days)]
            for name, holdings in land.items()
        }
    return {
        name: _layer(
            [h.shape for h in holdings],
            "MultiPolygon",
            {
                "valid_from": [h.first for h in holdings],
                "valid_to": [h.last for h in holdings],
                "holder": [h.standing.holder for h in holdings],
                "rival": [h.standing.rival for h in holdings],
                "evidence": [str(h.standing.evidence) for h in holdings],
                "contested": [int(h.standing.contested) for h in holdings],
                "certainty": [str(h.standing.certainty) for h in holdings],
            },
        )
        for name, holdings in land.items()
    }


def _layer(geometry: Iterable[Any], kind: str, columns: dict[str, list[Any]]) -> Layer:
    import numpy as np

    from ebbline.geopackage import Layer

    typed = {
        name: np.array(
            values,
            dtype="datetime64[D]"
            if name in ("valid_from", "valid_to")
            else None
            if values and not isinstance(values[0], str)
            else object,
        )
        for name, values in columns.items()
    }
    return Layer(list(geometry), kind, typed)


def _patch_layer(found: Territory) -> Layer:
    import shapely

    patches, leaves = found.patches, found.inputs.ground.leaves
    names = [leaves[i] for i in patches.leaf.tolist()]
    return _layer(
        [shapely.MultiPolygon(list(shapely.get_parts(s))) for s in patches.shape],
        "MultiPolygon",
        {
            "patch_id": list(found.patch_ids),
            "settled": patches.settled.astype(int).tolist(),
            "region": [division or country for country, division in names],
            "country": [country for country, _ in names],
            "division": [division for _, division in names],
            "km2": [round(v, 6) for v in patches.km2.tolist()],
        },
    )


def _write_field(found: Territory, folder: Path) -> None:
    """Write the probability of each holder on each key day: ``DAY.tif``, a band a holder.

    Per cent (0 to 100) on the nodes of the mesh; 0 in all bands where too little is known, 255
    outside the study area. Lambert azimuthal equal-area in metres, as the tags of the file say.
    """
    import numpy as np
    import rasterio

    from ebbline.files import writing

    grid, nodes = found.inputs.ground.mesh.grid, found.inputs.ground.nodes
    size = grid.cell_km * 1000
    shape = len(found.config.holders), grid.rows, grid.columns
    profile: dict[str, Any] = {
        **{"driver": "GTiff", "dtype": "uint8", "nodata": 255, "compress": "deflate"},
        **{"count": shape[0], "height": grid.rows, "width": grid.columns},
        "crs": grid.metric.to_wkt("WKT1_GDAL"),
        "transform": rasterio.Affine(size, 0, grid.west * 1000, 0, -size, grid.north * 1000),
    }
    with writing(folder) as (draft,):
        draft.mkdir()
        for day, chance in sorted(found.course.nodes.items()):
            values = np.full(shape, 255, dtype=np.uint8)
            values.reshape(shape[0], -1)[:, nodes] = np.rint(100 * chance.T)
            with rasterio.open(draft / f"{day}.tif", "w", **profile) as raster:
                raster.write(values)
                raster.descriptions = tuple(found.config.holders)
                raster.update_tags(date=day.isoformat(), unit="per cent")


def _doubt_layer(found: Territory) -> Layer:
    """Return how far a lone report would be that tells as little, at every other node (km)."""
    import shapely

    ground = found.inputs.ground
    grid = ground.mesh.grid
    row, column = ground.nodes // grid.columns, ground.nodes % grid.columns
    some = (row % 2 == 0) & (column % 2 == 0)
    if found.surfaces is None:
        some[:] = False
    x, y = grid.centres(ground.nodes[some])
    away = found.surfaces.plain.variance[some] / 2 if found.surfaces else []
    points = shapely.points(x, y)
    return _layer(grid.unproject(points), "Point", {"reach_km": [round(float(v), 2) for v in away]})


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--on",
        action="append",
        default=[],
        metavar="DAY",
        help="tell the areas of this day (YYYY-MM-DD) and write nothing else; may be repeated",
    )
    parser.add_argument(
        "--list",
        type=Path,
        metavar="FILE",
        help="also list the files of the field with their SHA-256, as sha256sum does",
    )
    parser.add_argument(
        "--to",
        type=Path,
        metavar="DIR",
        help="with --on: write areas.csv and holdings.gpkg of the days into this folder instead",
    )


STAGE = Stage(
    summary="states become held territory and areas",
    inputs=(
        *("sources", "claims", "geocoding", "evidence", "states", "events", "ground"),
        *("gazetteer", "case_places", "published", "basemap"),
    ),
    outputs=(
        *("settlement_states", "patch_states", "patches", "holdings", "areas"),
        *("areas_daily", "area_changes", "field", "statements"),
        *("calibration", "predictions", "influence", "checks"),
    ),
    run=run,
    add_options=_add_options,
)
