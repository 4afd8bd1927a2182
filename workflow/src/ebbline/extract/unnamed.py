"""Which facility of the gazetteer "the border crossing", "its airport" must mean, if any."""

from __future__ import annotations

from dataclasses import dataclass

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.facilities import Facility, sort_of
from ebbline.extract.memory import PlaceRef
from ebbline.extract.mentions import Mention, What
from ebbline.extract.phrases import Phrases

_AT = ("at", "of", "in", "near", "outside", "by", "beside", "for")
_DIRECTIONS = ("with", "to", "into")


@dataclass(frozen=True, slots=True)
class UnnamedFacilities(Phrases):
    """Resolves facilities without a name of their own by the town that is spoken of."""

    def unnamed(self, k: int) -> list[PlaceRef]:
        """Return the one facility of its sort near the town in question; none if there are more.

        The town is the one that goes with it ("its airport", "the dam near Alda"), else those that
        the sentence names, before it or after it, else those of the sentence before.
        """
        chunk = self.g.chunks[k]
        sort = sort_of(chunk.words)
        if not sort or not self._is_the_one(chunk):
            return []
        beyond = self._far_side(k) if sort == "crossing" else None
        for towns in self._towns(k, chunk):
            if towns:
                found = {
                    f.place_id: f
                    for town in towns
                    for f in self._fitting(sort, town, chunk, beyond)
                }
                return self._as_place(chunk, next(iter(found.values()))) if len(found) == 1 else []
        return []

    def _is_the_one(self, chunk: Chunk) -> bool:
        """Tell "the crossing", "Alda's airport" from "a crossing", "another crossing"."""
        if any(m.what is not What.NATION for m in chunk.mentions):
            return False
        if {"other", "second", "old", "former", "several", "two", "new"} & set(chunk.words):
            return False
        return chunk.owner is not None or chunk.determiner in ("the", "its", "this", "that")

    def _fitting(
        self, sort: str, town: str, chunk: Chunk, beyond: Mention | None
    ) -> list[Facility]:
        """Return the facilities that fit: on the side of the border that is told, or the town's.

        "The crossing with X" is not X's, "the X crossing" is; else that of the town's own country.
        """
        near = self.known.places.facilities.near(sort, town)
        if beyond is not None:
            return [f for f in near if not self._is_of(f, beyond)]
        if chunk.mentions:
            return [f for f in near if all(self._is_of(f, m) for m in chunk.mentions)]
        country = self.known.places.countries.get(town, "")
        return [f for f in near if f.country == country]

    def _is_of(self, facility: Facility, mention: Mention) -> bool:
        parties = self.known.parties
        if mention.nation is not None:
            return parties.own_nations.get(facility.country, "") == mention.nation.nation
        return facility.country in parties.countries.get(mention.ref, ())

    def _far_side(self, k: int) -> Mention | None:
        """Return the nation of "the crossing with X", "to X"."""
        if self.g.sort(k + 1) is not Sort.PREPOSITION or self.g.sort(k + 2) is not Sort.NOUN:
            return None
        if self.g.chunks[k + 1].word not in _DIRECTIONS:
            return None
        mentions = self.g.chunks[k + 2].mentions
        told = mentions[0] if len(mentions) == 1 else None
        return told if told is not None and told.what in (What.NATION, What.PARTY) else None

    def _towns(self, k: int, chunk: Chunk) -> list[list[str]]:
        """Return the towns that may be meant, by id; the first that are any count."""
        if chunk.owner is not None:
            return [[m.ref for m in chunk.owner.mentions if m.what is What.PLACE]]
        after = k + 2 if self.g.sort(k + 1) is Sort.PREPOSITION else -1
        if after > 0 and self.g.sort(after) is Sort.NOUN and self.g.chunks[k + 1].word in _AT:
            return [self._known(after)]
        chunks = range(len(self.g.chunks))
        before = [p for j in chunks if j < k for p in self._known(j)]
        if chunk.determiner == "its":
            return [before]
        rest = [p for j in chunks if j > k for p in self._known(j)]
        lately = [p.key for p in self.memory.lately if p.known]
        return [before, rest, lately]

    def _known(self, j: int) -> list[str]:
        """Return the known places that the noun phrase ``j`` names."""
        chunk = self.g.chunks[j]
        if chunk.sort is not Sort.NOUN or self.type_of(j) != "place":
            return []
        return [m.ref for m in chunk.mentions if m.what is What.PLACE]

    def _as_place(self, chunk: Chunk, facility: Facility) -> list[PlaceRef]:
        start, end = self.tokens[chunk.start].start, self.tokens[chunk.end - 1].end
        word = chunk.words[-1]
        return [PlaceRef(facility.name, facility.place_id, start, end, anaphor=word, sure=False)]
