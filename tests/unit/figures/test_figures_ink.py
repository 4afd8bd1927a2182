"""From fact to ink: each standing of town and land is drawn as the tables have it, on its day.

The case has every standing (reported, inferred, claimed, contested with a share, disputed, stale,
known by a later report only, unknown, besieged, taken within a window of days, attacked on several
days, with forces near it). What ought to be drawn is worked out here from the rows of the
tables alone; what is drawn is read back from the finished figure (:mod:`drawn`).
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pandas
import pytest
from drawn import Studio
from matplotlib.colors import to_hex, to_rgb
from shapely.geometry import LineString, box

import invented_case as case
from ebbline import palette, tables
from ebbline.figures.content import Land
from ebbline.figures.legend import Legend
from ebbline.figures.overview import outline_of
from ebbline.language import load
from ebbline.scene.words import rounded
from ebbline.vocabulary import (
    Certainty,
    Comparison,
    Convention,
    Direction,
    Evidence,
    Kind,
    Resolution,
)

FIRST, LAST = date(2020, 3, 1), date(2020, 4, 30)
DAY = timedelta(days=1)
CONFIRMED, CLAIMED, DISPUTED = Certainty.CONFIRMED, Certainty.CLAIMED, Certainty.DISPUTED
STYLES = palette.styles(dict.fromkeys(case.CONFIG["holders"]))
GROUND = palette.ground()
STALE_AFTER = 14

LATE, TOLD = date(2020, 3, 15), date(2020, 3, 20)
SIEGE = (date(2020, 3, 12), date(2020, 3, 28))


def states():
    """Return the states of the case, with what it lacks.

    Nobody knows who holds Gamma before 15 March, and reports speak of it from 20 March on. Epsilon
    is besieged; of Delta, while it is fought over, a share is told.
    """
    for state in case.STATES:
        if state.place_id == "gamma":
            yield replace(state, start=LATE, first_report=TOLD)
        elif state.place_id == "epsilon":
            first, last = SIEGE
            yield replace(state, end=first)
            yield replace(state, start=first, end=last, rival="blue", besieged=True)
            yield replace(state, start=last, last_report=last)
        elif state.place_id == "delta" and state.contested:
            yield replace(state, share_low=0.6, share_high=0.8)
        else:
            yield state


STATES = list(states())
WINDOW = (date(2020, 3, 8), date(2020, 3, 10))
EVENTS = [
    replace(e, date_earliest=WINDOW[0]) if e.event_id == "alpha-taken" else e for e in case.EVENTS
]
NEAR = replace(
    next(c for c in case.claims() if c.place == "Beta"),
    **{"claim_id": "c-near", "kind": Kind.NEAR, "holder": "blue", "rival": "", "from_holder": ""},
    **{"date_from": date(2020, 3, 15), "date_to": date(2020, 3, 16)},
    **{"distance_km": 12.0, "direction": Direction.NW},
)
"""Blue forces are 12 km north-west of Beta on 15 and 16 March."""
CLAIMS = [*case.claims(), NEAR]


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


def rivers():
    """Return the case's river and a brook that flows into it, the large one first."""
    large = case.layers()["rivers"]
    brook = LineString([(11.6, 51.0), (11.2, 50.7), (10.9, 50.4)])
    small = large.assign(river_id="brook", name="Brook", name_ar="", scalerank=6, geometry=[brook])
    return pandas.concat([large, small])


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
        "claims": CLAIMS,
        "gazetteer": case.PLACES,
        "geocoding": [Resolution(p.name, p.place_id, "exact", 100.0, "", None) for p in TOLD_OF],
        "events": EVENTS,
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
        layers={**case.layers(), "rivers": rivers(), "doubt": case.doubt()},
    )


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    return make_studio(tmp_path_factory.mktemp("ink"))


TOWNS = sorted({s.place_id for s in STATES})
TOLD_OF = [p for p in case.PLACES if p.place_id in TOWNS]
AT = {p.place_id: (p.lon, p.lat) for p in case.PLACES if p.place_id in TOWNS}
ATTACKS = [e for e in EVENTS if e.kind == "attacked"]
DAYS = sorted(
    {
        *CHANGES,
        *(d - DAY for d in CHANGES if d > FIRST),
        date(2020, 3, 16),
        TOLD - DAY,
        TOLD,
        date(2020, 4, 3),
        date(2020, 4, 4),
        date(2020, 4, 5),
        LAST,
    }
)
"""Change days and their eves, all days of the attack and one more, when Gamma is first told of,
the last fresh day of some, those on which forces are near Beta and one more."""


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
            "siege": "",
            "window": False,
            "broken": True,
        }
    style = STYLES[state.holder]
    later = bool(state.first_report) and day < state.first_report
    old = (day - state.last_report).days > STALE_AFTER
    stale = old or later
    changed = began(place, day) if ring is None else ring
    event = next((e for e in EVENTS if e.event_id == state.event_id), None)
    days = bool(event) and event.date_earliest < event.date_latest
    inner = {CONFIRMED: "", CLAIMED: "dot", DISPUTED: "cross"}[state.certainty]
    fill = style.fill.lower()
    return {
        "shape": style.marker,
        "fill": land if stale else fill,
        "half": (land if stale else STYLES[state.rival].fill.lower()) if state.contested else "",
        "edge": style.edge.lower(),
        "inner": inner,
        "inner_colour": (fill if stale else land) if inner else "",
        "ring": changed,
        "burst": burst,
        "siege": STYLES[state.rival].fill.lower() if state.besieged else "",
        "window": changed and days and ring is None,
        "broken": later,
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
    assert None in states and any(s.share_low for s in states if s)
    assert {s.certainty for s in states if s} == set(Certainty)
    assert any(s.contested for s in states if s)
    marks = [wanted(p, d) for d in DAYS for p in TOWNS]
    assert {bool(m["burst"]) for m in marks} == {m["ring"] for m in marks} == {True, False}
    assert {bool(m["siege"]) for m in marks} == {m["window"] for m in marks} == {True, False}
    assert any(m["broken"] for m, s in zip(marks, states, strict=True) if s)
    bare, quiet = GROUND["land"].lower(), GROUND["quiet"].lower()
    assert {m["edge"] == quiet for m in marks if m["fill"] == bare} == {True, False}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_an_arrow_points_to_forces_near_a_town_on_the_days_that_are_told(day_map, day):
    near = NEAR.date_from <= day <= NEAR.date_to
    arrows = {place: day_map(day).arrows(AT[place]) for place in TOWNS}
    blue = (STYLES["blue"].edge.lower(), 315)
    assert arrows == {place: [blue] if near and place == "beta" else [] for place in TOWNS}
    assert day_map(day).distances() == ({"beta": ("12 km", 315)} if near else {})


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


def test_the_ground_reaches_the_corners_of_the_map(studio, day_map):
    outside, land = GROUND["outside"].lower(), GROUND["land"].lower()
    drawn = day_map(FIRST)
    assert set(drawn.ground_at_corners()) <= {outside, land}
    inset = next(a for a in studio.draw("overview").maps())
    assert "" not in drawn.ground_at_corners(inset)


def test_a_large_river_lies_over_a_small_one(day_map):
    widths = day_map(FIRST).river_widths()
    assert len(widths) == 2 and widths[0] < widths[1]


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


# -- legends ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def words(studio):
    """Return the words of the legend by key."""
    studio.draw("area")
    entries = studio.scene()["legend"]
    return {entry["key"]: entry["text"]["en"] for entry in entries}


def standings(day):
    """Return the towns of each standing at the end of a day, by key of the legend."""
    found = {key: [] for key in SIGNS}
    for place in TOWNS:
        mark, state = wanted(place, day), on(STATES, place, day)
        keys = [key for key, signs in SIGNS.items() if any(mark[s] for s in signs)]
        other = {"dot": "place_disputed", "cross": "place_claimed"}.get(mark["inner"])
        keys = [key for key in keys if key != other]
        for key in keys:
            found[key].append(place)
        if state is None:
            found.setdefault("place_unknown", []).append(place)
        elif mark["broken"]:
            found.setdefault("place_later", []).append(place)
        elif mark["fill"] == GROUND["land"].lower():
            found.setdefault("place_stale", []).append(place)
    return {key: places for key, places in found.items() if places}


PLAIN = {"half": "", "inner": "", "ring": False, "burst": "", "siege": "", "window": False}
SIGNS = {
    "place_contested": {"half"},
    "place_besieged": {"siege"},
    "place_changed": {"ring"},
    "place_window": {"window"},
    "place_attacked": {"burst"},
    "place_claimed": {"inner"},
    "place_disputed": {"inner"},
}
"""What an entry of the legend shows beside a town that is held for certain."""


def entry(place, day, key):
    """Return the mark of a legend's entry: that of a town of the map, with nothing else to it."""
    mark, state = wanted(place, day), on(STATES, place, day)
    if key == "place_unknown":
        return mark | {"ring": False, "burst": ""}
    style = STYLES[state.holder]
    hollow = key in ("place_stale", "place_later")
    plain = PLAIN | {
        "shape": style.marker,
        "fill": GROUND["land"].lower() if hollow else style.fill.lower(),
        "edge": style.edge.lower(),
        "inner_colour": GROUND["land"].lower() if "inner" in SIGNS.get(key, ()) else "",
        "broken": key == "place_later",
    }
    return plain | {name: mark[name] for name in SIGNS.get(key, ())}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_legend_explains_each_mark_of_the_map_and_no_other(day_map, words, day):
    drawn = day_map(day).legend()
    found = standings(day)
    keys = {*SIGNS, "place_unknown", "place_later", "place_stale"}
    shown = {
        key: mark for text, mark in drawn.items() for key in keys if words[key].startswith(text)
    }
    assert set(shown) == set(found)
    for key, places in found.items():
        assert vars(shown[key]) in [entry(place, day, key) for place in places], key


@pytest.mark.parametrize("day", [FIRST, date(2020, 3, 18), LAST], ids=str)
def test_the_swatches_of_the_legend_are_those_of_the_land(day_map, words, day):
    drawn = day_map(day)
    heads = {"reported": words["reported"], "inferred": words["inferred"], "open": words["desert"]}
    for place in LOTS:
        state, kind = on(STATES, place, day), "inferred" if place in INFERRED else "reported"
        if state.contested:
            continue
        name = case.CONFIG["holders"][state.holder]["short"]["en"]
        full = case.CONFIG["holders"][state.holder]["name"]["en"]
        swatch = drawn.swatch(heads[kind], (name, full))
        land = drawn.land_at(*lot(place)[2])
        assert (swatch.fill, swatch.pattern) == (land.fill, land.pattern), place
        assert swatch.edge == land.edge and not swatch.dashed
        rim = drawn.land_at(*lot(place)[3])
        assert tint(drawn.swatch(heads["open"], (name, full)).fill)[0] == tint(rim.fill)[0]


# -- charts ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def strips(studio):
    return {lang: studio.draw("towns", lang=lang) for lang in ("en", "ar")}


def expected_bars(place, first=FIRST, last=LAST):
    """Yield the days of each bar of a place, with its state; one begins on the first report."""
    end = last + DAY
    for state in (s for s in STATES if s.place_id == place):
        cuts = [state.start, *[d for d in [state.first_report] if d], state.end or end]
        for begin, until in pairwise(cuts):
            start, stop = max(begin, first), min(until, end)
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
        for bar, (start, _, state) in zip(bars, rows, strict=True):
            look, style = bar.look, STYLES[state.holder]
            later = bool(state.first_report) and start < state.first_report
            assert bar.thick and look.edge == style.edge.lower()
            assert look.dashed == (later or state.certainty is not CONFIRMED), place
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
def test_a_row_is_veiled_before_its_first_report_and_when_its_last_one_is_old(strips, lang):
    for place in TOWNS:
        wanted_veils = []
        for start, stop, state in expected_bars(place):
            if state.first_report and start < state.first_report:
                wanted_veils.append((start, stop))
            begin = max(state.last_report + (STALE_AFTER + 1) * DAY, start)
            if begin < stop:
                wanted_veils.append((begin, stop))
        assert strips[lang].row(place, FIRST, LAST).veils == tuple(wanted_veils), place


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_tick_stands_on_the_last_day_of_each_claim(strips, lang):
    told = {e.place_id: set() for e in EVENTS}
    for claim in case.claims():
        place = next(e.place_id for e in EVENTS if claim.claim_id in e.claim_ids)
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


def test_the_model_stands_beside_published_figures_as_a_multiple_of_each(studio):
    comparable = [c for c in case.CHECKS if c.within is not Comparison.NOT_COMPARABLE]
    rows = studio.draw("area").against(STYLES["red"].fill)
    for row, check in zip(rows, comparable, strict=True):
        published = check.published
        assert row.model == pytest.approx(check.model / published)
        low, high = check.model_low / published, check.model_high / published
        assert row.span == pytest.approx((low, high))
        ends = (check.published_low / published, check.published_high / published)
        assert row.published == pytest.approx(ends)
        assert row.within == (check.within is Comparison.YES)
    assert {row.within for row in rows} == {True, False}


def test_without_a_subject_each_party_has_a_line_of_its_colour(tmp_path):
    studio = make_studio(tmp_path)
    path = studio.folder / "config.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("subject: red\n", ""), encoding="utf-8")
    settled = [a for a in case.AREAS if a.convention is Convention.SETTLED]
    settled += [replace(a, holder="blue", km2=12_000 - a.km2) for a in settled]
    tables.AREAS.write(studio.folder / "areas.csv", settled)
    drawn = studio.draw("area")
    for holder in {a.holder for a in settled if a.km2}:
        rows = sorted((a for a in settled if a.holder == holder), key=lambda a: a.date)
        assert any(
            [y for _, y in line[::2]] == [rounded(a.km2) for a in rows]
            for line in drawn.lines_of(STYLES[holder].fill)
        ), holder


@pytest.mark.parametrize(("lang", "ends"), [("en", (0, 1)), ("ar", (1, 0))])
def test_time_runs_as_the_reader_reads(studio, lang, ends):
    figure = studio.draw("area", lang=lang).figure
    red = STYLES["red"].fill.lower()
    plots = [a for a in figure.axes if any(to_hex(x.get_color()) == red for x in a.get_lines())]
    found = {
        tuple(map(float, a.get_xlim())) for a in plots if len(a.get_lines()[-1].get_xdata()) > 2
    }
    assert found == {ends}


def test_the_outline_of_what_changed_is_the_land_of_one_day_alone():
    def land(shape):
        sure = (Evidence.REPORTED, False, Certainty.CONFIRMED, Convention.SETTLED)
        return [Land("red", "", *sure, shape)]

    changed = outline_of(land(box(0, 0, 10, 10)), land(box(0, 0, 20, 10)), "red")
    assert changed.symmetric_difference(box(10, 0, 20, 10)).area < 1
    assert outline_of(land(box(0, 0, 10, 10)), land(box(0, 0, 10, 10)), "red") is None


@pytest.mark.parametrize("day", [date(2020, 3, 18), date(2020, 3, 20)], ids=str)
def test_the_boxes_of_other_land_stand_beside_their_words_as_wide_as_one_box(day_map, words, day):
    """And the edge is bold only where land is only claimed."""
    drawn = day_map(day)
    there = {" ".join(t.get_text().split()) for t in drawn._lines()}
    keys = ("contested_land", "unknown", "claimed_land")
    keys = [k for k in keys if any(words[k].startswith(line) for line in there)]
    assert len(keys) > 1
    assert len({drawn.sample_ends(words[key]) for key in keys}) == 1
    edges = {key: drawn.beside(words[key])[0].get_linewidth() for key in keys}
    assert edges.get("unknown", 0.5) < edges.get("claimed_land", 0.6)


@pytest.mark.parametrize("count", [2, 3])
def test_boxes_of_several_fights_adjoin_and_share_the_room_of_one(count):
    """A swatch is 2.1 type sizes wide, around its place."""
    found = []
    legend = Legend(SimpleNamespace(unit=2.0), None, None)

    def swatch(_fill, *, wide, shift):
        return lambda start, _: found.append((start + shift - wide / 2, start + shift + wide / 2))

    object.__setattr__(legend, "swatch", swatch)
    legend.pair([None] * count)(10.0, 0.0)
    assert (found[0][0], found[-1][1]) == pytest.approx((10 - 1.05, 10 + 1.05))
    assert [a[1] for a in found[:-1]] == pytest.approx([b[0] for b in found[1:]])


def test_the_arrow_of_the_legend_points_as_one_to_forces_east_of_a_town(day_map, words):
    drawn = day_map(NEAR.date_from)
    assert drawn.legend_arrows(words["place_near"]) == [90]


def test_the_whole_name_of_a_party_stands_on_a_line_where_there_is_room(day_map):
    lines = {" ".join(t.get_text().split()) for t in day_map(date(2020, 3, 18))._lines()}
    assert {"Red league", "Green forces"} & lines, lines


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_samples_of_the_key_of_towns_stand_beside_its_words(strips, lang):
    """Each one ends where the others do, and none is left out."""
    texts = load(lang).words["figures"]["towns_chart"]
    told = [texts[key] for key in ("contested", "window", "claim")]
    told += ["Red league", "Blue government and allies", "Green forces"] if lang == "en" else []
    assert [text for text in told if not strips[lang].beside(text)] == []
    ends = {key: strips[lang].sample_ends(texts[key]) for key in ("unknown", "claimed", "disputed")}
    assert len(set(ends.values())) == 1, ends
