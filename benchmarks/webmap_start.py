"""How a map file starts and steps on a slow processor: Chromium, slowed down four-fold.

    .venv/bin/python benchmarks/webmap_start.py results/euphrates-2017/map.html

Milliseconds: the first picture with content, the map, the longest task until then (the median of
five openings, of the longest task the worst), and a step of a day (median, 95th percentile).
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright
from webmap_measure import FRAME, PLAIN

WATCH = """window.tasks = [];
new PerformanceObserver((list) => { for (const e of list.getEntries()) tasks.push(e.duration); })
  .observe({ type: "longtask", buffered: true });
const wait = () => document.documentElement?.dataset.ready
  ? requestAnimationFrame(() => { window.shown = performance.now(); }) : setTimeout(wait, 5);
wait();"""
STARTED = """[performance.getEntriesByName("first-contentful-paint")[0].startTime, shown,
  Math.max(0, ...tasks)]"""
STEP = f"""async (day) => {{ {FRAME} await frame(); const began = performance.now();
  ebbline.app.store.set({{ day: ebbline.app.past.first + day }}); await frame();
  return performance.now() - began; }}"""


def opened(page: Page, file: Path, *, slower: float) -> list[float]:
    """Open the file and return when its picture, its map and its longest task were."""
    page.add_init_script(WATCH)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(file.resolve().as_uri())
    page.wait_for_function("() => window.shown")
    found: list[float] = page.evaluate(STARTED)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--slower", type=float, default=4)
    parser.add_argument("--openings", type=int, default=5)
    options = parser.parse_args()
    path = os.environ.get("EBBLINE_CHROMIUM", "/usr/bin/chromium")
    starts, steps = [], []
    with sync_playwright() as playwright:
        for _ in range(options.openings):
            browser = playwright.chromium.launch(executable_path=path, args=PLAIN)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            starts.append(opened(page, options.file, slower=options.slower))
            if not steps:
                page.wait_for_timeout(1000)
                steps = sorted(page.evaluate(STEP, day) for day in range(1, 41))
            browser.close()
    picture, shown, tasks = zip(*starts, strict=True)
    print(f"first picture {median(picture):.0f}, map {median(shown):.0f}, task {max(tasks):.0f}")
    print(f"step {median(steps):.0f}, 95 % {steps[int(0.95 * (len(steps) - 1))]:.0f}")


if __name__ == "__main__":
    main()
