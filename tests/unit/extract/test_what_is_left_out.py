"""What a sentence leaves to the reader: the winner, the place, the day, the verb itself."""

from reading_kit import days, said

from ebbline.extract.changes import load_rules
from ebbline.extract.lexicon import load_lexicon
from ebbline.extract.parties import read_parties


def test_who_wins_in_a_story_wins_where_nobody_is_named():
    text = "Red forces captured Alda from Blue troops on Monday. Borin fell on Tuesday."
    assert said(text) == ["Alda captured red", "Borin captured red"]


def test_a_speaker_claims_what_nobody_else_is_named_for():
    text = "Blue troops fled. Alda was recaptured on Monday, Red officials said."
    assert said(text) == ["Alda captured red"]


def test_who_admits_a_loss_has_lost():
    text = "Red forces advanced. Blue leaders admitted the loss of Alda on Monday."
    assert said(text) == ["Alda captured red"]


def test_we_are_the_speakers():
    assert said('"We have taken Alda," a Red commander said.') == ["Alda captured red"]
    assert said('"We have taken Alda," a trader said. Red forces were near.') == []


def test_each_place_of_a_list_has_its_own_day():
    text = "Red forces took Alda, a port, on Sunday, and Borin, 9 km from Cadel, on Monday."
    assert said(text) == ["Alda captured red", "Borin captured red"]
    assert days(text) == ["2020-05-17/2020-05-17", "2020-05-18/2020-05-18"]


def test_a_verb_takes_from_several_places_in_turn():
    text = "Red forces drove Blue troops from Alda on Sunday and from Borin and Cadel a day later."
    assert said(text) == ["Alda captured red", "Borin captured red", "Cadel captured red"]
    assert days(text)[1:] == ["2020-05-18/2020-05-18"] * 2


def test_who_attacks_a_town_and_takes_it_has_it():
    text = "Blue fighters of the hills attacked Alda, a port, at dawn on Sunday and took it."
    assert said(text) == ["Alda captured blue"]


def test_brackets_give_days():
    text = "Blue troops were driven out of Alda (March) and Borin (April) by Red forces."
    assert days(text) == ["2020-03-01/2020-03-31", "2020-04-01/2020-04-30"]


def test_lines_of_a_list_are_read():
    text = "- Alda: captured by Red forces on 18 May\n- Borin: still held by Blue troops"
    assert said(text) == ["Alda captured red", "Borin holds blue"]
    assert said("18 May: Red forces took Alda.") == ["Alda captured red"]


def test_what_happened_earlier_has_a_wide_window():
    text = "Red forces took Borin on Monday. Alda had earlier been seized by Red forces."
    assert days(text)[1] == "2019-05-21/2020-05-19"


def test_days_after_are_a_few():
    text = "Red forces retook Alda on Monday, days after Blue troops had seized it."
    assert "2020-05-11/2020-05-17" in days(text)


def test_what_was_left_to_them_they_held_until_the_capture():
    text = (
        "Red forces captured Alda on Monday. Alda was the last town left in the hands of "
        "Blue troops."
    )
    assert said(text) == ["Alda captured red", "Alda holds blue"]
    assert days(text)[1] == "2020-05-17/2020-05-17"


def test_who_enters_what_the_other_side_has_fled_takes_it():
    text = "Red forces swept into Alda on Monday after Blue troops fled."
    assert said(text) == ["Alda captured red"]


def test_elections_and_matches_are_no_war():
    assert said("Red won Alda and lost Borin in Sunday's elections.") == []


def test_a_well_known_party_takes_the_holder_that_has_one_of_its_names():
    lexicon = load_lexicon(tuple(load_rules().verbs))
    parties = read_parties([("paramilitary", ("RSF",))], lexicon)
    own = {holder for words, holder in parties.names["rapid"]}
    assert own == {"paramilitary"}
    assert {h for _, h in read_parties([], lexicon).names["rapid"]} == {"rsf"}


def test_people_of_a_nation_are_its_arms():
    assert said("Alda was taken by the South Koreans on Monday.") == ["Alda captured south-korea"]


def test_generic_words_are_the_party_that_is_called_so():
    actors = [("green", ("Green rebels",)), ("red", ("Red forces",))]
    text = "Red forces met Green rebels near Borin. Alda is in rebel hands."
    assert said(text, actors=actors) == ["Alda holds green"]
