"""A claim as the rules see it: whose word it is, for whom, on which days, and what it weighs.

Weights are costs in nats: what a history pays for leaving the claim unheard, the logarithm of how
much likelier such a claim is where it is true than where it is not. They were chosen on invented
wars (``docs/history.md``), not on any case.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ebbline.vocabulary import Claim, Day, Kind, Reliability, Source

WEAK, FAIR, SOLID = 1, 2, 3
"""How good a claim is: fills gaps only; moves a place but confirms nothing alone; good alone."""

RELIABILITY = {
    Reliability.A: 3.4,
    Reliability.B: 3.0,
    Reliability.C: 2.7,
    Reliability.D: 1.6,
    Reliability.E: 0.7,
    Reliability.F: 0.7,
}
CREDIBILITY = {1: 1.1, 2: 1.0, 3: 0.9, 4: 0.4, 5: 0.5, 6: 0.5}
SPREAD = 0.9
"""What a claim on a whole division weighs at most for a place in it."""
WIDE = 3
"""A window of more days than this may hold more than one change."""
OWN_FAVOUR = 1.2
"""What a party's word in its own favour weighs at most."""
AGAINST_OTHERS = 0.35
"""What is left of it where it denies what a good witness has told."""
CONCESSION = 3.6
"""What a party's word against its own interest weighs at least, unless it is weak."""
SAID_AGAIN = 0.1
"""What a second claim of one witness about the same days adds, as a part of its weight."""
OVERRULED = 0.1
"""What is left of a side's word after the side itself conceded the opposite."""
HEARSAY = 0.05
"""What is left of a weak claim where better ones speak of the place."""
RUMOUR_DAYS = 14
"""So long a rumour of who took a place is not overturned by another of who holds it."""
CHANGES = frozenset({Kind.CAPTURED, Kind.WITHDREW})
TELLING = CHANGES | {Kind.HOLDS, Kind.CONTESTED}
"""Kinds that say who has the place at the end of a day."""
SILENT = frozenset({Kind.ANNOUNCED, Kind.NEAR})
"""Kinds that say nothing of who holds the place."""


class Stance(StrEnum):
    """Where the claimant stands to what is claimed."""

    INDEPENDENT = "independent"
    OWN_FAVOUR = "in its own favour"
    AGAINST_INTEREST = "against its own interest"


@dataclass(slots=True, eq=False)
class Statement:
    """A claim with its source, its days as ordinals, and what it weighs.

    ``last`` is ``None`` for what goes on without a known end, ``by`` is set where the first day
    is not known, ``spread`` if it was said of a whole division. ``taker`` is the side that has
    the place by what is said (or fights for it), ``loser`` the one that had it. ``core`` are the
    days that narrower claims give for the change it tells of. ``reasons`` are ``(rule, why)`` of
    what moved the weight.
    """

    claim: Claim
    source: Source
    first: int
    last: int | None
    taker: str
    loser: str
    by: bool = False
    spread: bool = False
    witness: str = ""
    stance: Stance = Stance.INDEPENDENT
    level: int = SOLID
    weight: float = 0.0
    reasons: list[tuple[str, str]] = field(default_factory=list)
    core: tuple[int, int] = (0, 0)

    @property
    def kind(self) -> Kind:
        """The kind of the claim."""
        return self.claim.kind

    @property
    def until(self) -> int:
        """Last day of the window; of what goes on without a known end, its first."""
        return self.first if self.last is None else self.last

    @property
    def order(self) -> tuple[int, int, str]:
        """Order of claims in time; the id decides what the days do not."""
        return (self.first, self.until, self.claim.claim_id)

    @property
    def confirms(self) -> bool:
        """Whether the claim is good enough alone."""
        return self.level == SOLID and self.stance is not Stance.OWN_FAVOUR

    def weigh(self, factor: float, rule: str, why: str) -> None:
        """Change the weight by ``factor``, and say why."""
        self.weight *= factor
        self.reasons.append((rule, why))


def day(ordinal: int) -> Day:
    """Return the day of an ordinal."""
    return Day.fromordinal(ordinal)


def in_words(first: int, last: int | None = None) -> str:
    """Return a day or a range of days as ISO text."""
    if last is None or first == last:
        return day(first).isoformat()
    return f"{day(first).isoformat()} to {day(last).isoformat()}"


def read_statements(
    claims: Iterable[Claim],
    sources: Mapping[str, Source],
    *,
    names: Mapping[str, str],
    spread: Collection[str] = (),
) -> list[Statement]:
    """Return ``claims`` in order of time, each with its stance and weight.

    ``names`` are words for the holders, for the reasons; ``spread`` the ids of claims that are on
    the division which the place is in.
    """
    statements = sorted((_read(c, sources[c.source_id]) for c in claims), key=lambda s: s.order)
    parties = {h for s in statements for h in (s.claim.holder, s.claim.rival, s.claim.from_holder)}
    heard = [s for s in statements if s.kind not in SILENT]
    _name_successors(statements)
    _read_denials(statements)
    for s in statements:
        _rate(s)
        if s.claim.claim_id in spread:
            s.spread, s.level, s.weight = True, min(s.level, FAIR), min(s.weight, SPREAD)
            s.reasons.append(
                (DIVISION, "said of the whole division: less than a word on the place")
            )
        _take_stance(s, heard, parties - {""}, names)
    if any(s.level > WEAK for s in heard):
        for s in heard:
            if s.level == WEAK:
                s.weigh(HEARSAY, QUALITY, "too weak to count where better claims speak")
    else:
        _keep_first_rumour(heard)
    _narrow(statements)
    _believe_others(heard)
    _count_witnesses(statements)
    _overrule(heard, names)
    return statements


def read_changes(claims: Iterable[Claim], sources: Mapping[str, Source]) -> Iterator[Statement]:
    """Yield the claims of a change of control, on any place, that are not weak."""
    for claim in claims:
        if claim.kind in CHANGES:
            statement = _read(claim, sources[claim.source_id])
            _rate(statement)
            if statement.level > WEAK:
                yield statement


def _read(claim: Claim, source: Source) -> Statement:
    first, last = claim.first_day.toordinal(), claim.date_to
    if last is None and claim.kind not in (Kind.CONTESTED, Kind.BESIEGED):
        last = claim.first_day
    if claim.kind is Kind.CAPTURED:
        taker, loser = claim.holder, claim.from_holder
    elif claim.kind in (Kind.WITHDREW, Kind.CONTESTED):
        taker, loser = claim.rival, claim.holder
    elif claim.kind is Kind.DENIED and claim.from_holder:
        taker, loser = claim.from_holder, claim.holder
    else:
        taker, loser = claim.holder, claim.rival
    return Statement(
        claim=claim,
        source=source,
        first=first,
        last=None if last is None else last.toordinal(),
        taker=taker,
        loser=loser,
        by=claim.date_from is None,
    )


def _name_successors(statements: Sequence[Statement]) -> None:
    """Let a withdrawal that names nobody be to the side that others have take the place then.

    If they name none, it is to the only one that the side which leaves is fighting there.
    """
    for s in statements:
        if s.kind is Kind.WITHDREW and not s.taker:
            fought = {
                o.taker if o.loser == s.loser else o.loser
                for o in statements
                if o.kind is Kind.CONTESTED
                and s.loser in (o.taker, o.loser)
                and o.first <= s.until
                and (o.last is None or o.until >= s.first)
            }
            after = {
                o.taker
                for o in statements
                if o.kind is Kind.CAPTURED
                and o.taker != s.loser
                and o.loser in ("", s.loser)
                and o.first <= s.until + 1
                and s.first <= o.until + 1
            }
            named = after or fought
            if len(named) == 1:
                s.taker = named.pop()


def _read_denials(statements: Sequence[Statement]) -> None:
    """Let a denial that names one side only be of the change to it, if others tell of one."""
    taken = {s.taker for s in statements if s.kind in CHANGES}
    for s in statements:
        if s.kind is Kind.DENIED and not s.loser and s.taker in taken:
            s.taker, s.loser = "", s.taker


def _narrow(statements: Sequence[Statement]) -> None:
    """Let a wide window ("in November") speak of the latest change that narrower claims put in it.

    A narrower claim of a party in its own favour counts only where nobody else has one.
    """
    by_taker: dict[str, list[Statement]] = defaultdict(list)
    for s in statements:
        s.core = (s.first, s.until)
        if s.kind in CHANGES:
            by_taker[s.taker].append(s)
    wide = [s for changes in by_taker.values() for s in changes if s.until - s.first >= WIDE]
    for s in wide:
        within = [
            o
            for o in by_taker[s.taker]
            if s.first <= o.first
            and o.until <= s.until
            and o.until - o.first < (s.until - s.first) / 2
            and o.level > WEAK
        ]
        better = [o for o in within if o.stance is not Stance.OWN_FAVOUR] or within
        if better:
            o = max(better, key=lambda o: (o.until, o.order))
            s.core = (o.first, o.until)


def _keep_first_rumour(heard: Sequence[Statement]) -> None:
    """Let no rumour of who holds a place overturn a rumour, days before, of who took it."""
    for s in heard:
        told = [o for o in heard if o.kind in CHANGES and 0 < s.first - o.until <= RUMOUR_DAYS]
        last = max(told, key=lambda o: o.order, default=None)
        if s.kind is Kind.HOLDS and last is not None and last.taker not in ("", s.taker):
            why = f"no better than {last.claim.claim_id}, which came first"
            s.weigh(HEARSAY, QUALITY, why)


def _rate(s: Statement) -> None:
    reliability, credibility = s.source.reliability, s.claim.credibility
    s.weight = RELIABILITY[reliability] * CREDIBILITY[credibility]
    if reliability in (Reliability.E, Reliability.F) or credibility >= 5:
        s.level = WEAK
    elif reliability is Reliability.D or credibility == 4:
        s.level = FAIR
        why = f"rated {reliability}{credibility}: not enough to confirm on its own"
        s.reasons.append((QUALITY, why))


def _take_stance(
    s: Statement, heard: Sequence[Statement], parties: set[str], names: Mapping[str, str]
) -> None:
    side = s.claim.claimant_side
    gains = _gains(s, heard) if side in parties else ""
    if not gains:
        return
    who = names.get(side, side)
    if side == gains:
        s.stance = Stance.OWN_FAVOUR
        s.weight = min(s.weight, OWN_FAVOUR) if s.level > WEAK else s.weight
        why = "in its own favour: only claimed until an independent witness agrees"
        s.reasons.append((OWN, f"said on the side of {who}, {why}"))
    elif side == _loses(s, gains):
        s.stance = Stance.AGAINST_INTEREST
        if s.level > WEAK:
            s.level, s.weight = SOLID, max(s.weight, CONCESSION)
        s.reasons.append(
            (AGAINST, f"said on the side of {who}, against its interest: counts at once")
        )


def _gains(s: Statement, heard: Sequence[Statement]) -> str:
    """Return the side that ``s`` speaks for: judged by what the other side claims, not by column.

    A side that still fights for a place gains by saying so if others have it lost, and concedes
    if nobody else says that the rival is in.
    """
    side, claim = s.claim.claimant_side, s.claim
    if s.kind in SILENT or s.kind is Kind.ATTACKED:
        return ""
    if s.kind is Kind.BESIEGED:
        return claim.holder
    if s.kind is not Kind.CONTESTED:
        return s.taker
    told = [
        (o.until, o.taker)
        for o in heard
        if o is not s
        and o.claim.claimant_side != side
        and o.first <= s.until
        and o.level > WEAK
        and o.kind in (Kind.CAPTURED, Kind.WITHDREW, Kind.HOLDS)
    ]
    own = [(o.until, o.taker) for o in heard if o.claim.claimant_side == side and o.first < s.first]
    when, held = max(told, default=(0, claim.holder))
    said, had = max(own, default=(0, ""))
    if side == claim.rival == had and said >= when and held != side:
        return claim.holder  # it said that it had the place, none that it lost it: that is less
    return claim.holder if held == claim.rival else claim.rival


def _believe_others(heard: Sequence[Statement]) -> None:
    """Let a side's word that it still holds or fights count little where good witnesses differ."""
    good = [o for o in heard if o.confirms and o.taker and o.kind in TELLING]
    for s in heard:
        if s.stance is not Stance.OWN_FAVOUR or s.kind in CHANGES or s.level == WEAK:
            continue
        side = s.claim.claimant_side
        told = [o for o in good if o.core[0] <= s.until]
        last = max(told, key=lambda o: (o.core[1], o.order), default=None)
        fits = last is None or side in (last.taker, last.kind is Kind.CONTESTED and last.loser)
        attacks = s.kind is Kind.CONTESTED and side == s.claim.rival  # news, and no denial
        if last is not None and not fits and not attacks:
            why = f"{last.claim.claim_id}, which is {last.stance}, had it otherwise before"
            s.weigh(AGAINST_OTHERS, OWN, why)


def _loses(s: Statement, gains: str) -> str:
    """Return the side whose interest is against ``s``."""
    side, claim = s.claim.claimant_side, s.claim
    named = {claim.holder, claim.rival, claim.from_holder} - {"", gains}
    if s.kind is Kind.CAPTURED and claim.from_holder:
        return claim.from_holder
    return side if side in named or s.kind in (Kind.HOLDS, Kind.CAPTURED, Kind.DENIED) else ""


def _count_witnesses(statements: Sequence[Statement]) -> None:
    """Find who bears witness: a side that speaks for itself, the claimant, or the text's origin."""
    told: dict[tuple[str, str, str, bool], list[Statement]] = defaultdict(list)
    for s in sorted(statements, key=lambda s: (s.until - s.first, s.order)):
        named = _normal(s.claim.claimant) or _normal(s.source.origin) or s.source.source_id
        own = s.stance is Stance.OWN_FAVOUR
        s.witness = f"side {s.claim.claimant_side}" if own else named
        key = (s.witness, s.taker, s.loser if s.kind is Kind.CONTESTED else "", s.kind in CHANGES)
        before = next((o for o in told[key] if _adjoin(s, o, gap=1)), None)
        if before and (s.kind in CHANGES or own or _adjoin(s, before, gap=0)):
            what = "side" if own else "claimant" if s.claim.claimant else "origin of the text"
            why = f"the same {what} as claim {before.claim.claim_id}: one witness, not two"
            s.weigh(SAID_AGAIN, WITNESS, why)
        told[key].append(s)


def _adjoin(a: Statement, b: Statement, *, gap: int) -> bool:
    return a.core[0] <= b.core[1] + gap and b.core[0] <= a.core[1] + gap


def _normal(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _overrule(heard: Sequence[Statement], names: Mapping[str, str]) -> None:
    """Let what a side concedes beat what its other offices say from then on."""
    own: dict[str, list[Statement]] = defaultdict(list)
    conceded: dict[str, list[Statement]] = defaultdict(list)
    for s in heard:
        if s.stance is Stance.OWN_FAVOUR:
            own[s.claim.claimant_side].append(s)
        elif (
            s.stance is Stance.AGAINST_INTEREST and s.level > WEAK and s.kind is not Kind.CONTESTED
        ):
            conceded[s.claim.claimant_side].append(s)
    for side, concessions in conceded.items():
        back = sorted(s.first for s in heard if s.kind in CHANGES and s.taker == side)
        for s in own[side]:
            for c in concessions:
                index = bisect_right(back, c.until)
                retaken = back[index] if index < len(back) else None
                if s.until >= c.first and (retaken is None or s.first < retaken):
                    why = f"{names.get(side, side)} itself concedes the opposite"
                    s.weigh(OVERRULED, CONCEDED, f"{why} in {c.claim.claim_id}")
                    break


DIVISION = "division-taken-whole"
QUALITY, WITNESS = "weak-claims-weigh-less", "one-claimant-one-witness"
OWN, AGAINST = "party-in-its-own-favour", "party-against-its-interest"
CONCEDED = "concession-beats-own-offices"
