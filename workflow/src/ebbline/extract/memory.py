"""Places and parties that sentences refer to, and what a report has said so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


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
    main: PlaceRef | None = None
    parties: list[str] = field(default_factory=list)
    nations: Counter[str] = field(default_factory=Counter)
    held: dict[str, str] = field(default_factory=dict)
    places_by_name: Counter[str] = field(default_factory=Counter)
    persons: set[str] = field(default_factory=set)
    all_parties: Counter[str] = field(default_factory=Counter)
    called: dict[str, set[str]] = field(default_factory=dict)
    winners: list[str] = field(default_factory=list)
    losers: dict[str, str] = field(default_factory=dict)
    foes: Counter[tuple[str, str]] = field(default_factory=Counter)
    protagonist: str = ""
    change: tuple[str, str] = ("", "")
    """Winner and loser of the capture that was told last."""
    subject: str = ""

    def note_foes(self, a: str, b: str) -> None:
        """Note that ``a`` and ``b`` are told to fight each other."""
        if a and b and a != b:
            self.foes[a, b] += 1
            self.foes[b, a] += 1

    lately: list[PlaceRef] = field(default_factory=list)
    """Known places of the sentence before."""
    groups: list[list[PlaceRef]] = field(default_factory=list)
    """Places of each sentence that named any, each once."""
    short: dict[str, str] = field(default_factory=dict)
