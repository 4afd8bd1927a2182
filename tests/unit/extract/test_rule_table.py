"""Each rule of the table does what its examples say."""

import pytest
from reading_kit import raw_proposals

from ebbline.extract.candidates import merge
from ebbline.extract.changes import load_rules

EXAMPLES = [
    pytest.param(rule, *example.split("=", 1), id=f"{rule.name}: {example[:50]}")
    for rule in load_rules().rows
    for example in rule.examples
]


@pytest.mark.parametrize(("rule", "sentence", "expected"), EXAMPLES)
def test_example_of_the_table(rule, sentence, expected):
    raw = raw_proposals(sentence.strip())
    found = [p for p in merge(raw) if p.confidence >= 0.3 and p.place.name]
    assert ", ".join(f"{p.place.name} {p.holder}" for p in found) == expected.strip()
    if expected.strip():
        assert rule.name in {p.rule for p in raw}


def test_every_rule_has_an_example_and_is_named_once():
    rules = load_rules().rows
    assert all(rule.examples for rule in rules)
    assert len({rule.name for rule in rules}) == len(rules)
