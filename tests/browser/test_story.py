"""The panel: the story, a place, a search, filters, a comparison."""

from __future__ import annotations

from datetime import date

import pytest
from reader import OpenMap, worth_telling
from webmap_case import WebmapCase


def test_events_up_to_the_day_newest_first(open_map: OpenMap) -> None:
    items = open_map("#date=2017-11-09").page.locator(".event")
    assert "Albu Kamal said to be taken by the Syrian government" in items.first.inner_text()
    days = [t.get_attribute("datetime") for t in items.locator("time").all()]
    assert days == sorted(days, reverse=True)
    assert days[0] == "2017-11-09"


def test_claimed_is_said_as_claimed(open_map: OpenMap) -> None:
    first = open_map("#date=2017-11-09").page.locator(".event").first.inner_text()
    assert "claimed" in first
    assert "1 independent origin" in first
    assert "confirmed" not in first


def test_a_click_on_an_event_goes_to_its_day_and_place(open_map: OpenMap) -> None:
    reader = open_map("#view=border&panel=1")
    reader.page.locator(".event button", has_text="Raqqa taken by the SDF").click()
    assert reader.day() == "2017-10-17"
    reader.wait_for("ebbline.view.drawnTowns().some(t => t.id === 'raqqa' && t.x > 380)", True)


def test_an_event_shows_its_sources_with_links(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09")
    reader.page.locator(".event button").first.click()
    link = reader.page.locator(".event.open .sources a")
    assert link.get_attribute("href") == "https://example.org/gazette"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert "Invented Agency" in reader.page.locator(".event.open .sources").inner_text()


def test_an_address_that_is_not_the_webs_is_no_link(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-19")
    reader.page.locator(".event button").first.click()
    assert reader.page.locator(".event.open .sources li").count() == 1
    assert reader.page.locator(".event.open .sources a").count() == 0
    assert reader.page.locator("a[href^='javascript']").count() == 0


@pytest.mark.parametrize("spelling", ["Abu Kamal", "albu kamal", "البوكمال", "Abou Kemal"])
def test_search_finds_albu_kamal_by_any_spelling(open_map: OpenMap, spelling: str) -> None:
    reader = open_map("#date=2017-11-08")
    reader.page.locator("#search").fill(spelling)
    first = reader.page.locator("#results button").first
    assert "Albu Kamal" in first.inner_text()
    reader.page.keyboard.press("Enter")
    assert reader.page.locator("#place-title").inner_text() == "Albu Kamal"
    card = reader.page.locator("#tabpanel").inner_text()
    assert "contested: the Islamic State and the Syrian government" in card
    assert "Abu Kamal" in card
    assert "same letters" in card


def test_search_for_nonsense_says_so(open_map: OpenMap) -> None:
    reader = open_map("#panel=1")
    reader.page.locator("#search").fill("Qwxzy Vbnmpt")
    assert "No place of this map" in reader.page.locator("#results").inner_text()


def test_a_click_on_a_town_opens_its_history(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-18&view=valley")
    town = reader.drawn()["rawa"]
    reader.page.mouse.click(town["x"], town["y"])
    assert reader.page.locator("#place-title").inner_text() == "Rawa"
    spans = reader.page.locator(".history li").all_inner_texts()
    assert "1 October 2017 to 16 November 2017" in spans[0]
    assert "Islamic State" in spans[0]
    assert "Iraqi forces" in spans[1]


def test_a_place_without_reports_tells_what_it_follows(open_map: OpenMap, case: WebmapCase) -> None:
    spell = next(s for s in case.settlement_states if s.via_place_id == "rawa")
    card = open_map(f"#date=2017-11-20&place={spell.place_id}").page.locator("#tabpanel")
    assert "No report speaks of this place. Its holder follows Rawa" in card.inner_text()
    assert "80 % of cases" in card.inner_text()


def test_filters_leave_out_and_say_so(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-12&panel=1")
    reader.page.locator("#filter-summary").click()
    reader.page.locator("#filter-holders-sdf").check()
    assert "A filter is on" in reader.page.locator(".filtered").inner_text()
    assert {t["holder"] for t in reader.drawn().values()} == {"sdf"}
    texts = reader.page.locator(".event").all_inner_texts()
    assert texts
    assert all("SDF" in t for t in texts)
    reader.page.locator("#clear-filters").click()
    assert len({t["holder"] for t in reader.drawn().values()}) > 2


def test_filter_by_collection_keeps_only_its_events(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-20&collections=reports")
    days = reader.page.locator(".event time").evaluate_all("all => all.map(t => t.dateTime)")
    assert days
    assert max(days) < "2017-11-10"


def test_two_days_compared(open_map: OpenMap, case: WebmapCase) -> None:
    reader = open_map("#date=2017-11-17&from=2017-10-10")
    table = reader.page.locator("#tabpanel table").inner_text()
    km2 = dict(zip(case.catchments["patch_id"], case.catchments["km2"], strict=True))

    def held(day: date) -> set[str]:
        return {
            s.patch_id
            for s in case.patch_states
            if s.holder == "is" and s.start <= day and (s.end is None or day < s.end)
        }

    before, after = held(date(2017, 10, 10)), held(date(2017, 11, 17))
    for name, patches in (
        ("Lost", before - after),
        ("Gained", after - before),
        ("Still held", before & after),
    ):
        total = sum(km2[p] for p in patches)
        row = next(line for line in table.splitlines() if line.startswith(name))
        assert row.endswith(f"{worth_telling(total):,} km²"), (row, total)
    assert "Rawa" in reader.page.locator(".town-changes").inner_text()


def test_comparing_starts_from_the_tab(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-17")
    reader.page.get_by_role("tab", name="Compare").click()
    reader.page.locator("#compare-from").fill("2017-11-01")
    assert "1 November 2017 compared with 17 November 2017" in (
        reader.page.locator("#tabpanel").inner_text()
    )
    reader.page.get_by_role("tab", name="Story").click()
    assert reader.page.evaluate("() => ebbline.app.choice.from") is None


def test_the_border_is_one_tap_away(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-10")
    reader.page.get_by_role("button", name="Border close-up").click()
    gone = "!ebbline.view.drawnTowns().some(t => t.id === 'raqqa')"
    reader.wait_for(gone, True)
    assert {"albu-kamal", "al-qaim", "hiri"} <= set(reader.drawn())


def test_arabic_runs_from_the_right(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-09")
    reader.page.locator("#lang-ar").click()
    root = reader.page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("ar", "rtl")
    assert "تشرين الثاني" in reader.page.locator("#time .day").inner_text()
    assert "البوكمال" in reader.page.locator(".event").first.inner_text()
    panel = reader.page.locator("#panel").bounding_box()
    assert panel
    assert panel["x"] > 640
    reader.page.locator("#slider").focus()
    reader.page.keyboard.press("ArrowLeft")
    assert reader.day() == "2017-11-10"
    reader.page.locator("#lang-en").click()
    assert root.get_attribute("dir") == "ltr"


def test_a_filter_by_collection_says_that_land_is_shown_whole(open_map: OpenMap) -> None:
    reader = open_map("#date=2017-11-20&collections=reports")
    assert "Land is shown whole" in reader.page.locator(".filtered").inner_text()
    picture = reader.page.evaluate(
        "() => { dispatchEvent(new Event('beforeprint'));"
        " return document.querySelector('#print svg').textContent; }"
    )
    assert "Land is shown whole" in picture
    other = open_map("#date=2017-11-20&holders=is").page.locator(".filtered").inner_text()
    assert "Land is shown whole" not in other
