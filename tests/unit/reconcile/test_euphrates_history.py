"""The history of the Euphrates valley in autumn 2017, place by place, in plain words.

The claims are the committed ones; names become places by the gazetteer's own spellings and the
case's aliases, so that nothing but the claims decides.
"""

from datetime import date

import pytest

from ebbline.case import read_case
from ebbline.config import read_config
from ebbline.layout import CASE_INPUTS, workflow_home
from ebbline.reconcile.engine import reconcile
from ebbline.reconcile.inputs import terms_of
from ebbline.spelling import fold
from ebbline.timeline import is_stale
from ebbline.vocabulary import Certainty, Kind

HOME = workflow_home()
CONFIG = read_config(HOME / "config" / "config.yaml")
STALE_AFTER = CONFIG.stale_after_days


def histories(collections, known_by=None):
    values = CONFIG.model_dump(mode="json") | {"collections": collections, "known_by": known_by}
    config = type(CONFIG).model_validate(values)
    folder = HOME / "resources" / "cases" / config.case
    paths = {name: folder / file for name, file in CASE_INPUTS.items()}
    paths["gazetteer"] = HOME / "resources" / "gazetteer" / f"{config.gazetteer}.csv"
    case = read_case(config, paths)
    spelled = {}
    for place in case.places:
        for name in (*place.aliases, place.name):
            spelled.setdefault(fold(name), place.place_id)
    for place in case.places:
        spelled[fold(place.name)] = place.place_id
    place_ids = {c.place: spelled.get(fold(c.place), "") for c in case.claims}
    place_ids |= {a.name: a.place_id for a in case.aliases}
    told = reconcile(
        case.claims,
        sources=case.sources,
        places={p.place_id: p for p in case.places},
        place_ids=place_ids,
        terms=terms_of(config),
    )
    return {h.place.place_id: h for h in told}


@pytest.fixture(scope="module")
def everything():
    return histories(["reports", "record"])


@pytest.fixture(scope="module")
def reports_alone():
    return histories(["reports"])


def on(histories, place_id, day):
    """Return who holds a place at the end of a day of 2017, in words."""
    when = date(2017, *day)
    for state in histories[place_id].states:
        if state.start <= when and (state.end is None or when < state.end):
            if state.contested:
                return f"contested ({state.holder}, rival {state.rival})"
            return state.holder
    return "unknown"


def run(histories, place_id, first, last):
    return [on(histories, place_id, (11, d)) for d in range(first, last + 1)]


def changed(histories, place_id, kind="captured"):
    return [
        (e.date.month, e.date.day, e.holder)
        for e in histories[place_id].events
        if e.kind == kind and e.date.year == 2017
    ]


# The whole story


def test_raqqa_falls_to_the_sdf_on_17_october(everything):
    assert on(everything, "raqqa", (10, 1)) == "is"
    assert everything["raqqa"].states[1].besieged
    assert on(everything, "raqqa", (10, 14)) == "contested (is, rival sdf)"
    assert on(everything, "raqqa", (10, 16)) == "contested (is, rival sdf)"
    assert on(everything, "raqqa", (10, 17)) == "sdf"
    assert changed(everything, "raqqa") == [(10, 17, "sdf")]


def test_deir_ezzor_is_fought_over_until_the_government_has_it_on_3_november(everything):
    assert on(everything, "deir-ezzor", (10, 1)) == "contested (is, rival syria)"
    assert on(everything, "deir-ezzor", (11, 2)) == "contested (is, rival syria)"
    assert on(everything, "deir-ezzor", (11, 3)) == "syria"


@pytest.mark.parametrize("place_id", ["al-qaim", "husaybah", "husaybah-border-post"])
def test_al_qaim_husaybah_and_its_border_post_fall_to_iraq_on_3_november(everything, place_id):
    assert on(everything, place_id, (11, 2)) == "is"
    assert on(everything, place_id, (11, 3)) == "iraq"
    assert changed(everything, place_id) == [(11, 3, "iraq")]


def test_hiri_is_attacked_on_4_november_and_stays_with_the_islamic_state(everything):
    assert (11, 4, "is") in changed(everything, "hiri", "attacked")
    assert on(everything, "hiri", (11, 4)) == "is"
    assert on(everything, "hiri", (11, 5)) == "is"


def test_the_fall_of_hiri_is_told_by_one_side_alone_within_a_week(everything):
    (fall,) = [e for e in everything["hiri"].events if e.kind is Kind.CAPTURED]
    assert (fall.holder, fall.certainty, fall.origins) == ("syria", Certainty.CLAIMED, 1)
    assert (fall.date_earliest, fall.date_latest) == (date(2017, 11, 13), date(2017, 11, 18))
    assert on(everything, "hiri", (11, 12)) == "is"


def test_hawija_falls_on_5_october(everything):
    assert on(everything, "hawija", (10, 4)) == "is"
    assert on(everything, "hawija", (10, 5)) == "iraq"
    assert changed(everything, "hawija") == [(10, 5, "iraq")]


def test_anah_falls_on_21_september_so_the_map_never_shows_it_held(everything):
    assert on(everything, "anah", (9, 19)) == "is"
    assert on(everything, "anah", (9, 21)) == "iraq"
    assert changed(everything, "anah") == [(9, 21, "iraq")]


def test_the_akkas_field_falls_on_2_november_whatever_the_blog_says(everything):
    assert on(everything, "akkas-gas-field", (10, 30)) == "is"
    assert on(everything, "akkas-gas-field", (11, 1)) == "contested (is, rival iraq)"
    assert on(everything, "akkas-gas-field", (11, 2)) == "iraq"


def test_the_west_bank_from_deir_ezzor_to_mayadin_is_clear_by_mid_october(everything):
    assert on(everything, "muhasan", (10, 16)) == "is"
    for place_id in ("muhasan", "abu-layl", "al-bo-amr", "al-bulel", "buqrus"):
        assert on(everything, place_id, (10, 18)) == "syria"


def test_the_river_islands_of_deir_ezzor_fall_one_before_and_one_after_the_city(everything):
    assert on(everything, "saqr-island", (10, 26)) == "syria"
    assert on(everything, "hawijat-kati", (11, 17)) == "syria"


def test_dhiban_is_taken_lost_and_taken_by_others(everything):
    days = [(10, 19), (10, 20), (10, 22), (11, 16), (11, 17)]
    assert [on(everything, "dhiban", d) for d in days] == ["is", "syria", "is", "is", "sdf"]


def test_albu_kamal_changes_hands_as_it_did(everything):
    assert on(everything, "albu-kamal", (10, 1)) == "is"
    assert run(everything, "albu-kamal", 7, 20) == [
        "is",
        "contested (is, rival syria)",
        "syria",
        "contested (syria, rival is)",
        *["is"] * 5,
        *["contested (is, rival syria)"] * 3,
        "syria",
        "syria",
    ]
    assert changed(everything, "albu-kamal") == [
        (11, 9, "syria"),
        (11, 11, "is"),
        (11, 19, "syria"),
    ]


def test_the_final_fall_of_albu_kamal_is_on_19_november(everything):
    last = everything["albu-kamal"].events[-1]
    assert (last.date_earliest, last.date_latest) == (date(2017, 11, 19), date(2017, 11, 19))
    assert last.certainty is Certainty.CONFIRMED


def test_al_rumana_is_attacked_on_the_8th_and_taken_on_the_11th(everything):
    assert changed(everything, "al-rumana", "attacked") == [(11, 8, "is")]
    assert on(everything, "al-rumana", (11, 10)) == "is"
    assert on(everything, "al-rumana", (11, 11)) == "iraq"


def test_rawa_falls_on_17_november(everything):
    assert on(everything, "rawa", (11, 16)) == "is"
    assert on(everything, "rawa", (11, 17)) == "iraq"


def test_al_asharah_goes_from_hand_to_hand(everything):
    assert on(everything, "al-asharah", (10, 24)) == "syria"
    assert on(everything, "al-asharah", (10, 25)) == "is"
    assert on(everything, "al-asharah", (11, 26)) == "is"
    assert on(everything, "al-asharah", (11, 27)) == "syria"


def test_al_quriyah_is_taken_fought_over_and_taken_for_good(everything):
    assert on(everything, "al-quriyah", (10, 19)) == "is"
    assert on(everything, "al-quriyah", (10, 20)) == "syria"
    assert on(everything, "al-quriyah", (10, 24)) == "syria"
    assert on(everything, "al-quriyah", (10, 25)) == "contested (syria, rival is)"
    assert on(everything, "al-quriyah", (11, 27)) == "contested (syria, rival is)"
    assert on(everything, "al-quriyah", (11, 28)) == "syria"


def test_mayadin_is_entered_lost_again_and_taken_on_14_october(everything):
    assert [on(everything, "mayadin", (10, d)) for d in (5, 6, 9, 10, 13, 14)] == [
        "is",
        "contested (is, rival syria)",
        "contested (is, rival syria)",
        "is",
        "is",
        "syria",
    ]


def test_the_east_bank_stays_with_the_islamic_state(everything):
    for place_id in ("hajin", "al-susah", "baghuz"):
        assert on(everything, place_id, (12, 7)) == "is"


def test_what_only_a_party_says_is_shown_as_claimed(everything):
    (fall,) = [e for e in everything["rawa"].events if e.kind is Kind.CAPTURED]
    assert fall.certainty is Certainty.CLAIMED


def test_nothing_of_the_case_is_disputed_but_one_early_announcement(everything):
    """Two others that came days early are outvoted, not in dispute."""
    events = [e for h in everything.values() for e in h.events]
    disputed = [e.event_id for e in events if e.certainty is Certainty.DISPUTED]
    assert disputed == ["hawijat-kati-2017-11-13-captured-syria"]
    assert {"akkas-gas-field-2017-11-02-captured-iraq", "al-suwar-2017-09-30-captured-sdf"} <= {
        e.event_id for e in events
    }


# The five reports alone


def test_from_the_reports_alone_albu_kamal_ends_with_the_government(reports_alone):
    assert run(reports_alone, "albu-kamal", 7, 12) == [
        "is",
        "contested (is, rival syria)",
        *["syria"] * 4,
    ]
    assert on(reports_alone, "albu-kamal", (12, 7)) == "syria"


@pytest.mark.parametrize(("place_id", "last_word"), [("rawa", (11, 10)), ("hiri", (11, 5))])
def test_from_the_reports_alone_rawa_and_hiri_are_still_held_but_stale(
    reports_alone, place_id, last_word
):
    last = reports_alone[place_id].states[-1]
    assert (last.holder, last.end) == ("is", None)
    assert last.last_report == date(2017, *last_word)
    assert not is_stale(last, date(2017, 11, 19), after_days=STALE_AFTER)
    assert is_stale(last, date(2017, 12, 7), after_days=STALE_AFTER)


@pytest.mark.parametrize(("place_id", "first_word"), [("rawa", (11, 3)), ("hiri", (11, 4))])
def test_from_the_reports_alone_the_time_before_they_speak_of_a_place_is_not_sure(
    reports_alone, place_id, first_word
):
    """Who still holds a place has held it before: carried back, and never confirmed there."""
    first = date(2017, *first_word)
    before = [s for s in reports_alone[place_id].states if s.start < first]
    assert [s.holder for s in before] == ["is"]
    assert before[0].start == CONFIG.period.first
    assert before[0].first_report == first
    assert before[0].certainty is Certainty.CLAIMED
    assert "al-asharah" not in reports_alone


def test_the_reports_alone_tell_the_same_of_what_only_they_speak_of(everything, reports_alone):
    assert reports_alone["mosul"].states == everything["mosul"].states
    assert reports_alone["mosul"].events == everything["mosul"].events


def test_every_event_of_the_reports_alone_rests_on_the_reports(reports_alone):
    for history in reports_alone.values():
        for row in (*history.events, *history.states):
            assert row.collections == ("reports",)


# Two clocks: what was known then, and what is known now


@pytest.mark.parametrize(
    ("known_by", "then"),
    [
        ("2017-11-09", "syria"),
        ("2017-11-10", "contested (syria, rival is)"),
        ("2017-11-11", "is"),
        ("2017-11-20", "syria"),
    ],
)
def test_albu_kamal_declared_free_is_lost_again_as_the_papers_came_out(known_by, then):
    told = histories(["reports", "record"], known_by)
    assert on(told, "albu-kamal", (11, int(known_by[-2:]))) == then


def test_of_what_was_known_by_a_day_no_claim_is_from_a_later_source(everything):
    early = histories(["reports", "record"], "2017-11-10")
    assert set(early) < set(everything)
    ids = {i for h in early.values() for e in h.events for i in e.claim_ids}
    assert "rec-23" in ids and "rec-24" not in ids
