"""One report: its sentences read in order, what they say of places turned into proposals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ebbline.case import NEUTRAL
from ebbline.extract.changes import Finding, find_changes, is_about_votes
from ebbline.extract.grammar import Grammar, Sort
from ebbline.extract.incoming import Report
from ebbline.extract.mentions import Knowledge
from ebbline.extract.parsing import parse_report
from ebbline.extract.references import BESIDE, Memory, PartyRef, PlaceRef, References, gather
from ebbline.extract.text import Sentence
from ebbline.extract.windows import Window, window_of
from ebbline.vocabulary import Kind

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
OLDEST = timedelta(days=5 * 365)
"""How far back what a report tells is still news, not history."""
_EARLIER = frozenset(["earlier", "previously", "formerly", "already", "since", "once"])
_LATELY = ("recently", "newly", "freshly")
_OWNING_UP = ("admit", "acknowledge", "concede", "confess")
_OPPOSITE = {"occupy": ("liberate", "free"), "liberate": ("occupy",), "free": ("occupy",)}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One claim that a sentence seems to make, before repeats are merged.

    ``inferred``: a party is not named in the sentence.
    """

    kind: Kind
    place: PlaceRef
    holder: str
    window: Window
    rule: str
    confidence: float
    sentence: Sentence
    verb: tuple[int, int]
    rival: str = ""
    from_holder: str = ""
    party: tuple[int, int] = (-1, -1)
    claimant: str = ""
    claimant_side: str = ""
    credibility: int = 2
    inferred: bool = False
    open: bool = True
    """Whether the winner, if nobody is named, may be the one party that wins in the report."""


def read_sentences(
    report: Report, known: Knowledge
) -> list[tuple[References, list[Finding], list[Proposal]]]:
    """Return each sentence of a report, what was found in it, and the proposals; not yet merged."""
    parsed = list(parse_report(report, known))
    memory = Memory()
    for item in parsed:
        gather(item, known, memory)
    listed = [p for p in memory.parties if p in known.parties.listed]
    if len(listed) > 1:
        memory.parties = Counter({p: memory.parties[p] for p in listed})
    reader = _Reader(report, known, memory)
    votes = is_about_votes(parsed, known.lexicon)
    found: list[tuple[References, list[Finding], list[Proposal]]] = []
    for item in parsed:
        refs = References(item, known, memory)
        reader.set_topic(refs)
        findings = [] if votes else find_changes(refs)
        proposals = [p for f in findings if f.reality.real and (p := reader.proposal(f, refs))]
        spans = reader.spans(refs)
        if spans:
            proposals = [p for p in proposals if p.rule != "occupy"] + spans
        reader.note(refs, proposals)
        found.append((refs, findings, proposals))
    return _named_later(found)


_SPANNING = frozenset(["occupied", "occupation", "rule", "control", "held", "captivity"])
_TAKEN = frozenset(["captured", "recaptured", "seized", "retaken", "liberated", "taken", "fallen"])


def _named_later(
    found: list[tuple[References, list[Finding], list[Proposal]]],
) -> list[tuple[References, list[Finding], list[Proposal]]]:
    """Name "a village" that was seized by "the captured village, A," of a later sentence."""
    names: dict[str, PlaceRef] = {}
    for refs, _, _ in found:
        for k, chunk in enumerate(refs.g.chunks):
            if set(chunk.words) & _TAKEN and refs.type_of(k) == "place_word":
                for place in refs.apposed(k):
                    names.setdefault(chunk.words[-1], place)
    for _, _, proposals in found if names else ():
        for n, p in enumerate(proposals):
            noun = p.place.words.split(" ")[-1].lower()
            if not p.place.name and noun in names:
                at = {"start": p.place.start, "end": p.place.end, "anaphor": noun}
                place = replace(names[noun], **at)  # type: ignore[arg-type]
                proposals[n] = replace(p, place=place, confidence=p.confidence + 0.15)
    return found


@dataclass(slots=True)
class _Reader:
    """Turns findings into proposals, remembering places, parties and days."""

    report: Report
    known: Knowledge
    memory: Memory
    previous: Window | None = None
    paragraph: int = -1

    # -- what the report has named -------------------------------------------------------------

    def set_topic(self, refs: References) -> None:
        """Set the place that a heading or the label of a line names."""
        item = refs.item
        label = [p for k in item.grammar.label() for p in refs.places(k, strong=True) if p.name]
        if label:
            self.memory.topic, self.paragraph = label[0], item.sentence.paragraph
        elif item.topic:
            key = self.known.places.key(item.topic)
            self.memory.topic = PlaceRef(item.topic, key, 0, 0, known=not key.startswith("?"))
            self.paragraph = item.sentence.paragraph
        elif item.sentence.paragraph != self.paragraph:
            self.memory.topic = None

    def note(self, refs: References, proposals: Sequence[Proposal]) -> None:
        """Remember places and parties in the order of their being named."""
        g, memory = refs.g, self.memory
        before = len(memory.places)
        named_now: list[PlaceRef] = []
        words = {t.lower for t in refs.item.tokens}
        counted = not words.isdisjoint(("km", "kilometres", "kilometers", "miles"))
        for k, chunk in enumerate(g.chunks):
            if chunk.sort is not Sort.NOUN:
                continue
            named, kind, before_it = refs.named_party(chunk), refs.type_of(k), g.preposition(k)
            if named and (kind in ("actor", "nation") or chunk.mentions):
                holder = memory.short.get(named, named)
                if holder in memory.parties and (kind == "actor" or before_it == ""):
                    memory.actors.append(holder)
            far = before_it == "from" and counted
            if kind in ("place", "name", "place_word") and not far and before_it not in BESIDE:
                named_now += [
                    replace(p, anaphor="")
                    for p in refs.places(k, listed=False)
                    # "the capital of A province" names A.
                    if p.name and p.sure and p.anaphor in ("", "the capital")
                ]
        if refs.item.sentence.number and not refs.item.sentence.text.endswith((*'.!?:"”)',)):
            # A caption or headline between paragraphs: nothing goes on from it.
            return
        # What is named first is what is spoken of: it is meant by "the town" after this.
        memory.places += reversed(named_now)
        placed = [p for p in proposals if p.place.name]
        changes = [p for p in proposals if p.kind in (Kind.CAPTURED, Kind.CONTESTED)]
        memory.focus = next((p.place for p in reversed(changes) if p.place.name), memory.focus)
        memory.places += [p.place for p in placed[:1]]
        attackers = [p.rival if p.kind is Kind.CONTESTED else p.holder for p in changes]
        memory.attacker = next(filter(None, reversed(attackers)), memory.attacker)
        memory.actors += [p.holder for p in changes if p.kind is Kind.CAPTURED and p.holder][-1:]
        listed = {p.place.key: p.place for p in placed}
        group = listed if len(listed) > 1 else {p.key: p for p in memory.places[before:]}
        if len(group) > 1:
            memory.groups.append(list(group.values()))
        dated = [p.window for p in proposals if p.window.basis in ("stated", "sentence")]
        last = self.previous.last - timedelta(days=30) if self.previous else date.min
        # A look back ("who seized it in May 2015") is not what "a week later" counts from.
        self.previous = next((w for w in reversed(dated) if w.last >= last), self.previous)

    # -- proposals ----------------------------------------------------------------------------

    def proposal(self, f: Finding, refs: References) -> Proposal | None:
        """Return what a finding seems to claim, or None."""
        if f.place.name and not f.place.sure and f.confidence < 0.7:
            return None
        g, memory = refs.g, self.memory
        claimant, side = self._claimant(f, refs)
        spoken = side not in ("", NEUTRAL)
        winner, loser = _holder(f.winner), _holder(f.loser)
        if f.winner is not None and not winner:
            if (
                not spoken
                and refs.item.sentence.text[f.winner.start : f.winner.end].lower() == "we"
            ):
                return None
            winner = side if spoken else ""
        speech = g.chunks[f.reality.speech].lemma if f.reality.speech >= 0 else ""
        if speech in _OWNING_UP and not loser and spoken and side != winner:
            # Who admits a loss has lost.
            loser, side, spoken = side, "", False
        inferred = bool(f.winner and f.winner.inferred) or bool(f.loser and f.loser.inferred)
        kind, sure = f.kind, 0.0
        if f.reality.ended and kind is Kind.HOLDS:
            kind, winner, loser = Kind.CAPTURED, "", winner
        if f.rule == "lately":
            lost = memory.losers.most_common(1)
            loser = lost[0][0] if lost else ""
            winner = ""
        loser = "" if winner == loser else loser
        if not winner and (kind is Kind.CAPTURED or f.rule == "lately"):
            winner, sure = self._winner(f, loser, side)
            inferred = True
        if kind is Kind.CONTESTED:
            if not winner and loser:
                winner = self._winner(f, loser, side)[0]
                winner = "" if winner == loser else winner
            loser = loser or self._defender(f.place, winner)
        if loser and kind is Kind.CAPTURED:
            memory.losers[loser] += 1
        window = self._window(f, refs, kind)
        if (
            window is None
            or (not self.report.dated and not self._has_year(window, refs))
            or window.last < self.report.published - OLDEST
        ):
            return None
        if kind in (Kind.CAPTURED, Kind.CONTESTED) and winner and not inferred:
            memory.attacker = winner
        if f.rule == "occupy" or f.lemma in _OPPOSITE:
            memory.winners[f.lemma] = winner
        if kind is Kind.HOLDS:
            if window.preposition == "since" and (window.last - window.first).days < 60:
                kind, f = Kind.CAPTURED, replace(f, rule=f"{f.rule}-since")
            elif self._is_over(f, g):
                if window.basis != "published":
                    return None
                f = replace(f, rule="had-held")
        holder, rival, from_holder = winner, "", ""
        if kind is Kind.CAPTURED:
            from_holder = loser
        elif kind in (Kind.WITHDREW, Kind.CONTESTED):
            holder, rival = loser, winner
        elif not holder and f.rule == "flee-control" and spoken:
            holder = side
        if kind in (Kind.WITHDREW, Kind.HOLDS) and not holder:
            return None
        if kind is Kind.CONTESTED and (window.last - window.first).days > 1:
            # True on every day of its window: certain only on the last.
            window = replace(window, first=window.last)
        elif kind is Kind.CONTESTED and window.basis == "published":
            window = replace(window, last=window.first)
        confidence = f.confidence + 0.06 + sure - 0.06 * inferred - 0.1 * (not holder)
        confidence -= 0.0 if f.place.known else 0.03 if f.place.sure else 0.2
        confidence -= 0.06 * bool(f.place.anaphor) + 0.2 * (not f.place.name)
        confidence -= 0.05 * f.reality.doubt
        confidence -= {"stated": -0.02, "undated": 0.12, "published": 0.05}.get(window.basis, 0.02)
        party = f.winner or f.loser
        credibility = 3 if f.reality.doubt or (spoken and side == holder) else 2
        return Proposal(
            kind, f.place, holder, window, f.rule, round(max(0.05, min(0.95, confidence)), 2),
            refs.item.sentence, (f.start, f.end), rival=rival, from_holder=from_holder,
            party=(party.start, party.end) if party else (-1, -1), claimant=claimant,
            claimant_side=side, credibility=credibility, inferred=inferred, open=sure > -0.35,
        )  # fmt: skip

    @staticmethod
    def _is_over(f: Finding, g: Grammar) -> bool:
        """Tell "had held", "was formerly held by" from what still is so."""
        verb = g.chunks[f.at]
        return (verb.perfect and verb.past) or bool({*verb.adverbs} & _EARLIER and verb.past)

    def _has_year(self, window: Window, refs: References) -> bool:
        """Tell whether a day is sure without a day of publication: its year is written."""
        if window.start < 0:
            return window.basis == "context" and refs.item.context is not None
        return bool(re.search(r"\b\d{4}\b", refs.item.sentence.text[window.start : window.end]))

    def _winner(self, f: Finding, loser: str, side: str) -> tuple[str, float]:
        """Return who took what nobody is said to have taken, and how much surer that is."""
        memory, parties = self.memory, self.known.parties
        if side not in ("", NEUTRAL, loser):
            return side, -0.02
        for lemma in (f.lemma, *_OPPOSITE.get(f.lemma, ())):
            known = memory.winners.get(lemma, "")
            if known and lemma == f.lemma and known != loser:
                return known, -0.05
        others = [p for p in memory.parties if p != loser]
        country = self.known.places.countries.get(f.place.key, "")
        local = [p for p in others if country and country in parties.countries.get(p, ())]
        if not loser and memory.attacker in others and (not local or memory.attacker in local):
            return memory.attacker, -0.08
        if len(others) == 1:
            return others[0], -0.04
        if loser and parties.listed:
            others = [p for p in others if p in parties.listed] or others
        if len(local) == 1:
            return local[0], -0.04
        if local or not others:
            return "", -0.4
        main = memory.parties.most_common(2)
        if loser and len(others) > 1:
            first, second = sorted((memory.parties[p] for p in others), reverse=True)[:2]
            best = max(others, key=lambda p: memory.parties[p])
            return (best, -0.12) if first > 2 * second else ("", -0.3)
        recent = next((a for a in reversed(memory.actors) if a != loser), "")
        return (recent, -0.15) if recent and main else ("", -0.3)

    def _defender(self, place: PlaceRef, attacker: str) -> str:
        lost = [p for p, _ in self.memory.losers.most_common() if p != attacker]
        if lost:
            return lost[0]
        others = [p for p in self.memory.parties if p != attacker]
        country = self.known.places.countries.get(place.key, "")
        if len(others) == 1:
            return others[0]
        local = [
            p for p in others if country and country in self.known.parties.countries.get(p, ())
        ]
        return local[0] if len(local) == 1 and len(others) < 3 else ""

    def _claimant(self, f: Finding, refs: References) -> tuple[str, str]:
        """Return who says so, and the side that they are on."""
        g = refs.g
        speech = f.reality.speech
        if speech < 0:
            return "", ""
        is_a = self.known.lexicon.is_a
        subject = next(iter(g.subjects(speech)), None)
        after = speech + 1
        if subject is None and g.sort(after) is Sort.NOUN:
            subject = after
        if subject is None:
            return "", ""
        last = g.end_of(subject)
        chunk = g.chunks[subject]
        name = refs.written(chunk.start, g.chunks[last].end)
        words = {*chunk.words, *(chunk.owner.words if chunk.owner else ())}
        if any(is_a(w, "observers") for w in words):
            return name, NEUTRAL
        party = refs.party(subject)
        if party is not None and not party.inferred:
            return name, party.holder
        for part in (chunk, *([g.chunks[last]] if last != subject else []), chunk.owner):
            if part is None:
                continue
            holder = refs.named_party(replace(part, words=(), ends_with_mention=True))
            if holder:
                return name, holder
        if party is not None and party.holder and refs.type_of(subject) == "actor":
            return name, party.holder
        return name, ""

    # -- days -----------------------------------------------------------------------------------

    def _window(self, f: Finding, refs: References, kind: Kind) -> Window | None:
        item = refs.item
        g = item.grammar
        found = window_of(
            g,
            f.at,
            f.reality.speech,
            published=self.report.published,
            previous=self.previous,
            lasting=kind is Kind.HOLDS or f.rule == "occupy",
            date_at=f.date_at,
        )
        chunk = g.chunks[f.at]
        lately = chunk.bare and g.chunks[f.at - 1].word in _LATELY
        if found is not None and not lately:
            return found
        verb = chunk.sort is Sort.VERB
        word, clause = g.clause_word(f.at)
        word = word if g.sort(clause) is Sort.RELATIVE else ""
        adverbs = {
            *chunk.adverbs,
            *(g.chunks[k].word for k in (0, f.at - 1, f.at + 1) if g.sort(k) is Sort.ADVERB),
        }
        past = verb and chunk.past and (chunk.perfect or bool(item.sentence.number))
        relative_base = (
            bool(word) and verb and not chunk.gerund and not chunk.passive and not chunk.bare
        )
        if kind is not Kind.HOLDS and (
            (relative_base and g.sort(f.at - 1) is Sort.NOUN and g.sort(f.at - 2) is Sort.VERB)
            or (past and word in ("which", "who", "that", "where"))
            or (adverbs & _EARLIER and not chunk.gerund and (past or chunk.passive))
            or lately
        ):
            last = self.report.published - DAY
            return Window(last - YEAR + DAY, last, "undated")
        if item.context is not None:
            return item.context
        return Window(item.reference - DAY, item.reference, "published")

    # -- occupied from one day to another ---------------------------------------------------------

    def spans(self, refs: References) -> list[Proposal]:
        """Return the changes of "Alda was occupied (3 May 1942 – 7 June 1943)": taken and freed."""
        g = refs.g
        if not {t.lower for t in refs.item.tokens} & _SPANNING:
            return []
        found: list[Proposal] = []
        taker = self.memory.winners.get("occupy", "") or self._occupier(refs)
        others = [p for p, _ in self.memory.parties.most_common(3) if p != taker]
        for k, chunk in enumerate(g.chunks):
            if chunk.word != "(":
                continue
            mentions = [g.chunks[j].mention for j in (k + 1, k + 3) if g.sort(j) is Sort.DATE]
            days = [m.date for m in mentions if m is not None and m.date is not None]
            if len(days) < 2:
                continue
            j = k - 1
            while j > max(k - 10, -1) and refs.type_of(j) not in ("place", "name"):
                j -= 1
            places = refs.places(j, strong=True, listed=False) if j >= 0 else []
            begin, end = days[0].first, days[1].last
            while begin > end:
                begin = begin.replace(year=begin.year - 1)
            for day, who, told in ((begin, taker, days[0]), (end, (others or [""])[0], days[1])):
                span, sure = (told.start, told.end), 0.7 if who else 0.4
                window, sentence = Window(day, day, "stated", *span), refs.item.sentence
                found += [
                    Proposal(
                        Kind.CAPTURED, p, who, window, "span", sure, sentence, span, inferred=True
                    )
                    for p in places[:1]
                ]
        return found

    def _occupier(self, refs: References) -> str:
        """Return whose occupation or rule the sentence speaks of."""
        for chunk in refs.g.chunks:
            if chunk.word in ("occupation", "rule", "offensive", "invasion") and chunk.mentions:
                holder = refs.named_party(replace(chunk, words=(), ends_with_mention=True))
                if holder:
                    self.memory.winners.setdefault("occupy", holder)
                    return holder
        return ""


def _holder(party: PartyRef | None) -> str:
    return party.holder if party is not None else ""
