"""Burmese script to Latin letters, as names of places are transcribed (BGN/PCGN 1970, simplified).

A letter-by-letter table cannot do it: the vowel of a syllable depends on the consonant that ends
it, *ောင်* is *aung*. Tones are left out, and so is the word *မြို့*, town, at the end of a name.
"""

from __future__ import annotations

import re

_LATIN = "k hk g g ng s hs z z ny ny t ht d d n t ht d d n p hp b b m y y l w th h l th"
_ONSETS = dict(zip("ကခဂဃငစဆဇဈဉညဋဌဍဎဏတထဒဓနပဖဗဘမယရလဝသဟဠဿ", _LATIN.split(" "), strict=True))
_OPEN = {
    **{"": "a", "ာ": "a", "ိ": "i", "ီ": "i", "ု": "u", "ူ": "u", "ေ": "e", "ဲ": "e"},
    **{"ော": "aw", "ို": "o", "ံ": "an", "ုံ": "on", "ိံ": "ein"},
}
_FINALS = {
    **{"က": "et", "င": "in", "စ": "it", "ည": "i", "ဉ": "in", "တ": "at", "ပ": "at"},
    **{"န": "an", "မ": "an", "ယ": "e", "ဏ": "an", "လ": "al", "ရ": "a", "သ": "at"},
}
_CLOSED = {
    **{"ောက": "auk", "ောင": "aung", "ိုက": "aik", "ိုင": "aing", "ိတ": "eik", "ိပ": "eik"},
    **{"ိန": "ein", "ိမ": "ein", "ုတ": "ok", "ုပ": "ok", "ုန": "on", "ုမ": "on"},
    **{"ွတ": "ut", "ွပ": "ut", "ွန": "un", "ွမ": "un"},
}
# Onset, medials, vowels, the killed or stacked consonant that ends the syllable.
_SYLLABLE = re.compile("([က-အဿ])([ျ-ှ]*)([ာ-ံ]*)်?(?:([က-အ])[်္])?")
_TONES = re.compile("[့း]")
_TOWN = re.compile(r"(?<=\S)မြို(?:\b|$)")


def romanise_burmese(text: str) -> str:
    """Return ``text`` with its Burmese syllables in Latin letters; others stay as they are."""
    return _SYLLABLE.sub(_syllable, _TOWN.sub("", _TONES.sub("", text.replace("ါ", "ာ"))))


def _syllable(match: re.Match[str]) -> str:
    consonant, medials, vowels, final = match.groups()
    onset = _ONSETS.get(consonant, "")
    if "ှ" in medials:
        onset = "sh" if consonant == "ရ" else f"h{onset}"
    if "ျ" in medials or "ြ" in medials:
        onset += "y"
    rounded = "ွ" if "ွ" in medials else ""
    closed = _CLOSED.get(f"{vowels or rounded}{final}") if final else ""
    if rounded and (vowels or not closed):
        onset += "w"
    if closed or not final:
        return onset + (closed or _OPEN.get(vowels, "a"))
    return onset + (_FINALS.get(final, "") if vowels in ("", "ာ") else _OPEN.get(vowels, "a"))
