"""A reader's browser: a real Chromium that opens the map from a file, and tells what it saw.

``EBBLINE_CHROMIUM`` names the browser if it is not found by itself. Without a browser these tests
are skipped, except where ``CI`` is ``true``: there a missing browser is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from reader import PATIENCE_MS, OpenMap, Reader
from webmap_case import WebmapCase, build_map, small_case

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


def chromium() -> str | None:
    """Where the browser is, if there is one."""
    named = os.environ.get("EBBLINE_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        message = "no Chromium found; install it (Debian: apt-get install chromium)"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def case() -> WebmapCase:
    return small_case()


@pytest.fixture(scope="session")
def map_file(case: WebmapCase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_map(case, tmp_path_factory.mktemp("map"))


@pytest.fixture
def open_map(browser: Browser, map_file: Path) -> Iterator[OpenMap]:
    """Open the map as a reader would; at the end nothing may have been said or asked for."""
    readers: list[tuple[Reader, bool]] = []
    contexts: list[BrowserContext] = []

    def open_(
        address: str = "",
        *,
        width: int = 1280,
        height: int = 800,
        file: Path = map_file,
        quiet: bool = True,
        init: str = "",
        **options: Any,
    ) -> Reader:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        reader = Reader(page)
        readers.append((reader, quiet))
        page.on("console", lambda m: reader.messages.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: reader.messages.append(f"error: {e}"))
        page.on("request", lambda r: reader.requests.append(r.url))
        if init:
            page.add_init_script(init)
        page.goto(file.as_uri() + address)
        page.wait_for_selector("html[data-ready]", state="attached")
        return reader

    yield open_
    for context in contexts:
        context.close()
    for reader, quiet in readers:
        if not quiet:
            continue
        assert reader.messages == []
        asked = [url for url in reader.requests if not url.startswith(("file:", "data:", "blob:"))]
        assert asked == []
