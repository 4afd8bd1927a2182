"""The chunks of a sentence: which stand beside which, and what a line of a list is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.lexicon import Lexicon

DEPTH = 6
"""How many phrases or clauses are followed into each other."""


_TIMES = ("after", "before", "when", "while", "as", "since", "though", "although", "because")


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

    # -- clauses ------------------------------------------------------------------------------

    def clause_word(self, v: int) -> tuple[str, int]:
        """Return the subordinator or relative that governs ``v`` and its index, or nothing."""
        for k in range(v - 1, -1, -1):
            sort = self.sort(k)
            if sort is Sort.STOP:
                break
            if sort in (Sort.SUBORDINATOR, Sort.RELATIVE):
                if self._closed_before(k, v):
                    continue
                return self.chunks[k].word, k
        return "", -1

    def _closed_before(self, k: int, v: int) -> bool:
        """Tell whether the clause begun by ``k`` has ended at a comma before ``v``."""
        verbs = [j for j in range(k + 1, v) if self.sort(j) is Sort.VERB]
        if not verbs:
            return False
        commas = [j for j in range(verbs[0] + 1, v) if self.sort(j) is Sort.COMMA]
        if not commas:
            # "the town that fell in May was retaken": a finite verb after a finite verb.
            return self.chunks[k].word in ("which", "who", "that") and self._finite_after_noun(
                k, verbs, v
            )
        if self.chunks[k].word in _TIMES and self._begins_anew(commas[-1]):
            return True
        return self.chunks[k].word != "that" and not self._joined(commas[-1], v)

    def _begins_anew(self, comma: int) -> bool:
        """Tell "after they seized it, *and the army came back*": a main clause of its own."""
        return self.sort(comma + 1) is Sort.JOIN and self.sort(comma + 2) is Sort.NOUN

    def _finite_after_noun(self, k: int, verbs: list[int], v: int) -> bool:
        return (
            self.sort(k - 1) is Sort.NOUN
            and self.sort(v - 1) in (Sort.DATE, Sort.NOUN)
            and not self.chunks[v].bare
            and self.preposition(v - 1) != ""
            and len(verbs) == 1
        )

    def _joined(self, comma: int, v: int) -> bool:
        return any(self.sort(j) is Sort.JOIN for j in range(comma, v))
