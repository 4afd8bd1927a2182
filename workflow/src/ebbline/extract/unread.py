"""Sentences that seem to tell of a change, but from which nothing was proposed: for a person.

What no rule reads must not be lost in silence. A sentence is unread if a word in it speaks of
places changing hands, a place stands with it (named, or as *the town*, *it*, *both*), and no
proposal that is kept came from that word or says something of that place; and so is a line of a
list (*A: quiet*) of whose place nothing is proposed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ebbline.extract.chunk import Chunk, Sort
from ebbline.extract.incoming import Report
from ebbline.extract.proposal import Proposal
from ebbline.extract.references import Reference
from ebbline.extract.rules import load_rules
from ebbline.extract.text import Sentence, locator
from ebbline.vocabulary import Kind

_CHANGES = frozenset((Kind.CAPTURED, Kind.WITHDREW, Kind.CONTESTED, Kind.HOLDS))
_BESIDE = frozenset(
    ["near", "between", "outside", "off", "along", "beyond", "behind", "via", "than", "past"]
)
"""Prepositions before a place that only tells where something is."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A sentence for a person to read: offsets in it of its places and of the words of change."""

    sentence: Sentence
    places: tuple[tuple[int, int], ...]
    words: tuple[tuple[int, int], ...]

    def without(self, told: Sequence[Proposal]) -> Unread:
        """Return this without the places that ``told`` speaks of."""
        spans = [(p.place.start, p.place.end) for p in told]
        left = (s for s in self.places if not any(a < s[1] and s[0] < b for a, b in spans))
        return replace(self, places=tuple(left))

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


def unread(ref: Reference, found: Sequence[Proposal], kept: Collection[Proposal]) -> Unread | None:
    """Return what is left to a person in the sentence of ``ref``, or None.

    ``found`` are its proposals, ``kept`` those of them that a candidate shows.
    """
    shown = [p for p in found if p in kept]
    told = {p.verb[0] for p in shown}
    every = [
        (k, span)
        for k, chunk in enumerate(ref.g.chunks)
        if (span := _word(ref, k, chunk)) is not None
    ]
    words = [(k, span) for k, span in every if span[0] not in told]
    beside = bool(every) and _beside(ref, shown)
    if beside or _is_verbless(ref):
        # A word that told of one place may tell of another; a list may do without a verb.
        words = words or every or [(-1, span) for span in _dates(ref)]
    label = [(p.start, p.end) for p in ref.label_places()] if not shown else []
    if not words and not label:
        return None
    covered = [(p.place.start, p.place.end) for p in shown]
    keys = {p.place.key for p in shown}
    places = [
        (k, span, named)
        for k, chunk in enumerate(ref.g.chunks)
        if (stands := _place(ref, k, chunk, keys)) is not None
        for span, named in [stands]
        if not any(a < span[1] and span[0] < b for a, b in covered)
    ]
    strong = [span for k, span in words if k < 0 or beside or _is_strong(ref, k)]
    at = {j for j, _, _ in places}
    near = [span for k, span in words if at & _going_with(ref, k)] if at else []
    if not label and (not places or not (strong or near)):
        return None
    if not any(named for _, _, named in places) and not near and not label:
        # "The town lies …; they seized weapons": nothing speaks of the place.
        return None
    spans = tuple(dict.fromkeys((*strong, *near)))
    return Unread(ref.sentence, tuple(span for _, span, _ in places), spans)


def _beside(ref: Reference, shown: Sequence[Proposal]) -> bool:
    """Tell whether a place is named that may share the verb of a proposal: in no *near*, *in*."""
    keys = {p.place.key for p in shown}
    return bool(shown) and any(
        chunk.sort is Sort.NOUN
        and ref.type_of(k) in ("place", "name")
        and ref.g.preposition(k) in ("", "of", "from", "out of", "by", "to")
        and any(p.key not in keys and (p.known or p.sure) for p in ref.places_of(k))
        for k, chunk in enumerate(ref.g.chunks)
    )


def _is_verbless(ref: Reference) -> bool:
    """Tell "First A, on Sunday, then B": a sentence of names and dates."""
    return bool(_dates(ref)) and not any(
        c.sort is Sort.VERB and not (c.bare or c.gerund) for c in ref.g.chunks
    )


def _dates(ref: Reference) -> list[tuple[int, int]]:
    return [
        (ref.tokens[c.start].start, ref.tokens[c.end - 1].end)
        for c in ref.g.chunks
        if c.sort is Sort.DATE
    ]


def _word(ref: Reference, k: int, chunk: Chunk) -> tuple[int, int] | None:
    """Return the offsets of a word that may tell of a change, or None."""
    if chunk.sort is Sort.VERB:
        if not chunk.lemma or not (_is_strong(ref, k) or _is_weak(ref, chunk)):
            return None
        at = chunk.main if chunk.main >= 0 else chunk.start
        return ref.tokens[at].start, ref.tokens[chunk.end - 1].end
    if chunk.sort is Sort.NOUN and _is_strong(ref, k):
        token = ref.tokens[chunk.end - 1]
        return token.start, token.end
    return None


def _is_strong(ref: Reference, k: int) -> bool:
    """Tell words that speak of little else than towns changing hands: "retake", "the fall"."""
    if k < 0:
        return False
    chunk = ref.g.chunks[k]
    classes = ref.known.lexicon.classes
    if chunk.sort is Sort.VERB:
        known = chunk.lemma in load_rules().changes
        common = chunk.lemma in classes["common_verbs"]
        return (known and not common) or chunk.lemma in classes["change_verbs"]
    if chunk.ends_with_mention or not chunk.words:
        return any(w.startswith("-") for w in chunk.words)
    rule = load_rules().nouns.get(chunk.words[-1])
    noun = rule is not None and rule.kind in _CHANGES
    held = any(w.startswith("-") for w in chunk.words)
    last = chunk.words[-1]
    return noun or held or last in classes["control_nouns"] or last in classes["change_nouns"]


def _is_weak(ref: Reference, chunk: Chunk) -> bool:
    """Tell verbs that tell of a change only with a place beside them: "took", "is", "went"."""
    return chunk.lemma in ref.known.lexicon.classes["common_verbs"]


def _place(
    ref: Reference, k: int, chunk: Chunk, keys: Collection[str]
) -> tuple[tuple[int, int], bool] | None:
    """Return the offsets of a place that is named or stood for, and whether it is named."""
    if chunk.sort is not Sort.NOUN or ref.g.preposition(k) in _BESIDE:
        return None
    span = ref.tokens[chunk.start].start, ref.tokens[chunk.end - 1].end
    kind = ref.type_of(k)
    if kind in ("place", "name"):
        places = ref.places_of(k)
        left = [p for p in places if p.key not in keys]
        if not left:
            return None
        return (left[0].start, left[-1].end), any(p.known or p.sure for p in left)
    if kind == "nation" and chunk.mentions[-1].nation and chunk.mentions[-1].nation.capital:
        return span, False
    if kind == "series" or (kind == "pronoun" and chunk.word in ("it", "there", "them")):
        return span, False
    definite = chunk.determiner in ("the", "this", "that", "its", "both", "all", "these")
    return (span, False) if kind in ("place_word", "part") and definite else None


def _going_with(ref: Reference, k: int) -> set[int]:
    """Return the phrases that are subject, object or complement of the word ``k``, or beside it."""
    g = ref.g
    if k < 0 or g.sort(k) is not Sort.VERB:
        return set(range(k - 2, k + 3))
    subjects = g.subjects(k)
    found = set(subjects)
    told = g.object(k)
    if told is not None:
        found.add(told)
    acting = subjects and ref.type_of(subjects[0]) in ("actor", "nation", "pronoun", "series")
    if g.chunks[k].lemma == "be" and not acting:
        # "Bread is dear in A."
        return found
    complements = g.complements(k).values()
    found.update(complements)
    for i in (*subjects[:1], *complements):
        found.update(g.listed(i))
    return found
