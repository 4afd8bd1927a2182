"""``ebbline geocode`` and ``ebbline resolve`` as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from geocoding_server import Behaviour, answer, nominatim_place, serving, text

from ebbline import tables
from ebbline.cli import main
from ebbline.layout import workflow_home

HOME = workflow_home()
CASE = HOME / "resources" / "cases" / "euphrates-2017"


class Case:
    """A copy of the case in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.inputs, self.results = folder / "case", folder / "results"
        shutil.copytree(CASE, self.inputs)
        self.config = folder / "config.yaml"
        shutil.copy(HOME / "config" / "config.yaml", self.config)

    def geocode(self) -> int:
        """Run the command on this case."""
        files = {
            "sources": "sources.csv",
            "claims": "claims.csv",
            "aliases": "aliases.csv",
            "case-places": "places.csv",
        }
        options = [o for n, f in files.items() for o in (f"--{n}", str(self.inputs / f))]
        outputs = ["--places", str(self.results / "places.geojson")]
        outputs += ["--geocoding", str(self.results / "geocoding.csv")]
        return main(["geocode", "--config", str(self.config), *options, *outputs])

    def rename(self, name: str, new: str) -> None:
        """Let every claim of a name use another one."""
        path = self.inputs / "claims.csv"
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        at = rows[0].index("place")
        for row in rows:
            row[at] = new if row[at] == name else row[at]
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")

    def ask(self, address: str, **online: Any) -> None:
        """Switch an online geocoder on."""
        values = yaml.safe_load(self.config.read_text(encoding="utf-8"))
        values["names"]["online"] = {
            "service": "nominatim",
            "server": address,
            "scheme": "http",
            "user_agent": "valley-atlas (maps@example.org)",
            "pause_seconds": 0,
            "attempts": 1,
            **online,
        }
        self.config.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")

    def decided(self) -> dict[str, tuple[str, str]]:
        """Return place and method of each name."""
        rows = tables.GEOCODING.read(self.results / "geocoding.csv")
        return {r.place_name: (r.place_id, r.method) for r in rows}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def test_every_name_of_the_case_is_decided(case: Case) -> None:
    assert case.geocode() == 0
    decided = case.decided()
    assert decided["Deir al-Zour"][0] == decided["Deir az-Zour"][0] == "deir-ezzor"
    assert decided["Raqa"][0] == decided["Raqqa"][0] == "raqqa"
    assert decided["al-Rumana"][0] == decided["Ar-Ruman"][0] == "al-rumana"
    assert decided["Iraqi side of the crossing"] == ("husaybah-border-post", "alias")
    apart = ("Al-Qaim", "Husaybah", "Husaybah border post", "first official crossing with Iraq")
    assert len({decided[name][0] for name in apart}) == 4


def test_places_are_one_point_each_and_all_that_the_claims_name(case: Case) -> None:
    assert case.geocode() == 0
    document = json.loads((case.results / "places.geojson").read_text(encoding="utf-8"))
    ids = [f["properties"]["place_id"] for f in document["features"]]
    assert ids == sorted(set(ids)) and set(ids) == {p for p, _ in case.decided().values()}


def test_a_second_run_writes_the_same_bytes(case: Case) -> None:
    assert case.geocode() == 0
    first = [f.read_bytes() for f in sorted(case.results.iterdir())]
    assert case.geocode() == 0
    assert [f.read_bytes() for f in sorted(case.results.iterdir())] == first


def test_unresolved_names_stop_the_command_and_are_told_with_rows_and_candidates(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    assert case.geocode() == 0
    before = (case.results / "geocoding.csv").read_bytes()
    case.rename("Hajin", "Hijjina")
    case.rename("Mosul", "Nineveh province")
    assert case.geocode() == 2
    told = capsys.readouterr().err
    assert "2 mistakes" in told
    lines = (case.inputs / "claims.csv").read_text(encoding="utf-8").splitlines()
    row = 1 + next(i for i, line in enumerate(lines) if line.startswith("rec-38,"))
    assert f"claims.csv, rows {row} (rec-38), " in told and "'Hijjina'" in told
    assert "hajin (Hajin, SY)" in told and "aliases.csv: name, place_id, basis" in told
    assert "a province or other division" in told
    assert (case.results / "geocoding.csv").read_bytes() == before


def test_a_confirmed_decision_in_aliases_resolves_the_name(case: Case) -> None:
    case.rename("Hajin", "Hijjina")
    with (case.inputs / "aliases.csv").open("a", encoding="utf-8") as out:
        out.write("Hijjina,hajin,a test\n")
    assert case.geocode() == 0
    assert case.decided()["Hijjina"] == ("hajin", "alias")


def test_a_place_of_the_cases_own_table_is_found(case: Case) -> None:
    case.rename("Hajin", "Tell Nur")
    with (case.inputs / "places.csv").open("a", encoding="utf-8") as out:
        out.write("tell-nur,Tell Nur,,,34.9,40.6,1,SY,Deir ez-Zor governorate,,village,,a test\n")
    assert case.geocode() == 0
    assert case.decided()["Tell Nur"] == ("tell-nur", "exact")


def test_hostile_names_are_refused_with_their_row(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    case.rename("Hajin", "<script>alert(1)</script>")
    case.rename("Rawa", "=cmd|' /C calc'!A0")
    assert case.geocode() == 2
    told = capsys.readouterr().err
    assert "<script>" in told and "row" in told and not case.results.exists()


def test_a_name_found_online_becomes_a_place_of_the_case(case: Case) -> None:
    before = tables.GAZETTEER.read(case.inputs / "places.csv")
    case.rename("Hajin", "Tell Nur")
    with serving(answer([nominatim_place()])) as server:
        case.ask(server.address)
        assert case.geocode() == 0
    assert len(server.asked) == 1
    assert case.decided()["Tell Nur"] == ("tell-nur", "online")
    (own,) = [p for p in tables.GAZETTEER.read(case.inputs / "places.csv") if p not in before]
    assert (own.place_id, own.lat, own.country) == ("tell-nur", 34.9, "SY")
    assert own.admin1 == "Deir ez-Zor governorate" and "ODbL" in own.origin


def test_a_rebuild_asks_nobody_and_writes_the_same(case: Case) -> None:
    case.rename("Hajin", "Tell Nur")
    with serving(answer([nominatim_place()])) as server:
        case.ask(server.address)
        assert case.geocode() == 0
        first = [f.read_bytes() for f in sorted(case.results.iterdir())]
        assert case.geocode() == 0
        assert [f.read_bytes() for f in sorted(case.results.iterdir())] == first
        # Without the places found, the answers that were kept give them again.
        shutil.copy(CASE / "places.csv", case.inputs / "places.csv")
        assert case.geocode() == 0
        assert [f.read_bytes() for f in sorted(case.results.iterdir())] == first
    assert len(server.asked) == 1
    assert len(list((case.inputs / "geocoder-cache").iterdir())) == 1


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        (answer([]), "knows nothing of that name"),
        (text("busy", status=503), "names.online: nominatim at 127.0.0.1"),
        (text("<html>", status=200), "not JSON"),
    ],
)
def test_not_found_and_failed_are_told_apart_and_leave_nothing_behind(
    case: Case, capsys: pytest.CaptureFixture[str], behaviour: Behaviour, told: str
) -> None:
    case.rename("Hajin", "Tell Nur")
    before = (case.inputs / "places.csv").read_bytes()
    with serving(behaviour) as server:
        case.ask(server.address)
        assert case.geocode() == 2
    assert told in capsys.readouterr().err
    assert not case.results.exists() and not (case.inputs / "geocoder-cache").exists()
    assert (case.inputs / "places.csv").read_bytes() == before


def test_a_failure_keeps_what_was_answered_before_and_the_next_run_goes_on(case: Case) -> None:
    before = tables.GAZETTEER.read(case.inputs / "places.csv")
    case.rename("Hajin", "Abu Nur")
    case.rename("Rawa", "Tell Nur")
    with serving(answer([nominatim_place("Abu Nur")]), text("", status=503)) as server:
        case.ask(server.address)
        assert case.geocode() == 2
        assert len(list((case.inputs / "geocoder-cache").iterdir())) == 1
        server.behaviours = [answer([nominatim_place(lat="35.1", osm_id=9)])]
        assert case.geocode() == 0
    assert len(server.asked) == 3
    now = tables.GAZETTEER.read(case.inputs / "places.csv")
    assert {p.place_id for p in now if p not in before} == {"abu-nur", "tell-nur"}


def test_provinces_and_known_ambiguities_are_not_asked_for(case: Case) -> None:
    case.rename("Hajin", "Deir Ezzor province")
    case.rename("Rawa", "Suran")
    with serving(answer([nominatim_place()])) as server:
        case.ask(server.address)
        assert case.geocode() == 2
    assert server.asked == []


def test_what_is_found_where_the_gazetteer_has_a_place_is_not_doubled(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    case.rename("Hajin", "Tell Nur")
    with serving(answer([nominatim_place(lat="34.6951", lon="40.8314")])) as server:
        case.ask(server.address)
        assert case.geocode() == 2
    assert "hajin" in capsys.readouterr().err


KEYS = [
    *("name", "place_id", "place", "lat", "lon", "country"),
    *("method", "score", "runner_up", "runner_up_score"),
]


def resolve(
    capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0
) -> list[dict[str, Any]]:
    assert main(["resolve", *arguments]) == code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_resolve_prints_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    answers = resolve(capsys, "Deir al-Zour", "Raqa", "Abu Kamal")
    assert [a["place_id"] for a in answers] == ["deir-ezzor", "raqqa", "albu-kamal"]
    assert all(list(a) == KEYS for a in answers)


def test_an_unresolved_name_has_candidates_and_a_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (answer_,) = resolve(capsys, "Suran")
    assert answer_["place_id"] is None and answer_["method"] == "unresolved"
    assert {c["place"] for c in answer_["candidates"]} == {"Suran"} and answer_["reason"]


def test_names_come_from_standard_input_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = io.TextIOWrapper(io.BytesIO("\ufeffRawa\r\n\n  \nالقائم\n".encode()))
    monkeypatch.setattr(sys, "stdin", lines)
    assert [a["place_id"] for a in resolve(capsys)] == ["rawa", "al-qaim"]


def test_it_works_from_any_folder(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for folder in (HOME / "tests" / "unit", tmp_path):
        monkeypatch.chdir(folder)
        assert resolve(capsys, "Rawa")[0]["place_id"] == "rawa"


def test_case_gazetteer_box_and_countries_can_be_chosen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    misspelled = "Lattaquia"
    assert resolve(capsys, misspelled)[0]["place_id"] is None
    assert resolve(capsys, "--gazetteer", "syria-iraq", misspelled)[0]["place"] == "Latakia"
    box = ("--bbox", "35,33,44.5,37")
    assert resolve(capsys, "--case", "euphrates-2017", *box, misspelled)[0]["place"] == "Latakia"
    assert resolve(capsys, "--countries", "SY", "Rawa")[0]["place_id"] is None


def test_a_case_of_the_working_folder_is_found_beside_another_that_is_half_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "vale"
    shutil.copytree(HOME / "tests" / "workflow" / "tiny", folder)
    (folder / "config" / "config.yaml").rename(folder / "config" / "vale.yaml")
    (folder / "config" / "draft.yaml").write_text("case: draft\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    assert resolve(capsys, "--case", "vale-1999", "Midford")[0]["place_id"] == "midford"
    assert main(["resolve", "--case", "draft", "Midford"]) == 2
    told = capsys.readouterr().err
    assert "draft.yaml, key title" in told and "vale" not in told


@pytest.mark.parametrize("name", ["\u202eaqqaR", "\udcff", "\u2028Rawa", "\x00", "a" * 100_000])
def test_hostile_names_give_one_plain_line(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["resolve", name]) == 0
    told = capsys.readouterr().out
    assert told.encode("utf-8").count(b"\n") == 1 and json.loads(told)["name"] == name
    assert not set(told) & set("\u202e\u2028\x00")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--bbox", "1,2,3"), "four numbers"),
        (("--bbox", "44,33,38,37"), "west < east"),
        (("--countries", "Syria"), "pattern"),
        (("--case", "nowhere"), "euphrates-2017"),
        (("--gazetteer", "nowhere.csv"), "cannot be read"),
    ],
)
def test_wrong_options_are_told(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert main(["resolve", *arguments, "Rawa"]) == 2
    assert told in capsys.readouterr().err
