"""An invented case: two countries, one river, nine towns, three parties, six days that matter."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
from shapely import MultiPolygon, Point, get_parts
from shapely.geometry import LineString, box

from ebbline.config import check_config
from ebbline.figures.content import Land
from ebbline.geopackage import Layer, write_layers
from ebbline.language import of_case
from ebbline.scene import build
from ebbline.scene.facts import Facts
from ebbline.vocabulary import (
    Area,
    Bank,
    Certainty,
    Check,
    Claim,
    Comparison,
    Convention,
    Event,
    Evidence,
    Kind,
    Place,
    PlaceKind,
    SettlementState,
    Source,
    State,
)

CONFIG = {
    "case": "invented",
    "title": {"en": "The red hold on the Stroom", "ar": "سيطرة الحمر على النهر"},
    "subject": "red",
    "holders": {
        "red": {
            "name": {"en": "Red league"},
            "short": {"en": "Red league"},
            "in_text": {"en": "the Red league"},
        },
        "blue": {"name": {"en": "Blue government and allies"}, "short": {"en": "Blue government"}},
        "green": {"name": {"en": "Green forces"}, "short": {"en": "Green forces"}},
    },
    "collections": ["reports"],
    "collection_titles": {"reports": {"en": "two reports"}},
    "period": {"first": "2020-03-01", "last": "2020-04-30"},
    "gazetteer": "none",
    "basemap": "none",
    "names": {"bbox": [9, 50, 13, 52], "countries": ["AA", "BB"]},
    "study_area": {"bbox": [9, 50, 13, 52], "countries": ["AA", "BB"]},
    "figures": {
        "languages": ["en", "ar"],
        "key_day_count": 3,
        "views": {
            "whole": {
                "title": {"en": "The Stroom from Alpha to Omega", "ar": "النهر من ألفا إلى أوميغا"},
                "bbox": [9.2, 50.1, 12.6, 51.9],
                "places": ["alpha", "delta", "omega"],
            },
            "gorge": {
                "title": {"en": "The gorge"},
                "bbox": [10.2, 50.75, 11.1, 51.25],
                "places": ["delta", "epsilon"],
            },
        },
    },
}
SOURCES = [
    Source("gazette-1", "The Gazette", "Wire", "t", date(2020, 3, 20), "", "en", "reports", "B"),
    Source("herald-1", "Herald", "Herald", "t", date(2020, 4, 21), "", "en", "reports", "C"),
]


def _place(place_id, name, ar, lon, lat, population, *, kind="town", precision=1.0):
    return Place(
        place_id,
        name,
        ar,
        (),
        lat,
        lon,
        precision,
        "AA" if lon < 11 else "BB",
        "",
        Bank.NONE,
        PlaceKind(kind),
        population,
        "test",
    )


PLACES = [
    _place("alpha", "Alpha", "ألفا", 9.6, 51.45, 250_000, kind="city"),
    _place("beta", "Beta", "", 10.0, 51.15, 30_000),
    _place("gamma", "Gamma", "غاما", 10.35, 51.05, 8_000, precision=4.0),
    _place("delta", "Delta-on-the-Stroom", "دلتا", 10.6, 50.95, 60_000),
    _place("epsilon", "Epsilon", "إبسيلون", 10.66, 50.92, 0, kind="village"),
    _place("zeta", "Zeta crossing", "", 10.98, 50.8, None, kind="crossing"),
    _place("eta", "Eta", "إيتا", 11.05, 50.74, 12_000),
    _place("omega", "Omega", "أوميغا", 12.1, 50.35, 120_000, kind="city"),
    _place("quiet", "Quiet", "", 10.2, 51.5, 500, kind="village"),
    _place("silent", "Silent", "", 12.4, 51.7, 500, kind="village"),
]
_NAMES = {p.place_id: p.name for p in PLACES}
CONFIRMED, CLAIMED, DISPUTED = Certainty.CONFIRMED, Certainty.CLAIMED, Certainty.DISPUTED
FIRST = date(2020, 3, 1)


def _event(event_id, place, kind, holder, rival, before, day, certainty, *, until=None):
    return Event(
        event_id,
        place,
        _NAMES[place],
        kind,
        holder,
        rival,
        before,
        day,
        day,
        until or day,
        certainty,
        1,
        ("reports",),
        (f"c-{event_id}",),
        (),
        "",
        1,
        1,
        "",
    )


EVENTS = [
    _event("alpha-taken", "alpha", Kind.CAPTURED, "blue", "", "red", date(2020, 3, 10), CONFIRMED),
    _event(
        "delta-fought", "delta", Kind.CONTESTED, "red", "blue", "", date(2020, 3, 18), CONFIRMED
    ),
    _event("delta-taken", "delta", Kind.CAPTURED, "blue", "", "red", date(2020, 3, 20), CLAIMED),
    _event("beta-said", "beta", Kind.CAPTURED, "blue", "", "red", date(2020, 3, 20), CLAIMED),
    _event("delta-back", "delta", Kind.CAPTURED, "red", "", "blue", date(2020, 3, 25), CONFIRMED),
    _event("eta-disputed", "eta", Kind.CAPTURED, "green", "", "red", date(2020, 4, 2), DISPUTED),
    _event("omega-taken", "omega", Kind.CAPTURED, "green", "", "red", date(2020, 4, 20), CONFIRMED),
    _event(
        "omega-attacked",
        "omega",
        Kind.ATTACKED,
        "red",
        "green",
        "",
        date(2020, 4, 2),
        CONFIRMED,
        until=date(2020, 4, 4),
    ),
]


def _state(place, start, end, holder, event_id, *, rival="", certainty=CONFIRMED, last=None):
    return State(
        place,
        _NAMES[place],
        start,
        end,
        holder,
        rival,
        bool(rival),
        certainty,
        ("reports",),
        last or start,
        event_id,
        "",
    )


STATES = [
    _state("alpha", FIRST, date(2020, 3, 10), "red", "alpha-taken", certainty=CLAIMED),
    _state("alpha", date(2020, 3, 10), None, "blue", "alpha-taken"),
    _state("beta", FIRST, date(2020, 3, 20), "red", "beta-said", certainty=CLAIMED),
    _state("beta", date(2020, 3, 20), None, "blue", "beta-said", certainty=CLAIMED),
    _state("gamma", FIRST, None, "blue", "", last=date(2020, 4, 30)),
    _state("delta", FIRST, date(2020, 3, 18), "red", "delta-fought"),
    _state("delta", date(2020, 3, 18), date(2020, 3, 20), "red", "delta-fought", rival="blue"),
    _state("delta", date(2020, 3, 20), date(2020, 3, 25), "blue", "delta-taken", certainty=CLAIMED),
    _state("delta", date(2020, 3, 25), None, "red", "delta-back"),
    _state("epsilon", FIRST, None, "red", ""),
    _state("zeta", FIRST, None, "red", ""),
    _state("eta", FIRST, date(2020, 4, 2), "red", "eta-disputed"),
    _state("eta", date(2020, 4, 2), None, "green", "eta-disputed", certainty=DISPUTED),
    _state("omega", FIRST, date(2020, 4, 20), "red", "omega-taken"),
    _state("omega", date(2020, 4, 20), None, "green", "omega-taken"),
]
CHANGE_DAYS = tuple(sorted({s.start for s in STATES}))
SETTLEMENTS = [
    SettlementState(
        "quiet",
        "Quiet",
        FIRST,
        None,
        "blue",
        "",
        False,
        Evidence.INFERRED,
        CONFIRMED,
        "alpha",
        20.0,
        0.9,
    )
]


def claims():
    """Return one claim for each event; the blue side says itself that it took Delta."""
    sides = {"delta-taken": "blue", "beta-said": "neutral"}
    return [
        Claim(
            f"c-{e.event_id}",
            "gazette-1" if e.date_latest <= date(2020, 3, 20) else "herald-1",
            e.place,
            e.kind,
            e.holder,
            e.rival,
            e.from_holder,
            e.date,
            e.date_latest,
            "",
            sides.get(e.event_id, "neutral"),
            2,
            "p1",
            "",
        )
        for e in EVENTS
    ]


def land():
    """Return held land on the first day, the day of Delta and the last change day."""
    found = {}
    for day, east in ((FIRST, 12.3), (date(2020, 3, 20), 11.6), (date(2020, 4, 20), 11.2)):
        rows = []
        for convention, wide in ((Convention.SETTLED, 0.15), (Convention.TOTAL, 0.45)):
            for evidence, west, stop in (
                (Evidence.REPORTED, 10.5, 10.9),
                (Evidence.INFERRED, 10.9, east),
            ):
                rows.append(
                    Land(
                        "red",
                        "",
                        evidence,
                        False,
                        CONFIRMED,
                        convention,
                        box(west, 50.7 - wide, stop, 50.9 + wide),
                    )
                )
            rows.append(
                Land(
                    "blue",
                    "",
                    Evidence.REPORTED,
                    False,
                    CLAIMED,
                    convention,
                    box(9.3, 51.2 - wide, 10.2, 51.5 + wide),
                )
            )
        contested = box(10.2, 50.9, 10.5, 51.1)
        rows.append(
            Land("red", "blue", Evidence.REPORTED, True, CONFIRMED, Convention.SETTLED, contested)
        )
        found[day] = tuple(rows)
    return found


AREAS = [
    Area(day, "red", "study area", convention, km2, km2 * 0.8, km2 * 1.2, 5, 1000)
    for day, settled in zip(
        CHANGE_DAYS, (9_000, 8_000, 7_500, 6_000, 6_500, 5_000, 950), strict=True
    )
    for convention, km2 in ((Convention.SETTLED, settled), (Convention.TOTAL, 4 * settled))
]


def _check(day, measure, convention, published, model, within):
    return Check(
        date=day,
        region="Aland",
        measure=measure,
        convention=convention,
        published=published,
        published_low=published * 0.9,
        published_high=published * 1.1,
        model=model,
        model_low=model and model * 0.5,
        model_high=model and model * 1.5,
        within=within,
        source="Wire, 2 April 2020 (by telephone)",
    )


CHECKS = [
    _check(date(2020, 3, 20), "held_area", "populated areas only", 8_000, 7_500, Comparison.YES),
    _check(date(2020, 4, 2), "held_share", "desert counted", 0.4, 0.1, Comparison.NO),
    _check(
        date(2019, 1, 1), "held_area", "desert counted", 90_000, None, Comparison.NOT_COMPARABLE
    ),
]


def doubt():
    """Return points (degrees) with how far a lone report would be, further in the north."""
    cells = [(lon, lat) for lon in range(90, 130, 4) for lat in range(500, 520, 4)]
    return gpd.GeoDataFrame(
        {"reach_km": [8.0 + 3 * n % 60 for n in range(len(cells))]},
        geometry=[Point(lon / 10 + 0.2, lat / 10 + 0.2) for lon, lat in cells],
        crs="EPSG:4326",
    )


def write_land(folder, rows):
    """Write ``holdings.gpkg`` from rows that hold until the next day of ``date``, and the doubt."""
    days = sorted({date.fromisoformat(r["date"]) for r in rows})
    after = dict(zip(days, [*days[1:], date(2020, 12, 31)], strict=True))
    layers = {}
    for convention in ("settled", "total"):
        mine = [r for r in rows if r["convention"] == convention]
        first = [date.fromisoformat(r["date"]) for r in mine]
        columns = {
            "valid_from": np.array(first, dtype="datetime64[D]"),
            "valid_to": np.array([after[d] - timedelta(1) for d in first], dtype="datetime64[D]"),
            "contested": np.array([r["contested"] for r in mine]),
        }
        for name in ("holder", "rival", "evidence", "certainty"):
            columns[name] = np.array([r[name] for r in mine], dtype=object)
        shapes = [MultiPolygon(list(get_parts(r["geometry"]))) for r in mine]
        layers[convention] = Layer(shapes, "MultiPolygon", columns)
    write_layers(folder / "holdings.gpkg", layers)
    doubt().to_file(folder / "patches.gpkg", layer="doubt")


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


def facts_of(**changes):
    """Return the tables of the invented case, but for ``changes``."""
    values = {
        "sources": {s.source_id: s for s in SOURCES},
        "claims": {c.claim_id: c for c in claims()},
        "places": {p.place_id: p for p in PLACES},
        "events": {e.event_id: e for e in EVENTS},
        "states": tuple(STATES),
        "settlement_states": tuple(SETTLEMENTS),
        "areas": tuple(AREAS),
        "first": date(2020, 3, 1),
        "last": date(2020, 4, 30),
        "subject": "red",
        "checks": tuple(CHECKS),
    }
    return Facts(**{**values, **changes})


def scene_of(
    config=None, facts=None, *, languages=("en", "ar"), made=date(2020, 4, 21), rivers=None, **asked
):
    """Return the scene of the invented case, or of other ``facts``, ``config`` and ``rivers``."""
    config = config or check_config(CONFIG, name="test")
    facts = facts or facts_of()
    told = [
        build.Land(p.holder, p.rival, p.evidence, p.convention, p.contested, p.certainty, day, None)
        for day, pieces in land().items()
        for p in pieces
    ]
    arabic = {p.place_id: p.name_ar for p in PLACES if p.name_ar}
    regions = {"Aland": {"en": "Aland", "ar": "ألاند"}}
    rivers = layers()["rivers"] if rivers is None else rivers
    inputs = build.Inputs(facts, made, told, {"ar": arabic}, rivers, regions, **asked)
    return build.build_scene(config, inputs, {c: of_case(c, config) for c in languages})
