"""What is true of every history, whatever is claimed."""

import string
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from invented import BLUES, GREENS, REDS, TERMS, World, day, place

from ebbline.reconcile.engine import reconcile
from ebbline.reconcile.verdicts import Verdict
from ebbline.vocabulary import Certainty, Claim, Kind, Reliability, Source

SURE = {Certainty.DISPUTED: 0, Certainty.CLAIMED: 1, Certainty.CONFIRMED: 2}
HOLDERS = (REDS, BLUES, GREENS)
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def claims_with_sources(draw, places=("Ford",), most=9):
    """Return claims on some places and their sources, of any kind, quality and window."""
    claims, sources = [], {}
    for index in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(list(Kind)))
        holder, other, third = draw(st.permutations(HOLDERS))
        first = draw(st.integers(-3, 22))
        open_end = kind is Kind.CONTESTED and draw(st.booleans())
        last = first + draw(st.sampled_from((0, 0, 0, 1, 2, 5, 12)))
        rival = (
            other if kind in (Kind.CONTESTED, Kind.BESIEGED) else draw(st.sampled_from(("", other)))
        )
        source_id = f"s{index}"
        sources[source_id] = Source(
            source_id,
            "Paper",
            draw(st.sampled_from(("A", "B", "C"))),
            "",
            None,
            "",
            "en",
            draw(st.sampled_from(("press", "archive"))),
            draw(st.sampled_from(list(Reliability))),
        )
        claims.append(
            Claim(
                claim_id=f"c{index:02}",
                source_id=source_id,
                place=draw(st.sampled_from(places)),
                kind=kind,
                holder=holder,
                rival=rival,
                from_holder=draw(st.sampled_from(("", third))) if kind is Kind.CAPTURED else "",
                date_from=day(first),
                date_to=None if open_end else day(last),
                claimant=draw(st.sampled_from(("", "Army", "Radio", "Observers"))),
                claimant_side=draw(st.sampled_from(("neutral", *HOLDERS))),
                credibility=draw(st.integers(1, 6)),
                locator="",
                note="",
                distance_km=7.0 if kind is Kind.NEAR else None,
            )
        )
    return claims, sources


def history_of(claims, sources):
    world = World()
    world.claims, world.sources = claims, sources
    return world.history()


@SETTINGS
@given(claims_with_sources(), st.randoms(use_true_random=False))
def test_the_order_of_the_claims_never_matters(drawn, random):
    claims, sources = drawn
    told = history_of(claims, sources)
    shuffled = list(claims)
    random.shuffle(shuffled)
    again = history_of(shuffled, sources)
    assert (again.events, again.states) == (told.events, told.states)
    steps = [(s.statement.claim, s.rule, s.verdict, s.why) for s in told.trail]
    assert [(s.statement.claim, s.rule, s.verdict, s.why) for s in again.trail] == steps


@SETTINGS
@given(claims_with_sources())
def test_states_of_a_place_neither_overlap_nor_leave_a_gap_and_the_last_goes_on(drawn):
    states = history_of(*drawn).states
    assert all(a.end == b.start for a, b in pairwise(states))
    assert all(s.end is None or s.start < s.end for s in states)
    if states:
        assert states[-1].end is None
        assert all(s.end is not None for s in states[:-1])


def told_of(state):
    """Return what a state says but for its days."""
    sides = (state.holder, state.rival, state.contested, state.besieged, state.certainty)
    return (*sides, state.note, state.event_id, state.first_report, state.collections)


@SETTINGS
@given(claims_with_sources())
def test_neighbouring_states_differ(drawn):
    states = history_of(*drawn).states
    for a, b in pairwise(states):
        if (a.holder, a.rival, a.contested) == (b.holder, b.rival, b.contested):
            assert told_of(a) != told_of(b)


@SETTINGS
@given(claims_with_sources())
def test_no_state_begins_before_any_claim_reaches_it(drawn):
    """The first day is one that a claim names, or the start of the period for who held before."""
    claims, sources = drawn
    states = history_of(claims, sources).states
    if states:
        named = min(c.date_from for c in claims)
        assert states[0].start >= min(named, TERMS.period_first)
        if states[0].start < named:
            assert states[0].note == "holder before the event"


@SETTINGS
@given(claims_with_sources())
def test_no_day_is_confirmed_before_the_eve_of_the_first_word_on_its_holder(drawn):
    """What reaches back is claimed: nobody has said anything of these days."""
    claims, sources = drawn
    for state in history_of(claims, sources).states:
        if state.certainty is Certainty.CONFIRMED:
            sides = {state.holder, state.rival} - {""}
            named = [
                c.date_from
                for c in claims
                if sides & {c.holder, c.rival, c.from_holder} and c.kind is not Kind.NEAR
            ]
            assert state.start >= min(named, default=state.start) - timedelta(days=1)


@SETTINGS
@given(claims_with_sources())
def test_every_holder_of_a_state_is_named_by_a_claim(drawn):
    claims, sources = drawn
    named = {h for c in claims for h in (c.holder, c.rival, c.from_holder)} | {""}
    for state in history_of(claims, sources).states:
        assert {state.holder, state.rival} <= named


@SETTINGS
@given(claims_with_sources())
def test_every_event_and_state_rests_on_claims_that_are_there(drawn):
    claims, sources = drawn
    history = history_of(claims, sources)
    ids = {c.claim_id for c in claims}
    events = {e.event_id for e in history.events}
    assert len(events) == len(history.events)
    for event in history.events:
        assert event.claim_ids
        assert set(event.claim_ids) <= ids and set(event.contrary_claim_ids) <= ids
        assert not set(event.claim_ids) & set(event.contrary_claim_ids)
        assert event.date_earliest <= event.date <= event.date_latest
        assert event.collections and event.origins >= 1
    for state in history.states:
        assert state.event_id in events
        assert state.collections
        assert state.first_report <= state.last_report


@SETTINGS
@given(claims_with_sources())
def test_every_claim_is_explained_and_stands_with_some_event(drawn):
    claims, sources = drawn
    history = history_of(claims, sources)
    ids = {c.claim_id for c in claims}
    assert {s.statement.claim.claim_id for s in history.trail} == ids
    tabled = {i for e in history.events for i in (*e.claim_ids, *e.contrary_claim_ids)}
    ended = {s.statement.claim.claim_id for s in history.trail if s.verdict is not Verdict.WEIGHED}
    assert tabled <= ids and ended == ids


@SETTINGS
@given(claims_with_sources(most=4), st.data())
def test_a_good_witness_who_says_the_same_never_makes_an_event_less_sure(drawn, data):
    """Another independent witness says the same: same kind, sides and days."""
    claims, sources = drawn
    captured = {c.claim_id: c for c in claims if c.kind is Kind.CAPTURED}
    twins = [
        (e, captured[i])
        for e in history_of(claims, sources).events
        if e.certainty is Certainty.CONFIRMED and e.kind is Kind.CAPTURED
        for i in e.claim_ids
        if i in captured
    ]
    assume(twins)
    event, twin = data.draw(st.sampled_from(twins))
    more = replace(sources[twin.source_id], source_id="new", origin="New")
    more = replace(more, reliability=Reliability.B)
    added = replace(
        twin,
        claim_id="new",
        source_id="new",
        claimant="Somebody",
        claimant_side="neutral",
        credibility=2,
    )
    after = history_of([*claims, added], {**sources, "new": more})
    same = [e for e in after.events if "new" in e.claim_ids and e.kind is event.kind]
    assert max((SURE[e.certainty] for e in same), default=0) == SURE[Certainty.CONFIRMED]


@SETTINGS
@given(claims_with_sources(places=("Ford", "Mill", "Bridge"), most=12))
def test_a_build_with_fewer_collections_differs_only_where_removed_claims_speak(drawn):
    claims, sources = drawn
    places = {n.lower(): place(n.lower(), n) for n in ("Ford", "Mill", "Bridge")}
    ids = {p.name: p.place_id for p in places.values()}
    options = {"sources": sources, "places": places, "place_ids": ids, "terms": TERMS}
    full = list(reconcile(claims, **options))
    kept = [c for c in claims if sources[c.source_id].collection == "press"]
    fewer = list(reconcile(kept, **options))
    kept_ids = {c.claim_id for c in kept}
    removed = {ids[c.place] for c in claims if c.claim_id not in kept_ids}
    for history in fewer:
        assert all(set(e.claim_ids) <= kept_ids for e in history.events)
    untouched = [h for h in full if h.place.place_id not in removed]
    for history in untouched:
        (again,) = [h for h in fewer if h.place == history.place]
        assert (again.events, again.states) == (history.events, history.states)


hostile = st.text(
    st.sampled_from(string.ascii_letters + "=+-@'\"<>&|,;${}`\\\u202e\u200f\u2066é\ufdfd"),
    max_size=40,
)


@SETTINGS
@given(claims_with_sources(most=3), hostile, hostile, hostile)
def test_text_of_a_claim_changes_nothing_but_who_is_a_witness(drawn, note, locator, title):
    claims, sources = drawn
    plain = history_of(claims, sources)
    odd = history_of(
        [replace(c, note=note, locator=locator) for c in claims],
        {i: replace(s, title=title, publisher=note or "x") for i, s in sources.items()},
    )
    assert (odd.events, odd.states) == (plain.events, plain.states)
