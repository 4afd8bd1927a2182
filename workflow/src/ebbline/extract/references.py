"""What a noun phrase refers to: a place, a party, or something else; with what was said before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ebbline.extract.chunks import Chunk, Sort
from ebbline.extract.grammar import Grammar
from ebbline.extract.mentions import Knowledge, Mention, What
from ebbline.extract.parties import GROUP, STATE, slug_of_party
from ebbline.extract.text import Sentence, Token
from ebbline.spelling import fold


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place as written. ``start`` and ``end`` are offsets in the sentence.

    ``part`` is ``part`` or ``edge`` where only that much of it is meant; ``anaphor`` the word
    (*the town*, *it*) that stood for it, else empty; ``known`` whether the gazetteer has it.
    """

    name: str
    key: str
    start: int
    end: int
    part: str = ""
    anaphor: str = ""
    known: bool = True
    sure: bool = True


@dataclass(frozen=True, slots=True)
class PartyRef:
    """A party: ``holder`` (empty if nobody can tell), where it stands, and the generic word.

    ``excluded`` is a holder that it cannot be ("anti-IS forces").
    """

    holder: str
    start: int
    end: int
    anaphor: str = ""
    kind: str = ""
    excluded: str = ""


@dataclass(slots=True)
class Memory:
    """What the report has said so far: places and parties, and who held what."""

    places: list[PlaceRef] = field(default_factory=list)
    topic: PlaceRef | None = None
    parties: list[str] = field(default_factory=list)
    nations: Counter[str] = field(default_factory=Counter)
    held: dict[str, str] = field(default_factory=dict)
    places_by_name: Counter[str] = field(default_factory=Counter)
    persons: set[str] = field(default_factory=set)
    all_parties: Counter[str] = field(default_factory=Counter)
    called: dict[str, set[str]] = field(default_factory=dict)
    winners: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reference:
    """Resolves the noun phrases of one sentence."""

    g: Grammar
    tokens: Sequence[Token]
    sentence: Sentence
    known: Knowledge
    memory: Memory

    # -- what a phrase is ---------------------------------------------------------------------

    def type_of(self, k: int) -> str:
        """Return what kind of thing the noun phrase ``k`` names."""
        chunk = self.g.chunks[k]
        is_a = self.known.lexicon.is_a
        if (
            chunk.words
            and not chunk.mentions
            and is_a(chunk.words[-1], "pronouns")
            and len(chunk.words) == 1
        ):
            return "pronoun"
        if not chunk.words and not chunk.mentions:
            return "part" if chunk.determiner else "thing"
        head = self._head(chunk)
        if chunk.ends_with_mention and chunk.mentions:
            return self._type_of_mention(chunk)
        return self._type_of_head(chunk, head, k)

    def _head(self, chunk: Chunk) -> str:
        words = chunk.words
        while len(words) > 1 and words[-1] in (
            "proper",
            "loyal",
            "allied",
            "opposed",
            "close",
            "alone",
            "alike",
        ):
            words = words[:-1]
        return words[-1] if words else ""

    def _type_of_mention(self, chunk: Chunk) -> str:
        last = chunk.mentions[-1]
        is_a = self.known.lexicon.is_a
        if last.what is What.PLACE and any(is_a(w, "observers") for w in chunk.words[-1:]):
            return "thing"
        if last.what is What.NAME and any(is_a(w, "place_nouns") for w in chunk.words):
            return "place"
        if last.what in (What.NAME, What.PLACE) and any(
            is_a(w, "officials", "titles") for w in chunk.words
        ):
            if last.what is What.NAME or not any(is_a(w, "place_nouns") for w in chunk.words):
                return "person"
        return {
            What.PLACE: "place",
            What.PARTY: "actor",
            What.NATION: "nation",
            What.NAME: "name",
            What.PERSON: "person",
            What.ORGANISATION: "organisation",
        }.get(last.what, "thing")

    def _type_of_head(self, chunk: Chunk, head: str, k: int) -> str:
        is_a = self.known.lexicon.is_a
        last_two = " ".join(chunk.words[-2:])
        if self.g.of(k) is not None and (is_a(head, "parts", "wholes", "edges")):
            return "part"
        if any(is_a(w, "observers") for w in chunk.words):
            return "observer"
        if is_a(head, "forces"):
            return "actor"
        if is_a(head, "control_nouns"):
            return "control"
        if is_a(head, "place_nouns"):
            if chunk.mentions and chunk.mentions[-1].what in (What.PLACE, What.NAME):
                return "place"
            return "place_word"
        if is_a(last_two, "facility_nouns") or is_a(head, "facility_nouns"):
            return "facility"
        if is_a(head, "region_nouns", "areas"):
            return "region"
        if is_a(head, "observers"):
            return "observer"
        if is_a(head, "officials"):
            return "person"
        if chunk.mentions and head in ("unopposed", "yesterday", "today", "alone"):
            return self._type_of_mention(chunk)
        return "thing"

    # -- places -------------------------------------------------------------------------------

    def places(self, k: int, *, weak: bool = False) -> list[PlaceRef]:
        """Return the places that the noun phrase ``k`` and what is listed with it name.

        ``weak`` asks for known names only (where an unknown one may well be something else).
        """
        items = self.g.listed(k)
        kinds = [self.type_of(j) for j in items]
        if kinds[0] == "place_word" and self.g.of(k) is None:
            return self._apposed(items, kinds) or self._anaphor(k)
        if len(items) > 1 and self._are_regions(items):
            return []
        first = self.places_of(k, weak=weak)
        if not first:
            return []
        return first + [
            p for j in self._list_members(items, kinds) for p in self.places_of(j, weak=weak)
        ]

    def _are_regions(self, items: Sequence[int]) -> bool:
        """Tell "A and B provinces": the last word speaks of all."""
        words = self.g.chunks[items[-1]].words
        return bool(words) and words[-1].endswith("s") and self.type_of(items[-1]) == "region"

    def _list_members(self, items: Sequence[int], kinds: Sequence[str]) -> list[int]:
        """Return the later items that stand beside the first, not in apposition to it."""
        joined = [n for n, j in enumerate(items) if n and self._joins_before(j)]
        last = joined[-1] if joined else 0
        return [
            j
            for n, j in enumerate(items)
            if 0 < n <= last
            and (kinds[n] in ("place", "name", "facility", "part") or self._named_town(j, kinds[n]))
            and not self._is_remark(items, n, last)
        ]

    def _named_town(self, j: int, kind: str) -> bool:
        """Tell "the town of A" from "the town"."""
        return kind == "place_word" and self.g.of(j) is not None

    def _joins_before(self, j: int) -> bool:
        before = j - 1
        while self.g.sort(before) is Sort.PREPOSITION:
            if self.g.chunks[before].word == "including":
                return True
            before -= 1
        return self.g.sort(before) is Sort.JOIN and self.g.chunks[before].word in (
            "and",
            "plus",
            "&",
            "or",
        )

    def _is_remark(self, items: Sequence[int], n: int, last: int) -> bool:
        """Tell "A, province B, and C": B is of another type than the places around it."""
        kind = self.type_of(items[n])
        named = kind in ("place", "name", "facility") or self._named_town(items[n], kind)
        return n != last and not named

    def _apposed(self, items: Sequence[int], kinds: Sequence[str]) -> list[PlaceRef]:
        """Return what "the capital, Bangui," or "towns, A and B" name."""
        found: list[PlaceRef] = []
        plural = self.g.chunks[items[0]].words[-1].endswith("s")
        for n in range(1, len(items)):
            if kinds[n] not in ("place", "name"):
                break
            if n > 1 and not plural:
                break
            if n == 1 and self._joins_before(items[1]) and not self._including(items[1]):
                break
            found += self.places_of(items[n])
        return found

    def _including(self, j: int) -> bool:
        return self.g.sort(j - 1) is Sort.PREPOSITION and self.g.chunks[j - 1].word == "including"

    def places_of(self, k: int, *, weak: bool = False) -> list[PlaceRef]:
        kind = self.type_of(k)
        chunk = self.g.chunks[k]
        following = self.g.of(k)
        if kind == "pronoun":
            return self._pronoun(k)
        if kind in ("part", "place_word") and following is not None:
            part = self._part(chunk) if kind == "part" else ""
            inner = self.places(following, weak=weak)
            if inner or kind == "part":
                return [replace(p, part=p.part or part) for p in inner]
            return self._anaphor(k)
        if kind == "place_word":
            return self._anaphor(k)
        if kind == "facility":
            return self._facility(chunk)
        if kind == "region":
            return self._area(k, chunk)
        if kind in ("place", "name", "nation"):
            return self._named(chunk, kind, weak=weak)
        return []

    def _part(self, chunk: Chunk) -> str:
        classes = self.known.lexicon.classes
        words = {*chunk.words, chunk.determiner}
        if words & classes["edges"]:
            return "edge"
        return "" if words & (classes["wholes"] | {"all", "both"}) else "part"

    def _facility(self, chunk: Chunk) -> list[PlaceRef]:
        classes = self.known.lexicon.classes
        named = chunk.words and (
            chunk.words[-1] in classes["named_facilities"]
            or " ".join(chunk.words[-2:]) in classes["named_facilities"]
        )
        mention = next((m for m in chunk.mentions if m.what in (What.PLACE, What.NAME)), None)
        if not named or mention is None:
            return []
        return [self.at(mention.start, chunk.end, sure=False)]

    def _area(self, k: int, chunk: Chunk) -> list[PlaceRef]:
        """Return the known place of "the A area", "the district of A"; a province is none."""
        if chunk.words[-1] not in self.known.lexicon.classes["areas"]:
            return []
        following = self.g.of(k)
        inner = self.g.chunks[following] if following is not None else chunk
        mention = next((m for m in reversed(inner.mentions) if m.what is What.PLACE), None)
        return [] if mention is None else [self.at(mention.start, mention.end, sure=False)]

    def _named(self, chunk: Chunk, kind: str, *, weak: bool) -> list[PlaceRef]:
        mention = chunk.mentions[-1]
        if kind == "nation":
            if mention.nation and mention.nation.capital:
                return [self.at(mention.start, mention.end)]
            return []
        places = [m for m in chunk.mentions if m.what in (What.PLACE, What.NAME)]
        if not places:
            return []
        mention = places[-1]
        typed = kind == "place" and any(
            self.known.lexicon.is_a(w, "place_nouns") for w in chunk.words
        )
        if mention.what is What.NAME and chunk.determiner == "the" and not typed:
            # "the Tigris", "the Kremlin": towns have no article.
            return []
        if mention.what is What.NAME and not typed:
            evidence = self.evidence(mention)
            if evidence < 0 or (weak and evidence == 0):
                return []
            return [self.at(mention.start, mention.end, sure=evidence > 0)]
        return [self.at(mention.start, mention.end)]

    def evidence(self, mention: Mention) -> int:
        """Return whether the report uses a name as a place (1), as a person (-1) or neither."""
        name = fold(self._text(mention.start, mention.end))
        if self.memory.places_by_name[name]:
            return 1
        words = set(name.split())
        return -1 if words & self.memory.persons else 0

    def _text(self, start: int, end: int) -> str:
        return self.sentence.text[self.tokens[start].start : self.tokens[end - 1].end]

    def at(self, start: int, end: int, *, sure: bool = True) -> PlaceRef:
        name = self._text(start, end)
        key = self.known.places.key(name)
        return PlaceRef(
            name, key, self.tokens[start].start, self.tokens[end - 1].end,
            known=not key.startswith("?"), sure=sure,
        )  # fmt: skip

    def _anaphor(self, k: int) -> list[PlaceRef]:
        """Return the place that "the town" stands for."""
        chunk = self.g.chunks[k]
        last = chunk.words[-1]
        apposed = self._before_comma(k) or self._complement(k)
        if apposed:
            return apposed
        if last.endswith("s") or chunk.determiner in (
            "a",
            "an",
            "another",
            "any",
            "every",
            "some",
            "no",
        ):
            return (
                self._last_two(chunk)
                if chunk.determiner in ("both", "the") and "two" in chunk.words
                else []
            )
        if chunk.determiner not in ("the", "this", "that", "its", "their") and chunk.owner is None:
            return []
        if any(m.what not in (What.PARTY, What.NATION) for m in chunk.mentions):
            return []
        where = self._so_far(k, called=last)
        if where is None:
            return []
        start, end = self.tokens[chunk.start].start, self.tokens[chunk.end - 1].end
        return [replace(where, start=start, end=end, anaphor=last, part="")]

    def _complement(self, k: int) -> list[PlaceRef]:
        """Return the place that "is the last town" is said of."""
        j = k - 1
        while self.g.sort(j) is Sort.ADVERB:
            j -= 1
        if self.g.sort(j) is not Sort.VERB or self.g.chunks[j].lemma not in (
            "be",
            "become",
            "remain",
        ):
            return []
        subject = next(iter(self.g.subjects(j)), None)
        if subject is None or self.type_of(subject) not in ("place", "name"):
            return []
        return self._named(self.g.chunks[subject], self.type_of(subject), weak=False)

    def _before_comma(self, k: int) -> list[PlaceRef]:
        """Return the places that "ports" means in "Ras Lanuf and Sidra, ports that …"."""
        j = k - 1
        if self.g.sort(j) is not Sort.COMMA or self.g.sort(j - 1) is not Sort.NOUN:
            return []
        first = last = j - 1
        plural = self.g.chunks[k].words[-1].endswith("s")
        while (
            plural
            and self.g.sort(first - 1) in (Sort.JOIN, Sort.COMMA)
            and self.g.sort(first - 2) is Sort.NOUN
        ):
            first -= 2
        return [
            p
            for i in range(first, last + 1)
            if self.g.sort(i) is Sort.NOUN and self.type_of(i) in ("place", "name")
            for p in self._named(self.g.chunks[i], self.type_of(i), weak=False)
        ]

    def _last_two(self, chunk: Chunk) -> list[PlaceRef]:
        seen: list[PlaceRef] = []
        for place in reversed(self.memory.places):
            if place.key not in [p.key for p in seen]:
                seen.append(place)
            if len(seen) == 2:
                break
        start, end = self.tokens[chunk.start].start, self.tokens[chunk.end - 1].end
        return [replace(p, start=start, end=end, anaphor="two") for p in reversed(seen)]

    def _pronoun(self, k: int) -> list[PlaceRef]:
        chunk = self.g.chunks[k]
        if chunk.words[0] not in ("it", "there"):
            return []
        where = self._so_far(k)
        if where is None:
            return []
        start, end = self.tokens[chunk.start].start, self.tokens[chunk.end - 1].end
        return [replace(where, start=start, end=end, anaphor=chunk.words[0], part="")]

    def _so_far(self, k: int, *, called: str = "") -> PlaceRef | None:
        """Return the place named last before chunk ``k``: in this sentence, else the topic.

        A place that was ``called`` so before ("the city of A") comes before the topic.
        """
        for weak in (True, False):
            for j in range(k - 1, -1, -1):
                if self.g.sort(j) is Sort.NOUN and self.type_of(j) in ("place", "name"):
                    found = self._named(self.g.chunks[j], self.type_of(j), weak=weak)
                    if found and (weak or not self._acts(j)):
                        return found[-1]
            if self.memory.topic is not None or self.memory.places:
                break
        topic = self.memory.topic
        if (
            called
            and topic is not None
            and called not in self.memory.called.get(topic.key, {called})
        ):
            named = [p for p in self.memory.places if called in self.memory.called.get(p.key, ())]
            if named:
                return named[-1]
        if topic is not None:
            return topic
        return self.memory.places[-1] if self.memory.places else None

    def _acts(self, j: int) -> bool:
        """Tell whether a name does what only people do, so that it is no place."""
        k = self.g.end_of(j) + 1
        verb = self.g.chunks[k] if self.g.sort(k) is Sort.VERB else None
        if verb is None or self.g.root(j) != j:
            return False
        return not verb.passive and verb.lemma not in ("be", "have", "remain", "change", "fall", "become")  # fmt: skip

    # -- parties ------------------------------------------------------------------------------

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
        return bool(chunk.words) and self.known.lexicon.is_a(chunk.words[-1], "control_nouns")

    def owner_party(self, owner: Chunk) -> PartyRef | None:
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
        is_a = self.known.lexicon.is_a
        if is_a(word, "state_forces"):
            return STATE
        if is_a(word, "group_forces"):
            return GROUP
        return "any" if is_a(word, "forces") else ""

    def _force(self, k: int, chunk: Chunk, start: int, end: int) -> PartyRef:
        for mention in chunk.mentions:
            if mention.what is What.PARTY:
                return PartyRef(self._holder_of_mention(mention), start, end)
        classes = self.known.lexicon.classes
        group = [w for w in chunk.words if w in classes["group_forces"]]
        nation = next(
            (m.nation for m in chunk.mentions if m.what is What.NATION and m.nation), None
        )
        if nation is not None:
            if group and not set(chunk.words) & classes["state_forces"]:
                return PartyRef(self._rebels_of(nation.nation, chunk), start, end, kind=GROUP)
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
        if chunk.determiner in ("its", "their", "his", "our") and chunk.owner is None:
            return PartyRef("", start, end, anaphor="they", kind="any")
        word = self._head(chunk)
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

    def _named_party(self, chunk: Chunk, word: str) -> str:
        """Return the holder that "IS" in "anti-IS" names."""
        from ebbline.extract.text import tokens as cut

        written = next(
            t.text for t in self.tokens[chunk.start : chunk.end] if t.lower.endswith("-" + word)
        )
        inner = cut(written[len(written) - len(word) :])
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
        ):
            if g.sort(j + 1) is Sort.NOUN:
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

    def _rebels_of(self, nation: str, chunk: Chunk) -> str:
        adjective = next(m for m in chunk.mentions if m.what is What.NATION)
        return slug_of_party(f"{self._text(adjective.start, adjective.end)} rebels")

    def _holder_of_mention(self, mention: Mention) -> str:
        return mention.ref or self._slug(mention)

    def _slug(self, mention: Mention) -> str:
        words = [
            w
            for t in self.tokens[mention.start : mention.end]
            if (w := t.text) and not self.known.lexicon.is_a(t.lower, "titles")
        ]
        return slug_of_party(" ".join(words) or self._text(mention.start, mention.end))
