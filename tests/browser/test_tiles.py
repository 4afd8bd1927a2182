"""A map built with online tiles asks that one server for images, and nobody for anything else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image
from playwright.sync_api import Browser, Page, Route
from reader import colours_over_tiles
from webmap_case import CONFIG, WebmapCase, build_map

TILES = {"url": "https://{s}.tiles.example.org/{z}/{x}/{y}.png", "attribution": "Invented <Tiles>"}
COLOUR = (120, 200, 140)


@pytest.fixture(scope="module")
def tiled_map(case: WebmapCase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiles")
    values = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    values["webmap"] = {**values.get("webmap", {}), "tiles": TILES}
    config = folder / "config.yaml"
    config.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return build_map(case, folder, config=config)


@pytest.fixture
def tiled_page(browser: Browser, tiled_map: Path) -> Iterator[tuple[Page, dict[str, Any]]]:
    """The map with a tile server that gives plain tiles, and what was asked and complained of."""
    picture = io.BytesIO()
    Image.new("RGB", (256, 256), COLOUR).save(picture, "PNG")
    heard: dict[str, Any] = {"tiles": [], "other": [], "messages": []}

    def answer(route: Route) -> None:
        url = route.request.url
        heard["tiles" if ".tiles.example.org/" in url else "other"].append(url)
        route.fulfill(body=picture.getvalue(), content_type="image/png")

    context = browser.new_context(viewport={"width": 1000, "height": 700})
    page = context.new_page()
    page.on("console", lambda m: heard["messages"].append(m.text))
    page.on("pageerror", lambda e: heard["messages"].append(str(e)))
    page.route(lambda url: url.startswith("http"), answer)
    page.goto(tiled_map.as_uri() + "#date=2017-11-09&panel=0")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.leaflet-tile')].filter(t => t.complete).length > 3"
    )
    yield page, heard
    context.close()


def test_tiles_show_where_nothing_is_known(tiled_page: tuple[Page, dict[str, Any]]) -> None:
    page, heard = tiled_page
    colours = colours_over_tiles(page)
    assert colours[COLOUR] > 0.1 * colours.total()
    assert (0xDD, 0xA1, 0x1F) in colours, "the territory lies over the tiles"
    assert heard["messages"] == []
    assert heard["other"] == []


def test_a_step_over_tiles_leaves_no_trace_of_the_day_before(
    tiled_page: tuple[Page, dict[str, Any]],
) -> None:
    page, _ = tiled_page
    known = """() => { const { context } = ebbline.view.surface.sheets[0].pen;
      const { width, height } = context.canvas;
      const { data } = context.getImageData(0, 0, width, height);
      return data.filter((value, i) => i % 4 === 3 && value).length;
    }"""
    with_sdf = page.evaluate(known)
    page.evaluate("() => ebbline.app.store.set({ holders: ['iraq'] })")
    page.wait_for_function("() => ebbline.view.unclean.size === 0")
    only_iraq = page.evaluate(known)
    page.evaluate("() => ebbline.app.store.set({ holders: [] })")
    page.wait_for_function("() => ebbline.view.unclean.size === 0")
    assert only_iraq < 0.7 * with_sdf
    assert page.evaluate(known) == with_sdf


def test_the_policy_lets_in_images_of_that_server_alone(
    tiled_page: tuple[Page, dict[str, Any]], tiled_map: Path
) -> None:
    page, heard = tiled_page
    refused = page.evaluate(
        """async () => {
          const image = new Image();
          const failed = new Promise(done => {
            image.onerror = () => done(true);
            image.onload = () => done(false);
          });
          image.src = "https://other.example.org/1/1/1.png";
          let fetched = true;
          try { await fetch("https://a.tiles.example.org/1/1/1.png"); } catch { fetched = false; }
          return [await failed, fetched];
        }"""
    )
    assert refused == [True, False]
    assert heard["other"] == []
    assert "img-src data: blob: https://*.tiles.example.org;" in tiled_map.read_text("utf-8")


def test_who_made_the_tiles_is_named_as_text(tiled_page: tuple[Page, dict[str, Any]]) -> None:
    page, _ = tiled_page
    assert "Invented <Tiles>" in page.locator(".credits").inner_text()
