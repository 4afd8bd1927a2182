"""How alike two spellings are, 0–100, and how sure the best of many is.

Every spelling is put into Latin letters first (Arabic by :func:`ebbline.spelling.romanise`,
Burmese by its syllables, other scripts by the package anyascii), and loses words of kind at its
ends (*Thị Trấn*, *Opština*, *-hsien*), then five measures are averaged, all from rapidfuzz:

* Jaro-Winkler on the letters, which weighs the beginning of a name more;
* edit distance on the letters as sounds, whatever the language (*sh* and *sch*, *w* and *v*);
* edit distance on the sounds of the language of the country, where :data:`LANGUAGES` has rules
  for it: what its transliterations write for one another;
* edit distance on the consonants (:func:`ebbline.spelling.skeleton`), and on classes of
  consonants (*p b f v*, *k g h q* …), as Soundex does.

Where vowels tell more than in Arabic and Slavic names, the last two count less. Of names of several
words the better counts of this and of the words alone, in any order, one side perhaps having more
of them (rapidfuzz's ``token_sort_ratio`` and ``token_set_ratio``): *Vrba Gornja*, *Topolovac*.

Arabic and Hebrew do not write short vowels, so against another script only consonants count, and
what they lack counts more. Two things tell places apart however alike the rest is: a nisba *-i*
in Arabic (*Baghdad* and *Al-Baghdadi*), and words like *eastern*, *upper*, *new*, and numbers.

Measures and the weights of :func:`certainty` were chosen on hidden spellings of some countries;
which, and how they do on others, is in ``benchmarks/names.md``.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler, Levenshtein

from ebbline.geocode.burmese import romanise_burmese
from ebbline.geocode.words import GENERIC_AFTER, GENERIC_BEFORE, QUALIFIERS
from ebbline.spelling import fold, is_arabic, romanise, skeleton, strip_articles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ACROSS = 96.5
_LACKING_ACROSS = 1.25
_NISBA = 6.0
_BY_WORDS = 0.97
# Of consonants, their classes, letters, sounds, sounds of the language: alike where vowels are
# written in many ways, in other languages vowels tell more.
_SHARES = (3, 2, 5, 5, 5)
_LOOSE_VOWELS = ("Arabic and Persian", "Slavic")
_ONE_SIDED = 8.0
_CONTRARY = 50.0

# Whatever the language. C stands for "ch", "ts", "c", x for "kh".
_SOUNDS = (
    ("dsch|dzh|dj", "j"),
    ("tsch|tch", "C"),
    ("shch|sch|sh", "s"),
    ("zh", "j"),
    ("c+(?=[aou])", "k"),
    ("ch|ts|tz|c(?!k)", "C"),
    ("kh", "x"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("bh", "b"),
    ("ck|qu|q", "k"),
    (r"(.)\1+", r"\1"),
    ("(?<=[aeiou])h(?![aeiou])", ""),
    ("ou(?=[aei])|w", "v"),
    ("[iyj]+(?=[iy])|[yj]", "i"),
    ("ou", "u"),
)
LANGUAGES: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "Slavic": (
        ("uk", "ru", "be", "bg", "mk", "sr", "hr", "bs", "sl", "pl", "cs", "sk"),
        (
            ("shch|shh|szcz|sch", "s"),
            ("kh|x", "h"),
            ("zh|dzh|rz", "j"),
            ("sh|sz", "s"),
            ("tch|tsch|ch|cz|ts|tz|c", "C"),
            ("ck", "k"),
            ("ph", "f"),
            (r"sk(?:oye|oe|oje|ogo|e|iy|ij|yi|yy|ii|y|yj|i|a|aya)\b", "sk"),
            ("[yij]+(?=[aeou])", "i"),
            ("(?<=[aeou])[yij]+", "i"),
            ("[yij]+", "i"),
            ("w", "v"),
            ("gh|h", "g"),
            (r"ie|io|ia(?=\S)", "e"),
            ("[oei]v", "uv"),
            (r"(.)\1+", r"\1"),
        ),
    ),
    "Burmese": (
        ("my",),
        (
            ("ky|gy|ch|j", "J"),
            ("hp|ph|p|b", "p"),
            ("ht|th|t|d", "t"),
            (r"hk|kh|k|g(?!\b)", "k"),
            ("hs|s|z", "s"),
            ("h(?=[mnlwy])|(?<=[mnlwy])h", ""),
            ("ee|ii", "i"),
            ("oo|ou|u", "u"),
            ("(?<=[aeiou])r(?![aeiouy])", ""),
            ("ay|ei|ae|ai|ey", "e"),
            ("aw|au", "o"),
            (r"(?<=[b-df-hj-np-tv-z])e\b", ""),
            (r"ng|[nm]\b", "n"),
            (r"(.)\1+", r"\1"),
        ),
    ),
    "Chinese and Korean": (
        ("zh", "ko", "yue"),
        (
            (r"szu\b", "si"),
            (r"tzu\b", "Ci"),
            ("dsch|tsch|tch|dzh|dz|ts|tz|zh|ch|cz|[cjqz]", "C"),
            ("hs|sh|sz|ss|[xs]", "s"),
            ("kh|gh|kk|[kg](?!$)|ck", "k"),
            ("ph|pp|[pbf]", "p"),
            ("th|tt|[td]", "t"),
            ("erh", "er"),
            ("ieh", "ie"),
            ("ueh", "ue"),
            ("ung", "ong"),
            ("ien", "ian"),
            ("ae|ai", "e"),
            ("eo|uo", "o"),
            ("eu|oo|ou|w", "u"),
            ("y", "i"),
            ("l", "r"),
            (r"(.)\1+", r"\1"),
        ),
    ),
    "Arabic and Persian": (
        ("ar", "fa", "ps", "prs", "ckb", "ku", "ur", "he"),
        (
            ("tsch|dsch|dj|dzh|zh|j|g(?=[ei])", "j"),
            ("sch|sh|ch", "c"),
            ("kh|x", "x"),
            ("gh", "g"),
            ("dh|dz", "d"),
            ("th", "t"),
            ("ph", "f"),
            ("ck|q|k", "k"),
            ("p", "b"),
            ("v", "w"),
            (r"(?<=[aeiou])h\b", ""),
            ("ou|oo|u|o", "u"),
            ("w(?=[aeiou])|u+(?=[aei])", "w"),
            ("aw|au", "u"),
            ("ee|ei|ai|ay|ey|iy", "i"),
            ("[yi](?=[aeou])", "y"),
            (r"y\b", "i"),
            ("e", "i"),
            (r"(.)\1+", r"\1"),
        ),
    ),
}
"""Languages by family: their codes, and what their transliterations write for one another.

Applied in order to words in small Latin letters. Capitals keep a sound from later rules. Families
that were tried and did not pay on their own countries (Ethiopic, Turkic, Romance) are not here.
"""
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("bpvfw", "p"),
        **dict.fromkeys("kgqxh", "k"),
        **dict.fromkeys("sCzjc", "s"),
        **dict.fromkeys("dt", "t"),
        "m": "n",
        **dict.fromkeys("aeiouy ", ""),
    }
)
_DOUBLED = re.compile(r"(.)\1+")
_GENERIC = (
    re.compile(rf"^(?:(?:{'|'.join(GENERIC_BEFORE)}) )+(?=...)"),
    re.compile(rf"(?<=...)(?: (?:{'|'.join(GENERIC_AFTER)}))+$"),
)
_MEANINGS = {word: (meaning,) for meaning, group in QUALIFIERS.items() for word in group}


@cache
def family_of(country: str) -> str:
    """Return the key of :data:`LANGUAGES` for an ISO 3166 country, or an empty text.

    The first official language that has rules, by Unicode's CLDR (package babel).
    """
    from babel.languages import get_official_languages

    for language in get_official_languages(country, regional=True, de_facto=True):
        for family, (codes, _) in LANGUAGES.items():
            if language.split("_")[0] in codes:
                return family
    return ""


@dataclass(frozen=True, slots=True)
class Form:
    """What of a spelling is compared, all in Latin letters.

    ``words`` are those of ``native``; ``qualifiers`` keys of
    :data:`ebbline.geocode.words.QUALIFIERS`, and numbers; ``vowels`` tells whether
    the script writes them; ``nisba`` whether the name ends in *-i*.
    """

    letters: str
    sounds: str
    native: str
    words: str
    consonants: str
    classes: str
    qualifiers: frozenset[str]
    vowels: bool
    nisba: bool


def form_of(folded: str, family: str = "") -> Form:
    """Return the form of a folded name without the words around it, for a family of languages."""
    stripped = strip_articles(folded)
    arabic = is_arabic(folded)
    words = _without_generic(_latin(stripped, arabic=arabic))
    letters = words.replace(" ", "")
    sounds = _replaced(letters, "")
    native = _replaced(words, family)
    return Form(
        letters=letters,
        sounds=sounds,
        native=native.replace(" ", "") if family else sounds,
        words=native,
        consonants=skeleton(folded if arabic else words),
        classes=_DOUBLED.sub(r"\1", sounds.translate(_CLASSES)) or letters,
        qualifiers=frozenset(
            meaning
            for word in stripped.split()
            for meaning in ((word,) if word.isdigit() else _MEANINGS.get(word, ()))
        ),
        vowels=not (arabic or any("\u0590" <= c <= "\u05ff" for c in folded)),
        nisba=family in ("", "Arabic and Persian") and letters.endswith(("i", "y")),
    )


def likeness(one: Form, other: Form) -> float:
    """Return how alike two spellings are, 0–100."""
    return float(Spellings([other]).likeness(one, [0])[0])


class Spellings:
    """Many forms, of one family of languages, side by side for comparing one with all."""

    def __init__(self, forms: Iterable[Form], family: str = "") -> None:
        import numpy as np

        self._shares = None if family in _LOOSE_VOWELS else _SHARES
        self._forms = tuple(forms)
        self._sounds = [f.sounds for f in self._forms]
        self._consonants = [f.consonants for f in self._forms]
        self._vowels = np.array([f.vowels for f in self._forms], dtype=bool)
        self._with_word: dict[str, list[int]] = {}
        for row, form in enumerate(self._forms):
            for word in set(form.words.split()):
                if len(word) > 2:
                    self._with_word.setdefault(word, []).append(row)

    def first_look(self, form: Form) -> NDArray[np.float32]:
        """Return the mean of two of the measures for every form, 0–1."""
        consonants = _compared(form.consonants, self._consonants, Levenshtein)
        sounds = _compared(form.sounds, self._sounds, Levenshtein)
        sounds[self._vowels != form.vowels] = 0.0
        both: NDArray[np.float32] = ((consonants + sounds) / 2).astype("float32")
        both[self._vowels != form.vowels] *= 2
        for row, shared in self._sharing_words(form).items():
            both[row] = max(both[row], shared)
        return both

    def _sharing_words(self, form: Form) -> dict[int, float]:
        """Return the share of the letters of shared words, for rows that have some."""
        found: defaultdict[int, int] = defaultdict(int)
        for word in set(form.words.split()):
            for row in self._with_word.get(word, ()):
                found[row] += len(word)
        length = len(form.words)
        return {
            row: letters / min(length, len(self._forms[row].words))
            for row, letters in found.items()
        }

    def likeness(self, form: Form, rows: Sequence[int]) -> NDArray[np.float32]:
        """Return the likeness of ``form`` and the forms at ``rows``, 0–100."""
        import numpy as np

        others = [self._forms[at] for at in rows]
        across = self._vowels[list(rows)] != form.vowels
        bare = [
            _compared(form.consonants, [f.consonants for f in others], Levenshtein),
            _compared(form.classes, [f.classes for f in others], Levenshtein),
        ]
        full = [
            _compared(form.letters, [f.letters for f in others], JaroWinkler),
            _compared(form.sounds, [f.sounds for f in others], Levenshtein),
            _compared(form.native, [f.native for f in others], Levenshtein),
        ]
        score: NDArray[np.float32] = 100 * np.average([*bare, *full], axis=0, weights=self._shares)
        for i, other in enumerate(others):
            if " " in form.words or " " in other.words:
                both = fuzz.token_sort_ratio(form.words, other.words)
                both += fuzz.token_set_ratio(form.words, other.words)
                score[i] = max(score[i], _BY_WORDS * both / 2)
        few = _FEW_CONSONANTS * max(0, 4 - len(form.consonants))
        lacking = 100 - 50 * (bare[0] + bare[1])
        score[across] = (_ACROSS - few - _LACKING_ACROSS * lacking)[across]
        for i, other in enumerate(others):
            if form.qualifiers != other.qualifiers:
                if form.qualifiers and other.qualifiers:
                    score[i] = min(score[i], _CONTRARY)
                else:
                    score[i] -= _ONE_SIDED
            if form.nisba != other.nisba:
                score[i] -= _NISBA
        clipped: NDArray[np.float32] = np.clip(score, 0, None)
        return clipped


def certainty(core: str, best: float, second: float, others: float) -> float:
    """Return the chance, 0–1, that the place with the spelling most like ``core`` is meant.

    ``best`` and ``second`` are the likeness, 0–100, of the best two places, ``others`` the mean
    of the next six: a name that is like many is like none. A logistic regression on hidden
    spellings and hidden places, in which half of the places asked for are not there. A lead under
    :data:`CLOSE_CALL` is none.
    """
    lead = best - second
    if lead < CLOSE_CALL:
        return 0.0
    score, near, far, short, constant = _WEIGHTS
    chance = constant + score * best / 100 + near * math.log(lead / 100 + 0.02)
    chance += far * (best - others) / 100 + short * (len(core.replace(" ", "")) < 5)
    return 1 / (1 + math.exp(-chance))


CLOSE_CALL = 3.0
"""Two places whose likeness differs by less are too close to call."""
_WEIGHTS = (10.43, 0.84, 8.3, -0.81, -9.03)
# What a consonant under four takes from the likeness across scripts: two alike prove little.
_FEW_CONSONANTS = 4.0


def _latin(folded: str, *, arabic: bool) -> str:
    if arabic:
        return romanise(folded)
    if folded.isascii():
        return folded
    from anyascii import anyascii

    return fold(anyascii(romanise_burmese(folded))) or folded


def _without_generic(text: str) -> str:
    for pattern in _GENERIC:
        text = pattern.sub("", text)
    return text


@cache
def _rules(family: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    rules = LANGUAGES[family][1] if family else _SOUNDS
    return tuple((re.compile(pattern), sound) for pattern, sound in rules)


def _replaced(text: str, family: str) -> str:
    for pattern, sound in _rules(family):
        text = pattern.sub(sound, text)
    return text


def _compared(one: str, others: Sequence[str], measure: Any) -> NDArray[np.float32]:
    import numpy as np

    row: NDArray[np.float32] = process.cdist(
        [one], others, scorer=measure.normalized_similarity, dtype=np.float32
    )[0]
    return row
