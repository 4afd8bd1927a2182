"""What is told without its verb: "lost A in May and B in June", "so did C"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.finding import Finding
from ebbline.extract.frame_places import PlacedFrames
from ebbline.extract.memory import PartyRef
from ebbline.extract.rules import Rule
from ebbline.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class GappedFrames(PlacedFrames):
    """Finds places, each with its day, that share a verb."""

    def _gapped(
        self, rule: Rule, v: int, winner: PartyRef | None, loser: PartyRef | None
    ) -> Iterator[Finding]:
        """Yield what is told without its verb: "lost A in May *and B in June*"."""
        g = self.g
        if not {"object", "subject", "from"} & set(rule.place):
            return
        yield from self._dated_first(rule, v, winner, loser)
        dated = False
        j = v + 1
        while j + 2 < len(g.chunks) and not self._ends_list(j):
            dated |= g.sort(j) is Sort.DATE
            k = j + 1 + (g.sort(j + 1) is Sort.JOIN)
            if g.sort(k) is Sort.PREPOSITION and g.chunks[k].word in rule.place and dated:
                # "from A on Monday, and from B on Tuesday"
                k += 1
            if (
                (dated or g.sort(j + 1) is Sort.JOIN)
                and g.sort(j) in (Sort.JOIN, Sort.COMMA, Sort.STOP)
                and g.sort(k) is Sort.NOUN
                and self.ref.type_of(k) in ("place", "name", "place_word", "nation")
            ):
                d = self._date_after(k)
                told = (dated and d >= 0) or self._goes_on_undated(j, k)
                d = d if dated else -1
                places = [p for p in self.ref.places(k) if not p.anaphor] if told else []
                for found in self._findings(rule, v, places, winner, loser):
                    yield replace(found, date_at=d)
            j += 1

    def _each_dated(self, findings: list[Finding], more: list[Finding]) -> list[Finding]:
        """Give each place of "A (May), B (June) and C (July)" its own date.

        ``more`` is what is told of other days with the same verb.
        """
        at = {}
        for f in findings:
            k = next((k for k, c in enumerate(self.g.chunks) if self._holds(c, f)), -1)
            at[f.place.key] = self._date_after(k) if k >= 0 else -1
        if len({d for d in (*at.values(), *(f.date_at for f in more)) if d >= 0}) < 2:
            return findings
        return [
            replace(f, date_at=at[f.place.key]) if f.date_at < 0 and at[f.place.key] >= 0 else f
            for f in findings
        ]

    def _goes_on_undated(self, j: int, k: int) -> bool:
        """Tell "took A, a port, *and B, the main road*": B after a remark on A."""
        g = self.g
        if (
            g.sort(j) is not Sort.COMMA
            or g.sort(k - 1) is not Sort.JOIN
            or g.sort(j - 1)
            in (
                Sort.DATE,
                Sort.VERB,
            )
        ):
            return False
        if g.preposition(k) or self.ref.type_of(k) not in ("place", "name"):
            return False
        last = g.end_of(k) + 1
        return g.sort(last) in (Sort.COMMA, Sort.STOP, None) and not g.clause_follows(k)

    def _ends_list(self, j: int) -> bool:
        chunk = self.g.chunks[j]
        if chunk.sort is Sort.VERB:
            return not (chunk.bare or chunk.gerund)
        if chunk.sort is Sort.STOP and chunk.word == ";":
            # "A fell on Sunday; B, a market town, on Monday."
            rest = self.g.chunks[j + 1 :]
            end = next((i for i, c in enumerate(rest) if c.sort is Sort.STOP), len(rest))
            return any(c.sort is Sort.VERB for c in rest[:end])
        return chunk.sort in (Sort.STOP, Sort.SUBORDINATOR, Sort.RELATIVE)

    def _date_after(self, k: int) -> int:
        """Return the date that goes with the place ``k`` of a list, past what is put in, or -1."""
        g = self.g
        j = g.end_of(k) + 1
        commas = 0
        while j < len(g.chunks):
            if g.sort(j) is Sort.DATE:
                return j
            if g.sort(j) is Sort.PREPOSITION and g.sort(j + 1) in (Sort.NOUN, Sort.DATE):
                j += 1 if g.sort(j + 1) is Sort.DATE else 2
            elif g.sort(j) is Sort.ADVERB and commas == 1:
                j += 1
            elif g.sort(j) is Sort.COMMA and commas < 2 and g.sort(j + 1) is not Sort.JOIN:
                commas += 1
                if g.sort(j + 1) is Sort.NOUN and self.ref.type_of(j + 1) in ("place", "name"):
                    return -1
                j += 1
            elif g.sort(j) is Sort.NOUN and commas == 1:
                j = g.end_of(j) + 1
            else:
                return -1
        return -1

    def _holds(self, chunk: Chunk, f: Finding) -> bool:
        start = self.ref.tokens[chunk.start].start
        end = self.ref.tokens[min(chunk.end, len(self.ref.tokens)) - 1].end
        return chunk.sort is Sort.NOUN and start <= f.place.start < end

    def _dated_first(
        self, rule: Rule, v: int, winner: PartyRef | None, loser: PartyRef | None
    ) -> Iterator[Finding]:
        """Yield B in "took A on Monday and, a day later, B": the date stands before its place."""
        g = self.g
        j = v + 1
        while j + 2 < len(g.chunks) and not self._ends_list(j):
            k = j + 1
            begins = g.sort(j) is Sort.JOIN or g.chunks[j].word == ";"
            while begins and (
                g.sort(k) in (Sort.COMMA, Sort.ADVERB)
                or (g.sort(k) is Sort.PREPOSITION and g.sort(k + 1) is Sort.DATE)
            ):
                k += 1
            d = k if begins and g.sort(k) is Sort.DATE else -1
            k += 1 + (g.sort(k + 1) is Sort.COMMA)
            if d >= 0 and g.sort(k) is Sort.PREPOSITION and g.chunks[k].word in rule.place:
                k += 1
            named = d >= 0 and g.sort(k) is Sort.NOUN and self.ref.type_of(k) in ("place", "name")
            if named and not g.clause_follows(k):
                places = [p for p in self.ref.places(k) if not p.anaphor]
                for found in self._findings(rule, v, places, winner, loser):
                    yield replace(found, date_at=d)
            j += 1

    def _likewise(self, v: int, told: Sequence[Finding]) -> Iterator[Finding]:
        """Yield C in "A fell on Sunday, and so did C", "as did C on Monday"."""
        g = self.g
        before = g.chunks[v - 1] if v else None
        last = next((f for f in reversed(told) if f.kind is Kind.CAPTURED), None)
        if last is None or before is None or before.word not in ("so", "as", "did"):
            return
        if g.chunks[v].negated or g.sort(v + 1) is not Sort.NOUN:
            return
        if self.ref.type_of(v + 1) not in ("place", "name"):
            return
        for place in self.ref.places(v + 1):
            yield replace(last, place=place, at=v, date_at=self._date_after(v + 1), without=())
