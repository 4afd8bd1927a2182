"""The map opens at any size, rights itself when it gets one, and is not all there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from reader import OpenMap, Reader

SIZES = [
    *((150, 150), (150, 5000), (5000, 150), (320, 240), (360, 360), (240, 1000)),
    *((512, 290), (761, 300), (1101, 200), (1920, 1080), (5000, 3000)),
]


def is_right(reader: Reader) -> None:
    """Hold that the middle of the view is seen, with towns and ink where the map is."""
    found = reader.page.evaluate(
        """() => {
          const { map, surface } = ebbline.view;
          const { lat, lng } = map.getCenter();
          const canvas = surface.sheets[0].canvas;
          const size = map.getSize();
          const box = ebbline.app.data.case.views.find(v => v.id === ebbline.app.choice.view).bbox;
          const middle = map.latLngToContainerPoint([(box[1] + box[3]) / 2, (box[0] + box[2]) / 2]);
          return {
            zoom: map.getZoom(), lat, lng, width: canvas.width, height: canvas.height,
            seen: middle.x > 0 && middle.y > 0 && middle.x < size.x && middle.y < size.y,
            frame: Object.values(surface.frame ?? { none: NaN }).every(Number.isFinite),
          };
        }"""
    )
    assert found["frame"] and found["zoom"] > 0, found
    assert found["seen"] and found["width"] > 0 and found["height"] > 0, found
    assert reader.drawn()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_map_opens_at_any_size(open_map: OpenMap, width: int, height: int) -> None:
    is_right(open_map("#date=2017-11-09", width=width, height=height))


@pytest.mark.parametrize("panel", [0, 1])
def test_the_map_opens_on_a_laptop_at_250_percent(open_map: OpenMap, panel: int) -> None:
    address = f"#date=2017-11-09&panel={panel}"
    is_right(open_map(address, width=546, height=307, device_scale_factor=2.5))


def test_a_window_that_grows_and_shrinks_rights_the_view(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09", width=150, height=150)
    for width, height in ((1600, 900), (200, 700), (1280, 800)):
        reader.page.set_viewport_size({"width": width, "height": height})
        reader.wait_for("ebbline.view.map.getSize().x", width)
        is_right(reader)


def test_a_view_that_the_reader_moved_is_kept_when_the_window_changes(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09&map=9/34.45/40.9")
    reader.page.set_viewport_size({"width": 700, "height": 500})
    reader.wait_for("ebbline.view.map.getSize().x", 700)
    assert reader.page.evaluate("() => ebbline.view.map.getZoom()") == 9


def framed(browser: Browser, map_file: Path, tmp_path: Path, style: str) -> tuple[Page, Reader]:
    """Open a page of somebody else's that has the map in a frame of ``style``."""
    outer = tmp_path / "outer.html"
    outer.write_text(
        f'<div id="tab" style="{style}"><iframe id="frame" style="width: 600px; height: 400px;'
        f' border: 0" src="{map_file.as_uri()}#date=2017-11-09"></iframe></div>'
    )
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    messages: list[str] = []
    page.on("pageerror", lambda e: messages.append(f"error: {e}"))
    page.goto(outer.as_uri())
    frame = page.wait_for_selector("#frame", state="attached").content_frame()
    assert frame is not None
    frame.wait_for_selector("html[data-ready]", state="attached")
    return page, Reader(frame, messages)  # type: ignore[arg-type]


@pytest.mark.parametrize("style", ["display: none", "width: 0; height: 0; overflow: hidden"])
def test_a_frame_in_a_hidden_tab_rights_itself_when_it_is_shown(
    browser: Browser, map_file: Path, tmp_path: Path, style: str
) -> None:
    page, reader = framed(browser, map_file, tmp_path, style)
    page.evaluate("() => document.querySelector('#tab').removeAttribute('style')")
    reader.wait_for("ebbline.view.map.getSize().x", 600)
    reader.wait_for("Boolean(ebbline.view.surface.frame)", True)
    is_right(reader)
    assert reader.messages == []
    page.close()


BROKEN = {
    "no room for canvases": """
      const real = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (...asked) {
        return this.closest(".surface") ? null : real.apply(this, asked);
      };
    """,
    "no map library": "Object.defineProperty(window, 'L', { value: undefined, writable: false });",
}


@pytest.mark.parametrize("fault", BROKEN)
def test_without_the_map_time_story_and_tables_work(open_map: OpenMap, fault: str) -> None:
    reader = open_map("#date=2017-11-08", init=BROKEN[fault], quiet=False)
    assert "cannot be drawn" in reader.page.locator("#map-failed").inner_text()
    reader.page.locator("#slider").focus()
    reader.page.keyboard.press("ArrowRight")
    reader.wait_for("document.querySelector('.event time').dateTime", "2017-11-09")
    reader.page.locator(".event button").first.click()
    reader.page.locator("#tab-compare, [data-tab=compare]").first.click()
    reader.page.locator("#open-table").click()
    assert reader.page.locator("#towns tr").count() > 2
