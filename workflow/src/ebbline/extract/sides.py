"""Who won, who lost, who was there before: the parties of a finding, with the context."""

from __future__ import annotations

from dataclasses import dataclass

from ebbline.extract.chunk import Sort
from ebbline.extract.finding import Finding
from ebbline.extract.memory import Memory, PartyRef, PlaceRef
from ebbline.extract.mentions import Knowledge
from ebbline.extract.parsing import Parsed
from ebbline.extract.parties import GROUP, LOCAL, STATE
from ebbline.extract.references import Reference
from ebbline.vocabulary import Kind

_PLAIN_GROUPS = {
    **{
        w: w + "s"
        for w in (
            "rebel",
            "insurgent",
            "militant",
            "jihadist",
            "separatist",
            "islamist",
            "guerrilla",
        )
    },
    "guerilla": "guerrillas",
    "jihadi": "jihadists",
    "extremist": "militants",
}
LOSING = frozenset(
    [
        "flee",
        "withdraw",
        "retreat",
        "abandon",
        "desert",
        "leave",
        "quit",
        "surrender",
        "lose",
        "pull",
        "collapse",
        "stream",
        "slip",
        "melt",
        "evacuate",
    ]
)


_NOTHING: tuple[Kind | None, str, str, str, bool] = (None, "", "", "", False)


@dataclass(slots=True)
class Sides:
    """Finds the holders that references mean, in the light of what was read before."""

    known: Knowledge
    memory: Memory

    def holder(
        self, party: PartyRef | None, other: str, ref: Reference, place: PlaceRef
    ) -> tuple[str, bool]:
        """Return the holder that a reference means, and whether it had to be inferred.

        "The army" is one named before in the sentence, else that of the country of ``place``.
        """
        if party is None:
            return "", True
        if party.holder:
            return party.holder, False
        if party.excluded:
            other = party.excluded
        if party.kind == LOCAL:
            return self._garrison(place, other), True
        kind = "any" if party.anaphor in ("they", "it", "he", "we", "them") else party.kind
        found = self._earlier_party(ref, party, other, kind) or self._called(party, other)
        if not found and kind == STATE:
            country = self.known.places.countries.get(place.key, "")
            state = self.known.parties.states.get(country, "")
            found = state if state != other and self.memory.all_parties[state] else ""
        if not found and party.anaphor in ("they", "it", "he", "them") and party.kind != "any":
            # A pronoun goes on with the subject of the sentence before.
            found = self.memory.subject if self.memory.subject != other else ""
        found = found or self._last_party(other, kind) or self._most_named(other, kind)
        return found or self._by_nation(party), True

    def _garrison(self, place: PlaceRef, other: str) -> str:
        """Return whose "its garrison" is: of those who held the place before the change told."""
        before = self.memory.held.get(place.key, "")
        winner, loser = self.memory.change
        if before and before not in (other, winner):
            return before
        if loser and loser != other:
            return loser
        return self._opponent(winner or other, place) if winner or other else ""

    def _called(self, party: PartyRef, other: str) -> str:
        """Return the one party of this report that is called by a generic word: "rebel"."""
        named = self.known.parties.by_word.get(party.anaphor.rstrip("s"), frozenset())
        here = [h for h in named if h != other and self.memory.all_parties[h]]
        return here[0] if len(here) == 1 else ""

    def _most_named(self, other: str, kind: str) -> str:
        """Return the party of that kind that is named most in the whole report."""
        fits = [h for h in self._others(other) if self.known.parties.kind_of(h) == kind]
        return fits[0] if fits else ""

    def _earlier_party(self, ref: Reference, party: PartyRef, other: str, kind: str) -> str:
        """Return the party named before in this sentence: a subject first, then the nearest."""
        g = ref.g
        spoken: list[tuple[int, str]] = []
        for k, chunk in enumerate(g.chunks):
            if chunk.sort is not Sort.NOUN or ref.tokens[chunk.start].start >= party.start:
                continue
            owned = ref.type_of(k) == "name" and chunk.owner is not None
            if ref.type_of(k) not in ("actor", "nation", "person") and not owned:
                continue
            found = ref.owner_party(chunk.owner) if owned and chunk.owner else ref.party(k)
            if found is None or not found.holder or found.holder == other:
                continue
            if kind in ("any", "") or self.known.parties.kind_of(found.holder) == kind:
                subject = not g.preposition(k) and g.sort(g.end_of(k) + 1) is Sort.VERB
                spoken.append((int(subject), found.holder))
        best = [holder for subject, holder in spoken if subject] or [h for _, h in spoken]
        return best[-1] if best else ""

    def _last_party(self, other: str, kind: str) -> str:
        """Return the party named last; "the rebels" are configured ones if there are any."""
        fits = [
            h
            for h in reversed(self.memory.parties)
            if h != other and (kind in ("any", "") or self.known.parties.kind_of(h) == kind)
        ]
        listed = [h for h in fits if h in self.known.parties.listed] if kind != "any" else []
        return next(iter(listed or fits), "")

    def _by_nation(self, party: PartyRef) -> str:
        if party.kind == STATE and (state := self._state_fought()):
            return state
        if party.kind == STATE and self.memory.nations:
            nation = self.memory.nations.most_common(1)[0][0]
            return self.known.parties.holder_of(nation)
        if party.kind == GROUP:
            return _PLAIN_GROUPS.get(party.anaphor.rstrip("s"), "")
        return ""

    def _state_fought(self) -> str:
        """Return the state whose land the one known group of this report fights in."""
        parties = self.known.parties
        lands = {
            parties.countries[h]
            for h in self.memory.all_parties
            if parties.kinds.get(h) == GROUP and len(parties.countries.get(h, ())) == 1
        }
        nation = parties.own_nations.get(next(iter(*lands)), "") if len(lands) == 1 else ""
        return parties.holder_of(nation) if nation else ""

    def _opponent(self, holder: str, place: PlaceRef, kind: str = "") -> str:
        """Return the other side: who held the place last, else a foe, else the party last named."""
        for known in (self.memory.held, self.memory.losers):
            before = known.get(place.key, "")
            if before and before != holder:
                return before
        others = self._others(holder)
        foes = [h for h in others if self.memory.foes[holder, h]]
        if foes:
            return max(foes, key=lambda h: self.memory.foes[holder, h])
        near = [h for h in reversed(self.memory.parties) if h in others]
        kind = self.known.parties.kind_of(holder) if holder else kind
        unlike = [h for h in (*near, *others) if self.known.parties.kind_of(h) != kind]
        listed = holder in self.known.parties.listed
        unlike = unlike if kind == GROUP or (kind == STATE and listed) else []
        if unlike:
            return unlike[0]
        if near or others:
            return (near or others)[0]
        return self._state_here(holder, place)

    def _others(self, *excluded: str) -> list[str]:
        """Return the parties that act in this report, most often named first.

        Where a party of the configuration is among them, nations that it does not know are left
        out: a neighbour, a mediator, the land that a town is in.
        """
        others = [h for h, _ in self.memory.all_parties.most_common() if h not in excluded]
        listed = [h for h in others if h in self.known.parties.listed]
        return listed or others

    def sides(
        self,
        f: Finding,
        winner: str,
        loser: str,
        winner_inferred: bool,
        loser_inferred: bool,
        item: Parsed,
        *,
        old: bool = False,
        side: str = "",
    ) -> tuple[Kind | None, str, str, str, bool]:
        """Return kind, holder, rival, from_holder and whether the holder was inferred."""
        place = f.place
        if f.kind is Kind.HOLDS and f.reality.ended:
            return Kind.CAPTURED, self._opponent(winner, place), "", winner, True
        if f.reality.ended:
            return _NOTHING
        if f.kind is Kind.CAPTURED:
            if place.part == "edge":
                return _NOTHING
            retold = self.memory.held.get(place.key, "")
            if winner and winner_inferred and retold and retold != loser and not old:
                winner = retold
            if not winner:
                winner, winner_inferred = (
                    self._unnamed_winner(loser, place, item, old=old, side=side),
                    True,
                )
            if not winner and self._is_welcome(f, item):
                winner = next((w for w in reversed(self.memory.winners) if w != loser), "")
            if place.part == "part" and f.rule not in ("raise-flag",):
                holder = loser or self._opponent(winner, place)
                return (Kind.CONTESTED, holder, winner, "", not loser) if holder else _NOTHING
            return Kind.CAPTURED, winner, "", loser, winner_inferred
        if f.kind is Kind.WITHDREW:
            if place.part:
                return _NOTHING
            if f.loser is None:
                loser = self._unnamed_loser(place)
            return Kind.WITHDREW, loser, "", "", loser_inferred
        if f.kind is Kind.HOLDS:
            if place.part == "part":
                # Who holds half of a town fights for the other half.
                rival = self._opponent(winner, place)
                return (Kind.CONTESTED, winner, rival, "", True) if rival else _NOTHING
            return Kind.HOLDS, winner, "", "", winner_inferred
        if not winner and f.winner is None and f.kind is Kind.CONTESTED:
            return _NOTHING
        if not winner and f.winner is None:
            told = {h for h in (*self.memory.winners, self.memory.protagonist) if h != loser}
            winner = told.pop() if len(told) == 1 else ""
        side_kind = f.winner.kind if f.winner is not None else ""
        holder = loser or self._opponent(winner, place, side_kind)
        verb = item.grammar.chunks[f.at]
        done = verb.gerund and verb.perfect
        gone = f.kind is Kind.CONTESTED and self._loser_nearby(item) not in ("", winner)
        if f.kind is Kind.CONTESTED and (done or gone or self._unopposed(item)):
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
            "a shot",
            "hardly a fight",
            "without a battle",
            "melted away",
            "under a deal",
            "under an agreement",
            "under a truce",
            "after a deal",
            "let in by",
        )
        return any(cue in text for cue in cues)

    def _unnamed_winner(
        self, loser: str, place: PlaceRef, item: Parsed, *, old: bool, side: str
    ) -> str:
        """Return who must have won, where only the loser is named, or nobody.

        The one other party of the report; the party of the place's country; who else acts in the
        sentence; who won before in this story; who the report is about. Of long ago only the loser
        of today's change is known to have won (``old``).
        """
        lost = loser or self._loser_nearby(item)
        retold = self.memory.held.get(place.key, "")
        if retold and retold != lost and not old:
            return retold
        others = self._others(lost)
        if side and side != lost and side in others:
            return side
        if not others:
            return self._state_here(lost, place)
        if lost and len(others) == 1:
            return others[0]
        local = self._of_country(place, others)
        if lost and local:
            # Of two parties that may have won in one country a person has to tell.
            return local[0] if len(local) == 1 else ""
        if old:
            today = self.memory.held.get(place.key, "")
            return self._opponent(today, place) if today else ""
        beside = self._acting(item, lost)
        if beside:
            return beside[0]
        listed = sorted(self.known.parties.listed - {lost})
        if local and len(self._of_country(place, listed)) > 1:
            return ""
        told = {h for h in (*self.memory.winners, self.memory.protagonist) if h and h != lost}
        # Where two parties win in one story it takes a person to tell whose this place is.
        return told.pop() if len(told) == 1 else ""

    def _state_here(self, lost: str, place: PlaceRef) -> str:
        """Return the state that a group lost to, where none is named: of the land in question."""
        if self.known.parties.kinds.get(lost) != GROUP:
            return ""
        state = self.known.parties.states.get(self.known.places.countries.get(place.key, ""), "")
        state = state or self._state_fought()
        if state or not self.memory.nations:
            return state
        return self.known.parties.holder_of(self.memory.nations.most_common(1)[0][0])

    def _unnamed_loser(self, place: PlaceRef) -> str:
        """Return who must have left, where nobody is named: the foe of the one who wins here."""
        told = {h for h in (*self.memory.winners, self.memory.protagonist) if h}
        return self._opponent(told.pop(), place) if len(told) == 1 else ""

    def _acting(self, item: Parsed, lost: str) -> list[str]:
        """Return the parties that are subjects in the sentence, but the one that lost."""
        g = item.grammar
        ref = Reference(g, item.tokens, item.sentence, self.known, self.memory)
        found = []
        for v in g.verbs():
            if g.chunks[v].lemma in LOSING or g.chunks[v].lemma in g.lexicon.classes["speech"]:
                continue
            for k in g.subjects(v)[:1]:
                party = ref.party(k) if ref.type_of(k) == "actor" else None
                if party is not None and party.holder and party.holder != lost:
                    found.append(party.holder)
        return found if lost or len(set(found)) == 1 else []

    def _of_country(self, place: PlaceRef, others: list[str]) -> list[str]:
        """Return the parties whose names speak of the country that the place is in."""
        country = self.known.places.countries.get(place.key, "")
        parties = self.known.parties
        return [h for h in others if country in parties.countries.get(h, ())] if country else []

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
            if g.chunks[v].lemma in LOSING:
                for k in g.subjects(v)[:1]:
                    party = ref.party(k)
                    if party is not None and party.holder:
                        return party.holder
        return ""
