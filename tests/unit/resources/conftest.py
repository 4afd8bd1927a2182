"""What the tests of the committed gazetteer and basemap share."""

from __future__ import annotations

import json
from typing import Any

import pytest
from resource_geometry import BASEMAP, LAYERS, RESOURCES
from shapely.geometry import LineString, shape

from ebbline.tables import GAZETTEER
from ebbline.vocabulary import Place


@pytest.fixture(scope="session")
def places() -> dict[str, Place]:
    """The gazetteer by place id."""
    return {
        place.place_id: place for place in GAZETTEER.read(RESOURCES / "gazetteer/syria-iraq.csv")
    }


@pytest.fixture(scope="session")
def layers() -> dict[str, list[tuple[dict[str, Any], Any]]]:
    """Each layer of the basemap as pairs of properties and geometry."""
    read = {
        layer: json.loads((BASEMAP / f"{layer}.geojson").read_text(encoding="utf-8"))
        for layer in LAYERS
    }
    return {
        layer: [(f["properties"], shape(f["geometry"])) for f in collection["features"]]
        for layer, collection in read.items()
    }


@pytest.fixture(scope="session")
def euphrates(layers: dict[str, list[tuple[dict[str, Any], Any]]]) -> LineString:
    """The line of the Euphrates, downstream."""
    (line,) = (line for about, line in layers["rivers"] if about["river_id"] == "euphrates")
    return line


@pytest.fixture(scope="session")
def lands(layers: dict[str, list[tuple[dict[str, Any], Any]]]) -> dict[str, Any]:
    """The land of each country."""
    return {about["country"]: land for about, land in layers["land"]}
