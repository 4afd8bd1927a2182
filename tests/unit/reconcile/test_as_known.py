"""Two clocks: who held a town as it was known on the day, and what was corrected later."""

from dataclasses import replace

from invented import BLUES, REDS, TERMS, World, day, number, place

from ebbline.reconcile.known import as_known
from ebbline.timeline import corrections


def told(world, published):
    """Return who held Ford as known on the day: ``(first day, holders)`` at each change.

    ``published`` are the days, by number, on which the sources of the claims came out, in order.
    """
    ids = [c.source_id for c in world.claims]
    sources = {
        i: replace(world.sources[i], published=None if n is None else day(n))
        for i, n in zip(ids, published, strict=True)
    }
    ford = place()
    known = as_known(
        world.claims,
        sources=sources,
        places={"ford": ford},
        place_ids={"Ford": "ford"},
        terms=TERMS,
    )
    return known.get("ford", ())


def holders(states):
    named = [
        (number(s.start), f"{s.holder}/{s.rival}" if s.contested else s.holder) for s in states
    ]
    return [now for n, now in enumerate(named) if not n or named[n - 1][1] != now[1]]


def test_a_capture_is_known_from_the_day_on_which_somebody_published_it():
    world = World()
    world.says("holds", REDS, 3)
    world.says("captured", BLUES, 9, from_holder=REDS)
    assert holders(told(world, [3, 11])) == [(3, REDS), (11, BLUES)]


def test_a_source_without_a_day_is_never_known_on_a_day():
    world = World()
    world.says("holds", REDS, 3)
    world.says("captured", BLUES, 9, from_holder=REDS)
    assert holders(told(world, [3, None])) == [(3, REDS)]


def test_a_town_declared_free_and_shown_not_to_be_is_a_correction_of_these_days():
    """Declared taken on the 8th; on the 20th an observer tells that Reds held it all along."""
    world = World()
    world.says("holds", REDS, 3)
    world.says("captured", BLUES, 8, claimant="Blue army", claimant_side=BLUES)
    world.says("holds", REDS, 18, claimant="Observers")
    then, now = told(world, [3, 8, 20]), world.history().states
    assert holders(then) == [(3, REDS), (8, BLUES), (20, REDS)]
    (corrected,) = {(c.then.holder, c.now.holder) for c in corrections(now, then)}
    assert corrected == (BLUES, REDS)


def test_what_was_only_not_reported_yet_is_no_correction():
    world = World()
    world.says("holds", REDS, 3)
    world.says("captured", BLUES, 9, from_holder=REDS)
    assert corrections(world.history().states, told(world, [3, 15])) == []


def test_once_all_is_published_both_clocks_tell_the_same():
    world = World()
    world.says("contested", REDS, 5, 10, rival=BLUES)
    world.says("captured", BLUES, 8, from_holder=REDS)
    then, now = told(world, [6, 12]), world.history().states
    assert (then[-1].holder, then[-1].certainty) == (now[-1].holder, now[-1].certainty)
