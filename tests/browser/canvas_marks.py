"""What is drawn on the map, as plain marks: the one place that knows how it is drawn.

``canvas_record.js`` keeps the calls that the browser gets for its canvases, and reads the paths of
the map as an SVG picture; here they become the marks of towns and the look of land at points of the
earth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

RECORDER = Path(__file__).with_name("canvas_record.js").read_text(encoding="utf-8")
Point = tuple[float, float]


@dataclass(frozen=True)
class TownMark:
    """How a town is marked; colours as ``#rrggbb``, empty where there is nothing.

    ``siege`` is the colour of a broken ring around it, ``window`` whether brackets stand beside it,
    ``broken`` whether its own edge is broken.
    """

    shape: str
    fill: str
    half: str
    edge: str
    inner: str
    inner_colour: str
    ring: bool
    burst: str
    siege: str
    window: bool
    broken: bool


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
            half = box[2] - box[0] < 0.7 * (box[3] - box[1])
            aside = 4 if half else 2
            if abs((box[0] + box[2]) / 2 - x) > aside or abs((box[1] + box[3]) / 2 - y) > 3:
                continue
            if call["call"] == "image" and box[2] - box[0] < 24:
                continue  # the dot of a settlement beside it
            here += [call] if call["call"] != "image" else call["calls"]
        return _town_mark(here, ink) if here else None

    def land(self, number: int) -> LandLook | None:
        """Return how the land at a point is filled; ``None`` where nothing is filled."""
        found = [c for c in self.calls[0] if c["call"] == "fill" and number in c["hits"]]
        if not found:
            return None
        return _land_look(found[-1]["paint"])

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
          const canvases = [0, 2].map(i => ebbline.view.surface.sheets[i].canvas);
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


def look_at_picture(page: Page, day: str, points: Sequence[Point]) -> Seen:
    """Show ``day`` and return what the SVG picture of the map has around ``points``, likewise."""
    found = page.evaluate(
        """([day, points]) => {
          ebbline.show(day);
          window.dispatchEvent(new Event("beforeprint"));
          const picture = document.querySelector("#print svg svg").cloneNode(true);
          document.body.append(picture);
          const { a: k, e: left, f: top } = new DOMMatrix(
            picture.querySelector("g[transform^=matrix]").getAttribute("transform")
              .replace(/ /g, ","));
          const { west, north, step } = ebbline.app.data.grid;
          const at = points.map(([lon, lat]) => {
            const { x, y } = L.Projection.SphericalMercator.project(L.latLng(lat, lon));
            return [((x - west) / step) * k + left, ((north - y) / step) * k + top];
          });
          const calls = recorded.picture(picture, at);
          picture.remove();
          return { calls, points: at };
        }""",
        [day, [list(p) for p in points]],
    )
    return Seen(found["calls"], [tuple(p) for p in found["points"]])


@dataclass(frozen=True)
class LegendSeen:
    """The legend: land by party (the last of three swatches has two halves), other land, marks."""

    parties: list[list[LandLook]]
    land: dict[str, LandLook]
    marks: dict[str, TownMark]


def look_at_legend(page: Page, ink: str) -> LegendSeen:
    """Return what the legend shows, ``ink`` being the colour of rings."""
    found = page.evaluate(
        """() => {
          for (const part of document.querySelectorAll("#legend details")) part.open = true;
          const fills = (canvas) => recorded.of(canvas).filter((c) => c.call === "fill");
          const paints = (canvas) => fills(canvas).map((c) => c.paint)
            .filter((paint, i, all) => JSON.stringify(paint) !== JSON.stringify(all[i - 1]));
          const paint = (canvas) => paints(canvas).at(-1);
          const all = (root, what) => [...root.querySelectorAll(what)];
          const items = all(document, "#legend li").map((li) => [li.textContent.trim(), li]);
          const svg = (li) => li.querySelector("svg.marker");
          return {
            parties: all(document, "#legend tbody tr").map((tr) =>
              all(tr, "canvas").flatMap(paints)),
            land: items.filter(([, li]) => !svg(li)).map(([text, li]) =>
              [text, paint(li.querySelector("canvas"))]),
            marks: items.filter(([, li]) => svg(li)).map(([text, li]) =>
              [text, recorded.picture(svg(li), [])]),
          };
        }"""
    )
    marks = {text: Seen(calls, [(10.0, 10.0)]).town(0, ink) for text, calls in found["marks"]}
    return LegendSeen(
        parties=[[_land_look(paint) for paint in row] for row in found["parties"]],
        land={text: _land_look(paint) for text, paint in found["land"]},
        marks={text: mark for text, mark in marks.items() if mark},
    )


def _land_look(paint: Any) -> LandLook:
    if isinstance(paint, str):
        return LandLook(_hex(paint), "")
    return LandLook(_hex(paint["base"]), _hex(paint["ink"]))


def _hex(colour: str) -> str:
    """Return a colour of the browser as ``#rrggbb``, or as it is if it lets others through."""
    return colour.lower()[:7] if colour.startswith("#") else re.sub(r"\s", "", colour)


def _shape(call: Mapping[str, Any]) -> str:
    """Return which shape a path is, by its corners; lines and dashes are ``open``."""
    lines, moves = call["lines"], call["moves"]
    if call["arcs"]:
        return "circle"
    if moves > 1:
        return "cross" if (moves, lines) == (2, 2) else "open"
    corners = {39: "circle", 3: "square", 2: "triangle", 1: "line", 17: "burst"}
    if lines == 3:
        return "square" if call["level"] else "diamond"
    return corners.get(lines, "other")


def _town_mark(calls: Sequence[Mapping[str, Any]], ink: str) -> TownMark:
    """Return the mark that the layers at a town make up; see :mod:`ebbline.symbols`."""
    fills = [(c, _shape(c)) for c in calls if c["call"] == "fill"]
    strokes = [(c, _shape(c)) for c in calls if c["call"] == "stroke"]
    burst = [_hex(c["paint"]) for c, shape in fills if shape == "burst"]
    rings = [
        c
        for c, s in strokes
        if s == "circle" and _hex(c["paint"]) == ink.lower() and _big(c, fills)
    ]
    dashed = [c for c, s in strokes if s == "open" and c["moves"] > 2]
    # The broken ring of a siege lies on a whole one.
    whole = [c for c, s in strokes if s == "circle"]
    siege = [c for c in dashed if any(abs(_wide(c) / _wide(w) - 1) < 0.05 for w in whole)]
    plain = [(c, s) for c, s in fills if s != "burst" and not any(_same(c, r) for r in rings)]
    # Under the body lies a wider one in the colour of the ground.
    under = max(plain, key=lambda item: _wide(item[0]))
    bodies = [(c, s) for c, s in plain if _wide(c) < 0.9 * _wide(under[0])]
    body = max(bodies, key=lambda item: _wide(item[0]), default=under)
    size = _wide(body[0])
    halves = [c for c, s in bodies if 0.4 * size < _wide(c) < 0.6 * size and _tall(c) > 0.8 * size]
    halves = [c for c in halves if abs(_middle(c) - _middle(body[0])) > 0.15 * size]
    light = [c for c, _ in bodies if 0.6 * size < _wide(c) < 0.75 * size]
    dots = [c for c, s in bodies if s == "circle" and _wide(c) < 0.4 * size and c not in halves]
    crosses = [c for c, s in strokes if s == "cross"]
    edges = [
        _hex(c["paint"])
        for c, s in strokes
        if s not in ("cross", "burst", "line") and 0.8 * size < _wide(c) < 1.3 * size
    ]
    inner = ""
    if dots and not halves:
        inner = _hex((light or dots)[-1]["paint"])
    return TownMark(
        shape=body[1],
        fill=_hex(body[0]["paint"]),
        half=_hex(halves[-1]["paint"]) if halves else "",
        edge=edges[-1] if edges else "",
        inner="cross" if crosses else "dot" if inner else "",
        inner_colour=_hex(crosses[-1]["paint"]) if crosses else inner,
        ring=bool(rings),
        burst=burst[-1] if burst else "",
        siege=_hex(siege[-1]["paint"]) if siege else "",
        window=any((c["moves"], c["lines"]) == (2, 6) for c, _ in strokes),
        broken=any(c not in siege for c in dashed),
    )


def _big(call: Mapping[str, Any], fills: Sequence[tuple[Mapping[str, Any], str]]) -> bool:
    """Return whether a ring lies around all else that is filled there, but rays."""
    return all(_wide(c) <= _wide(call) + 0.5 for c, s in fills if s != "burst")


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return abs(_wide(one) - _wide(other)) < 0.5


def _wide(call: Mapping[str, Any]) -> float:
    return float(call["box"][2] - call["box"][0])


def _tall(call: Mapping[str, Any]) -> float:
    return float(call["box"][3] - call["box"][1])


def _middle(call: Mapping[str, Any]) -> float:
    return float(call["box"][0] + call["box"][2]) / 2
