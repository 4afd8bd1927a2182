"""Sentences that seem to tell of a change, but from which nothing was proposed: for a person.

What no rule reads must not be lost in silence. A sentence is unread if a word in it speaks of
places changing hands, a place stands with it (named, or as *the town*, *it*, *both*), and no
proposal that is kept came from that word or says something of that place; and so is a line of a
list (*A: quiet*) of whose place nothing is proposed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ebbline.extract.changes import Finding, load_rules
from ebbline.extract.grammar import Sort
from ebbline.extract.incoming import Report
from ebbline.extract.reality import reality_of_noun, reality_of_verb
from ebbline.extract.references import References
from ebbline.extract.report import Proposal
from ebbline.extract.text import Sentence, locator
from ebbline.vocabulary import Kind

_CHANGES = frozenset((Kind.CAPTURED, Kind.WITHDREW, Kind.CONTESTED, Kind.HOLDS))


@dataclass(frozen=True, slots=True)
class Unread:
    """A sentence for a person to read: offsets in it of its places and of the words of change."""

    sentence: Sentence
    places: tuple[tuple[int, int], ...]
    words: tuple[tuple[int, int], ...]

    def written(self, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        """Return the words at ``spans``, each once."""
        return tuple(dict.fromkeys(self.sentence.text[a:b] for a, b in spans))


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A row of the table of unread sentences. ``text_at``: ``start:end`` in the report's text."""

    report: str
    source_id: str
    sentence_no: int
    locator: str
    places: tuple[str, ...]
    words: tuple[str, ...]
    text_at: str
    text: str


def unread_rows(report: Report, found: Sequence[Unread]) -> list[UnreadRow]:
    """Return the rows of a report's unread sentences, in the order of the text."""
    return [
        UnreadRow(
            report.name,
            report.source_id,
            u.sentence.number,
            locator(u.sentence),
            u.written(u.places),
            u.written(u.words),
            f"{u.sentence.start}:{u.sentence.start + len(u.sentence.text)}",
            u.sentence.text,
        )
        for u in found
    ]


def unread(
    refs: References, findings: Sequence[Finding], kept: Collection[Proposal]
) -> Unread | None:
    """Return what is left to a person in a sentence, or None.

    ``findings`` are what was found in it, ``kept`` the proposals of it (of a title: of the whole
    report, which it sums up) that a candidate shows. A sentence is unread if something real was
    found and nothing kept of it, or if it has a word that speaks of little else than towns changing
    hands with a place or party beside it.
    """
    shown = {p.verb[0] for p in kept if p.sentence.number == refs.item.sentence.number}
    left = [f for f in findings if f.reality.real and f.start not in shown and f.kind in _CHANGES]
    places = tuple((f.place.start, f.place.end) for f in left)
    words = tuple((f.start, f.end) for f in left)
    told = {p.place.key for p in kept}
    if not left:
        words = tuple(span for span in _words(refs) if span[0] not in shown)
        named = tuple(_places(refs))
        places = tuple(span for span, key in named if key not in told) if words else ()
        if not places:
            return None
    elif kept and all(not f.place.name or f.place.key in told for f in left):
        return None
    return Unread(refs.item.sentence, tuple(dict.fromkeys(places)), tuple(dict.fromkeys(words)))


def _words(refs: References) -> Iterator[tuple[int, int]]:
    """Yield verbs and nouns that may speak of places changing hands and are told as real."""
    g, is_a = refs.g, refs.known.lexicon.is_a
    for k, chunk in enumerate(g.chunks):
        if chunk.sort is Sort.VERB and chunk.lemma and not is_a(chunk.lemma, "common_verbs"):
            told = chunk.lemma in load_rules().verbs or is_a(chunk.lemma, "change_verbs")
            if told and reality_of_verb(g, k).real:
                at = chunk.main if chunk.main >= 0 else chunk.start
                yield refs.span(at, chunk.end)
        elif chunk.sort is Sort.NOUN and chunk.words and not chunk.ends_with_mention:
            told = is_a(chunk.words[-1], "change_nouns", "control_nouns")
            if told and reality_of_noun(g, k).real:
                yield refs.span(chunk.end - 1, chunk.end)


_FAR = ("near", "between", "outside", "from", "to", "of", "around", "towards")


def _places(refs: References) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the places that a sentence names, or means by *it*, *the town*, and their keys."""
    g = refs.g
    for k in range(len(g.chunks)):
        kind = refs.type_of(k)
        meant = kind == "place_word" and g.chunks[k].determiner in ("the", "this", "its", "both")
        meant = meant or (kind == "pronoun" and g.chunks[k].word in ("it", "there"))
        if g.preposition(k) in _FAR or not (meant or kind in ("place", "name")):
            continue
        for place in refs.places(k, listed=False):
            if place.name and (place.sure or kind == "name"):
                yield (place.start, place.end), place.key
