"""What is on the screen is what the tables say."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from reader import OpenMap, Reader, worth_telling
from webmap_case import CONFIG, FIRST, LAST, WebmapCase

from ebbline import palette
from ebbline.config import read_config
from ebbline.scene.words import rounded
from ebbline.webmap.page import read_data

DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def expected_holders(case: WebmapCase, day: date) -> dict[str, tuple[str, str]]:
    """Holder and rival of every place with a state on a day, from the tables alone."""
    return {
        s.place_id: (s.holder, s.rival)
        for s in (*case.settlement_states, *case.states)
        if s.start <= day and (s.end is None or day < s.end)
    }


def test_areas_added_up_in_the_browser_are_rounded_as_the_scene_rounds_its_own(
    open_map: OpenMap,
) -> None:
    areas = [n / 2 for n in range(0, 4000)] + [1049.99, 1050, 1150, 99_950, -105, -1250]
    told = open_map().page.evaluate(
        "areas => areas.map(a => ebbline.app.words.area(a).replaceAll(',', '').replace('−', '-'))",
        areas,
    )
    assert [float(t) for t in told] == [rounded(a) for a in areas]


def test_every_town_has_its_holder_on_every_day(open_map: OpenMap, case: WebmapCase) -> None:
    reader = open_map()
    told = reader.page.evaluate(
        """days => days.map(day => Object.fromEntries(ebbline.app.data.places.map(p => {
             const s = ebbline.holderOn(p.id, day);
             return [p.id, [s.holder, s.rival]];
           })))""",
        [d.isoformat() for d in DAYS],
    )
    for day, towns in zip(DAYS, told, strict=True):
        held = {place: tuple(who) for place, who in towns.items() if who[0]}
        assert held == expected_holders(case, day), day


def test_every_patch_has_its_holder_on_every_day(open_map: OpenMap, case: WebmapCase) -> None:
    reader = open_map()
    told = reader.page.evaluate(
        """() => {
          const { territory } = ebbline.view;
          const { first, last } = ebbline.app.past;
          const days = Array.from({ length: last - first + 1 }, (_, i) => first + i);
          return days.map(day => [...territory.past.kinds(day)].map(
            k => k < 0 ? "" : territory.land.kinds[k].join("|")));
        }"""
    )
    ids = reader.page.evaluate("() => ebbline.app.data.land.ids")
    assert len(set(ids)) == len(ids)
    for day, kinds in zip(DAYS, told, strict=True):
        expected = {
            s.patch_id: f"{s.holder}|{s.rival}|{int(s.contested)}|{s.evidence}|{s.certainty}"
            for s in case.patch_states
            if s.start <= day and (s.end is None or day < s.end)
        }
        found = dict(zip(ids, kinds, strict=True))
        assert {p: k for p, k in found.items() if k} == expected, day


def test_a_switch_shows_towns_as_known_on_the_day_and_leaves_out_land_that_is_known_now(
    open_map: OpenMap,
) -> None:
    reader = open_map("#date=2017-11-08&view=border&panel=1")
    assert reader.drawn()["albu-kamal"]["contested"]
    reader.page.evaluate("() => document.getElementById('as-known').click()")
    reader.page.wait_for_function("() => ebbline.app.choice.then")
    town = reader.drawn()["albu-kamal"]
    assert (town["holder"], town["contested"]) == ("syria", False)
    kinds = reader.page.evaluate("() => [...ebbline.view.territory.kinds]")
    assert kinds and max(kinds) < 0
    assert "as known on the day" in reader.page.inner_text(".filtered")
    assert "known=then" in reader.page.evaluate("() => ebbline.app.map.address()")
    reader.page.evaluate("() => document.getElementById('clear-filters').click()")
    assert reader.drawn()["albu-kamal"]["contested"]


def test_albu_kamal_changes_hands_as_told(open_map: OpenMap) -> None:
    reader = open_map("#view=border")
    story = {
        "2017-11-07": ("is", False),
        "2017-11-08": ("is", True),
        "2017-11-09": ("syria", False),
        "2017-11-10": ("syria", True),
        "2017-11-11": ("is", False),
        "2017-11-16": ("is", True),
        "2017-11-19": ("syria", False),
    }
    for day, (holder, contested) in story.items():
        reader.show(day)
        town = reader.drawn()["albu-kamal"]
        assert (town["holder"], town["contested"]) == (holder, contested), day


def colour_at(reader: Reader, x: float, y: float) -> tuple[int, ...]:
    image = Image.open(io.BytesIO(reader.page.screenshot())).convert("RGB")
    pixel = image.getpixel((round(x), round(y)))
    assert isinstance(pixel, tuple)
    return pixel


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


@pytest.mark.parametrize(
    ("place", "day", "holder"),
    [("deir-ezzor", "2017-11-05", "syria"), ("rawa", "2017-11-18", "iraq")],
)
def test_a_town_has_the_colour_of_the_palette(
    open_map: OpenMap, place: str, day: str, holder: str
) -> None:
    reader = open_map(f"#date={day}&panel=0")
    town = reader.drawn()[place]
    styles = palette.styles({h: c.style for h, c in read_config(CONFIG).holders.items()})
    assert colour_at(reader, town["x"], town["y"]) == rgb(styles[holder].fill)


def test_land_has_the_colour_of_the_palette_at_full_strength(open_map: OpenMap) -> None:
    """A patch of reported, confirmed, settled land: most of it is the party's plain colour."""
    reader = open_map("#date=2017-12-01&embed=1")
    west, north, east, south = reader.page.evaluate(
        """() => {
          const { territory, surface, map } = ebbline.view;
          const { land } = territory;
          const patch = land.ids.findIndex((_, i) => land.settled[i] &&
            (land.kinds[territory.kinds[i]] || []).join() === "sdf,,0,reported,confirmed");
          const [w, n, e, s] = territory.shapes.boxes.slice(4 * patch, 4 * patch + 4);
          const { k, tx, ty } = surface.frame;
          const corner = map.layerPointToContainerPoint(surface.corner);
          return [w * k + tx + corner.x, n * k + ty + corner.y,
                  e * k + tx + corner.x, s * k + ty + corner.y];
        }"""
    )
    image = Image.open(io.BytesIO(reader.page.screenshot())).convert("RGB")
    patch = image.crop((round(west) + 2, round(north) + 2, round(east) - 2, round(south) - 2))
    count, colour = max(patch.getcolors(maxcolors=1 << 20) or [])
    assert colour == rgb("#DDA11F")
    assert count > 0.4 * patch.width * patch.height


def test_a_step_draws_what_a_fresh_page_draws(open_map: OpenMap) -> None:
    """Only changed patches are drawn again; the picture must not show it."""
    stepped = open_map("#date=2017-11-02&panel=0")
    for day in ("2017-11-03", "2017-11-08", "2017-11-09", "2017-11-17"):
        stepped.show(day)
    stepped.wait_for("ebbline.view.unclean.size", 0)
    fresh = open_map("#date=2017-11-17&panel=0")
    pictures = [
        Image.open(io.BytesIO(r.page.locator("#map_ebbline").screenshot())).convert("RGB")
        for r in (stepped, fresh)
    ]
    pixels = [list(p.get_flattened_data()) for p in pictures]
    apart = sum(
        max(abs(a - b) for a, b in zip(one, two, strict=True)) > 24
        for one, two in zip(*pixels, strict=True)
    )
    assert apart <= len(pixels[0]) * 0.0005


def test_the_table_says_what_the_map_says(open_map: OpenMap, case: WebmapCase) -> None:
    reader = open_map("#date=2017-11-10&table=1")
    rows = reader.page.locator("#towns tbody tr")
    shown = {
        row.get_attribute("data-place"): row.get_attribute("data-holder") for row in rows.all()
    }
    expected = expected_holders(case, date(2017, 11, 10))
    told = {s.place_id for s in case.states}
    assert shown == {p: expected.get(p, ("",))[0] for p in told}
    assert "contested: the Syrian government and the Islamic State" in (
        reader.page.locator("tr[data-place=albu-kamal]").inner_text()
    )


def test_area_and_interval_of_the_day_are_spelled_out(open_map: OpenMap, case: WebmapCase) -> None:
    day = date(2017, 11, 9)
    reader = open_map(f"#date={day}")
    area = next(a for a in case.areas if (a.date, a.holder, a.convention) == (day, "is", "settled"))
    held = reader.page.locator("#held").inner_text()
    low, high = worth_telling(area.km2_low or 0), worth_telling(area.km2_high or 0)
    assert f"{worth_telling(area.km2):,} km² ({low:,} to {high:,}), settled land" in held


def test_the_search_folds_names_as_the_pipeline_does(open_map: OpenMap, case: WebmapCase) -> None:
    from ebbline.spelling import fold, strip_articles

    names = [n for p in case.places for n in (p.name, p.name_ar, *p.aliases) if n]
    reader = open_map()
    told = reader.page.evaluate(
        """names => names.map(n => {
          const folded = ebbline.app.search.fold(n);
          return [folded, ebbline.app.search.strip(folded)];
        })""",
        names,
    )
    assert [tuple(t) for t in told] == [(fold(n), strip_articles(fold(n))) for n in names]


def test_the_file_of_a_small_case_stays_below_a_megabyte(map_file: Path) -> None:
    assert map_file.stat().st_size < 1_000_000


def test_the_page_reads_the_data_that_python_reads(open_map: OpenMap, map_file: Path) -> None:
    data = read_data(map_file.read_text(encoding="utf-8"))
    for part in ("format", "places", "events", "claims", "areas", "ground", "languages"):
        assert open_map().page.evaluate("part => ebbline.app.data[part]", part) == data[part]


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)])
@pytest.mark.parametrize("view", ["valley", "border"])
def test_names_are_seen_whole_and_keep_off_the_bars(
    open_map: OpenMap, size: tuple[int, int], view: str
) -> None:
    reader = open_map(f"#date=2017-11-09&view={view}", width=size[0], height=size[1])
    reader.wait_for("ebbline.view.surface.frame !== null", True)
    found = reader.page.evaluate(
        """() => {
          const { seen, covered } = ebbline.view.towns.window();
          const drawn = ebbline.view.towns.drawn.filter(t => t.name);
          const names = drawn.map(t => [t.name.text, t.name.box]);
          const meet = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
          const within = (a, b) => a[0] >= b[0] && a[1] >= b[1] && a[2] <= b[2] && a[3] <= b[3];
          const shown = names.filter(([, box]) => meet(box, seen));
          return { shown: shown.length, bars: covered.length,
            cut: shown.filter(([, box]) => !within(box, seen)).map(([text]) => text),
            hidden: shown.filter(([, box]) => covered.some(c => meet(c, box))).map(([t]) => t) };
        }"""
    )
    assert found["shown"] >= 3
    assert found["bars"] >= 4
    assert (found["cut"], found["hidden"]) == ([], [])


def test_what_the_pointer_tells_stays_over_the_map(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09&view=border&panel=0")
    box = reader.page.locator("#map_ebbline").bounding_box()
    assert box
    told = 0
    for x, y in ((5, 0.97), (640, 0.99), (965, 0.98), (640, 0.5)):
        reader.page.mouse.move(x, y * box["height"])
        readout = reader.page.locator("#readout")
        if readout.is_visible():
            told += 1
            found = readout.bounding_box()
            assert found
            assert found["x"] >= 0
            assert found["x"] + found["width"] <= box["width"]
            assert found["y"] + found["height"] <= box["height"]
    assert told >= 2
