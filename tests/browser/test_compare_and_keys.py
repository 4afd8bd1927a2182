"""Two days side by side; the towns of the map by keyboard; the names of divisions."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Page
from reader import OpenMap

SIDE = "#date=2017-12-07&from=2017-10-01&swipe=1&panel=0"


# Of each point of a lattice over the land told of: where it is on the picture of the map.
POINTS = """() => {
  const { map } = ebbline.view;
  const found = [];
  for (let lat = 33; lat < 37; lat += 0.1) for (let lon = 38; lon < 44; lon += 0.1) {
    const { x, y } = map.latLngToContainerPoint([lat, lon]);
    found.push([x, y]);
  }
  return found;
}"""


def colours(page: Page) -> list[tuple[float, int]]:
    """Return where each point of a lattice is (x), and how dark it is around it (-1: off the map).

    The map is larger or smaller by what lies beside it, so that pixels cannot be compared.
    """
    page.evaluate(
        """() => document.querySelectorAll("#panel, #tools, #legend, #locator, .zoom, .swipe")
          .forEach(e => { e.style.opacity = 0; })"""
    )
    shot = page.locator("#map_ebbline").screenshot()
    picture = Image.open(io.BytesIO(shot)).convert("L").filter(ImageFilter.BoxBlur(5))
    inside = [
        (0 <= x < picture.width and 0 <= y < picture.height, x, y) for x, y in page.evaluate(POINTS)
    ]
    return [(x, picture.getpixel((int(x), int(y))) if there else -1) for there, x, y in inside]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_each_side_of_the_handle_shows_its_day(open_map: OpenMap, lang: str) -> None:
    page = open_map(f"{SIDE}&lang={lang}").page
    handle = page.locator("#swipe").bounding_box()
    assert handle
    middle = handle["x"] + handle["width"] / 2
    side = colours(page)
    first, last = (
        colours(open_map(f"#date={day}&panel=0&lang={lang}").page)
        for day in ("2017-10-01", "2017-12-07")
    )
    for of_first in (True, False):
        alike = unlike = seen = 0
        for (x, grey), (_, of_day), (_, of_other) in zip(
            side, *((first, last) if of_first else (last, first)), strict=True
        ):
            on_the_left = of_first == (lang == "en")
            here = x < middle - 30 if on_the_left else x > middle + 30
            if not here or min(grey, of_day, of_other) < 0:
                continue
            seen += 1
            alike += abs(grey - of_day) > 12
            unlike += abs(grey - of_other) > 12
        assert seen > 200
        assert alike < 0.3 * unlike, "names and hatches may stand a little elsewhere"


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
