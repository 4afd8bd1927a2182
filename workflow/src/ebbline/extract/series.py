"""Places that are counted off: "the former", "the second of these", "both", "all three"."""

from __future__ import annotations

from collections.abc import Sequence

from ebbline.extract.chunk import Chunk
from ebbline.extract.memory import PlaceRef

NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_HEADS = ("one", "ones", "place", "places")


def series_word(chunk: Chunk) -> str:
    """Return the word by which a noun phrase counts off what was named before, or nothing.

    *The former*, *the second*, *the other two*, *both*, *all three*: without a noun of their own.
    """
    if chunk.mentions or chunk.owner is not None:
        return ""
    words = tuple(w for w in chunk.words if w not in _HEADS)
    if chunk.determiner == "both" and not words:
        return "both"
    if chunk.determiner == "all" and len(words) == 1 and words[0] in NUMBERS:
        return words[0]
    if chunk.determiner != "the" or not words or len(words) > 2:
        return ""
    if words[0] == "other" and (len(words) == 1 or words[1] in NUMBERS):
        return "other"
    if words in (("others",), ("former",), ("latter",)):
        return words[0].removesuffix("s")
    counted_off = len(words) == 1 and (words[0] in _ORDINALS or words[0] in NUMBERS)
    return words[0] if counted_off else ""


def counted(
    word: str, words: Sequence[str], groups: Sequence[Sequence[PlaceRef]], topic: str
) -> list[PlaceRef]:
    """Return the places that ``word`` (of :func:`series_word`) means.

    ``groups`` are the places of this sentence and of those before it, the latest first; ``topic``
    the key of the place that was spoken of last, which "the other" is not.
    """
    needed = NUMBERS.get(word, max(_ORDINALS.get(word, 1) + 1, 2))
    if word == "other":
        needed = 1 + next((NUMBERS[w] for w in words if w in NUMBERS), 1)
    group = _group(groups, needed, exact=word in NUMBERS or word in ("both", "other"))
    if not group:
        return []
    if word in ("former", "latter"):
        return [group[-2 if word == "former" else -1]]
    if word == "both" or word in NUMBERS:
        return list(group[-needed:])
    if word == "other":
        rest = [p for p in group if p.key != topic]
        return rest if len(rest) == needed - 1 else []
    return [group[_ORDINALS[word]]]


def _group(groups: Sequence[Sequence[PlaceRef]], needed: int, *, exact: bool) -> Sequence[PlaceRef]:
    """Return the places, ``needed`` or more, that were told together last."""
    for group in groups:
        if len(group) == needed or (len(group) > needed and not exact):
            return group
    together: list[PlaceRef] = []
    for group in groups:
        later = {p.key for p in together}
        together = [p for p in group if p.key not in later] + together
        if len(together) >= needed:
            return together
    return []
