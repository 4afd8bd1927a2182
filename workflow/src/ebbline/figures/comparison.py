"""Gained, lost and still held: what the subject's land became between two days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ebbline.figures import furniture
from ebbline.figures.content import Land, Town
from ebbline.figures.flow import Entry, flow
from ebbline.figures.ink import Fill, paint, path_of
from ebbline.figures.legend import Legend
from ebbline.figures.lettering import draw_names
from ebbline.figures.mapping import (
    Setting,
    basis,
    draw_foot,
    draw_head,
    draw_inset,
    furniture_boxes,
    usual_names,
    with_foot,
)
from ebbline.figures.mapping import draw_towns as _draw_towns
from ebbline.figures.naming import names_on
from ebbline.figures.page import Page
from ebbline.figures.sheet import Sheet, new_sheet
from ebbline.figures.territory import draw_ground, draw_lines, draw_veils
from ebbline.palette import mix
from ebbline.vocabulary import Convention

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry

KEPT, GAINED, LOST = "kept", "gained", "lost"


@dataclass(frozen=True)
class Part:
    """A part of the subject's land: kept, gained, or lost to ``holder`` (empty: nobody known)."""

    kind: str
    holder: str
    convention: Convention
    shape: BaseGeometry


@dataclass(frozen=True)
class Comparison:
    """The map of two days compared."""

    first: date
    last: date
    title: str
    subtitle: str
    footer: tuple[str, ...]
    subject: str
    parts: tuple[Part, ...]
    towns: tuple[Town, ...]


def parts_of(before: Sequence[Land], after: Sequence[Land], subject: str) -> tuple[Part, ...]:
    """Return what the subject kept, gained and lost, in both conventions; shapes on the plane."""
    import shapely

    def held(land: Sequence[Land], convention: Convention, holder: str) -> BaseGeometry:
        shapes = [p.shape for p in land if p.holder == holder and p.convention is convention]
        union: BaseGeometry = shapely.union_all(shapes)
        return union

    parts = []
    others = sorted({p.holder for p in after} - {subject})
    for convention in (Convention.TOTAL, Convention.SETTLED):
        first, second = (held(land, convention, subject) for land in (before, after))
        parts.append(Part(KEPT, subject, convention, shapely.intersection(first, second)))
        parts.append(Part(GAINED, subject, convention, shapely.difference(second, first)))
        lost = shapely.difference(first, second)
        for other in others:
            theirs = held(after, convention, other)
            parts.append(Part(LOST, other, convention, shapely.intersection(lost, theirs)))
            lost = shapely.difference(lost, theirs)
        parts.append(Part(LOST, "", convention, lost))
    return tuple(p for p in parts if _is_area(p.shape))


def _is_area(shape: Any) -> bool:
    return bool(shape.area > 1.0)


def draw_comparison(content: Comparison, setting: Setting) -> Sheet:
    """Return the page that compares two days."""
    page = setting.page
    sheet = new_sheet(
        page.width,
        page.height,
        page.size,
        right_to_left=setting.right_to_left,
        colours=setting.colours,
    )
    page = with_foot(sheet, page, content.footer)
    draw_head(sheet, page, content.title, content.subtitle, names=setting.words.names())
    box = sheet.box(*page.map_box)
    axes = sheet.panel(box)
    panel, look = setting.panel, setting.look
    axes.set_xlim(panel.frame[0], panel.frame[2])
    axes.set_ylim(panel.frame[1], panel.frame[3])
    draw_ground(axes, setting.ground, look)
    draw_veils(axes, setting.ground, look)
    _draw_parts(axes, content, setting)
    draw_lines(axes, setting.ground, look)
    named = names_on(content.towns, basis(setting), prefer=usual_names(setting))
    _draw_towns(axes, content.towns, named, panel, look, furniture_boxes(setting))
    draw_names(axes, named, panel, look)
    furniture.draw_coordinates(axes, panel, setting.plane, setting.words, sheet, box)
    furniture.draw_scale(axes, panel, setting.words, sheet)
    furniture.draw_frame(axes, sheet)
    draw_inset(sheet, setting, box)
    _legend(sheet, page, content, setting)
    draw_foot(sheet, page, content.footer)
    return sheet


def fill_of_part(part: Part, setting: Setting, subject: str) -> Fill:
    """Return how a part is filled: kept plain, gained crossed, lost striped on the new holder."""
    ground = setting.colours["land"]
    own = setting.styles[subject]
    settled = part.convention is Convention.SETTLED
    if part.kind == KEPT:
        face = mix(own.fill, ground, 1.0 if settled else 0.3)
        return Fill(face, own.edge if settled else "none", 0.4, False, "", "", 0)
    if part.kind == GAINED:
        face = mix(own.fill, ground, 0.8 if settled else 0.3)
        return Fill(face, own.edge, 0.4, False, "xxxxx", ground, 0.5)
    style = setting.styles.get(part.holder)
    colour = style.fill if style else setting.colours["border"]
    face = mix(colour, ground, 0.62 if settled else 0.24)
    edge = (style.edge if style else setting.colours["quiet"]) if settled else "none"
    stripe = mix(own.fill, face, 0.55 if settled else 0.25)
    return Fill(face, edge, 0.4, False, "////" if settled else "//", stripe, 0.6)


def _draw_parts(axes: Axes, content: Comparison, setting: Setting) -> None:
    for number, part in enumerate(content.parts):
        settled = part.convention is Convention.SETTLED
        paint(
            axes,
            path_of(part.shape),
            fill_of_part(part, setting, content.subject),
            scale=setting.look.scale,
            zorder=(3 if settled else 2) + number * 0.01,
            gid=f"{part.kind}-{part.convention}-{part.holder or 'unknown'}",
        )


def _legend(sheet: Sheet, page: Page, content: Comparison, setting: Setting) -> None:
    words = setting.words
    legend = Legend(sheet, setting.look, words)
    columns = [(page.side_start, page.side_top, page.side_width, page.side_bottom)]
    if not page.landscape:
        width = (page.side_width - 1.4 * sheet.unit) / 2
        columns = [
            (
                page.side_start + n * (width + 1.4 * sheet.unit),
                page.side_top,
                width,
                page.side_bottom,
            )
            for n in range(2)
        ]
    width = columns[0][2]
    indent = 2.9 * sheet.unit
    entries: list[Entry] = []

    def swatch(kind: str, holder: str, text: str) -> None:
        shown = [p for p in content.parts if p.kind == kind and p.holder == holder]
        if shown:
            fills = [fill_of_part(p, setting, content.subject) for p in reversed(shown)]
            entries.append(legend.text(text, width, legend.pair(fills), indent))

    swatch(KEPT, content.subject, words.text("legend.still"))
    swatch(GAINED, content.subject, words.text("legend.gained"))
    if any(p.kind == LOST for p in content.parts):
        entries.append(legend.heading(words.text("legend.lost")))
        for holder in (*setting.styles, ""):
            nobody = words.legend["unknown"]
            swatch(LOST, holder, words.holder(holder, full=True) if holder else nobody)
    entries.append(legend.plain(words.text("legend.settled_desert"), width))
    bare = Fill(setting.colours["land"], setting.colours["border"], 0.4, False, "", "", 0)
    neither = words.text("legend.neither")
    entries.append(replace(legend.text(neither, width, legend.swatch(bare), indent), free=True))
    entries.append(legend.gap())
    towns = [t for t in content.towns if setting.panel.holds(t)]
    holders = [h for h in setting.styles if any(t.holder == h and t.rank < 9_999 for t in towns)]
    places = legend.places([t for t in towns if t.rank < 9_999], width)
    marks = [
        legend.text(words.holder(h), width, legend.party(h), 2.3 * sheet.unit) for h in holders
    ]
    changed = words.text("legend.place_changed_between")
    ring = legend.ring(content.subject)
    places = [
        *places[:1],
        *marks,
        legend.text(changed, width, ring, 2.3 * sheet.unit),
        *[p for p in places[1:] if not p.ring],
    ]
    flow([*entries, *places], columns)
