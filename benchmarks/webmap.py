"""The web map against folium's TimestampedGeoJson and Timeline, on the same data, in one run.

    .venv/bin/python benchmarks/webmap.py            # a tenth of the patches, side by side
    .venv/bin/python benchmarks/webmap.py --large    # our map alone, 6,000 patches
    .venv/bin/python benchmarks/webmap.py --default  # our map alone, the default case as built

What folium's plugins load from other servers is given to the browser from
``tests/browser/front/node_modules`` (``npm ci`` there first); our map needs nothing. A step is one
day, timed from the key or call to the frame that shows it.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import folium
import numpy as np
import shapely
import webmap_tables
from folium.plugins import Timeline, TimelineSlider, TimestampedGeoJson
from playwright.sync_api import Route, sync_playwright
from tqdm import tqdm

from ebbline import palette
from ebbline.webmap.page import render
from ebbline.webmap.payload import MapTables, payload

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "tests" / "browser" / "front" / "node_modules"
SEED = 20171109
DAYS, CHANGES, BENDS = 1000, 20, 10
STEPS = 60
WINDOW = {"width": 1440, "height": 900}
PATIENCE_MS = 300_000

FRAME = """const frame = () => new Promise(done => requestAnimationFrame(() => {
  const after = new MessageChannel();
  after.port1.onmessage = done;
  after.port2.postMessage(0);
}));"""
OUR_STEP = """document.getElementById("slider").dispatchEvent(
  new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }))"""


@dataclass(frozen=True)
class Contender:
    """A map file: how to know that it shows something, and how to step by a day."""

    name: str
    file: Path
    ready: str
    step: str
    begin: str = ""


@dataclass(frozen=True)
class Measured:
    """Megabytes, seconds and milliseconds of one contender."""

    name: str
    size_mb: float
    first_s: float
    median_ms: float
    p95_ms: float
    memory_mb: float


def ours(tables: MapTables, folder: Path) -> Contender:
    """Our map of ``tables``."""
    config = webmap_tables.config_for(DAYS)
    file = folder / "ebbline.html"
    file.write_text(render(config, payload(config, tables, made=None)), encoding="utf-8")
    return Contender("Ebbline", file, "html[data-ready]", OUR_STEP)


def spells(tables: MapTables) -> list[dict[str, Any]]:
    """A GeoJSON feature for each spell of each patch, as folium's plugins need it."""
    styles = palette.styles(dict.fromkeys(webmap_tables.HOLDERS))
    shapes = {
        row.patch_id: json.loads(shapely.to_geojson(shapely.transform(row.geometry, _four_places)))
        for row in tables.catchments.itertuples()
    }
    end_of_all = webmap_tables.FIRST + timedelta(days=DAYS)
    features = []
    for state in tables.patch_states:
        style = styles[state.holder]
        look = {"fillColor": style.fill, "color": style.edge, "weight": 1, "fillOpacity": 1}
        start = state.start.isoformat()
        end = (state.end or end_of_all).isoformat()
        properties = {"times": [start], "start": start, "end": end, "style": look}
        features.append(
            {"type": "Feature", "properties": properties, "geometry": shapes[state.patch_id]}
        )
    return sorted(features, key=lambda f: f["properties"]["start"])


def _four_places(points: np.ndarray) -> np.ndarray:
    return np.round(points, 4)


def timestamped(tables: MapTables, folder: Path) -> Contender:
    """``TimestampedGeoJson``: it knows no end of a spell, so later ones are drawn over earlier."""
    drawn = folium.Map((35, 41), zoom_start=7, tiles=None, prefer_canvas=True)
    collection = {"type": "FeatureCollection", "features": spells(tables)}
    TimestampedGeoJson(collection, period="P1D", auto_play=False, add_last_point=False).add_to(
        drawn
    )
    file = folder / "timestamped.html"
    drawn.save(file)
    last = _milliseconds(DAYS - 1)
    name = drawn.get_name()
    return Contender(
        "TimestampedGeoJson",
        file,
        ".leaflet-overlay-pane canvas",
        f"{name}.timeDimension.previousTime(1)",
        f"{name}.timeDimension.setCurrentTime({last})",
    )


def timeline(tables: MapTables, folder: Path, *, canvas: bool = False) -> Contender:
    """``Timeline`` with its slider, drawn as folium does by default (SVG) or on a canvas."""
    from folium.utilities import JsCode

    drawn = folium.Map((35, 41), zoom_start=7, tiles=None, prefer_canvas=canvas)
    collection = {"type": "FeatureCollection", "features": spells(tables)}
    layer = Timeline(collection, style=JsCode("feature => feature.properties.style")).add_to(drawn)
    slider = TimelineSlider(auto_play=False, show_ticks=False, enable_keyboard_controls=False)
    slider.add_timelines(layer).add_to(drawn)
    file = folder / f"timeline-{canvas}.html"
    drawn.save(file)
    last = _milliseconds(DAYS - 1)
    name = slider.get_name()
    return Contender(
        "Timeline, canvas" if canvas else "Timeline",
        file,
        ".leaflet-overlay-pane canvas" if canvas else ".leaflet-overlay-pane svg",
        f"window.when -= 86400000; {name}.setTime(window.when)",
        f"window.when = {last}; {name}.setTime(window.when)",
    )


def timeline_canvas(tables: MapTables, folder: Path) -> Contender:
    """``Timeline`` on a canvas."""
    return timeline(tables, folder, canvas=True)


def _milliseconds(day: int) -> int:
    start = datetime.combine(webmap_tables.FIRST, datetime.min.time(), tzinfo=UTC)
    return int((start + timedelta(days=day)).timestamp() * 1000)


def from_packages(route: Route) -> None:
    """Answer what folium asks other servers for out of the packages that lie here."""
    url = route.request.url
    known = {
        "leaflet.timeline": "leaflet.timeline/dist/leaflet.timeline.js",
        "leaflet.timedimension.min.js": "leaflet-timedimension/dist/leaflet.timedimension.min.js",
        "timedimension.control.css": (
            "leaflet-timedimension/dist/leaflet.timedimension.control.css"
        ),
        "iso8601": "iso8601-js-period/iso8601.js",
        "moment": "moment/moment.js",
        "/jquery": "jquery/dist/jquery.js",
        "/leaflet.js": "leaflet/dist/leaflet.js",
        "/leaflet.css": "leaflet/dist/leaflet.css",
    }
    file = next((PACKAGES / path for part, path in known.items() if part in url), None)
    if file is not None and "jqueryui" not in url:
        route.fulfill(path=file)
    else:
        route.fulfill(
            body="", content_type="text/css" if url.endswith("css") else "text/javascript"
        )


def measure(contender: Contender, *, steps: int = STEPS) -> Measured:
    """Open the map in a browser of its own and step back in time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("EBBLINE_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        page = browser.new_context(viewport=WINDOW).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.route(lambda url: url.startswith("http"), from_packages)
        page.goto(contender.file.as_uri(), timeout=PATIENCE_MS)
        page.wait_for_selector(contender.ready, state="attached")
        first = page.evaluate(f"async () => {{ {FRAME} await frame(); return performance.now(); }}")
        page.evaluate(f"async () => {{ {FRAME} {contender.begin}; await frame(); await frame(); }}")
        times = page.evaluate(
            f"""async () => {{
              {FRAME}
              const times = [];
              for (let i = 0; i < {steps}; i += 1) {{
                await frame();
                const began = performance.now();
                {contender.step};
                await frame();
                times.push(performance.now() - began);
              }}
              return times.sort((a, b) => a - b);
            }}"""
        )
        memory = _memory_mb(browser)
        browser.close()
    return Measured(
        contender.name,
        contender.file.stat().st_size / 1e6,
        first / 1000,
        times[len(times) // 2],
        times[int(0.95 * (len(times) - 1))],
        memory,
    )


def _memory_mb(browser: Any) -> float:
    """Resident memory of the processes that draw pages."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    pages = [p["id"] for p in processes if p["type"] == "renderer"]
    kilobytes = 0
    for pid in pages:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        kilobytes += int(status.split("VmRSS:")[1].split()[0])
    return kilobytes / 1000


def table(rows: list[Measured]) -> str:
    """The rows as a Markdown table, with ratios to the first."""
    lines = [
        "| map | size | first map | step, median | step, 95 % | memory |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [_row(row, rows[0]) for row in rows]
    return "\n".join(lines)


def _row(row: Measured, base: Measured) -> str:
    def cell(name: str, unit: str, digits: int = 0) -> str:
        value = getattr(row, name)
        ratio = "" if row is base else f" ({value / getattr(base, name):.1f} ×)"
        return f"{value:.{digits}f} {unit}{ratio}"

    cells = [
        row.name,
        cell("size_mb", "MB", 2),
        cell("first_s", "s", 2),
        cell("median_ms", "ms"),
        cell("p95_ms", "ms"),
        cell("memory_mb", "MB"),
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="our map alone, 6,000 patches")
    parser.add_argument(
        "--default",
        type=Path,
        metavar="FILE",
        nargs="?",
        const=Path("results/euphrates-2017/map.html"),
        help="our map alone, an already built file",
    )
    parser.add_argument("--patches", type=int, default=600, help="patches side by side")
    parser.add_argument("--steps", type=int, default=STEPS, help="days stepped through")
    parser.add_argument(
        "--without", nargs="*", default=[], metavar="NAME", help="timestamped, timeline, …"
    )
    options = parser.parse_args()
    makers: list[Callable[[MapTables, Path], Contender]] = [
        ours,
        timestamped,
        timeline,
        timeline_canvas,
    ]
    with tempfile.TemporaryDirectory() as folder:
        if options.default:
            made = [Contender("Ebbline", options.default.resolve(), "html[data-ready]", OUR_STEP)]
        else:
            patches = 6000 if options.large else options.patches
            rows_of_cover = round((patches / 10) ** 0.5 * 2.5)
            tables = webmap_tables.tables(
                seed=SEED,
                columns=round(patches / rows_of_cover),
                rows=rows_of_cover,
                bends=BENDS,
                days=DAYS,
                changes=CHANGES,
                towns=max(60, patches // 20),
            )
            began = time.perf_counter()
            chosen = [m for m in makers if m.__name__ not in options.without]
            chosen = chosen[:1] if options.large else chosen
            made = [make(tables, Path(folder)) for make in chosen]
            print(f"files written in {time.perf_counter() - began:.0f} s", flush=True)
        rows = [
            measure(c, steps=options.steps)
            for c in tqdm(made, desc="measuring", disable=len(made) == 1)
        ]
        print(table(rows))


if __name__ == "__main__":
    main()
