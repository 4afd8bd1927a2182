"""Each rule of the table does what its examples say."""

import pytest
from reading_kit import raw_proposals

from ebbline.extract.candidates import merge
from ebbline.extract.rules import load_rules
from ebbline.vocabulary import Kind

EXAMPLES = [
    pytest.param(rule, sentence, expected, id=f"{rule.rule}: {sentence[:50]}")
    for rule in load_rules().rules
    for sentence, expected in rule.examples
]


@pytest.mark.parametrize(("rule", "sentence", "expected"), EXAMPLES)
def test_example_of_the_table(rule, sentence, expected):
    raw = raw_proposals(sentence)
    found = [p for p in merge(raw) if p.confidence >= 0.3]
    assert ", ".join(f"{p.place.name} {p.holder}" for p in found) == expected
    if expected:
        assert rule.rule in {p.rule for p in raw}


def test_every_rule_has_an_example_and_is_named_once():
    rules = load_rules().rules
    assert all(rule.examples for rule in rules)
    assert len({rule.rule for rule in rules}) == len(rules)
    assert {rule.kind for rule in rules} == set(Kind)


def test_most_rules_have_a_counter_example():
    with_none = [
        r.rule for r in load_rules().rules if any(not expected for _, expected in r.examples)
    ]
    assert len(with_none) > len(load_rules().rules) / 2
