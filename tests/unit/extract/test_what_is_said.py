"""What sentences of news say of who holds a place, and what they do not."""

import pytest
from reading_kit import ACTORS, days, proposals, said

from ebbline.vocabulary import Place


@pytest.mark.parametrize(
    "sentence",
    [
        "Red forces failed to take Alda.",
        "Red forces aim to capture Alda by the end of the month.",
        "Red forces vowed to recapture Alda.",
        "Red forces will take Alda on Friday.",
        "Red forces could capture Alda within days.",
        "Red forces did not capture Alda.",
        "Red forces have not yet taken Alda.",
        "Red forces nearly captured Alda.",
        "If Red forces capture Alda, the road is open.",
        "Blue officials denied that Red forces had captured Alda.",
        "Red forces ruled out a withdrawal from Alda.",
        "Red forces postponed the capture of Alda.",
        "Red forces are on the verge of capturing Alda.",
        "Red forces, unable to capture Alda, shelled it.",
        "Blue troops stopped Red forces from taking Alda.",
        "Blue officials denied Red claims to have captured Alda.",
        "Blue officials rejected Red claims that Alda had been captured.",
        "Red claims to have captured Alda were denied by Blue officials.",
        "Blue officials refuted a claim by Red forces that they had taken Alda.",
        "There was no confirmation that Red forces had captured Alda.",
        "Reports that Red forces have captured Alda cannot be confirmed.",
        "Had Red forces captured Alda, the war would be over.",
        "It is unlikely that Red forces took Alda.",
        "Talks on the withdrawal of Blue troops from Alda failed.",
        "The army said Red forces had been stopped before entering Alda.",
        "There were fears that Red forces would capture Alda.",
        "Red forces launched an offensive aimed at capturing Alda.",
        "Blue troops repelled an attempt to capture Alda.",
        "Red forces are preparing for the capture of Alda.",
        "Instead of capturing Alda, Red forces went home.",
        "Red officials called for the withdrawal of Blue troops from Alda.",
        "Rumours that Blue troops had abandoned Alda were false, an official said.",
        "Blue officials denied reports that Alda had fallen to Red forces.",
        "Have Red forces captured Alda?",
        "Red forces are fighting to retake Alda.",
        "Troops were sent to Alda to prevent Red forces from capturing it.",
        "Red forces were ordered to withdraw from Alda.",
        "Red forces considered abandoning Alda.",
        "Red forces fear losing Alda.",
        "Red forces hope that Alda will fall to them.",
        "The plan for the capture of Alda by Red forces was never carried out.",
    ],
)
def test_an_intention_a_denial_or_a_question_is_no_event(sentence):
    assert [s for s in said(sentence) if "attacked" not in s] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Red forces captured twelve tanks near Alda on Monday.",
        "Red soldiers captured the mother of a Blue commander in Alda.",
        "Red police seized a suspect in Alda.",
        "Red forces held talks in Alda on Monday.",
        "The film captured Alda in its last years.",
        "Residents of Alda marked the anniversary of the town's liberation.",
        "A photographer captured Alda from the air.",
        "Residents fled Alda on Monday.",
        "Prices fell in Alda on Monday.",
        "Alda fell silent on Monday.",
        "Red forces took part in a parade in Alda.",
        "Red forces took the stage in Alda.",
        "The singer took Alda by storm.",
        "Red forces occupied a school in Alda.",
    ],
)
def test_weapons_suspects_talks_and_films_are_no_towns(sentence):
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Red forces captured Alda.", ["Alda captured red"]),
        ("Alda was captured by Red forces.", ["Alda captured red"]),
        ("Alda has been captured by Red forces.", ["Alda captured red"]),
        ("Red forces managed to capture Alda.", ["Alda captured red"]),
        ("Red forces are reported to have captured Alda.", ["Alda captured red"]),
        ("Red forces claimed to have captured Alda.", ["Alda captured red"]),
        ("After capturing Alda, Red forces marched on.", ["Alda captured red"]),
        (
            "Red forces advanced, capturing Alda and Borin.",
            ["Alda captured red", "Borin captured red"],
        ),
        (
            "Red forces seized the towns of Alda, Borin and Corvel from Blue troops.",
            ["Alda captured red", "Borin captured red", "Corvel captured red"],
        ),
        ("Alda, the capital of the province, fell to Red forces.", ["Alda captured red"]),
        ("Red troops raised their flag over Alda.", ["Alda captured red"]),
        (
            "Blue troops were expelled from Alda and Borin by Red forces.",
            ["Alda captured red", "Borin captured red"],
        ),
        ("Alda became the third town to fall to Red forces.", ["Alda captured red"]),
        ("Red forces regained full control of Alda.", ["Alda captured red"]),
        ("Alda remains under Red control.", ["Alda holds red"]),
        ("Alda is still in the hands of Blue troops.", ["Alda holds blue"]),
        ("Alda, the last stronghold of Blue fighters, has no water.", ["Alda holds blue"]),
        ("Alda is no longer under Blue control, Red officials said.", ["Alda captured red"]),
        ("Blue troops pulled out of Alda.", ["Alda withdrew blue"]),
        ("Blue troops were forced to withdraw from Alda.", ["Alda withdrew blue"]),
        ("Red forces entered Blue-held Alda.", ["Alda contested blue"]),
        ("Red forces took the eastern half of Alda from Blue troops.", ["Alda contested blue"]),
        ("Red forces shelled Blue-held Alda.", ["Alda holds blue"]),
        ("The Red capture of Alda on Monday surprised many.", ["Alda captured red"]),
        ("The fall of Alda to Red forces was a blow.", ["Alda captured red"]),
    ],
)
def test_who_holds_the_place(sentence, expected):
    assert said(sentence) == expected


def test_the_town_and_it_mean_the_place_named_before():
    assert said("Blue troops in Alda lost ground. Red forces captured the town on Monday.") == [
        "Alda captured red"
    ]
    assert said("Red forces surrounded Alda and then captured it.") == ["Alda captured red"]


def test_a_change_told_twice_is_one_proposal_with_the_better_date():
    text = (
        "Red forces retake Alda\n\nRed forces captured the town of Alda on Monday, officials said."
    )
    assert said(text) == ["Alda captured red"]
    assert days(text) == ["2020-05-18/2020-05-18"]


def test_what_is_told_without_its_verb_has_a_date_of_its_own():
    text = "Blue troops lost Alda to Red forces in March and Borin in April."
    assert days(text) == ["2020-03-01/2020-03-31", "2020-04-01/2020-04-30"]


def test_the_clause_has_its_own_date_before_the_speakers():
    text = "Red officials said on Tuesday that Red forces had captured Alda on Sunday."
    assert days(text) == ["2020-05-17/2020-05-17"]


def test_without_a_date_of_its_own_the_speakers_day_counts():
    text = "Red forces have captured Alda, Red officials said on Tuesday."
    assert days(text) == ["2020-05-19/2020-05-19"]


def test_without_any_date_the_day_before_publication_counts_too():
    assert days("Red forces have captured Alda.") == ["2020-05-19/2020-05-20"]


def test_a_year_after_counts_back_from_the_main_event():
    text = "Red forces retook Alda on Monday, three weeks after losing it to Blue troops."
    assert days(text, least=0.3)[1] == "2020-04-25/2020-04-29"


def test_history_is_no_news():
    assert said("Red forces captured Alda in 1945.") == []


def test_a_side_that_speaks_for_itself_is_believed_less():
    own, foreign = (
        proposals(f"{who} said Red forces had captured Alda.")[0]
        for who in ("Red officials", "A human rights monitor")
    )
    assert (own.claimant_side, own.credibility) == ("red", 3)
    assert (foreign.claimant_side, foreign.credibility) == ("neutral", 2)


def test_two_possible_winners_are_not_told_apart():
    actors = [("blue", ("Blue troops",)), ("red", ("Red forces",)), ("green", ("Green fighters",))]
    text = (
        "Blue troops fought Red forces and Green fighters all summer. "
        "Blue troops lost Alda on Monday."
    )
    assert said(text, actors=actors, least=0.5) == []


def test_the_country_of_the_place_decides_where_only_one_party_is_of_it():
    place = Place("alda", "Alda", "", (), 33.0, 43.0, 1.0, "IQ", "", "", "town", None, "")
    actors = [("blue", ("Blue troops",)), ("iraq", ("Iraqi forces",)), ("syria", ("Syrian army",))]
    text = "Blue troops fought Iraqi forces and the Syrian army. Blue troops lost Alda on Monday."
    assert said(text, actors=actors, places=[place]) == ["Alda captured iraq"]


def test_parties_that_nobody_configured_are_named_after_their_own_name():
    assert said("Houthi fighters captured Alda.") == ["Alda captured houthi"]
    assert said("Ethiopian troops captured Alda.") == ["Alda captured ethiopia"]
    assert said("The Popular Justice Front captured Alda on Monday.") == [
        "Alda captured popular-justice-front"
    ]


def test_a_headline_in_capitals_is_read():
    assert said("Red Forces Capture Alda From Blue Troops") == ["Alda captured red"]


def test_a_party_and_its_abbreviation_are_one():
    text = (
        "The Northern Support Corps (NSC) captured Alda on Monday. "
        "On Tuesday the NSC captured Borin, an observer said."
    )
    assert said(text) == ["Alda captured nsc", "Borin captured nsc"]


def test_generic_and_foreign_names_mean_a_party_only_where_it_is_named():
    from ebbline.extract.lexicon import load_lexicon
    from ebbline.extract.parties import split_names

    names = {"red": ("Red Guard", "Redland army", "militants", "Russia"), "rus": ("Russia",)}
    red, rus = split_names(names, load_lexicon())
    assert red.weak == ("militants",)
    assert "militants" not in red.names_in("The militants captured Alda.")
    assert "militants" in red.names_in("The Red Guard fled. The militants left Alda.")
    assert rus.names_in("anything") == ("Russia",)


def test_agencies_and_alliances_are_no_towns():
    text = (
        "Residents told the BBC that Red troops had taken the town. Red forces took Alda on Monday."
    )
    assert said(text) == ["Alda captured red"]


def test_an_unnamed_winner_of_a_list_is_the_one_of_the_sentence():
    text = "Alda fell to Red forces on Monday, and Borin was captured on Sunday."
    assert said(text) == ["Borin captured red", "Alda captured red"] or said(text) == [
        "Alda captured red",
        "Borin captured red",
    ]


def test_a_look_back_is_not_what_a_week_later_counts_from():
    text = (
        "Red forces retook Alda on 3 May. Blue troops had seized it in March 2019. "
        "A week later Red forces captured Borin."
    )
    assert days(text)[-1] == "2020-05-10/2020-05-10"


def test_what_is_entered_and_taken_in_one_report_is_told_once():
    text = "Red troops entered Alda, a resident said. Red forces captured Alda on Tuesday."
    assert said(text) == ["Alda captured red"]


def test_nobody_flees_the_town_that_he_takes():
    text = "Red forces marched into Alda and took it. Soldiers and families had fled from Alda."
    assert said(text) == ["Alda captured red"]


def test_his_troops_are_those_of_the_speaker_or_nobodys():
    text = "The Blue council said Alda was quiet. General Roe said his soldiers had captured Borin."
    assert "Borin captured blue" not in said(text)
    text = text.replace("General Roe", "A Red general")
    assert said(text) == ["Borin captured red"]


def test_what_was_formerly_held_is_not_held_now():
    assert said("Red troops camp in Alda, which was formerly controlled by Blue troops.") == []


def test_who_is_in_control_of_a_town_is_not_controlled():
    assert said("Alda, Red officials said, was in full control of the valley.") == []


def test_who_first_took_a_town_took_it():
    text = "Red forces first captured Alda on May 3."
    assert (said(text), days(text)) == (["Alda captured red"], ["2020-05-03/2020-05-03"])


def test_a_crossing_is_no_verb():
    assert days("Red forces retook the Alda crossing on 12 May.") == ["2020-05-12/2020-05-12"]


def test_a_party_may_be_called_a_league():
    actors = [("league", ("Coastal League",))]
    assert said("The Coastal League captured Alda.", actors=actors) == ["Alda captured league"]


def test_a_town_that_was_once_occupied_may_be_left():
    text = "Blue troops have withdrawn from the once-occupied city of Alda."
    assert said(text) == ["Alda withdrew blue"]


def test_what_happened_when_is_dated_by_the_day_before_when():
    text = "Red forces seized Borin in March, when they swept down and also captured Alda."
    assert days(text) == ["2020-03-01/2020-03-31"] * 2


def test_control_on_a_day_of_a_town_is_of_the_town():
    text = "Red forces regained full control on Tuesday of Alda."
    assert (said(text), days(text)) == (["Alda captured red"], ["2020-05-19/2020-05-19"])


def test_a_full_recapture_is_announced_by_who_did_it():
    assert said("On Monday Red forces announced the full recapture of Alda.") == [
        "Alda captured red"
    ]


def test_one_of_several_towns_is_shown_by_its_words():
    text = "Red forces retook one of the last strongholds of Blue troops."
    assert said(text) == ["(one of the last strongholds of Blue troops) captured red"]


def test_armed_forces_are_nobodys_name():
    text = "Red forces met Blue troops. The command of Armed Forces hailed the recapture of Alda."
    assert "armed-forces" not in " ".join(said(text))


def test_those_who_are_melting_away_have_not_left():
    assert said("Red forces captured Alda in May. Blue troops appear to be melting away.") == [
        "Alda captured red"
    ]


def test_a_recently_captured_town_was_not_captured_on_the_day_of_the_sentence():
    text = "Red troops from the recently captured Blue stronghold of Alda on Monday entered Borin."
    assert "2020-05-18/2020-05-18" not in days(text)[:1]


def test_of_a_town_with_its_title_the_town_was_taken():
    text = (
        "Red troops marched from Alda, the headquarters of Blue troops, which was captured by "
        "Red forces on Friday."
    )
    assert "Alda captured red" in said(text)
    assert "2020-05-15/2020-05-15" in days(text)


def test_a_border_of_two_states_is_no_town():
    text = "Red forces captured Alda in May. They seized the Syria-Turkey border town on May 12."
    assert not any("Syria" in found for found in said(text))


def test_a_loss_that_a_generic_word_tells_is_not_given_to_who_took_the_town_back():
    actors = [*ACTORS, ("green", ("Green rebels",))]
    text = (
        "Red forces recaptured Alda on May 18, fighting Green rebels. "
        "Alda fell into rebel hands last month."
    )
    assert set(said(text, actors=actors)) == {"Alda captured red", "Alda captured green"}
