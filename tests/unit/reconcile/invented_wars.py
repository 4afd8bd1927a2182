"""Invented wars over one town: what really happened, and what is said of it, lies and all.

Each agency reports most changes on the right day, some in a window, some a day late. The side that
gains announces early and through several papers; the side that loses may deny for days. Some
rumours and some announced victories have nothing behind them.
"""

import random
from dataclasses import dataclass

from invented import BLUES, GREENS, REDS, World, day

from ebbline.vocabulary import Certainty, Kind, Share

SIDES = (REDS, BLUES, GREENS)
DAYS = 60


@dataclass
class War:
    """A town's true holder on each day (a pair while fought over), and the claims about it."""

    truth: list
    world: World


def war(seed, *, lies):
    """Return an invented war; without ``lies`` all who speak are mistaken at most in the day."""
    chance = random.Random(seed)  # noqa: S311
    changes = _changes(chance)
    world = World()
    for when, fought_from, old, new in changes:
        _report(world, chance, when, fought_from, old, new)
        _announce(world, chance, when, old, new)
        if lies and chance.random() < 0.4:
            for _ in range(2):
                _deny(world, chance, when + chance.randint(0, 3), old)
    truth = _truth(chance, changes)
    for number, holder in enumerate(truth, start=1):
        if isinstance(holder, str) and chance.random() < 0.06:
            world.says("holds", holder, number, origin=chance.choice("ABC"))
    if lies:
        _invent(world, chance, truth)
    return War(truth, world)


def _changes(chance):
    days = sorted(chance.sample(range(8, 52), chance.choice((0, 1, 1, 2, 2, 3))))
    holder = chance.choice(SIDES)
    changes, last = [], 0
    for when in days:
        if when - last >= 5:
            taker = chance.choice([side for side in SIDES if side != holder])
            changes.append((when, when - chance.choice((0, 0, 1, 2, 3)), holder, taker))
            holder, last = taker, when
    return changes


def _truth(chance, changes):
    truth = [changes[0][2] if changes else chance.choice(SIDES)] * DAYS
    for when, fought_from, old, new in changes:
        truth[fought_from - 1 : when - 1] = [(old, new)] * (when - fought_from)
        truth[when - 1 :] = [new] * (DAYS - when + 1)
    return truth


def _report(world, chance, when, fought_from, old, new):
    for agency in "ABC":
        if chance.random() < 0.6:
            first, last = chance.choices(
                (
                    (when, when),
                    (when - chance.randint(0, 3), when + chance.randint(0, 3)),
                    (when + 1, when + 1),
                ),
                weights=(7, 2, 1),
            )[0]
            before = old if chance.random() < 0.7 else ""
            world.says("captured", new, first, last, from_holder=before, origin=agency)
    if fought_from < when and chance.random() < 0.7:
        agency = chance.choice("ABC")
        world.says("contested", old, fought_from, when - 1, rival=new, origin=agency)


def _announce(world, chance, when, old, new):
    announced = when - chance.choice((0, 0, 1, 2))
    for _ in range(chance.choice((0, 1, 3))):
        world.says(
            "captured",
            new,
            announced,
            from_holder=old,
            origin=chance.choice("ABC"),
            claimant=f"{new} army",
            claimant_side=new,
            credibility=3,
        )


def _deny(world, chance, when, side):
    world.says(
        "holds",
        side,
        when,
        origin=chance.choice("ABC"),
        claimant=f"{side} radio",
        claimant_side=side,
        credibility=3,
    )


def _invent(world, chance, truth):
    if chance.random() < 0.5:
        world.says(
            "captured",
            chance.choice(SIDES),
            chance.randint(5, 55),
            reliability="E",
            credibility=chance.choice((4, 5, 6)),
        )
    if chance.random() < 0.3:
        when = chance.randint(5, 55)
        liar = chance.choice([side for side in SIDES if side != truth[when - 1]])
        world.says(
            "captured", liar, when, claimant=f"{liar} army", claimant_side=liar, credibility=3
        )


@dataclass(frozen=True)
class Manners:
    """How those who speak of a war of attrition behave: probabilities, and days."""

    days: int = 200
    fight: tuple = (15, 90)
    snapshots: float = 0.15
    spans: float = 0.0
    boasts: float = 0.6
    denials: float = 0.6
    agencies: float = 0.6
    late: float = 0.12
    false_fight: float = 0.15
    concedes: float = 0.35
    press_denies: float = 0.5
    borne_out: float = 0.6
    encyclopedia: float = 0.5
    shares: float = 0.3
    flips: float = 0.2
    ordered: float = 0.3
    held_before: float = 0.03
    siege: float = 0.3
    rumours: float = 0.3


CHOSEN_ON = Manners()
"""What the weights of the rules were chosen on."""

KEPT_BACK = Manners(
    days=300,
    fight=(5, 160),
    snapshots=0.07,
    spans=0.3,
    boasts=0.8,
    denials=0.8,
    agencies=0.45,
    late=0.2,
    false_fight=0.25,
    concedes=0.2,
    press_denies=0.7,
    borne_out=0.5,
    encyclopedia=0.7,
    shares=0.5,
    flips=0.35,
    ordered=0.2,
    held_before=0.015,
    siege=0.5,
    rumours=0.5,
)
"""Other manners, on which nothing was chosen."""


def attrition(seed, manners=CHOSEN_ON):
    """Return an invented war over a town that is fought for long, seldom seen, and much lied about.

    Snapshots of the fight by a digest, boasts of the attacker long before the fall, denials of the
    loser after it, offices that say another thing than the army, orders, parts of the town, and
    agencies and encyclopedias that settle it late.
    """
    chance = random.Random(f"attrition {seed}")  # noqa: S311
    u, r = chance.sample(SIDES, 2)
    world, m = World(), manners
    begun = chance.randint(20, m.days // 3)
    over = min(begun + chance.randint(*m.fight), m.days - 30)
    fell = chance.random() < 0.75
    truth = [u] * (begun - 1) + [(u, r)] * (over - begun) + [r if fell else u] * (m.days - over + 1)
    _before_the_fight(world, chance, m, u, r, begun)
    _while_fought_over(world, chance, m, u, r, begun, over)
    if fell:
        _fall(world, chance, m, over, u, r)
        if chance.random() < m.flips and over + 25 < m.days:
            again = over + chance.randint(4, 20)
            back = again + chance.randint(2, 8)
            truth[again - 1 :] = [u] * (m.days - again + 1)
            _fall(world, chance, m, again, r, u)
            if chance.random() < 0.6 and back < m.days:
                truth[back - 1 :] = [r] * (m.days - back + 1)
                _fall(world, chance, m, back, u, r)
    else:
        for _ in range(chance.choice((0, 1, 2))):
            when = min(over + chance.randint(0, 20), m.days)
            world.says("holds", u, when, origin=chance.choice("ABC"))
        if chance.random() < m.denials:
            _own(world, chance, "holds", u, min(over + chance.randint(0, 9), m.days), u)
    if chance.random() < m.rumours:
        world.says(
            "captured",
            chance.choice((u, r)),
            chance.randint(5, m.days),
            reliability="D",
            credibility=chance.choice((4, 5)),
        )
    return War(truth, world)


def _before_the_fight(world, chance, m, u, r, begun):
    for when in range(1, begun):
        if chance.random() < m.held_before:
            world.says("holds", u, when, origin=chance.choice("ABC"))
        elif chance.random() < m.held_before:
            world.says("attacked", u, when, rival=r, origin="D", credibility=3)
    if chance.random() < m.siege:
        world.says(
            "besieged", u, begun - chance.randint(1, 15), rival=r, origin=chance.choice("ABC")
        )


def _while_fought_over(world, chance, m, u, r, begun, over):
    for when in range(begun, over):
        if chance.random() < m.snapshots:
            last = min(when + chance.randint(2, 9), over - 1) if chance.random() < m.spans else when
            share = None
            if chance.random() < m.shares:
                part = max(0.1, 1 - (when - begun) / max(over - begun, 1))
                share = Share(max(part - 0.1, 0.0), part)
            world.says(
                "contested",
                u,
                when,
                last,
                rival=r,
                origin=chance.choice("DDDA"),
                share=share,
                reliability="C" if chance.random() < 0.5 else "B",
                credibility=chance.choice((2, 3)),
            )
        if chance.random() < m.snapshots / 4:
            _own(world, chance, "contested", u, when, u, rival=r)
    if chance.random() < m.boasts:
        for _ in range(chance.choice((1, 1, 2))):
            when = chance.randint(max(begun - 5, 2), max(over - 1, begun))
            _own(world, chance, "captured", r, when, r, from_holder=u)
            if chance.random() < m.denials:
                kind = chance.choice(("contested", "holds", "denied"))
                side = u if chance.random() < 0.7 else "neutral"
                rival = "" if kind == "holds" else r
                if kind == "holds" and side == "neutral":
                    kind, rival = "contested", r
                _own(
                    world,
                    chance,
                    kind,
                    u,
                    min(when + chance.choice((0, 1, 1, 2)), over - 1),
                    side,
                    rival=rival,
                )


def _own(world, chance, kind, holder, when, side, **more):
    office = (
        "observers" if side == "neutral" else f"{side} {chance.choice(('army', 'radio', 'mayor'))}"
    )
    world.says(
        kind,
        holder,
        when,
        claimant=office,
        claimant_side=side,
        credibility=3,
        origin=chance.choice("ABC"),
        **more,
    )


def _fall(world, chance, m, when, old, new):
    """Tell of a change from ``old`` to ``new`` on a day, by all who do."""
    told = False
    for agency in "ABC":
        if chance.random() < m.agencies:
            told = True
            late = when + 1 if chance.random() < m.late else when
            before = old if chance.random() < 0.6 else ""
            world.says("captured", new, late, from_holder=before, origin=agency)
    _own(
        world, chance, "captured", new, when - chance.choice((0, 0, 0, 1, 2)), new, from_holder=old
    )
    if chance.random() < m.concedes:
        if chance.random() < m.ordered:
            _own(world, chance, "announced", old, when - 2, old, rival=new)
        _own(world, chance, "withdrew", old, when + chance.choice((0, 0, 1)), old, rival=new)
        if chance.random() < m.press_denies:
            _own(world, chance, "holds", old, when + chance.choice((0, 1)), old)
    elif chance.random() < m.denials:
        for _ in range(chance.choice((1, 1, 2, 3))):
            kind = chance.choice(("contested", "holds", "denied"))
            rival = "" if kind == "holds" else new
            _own(world, chance, kind, old, when + chance.randint(0, 5), old, rival=rival)
    if told and chance.random() < m.false_fight:
        world.says(
            "contested",
            old,
            when + chance.randint(0, 2),
            rival=new,
            origin="D",
            reliability="C",
            credibility=3,
        )
    if chance.random() < m.borne_out:
        world.says("holds", new, when + chance.randint(1, 3), origin=chance.choice("ABC"))
    if chance.random() < m.encyclopedia:
        first = when - chance.randint(0, 15)
        world.says(
            "captured",
            new,
            first,
            max(when, first + 20),
            from_holder=old,
            origin="W",
            reliability="C",
        )


@dataclass
class Score:
    """Days that a reading of the claims speaks of, and those it has right.

    ``sure`` and ``sure_wrong`` count the days it calls confirmed, and the wrong ones of them.
    """

    days: int = 0
    right: int = 0
    sure: int = 0
    sure_wrong: int = 0

    @property
    def share_right(self):
        return self.right / self.days

    @property
    def share_sure_wrong(self):
        return self.sure_wrong / self.sure


def score_rules(wars):
    """Return how the rules do."""
    score = Score()
    for w in wars:
        for state in w.world.history().states if w.world.claims else ():
            for number, holder in enumerate(w.truth, start=1):
                when = day(number)
                if state.start <= when and (state.end is None or when < state.end):
                    shown = (
                        frozenset((state.holder, state.rival)) if state.contested else state.holder
                    )
                    holder = frozenset(holder) if isinstance(holder, tuple) else holder
                    sure = state.certainty is Certainty.CONFIRMED
                    score.days += 1
                    score.right += shown == holder
                    score.sure += sure
                    score.sure_wrong += sure and shown != holder
    return score


def score_latest(wars):
    """Return how believing whatever was said last does."""
    score = Score()
    for w in wars:
        claims = sorted(
            (c for c in w.world.claims if c.kind is not Kind.ANNOUNCED),
            key=lambda c: (c.date_to, c.claim_id),
        )
        for number, holder in enumerate(w.truth, start=1):
            told = [c for c in claims if c.date_to <= day(number)]
            if told:
                last = told[-1]
                shown = _word(last)
                holder = frozenset(holder) if isinstance(holder, tuple) else holder
                score.days += 1
                score.right += shown == holder
    return score


def _word(claim):
    """Return what one claim alone says of who has the place."""
    if claim.kind is Kind.CONTESTED:
        return frozenset((claim.holder, claim.rival))
    return claim.rival if claim.kind is Kind.WITHDREW else claim.holder
