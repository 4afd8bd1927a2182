"""A reader of the map: a page, and what the browser complained about or asked for."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from playwright.sync_api import Page

PATIENCE_MS = 60_000


@dataclass
class Reader:
    """A page with the map open, and everything the browser complained about or asked for."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def day(self) -> str:
        return str(self.page.evaluate("() => ebbline.day()"))

    def show(self, day: str) -> None:
        self.page.evaluate("day => ebbline.show(day)", day)

    def wait_for(self, expression: str, expected: Any) -> None:
        """Wait until ``expression`` (JavaScript) has the ``expected`` value."""
        wanted = json.dumps(expected)
        self.page.evaluate(
            f"""async () => {{
              const end = performance.now() + {PATIENCE_MS};
              for (;;) {{
                const found = JSON.stringify({expression});
                if (found === JSON.stringify({wanted})) return;
                if (performance.now() > end) throw new Error("still " + found);
                await new Promise(done => setTimeout(done, 20));
              }}
            }}"""
        )

    def drawn(self) -> dict[str, dict[str, Any]]:
        towns = self.page.evaluate("() => ebbline.view.drawnTowns()")
        return {town["id"]: town for town in towns}


def worth_telling(km2: float) -> int:
    """Return square kilometres as pages print them: to 100 from 1,000 on, to 10 from 100 on."""
    step = 100 if km2 >= 1000 else 10 if km2 >= 100 else 1
    return int(km2 / step + 0.5) * step


OpenMap = Callable[..., Reader]


def colours_over_tiles(page: Page) -> Counter[Any]:
    """Return how many pixels of the map have each colour, once all its tiles are shown."""
    shown = "() => [...document.querySelectorAll('.leaflet-tile')].every(t => t.style.opacity == 1)"
    page.wait_for_function(shown)
    picture = Image.open(io.BytesIO(page.locator("#map_ebbline").screenshot())).convert("RGB")
    return Counter({colour: n for n, colour in picture.getcolors(maxcolors=1 << 24) or []})
