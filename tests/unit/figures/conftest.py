"""An invented case: two countries, one river, nine towns, three parties, six days that matter."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pytest
from figure_case import (
    AREAS,
    CHECKS,
    CONFIG,
    EVENTS,
    PLACES,
    SETTLEMENTS,
    SOURCES,
    STATES,
    claims,
    land,
    patches,
)
from shapely.geometry import LineString, box

from ebbline.config import check_config
from ebbline.figures.atelier import Atelier
from ebbline.figures.story import Story


def layers():
    """Return a basemap: two countries with a border along 11°, a river, a lake, divisions."""
    river = LineString([(9.2, 51.8), (9.9, 51.2), (10.4, 51.0), (11.2, 50.7), (12.4, 50.2)])
    rows = {
        "rivers": [("stroom", "Stroom", "النهر", 3, river)],
        "lakes": [("mere", "Lake Mere", "بحيرة مير", 4, box(11.6, 51.2, 11.9, 51.4))],
        "land": [
            ("AA", "Aland", "ألاند", box(8, 49, 11, 53)),
            ("BB", "Beland", "بيلاند", box(11, 49, 14, 53)),
        ],
        "borders": [("aa-bb", "AA", "BB", LineString([(11, 49), (11, 53)]))],
        "divisions": [("west", "West province", "", "AA", box(8, 49, 10, 53))],
    }
    columns = {
        "rivers": ["river_id", "name", "name_ar", "scalerank"],
        "lakes": ["lake_id", "name", "name_ar", "scalerank"],
        "land": ["country", "name", "name_ar"],
        "borders": ["border_id", "left", "right"],
        "divisions": ["division_id", "name", "name_ar", "country"],
    }
    return {
        name: gpd.GeoDataFrame(
            [row[:-1] for row in found],
            columns=columns[name],
            geometry=[row[-1] for row in found],
            crs="EPSG:4326",
        )
        for name, found in rows.items()
    }


@pytest.fixture(scope="session")
def config():
    return check_config(CONFIG, name="test")


@pytest.fixture(scope="session")
def story():
    return Story(
        sources={s.source_id: s for s in SOURCES},
        claims={c.claim_id: c for c in claims()},
        places={p.place_id: p for p in PLACES},
        events={e.event_id: e for e in EVENTS},
        states=tuple(STATES),
        settlement_states=tuple(SETTLEMENTS),
        areas=tuple(AREAS),
        first=date(2020, 3, 1),
        last=date(2020, 4, 30),
        subject="red",
        checks=tuple(CHECKS),
    )


@pytest.fixture(scope="session")
def basemap():
    return {**layers(), "patches": patches()}


@pytest.fixture(scope="session")
def ateliers(config, story, basemap):
    return {lang: Atelier(config, story, land(), basemap, lang) for lang in ("en", "ar")}


@pytest.fixture(scope="session")
def atelier(ateliers):
    return ateliers["en"]
