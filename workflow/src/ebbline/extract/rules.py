"""The table of rules: which words tell of a change, and where the parties and the place stand.

``rules.csv`` has a row a rule. ``form`` is ``verb`` (active, passive and participles alike),
``state`` (a form of *be*, *remain* …), ``noun`` (*the capture of …*) or ``hyphen`` (*IS-held*).
``words`` are the lemmas, ``particle`` what must follow the verb (empty: nothing, ``*``: anything
or nothing), ``noun`` the head noun that its object or complement must have. ``winner``, ``loser``
and ``place`` say where each stands in the active sentence: ``subject``, ``object``, ``noun`` (what
the head noun belongs to), ``owner`` (before *'s*) or prepositions. Of a kind other than
``captured``, the party that counts is the one before (see :mod:`ebbline.extract.frames`).
``needs`` names a part that must be found (``winner``, ``loser`` or ``either``), ``tense`` the tense
that an active verb must have (``past``). ``form`` may also be ``seat`` (*its last stronghold*) or
``under`` (*in rebel hands*) beside a place, or ``lately`` (*newly captured*) before one; and for
verbs of being and going ``owned`` (*A is Red again*), ``presence`` (*were back in A*), ``sequel``
(*B went next*: to whom the place before it went).
``examples`` are tests, parted by ``|``: a sentence, ``=``, and what it says as ``place holder,
place holder`` (nothing: it says nothing).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ebbline.vocabulary import Kind

ANY = "*"
STORY_FORMS = ("owned", "presence", "sequel")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of ``rules.csv``."""

    rule: str
    kind: Kind
    form: str
    words: tuple[str, ...]
    particle: str
    noun: frozenset[str]
    winner: tuple[str, ...]
    loser: tuple[str, ...]
    place: tuple[str, ...]
    needs: str
    tense: str
    confidence: float
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Rules:
    """All rules, by the word that triggers them: verbs by lemma, nouns as they are.

    ``forms`` gives the last rule of each form, for forms of which there is one; ``changes`` are the
    verbs that tell of more than an attack.
    """

    rules: tuple[Rule, ...]
    verbs: dict[str, tuple[Rule, ...]]
    nouns: dict[str, Rule]
    hyphens: dict[str, Rule]
    lately: dict[str, Rule]
    stories: dict[str, tuple[Rule, ...]]
    forms: dict[str, Rule]
    changes: frozenset[str]

    @property
    def lemmas(self) -> tuple[str, ...]:
        """All verbs that trigger a rule, in order."""
        return tuple(sorted({*self.verbs, *self.stories}))


@cache
def load_rules() -> Rules:
    """Return the rules of ``rules.csv``."""
    text = files("ebbline.extract").joinpath("rules.csv").read_text(encoding="utf-8")
    rules = tuple(_rule(row) for row in csv.DictReader(text.splitlines()))
    verbs: dict[str, list[Rule]] = {}
    stories: dict[str, list[Rule]] = {}
    for rule in rules:
        for word in rule.words:
            if rule.form in ("verb", "state"):
                verbs.setdefault(word, []).append(rule)
            elif rule.form in STORY_FORMS:
                stories.setdefault(word, []).append(rule)
    return Rules(
        rules,
        {word: tuple(found) for word, found in verbs.items()},
        {word: rule for rule in rules if rule.form == "noun" for word in rule.words},
        {word: rule for rule in rules if rule.form == "hyphen" for word in rule.words},
        {
            f"{adverb}-{word}": rule
            for rule in rules
            if rule.form == "lately"
            for word in rule.words
            for adverb in rule.particle.split()
        },
        {word: tuple(found) for word, found in stories.items()},
        {rule.form: rule for rule in rules},
        frozenset(w for w, found in verbs.items() if any(r.kind != Kind.ATTACKED for r in found)),
    )


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        row["rule"],
        Kind(row["kind"]),
        row["form"],
        tuple(row["words"].split()),
        row["particle"],
        frozenset(row["noun"].split()),
        _roles(row["winner"]),
        _roles(row["loser"]),
        _roles(row["place"]),
        row["needs"],
        row["tense"],
        float(row["confidence"]),
        tuple(_examples(row["examples"])),
    )


def _roles(cell: str) -> tuple[str, ...]:
    """Return the roles of a cell; ``out of`` is one preposition."""
    words = cell.replace("out of", "out_of").split()
    return tuple(word.replace("_", " ") for word in words)


def _examples(cell: str) -> Iterator[tuple[str, str]]:
    for example in cell.split(" | "):
        sentence, _, expected = example.partition("=")
        yield sentence.strip(), expected.strip()
