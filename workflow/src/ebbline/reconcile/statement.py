"""A claim as the rules see it: where, when, said by whom, in whose favour, how good."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ebbline.vocabulary import Claim, Day, Kind, Source

WEAK, FAIR, SOLID = 1, 2, 3
"""How good a claim is: cannot change a state against better; good; good enough alone."""


class Stance(StrEnum):
    """Where the claimant stands to what is claimed."""

    INDEPENDENT = "independent"
    OWN_FAVOUR = "in its own favour"
    AGAINST_INTEREST = "against its own interest"


@dataclass(slots=True, eq=False)
class Statement:
    """A claim with its source, its days as ordinals and what the first rules find out of it.

    ``last`` is ``None`` for fighting without a known end. ``taker`` is the side that the claim
    says holds the place now (or attacks it), ``loser`` the side that it says held it before.
    ``witness``, ``stance`` and ``level`` start as if every claim stood alone, were independent
    and good; the rules of :mod:`ebbline.reconcile.witnesses` correct that.
    """

    claim: Claim
    source: Source
    first: int
    last: int | None
    taker: str
    loser: str
    witness: str
    stance: Stance = Stance.INDEPENDENT
    level: int = SOLID

    @property
    def until(self) -> int:
        """Last day of the window; of open fighting, its first."""
        return self.first if self.last is None else self.last

    @property
    def standing(self) -> int:
        """Return what the claim weighs: a party in its own favour is never enough alone."""
        if self.level == WEAK:
            return WEAK
        if self.stance is Stance.OWN_FAVOUR:
            return FAIR
        return SOLID if self.stance is Stance.AGAINST_INTEREST else self.level

    @property
    def order(self) -> tuple[int, int, str]:
        """Order of claims in time; the id decides what the days do not."""
        return (self.first, self.until, self.claim.claim_id)


def read_statement(claim: Claim, source: Source) -> Statement:
    """Return ``claim`` of ``source`` as a statement that no rule has judged yet."""
    taker, loser = _sides(claim)
    last = claim.date_to
    if last is None and claim.kind is not Kind.CONTESTED:
        last = claim.first_day
    return Statement(
        claim=claim,
        source=source,
        first=claim.first_day.toordinal(),
        last=None if last is None else last.toordinal(),
        taker=taker,
        loser=loser,
        witness=f"claim {claim.claim_id}",
    )


def _sides(claim: Claim) -> tuple[str, str]:
    """Return who gains by what ``claim`` says and who loses, empty where it names nobody."""
    if claim.kind is Kind.CAPTURED:
        return claim.holder, claim.from_holder
    if claim.kind is Kind.HOLDS:
        return claim.holder, claim.rival
    return claim.rival, claim.holder


def day(ordinal: int) -> Day:
    """Return the day of an ordinal."""
    return Day.fromordinal(ordinal)


def in_words(first: int, last: int | None = None) -> str:
    """Return a day or a range of days as ISO text."""
    if last is None or first == last:
        return day(first).isoformat()
    return f"{day(first).isoformat()} to {day(last).isoformat()}"
