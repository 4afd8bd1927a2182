"""Spellings of place names: the same letters whatever the transliteration, Latin or Arabic.

Pure functions on text, shared by name resolution, by the extraction of claims and by the search
of the web map. From strict to loose:

* :func:`fold` keeps letters and digits only: ``"Dayr az-Zawr"`` and ``"Dayr Az Zawr"`` agree;
* :func:`strip_articles` also drops the Arabic article: ``"Al-Qaim"`` and ``"Qaim"`` agree;
* :func:`skeleton` keeps the consonants, those that are written in several ways as one:
  ``"Deir al-Zour"``, ``"Dayr az Zawr"`` and ``"دير الزور"`` agree.

The first two are simple enough to be done the same way in a browser: :func:`fold` is NFKD, lower
case, marks and format characters dropped, :data:`LETTERS` replaced, everything but letters and
digits a space; from Devanagari to Myanmar and in Khmer marks are vowels and stay. The tables are
public for that purpose.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ebbline.vocabulary import Place

MAX_NAME = 200
"""Longest text, in characters, that is taken for a name of a place."""

LETTERS: dict[str, str] = {
    # Apostrophes and the signs for ayn and hamza, which most spellings leave out.
    **dict.fromkeys("'’‘‛`´′ʹʻʼʽʾʿˈˊˋꞌ＇", ""),
    # Latin letters that do not decompose.
    **{"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"},
    **{"ı": "i", "ə": "e", "ħ": "h"},
    # Arabic letters that writers use for one another; hamza signs fall with the marks.
    **{"ء": "", "ـ": "", "ى": "ي", "ة": "ه", "ٱ": "ا"},
    # Persian and Kurdish forms of Arabic letters.
    **{"ک": "ك", "گ": "ك", "ی": "ي", "ێ": "ي", "ې": "ي", "ە": "ه", "ہ": "ه", "ھ": "ه"},
    **{"ۆ": "و", "ۇ": "و", "ڕ": "ر", "ڵ": "ل", "ڤ": "ف", "پ": "ب", "چ": "ج", "ژ": "ز"},
}
"""What :func:`fold` replaces after marks are dropped."""

ARTICLES: dict[str, str] = {
    **dict.fromkeys(("al", "el", "ul", "il", "ehl"), ""),
    **{vowel + sun: sun for vowel in "aeiu" for sun in ("d", "dh", "n", "r", "s", "sh", "t", "th")},
    **{vowel + "z": "z" for vowel in "aeiu"},
    **{"ach": "ch", "ech": "ch"},
}
"""The Arabic article as a word of its own, and what the next word must begin with, if anything.

``al`` and ``el`` are articles before every word; ``ar``, ``ez``, ``ash`` … only before the sun
letter that they were drawn to: ``az Zawr``, but not the ``as`` of ``as Kamal``.
"""

_ARABIC_ARTICLE = "ال"
# In the scripts of India and its neighbours vowels are marks, and belong to the name.
_VOWEL_MARKS = "\u0900-\u109f\u1780-\u17ff"
_NOT_A_LETTER = re.compile(rf"(?:(?![{_VOWEL_MARKS}])[\W_])+")
_VOWEL_MARK = re.compile(f"[{_VOWEL_MARKS}]")

# Consonants that are spelled in several ways, longest first; c stands for "sh", x for "kh".
_SOUNDS: dict[str, str] = {
    **{"tsch": "c", "dsch": "j", "sch": "c", "tch": "c", "dzh": "j", "dj": "j", "zh": "j"},
    **{"sh": "c", "ch": "c"},
    **{"kh": "x", "gh": "g", "dh": "d", "th": "t", "ph": "f", "ck": "k"},
    **{"q": "k", "p": "b", "v": "w", "c": "k"},
}
_SOUND = re.compile("|".join(_SOUNDS))
_SILENT_H = re.compile(r"(?<=[aeiou])h$")
_W = re.compile(r"o?[uw]+(?=[aeiou])|oo(?=[aei])")
_Y = re.compile(r"[iy]+(?=[aeou])")
_VOWELS = re.compile(r"[aeiouwy]+")
_DOUBLED = re.compile(r"(.)\1+")
_ARABIC_CONSONANTS: dict[str, str] = {
    **{"ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "x", "د": "d", "ذ": "d"},
    **{"ر": "r", "ز": "z", "س": "s", "ش": "c", "ص": "s", "ض": "d", "ط": "t", "ظ": "z"},
    **{"غ": "g", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h"},
}
_ARABIC_SOUNDS = str.maketrans({**_ARABIC_CONSONANTS, **dict.fromkeys("اعوي", "")})
_ARABIC_LETTERS = str.maketrans({**_ARABIC_CONSONANTS, "ا": "a", "ع": "", "و": "w", "ي": "y"})
_ARABIC_W = re.compile(r"^و|و(?=[اوي]|ه$)")
_ARABIC_Y = re.compile(r"^ي|ي(?=ا|ه$|و[^اوي])")
_ARABIC_SILENT_H = re.compile(r"(?<=..)ه$")
# "the people of Abu X" and "Abu X" are written for one another in names of places.
_ABU = re.compile(r"\b(?:[ae]l ?)?[ae]?b(?:u|o|ou|oo)\b")


def fold(text: str) -> str:
    """Return the letters and digits of ``text``: no case, accents, marks or punctuation.

    Words are separated by single spaces. Arabic letters that are written for one another (alef
    with and without hamza, ta marbuta and ha, ya and alef maqsura, Persian and Kurdish forms)
    become one. Invisible characters (right-to-left marks, joiners, controls) vanish.
    """
    lower = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    kept = (
        LETTERS.get(c, c)
        for c in lower
        if c.isalnum() or unicodedata.category(c) not in ("Mn", "Me", "Cf") or _VOWEL_MARK.match(c)
    )
    return _NOT_A_LETTER.sub(" ", "".join(kept)).strip()


def strip_articles(folded: str) -> str:
    """Return a folded text without its Arabic articles; a text of nothing else stays as it is."""
    words = folded.split(" ")
    kept: list[str] = []
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word.startswith(_ARABIC_ARTICLE) and len(word) > 3:
            kept.append(word[2:])
        elif not (following and word in ARTICLES and following.startswith(ARTICLES[word])):
            kept.append(word)
    return " ".join(kept)


def skeleton(folded: str) -> str:
    """Return the consonants of a folded text, articles and spaces dropped, as sounds.

    Letters that transliterations use for one another become one (``q``/``k``, ``sh``/``ch``,
    ``ou``/``w`` before a vowel …); ``c`` stands for *sh* and ``x`` for *kh*. Doubled consonants
    count once; ``y`` and ``w`` only before a vowel; ``h`` not at the end of a word. Arabic
    letters are read as their usual Latin ones. A word without consonants keeps its vowels.
    """
    words = strip_articles(_ABU.sub("bu", folded)).split(" ")
    return "".join(_skeleton_of_word(word) for word in words)


def sounds(folded: str) -> str:
    """Return a folded Latin text with each consonant as one sound and nothing doubled.

    Vowels stay. ``c`` stands for *sh* and ``x`` for *kh*, as in :func:`skeleton`; vowels that
    stand for *w* or *y* before another become it (*Raoua*, *Miadin*).
    """
    once = _DOUBLED.sub(r"\1", _SOUND.sub(lambda m: _SOUNDS[m[0]], folded))
    return _Y.sub("y", _W.sub("w", once))


def romanise(folded: str) -> str:
    """Return a folded Arabic text letter by letter in the sounds of :func:`sounds`.

    Short vowels are not written in Arabic and so are missing.
    """
    words = (_ARABIC_SILENT_H.sub("a", word) for word in folded.split(" "))
    return " ".join(words).translate(_ARABIC_LETTERS)


def spellings(place: Place) -> tuple[str, ...]:
    """Return the distinct folded spellings of a place: name, Arabic name, aliases.

    Each also without its articles, so that a search for ``qaim`` finds ``Al-Qaim``. A name with
    alternatives (``"Al-Ma'ashiq/Dman"``, ``"Husaybah (town)"``) gives each of them as well. The
    display name comes first.
    """
    found: dict[str, None] = {}
    for name in (place.name, place.name_ar, *place.aliases):
        for folded in map(fold, alternatives(name)):
            if folded:
                found[folded] = None
                found[strip_articles(folded)] = None
    return tuple(found)


def alternatives(name: str) -> Iterable[str]:
    """Yield ``name``, then what stands on either side of a slash or outside its brackets."""
    yield name
    if "/" in name:
        yield from (part for part in name.split("/") if len(part.strip()) > 2)
    outside = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", name)
    if outside != name and outside.strip():
        yield outside


def is_arabic(text: str) -> bool:
    """Tell whether ``text`` has a letter of the Arabic script."""
    return any("\u0600" <= c <= "\u06ff" or "\u0750" <= c <= "\u077f" for c in text)


def _skeleton_of_word(word: str) -> str:
    if is_arabic(word):
        # Glides in capitals outlast the vowels: Raoua and Rawa, Miadin and Mayadin.
        kept = _ARABIC_Y.sub("Y", _ARABIC_W.sub("W", word))
        kept = _ARABIC_SILENT_H.sub("", kept).translate(_ARABIC_SOUNDS)
    else:
        kept = _Y.sub("Y", _W.sub("W", sounds(_SILENT_H.sub("", word))))
        kept = _VOWELS.sub("", kept)
    return kept.lower() or word
