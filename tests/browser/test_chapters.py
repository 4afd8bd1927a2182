"""The map tells its story: the finding first, then step by step, then the whole instrument."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from reader import OpenMap, Reader

MAP_SHARE = """() => {
  const map = document.getElementById("map_ebbline").getBoundingClientRect();
  const bars = [...document.querySelectorAll("#panel, #legend, #locator, .tools > div, .zoom > *")]
    .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect());
  let [seen, all] = [0, 0];
  for (let y = 2; y < innerHeight; y += 4) for (let x = 2; x < innerWidth; x += 4) {
    all += 1;
    const inside = x > map.left && x < map.right && y > map.top && y < map.bottom;
    const covered = bars.some(b => x >= b.left && x <= b.right && y >= b.top && y <= b.bottom);
    if (inside && !covered) seen += 1;
  }
  return seen / all;
}"""


def finding(reader: Reader) -> str:
    return reader.page.locator("#finding").inner_text()


def chapter(reader: Reader) -> str | None:
    found: str | None = reader.page.evaluate("() => ebbline.app.choice.chapter")
    return found


def test_the_map_opens_with_the_finding_of_the_whole_period(open_map: OpenMap) -> None:
    reader = open_map(width=1366, height=768)
    assert "The Islamic State lost" in finding(reader)
    assert reader.page.locator(".chips li").all_inner_texts() == [
        *("Islamic State", "Syrian government", "Iraqi forces", "SDF", "Peshmerga")
    ]
    assert "settled land, km²" in reader.page.locator(".curve").inner_text()
    texts = reader.page.evaluate("() => ebbline.view.outlines.shown.map(o => o.text)")
    assert texts == ["held on 1 October"]
    assert reader.page.evaluate(MAP_SHARE) >= 0.65


def test_colours_are_told_without_a_tap_on_a_phone(open_map: OpenMap) -> None:
    reader = open_map(width=390, height=844)
    assert all(chip.is_visible() for chip in reader.page.locator(".chips li").all())


def test_a_day_in_the_address_goes_before_the_opening(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09")
    assert reader.day() == "2017-11-09"
    assert chapter(reader) is None
    assert "Albu Kamal" in finding(reader)


def test_the_story_is_told_step_by_step_and_ends_in_the_instrument(open_map: OpenMap) -> None:
    reader = open_map()
    reader.page.locator("#chapter-start").click()
    told = []
    while (step := chapter(reader)) is not None:
        told.append((step, reader.day(), reader.page.locator("#held").inner_text()))
        reader.page.locator("#chapter-next").click()
        assert len(told) < 12
    assert 3 <= len(told) <= 9
    assert (told[0][0], told[-1][0]) == ("beginning", "end")
    assert "unknown" in {step for step, _, _ in told}
    assert len({sentence for _, _, sentence in told}) == len(told)
    assert reader.page.locator("#search").is_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_keys_and_wheel_turn_the_steps(open_map: OpenMap, language: str) -> None:
    reader = open_map(f"#chapter=beginning&lang={language}")
    zoom = reader.page.evaluate("() => ebbline.view.map.getZoom()")
    onward = "ArrowRight" if language == "en" else "ArrowLeft"
    reader.page.locator("#chapter-next").focus()
    reader.page.keyboard.press(onward)
    second = chapter(reader)
    assert second not in (None, "beginning")
    reader.page.mouse.move(700, 300)
    reader.page.mouse.wheel(0, -120)
    reader.wait_for("ebbline.app.choice.chapter", "beginning")
    reader.wait_for("ebbline.view.zooming", False)
    assert reader.page.evaluate("() => ebbline.view.map.getZoom()") == pytest.approx(zoom, abs=0.01)
    reader.page.keyboard.press("Escape")
    assert chapter(reader) is None


def test_a_step_has_an_address_and_back_returns_to_it(open_map: OpenMap) -> None:
    reader = open_map("#chapter=beginning")
    reader.wait_for("location.hash.includes('chapter=beginning')", True)
    reader.page.locator("#chapter-next").click()
    second = chapter(reader)
    reader.wait_for(f"location.hash.includes('chapter={second}')", True)
    day = reader.day()
    reader.page.go_back()
    reader.wait_for("ebbline.app.choice.chapter", "beginning")
    reader.page.go_forward()
    reader.wait_for("[ebbline.app.choice.chapter, ebbline.day()]", [second, day])
    assert open_map(f"#chapter={second}").day() == day


def test_land_that_changed_is_outlined_and_named(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-03&panel=0")
    outlines = "() => ebbline.view.outlines.shown.map(o => [o.text, o.lines.length > 0])"
    named = dict(reader.page.evaluate(outlines))
    assert named["Iraqi forces"]
    reader.show("2017-11-04")
    assert reader.page.evaluate(outlines) == []


def test_desert_that_goes_over_is_not_outlined(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-03")
    astray = reader.page.evaluate("""() => {
        const { app, view } = ebbline;
        const { shapes: { arcs, sides }, land: { settled } } = view.territory;
        const near = new Set();
        arcs.forEach((arc, i) => {
          if (![sides[2 * i], sides[2 * i + 1]].some((patch) => settled[patch])) return;
          for (let k = 0; k < arc.length; k += 2) near.add(`${arc[k]} ${arc[k + 1]}`);
        });
        let [points, astray] = [0, 0];
        for (let day = app.past.first + 1; day <= app.past.last; day++) {
          app.store.set({ day });
          for (const { lines } of view.outlines.shown) for (const line of lines)
            for (let k = 0; k < line.length; k += 2, points++)
              if (!near.has(`${line[k]} ${line[k + 1]}`)) astray++;
        }
        return [points > 100, astray];
    }""")
    assert astray == [True, 0]


def test_the_name_of_land_that_changed_gives_way_to_the_marks_of_towns(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-03&panel=0")
    marks, before, after = reader.page.evaluate("""() => {
        const { outlines, surface, towns } = ebbline.view;
        const redrawn = () => (surface.draw(outlines), outlines.written);
        let marks = [];
        outlines.marks = (frame) => (marks = towns.marks(frame));
        const before = redrawn();
        outlines.marks = () => before;
        return [marks, before, redrawn()];
    }""")
    assert marks and before
    for left, top, right, bottom in before:
        for taken in (marks, after):
            assert not any(
                t[0] < right and t[2] > left and t[1] < bottom and t[3] > top for t in taken
            )


def test_a_link_that_was_encoded_once_more_is_read(open_map: OpenMap) -> None:
    assert open_map("#date%3D2017-11-09%26lang%3Dar").day() == "2017-11-09"


def test_a_browser_in_arabic_opens_arabic(open_map: OpenMap) -> None:
    assert open_map(locale="ar-IQ").page.locator("html").get_attribute("dir") == "rtl"
    reader = open_map("#lang=en", locale="ar-IQ")
    assert reader.page.locator("html").get_attribute("lang") == "en"


def test_larger_letters_of_the_reader_enlarge_the_page(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09")
    size = "() => parseFloat(getComputedStyle(document.body).fontSize)"
    before = reader.page.evaluate(size)
    reader.page.evaluate(
        "() => { document.documentElement.style.setProperty('font-size', '150%'); }"
    )
    assert reader.page.evaluate(size) > 1.5 * before


def test_a_phone_on_its_side_keeps_most_of_the_window_for_the_map(open_map: OpenMap) -> None:
    assert open_map("#date=2017-11-09", width=844, height=390).page.evaluate(MAP_SHARE) >= 0.6


def test_without_scripts_there_is_a_picture_and_a_table(browser: Browser, map_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(map_file.as_uri())
    assert "lost" in page.locator("#still h1").inner_text()
    assert page.locator("#still svg path").count() >= 4
    rows = dict(
        tuple(row.locator("th, td").all_inner_texts()) for row in page.locator("#still tr").all()
    )
    assert "Iraqi forces" in rows["Rawa"]
    assert not page.locator("#time").is_visible()
    context.close()


def test_a_browser_that_cannot_read_the_data_shows_the_same(
    browser: Browser, map_file: Path
) -> None:
    page = browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(map_file.as_uri())
    assert "lost" in page.locator("#still h1").inner_text()
    assert page.locator("#still svg").is_visible()
    assert not page.locator("#time").is_visible()
    page.close()


STUCK = """window.DecompressionStream = class {
  constructor() { this.readable = new ReadableStream(); this.writable = new WritableStream(); }
}"""


@pytest.mark.parametrize(("address", "shown"), [("", True), ("#date=2017-11-09", False)])
def test_a_still_picture_of_the_last_day_stands_there_until_the_map_does(
    browser: Browser, map_file: Path, address: str, shown: bool
) -> None:
    page = browser.new_page()
    page.add_init_script(STUCK)
    page.goto(map_file.as_uri() + address)
    assert page.locator("#still svg").is_visible() is shown
    assert page.locator("#still h1").is_visible() is shown
    assert not page.locator("#still table").is_visible()
    assert not page.locator("#panel").is_visible()
    page.close()


def test_the_still_picture_goes_when_the_map_comes(open_map: OpenMap) -> None:
    page = open_map().page
    assert page.locator("#still").count() == 0
    assert page.locator("#panel").is_visible()


def test_a_frame_in_an_article_leaves_the_wheel_to_it(
    browser: Browser, map_file: Path, tmp_path: Path
) -> None:
    outer = tmp_path / "article.html"
    outer.write_text(
        "<!DOCTYPE html><body style='height: 4000px; margin: 0'><script>window.heights = [];"
        "addEventListener('message', ({ data }) => heights.push(data));</script>"
        f'<iframe src="{map_file.as_uri()}#date=2017-11-09&embed=1" width="640" height="400"'
        ' sandbox="allow-scripts"></iframe>'
    )
    page = browser.new_page(viewport={"width": 800, "height": 600})
    page.goto(outer.as_uri())
    page.wait_for_function("() => heights.length > 0")
    assert page.evaluate("() => heights[0]") == {"ebbline": "height", "height": 360}
    frame = page.frames[1]
    frame.wait_for_selector("html[data-ready]", state="attached")
    assert frame.locator("#whole-map").is_visible()
    zoom = frame.evaluate("() => ebbline.view.map.getZoom()")
    page.mouse.move(500, 250)
    page.mouse.wheel(0, 200)
    page.wait_for_function("() => scrollY > 0")
    assert frame.evaluate("() => ebbline.view.map.getZoom()") == zoom
    page.close()


def test_zooming_out_ends_where_the_basemap_ends(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09&panel=0", width=1366, height=768)
    reader.page.evaluate("() => ebbline.view.map.setZoom(0, { animate: false })")
    beyond = reader.page.evaluate(
        """() => {
          const [west, south, east, north] = ebbline.app.data.frame;
          const seen = ebbline.view.map.getBounds();
          return [west - seen.getWest(), seen.getEast() - east];
        }"""
    )
    assert max(beyond) < 0.1


def test_a_comparison_shows_whom_land_was_lost_to(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-12-07&from=2017-10-01", width=1366, height=768)
    legend = reader.page.locator("#legend .kinds li").all_inner_texts()
    assert "Lost to the SDF" in legend
    assert "Lost to the Islamic State" not in legend
    raqqa = reader.page.evaluate(
        """() => {
          const { territory, map, surface } = ebbline.view;
          const at = surface.toSurface(map.latLngToContainerPoint([35.95, 39.01]));
          const { k, tx, ty } = surface.frame;
          const patch = territory.patchAt((at.x - tx) / k, (at.y - ty) / k);
          return territory.kindRows[territory.kinds[patch]][1];
        }"""
    )
    assert raqqa == "lost sdf"


def test_a_step_blends_unless_motion_is_unwanted(open_map: OpenMap) -> None:
    count = "document.querySelectorAll('.surface canvas').length"
    step = f"() => {{ ebbline.show('2017-11-03'); return {count}; }}"
    for motion, canvases in (("no-preference", 4), ("reduce", 3)):
        reader = open_map("#date=2017-11-02", reduced_motion=motion)
        reader.wait_for("Boolean(ebbline.view.surface.frame)", True)
        reader.page.wait_for_timeout(400)  # days that follow at once do not blend
        assert reader.page.evaluate(step) == canvases
        reader.wait_for(count, 3)
