"""One report: its sentences read in order, its findings turned into proposals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from ebbline.case import NEUTRAL
from ebbline.extract.chunk import Sort
from ebbline.extract.finding import Finding
from ebbline.extract.frames import Frames
from ebbline.extract.incoming import Report
from ebbline.extract.memory import Memory
from ebbline.extract.mentions import Knowledge
from ebbline.extract.names import gather_names
from ebbline.extract.parsing import Parsed, parse_report
from ebbline.extract.proposal import Proposal
from ebbline.extract.references import Reference
from ebbline.extract.rules import load_rules
from ebbline.extract.sides import Sides
from ebbline.extract.story import NEWS, Story, is_headline, lede_day
from ebbline.extract.windows import Window, window_of
from ebbline.vocabulary import Kind

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
PAST = timedelta(days=60)
"""What is longer ago may be of another campaign, which another side won."""
_IN_HAND = ("under-control", "owned", "theirs", "controls", "in-control", "has", "is-in")
"""Rules whose "since May" tells that a place was taken in May; to hold out is more than to hold."""
_EARLIER = ("earlier", "previously", "already", "since", "once")
OLDEST = timedelta(days=5 * 365)
"""How far back what a report tells is still news, not history."""


def read_report(report: Report, known: Knowledge) -> Iterator[tuple[Parsed, list[Proposal]]]:
    """Yield each sentence of ``report`` and the proposals of it, in order; not yet merged."""
    return ((item, found) for item, found, _ in read_sentences(report, known))


def read_sentences(
    report: Report, known: Knowledge
) -> Iterator[tuple[Parsed, list[Proposal], Reference]]:
    """Yield each sentence of ``report``, the proposals of it, and what its phrases refer to."""
    parsed = list(parse_report(report, known))
    memory = Memory()
    for item in parsed:
        gather_names(item, memory, known)
    story = Story(report, known, memory)
    sides = Sides(known, memory)
    reader = _Reader(report, known, memory, sides, story, lede_day(parsed, report))
    for item in parsed:
        ref = Reference(item.grammar, item.tokens, item.sentence, known, memory)
        yield item, reader.read(item, ref), ref


def _with_holders_before(findings: list[Finding]) -> list[Finding]:
    """Return the findings, those of "IS-held A" telling the others who had it before."""
    before = {f.place.key: f.winner for f in findings if f.rule == "held-by"}
    holds = {f.place.key: f.winner for f in findings if f.kind is Kind.HOLDS and f.winner}
    findings = [
        replace(f, winner=holds[f.place.key])
        if f.kind is Kind.CAPTURED
        and f.winner is None
        and f.loser is None
        # "they hold A, taken in May"
        and f.place.key in holds
        else f
        for f in findings
    ]
    findings = _with_sentence_parties(findings)
    return [
        replace(f, loser=before[f.place.key])
        if f.loser is None
        and f.kind in (Kind.ATTACKED, Kind.CONTESTED, Kind.CAPTURED)
        and f.place.key in before
        else f
        for f in findings
    ]


def _with_sentence_parties(findings: list[Finding]) -> list[Finding]:
    """Return the findings, "A was lost" with the parties of "… and Reds were driven from B"."""
    winners = {f.place.key: f.winner for f in findings if f.winner is not None and f.reality.real}
    findings = [
        replace(f, winner=winners[f.place.key])
        if f.kind is Kind.CAPTURED
        and f.winner is None
        and f.loser is None
        and f.rule in ("take", "capture")
        and f.place.key in winners
        # "was attacked by Reds and taken"
        else f
        for f in findings
    ]
    taken = [f for f in findings if f.kind is Kind.CAPTURED and f.reality.real]
    losers = {f.loser.start: f.loser for f in taken if f.loser is not None}
    told = [f for f in taken if f.loser is not None]
    if len(losers) != 1 or not told[0].loser or told[0].loser.anaphor:
        return findings
    return [
        replace(f, loser=told[0].loser, winner=told[0].winner)
        if f.rule in ("lose", "fall", "changed") and f.winner is None and f.loser is None
        else f
        for f in findings
    ]


def _with_short_names(p: Proposal, short: Mapping[str, str]) -> Proposal:
    """Return ``p`` with parties called as the report abbreviates them: "… Forces (RSF)"."""
    return replace(
        p,
        holder=short.get(p.holder, p.holder),
        rival=short.get(p.rival, p.rival),
        from_holder=short.get(p.from_holder, p.from_holder),
    )


@dataclass(slots=True)
class _Reader:
    """Reads sentence after sentence, remembering places, parties and dates."""

    report: Report
    known: Knowledge
    memory: Memory
    sides: Sides
    story: Story
    lede: Window | None = None

    def read(self, item: Parsed, ref: Reference) -> list[Proposal]:
        findings = _with_holders_before(list(Frames(item.grammar, ref, load_rules()).find()))
        found: list[Proposal] = []
        for f in findings:
            made = self._proposal(f, item, ref) if f.reality.real else None
            if made is not None:
                found.append(_with_short_names(made, self.memory.short))
                if made.kind is Kind.CAPTURED and made.holder:
                    self.memory.change = (made.holder, made.from_holder)
        self.story.note(item, ref, findings, found)
        return found

    # -- proposals ----------------------------------------------------------------------------

    def _proposal(self, f: Finding, item: Parsed, ref: Reference) -> Proposal | None:
        loser, loser_inferred = self.sides.holder(f.loser, "", ref, f.place)
        winner, winner_inferred = self.sides.holder(f.winner, loser, ref, f.place)
        if f.loser is not None and not f.loser.holder:
            loser, loser_inferred = self.sides.holder(f.loser, winner, ref, f.place)
        claimant, side = self._claimant(f, item, ref)
        if side and side != NEUTRAL and f.winner is not None and f.winner.anaphor in ("we", "us"):
            winner, winner_inferred = side, False
        elif f.winner is not None and f.winner.anaphor in ("we", "us"):
            return None
        if side and side != NEUTRAL and f.loser is None and self._concedes(f, item, winner):
            loser, side = side, ""
        window = self._window(f, item, f.kind)
        old = window is not None and window.last < self.report.published - PAST
        if f.sequel and self.memory.change[0]:
            winner, loser = self.memory.change
            winner_inferred = True
        elif f.sequel and f.rule != "follow":
            return None
        kind, holder, rival, from_holder, inferred = self.sides.sides(
            f, winner, loser, winner_inferred, loser_inferred, item, old=old, side=side
        )
        if kind is None or (holder and holder in (rival, from_holder)):
            return None
        if kind is not f.kind:
            window = self._window(f, item, kind)
        if window is None:
            return None
        if kind is Kind.HOLDS and self._became(f, item, window):
            kind = Kind.CAPTURED
        if kind is Kind.HOLDS:
            if not self._holds_now(f, item, window):
                return None
            if self._is_over(f, item, window):
                return None
            kind, window = self._held(f, item, window)
        elif kind is Kind.CONTESTED and (window.last - window.first).days > 1:
            # True on every day of its window: certain only on the last.
            window = replace(window, first=window.last)
        confidence = self._confidence(f, window, holder, inferred, item)
        if kind is Kind.WITHDREW and holder:
            self.memory.losers[f.place.key] = holder
        party = f.winner or f.loser
        word, _ = item.grammar.clause_word(f.at)
        return Proposal(
            kind,
            f.place,
            holder,
            rival,
            from_holder,
            window,
            f.rule,
            confidence,
            item.sentence,
            (f.start, f.end),
            (party.start, party.end) if party else (-1, -1),
            claimant,
            side,
            self._credibility(f, side, holder),
            bool(word) and word != "that",
            inferred,
            holder not in self.known.parties.kinds,
        )

    @staticmethod
    def _is_over(f: Finding, item: Parsed, window: Window) -> bool:
        """Tell "had held it since 2014": the story before, and nobody knows how long it lasted."""
        chunk = item.grammar.chunks[f.at]
        over = chunk.sort is Sort.VERB and chunk.past and chunk.perfect
        return over and window.preposition == "since" and (window.last - window.first).days >= 60

    @staticmethod
    def _became(f: Finding, item: Parsed, window: Window) -> bool:
        """Tell "was theirs by Saturday", "was in their hands a day later" from "was theirs"."""
        chunk = item.grammar.chunks[f.at]
        if chunk.sort is not Sort.VERB or not chunk.past or chunk.perfect or chunk.bare:
            return False
        return window.basis == "stated" and (window.preposition == "by" or window.counted)

    def _held(self, f: Finding, item: Parsed, window: Window) -> tuple[Kind, Window]:
        """Return what "held since …" tells: since a day, of a capture on it; else of today.

        "Had been in their hands since June" is until yesterday.
        """
        if window.preposition != "since":
            return Kind.HOLDS, window
        days = (window.last - window.first).days
        if days <= 2 or (days <= 31 and f.rule in _IN_HAND):
            return Kind.CAPTURED, window
        chunk = item.grammar.chunks[f.at]
        if chunk.sort is Sort.VERB and chunk.past and chunk.perfect:
            return Kind.HOLDS, replace(window, last=self.report.published - DAY)
        return Kind.HOLDS, Window(self.report.published, self.report.published, "published")

    def _holds_now(self, f: Finding, item: Parsed, window: Window) -> bool:
        """Tell what is so now from what was: present, or past told in reported speech."""
        chunk = item.grammar.chunks[f.at]
        if chunk.sort is Sort.NOUN:
            return True
        if f.background and chunk.past and not chunk.bare:
            return False
        if chunk.lemma in ("remain", "stay", "continue", "keep", "retain"):
            return True
        before = item.grammar.chunks[f.at - 1] if f.at else chunk
        if chunk.bare and (
            before.lemma in ("remain", "stay")
            or set(before.words) & self.known.lexicon.classes["remaining"]
        ):
            # "remains held by", "the last town held by"
            return True
        if not chunk.past and not chunk.bare:
            return True
        words = set(chunk.adverbs) | {c.word for c in item.grammar.chunks[f.at : f.at + 3]}
        words |= {c.word for c in item.grammar.chunks[max(0, f.at - 2) : f.at]}
        if chunk.bare and not chunk.past:
            return True
        if window.preposition == "since" or words & {"still", "now"}:
            return True
        if window.basis == "stated" and window.last >= self.report.published - NEWS:
            return True
        return (
            f.reality.speech >= 0
            and item.grammar.clause_word(f.at)[0] in ("", "that")
            and (window.basis != "stated" or window.last >= self.report.published - NEWS)
        )

    @staticmethod
    def _concedes(f: Finding, item: Parsed, winner: str) -> bool:
        """Tell "admits the loss of A", "said A was lost": who says so lost it."""
        chunks = item.grammar.chunks
        if f.rule == "lose" and not winner:
            return True
        admitted = chunks[f.reality.speech].lemma in ("admit", "acknowledge", "concede")
        return admitted and f.kind is Kind.CAPTURED and f.winner is None

    def _window(self, f: Finding, item: Parsed, kind: Kind) -> Window | None:
        g = item.grammar
        published = self.report.published
        lasting = kind is Kind.HOLDS
        window = window_of(
            g,
            f.at,
            f.reality.speech,
            published=published,
            previous=self.story.last_window,
            lasting=lasting or f.background,
            date_at=f.date_at,
            without=f.without,
        )
        if window is not None:
            recent = window.preposition == "since" or window.last >= published - OLDEST
            return window if recent else None
        before = self.story.days.get(f.place.key) if self._is_earlier(f, item, ("since",)) else None
        if before is not None and kind is Kind.CAPTURED:
            # "they have since lost it": after the day told of it.
            return Window(before.last, published, "context")
        if (f.background or self._is_earlier(f, item)) and kind is not Kind.HOLDS:
            # The story before the news: some day of the last year.
            return (
                Window(published - YEAR, published - DAY, "undated")
                if kind is Kind.CAPTURED
                else None
            )
        if kind is Kind.HOLDS:
            return Window(published, published, "published")
        day = self.story.days.get(f.place.key)
        if day is not None and kind is not Kind.CAPTURED:
            # The report gave the day on which this place's change came.
            return Window(day.first, day.last, "context")
        if is_headline(item) and self.lede is not None and not lasting:
            return Window(self.lede.first, self.lede.last, "context")
        return Window(published - DAY, published, "published")

    @staticmethod
    def _is_earlier(f: Finding, item: Parsed, words_told: Collection[str] = _EARLIER) -> bool:
        """Tell "had earlier been seized", "had already taken" from the news."""
        chunk = item.grammar.chunks[f.at]
        if chunk.sort is not Sort.VERB or not chunk.perfect:
            return False
        words = set(chunk.adverbs) | {
            item.tokens[i].lower for i in range(chunk.start, max(chunk.end, chunk.start + 1))
        }
        return bool(words & set(words_told))

    def _claimant(self, f: Finding, item: Parsed, ref: Reference) -> tuple[str, str]:
        speech = f.reality.speech
        g = item.grammar
        if speech < 0:
            told = [k for k, c in enumerate(g.chunks[:-1]) if c.word == "according to"]
            speaker = told[0] + 1 if told and g.sort(told[0] + 1) is Sort.NOUN else None
        elif speech == f.at:
            return "", ""
        else:
            speaker = next(iter(g.subjects(speech)), None)
            speaker = g.object(speech) if speaker is None else speaker
        if speaker is None:
            return "", ""
        chunk = g.chunks[speaker]
        text = item.sentence.text[
            item.tokens[chunk.start].start : item.tokens[g.chunks[g.end_of(speaker)].end - 1].end
        ]
        kind = ref.type_of(speaker)
        if kind == "pronoun":
            return "", ""
        if kind in ("observer", "organisation", "thing"):
            return text[:120], "neutral" if kind in ("observer", "organisation") else ""
        party = ref.speaker(speaker)
        if party is None:
            return text[:120], ""
        return text[:120], party.holder

    def _credibility(self, f: Finding, side: str, holder: str) -> int:
        return 3 if f.reality.doubt or (side and side == holder) else 2

    def _confidence(
        self, f: Finding, window: Window, holder: str, inferred: bool, item: Parsed
    ) -> float:
        score = f.confidence
        score -= 0.0 if f.place.known else 0.02
        score -= 0.0 if f.place.sure else 0.04
        score -= 0.08 if f.place.anaphor else 0.0
        score -= 0.06 if inferred else 0.0
        score -= 0.08 if f.reality.doubt else 0.0
        score -= {
            "stated": 0.0,
            "sentence": 0.02,
            "context": 0.03,
            "published": 0.03,
            "undated": 0.15,
        }[window.basis]
        score -= 0.0 if holder else 0.4
        guess = bool(holder) and holder not in self.known.parties.kinds
        # "It returned to Alda": neither what was told nor who is a name that is known.
        score -= 0.2 if guess and f.place.anaphor else 0.0
        if f.kind is Kind.ATTACKED and window.basis == "published":
            # An undated attack is as often the story before the news.
            chunk = item.grammar.chunks[f.at]
            score -= 0.15 if chunk.past or chunk.perfect else 0.0
        return round(max(score, 0.05), 2)
