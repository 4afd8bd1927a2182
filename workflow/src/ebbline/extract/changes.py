"""Which words of a sentence tell of a place changing hands, or of who has it.

The rules are a table, ``changes.csv``: the verbs or nouns, and where place, winner and loser stand
to them (``subject``, ``object``, the noun phrase after a preposition, ``owner`` in "A's fall",
``noun`` in "control of A"). Their examples are tests. In the passive, subject and object change
places.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from ebbline.extract.grammar import Sort
from ebbline.extract.lexicon import Lexicon
from ebbline.extract.mentions import What
from ebbline.extract.parsing import Parsed
from ebbline.extract.parties import slug_of_party
from ebbline.extract.places import folded_name
from ebbline.extract.reality import Reality, reality_of_noun, reality_of_verb
from ebbline.extract.references import PartyRef, PlaceRef, References
from ebbline.tables import Table
from ebbline.vocabulary import Kind

_REAL = Reality(True)
_PLACES = ("place", "name", "place_word")
_THEIRS = ("its", "their")
_STAYING = ("be", "remain", "stay", "lie")
_CONTROL = ("control", "rule", "hands", "occupation", "grip", "possession", "command", "custody")


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of ``changes.csv``."""

    name: str
    kind: Kind
    form: str
    words: tuple[str, ...]
    particles: tuple[str, ...]
    nouns: tuple[str, ...]
    place: tuple[str, ...]
    winner: tuple[str, ...]
    loser: tuple[str, ...]
    confidence: float
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A place and what a word says of it. ``at`` is the chunk of the word; offsets are characters.

    ``winner`` and ``loser`` are parties as they stand, None where the sentence names none.
    """

    rule: str
    kind: Kind
    place: PlaceRef
    winner: PartyRef | None
    loser: PartyRef | None
    at: int
    start: int
    end: int
    reality: Reality
    confidence: float
    lemma: str = ""
    date_at: int = -1


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules: all of them, those of verbs and of nouns by word, the others by form."""

    rows: Sequence[Rule]
    verbs: Mapping[str, Sequence[Rule]]
    nouns: Mapping[str, Sequence[Rule]]
    forms: Mapping[str, Rule]


@cache
def load_rules() -> Rules:
    """Return the rules of ``changes.csv``."""
    rows = Table(Rule).read(Path(str(files("ebbline.extract") / "changes.csv")))
    by_word: dict[str, dict[str, list[Rule]]] = defaultdict(lambda: defaultdict(list))
    for rule in rows:
        for word in rule.words:
            by_word[rule.form][word].append(rule)
    return Rules(rows, by_word["verb"], by_word["noun"], {rule.form: rule for rule in rows})


def is_about_votes(items: Iterable[Parsed], lexicon: Lexicon) -> bool:
    """Tell whether a report is about elections or matches, and no arms are named in it."""
    words = {t.lower for item in items for t in item.tokens}
    classes = lexicon.classes
    return bool(words & classes["contests"]) and not words & classes["armed"]


def find_changes(refs: References) -> list[Finding]:
    """Return what the sentence says of places, in the order of its words; real or not."""
    found: list[Finding] = []
    g, rules = refs.g, load_rules()
    for k, chunk in enumerate(g.chunks):
        if chunk.sort is Sort.VERB:
            for rule in rules.verbs.get(chunk.lemma, ()):
                made = list(_of_verb(refs, rule, k))
                if made:
                    found += made
                    break
        elif chunk.sort is Sort.NOUN:
            found += _of_noun(refs, k)
            found += _of_held(refs, k)
            found += _of_seat(refs, k)
    votes = is_about_votes([refs.item], refs.known.lexicon)
    return [f for f in found if not votes or refs.known.lexicon.is_a(f.lemma, "strong")]


# -- verbs ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb with its slots: chunk indices of subject, object and complements."""

    refs: References
    v: int
    passive: bool
    subjects: tuple[int, ...]
    object: int | None
    complements: Mapping[str, int]

    def slot(self, name: str) -> int | None:
        if self.passive and name in ("subject", "object"):
            if name == "object":
                return self._what_was_done_to()
            return self.complements.get("by")
        if name == "subject":
            return self.subjects[0] if self.subjects else None
        return self.object if name == "object" else self.complements.get(name)

    def _what_was_done_to(self) -> int | None:
        """Return the subject of a passive; of "A, the seat of the Reds, which was taken" A."""
        g, type_of = self.refs.g, self.refs.type_of
        named = bool(self.subjects) and type_of(self.subjects[0]) in ("place", "name")
        for k in self.subjects[1:] if not named else ():
            if g.sort(k - 1) is Sort.COMMA and type_of(k - 2) in ("place", "name"):
                return k - 2
        return self.subjects[0] if self.subjects else None

    def party(self, names: Sequence[str], *, other_than: str = "") -> PartyRef | None:
        for name in names:
            active = name == "subject" and not self.passive
            slots = self.subjects if active else (self.slot(name),)
            found = [p for k in slots if (p := self.refs.party(k, other_than=other_than))]
            if found:
                return next((p for p in found if not p.inferred), found[0])
        return None


def _parse_verb(refs: References, v: int, *, transitive: bool) -> _Verb:
    g = refs.g
    chunk = g.chunks[v]
    obj = g.object(v)
    if chunk.gerund and g.sort(v + 1) is Sort.PREPOSITION and g.chunks[v + 1].word == "of":
        # "upon Friday's capturing of Alda"
        obj = v + 2 if g.sort(v + 2) is Sort.NOUN else obj
        return _Verb(refs, v, False, tuple(g.subjects(v)), obj, g.complements(v))
    if chunk.infinitive and g.chunks[v - 1].words[-1:] == ("able",) and g.sort(v - 2) is Sort.VERB:
        return _Verb(refs, v, False, tuple(g.subjects(v - 2)), obj, g.complements(v))
    if chunk.infinitive and g.preposition(v - 1) == "for":
        return _Verb(refs, v, False, (v - 1,), obj, g.complements(v))
    direct = obj is not None and v < obj and not g.preposition(obj)
    passive = chunk.passive or (
        chunk.bare and transitive and not direct and not _relative_object(refs, v)
    )
    return _Verb(refs, v, passive, tuple(g.subjects(v)), obj, g.complements(v))


def _relative_object(refs: References, v: int) -> bool:
    """Tell "which they captured on Monday" from "captured on Monday"."""
    word, k = refs.g.clause_word(v)
    return word in ("which", "that", "whom") and any(
        refs.g.sort(j) is Sort.NOUN for j in range(k + 1, v)
    )


def _of_verb(refs: References, rule: Rule, v: int) -> Iterator[Finding]:
    g = refs.g
    chunk = g.chunks[v]
    if chunk.particle and not rule.particles:
        return
    if rule.particles and "*" not in rule.particles and chunk.particle not in rule.particles:
        return
    moves = rule.name == "control-passed"
    transitive = not moves and bool({"object", "noun"} & {*rule.place, *rule.loser})
    verb = _parse_verb(refs, v, transitive=transitive)
    winner = verb.party(tuple(w for w in rule.winner if w != "under"))
    loser = verb.party(tuple(w for w in rule.loser if w != "under"), other_than=_holder(winner))
    if winner is None and rule.kind is Kind.CAPTURED and rule.winner == ("subject",):
        winner = _unknown_party(refs, verb)
    kind = rule.kind
    where: list[PlaceRef] = []
    undergone = verb.passive and rule.kind is Kind.CAPTURED
    strong = refs.known.lexicon.is_a(chunk.lemma, "strong") or rule.confidence > 0.85 or undergone
    for slot in rule.place:
        k = None if slot == "noun" else verb.slot(slot)
        if slot == "noun":
            where = _places_of_noun(refs, rule, verb)
        else:
            of = k is not None and g.preposition(k) == "of" and chunk.gerund
            if k is not None and (of or not (slot == "object" and g.preposition(k) and k > v)):
                strong = strong or slot in ("from", "out of", "into", "to", "onto")
                among = verb.subjects if k in verb.subjects and len(verb.subjects) > 1 else ()
                where = refs.places(k, strong=strong, listed=not among)
                if rule.kind is Kind.CONTESTED and refs.type_of(k) == "facility":
                    where = []
                if among and all(refs.type_of(j) in _PLACES for j in among):
                    where = [p for j in among for p in refs.places(j, strong=strong, listed=False)]
                if (
                    where
                    and slot in ("object", "subject")
                    and verb.passive | (slot == "subject")
                    and k < v
                ):
                    where = [*_joined_before(refs, k), *where]
            strange = (
                k is not None and refs.type_of(k) == "thing" and refs.type_of(0) == "place_word"
            )
            implied = verb.passive and slot == "object" and (chunk.gerund or k is None or strange)
            if not where and implied:
                # "Alda, a battleground since being seized"
                word = next((j for j in range(v) if refs.type_of(j) == "place_word"), -1)
                meant = refs.places(word, listed=False) if word >= 0 else []
                place = refs.place_before(v) or next((p for p in meant if p.name), None)
                where = [replace(place, anaphor=chunk.lemma)] if place is not None else []
        if where:
            break
    if rule.name in ("bring-under", "flee-control"):
        control = _control(refs, verb)
        if control is None:
            return
        phrase, left = control
        who = _party_of_control(refs, phrase)
        if rule.name == "bring-under":
            winner = winner or who
        elif left:
            loser, winner = who, None
        else:
            winner = who
            if chunk.lemma in _STAYING and not chunk.negated:
                kind = Kind.HOLDS
    if rule.nouns and "noun" not in rule.place and not _has_noun(refs, rule, verb):
        return
    if rule.kind is Kind.WITHDREW and not where and "from" in rule.place:
        where = _left(refs, verb, loser)
    if not where or not _plausible(refs, rule, verb, winner, loser, where):
        return
    if rule.name == "abandon" and chunk.lemma == "leave":
        them = verb.object is not None and g.chunks[verb.object].word == "them"
        if them or {"as", "with"} & set(verb.complements):
            return
    if chunk.lemma in ("turn", "hand", "give") and chunk.particle not in ("over", "up", "back"):
        return
    reality = reality_of_verb(g, v)
    at = chunk.main if chunk.main >= 0 else chunk.start
    start, end = refs.item.tokens[at].start, refs.item.tokens[chunk.end - 1].end
    gapped = _gapped(refs, k) if k is not None and k > v and where[0].name else []
    dates = {p.key: d for ps, d in gapped for p in ps}
    where = list({p.key: p for p in [*where, *(p for ps, _ in gapped for p in ps)]}.values())
    for place in where:
        part = place.part and kind in (Kind.CAPTURED, Kind.HOLDS)
        if part and chunk.perfect and (rule.kind is Kind.HOLDS or chunk.lemma == "occupy"):
            # "had held half of Alda for months": nothing changed.
            continue
        held = part and kind is Kind.HOLDS
        yield Finding(
            rule.name, Kind.CONTESTED if part else kind, place, None if held else winner,
            winner if held else loser, v, start, end, reality, rule.confidence, chunk.lemma,
            dates.get(place.key, _own_date(refs, place)),
        )  # fmt: skip


def _unknown_party(refs: References, verb: _Verb) -> PartyRef | None:
    """Return a party that nobody configured: "the Northern Support Corps captured A"."""
    k = verb.slot("subject")
    if k is None or refs.type_of(k) != "name" or refs.g.chunks[k].words:
        return None
    mention = refs.g.chunks[k].mentions[-1]
    name = refs.written(mention.start, mention.end)
    several = " " in name or name.isupper()
    known = refs.known.places.knows(name) or refs.memory.used_as_place[folded_name(name)]
    if not several or known or folded_name(name).split(" ")[-1] in refs.memory.persons:
        return None
    holder = slug_of_party(name)
    return PartyRef(refs.memory.short.get(holder, holder), *refs.span(mention.start, mention.end))


def _left(refs: References, verb: _Verb, loser: PartyRef | None) -> list[PlaceRef]:
    """Return the place in question where troops "withdrew", "fled to the hills": told last."""
    at = refs.g.chunks[verb.v]
    if at.gerund or refs.item.tokens[at.main].lower.endswith("ing"):
        # "they appear to be melting away": not gone yet.
        return []
    focus = refs.place_before(verb.v) or refs.memory.focus
    tos = verb.complements.get("to", verb.complements.get("into"))
    if focus is None or loser is None or not loser.holder or "from" in verb.complements:
        return []
    if verb.object is not None or (tos is not None and refs.type_of(tos) in ("place", "name")):
        return []
    if at.lemma not in ("withdraw", "retreat", "flee", "melt", "pull", "escape", "depart"):
        return []
    start, end = refs.span(at.start, at.end)
    return [replace(focus, start=start, end=end, anaphor=at.lemma)]


def _gapped(refs: References, k: int) -> list[tuple[list[PlaceRef], int]]:
    """Return places and dates of "(lost A) in May and B in June", "from A in May, from B in …"."""
    g = refs.g
    found: list[tuple[list[PlaceRef], int]] = []
    dated = -1
    for j in range(g.listed(k)[-1] + 1, len(g.chunks)):
        sort = g.sort(j)
        i = j + 1 + (g.sort(j + 1) is Sort.PREPOSITION and g.chunks[j + 1].word == g.preposition(k))
        if sort is Sort.DATE:
            dated = j
            found = [(ps, j if d < 0 else d) for ps, d in found]
        elif sort is Sort.JOIN and g.sort(i) is Sort.NOUN and dated >= 0:
            if g.clause_follows(i) or refs.type_of(i) not in _PLACES:
                break
            if not found:
                found.append(([p for p in refs.places(k, strong=True) if p.name], dated))
            found.append(([p for p in refs.places(i, strong=True, listed=i > j + 1) if p.name], -1))
        elif sort not in (Sort.PREPOSITION, Sort.NOUN, Sort.COMMA, Sort.ADVERB):
            break
    return [(ps, d) for ps, d in found if d >= 0]


def _holder(party: PartyRef | None) -> str:
    return party.holder if party is not None else ""


def _has_noun(refs: References, rule: Rule, verb: _Verb) -> bool:
    k = verb.slot("object")
    if k is None:
        return False
    return bool(
        {*refs.g.chunks[k].words, *(c.word for c in refs.g.chunks[k + 1 : k + 2])} & set(rule.nouns)
    )


def _places_of_noun(refs: References, rule: Rule, verb: _Verb) -> list[PlaceRef]:
    """Return the places of "control *of A*", "security *to A*"; the noun is object or subject."""
    g = refs.g
    slots = ("subject",) if rule.name == "control-passed" else ("object", "in")
    for slot in slots:
        k = verb.slot(slot)
        if k is None or not set(g.chunks[k].words[-1:]) & set(rule.nouns):
            continue
        # "control on Tuesday of A"
        dated = g.sort(k + 1) is Sort.DATE
        inside = g.of(k + dated)
        said = k + 2 + (g.sort(k + 2) is Sort.ADVERB)
        if inside is None and g.sort(k + 1) is Sort.PREPOSITION and g.sort(said) is Sort.NOUN:
            inside = said if g.chunks[k + 1].word in ("of", "over", "in", "to", "on") else None
        if inside is not None and refs.g.chunks[k].owner is None:
            return refs.places(inside, strong=True)
    return []


def _owner_places(refs: References, k: int) -> list[PlaceRef]:
    """Return the place before *'s*: "Alda's capture"."""
    owner = refs.g.chunks[k].owner
    named = [m for m in owner.mentions if m.what in (What.PLACE, What.NAME)] if owner else []
    return [refs.place_ref(m) for m in named[-1:]]


def _control(refs: References, verb: _Verb) -> tuple[int, bool] | None:
    """Return the phrase of "under the control of B", and whether it is left ("slipped from")."""
    g = refs.g
    left = refs.g.chunks[verb.v].negated
    for k in range(verb.v + 1, min(verb.v + 8, len(g.chunks))):
        if g.sort(k) in (Sort.STOP, Sort.VERB, Sort.RELATIVE, Sort.SUBORDINATOR):
            break
        if g.sort(k) is not Sort.NOUN or g.chunks[k].word not in _CONTROL:
            continue
        before = g.preposition(k)
        if before == "in" and g.chunks[k].word == "control" and not g.chunks[k].mentions:
            # "the army is in control of it": it controls, it is not controlled.
            continue
        if before in ("under", "into", "in", "out of", "from", "to", "within"):
            return k, left or before in ("out of", "from")
    return None


def _party_of_control(refs: References, k: int) -> PartyRef | None:
    """Return whose it is: "Red control", "their control", "the hands of Red forces"."""
    chunk, inside = refs.g.chunks[k], refs.g.of(k)
    span = refs.span(chunk.start, chunk.end)
    if inside is not None and (of := refs.party(inside)) is not None:
        return of
    named = replace(chunk, words=(), ends_with_mention=True, owner=None)
    holder = refs.named_party(named) if chunk.mentions else ""
    owner, is_a = chunk.owner, refs.known.lexicon.is_a
    if not holder and owner is not None:
        forces = bool(owner.words) and is_a(owner.words[-1], "forces")
        holder = refs.named_party(owner) or (refs.generic_party(owner, "") if forces else "")
    if holder:
        return PartyRef(holder, *span)
    forces = any(is_a(w, "forces", "state_adjectives") for w in chunk.words)
    generic = refs.generic_party(chunk, "") if forces or chunk.determiner in _THEIRS else ""
    return PartyRef(generic, *span, inferred=True) if generic else None


def _plausible(
    refs: References,
    rule: Rule,
    verb: _Verb,
    winner: PartyRef | None,
    loser: PartyRef | None,
    where: Sequence[PlaceRef],
) -> bool:
    """Tell whether those who act could take or leave a place: no film, no resident, no price."""
    lexicon, chunk = refs.known.lexicon, refs.g.chunks[verb.v]
    nobody_named = winner is None and loser is None
    unplaced = all(not p.name for p in where)
    if unplaced:
        # "seized a base": who, if nobody is named? "from the country": no place.
        words = {w for p in where for w in p.words.lower().split()}
        held = rule.kind is Kind.HOLDS or chunk.lemma in _STAYING
        if nobody_named or held or words & lexicon.classes["vague"]:
            return False
    if rule.kind is Kind.WITHDREW or rule.name == "expel":
        return loser is not None
    if rule.kind in (Kind.CONTESTED, Kind.HOLDS) and "subject" in rule.winner:
        return winner is not None
    if rule.name in ("lose", "lose-control", "hand-over") and nobody_named:
        return verb.passive and not unplaced
    actor = verb.slot("subject")
    if winner is None and "subject" in rule.winner and actor is not None:
        kind = refs.type_of(actor)
        nobody = kind in ("thing", "control") and chunk.gerund
        offensive = set(refs.g.chunks[actor].words) & lexicon.classes["offensives"]
        if not (offensive or nobody or kind in ("pronoun", "actor")):
            return False
    if rule.name == "fall" and not unplaced:
        to = verb.complements.get("to")
        nowhere = {"into", "under"} & set(verb.complements)
        if nowhere or (to is not None and refs.party(to) is None) or not verb.subjects:
            return False
        return refs.type_of(verb.subjects[0]) not in ("thing", "person")
    return True


def _joined_before(refs: References, k: int) -> list[PlaceRef]:
    """Return the places joined before ``k``: "A (3 May) and B were taken", "A, B and C fell"."""
    g = refs.g
    found: list[PlaceRef] = []
    while k > 1 and g.sort(k - 1) in (Sort.JOIN, Sort.COMMA) and g.chunks[k - 1].word not in "()":
        j = k - 2 - (g.sort(k - 2) is Sort.COMMA and g.chunks[k - 2].word == ",")
        if g.sort(j) is Sort.COMMA and g.chunks[j].word == ")" and g.sort(j - 1) is Sort.DATE:
            j -= 3
        if refs.type_of(j) == "place_word" and g.sort(j - 1) is Sort.COMMA:
            j -= 2
        if j < 0 or refs.type_of(j) not in ("place", "name") or g.preposition(j):
            break
        found = refs.named(j, strong=True) + found
        k = j
    return found


def _own_date(refs: References, place: PlaceRef) -> int:
    """Return the date chunk in brackets after a place: "Alda (3 May)"; or -1."""
    g = refs.g
    for k, chunk in enumerate(g.chunks):
        if chunk.sort is Sort.COMMA and chunk.word == "(" and g.sort(k + 1) is Sort.DATE and k:
            before = refs.item.tokens[g.chunks[k - 1].end - 1].end
            if before == place.end:
                return k + 1
    return -1


# -- nouns ----------------------------------------------------------------------------------------


def _of_noun(refs: References, k: int) -> Iterator[Finding]:
    g = refs.g
    chunk = g.chunks[k]
    if not chunk.words or chunk.ends_with_mention:
        return
    for rule in load_rules().nouns.get(chunk.words[-1], ()):
        inside, where = g.of(k), []
        owned = refs.named_party(chunk.owner) if chunk.owner is not None else ""
        if not owned and chunk.owner is None and chunk.mentions:
            owned = refs.named_party(replace(chunk, words=(), ends_with_mention=True))
        following = g.complements(k, k + 1)
        if "from" in rule.place:
            at = following.get("from")
            where = refs.places(at, strong=True) if at is not None else []
        elif inside is not None and refs.type_of(inside) != "actor":
            where = refs.places(inside, strong=True)
            last = g.end_of(inside)
            if refs.type_of(last + 2) in (
                "place",
                "name",
                "nation",
            ):
                more = refs.places(last + 2, strong=True, listed=False)
                where = list({p.key: p for p in [*where, *more]}.values())
        elif inside is None and not owned:
            where = _owner_places(refs, k)
            if not where and chunk.determiner == "its" and refs.memory.places:
                where = [refs.standing_for(refs.memory.places[-1], k)]
        if not where:
            continue
        winner = loser = None
        for slot in rule.winner:
            who = following.get(slot)
            winner = winner or refs.party(who)
        for slot in rule.loser:
            who = inside if slot == "of" else following.get(slot)
            loser = loser or (refs.party(who) if who is not None else None)
        owner = g.chunks[inside].owner if inside is not None else None
        if rule.name == "the-fall" and owner is not None:
            holder = refs.named_party(owner)
            loser = PartyRef(holder, *refs.span(chunk.start, chunk.end)) if holder else None
        told = rule.kind is Kind.WITHDREW or inside is not None
        if not owned and told and chunk.determiner in ("its", "their"):
            whose = next((p for j in range(k) if (p := refs.named_party(g.chunks[j]))), "")
            owned = whose or (refs.memory.actors[-1] if refs.memory.actors else "")
        if owned:
            party = PartyRef(owned, *refs.span(chunk.start, chunk.end))
            if rule.kind is Kind.WITHDREW or rule.name == "the-fall":
                loser = loser or party
            else:
                winner = winner or party
        if rule.kind is Kind.WITHDREW and loser is None:
            continue
        start, end = refs.span(chunk.end - 1, chunk.end)
        reality = reality_of_noun(g, k)
        for place in where:
            kind = Kind.CONTESTED if place.part else rule.kind
            yield Finding(
                rule.name, kind, place, winner, loser, k, start, end, reality, rule.confidence,
                chunk.words[-1], _own_date(refs, place),
            )  # fmt: skip
        return


def _of_held(refs: References, k: int) -> Iterator[Finding]:
    """Yield "rebel-held Alda", "Alda, under rebel control", "newly-captured Alda"."""
    g, rules, is_a = refs.g, load_rules().forms, refs.known.lexicon.is_a
    chunk = g.chunks[k]
    held = [w for w in chunk.words if w.startswith("-")]
    rule, places, party, start, end = rules["held"], list[PlaceRef](), None, chunk.start, chunk.end
    before = k - 2 - (g.sort(k - 2) is Sort.COMMA)
    if chunk.word in _CONTROL[:5] and g.preposition(k) in ("under", "in"):
        if before >= 0 and refs.type_of(before) in _PLACES:
            party, rule, start = _party_of_control(refs, k), rules["under"], end - 1
            places = [p for p in refs.places(before, strong=True, listed=False) if p.sure]
    elif any(_LATELY.fullmatch(w) for w in chunk.words) and refs.type_of(k) == "place":
        for place in refs.places(k, strong=True, listed=False):
            yield Finding(
                "lately", Kind.HOLDS, place, None, None, k,
                *refs.span(start, end), _REAL, rule.confidence,
            )  # fmt: skip
    elif held and chunk.word not in ("parts", "part", "areas", "half"):
        tokens = refs.item.tokens
        at = next(i for i in range(start, end) if tokens[i].lower == held[0])
        mine = tuple(m for m in chunk.mentions if m.end == at)
        named = replace(chunk, words=(), ends_with_mention=True, mentions=mine)
        holder = refs.named_party(named) if mine else ""
        whose = tokens[at - 1].lower
        if not holder and is_a(whose, "forces"):
            generic = replace(chunk, words=(whose,), mentions=(), determiner="the", owner=None)
            holder = refs.generic_party(generic, "")
        later = tuple(m for m in chunk.mentions if m.start > at)
        inside = g.of(k)
        if holder:
            party = PartyRef(holder, *refs.span(max(at - 1, 0), at))
            near = refs.places(inside, strong=True) if inside is not None else refs.apposed(k)
            places = [refs.place_ref(later[-1])] if later else near
        start, end = at, at + 1
    for place in places if party is not None else ():
        if place.name:
            yield Finding(
                rule.name, rule.kind, place, party, None, k,
                *refs.span(start, end), _REAL, rule.confidence,
            )  # fmt: skip


_LATELY = re.compile(
    r"(?:recently|newly|freshly)-(?:liberated|freed|captured|recaptured|retaken|seized|secured)"
)
_ALWAYS = frozenset(["stronghold", "bastion", "redoubt", "foothold"])


def _of_seat(refs: References, k: int) -> Iterator[Finding]:
    """Yield "A, the last stronghold of the rebels", "their last position is the town of A"."""
    chunk, rule = refs.g.chunks[k], load_rules().forms["seat"]
    if not chunk.words or chunk.words[-1] not in rule.words:
        return
    last = set(chunk.words) & refs.known.lexicon.classes["remaining"]
    party = _seat_owner(refs, k) if last or chunk.words[-1] in _ALWAYS else None
    for place in _seat_places(refs, k) if party is not None and party.holder else ():
        told = refs.g.verb_before(k) in ("be", "remain")
        yield Finding(
            "last-seat" if told else rule.name, rule.kind, place, party, None, k,
            *refs.span(chunk.end - 1, chunk.end), _REAL, rule.confidence,
        )  # fmt: skip


def _seat_owner(refs: References, k: int) -> PartyRef | None:
    """Return whose last place it is, or who is said to hold it after it."""
    g = refs.g
    party = _party_of_control(refs, k)
    if party is not None:
        return party
    for j in range(k + 1, min(k + 8, len(g.chunks))):
        # "… the jihadists still held", "… left in the hands of the group", "… held by B"
        if g.sort(j) is Sort.VERB and g.chunks[j].lemma in ("hold", "control", "leave"):
            verb = _parse_verb(refs, j, transitive=True)
            near, control = verb.slot("subject"), _control(refs, verb)
            who = refs.party(near) if near is not None and near > k else None
            return who or (_party_of_control(refs, control[0]) if control is not None else None)
        if g.sort(j) in (Sort.STOP, Sort.COMMA):
            break
    return None


def _seat_places(refs: References, k: int) -> list[PlaceRef]:
    g, inside = refs.g, refs.g.of(k)
    if inside is not None and refs.type_of(inside) in ("place", "name"):
        return refs.named(inside, strong=True)
    if g.chunks[k].ends_with_mention and refs.type_of(k) == "place":
        return refs.named(k, strong=True)
    if named := refs.apposed(k):
        return named
    before = k - 1 - (g.preposition(k) == "as")
    after = g.end_of(k) + 1
    at: int | None = None
    apart = g.sort(before) is Sort.COMMA and g.sort(before - 1) is Sort.NOUN
    if apart:
        at = before - 1
        while at > 1 and g.preposition(at) and refs.type_of(at - 2) in _PLACES:
            at -= 2
    elif g.verb_before(k) in ("be", "become", "remain"):
        verb = next(v for v in range(k - 1, -1, -1) if g.sort(v) is Sort.VERB)
        at = next(iter(g.subjects(verb)), None)
    elif g.sort(after) is Sort.VERB and g.chunks[after].lemma == "be":
        at = after + 1 if g.sort(after + 1) is Sort.NOUN else None
    if at is None:
        return []
    listed = not apart and at < k
    return [p for p in refs.places(at, strong=not apart, listed=listed) if p.name]
