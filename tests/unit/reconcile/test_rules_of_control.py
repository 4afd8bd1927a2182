"""Withdrawals, attacks, fighting, statements of control and holders before, rule by rule."""

from dataclasses import replace

import pytest
from invented import BLUES, GREENS, REDS, World, number

from ebbline.reconcile import event_log
from ebbline.vocabulary import Certainty, Share

CONFIRMED, CLAIMED = Certainty.CONFIRMED, Certainty.CLAIMED


@pytest.fixture
def world():
    return World()


# Withdrawal


def test_who_withdraws_leaves_the_town_to_the_rival_named(world):
    world.says("withdrew", REDS, 9, rival=BLUES)
    assert world.holders() == [(1, REDS), (9, BLUES)]
    event = world.event("withdrew", BLUES)
    assert event.acled_sub_event_type == "Non-violent transfer of territory"
    assert event.from_holder == REDS


def test_a_withdrawal_and_a_capture_of_the_same_days_are_one_change(world):
    world.says("captured", BLUES, 9, claimant="Blue army", claimant_side=BLUES)
    world.says("withdrew", REDS, 9, rival=BLUES, claimant="Observers")
    event = world.event("captured", BLUES)
    assert event.claim_ids == ("c01", "c02")
    assert event.certainty is CONFIRMED


def test_a_withdrawal_that_names_nobody_supports_the_capture_beside_it(world):
    world.says("captured", BLUES, 9, claimant="Blue army", claimant_side=BLUES)
    world.says("withdrew", REDS, 8, claimant="Observers")
    assert world.event("captured", BLUES).claim_ids == ("c02", "c01")


def test_after_a_withdrawal_that_names_nobody_the_holder_is_nobody_known(world):
    world.says("holds", REDS, 3)
    world.says("withdrew", REDS, 9)
    assert world.holders() == [(1, REDS), (9, "")]
    world.says("captured", BLUES, 20, from_holder=GREENS)
    assert world.holders() == [(1, REDS), (9, GREENS), (20, BLUES)]


# Fighting


def test_an_attack_changes_nothing(world):
    world.says("holds", REDS, 3)
    attack = world.says("attacked", REDS, 4, rival=BLUES)
    assert world.holders() == [(1, REDS)]
    event = world.event("attacked", REDS)
    assert (event.rival, event.acled_sub_event_type) == (BLUES, "Armed clash")
    assert (event_log.ATTACK, "joined") in world.told(attack)


def test_an_attack_tells_who_holds_a_town_that_nobody_else_speaks_of(world):
    world.says("attacked", REDS, 4, rival=BLUES)
    assert world.holders() == [(1, REDS)]


def test_open_fighting_lasts_until_the_next_event(world):
    world.says("contested", REDS, 6, None, rival=BLUES)
    assert world.holders() == [(1, REDS), (6, "reds/blues")]
    world.says("captured", BLUES, 14)
    assert world.holders() == [(1, REDS), (6, "reds/blues"), (14, BLUES)]


def test_after_fighting_with_an_end_control_returns_to_the_holder(world):
    world.says("contested", REDS, 6, 9, rival=BLUES)
    assert world.holders() == [(1, REDS), (6, "reds/blues"), (10, REDS)]


def test_fighting_of_adjoining_days_is_one_fight(world):
    world.says("contested", REDS, 6, 7, rival=BLUES)
    world.says("contested", REDS, 8, 9, rival=BLUES)
    assert world.event("contested", REDS).claim_ids == ("c01", "c02")
    assert world.holders() == [(1, REDS), (6, "reds/blues"), (10, REDS)]


def test_a_second_fight_after_a_capture_is_another_fight(world):
    world.says("contested", REDS, 6, None, rival=BLUES)
    world.says("captured", BLUES, 9)
    world.says("captured", REDS, 12, from_holder=BLUES)
    world.says("contested", REDS, 15, 16, rival=BLUES)
    assert world.holders() == [
        (1, REDS),
        (6, "reds/blues"),
        (9, BLUES),
        (12, REDS),
        (15, "reds/blues"),
        (17, REDS),
    ]


def test_a_longer_fight_goes_on_when_a_shorter_one_with_a_third_party_ends(world):
    world.says("contested", REDS, 5, 20, rival=BLUES)
    world.says("contested", REDS, 8, 10, rival=GREENS)
    assert world.holders() == [
        (1, REDS),
        (5, "reds/blues"),
        (8, "reds/greens"),
        (11, "reds/blues"),
        (21, REDS),
    ]


def test_fighting_that_begins_when_a_town_was_taken_comes_after_the_capture(world):
    world.says("captured", BLUES, 9, from_holder=REDS)
    world.says("contested", BLUES, 9, 10, rival=REDS)
    assert world.holders() == [(1, REDS), (9, "blues/reds"), (11, BLUES)]


def test_a_doubtful_claim_of_fighting_yields_to_a_better_claim_of_control(world):
    world.says("holds", REDS, 5, 15)
    fight = world.says("contested", REDS, 8, 9, rival=BLUES, credibility=6)
    assert world.holders() == [(1, REDS)]
    assert (event_log.LEAST_COST, "rejected") in world.told(fight)


def test_a_party_that_says_it_entered_is_not_believed_against_an_independent_word(world):
    world.says("holds", REDS, 8, 9, claimant="Observers")
    world.says("contested", REDS, 8, 8, rival=BLUES, claimant="Blue army", claimant_side=BLUES)
    assert world.holders() == [(1, REDS)]


# Statements of who holds a place


def test_who_holds_a_town_held_it_before_though_less_surely(world):
    world.says("holds", REDS, 7)
    assert world.holders() == [(1, REDS)]
    before, spoken, after = world.history().states
    assert (before.certainty, spoken.certainty, after.certainty) == (CLAIMED, CONFIRMED, CLAIMED)
    assert number(before.first_report) == 7
    assert before.note == "holder before the event"


def test_a_holder_is_not_carried_back_for_more_than_a_year(world):
    world.says("holds", REDS, 800)
    assert number(world.history().states[0].start) == 800 - 365


def test_a_besieged_town_stays_its_holders_and_the_besieger_is_named(world):
    world.says("holds", REDS, 3)
    siege = world.says("besieged", REDS, 8, rival=BLUES)
    world.says("captured", BLUES, 30, from_holder=REDS)
    assert world.holders() == [(1, REDS), (30, BLUES)]
    besieged = [s for s in world.history().states if s.besieged]
    assert (number(besieged[0].start), besieged[0].rival) == (8, BLUES)
    assert not any(s.besieged for s in world.history().states if s.holder == BLUES)
    event = world.event("besieged", REDS)
    assert (event.rival, event.claim_ids) == (BLUES, (siege,))


def test_a_siege_whose_last_day_is_told_is_over_then(world):
    world.says("besieged", REDS, 8, 12, rival=BLUES)
    world.says("holds", REDS, 30)
    assert [number(s.end) for s in world.history().states if s.besieged][-1] == 13


def test_a_day_of_street_fighting_does_not_end_a_siege(world):
    world.says("besieged", REDS, 8, 20, rival=BLUES)
    world.says("contested", REDS, 10, rival=BLUES)
    world.says("holds", REDS, 11, 21)
    assert world.holders()[-3:] == [(1, REDS), (10, f"{REDS}/{BLUES}"), (11, REDS)]
    besieged = [(number(s.start), number(s.end)) for s in world.history().states if s.besieged]
    assert besieged == [(8, 10), (11, 21)]


def test_a_siege_without_an_end_lasts_until_the_town_falls(world):
    world.says("besieged", REDS, 8, None, rival=BLUES)
    world.says("captured", BLUES, 40, from_holder=REDS)
    assert [number(s.end) for s in world.history().states if s.besieged][-1] == 40


def test_part_of_a_town_makes_it_contested_with_a_share(world):
    world.says("contested", REDS, 5, 9, rival=BLUES, share=Share(0.2, 0.4))
    world.says("contested", REDS, 12, 12, rival=BLUES, share=Share(0.1, 0.1))
    told = {
        number(s.start): (s.share_low, s.share_high) for s in world.history().states if s.contested
    }
    assert told[5] == (0.2, 0.4)
    assert told[12] == (0.1, 0.1)


def test_a_denial_alone_is_a_word_for_the_holder(world):
    world.says("denied", REDS, 5, rival=BLUES, claimant="Observers")
    assert world.holders() == [(1, REDS)]


def test_a_denial_drops_a_boast(world):
    boast = world.says("captured", BLUES, 5, from_holder=REDS, claimant="Blue", claimant_side=BLUES)
    denial = world.says("denied", REDS, 6, rival=BLUES, claimant="Red", claimant_side=REDS)
    assert world.holders() == [(1, REDS)]
    assert (event_log.DENIAL, "joined") in world.told(denial)
    assert (event_log.LEAST_COST, "rejected") in world.told(boast)


@pytest.mark.parametrize("sides", [{"rival": BLUES}, {}])
def test_a_denial_may_name_the_capture_that_it_denies(world, sides):
    world.says("captured", BLUES, 5, from_holder=REDS, claimant="Blue", claimant_side=BLUES)
    if sides:
        world.says("denied", REDS, 5, claimant="Observers", **sides)
    else:
        world.says("denied", BLUES, 5, from_holder=REDS, claimant="Observers")
    assert world.holders() == [(1, REDS)]


def test_an_announcement_and_forces_nearby_are_told_and_move_nothing(world):
    world.says("holds", REDS, 3)
    order = world.says("announced", REDS, 5, rival=BLUES, claimant="Red", claimant_side=REDS)
    near = world.says("near", BLUES, 6, rival=REDS, distance_km=12.0)
    assert world.holders() == [(1, REDS)]
    assert {e.kind for e in world.history().events} == {"holds"}
    assert (event_log.ANNOUNCED, "noted") in world.told(order)
    assert world.told(near) == [(event_log.NEAR, "noted")]


def test_a_town_said_to_have_fallen_by_a_day_fell_since_the_last_word_of_its_holder(world):
    world.says("holds", REDS, 3)
    world.says("captured", BLUES, 9, from_holder=REDS)
    world.claims[-1] = replace(world.claims[-1], date_from=None)
    event = world.event("captured", BLUES)
    assert (number(event.date_earliest), number(event.date)) == (4, 9)
    assert world.holders() == [(1, REDS), (9, BLUES)]


def test_the_order_within_a_day_is_heard(world):
    world.says("captured", BLUES, 9, from_holder=REDS, order=2)
    world.says("captured", REDS, 9, from_holder=BLUES, order=1)
    assert world.holders()[-1][1] == BLUES


def test_a_place_that_nobody_speaks_of_has_no_state(world):
    assert world.history(claims=[]).states == ()


def test_a_later_word_of_another_holder_shows_that_the_town_changed_hands(world):
    world.says("holds", REDS, 3)
    world.says("holds", REDS, 6)
    word = world.says("holds", BLUES, 20)
    assert world.holders() == [(1, REDS), (20, BLUES)]
    event = world.event("holds", BLUES)
    assert (number(event.date_earliest), number(event.date_latest)) == (7, 20)
    assert (event_log.HOLDS, "joined") in world.told(word)


def test_a_party_that_says_it_holds_a_town_does_not_overturn_an_independent_word(world):
    world.says("captured", BLUES, 5)
    claim = world.says("holds", REDS, 12, claimant="Red radio", claimant_side=REDS)
    assert world.holders() == [(5, BLUES)]
    assert world.event("captured", BLUES).contrary_claim_ids == (claim,)


def test_a_statement_of_control_ends_open_fighting(world):
    world.says("contested", REDS, 6, None, rival=BLUES)
    world.says("holds", BLUES, 12)
    assert world.holders() == [(1, REDS), (6, "reds/blues"), (12, BLUES)]


def test_who_is_said_to_hold_a_town_when_the_fighting_is_over_has_won_it(world):
    world.says("contested", REDS, 6, 9, rival=BLUES)
    world.says("holds", BLUES, 10)
    assert world.holders() == [(1, REDS), (6, "reds/blues"), (10, BLUES)]


def test_a_statement_that_bears_out_a_capture_confirms_it(world):
    world.says("captured", BLUES, 9, claimant="Blue army", claimant_side=BLUES)
    word = world.says("holds", BLUES, 12, claimant="Observers")
    event = world.event("captured", BLUES)
    assert (event.certainty, event.claim_ids) == (CONFIRMED, ("c01", word))


# The holder before


def test_a_capture_tells_who_held_the_town_from_the_start_of_the_period(world):
    world.says("captured", BLUES, 9, from_holder=REDS)
    before, after = world.history().states
    assert (before.holder, number(before.start), before.certainty) == (REDS, 1, CLAIMED)
    assert before.note == "holder before the event"
    assert before.event_id == after.event_id
    assert after.note == ""


def test_the_holder_before_is_not_known_before_the_period(world):
    world.says("captured", BLUES, -30, from_holder=REDS)
    assert world.holders() == [(-30, BLUES)]


def test_the_holder_before_is_confirmed_on_the_days_between_two_words_only(world):
    world.says("holds", REDS, 4)
    world.says("captured", BLUES, 9, from_holder=REDS)
    told = [(number(s.start), s.certainty) for s in world.history().states]
    assert told == [(1, CLAIMED), (4, CONFIRMED), (9, CONFIRMED)]


def test_a_holder_before_that_the_history_contradicts_is_rejected_and_told(world):
    world.says("captured", GREENS, 3)
    late = world.says("captured", BLUES, 9, from_holder=REDS)
    assert world.holders() == [(3, GREENS), (9, BLUES)]
    assert (event_log.BEFORE, "rejected") in world.told(late)


def test_a_fight_won_on_the_day_it_began_tells_who_held_the_town_before(world):
    world.says("contested", REDS, 9, rival=BLUES)
    world.says("captured", BLUES, 9)
    assert world.holders() == [(1, REDS), (9, BLUES)]


# Old news


def test_the_last_holder_stays_and_its_last_report_is_kept(world):
    world.says("captured", BLUES, 9)
    world.says("holds", BLUES, 20)
    (state,) = world.history().states
    assert state.end is None
    assert number(state.last_report) == 20


def test_a_guess_does_not_count_as_a_report_where_there_are_better(world):
    world.says("captured", BLUES, 4)
    world.says("holds", BLUES, 30, reliability="E", credibility=5)
    assert number(world.history().states[0].last_report) == 4


def test_a_report_that_outlasts_a_state_speaks_for_it_up_to_its_last_day(world):
    world.says("holds", REDS, 1, 10)
    world.says("captured", BLUES, 6)
    first, *rest = world.history().states
    assert (first.holder, number(first.end), number(first.last_report)) == (REDS, 6, 5)
    assert {s.holder for s in rest} == {BLUES}
    assert {number(s.last_report) for s in rest} == {6}


def test_a_report_that_contradicts_disputes_no_day_but_its_own_and_the_one_before(world):
    world.says("captured", BLUES, 5, reliability="C")
    world.says("holds", REDS, 7)
    world.says("holds", BLUES, 8, reliability="C")
    first = world.history().states[0]
    assert (number(first.start), first.holder) == (5, BLUES)
    assert first.certainty is not Certainty.DISPUTED


def test_while_a_good_witness_tells_of_a_span_the_change_within_it_is_not_confirmed(world):
    world.says("holds", REDS, 1, 10)
    world.says("captured", BLUES, 6)
    sure = [number(s.start) for s in world.history().states if s.certainty is CONFIRMED]
    assert not [n for n in sure if 6 <= n <= 10]


def test_a_fight_that_a_capture_cuts_short_was_last_told_of_on_its_last_day(world):
    world.says("contested", REDS, 5, 10, rival=BLUES)
    world.says("captured", BLUES, 8)
    fight = next(s for s in world.history().states if s.contested)
    assert (number(fight.start), number(fight.end), number(fight.last_report)) == (5, 8, 7)


def test_an_open_fight_is_borne_out_up_to_the_day_before_the_capture_that_ends_it(world):
    world.says("contested", REDS, 5, None, rival=BLUES)
    world.says("captured", BLUES, 7)
    fight = next(s for s in world.history().states if s.contested)
    assert (number(fight.start), number(fight.end), number(fight.last_report)) == (5, 7, 6)


def test_a_fight_that_a_capture_cuts_short_ends_with_the_taker_and_never_goes_back(world):
    world.says("contested", REDS, 5, 10, rival=BLUES, reliability="C")
    world.says("captured", BLUES, 8)
    assert world.holders() == [(1, REDS), (5, "reds/blues"), (8, BLUES)]


def test_a_counter_attack_whose_end_nobody_tells_leaves_the_town_contested(world):
    for _ in range(3):
        world.says("captured", BLUES, 9, from_holder=REDS)
    world.says("contested", BLUES, 10, rival=REDS)
    assert world.holders() == [(1, REDS), (9, BLUES), (10, "blues/reds")]
    assert [s.certainty for s in world.history().states if s.contested][-1] is CLAIMED


def test_who_leaves_a_town_in_the_middle_of_a_fight_leaves_it_to_the_other(world):
    world.says("contested", REDS, 5, 20, rival=BLUES)
    world.says("withdrew", REDS, 15)
    assert world.holders() == [(1, REDS), (5, "reds/blues"), (15, BLUES)]


def test_a_loss_that_is_conceded_late_does_not_bring_the_loser_back_for_a_day(world):
    world.says("captured", BLUES, 12, reliability="C")
    world.says("withdrew", REDS, 25, rival=BLUES, claimant="Red army", claimant_side=REDS)
    assert world.holders() == [(1, REDS), (12, BLUES)]


def test_a_fight_is_over_after_the_days_that_were_told_though_the_town_falls_later(world):
    world.says("contested", REDS, 5, 7, rival=BLUES)
    world.says("captured", BLUES, 12)
    assert world.holders()[-3:] == [(5, f"{REDS}/{BLUES}"), (8, REDS), (12, BLUES)]


def test_a_capture_keeps_the_rival_that_its_claim_names_and_a_withdrawal_has_none_left(world):
    world.says("captured", BLUES, 9, rival=REDS)
    world.says("withdrew", BLUES, 20, rival=GREENS)
    assert world.event("captured", BLUES).rival == REDS
    assert world.event("withdrew", GREENS).rival == ""


@pytest.mark.parametrize(("left", "events"), [(7, 2), (8, 1), (10, 1), (11, 1)])
def test_a_withdrawal_to_nobody_joins_the_capture_whose_days_it_meets(world, left, events):
    """Also one told of days later: who has lost a town has nothing left there to leave.

    Told as a retreat of its own, on the 11th, it would have the Reds in a town that an agency saw
    taken on the 9th, and would need a return that nobody tells of.
    """
    world.says("withdrew", REDS, left)
    world.says("captured", BLUES, 9)
    assert len(world.history().events) == events


def test_events_of_one_day_have_ids_of_their_own(world):
    world.says("attacked", REDS, 9, rival=BLUES)
    world.says("attacked", REDS, 9, rival=GREENS)
    ids = [e.event_id for e in world.history().events]
    assert len(set(ids)) == len(ids) == 3, "two attacks, and who held the town"
