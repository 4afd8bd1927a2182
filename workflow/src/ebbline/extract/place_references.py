"""Which places a noun phrase names, or stands for ("the town", "it")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ebbline.extract.anaphors import Anaphors
from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.memory import PlaceRef
from ebbline.extract.mentions import What
from ebbline.extract.parties import capital_of

_DISTRICTS = ("district", "neighbourhood", "neighborhood", "quarter", "suburb")
_SEATS = ("stronghold", "bastion", "redoubt", "fief", "citadel")


@dataclass(frozen=True, slots=True)
class PlaceReference(Anaphors):
    """The places that the noun phrases of one sentence refer to."""

    def places(self, k: int, *, weak: bool = False) -> list[PlaceRef]:
        """Return the places that the noun phrase ``k`` and what is listed with it name.

        ``weak`` asks for known names only (where an unknown one may well be something else).
        """
        if self.g.chunks[k].determiner in ("neither", "no"):
            return []
        items = self.g.listed(k)
        kinds = [self.type_of(j) for j in items]
        inner = self.g.of(k)
        if kinds[0] == "place_word" and (inner is None or self.type_of(inner) == "region"):
            return self._apposed(items, kinds) or self._named_after(k) or self._anaphor(k)
        if len(items) > 1 and self._are_regions(items):
            return []
        first = self.places_of(k, weak=weak)
        wide = kinds[0] in ("region", "part") or self._is_direction(k)
        if not first and wide and self._includes(items):
            # "the north, including A and B"
            return [p for j in items[1:] for p in self.places_of(j, weak=weak)]
        if not first:
            return []
        return first + [
            p for j in self._list_members(items, kinds) for p in self.places_of(j, weak=weak)
        ]

    def _are_regions(self, items: Sequence[int]) -> bool:
        """Tell "A and B provinces": the last word speaks of all."""
        words = self.g.chunks[items[-1]].words
        return bool(words) and words[-1].endswith("s") and self.type_of(items[-1]) == "region"

    def _list_members(self, items: Sequence[int], kinds: Sequence[str]) -> list[int]:
        """Return the later items that stand beside the first, not in apposition to it."""
        joined = [n for n, j in enumerate(items) if n and self._joins_before(j)]
        last = joined[-1] if joined else 0
        return [
            j
            for n, j in enumerate(items)
            if 0 < n <= last
            and (kinds[n] in ("place", "name", "facility", "part") or self._named_town(j, kinds[n]))
            and not self._is_remark(items, n, last)
        ]

    def _named_town(self, j: int, kind: str) -> bool:
        """Tell "the town of A" from "the town"."""
        return kind == "place_word" and self.g.of(j) is not None

    def _joins_before(self, j: int) -> bool:
        before = j - 1
        while self.g.sort(before) in (Sort.PREPOSITION, Sort.ADVERB):
            if self.g.chunks[before].word in ("including", "along"):
                return True
            before -= 1
        return self.g.sort(before) is Sort.JOIN and self.g.chunks[before].word in (
            "and",
            "plus",
            "&",
            "or",
        )

    def _is_remark(self, items: Sequence[int], n: int, last: int) -> bool:
        """Tell "A, province B, and C": B is of another type than the places around it."""
        kind = self.type_of(items[n])
        named = kind in ("place", "name", "facility") or self._named_town(items[n], kind)
        return n != last and not named

    def _apposed(self, items: Sequence[int], kinds: Sequence[str]) -> list[PlaceRef]:
        """Return what "the capital, Bangui," or "towns, A and B" name."""
        found: list[PlaceRef] = []
        plural = self.g.chunks[items[0]].words[-1].endswith("s")
        for n in range(1, len(items)):
            if kinds[n] not in ("place", "name"):
                break
            if n > 1 and not plural:
                break
            if n == 1 and self._joins_before(items[1]) and not self._including(items[1]):
                break
            found += self.places_of(items[n])
        return found

    def _named_after(self, k: int) -> list[PlaceRef]:
        """Return the places of "two hamlets beyond the river, A and B"."""
        g = self.g
        if not g.chunks[k].words[-1].endswith("s"):
            return []
        j = k + 1
        while g.sort(j) is Sort.PREPOSITION and g.sort(j + 1) is Sort.NOUN:
            j += 2
        colon = g.sort(j) is Sort.STOP and g.chunks[j].word == ":"
        if (g.sort(j) is not Sort.COMMA and not colon) or g.sort(j + 1) is not Sort.NOUN:
            return []
        items = g.listed(j + 1)
        kinds = {self.type_of(i) for i in items}
        joined = len(items) > 1 and self._joins_before(items[-1])
        if not joined or not kinds <= {"place", "name"} or (g.clause_follows(j + 1) and j == k + 1):
            return []
        return [p for i in items for p in self.places_of(i)]

    def _is_direction(self, k: int) -> bool:
        last = self.g.chunks[k].words[-1:]
        return bool(last) and last[0] in self.known.lexicon.classes["adjectives_of_direction"]

    def _includes(self, items: Sequence[int]) -> bool:
        return len(items) > 1 and self._including(items[1])

    def _including(self, j: int) -> bool:
        return self.g.sort(j - 1) is Sort.PREPOSITION and self.g.chunks[j - 1].word == "including"

    def places_of(self, k: int, *, weak: bool = False) -> list[PlaceRef]:
        """Return the places of the noun phrase ``k`` alone, without what is listed with it."""
        kind = self.type_of(k)
        chunk = self.g.chunks[k]
        following = self.g.of(k)
        if kind == "pronoun":
            return self._pronoun(k)
        if kind == "series":
            return self._counted(k)
        if kind in ("part", "place_word") and following is not None:
            part = self._part(chunk) if kind == "part" else ""
            inner = self.places(following, weak=weak)
            if inner or kind == "part":
                return [replace(p, part=p.part or part) for p in inner]
            return self._anaphor(k)
        if kind == "place_word":
            return self._anaphor(k)
        if kind == "facility":
            return self._facility(chunk) or self.unnamed(k) or self._base_at(k, chunk)
        if kind == "region":
            return self._area(k, chunk)
        if kind == "name" and self._is_district(k):
            return []
        if kind in ("place", "name", "nation"):
            return self._named(chunk, kind, weak=weak)
        return self._seat_of_party(chunk) if kind == "actor" else []

    def _is_district(self, k: int) -> bool:
        """Tell "al-Julan, its last district" from a town."""
        if self.g.sort(k + 1) is not Sort.COMMA or self.g.sort(k + 2) is not Sort.NOUN:
            return False
        chunk = self.g.chunks[k + 2]
        own = chunk.determiner in ("its", "a", "the", "another") and not chunk.mentions
        return own and chunk.words[-1:] != () and chunk.words[-1] in _DISTRICTS

    def _seat_of_party(self, chunk: Chunk) -> list[PlaceRef]:
        """Return the city whose name also stands for a party: "captured Damascus"."""
        if len(chunk.mentions) != 1 or chunk.words or chunk.owner is not None:
            return []
        mention = chunk.mentions[0]
        name = self.written(mention.start, mention.end)
        if chunk.determiner or not (capital_of(name) or self.known.places.knows(name)):
            return []
        return [self.at(mention.start, mention.end)]

    def _part(self, chunk: Chunk) -> str:
        classes = self.known.lexicon.classes
        words = {*chunk.words, chunk.determiner}
        if words & classes["edges"]:
            return "edge"
        return "" if words & (classes["wholes"] | {"all", "both"}) else "part"

    def _facility(self, chunk: Chunk) -> list[PlaceRef]:
        classes = self.known.lexicon.classes
        named = chunk.words and (
            chunk.words[-1] in classes["named_facilities"]
            or " ".join(chunk.words[-2:]) in classes["named_facilities"]
        )
        mention = next((m for m in chunk.mentions if m.what in (What.PLACE, What.NAME)), None)
        if not named or mention is None:
            return []
        return [self.at(mention.start, chunk.end, sure=False)]

    def _base_at(self, k: int, chunk: Chunk) -> list[PlaceRef]:
        """Return the place of "the air base at A": it has no other name."""
        if chunk.words[-1] not in self.known.lexicon.classes["garrisons"]:
            return []
        if self.g.sort(k + 1) is not Sort.PREPOSITION or self.g.chunks[k + 1].word not in (
            "at",
            "of",
        ):
            return []
        if self.g.sort(k + 2) is not Sort.NOUN or self.type_of(k + 2) not in ("place", "name"):
            return []
        return [replace(p, sure=False) for p in self.places_of(k + 2)]

    def _area(self, k: int, chunk: Chunk) -> list[PlaceRef]:
        """Return the known place of "the A area", "the district of A"; a province is none."""
        if chunk.words[-1] not in self.known.lexicon.classes["areas"]:
            return []
        following = self.g.of(k)
        inner = self.g.chunks[following] if following is not None else chunk
        mention = next((m for m in reversed(inner.mentions) if m.what is What.PLACE), None)
        return [] if mention is None else [self.at(mention.start, mention.end, sure=False)]

    # -- "the town", "it" --------------------------------------------------------------------

    def _anaphor(self, k: int) -> list[PlaceRef]:
        """Return the place that "the town" stands for."""
        chunk = self.g.chunks[k]
        last = chunk.words[-1]
        apposed = self._before_comma(k) or self._complement(k)
        if apposed:
            return apposed
        if last.endswith("s") or chunk.determiner in (
            "a",
            "an",
            "another",
            "any",
            "every",
            "some",
            "no",
        ):
            return self._last_ones(k)
        if chunk.determiner not in ("the", "this", "that", "its", "their") and chunk.owner is None:
            return []
        if any(m.what not in (What.PARTY, What.NATION) for m in chunk.mentions):
            return []
        where = self._so_far(k, called=last)
        if where is None:
            return []
        start, end = self.tokens[chunk.start].start, self.tokens[chunk.end - 1].end
        return [replace(where, start=start, end=end, anaphor=last, part="")]

    def _complement(self, k: int) -> list[PlaceRef]:
        """Return the place that "is the last town" is said of."""
        # "is one of three towns"
        j = k - 3 if self.g.preposition(k) == "of" and self.g.sort(k - 2) is Sort.NOUN else k - 1
        while self.g.sort(j) is Sort.ADVERB:
            j -= 1
        if self.g.sort(j) is not Sort.VERB or self.g.chunks[j].lemma not in (
            "be",
            "become",
            "remain",
        ):
            return []
        subject = next(iter(self.g.subjects(j)), None)
        if subject is None or self.type_of(subject) not in ("place", "name"):
            return []
        return self._named(self.g.chunks[subject], self.type_of(subject), weak=False)

    def _before_comma(self, k: int) -> list[PlaceRef]:
        """Return the places that "ports" means in "Ras Lanuf and Sidra, ports that …"."""
        j = k - 1
        if self.g.sort(j) is not Sort.COMMA or self.g.sort(j - 1) is not Sort.NOUN:
            return []
        first = last = j - 1
        plural = self.g.chunks[k].words[-1].endswith("s")
        while (
            plural
            and self.g.sort(first - 1) in (Sort.JOIN, Sort.COMMA)
            and self.g.sort(first - 2) is Sort.NOUN
        ):
            first -= 2
        return [
            p
            for i in range(first, last + 1)
            if self.g.sort(i) is Sort.NOUN and self.type_of(i) in ("place", "name")
            for p in self._named(self.g.chunks[i], self.type_of(i), weak=False)
        ]
