"""Names become one place by evidence that can be written down, or none at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_world import ALIASES, PLACES, place, resolver, settings

from ebbline.geocode.countries import CountryNames
from ebbline.geocode.likeness import CLOSE_CALL
from ebbline.geocode.resolver import Mention, Resolver, resolve_names
from ebbline.vocabulary import Alias, Place, PlaceKind

WORLD = resolver()


def meant(name: str) -> str:
    found = WORLD.resolve(name).place
    return found.place_id if found else ""


def why(name: str) -> str:
    return WORLD.resolve(name).reason


@pytest.mark.parametrize(
    ("name", "place_id", "method"),
    [
        ("the crossing", "husaybah-border-post", "alias"),
        ("The Crossing ", "husaybah-border-post", "alias"),
        ("Albu Kamal", "albu-kamal", "exact"),
        ("Abu  Kamal\u200f", "albu-kamal", "exact"),
        ("البوكمال", "albu-kamal", "exact"),
        ("ALBU KAMAL", "albu-kamal", "folded"),
        ("Albū-Kamāl", "albu-kamal", "folded"),
        ("The Mayadin", "mayadin", "folded"),
        ("Al-Mayadin", "mayadin", "article"),
        ("Qaim", "qaim", "article"),
        ("Ar-Raqqa", "raqqa", "article"),
        ("Albukemal", "albu-kamal", "fuzzy"),
        ("Deir al-Zour", "deir-ezzor", "fuzzy"),
        ("ديرالزور", "deir-ezzor", "folded"),
        ("Deirezzor", "deir-ezzor", "folded"),
        ("Mayadeen", "mayadin", "fuzzy"),
        ("حطلة", "hatlah", "fuzzy"),
    ],
)
def test_the_chain_goes_from_strict_to_loose(name: str, place_id: str, method: str) -> None:
    answer = WORLD.resolve(name)
    assert answer.place is not None
    assert (answer.place.place_id, answer.method) == (place_id, method)


def test_scores_fall_along_the_chain() -> None:
    names = ("the crossing", "Albu Kamal", "ALBU KAMAL", "Al-Mayadin", "Mayadeen")
    scores = [WORLD.resolve(name).score or 0.0 for name in names]
    assert scores == sorted(scores, reverse=True) and scores[-1] < 98


def test_every_answer_tells_the_next_best() -> None:
    answer = WORLD.resolve("Karabila")
    assert answer.runner_up is not None and answer.score is not None
    assert answer.runner_up.place is not answer.place
    assert answer.score - answer.runner_up.score >= CLOSE_CALL


@pytest.mark.parametrize(
    "name",
    ["Paris", "Manbij", "Karkamis", "Mogadishu", "Tal Rifaat", "Kabul", "باريس", "Xyz", "Hill 105"],
)
def test_a_place_that_the_gazetteer_does_not_have_gets_no_answer(name: str) -> None:
    answer = WORLD.resolve(name)
    assert answer.place is None and answer.method == "unresolved" and answer.reason


def test_fuzzy_matching_never_leaves_the_box() -> None:
    """Karabilah lies in the box, Karbala outside; a misspelling must not cross over."""
    assert meant("Karabela") == "karabilah"
    without = resolver(bbox=(38.0, 35.0, 44.5, 37.0))
    assert without.resolve("Karabela").place is None
    assert without.resolve("Karballa").place is None
    assert without.resolve("Karbala").method == "exact"


def test_two_similar_places_are_not_guessed_between() -> None:
    twins = resolver(
        place("marat", "Marrat", 35.31, 40.23),
        place("marah", "Marrath", 35.9, 39.9),
    )
    answer = twins.resolve("Maratt")
    assert answer.place is None and "too close to call" in answer.reason
    assert {c.place.place_id for c in answer.candidates[:2]} == {"marat", "marah"}


def test_upper_and_lower_village_are_never_mixed_up() -> None:
    assert meant("Safira Fawqani") == "safirah-upper"
    assert meant("Safira Tahtani") == ""


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Deir Ezzor", "deir-ezzor"),
        ("Deir Ezzor city", "deir-ezzor"),
        ("the city of Deir Ezzor", "deir-ezzor"),
        ("مدينة دير الزور", "deir-ezzor"),
        ("Deir Ezzor province", ""),
        ("province of Deir al-Zour", ""),
        ("Deir az-Zour governorate", ""),
        ("محافظة دير الزور", ""),
        ("Deir Ezzor countryside", ""),
        ("the outskirts of Deir Ezzor", ""),
        ("north of Raqqa", ""),
        ("Mayadin district", ""),
        ("Anbar", ""),
        ("Iraq", ""),
        ("سوريا", ""),
    ],
)
def test_a_town_is_not_its_province_nor_the_land_around_it(name: str, place_id: str) -> None:
    assert meant(name) == place_id


def test_the_reason_says_that_a_province_is_meant() -> None:
    assert "province" in why("Deir Ezzor province")
    assert "province" in why("Anbar")
    assert "country" in why("Iraq")
    assert WORLD.resolve("Anbar").no_place


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Husaybah", "husaybah"),
        ("Husaybah town", "husaybah"),
        ("Husaybah border post", "husaybah-border-post"),
        ("the border crossing of Husaybah", "husaybah-border-post"),
        ("Husayba border gate", "husaybah-border-post"),
        ("Al Qaim crossing", "husaybah-border-post"),
        ("Rawa crossing", ""),
        ("Omar oilfield", "omar-field"),
        ("حقل العمر النفطي", "omar-field"),
        ("Omar airbase", ""),
        ("the town of Omar", ""),
    ],
)
def test_a_crossing_or_an_oil_field_is_not_the_town_of_that_name(name: str, place_id: str) -> None:
    assert meant(name) == place_id


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Al-Qaim, Iraq", "qaim"),
        ("Al-Qaim (Iraq)", "qaim"),
        ("the Iraqi town of Rawa", "rawa"),
        ("Rawa in western Iraq", "rawa"),
        ("Rawa, Anbar", "rawa"),
        ("Rawa in Anbar province", "rawa"),
        ("Hatla in eastern Syria's Deir Ezzor province", "hatlah"),
        ("Rawdah, Deir Ezzor province", "rawdah-east"),
        ("Rawdah in Raqqa province", "rawdah-north"),
        ("Rawdah near Hiri", "rawdah-east"),
        ("Al-Salihiyah, Damascus governorate", "salihiyah-damascus"),
        ("Al-Qaim, Syria", ""),
        ("Rawah, Syria", ""),
        ("Raqqa, Libya", ""),
        ("Raqqa, Texas", ""),
        ("Rawdah", ""),
    ],
)
def test_what_the_name_says_of_the_place_decides(name: str, place_id: str) -> None:
    assert meant(name) == place_id


def test_the_method_tells_which_evidence_decided() -> None:
    assert WORLD.resolve("Al-Salihiyah").method == "exact+box"
    assert WORLD.resolve("Rawdah in Raqqa province").method == "folded+division"
    assert WORLD.resolve("Rawdah near Hiri").method == "folded+near"


def test_the_display_name_decides_last_and_never_for_a_smaller_place() -> None:
    anah = place("anah", "Anah", 34.37, 41.99, country="IQ")
    old = place("old-anah", "Old Anah", 34.47, 41.94, country="IQ", aliases=("Anah",))
    assert resolver(anah, old).resolve("Anah").method == "exact+name"
    village = place("huwayjah", "Al-Huwayjah", 35.46, 40.03, kind=PlaceKind.VILLAGE)
    city = place("hawija", "Hawija", 35.33, 43.77, country="IQ", aliases=("Al-Huwayjah",))
    assert resolver(village, city).resolve("Al-Huwayjah").place is None


def test_places_of_the_same_report_decide_between_villages_of_one_name() -> None:
    mentions = [Mention("Rawdah", ("Hiri", "Abu Kamal")), Mention("Hiri"), Mention("Abu Kamal")]
    answer = resolve_names(mentions, PLACES, ALIASES, settings())[0]
    assert answer.place is not None and answer.place.place_id == "rawdah-east"
    assert answer.method == "exact+report"
    alone = resolve_names([Mention("Rawdah")], PLACES, ALIASES, settings())[0]
    assert alone.place is None


def test_the_order_of_the_names_does_not_matter() -> None:
    mentions = [Mention("Rawdah", ("Hiri",)), Mention("Hiri", ("Rawdah",)), Mention("Mayadeen")]
    told = {a.name: a for a in resolve_names(mentions, PLACES, ALIASES, settings())}
    turned = resolve_names(mentions[::-1], PLACES[::-1], ALIASES, settings())
    assert {a.name: a for a in turned} == told


@pytest.mark.parametrize(
    ("name", "division"),
    [
        ("Deir Ezzor region", "Deir ez-Zor governorate"),
        ("Raqqa oblast", "Raqqa governorate"),
        ("Anbar", "Anbar governorate"),
        ("Mayadin district", "mayadin"),
        ("Far Away Region", "far away"),
    ],
)
def test_a_division_is_told_as_one(name: str, division: str) -> None:
    answer = WORLD.resolve(name)
    assert (answer.place, answer.method, answer.division) == (None, "division", division)
    assert answer.no_place


def test_a_division_that_the_case_has_as_a_place_is_found_when_named_as_one() -> None:
    whole = place("raqqa-governorate", "Raqqa governorate", 36.1, 39.2, kind=PlaceKind.DIVISION)
    world = resolver(whole)
    for name in ("Raqqa region", "Raqqa province", "the governorate of Ar-Raqqah"):
        answer = world.resolve(name)
        assert answer.place is whole and answer.method == "division"
    bare = world.resolve("Raqqa").place
    assert bare is not None and bare.place_id == "raqqa"


def test_a_division_called_after_its_chief_town_chooses_the_place_in_it() -> None:
    """Where the gazetteer has codes for divisions, the town of the name tells which is meant."""
    twins = (
        place("tamu-west", "Tamu", 34.1, 40.1, admin1="SY.1"),
        place("tamu-east", "Tamu", 34.1, 43.1, admin1="SY.2"),
        place("sagaing", "Sagaing", 34.9, 43.9, admin1="SY.2"),
    )
    answer = resolver(*twins).resolve("Tamu, Sagaing region")
    assert answer.place is twins[1] and answer.method == "folded+division"


def test_where_divisions_have_no_names_a_known_name_is_found_whatever_follows_it() -> None:
    """Gazetteers with codes alone know no North Darfur, which is no reason to doubt the town."""
    fasher = place("el-fasher", "El Fasher", 13.6, 25.3, country="SD", admin1="SD.55")
    sudan = Resolver.of(
        [fasher], [], settings(bbox=(21.0, 8.0, 39.0, 23.0), countries=("SD",))
    ).resolve
    assert sudan("El Fasher, North Darfur").place is fasher
    assert sudan("El Fasher, the capital of North Darfur").place is fasher
    assert sudan("El Fasher, Chad").place is None


@pytest.mark.parametrize(
    ("known", "country", "written"),
    [
        ("Gornja Vrba", "HR", "Vrba Gornja"),
        ("Čepinski Martinci", "HR", "Martinci Cepinski"),
        ("Knić", "RS", "Opstina Knic"),
        ("Na Hang", "VN", "Thị Trấn Na Hang"),
        ("Yongchang", "CN", "Yung-ch'ang-hsien"),
        ("Kyauk Phyu", "MM", "Kyaukpyu township"),
    ],
)
def test_order_and_words_of_kind_do_not_hide_a_name(known: str, country: str, written: str) -> None:
    there = (
        place("meant", known, 35.0, 41.0, country=country),
        place("donji-kucan", "Donji Kućan", 35.2, 41.2, country=country),
        place("ba-hang", "Thị Trấn Ba Hàng", 35.4, 41.4, country=country),
    )
    answer = Resolver.of(there, [], settings(countries=(country,))).resolve(written)
    assert answer.place is there[0]


@pytest.mark.parametrize("written", ["Karabilah-2", "Upper Karabilah", "New Karabilah"])
def test_a_number_or_upper_and_new_make_another_place(written: str) -> None:
    assert meant("Karabilah") == "karabilah"
    assert meant(written) == ""


def test_names_spelled_alike_in_another_script_mean_the_much_larger() -> None:
    city = place("taunggyi", "Taunggyi", 35.0, 41.0, country="MM", aliases=("Taungkyi",))
    city = replace(city, population=264_804)
    village = replace(place("village", "Thaungkyi", 36.5, 39.0, country="MM"), population=2_000)
    burma = Resolver.of([city, village], [], settings(countries=("MM",))).resolve("တောင်ကြီး")
    assert burma.place is city and burma.method == "fuzzy+population"


def test_one_record_twice_is_one_place() -> None:
    """GeoNames has some cities twice, with one number of people, further apart than towns are."""
    record = _peopled("sahiwal", "Sahiwal", 35.0, 241_873)
    again = replace(record, place_id="sahiwal-2", lat=35.6)
    assert resolver(record, again).resolve("Sahiwal").place is not None
    other = replace(again, population=200_000)
    assert resolver(record, other).resolve("Sahiwal").place is None


def _peopled(place_id: str, name: str, lat: float, people: int | None, *aliases: str) -> Place:
    kind = PlaceKind.CITY if (people or 0) >= 100_000 else PlaceKind.VILLAGE
    found = place(place_id, name, lat, 40.0, kind=kind, aliases=aliases)
    return replace(found, population=people)


def test_a_name_means_the_much_larger_of_two_places_and_says_so() -> None:
    city = _peopled("zaporizhzhia", "Zaporizhzhia", 36.8, 710_052)
    village = _peopled("zaporizhzhia-village", "Zaporizhzhia", 34.1, 656)
    answer = resolver(city, village).resolve("Zaporizhzhia")
    assert answer.place is city and answer.method == "exact+population"
    equal = resolver(city, replace(village, population=80_000)).resolve("Zaporizhzhia")
    assert equal.place is None and len(equal.candidates) == 2


def test_a_spelling_that_only_the_village_has_does_not_take_it_from_the_town() -> None:
    town = _peopled("town", "Hulyaypole", 36.6, 13_000)
    village = _peopled("village", "Hulyaypole", 34.1, 1_177, "Gulyay-Pole")
    answer = resolver(town, village).resolve("Gulyaypole")
    assert answer.place is town and answer.method == "folded+population"


def test_a_spelling_like_that_of_two_namesakes_means_the_much_larger() -> None:
    town = replace(place("hul", "Hulyaypole", 35.0, 41.0), population=13_000)
    village = place("hul-2", "Hulyaypole", 36.5, 39.0, kind=PlaceKind.VILLAGE)
    answer = resolver(town, village).resolve("Hulyaipole")
    assert answer.place is town and answer.method == "fuzzy+population"
    equal = replace(village, population=9_000)
    assert resolver(town, equal).resolve("Hulyaipole").place is None


@pytest.mark.parametrize("name", ["Dnieper", "the Dnieper", "Siverskyi Donets", "Euphrates"])
def test_a_river_named_without_the_word_is_not_the_town_spelled_nearly_so(name: str) -> None:
    near = [
        place("dnipro", "Dnipro", 35.0, 41.0),
        place("donets", "Siverskodonets", 36.0, 41.0),
        place("eufratis", "Eufrates town", 36.5, 41.0),
    ]
    answer = resolver(*near).resolve(name)
    assert answer.place is None and answer.reason == "a river, lake, sea or mountain, not a town"
    assert resolver(*near).resolve("Dnipro").place is near[0]


def test_a_region_is_not_the_village_spelled_nearly_so() -> None:
    village = place("al-jezrah", "Al-Jezrah", 35.0, 41.0)
    answer = resolver(village).resolve("Jazira")
    assert answer.place is None and answer.reason == "a region, not a town"
    assert resolver(replace(village, aliases=("Jazira",))).resolve("Jazira").place is not None


def test_two_records_of_one_town_are_one_place() -> None:
    """GeoNames has many towns twice, a few hundred metres apart."""
    record = _peopled("mogok", "Mogok", 36.10, 90_000)
    double = _peopled("mogok-2", "Mogok", 36.12, None)
    answer = resolver(record, double).resolve("Mogok")
    assert answer.place is record and answer.method == "exact+double"
    likeness = resolver(record, double).resolve("Mogokk")
    assert likeness.place in (record, double)


def test_an_alias_for_a_name_without_letters_works() -> None:
    decided = [Alias("***", "mayadin", "the report hides the name"), Alias("№", "hiri", "the same")]
    answers = resolve_names(
        [Mention("***"), Mention("№"), Mention("…")], PLACES, decided, settings()
    )
    assert [a.place.place_id if a.place else "" for a in answers] == ["mayadin", "hiri", ""]


def test_a_persons_decision_outranks_the_gazetteer() -> None:
    decided = [Alias("Raqqa", "mayadin", "the report says so")]
    answer = resolve_names([Mention("Raqqa")], PLACES, decided, settings())[0]
    assert answer.place is not None and answer.place.place_id == "mayadin"
    assert answer.method == "alias"


def test_a_small_place_does_not_take_the_name_of_a_great_city_elsewhere() -> None:
    riyad = place("al-riyad", "Al Riyad", 35.2, 43.9, country="IQ", aliases=("Riyadh",))
    answer = resolver(riyad).resolve("Riyadh")
    assert answer.place is None and "SA" in answer.reason
    assert resolver(riyad).resolve("Riyadh, Iraq").place is riyad


def test_places_of_other_countries_do_not_count() -> None:
    answer = resolver(countries=("SY",)).resolve("Rawa")
    assert answer.place is None and "outside the countries" in answer.reason


HOSTILE = [
    "<script>alert(1)</script>",
    "${alert(1)}",
    '=HYPERLINK("http://x")',
    "+1+1",
    "@SUM(A1)",
    "'; DROP TABLE places; --",
    "\u202eaqqaR",
    "\x00",
    "\x00\x01\x02",
    "\ud800",
    "🏴" * 50,
    "a" * 100_000,
    "البوكمال" * 20_000,
    "\u0301" * 100_000,
    "\ufdfa" * 10_000,
    "(" * 5000,
    ", " * 5000,
    "al " * 60,
    "of " * 60,
    "in " * 60,
    "/" * 150,
    "",
    " ",
    "…",
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused_and_nothing_breaks(name: str) -> None:
    answer = WORLD.resolve(name)
    assert answer.place is None and answer.name == name and len(answer.reason) < 300


@pytest.mark.parametrize("name", ["\x00Raqqa", "Raqqa\u202c", "\ufeffRaqqa", "Ra\u200bqqa"])
def test_invisible_characters_do_not_hide_a_name(name: str) -> None:
    assert meant(name) == "raqqa"


@given(st.text(max_size=220))
def test_any_text_gets_an_answer(name: str) -> None:
    answer = WORLD.resolve(name)
    assert (answer.place is None) == (answer.method in ("unresolved", "division"))
    assert answer == WORLD.resolve(name)


@given(st.sampled_from(PLACES), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_never_changes_the_place(known: object, change: object) -> None:
    name = known.name  # type: ignore[attr-defined]
    assert meant(change(name)) == meant(name)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("syrian", "SY"),
        ("iraqi", "IQ"),
        ("turkish", ""),  # not among the countries of the case
        ("omani", "OM"),
        ("sy", ""),
        ("syria", ""),
    ],
)
def test_an_adjective_says_which_country_is_meant(word, code):
    assert CountryNames(["SY", "IQ", "OM"]).code_of_adjective(word) == code
