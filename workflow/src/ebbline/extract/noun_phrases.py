"""Noun phrases: where one ends, and what its owner is."""

from __future__ import annotations

from collections.abc import Sequence

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.lexicon import VerbForm
from ebbline.extract.mentions import Mention, What
from ebbline.extract.verb_groups import VerbReader

_SIDES = frozenset(
    ("north", "south", "east", "west", "centre", "interior", "hills", "mountains", "highlands")
)


class NounReader(VerbReader):
    """Cuts noun phrases as well as verb groups."""

    def _noun_phrase(self, i: int) -> int:
        owner: Chunk | None = None
        start = i
        while True:
            chunk, end = self._simple_phrase(start, owner)
            if end < len(self.tokens) and self.tokens[end].lower == "'s" and end > start:
                owner, start = chunk, end + 1
                # "Kharkiv's, …": nothing follows that it could own.
                if start < len(self.tokens) and (
                    self.tokens[start].is_word and not self._ends_phrase(start, [], started=False)
                ):
                    continue
                return self._add(self._closed_phrase(chunk, i, end + 1))
            return self._add(self._closed_phrase(chunk, i, max(end, i + 1)))

    @staticmethod
    def _closed_phrase(chunk: Chunk, start: int, end: int) -> Chunk:
        chunk.start, chunk.end = start, end
        return chunk

    def _simple_phrase(self, i: int, owner: Chunk | None) -> tuple[Chunk, int]:
        chunk = Chunk(Sort.NOUN, i, i, owner=owner)
        words: list[str] = []
        mentions: list[Mention] = []
        j = i
        while j < len(self.tokens):
            mention = self.mentions.get(j)
            if mention is not None:
                if mention.what is What.DATE or self._name_ends(mentions, mention):
                    break
                if chunk.determiner == "the" and words and words[-1] in _SIDES and not mentions:
                    # "In the west Alda fell."
                    break
                mentions.append(mention)
                chunk.ends_with_mention = True
                j = mention.end
                continue
            word = self.tokens[j].lower
            if self.tokens[j].text in "\"“”‘’'" and j > i and not words and not mentions:
                j += 1
                continue
            if not self.tokens[j].is_word or word == "'s":
                break
            if j > i and self._ends_phrase(
                j, words, started=bool(words or mentions), mentioned=chunk.ends_with_mention
            ):
                break
            if not words and not mentions and self.lexicon.is_a(word, "determiners"):
                chunk.determiner = word
            else:
                words.append(word)
                chunk.ends_with_mention = False
            j += 1
            if len(words) == 1 and not mentions and self.lexicon.is_a(word, "pronouns"):
                break
        chunk.words, chunk.mentions, chunk.end = tuple(words), tuple(mentions), j
        chunk.word = words[-1] if words and not chunk.ends_with_mention else ""
        return chunk, j

    @staticmethod
    def _name_ends(mentions: Sequence[Mention], mention: Mention) -> bool:
        """Tell whether a mention after a place or party begins another phrase."""
        if not mentions:
            return False
        last = mentions[-1]
        return (
            last.what is What.PLACE
            and mention.what in (What.PARTY, What.NATION)
            and last.end == mention.start
        )

    def _ends_phrase(
        self, j: int, words: Sequence[str], *, started: bool, mentioned: bool = False
    ) -> bool:
        """Tell whether the word at ``j`` is outside the noun phrase before it."""
        word = self.tokens[j].lower
        lexicon = self.lexicon
        if lexicon.is_a(
            word, "auxiliaries", "relatives", "subordinators", "conjunctions", "pronouns"
        ):
            return word != "one" or started
        if (
            started
            and self._word(j + 1) == "of"
            and word in lexicon.classes["adjectives_of_direction"]
        ):
            # "A west of B", "five villages north of C"
            return True
        if (
            lexicon.is_a(word, "prepositions")
            and word not in lexicon.classes["adjectives_of_direction"]
        ):
            return True
        if lexicon.is_a(word, "determiners"):
            return started and not lexicon.is_a(word, "parts")
        if self._is_adverb(word) or word == "free":
            return started
        form = lexicon.verbs.get(word)
        if form is None:
            # "the town of Alda enables the army": an unknown verb.
            told = mentioned or (bool(words) and lexicon.is_a(words[-1], "change_nouns", "forces"))
            return told and word.endswith(("s", "ed")) and self._object_follows(j)
        return self._verb_in_phrase(j, form, words, started=started, mentioned=mentioned)

    def _verb_in_phrase(
        self, j: int, form: VerbForm, words: Sequence[str], *, started: bool, mentioned: bool
    ) -> bool:
        word = self.tokens[j].lower
        lexicon = self.lexicon
        following = self._word(j + 1)
        noun_next = (
            j + 1 < len(self.tokens)
            and self.tokens[j + 1].is_word
            and not lexicon.is_a(
                following,
                "prepositions",
                "auxiliaries",
                "determiners",
                "conjunctions",
                "subordinators",
                "relatives",
                "pronouns",
                "adverbs",
                "numbers",
            )
            and not (j + 1 in self.mentions and self.mentions[j + 1].what is What.DATE)
        )
        if not started:
            # "the captured town": an adjective; "the attack": a noun.
            return False
        noun_before = mentioned or any(
            w not in lexicon.classes["adjectives_of_direction"] for w in words
        )
        if form.past or form.participle:
            return noun_before
        if form.ing and words and f"{words[-1]} {word}" in lexicon.classes["facility_nouns"]:
            # "the border crossing", but "at the border crossing the river".
            return self._object_follows(j)
        if form.ing:
            return mentioned or self._object_follows(j) or not noun_next
        ambiguous = lexicon.is_a(form.lemma, "ambiguous")
        if lexicon.is_a(word, "forces", "place_nouns", "facility_nouns", "control_nouns") and not (
            self._object_follows(j) and ambiguous
        ):
            return False
        if not ambiguous:
            return noun_before
        if not noun_before:
            return False
        plural = mentioned or words[-1].endswith("s") or lexicon.is_a(words[-1], "forces")
        if form.third and lexicon.is_a(words[-1] if words else "", "forces") and not mentioned:
            return noun_next or self._object_follows(j)
        if form.third:
            plural = True
        return plural and (self._object_follows(j) or self._phrasal(j, form))

    def _phrasal(self, j: int, form: VerbForm) -> bool:
        """Tell "forces attack from" from "troops attack on": a verb with its own preposition."""
        following = self._word(j + 1)
        return following in {
            "fall": ("to", "into", "after", "as", "in", "without", "", "."),
            "retreat": ("from", "to"),
            "advance": ("on", "into", "towards", "to", "in", "", "."),
            "march": ("on", "into"),
            "move": ("into", "in"),
            "storm": ("into",),
            "sweep": ("into", "through"),
            "change": ("hands",),
            "pull": ("out", "back"),
            "push": ("into", "out", "back", "on", "towards", "toward", "deeper"),
            "close": ("in", "on"),
            "press": ("on", "ahead"),
            "break": ("into", "through"),
            "lose": ("control", "ground"),
            "take": ("control", "over", "back"),
        }.get(form.lemma, ())
