"""The words around a name tell what kind of place it is and where it lies."""

from __future__ import annotations

import pytest

from ebbline.geocode.written import Context, take_apart


@pytest.mark.parametrize(
    ("name", "core", "place_class"),
    [
        ("Albu Kamal", "albu kamal", ""),
        ("Albu Kamal border crossing", "albu kamal", "crossing"),
        ("معبر البوكمال الحدودي", "البوكمال", "crossing"),
        ("T2 oil pumping station", "t2", "station"),
        ("Al-Omar oil field", "al omar", "field"),
        ("Hamdan air base", "hamdan", "airfield"),
        ("Hamdan military airport", "hamdan", "airfield"),
        ("مطار الحمدان", "الحمدان", "airfield"),
        ("the Syrian border town of Albu Kamal", "albu kamal", ""),
        ("al-Rumana area", "al rumana", ""),
        ("ville de Sabratha", "sabratha", ""),
        ("la ville de Gao", "gao", ""),
        ("город Изюм", "изюм", ""),
        ("село Великая Новосёлка", "великая новоселка", ""),
        ("Stadt von Kabul", "kabul", ""),
        ("مدينة الرقة", "الرقه", ""),
        # Press and the maps of the country call the town so, and the land with it.
        ("Gwa township", "gwa", ""),
        ("municipio de Tame", "tame", ""),
        ("crossing", "crossing", ""),
        ("the town", "town", ""),
        ("", "", ""),
    ],
)
def test_the_name_is_freed_of_words_of_kind(name: str, core: str, place_class: str) -> None:
    written = take_apart(name)
    assert (written.core, written.place_class, written.refusal) == (core, place_class, "")


@pytest.mark.parametrize(
    "name",
    [
        "Deir Ezzor province",
        "governorate of Raqqa",
        "محافظة الرقة",
        "Al-Qaim district",
        "outskirts of Rawa",
        "Rawa countryside",
        "south of Mosul",
        "eastern Deir Ezzor",
        "between Hit and Haditha",
        "30 km from Raqqa",
        "Kharkiv region",
        "Kharkiv oblast",
        "Харківська область",
        "Краснодарский край",
        "Izium raion",
        "Изюмский район",
        "wilaya of Oran",
        "Kulbus woreda",
        "the Irrawaddy River",
        "Gulf of Sidra",
        "річка Оскіл",
    ],
)
def test_divisions_and_land_beside_a_place_are_no_places(name: str) -> None:
    assert take_apart(name).refusal


@pytest.mark.parametrize(
    ("name", "contexts"),
    [
        ("Al-Qaim, Iraq", [Context("iraq", False)]),
        ("Al-Qaim (Iraq)", [Context("iraq", False)]),
        ("القائم، العراق", [Context("العراق", False)]),
        ("Hatla in Deir Ezzor province", [Context("deir ezzor", True)]),
        ("Hatla, in eastern Deir Ezzor province", [Context("deir ezzor", True)]),
        ("Rawdah near Hiri", [Context("hiri", False)]),
        ("Rawa, Anbar, Iraq", [Context("anbar", False), Context("iraq", False)]),
        ("Rawa", []),
    ],
)
def test_what_follows_a_name_tells_where_it_lies(name: str, contexts: list[Context]) -> None:
    assert list(take_apart(name).contexts) == contexts


def test_words_before_of_are_kept_for_their_adjectives() -> None:
    assert take_apart("the Syrian border town of Hiri").before == (
        "the",
        "syrian",
        "border",
        "town",
    )
