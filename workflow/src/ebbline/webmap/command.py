"""Make the interactive map, ``map.html``: one file that opens anywhere and fetches nothing.

It shows, for each day of the case's period, who held which towns and land, how sure that is, and
which sources say so. The same tables give the same bytes.
"""

from __future__ import annotations

from argparse import Namespace

from ebbline import tables
from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.files import write_text
from ebbline.vocabulary import Place


def _run(config: Config, paths: Paths, options: Namespace) -> None:  # noqa: ARG001
    from ebbline.basemap import LAYERS, reach_of, read_layer
    from ebbline.geopackage import read_geopackage
    from ebbline.scene.record import read_scene
    from ebbline.webmap.page import render
    from ebbline.webmap.payload import MapTables, payload
    from ebbline.webmap.still import still
    from ebbline.webmap.story import Story

    sources = tables.SOURCES.read(paths["sources"])
    used = {s.source_id: s for s in sources if config.uses(s)}
    story = Story(
        sources=used,
        claims=tuple(c for c in tables.CLAIMS.read(paths["claims"]) if c.source_id in used),
        resolutions=tuple(tables.GEOCODING.read(paths["geocoding"])),
        places=_places(paths),
        events=tuple(tables.EVENTS.read(paths["events"])),
        states=tuple(tables.STATES.read(paths["states"])),
    )
    given = MapTables(
        story=story,
        patches=read_geopackage(
            paths["patches"], columns=("patch_id", "settled", "region", "km2"), layer="patches"
        ),
        patch_states=tuple(tables.PATCH_STATES.read(paths["patch_states"])),
        scene=read_scene(paths["scene"]),
        ground={
            name: read_layer(paths["basemap"], name, about=config.study_area.bbox)
            for name in LAYERS
        },
        reach=reach_of(paths["basemap"]),
    )
    data = payload(config, given)
    view = next(v for v in given.scene.views if v.id == data["case"]["first_view"])
    lang = data["languages"][0]["code"]
    shown = still(given.scene, given.patches, given.patch_states, view, lang)
    write_text(paths["map"], render(config, data, still=shown))


def _places(paths: Paths) -> tuple[Place, ...]:
    """Return every place: those of the case first, then the rest of the gazetteer."""
    known = {p.place_id: p for p in tables.places_from_geojson(paths["places"])}
    for place in tables.GAZETTEER.read(paths["gazetteer"]):
        known.setdefault(place.place_id, place)
    return tuple(known.values())


STAGE = Stage(
    summary="the interactive map, one file",
    inputs=(
        *("sources", "claims", "geocoding", "places", "events", "states", "scene"),
        *("patches", "patch_states", "gazetteer", "basemap"),
    ),
    outputs=("map",),
    run=_run,
)
