"""The time control: it moves by hand, by keyboard and by itself when asked, and not otherwise."""

from __future__ import annotations

import pytest
from reader import OpenMap


def test_the_first_view_is_the_last_day_and_nothing_moves(open_map: OpenMap) -> None:
    reader = open_map()
    assert reader.day() == "2017-12-07"
    assert not reader.page.evaluate("() => ebbline.app.choice.playing")
    assert reader.page.locator("#time .day").inner_text() == "7 December 2017"


def test_the_slider_spells_the_day(open_map: OpenMap) -> None:
    slider = open_map("#date=2017-11-09").page.get_by_role("slider")
    assert slider.get_attribute("aria-valuetext") == "Thursday 9 November 2017"
    assert slider.get_attribute("aria-valuenow") == "39"
    assert slider.get_attribute("aria-valuemax") == "67"


def test_dragging_the_slider_goes_to_the_ends(open_map: OpenMap) -> None:
    reader = open_map()
    box = reader.page.locator("#slider").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    reader.page.mouse.move(box["x"] + box["width"] / 2, middle)
    reader.page.mouse.down()
    reader.page.mouse.move(box["x"] + 2, middle, steps=4)
    reader.page.mouse.up()
    assert reader.day() == "2017-10-01"


def test_a_typed_date_is_shown(open_map: OpenMap) -> None:
    reader = open_map()
    reader.page.locator("#time input[type=date]").fill("2017-11-03")
    assert reader.day() == "2017-11-03"
    assert reader.page.locator("#time .day").inner_text() == "3 November 2017"


def test_a_date_outside_the_period_is_not_taken(open_map: OpenMap) -> None:
    reader = open_map()
    reader.page.locator("#time input[type=date]").fill("2031-01-01")
    assert reader.day() == "2017-12-07"


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("ArrowRight", "2017-11-11"),
        ("ArrowLeft", "2017-11-09"),
        ("ArrowUp", "2017-11-11"),
        ("ArrowDown", "2017-11-09"),
        ("PageUp", "2017-11-11"),
        ("PageDown", "2017-11-09"),
        ("Home", "2017-10-01"),
        ("End", "2017-12-07"),
    ],
)
def test_keys_step_days_and_changes(open_map: OpenMap, key: str, day: str) -> None:
    reader = open_map("#date=2017-11-10")
    reader.page.locator("#slider").focus()
    reader.page.keyboard.press(key)
    assert reader.day() == day


def test_page_keys_skip_days_without_change(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-10-18")
    reader.page.locator("#slider").focus()
    reader.page.keyboard.press("PageUp")
    assert reader.day() == "2017-11-03"


def test_keys_do_nothing_where_the_slider_has_no_focus(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-10")
    reader.page.locator("#fold").focus()
    for key in ("ArrowRight", "PageDown", "Home", " "):
        reader.page.keyboard.press(key)
    assert reader.day() == "2017-11-10"
    assert not reader.page.evaluate("() => ebbline.app.choice.playing")


def test_buttons_go_to_the_next_and_previous_change(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-04")
    reader.page.get_by_role("button", name="Next change").click()
    assert reader.day() == "2017-11-08"
    reader.page.get_by_role("button", name="Previous change").click()
    assert reader.day() == "2017-11-03"


def test_the_space_bar_plays_and_pauses(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-10-01")
    reader.page.locator("#time select").select_option("8")
    reader.page.locator("#slider").focus()
    reader.page.keyboard.press(" ")
    reader.wait_for("ebbline.day() > '2017-10-03'", True)
    reader.page.keyboard.press(" ")
    assert not reader.page.evaluate("() => ebbline.app.choice.playing")


def test_play_ends_on_the_last_day(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-12-04")
    reader.page.locator("#time select").select_option("8")
    reader.page.get_by_role("button", name="Play", exact=True).click()
    reader.wait_for("[ebbline.day(), ebbline.app.choice.playing]", ["2017-12-07", False])


def test_play_stops_at_each_change_and_says_what_changed(open_map: OpenMap) -> None:
    reader = open_map(
        "#date=2017-11-07&panel=0",
        init="""
      window.told = [];
      addEventListener("load", () => setInterval(() => {
        const text = document.getElementById("finding")?.textContent;
        if (text && window.ebbline) window.told.push([ebbline.day(), text]);
      }, 30));""",
    )
    reader.page.evaluate("() => ebbline.app.store.set({ speed: 8, playing: true })")
    reader.wait_for("ebbline.day() > '2017-11-11'", True)
    told = reader.page.evaluate("() => window.told")
    days = {day for day, _ in told}
    assert {"2017-11-08", "2017-11-09", "2017-11-10", "2017-11-11"} <= days
    assert any("Albu Kamal" in text for day, text in told if day == "2017-11-09")


def test_slow_timers_skip_days_and_do_not_slow_the_story(open_map: OpenMap) -> None:
    slow = """const quick = window.setTimeout;
      window.setTimeout = (f, ms, ...rest) => quick(f, Math.max(1000, ms || 0), ...rest);"""
    reader = open_map("#date=2017-10-20", init=slow)
    reader.page.locator("#time select").select_option("8")
    began = reader.page.evaluate("() => performance.now()")
    reader.page.get_by_role("button", name="Play", exact=True).click()
    reader.wait_for("ebbline.day() > '2017-10-28'", True)
    seconds = (reader.page.evaluate("() => performance.now()") - began) / 1000
    days = reader.page.evaluate("() => ebbline.app.choice.day - ebbline.app.past.first") - 19
    assert days >= 5 * seconds - 10


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Baghdad", "Pacific/Auckland"])
def test_every_reader_sees_the_same_day(open_map: OpenMap, zone: str) -> None:
    reader = open_map("#date=2017-11-09", timezone_id=zone)
    assert reader.page.locator("#time .day").inner_text() == "9 November 2017"
    assert reader.page.locator("#time input[type=date]").input_value() == "2017-11-09"


def test_the_live_region_tells_the_day_and_what_happened(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-08")
    reader.page.get_by_role("button", name="Next change").click()
    live = "document.getElementById('live').textContent.includes('9 November 2017. Albu Kamal')"
    reader.wait_for(live, True)


def test_the_curve_shares_the_day_with_the_slider(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09&tab=areas")
    chart = reader.page.get_by_role("img", name="Held area through time")
    box = chart.bounding_box()
    assert box
    reader.page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    assert "2017-10-25" < reader.day() < "2017-11-08"
    assert reader.page.get_by_role("slider").get_attribute("aria-valuenow") == str(
        reader.page.evaluate("() => ebbline.app.choice.day - ebbline.app.past.first")
    )
