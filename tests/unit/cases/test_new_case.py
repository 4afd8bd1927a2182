"""A case of any region is made in one command, and builds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shapely import box, from_geojson

from ebbline.basemap import in_window
from ebbline.cases.basemap import main_land
from ebbline.cases.gazetteer import Divisions, make_gazetteer
from ebbline.cases.geonames import read_records
from ebbline.cases.names import display_name
from ebbline.cases.region import check_box
from ebbline.cases.rivers import ranked_strokes
from ebbline.cases.size import Size
from ebbline.cli import main
from ebbline.config.read import read_config
from ebbline.cost import cost_of
from ebbline.errors import UserError
from ebbline.meridian import around
from ebbline.tables import CLAIMS, GAZETTEER


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _make(world: Path, *more: str) -> int:
    about = ["--countries", "AA", "--period", "1999-05-01..1999-06-10", "--languages", "en,ar"]
    holders = ["--holders", "crown=The Crown,league"]
    files = ["--geonames", str(world / "AA.txt"), "--natural-earth", str(world)]
    divisions = ["--divisions", str(world / "divisions.gpkg")]
    return main(["new-case", "aland-1999", *about, *holders, *files, *divisions, *more])


def _features(name: str) -> list[dict[str, Any]]:
    path = Path(f"resources/basemap/aland-1999/{name}.geojson")
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def test_what_is_made_is_a_case_without_mistakes_once_it_has_a_claim(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _make(world) == 0
    tables = Path("resources/cases/aland-1999")
    for name in ("sources", "claims"):
        path = tables / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert text.splitlines()[1].startswith("# ")
        path.write_text(text.replace("# ", "", 1), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", "--case", "aland-1999"]) == 0
    told = capsys.readouterr().out
    assert "claims.csv: 1 rows" in told
    assert "no mistakes" in told
    assert "minutes of one core" in told
    assert CLAIMS.read(tables / "claims.csv")[0].place == "Brask"


def test_a_case_without_claims_is_told_what_to_do(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _make(world) == 0
    assert main(["check", "--config", "aland-1999"]) == 2
    assert "ebbline import" in capsys.readouterr().err


def test_the_box_is_that_of_themain_land_and_the_rest_is_told(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _make(world) == 0
    config = read_config(Path("config/aland-1999.yaml"))
    assert tuple(config.study_area.bbox) == pytest.approx((9.9, 49.9, 12.1, 51.1))
    assert "far from the main land" in capsys.readouterr().out


def test_one_town_twice_is_one_place_and_the_larger_namesake_keeps_the_plain_id(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _make(world) == 0
    places = {p.place_id: p for p in GAZETTEER.read(Path("resources/gazetteer/aland-1999.csv"))}
    assert set(places) == {"brask", "brask-east", "al-dry", "lodka"}
    assert places["brask"].population == 90_000
    assert "Aldry Fort" in places["al-dry"].aliases
    assert places["al-dry"].name_ar == "الدري"
    told = capsys.readouterr().out
    assert "GeoNames 3 went into it" in told
    assert "brask / brask-east" in told


def test_names_come_in_the_languages_of_the_case_and_pcodes_are_kept(world: Path) -> None:
    assert _make(world) == 0
    assert {f["properties"]["name_ar"] for f in _features("land")} == {"آلاند", "بيلاند"}
    assert [f["properties"]["division_id"] for f in _features("divisions")] == ["AA01", "AA02"]
    places = {
        p.place_id: p.admin1 for p in GAZETTEER.read(Path("resources/gazetteer/aland-1999.csv"))
    }
    assert places["brask"] == "West"


def test_divisions_cover_the_land_of_their_country(world: Path) -> None:
    from shapely.geometry import shape

    assert _make(world) == 0
    land = next(
        shape(f["geometry"]) for f in _features("land") if f["properties"]["country"] == "AA"
    )
    parts = [shape(f["geometry"]) for f in _features("divisions")]
    assert sum(part.area for part in parts) == pytest.approx(land.area)


def test_what_a_person_may_have_edited_is_never_written_over(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _make(world) == 0
    claims = Path("resources/cases/aland-1999/claims.csv")
    claims.write_text("mine", encoding="utf-8")
    assert _make(world) == 2
    assert "is there already" in capsys.readouterr().err
    assert _make(world, "--region-only") == 0
    assert claims.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--bbox=44,50,38,51"], "only across 180°"),
        (["--bbox=30,10,31,11"], "no land of AA"),
        (["--bbox=1,2,3"], "west,south,east,north"),
        (["--countries", "ZZ"], "ZZ not known"),
        (["--countries", "Sudan"], "SD for Sudan"),
        (["--holders", "Rapid Support Forces"], "'rsf=Rapid Support Forces'"),
        (["--period", "1999-05-01"], "YYYY-MM-DD..YYYY-MM-DD"),
        (["--period", "1999-06-01..1999-05-01"], "in order"),
        (["--holders", "neutral"], "not neutral"),
        (["--subject", "nobody"], "--subject"),
        (["--name", "NAME"], "ADM1_EN"),
        (["--geonames", "nowhere.zip"], "no such file"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_and_nothing_is_made(
    world: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    assert _make(world, *more) == 2
    assert message in capsys.readouterr().err
    assert not Path("config").exists()
    assert not list(Path().glob("resources/**/*.*"))


def test_own_places_join_the_gazetteer_with_their_codes(world: Path) -> None:
    own = Path("mine.csv")
    own.write_text("Ort;Breite;Länge;pcode\nNeu;50,4;10,4;AA0101\nBrask;50,5;10,5;\n", "utf-8")
    assert _make(world, "--places", str(own)) == 0
    places = {p.place_id: p for p in GAZETTEER.read(Path("resources/gazetteer/aland-1999.csv"))}
    assert places["AA0101"].name == "Neu"
    assert places["brask"].origin == "mine.csv"
    assert "Браск" in places["brask"].aliases


def test_what_a_new_case_is_called_is_said_in_its_languages(world: Path) -> None:
    assert _make(world, "--holders", "crown,league,guild", "--languages", "fr,ar") == 0
    config = read_config(Path("config/aland-1999.yaml"))
    for text in (config.title, config.collection_titles["press"], config.credits.short):
        assert list(text) == ["en", "fr", "ar"]
        assert len(set(text.values())) == 3


def test_a_box_across_the_antimeridian_is_counted_on() -> None:
    assert check_box((170, -20, 180, -10), where="--bbox") == (170, -20, 180, -10)
    assert check_box((170, -20, -170, -10), where="--bbox") == (170, -20, 190, -10)
    with pytest.raises(UserError, match="only across 180°"):
        check_box((44, 33, 38, 37), where="--bbox")
    assert around([(177, -20, 180, -15), (-180, -19, -178, -14)]) == (177, -20, 182, -14)
    assert around([(-10, 50, 5, 60), (20, 40, 30, 55)]) == (-10, 40, 30, 60)


def test_a_country_on_both_sides_of_the_antimeridian_is_whole(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = world / "AA.txt"
    row = places.read_text(encoding="utf-8").splitlines()[0].split("\t")
    rows = [row[:], row[:]]
    rows[0][0], rows[0][4], rows[0][5], rows[0][8] = "1", "50.5", "179.5", "FJ"
    rows[1][0], rows[1][4], rows[1][5], rows[1][8] = "2", "50.5", "-179.5", "FJ"
    places.write_text("".join("\t".join(r) + "\n" for r in rows), encoding="utf-8")
    assert _make(world, "--countries", "FJ") == 0
    box = read_config(Path("config/aland-1999.yaml")).study_area.bbox
    assert box.west < 180 < box.east
    lons = [p.lon for p in GAZETTEER.read(Path("resources/gazetteer/aland-1999.csv"))]
    assert sorted(lons) == [-179.5, 179.5]
    land = next(f for f in _features("land") if f["properties"]["country"] == "FJ")
    shape = from_geojson(json.dumps(land["geometry"]))
    assert shape.bounds[0] == -180
    assert shape.bounds[2] == 180


def test_no_two_places_share_an_id(world: Path) -> None:
    records = read_records(world / "AA.txt", {"AA"}) * 1
    names = make_gazetteer(records, Divisions([]), spacing_km=5)
    ids = [place.place_id for place in names.places]
    assert len(ids) == len(set(ids))


def test_pieces_of_a_river_cut_at_a_degree_are_one_river_and_brooks_are_left_out() -> None:
    main = [[(0.0, 0.0), (1.0, 0.0)], [(1.001, 0.0), (2.0, 0.0)], [(2.0, 0.001), (9.0, 0.1)]]
    brook = [[(1.0, 0.0), (1.0, 0.4)]]
    ((line, rank),) = ranked_strokes([*main, *brook])
    assert rank == 3
    assert {line[0], line[-1]} == {(0.0, 0.0), (9.0, 0.1)}


def test_defaults_grow_with_the_land_and_the_spacing_of_places() -> None:
    valley = Size(km2=260_000, places=703, days=68)
    country = Size(km2=1_860_000, places=112, days=970)
    town = Size(km2=400, places=60, days=12)
    assert valley.reach_km == pytest.approx(20, abs=2)
    assert town.reach_km < valley.reach_km < country.reach_km
    assert town.cell_km < valley.cell_km < country.cell_km
    assert town.key_days < valley.key_days < country.key_days


def test_a_build_that_takes_long_says_what_to_change(world: Path) -> None:
    assert _make(world) == 0
    config = read_config(Path("config/aland-1999.yaml"))
    short, long = (cost_of(config, km2=16_000, days=days) for days in (10, 5_000))
    assert short.minutes < long.minutes
    assert short.advice == ""
    # An animation has room for some fifty days, and so have the maps: more views take longer.
    assert long.drawn < 60
    assert f"(of {long.drawn} days; " in str(long)
    assert str(short).endswith(" maps")
    view = next(iter(config.figures.views.values()))
    views = {f"v{n}": view for n in range(60)}
    many = config.model_copy(update={"figures": config.figures.model_copy(update={"views": views})})
    assert "figures.views" in cost_of(many, km2=16_000, days=5_000).advice
    crowded = cost_of(config, km2=16_000, days=1_000, places=2_000)
    assert crowded.minutes > 300 > cost_of(config, km2=16_000, days=1_000, places=60).minutes
    assert "2,000 reported places" in crowded.advice and "study_area" in crowded.advice
    fine = config.model_copy(
        update={"catchments": config.catchments.model_copy(update={"cell_km": 0.03})}
    )
    assert "cell_km" in cost_of(fine, km2=16_000, days=40).advice


@pytest.mark.parametrize(
    ("name", "country", "shown"),
    [
        ("Saint-Lô", "FR", "Saint-Lô"),
        ("Périers", "FR", "Périers"),
        ("Đà Nẵng", "VN", "Đà Nẵng"),
        ("Şırnak", "TR", "Şırnak"),
        ("Ad Dāmir", "SD", "Al-Damir"),
        ("L'viv", "UA", "Lviv"),
        ("At-Bashy", "KG", "At-Bashy"),
        ("Nadi", "FJ", "Nadi"),
    ],
)
def test_a_name_keeps_its_letters_where_the_country_writes_with_them(
    name: str, country: str, shown: str
) -> None:
    assert display_name(name, country) == shown


def test_a_case_of_a_small_box_has_the_places_of_the_box_and_its_edge_alone(world: Path) -> None:
    assert _make(world, "--bbox=9.8,50.1,10.4,50.7") == 0
    places = GAZETTEER.read(Path("resources/gazetteer/aland-1999.csv"))
    assert places
    assert all(9.7 <= p.lon <= 10.5 and 50.0 <= p.lat <= 50.8 for p in places)


def test_a_case_may_have_no_subject(world: Path) -> None:
    assert _make(world, "--subject", "none") == 0
    config = read_config(Path("config/aland-1999.yaml"))
    assert config.everyone and config.subject == "crown"


def test_a_chain_of_islands_ismain_land_and_a_lone_far_one_is_not() -> None:
    chain = [box(n, 0, n + 0.3, 0.2) for n in range(7)]
    bounds, far = main_land([*chain, box(6, 9, 6.1, 9.1)])
    assert bounds == pytest.approx((0, 0, 6.3, 0.2))
    assert far == 1


def test_a_window_around_a_box_is_wide_on_a_screen_and_high_on_a_phone() -> None:
    west, south, east, north = in_window((30, 0, 31, 20))
    assert (south, north) == (0, 20)
    assert east - west > 2.5 * 20
    west, south, east, north = in_window((30, 50, 50, 51))
    assert (west, east) == (30, 50)
    assert north - south > 2.5 * 20 * 0.6
    assert in_window((176, -30, 180, 0))[2] > 180
