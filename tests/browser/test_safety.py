"""Texts stay texts, and the file asks nobody for anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from reader import OpenMap
from webmap_case import WebmapCase, build_map, with_name

HOSTILE = "</script><img src=x onerror=hacked=1>${hacked=1}{{7*7}}<!--<script>"


@pytest.fixture(scope="module")
def hostile_map(case: WebmapCase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    changed = with_name(case, "albu-kamal", HOSTILE)
    return build_map(changed, tmp_path_factory.mktemp("hostile"))


def test_a_name_that_looks_like_code_shows_as_text(open_map: OpenMap, hostile_map: Path) -> None:
    reader = open_map("#date=2017-11-09&place=albu-kamal", file=hostile_map)
    assert reader.page.locator("#place-title").inner_text() == HOSTILE
    reader.page.locator("#back").click()
    assert HOSTILE in reader.page.locator(".event").first.inner_text()
    reader.page.locator(".event button").first.click()
    reader.page.locator("#open-table").click()
    assert HOSTILE in reader.page.locator("#towns").inner_text()
    reader.page.locator("#about").click()
    assert reader.page.evaluate("() => typeof hacked") == "undefined"
    assert reader.page.locator("img[src=x]").count() == 0


def test_a_hostile_name_in_a_picture_is_text(open_map: OpenMap, hostile_map: Path) -> None:
    reader = open_map("#date=2017-11-09&view=border&embed=0", file=hostile_map)
    svg = reader.page.evaluate(
        "() => { dispatchEvent(new Event('beforeprint'));"
        " return document.querySelector('#print svg').textContent; }"
    )
    assert HOSTILE in svg
    assert reader.page.evaluate("() => typeof hacked") == "undefined"


def test_the_policy_stops_what_was_not_built_in(open_map: OpenMap) -> None:
    reader = open_map(quiet=False)
    ran = reader.page.evaluate(
        """async () => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          const image = new Image();
          const failed = new Promise(done => { image.onerror = () => done(true); });
          image.src = "https://example.invalid/x.png";
          let fetched = true;
          try { await fetch("https://example.invalid/"); } catch { fetched = false; }
          return [Boolean(window.ran), await failed, fetched];
        }"""
    )
    assert ran == [False, True, False]
    assert any("Content Security Policy" in m for m in reader.messages)


def test_nothing_is_remembered_by_the_browser(open_map: OpenMap) -> None:
    page = open_map().page
    page.locator("#lang-ar").click()
    assert page.context.cookies() == []
