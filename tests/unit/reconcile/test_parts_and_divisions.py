"""What is said of a quarter shows on its town, and what is said of a province on its towns."""

from dataclasses import replace

from invented import BLUES, GREENS, REDS, TERMS, World, number, place

from ebbline.reconcile.engine import reconcile
from ebbline.vocabulary import PlaceKind


def histories(worlds, places):
    """Return histories by place id of claims that each world makes of the place of its name."""
    claims, sources = [], {}
    for name, world in worlds.items():
        for claim in world.claims:
            renamed = replace(claim, claim_id=f"{name}-{claim.claim_id}", place=name)
            source = world.sources[claim.source_id]
            source = replace(source, source_id=f"{name}-{source.source_id}")
            claims.append(replace(renamed, source_id=source.source_id))
            sources[source.source_id] = source
    told = reconcile(
        claims,
        sources=sources,
        places={p.place_id: p for p in places},
        place_ids={p.name: p.place_id for p in places},
        terms=TERMS,
    )
    return {h.place.place_id: h for h in told}


def test_a_town_is_contested_while_a_quarter_of_it_is_in_other_hands():
    town, quarter = World(), World()
    town.says("holds", REDS, 3)
    town.says("captured", BLUES, 30, from_holder=REDS)
    quarter.says("captured", BLUES, 10, from_holder=REDS)
    told = histories(
        {"Ford": town, "Old Ford": quarter},
        [place(), place("old-ford", "Old Ford", part_of="ford")],
    )
    contested = [s for s in told["ford"].states if s.contested]
    assert (number(contested[0].start), contested[0].rival) == (10, BLUES)
    assert number(contested[-1].end) == 30
    assert told["ford"].states[-1].holder == BLUES and not told["ford"].states[-1].contested


def test_a_province_taken_whole_takes_the_towns_of_which_nobody_says_better():
    province, town, other = World(), World(), World()
    province.says("captured", BLUES, 20, from_holder=REDS)
    town.says("holds", REDS, 3)
    other.says("holds", REDS, 20, 25)
    told = histories(
        {"Vale": province, "Ford": town, "Mill": other},
        [
            place("vale", "Vale", kind=PlaceKind.DIVISION, admin1="Vale"),
            place(admin1="Vale"),
            place("mill", "Mill", admin1="Vale"),
            place("far", "Far", admin1="Hills"),
        ],
    )
    assert "vale" not in told and "far" not in told
    last = told["ford"].states[-1]
    assert (last.holder, last.certainty) == (BLUES, "claimed")
    assert told["mill"].states[-1].holder == REDS


# Who advances


def advancing(word, *, also=()):
    """Return the history of Ford, told of by ``word``, where Blues took towns from Reds before."""
    ford, worlds = World(), {}
    word(ford)
    for number_, (taker, loser) in enumerate([(BLUES, REDS), (BLUES, REDS), *also]):
        town = World()
        town.says("captured", taker, 10 + number_, from_holder=loser)
        worlds[f"Town {number_}"] = town
    places = [place(name.lower().replace(" ", "-"), name) for name in worlds]
    return histories({"Ford": ford, **worlds}, [place(), *places])["ford"]


def test_a_bare_word_for_a_side_that_advances_says_nothing_of_the_days_before():
    told = advancing(lambda ford: ford.says("holds", BLUES, 60))
    assert number(told.states[0].start) == 60


def test_a_bare_word_for_a_side_that_does_not_advance_reaches_back():
    told = advancing(lambda ford: ford.says("holds", REDS, 60))
    assert number(told.states[0].start) == 1
    told = advancing(lambda ford: ford.says("holds", BLUES, 60), also=[(REDS, BLUES)] * 2)
    assert number(told.states[0].start) == 1


def test_from_whom_a_town_is_taken_and_who_is_fought_there_reach_back_by_the_same_rule():
    """Blues advance against Reds: when they came to Ford nobody says, not so against Greens."""
    for word in ("captured", "contested"):

        def loses(ford, rival, word=word):
            if word == "captured":
                return ford.says("captured", rival, 60, from_holder=BLUES)
            return ford.says("contested", BLUES, 60, rival=rival)

        assert number(advancing(lambda f: loses(f, REDS)).states[0].start) == 59
        assert number(advancing(lambda f: loses(f, GREENS)).states[0].start) == 1
