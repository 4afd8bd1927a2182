"""How well names are resolved with the committed gazetteer, on lists and on hidden spellings."""

from __future__ import annotations

from functools import cache

import pytest

from ebbline import cli, tables
from ebbline.geocode.benchmark import LISTS, Measured, measure, read_list
from ebbline.geocode.resolver import Resolver
from ebbline.geocode.setting import resolver_of
from ebbline.layout import workflow_home
from ebbline.spelling import fold, is_arabic

HOME = workflow_home()
CASE_TOWNS = {
    "Raqqa": "raqqa",
    "Deir Ezzor": "deir-ezzor",
    "Mayadin": "mayadin",
    "Albu Kamal": "albu-kamal",
    "Hiri": "hiri",
    "Husaybah": "husaybah",
    "Al-Qaim": "al-qaim",
    "Al-Rumana": "al-rumana",
    "Rawa": "rawa",
    "Mosul": "mosul",
    "Hawija": "hawija",
    "Al-Asharah": "al-asharah",
    "Al-Quriyah": "al-quriyah",
}


@cache
def case_resolver() -> Resolver:
    return resolver_of(case="euphrates-2017", gazetteer=None, bbox=None, countries=None)


@cache
def measured() -> dict[str, Measured]:
    """Measure with every eighth place hidden; the whole takes half a minute."""
    lists = HOME / LISTS
    found = measure(
        case_resolver(),
        press=read_list(lists / "press.csv"),
        absent=read_list(lists / "absent.csv"),
        every=8,
    )
    return {m.name.strip(): m for m in found}


@pytest.mark.parametrize("name", CASE_TOWNS)
def test_the_towns_of_the_case_are_found_in_english_and_arabic(name: str) -> None:
    place = case_resolver().resolve(name).place
    assert place is not None and place.place_id == CASE_TOWNS[name]
    assert case_resolver().resolve(place.name_ar).place == place


def test_every_display_name_means_its_own_place_or_is_refused() -> None:
    """A name that several places share may be refused, but never given to another place."""
    for place in case_resolver().index.places:
        for name in (place.name, place.name_ar):
            answer = case_resolver().resolve(name).place if name else None
            shared = answer is not None and fold(name) in {
                fold(n) for n in (answer.name, answer.name_ar, *answer.aliases)
            }
            assert answer is None or answer == place or shared


def test_press_spellings_are_right_in_95_of_100_and_wrong_in_1_at_most() -> None:
    press = measured()["press spellings"]
    assert press.asked > 400
    assert press.right >= 0.95 * press.asked and press.wrong <= 0.01 * press.asked


def test_places_that_the_gazetteer_does_not_have_get_no_answer() -> None:
    absent = measured()["absent places: no answer"]
    assert absent.asked > 200 and absent.wrong <= 0.01 * absent.asked


def test_hidden_spellings_are_found_and_rarely_mistaken() -> None:
    first = measured()["of them, of places with another spelling"]
    assert first.asked > 300 and first.right >= 0.9 * first.asked
    inside = measured()["hidden spellings in the case's box"]
    assert inside.right >= 0.7 * inside.asked and inside.wrong <= 0.03 * inside.asked


def test_a_place_that_is_hidden_whole_is_rarely_taken_for_another() -> None:
    hidden = measured()["hidden places in the box: no answer"]
    assert hidden.asked > 50 and hidden.wrong <= 0.05 * hidden.asked


def test_the_lists_name_places_that_there_are_and_are_not() -> None:
    ids = {p.place_id for p in case_resolver().index.places}
    press = read_list(HOME / LISTS / "press.csv")
    assert {place_id for _, place_id in press} <= ids
    assert sum(is_arabic(name) for name, _ in press) > 50
    assert len({fold(n) for n, _ in press}) > 400
    assert all(not place_id for _, place_id in read_list(HOME / LISTS / "absent.csv"))


def test_the_benchmark_prints_a_table(
    capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("small")
    gazetteer = folder / "few.csv"
    places = [p for p in case_resolver().index.places if p.place_id in CASE_TOWNS.values()]
    tables.GAZETTEER.write(gazetteer, places)
    (folder / "press.csv").write_text("name,place_id\nRaka,raqqa\nNowhere,raqqa\n")
    (folder / "absent.csv").write_text("name\nOslo\n")
    arguments = ["--gazetteer", str(gazetteer), "--lists", str(folder), "--failures"]
    assert cli.main(["benchmark", "names", *arguments]) == 0
    told = capsys.readouterr().out
    assert "| press spellings | 2 | 1 (50.0 %) | 0 (0.0 %) | 1 (50.0 %) |" in told
    assert "'Nowhere': - instead of raqqa" in told and "ms a name" in told
