"""Reading without a mouse, without the map, on a phone, in the dark."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from reader import OpenMap, Reader

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"


def found_by_axe(reader: Reader) -> list[str]:
    """What axe-core holds against the page, as it stands; the policy bars scripts, so it is put
    in by the browser's own tools."""
    reader.page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = reader.page.evaluate(f"async () => (await axe.run(document, {RULES})).violations")
    return [
        f"{v['impact']} {v['id']}: {n['target']} {n['failureSummary']}"
        for v in violations
        for n in v["nodes"]
        if v["impact"] in ("serious", "critical", "moderate")
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "state",
    [
        "date=2017-11-09",
        "date=2017-11-09&table=1",
        "date=2017-11-09&from=2017-10-10",
        "date=2017-11-09&tab=areas",
        "date=2017-11-09&place=albu-kamal&holders=syria",
    ],
)
def test_axe_finds_nothing(open_map: OpenMap, language: str, state: str) -> None:
    assert found_by_axe(open_map(f"#{state}&lang={language}")) == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("state", ["panel=0", "panel=1", "table=1", "panel=1&from=2017-10-10"])
def test_axe_finds_nothing_on_a_phone(open_map: OpenMap, language: str, state: str) -> None:
    reader = open_map(f"#date=2017-11-09&lang={language}&{state}", width=360, height=740)
    assert found_by_axe(reader) == []


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)])
def test_axe_finds_nothing_in_two_days_side_by_side_nor_on_a_town_in_focus(
    open_map: OpenMap, size: tuple[int, int]
) -> None:
    address = "#date=2017-11-09&from=2017-10-10&swipe=1&panel=0"
    reader = open_map(address, width=size[0], height=size[1])
    reader.page.locator("#town-keys button").first.focus()
    assert found_by_axe(reader) == []


def test_axe_finds_nothing_after_a_step_in_the_dark(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-08", color_scheme="dark")
    reader.page.locator("#slider").focus()
    reader.page.keyboard.press("ArrowRight")
    reader.wait_for("document.querySelector('.event time').dateTime", "2017-11-09")
    assert found_by_axe(reader) == []


def test_axe_finds_nothing_in_an_open_dialog(open_map: OpenMap) -> None:
    reader = open_map()
    for button in ("about", "share", "download"):
        reader.page.locator(f"#{button}").click()
        assert found_by_axe(reader) == [], button
        reader.page.keyboard.press("Escape")


def test_the_first_tab_stop_leads_past_the_map(open_map: OpenMap) -> None:
    reader = open_map()
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("() => document.activeElement.id") == "skip"
    reader.page.keyboard.press("Enter")
    assert reader.page.locator("#towns").is_visible()
    assert reader.page.evaluate("() => document.activeElement.id") == "table-title"


def test_the_table_follows_the_slider(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-08&table=1")
    reader.page.locator("#slider").focus()
    reader.page.keyboard.press("ArrowRight")
    row = reader.page.locator("tr[data-place=albu-kamal]")
    assert row.get_attribute("data-holder") == "syria"
    assert "9 November 2017" in reader.page.locator("#towns caption").inner_text()


def test_a_list_keeps_the_focus_when_it_is_told_again(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09")
    button = reader.page.locator(".event button").nth(1)
    button.focus()
    chosen = button.get_attribute("id")
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("() => document.activeElement.id") == chosen
    assert reader.page.locator(f"#{chosen}").get_attribute("aria-expanded") == "true"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("state", ["panel=0", "panel=1", "table=1"])
def test_a_phone_needs_no_sideways_scrolling(open_map: OpenMap, language: str, state: str) -> None:
    page = open_map(f"#lang={language}&{state}", width=360, height=740).page
    widths = page.evaluate(
        """() => [document.documentElement.scrollWidth, ...['panel', 'page', 'tools', 'time']
             .map(id => document.getElementById(id)).filter(e => !e.hidden)
             .map(e => e.scrollWidth)]"""
    )
    assert max(widths) <= 360


def test_targets_are_large_enough_for_a_finger(open_map: OpenMap) -> None:
    page = open_map("#panel=1", width=360, height=740).page
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, summary, input, [role=slider]')]
          .filter(e => e.checkVisibility())
          .map(e => [e.id || e.className, e.getBoundingClientRect()])
          .filter(([, b]) => b.width && (b.width < 24 || b.height < 24)).map(([id]) => id)"""
    )
    assert small == []


def test_reduced_motion_moves_the_map_at_once(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-10", reduced_motion="reduce")
    before = reader.page.evaluate("() => ebbline.view.map.getZoom()")
    after = reader.page.evaluate(
        "() => { document.getElementById('view-border').click();"
        " return ebbline.view.map.getZoom(); }"
    )
    assert after > before


def test_everything_is_named_in_arabic(open_map: OpenMap) -> None:
    """No English word of the page is left, but names of sources and of the program."""
    page = open_map("#date=2017-11-09&lang=ar").page
    english = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, th, label, legend, h1, h2, h3')]
          .filter(e => e.checkVisibility() && e.lang !== 'en' && e.id !== 'lang-en')
          .map(e => e.innerText).filter(t => /[A-Za-z]{3}/.test(t))"""
    )
    assert english == []


def test_the_time_control_comes_before_the_long_list_of_events(open_map: OpenMap) -> None:
    order = open_map("#date=2017-11-09").page.evaluate(
        """() => ["map_ebbline", "tools", "time", "panel", "legend"].map(id =>
             [...document.querySelectorAll("[id]")].findIndex(e => e.id === id))"""
    )
    assert order == sorted(order)
