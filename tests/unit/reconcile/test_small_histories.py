"""Small histories of snapshots, denials, boasts and orders: what should come out.

One town that ``u`` held before ``r``; agencies ``a``, ``b``, ``c``, an encyclopedia ``w`` and a
digest ``d``.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from invented import place

from ebbline.reconcile.engine import Terms, reconcile_place
from ebbline.vocabulary import Claim, Kind, Reliability, Source

TABLE = Path(__file__).with_name("small_histories.csv")
RELIABILITY = {"a": "B", "b": "B", "c": "B", "w": "C", "d": "D"}
U, R, BOTH = "u", "r", "contested"


def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def history(case, first=date(2021, 9, 1)):
    sources, claims = {}, []
    for number, row in enumerate((r for r in rows() if r["case"] == case), start=1):
        sources[row["source"]] = Source(
            row["source"],
            row["source"],
            f"origin {row['source']}",
            "",
            None,
            "",
            "en",
            "press",
            Reliability(RELIABILITY[row["source"]]),
        )
        claims.append(
            Claim(
                f"c{number}",
                row["source"],
                "Ford",
                Kind(row["kind"]),
                row["holder"],
                row["rival"],
                row["from_holder"],
                date.fromisoformat(row["date_from"]),
                date.fromisoformat(row["date_to"]),
                row["claimant"],
                row["claimant_side"],
                int(row["credibility"]),
                "",
                "",
            )
        )
    terms = Terms(first, {U: "U", R: "R"}, frozenset({U, R}), ("press",), 14)
    return reconcile_place(place(), claims, sources=sources, terms=terms)


def on(told, day):
    day = date.fromisoformat(day)
    return next((s for s in told.states if s.start <= day and (s.end is None or day < s.end)), None)


def who(told, day):
    state = on(told, day)
    return "unknown" if state is None else BOTH if state.contested else state.holder


def days(first, last):
    day, last = date.fromisoformat(first), date.fromisoformat(last)
    while day <= last:
        yield day.isoformat()
        day += timedelta(days=1)


def certain(told, day):
    return on(told, day).certainty == "confirmed"


def test_a_town_that_fell_stays_fallen_when_its_loser_denies_it():
    told = history("fell-then-loser-denies")
    assert all(who(told, d) == R and certain(told, d) for d in days("2023-05-20", "2023-08-01"))
    assert who(told, "2023-05-19") == U
    (fall,) = [e for e in told.events if e.kind == "captured"]
    assert fall.contrary_claim_ids == ("c3",)


def test_a_fight_that_others_see_after_the_fall_opens_the_town_again():
    told = history("fell-then-fight-reported")
    assert [who(told, f"2023-05-{d}") for d in (19, 20, 21, 22)] == [U, R, R, BOTH]
    assert all(
        who(told, d) in (BOTH, R) and not certain(told, d) for d in days("2023-05-23", "2023-08-01")
    )


def test_a_neutral_word_of_the_day_outweighs_the_denial():
    told = history("fell-denied-and-neutral-holds")
    assert all(who(told, d) == R for d in days("2023-05-20", "2023-08-01"))


def test_one_dated_fight_says_little_of_the_time_before_and_after():
    told = history("one-dated-fight")
    assert (who(told, "2023-05-21"), who(told, "2023-05-22")) == (U, BOTH)
    assert not certain(told, "2023-05-01")
    assert on(told, "2023-05-01").first_report == date(2023, 5, 21)
    assert who(told, "2021-10-01") == "unknown"
    for d in days("2023-05-23", "2023-08-01"):
        assert who(told, d) in (BOTH, U) and not certain(told, d)
        assert on(told, d).last_report == date(2023, 5, 22)


def test_a_capture_borne_out_days_later_is_sure_from_its_own_day():
    told = history("borne-out-later")
    assert all(who(told, d) == R and certain(told, d) for d in days("2023-05-10", "2023-05-20"))


def test_a_boast_that_is_denied_is_not_postponed_by_a_day_and_applied():
    told = history("boast-denied-then-fell")
    assert all(who(told, d) in (U, BOTH) for d in days("2023-04-01", "2023-05-19"))
    assert all(who(told, d) == R for d in days("2023-05-20", "2023-08-01"))


def test_a_boast_is_dropped_where_a_neutral_witness_sees_fighting():
    told = history("boast-neutral-fight")
    assert who(told, "2023-04-03") == BOTH
    assert all(who(told, d) != R for d in days("2023-03-01", "2023-08-01"))


def test_fights_every_other_day_are_one_and_end_in_nothing_sure():
    told = history("boast-three-fights")
    assert all(who(told, d) == BOTH for d in days("2023-04-03", "2023-04-07"))
    assert all(who(told, d) != R for d in days("2023-04-01", "2023-08-01"))
    assert not any(who(told, d) == U and certain(told, d) for d in days("2023-04-08", "2023-08-01"))


def test_two_fights_with_a_day_between_are_one():
    told = history("two-fights-one-gap")
    assert all(who(told, d) == BOTH for d in days("2023-05-11", "2023-05-13"))


def test_what_an_army_concedes_its_own_state_media_cannot_deny():
    told = history("media-deny-army-concedes")
    assert all(who(told, d) == R and certain(told, d) for d in days("2023-05-20", "2023-06-20"))


def test_three_agencies_are_not_made_disputed_by_a_digest():
    told = history("three-agencies-one-digest")
    assert all(who(told, d) == R and certain(told, d) for d in days("2023-05-20", "2023-06-20"))
    (fall,) = [e for e in told.events if e.kind == "captured"]
    assert (fall.certainty, fall.contrary_claim_ids) == ("confirmed", ("c4",))


def test_three_agencies_are_not_made_disputed_by_the_losers_next_day():
    told = history("three-agencies-loser-denies")
    assert all(who(told, d) == R for d in days("2023-05-20", "2023-06-20"))
    assert not any(on(told, d).certainty == "disputed" for d in days("2023-05-20", "2023-06-20"))


def test_an_order_to_leave_moves_nothing():
    told = history("order-to-leave")
    assert [who(told, f"2022-11-{d:02}") for d in (9, 10, 11, 12)] == [R, R, U, U]


def test_a_town_taken_and_lost_on_one_day_ends_with_the_right_side():
    told = history("taken-and-lost-in-a-day")
    assert all(who(told, d) == U for d in days("2023-05-19", "2023-06-20"))
    assert {(e.kind, e.holder) for e in told.events} >= {("captured", R), ("captured", U)}


@pytest.mark.parametrize("case", sorted({r["case"] for r in rows()}))
def test_every_claim_of_a_small_history_has_a_verdict(case):
    told = history(case)
    named = {s.statement.claim.claim_id for s in told.trail}
    assert named == {f"c{n}" for n in range(1, 1 + sum(r["case"] == case for r in rows()))}
