"""Writes GeoJSON feature collections that have the same bytes on every run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ebbline.meridian import Degrees, cut

DECIMALS = 5


@dataclass(frozen=True)
class Feature:
    """One feature: its ``properties`` and a shapely ``geometry`` in WGS 84 degrees."""

    properties: dict[str, str | int]
    geometry: Any


def write_features(
    path: Path, features: Sequence[Feature], *, reach: Degrees | None = None
) -> None:
    """Write ``features`` to ``path``, one a line, coordinates rounded to five decimals (1 m).

    ``reach`` is the box of which the file tells all there is, its member ``bbox``.
    """
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": feature.properties,
                "geometry": _rounded(cut(feature.geometry).__geo_interface__),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for feature in features
    ]
    bbox = ""
    if reach is not None:
        west, south, east, north = reach
        sides = (
            [_lon(west), south, _lon(east), north]
            if east - west < 360
            else [-180, south, 180, north]
        )
        bbox = f'"bbox":{json.dumps([_round(side) for side in sides])},'
    text = f'{{"type":"FeatureCollection",{bbox}"features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _lon(lon: float) -> float:
    """Return a longitude from -180 to 180, as RFC 7946 has it in a ``bbox`` too."""
    return lon - 360 if lon > 180 else lon + 360 if lon < -180 else lon


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": geometry["type"], "coordinates": _round(geometry["coordinates"])}


def _round(part: Any) -> Any:
    if isinstance(part, float | int):
        return round(float(part), DECIMALS)
    return [_round(inner) for inner in part]
