"""One report: its sentences read in order, its findings turned into proposals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ebbline.extract.chunks import Sort, read_chunks
from ebbline.extract.frames import Finding, Frames
from ebbline.extract.grammar import Grammar
from ebbline.extract.mentions import Knowledge, Mention, What, find_mentions
from ebbline.extract.parties import GROUP, STATE
from ebbline.extract.references import Memory, PartyRef, PlaceRef, Reference
from ebbline.extract.rules import load_rules
from ebbline.extract.text import Sentence, Token, sentences, tokens
from ebbline.extract.windows import Window, window_of
from ebbline.spelling import fold
from ebbline.vocabulary import Kind

DAY = timedelta(days=1)
_PLAIN_GROUPS = {
    **{w: w + "s" for w in ("rebel", "insurgent", "militant", "jihadist", "separatist", "islamist", "guerrilla")},
    "guerilla": "guerrillas", "jihadi": "jihadists", "extremist": "militants",
}  # fmt: skip
_LOSING = frozenset(
    "flee withdraw retreat abandon desert leave quit surrender lose pull collapse".split()
)
NEWS = timedelta(days=4)
"""How far back what a report tells is its news, not the story before it."""
OLDEST = timedelta(days=5 * 365)
"""How far back what a report tells is still news, not history."""


@dataclass(frozen=True, slots=True)
class Report:
    """A text with its title, publisher and day of publication."""

    name: str
    publisher: str
    title: str
    published: date
    text: str
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One claim that a sentence seems to make, before repeats are merged."""

    kind: Kind
    place: PlaceRef
    holder: str
    rival: str
    from_holder: str
    window: Window
    rule: str
    confidence: float
    sentence: Sentence
    verb: tuple[int, int]
    party: tuple[int, int]
    claimant: str
    claimant_side: str
    credibility: int
    subordinate: bool
    inferred: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence with what was found in it."""

    sentence: Sentence
    tokens: list[Token]
    mentions: dict[int, Mention]
    grammar: Grammar


def read_report(report: Report, known: Knowledge) -> Iterator[tuple[Parsed, list[Proposal]]]:
    """Yield each sentence of ``report`` and the proposals of it, in order; not yet merged."""
    parsed = list(_parse(report, known))
    memory = Memory()
    for item in parsed:
        _gather_names(item, memory, known)
    reader = _Reader(report, known, memory)
    for item in parsed:
        yield item, reader.read(item)


def _parse(report: Report, known: Knowledge) -> Iterator[Parsed]:
    found = list(sentences(report.text))
    title = " ".join(report.title.split())
    if title and not any(fold(s.text) == fold(title) for s in found[:3]):
        found.insert(0, Sentence(0, 0, 0, title))
    cut = [(s, tokens(s.text)) for s in found]
    names = frozenset(
        t.text
        for _, ts in cut
        for i, t in enumerate(ts)
        if i and t.is_capital and ts[i - 1].is_word
    )
    for sentence, words in cut:
        shouted = _is_title_case(words, known)
        mentions = find_mentions(
            words, sentence.text, report.published, known, title_case=shouted, names=names
        )
        _drop_dateline(words, mentions)
        chunks = read_chunks(words, mentions, known.lexicon)
        question = sentence.text.rstrip("\"”' ").endswith("?")
        yield Parsed(sentence, words, mentions, Grammar(chunks, known.lexicon, question))


def _is_title_case(words: list[Token], known: Knowledge) -> bool:
    """Tell "Army Retakes Town From Rebels" from a sentence: its common words have capitals too."""
    common = [
        t for t in words[1:] if t.is_word and t.lower in known.lexicon.common and len(t.text) > 3
    ]
    return len(common) >= 2 and sum(t.is_capital for t in common) > len(common) * 0.6


def _drop_dateline(words: list[Token], mentions: dict[int, Mention]) -> None:
    """Forget the names before the dash of "BEIRUT, Nov 9 (Agency) - …"."""
    for i, token in enumerate(words[:14]):
        if token.text in "-–—" and i and words[0].text.isupper() and len(words[0].text) > 2:
            for j in [j for j in mentions if j < i]:
                del mentions[j]
            del words[: i + 1]
            moved = {
                j - i - 1: replace(m, start=m.start - i - 1, end=m.end - i - 1)
                for j, m in mentions.items()
            }
            mentions.clear()
            mentions.update(moved)
            return


def _gather_names(item: Parsed, memory: Memory, known: Knowledge) -> None:
    """Note which names the report uses as places, which as persons, and the nations it names."""
    g = item.grammar
    ref = Reference(g, item.tokens, item.sentence, known, memory)
    for k, chunk in enumerate(g.chunks):
        if chunk.sort is not Sort.NOUN:
            continue
        if ref.type_of(k) == "actor":
            party = ref.party(k)
            if party is not None and party.holder:
                memory.all_parties[party.holder] += 1
        for part in (chunk, chunk.owner):
            for mention in part.mentions if part is not None else ():
                _gather_mention(item, mention, g, k, memory, known)


def _gather_mention(
    item: Parsed, mention: Mention, g: Grammar, k: int, memory: Memory, known: Knowledge
) -> None:
    text = item.sentence.text[item.tokens[mention.start].start : item.tokens[mention.end - 1].end]
    if mention.what is What.PARTY and mention.ref:
        memory.all_parties[mention.ref] += 1
    if mention.what is What.NATION and mention.nation:
        memory.nations[mention.nation.nation] += 1
    elif mention.what is What.PERSON:
        words = [t for t in item.tokens[mention.start : mention.end]]
        memory.persons.update(
            w
            for t in words
            if not known.lexicon.is_a(t.lower, "titles")
            for w in fold(t.text).split()
            if len(w) > 2
        )
    elif mention.what is What.NAME:
        chunk = g.chunks[k]
        located = g.preposition(k) in (
            "in", "at", "near", "into", "inside", "outside", "around", "towards", "toward", "through", "across", "out of",
            "from", "north of", "north", "south", "east", "west",
        ) and chunk.mentions[:1] == (mention,) and not chunk.words  # fmt: skip
        typed = any(
            known.lexicon.is_a(w, "place_nouns", "region_nouns", "named_facilities")
            for w in chunk.words
        )
        if g.preposition(k) == "of" and g.sort(k - 2) is Sort.NOUN and g.chunks[k - 2].words:
            typed |= known.lexicon.is_a(
                g.chunks[k - 2].words[-1], "place_nouns", "edges", "adjectives_of_direction"
            )
        if (
            g.sort(k - 1) in (Sort.JOIN, Sort.COMMA)
            and g.sort(k - 2) is Sort.NOUN
            and g.chunks[k - 2].mentions
        ):
            before = g.chunks[k - 2].mentions[-1]
            name = item.sentence.text[
                item.tokens[before.start].start : item.tokens[before.end - 1].end
            ]
            listed = not chunk.words and chunk.mentions[:1] == (mention,) and not chunk.determiner
            typed |= listed and before.what is What.NAME and memory.places_by_name[fold(name)] > 0
        if located or typed:
            memory.places_by_name[fold(text)] += 1


def _with_holders_before(findings: list[Finding]) -> list[Finding]:
    """Return the findings, those of "IS-held A" telling the others who had it before."""
    before = {f.place.key: f.winner for f in findings if f.rule == "held-by"}
    return [
        replace(f, loser=before[f.place.key])
        if f.loser is None
        and f.kind in (Kind.ATTACKED, Kind.CONTESTED, Kind.CAPTURED)
        and f.place.key in before
        else f
        for f in findings
    ]


@dataclass(slots=True)
class _Reader:
    """Reads sentence after sentence, remembering places, parties and dates."""

    report: Report
    known: Knowledge
    memory: Memory
    last_window: Window | None = None

    def read(self, item: Parsed) -> list[Proposal]:
        ref = Reference(item.grammar, item.tokens, item.sentence, self.known, self.memory)
        findings = _with_holders_before(list(Frames(item.grammar, ref, load_rules()).find()))
        found = [p for f in findings if f.reality.real for p in [self._proposal(f, item, ref)] if p]
        self._note_parties(ref, item)
        self._remember(ref, item, found)
        return found

    # -- memory -------------------------------------------------------------------------------

    def _note_parties(self, ref: Reference, item: Parsed) -> None:
        for k, chunk in enumerate(item.grammar.chunks):
            if chunk.sort is Sort.NOUN and ref.type_of(k) in ("actor", "nation"):
                party = ref.party(k)
                if party is not None and party.holder:
                    self._note(party.holder)

    def _note(self, holder: str) -> None:
        if holder in self.memory.parties:
            self.memory.parties.remove(holder)
        self.memory.parties.append(holder)

    def _remember(self, ref: Reference, item: Parsed, found: list[Proposal]) -> None:
        for k, chunk in enumerate(item.grammar.chunks):
            if chunk.sort is Sort.NOUN and ref.type_of(k) in ("place", "name"):
                found_here = ref.places_of(k, weak=True)
                self.memory.places.extend(found_here)
                self._note_called(ref, k, found_here)
        for proposal in found:
            recent = proposal.window.last >= self.report.published - NEWS
            if not proposal.place.anaphor and recent and proposal.window.basis != "undated":
                self.memory.topic = proposal.place
            if proposal.holder and proposal.kind in (Kind.CAPTURED, Kind.HOLDS):
                self.memory.held[proposal.place.key] = proposal.holder
            if proposal.holder and proposal.kind is Kind.CAPTURED:
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
        for word in words & self.known.lexicon.classes["place_nouns"]:
            for place in places:
                self.memory.called.setdefault(place.key, set()).add(word)

    # -- parties ------------------------------------------------------------------------------

    def _holder(
        self, party: PartyRef | None, other: str, ref: Reference, at: int
    ) -> tuple[str, bool]:
        """Return the holder that a reference means, and whether it had to be inferred."""
        if party is None:
            return "", True
        if party.holder:
            return party.holder, False
        if party.excluded:
            other = party.excluded
        kind = "any" if party.anaphor in ("they", "it", "he", "we", "them") else party.kind
        found = self._earlier_party(ref, party, other, kind) or self._last_party(other, kind)
        return found or self._by_nation(party), True

    def _earlier_party(self, ref: Reference, party: PartyRef, other: str, kind: str) -> str:
        """Return the party named before in this sentence: a subject first, then the nearest."""
        g = ref.g
        spoken: list[tuple[int, str]] = []
        for k, chunk in enumerate(g.chunks):
            if chunk.sort is not Sort.NOUN or ref.tokens[chunk.start].start >= party.start:
                continue
            if ref.type_of(k) not in ("actor", "nation", "person"):
                continue
            found = ref.party(k)
            if found is None or not found.holder or found.holder == other:
                continue
            if kind in ("any", "") or self.known.parties.kind_of(found.holder) == kind:
                subject = not g.preposition(k) and g.sort(g.end_of(k) + 1) is Sort.VERB
                spoken.append((int(subject), found.holder))
        best = [holder for subject, holder in spoken if subject] or [h for _, h in spoken]
        return best[-1] if best else ""

    def _last_party(self, other: str, kind: str) -> str:
        for holder in reversed(self.memory.parties):
            if holder != other and (
                kind in ("any", "") or self.known.parties.kind_of(holder) == kind
            ):
                return holder
        return ""

    def _by_nation(self, party: PartyRef) -> str:
        if party.kind == STATE and self.memory.nations:
            nation = self.memory.nations.most_common(1)[0][0]
            return self.known.parties.holder_of(nation)
        if party.kind == GROUP:
            return _PLAIN_GROUPS.get(party.anaphor.rstrip("s"), "")
        return ""

    def _opponent(self, holder: str, place: PlaceRef) -> str:
        """Return the other side: who held the place last, else the party last named."""
        held = self.memory.held.get(place.key, "")
        if held and held != holder:
            return held
        near = self._last_party(holder, "any")
        others = [h for h, _ in self.memory.all_parties.most_common() if h != holder]
        return near or (others[0] if others else "")

    # -- proposals ----------------------------------------------------------------------------

    def _proposal(self, f: Finding, item: Parsed, ref: Reference) -> Proposal | None:
        loser, loser_inferred = self._holder(f.loser, "", ref, f.at)
        winner, winner_inferred = self._holder(f.winner, loser, ref, f.at)
        if f.loser is not None and not f.loser.holder:
            loser, loser_inferred = self._holder(f.loser, winner, ref, f.at)
        kind, holder, rival, from_holder, inferred = self._sides(
            f, winner, loser, winner_inferred, loser_inferred, item
        )
        if kind is None or (holder and holder in (rival, from_holder)):
            return None
        window = self._window(f, item, kind)
        if window is None:
            return None
        if kind is Kind.HOLDS and not self._holds_now(f, item, window):
            return None
        if kind is Kind.CONTESTED and (window.last - window.first).days > 1:
            # True on every day of its window: certain only on the last.
            window = replace(window, first=window.last)
        if kind is Kind.HOLDS and window.preposition == "since":
            if (window.last - window.first).days <= 1:
                kind = Kind.CAPTURED
            else:
                window = Window(self.report.published, self.report.published, "published")
        claimant, side = self._claimant(f, item, ref)
        confidence = self._confidence(f, window, holder, inferred, item)
        party = f.winner or f.loser
        word, _ = item.grammar.clause_word(f.at)
        return Proposal(
            kind, f.place, holder, rival, from_holder, window, f.rule, confidence, item.sentence,
            (f.start, f.end), (party.start, party.end) if party else (-1, -1), claimant, side,
            self._credibility(f, side, holder), bool(word) and word != "that", inferred,
        )  # fmt: skip

    def _sides(
        self,
        f: Finding,
        winner: str,
        loser: str,
        winner_inferred: bool,
        loser_inferred: bool,
        item: Parsed,
    ) -> tuple[Kind | None, str, str, str, bool]:
        """Return kind, holder, rival, from_holder and whether the holder was inferred."""
        place = f.place
        if f.kind is Kind.HOLDS and f.reality.ended:
            return Kind.CAPTURED, self._opponent(winner, place), "", winner, True
        if f.reality.ended:
            return None, "", "", "", False
        if f.kind is Kind.CAPTURED:
            if place.part == "edge":
                return None, "", "", "", False
            if not winner:
                winner, winner_inferred = self._unnamed_winner(f, loser, place, item), True
            if not winner and self._is_welcome(f, item):
                winner = next((w for w in reversed(self.memory.winners) if w != loser), "")
            if place.part == "part" and f.rule not in ("raise-flag",):
                holder = loser or self._opponent(winner, place)
                return (
                    (Kind.CONTESTED, holder, winner, "", not loser)
                    if holder
                    else (None, "", "", "", False)
                )
            return Kind.CAPTURED, winner, "", loser, winner_inferred
        if f.kind is Kind.WITHDREW:
            if place.part:
                return None, "", "", "", False
            return Kind.WITHDREW, loser, "", "", loser_inferred
        if f.kind is Kind.HOLDS:
            if place.part == "part":
                return None, "", "", "", False
            return Kind.HOLDS, winner, "", "", winner_inferred
        if not winner and f.winner is None and f.kind is Kind.CONTESTED:
            return None, "", "", "", False
        holder = loser or self._opponent(winner, place)
        if f.kind is Kind.CONTESTED and self._unopposed(item):
            return Kind.CAPTURED, winner, "", holder if holder != winner else "", winner_inferred
        return f.kind, holder, winner, "", not loser

    @staticmethod
    def _unopposed(item: Parsed) -> bool:
        text = item.sentence.text.lower()
        cues = (
            "unopposed",
            "without a fight",
            "without resistance",
            "without firing",
            "little resistance",
            "no resistance",
            "abandoned by",
        )
        return any(cue in text for cue in cues)

    def _unnamed_winner(self, f: Finding, loser: str, place: PlaceRef, item: Parsed) -> str:
        """Return who must have won: the one other party of this report, if it is clear who lost."""
        if not loser:
            loser = self._loser_nearby(item)
        others = [h for h, _ in self.memory.all_parties.most_common() if h != loser]
        if not loser or not others:
            return ""
        return others[0] if len(others) == 1 else self._winner_by_country(place, others)

    def _winner_by_country(self, place: PlaceRef, others: list[str]) -> str:
        """Return the one party whose names speak of the place's country; none if there are more.

        Two parties that may have won in one country are not told apart here: a person has to.
        """
        country = self.known.places.countries.get(place.key, "")
        parties = self.known.parties
        local = [h for h in others if country in parties.countries.get(h, ())] if country else []
        return local[0] if len(local) == 1 else ""

    @staticmethod
    def _is_welcome(f: Finding, item: Parsed) -> bool:
        """Tell whether the words take the winner's side: "liberated", "free"."""
        return f.rule in ("is-free", "declare-free") or item.grammar.chunks[f.at].lemma in (
            "liberate",
            "free",
        )

    def _loser_nearby(self, item: Parsed) -> str:
        """Return the party that the sentence says fled, left or lost."""
        g = item.grammar
        ref = Reference(g, item.tokens, item.sentence, self.known, self.memory)
        for v in g.verbs():
            if g.chunks[v].lemma in _LOSING:
                for k in g.subjects(v)[:1]:
                    party = ref.party(k)
                    if party is not None and party.holder:
                        return party.holder
        return ""

    def _holds_now(self, f: Finding, item: Parsed, window: Window) -> bool:
        """Tell what is so now from what was: present, or past told in reported speech."""
        chunk = item.grammar.chunks[f.at]
        if chunk.sort is Sort.NOUN:
            return True
        if f.background and chunk.past:
            return False
        if not chunk.past and not chunk.bare:
            return True
        words = set(chunk.adverbs) | {c.word for c in item.grammar.chunks[f.at : f.at + 3]}
        words |= {c.word for c in item.grammar.chunks[max(0, f.at - 2) : f.at]}
        if chunk.bare and not chunk.past:
            return True
        if window.preposition == "since" or words & {"still", "now"}:
            return True
        return (
            f.reality.speech >= 0
            and item.grammar.clause_word(f.at)[0] in ("", "that")
            and window.basis != "stated"
        )

    def _window(self, f: Finding, item: Parsed, kind: Kind) -> Window | None:
        g = item.grammar
        published = self.report.published
        lasting = kind is Kind.HOLDS
        window = window_of(
            g, f.at, f.reality.speech, published=published, previous=self.last_window,
            lasting=lasting or f.background, date_at=f.date_at,
        )  # fmt: skip
        if window is not None:
            recent = window.preposition == "since" or window.last >= published - OLDEST
            return window if recent else None
        chunk = g.chunks[f.at]
        if f.background and (chunk.past or chunk.perfect or chunk.bare) and kind is not Kind.HOLDS:
            # Kept only to tell who it was, for a sentence that gives the day but not the winner.
            return (
                Window(published - 365 * DAY, published, "undated")
                if kind is Kind.CAPTURED
                else None
            )
        if kind is Kind.HOLDS:
            return Window(published, published, "published")
        return Window(published - DAY, published, "published")

    def _claimant(self, f: Finding, item: Parsed, ref: Reference) -> tuple[str, str]:
        speech = f.reality.speech
        if speech < 0 or speech == f.at:
            return "", ""
        g = item.grammar
        speakers = g.subjects(speech)
        speaker = speakers[0] if speakers else g.object(speech)
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
        score -= 0.0 if f.place.known else 0.03
        score -= 0.0 if f.place.sure else 0.05
        score -= 0.08 if f.place.anaphor else 0.0
        score -= 0.08 if inferred else 0.0
        score -= 0.08 if f.reality.doubt else 0.0
        score -= {
            "stated": 0.0,
            "sentence": 0.02,
            "context": 0.05,
            "published": 0.05,
            "undated": 0.5,
        }[window.basis]
        score -= 0.0 if holder else 0.3
        return round(max(score, 0.05), 2)
