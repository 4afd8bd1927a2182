"""Which stretches of a sentence are names of places that are known, in any spelling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ebbline.extract.text import Token
from ebbline.spelling import fold, skeleton, spellings, strip_articles
from ebbline.vocabulary import Alias, Place

MOST_KEYS = 20_000
"""Names whose keys are remembered at most: memory does not grow with the reports."""
LEAST_SKELETON = 4
"""Consonants that a name needs before it is matched by its consonants alone."""


@dataclass(frozen=True, slots=True)
class PlaceBook:
    """Known places by their folded spellings, and by their consonants where these are theirs alone.

    ``longest`` gives for a first word the number of words of the longest spelling with it.
    """

    by_spelling: dict[str, str]
    longest: dict[str, int]
    by_skeleton: dict[str, str]
    countries: dict[str, str] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def at(self, tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
        """Return the place id of the longest known name from token ``i``, and where it ends."""
        first = folded_name(tokens[i].text).split(" ")
        room = self.longest.get(first[0], 0)
        if not room:
            return None
        words: list[str] = []
        best: tuple[str, int] | None = None
        for j in range(i, min(i + room, len(tokens))):
            if not tokens[j].is_word or (j > i and tokens[j - 1].end + 1 < tokens[j].start):
                break
            words += folded_name(tokens[j].text).split(" ")
            place = self.by_spelling.get(" ".join(words))
            if place:
                best = place, j + 1
        return best

    def key(self, name: str) -> str:
        """Return what two spellings of one place share: its id, or its letters if unknown."""
        found = self._keys.get(name)
        if found is None:
            if len(self._keys) >= MOST_KEYS:
                self._keys.clear()
            found = self._keys[name] = self._key(name)
        return found

    def _key(self, name: str) -> str:
        folded = fold(name)
        place = self.by_spelling.get(folded) or self.by_spelling.get(strip_articles(folded))
        if place:
            return place
        word = folded.rpartition(" ")[2]
        if word in ("city", "town") and folded != word:
            # "Marawi City" is Marawi.
            return self._key(folded.removesuffix(word).strip())
        bones = skeleton(folded)
        if len(bones) >= LEAST_SKELETON and bones in self.by_skeleton:
            return self.by_skeleton[bones]
        return "?" + strip_articles(folded)

    def knows(self, name: str) -> bool:
        """Tell whether some spelling of ``name`` is known."""
        return not self.key(name).startswith("?")


@lru_cache(maxsize=65536)
def folded_name(word: str) -> str:
    """Return :func:`ebbline.spelling.fold` of a word or name, remembered."""
    return fold(word)


def read_places(places: Iterable[Place], aliases: Iterable[Alias] = ()) -> PlaceBook:
    """Return the book of ``places`` and of the names that a person gave them."""
    places = list(places)
    by_spelling: dict[str, str] = {}
    bones: dict[str, set[str]] = {}
    countries: dict[str, str] = {}
    for place in sorted(places, key=lambda p: -(p.population or 0)):
        countries[place.place_id] = place.country
        for spelling in spellings(place):
            by_spelling.setdefault(spelling, place.place_id)
            bones.setdefault(skeleton(spelling), set()).add(place.place_id)
    for alias in aliases:
        by_spelling[fold(alias.name)] = alias.place_id
    longest: dict[str, int] = {}
    for spelling in by_spelling:
        words = spelling.split(" ")
        if len(spelling) > 2:
            longest[words[0]] = max(longest.get(words[0], 0), len(words))
    alone = {b: next(iter(ids)) for b, ids in bones.items() if len(ids) == 1}
    return PlaceBook(by_spelling, longest, alone, countries)
