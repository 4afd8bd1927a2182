"""Data of others become claims, sources, places and evidence, or are left out with a reason."""

from __future__ import annotations

import csv
import datetime
import json
import shutil
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from ebbline import tables
from ebbline.cases.columns import day_order, find_days, guess_columns, read_day, read_number
from ebbline.cases.drawn import read_drawn
from ebbline.cases.mapping import Guesser
from ebbline.cases.wikimarks import marks_of
from ebbline.cli import main
from ebbline.config.read import read_config
from ebbline.layout import workflow_home
from ebbline.vocabulary import Claim, Kind

SAMPLES = Path(__file__).parent / "import_samples"
HOME = workflow_home()


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def bring(*files: Path | str, out: str = "out", more: tuple[str, ...] = ()) -> int:
    config = str(HOME / "config/config.yaml")
    return main(["import", *map(str, files), "--config", config, "--out", out, *more])


def claims(out: str = "out") -> dict[str, Claim]:
    return {claim.place: claim for claim in tables.CLAIMS.read(Path(out, "claims.csv"))}


def left_out(out: str = "out") -> str:
    return Path(out, "left_out.csv").read_text(encoding="utf-8")


def evidence(out: str = "out") -> list[dict[str, object]]:
    found = json.loads(Path(out, "evidence.geojson").read_text(encoding="utf-8"))["features"]
    return [feature["properties"] for feature in found]


def test_an_export_of_acled_becomes_claims_and_every_row_is_accounted_for() -> None:
    assert bring(SAMPLES / "acled_export.csv") == 0
    made = tables.CLAIMS.read(Path("out/claims.csv"))
    with Path("out/left_out.csv").open(encoding="utf-8") as file:
        rest = list(csv.DictReader(file))
    assert len(made) + len(rest) == 40
    raqqa = claims()["Ar-Raqqa"]
    assert (raqqa.kind, raqqa.holder, raqqa.from_holder) == (Kind.CAPTURED, "sdf", "is")
    assert raqqa.date_from == datetime.date(2017, 10, 17)
    assert "Armed clash" in left_out()
    sources = {s.source_id: s.reliability for s in tables.SOURCES.read(Path("out/sources.csv"))}
    assert (sources["reuters"], sources["sdf"]) == ("B", "D")


def test_deaths_say_not_who_holds_a_place() -> None:
    assert bring(SAMPLES / "ucdp_ged.csv") == 0
    assert not claims()
    assert "says not who holds" in left_out()


def test_a_place_beyond_the_gazetteer_becomes_one_of_the_case_with_its_precision() -> None:
    assert bring(SAMPLES / "acled_export.csv") == 0
    (place,) = tables.GAZETTEER.read(Path("out/places.csv"))
    assert (place.place_id, place.precision_km, place.country) == ("kishkiya", 10.0, "SY")


def test_a_corrected_mapping_is_used_and_hand_edits_stay() -> None:
    assert bring(SAMPLES / "acled_export.csv") == 0
    path = Path("out/claims.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [line.replace("Khasham", "Khasham village") for line in lines if "irq9002" not in line]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    mapping = Path("out/mapping.yaml")
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace('"Armed clash": ""', '"Armed clash": "attacked"'), "utf-8")
    assert bring(SAMPLES / "acled_export.csv") == 0
    kinds = {claim.kind for claim in claims().values()}
    assert Kind.ATTACKED in kinds
    assert "Khasham village" in claims()
    assert "Al Hawijah" not in claims()
    fought = next(c for c in claims().values() if c.kind is Kind.ATTACKED)
    assert fought.holder != fought.rival


def test_running_again_adds_only_what_is_new_to_the_case() -> None:
    case = Path("resources/cases/euphrates-2017")
    shutil.copytree(HOME / "resources/cases/euphrates-2017", case)
    before = len(tables.CLAIMS.read(case / "claims.csv"))
    assert bring(SAMPLES / "acled_export.csv") == 0
    for _ in range(2):
        assert bring(SAMPLES / "acled_export.csv", more=("--accept",)) == 0
        assert len(tables.CLAIMS.read(case / "claims.csv")) == before + 24
    assert main(["check", "--config", str(HOME / "config/config.yaml"), "--only", "case"]) in (0, 2)


def test_a_mapping_with_a_slip_is_refused_by_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(SAMPLES / "acled_export.csv") == 0
    mapping = Path("out/mapping.yaml")
    text = mapping.read_text(encoding="utf-8").replace('"captured"', '"captred"')
    mapping.write_text(text.replace(': "sdf"', ': "sfd"'), encoding="utf-8")
    assert bring(SAMPLES / "acled_export.csv") == 2
    told = capsys.readouterr().err
    assert "captred" in told
    assert "sfd" in told


ROWS = [
    ("Lieu", "Date", "Évènement", "Contrôlé par", "Source", "Latitude", "Longitude"),
    ("Rawa", "17/11/2017", "Prise de la ville", "Iraqi forces", "AFP", "34,482", "41,909"),
    ("Hajin", "03/11/2017", "Prise du village", "SDF", "SDF", "34,69", "40,83"),
]


def _as_csv(path: Path, *, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(";".join(row) for row in ROWS), encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_french_table_is_read_in_any_encoding(encoding: str) -> None:
    assert bring(_as_csv(Path("évènements.csv"), encoding=encoding)) == 0
    assert claims()["Rawa"].holder == "iraq"
    assert claims()["Hajin"].date_from == datetime.date(2017, 11, 3)


@pytest.mark.parametrize(("ending", "engine"), [("xlsx", "openpyxl"), ("ods", "odf")])
def test_a_spreadsheet_with_titles_and_days_as_numbers_is_read(ending: str, engine: str) -> None:
    rows = [
        ["Control of towns", None, None, None],
        [None, None, None, None],
        ["Town", "Date captured", "Controlled by", "Source"],
        ["Rawa", datetime.datetime(2017, 11, 17), "Iraqi forces", "AFP"],
        ["Hajin", 43042, "SDF", "SDF"],
    ]
    path = Path(f"book.{ending}")
    pd.DataFrame(rows).to_excel(path, index=False, header=False, engine=engine)
    assert bring(path) == 0
    assert claims()["Rawa"].date_from == datetime.date(2017, 11, 17)
    assert claims()["Hajin"].date_from == datetime.date(2017, 11, 3)


def test_a_day_that_may_be_two_is_asked_for_and_not_guessed() -> None:
    rows = "Town,Date,Holder\nRawa,03/11/2017,Iraqi forces\n"
    Path("t.csv").write_text(rows, encoding="utf-8")
    assert bring("t.csv") == 0
    assert not claims()
    assert "date_order" in left_out()
    mapping = Path("out/mapping.yaml")
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace('date_order: ""', "date_order: mdy"), encoding="utf-8")
    assert bring("t.csv") == 0
    assert claims()["Rawa"].date_from == datetime.date(2017, 3, 11)


def test_areas_of_a_kml_are_drawn_evidence_and_a_point_without_holder_is_asked_for() -> None:
    assert bring(SAMPLES / "control.kml") == 0
    (area,) = evidence()
    assert (area["holder"], area["date_from"], area["date_to"]) == (
        "is",
        "2017-11-03",
        "2017-11-08",
    )
    assert "no holder" in left_out()


def test_an_area_that_is_told_by_its_colour_and_the_files_name_alone() -> None:
    text = (SAMPLES / "control_20171103.geojson").read_text(encoding="utf-8")
    path = Path("map_20171103.geojson")
    path.write_text(
        text.replace('"name":"IS-held",', "").replace(',"date":"2017-11-03"', ""), "utf-8"
    )
    assert bring(path) == 0
    assert not evidence()
    mapping = Path("out/mapping.yaml")
    values = yaml.safe_load(mapping.read_text(encoding="utf-8"))
    assert values["holders"] == {"#333": ""}
    values["holders"]["#333"] = "is"
    mapping.write_text(yaml.safe_dump(values), encoding="utf-8")
    assert bring(path) == 0
    assert [(e["holder"], e["date_from"]) for e in evidence()] == [("is", "2017-11-03")]


def test_folders_shared_styles_and_extended_data_of_my_maps_are_read() -> None:
    kml = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>War</name>
    <Style id="p-1"><PolyStyle><color>ff0000ff</color></PolyStyle></Style>
    <StyleMap id="m"><Pair><key>normal</key><styleUrl>#p-1</styleUrl></Pair></StyleMap>
    <Folder><name>SDF, 5 November 2017</name>
    <Placemark><name>Hajin</name><Point><coordinates>40.83,34.69,0</coordinates></Point></Placemark>
    <Placemark><name>Zone</name><styleUrl>#m</styleUrl>
    <ExtendedData><Data name="date"><value>2017-11-06</value></Data></ExtendedData>
    <Polygon><outerBoundaryIs><LinearRing><coordinates>40,34 41,34 41,35 40,34</coordinates>
    </LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>"""
    Path("doc.kml").write_text(kml, encoding="utf-8")
    with zipfile.ZipFile("my.kmz", "w") as archive:
        archive.write("doc.kml")
    assert {f.style for f in read_drawn(Path("my.kmz"))} == {"", "ff0000ff"}
    assert bring("my.kmz") == 0
    hajin = claims()["Hajin"]
    assert (hajin.kind, hajin.holder) == (Kind.HOLDS, "sdf")
    assert hajin.date_from == datetime.date(2017, 11, 5)
    assert [e["date_from"] for e in evidence()] == ["2017-11-06"]


@pytest.mark.parametrize("name", ["layers.gpkg", "layers.shp", "layers.geojson"])
def test_vector_files_of_a_gis_are_read_in_any_projection(name: str) -> None:
    rows = {"ort": ["Rawa", "Feld"], "partei": ["Iraqi forces", "SDF"], "datum": ["2017-11-17"] * 2}
    frame = gpd.GeoDataFrame(rows, geometry=[Point(41.909, 34.482), box(40, 34, 41, 35)], crs=4326)
    if name.endswith("shp"):
        frame = frame.iloc[:1]
    (frame if name.endswith("geojson") else frame.to_crs(32637)).to_file(name)
    assert bring(name) == 0
    assert claims()["Rawa"].holder == "iraq"
    assert name.endswith("shp") or evidence()[0]["holder"] == "sdf"


def test_a_umap_has_its_layers_names_for_holders() -> None:
    point = {"type": "Point", "coordinates": [40.83, 34.69]}
    feature = {"type": "Feature", "properties": {"name": "Hajin"}, "geometry": point}
    layer = {"type": "FeatureCollection", "features": [feature], "_umap_options": {"name": "SDF"}}
    Path("m.umap").write_text(json.dumps({"type": "umap", "layers": [layer]}), encoding="utf-8")
    assert bring("m.umap") == 0
    assert "give --date" in left_out()
    assert bring("m.umap", more=("--date", "2017-11-05")) == 0
    assert claims()["Hajin"].holder == "sdf"


def test_marks_of_a_detailed_map_need_a_day_and_two_colours_are_contested() -> None:
    assert bring(SAMPLES / "wiki_module.lua") == 0
    assert not claims()
    assert bring(SAMPLES / "wiki_module.lua", more=("--date", "2017-11-01")) == 0
    town = claims()["Deir ez-Zor"]
    assert (town.kind, {town.holder, town.rival}) == (Kind.CONTESTED, {"is", "syria"})
    assert claims()["Al-Mayadin"].holder == "syria"
    assert "CC BY-SA" in Path("out/README.md").read_text(encoding="utf-8")


def test_other_forms_of_marks_are_read_and_comments_are_not() -> None:
    text = """-- { lat = 1, long = 2, mark = "x.svg", label = "No" }
    local m = { ["lat"] = 34.5, ['long'] = 40.9, mark = 'Location dot red.svg', label = "[[A|B]]" },
    {{Location map~|Syria |lat=35.1|long=40.2|mark=Location dot black.svg|label=[[Q|Rs]] }}"""
    assert [mark["name"] for _, mark in marks_of(text)] == ["B", "Rs"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("noise.csv", bytes(range(256)) * 20),
        ("bomb.kml", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml>&b;</kml>'),
        ("external.kml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>'),
        ("cut.geojson", b'{"type":"FeatureCollection","features":[{"type":"Fea'),
        ("list.geojson", b"[1, 2, 3]"),
        ("deep.geojson", b'{"layers":[' * 5000),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0" + b"x" * 5000),
        ("cut.xlsx", b"PK\x03\x04" + b"x" * 500),
        ("nothing.lua", b"return {}"),
        ("page.html", b"<html><body>no map</body></html>"),
        ("one.csv", b"a\n1\n2\n"),
    ],
)
def test_what_cannot_be_read_is_a_message_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    Path(name).write_bytes(content)
    assert bring(name) == 2
    told = capsys.readouterr().err
    assert name in told
    assert "root:" not in told
    assert not Path("out").exists()


def test_a_cell_that_a_spreadsheet_would_run_stays_text() -> None:
    rows = 'Town,Date,Holder,Notes\nRawa,2017-11-17,Iraqi forces,"=HYPERLINK(""x"")"\n'
    Path("t.csv").write_text(rows, encoding="utf-8")
    assert bring("t.csv") == 0
    assert "'=HYPERLINK" in Path("out/claims.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("sample", "form"),
    [("acled_export.csv", "ACLED"), ("ucdp_ged.csv", "UCDP"), ("control.kml", "KML"),
     ("control_20171103.geojson", "JSON"), ("wiki_module.lua", "Lua")],
)  # fmt: skip
def test_a_foreign_file_where_a_table_is_expected_is_named_with_the_command(
    sample: str, form: str
) -> None:
    path = Path("claims.csv")
    shutil.copy(SAMPLES / sample, path)
    with pytest.raises(Exception) as refused:
        tables.CLAIMS.read(path)
    assert form in str(refused.value)
    assert "ebbline import" in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_whom_something_is_against_holds_nothing_and_a_small_is_is_no_party() -> None:
    guesser = Guesser.of(read_config(HOME / "config/config.yaml"))
    assert guesser.holder("Global Coalition Against Daesh") == ""
    assert guesser.holder("Islamic State (Syria)") == "is"
    assert guesser.holder("this is a town", is_sentence=True) == ""
    assert guesser.holder("IS-held") == "is"
    assert guesser.holder("taken by the SDF from the Islamic State", is_sentence=True) == "sdf"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01 October 2017", (2017, 10, 1)),
        ("1er août 1944", (1944, 8, 1)),
        ("Aug 7, 1944", (1944, 8, 7)),
        ("2017-11-08 00:00:00.000", (2017, 11, 8)),
        ("2017-11-08T12:00:00Z", (2017, 11, 8)),
        ("20171108", (2017, 11, 8)),
        ("8.11.2017", (2017, 11, 8)),
        ("43047", (2017, 11, 8)),
        ("8 ноября 2017", (2017, 11, 8)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: tuple[int, int, int]) -> None:
    assert read_day(text) == datetime.date(*day)


def test_days_in_figures_are_read_only_where_their_order_is_known() -> None:
    assert read_day("03/11/2017") is None
    assert day_order(["03/11/2017", "17/11/2017"]) == "dmy"
    assert day_order(["17/11/2017", "11/17/2017"]) is None
    assert read_day("03/11/2017", order="dmy") == datetime.date(2017, 11, 3)
    assert find_days("Front line 2017-11-03 to 2017-11-08")[1] == datetime.date(2017, 11, 8)


def test_columns_are_known_in_several_languages() -> None:
    found = guess_columns(["Ort", "Breite", "Länge", "Datum", "Kontrolle", "Quelle"])
    assert found == {"name": "Ort", "lat": "Breite", "lon": "Länge", "date_from": "Datum",
                     "holder": "Kontrolle", "source": "Quelle"}  # fmt: skip


@given(st.text(max_size=60))
def test_no_cell_stops_the_reading_of_days_or_numbers(text: str) -> None:
    assert read_day(text) is None or isinstance(read_day(text), datetime.date)
    assert read_number(text) is None or isinstance(read_number(text), float)
    assert isinstance(find_days(text), list)


def test_a_shapefile_that_cut_its_columns_short_is_read_by_them() -> None:
    areas = {"Name": ["north", "south"], "Controlled": ["Syrian government", "SDF"]}
    shapes = [box(40, 34.5, 40.4, 35), box(40.2, 35, 40.6, 35.3)]
    gpd.GeoDataFrame(areas, geometry=shapes, crs=4326).to_file("map.shp")
    assert bring("map.shp", more=("--date", "2017-11-03")) == 0
    assert {e["holder"] for e in evidence()} == {"syria", "sdf"}


def test_a_german_table_names_its_parties() -> None:
    Path("tabelle.csv").write_text(
        "Ort;Datum;Akteur;Ereignis;Quelle\nMayadin;14.10.2017;Syrian Army;erobert;Agentur\n",
        encoding="cp1252",
    )
    assert bring("tabelle.csv") == 0
    assert claims()["Mayadin"].holder == "syria"


def test_two_files_of_one_name_do_not_take_each_others_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    config = ("--config", str(HOME / "config/config.yaml"))
    shutil.copy(SAMPLES / "control.kml", "control.kml")
    shutil.copy(SAMPLES / "control_20171103.geojson", "control.geojson")
    assert main(["import", "control.kml", *config]) == 0
    assert main(["import", "control.kml", *config]) == 0
    assert main(["import", "control.geojson", *config]) == 2
    told = capsys.readouterr().err
    assert "imported from control.kml" in told and "--out DIR" in told


def test_descriptions_of_my_maps_tell_the_day_the_source_and_its_address() -> None:
    kml = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>War</name>
    <Folder><name>SDF - 20 November 2017</name>
    <Placemark><name>Hajin</name><description><![CDATA[<img src="https://x.example/a.jpg"/><br>
    Taken by the <b>SDF</b> on 5 November 2017.<br>Source: <a href="https://example.org/h?a=1&amp;b"
    >Valley&nbsp;Wire</a>]]></description><Point><coordinates>40.83,34.69</coordinates></Point>
    </Placemark>
    <Placemark><name>Rawa</name><description>taken by the SDF</description>
    <Point><coordinates>41.909,34.482</coordinates></Point></Placemark>
    </Folder></Document></kml>"""
    Path("my.kml").write_text(kml, encoding="utf-8")
    assert bring("my.kml") == 0
    hajin, rawa = claims()["Hajin"], claims()["Rawa"]
    day = datetime.date(2017, 11, 5)
    assert (hajin.kind, hajin.date_from, hajin.date_to) == (Kind.CAPTURED, day, day)
    assert hajin.note == "Taken by the SDF on 5 November 2017. Source: Valley Wire"
    source = {s.source_id: s for s in tables.SOURCES.read(Path("out/sources.csv"))}[hajin.source_id]
    assert (source.origin, source.url) == ("Valley Wire", "https://example.org/h?a=1&b")
    # A map of the 20th that says "taken" tells that it had happened by then.
    assert (rawa.kind, rawa.date_from) == (Kind.CAPTURED, None)
    assert rawa.date_to == datetime.date(2017, 11, 20)


def test_moments_with_a_time_zone_are_of_the_day_that_they_name() -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"title": name, "controller": "SDF", "timestamp": moment},
            "geometry": {"type": "Point", "coordinates": [40.83, 34.69 + n / 2]},
        }
        for n, (name, moment) in enumerate(
            {"Hajin": "2017-11-05T23:30:00-05:00", "Upper": 1509926400000}.items()
        )
    ]
    document = {"type": "FeatureCollection", "features": features}
    Path("m.geojson").write_text(json.dumps(document), encoding="utf-8")
    assert bring("m.geojson") == 0
    found = {place: claim.date_from for place, claim in claims().items()}
    assert found == {"Hajin": datetime.date(2017, 11, 5), "Upper": datetime.date(2017, 11, 6)}


@pytest.mark.parametrize("told", [True, False], ids=["its encoding told", "not told"])
def test_a_shapefile_with_days_of_dbase_in_an_old_encoding(told: bool) -> None:
    from pyogrio.raw import write

    write(
        "villes.shp",
        geometry=np.array([Point(40.83, 34.69).wkb], dtype=object),
        field_data=[
            np.array(["Hajin"], dtype=object),
            np.array(["SDF"], dtype=object),
            np.array(["2017-11-05"], dtype="datetime64[D]"),
            np.array(["évacuée"], dtype=object),
        ],
        fields=["Nom", "Détenteur", "Date prise", "Remarque"],
        geometry_type="Point",
        crs="EPSG:4326",
        encoding="cp1252",
    )
    if not told:
        Path("villes.cpg").unlink(missing_ok=True)
    assert bring("villes.shp") == 0
    assert claims()["Hajin"].date_to == datetime.date(2017, 11, 5)
    assert claims()["Hajin"].note == "évacuée"


def test_a_day_that_no_calendar_has_is_called_none_where_the_order_is_known() -> None:
    rows = [
        "place;date;holder",
        "Rawa;17/11/2017;Iraqi forces",
        "Hajin;32/11/2017;SDF",
    ]
    Path("t.csv").write_text("\n".join(rows), encoding="utf-8")
    assert bring("t.csv") == 0
    assert "'32/11/2017' is no day" in left_out()
    assert "date_order" not in left_out()


def test_a_column_is_known_by_a_word_of_its_name_if_no_other_has_it() -> None:
    assert guess_columns(["town", "date_prise"]) == {"name": "town", "date_from": "date_prise"}
    assert "date_from" not in guess_columns(["town", "date_updated"])
    assert "date_from" not in guess_columns(["town", "date_one", "date_two"])


def test_colours_of_marks_tell_a_party_only_where_the_case_has_chosen_its_colours() -> None:
    config = read_config(HOME / "config/config.yaml")
    plain = {h: p.model_copy(update={"style": None}) for h, p in config.holders.items()}
    unchosen = config.model_copy(update={"holders": plain})
    assert Guesser.of(config).holder_of_mark("Location dot black.svg") == "is"
    assert Guesser.of(unchosen).holder_of_mark("Location dot black.svg") == ""


def test_a_file_is_what_it_holds_whatever_its_ending(capsys: pytest.CaptureFixture[str]) -> None:
    """A person who is told to import what stood where a table was expected has its wrong name."""
    pd.DataFrame({"town": ["Rawa"], "date": ["2017-11-17"], "holder": ["SDF"]}).to_excel("a.xlsx")
    point = {"type": "Point", "coordinates": [40.83, 34.69]}
    feature = {"type": "Feature", "properties": {"name": "Hajin, SDF"}, "geometry": point}
    Path("b.json").write_text(json.dumps(feature), encoding="utf-8")
    for number, source in enumerate(
        [Path("a.xlsx"), Path("b.json"), SAMPLES / "control.kml", SAMPLES / "wiki_module.lua"]
    ):
        wrong = Path(f"{number}.csv")
        shutil.copy(source, wrong)
        assert bring(wrong, out=f"out{number}", more=("--date", "2017-11-01")) == 0, source
    told = capsys.readouterr().out
    assert "0.csv: table, 1 rows" in told
    assert "1.csv: map" in told and "2.csv: map" in told
    assert "3.csv: Wikipedia detailed map" in told
    Path("towns.dbf").write_bytes(b"\x03")
    assert bring("towns.dbf", out="out9") == 2
    assert "give towns.shp" in capsys.readouterr().err


def test_one_column_may_have_both_coordinates(tmp_path: Path) -> None:
    path = tmp_path / "villes.csv"
    path.write_text(
        "Villes de l'Euphrate;;;\n;;;\nVille;Date de la prise;Pris par;Coordonnées\n"
        'Neuville;14 octobre 2017;SDF;"35,019 40,453"\n'
        'Hautbourg;15 octobre 2017;SDF;"35.119, 40.553"\n',
        encoding="utf-8",
    )
    assert bring(path) == 0
    assert claims()["Hautbourg"].holder == "sdf"
    places = {p.name: (p.lat, p.lon) for p in tables.GAZETTEER.read(Path("out/places.csv"))}
    assert places["Hautbourg"] == (35.119, 40.553)


def test_columns_of_exports_in_german_russian_and_french_are_known() -> None:
    german = ["Quelle", "Ereignisdatum", "Unterereignis", "Akteur 1", "Akteur 2", "Ort"]
    german += ["Längengrad", "Breitengrad", "Notizen"]
    known = guess_columns(german)
    assert known["date_from"] == "Ereignisdatum"
    assert (known["holder"], known["rival"]) == ("Akteur 1", "Akteur 2")
    assert (known["lon"], known["lat"]) == ("Längengrad", "Breitengrad")
    assert guess_columns(["Название", "Дата", "Контроль"])["holder"] == "Контроль"
    assert guess_columns(["Ville", "Date de la prise", "Pris par"])["holder"] == "Pris par"


def test_a_place_with_several_marks_in_a_table_of_its_own_is_not_lost() -> None:
    text = """return { marks = {
    { lat = 35.3, long = 40.1, marks = { {"Location dot red.svg"}, {"Location dot black.svg"} },
      label = "Twain" },
    { lat = 34.7, long = 40.8, mark = "Location dot yellow.svg", label = "One" },
    }}"""
    found = {mark["name"]: mark["mark"] for _, mark in marks_of(text)}
    assert found == {
        "Twain": "Location dot red.svg Location dot black.svg",
        "One": "Location dot yellow.svg",
    }


def test_maps_that_scroll_around_the_world_have_their_points_where_they_are() -> None:
    turned = {"type": "Point", "coordinates": [40.9 - 360, 34.45]}
    features = [
        {"type": "Feature", "geometry": g, "properties": {"name": n, "party": "SDF", "date": d}}
        for n, g, d in (("Farside", turned, "2017-11-12"),)
    ]
    Path("around.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    assert bring("around.geojson") == 0
    (place,) = [p for p in tables.GAZETTEER.read(Path("out/places.csv")) if p.name == "Farside"]
    assert place.lon == pytest.approx(40.9)
