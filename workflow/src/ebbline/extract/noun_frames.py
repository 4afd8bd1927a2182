"""Findings of nouns: "the capture of A", "A, its last stronghold", "rebel-held A"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.finding import Finder, Finding
from ebbline.extract.memory import PartyRef, PlaceRef
from ebbline.extract.mentions import What
from ebbline.extract.reality import Reality, reality_of_noun
from ebbline.extract.rules import Rule


@dataclass(frozen=True, slots=True)
class NounFrames(Finder):
    """Applies the rules for nouns to one sentence."""

    def _of_noun(self, k: int, chunk: Chunk, rule: Rule) -> Iterator[Finding]:
        complements = self._noun_complements(k)
        places: list[PlaceRef] = []
        for role in rule.place:
            if role == "owner":
                places = self._owner_places(chunk, sure={"by", "to"} & set(complements))
            elif role in complements:
                places = self.ref.places(complements[role])
            elif self.g.sort(k + 1) is Sort.VERB and self.g.chunks[k + 1].lemma == role:
                following = self.g.object(k + 1) if self.g.chunks[k + 1].infinitive else None
                places = self.ref.places(following) if following is not None else []
            if places:
                break
        if not places:
            return
        parties: list[PartyRef | None] = []
        for roles in (rule.winner, rule.loser):
            party = None
            for role in roles:
                if role == "owner":
                    party = party or self._owner(k, chunk)
                elif role == "subject":
                    party = party or self._doer(k)
                elif role == "with":
                    party = party or self._of_main_clause(k)
                elif role == "boosted":
                    party = party or self._boosted(k)
                elif role == "welcomer":
                    party = party or self._welcomer(k)
                elif role in complements:
                    party = party or self.ref.party(complements[role], role=True)
            parties.append(party)
        winner, loser = parties
        reality = reality_of_noun(self.g, k)
        if (rule.needs == "loser" and loser is None) or (rule.needs == "winner" and winner is None):
            return
        for finding in self._findings(rule, k, places, winner, loser):
            yield replace(finding, reality=reality)
        for d, more in self._and_of(k):
            for finding in self._findings(rule, k, more, winner, loser):
                yield replace(finding, reality=reality, date_at=d)

    def _and_of(self, k: int) -> Iterator[tuple[int, list[PlaceRef]]]:
        """Yield date and places of "the loss of A and, a day later, *of B*"."""
        g = self.g
        for j in range(k + 1, min(k + 12, len(g.chunks) - 2)):
            if g.sort(j) in (Sort.STOP, Sort.VERB):
                return
            of = next((i for i in range(j + 1, j + 5) if g.sort(i) is Sort.PREPOSITION), -1)
            if g.sort(j) is not Sort.JOIN or of < 0 or g.chunks[of].word != "of":
                continue
            between = [g.sort(i) for i in range(j + 1, of)]
            if set(between) - {Sort.COMMA, Sort.DATE} or g.sort(of + 1) is not Sort.NOUN:
                continue
            d = j + 1 + between.index(Sort.DATE) if Sort.DATE in between else of + 2
            dated = g.sort(d) is Sort.DATE
            yield d if dated else -1, [p for p in self.ref.places(of + 1) if not p.anaphor]

    def _owner(self, k: int, chunk: Chunk) -> PartyRef | None:
        """Return whose capture, loss … it is: "Red's", "the rebels'", "its"."""
        if chunk.owner is not None:
            return self.ref.owner_party(chunk.owner)
        if chunk.determiner in ("its", "their", "his"):
            return self._doer(k)
        return self.ref.modifier(chunk)

    def _doer(self, k: int) -> PartyRef | None:
        """Return the subject of the verb that the noun phrase ``k`` is the object of."""
        before = k - 1
        while self.g.sort(before) is Sort.ADVERB:
            before -= 1
        if self.g.sort(before) is not Sort.VERB:
            return None
        for subject in self.g.subjects(before):
            party = self.ref.party(subject, role=True)
            if party is not None:
                return party
        return None

    def _of_main_clause(self, k: int) -> PartyRef | None:
        """Return who acts after "With the capture of A, …"."""
        if self.g.preposition(k) != "with" or k != 1:
            return None
        for v in self.g.verbs():
            if v > k and not self.g.chunks[v].gerund:
                subject = next(iter(self.g.subjects(v)), None)
                return None if subject is None else self.ref.party(subject)
        return None

    def _boosted(self, k: int) -> PartyRef | None:
        """Return who is "emboldened by the capture of A"."""
        if self.g.preposition(k) != "by" or self.g.sort(k - 2) is not Sort.VERB:
            return None
        if not self.g.chunks[k - 2].bare or self.g.chunks[k - 2].lemma in self.rules.verbs:
            return None
        subject = next(iter(self.g.subjects(k - 2)), None)
        return None if subject is None else self.ref.party(subject)

    def _welcomer(self, k: int) -> PartyRef | None:
        """Return the party that hails or announces what the noun ``k`` tells: its own success."""
        after = next((v for v in self.g.verbs() if v > k), -1)
        if after >= 0 and self.g.chunks[after].passive and k in self.g.subjects(after):
            by = self.g.complements(after).get("by")
            lemma = self.g.chunks[after].lemma
            if lemma in ("complete", "finish", "achieve"):
                return None if by is None else self.ref.party(by, role=True)
            told = self.ref.known.lexicon.is_a(lemma, "welcoming")
            return self.ref.speaker(by) if told and by is not None else None
        for v in range(k - 1, max(k - 8, -1), -1):
            if self.g.sort(v) in (Sort.STOP, Sort.RELATIVE, Sort.SUBORDINATOR):
                return None
            if self.g.sort(v) is Sort.VERB:
                if self.g.chunks[v].lemma in ("complete", "finish", "achieve"):
                    doer = next(iter(self.g.subjects(v)), None)
                    return None if doer is None else self.ref.party(doer, role=True)
                if not self.ref.known.lexicon.is_a(self.g.chunks[v].lemma, "welcoming"):
                    return None
                speaker = next(iter(self.g.subjects(v)), None)
                return None if speaker is None else self.ref.speaker(speaker)
        return None

    def _noun_complements(self, k: int) -> dict[str, int]:
        found: dict[str, int] = {}
        j = k + 1
        while j < len(self.g.chunks):
            if self.g.sort(j) is Sort.PREPOSITION and self.g.sort(j + 1) is Sort.NOUN:
                found.setdefault(self.g.chunks[j].word, j + 1)
                j += 2
            elif self.g.sort(j) is Sort.DATE:
                j += 1
            else:
                break
        return found

    def _owner_places(self, chunk: Chunk, *, sure: set[str]) -> list[PlaceRef]:
        owner = chunk.owner
        if owner is None or not owner.mentions or not owner.ends_with_mention:
            return []
        last = owner.mentions[-1]
        if (
            last.what is not What.PLACE
            and not (last.what is What.NATION and last.nation and last.nation.capital)
            and (last.what is not What.NAME or self.ref.evidence(last) < (0 if sure else 1))
        ):
            return []
        return [self.ref.at(last.start, last.end)]

    # -- hyphens ------------------------------------------------------------------------------

    def _of_hyphen(self, k: int, chunk: Chunk) -> Iterator[Finding]:
        for word in chunk.words:
            rule = self.rules.hyphens.get(word.removeprefix("-")) if word[0] == "-" else None
            if rule is None:
                continue
            party = self.ref.modifier(chunk)
            places = self.ref.places(k) or self._said_to_be(k)
            if party is None or not places or places[0].anaphor:
                continue
            for finding in self._findings(rule, k, places, party, None):
                yield replace(finding, reality=Reality(True))

    def _of_lately(self, k: int, chunk: Chunk) -> Iterator[Finding]:
        """Yield who holds A where its troops act in, from or near "newly captured A"."""
        rule = next((r for w in chunk.words if (r := self.rules.lately.get(w))), None)
        if rule is None or self.g.preposition(k) not in rule.place:
            return
        for v in self.g.verbs():
            if v > k:
                return
            for subject in self.g.subjects(v):
                party = self.ref.party(subject, role=True)
                if party is not None:
                    places = [p for p in self.ref.places(k) if not p.anaphor]
                    for finding in self._findings(rule, k, places, party, None):
                        yield replace(finding, reality=Reality(True))
                    return

    def _said_to_be(self, k: int) -> list[PlaceRef]:
        """Return the place of "A is still rebel-held", "A still rebel-held"."""
        if not self.g.chunks[k].words[-1].startswith("-"):
            return []
        j = k - 1
        while self.g.sort(j) is Sort.ADVERB:
            j -= 1
        if self.g.sort(j) is Sort.VERB and self.g.chunks[j].lemma in ("be", "remain", "stay"):
            j = next(iter(self.g.subjects(j)), -1)
        if self.g.sort(j) is not Sort.NOUN or self.ref.type_of(j) not in ("place", "name"):
            return []
        return self.ref.places(j)

    # -- what is left to somebody -----------------------------------------------------------

    def _of_seat(self, k: int, chunk: Chunk) -> Iterator[Finding]:
        """Yield who holds "A, its last stronghold" or "their only town is A"."""
        rule = self.rules.forms.get("seat")
        lexicon = self.ref.known.lexicon
        if rule is None or not chunk.words or not (set(chunk.words) & set(rule.words)):
            return
        before = self.g.chunks[k - 1] if k else None
        told = before is not None and before.sort is Sort.VERB and before.lemma in self.rules.verbs
        if told and before is not None and before.lemma not in ("be", "become", "remain", "have"):
            # "losing its stronghold of A": the verb tells what became of it.
            return
        strong = set(chunk.words) & rule.noun
        if not strong and not set(chunk.words) & lexicon.classes["remaining"]:
            return
        party = (
            self._owner(k, chunk) if chunk.owner or chunk.determiner in ("its", "their") else None
        )
        if party is None and chunk.determiner in ("its", "their"):
            party = self.ref.pronoun_party(chunk)
        party = party or self.ref.modifier(chunk)
        if party is None and self.g.of(k) is not None:
            party = self.ref.party(self.g.of(k) or 0)
        places = self._equated(k) if party is not None else []
        for finding in self._findings(rule, k, places, party, None):
            yield replace(finding, reality=reality_of_noun(self.g, k))

    def _equated(self, k: int) -> list[PlaceRef]:
        """Return the place that the phrase ``k`` is said to be: apposition, *is*, *of*."""
        g = self.g
        of = g.of(k)
        if of is not None and self.ref.type_of(of) in ("place", "name"):
            return self.ref.places(of)
        end = g.end_of(k)
        if self.g.chunks[k].mentions and self.ref.type_of(k) == "place":
            return self.ref.places(k)
        said = k - 1
        while g.sort(said) is Sort.ADVERB:
            said -= 1
        if (
            g.sort(said) is Sort.VERB
            and g.chunks[said].lemma in ("be", "become", "remain")
            and not g.chunks[said].negated
        ):
            subject = next(iter(g.subjects(said)), -1)
            if subject >= 0 and self.ref.type_of(subject) in ("place", "name"):
                return [p for p in self.ref.places(subject) if not p.anaphor][:1]
        for j in (k - 2, end + 2):
            between = min(j, k) + 1 if j < k else end + 1
            if not 0 <= j < len(g.chunks) or g.sort(j) is not Sort.NOUN:
                continue
            link = g.chunks[between]
            copula = (
                link.sort is Sort.VERB
                and link.lemma in ("be", "become", "remain")
                and not link.negated
            )
            if (link.sort is Sort.COMMA or copula) and self.ref.type_of(j) in (
                "place",
                "name",
                "place_word",
            ):
                places = [p for p in self.ref.places(j) if not p.anaphor]
                if places:
                    return places[:1]
        return []

    def _of_place_under(self, k: int) -> Iterator[Finding]:
        """Yield who holds "the last town *under its control*", "A, *in rebel hands* since …"."""
        g = self.g
        rule = self.rules.forms.get("under")
        j = g.end_of(k) + 1
        j += g.sort(j) in (Sort.COMMA, Sort.ADVERB)
        j += g.sort(j) is Sort.ADVERB
        if rule is None or g.sort(j) is not Sort.PREPOSITION or g.chunks[j].word not in rule.place:
            return
        noun = j + 1
        if (
            g.sort(noun) is not Sort.NOUN
            or g.chunks[noun].words[-1:] == ()
            or g.chunks[noun].words[-1] not in rule.noun
        ):
            return
        if self.ref.type_of(k) not in ("place", "name", "place_word"):
            return
        party = self._controller(noun)
        if party is None and g.chunks[noun].determiner in ("its", "their"):
            party = self.ref.pronoun_party(g.chunks[noun])
        places = self.ref.places(k) if party is not None else []
        for finding in self._findings(rule, noun, places, party, None):
            yield replace(finding, reality=Reality(not g.question))
