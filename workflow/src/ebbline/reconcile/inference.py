"""The likeliest history of one place, from all that is said of it.

A place is, at the end of each day, with one side, fought over by two, or with nobody known. Each
claim makes some of that dearer on some days, by its weight; a change that nobody tells of is dear
too. The history of least total cost is found by dynamic programming (Viterbi 1967), the
probability of each standing on each day by forward and backward sums over all histories (Baum and
others 1970; both in Rabiner 1989, https://doi.org/10.1109/5.18626). Costs are in nats.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import NamedTuple

from ebbline.reconcile.statement import CHANGES, SILENT, TELLING, WEAK, Stance, Statement
from ebbline.vocabulary import Kind

Standing = tuple[str, ...]
"""``(holder,)``, two sides that fight, in order of name, or ``("",)`` for nobody known."""

NOBODY: Standing = ("",)
REPORTED, UNREPORTED, UNHEARD_OF = 0.7, 2.0, 4.0
"""Costs of a change: that a claim tells of; that none does; to nobody known."""
SILENTLY = 2.5
"""What a change that nobody tells of costs more where likelihoods are worked out."""
RETURNED = 0.1
"""Cost of control that returns when a fight with a told end is over."""
CALMED = 1.3
"""Cost of control that returns where a good witness, who has seen no fight, has it so."""
LULL = 0.057
"""Cost of each day of a fight beyond its told end: fights two weeks apart are one."""
AFTERMATH, FLARE = 14, 0.2
"""Fighting seen so many days after a capture that good witnesses tell of ends with the taker; what
it costs that it began anew."""
LATE = 0.001
"""Cost of each day of its window that a change comes early: news comes late, never early."""
HEARD, HEARD_ALONE = 0.5, 0.3
"""A claim that weighs less moves nothing; a weak one where there are only such."""
REST = 0.15
"""What is left of a span of fighting or of control once a good witness has the place fall in it."""
SETTLED_IN = 2
"""After so many days a place that was taken is still seen to be the taker's."""
BY_DAYS = 31
"""What happened "by" a day happened within so many days before it, if nothing else is known."""
AGAIN = {Stance.INDEPENDENT: 0.75, Stance.OWN_FAVOUR: 0.4, Stance.AGAINST_INTEREST: 0.35}
"""What it costs, as a part of its weight, that who is said to take the place had it before.

A loss is conceded late."""
UNHEARD = 2.4
"""And what it costs at most: less than to go back in silence and be taken again."""
BEGINNING = {0: 0.0, 1: 0.5, 2: 2.0}
"""Costs of a history that begins with one side, with nobody known, with a fight."""


class Term(NamedTuple):
    """On each day from ``first`` to ``last``, ``costs`` of the standings that are named.

    All others cost ``otherwise``.
    """

    first: int
    last: int
    costs: Mapping[Standing, float]
    otherwise: float


class Ease(NamedTuple):
    """A change into one of ``into`` on the days ``first`` to ``last`` costs only ``cost``."""

    first: int
    last: int
    into: frozenset[Standing]
    cost: float


@dataclass(frozen=True, slots=True)
class Run:
    """Days ``[start, end)`` of one standing; ``end`` may lie beyond every claim."""

    start: int
    end: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class ControlPath:
    """The likeliest history: ``runs`` in order, and how likely they are day by day."""

    runs: tuple[Run, ...]
    starts: tuple[int, ...]
    likelihoods: tuple[float, ...]

    def at(self, day: int) -> Run | None:
        """Return the run of a day."""
        index = bisect_right([r.start for r in self.runs], day) - 1
        return self.runs[index] if index >= 0 else None

    def likelihood(self, day: int) -> float:
        """Return how likely (0 to 1) the standing of ``day`` is, given all that is said."""
        index = max(bisect_right(self.starts, day) - 1, 0)
        return self.likelihoods[index]


TIE = 1e-9
ENDLESS = 10**9
"""An ordinal after every day."""


class Heard:
    """The claims that say who has the place, and where to find them by day and by side."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        spoken = (s for s in statements if s.kind not in SILENT or s.kind is Kind.ANNOUNCED)
        self.statements = list(spoken)
        self.taken: dict[int, list[Statement]] = defaultdict(list)
        self.fought: dict[Standing, list[Statement]] = defaultdict(list)
        for s in self.statements:
            if s.kind in CHANGES:
                self.taken[s.core[1]].append(s)
            elif s.kind is Kind.CONTESTED:
                self.fought[pair(s)].append(s)
        sides = {
            h for s in self.statements for h in (s.claim.holder, s.claim.rival, s.claim.from_holder)
        }
        self.fights = sorted(self.fought)
        self.standings = [*((h,) for h in sorted(sides - {""})), NOBODY, *self.fights]


def infer(statements: Sequence[Statement]) -> ControlPath:
    """Return the likeliest course of a place through time; no runs if nobody speaks of it."""
    heard = Heard(statements)
    terms = [t for s in heard.statements for t in _terms(s, heard) if t.last >= t.first]
    if not terms:
        return ControlPath((), (), ())
    eases = [e for s in heard.statements for e in _eases(s, heard)]
    standings = heard.standings
    edges = sorted(
        {t.first for t in terms}
        | {t.last + 1 for t in terms}
        | {e.first for e in eases}
        | {e.last + 1 for e in eases}
    )
    starts = [edges[0] - 1, *edges]
    costs = _spread(terms, starts, standings)
    changes = _changes(eases, starts, standings)
    path = _cheapest(costs, changes, standings)
    likely = _likelihoods(costs, changes, standings)
    runs: list[Run] = []
    for index, number in enumerate(path):
        end = starts[index + 1] if index + 1 < len(starts) else ENDLESS
        if runs and runs[-1].standing == standings[number]:
            runs[-1] = Run(runs[-1].start, end, standings[number])
        else:
            runs.append(Run(starts[index], end, standings[number]))
    return ControlPath(tuple(runs), tuple(starts), tuple(likely[i][n] for i, n in enumerate(path)))


def pair(s: Statement) -> Standing:
    """Return the two sides of a fight, in order of name."""
    return tuple(sorted((s.claim.holder, s.claim.rival)))


def _terms(s: Statement, heard: Heard) -> list[Term]:
    """Return what ``s`` makes dearer on which days."""
    w, first, last = s.weight, s.first, s.until
    fights = heard.fights
    if s.kind in CHANGES and s.taker:
        first, last = s.core
        first = last - BY_DAYS if s.by else first
        has = _favour(s.taker, fights, 0.75)
        terms = [
            Term(last, last, _scaled(has, 0.7 * w), 0.7 * w),
            Term(first, last - 1, {(s.taker,): LATE}, 0.0),
        ]
        if not _retaken(s, heard):
            after = last + SETTLED_IN
            terms.append(Term(after, after, _scaled(has, 0.3 * w), 0.3 * w))
        passed_on = _passed_on(s, heard)
        if passed_on:  # taken and lost on one day: the next one has it at its end
            terms = [Term(last, last, {(passed_on,): 0.0, (s.taker,): 0.0}, 0.7 * w)]
        took = _loser_took(s, heard)
        eve = first - 1 if took is None or passed_on else took if took < last else None
        if eve is not None:
            again = min(AGAIN[s.stance] * w, UNHEARD)
            before: dict[Standing, float] = {(s.taker,): again}
            if s.loser:
                before |= dict.fromkeys(_with(s.loser, fights), 0.0)
            terms.append(Term(eve, eve, before, 0.4 * w if s.loser else 0.0))
        return terms
    if s.kind is Kind.WITHDREW:
        gone = dict.fromkeys(_with(s.loser, fights), 0.75)
        gone[(s.loser,)] = 1.0
        others = 0.1
        return [
            Term(last, last, {NOBODY: 0.0, **_scaled(gone, 0.7 * w)}, others),
            Term(last + SETTLED_IN, last + SETTLED_IN, _scaled(gone, 0.3 * w), 0.0),
            Term(first - 1, first - 1, dict.fromkeys(_with(s.loser, fights), 0.0), 0.5 * w),
        ]
    if s.kind is Kind.HOLDS:
        has = _favour(s.taker, fights, 0.8)
        morning = 0.5 if _taken_on(s, heard, by_another=True) else 1.0
        return _until_it_fell(s, heard, has, last_day=morning)
    if s.kind is Kind.CONTESTED:
        fought = {pair(s): 0.0}
        own = _with(s.claim.holder, fights)
        ended = 0.2 if s.last is not None and _taken_on(s, heard) else 1.0
        held = Term(first - 1, first - 1, dict.fromkeys([*own, NOBODY], 0.0), 0.4 * w)
        return [held, *_until_it_fell(s, heard, fought, last_day=ended), *_lull(s, heard)]
    if s.kind is Kind.DENIED:
        if s.loser:  # what is denied is dear; whether the other has all of it is not said
            denied = _each_day(first, last, {(s.loser,): 0.8}, w, otherwise=0.0)
            if s.confirms:  # nor is the change a day late: that is what is denied
                day = last + SETTLED_IN
                denied.append(Term(day, day, {(s.loser,): 0.3 * w}, 0.0))
            return denied
        return _each_day(first, last, dict.fromkeys(_with(s.taker, fights), 0.0), w)
    part = {Kind.ATTACKED: 0.35, Kind.BESIEGED: 0.6, Kind.ANNOUNCED: 0.3}[s.kind]
    if s.kind is Kind.ANNOUNCED:
        last = first
    return _each_day(first, last, _favour(s.taker, fights, 0.3), w * part)


def _until_it_fell(
    s: Statement, heard: Heard, costs: Mapping[Standing, float], *, last_day: float
) -> list[Term]:
    """Spread the weight of a span of days; from a change within it on, the taker fits as well.

    Who tells of a span tells in sum, and the day of a change is told by those who saw it.
    """
    fell = _fell_during(s, heard)
    if not fell:
        return _each_day(s.first, s.until, costs, s.weight, last_day=last_day)
    day = fell[0].core[1]
    rest = dict(costs)
    rest.update(((o.taker,), REST) for o in fell)
    return [
        *_each_day(s.first, day - 1, costs, s.weight),
        *_each_day(day, s.until, rest, s.weight, last_day=last_day),
    ]


def _each_day(
    first: int,
    last: int,
    costs: Mapping[Standing, float],
    weight: float,
    *,
    otherwise: float = 1.0,
    last_day: float = 1.0,
) -> list[Term]:
    """Spread ``weight`` over a window: its ends count half each, the days together once more."""
    if first == last:
        return [Term(first, last, _scaled(costs, weight * last_day), otherwise * weight * last_day)]
    each, end = weight / (last - first + 1), weight / 2
    final = (each + end) * last_day
    return [
        Term(first, last - 1, _scaled(costs, each), otherwise * each),
        Term(first, first, _scaled(costs, end), otherwise * end),
        Term(last, last, _scaled(costs, final), otherwise * final),
    ]


def _favour(side: str, fights: Iterable[Standing], contested: float) -> dict[Standing, float]:
    """Return what standings cost that fit ``side``: nothing, or a part where it only fights."""
    return {(side,): 0.0, **{f: contested for f in fights if side in f}}


def _with(side: str, fights: Iterable[Standing]) -> list[Standing]:
    return [(side,), *(f for f in fights if side in f)]


def _scaled(costs: Mapping[Standing, float], weight: float) -> dict[Standing, float]:
    return {standing: cost * weight for standing, cost in costs.items()}


def _taken_on(s: Statement, heard: Heard, *, by_another: bool = False) -> bool:
    """Return whether a claim has the place taken on the last day of ``s``, a fight or a hold."""
    return any(
        o.weight >= s.weight / 4 and not (by_another and o.taker == s.taker)
        for o in heard.taken.get(s.until, ())
    )


def _passed_on(s: Statement, heard: Heard) -> str:
    """Return who took the place from the taker of ``s`` on the same day and after it."""
    if s.first != s.until:
        return ""
    for o in heard.taken.get(s.until, ()):
        if o.first != o.until or o.weight < s.weight / 4:
            continue
        if o.loser == s.taker and o.taker and o.taker != s.taker:
            if s.claim.order and o.claim.order and s.claim.order > o.claim.order:
                continue
            return o.taker
    return ""


def _retaken(s: Statement, heard: Heard) -> bool:
    """Return whether a change, or a fight against the taker, comes before it has settled in."""
    first, last = s.core[1] + 1, s.core[1] + SETTLED_IN
    changes = (o for day in range(first, last + 1) for o in heard.taken.get(day, ()))
    return any(o.taker != s.taker and o.weight >= s.weight / 4 for o in changes) or any(
        o.claim.holder == s.taker and first <= o.first <= last and o.weight >= s.weight / 4
        for fights in heard.fought.values()
        for o in fights
    )


def _loser_took(s: Statement, heard: Heard) -> int | None:
    """Return the day of its window on which the loser of ``s`` had itself taken the place."""
    days = (
        day
        for day in range(s.until, s.first - 1, -1)
        for o in heard.taken.get(day, ())
        if s.loser and o.taker == s.loser and o.first >= s.first and o.weight >= s.weight / 4
    )
    return next(days, None)


def _lull(s: Statement, heard: Heard) -> list[Term]:
    """Return the cost of a fight that goes on beyond its told end, until it is told of again."""
    if s.last is None or (s.last == s.first and not _mopped_up(s, heard)):
        return []
    end = s.last + 60
    for o in heard.fought[pair(s)]:
        if o is not s and o.until >= s.last and o.weight >= HEARD_ALONE:
            if o.last is None and o.first <= s.last:
                return []
            if o.first <= s.last + 1 and (o.until, o.order) > (s.last, s.order):
                return []
            if o.first > s.last:
                end = min(end, o.first - 1)
    return [Term(s.last + 1, end, {pair(s): LULL}, 0.0)]


def _fell_during(s: Statement, heard: Heard) -> list[Statement]:
    """Return the changes, in order, that good witnesses put within the days of ``s``."""
    within = _taken_between(s, heard, s.first + 1, s.until)
    return within if s.kind is Kind.CONTESTED else [o for o in within if o.taker != s.taker]


def _mopped_up(s: Statement, heard: Heard) -> str:
    """Return whom good witnesses have take the place shortly before a fight of ``s``, or in it.

    Nobody if the fight is one against the taker, on one day: that is a counter-attack, and how it
    ended is what nobody says.
    """
    taken = _taken_between(s, heard, s.first - AFTERMATH, s.until)
    taker = taken[-1].taker if taken else ""
    return "" if s.first == s.until and taker == s.claim.holder else taker


def _taken_between(s: Statement, heard: Heard, first: int, last: int) -> list[Statement]:
    taken = (
        o
        for day in range(first, last + 1)
        for o in heard.taken.get(day, ())
        if o.confirms
        and o.weight >= s.weight / 4
        and (s.kind is not Kind.CONTESTED or o.taker in pair(s))
    )
    return sorted(taken, key=lambda o: (o.core[1], o.order))


def _eases(s: Statement, heard: Heard) -> list[Ease]:
    moved = s.weight >= (HEARD if s.level > WEAK else HEARD_ALONE)
    cost = min(REPORTED, 0.4 * s.weight) if moved else REPORTED
    if s.kind is Kind.CONTESTED and not moved:
        return []
    if s.kind in CHANGES:
        into = [(s.taker,)] if s.taker else [st for st in heard.standings if s.loser not in st]
        first, last = s.core
        first = last - BY_DAYS if s.by else first
        return [Ease(first, last + 1, frozenset(into), cost)]
    if s.kind is Kind.CONTESTED:
        fell = _fell_during(s, heard)
        until = fell[0].core[1] - 1 if fell else s.until
        taken = _mopped_up(s, heard)
        if taken and not fell and s.first == s.last:
            cost = min(cost, FLARE)
        eases = [Ease(s.first, until, frozenset([pair(s)]), cost)]
        if s.last is not None and (s.last > s.first or taken):
            over = frozenset([(taken or s.claim.holder,)])
            eases.append(Ease(s.last + 1, s.last + 1, over, RETURNED))
        return eases
    if s.kind is Kind.HOLDS and s.confirms and _fought_before(s, heard):
        return [Ease(s.first, s.first, frozenset([(s.taker,)]), CALMED)]
    return []


def _fought_before(s: Statement, heard: Heard) -> bool:
    """Return whether the last good word before ``s`` has its side defend the place."""
    told = [o for o in heard.statements if o.confirms and o.until < s.first and o.kind in TELLING]
    last = max(told, key=lambda o: (o.until, o.order), default=None)
    return last is not None and last.kind is Kind.CONTESTED and s.taker == last.loser


def _spread(
    terms: Iterable[Term], starts: Sequence[int], standings: Sequence[Standing]
) -> list[list[float]]:
    """Return the cost of each standing over each stretch of days."""
    costs = [[0.0] * len(standings) for _ in starts]
    for term in terms:
        index = bisect_right(starts, term.first) - 1
        while index < len(starts) and starts[index] <= term.last:
            end = starts[index + 1] if index + 1 < len(starts) else term.last + 1
            days = min(end, term.last + 1) - starts[index]
            row = costs[index]
            for number, standing in enumerate(standings):
                row[number] += days * term.costs.get(standing, term.otherwise)
            index += 1
    return costs


def _changes(
    eases: Iterable[Ease], starts: Sequence[int], standings: Sequence[Standing]
) -> list[list[float]]:
    """Return what a change into each standing costs at the beginning of each stretch."""
    plain = [UNHEARD_OF if s == NOBODY else UNREPORTED for s in standings]
    changes = [list(plain) for _ in starts]
    for ease in eases:
        index = bisect_right(starts, ease.first) - 1
        while index < len(starts) and starts[index] <= ease.last:
            row = changes[index]
            for number, standing in enumerate(standings):
                if standing in ease.into:
                    row[number] = min(row[number], ease.cost)
            index += 1
    return changes


def _begin(standings: Sequence[Standing]) -> list[float]:
    return [BEGINNING[1] if s == NOBODY else BEGINNING[2 * (len(s) > 1)] for s in standings]


def _cheapest(
    costs: Sequence[Sequence[float]],
    changes: Sequence[Sequence[float]],
    standings: Sequence[Standing],
) -> list[int]:
    """Return the number of the standing of each stretch in the history of least cost."""
    number = range(len(standings))
    best = [c + b for c, b in zip(costs[0], _begin(standings), strict=True)]
    back: list[list[int]] = []
    for row, change in zip(costs[1:], changes[1:], strict=True):
        cheapest = min(number, key=lambda i: best[i])
        # Of equals the later change: what nobody tells the day of has happened by the next word.
        came = [i if best[i] < best[cheapest] + change[i] - TIE else cheapest for i in number]
        best = [best[came[i]] + (0.0 if came[i] == i else change[i]) + row[i] for i in number]
        back.append(came)
    path = [min(number, key=lambda i: best[i])]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


def _likelihoods(
    costs: Sequence[Sequence[float]],
    changes: Sequence[Sequence[float]],
    standings: Sequence[Standing],
) -> list[list[float]]:
    """Return the probability of each standing over each stretch, given all that is said."""
    emission = [[exp(min(row) - c) for c in row] for row in costs]
    moves = [[exp(-c - (SILENTLY if c > REPORTED else 0.0)) for c in row] for row in changes]
    forward = _normal([e * exp(-b) for e, b in zip(emission[0], _begin(standings), strict=True)])
    ahead = [forward]
    for row, move in zip(emission[1:], moves[1:], strict=True):
        total = sum(forward)
        forward = _normal(
            [e * (f + m * (total - f)) for e, f, m in zip(row, forward, move, strict=True)]
        )
        ahead.append(forward)
    backward = [1.0] * len(standings)
    likely = [[0.0]] * len(costs)
    for index in range(len(costs) - 1, -1, -1):
        likely[index] = _normal([a * b for a, b in zip(ahead[index], backward, strict=True)])
        if index:
            onward = [e * b for e, b in zip(emission[index], backward, strict=True)]
            into = [o * m for o, m in zip(onward, moves[index], strict=True)]
            total = sum(into)
            backward = _normal([o + total - i for o, i in zip(onward, into, strict=True)])
    return likely


def _normal(values: list[float]) -> list[float]:
    total = sum(values) or 1.0
    return [max(v / total, 1e-300) for v in values]
