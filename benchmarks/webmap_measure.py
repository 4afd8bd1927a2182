"""A real Chromium opens a map file and steps through its days; what that takes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright
from webmap_contenders import Contender

PACKAGES = Path(__file__).resolve().parents[1] / "tests" / "browser" / "front" / "node_modules"
WINDOW = {"width": 1440, "height": 900}
REST_S = 1.0
"""Long enough for what our map does when the slider rests; it counts as processor time."""
TICKS = os.sysconf("SC_CLK_TCK")
PLAIN = ["--no-sandbox", "--disable-gpu"]
UNLIMITED = [*PLAIN, "--disable-frame-rate-limit", "--disable-gpu-vsync"]

FRAME = """const frame = () => new Promise(done => requestAnimationFrame(() => {
  const after = new MessageChannel();
  after.port1.onmessage = done;
  after.port2.postMessage(0);
}));"""

FIRST = "return performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000;"


@dataclass
class Measured:
    """Megabytes, seconds and milliseconds of one contender; what was not reached is missing.

    ``firsts`` are seconds to the first picture with content, one for each opening. ``steps`` are
    from the call to the frame, on a screen of 60 pictures a second; ``jumps`` the same for 30 days
    at once; ``sustained`` is a step where frames follow each other as quickly as they can be made;
    ``processor`` what page and compositor then spent on a step, all threads, with what they do
    after the last step.
    """

    name: str
    size_mb: float
    firsts: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    jumps: list[float] = field(default_factory=list)
    sustained_ms: float | None = None
    processor_ms: float | None = None
    memory_mb: float | None = None
    limit_s: float | None = None


def measure(
    contender: Contender, *, steps: int, jumps: int, limit_s: float, openings: int = 1
) -> Measured:
    """Open the map in browsers of its own and step through it, for ``limit_s`` seconds at most."""
    measured = Measured(contender.name, contender.file.stat().st_size / 1e6)
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(
        target=_work, args=(theirs, contender, steps, jumps, openings)
    )
    process.start()
    theirs.close()
    end = time.monotonic() + limit_s
    try:
        while ours.poll(max(0.0, end - time.monotonic())):
            key, value = ours.recv()
            if isinstance(getattr(measured, key), list):
                getattr(measured, key).append(value)
            else:
                setattr(measured, key, value)
        measured.limit_s = limit_s
    except EOFError:
        pass
    if process.is_alive():
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.join()
    return measured


def _work(pipe: Connection, contender: Contender, steps: int, jumps: int, openings: int) -> None:
    os.setsid()
    with sync_playwright() as playwright:
        for _ in range(openings - 1):
            browser, page = _open(playwright, contender, PLAIN)
            pipe.send(("firsts", page.evaluate(_script("", FIRST))))
            browser.close()
        browser, page = _open(playwright, contender, PLAIN)
        pipe.send(("firsts", page.evaluate(_script("", FIRST))))
        page.evaluate(_script(contender.begin, ""))
        time.sleep(REST_S)
        for _ in range(steps):
            pipe.send(("steps", _step(page, contender, 1)))
        pipe.send(("memory_mb", _memory_mb(browser)))
        for _ in range(jumps):
            pipe.send(("jumps", _step(page, contender, 30)))
        browser.close()
        if jumps:
            browser, page = _open(playwright, contender, UNLIMITED)
            page.evaluate(_script(contender.begin, ""))
            time.sleep(REST_S)
            spent = _processor_ms(browser)
            pipe.send(("sustained_ms", page.evaluate(_sustained(contender, steps))))
            time.sleep(REST_S)
            pipe.send(("processor_ms", (_processor_ms(browser) - spent) / steps))
            browser.close()
    pipe.close()


def _open(playwright: Any, contender: Contender, arguments: list[str]) -> tuple[Browser, Page]:
    browser = playwright.chromium.launch(
        executable_path=os.environ.get("EBBLINE_CHROMIUM", "/usr/bin/chromium"), args=arguments
    )
    page = browser.new_context(viewport=WINDOW).new_page()
    page.set_default_timeout(0)
    page.route(lambda url: url.startswith("http"), from_packages)
    page.goto(contender.file.as_uri())
    page.wait_for_selector(contender.ready, state="attached")
    return browser, page


def _script(action: str, result: str) -> str:
    return f"async () => {{ {FRAME} {action}; await frame(); await frame(); {result} }}"


def _step(page: Page, contender: Contender, days: int) -> float:
    """Milliseconds from a step to the frame that shows it."""
    step = contender.step % days
    taken: float = page.evaluate(
        f"""async () => {{
          {FRAME}
          await frame();
          const began = performance.now();
          {step};
          await frame();
          return performance.now() - began;
        }}"""
    )
    return taken


def _sustained(contender: Contender, steps: int) -> str:
    """A script: milliseconds a step, each asked for as soon as a frame may be drawn."""
    return f"""async () => {{
      const frame = () => new Promise(requestAnimationFrame);
      await frame();
      const began = performance.now();
      for (let i = 0; i < {steps}; i += 1) {{
        {contender.step % 1};
        await frame();
      }}
      await frame();
      return (performance.now() - began) / {steps};
    }}"""


def _processes(browser: Browser) -> dict[int, str]:
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return {p["id"]: p["type"] for p in found}


def _processor_ms(browser: Browser) -> float:
    """What pages and compositor have spent so far, all their threads."""
    ticks = 0
    for pid, kind in _processes(browser).items():
        if kind in ("renderer", "GPU"):
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return 1000 * ticks / TICKS


def _memory_mb(browser: Browser) -> float:
    """Resident memory of the processes that draw pages."""
    kilobytes = 0
    for pid, kind in _processes(browser).items():
        if kind == "renderer":
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
            kilobytes += int(status.split("VmRSS:")[1].split()[0])
    return kilobytes / 1000


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
