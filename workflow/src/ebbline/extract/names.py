"""Which names a report uses as places and which as persons, gathered before it is read."""

from __future__ import annotations

import re

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.grammar import Grammar
from ebbline.extract.memory import Memory
from ebbline.extract.mentions import Knowledge, Mention, What
from ebbline.extract.parsing import Parsed
from ebbline.extract.parties import slug_of_party
from ebbline.extract.places import folded_name
from ebbline.extract.references import Reference
from ebbline.extract.text import tokens

_ABBREVIATED = re.compile(
    r"((?:[A-Z][\w'’-]{1,30} ){1,6}[A-Z][\w'’-]{1,30}) \(([A-Z][A-Z0-9-]{1,7})\)"
)


def _note_abbreviations(item: Parsed, memory: Memory, known: Knowledge) -> None:
    """Note "Rapid Support Forces (RSF)": one party, unless the configuration knows it."""
    for match in _ABBREVIATED.finditer(item.sentence.text):
        words = tokens(match[1])
        for start in range(len(words) - 1):
            long = slug_of_party(" ".join(t.text for t in words[start:]))
            if long not in known.parties.kinds:
                memory.short.setdefault(long, slug_of_party(match[2]))


def gather_names(item: Parsed, memory: Memory, known: Knowledge) -> None:
    """Note which names the report uses as places, which as persons, and the nations it names."""
    _note_abbreviations(item, memory, known)
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
        words = list(item.tokens[mention.start : mention.end])
        memory.persons.update(
            w
            for t in words
            if not known.lexicon.is_a(t.lower, "titles")
            for w in folded_name(t.text).split()
            if len(w) > 2
        )
    elif mention.what is What.NAME:
        chunk = g.chunks[k]
        located = (
            g.preposition(k)
            in (
                "in",
                "at",
                "near",
                "into",
                "inside",
                "outside",
                "around",
                "towards",
                "toward",
                "through",
                "across",
                "out of",
                "from",
                "north of",
                "north",
                "south",
                "east",
                "west",
            )
            and chunk.mentions[:1] == (mention,)
            and not chunk.words
        )
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
            typed |= (
                listed and before.what is What.NAME and memory.places_by_name[folded_name(name)] > 0
            )
        if (
            located
            or typed
            or k in g.label()
            or _done_to(g, k, mention, known)
            or _apposed(g, k, chunk, mention, known)
        ):
            memory.places_by_name[folded_name(text)] += 1


def _apposed(g: Grammar, k: int, chunk: Chunk, mention: Mention, known: Knowledge) -> bool:
    """Tell "A, the main port" and "the capital, A" from "Smith, a soldier"."""
    if chunk.words or chunk.mentions != (mention,):
        return False
    for j in (k + 2, k - 2):
        comma = min(j, k) + 1
        if g.sort(comma) is not Sort.COMMA or g.sort(j) is not Sort.NOUN:
            continue
        other = g.chunks[j]
        if other.words and known.lexicon.is_a(other.words[-1], "place_nouns"):
            plural = other.words[-1].endswith("s") or other.ends_with_mention
            if not plural and (other.determiner or other.owner is not None or j > k):
                return True
    return False


def _done_to(g: Grammar, k: int, mention: Mention, known: Knowledge) -> bool:
    """Tell "retook A", "A was overrun", "A changed hands": what only towns have done to them."""
    chunk = g.chunks[k]
    if chunk.mentions != (mention,) or chunk.words or chunk.determiner:
        return False
    governor = g.chunks[k - 1] if k else chunk
    if governor.sort is Sort.VERB and known.lexicon.is_a(governor.lemma, "place_verbs"):
        return True
    after = next((v for v in g.verbs() if v > k), -1)
    if after < 0 or g.preposition(k) or k not in g.subjects(after)[:1]:
        return False
    verb = g.chunks[after]
    if verb.passive or verb.bare:
        return known.lexicon.is_a(verb.lemma, "place_verbs")
    told = g.object(after) if verb.lemma == "change" else g.complements(after).get("under")
    words = g.chunks[told].words[-1:] if told is not None else ()
    return bool(words) and known.lexicon.is_a(words[0], "control_nouns")
