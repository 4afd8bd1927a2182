"""A case for the web map alone: real places and basemap, a few invented spells, square patches.

The tables are written as the stages would write them, so that the command can be tested without
running the stages before it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import shapely

from ebbline import cli, tables
from ebbline import vocabulary as v
from ebbline.scene import command as scene_command
from ebbline.webmap import command as webmap_command

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config" / "config.yaml"
FIRST, LAST = date(2017, 10, 1), date(2017, 12, 7)


def day(text: str) -> date:
    return date.fromisoformat(text)


SPELLS: dict[str, list[tuple[str, str | None, str, str, str]]] = {
    "albu-kamal": [
        ("2017-10-01", "2017-11-08", "is", "", "claimed"),
        ("2017-11-08", "2017-11-09", "is", "syria", "confirmed"),
        ("2017-11-09", "2017-11-10", "syria", "", "claimed"),
        ("2017-11-10", "2017-11-11", "syria", "is", "confirmed"),
        ("2017-11-11", "2017-11-16", "is", "", "confirmed"),
        ("2017-11-16", "2017-11-19", "is", "syria", "confirmed"),
        ("2017-11-19", None, "syria", "", "confirmed"),
    ],
    "al-qaim": [
        ("2017-10-01", "2017-11-03", "is", "", "claimed"),
        ("2017-11-03", None, "iraq", "", "confirmed"),
    ],
    "hiri": [("2017-11-08", None, "syria", "", "disputed")],
    "rawa": [
        ("2017-10-01", "2017-11-17", "is", "", "confirmed"),
        ("2017-11-17", None, "iraq", "", "confirmed"),
    ],
    "deir-ezzor": [
        ("2017-10-01", "2017-11-03", "is", "syria", "confirmed"),
        ("2017-11-03", None, "syria", "", "confirmed"),
    ],
    "raqqa": [
        ("2017-10-01", "2017-10-17", "is", "", "claimed"),
        ("2017-10-17", None, "sdf", "", "confirmed"),
    ],
    "mosul": [("2017-10-01", None, "iraq", "", "confirmed")],
    "mayadin": [
        ("2017-10-01", "2017-10-14", "is", "", "claimed"),
        ("2017-10-14", None, "syria", "", "confirmed"),
    ],
}
"""Who held a place: start, end, holder, rival if contested, certainty."""


@dataclass(frozen=True)
class WebmapCase:
    """Everything that the stage reads."""

    sources: tuple[v.Source, ...]
    claims: tuple[v.Claim, ...]
    geocoding: tuple[v.Resolution, ...]
    places: tuple[v.Place, ...]
    events: tuple[v.Event, ...]
    states: tuple[v.State, ...]
    settlement_states: tuple[v.SettlementState, ...]
    patch_states: tuple[v.PatchState, ...]
    areas: tuple[v.Area, ...]
    catchments: gpd.GeoDataFrame


def small_case() -> WebmapCase:
    """Eight towns with reports, their neighbours inferred, and land in square patches."""
    gazetteer = tables.GAZETTEER.read(ROOT / "resources" / "gazetteer" / "syria-iraq.csv")
    config_box = shapely.box(38.0, 33.0, 44.5, 37.0)
    places = [p for p in gazetteer if config_box.contains(shapely.Point(p.lon, p.lat))]
    states = tuple(_state(p, row) for p in places for row in SPELLS.get(p.place_id, []))
    followers = {p.place_id: _followed(p, places) for p in places}
    spells = tuple(
        spell for p in places for spell in _settlement_states(p, followers[p.place_id], states)
    )
    catchments = _patches(places)
    patch_states = tuple(
        s for row in catchments.itertuples() for s in _patch_states(row.patch_id, row.town, spells)
    )
    events = tuple(_event(s) for s in states if s.start > FIRST)
    return WebmapCase(
        sources=SOURCES,
        claims=tuple(_claim(e) for e in events),
        geocoding=RESOLUTIONS,
        places=tuple(places),
        events=events,
        states=states,
        settlement_states=spells,
        patch_states=patch_states,
        areas=tuple(_areas(catchments, patch_states)),
        catchments=catchments.drop(columns="town"),
    )


SOURCES = (
    v.Source(
        "gazette-2017-11-09",
        "The Invented Gazette",
        "Invented Agency",
        "A town changes hands",
        day("2017-11-09"),
        "https://example.org/gazette",
        "en",
        "reports",
        v.Reliability.B,
    ),
    v.Source(
        "record-1",
        "Invented Record",
        "Invented Record",
        "A record without address",
        day("2018-01-02"),
        "javascript:alert(1)",
        "en",
        "record",
        v.Reliability.C,
    ),
)
RESOLUTIONS = (
    v.Resolution("Abu Kamal", "albu-kamal", "folded", 100.0, "al-qaim", 41.0),
    v.Resolution("Albu Kamal", "albu-kamal", "exact", 100.0, "", None),
    v.Resolution("Qaim", "al-qaim", "folded", 100.0, "", None),
)


def _state(place: v.Place, row: tuple[str, str | None, str, str, str]) -> v.State:
    start, end, holder, rival, certainty = row
    return v.State(
        place.place_id,
        place.name,
        day(start),
        day(end) if end else None,
        holder,
        rival,
        bool(rival),
        v.Certainty(certainty),
        ("reports",) if start < "2017-11-10" else ("record",),
        day(start),
        f"{place.place_id}-{start}",
    )


def _followed(place: v.Place, places: Sequence[v.Place]) -> tuple[str, float]:
    """The nearest place with reports, and how far it is (km, straight)."""
    here = shapely.Point(place.lon, place.lat)
    told = [p for p in places if p.place_id in SPELLS]
    nearest = min(told, key=lambda p: here.distance(shapely.Point(p.lon, p.lat)))
    return nearest.place_id, 100 * here.distance(shapely.Point(nearest.lon, nearest.lat))


def _settlement_states(
    place: v.Place, followed: tuple[str, float], states: Sequence[v.State]
) -> list[v.SettlementState]:
    via, km = followed
    own = place.place_id in SPELLS
    if not own and km > 60:
        return []
    return [
        v.SettlementState(
            place.place_id,
            place.name,
            s.start,
            s.end,
            s.holder,
            s.rival if own else "",
            s.contested and own,
            v.Evidence.REPORTED if own else v.Evidence.INFERRED,
            s.certainty,
            "" if own else via,
            None if own else km,
            None if own else 0.8,
        )
        for s in states
        if s.place_id == via
    ]


def _patches(places: Sequence[v.Place], *, side: float = 0.12) -> gpd.GeoDataFrame:
    """Square patches over the valley, each the land of its nearest place."""
    points = shapely.points([(p.lon, p.lat) for p in places])
    tree = shapely.STRtree(points)
    rows, shapes = [], []
    for i in range(28):
        for j in range(20):
            west, south = 38.4 + i * side, 33.8 + j * side
            box = shapely.box(west, south, west + side, south + side)
            near = int(tree.nearest(box.centroid))
            km2 = 12.3 * 11.0
            settled = int(points[near].distance(box.centroid) < 0.12)
            rows.append((f"patch-{i:02}-{j:02}", settled, "SY", km2, places[near].place_id))
            shapes.append(box)
    columns = ["patch_id", "settled", "region", "km2", "town"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry=shapes, crs=4326)


def _patch_states(
    patch_id: str, town: str, spells: Sequence[v.SettlementState]
) -> list[v.PatchState]:
    return [
        v.PatchState(
            patch_id, s.start, s.end, s.holder, s.rival, s.contested, s.evidence, s.certainty
        )
        for s in spells
        if s.place_id == town
    ]


def _event(state: v.State) -> v.Event:
    kind = v.Kind.CONTESTED if state.contested else v.Kind.CAPTURED
    return v.Event(
        event_id=state.event_id,
        place_id=state.place_id,
        place=state.place,
        kind=kind,
        holder=state.holder,
        rival=state.rival,
        from_holder="",
        date=state.start,
        date_earliest=state.start - timedelta(days=1) if state.place_id == "rawa" else state.start,
        date_latest=state.start,
        certainty=state.certainty,
        origins=2 if state.certainty is v.Certainty.CONFIRMED else 1,
        collections=state.collections,
        claim_ids=(f"claim-{state.event_id}",),
        contrary_claim_ids=(),
        acled_sub_event_type="",
        date_prec=1,
        where_prec=1,
        note="",
    )


def _claim(event: v.Event) -> v.Claim:
    source = SOURCES[0] if event.collections == ("reports",) else SOURCES[1]
    written = "Abu Kamal" if event.place_id == "albu-kamal" else event.place
    return v.Claim(
        event.claim_ids[0],
        source.source_id,
        written,
        event.kind,
        event.holder,
        event.rival,
        "",
        event.date_earliest,
        event.date_latest,
        "",
        "neutral",
        2,
        "paragraph 1",
        "",
    )


def _areas(catchments: gpd.GeoDataFrame, states: Sequence[v.PatchState]) -> list[v.Area]:
    km2 = dict(zip(catchments["patch_id"], catchments["km2"], strict=True))
    settled = dict(zip(catchments["patch_id"], catchments["settled"], strict=True))
    areas = []
    for offset in range((LAST - FIRST).days + 1):
        today = FIRST + timedelta(days=offset)
        held = [s for s in states if s.start <= today and (s.end is None or today < s.end)]
        for holder in ("is", "syria", "iraq", "sdf"):
            for convention in v.Convention:
                total = sum(
                    km2[s.patch_id]
                    for s in held
                    if s.holder == holder
                    and (convention is v.Convention.TOTAL or settled[s.patch_id])
                )
                low, high = 0.8 * total, 1.2 * total
                areas.append(
                    v.Area(today, holder, "study area", convention, total, low, high, 3, 1000)
                )
    return areas


def write_case(case: WebmapCase, folder: Path) -> dict[str, Path]:
    """Write the tables into ``folder`` and return their paths by option name."""
    os.environ.setdefault("OGR_CURRENT_DATE", "2018-01-01T00:00:00.000Z")
    paths = {
        "sources": folder / "sources.csv",
        "claims": folder / "claims.csv",
        "geocoding": folder / "geocoding.csv",
        "places": folder / "places.geojson",
        "events": folder / "events.csv",
        "states": folder / "states.csv",
        "as-known": folder / "as_known.csv",
        "settlement-states": folder / "settlement_states.csv",
        "patches": folder / "patches.gpkg",
        "patch-states": folder / "patch_states.csv",
        "areas": folder / "areas.csv",
        "checks": folder / "checks.csv",
        "holdings": folder / "holdings.gpkg",
    }
    tables.SOURCES.write(paths["sources"], case.sources)
    tables.CLAIMS.write(paths["claims"], case.claims)
    tables.GEOCODING.write(paths["geocoding"], case.geocoding)
    told = [p for p in case.places if p.place_id in SPELLS]
    paths["places"].write_text(tables.places_to_geojson(told), encoding="utf-8")
    tables.EVENTS.write(paths["events"], case.events)
    tables.STATES.write(paths["states"], case.states)
    tables.STATES.write(paths["as-known"], [_as_known(s) for s in case.states])
    tables.SETTLEMENT_STATES.write(paths["settlement-states"], case.settlement_states)
    tables.PATCH_STATES.write(paths["patch-states"], case.patch_states)
    tables.AREAS.write(paths["areas"], case.areas)
    case.catchments.to_file(paths["patches"], layer="patches", driver="GPKG")
    tables.CHECKS.write(paths["checks"], [])
    _holdings(case).to_file(paths["holdings"], layer="settled", driver="GPKG")
    return paths


def _as_known(state: v.State) -> v.State:
    """Return a state as it was known on the day: Albu Kamal was declared taken on the 8th."""
    if state.place_id == "albu-kamal" and state.start == date(2017, 11, 8):
        return replace(state, holder="syria", rival="", contested=False, event_id="")
    return replace(state, event_id="")


def _holdings(case: WebmapCase) -> gpd.GeoDataFrame:
    """Return the classes of land of the case on its first day; the map draws the patches."""
    classes = {
        (s.holder, s.rival, str(s.evidence), int(s.contested), str(s.certainty))
        for s in case.patch_states
    }
    columns = ["holder", "rival", "evidence", "contested", "certainty"]
    frame = gpd.GeoDataFrame(
        sorted(classes), columns=columns, geometry=[shapely.box(40, 34, 41, 35)] * len(classes)
    ).set_crs(4326)
    return frame.assign(valid_from=FIRST.isoformat(), valid_to=None)


def build_map(case: WebmapCase, folder: Path, *, config: Path = CONFIG) -> Path:
    """Run the command on the tables of ``case`` and return the map file."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = write_case(case, folder)
    shared = ROOT / "resources"
    paths["gazetteer"] = shared / "gazetteer" / "syria-iraq.csv"
    paths["basemap"] = shared / "basemap" / "syria-iraq"
    paths["scene"], made = folder / "scene.json", folder / "map.html"
    for name in ("aliases", "case-places", "display-names", "story", "previous-states"):
        paths[name] = folder / "none.csv"
    for name, table in (("predictions", tables.PREDICTIONS), ("influence", tables.INFLUENCE)):
        paths[name] = folder / f"{name}.csv"
        table.write(paths[name], [])
    # What the checks refuse is kept from the map a second time.
    checked = folder / "checked.csv"
    tables.SOURCES.write(checked, [replace(s, url="https://example.org/") for s in case.sources])
    for command, reads, writes in (
        ("scene", scene_command.STAGE.inputs, ["--scene", str(paths["scene"])]),
        ("webmap", webmap_command.STAGE.inputs, ["--map", str(made)]),
    ):
        named = [name.replace("_", "-") for name in reads]
        paths["sources"] = checked if command == "scene" else folder / "sources.csv"
        given = [word for name in named for word in (f"--{name}", str(paths[name]))]
        assert cli.main([command, "--config", str(config), *given, *writes]) == 0
    return made


def with_name(case: WebmapCase, place_id: str, name: str) -> WebmapCase:
    """The same case with another display name for a place, everywhere it is shown."""
    places = tuple(replace(p, name=name) if p.place_id == place_id else p for p in case.places)
    events = tuple(replace(e, place=name) if e.place_id == place_id else e for e in case.events)
    sources = tuple(replace(s, title=name, publisher=name) for s in case.sources)
    claims = tuple(replace(c, place=name, claimant=name, locator=name) for c in case.claims)
    return replace(case, places=places, events=events, sources=sources, claims=claims)
