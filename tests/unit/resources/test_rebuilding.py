"""The commands that rebuild the resources do what their tables say, or refuse."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from resource_geometry import BASEMAP
from shapely.geometry import LineString, Point, box

from ebbline.cases.__main__ import main
from ebbline.cases.gazetteer import build_gazetteer
from ebbline.cases.gshhg import Polyline, read_layer
from ebbline.cases.land import Correction, borders, correct, divide
from ebbline.cases.names import arabic_name, display_name, folded, slug, spellings, unique_ids
from ebbline.cases.region import read_region
from ebbline.cases.rivers import Course, Network, Route, middle_line, pieces_of
from ebbline.tables import GAZETTEER

DECISIONS = (
    "record,place_id,name,name_ar,aliases,without,kind,population,bank,admin1,merged,basis\n"
)
CASE_PLACES = (
    "name,name_ar,aliases,lat,lon,precision_km,country,kind,population,bank,same_as,basis,origin\n"
)


def test_display_names_are_plain_and_ids_are_their_slugs() -> None:
    assert display_name("Ash Shaykhān", "SY") == "Al-Shaykhan"
    assert display_name("‘Ayn al ‘Arab", "SY") == "Ayn al Arab"
    assert slug("Deir Ezzor") == "deir-ezzor"
    assert slug("Bi'r ad Dulay'iyat") == "bir-ad-dulayiyat"


def test_spellings_that_differ_in_signs_alone_fold_to_one() -> None:
    assert folded("Al-Qā’im") == folded("al qa'im") == "al qaim"


def test_codes_and_machine_made_spellings_are_not_kept() -> None:
    names = ["Raqqa", "alrqt", "DEZ", "الرقة", "mwsڵ", "Ракка", "Raqqa"]
    assert spellings(names) == ["Raqqa", "Ракка", "الرقة"]


def test_the_arabic_name_is_the_one_that_sounds_like_the_name() -> None:
    assert arabic_name("Al Qāmishlī", ["قامشلو", "القامشلي", "قامشلۆ"]) == "القامشلي"
    assert arabic_name("Hīt", ["ناحية هيت"]) == "هيت"
    assert arabic_name("Kobane", ["Kobani"]) == ""


def test_two_places_of_one_name_get_their_division_unless_one_asked_for_the_id() -> None:
    names = [("", "Suran", "Hama"), ("", "Suran", "Aleppo"), ("", "Rawa", "Anbar")]
    assert unique_ids(names) == ["suran-hama", "suran-aleppo", "rawa"]
    assert unique_ids([("sinjar", "Sinjar", "Nineveh"), ("", "Sinjar", "Idlib")]) == [
        "sinjar",
        "sinjar-idlib",
    ]


def test_lines_of_a_layer_are_read_where_they_meet_the_bounds(tmp_path: Path) -> None:
    near, far = [(40.0, 34.0), (41.0, 35.0)], [(10.0, 34.0), (11.0, 35.0)]
    data, meta = b"", []
    for number, points in enumerate((near, far)):
        raw = b"".join(struct.pack("<2f", *point) for point in points)
        meta.append(f"-1 -1 2 34.0 35.0 {len(data)} {len(raw)} {number}")
        data += raw
    (tmp_path / "rivers_f.dat").write_bytes(data)
    (tmp_path / "riversmeta_f.dat").write_text("\n".join(meta), encoding="ascii")
    lines = list(read_layer(tmp_path, "rivers", (38, 33, 45, 37)))
    assert [line.points for line in lines] == [tuple(near)]
    assert not lines[0].closed


def test_a_river_is_traced_along_its_pieces_and_over_small_gaps() -> None:
    upper, lower = [(0.0, 0.0), (1.0, 0.2), (2.0, 0.0)], [(4.0, 0.0), (3.0, 0.1), (2.001, 0.0)]
    elsewhere = [(1.0, 0.2), (1.0, 3.0)]
    network = Network([upper, lower, elsewhere])
    way = network.trace(Route("river", ((0.0, 0.0), (1.0, 0.2), (4.0, 0.0))))
    assert way == [(0.0, 0.0), (1.0, 0.2), (2.0, 0.0), (2.001, 0.0), (3.0, 0.1), (4.0, 0.0)]


def test_a_route_that_the_source_does_not_have_is_refused() -> None:
    network = Network([[(0.0, 0.0), (1.0, 0.0)], [(5.0, 0.0), (6.0, 0.0)]])
    with pytest.raises(ValueError, match="no way from"):
        network.trace(Route("river", ((0.0, 0.0), (6.0, 0.0))))
    with pytest.raises(ValueError, match="no river of the source passes near"):
        network.trace(Route("river", ((0.0, 0.0), (3.0, 3.0))))


def test_a_river_with_two_banks_becomes_the_line_between_them() -> None:
    north = [(0.0, 0.0), (1.0, 0.1), (2.0, 0.1), (3.0, 0.0)]
    ring = (*north, (2.0, -0.1), (1.0, -0.1), (0.0, 0.0))
    line = middle_line(ring)
    assert {round(abs(lat), 2) for _, lat in line} == {0.0}
    assert pieces_of([Polyline(-1, -1.0, ring)]) == [line]


def test_the_bank_is_told_looking_downstream_and_not_beyond_the_ends() -> None:
    course = Course(((40.0, 36.0), (41.0, 35.0), (41.0, 34.0)))
    assert course.side_of(40.8, 35.6)[1] == "left"
    assert course.side_of(40.2, 35.4)[1] == "right"
    assert course.side_of(40.9, 34.5)[1] == "right"
    away, side = course.side_of(41.0, 33.9)
    assert side == ""
    assert away == pytest.approx(11.1, abs=0.1)


def test_a_border_is_drawn_anew_inside_its_window_only() -> None:
    lands = {"SY": box(0, 0, 1, 4), "IQ": box(1, 0, 2, 4)}
    fine = [[(1.2, 1.2), (1.3, 2.0), (1.2, 2.8)]]
    window = (0.9, 1.0, 1.5, 3.0)
    corrected = correct(lands, Correction("SY", "IQ", window, (), "a town"), fine)
    assert corrected["SY"].contains(Point(1.2, 2.0))
    assert corrected["IQ"].contains(Point(1.05, 0.2))
    assert corrected["SY"].area + corrected["IQ"].area == pytest.approx(8.0)
    assert corrected["SY"].intersection(corrected["IQ"]).area == 0.0


def test_a_window_without_a_finer_line_is_refused() -> None:
    lands = {"SY": box(0, 0, 1, 4), "IQ": box(1, 0, 2, 4)}
    with pytest.raises(ValueError, match="no finer border"):
        correct(lands, Correction("SY", "IQ", (0.9, 1.0, 1.5, 3.0), (), "a town"), [])


def test_a_border_is_keyed_by_the_countries_to_its_left_and_right() -> None:
    lands = {"SY": box(0, 0, 1, 4), "IQ": box(1, 0, 2, 4), "JO": box(5, 5, 6, 6)}
    ((key, line),) = borders(lands).items()
    left = line.parallel_offset(0.1, "left").centroid
    assert line.equals(LineString([(1, 0), (1, 4)]))
    assert lands[key[0]].contains(left)


def test_land_that_no_division_covers_goes_to_its_neighbour() -> None:
    cut = divide(box(0, 0, 4, 1), {"west": box(-1, 0, 2, 1), "east": box(2, 0, 3.5, 1)})
    assert cut["west"].equals(box(0, 0, 2, 1))
    assert cut["east"].equals(box(2, 0, 4, 1))


def _city(number: int, name: str, lon: float, lat: float, **more: Any) -> dict[str, Any]:
    city = {"geonameid": number, "name": name, "longitude": lon, "latitude": lat}
    about = {"countrycode": "SY", "admin1code": "07", "population": 0, "alternatenames": []}
    return city | about | more


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    cities = [
        _city(
            1, "Ālbū Kamāl", 40.91854, 34.45226, alternatenames=["البو كمال", "Hindane", "Hajin"]
        ),
        _city(2, "Abu Kamal", 40.92, 34.45),
        _city(3, "Paris", 2.35, 48.85, countrycode="FR"),
    ]
    text = json.dumps({str(city["geonameid"]): city for city in cities})
    (tmp_path / "cities.json").write_text(text, encoding="utf-8")
    (tmp_path / "decisions.csv").write_text(
        f"{DECISIONS}1,,Albu Kamal,البوكمال,Bukamal,Hajin,,,right,,2,one town\n", encoding="utf-8"
    )
    (tmp_path / "case-places.csv").write_text(
        f"{CASE_PLACES}Hiri,الهري,Harri,34.41,40.95,3,SY,village,,right,,near,\n"
        "Harri village,,,34.41,40.95,3,SY,village,,,Hiri,same,\n",
        encoding="utf-8",
    )
    return tmp_path


def _build(tables: Path) -> dict[str, Any]:
    out = tables / "out.csv"
    build_gazetteer(
        region=read_region(BASEMAP.parent / "decisions"),
        geonames=tables / "cities.json",
        tables=tables,
        basemap=BASEMAP,
        path=out,
    )
    return {place.place_id: place for place in GAZETTEER.read(out)}


def test_records_decisions_and_further_places_become_one_gazetteer(tables: Path) -> None:
    places = _build(tables)
    assert set(places) == {"albu-kamal", "hiri"}
    town = places["albu-kamal"]
    assert town.aliases == ("Bukamal", "Abu Kamal", "Hindane", "Ālbū Kamāl", "البو كمال")
    assert town.origin == "GeoNames 1 + 2"
    assert (town.admin1, town.population) == ("Deir ez-Zor governorate", None)
    assert places["hiri"].aliases == ("Harri", "Harri village")
    assert places["hiri"].origin == "case list: near"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("decisions.csv", ",right,", ",left,", "Albu Kamal: expected on the left bank"),
        ("decisions.csv", "Hajin", "Mosul", "not among its spellings"),
        ("decisions.csv", "\n1,", "\n3,", "no such GeoNames records: ['3']"),
        ("case-places.csv", ",Hiri,same", ",Hari,same", "same_as Hari: no such place"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(
    tables: Path, file: str, old: str, new: str, message: str
) -> None:
    path = tables / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError) as refused:
        _build(tables)
    assert message in str(refused.value)
    assert not (tables / "out.csv").exists()


def test_a_missing_source_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "nowhere.json"
    assert main(["gazetteer", "--geonames", str(missing), "--out", str(tmp_path / "o.csv")]) == 2
    assert capsys.readouterr().err == f"{missing}: no such file or folder\n"
    assert list(tmp_path.iterdir()) == []
