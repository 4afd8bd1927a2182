"""Findings: where a rule's words, its place and its parties come together in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.finding import Finding
from ebbline.extract.memory import PartyRef, PlaceRef
from ebbline.extract.reality import reality_of_verb
from ebbline.extract.rules import ANY, Rule
from ebbline.extract.story_frames import StoryFrames
from ebbline.vocabulary import Kind

_FREE = "free"


@dataclass(frozen=True, slots=True)
class Frames(StoryFrames):
    """Applies all rules to one sentence."""

    def find(self) -> Iterator[Finding]:
        """Yield the findings of the sentence, in order of their words."""
        if self._is_contest():
            return
        yield from self._of_label()
        told: list[Finding] = []
        for k, chunk in enumerate(self.g.chunks):
            if chunk.sort is Sort.VERB:
                known = chunk.lemma in self.rules.verbs
                here = list(self._of_verb(k, chunk)) if known else []
                here = here or list(self._of_story(k, chunk))
                here = here or list(self._likewise(k, told))
                told += here
                yield from here
            elif chunk.sort is Sort.NOUN:
                rule = self.rules.nouns.get(chunk.words[-1]) if chunk.words else None
                if rule is not None and not chunk.ends_with_mention:
                    yield from self._of_noun(k, chunk, rule)
                yield from self._of_hyphen(k, chunk)
                yield from self._of_lately(k, chunk)
                yield from self._of_seat(k, chunk)
                yield from self._of_place_under(k)
                yield from self._of_headline(k)

    def _of_headline(self, k: int) -> Iterator[Finding]:
        """Yield who holds A in "Rebels in control of A", a headline without its verb."""
        g = self.g
        if k or g.sort(1) is not Sort.PREPOSITION or g.chunks[1].word != "in":
            return
        rule = next(r for r in self.rules.rules if r.rule == "in-control")
        if g.sort(2) is Sort.NOUN and g.chunks[2].words[-1:] and g.chunks[2].words[-1] in rule.noun:
            party = self.ref.party(0, role=True)
            places = self._of_control(2) if party is not None else []
            yield from self._findings(rule, 2, places, party, None)

    def _of_label(self) -> Iterator[Finding]:
        """Yield who holds A in "A: Reds throughout", a line of a list."""
        names = self.g.label()
        k = names[-1] + 2 if names else -1
        if k < 0 or self.g.sort(k) is not Sort.NOUN:
            return
        following = self.g.chunks[k + 1 : k + 3]
        bare = self._bare_party(k)
        told = all(
            c.sort in (Sort.STOP, Sort.ADVERB, Sort.DATE) or c.word in ("throughout", "since")
            for c in following
        )
        if bare is None or not told:
            return
        rule = next(r for r in self.rules.rules if r.rule == "in-control")
        yield from self._findings(rule, k, self.ref.label_places(), bare, None)

    def _is_contest(self) -> bool:
        """Tell elections and matches, in which towns are won as well, from war."""
        classes = self.ref.known.lexicon.classes
        words = {t.lower for t in self.ref.tokens}
        return bool(words & classes["contests"]) and not words & classes["armed"]

    def _of_verb(self, v: int, verb: Chunk) -> Iterator[Finding]:
        for rule in self.rules.verbs[verb.lemma]:
            if not self._particle_fits(rule, v, verb):
                continue
            found = list(self._apply(rule, v, verb))
            if found:
                reality = reality_of_verb(self.g, v)
                yield from (replace(f, reality=reality) for f in found)
                return

    def _particle_fits(self, rule: Rule, v: int, verb: Chunk) -> bool:
        if rule.particle == "back" and self.g.sort(v + 2) is Sort.ADVERB:
            # "won A back"
            return "back" in (verb.particle, self.g.chunks[v + 2].word)
        told = rule.particle.split() or [""]
        return rule.particle == ANY or verb.particle in told

    def _apply(self, rule: Rule, v: int, verb: Chunk) -> Iterator[Finding]:
        if rule.form == "state":
            yield from self._apply_state(rule, v, verb)
            return
        subject = next(iter(self.g.subjects(v)), None)
        if subject is not None and self.g.chunks[subject].determiner in ("no", "neither"):
            return
        if verb.gerund and verb.lemma in ("leave", "surround") and rule.rule != "leave-with":
            # "leaving the town in ruins", "surrounding villages": nothing that happened.
            return
        if verb.lemma == "force" and self.g.sort(v + 1) is Sort.VERB:
            # "were forced to retreat": the retreat tells it.
            return
        if rule.kind is Kind.CAPTURED and self._many_times(v):
            return
        if rule.tense == "past" and not (verb.past or verb.perfect):
            return
        if _FREE in rule.noun and not self._says_free(v):
            return
        passive = self._is_passive(rule, v, verb)
        noun = self._noun(rule, v, passive) if rule.noun and _FREE not in rule.noun else None
        if rule.noun and _FREE not in rule.noun and noun is None:
            return
        places = self._places(rule, v, passive, noun)
        if not places:
            return
        winner = self._party(rule.winner, v, passive, noun)
        if winner is None and noun is not None and rule.rule == "raise-flag":
            winner = self.ref.modifier(self.g.chunks[noun])
        loser = self._party(rule.loser, v, passive, noun)
        if rule.place[-1:] == ("topic",) and subject is not None:
            # "Borin went the next day": where a place is only in the air, it takes a known party.
            loser = None if self.ref.type_of(subject) in ("name", "place") else loser
        if rule.rule == "change-hands" and noun is not None and self._away(noun):
            winner, loser = None, winner
        elif not self._parties_fit(rule, v, passive, winner, loser):
            return
        if rule.rule == "return-to" and not self._dated(v, ("", "on", "at")):
            return
        unnamed = rule.rule == "abandon" and loser is None
        if unnamed and (verb.lemma == "leave" or "by" in self.g.complements(v)):
            # "the only town left", "vacated by charities": nobody who counts has left it.
            return
        found = list(self._findings(rule, v, places, winner, loser))
        more = list(self._gapped(rule, v, winner, loser))
        others = tuple({f.date_at for f in more if f.date_at >= 0})
        found = [replace(f, without=others) for f in found]
        yield from self._each_dated(found, more)
        yield from more

    def _says_free(self, v: int) -> bool:
        j = v + 1
        while j < min(v + 6, len(self.g.chunks)):
            chunk = self.g.chunks[j]
            if chunk.sort is Sort.ADVERB and chunk.word == _FREE:
                return True
            if chunk.sort in (Sort.STOP, Sort.SUBORDINATOR, Sort.RELATIVE):
                return False
            if chunk.sort is Sort.NOUN and {"free", "secure", "liberated"} & set(chunk.words[-1:]):
                return True
            j += 1
        return False

    def _is_passive(self, rule: Rule, v: int, verb: Chunk) -> bool:
        transitive = "object" in rule.place + rule.loser or "noun" in rule.place
        transitive |= "object" in rule.winner or (bool(rule.noun) and "noun" not in rule.winner)
        if verb.passive:
            return transitive
        if not verb.bare or not transitive:
            return False
        following = v + 1
        while self.g.sort(following) is Sort.ADVERB:
            following += 1
        if self.g.sort(following) is Sort.NOUN:
            return False
        if "by" in self.g.complements(v):
            return True
        if self.g.sort(following) is Sort.DATE and self.g.sort(following + 1) is Sort.NOUN:
            return False
        return self.g.relative_object(v) is None or not verb.past

    def _role(self, role: str, v: int, passive: bool) -> list[int]:
        if role == "subject":
            if not passive:
                return self.g.subjects(v)
            by = self.g.complements(v).get("by")
            return [] if by is None else [by]
        if role == "object":
            if passive:
                return self.g.subjects(v)
            found = self.g.object(v)
            return [] if found is None else [found]
        obj = None if passive else self.g.object(v)
        after = v + 1 if obj is None or obj < v else self.g.end_of(obj) + 1
        found = self.g.complements(v, after).get(role)
        if found is None and role == "of" and obj is not None:
            found = self.g.of(obj)
        return [] if found is None else [found]

    def _noun(self, rule: Rule, v: int, passive: bool) -> int | None:
        """Return the phrase whose head the rule asks for: the object, or after a preposition."""
        candidates: list[int] = []
        if rule.rule in ("flag-flies", "control-passed"):
            candidates += self.g.subjects(v)
        elif rule.form == "verb" and rule.winner != ("noun",):
            candidates += self._role("object", v, passive)
        if rule.form == "state" or rule.winner == ("noun",):
            candidates += list(self.g.complements(v).values())
            nearest = v + 1
            while self.g.sort(nearest) in (Sort.ADVERB, Sort.DATE):
                nearest += 1
            if self.g.sort(nearest) is Sort.NOUN:
                candidates.append(nearest)
        under = self.g.complements(v).get("under")
        candidates += [under] if under is not None else []
        for k in candidates:
            chunk = self.g.chunks[k]
            if chunk.words and chunk.words[-1] in rule.noun:
                return k
        return None

    def _places(self, rule: Rule, v: int, passive: bool, noun: int | None) -> list[PlaceRef]:
        for role in rule.place:
            if role == "topic":
                return self._left_place(v)
            if role == "moved-in":
                return self._moved_in(v)
            if role == "garrison":
                found = self._garrisoned(v)
                if found:
                    return found
                continue
            if role in ("here", "there", "where"):
                found = self._pointed_at(role, v)
                if found:
                    return found
                continue
            if role == "noun":
                found = self._of_control(noun) if noun is not None else []
                if not found and rule.place == ("noun",) and self.g.of(noun or 0) is None:
                    found = self.ref.label_places()
                if found:
                    return found
                continue
            for k in self._role(role, v, passive)[:2]:
                if rule.rule == "raise-flag" and self.ref.type_of(k) in ("thing", "facility"):
                    # "left A, and Reds raised their flag over the town hall"
                    here = [p for p in self.ref.spoken_of(v) if self._told_here(p, v)]
                    if here and self.g.of(k) is None and k > v:
                        return here
                places = self._with_joined(self._role(role, v, passive), k)
                if not places and rule.rule == "raise-flag" and self.g.of(k) is not None:
                    # "on the town hall of A"
                    places = self.ref.places(self.g.of(k) or 0)
                if places:
                    return self._listed_before(k, v, places) + places
                if role != "subject" and not (passive and role == "object"):
                    break
        return []

    def _party(
        self, roles: tuple[str, ...], v: int, passive: bool, noun: int | None
    ) -> PartyRef | None:
        """Return the party in the first of ``roles`` that has one.

        A name that is not known for a party can only be one where it acts: not after *of*.
        """
        for role in roles:
            if role == "noun":
                found = self._controller(noun) if noun is not None else None
                if found is not None:
                    return found
                continue
            acts = role in ("subject", "object", "by", "to")
            named = [
                # A name after "from" or "in" is where they act.
                self.ref.party(k, role=acts and not (role == "subject" and self.g.preposition(k)))
                for k in self._role(role, v, passive)
            ]
            parties = [p for p in named if p is not None]
            known = [p for p in parties if p.holder in self.ref.known.parties.kinds]
            if parties:
                return (known or parties)[0]
        return None

    def _parties_fit(
        self, rule: Rule, v: int, passive: bool, winner: PartyRef | None, loser: PartyRef | None
    ) -> bool:
        """Refuse what no party does: residents who flee, a film that captures a town."""
        if rule.needs == "winner" and winner is None:
            return passive and rule.kind is not Kind.HOLDS
        if rule.needs == "loser" and loser is None:
            return False
        if rule.needs == "either" and winner is None and loser is None:
            return passive
        if rule.rule == "follow":
            by = "by" in self.g.complements(v)
            return not by and self.g.object(v) is None and not self.g.contact_relative(v)
        return rule.rule != "fall" or self._falls(v)

    def _falls(self, v: int) -> bool:
        """Refuse "fell silent", "fell by half": a town falls to somebody, or just falls."""
        complements = self.g.complements(v)
        noun = self.g.object(v)
        if noun is not None and self.ref.type_of(noun) in ("thing", "part"):
            return False
        return (
            not set(complements) & {"below", "under", "by", "from", "behind", "short"}
            or bool(set(complements) & {"to", "into"})
            or self._under_control(complements)
        )

    def _under_control(self, complements: dict[str, int]) -> bool:
        under = complements.get("under")
        return under is not None and self.ref.type_of(under) == "control"

    def _apply_state(self, rule: Rule, v: int, verb: Chunk) -> Iterator[Finding]:
        left = verb.lemma == "leave" and (verb.bare or verb.passive)
        if (verb.passive and not left) or verb.gerund or (verb.lemma == "leave" and not left):
            return
        if _FREE in rule.noun:
            if not self._says_free(v):
                return
            places = self._subject_places(v)
            loser = self._party(rule.loser, v, False, None)
            yield from self._findings(rule, v, places, None, loser)
            return
        noun = self._noun(rule, v, False)
        if noun is None or self._away(noun):
            return
        if "subject" in rule.place:
            places = self._subject_places(v)
            roles = rule.winner or ("by",)
            named = "noun" in rule.winner
            winner = self._controller(noun) if named else self._party(roles, v, False, noun)
        else:
            places = self._of_control(noun) or self._pointed_at("where", v)
            if not places and rule.rule == "in-control" and self._says_who(v, noun):
                # "stormed A on Sunday and were in full control by Monday"
                places = [p for p in self.ref.spoken_of(v) if self._told_here(p, v)]
            winner = self._party(rule.winner, v, False, noun)
        if (winner is None and rule.needs == "winner") or not places:
            return
        for finding in self._findings(rule, v, places, winner, None):
            if rule.rule in ("in-control", "under-control") and self._is_new(rule, v, noun):
                yield replace(finding, kind=Kind.CAPTURED)
            else:
                yield finding
