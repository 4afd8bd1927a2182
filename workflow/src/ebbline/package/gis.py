"""Write held land, places and events for a GIS: ``holdings.gpkg``, and GeoParquet if asked.

The GeoPackage opens in QGIS as our map: each layer carries its style and the days on which each
feature is there (``valid_from`` to ``valid_to``, the last day included), so that the temporal
controller steps through it; layers, licence and sources are described inside. With ``--geoparquet
DIR`` nothing but the same layers as GeoParquet files is written, which needs the extra ``geo``.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebbline import __version__
from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.config.model import LICENCES
from ebbline.errors import Problem, UserError
from ebbline.files import writing

if TYPE_CHECKING:
    from ebbline.geopackage import About, Layer
    from ebbline.scene.record import Scene

_OF_LAND = ("valid_from", "valid_to", "holder", "rival", "evidence", "contested", "certainty")
_MEANING = "A row is there from valid_from to valid_to, the last day included, at its end."


def _run(config: Config, paths: Paths, options: Namespace) -> None:
    from ebbline.geopackage import write_layers
    from ebbline.scene.record import read_scene

    scene = read_scene(paths["scene"])
    layers = layers_of(scene, paths["holdings"])
    about = about_of(scene, config.licence)
    if options.geoparquet is None:
        write_layers(paths["geopackage"], layers, about)
    else:
        _write_parquet(options.geoparquet, layers, about)


def about_of(scene: Scene, licence: str) -> About:
    """Return what the files say of themselves."""
    from ebbline.geopackage import About

    lang = _language(scene)
    name, url = LICENCES[licence]
    words = scene.languages[lang]
    return About(
        title=scene.case.title[lang],
        description=f"{words.labels['disclaimer']} {scene.case.citation[lang]}",
        licence=name,
        licence_url=url,
        rights=words.rights,
        sources=[
            " ".join(part for part in (source.name[lang], source.title, source.url) if part)
            for source in scene.sources.values()
        ],
        made=scene.case.made,
        first=scene.case.first,
        last=scene.case.last,
    )


def layers_of(scene: Scene, holdings: Path) -> dict[str, Layer]:
    """Return the layers ``total``, ``settled``, ``events`` and ``places``, the lowest first.

    ``holdings`` is the GeoPackage of land that the territory stage writes.
    """
    lang = _language(scene)
    return {
        **{name: _land(scene, holdings, name, lang) for name in ("total", "settled")},
        "events": _events(scene, lang),
        "places": _places(scene, lang),
    }


def _language(scene: Scene) -> str:
    return "en" if "en" in scene.languages else next(iter(scene.languages))


def _land(scene: Scene, holdings: Path, convention: str, lang: str) -> Layer:
    from ebbline.geopackage import Layer, read_geopackage
    from ebbline.package.qgis import land_style

    frame = read_geopackage(holdings, columns=_OF_LAND, layer=convention)
    rows = frame.drop(columns="geometry").fillna({"rival": ""})
    columns = {name: _typed(rows[name].tolist(), name) for name in _OF_LAND}
    short = {p.id: p.short[lang] for p in scene.parties}
    columns["holder_name"] = _typed([short.get(h, h) for h in rows["holder"]], "holder_name")
    keys = {
        (str(h), str(r) if c else "", str(e))
        for h, r, c, e in zip(
            rows["holder"], rows["rival"], rows["contested"], rows["evidence"], strict=True
        )
    }
    words = scene.languages[lang].labels
    return Layer(
        frame.geometry.tolist(),
        "MultiPolygon",
        columns,
        title=f"{convention}: {words[f'convention.{convention}']}",
        description=f"Held land by holder, class and span of days. {_MEANING}",
        style=land_style(scene, convention, keys, lang=lang),
    )


def _places(scene: Scene, lang: str) -> Layer:
    import shapely

    from ebbline.geopackage import Layer
    from ebbline.package.qgis import place_style

    first, last = scene.case.first, scene.case.last
    rows = [
        (place, run, scene.kinds[run.kind])
        for place in scene.places
        for run in place.runs
        if run.first <= last and (run.last or last) >= first
    ]
    values: dict[str, list[Any]] = {
        "place_id": [p.id for p, _, _ in rows],
        "place": [p.name[lang] for p, _, _ in rows],
        "valid_from": [max(r.first, first) for _, r, _ in rows],
        "valid_to": [min(r.last or last, last) for _, r, _ in rows],
        "holder": [k.holder for _, _, k in rows],
        "rival": [k.rival for _, _, k in rows],
        "evidence": [k.evidence for _, _, k in rows],
        "contested": [int(k.symbol == "contested") for _, _, k in rows],
        "besieged": [int(k.besieged) for _, _, k in rows],
        "certainty": [k.certainty for _, _, k in rows],
        "symbol": [str(k.symbol) for _, _, k in rows],
        "age": [str(k.age) for _, _, k in rows],
        "text": [k.text[lang] for _, _, k in rows],
        "since": [r.since for _, r, _ in rows],
        "last_report": [r.last_report for _, r, _ in rows],
        "likelihood": [float("nan") if r.likelihood is None else r.likelihood for _, r, _ in rows],
        "rank": [p.rank for p, _, _ in rows],
        "country": [p.country for p, _, _ in rows],
    }
    return Layer(
        [shapely.Point(p.lon, p.lat) for p, _, _ in rows],
        "Point",
        {name: _typed(column, name) for name, column in values.items()},
        title="places: who held each place",
        description=f"Places by how they stood and span of days. {_MEANING}",
        style=place_style(scene, [k for _, _, k in rows], lang=lang),
    )


def _events(scene: Scene, lang: str) -> Layer:
    import shapely

    from ebbline.geopackage import Layer
    from ebbline.package.qgis import event_style

    first, last = scene.case.first, scene.case.last
    rows = [
        e for e in scene.events if e.place in scene.place and first <= e.last and e.first <= last
    ]
    at = [scene.place[e.place] for e in rows]
    values: dict[str, list[Any]] = {
        "event_id": [e.id for e in rows],
        "place": [p.name[lang] for p in at],
        "kind": [e.kind for e in rows],
        "date": [e.day for e in rows],
        "valid_from": [max(e.first, first) for e in rows],
        "valid_to": [min(e.last, last) for e in rows],
        "date_earliest": [e.first for e in rows],
        "date_latest": [e.last for e in rows],
        "holder": [e.holder for e in rows],
        "rival": [e.rival for e in rows],
        "certainty": [e.certainty for e in rows],
        "origins": [e.origins for e in rows],
        "text": [e.text[lang] for e in rows],
    }
    return Layer(
        [shapely.Point(p.lon, p.lat) for p in at],
        "Point",
        {name: _typed(column, name) for name, column in values.items()},
        title="events: what happened where",
        description="Events of the period; earlier and later ones are in events.csv. Each happened "
        "in the window from date_earliest to date_latest, date is its best day; valid_from and "
        "valid_to are the window within the period.",
        style=event_style(scene, [e.holder for e in rows if e.kind == "attacked"], lang=lang),
    )


_DAYS = (
    *("valid_from", "valid_to", "date", "date_earliest", "date_latest", "since", "last_report"),
)
_NUMBERS = {
    "contested": "int32",
    "besieged": "int32",
    "origins": "int32",
    "rank": "int32",
    "likelihood": "float64",
}


def _typed(values: Sequence[Any], name: str) -> Any:
    import numpy as np

    if name in _DAYS:
        return np.array([None if v is None else str(v)[:10] for v in values], "datetime64[D]")
    return np.array(values, dtype=_NUMBERS.get(name, "object"))


def _write_parquet(folder: Path, layers: dict[str, Layer], about: About) -> None:
    """Write each layer as GeoParquet into ``folder``, all or none."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise UserError(
            Problem("--geoparquet", "needs pyarrow", do="install it: pip install 'ebbline[geo]'")
        ) from None
    import geopandas

    told = {
        "title": about.title,
        "description": about.description,
        "license": about.licence_url,
        "rights": about.rights,
        "sources": "\n".join(about.sources),
        "created": about.made.isoformat() if about.made else "",
        "ebbline": __version__,
    }
    with writing(folder) as (draft,):
        draft.mkdir()
        for name, layer in layers.items():
            columns = {
                key: values.tolist() if key in _DAYS else values
                for key, values in layer.columns.items()
            }
            path = draft / f"{name}.parquet"
            geopandas.GeoDataFrame(columns, geometry=list(layer.geometry), crs=4326).to_parquet(
                path, index=False
            )
            table = parquet.read_table(path)
            own = told | {"layer": layer.title, "layer_description": layer.description}
            parquet.write_table(
                table.replace_schema_metadata({**table.schema.metadata, **own}), path
            )


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--geoparquet",
        type=Path,
        metavar="DIR",
        help="write the layers as GeoParquet into this folder, and nothing else",
    )


STAGE = Stage(
    summary="held land, places and events for QGIS and other GIS",
    inputs=("scene", "holdings"),
    outputs=("geopackage",),
    run=_run,
    add_options=_add_options,
)
