"""What is drawn, read back from finished figures: the one place that knows how pens name things.

A figure is made as everybody makes it, by ``ebbline figures`` from tables in files; the finished
matplotlib figure is caught where it is saved. :class:`Drawn` tells its marks in plain words: which
colour, marker, pattern and edge stand at a place, and which days a bar covers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
import yaml
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.text import Text

from ebbline import palette, tables
from ebbline.cli import main
from ebbline.config.base import Box
from ebbline.figures.plane import Plane
from ebbline.symbols import MARKERS
from invented_case import write_land

_TABLES = {
    "sources": tables.SOURCES,
    "claims": tables.CLAIMS,
    "gazetteer": tables.GAZETTEER,
    "events": tables.EVENTS,
    "states": tables.STATES,
    "as_known": tables.STATES,
    "settlement_states": tables.SETTLEMENT_STATES,
    "areas": tables.AREAS,
    "checks": tables.CHECKS,
    "geocoding": tables.GEOCODING,
    "predictions": tables.PREDICTIONS,
    "influence": tables.INFLUENCE,
}


@dataclass(frozen=True)
class TownMark:
    """How a town is marked; colours as ``#rrggbb``, empty where there is nothing.

    ``half`` is the colour of the other half of a mark of two colours; ``inner`` is what stands in
    its middle (``dot``, ``cross`` or nothing) and ``inner_colour`` what sets it off from the body
    (of a dot in a full mark, the light ring around it), ``ring`` whether a ring lies around it,
    ``burst`` the colour of rays around it, ``siege`` that of a broken ring, ``window`` whether
    brackets stand beside it, ``broken`` whether its own edge is broken.
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
class AreaMark:
    """How an area is inked: its fill, its pattern (empty: none) with its colour, its edge."""

    fill: str
    pattern: str
    pattern_colour: str
    edge: str
    dashed: bool


@dataclass(frozen=True)
class Bar:
    """A bar of the chart of towns: the days ``[start, end)`` it covers, thick or thin."""

    start: date
    end: date
    thick: bool
    look: AreaMark


@dataclass(frozen=True)
class Row:
    """A row of the chart of towns: bars, the days ``[start, end)`` under a veil, ticked days."""

    bars: tuple[Bar, ...]
    veils: tuple[tuple[date, ...], ...]
    ticks: tuple[date, ...]


@dataclass(frozen=True)
class Compared:
    """The model beside a published figure, as multiples of it; ``within``: its dot is full."""

    model: float
    span: tuple[float, ...]
    published: tuple[float, float]
    within: bool


class Drawn:
    """A finished figure; ``bbox`` is the view's box in degrees, for maps."""

    def __init__(self, figure: Figure, bbox: Sequence[float]) -> None:
        self.figure = figure
        self.plane = Plane.around(Box(*bbox))

    # -- maps ------------------------------------------------------------------------------

    def maps(self) -> list[Any]:
        """Return the axes of the maps proper, in the order in which they were drawn."""
        return [a for a in self.figure.axes if any(self._town_lines(a))]

    @staticmethod
    def _town_lines(axes: Any) -> Iterator[tuple[str, Line2D]]:
        for line in axes.get_children():
            gid = (line.get_gid() or "") if isinstance(line, Line2D) else ""
            if gid.startswith("town-"):
                yield gid, line

    def towns(self, places: Mapping[str, tuple[float, float]], axes: Any = None) -> dict[str, Any]:
        """Return the mark at each of ``places`` (longitude, latitude) that has one."""
        found = {place: self._at(at, axes) for place, at in places.items()}
        return {place: _town_mark(here) for place, here in found.items() if here}

    def _at(self, point: tuple[float, float], axes: Any = None) -> list[Line2D]:
        """Return the parts of marks at a point (longitude, latitude), the lowest first."""
        axes = axes or self.maps()[0]
        lon, lat = point
        x, y = self.plane.points(np.array([lon]), np.array([lat]))
        here = [
            a
            for a in axes.get_children()
            if isinstance(a, Line2D)
            and len(a.get_xdata()) == 1
            and np.hypot(a.get_xdata()[0] - x[0], a.get_ydata()[0] - y[0]) < 0.05
        ]
        return sorted(here, key=_order)

    def distances(self) -> dict[str, tuple[str, int]]:
        """Return by place the distance of forces near it as written, and where that stands.

        That is the azimuth from the place in degrees.
        """
        found = {}
        for text in self.figure.findobj(Text):
            if (text.get_gid() or "").startswith("near-label-"):
                azimuth = round(float(np.degrees(np.arctan2(*text.get_position())))) % 360
                place = str(text.get_gid()).removeprefix("near-label-")
                found[place] = (text.get_text(), azimuth)
        return found

    def arrows(self, point: tuple[float, float], axes: Any = None) -> list[tuple[str, int]]:
        """Return colour and azimuth (degrees) of each arrow beside the mark at a point."""
        found = []
        for line in self._at(point, axes):
            outline = line.get_marker().vertices
            if line.get_markerfacecolor() != "none" and np.linalg.norm(outline, axis=1).min() > 3:
                east, north = outline[:-1].mean(axis=0)
                azimuth = round(float(np.degrees(np.arctan2(east, north)))) % 360
                found.append((_hex(line.get_markerfacecolor()), azimuth))
        return found

    def land_at(self, lon: float, lat: float, axes: Any = None) -> AreaMark | None:
        """Return how the land at a point is inked: the topmost opaque fill and the edge around it.

        ``None`` if only bare ground is there.
        """
        axes = axes or self.maps()[0]
        x, y = self.plane.points(np.array([lon]), np.array([lat]))
        point = shapely.Point(x[0], y[0])
        patches = sorted((p for p in axes.get_children() if isinstance(p, PathPatch)), key=_order)
        areas = [p for p in patches if (p.get_gid() or "").split("-")[0] in _LAND]
        here = [p for p in areas if _shape(p).contains(point)]
        if not here:
            return None
        top = here[-1]
        bounds = [
            p for p in patches if _edge(p) not in _QUIET and not p.get_facecolor()[3] and _closed(p)
        ]
        around = [p for p in bounds if _shape(p).contains(point)]
        edge = around[-1] if around else top
        return _area_mark(top, edge)

    def ground_at_corners(self, axes: Any = None) -> list[str]:
        """Return the colour of the ground in each corner of a map, empty where it is sea."""
        axes = axes or self.maps()[0]
        ground = palette.ground()
        papers = {ground["land"].lower(), ground["outside"].lower()}
        patches = [p for p in axes.get_children() if isinstance(p, PathPatch)]
        patches = [p for p in patches if _hex(p.get_facecolor()) in papers]
        (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
        near = 1e-3 * (east - west)
        corners = [(x, y) for x in (west + near, east - near) for y in (south + near, north - near)]
        found = []
        for corner in corners:
            point = shapely.Point(*corner)
            here = [p for p in sorted(patches, key=_order) if _shape(p).contains(point)]
            found.append(_hex(here[-1].get_facecolor()) if here else "")
        return found

    def river_widths(self, axes: Any = None) -> list[float]:
        """Return the widths of the rivers, the lowest first."""
        axes = axes or self.maps()[0]
        colour = palette.ground()["river"].lower()
        lines = [p for p in axes.get_children() if isinstance(p, PathPatch)]
        lines = [p for p in lines if _hex(p.get_edgecolor()) == colour and not _closed(p)]
        return [p.get_linewidth() for p in sorted(lines, key=_order)]

    # -- legends ---------------------------------------------------------------------------

    def _lines(self) -> list[Text]:
        """Return the lines of the legend, from above."""
        lines = [t for t in self.figure.findobj(Text) if t.get_gid() == "legend"]
        return sorted(lines, key=lambda t: -t.get_position()[1])

    def legend(self) -> dict[str, TownMark]:
        """Return the mark beside each text of the legend, by its first line (left to right)."""
        lines = self._lines()
        parts: dict[tuple[float, float], list[Line2D]] = {}
        for line in lines[0].axes.get_children():
            if isinstance(line, Line2D) and len(line.get_xdata()) == 1:
                at = (float(line.get_xdata()[0]), float(line.get_ydata()[0]))
                parts.setdefault(at, []).append(line)
        begins = {}
        for (x, y), here in parts.items():
            if any(part.get_gid() == "legend-mark" for part in here):
                beside = [t for t in lines if 0 < t.get_position()[0] - x < 10]
                line = min(beside, key=lambda t: abs(t.get_position()[1] + 0.6 - y))
                begins[line] = _town_mark(sorted(here, key=_order))
        return {" ".join(line.get_text().split()): mark for line, mark in begins.items()}

    def swatch(self, head: str, names: Sequence[str]) -> AreaMark:
        """Return the box in the legend's row of one of ``names``, in the column under ``head``."""
        lines = self._lines()
        column = next(t for t in lines if t.get_ha() == "center" and head.startswith(t.get_text()))
        row = next(t for t in lines if any(n.startswith(t.get_text()) for n in names))
        x, y = column.get_position()[0], row.get_position()[1]

        def away(patch: PathPatch) -> float:
            low_x, low, high_x, high = _shape(patch).bounds
            return float(np.hypot((low_x + high_x) / 2 - x, (low + high) / 2 - y))

        boxes = [p for p in row.axes.get_children() if isinstance(p, PathPatch)]
        box = min(boxes, key=away)
        return _area_mark(box, box)

    def beside(self, text: str) -> list[Any]:
        """Return the boxes and lines beside the first line of ``text`` in a legend or key."""
        lines = [t for t in self._lines() if text.startswith(" ".join(t.get_text().split()))]
        line = max(lines, key=lambda t: len(t.get_text()))
        x, y = line.get_position()
        back = line.get_ha() == "right"
        kinds = (PathPatch, Line2D)
        found = []
        for artist in (a for a in line.axes.get_children() if isinstance(a, kinds)):
            low_x, low, high_x, high = _extent(artist)
            before = low_x - x if back else x - high_x
            if high_x - low_x < 8 and -0.1 < before < 20 and abs((low + high) / 2 - y - 0.6) < 0.4:
                found.append(artist)
        return sorted(found, key=lambda a: _extent(a)[0])

    def sample_ends(self, text: str) -> tuple[float, float]:
        """Return where what stands beside ``text`` ends: its far and its near end from the text."""
        line = next(t for t in self._lines() if text.startswith(" ".join(t.get_text().split())))
        start = line.get_position()[0]
        ends = [abs(v - start) for a in self.beside(text) for v in _extent(a)[::2]]
        return (round(max(ends), 3), round(min(ends), 3))

    def legend_arrows(self, text: str) -> list[int]:
        """Return the azimuth (degrees) of each arrow beside ``text`` in the legend."""
        found = []
        for mark in self.beside(text):
            if isinstance(mark, Line2D) and mark.get_markerfacecolor() != "none":
                east, north = mark.get_marker().vertices[:-1].mean(axis=0) * mark.get_markersize()
                found.append(round(float(np.degrees(np.arctan2(east, north)))) % 360)
        return found

    # -- charts ----------------------------------------------------------------------------

    def row(self, place: str, first: date, last: date) -> Row:
        """Return what stands in the row of a place in the chart of towns, by its days."""
        label = next(t for t in self.figure.findobj(Text) if t.get_gid() == f"row-{place}")
        artists = label.axes.get_children()
        lines = [a for a in artists if isinstance(a, Line2D)]
        level = [a for a in lines if len(set(a.get_ydata())) == 1 and np.ptp(a.get_xdata()) > 10]
        base = label.get_position()[1]
        track = min(level, key=lambda line: abs(line.get_ydata()[0] - base))
        middle, (west, east) = track.get_ydata()[0], sorted(track.get_xdata())
        days = (last - first).days + 1
        mirrored = label.get_position()[0] > east

        def day(x: float) -> date:
            share = (x - west) / (east - west)
            return first + timedelta(days=round((1 - share if mirrored else share) * days, 3))

        bars, veils = [], []
        for patch in artists:
            if not isinstance(patch, PathPatch):
                continue
            low_x, low, high_x, high = _shape(patch).bounds
            if abs((low + high) / 2 - middle) > 0.01 or high - low > 10:
                continue
            ends = sorted((day(low_x), day(high_x)))
            if (patch.get_gid() or "").startswith("span-"):
                bars.append(Bar(*ends, high - low > 0.9, _area_mark(patch, patch)))
            elif _hex(patch.get_facecolor()) == "#ffffff":
                veils.append(tuple(ends))
        height = min(
            (abs(a.get_ydata()[0] - middle) for a in level if a.get_ydata()[0] != middle),
            default=10.0,
        )
        ticks = [
            day(line.get_xdata()[0])
            for line in lines
            if len(set(line.get_xdata())) == 1
            and middle < min(line.get_ydata()) < max(line.get_ydata()) < middle + height / 2
        ]
        return Row(
            tuple(sorted(bars, key=lambda b: (b.start, b.end))),
            tuple(sorted(veils)),
            tuple(sorted(ticks)),
        )

    def against(self, colour: str) -> list[Compared]:
        """Return the rows that compare the model, drawn in ``colour``, with published figures."""
        labels = [t for t in self.figure.findobj(Text) if t.get_gid() == "against"]
        axes = labels[0].axes
        lines = [a for a in axes.get_children() if isinstance(a, Line2D)]
        quiet = palette.ground()["quiet"].lower()
        faint = palette.ground()["outside"].lower()
        below = max(t.get_position()[1] for t in labels)
        upright = [a for a in lines if len({*a.get_xdata()}) == 1 and len(a.get_xdata()) == 2]
        upright = [a for a in upright if max(a.get_ydata()) < below]
        (one,) = [a.get_xdata()[0] for a in upright if to_hex(a.get_color()) == quiet]
        ticks = [a.get_xdata()[0] for a in upright if to_hex(a.get_color()) == faint]
        eight = (max(ticks) - min(ticks)) / 2 / np.log(8)

        def ratio(x: float) -> float:
            return float(np.exp((x - one) / eight))

        found = []
        dots = [a for a in lines if a.get_marker() == "o" and _hex(a.get_markeredgecolor())]
        for dot in sorted(dots, key=lambda a: -a.get_ydata()[0]):
            (x,), (y,) = dot.get_xdata(), dot.get_ydata()
            span = next(a for a in lines if list(a.get_ydata()) == [y, y])
            boxes = [b for b in axes.get_children() if isinstance(b, Rectangle)]
            box = next(b for b in boxes if abs(b.get_y() + b.get_height() / 2 - y) < 0.01)
            found.append(
                Compared(
                    model=ratio(x),
                    span=tuple(sorted(ratio(v) for v in span.get_xdata())),
                    published=(ratio(box.get_x()), ratio(box.get_x() + box.get_width())),
                    within=_hex(dot.get_markerfacecolor()) == colour.lower(),
                )
            )
        return found

    def lines_of(self, colour: str) -> list[list[tuple[float, float]]]:
        """Return the points of each line in ``colour`` that has more than two, in drawn order."""
        return [
            list(zip(line.get_xdata(), line.get_ydata(), strict=True))
            for axes in self.figure.axes
            for line in axes.get_lines()
            if to_hex(line.get_color()) == colour.lower() and len(line.get_xdata()) > 2
        ]


_LAND = ("land", "kept", "gained", "lost")
_QUIET = {"", *(colour.lower() for colour in palette.ground().values())}
"""Colours of edges that bound no holder's land: provinces, borders, water."""


def _order(artist: Any) -> float:
    return float(artist.get_zorder())


def _hex(colour: Any) -> str:
    """Return a colour as text, empty if it cannot be seen."""
    if isinstance(colour, str) and colour == "none":
        return ""
    seen = to_hex(colour, keep_alpha=True)
    return "" if seen.endswith("00") and len(seen) == 9 else seen[:7]


def _edge(patch: PathPatch) -> str:
    return _hex(patch.get_edgecolor()) if patch.get_linewidth() > 0 else ""


def _closed(patch: PathPatch) -> bool:
    codes = patch.get_path().codes
    return codes is not None and 79 in codes


def _shape(patch: PathPatch) -> Any:
    polygons = [shapely.Polygon(p) for p in patch.get_path().to_polygons() if len(p) > 3]
    return shapely.union_all(polygons)


def _extent(artist: Any) -> tuple[float, float, float, float]:
    """Return the box of a patch or a line in its axes."""
    if isinstance(artist, PathPatch):
        west, south, east, north = _shape(artist).bounds
        return float(west), float(south), float(east), float(north)
    x, y = (np.asarray(v, dtype=float) for v in artist.get_data())
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _area_mark(patch: PathPatch, edge: PathPatch) -> AreaMark:
    pattern = patch.get_hatch() or ""
    return AreaMark(
        fill=_hex(patch.get_facecolor()),
        pattern=pattern,
        pattern_colour=_hex(patch.get_hatchcolor()) if pattern else "",
        edge=_edge(edge),
        dashed=edge.get_linestyle() not in ("solid", "-"),
    )


def _town_mark(artists: Sequence[Line2D]) -> TownMark:
    """Return the mark that ``artists`` at one point make up, the lowest first."""
    roles = {(a.get_gid() or "").removeprefix("mark-"): a for a in artists}
    names = ("town-", "legend-mark")
    main = next(a for a in artists if (a.get_gid() or "").startswith(names))
    edge = roles.get("edge", main)
    inner = next((kind for kind in ("dot", "cross") if kind in roles), "")
    colour = ""
    if inner == "dot":
        colour = _hex(roles.get("light", roles["dot"]).get_markerfacecolor())
    elif inner == "cross":
        colour = _hex(roles["cross"].get_markeredgecolor())
    return TownMark(
        shape=_shape_of(main),
        fill=_hex(main.get_markerfacecolor()),
        half=_hex(roles["half"].get_markerfacecolor()) if "half" in roles else "",
        edge=_hex(edge.get_markeredgecolor()),
        inner=inner,
        inner_colour=colour,
        ring="ring" in roles,
        burst=_hex(roles["burst"].get_markerfacecolor()) if "burst" in roles else "",
        siege=_hex(roles["siege"].get_markeredgecolor()) if "siege" in roles else "",
        window="window" in roles,
        broken=list(edge.get_marker().codes).count(1) > 1,
    )


def _shape_of(line: Line2D) -> str:
    """Return which marker an outline is."""

    def plain(points: Any) -> Any:
        xy = np.asarray(points, dtype=float)
        return xy / np.abs(xy).max()

    outline = plain(line.get_marker().vertices[:-1])
    return next(
        name
        for name, ring in MARKERS.items()
        if len(ring) == len(outline) and np.allclose(plain(ring), outline, atol=1e-3)
    )


# -- making figures ------------------------------------------------------------------------


@dataclass
class Studio:
    """Makes single figures of a case that lies in ``folder`` as tables."""

    folder: Any
    config: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        folder: Any,
        *,
        config: Mapping[str, Any],
        rows: Mapping[str, Any],
        land: Any,
        layers: Mapping[str, Any],
    ) -> Studio:
        """Write the case: ``rows`` by table, ``land`` as rows of ``holdings.gpkg``."""
        settings = json.loads(json.dumps(config, default=str))
        (folder / "config.yaml").write_text(
            yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
        )
        for name, table in _TABLES.items():
            table.write(folder / f"{name}.csv", rows.get(name, []))
        (folder / "places.geojson").write_text(tables.places_to_geojson(rows["gazetteer"]))
        write_land(folder, land)
        (folder / "basemap").mkdir()
        for name, frame in layers.items():
            if name != "doubt":
                frame.to_file(folder / "basemap" / f"{name}.geojson", driver="GeoJSON")
        return cls(folder, config)

    def scene(self) -> dict[str, Any]:
        """Return the scene that the last figure was drawn from."""
        found: dict[str, Any] = json.loads((self.folder / "scene.json").read_text("utf-8"))
        return found

    def draw(self, name: str, *, view: str = "whole", lang: str = "en") -> Drawn:
        """Return the figure ``name`` (a day, ``overview``, ``change_…``, ``area``, ``towns``)."""
        config = ["--config", str(self.folder / "config.yaml")]
        told = ["scene", *config, "--scene", str(self.folder / "scene.json"), "--only", name]
        for table in _TABLES:
            told += [f"--{table.replace('_', '-')}", str(self.folder / f"{table}.csv")]
        for missing in ("aliases", "case-places", "display-names"):
            told += [f"--{missing}", str(self.folder / "none.csv")]
        for option in ("places.geojson", "holdings.gpkg", "basemap"):
            told += [f"--{option.split('.')[0]}", str(self.folder / option)]
        assert main(told) == 0
        arguments = ["figures", *config, "--figures", str(self.folder / "figures"), "--no-cache"]
        for option in ("scene.json", "holdings.gpkg", "patches.gpkg", "basemap"):
            arguments += [f"--{option.split('.')[0]}", str(self.folder / option)]
        arguments += ["--lang", lang]
        arguments += ["--only", name, "--to", str(self.folder / "asked.svg")]
        if name not in ("area", "towns"):
            arguments += ["--view", view]
        with caught() as figures:
            assert main(arguments) == 0
        (figure,) = figures
        return Drawn(figure, self.config["figures"]["views"][view]["bbox"])


@contextmanager
def caught() -> Iterator[list[Figure]]:
    """Catch every figure that is saved, as it is when it is saved."""
    figures: list[Figure] = []
    save = Figure.savefig

    def savefig(figure: Figure, *args: Any, **options: Any) -> None:
        figures.append(figure)
        save(figure, *args, **options)

    Figure.savefig = savefig  # type: ignore[method-assign]
    try:
        yield figures
    finally:
        Figure.savefig = save  # type: ignore[method-assign]
