"""When claims are one change, on which day and how sure: rule by rule, of one invented town."""

import pytest
from invented import BLUES, GREENS, REDS, World, number

from ebbline.reconcile import event_log, statement
from ebbline.vocabulary import HOLDER_BEFORE, Certainty

CONFIRMED, CLAIMED, DISPUTED = Certainty.CONFIRMED, Certainty.CLAIMED, Certainty.DISPUTED


@pytest.fixture
def world():
    return World()


# One change, many claims


def test_claims_of_overlapping_windows_are_one_event_on_the_last_common_day(world):
    world.says("captured", BLUES, 5, 12, from_holder=REDS)
    world.says("captured", BLUES, 8, 20, from_holder=REDS)
    event = world.event("captured", BLUES)
    assert (number(event.date), number(event.date_earliest), number(event.date_latest)) == (
        12,
        8,
        12,
    )
    assert event.claim_ids == ("c01", "c02")


def test_claims_of_adjoining_days_are_one_event_on_the_day_most_witnesses_give(world):
    world.says("captured", BLUES, 8)
    world.says("captured", BLUES, 8)
    world.says("captured", BLUES, 9)
    event = world.event("captured", BLUES)
    assert number(event.date) == 8
    assert (number(event.date_earliest), number(event.date_latest)) == (8, 9)


def test_of_days_with_as_many_witnesses_the_later_is_taken(world):
    world.says("captured", BLUES, 8)
    world.says("captured", BLUES, 9)
    assert number(world.event("captured", BLUES).date) == 9


def test_one_agency_in_three_papers_does_not_outvote_two_witnesses(world):
    for _ in range(3):
        world.says("captured", BLUES, 8, origin="Agency")
    world.says("captured", BLUES, 9, origin="Paper one")
    world.says("captured", BLUES, 9, origin="Paper two")
    event = world.event("captured", BLUES)
    assert number(event.date) == 9
    assert event.origins == 3


def test_a_party_with_many_mouths_does_not_outvote_an_independent_witness(world):
    for mouth in ("army", "minister", "radio"):
        world.says("captured", BLUES, 8, claimant=mouth, claimant_side=BLUES)
    world.says("captured", BLUES, 9, claimant="Observers")
    assert number(world.event("captured", BLUES).date) == 9


def test_two_agencies_with_one_army_statement_are_one_witness(world):
    world.says("captured", BLUES, 9, origin="A", claimant="Blue army", claimant_side=BLUES)
    world.says("captured", BLUES, 9, origin="B", claimant="blue  ARMY", claimant_side=BLUES)
    event = world.event("captured", BLUES)
    assert event.origins == 1
    assert event.certainty is CLAIMED


def test_a_town_that_falls_twice_falls_twice(world):
    world.says("captured", BLUES, 9, from_holder=REDS)
    world.says("captured", REDS, 11, from_holder=BLUES)
    world.says("captured", BLUES, 18, 19, from_holder=REDS)
    assert world.holders() == [(1, REDS), (9, BLUES), (11, REDS), (19, BLUES)]


def test_a_wide_window_does_not_tie_two_captures_into_one(world):
    world.says("captured", BLUES, 9)
    world.says("captured", REDS, 11)
    world.says("captured", BLUES, 18, 19)
    wide = world.says("captured", BLUES, 1, 30)
    assert world.holders() == [(9, BLUES), (11, REDS), (19, BLUES)]
    last = [e for e in world.history().events if e.holder == BLUES][-1]
    assert wide in last.claim_ids


def test_adjoining_captures_stay_two_when_the_town_was_lost_between(world):
    world.says("captured", BLUES, 8)
    world.says("captured", REDS, 9, from_holder=BLUES)
    world.says("captured", BLUES, 9, 10, from_holder=REDS)
    assert world.holders() == [(8, BLUES), (9, REDS), (10, BLUES)]


def test_a_month_is_an_interval_and_the_day_its_last_until_somebody_knows_better(world):
    world.says("captured", BLUES, 1, 31)
    assert number(world.event("captured", BLUES).date) == 31
    world.says("captured", BLUES, 17)
    event = world.event("captured", BLUES)
    assert (number(event.date), event.date_prec) == (17, 1)


# Who says it


def test_a_party_in_its_own_favour_only_claims(world):
    world.says("captured", BLUES, 9, claimant="Blue army", claimant_side=BLUES)
    assert world.event("captured", BLUES).certainty is CLAIMED
    assert world.holders() == [(9, BLUES)]


def test_an_independent_witness_confirms_what_a_party_claimed(world):
    world.says("captured", BLUES, 9, claimant="Blue army", claimant_side=BLUES)
    world.says("captured", BLUES, 9, claimant="Observers")
    assert world.event("captured", BLUES).certainty is CONFIRMED


def test_another_office_of_the_same_side_does_not_confirm(world):
    world.says("captured", BLUES, 9, claimant="Blue army", claimant_side=BLUES)
    world.says("captured", BLUES, 9, claimant="Blue minister", claimant_side=BLUES)
    event = world.event("captured", BLUES)
    assert (event.origins, event.certainty) == (1, CLAIMED)


def test_what_a_side_concedes_counts_at_once(world):
    world.says(
        "captured",
        BLUES,
        9,
        from_holder=REDS,
        claimant="Red radio",
        claimant_side=REDS,
        reliability="D",
    )
    assert world.event("captured", BLUES).certainty is CONFIRMED
    assert (statement.AGAINST, "weighed") in world.told("c01")


def test_one_source_of_low_reliability_does_not_confirm_but_two_witnesses_do(world):
    world.says("captured", BLUES, 9, reliability="D")
    assert world.event("captured", BLUES).certainty is CLAIMED
    world.says("captured", BLUES, 9, claimant="Blue army", claimant_side=BLUES)
    assert world.event("captured", BLUES).certainty is CONFIRMED


def test_what_a_good_witness_says_of_a_day_is_confirmed_on_it_though_no_second_word_follows(world):
    """As of a town declared free, fought over again and taken back whole, so one agency told."""
    world.says("captured", BLUES, 9)
    world.says("captured", BLUES, 9, claimant_side=BLUES, claimant="Blue army")
    world.says("contested", BLUES, 10, rival=REDS)
    world.says("captured", REDS, 11, from_holder=BLUES, credibility=3)
    world.says("contested", REDS, 16, None, rival=BLUES, claimant_side=BLUES, claimant="Radio")
    told = next(s for s in world.history().states if number(s.start) == 11)
    assert (told.holder, told.certainty) == (REDS, CONFIRMED)


# Weak claims


def test_a_guess_fills_what_nobody_else_says(world):
    world.says("captured", BLUES, 8, 19, from_holder=REDS, reliability="E", credibility=5)
    assert world.holders() == [(1, REDS), (19, BLUES)]
    assert world.event("captured", BLUES).certainty is CLAIMED


def test_a_guess_does_not_change_what_the_last_better_claim_said(world):
    word = world.says("holds", REDS, 4)
    world.says("captured", BLUES, 8, 19, reliability="E", credibility=5)
    assert world.holders() == [(1, REDS)]
    event = world.event("captured", BLUES)
    assert (event.certainty, event.contrary_claim_ids) == (DISPUTED, (word,))


def test_a_rumour_does_not_undo_a_capture_that_agencies_reported(world):
    world.says("captured", BLUES, 9)
    world.says("captured", REDS, 15, credibility=6)
    world.says("contested", BLUES, 20, 22, rival=REDS, reliability="F")
    assert world.holders() == [(9, BLUES)]


@pytest.mark.parametrize(("day", "agrees"), [(8, False), (10, True), (11, True), (13, False)])
def test_a_rumour_of_fighting_moves_no_day_of_a_fight_that_is_known(world, day, agrees):
    world.says("holds", REDS, 4)
    world.says("contested", REDS, 10, 11, rival=BLUES)
    rumour = world.says("contested", REDS, day, rival=BLUES, reliability="F")
    verdicts = {verdict for _, verdict in world.told(rumour)}
    assert ("rejected" in verdicts) is not agrees
    fought = [(number(s.start), number(s.end)) for s in world.history().states if s.contested]
    assert fought == [(10, 12)]


def test_a_guess_never_changes_a_state_against_a_better_claim(world):
    guess = world.says("captured", BLUES, 8, 12, reliability="E")
    world.says("holds", REDS, 4, 20)
    assert world.holders() == [(1, REDS)]
    event = world.event("captured", BLUES)
    assert event.contrary_claim_ids == ("c02",)
    assert "changes no state" in event.note
    assert (event_log.LEAST_COST, "rejected") in world.told(guess)


def test_a_doubtful_capture_yields_to_a_later_word_that_the_town_was_held(world):
    world.says("captured", BLUES, 8, credibility=5)
    world.says("holds", REDS, 15)
    assert world.holders() == [(1, REDS)]


def test_a_weak_claim_does_not_move_the_day_that_better_claims_give(world):
    world.says("captured", BLUES, 9)
    world.says("captured", BLUES, 10, credibility=6)
    world.says("captured", BLUES, 10, reliability="F")
    assert number(world.event("captured", BLUES).date) == 9


def test_a_rumour_moves_nothing_where_a_better_claim_names_the_day(world):
    rumour = world.says("captured", BLUES, 9, reliability="E")
    world.says("captured", BLUES, 20)
    assert world.holders() == [(20, BLUES)]
    assert (event_log.LEAST_COST, "rejected") in world.told(rumour)


def test_a_rumour_yields_to_a_later_capture_from_the_old_holder(world):
    world.says("captured", BLUES, 9, reliability="E", from_holder=REDS)
    world.says("captured", BLUES, 20, from_holder=REDS)
    assert world.holders() == [(1, REDS), (20, BLUES)]


def test_a_sure_holder_is_not_made_unsure_by_a_party_that_says_it_again(world):
    world.says("captured", BLUES, 9)
    world.says("captured", BLUES, 20, claimant="Blue army", claimant_side=BLUES)
    (state,) = world.history().states
    assert state.certainty is CONFIRMED


# What bounds a change


def test_a_town_still_held_on_a_day_fell_later(world):
    world.says("captured", BLUES, 1, 20, from_holder=REDS)
    still = world.says("holds", REDS, 14)
    event = world.event("captured", BLUES)
    assert (number(event.date_earliest), number(event.date)) == (15, 20)
    assert (event_log.HOLDS, "joined") in world.told(still)


def test_a_town_already_held_on_a_day_fell_no_later(world):
    world.says("captured", BLUES, 1, 20, from_holder=REDS)
    already = world.says("holds", BLUES, 12)
    event = world.event("captured", BLUES)
    assert (number(event.date), number(event.date_latest)) == (12, 12)
    assert (event_log.HOLDS, "joined") in world.told(already)
    assert world.holders() == [(1, REDS), (12, BLUES)]


def test_a_town_still_fought_over_has_not_fallen(world):
    world.says("captured", BLUES, 8, 10, from_holder=REDS)
    fight = world.says("contested", REDS, 8, 9, rival=BLUES)
    event = world.event("captured", BLUES)
    assert (number(event.date_earliest), number(event.date)) == (9, 10)
    assert (event_log.FIGHT, "joined") in world.told(fight)
    assert world.holders() == [(1, REDS), (8, "reds/blues"), (10, BLUES)]


def test_a_capture_on_the_last_day_of_the_fighting_is_what_the_end_of_the_day_shows(world):
    world.says("contested", REDS, 8, 9, rival=BLUES)
    world.says("captured", BLUES, 9, from_holder=REDS)
    assert world.holders() == [(1, REDS), (8, "reds/blues"), (9, BLUES)]
    assert world.event("captured", BLUES).certainty is CONFIRMED


def test_a_party_that_declares_victory_while_others_see_fighting_is_not_believed(world):
    world.says("captured", BLUES, 8, claimant="Blue army", claimant_side=BLUES, from_holder=REDS)
    world.says("contested", REDS, 8, 10, rival=BLUES)
    assert world.holders() == [(1, REDS), (8, "reds/blues"), (11, REDS)]
    assert world.history().states[-1].certainty is CLAIMED
    assert world.event("captured", BLUES).certainty is DISPUTED


def test_a_victory_declared_the_day_before_others_see_fighting_is_not_postponed(world):
    world.says("captured", BLUES, 8, claimant="Blue army", claimant_side=BLUES, from_holder=REDS)
    world.says("contested", REDS, 9, 10, rival=BLUES)
    assert world.holders() == [(1, REDS), (9, "reds/blues"), (11, REDS)]


def test_a_victory_declared_before_a_fight_whose_end_nobody_knows_did_not_happen_yet(world):
    world.says("captured", BLUES, 8, claimant="Blue army", claimant_side=BLUES, from_holder=REDS)
    world.says("contested", REDS, 9, None, rival=BLUES)
    assert world.holders() == [(1, REDS), (9, "reds/blues")]


# Contradiction


def test_witnesses_who_contradict_each_other_make_an_event_disputed(world):
    world.says("captured", BLUES, 9)
    denial = world.says("holds", REDS, 9, 10, claimant="Observers")
    event = world.event("captured", BLUES)
    assert event.certainty is DISPUTED
    assert event.contrary_claim_ids == (denial,)


def test_an_independent_denial_outweighs_a_party_in_its_own_favour(world):
    world.says("captured", BLUES, 9, claimant="Blue army", claimant_side=BLUES)
    world.says("holds", REDS, 8, 10, claimant="Observers")
    assert world.holders() == [(1, REDS)]
    assert world.event("captured", BLUES).certainty is DISPUTED


def test_a_party_that_denies_its_loss_does_not_undo_what_others_saw(world):
    world.says("captured", BLUES, 9, claimant="Observers", from_holder=REDS)
    denial = world.says("holds", REDS, 10, claimant="Red radio", claimant_side=REDS)
    assert world.holders() == [(1, REDS), (9, BLUES)]
    event = world.event("captured", BLUES)
    assert event.certainty is CONFIRMED
    assert event.contrary_claim_ids == (denial,)
    assert (event_log.LEAST_COST, "rejected") in world.told(denial)


def test_a_victory_that_only_the_party_announced_and_that_never_shows_did_not_happen(world):
    world.says("holds", REDS, 3)
    lie = world.says("captured", BLUES, 9, claimant="Blue army", claimant_side=BLUES)
    assert world.holders() == [(1, REDS), (9, BLUES)]
    world.says("holds", REDS, 25)
    assert world.holders() == [(1, REDS)]
    assert world.event("captured", BLUES).certainty is DISPUTED
    assert (event_log.LEAST_COST, "rejected") in world.told(lie)


def test_a_victory_that_a_later_capture_from_the_old_holder_belies_did_not_happen(world):
    world.says("captured", BLUES, 9, from_holder=REDS, claimant="Blue army", claimant_side=BLUES)
    world.says("captured", GREENS, 25, from_holder=REDS)
    assert world.holders() == [(1, REDS), (25, GREENS)]


def test_a_victory_followed_by_a_told_retreat_did_happen(world):
    world.says("captured", BLUES, 9, from_holder=REDS, claimant="Blue army", claimant_side=BLUES)
    world.says("captured", REDS, 15, from_holder=BLUES)
    world.says("holds", REDS, 25)
    assert world.holders() == [(1, REDS), (9, BLUES), (15, REDS)]


def test_a_counter_attack_the_day_after_is_no_contradiction(world):
    world.says("captured", BLUES, 9)
    world.says("captured", REDS, 10, from_holder=BLUES)
    world.says("holds", REDS, 10)
    assert world.event("captured", BLUES).certainty is CONFIRMED
    assert world.holders() == [(9, BLUES), (10, REDS)]


def test_two_parties_said_to_have_taken_a_town_on_one_day_are_disputed(world):
    world.says("captured", BLUES, 9)
    world.says("captured", GREENS, 9)
    assert world.holders() == [(9, BLUES)]
    assert world.event("captured", BLUES).certainty is DISPUTED
    assert world.event("captured", GREENS).certainty is DISPUTED


def test_a_town_taken_and_passed_on_the_same_day_ends_with_the_second(world):
    world.says("captured", BLUES, 9, from_holder=GREENS)
    world.says("captured", GREENS, 9, from_holder=REDS)
    assert world.holders() == [(1, REDS), (9, BLUES)]
    assert world.event("captured", BLUES).certainty is CONFIRMED


def test_an_earlier_capture_told_on_two_days_keeps_its_claims_beside_a_later_one(world):
    early = [world.says("captured", BLUES, 10), world.says("captured", BLUES, 11)]
    world.says("captured", REDS, 15)
    late = world.says("captured", BLUES, 20)
    events = [e for e in world.history().events if e.holder == BLUES]
    assert [sorted(e.claim_ids) for e in events] == [early, [late]]


def test_one_good_claim_of_who_was_driven_out_outweighs_many_rumours(world):
    world.says("captured", BLUES, 10, from_holder=REDS)
    for _ in range(2):
        world.says("captured", BLUES, 10, from_holder=GREENS, reliability="F")
    assert world.event("captured", BLUES).from_holder == REDS


def test_a_later_rumour_does_not_overturn_an_earlier_one(world):
    world.says("captured", BLUES, 5, reliability="F")
    world.says("holds", REDS, 10, reliability="F")
    assert world.holders() == [(5, BLUES)]


def test_windows_that_adjoin_are_two_captures_when_somebody_else_took_the_place_between(world):
    world.says("captured", BLUES, 10)
    world.says("captured", BLUES, 11, 20)
    assert [len(e.claim_ids) for e in world.history().events] == [2]
    world.says("captured", REDS, 12, 15)
    assert [(e.holder, len(e.claim_ids)) for e in world.history().events] == [
        (BLUES, 1),
        (REDS, 1),
        (BLUES, 1),
    ]


def test_who_held_a_place_before_any_day_that_is_named_is_marked_as_the_holder_before(world):
    """Reds left on the 2nd, all say: of the 1st nobody says anything."""
    world.says("captured", BLUES, 3)
    world.says("withdrew", REDS, 2)
    world.says("withdrew", REDS, 3)
    world.says("holds", REDS, 2)
    first, second, *_ = world.history().states
    assert (number(first.start), first.note) == (1, HOLDER_BEFORE)
    assert (number(second.start), second.note) == (2, "")


def test_of_two_captures_by_one_party_a_wide_window_tells_of_the_one_within_it(world):
    """Not of the later one, though that came nearer to the window's end."""
    world.says("holds", REDS, 1)
    seen = [world.says("holds", BLUES, 3) for _ in range(2)]
    for _ in range(2):
        world.says("holds", REDS, 8, 10)
    again = world.says("captured", BLUES, 11, 12, from_holder=REDS)
    wide = world.says("captured", BLUES, 1, 10, from_holder=REDS)
    taken = [e for e in world.history().events if (e.kind, e.holder) == ("captured", BLUES)]
    told = {number(e.date): set(e.claim_ids) for e in taken}
    assert told == {3: {wide, *seen}, 12: {again}}
