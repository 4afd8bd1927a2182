"""Map files that show the same tables: ours and those of folium's plugins, and how each steps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import folium
import numpy as np
import shapely
import webmap_tables
from folium.plugins import Timeline, TimelineSlider, TimestampedGeoJson
from folium.utilities import JsCode

from ebbline import palette
from ebbline.webmap.page import render
from ebbline.webmap.payload import MapTables, payload

DAY_MS = 86_400_000
PLACE, ZOOM = (35.1, 40.25), 8.25
"""What our map shows of these tables in a window of 1440 × 900; the plugins show the same."""


@dataclass(frozen=True)
class Contender:
    """A map file: how to know that it shows something, and how to step by ``{days}`` days."""

    name: str
    file: Path
    ready: str
    step: str
    begin: str = ""


def our_file(file: Path) -> Contender:
    """Our map, as it stands."""
    step = "ebbline.app.store.set({ day: ebbline.app.choice.day - %d })"
    return Contender("Ebbline", file, "html[data-ready]", step)


def ours(tables: MapTables, folder: Path, *, days: int) -> Contender:
    """Our map of ``tables``."""
    config = webmap_tables.config_for(days)
    file = folder / "ebbline.html"
    file.write_text(render(config, payload(config, tables)), encoding="utf-8")
    return our_file(file)


def timestamped(tables: MapTables, folder: Path, *, days: int) -> Contender:
    """``TimestampedGeoJson``: it knows no end of a spell, so later ones are drawn over earlier.

    It steps forward from the first day, where it has least to draw.
    """
    drawn = _map(canvas=True)
    collection = {"type": "FeatureCollection", "features": _spells(tables, days)}
    TimestampedGeoJson(collection, period="P1D", auto_play=False, add_last_point=False).add_to(
        drawn
    )
    file = folder / "timestamped.html"
    drawn.save(file)
    step = f"{drawn.get_name()}.timeDimension.nextTime(%d)"
    return Contender("TimestampedGeoJson, canvas", file, ".leaflet-overlay-pane canvas", step)


def timeline(tables: MapTables, folder: Path, *, days: int, canvas: bool = False) -> Contender:
    """``Timeline`` with its slider, drawn as folium does by default (SVG) or on a canvas."""
    drawn = _map(canvas=canvas)
    collection = {"type": "FeatureCollection", "features": _spells(tables, days)}
    layer = Timeline(collection, style=JsCode("feature => feature.properties.style")).add_to(drawn)
    slider = TimelineSlider(auto_play=False, show_ticks=False, enable_keyboard_controls=False)
    slider.add_timelines(layer).add_to(drawn)
    file = folder / f"timeline-{'canvas' if canvas else 'svg'}.html"
    drawn.save(file)
    start = datetime.combine(webmap_tables.FIRST, datetime.min.time(), tzinfo=UTC)
    last = int((start + timedelta(days=days - 1)).timestamp() * 1000)
    set_time = f"{slider.get_name()}.setTime(window.when)"
    return Contender(
        "Timeline, canvas" if canvas else "Timeline, SVG",
        file,
        ".leaflet-overlay-pane canvas" if canvas else ".leaflet-overlay-pane svg",
        f"window.when -= %d * {DAY_MS}; {set_time}",
        f"window.when = {last}; {set_time}",
    )


def timeline_canvas(tables: MapTables, folder: Path, *, days: int) -> Contender:
    """``Timeline`` on a canvas."""
    return timeline(tables, folder, days=days, canvas=True)


def _map(*, canvas: bool) -> folium.Map:
    return folium.Map(PLACE, zoom_start=ZOOM, zoom_snap=0, tiles=None, prefer_canvas=canvas)


def _spells(tables: MapTables, days: int) -> list[dict[str, Any]]:
    """A GeoJSON feature for each spell of each patch, as folium's plugins need it."""
    styles = palette.styles(dict.fromkeys(webmap_tables.HOLDERS))
    shapes = {
        row.patch_id: json.loads(shapely.to_geojson(shapely.transform(row.geometry, _four_places)))
        for row in tables.patches.itertuples()
    }
    end_of_all = webmap_tables.FIRST + timedelta(days=days)
    features = []
    for state in tables.patch_states:
        style = styles[state.holder]
        look = {"fillColor": style.fill, "color": style.edge, "weight": 1, "fillOpacity": 1}
        start = state.start.isoformat()
        end = (state.end or end_of_all).isoformat()
        properties = {"times": [start], "start": start, "end": end, "style": look}
        features.append(
            {"type": "Feature", "properties": properties, "geometry": shapes[state.patch_id]}
        )
    return sorted(features, key=lambda f: f["properties"]["start"])


def _four_places(points: np.ndarray) -> np.ndarray:
    return np.round(points, 4)
