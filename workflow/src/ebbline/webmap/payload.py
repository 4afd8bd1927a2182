"""Everything that the map file carries as data, from the tables of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ebbline import spelling
from ebbline.config import Config
from ebbline.config.model import LICENCES
from ebbline.scene.record import Scene
from ebbline.vocabulary import PatchState
from ebbline.webmap.grid import Grid
from ebbline.webmap.ground import Bounds, frame_of, ground_data
from ebbline.webmap.land import land_data
from ebbline.webmap.said import said_data, words_data
from ebbline.webmap.story import Story, story_data

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

FORMAT = 2
"""Grows when a reader of older files would misread a newer one."""


@dataclass(frozen=True)
class MapTables:
    """The tables of a case that the map shows; ``ground`` are the basemap's layers by name.

    ``reach`` is the box of which they tell all land; without it, what the land measures.
    """

    story: Story
    patches: GeoDataFrame
    patch_states: tuple[PatchState, ...]
    scene: Scene
    ground: Mapping[str, GeoDataFrame]
    reach: Bounds | None = None


def payload(config: Config, tables: MapTables) -> dict[str, Any]:
    """Return the data of the map file, ready for JSON."""
    scene, options = tables.scene, config.webmap
    known = tables.reach or tables.ground["land"].total_bounds
    frame = frame_of([*(v.bbox for v in scene.views), scene.case.study_box], known)
    grid = Grid.over(frame, step=options.detail_m)
    days = (scene.case.first, scene.case.last)
    languages = tuple(options.languages)
    return {
        "format": FORMAT,
        "case": case_data(config, scene),
        "languages": [
            language_data(scene, code) | {"social": social_of(config, scene, code)}
            for code in languages
        ],
        "folding": {"letters": spelling.LETTERS, "articles": spelling.ARTICLES},
        "grid": grid.to_data(),
        "frame": list(frame),
        "ground": ground_data(tables.ground, grid=grid, frame=frame, smooth_m=options.smooth_m / 5),
        "land": land_data(
            tables.patches,
            tables.patch_states,
            grid=grid,
            smooth_m=options.smooth_m,
            area=scene.case.study_box,
            days=days,
        ),
        "regions": {name: text for name, text in scene.regions.items() if text},
        "areas": area_data(scene),
        "said": said_data(scene),
        **story_data(tables.story, scene, grid=grid, languages=languages),
    }


def area_data(scene: Scene) -> list[dict[str, Any]]:
    """Return what parties hold: ``[day, km2, low, high, settlements, population]`` a row."""
    first = scene.case.first
    return [
        {
            "holder": series.holder,
            "region": series.region,
            "convention": series.convention,
            "rows": [
                [(r.day - first).days, r.km2, r.low, r.high, r.settlements, r.population]
                for r in series.rows
            ],
        }
        for series in scene.areas
        if series.holder
    ]


def _subjects(config: Config) -> list[list[Any]]:
    """Return from which day on, counted from the first, whose land is told."""
    first = config.period.first
    return [
        [(entry.since - first).days if entry.since else 0, list(entry.holders)]
        for entry in config.subjects
    ]


def case_data(config: Config, scene: Scene) -> dict[str, Any]:
    """Return what the map shows of the case: parties, days, views, colours."""
    options, case = config.webmap, scene.case
    return {
        "id": case.id,
        "results": case.results,
        "subject": case.subject,
        **({"everyone": True} if case.everyone else {}),
        **({"subjects": _subjects(config)} if config.subjects else {}),
        "first": case.first.isoformat(),
        "last": case.last.isoformat(),
        "made": case.made.isoformat() if case.made else None,
        "stale_after_days": case.stale_after_days,
        "holders": [
            {"id": p.id, "fill": p.fill, "edge": p.edge, "marker": p.marker, "pattern": p.pattern}
            for p in scene.parties
        ],
        "ground": scene.ground,
        "collections": list(case.collections),
        "countries": list(case.countries),
        "views": [
            {"id": v.id, "bbox": list(v.bbox), "places": list(v.places)} for v in scene.views
        ],
        "first_view": options.first_view or scene.views[0].id,
        "tiles": options.tiles.attribution if options.tiles else None,
        "play_days_per_second": options.play_days_per_second,
        "licence": {
            "name": config.licence,
            "title": LICENCES[config.licence][0],
            "url": LICENCES[config.licence][1],
        },
    }


def social_of(config: Config, scene: Scene, code: str) -> tuple[str, str] | None:
    """Return file and words of the picture that previews of links to the map show, if it is made.

    It lies beside the map: the newest key day of the first view, in the size ``social``.
    """
    size = config.figures.sizes.get("social")
    if size is None or "png" not in size.formats or code not in config.figures.languages:
        return None
    if not scene.key_days:
        return None
    day, view = scene.key_days[-1], scene.views[0].id
    alt = scene.days[day].views[view].alt[code]
    return f"figures/{code}/{view}/{day.isoformat()}.social.png", alt


def language_data(scene: Scene, code: str) -> dict[str, Any]:
    """Return the words of one language, with its names of days and of the case's parties."""
    tongue = scene.languages[code]
    return {
        "code": code,
        "locale": tongue.locale.replace("_", "-"),
        "name": tongue.name,
        "direction": tongue.direction,
        "calendar": tongue.calendar.model_dump(mode="json"),
        "ticks": [[(t.day.isoformat(), t.text) for t in scale] for scale in tongue.ticks],
        "words": {
            k: v for k, v in tongue.labels.items() if not k.startswith(("figures.", "index."))
        },
        "said": words_data(scene, code),
        "title": scene.case.title[code],
        "holders": {
            p.id: {"name": p.name[code], "short": p.short[code], "in_text": p.in_text[code]}
            for p in scene.parties
        },
        "collections": {c: text[code] for c, text in scene.case.collections.items()},
        "views": {v.id: v.short[code] for v in scene.views},
    }
