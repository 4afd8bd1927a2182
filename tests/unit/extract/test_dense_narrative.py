"""What a sentence leaves to the ones before it: places counted off, shared verbs, days counted."""

import pytest
from reading_kit import days, proposals, said

BOTH = "Red forces captured Alda and Borin on Sunday. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BOTH + "The former was retaken by Blue troops.", "Alda captured blue"),
        (BOTH + "Blue troops retook the latter.", "Borin captured blue"),
        (BOTH + "Blue troops have since recovered the second.", "Borin captured blue"),
        (BOTH + "Blue troops retook both a day later.", "Alda captured blue"),
        (BOTH + "Both towns were retaken by Blue troops on Monday.", "Borin captured blue"),
        (BOTH + "From there they moved on.", "Borin captured red"),
        (
            "Red forces took Alda, Borin and Corvel. Blue troops retook all three.",
            "Corvel captured",
        ),
        ("Alda fell to Red forces on Sunday; on Monday, Borin.", "Borin captured red"),
        ("Red forces took Alda on Sunday and, a day later, Borin.", "Borin captured red"),
        (
            "The loss of Alda to Red forces on Sunday, and of Borin the day before.",
            "Borin captured red",
        ),
        ("Red forces took Alda on Sunday, as they did Borin.", "Alda captured red"),
        ("Alda came under Red control on Sunday, as did Borin on Monday.", "Borin captured red"),
        (
            "Blue troops left Alda on Sunday. Red forces were there within hours.",
            "Alda captured red",
        ),
        ("Red forces hold Alda. Borin they left on Sunday.", "Borin withdrew red"),
        (
            "Alda was attacked by Red forces, entered on Friday and taken on Sunday.",
            "Alda captured red",
        ),
        ("Red forces took Alda on Sunday, only to lose it to Blue troops.", "Alda captured blue"),
        ("Alda: control passed from Blue troops to Red forces on Sunday.", "Alda captured red"),
        ("Alda, Borin: Blue troops throughout.", "Borin holds blue"),
    ],
)
def test_what_is_told_with_the_sentence_before(text, expected):
    assert any(told.startswith(expected) for told in said(text))


@pytest.mark.parametrize(
    "text",
    [
        "Red forces took neither Alda nor Borin.",
        "Red forces took no town on Sunday.",
        "Alda has been recaptured twice by Red forces.",
        "Red officials went first.",
        "Alda went to war.",
    ],
)
def test_what_tells_of_no_change_on_a_day(text):
    assert said(text) == []


def test_days_are_counted_from_days_that_are_counted():
    text = (
        "Red forces took Alda on Sunday. Two days earlier they had taken Borin, and the day "
        "before that Corvel."
    )
    found = {p.place.name: str(p.window.last) for p in proposals(text)}
    assert found == {"Alda": "2020-05-17", "Borin": "2020-05-15", "Corvel": "2020-05-14"}


def test_since_a_month_a_place_was_taken_in_it_but_held_out_in_before():
    assert days("Alda has been in Red hands since March.") == ["2020-03-01/2020-03-31"]
    assert said("Blue troops have held out in Alda since March.") == ["Alda holds blue"]


def test_what_has_since_happened_came_after_the_day_that_was_told():
    text = "Red forces took Alda from Blue troops on Sunday. Blue troops have since recovered it."
    (later,) = [p for p in proposals(text) if p.holder == "blue"]
    assert (str(later.window.first), str(later.window.last)) == ("2020-05-17", "2020-05-20")


def test_a_garrison_of_a_town_is_of_those_who_held_it():
    text = "Red forces took Alda from Blue troops on Sunday. Borin was abandoned by its soldiers."
    assert "Borin withdrew blue" in said(text)
