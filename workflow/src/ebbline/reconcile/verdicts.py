"""Events in the making, and the trail of what became of each claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from ebbline.reconcile.inference import Run
from ebbline.reconcile.statement import FAIR, WEAK, Stance, Statement
from ebbline.vocabulary import Certainty, Kind


class Verdict(StrEnum):
    """What became of a claim."""

    JOINED = "joined"
    REJECTED = "rejected"
    WEIGHED = "weighed"
    NOTED = "noted"


@dataclass(slots=True, eq=False)
class EventDraft:
    """An event in the making.

    ``holder`` holds the place after a change (in fights, sieges and attacks: before and during);
    ``first`` to ``last`` are the days it may have happened on, ``day`` the best of them. One that
    does not ``stand`` changes nothing. ``run`` are the days that a standing event begins.
    """

    kind: Kind
    holder: str
    rival: str
    statements: list[Statement]
    day: int
    first: int
    last: int
    from_holder: str = ""
    contrary: list[Statement] = field(default_factory=list)
    disputed: bool = False
    stands: bool = True
    run: Run | None = None
    notes: list[str] = field(default_factory=list)
    event_id: str = ""

    def certainty(self) -> tuple[Certainty, str]:
        """Return how sure the event is, and why."""
        if self.disputed:
            return Certainty.DISPUTED, "good claims contradict it"
        return grade(self.statements)

    def join(self, statement: Statement) -> None:
        """Let the event rest on ``statement`` too."""
        if statement not in self.statements:
            self.statements = sorted([*self.statements, statement], key=lambda s: s.order)

    def contradict(self, statement: Statement) -> None:
        """Put ``statement`` on record as speaking against the event."""
        if statement not in self.contrary and statement not in self.statements:
            self.contrary.append(statement)


def grade(statements: Iterable[Statement]) -> tuple[Certainty, str]:
    """Return how sure it is what ``statements`` say together, and why.

    Confirmed by one solid claim in nobody's own favour (a concession is one), or by two witnesses
    of whom one is independent, none weak; else claimed.
    """
    fair = [s for s in statements if s.level > WEAK]
    solid = [s for s in fair if s.confirms]
    if solid:
        best = min(solid, key=lambda s: (s.until - s.first, s.order))
        why = f"claim {best.claim.claim_id} is {best.stance} and good enough alone"
        return Certainty.CONFIRMED, why
    independent = [
        s for s in fair if s.stance is not Stance.OWN_FAVOUR and s.level >= FAIR and not s.spread
    ]
    if independent and len({s.witness for s in fair}) > 1:
        named = independent[0].claim.claim_id
        return Certainty.CONFIRMED, f"several witnesses, one of them independent: claim {named}"
    if fair and not independent:
        return Certainty.CLAIMED, "only a party says so, in its own favour"
    return Certainty.CLAIMED, "no claim is good enough alone"


@dataclass(frozen=True, slots=True)
class Step:
    """What one rule did with one claim, and why; ``event`` is the event it was about."""

    statement: Statement
    rule: str
    verdict: Verdict
    why: str
    event: EventDraft | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """``statement`` speaks for the standing of a run on the days ``first`` to ``last``.

    One that is not ``sure`` confirms nothing: who fights for a place had it at some time before.
    """

    first: int
    last: int
    statement: Statement
    sure: bool = True
