"""From fact to ink: each standing of town and land is drawn as the tables have it, on its day.

The case has every standing (reported, inferred, claimed, contested, disputed, stale, unknown,
attacked over a window of days). What ought to be drawn is worked out here from the rows of the
tables alone; what is drawn is read back from the finished figure (:mod:`drawn`).
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from drawn import Studio
from matplotlib.colors import to_rgb
from shapely.geometry import box

import invented_case as case
from ebbline import palette
from ebbline.vocabulary import Certainty, Convention, Evidence

FIRST, LAST = date(2020, 3, 1), date(2020, 4, 30)
DAY = timedelta(days=1)
CONFIRMED, CLAIMED, DISPUTED = Certainty.CONFIRMED, Certainty.CLAIMED, Certainty.DISPUTED
STYLES = palette.styles(dict.fromkeys(case.CONFIG["holders"]))
GROUND = palette.ground()
STALE_AFTER = 14

LATE = date(2020, 3, 15)
STATES = [replace(s, start=LATE) if s.place_id == "gamma" else s for s in case.STATES]
"""Nobody knows who holds Gamma before 15 March."""


def lot(place):
    """Return a square of land west of a place, settled in its middle, and its two sample points."""
    at = next(p for p in case.PLACES if p.place_id == place)
    lon, lat = at.lon - 0.1, at.lat + 0.02
    settled = box(lon - 0.04, lat - 0.025, lon + 0.04, lat + 0.025)
    total = box(lon - 0.08, lat - 0.05, lon + 0.08, lat + 0.05)
    return settled, total, (lon - 0.02, lat + 0.01), (lon - 0.06, lat + 0.04)


LOTS = ("alpha", "delta", "eta", "omega", "beta")
INFERRED = ("omega",)


def on(rows, place, day):
    """Return the row that is true of a place at the end of a day."""
    return next(
        (
            r
            for r in rows
            if r.place_id == place and r.start <= day and (r.end is None or day < r.end)
        ),
        None,
    )


CHANGES = sorted({s.start for s in STATES})


def holdings():
    """Return the rows of ``holdings.gpkg``: for each change day the lots of some towns."""
    rows = []
    for day in CHANGES:
        for place in LOTS:
            state = on(STATES, place, day)
            settled, total, *_ = lot(place)
            for convention, shape in ((Convention.SETTLED, settled), (Convention.TOTAL, total)):
                rows.append(
                    {
                        "date": day.isoformat(),
                        "holder": state.holder,
                        "rival": state.rival,
                        "evidence": str(
                            Evidence.INFERRED if place in INFERRED else Evidence.REPORTED
                        ),
                        "contested": int(state.contested),
                        "certainty": str(state.certainty),
                        "convention": str(convention),
                        "geometry": shape,
                    }
                )
    return rows


KEY_DAYS = (date(2020, 3, 10), date(2020, 3, 18), date(2020, 4, 2), date(2020, 4, 20))


def make_studio(folder, *, first=FIRST, last=LAST):
    """Return the studio of the case over a period."""
    config = {**case.CONFIG, "stale_after_days": STALE_AFTER}
    config["period"] = {"first": first.isoformat(), "last": last.isoformat()}
    views = {"whole": {**case.CONFIG["figures"]["views"]["whole"], "places": TOWNS}}
    config["figures"] = {
        **case.CONFIG["figures"],
        "views": views,
        "key_days": [d.isoformat() for d in KEY_DAYS if first <= d <= last],
        "comparisons": [["2020-03-09", "2020-04-20"]] if (first, last) == (FIRST, LAST) else [],
        "sizes": {"page": {"width_mm": 183, "height_mm": 120}},
        "dpi": 72,
    }
    rows = {
        "sources": case.SOURCES,
        "claims": case.claims(),
        "gazetteer": case.PLACES,
        "events": case.EVENTS,
        "states": STATES,
        "settlement_states": case.SETTLEMENTS,
        "areas": case.AREAS,
        "checks": case.CHECKS,
    }
    return Studio.of(
        folder,
        config=config,
        rows=rows,
        land=holdings(),
        layers={**case.layers(), "doubt": case.doubt()},
    )


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    return make_studio(tmp_path_factory.mktemp("ink"))


TOWNS = sorted({s.place_id for s in STATES})
AT = {p.place_id: (p.lon, p.lat) for p in case.PLACES if p.place_id in TOWNS}
ATTACKS = [e for e in case.EVENTS if e.kind == "attacked"]
DAYS = sorted(
    {
        *CHANGES,
        *(d - DAY for d in CHANGES if d > FIRST),
        date(2020, 3, 15),
        date(2020, 3, 16),
        date(2020, 4, 3),
        date(2020, 4, 4),
        date(2020, 4, 5),
        LAST,
    }
)
"""Change days and their eves, all days of the attack and one more, the last fresh day of some."""


@pytest.fixture(scope="module")
def day_map(studio):
    """Return a function that draws the map of a day, once."""
    known = {}

    def draw(day):
        if day not in known:
            known[day] = studio.draw(day.isoformat())
        return known[day]

    return draw


# -- what the tables ask for ---------------------------------------------------------------


def began(place, day):
    """Return whether control of a place changed on a day, by the rows of the states."""
    after = next((s for s in STATES if s.place_id == place and s.start == day), None)
    before = next((s for s in STATES if s.place_id == place and s.end == day), None)
    return bool(after and before)


def attacker(place, day):
    if began(place, day):
        return ""
    return next(
        (
            STYLES[e.rival].fill.lower()
            for e in ATTACKS
            if e.place_id == place and e.date_earliest <= day <= e.date_latest
        ),
        "",
    )


def wanted(place, day, *, ring=None, burst=None):
    """Return the mark of a place at the end of a day, as a dictionary of what a reader sees."""
    state = on(STATES, place, day)
    burst = attacker(place, day) if burst is None else burst
    land = GROUND["land"].lower()
    if state is None:
        return {
            "shape": "circle",
            "fill": land,
            "half": "",
            "edge": GROUND["quiet"].lower(),
            "inner": "",
            "inner_colour": "",
            "ring": False,
            "burst": burst,
        }
    style = STYLES[state.holder]
    stale = (day - state.last_report).days > STALE_AFTER and not state.contested
    inner = {CONFIRMED: "", CLAIMED: "dot", DISPUTED: "cross"}[state.certainty]
    fill = style.fill.lower()
    return {
        "shape": style.marker,
        "fill": land if stale else fill,
        "half": STYLES[state.rival].fill.lower() if state.contested else "",
        "edge": style.edge.lower(),
        "inner": inner,
        "inner_colour": (fill if stale else land) if inner else "",
        "ring": began(place, day) if ring is None else ring,
        "burst": burst,
    }


def tint(colour):
    """Return whose colour a colour is over bare ground, and how much of it (0 to 1)."""
    found = []
    for holder, style in STYLES.items():
        own, ground, seen = to_rgb(style.fill), to_rgb(GROUND["land"]), to_rgb(colour)
        span = [a - b for a, b in zip(own, ground, strict=True)]
        share = sum(s * (c - g) for s, c, g in zip(span, seen, ground, strict=True)) / sum(
            s * s for s in span
        )
        away = max(abs(g + share * s - c) for s, c, g in zip(span, seen, ground, strict=True))
        found.append((away, holder, share))
    away, holder, share = min(found)
    assert away < 0.01, f"{colour} is nobody's colour"
    return holder, share


# -- maps ----------------------------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_town_is_marked_as_the_tables_say(day_map, day):
    marks = day_map(day).towns(AT)
    assert set(marks) == set(TOWNS)
    for place in TOWNS:
        assert vars(marks[place]) == wanted(place, day), place


def test_every_standing_of_a_town_is_among_them():
    states = [on(STATES, p, d) for d in DAYS for p in TOWNS]
    assert None in states
    assert {s.certainty for s in states if s} == set(Certainty)
    assert any(s.contested for s in states if s)
    marks = [wanted(p, d) for d in DAYS for p in TOWNS]
    assert {bool(m["burst"]) for m in marks} == {m["ring"] for m in marks} == {True, False}
    bare, quiet = GROUND["land"].lower(), GROUND["quiet"].lower()
    assert {m["edge"] == quiet for m in marks if m["fill"] == bare} == {True, False}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_land_has_its_holder_of_that_day(day_map, day):
    drawn = day_map(day)
    for place in LOTS:
        state = on(STATES, place, day)
        _, _, middle, rim = lot(place)
        inside, outside = drawn.land_at(*middle), drawn.land_at(*rim)
        holder, share = tint(inside.fill)
        assert holder == state.holder, place
        assert tint(outside.fill)[0] == state.holder, place
        assert tint(outside.fill)[1] < share, "open land is fainter than settled land"
        assert (share > 0.99) == (place not in INFERRED), place
        if state.contested:
            assert tint(inside.pattern_colour)[0] == state.rival
        else:
            assert bool(inside.pattern) == (place in INFERRED), place
        assert inside.edge == STYLES[state.holder].edge.lower()
        assert inside.dashed == (state.certainty is not CONFIRMED), place


def test_where_no_holder_is_known_the_ground_is_bare(day_map):
    assert day_map(FIRST).land_at(12.4, 50.3) is None


# -- several days in one figure --------------------------------------------------------------


def test_each_small_map_of_the_overview_is_of_its_own_day(studio):
    drawn = studio.draw("overview")
    days = KEY_DAYS
    maps = [a for a in drawn.maps() if drawn.land_at(*lot("delta")[2], a)]
    assert len(maps) == len(days)
    before = None
    for day, axes in zip(days, maps, strict=True):
        marks = drawn.towns(AT, axes)
        for place in TOWNS:
            state, old = on(STATES, place, day), before and on(STATES, place, before)
            key = [(s.holder, s.rival) if s else None for s in (state, old)]
            ring = bool(old) and key[0] != key[1]
            assert vars(marks[place]) == wanted(place, day, ring=ring, burst=""), (place, day)
        for place in LOTS:
            mark = drawn.land_at(*lot(place)[2], axes)
            assert tint(mark.fill)[0] == on(STATES, place, day).holder
        before = day


def test_the_map_of_two_days_tells_lost_kept_and_gained_apart(studio):
    first, last = date(2020, 3, 9), date(2020, 4, 20)
    drawn = studio.draw(f"change_{first}_{last}")
    for place in LOTS:
        before, after = on(STATES, place, first), on(STATES, place, last)
        mark = drawn.land_at(*lot(place)[2])
        if before.holder == after.holder == "red":
            assert (mark.fill, mark.pattern) == (STYLES["red"].fill.lower(), "")
        elif before.holder == "red":
            assert mark.pattern == "////" and tint(mark.fill)[0] == after.holder


# -- charts ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def strips(studio):
    return {lang: studio.draw("towns", lang=lang) for lang in ("en", "ar")}


def expected_bars(place, first=FIRST, last=LAST):
    end = last + DAY
    for state in (s for s in STATES if s.place_id == place):
        start, stop = max(state.start, first), min(state.end or end, end)
        if start < stop:
            yield start, stop, state


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_bars_of_a_town_cover_its_days_to_the_end_of_the_period(strips, lang):
    drawn = strips[lang]
    for place in TOWNS:
        row = drawn.row(place, FIRST, LAST)
        bars = row.bars
        rows = list(expected_bars(place))
        assert [(b.start, b.end) for b in bars] == [(start, stop) for start, stop, _ in rows], place
        for bar, (_, _, state) in zip(bars, rows, strict=True):
            look, style = bar.look, STYLES[state.holder]
            assert bar.thick and look.edge == style.edge.lower()
            assert look.dashed == (state.certainty is not CONFIRMED), place
            if state.contested:
                assert look.fill == style.fill.lower()
                assert look.pattern_colour == STYLES[state.rival].fill.lower()
            elif state.certainty is CONFIRMED:
                assert (look.fill, look.pattern) == (style.fill.lower(), "")
            else:
                assert look.pattern and look.fill != style.fill.lower()


def test_what_lies_outside_the_period_has_no_bar_and_what_reaches_into_it_is_cut(tmp_path):
    first, last = date(2020, 3, 19), date(2020, 4, 10)
    drawn = make_studio(tmp_path, first=first, last=last).draw("towns")
    for place in TOWNS:
        bars = [(b.start, b.end) for b in drawn.row(place, first, last).bars]
        assert bars == [bar[:2] for bar in expected_bars(place, first, last)], place


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_row_is_veiled_from_the_day_on_which_its_last_report_is_old(strips, lang):
    for place in TOWNS:
        wanted_veils = []
        for start, stop, state in expected_bars(place):
            begin = max(state.last_report + (STALE_AFTER + 1) * DAY, start)
            if begin < stop and not state.contested:
                wanted_veils.append((begin, stop))
        assert strips[lang].row(place, FIRST, LAST).veils == tuple(wanted_veils), place


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_tick_stands_on_the_last_day_of_each_claim(strips, lang):
    told = {e.place_id: set() for e in case.EVENTS}
    for claim in case.claims():
        place = next(e.place_id for e in case.EVENTS if claim.claim_id in e.claim_ids)
        told[place].add(claim.date_to)
    for place in TOWNS:
        assert strips[lang].row(place, FIRST, LAST).ticks == tuple(sorted(told.get(place, ())))


def test_the_chart_of_areas_steps_on_the_day_of_each_row(studio):
    drawn = studio.draw("area")
    lines = drawn.lines_of(STYLES["red"].fill)
    days = (LAST - FIRST).days + 1
    for convention in Convention:
        rows = sorted((a for a in case.AREAS if a.convention is convention), key=lambda a: a.date)
        steps = [((a.date - FIRST).days / days, a.km2) for a in rows]
        found = [line for line in lines if [y for _, y in line[::2]] == [y for _, y in steps]]
        assert len(found) == 1, convention
        assert [x for x, _ in found[0][::2]] == pytest.approx([x for x, _ in steps])
        assert [x for x, _ in found[0][1::2]] == pytest.approx([x for x, _ in steps[1:]] + [1.0])
