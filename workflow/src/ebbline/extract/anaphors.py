"""Places that stand for others: "the town", "it", "there", "the former", "all three"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.memory import PlaceRef
from ebbline.extract.mentions import Mention, What
from ebbline.extract.places import folded_name
from ebbline.extract.series import NUMBERS, counted, series_word
from ebbline.extract.unnamed import UnnamedFacilities

_SEATS = ("stronghold", "bastion", "redoubt", "fief", "citadel")


@dataclass(frozen=True, slots=True)
class Anaphors(UnnamedFacilities):
    """Names of places, and what stands for places that were named before."""

    def _named(self, chunk: Chunk, kind: str, *, weak: bool) -> list[PlaceRef]:
        mention = chunk.mentions[-1]
        if kind == "nation":
            if mention.nation and mention.nation.capital:
                return [self.at(mention.start, mention.end)]
            return []
        places = [m for m in chunk.mentions if m.what in (What.PLACE, What.NAME)]
        if not places:
            return []
        mention = places[-1]
        typed = kind == "place" and any(
            self.known.lexicon.is_a(w, "place_nouns") for w in chunk.words
        )
        if mention.what is What.NAME and chunk.determiner == "the" and not typed:
            # "the Tigris", "the Kremlin": towns have no article.
            return []
        if mention.what is What.NAME and not typed:
            evidence = self.evidence(mention)
            if evidence < 0 or (evidence == 0 and (weak or self._like_a_person(mention))):
                return []
            return [self.at(mention.start, mention.end, sure=evidence > 0)]
        return [self.at(mention.start, mention.end)]

    def _like_a_person(self, mention: Mention) -> bool:
        """Tell "Abu Omar": without a sign that it is a place, the father of Omar."""
        first = self.tokens[mention.start].lower
        return first in ("abu", "umm", "bin", "ibn") and mention.end - mention.start > 1

    def evidence(self, mention: Mention) -> int:
        """Return whether the report uses a name as a place (1), as a person (-1) or neither."""
        name = folded_name(self.written(mention.start, mention.end))
        if self.memory.places_by_name[name]:
            return 1
        words = set(name.split())
        return -1 if words & self.memory.persons else 0

    def at(self, start: int, end: int, *, sure: bool = True) -> PlaceRef:
        """Return the place that the tokens ``start`` to ``end`` name."""
        name = self.written(start, end)
        key = self.known.places.key(name)
        return PlaceRef(
            name,
            key,
            self.tokens[start].start,
            self.tokens[end - 1].end,
            known=not key.startswith("?"),
            sure=sure,
        )

    def _last_ones(self, k: int) -> list[PlaceRef]:
        """Return the places of "both towns", "the two towns", "all three villages"."""
        chunk = self.g.chunks[k]
        number = next((w for w in chunk.words if w in NUMBERS), "")
        if chunk.determiner == "both":
            number = number or "both"
        if not number or chunk.determiner not in ("both", "the", "all", "these", "those"):
            return []
        return self._counted(k, number)

    def _pronoun(self, k: int) -> list[PlaceRef]:
        chunk = self.g.chunks[k]
        if chunk.words[0] not in ("it", "there"):
            return []
        where = self._so_far(k)
        if where is None:
            return []
        start, end = self.tokens[chunk.start].start, self.tokens[chunk.end - 1].end
        return [replace(where, start=start, end=end, anaphor=chunk.words[0], part="")]

    def spoken_of(self, k: int) -> list[PlaceRef]:
        """Return the place that chunk ``k``, "there" or an adverb, is about: the one told last."""
        where = self._so_far(k)
        start, end = (
            self.tokens[self.g.chunks[k].start].start,
            self.tokens[self.g.chunks[k].end - 1].end,
        )
        return [replace(where, start=start, end=end, anaphor="there", part="")] if where else []

    def _so_far(self, k: int, *, called: str = "") -> PlaceRef | None:
        """Return the place named last before chunk ``k``: in this sentence, else the topic.

        A place that was ``called`` so before ("the city of A") comes before the topic.
        """
        for weak in (True, False):
            for j in range(k - 1, -1, -1):
                if self.g.sort(j) is Sort.NOUN and self.type_of(j) in ("place", "name"):
                    found = self._named(self.g.chunks[j], self.type_of(j), weak=weak)
                    if found and (weak or not self._acts(j)):
                        return found[-1]
            if self.memory.topic is not None or self.memory.places:
                break
        return self._most_likely(called, k)

    def _most_likely(self, called: str, k: int) -> PlaceRef | None:
        """Return the place of earlier sentences that "the city", "it" most likely means.

        The one that the report speaks of just now; but a place that was called so before ("the
        city of A") comes before one that was called something else, and "the last bastion" is what
        the report is mainly about.
        """
        memory = self.memory
        names = memory.called
        last = set(self.g.chunks[k].words) & self.known.lexicon.classes["remaining"]
        if called and last:
            named = [p for p in memory.places if names.get(p.key, set()) & {called, *_SEATS}]
            if memory.main is not None:
                return memory.main
            if named:
                return named[0]
        topic = memory.topic
        if called and topic is not None and called not in names.get(topic.key, {called}):
            named = [p for p in memory.places if called in names.get(p.key, ())]
            if named:
                return named[-1]
        if topic is not None:
            return topic
        return memory.places[-1] if memory.places else None

    def _acts(self, j: int) -> bool:
        """Tell whether a name does what only people do, so that it is no place."""
        k = self.g.end_of(j) + 1
        verb = self.g.chunks[k] if self.g.sort(k) is Sort.VERB else None
        if verb is None or self.g.preposition(j) or self.g.root(j) != j:
            return False
        return not verb.passive and verb.lemma not in (
            "be",
            "have",
            "remain",
            "change",
            "fall",
            "become",
        )

    def label_places(self) -> list[PlaceRef]:
        """Return the places that the sentence begins with and a colon: "A: calm since Monday"."""
        return [
            place
            for k in self.g.label()
            if self.type_of(k) in ("place", "name")
            for place in self._named(self.g.chunks[k], self.type_of(k), weak=True)
        ]

    # -- "the former", "all three" -----------------------------------------------------------

    def _counted(self, k: int, word: str = "") -> list[PlaceRef]:
        """Return the places that "the former", "both", "all three" count off before chunk ``k``."""
        chunk = self.g.chunks[k]
        word = word or series_word(chunk)
        here = self._named_here(k)
        groups = [here, *reversed(self.memory.groups[-3:])]
        topic = self.memory.topic.key if self.memory.topic is not None else ""
        if len(here) == 1:
            topic = here[0].key
        found = counted(word, chunk.words, groups, topic)
        start, end = self.tokens[chunk.start].start, self.tokens[chunk.end - 1].end
        return [replace(p, start=start, end=end, anaphor=word, part="") for p in found]

    def _named_here(self, k: int) -> list[PlaceRef]:
        """Return the places that the sentence has named before ``k``, each once."""
        found: dict[str, PlaceRef] = {}
        for j in range(k):
            if self.g.sort(j) is Sort.NOUN and self.type_of(j) in ("place", "name"):
                for place in self._named(self.g.chunks[j], self.type_of(j), weak=True):
                    found.setdefault(place.key, place)
        return list(found.values())
