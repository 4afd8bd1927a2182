"""Where the place of a verb stands beside its own phrases: lists, gaps, other clauses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ebbline.extract.chunk import Sort
from ebbline.extract.memory import PlaceRef
from ebbline.extract.noun_frames import NounFrames
from ebbline.extract.rules import Rule


@dataclass(frozen=True, slots=True)
class PlacedFrames(NounFrames):
    """Finds places that a rule's verb does not name itself."""

    def _with_joined(self, phrases: list[int], k: int) -> list[PlaceRef]:
        """Return the places of ``k`` and of those of ``phrases`` that *and* joins to it."""
        places = self.ref.places(k)
        for after in phrases[phrases.index(k) + 1 :] if places else ():
            if after < k or self.g.sort(after - 1) is not Sort.JOIN:
                break
            seen = {p.key for p in places}
            places += [p for p in self.ref.places(after) if p.key not in seen and not p.anaphor]
        return places

    def _listed_before(self, k: int, v: int, places: list[PlaceRef]) -> list[PlaceRef]:
        """Return the places listed before the subject ``k``: "A, a port, and B, … were taken"."""
        g = self.g
        found: list[PlaceRef] = []
        if k > v or g.preposition(k):
            return found
        joined = any(g.sort(i) is Sort.JOIN for i in range(k, min(v, k + 4)))
        j = k - 1
        while j >= 0 and (g.sort(j) in (Sort.COMMA, Sort.JOIN) or not found):
            joined |= g.sort(j) is Sort.JOIN and g.chunks[j].word == "and"
            if g.sort(j) in (Sort.COMMA, Sort.JOIN):
                j -= 1
                continue
            if g.sort(j) is not Sort.NOUN:
                break
            head = j
            while g.sort(head - 1) is Sort.PREPOSITION and g.sort(head - 2) is Sort.NOUN:
                head -= 2
            kind = self.ref.type_of(head)
            if kind == "place_word" and head == j - 2 and self.ref.type_of(j) in ("place", "name"):
                # "the towns of A, B and C were …"
                return self.ref.places_of(j) + found
            if kind == "place_word" and head == j and g.sort(j - 1) is Sort.COMMA:
                j -= 1
                continue
            if kind not in ("place", "name") or head != j or g.preposition(head) or not joined:
                break
            here = [p for p in self.ref.places_of(head) if p.key not in {q.key for q in places}]
            if not here:
                break
            found = here + found
            j = head - 1
        return found

    def _pointed_at(self, role: str, v: int) -> list[PlaceRef]:
        """Return the place that the sentence has named for ``v``.

        ``where``: "the town where they hold out"; ``there``: "left its posts there"; ``here``: the
        place of the clause before ("who overran A were driven out").
        """
        g = self.g
        if role == "where":
            word, k = g.clause_word(v)
            before = k - 2 if g.sort(k - 1) is Sort.COMMA else k - 1
            if word != "where" or g.sort(before) is not Sort.NOUN:
                return []
            return self.ref.places_of(before)
        after = [c.word for c in g.chunks[v + 1 : v + 5] if c.sort is Sort.ADVERB]
        if role == "there" and "there" not in after:
            return []
        if role == "here" and g.chunks[v].particle == "back":
            # "attacked A but were driven back": they never had it.
            return []
        if role == "here" and set(g.complements(v)) & {"from", "out of", "into", "to", "towards"}:
            return []
        for k in range(v - 1, -1, -1):
            if g.sort(k) is Sort.NOUN and self.ref.type_of(k) in ("place", "name"):
                places = [p for p in self.ref.places_of(k, weak=role == "there") if not p.anaphor]
                told = g.sort(k - 1) is Sort.VERB or g.preposition(k) in ("of", "into", "in")
                if places and (told or role == "there" or k <= 1):
                    verb = g.chunks[v]
                    at = self.ref.tokens[verb.start].start, self.ref.tokens[verb.end - 1].end
                    return [replace(p, start=at[0], end=at[1], anaphor="there") for p in places]
        return []

    def _garrisoned(self, v: int) -> list[PlaceRef]:
        """Return the place of "the garrison of A", "the last fighters in A" before ``v``."""
        subject = next(iter(self.g.subjects(v)), None)
        if subject is None or subject > v:
            return []
        if self.ref.is_garrison(subject, self.g.chunks[subject]):
            return self.ref.spoken_of(subject)
        words = set(self.g.chunks[subject].words)
        if not words & {"garrison", "defenders", "last", "remaining"}:
            return []
        j = subject + 1
        if self.g.sort(j) is not Sort.PREPOSITION or self.g.sort(j + 1) is not Sort.NOUN:
            return []
        if self.g.chunks[j].word not in ("of", "in", "at", "inside"):
            return []
        return [p for p in self.ref.places(j + 1) if not p.anaphor]

    def _moved_in(self, v: int) -> list[PlaceRef]:
        """Return the place of "Blues left A, and Reds moved in": one that others have just left."""
        g = self.g
        j = v + 1
        if g.sort(j) is not Sort.PREPOSITION or g.chunks[j].word != "in":
            return []
        if g.sort(j + 1) is Sort.NOUN and not self.g.clause_follows(j + 1):
            return []
        lexicon = self.ref.known.lexicon
        left = any(lexicon.is_a(g.chunks[k].lemma, "leaving") for k in g.verbs() if k < v)
        places = self.ref.spoken_of(v)
        return [p for p in places if left or p.key in self.ref.memory.losers]

    def _many_times(self, v: int) -> bool:
        """Tell "was recaptured twice", "changed hands three times": none of these has a day."""
        after = self.g.chunks[v + 1 : v + 4]
        told = any({"times", "twice", "often"} & {c.word, *c.words[-1:]} for c in after)
        return told and not any(c.sort is Sort.DATE for c in after)

    def _says_who(self, v: int, noun: int) -> bool:
        """Tell "were in control", of a party, with no place beside it."""
        subject = next(iter(self.g.subjects(v)), None)
        party = subject is not None and self.ref.type_of(subject) in ("actor", "pronoun")
        return party and self.g.of(noun) is None and self.g.preposition(noun) == "in"

    def _told_here(self, place: PlaceRef, v: int) -> bool:
        """Tell whether the sentence names the place before the verb group ``v``."""
        return any(
            place.key in {p.key for p in self.ref.places_of(k)}
            for k in range(v)
            if self.g.sort(k) is Sort.NOUN and self.ref.type_of(k) in ("place", "name")
        )

    def _left_place(self, v: int) -> list[PlaceRef]:
        """Return the place that "withdrew to the hills" leaves: what the report is about."""
        memory = self.ref.memory
        topic = memory.topic if memory.main is not None else None
        verb = self.g.chunks[v]
        if verb.lemma in ("go", "leave") and (
            not (verb.perfect or verb.past)
            or self.g.clause_word(v)[0] in ("since", "until", "before")
            or self.g.object(v) is not None
            or set(self.g.complements(v)) & {"to", "into", "through", "with", "for", "off"}
        ):
            return []
        if topic is None or set(self.g.complements(v)) & {"from", "out of"}:
            return []
        verb = self.g.chunks[v]
        start, end = self.ref.tokens[verb.start].start, self.ref.tokens[verb.end - 1].end
        return [replace(topic, start=start, end=end, anaphor="there", part="")]

    def _of_control(self, noun: int) -> list[PlaceRef]:
        inner = self.g.of(noun)
        if inner is None:
            j = noun + 1
            if self.g.sort(j) is Sort.PREPOSITION and self.g.chunks[j].word in ("over", "in"):
                j += 1 + (self.g.sort(j + 1) is Sort.ADVERB)
                inner = j if self.g.sort(j) is Sort.NOUN else None
        return [] if inner is None else self.ref.places(inner)

    def _away(self, noun: int) -> bool:
        """Tell "slipped from their control", "out of their hands"."""
        return self.g.preposition(noun) in ("from", "out of", "outside", "beyond")

    def _is_new(self, rule: Rule, v: int, noun: int) -> bool:
        """Tell "were back in control" (a change) from "are in control" (a state)."""
        signs = {"back", "again", "now"} if rule.rule == "in-control" else {"back", "again"}
        words = {c.word for c in self.g.chunks[v:noun]} | set(self.g.chunks[v].adverbs)
        return bool(words & signs) or self.g.chunks[v].particle == "back"

    def _subject_places(self, v: int) -> list[PlaceRef]:
        for k in self.g.subjects(v)[:2]:
            places = self._with_joined(self.g.subjects(v), k)
            if places:
                return self._listed_before(k, v, places) + places
        return []
