"""What a sentence seems to claim, before repeats are merged."""

from __future__ import annotations

from dataclasses import dataclass

from ebbline.extract.memory import PlaceRef
from ebbline.extract.text import Sentence
from ebbline.extract.windows import Window
from ebbline.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Proposal:
    """One claim that a sentence seems to make, before repeats are merged.

    ``inferred``: a party is not named in the sentence; ``guess``: the holder is only a name that
    stands where a party would.
    """

    kind: Kind
    place: PlaceRef
    holder: str
    rival: str
    from_holder: str
    window: Window
    rule: str
    confidence: float
    sentence: Sentence
    verb: tuple[int, int]
    party: tuple[int, int]
    claimant: str
    claimant_side: str
    credibility: int
    subordinate: bool
    inferred: bool
    guess: bool = False
