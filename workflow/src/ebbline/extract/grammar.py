"""Who does what in a sentence of chunks: subjects, objects, complements, and what is real.

A shallow grammar: it follows a verb group left to its subject and right to its object and
complements, past appositions, relative clauses and what stands between commas.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ebbline.extract.chunks import Chunk, Sort
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

    def verb_before(self, k: int) -> str:
        """Return the verb just before chunk ``k``, past adverbs, or nothing."""
        k -= 1
        while self.sort(k) is Sort.ADVERB:
            k -= 1
        return self.chunks[k].lemma if self.sort(k) is Sort.VERB else ""

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
        joined = any(self.sort(j) is Sort.JOIN for j in range(commas[-1] if commas else v, v))
        return bool(commas) and self.chunks[k].word != "that" and not joined


_IN_LISTS = ("of", "from", "with", "including", "along")


@dataclass(frozen=True, slots=True)
class Grammar(Chunks):
    """Questions about who does what in a sentence. Chunks are named by their index."""

    # -- subjects -------------------------------------------------------------------------

    def subjects(self, v: int, depth: int = 0) -> list[int]:
        """Return the noun phrases that may be the subject of verb group ``v``, best first."""
        if depth > DEPTH:
            return []
        verb = self.chunks[v]
        j = v - 1
        while j >= 0:
            sort = self.sort(j)
            if sort is Sort.ADVERB:
                j -= 1
            elif sort is Sort.DATE:
                j -= 2 if self.sort(j - 1) is Sort.PREPOSITION else 1
            elif sort is Sort.COMMA and verb.gerund:
                return self._of_main_verb(v, j, depth)
            elif sort is Sort.COMMA:
                opening = self.opening(j)
                j = (j if opening is None else opening) - 1
            elif sort is Sort.JOIN:
                return self._of_previous_verb(j, depth)
            elif sort is Sort.RELATIVE:
                return self.antecedents(j)
            elif sort is Sort.NOUN:
                return self._of_noun(v, j, depth)
            elif sort is Sort.VERB:
                return self.subjects(j, depth + 1)
            elif sort in (Sort.PREPOSITION, Sort.SUBORDINATOR) and verb.gerund:
                found: list[int] = []
                if self.sort(j - 1) is Sort.COMMA and self.sort(j - 2) is Sort.NOUN:
                    # "troops, after entering the town, had …": or the main clause's subject.
                    found = self._with_partners(self.root(j - 2))
                return found + self._of_main_verb(v, j, depth)
            else:
                return []
        return self._of_main_verb(v, 0, depth) if verb.gerund else []

    def _of_noun(self, v: int, j: int, depth: int) -> list[int]:
        root = self.root(j)
        verb = self.chunks[v]
        if root != j and (verb.gerund or verb.bare):
            # "trucks with fighters fleeing from A", "five miles from A, held by …": the nearest.
            near = verb.gerund or self.sort(v - 1) is Sort.COMMA
            return [j, *self._with_partners(root)] if near else [*self._with_partners(root), j]
        before = self.chunks[root - 1] if root else None
        if verb.infinitive and before is not None and before.sort is Sort.VERB:
            ordinal = set(self.chunks[root].words) & self.lexicon.classes["ordinals"]
            if ordinal and before.lemma in ("be", "become"):
                return self.subjects(root - 1, depth + 1)
        if self.preposition(root) and not (verb.infinitive or verb.bare or verb.gerund):
            # "In Palma" before the verb: an adverbial, not its subject.
            k = root - 2
            while self.sort(k) is Sort.ADVERB:
                k -= 1
            if self.sort(k) is Sort.COMMA and self.sort(k - 1) is Sort.NOUN and depth < DEPTH:
                # "Hiri, just across the border, is …": what stands between commas is passed over.
                return self._of_noun(v, k - 1, depth + 1)
            return [root]
        return self._with_partners(root)

    def _with_partners(self, root: int) -> list[int]:
        """Return ``root`` with those joined before it: "the army and Hezbollah", army first."""
        found = [root]
        k = root
        while self.sort(k - 1) is Sort.JOIN and self.sort(k - 2) is Sort.NOUN and k >= 2:
            k = self.root(k - 2)
            found.insert(0, k)
        return found

    def root(self, j: int) -> int:
        """Return the head of the noun phrase chain that ``j`` ends: past *of*, *backed by*."""
        for _ in range(DEPTH):
            k = j - 1
            if self.sort(k) is Sort.PREPOSITION:
                k -= 1
                if self.sort(k) is Sort.DATE:
                    return j
            elif not (self.sort(k) is Sort.VERB and self.chunks[k].gerund):
                return j
            if self.sort(k) is Sort.NOUN:
                j = k
                continue
            if self.sort(k) is Sort.ADVERB:
                k -= 1
            if self.sort(k) is Sort.VERB and (self.chunks[k].bare or self.chunks[k].gerund):
                k -= 1
                if self.sort(k) is Sort.ADVERB:
                    k -= 1
                if self.sort(k) is Sort.COMMA and self.sort(k - 1) is Sort.NOUN:
                    k -= 1
                if self.sort(k) is Sort.NOUN:
                    j = k
                    continue
            return j
        return j

    def opening(self, j: int) -> int | None:
        """Return the comma that opens what the comma ``j`` closes, or None."""
        for k in range(j - 1, max(j - 24, -1), -1):
            if self.sort(k) is not Sort.COMMA or k == 0:
                continue
            if self.sort(k - 1) not in (Sort.NOUN, Sort.DATE, Sort.ADVERB, Sort.JOIN):
                return None
            return k
        return None

    def _of_previous_verb(self, j: int, depth: int) -> list[int]:
        for k in range(j - 1, -1, -1):
            if self.sort(k) is Sort.VERB and not self.chunks[k].infinitive:
                return self.subjects(k, depth + 1)
        return []

    def _of_main_verb(self, v: int, j: int, depth: int) -> list[int]:
        for k in range(j - 1, -1, -1):
            chunk = self.chunks[k]
            if chunk.sort is Sort.VERB and not (
                chunk.gerund or chunk.infinitive or (chunk.bare and not chunk.past)
            ):
                return self.subjects(k, depth + 1)
        for k in range(v + 1, len(self.chunks)):
            chunk = self.chunks[k]
            if chunk.sort is Sort.VERB and not chunk.gerund and self.sort(k - 1) is Sort.NOUN:
                return self._with_partners(self.root(k - 1))
        return []

    def antecedents(self, j: int) -> list[int]:
        """Return the noun phrases that the relative word ``j`` may mean, nearest first."""
        k = j - 1
        while self.sort(k) in (Sort.COMMA, Sort.PREPOSITION, Sort.DATE, Sort.ADVERB):
            k -= 1
        found = []
        for _ in range(DEPTH):
            if self.sort(k) is not Sort.NOUN:
                break
            found.append(k)
            if self.sort(k - 1) not in (Sort.PREPOSITION, Sort.JOIN):
                break
            k -= 2
        return found

    # -- objects and complements ----------------------------------------------------------

    def object(self, v: int) -> int | None:
        """Return the noun phrase that is the object of the verb group ``v``."""
        j = v + 1
        while self.sort(j) in (Sort.ADVERB, Sort.DATE):
            j += 1
        if self.sort(j) is Sort.NOUN:
            return j
        if self.chunks[v].passive or (self.chunks[v].bare and not self.chunks[v].past):
            return None
        return self.relative_object(v)

    def relative_object(self, v: int) -> int | None:
        """Return what "which it seized" or "the town they seized" is about."""
        subjects = self.subjects(v)
        if not subjects:
            return None
        first = subjects[0]
        j = first - 1
        if self.sort(j) is Sort.RELATIVE and first < v:
            found = self.antecedents(j)
            return found[0] if found else None
        return j if self.sort(j) is Sort.NOUN else None

    def complements(self, v: int, start: int | None = None) -> dict[str, int]:
        """Return noun phrases after the verb group by preposition, up to the end of its clause."""
        found: dict[str, int] = {}
        j = v + 1 if start is None else start
        while j < len(self.chunks):
            chunk = self.chunks[j]
            if chunk.sort is Sort.PREPOSITION and self.sort(j + 1) is Sort.NOUN:
                if not (chunk.word == "of" and self.sort(j - 1) is Sort.NOUN and j - 1 != v):
                    found.setdefault(chunk.word, j + 1)
                elif "of" not in found:
                    found["of"] = j + 1
                j += 2
            elif (
                chunk.sort is Sort.PREPOSITION
                or chunk.sort in (Sort.NOUN, Sort.ADVERB, Sort.DATE)
                or (chunk.sort is Sort.COMMA and self._goes_on(j))
            ):
                j += 1
            elif chunk.sort is Sort.JOIN and self.sort(j + 1) in (
                Sort.NOUN,
                Sort.PREPOSITION,
                Sort.DATE,
            ):
                if self.clause_follows(j + 1):
                    break
                j += 1
            else:
                break
        return found

    def _goes_on(self, j: int) -> bool:
        """Tell whether the clause goes on after the comma ``j``."""
        following = self.sort(j + 1)
        if following in (Sort.PREPOSITION, Sort.DATE):
            return True
        return following is Sort.NOUN and not self.clause_follows(j + 1)

    def clause_follows(self, j: int) -> bool:
        """Tell whether the noun phrase at ``j`` is the subject of a verb of its own."""
        end = self.end_of(j) if self.sort(j) is Sort.NOUN else j
        k = end + 1
        while self.sort(k) in (Sort.ADVERB, Sort.DATE) or (
            self.sort(k) is Sort.PREPOSITION and self.sort(k + 1) is Sort.NOUN
        ):
            k += 2 if self.sort(k) is Sort.PREPOSITION else 1
        if self.sort(k) is not Sort.VERB:
            return False
        verb = self.chunks[k]
        return not (verb.gerund or verb.infinitive or (verb.bare and not verb.past))

    # -- lists ------------------------------------------------------------------------------

    def listed(self, k: int) -> list[int]:
        """Return ``k`` and the noun phrases listed with it: "A, B and C"; appositions as well."""
        found = [k]
        j = self.end_of(k) + 1
        for _ in range(60):
            sort = self.sort(j)
            including = sort is Sort.PREPOSITION and self.chunks[j].word in ("including", "along")
            if including or sort in (Sort.COMMA, Sort.JOIN):
                j += 1
                while self.sort(j) in (Sort.JOIN, Sort.ADVERB) or (
                    self.sort(j) is Sort.PREPOSITION and self.chunks[j].word in _IN_LISTS
                ):
                    j += 1
                if self.sort(j) is not Sort.NOUN or (not including and self.clause_follows(j)):
                    break
                found.append(j)
                j = self.end_of(j) + 1
            else:
                break
        return found
