"""The clean map for press and slides: subject, opponent, the others grey, one change told in place.

It leaves out and adds nothing: land is not lighter where it is inferred, which the full map tells;
contested land keeps its stripes and claimed land its dashed edge.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.figures import furniture
from ebbline.figures import typography as type_
from ebbline.figures.boxes import Array, corners, overlaps
from ebbline.figures.candidates import Placed, around
from ebbline.figures.content import Land, MapContent, Town
from ebbline.figures.ink import Fill
from ebbline.figures.legend import Legend
from ebbline.figures.lettering import draw_leader, draw_names
from ebbline.figures.mapping import Setting, bare_land, draw_head, draw_map
from ebbline.figures.naming import Panel, basis_of, names_on
from ebbline.figures.page import FINE, SMALL, TINY
from ebbline.figures.sheet import MM_PER_PT, Sheet, new_sheet
from ebbline.figures.territory import Look, draw_ground, draw_land, draw_lines, draw_veils
from ebbline.figures.towns import draw_town, in_order, reach
from ebbline.palette import Style, mix
from ebbline.vocabulary import Convention, Evidence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAMES = 6
_NEAR = 1.6
"""How many reaches of its mark a place keeps from others."""
_NOTE = 0.92
_NOTE_EM = 13
"""The width of the note, in its type sizes."""


def draw_day(content: MapContent, setting: Setting) -> Sheet:
    """Return the page of one map in the style of its size."""
    return (draw_clean if setting.size.style == "clean" else draw_map)(content, setting)


def draw_clean(content: MapContent, setting: Setting) -> Sheet:
    """Return the clean page of one map."""
    page, panel = setting.page, setting.panel
    sheet = new_sheet(
        page.width,
        page.height,
        page.size,
        right_to_left=setting.right_to_left,
        colours=setting.colours,
    )
    names = setting.words.names()
    draw_head(sheet, page, content.title, "", short=content.title_short, names=names)
    box = sheet.box(*page.map_box)
    axes = sheet.panel(box)
    axes.set_xlim(panel.frame[0], panel.frame[2])
    axes.set_ylim(panel.frame[1], panel.frame[3])
    # What is near a place the full map tells.
    towns = [replace(town, near=()) for town in _towns(content.towns, panel, setting.look)]
    told, words = _told(content, towns)
    look = _look(setting, told)
    draw_ground(axes, setting.ground, look)
    draw_veils(axes, setting.ground, look)
    draw_land(axes, content.land, look)
    draw_lines(axes, setting.ground, look, quiet=True)
    scale = furniture.scale_box(panel, page.size, right_to_left=setting.right_to_left)
    basis = basis_of(
        setting.ground,
        panel,
        look,
        right_to_left=setting.right_to_left,
        furniture=[scale],
        avoid=setting.avoid,
        sparse=True,
    )
    note = _note(told, words, towns, panel, look, [scale], setting)
    if note is not None and told is not None:
        taken = np.stack([note.corners, _around(told, panel, look)])
        basis = replace(basis, furniture=np.concatenate([basis.furniture, taken]))
    named = names_on([t for t in towns if note is None or t is not told], basis)
    for zorder, town in in_order(towns):
        draw_town(axes, town, look, zorder=zorder)
    draw_names(axes, named, panel, look)
    if note is not None:
        _write_note(axes, note, _lines(words, look.size), panel, look, setting)
    furniture.draw_scale(axes, panel, setting.words, sheet)
    furniture.draw_frame(axes, sheet)
    _legend(sheet, content.land, look, setting)
    room = page.width - 2 * page.margin
    scale_of_print = TINY * FINE
    sheet.paragraph(
        page.margin,
        page.foot_top,
        room,
        content.footer[-1],
        scale=scale_of_print,
        colour="quiet",
        gid="footer",
    )
    return sheet


def _towns(towns: Sequence[Town], panel: Panel, look: Look) -> list[Town]:
    """Return the places to show: those of the day's changes, then those of the view.

    One that would lie under the mark of another is left out: its name would point at that.
    """
    shown = [t for t in towns if t.wanted and panel.holds(t, margin=2.0)]
    found: list[Town] = []
    for town in sorted(shown, key=lambda t: (not t.changed, t.rank)):
        near = _NEAR * reach(town, look) * panel.km_per_point
        if all(math.dist((town.x, town.y), (t.x, t.y)) > near for t in found):
            found.append(town)
    return found[:_NAMES]


def _told(content: MapContent, towns: Sequence[Town]) -> tuple[Town | None, str]:
    """Return the changed place that is told of first, and what is told of it."""
    for note in content.notes:
        for town in towns:
            if town.changed and town.name in note.text:
                return town, note.text
    return None, ""


def _look(setting: Setting, told: Town | None) -> Look:
    """Return the look: the subject and the sides of the changed place keep their colours.

    Where nobody is the subject, all do.
    """
    if not setting.words.subject:
        return setting.look
    coloured = {setting.words.subject}
    if told is not None:
        coloured |= {told.holder, told.rival}
    grey = mix(setting.colours["quiet"], setting.colours["land"], 0.28)
    styles = {
        holder: style
        if holder in coloured
        else Style(
            holder, grey, mix(setting.colours["quiet"], grey, 0.4), style.marker, style.pattern
        )
        for holder, style in setting.styles.items()
    }
    return Look(styles, setting.colours, setting.size.type_pt)


# -- the note ------------------------------------------------------------------------------------


def _lines(words: str, size: float) -> list[str]:
    used = _NOTE * size
    return type_.balanced(words, _NOTE_EM * used, used, type_.SEMIBOLD)


def _note(
    told: Town | None,
    words: str,
    towns: Sequence[Town],
    panel: Panel,
    look: Look,
    furniture_: Sequence[Array],
    setting: Setting,
) -> Placed | None:
    """Return where the day's first change is told, with a line to its place, if it has room."""
    if told is None:
        return None
    size = _NOTE * look.size
    lines = _lines(words, look.size)
    wide = max(type_.width(line, size, type_.SEMIBOLD) for line in lines) + size
    high = type_.line_height(size, lines[0]) * len(lines) + 0.6 * size
    x, y = panel.to_points(np.array([told.x, told.y]))
    options = [
        Placed(c.x, c.y, 0.0, wide, high, c.anchor)
        for c in around(
            x,
            y,
            reach(told, look),
            wide,
            high,
            right_to_left=setting.right_to_left,
            with_leaders=True,
        )
        if c.anchor is not None
    ]
    boxes = np.array([option.corners for option in options])
    inside = (boxes.min(axis=1) >= 3).all(axis=1)
    inside &= (boxes.max(axis=1) <= (panel.width - 3, panel.height - 3)).all(axis=1)
    taken = [*furniture_, *(_around(town, panel, look) for town in towns)]
    free = inside & ~overlaps(boxes, np.array(taken).reshape(-1, 4, 2), pad=1.0).any(axis=1)
    hidden = _hidden(options, panel, setting)
    best = sorted(np.flatnonzero(free), key=lambda n: (round(hidden[n], 1), n))
    return options[best[0]] if best else None


def _around(town: Town, panel: Panel, look: Look) -> Array:
    """Return the box around a town's mark."""
    x, y = panel.to_points(np.array([town.x, town.y]))
    radius = reach(town, look) + 1
    return corners(x - radius, y - radius, 2 * radius, 2 * radius)


def _hidden(options: Sequence[Placed], panel: Panel, setting: Setting) -> list[float]:
    """Return which share of each box lies on land that the subject once held."""
    import shapely

    avoid = setting.avoid
    if avoid is None:
        return [0.0] * len(options)
    k, origin = panel.km_per_point, np.array(panel.frame[:2])
    found = []
    for option in options:
        low, high = option.corners[0] * k + origin, option.corners[2] * k + origin
        box = shapely.box(*low, *high)
        found.append(float(shapely.area(shapely.intersection(avoid, box)) / shapely.area(box)))
    return found


def _write_note(
    axes: Axes, note: Placed, lines: Sequence[str], panel: Panel, look: Look, setting: Setting
) -> None:
    """Write the note in its box, with a short line to its place."""
    from matplotlib.patches import Rectangle

    k, origin = panel.km_per_point, np.array(panel.frame[:2])
    size = _NOTE * look.size
    draw_leader(axes, note, panel, look)
    low = np.array([note.x, note.y]) * k + origin
    axes.add_artist(
        Rectangle(
            (float(low[0]), float(low[1])),
            note.width * k,
            note.height * k,
            facecolor="white",
            edgecolor=look.colours["ink"],
            linewidth=0.6,
            zorder=23,
            gid="note-box",
        )
    )
    step = type_.line_height(size, lines[0])
    right = setting.right_to_left
    x = note.x + (note.width - 0.5 * size if right else 0.5 * size)
    for number, line in enumerate(lines):
        y = note.y + note.height - 0.3 * size - 0.78 * step - number * step
        artist: Any = axes.text(
            x * k + origin[0],
            y * k + origin[1],
            type_.right_to_left(line) if right else line,
            fontproperties=type_.font(size, type_.SEMIBOLD),
            color=look.colours["ink"],
            ha="right" if right else "left",
            va="baseline",
            zorder=24,
            gid="note",
        )
        artist.set_parse_math(False)


# -- the legend ----------------------------------------------------------------------------------


def _legend(sheet: Sheet, land: Sequence[Land], look: Look, setting: Setting) -> None:
    """Write the legend: the coloured, the grey, what is inferred, what nobody is known to hold."""
    import shapely

    page, words = setting.page, setting.words
    legend = Legend(sheet, look, words)
    frame = shapely.box(*setting.panel.frame)
    seen = {p.holder for p in land if shapely.intersects(p.shape, frame)}
    holders = [h for h in look.styles if h in seen]
    coloured = [h for h in holders if look.styles[h] == setting.styles[h]]
    grey = [h for h in holders if h not in coloured]

    def settled(holder: str, evidence: Evidence) -> Fill:
        return legend.fill(holder, "", Convention.SETTLED, evidence)

    entries = [(settled(h, Evidence.REPORTED), words.holder(h)) for h in coloured]
    if grey:
        names = " · ".join(words.holder(h) for h in grey)
        entries.append((settled(grey[0], Evidence.REPORTED), names))
    inferred = [h for h in (*coloured, *grey) if _is_inferred(h, land, frame)]
    if inferred:
        entries.append((settled(inferred[0], Evidence.INFERRED), words.legend["inferred"]))
    if bare_land(land, setting.ground.study, [setting.panel.frame]):
        bare = Fill(setting.colours["land"], setting.colours["border"], 0.4, False, "", "", 0)
        entries.append((bare, words.legend["unknown"]))
    unit, size = sheet.unit, sheet.points(SMALL)
    start, base = page.side_start, page.side_top - 1.15 * unit
    for fill, text in entries:
        wide = type_.width(text, size) * MM_PER_PT
        if start > page.side_start and start + 1.7 * unit + wide > page.width - page.margin:
            start, base = page.side_start, base - 1.35 * unit
        legend.swatch(fill, wide=1.3)(start + 0.65 * unit, base + 0.32 * unit)
        sheet.write(start + 1.7 * unit, base, text, scale=SMALL, gid="legend")
        start += 1.7 * unit + wide + 1.1 * unit


def _is_inferred(holder: str, land: Sequence[Land], frame: Any) -> bool:
    return any(
        p.holder == holder
        and p.evidence is Evidence.INFERRED
        and p.convention is Convention.SETTLED
        and p.shape.intersects(frame)
        for p in land
    )


__all__ = ["draw_clean", "draw_day"]
