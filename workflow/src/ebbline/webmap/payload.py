"""Everything that the map file carries as data, from the tables of a case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ebbline import language, palette, spelling
from ebbline.config import Config
from ebbline.vocabulary import Area, PatchState
from ebbline.webmap.grid import Grid
from ebbline.webmap.ground import _names as names_of
from ebbline.webmap.ground import frame_of, ground_data
from ebbline.webmap.land import area_data, land_data
from ebbline.webmap.story import Story, story_data

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

FORMAT = 1
"""Grows when a reader of older files would misread a newer one."""


@dataclass(frozen=True)
class MapTables:
    """The tables of a case that the map shows; ``ground`` are the basemap's layers by name."""

    story: Story
    catchments: GeoDataFrame
    patch_states: tuple[PatchState, ...]
    areas: tuple[Area, ...]
    ground: Mapping[str, GeoDataFrame]


def payload(config: Config, tables: MapTables, *, made: date | None) -> dict[str, Any]:
    """Return the data of the map file, ready for JSON; ``made`` is the production date."""
    views = {name: list(view.bbox) for name, view in config.figures.views.items()}
    frame = frame_of([*views.values(), list(config.study_area.bbox)])
    options = config.webmap
    grid = Grid.over(frame, step=options.detail_m)
    days = (config.period.first, config.period.last)
    return {
        "format": FORMAT,
        "case": case_data(config, made=made),
        "languages": [language_data(config, code) for code in options.languages],
        "folding": {"letters": spelling.LETTERS, "articles": spelling.ARTICLES},
        "grid": grid.to_data(),
        "frame": list(frame),
        "ground": ground_data(tables.ground, grid=grid, frame=frame, smooth_m=options.smooth_m / 5),
        "land": land_data(
            tables.catchments, tables.patch_states, grid=grid, smooth_m=options.smooth_m, days=days
        ),
        "regions": region_names(tables.ground),
        "areas": area_data(tables.areas, first=config.period.first),
        **story_data(tables.story, grid=grid),
    }


def region_names(ground: Mapping[str, GeoDataFrame]) -> dict[str, dict[str, str]]:
    """Return the names of countries and divisions in every language, by their English name."""
    rows = [*ground["land"].itertuples(), *ground["divisions"].itertuples()]
    return {row.name: names_of(row) for row in rows}


def case_data(config: Config, *, made: date | None) -> dict[str, Any]:
    """Return what the configuration says of the case: parties, days, views, colours."""
    styles = palette.styles({h: c.style for h, c in config.holders.items()})
    options = config.webmap
    return {
        "id": config.case,
        "results": config.results_name,
        "subject": config.subject,
        "first": config.period.first.isoformat(),
        "last": config.period.last.isoformat(),
        "made": made.isoformat() if made else None,
        "stale_after_days": config.stale_after_days,
        "holders": [
            {"id": h, "fill": s.fill, "edge": s.edge, "marker": s.marker, "pattern": s.pattern}
            for h, s in styles.items()
        ],
        "ground": palette.ground(),
        "collections": list(config.collections),
        "countries": list(config.study_area.countries),
        "views": [
            {"id": name, "bbox": list(view.bbox), "places": list(view.places)}
            for name, view in config.figures.views.items()
        ],
        "first_view": options.first_view or next(iter(config.figures.views)),
        "tiles": options.tiles.attribution if options.tiles else None,
        "play_days_per_second": options.play_days_per_second,
    }


def language_data(config: Config, code: str) -> dict[str, Any]:
    """Return the words of one language, with its names of days and of the case's parties."""
    lang = language.of_case(code, config)
    words = _filled({**lang.words["common"], **lang.words["webmap"]}, lang)
    if config.credits:
        words["rights"] = f"{lang.pick(config.credits.full)} {words['rights']}"
    return {
        "code": code,
        "name": lang.words["name"],
        "direction": lang.direction,
        "calendar": _calendar(lang),
        "words": words,
        "title": lang.digits(lang.pick(config.title)),
        "holders": {
            h: {
                "name": lang.pick(c.name),
                "short": lang.pick(c.short),
                "in_text": c.in_text.get(code) or lang.pick(c.short),
            }
            for h, c in config.holders.items()
        },
        "collections": {
            c: lang.digits(lang.pick(config.collection_titles[c])) for c in config.collections
        },
        "views": {
            name: lang.digits(lang.pick(view.short or view.title))
            for name, view in config.figures.views.items()
        },
    }


def _filled(node: Any, lang: language.Language) -> Any:
    if isinstance(node, dict):
        return {key: _filled(part, lang) for key, part in node.items()}
    return lang.filled(node, {}) if isinstance(node, str) else node


def _calendar(lang: language.Language) -> dict[str, Any]:
    """Return names of months, digits and the order of a date, so that days read as in figures."""
    from babel import Locale

    locale = Locale.parse(lang.locale)
    months, days = locale.months["format"]["wide"], locale.days["format"]["wide"]
    return {
        "months": [months[m] for m in range(1, 13)],
        "weekdays": [days[d] for d in range(7)],
        "long": re.sub(r"MMMM|LLLL", "M", str(locale.date_formats["long"].pattern)),
        "digits": [lang.number(d) for d in range(10)],
        "group": lang.number(1000)[1:-3],
        "decimal": lang.number(0.5, digits=1)[1:-1],
    }
