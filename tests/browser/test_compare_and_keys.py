"""Two days side by side; the towns of the map by keyboard; the names of divisions."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page
from reader import OpenMap

SIDE = "#date=2017-12-07&from=2017-10-01&swipe=1&panel=0"


def map_picture(page: Page) -> Image.Image:
    """Return the land and towns as drawn, without what lies over the map."""
    page.evaluate(
        """() => document.querySelectorAll("#panel, #tools, #legend, #locator, .zoom, .swipe")
          .forEach(e => { e.style.opacity = 0; })"""
    )
    return Image.open(io.BytesIO(page.locator("#map_ebbline").screenshot())).convert("RGB")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_each_side_of_the_handle_shows_its_day(open_map: OpenMap, lang: str) -> None:
    side = map_picture(open_map(f"{SIDE}&lang={lang}").page)
    first, last = (
        map_picture(open_map(f"#date={day}&panel=0&lang={lang}").page)
        for day in ("2017-10-01", "2017-12-07")
    )
    width, height = side.size
    halves = [(0, 0, width // 2 - 30, height), (width // 2 + 30, 0, width, height)]
    earlier, later = halves if lang == "en" else halves[::-1]
    for box, day, other in ((earlier, first, last), (later, last, first)):
        shown = side.crop(box)
        alike, unlike = (
            sum(ImageChops.difference(shown, p.crop(box)).convert("L").histogram()[24:])
            for p in (day, other)
        )
        assert alike < 0.3 * unlike, "names make way for the bars, which differ in height"


def test_the_handle_follows_keys_pointer_and_buttons(open_map: OpenMap) -> None:
    page = open_map(SIDE).page
    handle = page.locator("#swipe")
    handle.focus()
    page.keyboard.press("ArrowRight")
    assert handle.get_attribute("aria-valuenow") == "55"
    page.keyboard.press("Home")
    assert handle.get_attribute("aria-valuenow") == "0"
    assert handle.get_attribute("aria-valuetext") == "1 October | 7 December"
    page.get_by_role("button", name="1 October").click()
    assert handle.get_attribute("aria-valuenow") == "96"
    box = page.locator("#map_ebbline").bounding_box()
    assert box
    page.locator(".swipe button").last.click()
    page.wait_for_timeout(400)
    at = handle.bounding_box()
    assert at
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.25 * box["width"], at["y"] + 300)
    page.mouse.up()
    assert handle.get_attribute("aria-valuenow") == "25"


def test_the_other_comparison_is_a_button_away(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-12-07&from=2017-10-01")
    assert not reader.page.locator("#swipe").is_visible()
    reader.page.locator("#by-swipe").click()
    assert reader.page.locator("#swipe").is_visible()
    reader.wait_for("location.hash.includes('swipe=1')", expected=True)
    reader.page.locator("#by-loss").click()
    assert not reader.page.locator("#swipe").is_visible()
    assert reader.page.locator("canvas.over").count() == 0


def test_towns_are_reached_by_keyboard_and_opened(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09&panel=0")
    page = reader.page
    keys = page.locator("#town-keys button")
    assert keys.count() == 1
    keys.first.focus()
    assert keys.count() > 4
    start = page.evaluate("() => document.activeElement.dataset.town")
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    west = page.evaluate("() => document.activeElement.dataset.town")
    assert west != start
    at = {town["id"]: town for town in page.evaluate("() => ebbline.view.drawnTowns()")}
    assert at[west]["x"] == min(t["x"] for i, t in at.items() if i in {"raqqa", west, start})
    label = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    name = page.locator("#place-title").inner_text()
    assert label.startswith(f"{name}: ")


def test_divisions_have_their_names_in_the_language_that_is_read(open_map: OpenMap) -> None:
    said = """() => { dispatchEvent(new Event("beforeprint"));
      return [...document.querySelectorAll("#print svg text")].map(t => t.textContent); }"""
    assert any("governorate" in t for t in open_map("#date=2017-11-09").page.evaluate(said))
    arabic = open_map("#date=2017-11-09&lang=ar").page.evaluate(said)
    assert any("محافظة" in t for t in arabic)
    assert not any("governorate" in t for t in arabic)
