"""What kind of thing a noun phrase names: a place, a party, a person, a region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ebbline.extract.chunk import Chunk
from ebbline.extract.grammar import Grammar
from ebbline.extract.memory import Memory
from ebbline.extract.mentions import Knowledge, What
from ebbline.extract.series import series_word
from ebbline.extract.text import Sentence, Token


@dataclass(frozen=True, slots=True)
class Phrases:
    """The noun phrases of one sentence."""

    g: Grammar
    tokens: Sequence[Token]
    sentence: Sentence
    known: Knowledge
    memory: Memory
    types: dict[int, str] = field(default_factory=dict)

    def type_of(self, k: int) -> str:
        """Return what kind of thing the noun phrase ``k`` names."""
        found = self.types.get(k)
        if found is None:
            found = self.types[k] = self._type_of(k)
        return found

    def _type_of(self, k: int) -> str:
        chunk = self.g.chunks[k]
        is_a = self.known.lexicon.is_a
        if (
            chunk.words
            and not chunk.mentions
            and is_a(chunk.words[-1], "pronouns")
            and len(chunk.words) == 1
        ):
            return "pronoun"
        if chunk.words == ("there",):
            return "pronoun"
        if series_word(chunk):
            return "series"
        if not chunk.words and not chunk.mentions:
            return "part" if chunk.determiner else "thing"
        head = self._head(chunk)
        if chunk.ends_with_mention and chunk.mentions:
            return self._type_of_mention(chunk)
        return self._type_of_head(chunk, head, k)

    def _head(self, chunk: Chunk) -> str:
        words = chunk.words
        while len(words) > 1 and words[-1] in (
            "proper",
            "loyal",
            "allied",
            "opposed",
            "close",
            "alone",
            "alike",
        ):
            words = words[:-1]
        return words[-1] if words else ""

    def _type_of_mention(self, chunk: Chunk) -> str:
        last = chunk.mentions[-1]
        is_a = self.known.lexicon.is_a
        if last.what is What.PLACE and any(is_a(w, "observers") for w in chunk.words[-1:]):
            return "thing"
        if last.what is What.NAME and any(is_a(w, "place_nouns") for w in chunk.words):
            return "place"
        if (
            last.what in (What.NAME, What.PLACE)
            and any(is_a(w, "officials", "titles") for w in chunk.words)
            and (last.what is What.NAME or not any(is_a(w, "place_nouns") for w in chunk.words))
        ):
            return "person"
        return {
            What.PLACE: "place",
            What.PARTY: "actor",
            What.NATION: "nation",
            What.NAME: "name",
            What.PERSON: "person",
            What.ORGANISATION: "organisation",
        }.get(last.what, "thing")

    def _type_of_head(self, chunk: Chunk, head: str, k: int) -> str:
        is_a = self.known.lexicon.is_a
        last_two = " ".join(chunk.words[-2:])
        if self.g.of(k) is not None and (is_a(head, "parts", "wholes", "edges")):
            return "part"
        if any(is_a(w, "observers") for w in chunk.words):
            return "observer"
        if is_a(head, "forces"):
            return "actor"
        if is_a(head, "control_nouns"):
            return "control"
        held = any(w.startswith("-") for w in chunk.words)
        if is_a(head, "place_nouns") and held:
            last = chunk.mentions[-1] if chunk.mentions else None
            return "place" if last is not None and last.what is What.PLACE else "place_word"
        if is_a(head, "place_nouns") and chunk.determiner in ("a", "an", "another"):
            # "A, a Yazidi town": the name is of its people.
            return "place_word"
        if is_a(head, "place_nouns"):
            if chunk.mentions and chunk.mentions[-1].what in (What.PLACE, What.NAME):
                return "place"
            return "place_word"
        if is_a(last_two, "facility_nouns") or is_a(head, "facility_nouns"):
            return "facility"
        if is_a(head, "region_nouns", "areas"):
            return "region"
        if is_a(head, "observers"):
            return "observer"
        if is_a(head, "officials"):
            return "person"
        if chunk.mentions and head in ("unopposed", "yesterday", "today", "alone"):
            return self._type_of_mention(chunk)
        return "thing"

    def written(self, start: int, end: int) -> str:
        """Return the words of some tokens as they are written."""
        return self.sentence.text[self.tokens[start].start : self.tokens[end - 1].end]
