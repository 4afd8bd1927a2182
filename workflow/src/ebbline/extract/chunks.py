"""A sentence in chunks: noun phrases, verb groups, prepositions, what joins and parts clauses.

No model: closed classes of words, verb forms and mentions decide. What the grammar does not know
is taken for a noun or an adjective, so that an unknown word makes a phrase longer, never an event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.lexicon import Lexicon
from ebbline.extract.mentions import Mention, What
from ebbline.extract.noun_phrases import NounReader
from ebbline.extract.text import Token

_ALSO_PREPOSITIONS = ("after", "before", "since", "until", "till", "as", "once")


class Reader(NounReader):
    """Walks over the tokens of one sentence and cuts the chunks."""

    def read(self) -> list[Chunk]:
        """Return the chunks of the sentence."""
        i = 0
        while i < len(self.tokens):
            before = i
            i = self._step(i)
            if i <= before:
                i = before + 1
        self._settle_subordinators()
        return self.chunks

    def _settle_subordinators(self) -> None:
        """Make "after a month", "since Monday" prepositions: no clause follows."""
        for k, chunk in enumerate(self.chunks):
            if chunk.sort is not Sort.SUBORDINATOR or chunk.word not in _ALSO_PREPOSITIONS:
                continue
            for following in self.chunks[k + 1 : k + 14]:
                if following.sort is Sort.VERB and not (following.bare and not following.past):
                    break
                if following.sort in (Sort.COMMA, Sort.STOP, Sort.SUBORDINATOR, Sort.RELATIVE):
                    chunk.sort = Sort.PREPOSITION
                    break
                if following.sort is Sort.DATE and following is self.chunks[k + 1]:
                    chunk.sort = Sort.PREPOSITION
                    break
            else:
                chunk.sort = Sort.PREPOSITION

    def _step(self, i: int) -> int:
        token = self.tokens[i]
        mention = self.mentions.get(i)
        if mention and mention.what is What.DATE:
            if self.tokens[mention.end - 1].lower in ("after", "before") and mention.end - 1 > i:
                # "a year after the town fell": the last word begins a clause of its own.
                self._add(Chunk(Sort.DATE, i, mention.end - 1, mention=mention))
                word = self.tokens[mention.end - 1].lower
                return self._add(Chunk(Sort.SUBORDINATOR, mention.end - 1, mention.end, word))
            if i + 1 <= mention.end < len(self.tokens) and self.tokens[mention.end].lower == "'s":
                return self._add(Chunk(Sort.DATE, i, mention.end + 1, mention=mention))
            return self._add(Chunk(Sort.DATE, i, mention.end, mention=mention))
        if not token.is_word and token.lower not in ("'s", "not"):
            return self._mark(i)
        if mention is None:
            word = token.lower
            closed = self._closed(i, word)
            if closed is not None:
                return closed
            if self._is_verb(i):
                return self._verb_group(i)
        return self._noun_phrase(i)

    def _mark(self, i: int) -> int:
        text = self.tokens[i].text
        if text in ",–—-()[]":
            return self._add(Chunk(Sort.COMMA, i, i + 1, text))
        if text == "." and i + 1 < len(self.tokens):
            # Of an abbreviation: sentences were parted before.
            return i + 1
        if text in ".!?;:…":
            return self._add(Chunk(Sort.STOP, i, i + 1, text))
        return i + 1

    def _closed(self, i: int, word: str) -> int | None:
        """Cut a chunk of a closed class, or return None."""
        is_a = self.lexicon.is_a
        if word == "to" and self._infinitive_follows(i):
            return self._verb_group(i)
        if is_a(word, "auxiliaries") or word == "not":
            return self._verb_group(i)
        if is_a(word, "relatives"):
            return self._relative(i, word)
        if is_a(word, "subordinators"):
            return self._add(Chunk(Sort.SUBORDINATOR, i, i + 1, word))
        if is_a(word, "conjunctions"):
            return self._add(Chunk(Sort.JOIN, i, i + 1, word))
        if word == "given" and self._word(i + 1) in ("up", "to", "back", "away", "over", "by"):
            return self._verb_group(i)
        if is_a(word, "prepositions"):
            return self._preposition(i, word)
        if word == "according" and i + 1 < len(self.tokens) and self.tokens[i + 1].lower == "to":
            return self._add(Chunk(Sort.PREPOSITION, i, i + 2, "according to"))
        if word == "free" and not self.tokens[i].is_capital and not self._object_follows(i):
            return self._add(Chunk(Sort.ADVERB, i, i + 1, word))
        if word == "there" and self.chunks and self.chunks[-1].sort is Sort.PREPOSITION:
            return self._noun_phrase(i)
        if self._is_adverb(word):
            return self._add(Chunk(Sort.ADVERB, i, i + 1, word))
        return None

    def _relative(self, i: int, word: str) -> int:
        previous = self.chunks[-1] if self.chunks else None
        if word != "that":
            return self._add(Chunk(Sort.RELATIVE, i, i + 1, word))
        if previous is None or previous.sort in (Sort.PREPOSITION, Sort.STOP):
            return self._noun_phrase(i)
        told = self._told_to(len(self.chunks) - 1) or (
            previous.sort is Sort.NOUN
            and self.lexicon.is_a(previous.words[-1] if previous.words else "", "telling_nouns")
        )
        bracket = previous.word == ")" and len(self.chunks) > 1
        if (previous.sort is Sort.NOUN or bracket) and not told:
            return self._add(Chunk(Sort.RELATIVE, i, i + 1, word))
        return self._add(Chunk(Sort.SUBORDINATOR, i, i + 1, word))

    def _told_to(self, k: int) -> bool:
        """Tell "told reporters that …" from "the town that …"."""
        verb = self.chunks[k - 1] if k else None
        return (
            verb is not None
            and verb.sort is Sort.VERB
            and verb.lemma
            in (
                "tell",
                "inform",
                "assure",
                "remind",
                "warn",
                "persuade",
                "show",
            )
        )

    def _preposition(self, i: int, word: str) -> int:
        following = self.tokens[i + 1].lower if i + 1 < len(self.tokens) else ""
        if following in ("of", "from") and word in ("out", "outside", "inside", "away", "off"):
            joined = "out of" if word == "out" else word
            return self._add(Chunk(Sort.PREPOSITION, i, i + 2, joined))
        if following in ("within", "inside") and word == "from":
            return self._add(Chunk(Sort.PREPOSITION, i, i + 2, word))
        directions = self.lexicon.classes["adjectives_of_direction"]
        if word in directions and following != "of":
            return self._noun_phrase(i)
        if word in directions:
            return self._add(Chunk(Sort.PREPOSITION, i, i + 2, word))
        return self._add(Chunk(Sort.PREPOSITION, i, i + 1, word))


def read_chunks(
    tokens: Sequence[Token], mentions: Mapping[int, Mention], lexicon: Lexicon
) -> list[Chunk]:
    """Return the chunks of a sentence."""
    return Reader(tokens, mentions, lexicon).read()
