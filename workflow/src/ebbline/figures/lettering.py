"""Writing the names of a map: halos, leader lines, names bent along a river."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.figures import furniture
from ebbline.figures import typography as type_
from ebbline.figures.candidates import Placed
from ebbline.figures.course import BENT, bent
from ebbline.figures.naming import Named, Panel
from ebbline.figures.territory import Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_names(axes: Axes, named: Sequence[Named], panel: Panel, look: Look) -> None:
    """Write the names, each with a halo, and the leader lines of those further off."""
    for item in named:
        draw_leader(axes, item.placed, panel, look)
        if item.placed.arc is not None:
            _bend_name(axes, item, panel, look)
            continue
        for halo in (True, False):
            _write_name(axes, item, panel, look, halo=halo)


def draw_leader(axes: Axes, placed: Placed, panel: Panel, look: Look) -> None:
    """Draw the line from a mark to a name that stands further off, if there is one."""
    if placed.leader is None:
        return
    points = np.array(placed.leader) * panel.km_per_point + np.array(panel.frame[:2])
    for colour, width, zorder in (
        (look.colours["land"], 1.6, 19),
        (look.colours["ink"], 0.5, 19.1),
    ):
        axes.plot(
            points[:, 0],
            points[:, 1],
            color=colour,
            linewidth=width * look.scale,
            zorder=zorder,
            scalex=False,
            scaley=False,
        )


def _write_name(axes: Axes, item: Named, panel: Panel, look: Look, *, halo: bool) -> Any:
    name, placed = item.name, item.placed
    turn = np.deg2rad(placed.angle)
    _, _, descent = name.box
    base = np.array([placed.x, placed.y]) + descent * np.array([-np.sin(turn), np.cos(turn)])
    x, y = base * panel.km_per_point + np.array(panel.frame[:2])
    artist = axes.text(
        x,
        y,
        name.text,
        fontproperties=type_.font(name.size, name.weight),
        color=name.colour,
        ha="left",
        va="baseline",
        rotation=placed.angle,
        rotation_mode="anchor",
        zorder=22 if not halo else 21,
        gid="halo" if halo else f"label-{name.key}",
    )
    artist.set_parse_math(False)
    if halo:
        furniture.outline(artist, look.colours["land"], 0.19 * look.size)
    return artist


def _bend_name(axes: Axes, item: Named, panel: Panel, look: Look) -> None:
    """Draw a name along its arc; the text itself is there too, unseen, for copying and SVG."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    name, arc = item.name, item.placed.arc
    assert arc is not None  # noqa: S101 - callers have checked
    outlines = bent(name.text, name.size, name.weight, arc)
    corner = np.array(panel.frame[:2])
    path = Path(np.asarray(outlines.vertices) * panel.km_per_point + corner, outlines.codes)
    halo = {"edgecolor": look.colours["land"], "linewidth": 0.38 * look.size, "joinstyle": "round"}
    for zorder, line in ((21, halo), (22, {"edgecolor": "none"})):
        patch = PathPatch(path, facecolor=name.colour, zorder=zorder, gid=BENT, **line)
        axes.add_artist(patch)
    x, y = np.array([arc.x, arc.y]) * panel.km_per_point + corner
    artist = axes.text(
        x,
        y,
        name.text,
        fontproperties=type_.font(name.size, name.weight),
        color=name.colour,
        alpha=0.0,
        ha="left",
        va="baseline",
        rotation=arc.angle,
        rotation_mode="anchor",
        zorder=22,
        gid=f"label-{name.key}",
    )
    artist.set_parse_math(False)
    course, _ = arc.points(np.linspace(0.0, arc.length, 13))
    artist.course = course * panel.km_per_point + corner  # type: ignore[attr-defined]
