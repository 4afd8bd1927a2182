"""Rules on who speaks: how good a claim is, who is one witness, who speaks for themselves."""

from __future__ import annotations

import unicodedata

from ebbline.reconcile.draft import Draft, Verdict
from ebbline.reconcile.rule import Rule
from ebbline.reconcile.statement import FAIR, SOLID, WEAK, Stance, Statement
from ebbline.vocabulary import Kind, Reliability

_WEAK_SOURCES = frozenset({Reliability.E, Reliability.F})
_WEAK_CREDIBILITY = 5
_FAIR_CREDIBILITY = 4


def _weigh(draft: Draft) -> None:
    for s in draft.statements:
        s.level = _level(s)
        if s.level < SOLID:
            what = (
                f"source of reliability {s.source.reliability}, credibility {s.claim.credibility}"
            )
            why = (
                f"{what}: too weak to change a state against a better claim"
                if s.level == WEAK
                else f"{what}: not enough to confirm on its own"
            )
            draft.tell([s], WEIGHT.name, Verdict.WEIGHED, why)


def _level(s: Statement) -> int:
    if s.source.reliability in _WEAK_SOURCES or s.claim.credibility >= _WEAK_CREDIBILITY:
        return WEAK
    if s.source.reliability is Reliability.D or s.claim.credibility == _FAIR_CREDIBILITY:
        return FAIR
    return SOLID


def _find_witness(draft: Draft) -> None:
    latest: dict[tuple[str, str], Statement] = {}
    for s in draft.statements:
        s.witness = _normal(s.claim.claimant) or _normal(s.source.origin) or s.source.source_id
        before = latest.get((s.witness, s.taker))
        if before is not None and s.first <= before.until + 1:
            said = "claimant" if s.claim.claimant else "origin of the text"
            why = f"the same {said} as claim {before.claim.claim_id}: one witness, not two"
            draft.tell([s], ONE_WITNESS.name, Verdict.WEIGHED, why)
        latest[s.witness, s.taker] = s


def _normal(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _judge_own_favour(draft: Draft) -> None:
    for s in draft.statements:
        if s.taker and s.claim.claimant_side == s.taker:
            s.stance = Stance.OWN_FAVOUR
            why = (
                f"said on the side of {draft.name(s.taker)}, in its own favour: only claimed "
                "until an independent witness supports it or the other side concedes"
            )
            draft.tell([s], OWN_FAVOUR.name, Verdict.WEIGHED, why)


def _judge_concession(draft: Draft) -> None:
    for s in draft.statements:
        side = s.claim.claimant_side
        lost = side == s.loser if s.claim.kind is not Kind.HOLDS else side in draft.names
        if side and lost and side != s.taker:
            s.stance = Stance.AGAINST_INTEREST
            why = f"said on the side of {draft.name(side)}, against its interest: counts at once"
            draft.tell([s], AGAINST_INTEREST.name, Verdict.WEIGHED, why)


WEIGHT = Rule(
    "weak-claims-weigh-less",
    "A source that cannot be judged, or a claim that is doubtful by itself, must not overturn "
    "what better claims say; it may only fill what they leave open.",
    _weigh,
)
ONE_WITNESS = Rule(
    "one-claimant-one-witness",
    "Two papers with one agency's text, or two agencies with one army statement, know no more "
    "than the agency or the army: a witness is the claimant, else the origin of the text.",
    _find_witness,
)
OWN_FAVOUR = Rule(
    "party-in-its-own-favour",
    "Parties announce victories early; such a claim counts as claimed, not as confirmed.",
    _judge_own_favour,
)
AGAINST_INTEREST = Rule(
    "party-against-its-interest",
    "Nobody invents a loss of their own: what a side concedes counts at once.",
    _judge_concession,
)
