"""A world of two invented countries with a coast, in the form of the real sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import LineString, box

PLACES = (
    (1, "Brask", "Brask,Braskt,Браск", 10.5, 50.5, "PPLC", "AA", 90_000),
    (2, "Al Dry", "Aldry,الدري", 10.9, 50.2, "PPL", "AA", 6_000),
    (3, "Aldry Fort", "Al Dry", 10.91, 50.21, "PPL", "AA", 300),
    (4, "Brask", "", 11.9, 50.9, "PPL", "AA", 400),
    (5, "Left", "", 10.2, 50.8, "PPLQ", "AA", 700),
    (6, "Beyond", "", 12.5, 50.5, "PPL", "BB", 500),
    (7, "Łódka", "", 11.2, 50.1, "PPL", "AA", 0),
)


def _dump(path: Path) -> None:
    lines = []
    for number, name, names, lon, lat, code, country, people in PLACES:
        cells = [""] * 19
        cells[0], cells[1], cells[2], cells[3] = str(number), name, name, names
        cells[4], cells[5], cells[6], cells[7], cells[8] = str(lat), str(lon), "P", code, country
        cells[14] = str(people)
        lines.append("\t".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write(path: Path, rows: dict[str, list[Any]], shapes: list[Any]) -> None:
    gpd.GeoDataFrame(rows, geometry=shapes, crs=4326).to_file(path)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a dump of GeoNames, Natural Earth's layers and a file of divisions.

    What is installed beside it is out of reach.
    """
    monkeypatch.setattr("ebbline.cases.world.installed", lambda *_, **__: None)
    monkeypatch.setattr("ebbline.cases.world.QGIS_WORLD_MAP", tmp_path / "nowhere.gpkg")
    folder = tmp_path / "world"
    folder.mkdir()
    _dump(folder / "AA.txt")
    countries = {
        "ISO_A2_EH": ["AA", "BB", "FJ"],
        "NAME_EN": ["Aland", "Beeland", "Farland"],
        "NAME_FR": ["Alande", "Bélande", "Loinlande"],
        "NAME_AR": ["آلاند", "بيلاند", "بعيد"],
    }
    far = box(177, 50, 180, 51).union(box(-180, 50, -178, 51))
    shapes = [box(10, 50, 12, 51).union(box(40, 50, 40.5, 50.5)), box(12, 50, 13, 51), far]
    _write(folder / "ne_10m_admin_0_countries.shp", countries, shapes)
    _write(
        folder / "ne_10m_rivers_lake_centerlines.shp",
        {"name": ["Long"], "name_en": ["Long"], "name_fr": ["Longue"], "scalerank": [3]},
        [LineString([(10.1, 50.1), (11.9, 50.9)])],
    )
    _write(
        folder / "divisions.gpkg",
        {"ADM1_EN": ["West", "East"], "ADM1_PCODE": ["AA01", "AA02"]},
        [box(9.9, 49.9, 11, 51), box(11, 50, 11.95, 51)],
    )
    return folder
