"""What noun phrases stand for: places and parties, named or meant (*the town*, *they*)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from ebbline.extract.grammar import Chunk, Grammar, Sort
from ebbline.extract.mentions import Knowledge, Mention, What
from ebbline.extract.parsing import Parsed
from ebbline.extract.parties import GROUP, STATE, slug_of_party
from ebbline.extract.places import folded_name

_LANDS = frozenset(
    ["province", "provinces", "region", "state", "governorate", "oblast", "county", "territory"]
)
_SMALL_REGIONS = frozenset(["district", "districts", "area", "areas", "subdistrict", "zone"])
_DEFINITE = frozenset(["the", "this", "that", "its", "both", "these", "those", "their"])
_ADJECTIVE = re.compile(r"(?:ian|ish|ese|ist|lim)$")
_ABBREVIATED = re.compile(
    r"((?:[A-Z][\w'’-]{1,30} ){1,6}[A-Z][\w'’-]{1,30}) [(\[]([A-Z][A-Z0-9-]{1,7})[)\]]"
)


_SIDING = ("align", "ally", "fight", "lead", "command")
BESIDE = ("near", "outside", "between", "toward", "towards", "north", "south", "east", "west")
_COMING = ("come", "march", "drive", "advance", "move", "arrive", "travel", "attack")


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place as written. ``start`` and ``end`` are offsets in the sentence.

    ``part`` is set where only a part of it is meant; ``anaphor`` is the word (*the town*, *it*)
    that stood for it, else empty; ``known`` tells whether the gazetteer has it. Of what cannot be
    resolved ("five villages") ``name`` is empty and ``words`` has its words.
    """

    name: str
    key: str
    start: int
    end: int
    part: bool = False
    anaphor: str = ""
    known: bool = True
    words: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class PartyRef:
    """A party as it stands in a sentence; ``holder`` is empty if nobody can tell."""

    holder: str
    start: int
    end: int
    inferred: bool = False


@dataclass(slots=True)
class Memory:
    """What the report has named: before it is read (counts), and so far (what was told last)."""

    used_as_place: Counter[str] = field(default_factory=Counter)
    regions: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    parties: Counter[str] = field(default_factory=Counter)
    short: dict[str, str] = field(default_factory=dict)
    nouns: dict[str, set[str]] = field(default_factory=dict)
    """What sorts of place each place key is called: town, city, village, capital."""
    places: list[PlaceRef] = field(default_factory=list)
    groups: list[list[PlaceRef]] = field(default_factory=list)
    topic: PlaceRef | None = None
    focus: PlaceRef | None = None
    """The place whose taking was told last."""
    actors: list[str] = field(default_factory=list)
    """Parties in the order of being named, the last at the end."""
    losers: Counter[str] = field(default_factory=Counter)
    attacker: str = ""
    """Who took or entered a place last."""
    winners: dict[str, str] = field(default_factory=dict)
    """Who did it last time, for each verb ("occupy", "liberate")."""


@dataclass(frozen=True, slots=True)
class References:
    """The noun phrases of one sentence, with what the report has named so far."""

    item: Parsed
    known: Knowledge
    memory: Memory
    types: dict[int, str] = field(default_factory=dict)

    @property
    def g(self) -> Grammar:
        """The grammar of the sentence."""
        return self.item.grammar

    def written(self, start: int, end: int) -> str:
        """Return tokens ``start`` to ``end`` as they are written."""
        tokens = self.item.tokens
        return self.item.sentence.text[tokens[start].start : tokens[end - 1].end]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of tokens ``start`` to ``end``."""
        return self.item.tokens[start].start, self.item.tokens[end - 1].end

    # -- what a phrase is ---------------------------------------------------------------------

    def type_of(self, k: int) -> str:
        """Return what kind of thing the noun phrase ``k`` names."""
        if k not in self.types:
            self.types[k] = self._type_of(k)
        return self.types[k]

    def _type_of(self, k: int) -> str:
        if not 0 <= k < len(self.g.chunks):
            return ""
        chunk, is_a = self.g.chunks[k], self.known.lexicon.is_a
        if chunk.sort is not Sort.NOUN:
            return ""
        words = chunk.words
        if words == ("one",) and self.type_of(self.g.of(k) or -1) in ("place_word", "facility"):
            # "one of their last strongholds"
            return "facility"
        if (
            not chunk.mentions
            and len(words) == 1
            and (is_a(words[0], "pronouns") or words[0] == "there")
        ):
            return "pronoun"
        if not words and not chunk.mentions:
            return "part" if chunk.determiner and self.g.of(k) is not None else "thing"
        if chunk.ends_with_mention:
            return self._type_of_name(chunk)
        if len(words) > 1 and is_a(words[-1], "adjectives_of_direction", "siding"):
            # "Alda west of", "forces loyal to"
            words = words[:-1]
        elif is_a(words[-1], "siding") and chunk.mentions:
            return self._type_of_name(chunk)
        head = words[-1]
        if self.g.of(k) is not None and is_a(head, "parts", "wholes", "edges"):
            return "part"
        if any(is_a(w, "observers") for w in words):
            return "observer"
        if is_a(head, "forces"):
            return "actor"
        if is_a(head, "control_nouns"):
            return "control"
        if words[-1].isdigit() and chunk.mentions and chunk.mentions[-1].what is What.NAME:
            # "Point 1607", "Hill 215"
            return "facility"
        named = chunk.mentions[-1] if chunk.mentions else None
        is_name = named is not None and named.what in (What.PLACE, What.NAME)
        if is_a(head, "place_nouns") or (is_name and head in _SMALL_REGIONS):
            land = (
                named is not None
                and chunk.determiner == ""
                and folded_name(self.written(named.start, named.end)) in self.memory.regions
                and head != "city"
            )
            if land:
                return "place_word"
            people = named is not None and _ADJECTIVE.search(self.written(named.start, named.end))
            if people and named is not None and not self.place_ref(named).known:
                return "place_word"
            adjective = (
                chunk.determiner in ("a", "an", "another") or not is_name or self._is_counted(chunk)
            )
            return "place_word" if adjective or self._is_region(named) else "place"
        if is_a(head, "facility_nouns") or is_a(" ".join(words[-2:]), "facility_nouns"):
            return "facility"
        if is_a(head, "region_nouns", "areas"):
            return "region"
        if is_a(head, "officials"):
            return "person"
        return "thing"

    def _type_of_name(self, chunk: Chunk) -> str:
        last = chunk.mentions[-1]
        is_a = self.known.lexicon.is_a
        if last.what in (What.NAME, What.PLACE) and any(
            is_a(w, "place_nouns") for w in chunk.words
        ):
            return "place"
        if last.what is What.NAME and any(is_a(w, "officials", "titles") for w in chunk.words):
            return "person"
        return {
            What.PLACE: "place",
            What.PARTY: "actor",
            What.NATION: "nation",
            What.NAME: "name",
            What.PERSON: "person",
        }.get(last.what, "thing")

    def _is_region(self, mention: Mention | None) -> bool:
        """Tell whether a name before "town" is that of a larger land: "a key Aleppo town"."""
        return mention is not None and mention.what is What.NATION

    # -- places -------------------------------------------------------------------------------

    def places(self, k: int, *, strong: bool = False, listed: bool = True) -> list[PlaceRef]:
        """Return the places that the noun phrase ``k`` and what is listed with it stand for.

        ``strong``: what is said of it is said of towns only, so that any name is a place.
        """
        found: list[PlaceRef] = []
        typed = False
        capitals = bool({"capitals", "centers", "centres"} & set(self.g.chunks[k].words))
        items = self.g.listed(k) if listed else [k]
        joined = any(self.g.sort(j) is Sort.JOIN for j in range(k, items[-1]))
        if not joined and self.type_of(k) in ("place", "name"):
            # "A, B": B tells where A lies.
            items = items[:1]
        for n, i in enumerate(items):
            kind = self.type_of(i)
            if kind in ("nation", "region") and (n or kind == "nation"):
                found += self._capital(i, plural=n > 0 and capitals)
            elif kind in ("place", "name"):
                if not self._is_caught(i):
                    found += self.named(i, strong=strong or typed or (n > 0 and bool(found)))
            elif kind == "place_word":
                these = self._of_word(i)
                typed = typed or self.g.of(i) is not None
                found += these
            elif kind == "part":
                found += self._part(i)
            elif kind in ("facility", "region") and n == 0:
                found += self._facility(i)
            elif kind == "pronoun" and n == 0:
                found += self._meant(i)
            elif n == 0:
                break
        examples: list[PlaceRef] = []
        for i in self._examples(k) if listed else ():
            if self.type_of(i) in ("place", "name"):
                examples += self.named(i, strong=True)
            elif self.type_of(i) == "place_word":
                examples += [p for p in self._of_word(i) if p.name]
        if examples:
            found = [p for p in found if p.name and not p.part and not p.anaphor] + examples
        if listed and found and found[0].name:
            found += self._further(max(items))
        return list({(p.key, p.part): p for p in found}.values())

    def _further(self, k: int) -> list[PlaceRef]:
        """Return what a list goes on with after an apposition: "A, a town, *and the town of B*"."""
        for j in range(k + 1, min(k + 16, len(self.g.chunks))):
            if self.g.sort(j) in (Sort.VERB, Sort.STOP, Sort.RELATIVE, Sort.SUBORDINATOR):
                break
            if self.type_of(j) != "place_word" or self.g.preposition(j):
                continue
            comma = Sort.COMMA in (self.g.sort(j - 1), self.g.sort(j - 2))
            listed = self.g.sort(j - 1) is Sort.JOIN or self.g.chunks[j].words[-1].endswith("s")
            inside = self.g.of(j) if comma and listed else None
            if inside is not None and self.type_of(inside) in ("place", "name"):
                return [] if self.g.clause_follows(j) else [p for p in self.places(j) if p.name]
        return []

    def _capital(self, k: int, *, plural: bool = False) -> list[PlaceRef]:
        """Return a state's capital as a place; of "capitals of A and B provinces" also B."""
        mention = self.g.chunks[k].mentions[-1] if self.g.chunks[k].mentions else None
        if mention is None:
            return []
        if mention.what is What.NATION and mention.nation and mention.nation.capital:
            return [self.place_ref(mention)] if self.g.chunks[k].ends_with_mention else []
        if plural and mention.what in (What.NAME, What.PLACE):
            return [self.place_ref(mention)]
        return []

    def _is_caught(self, k: int) -> bool:
        """Tell "captured X in Tripoli": who is caught in a known town is a person."""
        inside = k + 2 if self.g.sort(k + 1) is Sort.PREPOSITION else k
        if self.type_of(k) != "name" or inside == k or self.g.chunks[k + 1].word != "in":
            return False
        return bool(self._capital(inside)) if self.type_of(inside) == "nation" else False

    def _examples(self, k: int) -> list[int]:
        """Return the names in "some of them, such as A and B", "most of it, including A"."""
        for j in range(k + 1, min(k + 10, len(self.g.chunks))):
            if self.g.sort(j) in (Sort.STOP, Sort.RELATIVE, Sort.VERB):
                break
            if self.g.sort(j) is Sort.NOUN and self.g.sort(j - 1) in (
                Sort.PREPOSITION,
                Sort.SUBORDINATOR,
            ):
                before = self.g.chunks[j - 1]
                such = self.g.sort(j - 2) is Sort.NOUN and self.g.chunks[j - 2].determiner == "such"
                if before.word == "including" or (before.word == "as" and such):
                    return [j, *(i for i in self.g.listed(j) if i > j)]
        return []

    def place_ref(self, mention: Mention, **more: object) -> PlaceRef:
        """Return the place that a name of the sentence is; ``more`` are further fields of it."""
        name = self.written(mention.start, mention.end).removesuffix("'s").removesuffix("’s")
        key = self.known.places.key(name)
        start, end = self.span(mention.start, mention.end)
        ref = PlaceRef(name, key, start, end, known=not key.startswith("?"))
        return replace(ref, **more)  # type: ignore[arg-type]

    def named(self, k: int, *, strong: bool) -> list[PlaceRef]:
        """Return the place that the noun phrase ``k`` names, if it may be one; see ``places``."""
        chunk = self.g.chunks[k]
        mention = next(
            (m for m in reversed(chunk.mentions) if m.what in (What.PLACE, What.NAME)), None
        )
        if mention is None:
            return []
        ref = self.place_ref(mention)
        inside = self.g.of(k)
        if not ref.known and inside is not None and self.type_of(inside) in ("place", "name"):
            # "the World Heritage Site of A"
            return self.named(inside, strong=True)
        if self.known.lexicon.is_a(folded_name(ref.name), "lands"):
            return []
        if chunk.words[-1:] and chunk.words[-1] in ("province", "region", "state", "governorate"):
            return []
        typed = any(self.known.lexicon.is_a(w, "place_nouns") for w in chunk.words)
        folded = folded_name(ref.name)
        if folded in self.memory.regions and not typed and not ref.known:
            return []
        sure = typed or strong or self.memory.used_as_place[folded] > 0
        if not ref.known and folded.split(" ")[-1] in self.memory.persons:
            return []
        return [replace(ref, sure=sure or ref.known)]

    def _of_word(self, k: int) -> list[PlaceRef]:
        """Return the places of "the town of A", "the towns of A and B", "its capital, A"."""
        chunk = self.g.chunks[k]
        inside = self.g.of(k)
        direction = self.known.lexicon.is_a(chunk.words[-1], "adjectives_of_direction")
        land = inside is None or direction or self._is_land(inside)
        if inside is not None and not land and self.type_of(inside) in ("place", "name"):
            return self.named(inside, strong=True)
        if label := self.apposed(k):
            return label
        if self._is_counted(chunk):
            return self._after_colon(k) or [self._unresolved(k)]
        return self._meant(k)

    def _after_colon(self, k: int) -> list[PlaceRef]:
        """Return A, B and C of "three villages in the valley: A, B and C"."""
        j = self.g.end_of(k) + 1
        while self.g.sort(j) in (Sort.PREPOSITION, Sort.NOUN):
            j += 1
        colon = self.g.sort(j) in (Sort.STOP, Sort.COMMA) and self.g.chunks[j].word in ":–—-"
        items = self.g.listed(j + 1) if colon and self.g.sort(j + 1) is Sort.NOUN else []
        return [p for i in items for p in self.named(i, strong=True)]

    def _is_counted(self, chunk: Chunk) -> bool:
        """Tell "two dozen Karabakh villages", "several towns": no names follow."""
        several = chunk.determiner in ("several", "some", "many", "few")
        plural = bool(chunk.words) and chunk.words[-1].endswith("s")
        numbers = [w for w in chunk.words if self.known.lexicon.is_a(w, "numbers") or w.isdigit()]
        return (
            plural
            and not chunk.ends_with_mention
            and (several or (bool(numbers) and chunk.determiner != "the"))
        )

    def _is_land(self, k: int) -> bool:
        words = self.g.chunks[k].words
        return bool(words) and self.known.lexicon.is_a(words[-1], "region_nouns")

    def apposed(self, k: int) -> list[PlaceRef]:
        """Return the names in "the village, A, is", "the capital – A"."""
        end = self.g.end_of(k)
        nxt = end + 2
        if self.g.sort(end + 1) is Sort.NOUN and self.type_of(end + 1) in ("place", "name"):
            nxt = end + 1
        elif self.g.sort(end + 1) is not Sort.COMMA or self.g.sort(nxt) is not Sort.NOUN:
            return []
        capital = self._capital(nxt) if self.type_of(nxt) == "nation" else []
        if capital:
            return capital
        if self.type_of(nxt) not in ("place", "name") or self.g.clause_follows(nxt):
            return []
        if nxt == end + 2 and self.g.sort(nxt + 1) not in (Sort.COMMA, Sort.STOP, None, Sort.JOIN):
            return []
        return self.named(nxt, strong=True)

    def _part(self, k: int) -> list[PlaceRef]:
        """Return the places of "the eastern half of A" as parts, of "all of A" whole."""
        inside = self.g.of(k)
        if inside is None:
            return []
        chunk, is_a = self.g.chunks[k], self.known.lexicon.is_a
        whole = is_a(chunk.words[-1] if chunk.words else chunk.determiner, "wholes")
        found = self.places(inside, listed=whole)
        region = self.type_of(inside) in ("nation", "region")
        if region or (not found and not whole):
            return []
        return [p if whole else replace(p, part=True) for p in found]

    def _facility(self, k: int) -> list[PlaceRef]:
        """Return A of "the junction of A", "the camp at A" and, if it is known, "A airport".

        "The headquarters in A" are a part of it; of any other only the words are known.
        """
        chunk, inside = self.g.chunks[k], self.g.of(k)
        if self.type_of(k) != "facility":
            return [self._unresolved(k)]
        if inside is not None and self.type_of(inside) in ("place", "name"):
            return self.named(inside, strong=True)
        is_a = self.known.lexicon.is_a
        own = any(is_a(" ".join(chunk.words[-n:]), "named_facilities") for n in (1, 2))
        for mention in chunk.mentions if own else ():
            if (ref := self.place_ref(mention)).known:
                return [ref]
        where = self.g.end_of(k) + 2
        garrison = is_a(chunk.words[-1], "garrisons")
        beside = self.g.preposition(where) == ("at" if garrison else "in")
        if not beside or self.type_of(where) not in ("place", "name"):
            return [self._unresolved(k)]
        return [replace(p, part=not garrison) for p in self.named(where, strong=True)]

    def _words(self, k: int) -> str:
        return self.written(self.g.chunks[k].start, self.g.chunks[k].end)

    def _unresolved(self, k: int) -> PlaceRef:
        chunk, last = self.g.chunks[k], self.g.chunks[self.g.end_of(k)]
        start, end = self.span(chunk.start, last.end)
        words = self.written(chunk.start, last.end)
        return PlaceRef("", "?" + words.lower(), start, end, known=False, words=words)

    def standing_for(self, place: PlaceRef, k: int, *, part: bool = False) -> PlaceRef:
        """Return a place told before as what the noun phrase ``k`` stands for."""
        start, end = self.span(self.g.chunks[k].start, self.g.chunks[k].end)
        return replace(place, start=start, end=end, anaphor=self._words(k), part=part)

    def _meant(self, k: int) -> list[PlaceRef]:
        """Return the places that *the town*, *it*, *both towns* mean, or the words themselves."""
        chunk = self.g.chunks[k]
        memory = self.memory
        if self.type_of(k) == "pronoun":
            if chunk.word not in ("it", "there", "them"):
                return []
            local = self.place_before(k)
            if chunk.word == "them" and memory.groups:
                return [self.standing_for(p, k) for p in memory.groups[-1]]
            place = local or memory.topic or (memory.places[-1] if memory.places else None)
            return [self.standing_for(place, k)] if place else []
        noun = chunk.words[-1]
        number = next(
            (w for w in chunk.words if self.known.lexicon.is_a(w, "numbers") or w.isdigit()), ""
        )
        if noun.endswith("s") and noun not in ("headquarters", "limits"):
            several = len(memory.groups[-1]) if memory.groups else 0
            wanted = {"two": 2, "both": 2, "three": 3, "four": 4}.get(number or chunk.determiner, 0)
            if chunk.determiner in _DEFINITE and several > 1 and wanted in (0, several):
                return [self.standing_for(p, k) for p in memory.groups[-1]]
            return [self._unresolved(k)]
        bare = len(chunk.words) > 1 and self.known.lexicon.is_a(chunk.words[0], "place_nouns")
        if (
            not bare
            and chunk.determiner not in _DEFINITE
            and (chunk.owner is None or chunk.determiner)
        ):
            return [self._unresolved(k)]
        if chunk.words[:1] == ("last",) or self.known.lexicon.is_a(noun, "facility_nouns"):
            return [self._unresolved(k)]
        local = self.place_before(k)
        if local is None and memory.topic is not None:
            local = memory.topic
        if local is None:
            fitting = [p for p in memory.places if noun in memory.nouns.get(p.key, ())]
            told = fitting or memory.places
            local = told[-1] if told else None
        return [self.standing_for(local, k)] if local is not None else [self._unresolved(k)]

    def place_before(self, k: int) -> PlaceRef | None:
        """Return the place named last in the sentence before ``k``."""
        for i in range(k - 1, -1, -1):
            before = self.g.preposition(i)
            if self.g.sort(i - 1) is Sort.COMMA and self.type_of(i - 2) == "place_word":
                before = self.g.preposition(i - 2)
            came = before == "from" and self.g.chunks[i - 2].lemma in _COMING
            if self.type_of(i) in ("place", "name") and not came and before not in BESIDE:
                done_to = self.g.sort(i - 1) is Sort.VERB and not self.g.chunks[i].words
                done_to |= self.g.sort(i - 1) is Sort.COMMA and self.type_of(i - 2) == "place_word"
                clear = done_to or self.g.preposition(i) in ("of", "into", "in", "from", "at")
                short = self.written(self.g.chunks[i].start, self.g.chunks[i].end).isupper()
                if short or self.g.chunks[i - 1].word == "(":
                    continue
                named = self.named(i, strong=clear and self.type_of(i) == "name")
                if named and named[0].sure:
                    return named[0]
        return None

    # -- parties ------------------------------------------------------------------------------

    def party(self, k: int | None, *, other_than: str = "") -> PartyRef | None:
        """Return the party that the noun phrase ``k`` names or means, None if it is none."""
        if k is None or self.g.sort(k) is not Sort.NOUN:
            return None
        chunk, memory, kind = self.g.chunks[k], self.memory, self.type_of(k)
        start, end = self.span(chunk.start, chunk.end)
        named = self.named_party(chunk) or self._allied(k)
        if named:
            return PartyRef(memory.short.get(named, named), start, end)
        head = chunk.words[-1] if chunk.words else ""
        against = [w.removeprefix("anti-") for w in chunk.words if w.startswith("anti-")]
        if against:
            foe = against[0] in memory.parties or head == "forces"
            return PartyRef("", start, end, inferred=True) if foe else None
        if kind == "pronoun":
            if chunk.word not in ("they", "it", "them", "we", "who"):
                return None
            who = "" if chunk.word == "we" else self._meant_party(k, other_than)
            return PartyRef(memory.short.get(who, who), start, end, inferred=True)
        if head == "enemy":
            last = memory.actors[-1] if memory.actors else ""
            others = [p for p in memory.parties if p != last]
            who = memory.winners.get("occupy", "") or (others or [""])[0]
            return PartyRef(who, start, end, inferred=True)
        if head and self.known.lexicon.is_a(head, "bystanders"):
            return None
        if kind == "actor" or head in ("group", "men"):
            inside = self.g.of(k)
            if inside is not None and self.type_of(inside) in ("actor", "nation"):
                return self.party(inside, other_than=other_than)
            return PartyRef(self.generic_party(chunk, other_than), start, end, inferred=True)
        return None

    def _meant_party(self, k: int, other_than: str) -> str:
        """Return whom a pronoun means: a party of the sentence, who speaks last, or before it."""
        g = self.g
        said = g.sort(k - 1) is Sort.VERB or g.sort(k - 2) is Sort.VERB
        order = list(range(k - 1, -1, -1) if said else range(k))
        if not said:
            speech = self.known.lexicon.classes["speech"]
            order.sort(key=lambda i: g.sort(i + 1) is Sort.VERB and g.chunks[i + 1].lemma in speech)
        for i in order:
            if g.sort(i) is not Sort.NOUN or g.preposition(i) not in ("", "for", "by"):
                continue
            who = self.named_party(g.chunks[i]) if self.type_of(i) != "pronoun" else ""
            if not who and self.type_of(i) == "actor":
                near = self.party(i, other_than=other_than)
                who = near.holder if near is not None else ""
            if who and who != other_than:
                return who
        return next((a for a in reversed(self.memory.actors) if a != other_than), "")

    def _allied(self, k: int) -> str:
        """Return whose "forces loyal to A", "troops fighting for A", "units aligned with A" are."""
        g = self.g
        if not g.chunks[k].words or not any(map(self._is_force, g.chunks[k].words)):
            return ""
        j = k + 1
        if g.sort(j) is Sort.VERB and g.chunks[j].lemma in _SIDING:
            j += 1
        elif not self.known.lexicon.is_a(g.chunks[k].words[-1], "siding"):
            return ""
        if (
            g.sort(j) is Sort.PREPOSITION
            and g.chunks[j].word in ("to", "with", "for", "by")
            and g.sort(j + 1) is Sort.NOUN
        ):
            chunk = g.chunks[j + 1]
            after = g.chunks[j + 3] if g.sort(j + 3) is Sort.NOUN else chunk
            return self.named_party(chunk) or self.named_party(after)
        return ""

    def _is_force(self, word: str) -> bool:
        return self.known.lexicon.is_a(word, "forces")

    def named_party(self, chunk: Chunk) -> str:
        """Return the holder that a phrase names: "Red troops", "Syria's army", "rebel fighters"."""
        is_a, parties = self.known.lexicon.is_a, self.known.parties
        head = chunk.words[-1] if chunk.words and not chunk.ends_with_mention else ""
        head = "" if is_a(head, "siding") else head
        force = bool(head) and is_a(head, "forces")
        if head and not force and not is_a(head, "party_heads"):
            return ""
        if any(is_a(w, "observers") for w in chunk.words):
            return ""
        owner = chunk.owner
        mentions = [*(owner.mentions if owner is not None else ()), *chunk.mentions]
        against = any(w.startswith(("anti-", "anti")) and "-" in w for w in chunk.words)
        if against:
            return ""
        unknown = ""
        for mention in reversed(mentions):
            if mention.what is What.PARTY and mention.ref:
                return mention.ref
            words = [t.lower for t in self.item.tokens[mention.start : mention.end]]
            if mention.what is What.PARTY and not self.known.lexicon.common.issuperset(words):
                unknown = slug_of_party(self.written(mention.start, mention.end))
        for mention in reversed(mentions):
            if mention.what is What.NATION and mention.nation:
                nation = mention.nation.nation
                if force and is_a(head, "group_forces") and head not in ("group", "movement"):
                    return ""
                if force or not head:
                    return parties.holder_of(nation)
        return unknown

    def _speaker(self, chunk: Chunk) -> str:
        """Return the party whose commander says "his troops" before ``chunk``, if it is named."""
        for k, verb in enumerate(self.g.chunks):
            if verb.end <= chunk.start and self.known.lexicon.is_a(verb.lemma, "speech"):
                named = (self.named_party(self.g.chunks[j]) for j in self.g.subjects(k))
                return next(filter(None, named), "")
        return self.memory.actors[-1]

    def generic_party(self, chunk: Chunk, other_than: str) -> str:
        """Return who *the army*, *rebels*, *the group*, *their fighters* are in this report."""
        is_a, parties = self.known.lexicon.is_a, self.known.parties
        memory = self.memory
        wanted = ""
        for word in chunk.words:
            if not is_a(word, "forces", "state_adjectives", "force_adjectives"):
                continue
            called = parties.by_word.get(word.rstrip("s"), frozenset()) & set(memory.parties)
            called -= {other_than}
            if len(called) == 1:
                return next(iter(called))
            if is_a(word, "group_forces"):
                wanted = GROUP
            elif is_a(word, "state_forces", "state_adjectives"):
                wanted = STATE
        if chunk.determiner in ("its", "their", "his", "our") and memory.actors:
            return self._speaker(chunk) if chunk.determiner == "his" else memory.actors[-1]
        common = [a for a, _ in memory.parties.most_common()]
        if chunk.determiner in ("the", "this") and wanted != STATE:
            common = [*reversed(memory.actors), *common]
        fitting = (a for a in common if a != other_than and wanted in ("", parties.kind_of(a)))
        return next(fitting, "")


def gather(item: Parsed, known: Knowledge, memory: Memory) -> None:
    """Note what a sentence uses as places, persons and parties, before the report is read."""
    from ebbline.extract.text import tokens

    for match in _ABBREVIATED.finditer(item.sentence.text):
        words = tokens(match[1])
        for start in range(len(words) - 1):
            long = slug_of_party(" ".join(t.text for t in words[start:]))
            if long not in known.parties.kinds:
                memory.short.setdefault(long, slug_of_party(match[2]))
    refs = References(item, known, memory)
    g, is_a = item.grammar, known.lexicon.is_a
    for k, chunk in enumerate(g.chunks):
        if chunk.sort is not Sort.NOUN:
            continue
        before, after = g.preposition(k), g.chunks[k + 2] if g.sort(k + 2) is Sort.NOUN else None
        named = refs.named_party(chunk)
        if named and (refs.type_of(k) != "nation" or before in ("", "by")):
            memory.parties[memory.short.get(named, named)] += 1
        apposed = after if g.sort(k + 1) is Sort.COMMA and not chunk.words else None
        named_so = apposed is not None and apposed.determiner in ("a", "an", "the")
        acting = before == "" and g.sort(k - 1) not in (Sort.VERB, Sort.JOIN)
        office = acting and apposed and any(is_a(w, "titles") for w in apposed.words[-1:])
        of = g.chunks[k - 2] if before == "of" and k > 1 else None
        kind = of.words[-1] if of is not None and of.words else ""
        if of is not None and refs.type_of(k - 2) == "place_word":
            typed = [kind]
        else:
            typed = [w for w in chunk.words if is_a(w, "place_nouns")]
        used = (
            bool(typed)
            or (g.sort(k - 1) is Sort.VERB and is_a(g.chunks[k - 1].lemma, "place_verbs"))
            or (is_a(before, "locative") and not chunk.words)
            or is_a(kind, "control_nouns", "change_nouns")
            or (named_so and refs.type_of(k + 2) == "place_word")
        )
        head = "" if chunk.ends_with_mention or not chunk.words else chunk.words[-1]
        for mention in chunk.mentions:
            name = folded_name(refs.written(mention.start, mention.end))
            if mention.what is What.PERSON or (mention.what is What.NAME and office):
                memory.persons.update(w for w in name.split(" ") if len(w) > 2)
            if mention.what not in (What.NAME, What.PLACE):
                continue
            memory.used_as_place[name] += bool(used)
            if {head, kind} & _LANDS:
                memory.regions.add(name)
            nouns = memory.nouns.setdefault(known.places.key(name), set())
            nouns.update(noun for word in typed for noun in (word, word.rstrip("s")))
