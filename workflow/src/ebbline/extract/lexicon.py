"""What English words can be: the classes of ``words.yaml`` and the forms of verbs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

VOWELS = "aeiou"


FUNCTION_WORDS = (
    "prepositions", "auxiliaries", "determiners", "conjunctions", "subordinators", "relatives",
    "pronouns", "adverbs", "numbers",
)  # fmt: skip
"""The classes of words that are no nouns, names or verbs."""


@dataclass(frozen=True)
class VerbForm:
    """A form of a verb: ``base``, ``s``, ``past`` (or participle) or ``ing``."""

    lemma: str
    past: bool = False
    participle: bool = False
    ing: bool = False
    third: bool = False
    base: bool = False


@dataclass(frozen=True)
class Lexicon:
    """Word classes by name, what a word is as a verb, and all of these words: no name by itself."""

    classes: dict[str, frozenset[str]]
    verbs: dict[str, VerbForm]
    common: frozenset[str]

    def is_a(self, word: str, *names: str) -> bool:
        """Tell whether ``word`` (lower case) is in one of the classes."""
        classes = self.classes
        for name in names:  # noqa: SIM110 -- a loop: this is called most of all
            if word in classes[name]:
                return True
        return False


@cache
def load_lexicon(extra_verbs: tuple[str, ...] = ()) -> Lexicon:
    """Return the lexicon, with ``extra_verbs`` (the triggers of the rules) among the verbs."""
    text = files("ebbline.extract").joinpath("words.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw: dict[str, str] = yaml.load(text, Loader=loader)  # noqa: S506 -- a safe loader, in C
    classes = {
        name: frozenset(word.replace("_", " ") for word in words.split())
        for name, words in raw.items()
        if name != "irregular"
    }
    irregular: dict[str, tuple[str, str]] = {}
    for item in raw["irregular"].split():
        lemma, past, participle = item.split("/")
        irregular[lemma] = (past, participle)
    lemmas = sorted({*classes["verbs"], *irregular, *extra_verbs})
    verbs = _forms(lemmas, irregular, classes["doubling"])
    words = {w for name, group in classes.items() if name != "titles" for w in group}
    return Lexicon(classes, verbs, frozenset(words | set(verbs)))


def _forms(
    lemmas: list[str], irregular: dict[str, tuple[str, str]], doubling: frozenset[str]
) -> dict[str, VerbForm]:
    forms: dict[str, dict[str, str | bool]] = {}

    def note(word: str, lemma: str, *kinds: str) -> None:
        entry = forms.setdefault(word, {"lemma": lemma})
        # "left" is of leave before it is a word of its own; "found" of find, not of "found".
        if entry["lemma"] == lemma:
            entry.update(dict.fromkeys(kinds, True))

    for lemma, (past, participle) in irregular.items():
        note(past, lemma, "past")
        note(participle, lemma, "participle")
    for lemma in lemmas:
        note(lemma, lemma, "base")
        note(third_person(lemma), lemma, "third")
        note(_with_ending(lemma, "ing", doubling), lemma, "ing")
        if lemma not in irregular:
            note(_with_ending(lemma, "ed", doubling), lemma, "past", "participle")
    return {word: VerbForm(**entry) for word, entry in forms.items()}  # type: ignore[arg-type]


def third_person(lemma: str) -> str:
    """Return the third person of a verb: ``takes``, ``crosses``, ``carries``."""
    if lemma.endswith("y") and lemma[-2] not in VOWELS:
        return lemma[:-1] + "ies"
    return lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _with_ending(lemma: str, ending: str, doubling: frozenset[str]) -> str:
    if lemma in doubling:
        return lemma + lemma[-1] + ending
    if ending == "ed":
        if lemma.endswith("e"):
            return lemma + "d"
        if lemma.endswith("y") and lemma[-2] not in VOWELS:
            return lemma[:-1] + "ied"
        return lemma + "ed"
    if lemma == "lie":
        return "lying"
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")) and lemma != "be":
        return lemma[:-1] + "ing"
    return lemma + "ing"
