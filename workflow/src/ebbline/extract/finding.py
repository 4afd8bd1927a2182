"""What a rule finds in a sentence, and the ground that rules for verbs and nouns share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ebbline.extract.chunk import Sort
from ebbline.extract.grammar import Grammar
from ebbline.extract.memory import PartyRef, PlaceRef
from ebbline.extract.places import folded_name
from ebbline.extract.reality import Reality
from ebbline.extract.references import Reference
from ebbline.extract.rules import Rule, Rules
from ebbline.vocabulary import Kind

SEQUELS = ("next", "the-turn", "follow")
"""Rules that give a place to whom the one before it went."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: a place, who won it, who lost it, and chunk ``at`` that tells of it.

    ``sequel``: the parties are those of the change told before. ``without``: dates that are of
    other places told with the same verb.
    """

    rule: str
    kind: Kind
    place: PlaceRef
    winner: PartyRef | None
    loser: PartyRef | None
    at: int
    reality: Reality
    confidence: float
    start: int
    end: int
    date_at: int = -1
    background: bool = False
    sequel: bool = False
    without: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finder:
    """One sentence and the rules."""

    g: Grammar
    ref: Reference
    rules: Rules

    def _controller(self, noun: int) -> PartyRef | None:
        """Return whose control it is: "the control of Red forces", "Red control", "its hands"."""
        inner = self.g.of(noun)
        if inner is not None:
            party = self.ref.party(inner, role=True)
            if party is not None:
                return party
        party = self.ref.party(noun)
        chunk = self.g.chunks[noun]
        own = chunk.determiner in ("its", "their") or chunk.words in (("theirs",), ("ours",))
        if party is None and own and chunk.owner is None:
            return self.ref.pronoun_party(chunk)
        return party

    def _findings(
        self,
        rule: Rule,
        at: int,
        places: list[PlaceRef],
        winner: PartyRef | None,
        loser: PartyRef | None,
    ) -> Iterator[Finding]:
        chunk = self.g.chunks[at]
        background = chunk.sort is Sort.VERB and self._is_background(at)
        first = self.ref.tokens[chunk.main if chunk.main >= 0 else chunk.start]
        last = self.ref.tokens[min(chunk.end, len(self.ref.tokens)) - 1]
        for place in places:
            if not place.anaphor and not place.known:
                # What has been told of once as a place is one for the rest of the report.
                self.ref.memory.places_by_name[folded_name(place.name)] += 1
            yield Finding(
                rule.rule,
                rule.kind,
                place,
                winner,
                loser,
                at,
                Reality(True),
                rule.confidence,
                first.start,
                last.end,
                background=background,
                sequel=rule.rule in SEQUELS,
            )

    def _is_background(self, v: int) -> bool:
        """Tell whether a relative clause ("which it seized", "they had taken") tells of it."""
        _, word = self.g.clause_word(v)
        if self.g.sort(word) is Sort.RELATIVE:
            # "a video in which soldiers said …" goes on with the news.
            return self.g.sort(word - 1) is not Sort.PREPOSITION
        return self.g.contact_relative(v) and self.g.fronted_object(v) < 0
