"""Reading a drawn sheet back: the boxes that the renderer gives to texts, markers and furniture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.text import Text
from shapely import affinity
from shapely.geometry import LineString, Point, box


@dataclass
class Seen:
    """Something on the sheet: what it is, its shape in points, the axes it is on."""

    kind: str
    text: str
    shape: object
    axes: object


def _visible_texts(sheet):
    for artist in sheet.figure.findobj(Text):
        if artist.get_visible() and artist.get_text().strip() and artist.get_gid() != "halo":
            yield artist


def texts(sheet):
    """Return every written text with the box that the renderer measures for its letters."""
    renderer = sheet.figure.canvas.get_renderer()
    scale = 72 / sheet.figure.dpi
    shares = {"left": 0.0, "center": 0.5, "right": 1.0}
    found = []
    for artist in _visible_texts(sheet):
        if artist.get_va() != "baseline":  # a distance beside its arrow
            seen = artist.get_window_extent(renderer)
            shape = affinity.scale(box(*seen.extents), scale, scale, origin=(0, 0))
            found.append(Seen(artist.get_gid() or "", artist.get_text(), shape, artist.axes))
            continue
        wide, high, deep = renderer.get_text_width_height_descent(
            artist.get_text(), artist.get_fontproperties(), False
        )
        x, y = artist.get_transform().transform(artist.get_unitless_position())
        left = x - wide * shares[artist.get_ha()]
        shape = affinity.scale(
            box(left, y - deep, left + wide, y - deep + high), scale, scale, origin=(0, 0)
        )
        if artist.get_rotation():
            anchor = (x * scale, y * scale)
            shape = affinity.rotate(shape, artist.get_rotation(), origin=anchor)
        found.append(Seen(artist.get_gid() or "", artist.get_text(), shape, artist.axes))
    return found


def markers(sheet):
    """Return the mark of every town with the circle that it fills."""
    scale = 72 / sheet.figure.dpi
    found = []
    for line in sheet.figure.findobj(Line2D):
        gid = line.get_gid() or ""
        if gid.startswith("town-"):
            x, y = line.axes.transData.transform((line.get_xdata()[0], line.get_ydata()[0])) * scale
            radius = line.get_markersize() / 2 * 0.95
            found.append(Seen(gid, "", Point(x, y).buffer(radius), line.axes))
    return found


def leaders(sheet):
    """Return the leader lines of names."""
    scale = 72 / sheet.figure.dpi
    found = []
    for line in sheet.figure.findobj(Line2D):
        if line.get_zorder() == 19.1:
            xy = line.axes.transData.transform(np.column_stack(line.get_data())) * scale
            found.append(Seen("leader", "", LineString(xy), line.axes))
    return found


def panels(sheet):
    """Return the frame of each map on the sheet, in points."""
    scale = 72 / sheet.figure.dpi
    return {
        axes: box(*(np.array(axes.get_window_extent().extents) * scale))
        for axes in sheet.figure.axes
        if axes is not sheet.axes
    }


def overlaps(first, second, *, slack=0.15):
    """Return how much two shapes overlap, in square points; touching does not count."""
    return first.shape.buffer(-slack).intersection(second.shape.buffer(-slack)).area


def problems(sheet):
    """Return, in words, everything on ``sheet`` that overlaps or leaves its frame."""
    written, marks, frames = texts(sheet), markers(sheet), panels(sheet)
    page = box(0, 0, sheet.width / 25.4 * 72, sheet.height / 25.4 * 72)
    found = [f"{t.text!r} leaves the page" for t in written if not page.contains(t.shape)]
    for number, one in enumerate(written):
        found += [
            f"{one.text!r} ({one.kind}) on {other.text!r} ({other.kind})"
            for other in written[number + 1 :]
            if overlaps(one, other) > 0
        ]
    labels = [t for t in written if t.kind.startswith("label-")]
    insets = [a for a in frames if any(t.axes is a and t.kind == "locator" for t in written)]
    for label in labels:
        if not frames[label.axes].contains(label.shape):
            found.append(f"{label.text!r} leaves the map")
        found += [
            f"{label.text!r} on the mark {mark.kind}"
            for mark in marks
            if mark.axes is label.axes and overlaps(label, mark) > 0
        ]
        found += [
            f"{label.text!r} on the locator"
            for inset in insets
            if frames[inset].intersection(label.shape).area > 0
        ]
    for line in leaders(sheet):
        crossed = [
            t.text for t in labels if line.shape.intersection(t.shape.buffer(-0.4)).length > 0
        ]
        found += [f"a leader line crosses {text!r}" for text in crossed]
    side = [t for t in written if t.kind in ("legend", "footer", "title", "subtitle")]
    for text in side:
        for frame in frames.values():
            if frame.intersection(text.shape).area > 0.5:
                found.append(f"{text.text!r} ({text.kind}) runs into a map")
    return found
