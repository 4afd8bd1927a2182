"""How many changes of control are missed in silence: no proposal, and nothing listed as unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ebbline.extract.candidates import Candidate
from ebbline.extract.engine import Reading
from ebbline.extract.places import PlaceBook
from ebbline.vocabulary import Kind

CHANGES = (Kind.CAPTURED.value, Kind.WITHDREW.value, Kind.CONTESTED.value)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person read in a report; ``date_to`` None means "still".

    ``sentence`` is its number in the report (0: the title), None if the gold does not say.
    """

    report: str
    place: str
    kind: str
    holder: str
    date_from: date
    date_to: date | None
    sentence: int | None = None


@dataclass(slots=True)
class Missed:
    """Changes of control in the gold, and what a reviewer sees of those that are not found.

    ``listed``: their sentence is unread; ``beside``: a proposal of the place with another day or
    party stands beside it; ``in_sight``: the page shows it for a proposal of another place. Where
    the gold gives no sentence, any that names the place counts, and none is ``in_sight``.
    """

    changes: int = 0
    missed: int = 0
    listed: int = 0
    beside: int = 0
    in_sight: int = 0
    unread: int = 0
    sentences: int = 0

    @property
    def silent(self) -> int:
        """Changes whose sentence a reviewer is not shown."""
        return self.missed - self.listed - self.beside - self.in_sight

    def count(
        self,
        reading: Reading,
        kept: Sequence[Candidate],
        gold: Sequence[Statement],
        found: Sequence[Statement],
        places: PlaceBook,
    ) -> list[Statement]:
        """Count one report; ``found`` are the statements that a proposal repeats rightly.

        Returns the statements that are missed in silence.
        """
        self.unread += len(reading.unread)
        self.sentences += reading.length
        lost: list[Statement] = []
        for statement in gold:
            if statement.kind not in CHANGES:
                continue
            self.changes += 1
            if any(statement is s for s in found):
                continue
            self.missed += 1
            if _is_listed(reading, statement):
                self.listed += 1
            elif _is_beside(kept, statement, places):
                self.beside += 1
            elif statement.sentence in {c.sentence_no for c in kept}:
                self.in_sight += 1
            else:
                lost.append(statement)
        return lost

    def __str__(self) -> str:
        share = self.silent / self.changes if self.changes else 0.0
        part = self.unread / self.sentences if self.sentences else 0.0
        return (
            f"changes of control: {self.changes}, missed {self.missed}: {self.listed} listed as "
            f"unread, {self.beside} beside another proposal of the place, {self.in_sight} in a "
            f"sentence shown for another place, {self.silent} in silence ({share:.1%} of all); "
            f"unread are {self.unread} of {self.sentences} sentences ({part:.0%})\n"
        )


def _is_listed(reading: Reading, statement: Statement) -> bool:
    if statement.sentence is not None:
        return any(u.sentence.number == statement.sentence for u in reading.unread)
    return any(statement.place in u.sentence.text for u in reading.unread)


def _is_beside(kept: Sequence[Candidate], statement: Statement, places: PlaceBook) -> bool:
    return any(
        places.key(c.place) == places.key(statement.place)
        and statement.sentence in (None, c.sentence_no)
        for c in kept
    )
