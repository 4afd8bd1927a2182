"""A map with tiles and a real tile server on this computer: what it is asked, what is shown."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from PIL import Image
from playwright.sync_api import Browser, Page
from reader import colours_over_tiles
from webmap_case import CONFIG, WebmapCase, build_map

COLOUR = (90, 170, 110)
MOST = 400
"""The server answers no more requests than this: a map that asks without end fails."""
TILE = re.compile(r"/tiles/(\d+)/(\d+)/(\d+)\.png")


@dataclass
class TileServer:
    """A server of plain tiles on a port of its own, and all that it was asked."""

    server: ThreadingHTTPServer
    paths: list[str] = field(default_factory=list)
    referrers: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture(scope="module")
def tile_server() -> Iterator[TileServer]:
    drawn = io.BytesIO()
    Image.new("RGB", (256, 256), COLOUR).save(drawn, "PNG")
    picture = drawn.getvalue()

    class Answer(BaseHTTPRequestHandler):
        timeout = 5

        def do_GET(self) -> None:
            served.paths.append(self.path)
            served.referrers.append(self.headers.get("Referer", ""))
            found = TILE.fullmatch(self.path) and len(served.paths) <= MOST
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(picture) if found else 0))
            self.end_headers()
            if found:
                self.wfile.write(picture)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.daemon_threads = True
        served = TileServer(server)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield served
        server.shutdown()
        thread.join(timeout=10)


@pytest.fixture(scope="module")
def tiled_map(
    case: WebmapCase, tile_server: TileServer, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("served")
    values = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    url = f"{tile_server.address}/tiles/{{z}}/{{x}}/{{y}}.png"
    values["webmap"] = {"tiles": {"url": url, "attribution": "Invented tiles"}}
    config = folder / "config.yaml"
    config.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return build_map(case, folder, config=config)


@pytest.fixture
def page(browser: Browser, tiled_map: Path) -> Iterator[tuple[Page, list[str]]]:
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    opened, messages = context.new_page(), list[str]()
    opened.on("console", lambda m: messages.append(m.text))
    opened.on("pageerror", lambda e: messages.append(str(e)))
    opened.goto(tiled_map.as_uri() + "#date=2017-11-09&panel=0")
    opened.wait_for_selector("html[data-ready]", state="attached")
    opened.wait_for_function(
        "() => { const all = [...document.querySelectorAll('.leaflet-tile')];"
        " return all.length > 3 && all.every(t => t.complete && t.naturalWidth === 256); }"
    )
    yield opened, messages
    context.close()


def test_the_servers_tiles_lie_under_the_land(page: tuple[Page, list[str]]) -> None:
    opened, messages = page
    colours = colours_over_tiles(opened)
    assert colours[COLOUR] > 0.1 * colours.total()
    assert (0xDD, 0xA1, 0x1F) in colours
    assert messages == []


def test_the_server_is_asked_for_tiles_of_the_case_and_for_nothing_else(
    page: tuple[Page, list[str]], tile_server: TileServer
) -> None:
    opened, _ = page
    asked = [TILE.fullmatch(path) for path in tile_server.paths]
    assert asked
    assert all(asked)
    assert len(asked) < MOST
    west, _, east, _ = opened.evaluate("() => ebbline.app.data.frame")
    for found in filter(None, asked):
        zoom, x, _ = (int(part) for part in found.groups())
        wide = 360 / 2**zoom
        assert west - 2 * wide <= x * wide - 180 <= east + wide, found.group()
    assert set(tile_server.referrers) == {""}, "nobody learns which file asks"


def test_a_step_through_the_days_asks_for_no_tile_again(
    page: tuple[Page, list[str]], tile_server: TileServer
) -> None:
    opened, _ = page
    before = len(tile_server.paths)
    for day in ("2017-11-10", "2017-11-17", "2017-12-06"):
        opened.evaluate("day => ebbline.show(day)", day)
    opened.wait_for_function("() => ebbline.view.unclean.size === 0")
    assert tile_server.paths[before:] == []


def test_the_policy_names_that_server_and_its_port(
    tiled_map: Path, tile_server: TileServer
) -> None:
    assert f"img-src data: blob: {tile_server.address};" in tiled_map.read_text("utf-8")
