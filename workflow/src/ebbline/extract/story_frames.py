"""Findings that go on with the story: "A is Red again", "were back in A", "B went next"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.finding import Finding
from ebbline.extract.gaps import GappedFrames
from ebbline.extract.memory import PartyRef, PlaceRef
from ebbline.extract.mentions import What
from ebbline.extract.reality import reality_of_verb
from ebbline.extract.rules import Rule
from ebbline.vocabulary import Kind

_AGAIN = ("again", "back", "anew", "more")


@dataclass(frozen=True, slots=True)
class StoryFrames(GappedFrames):
    """Applies the rules for what a verb of being or going says of a place."""

    def _of_story(self, v: int, verb: Chunk) -> Iterator[Finding]:
        """Yield what the verb group ``v``, which is in no other rule, tells of a place."""
        if verb.passive and verb.lemma != "follow":
            return
        for rule in self.rules.stories.get(verb.lemma, ()):
            found = list(
                {"owned": self._owned, "presence": self._present, "sequel": self._sequel}[
                    rule.form
                ](rule, v, verb)
            )
            if found:
                reality = reality_of_verb(self.g, v)
                yield from (replace(f, reality=reality) for f in found)
                return

    # -- "A is Red again" ---------------------------------------------------------------------

    def _owned(self, rule: Rule, v: int, verb: Chunk) -> Iterator[Finding]:
        """Yield whose A is: "A is Red", "A has been the rebels' since May"."""
        k = self._predicate(v)
        party = self._bare_party(k) if k >= 0 else None
        if party is None or verb.infinitive or verb.gerund:
            return
        places = [p for p in self._subject_places(v) if not p.part]
        again = {c.word for c in self.g.chunks[v : k + 2] if c.sort is Sort.ADVERB}
        new = bool((again | set(verb.adverbs)) & {*_AGAIN, "now"}) and not verb.perfect
        for finding in self._findings(rule, v, places, party, None):
            yield replace(finding, kind=Kind.CAPTURED) if new else finding

    def _predicate(self, v: int) -> int:
        """Return the noun phrase right after the verb group ``v``, or -1."""
        k = v + 1
        while self.g.sort(k) is Sort.ADVERB:
            k += 1
        return k if self.g.sort(k) is Sort.NOUN else -1

    def _bare_party(self, k: int) -> PartyRef | None:
        """Return the party of "Red", "the rebels'": an adjective or owner without its noun."""
        chunk = self.g.chunks[k]
        owns = self.ref.tokens[chunk.end - 1].lower == "'s"
        if owns and chunk.owner is None:
            return self.ref.party(k) or self.ref.owner_party(chunk)
        if chunk.determiner or chunk.words or chunk.owner is not None or len(chunk.mentions) != 1:
            return None
        mention = chunk.mentions[0]
        adjective = mention.nation is not None and mention.nation.adjective
        plural = self.ref.tokens[mention.end - 1].lower.endswith("s")
        if mention.what is not What.PARTY and (not adjective or plural):
            return None
        return self.ref.party(k)

    # -- "were back in A" ---------------------------------------------------------------------

    def _present(self, rule: Rule, v: int, verb: Chunk) -> Iterator[Finding]:
        """Yield whose soldiers are in A: there again, or since or by a day that is told."""
        g = self.g
        k = v + 1
        while g.sort(k) in (Sort.ADVERB, Sort.DATE) or (
            g.sort(k) is Sort.NOUN and g.chunks[k].words in (("present",), ("active",))
        ):
            k += 1
        there = "there" in {c.word for c in g.chunks[v + 1 : v + 3] if c.sort is Sort.ADVERB}
        if verb.infinitive or verb.gerund or (g.sort(k) is not Sort.PREPOSITION and not there):
            return
        named = g.sort(k) is Sort.PREPOSITION and g.chunks[k].word in rule.place
        if not there and (not named or g.sort(k + 1) is not Sort.NOUN):
            return
        subject = next(iter(g.subjects(v)), None)
        party = None if subject is None else self.ref.party(subject, role=True)
        if party is None or self.ref.type_of(subject or 0) in ("place", "name"):
            return
        places = self.ref.spoken_of(v) if there else self.ref.places(k + 1)
        back = {c.word for c in g.chunks[v : k + 3] if c.sort is Sort.ADVERB} & set(_AGAIN)
        back |= {verb.particle} & {"back"}
        back |= {"since"} if verb.perfect and self._dated(v, ("since",)) else set()
        if not back and not (verb.past and self._dated(v, ("", "on", "by", "at"))):
            return
        back |= {"by"} if verb.past and self._dated(v, ("by",)) else set()
        for finding in self._findings(rule, v, places, party, None):
            yield replace(finding, kind=Kind.CAPTURED) if back else finding

    def _dated(self, v: int, prepositions: tuple[str, ...]) -> bool:
        """Tell whether a date with one of ``prepositions`` stands in the clause of ``v``."""
        for k in range(v + 1, len(self.g.chunks)):
            chunk = self.g.chunks[k]
            if chunk.sort in (Sort.STOP, Sort.RELATIVE) or (
                chunk.sort is Sort.VERB and not chunk.bare
            ):
                return False
            day = chunk.mention.date if chunk.sort is Sort.DATE and chunk.mention else None
            if day is not None and day.preposition in prepositions:
                return True
        return False

    # -- "B went next" ------------------------------------------------------------------------

    def _sequel(self, rule: Rule, v: int, verb: Chunk) -> Iterator[Finding]:
        """Yield what goes the way of the place before: "B went on Monday", "then came C"."""
        if verb.infinitive and not self._is_one_of_them(v):
            return
        yield from self._findings(rule, v, self._sequel_places(v, verb), None, None)

    def _is_one_of_them(self, v: int) -> bool:
        """Tell "was the third town to go" from "wants to go"."""
        root = self.g.root(v - 1) if self.g.sort(v - 1) is Sort.NOUN else -1
        ordinals = self.ref.known.lexicon.classes["ordinals"]
        return root >= 0 and bool(set(self.g.chunks[root].words) & ordinals)

    def _sequel_places(self, v: int, verb: Chunk) -> list[PlaceRef]:
        g = self.g
        after = g.chunks[v + 1] if v + 1 < len(g.chunks) else None
        if verb.lemma == "follow":
            by = g.complements(v).get("by")
            told = by is not None and (verb.passive or verb.bare)
            return [p for p in self.ref.places(by or 0) if not p.anaphor] if told else []
        before = g.chunks[v - 1] if v else None
        inverted = before is not None and before.word in ("then", "next", "first", "later")
        if verb.lemma == "come" and inverted and after is not None and after.sort is Sort.NOUN:
            named = self.ref.type_of(v + 1) in ("place", "name")
            return self.ref.places(v + 1) if named else []
        if verb.lemma == "join":
            listed = after is not None and after.sort is Sort.NOUN
            if (
                not listed
                or after is None
                or after.words[-1:] not in (("it",), ("them",), ("list",))
            ):
                return []
            return self._named_subjects(v)
        if not self._goes_in_turn(v, verb, after):
            return []
        return self._named_subjects(v)

    def _goes_in_turn(self, v: int, verb: Chunk, after: Chunk | None) -> bool:
        """Tell "went first", "went the next day", "had gone too" from "went to war"."""
        if verb.infinitive or (after is None and verb.lemma == "go"):
            return True
        if after is None or not (verb.past or verb.perfect):
            return False
        words = after.words if after.sort is Sort.NOUN else (after.word,)
        turn = {"first", "next", "last", "second", "third", "too", "then", "also", "soon", "later"}
        if after.sort in (Sort.NOUN, Sort.ADVERB) and set(words) & turn and len(words) == 1:
            return not after.determiner
        if verb.lemma != "go":
            return False
        if after.sort is Sort.PREPOSITION:
            return after.word in ("as", "on", "in", "at") and self._dated(v, ("on", "in", "at"))
        return after.sort in (Sort.DATE, Sort.STOP)

    def _named_subjects(self, v: int) -> list[PlaceRef]:
        """Return the places that the subject of ``v`` names, if it is a place and nothing else."""
        subject = next(iter(self.g.subjects(v)), None)
        if subject is None or self.ref.type_of(subject) not in ("place", "name", "series"):
            return []
        return [
            p for p in self._subject_places(v) if p.anaphor in ("", "former", "latter", "other")
        ]
