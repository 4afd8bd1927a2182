"""The story so far: what a report has said, its first sentence's day, its headline."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from ebbline.extract.chunk import Sort
from ebbline.extract.finding import Finding
from ebbline.extract.incoming import Report
from ebbline.extract.memory import Memory, PlaceRef
from ebbline.extract.mentions import Knowledge
from ebbline.extract.parsing import Parsed
from ebbline.extract.proposal import Proposal
from ebbline.extract.references import Reference
from ebbline.extract.sides import LOSING
from ebbline.extract.windows import Window, window_of
from ebbline.vocabulary import Kind

DAY = timedelta(days=1)
NEWS = timedelta(days=4)
"""How far back what a report tells is its news, not the story before it."""


def lede_day(parsed: list[Parsed], report: Report) -> Window | None:
    """Return the one recent day that the first sentence gives for what it tells."""
    for item in parsed[:4]:
        g = item.grammar
        if is_headline(item) or not any(g.verbs()):
            continue
        told = [
            (v, window)
            for v in g.verbs()
            if (window := window_of(g, v, -1, published=report.published, previous=None))
            and window.basis == "stated"
            and window.last - window.first <= DAY
            and window.last >= report.published - NEWS
        ]
        speech = g.lexicon.classes["speech"]
        days = [w for v, w in told if g.chunks[v].lemma not in speech]
        if len({(w.first, w.last) for w in days}) == 1:
            return days[0]
        if not days and len(told) == 1:
            # "said on Sunday that …": of that day or the day before.
            return replace(told[0][1], first=told[0][1].first - DAY)
        return None
    return None


def is_headline(item: Parsed) -> bool:
    """Tell the title, or a first line that ends like one: without a stop."""
    last = item.sentence.text.rstrip("\"”’')")[-1:]
    return item.sentence.number == 0 or (item.sentence.number == 1 and last not in ".!?:…")


@dataclass(slots=True)
class Story:
    """Notes what each sentence adds to the memory of a report.

    ``days`` are the days on which the report says that places changed hands, ``last_window`` the
    last single day that it gave.
    """

    report: Report
    known: Knowledge
    memory: Memory
    last_window: Window | None = None
    days: dict[str, Window] = field(default_factory=dict)

    def note(
        self, item: Parsed, ref: Reference, findings: list[Finding], found: list[Proposal]
    ) -> None:
        """Note the parties, places, dates and changes of one sentence."""
        self._note_parties(ref, item)
        self._note_protagonist(ref, item)
        self.memory.subject = self._subject(ref, item)
        for finding in findings:
            for party in (finding.winner, finding.loser):
                if party is not None and party.holder:
                    self._note(party.holder)
            if finding.winner is not None and finding.loser is not None:
                self.memory.note_foes(finding.winner.holder, finding.loser.holder)
        self._remember(ref, item, found)

    def _note_parties(self, ref: Reference, item: Parsed) -> None:
        for k, chunk in enumerate(item.grammar.chunks):
            if chunk.sort is Sort.NOUN and ref.type_of(k) in ("actor", "nation"):
                party = ref.party(k)
                if party is not None and party.holder:
                    self._note(party.holder)

    def _note_protagonist(self, ref: Reference, item: Parsed) -> None:
        """Note who the report is about: the first party that acts in it."""
        if self.memory.protagonist:
            return
        g = item.grammar
        for v in g.verbs():
            for k in g.subjects(v)[:1]:
                party = ref.party(k) if ref.type_of(k) == "actor" else None
                if party is not None and party.holder and g.chunks[v].lemma not in LOSING:
                    self.memory.protagonist = party.holder
                    return

    def _subject(self, ref: Reference, item: Parsed) -> str:
        """Return the party that is the subject of the sentence's first verb, or nothing."""
        first = next(iter(item.grammar.verbs()), None)
        for k in item.grammar.subjects(first)[:1] if first is not None else ():
            party = ref.speaker(k) if ref.type_of(k) != "pronoun" else None
            if party is not None:
                return party.holder
        return ""

    def _note(self, holder: str) -> None:
        if holder in self.memory.parties:
            self.memory.parties.remove(holder)
        self.memory.parties.append(holder)

    def _is_caption(self, item: Parsed) -> bool:
        """Tell the line under a picture: it ends with the full date that it was taken on."""
        dates = [c for c in item.grammar.chunks[-3:] if c.sort is Sort.DATE and c.mention]
        year = str(self.report.published.year)
        text = item.sentence.text.rstrip(" .")
        return bool(dates) and text.endswith(year) and any(c.isdigit() for c in text[-10:-4])

    def _remember(self, ref: Reference, item: Parsed, found: list[Proposal]) -> None:
        before, self.memory.lately = len(self.memory.places), []
        if self._is_caption(item):
            return
        for k, chunk in enumerate(item.grammar.chunks):
            if chunk.sort is Sort.NOUN and ref.type_of(k) in ("place", "name"):
                found_here = ref.places_of(k, weak=True)
                self.memory.places.extend(found_here)
                self._note_called(ref, k, found_here)
        self.memory.lately = self.memory.places[before:]
        if self.memory.lately:
            self.memory.groups.append(list({p.key: p for p in self.memory.lately}.values()))
        label = ref.label_places()
        if len(label) == 1:
            self.memory.topic = label[0]
            self.memory.main = self.memory.main or label[0]
        for proposal in found:
            recent = proposal.window.last >= self.report.published - NEWS
            if recent and proposal.kind is Kind.CAPTURED and proposal.window.basis == "stated":
                self.days[proposal.place.key] = proposal.window
            if not proposal.place.anaphor and recent and proposal.window.basis != "undated":
                self.memory.topic = proposal.place
                self.memory.main = self.memory.main or proposal.place
            held = self.memory.held
            captured = proposal.kind is Kind.CAPTURED
            new = proposal.place.key not in held
            named = new or (captured and not proposal.inferred)
            if proposal.holder and recent and named and (captured or proposal.kind is Kind.HOLDS):
                held[proposal.place.key] = proposal.holder
            if proposal.holder and captured and recent and not proposal.guess:
                self.memory.winners.append(proposal.holder)
            if (
                proposal.window.basis in ("stated", "sentence")
                and proposal.window.first == proposal.window.last
            ):
                self.last_window = proposal.window
        if self.memory.topic is None and self.memory.places and item.sentence.number <= 1:
            self.memory.topic = self.memory.topic or self.memory.places[-1]

    def _note_called(self, ref: Reference, k: int, places: list[PlaceRef]) -> None:
        """Note that "the city of A", "A city" call A a city."""
        g = ref.g
        words = set(g.chunks[k].words)
        if g.preposition(k) == "of" and g.sort(k - 2) is Sort.NOUN:
            words |= set(g.chunks[k - 2].words)
        end = g.end_of(k)
        if g.sort(end + 1) is Sort.COMMA and g.sort(end + 2) is Sort.NOUN:
            # "A, the last bastion of …"
            words |= set(g.chunks[end + 2].words[-1:])
        for word in words & self.known.lexicon.classes["place_nouns"]:
            for place in places:
                self.memory.called.setdefault(place.key, set()).add(word)
