"""From fact to ink on the map: towns, land and lines are drawn as the tables have them.

What ought to be drawn on a day is worked out here from the rows of the tables; what is drawn is
read from the calls that the browser got for its canvases, and from the map as an SVG picture
(:mod:`canvas_marks`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from canvas_marks import RECORDER, LandLook, Seen, look, look_at_legend, look_at_picture
from reader import OpenMap
from webmap_case import CONFIG, FIRST, LAST, SPELLS, WebmapCase, build_map, small_case

from ebbline import palette
from ebbline import vocabulary as v
from ebbline.config import read_config

DAY = timedelta(days=1)
STALE_AFTER = read_config(CONFIG).stale_after_days
STYLES = palette.styles({h: c.style for h, c in read_config(CONFIG).holders.items()})
GROUND = palette.ground()
INK, BARE = GROUND["ink"].lower(), GROUND["land"].lower()
ATTACKED, ATTACK = "mosul", (date(2017, 11, 20), date(2017, 11, 22))
LATER, TOLD = "mosul", date(2017, 10, 20)
BESIEGED, SIEGE = "rawa", (date(2017, 11, 10), date(2017, 11, 17))
SHARED = "deir-ezzor"


def with_every_standing(states: Iterable[v.State]) -> Iterator[v.State]:
    """Yield the states with what they lack: a siege, a share, a holder known by a later report."""
    for state in states:
        if state.place_id == LATER:
            yield replace(state, first_report=TOLD)
        elif state.place_id == BESIEGED and state.end == SIEGE[1]:
            yield replace(state, end=SIEGE[0])
            yield replace(state, start=SIEGE[0], rival="iraq", besieged=True)
        elif state.place_id == SHARED and state.contested:
            yield replace(state, share_low=0.5, share_high=0.7)
        else:
            yield state


@pytest.fixture(scope="module")
def attacked_case() -> WebmapCase:
    """The small case with every standing of a town, and land that is fought over."""
    case = small_case()
    pattern = next(e for e in case.events if e.place_id == "rawa")
    first, last = ATTACK
    attack = replace(
        pattern,
        event_id=f"{ATTACKED}-attacked",
        place_id=ATTACKED,
        place="Mosul",
        kind=v.Kind.ATTACKED,
        holder="iraq",
        rival="is",
        date=last,
        date_earliest=first,
        date_latest=last,
    )
    town = next(p for p in case.places if p.place_id == "albu-kamal")
    inside = case.catchments.geometry.contains(shapely.Point(town.lon, town.lat))
    (patch,) = case.catchments.loc[inside, "patch_id"]
    fought = [
        v.PatchState(patch, s.start, s.end, s.holder, s.rival, s.contested, s.evidence, s.certainty)
        for s in case.settlement_states
        if s.place_id == town.place_id
    ]
    others = [s for s in case.patch_states if s.patch_id != patch]
    states = tuple(with_every_standing(case.states))
    events = (*case.events, attack)
    return replace(case, events=events, states=states, patch_states=(*others, *fought))


@pytest.fixture(scope="module")
def attacked_map(attacked_case: WebmapCase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_map(attacked_case, tmp_path_factory.mktemp("ink"))


def days() -> Iterator[date]:
    """Each day on which a state begins and its eve, the attack and the days beside it, the last."""
    starts = {date.fromisoformat(row[0]) for rows in SPELLS.values() for row in rows}
    attack = {ATTACK[0] - DAY, ATTACK[0], ATTACK[0] + DAY, ATTACK[1], ATTACK[1] + DAY}
    fresh = {date(2017, 10, 17) + STALE_AFTER * DAY, date(2017, 10, 18) + STALE_AFTER * DAY}
    starts |= {SIEGE[0], TOLD}
    eves = {d - DAY for d in starts if d > FIRST}
    yield from sorted(starts | eves | attack | fresh | {LAST})


def on(rows: Any, key: str, name: str, day: date) -> Any:
    """Return the row that is true of something at the end of a day."""
    return next(
        (
            r
            for r in rows
            if getattr(r, key) == name and r.start <= day and (r.end is None or day < r.end)
        ),
        None,
    )


def control(state: Any) -> tuple[str, str, bool]:
    """Return what control of a place is."""
    return (state.holder, state.rival, state.contested)


def wanted(case: WebmapCase, place: str, day: date) -> dict[str, Any]:
    """Return the mark of a place with reports at the end of a day."""
    state = on(case.states, "place_id", place, day)
    before = on(case.states, "place_id", place, day - DAY)
    begins = state is not None and state.start == day > FIRST
    happened = begins and (control(state) != control(before) if before else not state.contested)
    burst = ""
    if place == ATTACKED and ATTACK[0] <= day <= ATTACK[1]:
        burst = STYLES["is"].fill.lower()
    common = {"ring": happened, "burst": "" if happened else burst}
    if state is None:
        quiet = GROUND["quiet"].lower()
        return common | {
            "shape": "circle",
            "fill": BARE,
            "half": "",
            "edge": quiet,
            "inner": "",
            "inner_colour": "",
            **{"siege": "", "window": False, "broken": True},
        }
    event = next((e for e in case.events if e.event_id == state.event_id), None)
    window = event is not None and event.date_earliest < event.date_latest
    later = state.first_report is not None and day < state.first_report
    common |= {
        "siege": STYLES[state.rival].fill.lower() if state.besieged else "",
        "window": happened and window,
        "broken": later,
    }
    style = STYLES[state.holder]
    fill = style.fill.lower()
    stale = later or (day - state.last_report).days > STALE_AFTER
    if state.contested:
        return common | {
            "shape": style.marker,
            "fill": BARE if stale else fill,
            "half": BARE if stale else STYLES[state.rival].fill.lower(),
            "edge": style.edge.lower(),
            "inner": "",
            "inner_colour": "",
        }
    inner = {"confirmed": "", "claimed": "dot", "disputed": "cross"}[state.certainty]
    return common | {
        "shape": style.marker,
        "fill": BARE if stale else fill,
        "half": "",
        "edge": style.edge.lower(),
        "inner": inner,
        "inner_colour": (fill if stale else BARE) if inner else "",
    }


STRENGTH = {
    ("reported", 1): 1.0,
    ("reported", 0): 0.34,
    ("inferred", 1): 0.58,
    ("inferred", 0): 0.2,
}
"""How much of a party's colour its land shows, by evidence and whether it is settled."""


def mix(first: str, second: str, share: float) -> str:
    def parts(colour: str) -> list[int]:
        return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]

    mixed = [
        round(a * share + b * (1 - share)) for a, b in zip(parts(first), parts(second), strict=True)
    ]
    return "#" + "".join(f"{value:02x}" for value in mixed)


@pytest.fixture(params=[look, look_at_picture], ids=["canvas", "picture"])
def seen_on(
    request: pytest.FixtureRequest, open_map: OpenMap, attacked_map: Path
) -> Callable[[date, list[tuple[float, float]]], Seen]:
    reader = open_map(
        "#view=theatre&panel=0", file=attacked_map, init=RECORDER, width=1600, height=1000
    )
    return lambda day, points: request.param(reader.page, day.isoformat(), points)


def test_every_town_is_marked_as_the_tables_say(
    seen_on: Callable[..., Seen], attacked_case: WebmapCase
) -> None:
    at = {p.place_id: (p.lon, p.lat) for p in attacked_case.places if p.place_id in SPELLS}
    marks = []
    for day in days():
        seen = seen_on(day, list(at.values()))
        for number, place in enumerate(at):
            mark = seen.town(number, INK)
            expected = wanted(attacked_case, place, day)
            assert mark and vars(mark) == expected, (place, day)
            marks.append(expected)
    assert {m["inner"] for m in marks} == {"", "dot", "cross"}
    assert any(m["half"] for m in marks) and any(m["burst"] for m in marks)
    assert any(m["fill"] == BARE for m in marks)
    assert any(m["siege"] for m in marks) and any(m["window"] for m in marks)
    assert any(m["broken"] and m["edge"] != GROUND["quiet"].lower() for m in marks)


def patch_of(case: WebmapCase, place: str, *, settled: bool) -> tuple[str, tuple[float, float]]:
    """Return a patch that follows a place, and its middle."""
    town = next(p for p in case.places if p.place_id == place)
    rows = case.catchments
    middles = rows.geometry.representative_point()
    away = (middles.x - town.lon) ** 2 + (middles.y - town.lat) ** 2
    states = {s.patch_id for s in case.patch_states}
    fits = rows["settled"].astype(bool).eq(settled) & rows["patch_id"].isin(states)
    number = away[fits].idxmin()
    return rows.loc[number, "patch_id"], (middles[number].x, middles[number].y)


def test_land_has_the_fill_and_the_pattern_of_its_holder_that_day(
    seen_on: Callable[..., Seen], attacked_case: WebmapCase
) -> None:
    case = attacked_case
    patches = [
        patch_of(case, place, settled=settled)
        for place in ("albu-kamal", "rawa", "deir-ezzor", "raqqa", "mayadin")
        for settled in (True, False)
    ]
    fought = sorted({s.patch_id for s in case.patch_states if s.contested})
    middles = case.catchments.set_index("patch_id").geometry.representative_point()
    patches += [(patch, (middles[patch].x, middles[patch].y)) for patch in fought]
    settled = dict(zip(case.catchments["patch_id"], case.catchments["settled"], strict=True))
    kinds = set()
    for day in days():
        seen = seen_on(day, [at for _, at in patches])
        for number, (patch, _) in enumerate(patches):
            state = on(case.patch_states, "patch_id", patch, day)
            found = seen.land(number)
            if state is None:
                assert found is None or found == LandLook(BARE, ""), (patch, day)
                continue
            assert found
            kinds.add((state.contested, str(state.evidence), bool(settled[patch])))
            style = STYLES[state.holder]
            share = STRENGTH[state.evidence, settled[patch]]
            assert found.fill == mix(style.fill, GROUND["land"], share), (patch, day)
            if state.contested:
                rival = STYLES[state.rival].fill
                assert found.pattern_colour == mix(rival, GROUND["land"], max(share, 0.5))
            else:
                assert bool(found.pattern_colour) == (state.evidence == "inferred"), (patch, day)
    assert {evidence for _, evidence, _ in kinds} == {"reported", "inferred"}
    assert {contested for contested, _, _ in kinds} == {True, False}


def test_the_line_around_claimed_land_is_dashed_and_around_confirmed_land_is_not(
    seen_on: Callable[..., Seen], attacked_case: WebmapCase
) -> None:
    """Between two patches of two holders, for every day on which the two are known."""
    case = attacked_case
    rows = case.catchments.set_index("patch_id")
    found: dict[bool, int] = {True: 0, False: 0}
    pairs = []
    for i in range(27):
        for j in range(19):
            one, two = f"patch-{i:02}-{j:02}", f"patch-{i + 1:02}-{j:02}"
            west, south, _, north = rows.loc[two].geometry.bounds
            pairs.append((one, two, (west, (south + north) / 2)))
    for day in (FIRST, date(2017, 11, 4), date(2017, 11, 9), LAST):
        shown = []
        for one, two, at in pairs:
            a, b = (on(case.patch_states, "patch_id", patch, day) for patch in (one, two))
            if a and b and a.holder != b.holder and not a.contested and not b.contested:
                leading = a if a.holder == "is" else b if b.holder == "is" else a
                if "is" in (a.holder, b.holder):
                    shown.append((at, leading))
        seen = seen_on(day, [at for at, _ in shown])
        for number, (_, leading) in enumerate(shown):
            line = seen.line(number)
            assert line, (day, leading)
            dashed = leading.certainty is not v.Certainty.CONFIRMED
            assert line.dashed == dashed, (day, leading)
            found[dashed] += 1
    assert min(found.values()) > 3


SIGNS = {
    **{"place_contested": "half", "place_besieged": "siege", "place_changed": "ring"},
    **{"place_window": "window", "place_attacked": "burst"},
    **{"place_claimed": "inner", "place_disputed": "inner"},
    **{"place_stale": "", "place_later": "", "place_unknown": ""},
}
"""What an entry of the legend shows beside a plain mark."""


def test_the_legend_has_the_paints_of_land_and_the_marks_of_towns(
    open_map: OpenMap, attacked_map: Path
) -> None:
    reader = open_map("#panel=0", file=attacked_map, init=RECORDER, width=1600, height=1000)
    seen = look_at_legend(reader.page, INK)
    for row, style in zip(seen.parties, STYLES.values(), strict=True):
        kinds = [(evidence, settled) for settled in (1, 0) for evidence in ("reported", "inferred")]
        shares = [STRENGTH[kind] for kind in kinds]
        assert [s.fill for s in row] == [mix(style.fill, GROUND["land"], s) for s in shares]
        assert [bool(s.pattern_colour) for s in row] == [False, True, False, True]
    fought = [look for look in seen.land.values() if look.pattern_colour]
    assert fought == [LandLook(STYLES["is"].fill.lower(), STYLES["syria"].fill.lower())]
    words = reader.page.evaluate("() => ebbline.app.said.legend")
    fills = {s.fill.lower() for s in STYLES.values()}
    for key, sign in SIGNS.items():
        mark = seen.marks[words[key]]
        shown = {s for s in ("half", "siege", "ring", "window", "burst", "inner") if vars(mark)[s]}
        assert shown == {sign} - {""}, key
        hollow = key in ("place_stale", "place_later", "place_unknown")
        assert (mark.fill == BARE) == hollow and (hollow or mark.fill in fills), key
        assert mark.broken == (key in ("place_later", "place_unknown")), key
        assert (mark.edge == GROUND["quiet"].lower()) == (key == "place_unknown"), key
    inner = [seen.marks[words[key]].inner for key in ("place_claimed", "place_disputed")]
    assert inner == ["dot", "cross"]
