"""What is drawn on the map's canvases, as plain marks: the one place that knows how it is drawn.

``canvas_record.js`` keeps the calls that the browser gets; here they become the marks of towns and
the look of land at points of the earth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, isclose, pi
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

RECORDER = Path(__file__).with_name("canvas_record.js").read_text(encoding="utf-8")
Point = tuple[float, float]


@dataclass(frozen=True)
class TownMark:
    """How a town is marked; colours as ``#rrggbb``, empty where there is nothing."""

    shape: str
    fill: str
    half: str
    edge: str
    inner: str
    inner_colour: str
    ring: bool
    burst: str


@dataclass(frozen=True)
class LandLook:
    """How land is filled, and its pattern's colour (empty: plain)."""

    fill: str
    pattern_colour: str


@dataclass(frozen=True)
class LineLook:
    """A line between two kinds of land."""

    colour: str
    dashed: bool


@dataclass(frozen=True)
class Seen:
    """A day of the map: the calls on its canvases, and where the points asked for lie on them."""

    calls: list[list[dict[str, Any]]]
    points: list[Point]

    def town(self, number: int, ink: str) -> TownMark | None:
        """Return the mark at a point, ``ink`` being the colour of rings."""
        x, y = self.points[number]
        here: list[dict[str, Any]] = []
        for call in self.calls[-1]:
            box = call.get("box")
            if not box or box[2] - box[0] > 80:
                continue
            if abs((box[0] + box[2]) / 2 - x) > 2 or abs((box[1] + box[3]) / 2 - y) > 3:
                continue
            here += [call] if call["call"] != "image" else call["calls"]
        return _town_mark(here, ink) if here else None

    def land(self, number: int) -> LandLook | None:
        """Return how the land at a point is filled; ``None`` where nothing is filled."""
        found = [c for c in self.calls[0] if c["call"] == "fill" and number in c["hits"]]
        if not found:
            return None
        paint = found[-1]["paint"]
        if isinstance(paint, str):
            return LandLook(_hex(paint), "")
        return LandLook(_hex(paint["base"]), _hex(paint["ink"]))

    def line(self, number: int) -> LineLook | None:
        """Return the last line that was drawn through a point."""
        found = [c for c in self.calls[0] if c["call"] == "stroke" and number in c["hits"]]
        return LineLook(_hex(found[-1]["paint"]), found[-1]["dashed"]) if found else None


def look(page: Page, day: str, points: Sequence[Point]) -> Seen:
    """Show ``day``, draw everything afresh, and return what was drawn around ``points``.

    Points are longitude and latitude in degrees.
    """
    found = page.evaluate(
        """([day, points]) => {
          ebbline.show(day);
          const { map, surface } = ebbline.view;
          const canvases = [...document.querySelectorAll("#map_ebbline canvas")];
          const ratio = canvases[0].width / parseFloat(canvases[0].style.width);
          const at = points.map(([lon, lat]) => {
            const { x, y } = surface.toSurface(map.latLngToContainerPoint([lat, lon]));
            return [x * ratio, y * ratio];
          });
          for (const canvas of canvases) recorded.ask(canvas, at);
          surface.reset();
          return { calls: canvases.map((c) => recorded.of(c)), points: at };
        }""",
        [day, [list(p) for p in points]],
    )
    return Seen(found["calls"], [tuple(p) for p in found["points"]])


def _hex(colour: str) -> str:
    """Return a colour of the browser as ``#rrggbb``, or as it is if it lets others through."""
    return colour.lower()[:7] if colour.startswith("#") else re.sub(r"\s", "", colour)


def _shape(call: Mapping[str, Any]) -> str:
    arcs = call["arcs"]
    if arcs:
        return "circle" if isclose(arcs[0][1] - arcs[0][0], 2 * pi) else "half"
    if call["moves"] == 2 and call["lines"] == 2:
        return "cross"
    if call["lines"] == 2:
        return "triangle"
    if call["lines"] == 3:
        return "square" if call["level"] else "diamond"
    return "burst" if call["lines"] > 12 else "other"


def _town_mark(calls: Sequence[Mapping[str, Any]], ink: str) -> TownMark:
    fills = [(c, _shape(c)) for c in calls if c["call"] == "fill"]
    strokes = [(c, _shape(c)) for c in calls if c["call"] == "stroke"]
    burst = [_hex(c["paint"]) for c, shape in fills if shape == "burst"]
    halves = {
        "left" if cos(sum(c["arcs"][0]) / 2) < 0 else "right": _hex(c["paint"])
        for c, shape in fills
        if shape == "half"
    }
    bodies = [(c, s) for c, s in fills if s not in ("burst", "half")]
    body = max(bodies, key=lambda item: _wide(item[0]), default=None)
    inner = [(c, s) for c, s in bodies if body and _wide(c) < 0.7 * _wide(body[0])]
    crosses = [c for c, shape in strokes if shape == "cross"]
    size = _wide(body[0]) if body else max((_wide(c) for c, s in fills if s == "half"), default=0)
    edges = [
        _hex(c["paint"])
        for c, shape in strokes
        if shape not in ("cross", "burst") and c["paint"].startswith("#") and _wide(c) < size + 1
    ]
    rings = [
        c
        for c, shape in strokes
        if shape == "circle" and _hex(c["paint"]) == ink.lower() and _wide(c) > size + 1
    ]
    return TownMark(
        shape=body[1] if body else "circle",
        fill=halves.get("left", "") if halves else _hex(body[0]["paint"]) if body else "",
        half=halves.get("right", ""),
        edge=edges[-1] if edges else "",
        inner="cross" if crosses else "dot" if inner else "",
        inner_colour=_hex(
            crosses[-1]["paint"] if crosses else inner[-1][0]["paint"] if inner else ""
        ),
        ring=len(rings) > (1 if halves else 0),  # a contested town has one of its own
        burst=burst[-1] if burst else "",
    )


def _wide(call: Mapping[str, Any]) -> float:
    return float(call["box"][2] - call["box"][0])
