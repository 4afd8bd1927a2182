"""The rules find the truth in invented wars, and are seldom sure of what is wrong."""

import pytest
from invented_wars import KEPT_BACK, attrition, score_latest, score_rules, war

WARS = 250


@pytest.fixture(scope="module")
def honest():
    return [war(seed, lies=False) for seed in range(WARS)]


@pytest.fixture(scope="module")
def lying():
    return [war(seed, lies=True) for seed in range(WARS)]


def test_where_nobody_lies_nearly_every_day_is_right(honest):
    assert score_rules(honest).share_right > 0.97


def test_lies_and_rumours_cost_little_and_much_less_than_believing_the_latest_word(lying):
    rules, latest = score_rules(lying), score_latest(lying)
    assert rules.share_right > 0.94
    assert rules.share_right > latest.share_right + 0.1


def test_what_is_called_confirmed_is_seldom_wrong_even_among_lies(lying):
    assert score_rules(lying).share_sure_wrong < 0.02


@pytest.mark.parametrize("manners", [None, KEPT_BACK], ids=["attrition", "kept back"])
def test_in_a_war_of_attrition_little_is_sure_and_what_is_sure_is_right(manners):
    wars = [attrition(s) if manners is None else attrition(s + WARS, manners) for s in range(WARS)]
    rules, latest = score_rules(wars), score_latest(wars)
    assert rules.share_right > latest.share_right + 0.08
    assert rules.share_sure_wrong < 0.01
