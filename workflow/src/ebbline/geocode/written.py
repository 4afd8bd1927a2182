"""Taking a name as written apart: the name itself, what kind of place it is, and where it lies.

``"Husaybah border post"`` is the crossing of Husaybah, ``"Deir Ezzor province"`` no place but a
division, ``"Hatla, in Deir Ezzor province"`` the Hatla of that division. Nothing here knows a
gazetteer; the resolver decides what the context means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ebbline.geocode import words
from ebbline.spelling import fold, strip_articles

DIVISION = "a province or other division, not a place"
DISTRICT = "a district, larger than the town of that name"
"""Why a name of a division is refused."""
REGION = "a region, not a town"
WATER = "a river, lake, sea or mountain, not a town"

_CONTEXT = re.compile(r"[,،;()\[\]]|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Context:
    """Where a name says that it lies: folded ``text``, and whether it says so of a division."""

    text: str
    division: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A name as written, taken apart.

    ``core`` is the folded name without the words around it. ``place_class`` is a key of
    :data:`ebbline.geocode.words.CLASSES` for a facility or crossing, else empty; ``populated``
    whether a town or village is named as one. ``refusal`` tells why the words name no place of
    their own, empty if they do. ``before`` are other words before the name (*Syrian border town
    of*) and possessives, ``contexts`` what stands after it.
    """

    core: str
    place_class: str
    populated: bool
    refusal: str
    before: tuple[str, ...]
    contexts: tuple[Context, ...]


def take_apart(name: str) -> Written:
    """Return the parts of ``name`` (at most :data:`ebbline.spelling.MAX_NAME` characters)."""
    main, *others = [part for part in _CONTEXT.split(name) if part and part.strip()] or [""]
    tokens, inner = _split_at_preposition(fold(main).split())
    contexts = [_context(fold(other).split()) for other in others]
    if inner:
        contexts.insert(0, _context(inner))
    before, tokens = _split_at_of(tokens)
    core, kinds, refusal = _strip_kinds(tokens, before)
    place_class = next((k for k in kinds if k in words.CLASSES), "")
    return Written(
        core=" ".join(core),
        place_class=place_class,
        populated="populated" in kinds and not place_class,
        refusal=refusal,
        before=tuple(before),
        contexts=tuple(c for c in contexts if c.text),
    )


def plain_class(folded: str) -> tuple[str, str]:
    """Return the core and the class of a gazetteer's folded spelling.

    As :func:`take_apart` would, but a town that is called like a river or a division keeps its
    whole name: *Black River*.
    """
    core, kinds, _ = _strip_kinds(folded.split(), [])
    if kinds & {"water", "division", "district"}:
        return folded, ""
    return " ".join(core), next((k for k in kinds if k in words.CLASSES), "")


def _split_at_preposition(tokens: list[str]) -> tuple[list[str], list[str]]:
    """Split ``X in Y`` and ``X near Y``; the name comes first."""
    for i, token in enumerate(tokens[1:-1], start=1):
        if token in ("in", "near", "at", "في", "قرب"):
            return tokens[:i], tokens[i + 1 :]
    return tokens, []


def _context(tokens: list[str]) -> Context:
    bare = [strip_articles(t) for t in tokens]
    division = any(t in words.ADMINISTRATIVE | words.DISTRICT for t in bare)
    around = words.ADMINISTRATIVE | words.DISTRICT | words.DIRECTIONS | words.FILLERS
    around |= words.POPULATED | words.AREAL
    kept = [t for t, b in zip(tokens, bare, strict=True) if b not in around]
    return Context(" ".join(kept), division)


def _split_at_of(tokens: list[str]) -> tuple[list[str], list[str]]:
    """Split ``the Syrian border town of X``: a word of kind stands right before ``of``."""
    at = next((i for i, t in enumerate(tokens[1:-1], start=1) if t in words.OF), 0)
    return (tokens[:at], tokens[at + 1 :]) if _kinds_at_end(tokens[:at]) else ([], tokens)


def _strip_kinds(tokens: list[str], before: list[str]) -> tuple[list[str], set[str], str]:
    """Strip the words of kind from either end of a name; return it, the kinds, any refusal."""
    kinds = {kind for kind, _ in _kinds_at_end(before)} if before else set()
    while len(tokens) > 1 and tokens[0] in ("the", "a", "an"):
        tokens = tokens[1:]
    while len(tokens) > 1 and (found := _kinds_at_end(tokens)):
        kind, width = found[0]
        if width >= len(tokens):
            break
        kinds.add(kind)
        tokens = _without_adjectives(tokens[:-width], kind, end=True)
    while len(tokens) > 1 and (leading := _kind_of(strip_articles(tokens[0]))):
        kinds.add(leading)
        tokens = _without_adjectives(tokens[1:], leading, end=True)
    return tokens, kinds, _refusal(tokens, kinds)


def _kinds_at_end(tokens: list[str]) -> list[tuple[str, int]]:
    """Return what kind the last word or two name, with the number of words; or nothing."""
    if len(tokens) > 1:
        phrase = words.CLASS_PHRASES.get((strip_articles(tokens[-2]), strip_articles(tokens[-1])))
        if phrase:
            return [(phrase, 2)]
    kind = _kind_of(strip_articles(tokens[-1])) if tokens else ""
    return [(kind, 1)] if kind else []


def _kind_of(word: str) -> str:
    for kind, members in (
        ("populated", words.POPULATED),
        ("area", words.AREAL),
        ("division", words.ADMINISTRATIVE),
        ("district", words.DISTRICT),
        ("water", words.WATERS),
        *words.CLASSES.items(),
    ):
        if word in members:
            return kind
    return ""


def _without_adjectives(tokens: list[str], kind: str, *, end: bool) -> list[str]:
    if kind not in words.CLASSES:
        return tokens
    while len(tokens) > 1 and strip_articles(tokens[-1 if end else 0]) in words.CLASS_ADJECTIVES:
        tokens = tokens[:-1] if end else tokens[1:]
    return tokens


def _refusal(tokens: list[str], kinds: set[str]) -> str:
    if "division" in kinds:
        return DIVISION
    if "district" in kinds:
        return DISTRICT
    if "water" in kinds:
        return WATER
    bare = {strip_articles(t) for t in tokens}
    if bare & words.BESIDE or (len(tokens) > 1 and tokens[0] in words.DIRECTIONS):
        return "land beside or a part of a place, not the place itself"
    return ""
