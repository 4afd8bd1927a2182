"""What a noun phrase refers to: a place, a party, or something else; with what was said before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.memory import PartyRef
from ebbline.extract.mentions import Mention, What
from ebbline.extract.parties import GROUP, LOCAL, STATE, slug_of_party
from ebbline.extract.place_references import PlaceReference
from ebbline.extract.text import tokens

_GARRISON = frozenset(("garrison", "defenders", "soldiers", "police", "guards", "troops"))


@dataclass(frozen=True, slots=True)
class Reference(PlaceReference):
    """The places and the parties that the noun phrases of one sentence refer to."""

    def party(self, k: int, *, role: bool = False) -> PartyRef | None:
        """Return the party that the noun phrase ``k`` names, or None if it names none.

        ``role`` says that only a party can stand there, so that an unknown name is taken for one.
        """
        chunk = self.g.chunks[k]
        kind = self.type_of(k)
        start, end = self.tokens[chunk.start].start, self.tokens[chunk.end - 1].end
        if kind == "actor":
            return self._force(k, chunk, start, end)
        if kind == "nation":
            nation = chunk.mentions[-1].nation
            if nation is not None:
                return PartyRef(self.known.parties.holder_of(nation.nation), start, end, kind=STATE)
        if kind == "pronoun" and role and chunk.words[0] in ("they", "it", "he", "we", "them"):
            return PartyRef("", start, end, anaphor=chunk.words[0])
        if kind == "name" and role and chunk.owner is not None:
            owner = self.owner_party(chunk.owner)
            if owner is not None:
                return owner
        if kind == "name" and role:
            return PartyRef(self._slug(chunk.mentions[-1]), start, end, kind=GROUP)
        if kind in ("thing", "part") and self._is_collective(chunk):
            following = self.g.of(k)
            return self.party(following, role=role) if following is not None else None
        if (
            kind == "thing"
            and role
            and chunk.words[-1:]
            and self.known.lexicon.is_a(chunk.words[-1], "offensives")
        ):
            # "its assault recaptured the town": whoever's assault it is.
            if chunk.owner is not None:
                return self.owner_party(chunk.owner)
            own = chunk.determiner in ("its", "their", "his")
            return self.modifier(chunk) or (self.pronoun_party(chunk) if own else None)
        if kind in ("control", "person") or (kind == "thing" and chunk.mentions):
            return self.modifier(chunk)
        return None

    def pronoun_party(self, chunk: Chunk) -> PartyRef:
        """Return the party of "its" or "their", for the context to find."""
        start = self.tokens[chunk.start]
        return PartyRef("", start.start, start.end, anaphor="they", kind="any")

    def _is_collective(self, chunk: Chunk) -> bool:
        """Tell "hundreds of", "members of": the party is what follows."""
        words = chunk.words[-1:] or (chunk.determiner,)
        return self.known.lexicon.is_a(words[0], "numbers", "collectives", "determiners")

    def speaker(self, k: int) -> PartyRef | None:
        """Return the party that a speaker speaks for: "a commander of Iraq's service"."""
        party = self.party(k)
        inner = self.g.of(k)
        if party is None and inner is not None:
            party = self.party(inner)
            chunk = self.g.chunks[inner]
            if party is None and chunk.owner is not None:
                party = self.owner_party(chunk.owner)
        return party

    def modifier(self, chunk: Chunk) -> PartyRef | None:
        """Return the party before a noun: "Ukrainian control", "rebel hands", "an army officer"."""
        start, end = self.tokens[chunk.start].start, self.tokens[chunk.end - 1].end
        for mention in chunk.mentions:
            if mention.what is What.PARTY:
                return PartyRef(self._holder_of_mention(mention), start, end)
            if mention.what is What.NATION and mention.nation:
                group = set(chunk.words) & self.known.lexicon.classes["group_forces"]
                if not group:
                    return PartyRef(
                        self.known.parties.holder_of(mention.nation.nation), start, end, kind=STATE
                    )
        if chunk.owner is not None:
            owner = self.owner_party(chunk.owner)
            if owner is not None:
                return owner
        for word in chunk.words:
            generic = self.generic_kind(word)
            if generic:
                return PartyRef("", start, end, anaphor=word, kind=generic)
        for mention in chunk.mentions:
            if mention.what is What.NAME and self.type_of_control(chunk):
                return PartyRef(self._slug(mention), start, end, kind=GROUP)
        return None

    def type_of_control(self, chunk: Chunk) -> bool:
        """Tell whether the phrase is about control, so that a name in it names who has it."""
        held = any(w.startswith("-") for w in chunk.words)
        return held or (
            bool(chunk.words) and self.known.lexicon.is_a(chunk.words[-1], "control_nouns")
        )

    def owner_party(self, owner: Chunk) -> PartyRef | None:
        """Return the party before *'s*: "Iraq's", "the rebels'"."""
        start, end = (
            self.tokens[owner.start].start,
            self.tokens[min(owner.end, len(self.tokens)) - 1].end,
        )
        for mention in reversed(owner.mentions):
            if mention.what is What.PARTY:
                return PartyRef(self._holder_of_mention(mention), start, end)
            if mention.what is What.NATION and mention.nation:
                return PartyRef(
                    self.known.parties.holder_of(mention.nation.nation), start, end, kind=STATE
                )
        for word in reversed(owner.words):
            generic = self.generic_kind(word)
            if generic:
                return PartyRef("", start, end, anaphor=word, kind=generic)
        return None

    def generic_kind(self, word: str) -> str:
        """Return whether a noun means a state's arms, a group's, ``any`` or nobody's (empty)."""
        is_a = self.known.lexicon.is_a
        if is_a(word, "state_forces", "state_adjectives"):
            return STATE
        if is_a(word, "group_forces"):
            return GROUP
        return "any" if is_a(word, "forces") else ""

    def _force(self, k: int, chunk: Chunk, start: int, end: int) -> PartyRef:
        last = chunk.mentions[-1] if chunk.mentions and chunk.ends_with_mention else None
        if (
            last is not None
            and len(chunk.mentions) > 1
            and last.what is What.PARTY
            and self.known.parties.kind_of(last.ref) == GROUP
        ):
            # "Iraq insurgents": the nation only says where.
            return PartyRef(self._holder_of_mention(last), start, end)
        for n, mention in enumerate(chunk.mentions):
            before = chunk.mentions[n - 1] if n else None
            own = before is not None and before.what is What.NATION and before.nation is not None
            if mention.what is What.PARTY and own and not mention.ref:
                # "Afghan National Security Forces": the nation's own.
                continue
            if mention.what is What.PARTY:
                if self._is_rebellion(chunk, mention):
                    return PartyRef(self._rebels_of(mention), start, end, kind=GROUP)
                return PartyRef(self._holder_of_mention(mention), start, end)
        classes = self.known.lexicon.classes
        group = [w for w in chunk.words if w in classes["group_forces"]]
        nation = next(
            (m.nation for m in chunk.mentions if m.what is What.NATION and m.nation), None
        )
        if nation is not None:
            if group and not set(chunk.words) & classes["state_forces"]:
                adjective = next(m for m in chunk.mentions if m.what is What.NATION)
                return PartyRef(self._rebels_of(adjective), start, end, kind=GROUP)
            return PartyRef(self.known.parties.holder_of(nation.nation), start, end, kind=STATE)
        name = next((m for m in chunk.mentions if m.what in (What.NAME, What.PERSON)), None)
        if name is not None:
            return PartyRef(self._slug(name), start, end, kind=GROUP)
        beyond = self._beyond(k)
        if beyond is not None:
            return replace(beyond, start=start, end=end)
        owner = self.owner_party(chunk.owner) if chunk.owner is not None else None
        if owner is not None and owner.holder:
            return owner
        if self.is_garrison(k, chunk):
            return PartyRef("", start, end, anaphor="garrison", kind=LOCAL)
        if chunk.determiner in ("its", "their", "his", "our") and chunk.owner is None:
            return PartyRef("", start, end, anaphor="they", kind="any")
        word = self._head(chunk)
        side = next((w.removeprefix("pro-") for w in chunk.words if w.startswith("pro-")), "")
        if side and (supported := self._named_party(chunk, side)):
            return PartyRef(supported, start, end)
        against = next((w.removeprefix("anti-") for w in chunk.words if w.startswith("anti-")), "")
        if against:
            return PartyRef(
                "",
                start,
                end,
                anaphor="they",
                kind="any",
                excluded=self._named_party(chunk, against),
            )
        kind = GROUP if group else STATE if set(chunk.words) & classes["state_forces"] else "any"
        return PartyRef("", start, end, anaphor=word, kind=kind)

    def is_garrison(self, k: int, chunk: Chunk) -> bool:
        """Tell "its defenders", those of a town, from "its troops", those of a party."""
        if chunk.determiner != "its" or not {*chunk.words[-1:]} & _GARRISON:
            return False
        stops = [j for j in range(k) if self.g.sort(j) is Sort.STOP]
        begin = stops[-1] if stops else 0
        first = next((j for j in range(begin, k) if self.g.sort(j) is Sort.NOUN), -1)
        if first < 0 and stops:
            return bool(self._named_here(k))
        if first < 0:
            return self.memory.topic is not None and not self.memory.subject
        return self.type_of(first) in ("place", "name", "series", "place_word")

    def _named_party(self, chunk: Chunk, word: str) -> str:
        """Return the holder that "IS" in "anti-IS" names."""
        written = next(
            t.text for t in self.tokens[chunk.start : chunk.end] if t.lower.endswith("-" + word)
        )
        inner = tokens(written[len(written) - len(word) :])
        party = self.known.parties.party_at(inner, 0) if inner else None
        return party[0] if party else ""

    def _beyond(self, k: int) -> PartyRef | None:
        """Return the party after "fighters of/from", "loyal to", "backing", "led by"."""
        g = self.g
        words = g.chunks[k].words
        j = k + 1
        if g.sort(j) is Sort.PREPOSITION and g.sort(j + 1) is Sort.NOUN:
            word = g.chunks[j].word
            if word in ("of", "from") or (
                word == "to" and words[-1:] and words[-1] in ("loyal", "allied")
            ):
                kind = self.type_of(j + 1)
                if kind in ("actor", "nation") or (
                    kind in ("name", "person") and word in ("to", "of")
                ):
                    return self._person_party(j + 1)
        if (
            g.sort(j) is Sort.VERB
            and g.chunks[j].lemma in ("back", "support")
            and g.chunks[j].gerund
        ) and g.sort(j + 1) is Sort.NOUN:
            return self._person_party(j + 1)
        return None

    def _person_party(self, k: int) -> PartyRef | None:
        chunk = self.g.chunks[k]
        if self.type_of(k) in ("person", "name") and chunk.mentions:
            start, end = self.tokens[chunk.start].start, self.tokens[chunk.end - 1].end
            party = next((m for m in chunk.mentions if m.what is What.PARTY), None)
            if party is not None:
                return PartyRef(self._holder_of_mention(party), start, end)
            return PartyRef(self._slug(chunk.mentions[-1]), start, end, kind=GROUP)
        return self.party(k, role=True)

    def _is_rebellion(self, chunk: Chunk, mention: Mention) -> bool:
        """Tell "Iraq insurgents" from the state whose name comes first."""
        classes = self.known.lexicon.classes
        words = set(chunk.words)
        nation = self.known.parties.nation_at(self.tokens, mention.start)
        own = nation is not None and nation[1] == mention.end and not nation[0].capital
        group = words & classes["group_forces"] and not words & classes["state_forces"]
        return bool(group) and own

    def _rebels_of(self, adjective: Mention) -> str:
        return slug_of_party(f"{self.written(adjective.start, adjective.end)} rebels")

    def _holder_of_mention(self, mention: Mention) -> str:
        return mention.ref or self._slug(mention)

    def _slug(self, mention: Mention) -> str:
        words = [
            w
            for t in self.tokens[mention.start : mention.end]
            if (w := t.text) and not self.known.lexicon.is_a(t.lower, "titles")
        ]
        return slug_of_party(
            " ".join(words).replace(" 's", "s") or self.written(mention.start, mention.end)
        )
