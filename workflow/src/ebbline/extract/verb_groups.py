"""Verb groups: which words begin one, and what its auxiliaries say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.lexicon import Lexicon, VerbForm
from ebbline.extract.mentions import Mention, What
from ebbline.extract.text import Token


@dataclass(slots=True)
class VerbReader:
    """The words of one sentence, and the chunks cut so far."""

    tokens: Sequence[Token]
    mentions: Mapping[int, Mention]
    lexicon: Lexicon
    chunks: list[Chunk] = field(default_factory=list)

    def _add(self, chunk: Chunk) -> int:
        self.chunks.append(chunk)
        return chunk.end

    def _is_adverb(self, word: str) -> bool:
        if self.lexicon.is_a(word, "adverbs"):
            return True
        return (
            word.endswith("ly")
            and len(word) > 4
            and word
            not in ("only", "july", "italy", "ally", "family", "assembly", "supply", "reply")
        )

    def _word(self, j: int) -> str:
        return self.tokens[j].lower if j < len(self.tokens) else ""

    def _infinitive_follows(self, i: int) -> bool:
        j = i + 1
        while j < len(self.tokens) and (
            self._is_adverb(self.tokens[j].lower) or self.tokens[j].lower == "not"
        ):
            j += 1
        if j >= len(self.tokens) or j in self.mentions:
            return False
        word = self.tokens[j].lower
        form = self.lexicon.verbs.get(word)
        if word in ("be", "have"):
            return True
        if form is None or not form.base:
            return False
        if not self.lexicon.is_a(word, "ambiguous"):
            return True
        before = self.chunks[-1] if self.chunks else None
        governing = ("force", "compel", "oblige", "order", "have", "begin", "start", "manage")
        if before is not None and before.lemma in (*governing, "continue", "decide"):
            return True
        # "to attack the town", but "to rebel control", "to attack from the air".
        following = self.tokens[j + 1].lower if j + 1 < len(self.tokens) else ""
        return (
            j + 1 in self.mentions
            or self.lexicon.is_a(following, "determiners", "numbers", "pronouns", "adverbs")
            or following
            in (
                "to",
                "back",
                "out",
                "up",
                "over",
                "down",
                "on",
                "in",
                "into",
                "with",
                "for",
                ".",
                "",
            )
            or not self.lexicon.is_a(following, "prepositions", "forces", "control_nouns")
        )

    def _is_verb(self, i: int) -> bool:
        """Tell whether the verb form at ``i``, outside a noun phrase, begins a verb group."""
        token = self.tokens[i]
        form = self.lexicon.verbs.get(token.lower)
        if form is None or (token.is_capital and i > 0 and self.tokens[i - 1].is_word is False):
            return form is not None and form.ing and bool(self.chunks)
        previous = self.chunks[-1] if self.chunks else None
        if previous is None:
            return form.past or form.participle or (form.ing and self._object_follows(i))
        if previous.sort is Sort.PREPOSITION:
            return form.ing and self._object_follows(i)
        if form.ing:
            # "fighting continued": a noun; "fighting the rebels", "advancing on": a verb.
            return not self._finite_follows(i)
        if form.past or form.participle:
            return True
        if previous.sort in (Sort.NOUN, Sort.RELATIVE):
            noun = self.lexicon.is_a(form.lemma, "ambiguous") and self._word(i + 1) == "of"
            return not noun
        if previous.sort is Sort.COMMA and (form.third or form.base) and len(self.chunks) > 2:
            # "A, on the coast, remains …": the verb after what stands between commas.
            closes = any(c.sort is Sort.COMMA for c in self.chunks[:-1])
            falls = form.lemma == "fall" and self._word(i + 1) == "to"
            return closes and (falls or not self.lexicon.is_a(form.lemma, "ambiguous"))
        if previous.sort is Sort.ADVERB and previous.word in ("still", "now", "also"):
            return True
        if previous.sort is Sort.ADVERB:
            return not self.lexicon.is_a(form.lemma, "ambiguous") or self._object_follows(i)
        if previous.sort is Sort.JOIN:
            after_verb = any(c.sort is Sort.VERB for c in self.chunks[-4:])
            plain = not self.lexicon.is_a(form.lemma, "ambiguous")
            return after_verb and (plain or self._object_follows(i))
        return False

    def _finite_follows(self, i: int) -> bool:
        following = self.lexicon.verbs.get(self._word(i + 1))
        if self.lexicon.is_a(self._word(i + 1), "auxiliaries"):
            return True
        return following is not None and following.past and not following.ing

    def _object_follows(self, i: int) -> bool:
        if i + 1 >= len(self.tokens):
            return False
        if i + 1 in self.mentions:
            return self.mentions[i + 1].what is not What.DATE
        word = self.tokens[i + 1].lower
        return (
            self.lexicon.is_a(
                word, "determiners", "numbers", "pronouns", "place_nouns", "adjectives_of_direction"
            )
            or word
            in (
                "to",
                "back",
                "out",
                "up",
                "over",
                "control",
                "from",
                "into",
                "through",
                "full",
                "down",
                "that",
                "only",
                "just",
            )
            or self.tokens[i + 1].is_capital
        )

    def _verb_group(self, i: int) -> int:
        """Cut auxiliaries, adverbs and the main verb; see :class:`Chunk` for what is kept."""
        chunk = Chunk(Sort.VERB, i, i)
        words: list[str] = []
        adverbs: list[str] = []
        j = i
        main: VerbForm | None = None
        while j < len(self.tokens) and j not in self.mentions:
            word = self.tokens[j].lower
            if main is None and word == "to" and not words:
                chunk.infinitive = True
            elif word in ("not", "never") or (word == "no" and self._word(j + 1) == "longer"):
                chunk.negated = True
                adverbs.append("no longer" if word == "no" else word)
                j += word == "no"
            elif self._auxiliary_at(j, words):
                words.append(word)
            elif (self._is_adverb(word) or (word == "since" and words)) and self._verb_after(j):
                adverbs.append(word)
            else:
                main = self._main_at(j, words, chunk.infinitive)
                if main is not None:
                    chunk.main = j
                    j += 1
                break
            j += 1
        self._finish(chunk, words, main, adverbs)
        chunk.end = max(j, i + 1)
        if main is not None:
            self._take_particle(chunk)
        return self._add(chunk)

    def _auxiliary_at(self, j: int, words: list[str]) -> bool:
        word = self.tokens[j].lower
        if word == "'s":
            return True
        if not self.lexicon.is_a(word, "auxiliaries"):
            return False
        # "had had", "did do": the second is the verb itself; "has" before a noun too.
        return not (words and word in ("do", "does", "did", "having"))

    def _verb_after(self, j: int) -> bool:
        for k in range(j + 1, min(j + 4, len(self.tokens))):
            if k in self.mentions:
                return False
            word = self.tokens[k].lower
            if word in self.lexicon.verbs or self.lexicon.is_a(word, "auxiliaries"):
                return True
            if not self._is_adverb(word):
                return False
        return False

    def _main_at(self, j: int, words: list[str], infinitive: bool) -> VerbForm | None:
        word = self.tokens[j].lower
        form = self.lexicon.verbs.get(word)
        if form is None:
            return None
        if not words and not infinitive:
            return form
        last = words[-1] if words else "to"
        if last in ("has", "have", "had", "having", "'ve"):
            return form if form.participle else None
        if last in ("is", "are", "was", "were", "be", "been", "being", "am", "'s", "'re"):
            if form.participle or form.ing:
                return form
            return None
        return form if form.base or form.participle else None

    def _finish(
        self, chunk: Chunk, words: list[str], main: VerbForm | None, adverbs: list[str]
    ) -> None:
        chunk.adverbs = tuple(adverbs)
        has = set(words)
        contracted = {"'d", "'ll", "won't", "can't", "cannot", "couldn't", "wouldn't", "shouldn't"}
        chunk.negated |= any(w.endswith("n't") or w == "cannot" for w in words)
        chunk.modal = bool(
            has
            & (
                {"will", "would", "shall", "should", "can", "could", "may", "might", "must"}
                | contracted
            )
        )
        be = {"is", "are", "was", "were", "be", "been", "being", "am", "'re"}
        have = {"has", "have", "had", "having", "'ve", "hasn't", "haven't", "hadn't"}
        chunk.perfect = bool(has & have)
        chunk.past = bool(
            has & {"was", "were", "had", "did", "wasn't", "weren't", "hadn't", "didn't"}
        )
        chunk.gerund = bool(words and words[0] in ("being", "having"))
        if main is None:
            if has & be or has & {"'s", "isn't", "aren't", "wasn't", "weren't"}:
                chunk.lemma = "be"
            elif has & have:
                chunk.lemma, chunk.perfect = "have", False
            return
        chunk.lemma = main.lemma
        last = words[-1] if words else ""
        progressive = main.ing and bool(words)
        passive_after = (
            last in be or last in ("'s", "isn't", "aren't", "wasn't", "weren't")
        ) and main.participle
        chunk.passive = passive_after and not progressive
        if last == "'s" and main.participle:
            chunk.perfect = True
        if not words and not chunk.infinitive:
            chunk.bare = main.participle
            chunk.past |= main.past
            chunk.gerund = main.ing

    def _take_particle(self, chunk: Chunk) -> None:
        following = self._word(chunk.end)
        if (
            following in ("back", "up", "off", "away", "down")
            or (following == "over" and chunk.lemma in ("take", "hand", "turn"))
            or (following == "out" and self._word(chunk.end + 1) != "of")
        ):
            chunk.particle = following
            chunk.end += 1
