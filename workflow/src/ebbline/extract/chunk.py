"""What a sentence is cut into."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ebbline.extract.mentions import Mention


class Sort(StrEnum):
    """What kind of chunk it is."""

    NOUN = "noun"
    VERB = "verb"
    PREPOSITION = "preposition"
    COMMA = "comma"
    JOIN = "join"
    SUBORDINATOR = "subordinator"
    RELATIVE = "relative"
    DATE = "date"
    ADVERB = "adverb"
    STOP = "stop"


@dataclass(slots=True)
class Chunk:
    """One chunk over the tokens ``start`` to ``end`` (half-open).

    A noun phrase has ``words`` (lower case, mentions left out), ``mentions``, ``owner`` (the noun
    phrase before its *'s*) and ``determiner``. A verb group has ``lemma``, ``particle`` and its
    features. ``word`` is the preposition, conjunction … or the head noun.
    """

    sort: Sort
    start: int
    end: int
    word: str = ""
    words: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    owner: Chunk | None = None
    determiner: str = ""
    mention: Mention | None = None
    lemma: str = ""
    particle: str = ""
    passive: bool = False
    bare: bool = False
    perfect: bool = False
    past: bool = False
    infinitive: bool = False
    gerund: bool = False
    modal: bool = False
    negated: bool = False
    adverbs: tuple[str, ...] = ()
    main: int = -1
    ends_with_mention: bool = False
