"""The chunks of a sentence: which stand beside which, and what a line of a list is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.lexicon import Lexicon

DEPTH = 6
"""How many phrases or clauses are followed into each other."""


@dataclass(frozen=True, slots=True)
class Chunks:
    """The chunks of a sentence. Chunks are named by their index."""

    chunks: Sequence[Chunk]
    lexicon: Lexicon
    question: bool = False

    def sort(self, k: int) -> Sort | None:
        """Return the sort of chunk ``k``, None outside the sentence."""
        return self.chunks[k].sort if 0 <= k < len(self.chunks) else None

    def preposition(self, k: int) -> str:
        """Return the preposition before the noun phrase ``k``, or nothing."""
        return self.chunks[k - 1].word if self.sort(k - 1) is Sort.PREPOSITION else ""

    def of(self, k: int) -> int | None:
        """Return the noun phrase that follows ``k`` after *of*."""
        if self.sort(k + 1) is Sort.PREPOSITION and self.chunks[k + 1].word == "of":
            return k + 2 if self.sort(k + 2) is Sort.NOUN else None
        return None

    def end_of(self, k: int) -> int:
        """Return the last chunk of the noun phrase ``k`` with what *of* adds to it."""
        last = k
        for _ in range(DEPTH):
            following = self.of(last)
            if following is None:
                break
            last = following
        return last

    def label(self) -> list[int]:
        """Return the noun phrases before the colon of "A and B: taken on Monday", names only."""
        found: list[int] = []
        for k, chunk in enumerate(self.chunks[:9]):
            if chunk.sort is Sort.STOP and chunk.word == ":":
                return found
            if chunk.sort is Sort.NOUN and chunk.mentions and not chunk.words:
                found.append(k)
            elif chunk.sort not in (Sort.COMMA, Sort.JOIN):
                return []
        return []

    def verbs(self) -> Iterator[int]:
        """Yield the verb groups."""
        return (k for k, c in enumerate(self.chunks) if c.sort is Sort.VERB)
