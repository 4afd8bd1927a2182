"""Invented wars over one town: what really happened, and what is said of it, lies and all.

Each agency reports most changes on the right day, some in a window, some a day late. The side that
gains announces early and through several papers; the side that loses may deny for days. Some
rumours and some announced victories have nothing behind them.
"""

import random
from dataclasses import dataclass

from invented import BLUES, GREENS, REDS, World, day

from ebbline.vocabulary import Certainty, Kind

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
                    shown = (state.holder, state.rival) if state.contested else state.holder
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
        claims = sorted(w.world.claims, key=lambda c: (c.date_to, c.claim_id))
        for number, holder in enumerate(w.truth, start=1):
            told = [c for c in claims if c.date_to <= day(number)]
            if told:
                last = told[-1]
                shown = (last.holder, last.rival) if last.kind is Kind.CONTESTED else last.holder
                score.days += 1
                score.right += shown == holder
    return score
