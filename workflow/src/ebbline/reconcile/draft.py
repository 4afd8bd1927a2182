"""The history of one place while the rules work on it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate

from ebbline.reconcile.statement import SOLID, WEAK, Stance, Statement
from ebbline.vocabulary import Certainty, Kind, Place

ALWAYS = 10**9
"""An ordinal after every day."""


class Verdict(StrEnum):
    """What a rule did with a claim."""

    JOINED = "joined"
    REJECTED = "rejected"
    BOUNDED = "bounded"
    WEIGHED = "weighed"
    NOTED = "noted"


@dataclass(slots=True, eq=False)
class EventDraft:
    """An event in the making: a change, fighting, an attack, or a first word of who holds.

    ``holder`` holds the place after the event (in fighting and attacks: before and during),
    ``first`` to ``last`` are the days it may have happened on and ``day`` the best of them;
    ``core`` are the days that all windows of a change share, or else all that they name.
    For fighting, ``last`` is its last day that a claim names, or ``None``.
    A draft that does not ``stand`` stays in the table but changes nothing.
    """

    kind: Kind
    holder: str
    rival: str
    statements: list[Statement]
    day: int
    first: int
    last: int | None
    core: tuple[int, int] = (0, 0)
    from_holder: str = ""
    lower: int = 0
    upper: int = ALWAYS
    contrary: list[Statement] = field(default_factory=list)
    disputed: bool = False
    stands: bool = True
    end: int | None = None
    notes: list[str] = field(default_factory=list)
    event_id: str = ""

    @property
    def latest(self) -> int:
        """Last day that the beginning of the event may fall on."""
        return self.day if self.last is None else self.last

    @property
    def standing(self) -> int:
        """The weight of its best claim."""
        return max(s.standing for s in self.statements)

    @property
    def witnesses(self) -> set[str]:
        """Everybody who bears witness to it."""
        return {s.witness for s in self.statements}

    def certainty(self) -> tuple[Certainty, str]:
        """Return how sure the event is, and why.

        Disputed when contradicted; confirmed by one solid claim that is in nobody's own favour,
        by a side that speaks against its own interest, or by two witnesses one of whom is
        independent; else claimed.
        """
        if self.disputed:
            return Certainty.DISPUTED, "claims contradict it"
        fair = [s for s in self.statements if s.level > WEAK]
        solid = [s for s in fair if s.standing == SOLID]
        if solid:
            best = min(solid, key=lambda s: (s.until - s.first, s.order))
            why = f"claim {best.claim.claim_id} is {best.stance} and good enough alone"
            return Certainty.CONFIRMED, why
        independent = [s for s in fair if s.stance is not Stance.OWN_FAVOUR]
        if independent and len({s.witness for s in fair}) > 1:
            why = (
                f"several witnesses, one of them independent: claim {independent[0].claim.claim_id}"
            )
            return Certainty.CONFIRMED, why
        if fair and not independent:
            return Certainty.CLAIMED, "only a party says so, in its own favour"
        return Certainty.CLAIMED, "no claim is good enough alone"

    def contradict(self, statement: Statement) -> None:
        """Put ``statement`` on record as speaking against the event."""
        if statement not in self.contrary:
            self.contrary.append(statement)

    def note(self, text: str) -> None:
        """Add a remark, once."""
        if text not in self.notes:
            self.notes.append(text)


@dataclass(frozen=True, slots=True)
class Step:
    """What one rule did with one claim, and why; ``event`` is the event it was about."""

    statement: Statement
    rule: str
    verdict: Verdict
    why: str
    event: EventDraft | None = None


@dataclass(slots=True, eq=False)
class Mark:
    """From ``day`` on the place is as said here; the mark of the highest ``order`` wins a day."""

    day: int
    order: tuple[int, int]
    holder: str
    rival: str
    contested: bool
    event: EventDraft
    note: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A statement speaks for ``holder`` on the days ``first`` to ``last``."""

    statement: Statement
    first: int
    last: int
    holder: str


@dataclass(slots=True, eq=False)
class Draft:
    """Everything the rules know of one place.

    ``period_first`` is where the case begins, ``stale_after`` how many days a last report
    carries (``None``: nobody asks), ``names`` the words for the holders in explanations.
    """

    place: Place
    statements: list[Statement]
    period_first: int
    stale_after: int | None
    names: Mapping[str, str]
    changes: list[EventDraft] = field(default_factory=list)
    contests: list[EventDraft] = field(default_factory=list)
    attacks: list[EventDraft] = field(default_factory=list)
    held: list[EventDraft] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    trail: list[Step] = field(default_factory=list)

    def events(self) -> list[EventDraft]:
        """Return all events, of whatever kind."""
        return [*self.changes, *self.contests, *self.attacks, *self.held]

    def name(self, holder: str) -> str:
        """Return the words for ``holder``."""
        return self.names.get(holder, holder) if holder else "nobody named"

    def of_kind(self, *kinds: Kind) -> list[Statement]:
        """Return the statements of some kinds, in order of time."""
        return [s for s in self.statements if s.claim.kind in kinds]

    def tell(
        self,
        statements: Iterable[Statement],
        rule: str,
        verdict: Verdict,
        why: str,
        event: EventDraft | None = None,
    ) -> None:
        """Put on record what ``rule`` did with each of ``statements``."""
        self.trail.extend(Step(s, rule, verdict, why, event) for s in statements)


class Spans:
    """Statements by their windows, for a quick look-up of those that touch some days."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._sorted = sorted(statements, key=lambda s: s.order)
        self._firsts = [s.first for s in self._sorted]
        self._reach = list(accumulate((s.until for s in self._sorted), max))

    def touching(self, first: int, last: int) -> Iterator[Statement]:
        """Yield the statements whose window shares a day with ``first`` to ``last``.

        The latest beginning comes first. The search stops where no earlier window reaches
        ``first``, so that its cost grows with what it finds.
        """
        for index in range(bisect_right(self._firsts, last) - 1, -1, -1):
            if self._reach[index] < first:
                return
            if self._sorted[index].until >= first:
                yield self._sorted[index]
