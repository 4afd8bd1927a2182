"""The legend: only what is on the map, each entry a small drawing and its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ebbline import symbols
from ebbline.figures import typography as type_
from ebbline.figures.content import Land, MapContent, Note, Town
from ebbline.figures.flow import Entry
from ebbline.figures.ink import Fill, fill_of, paint
from ebbline.figures.page import SMALL
from ebbline.figures.sheet import MM_PER_PT, Sheet
from ebbline.figures.territory import Look
from ebbline.figures.texts import Texts
from ebbline.figures.towns import MARKER_SIZES, draw_dots, is_minor, mark_of, stamp
from ebbline.scene.record import Age, Symbol
from ebbline.symbols import Layer
from ebbline.vocabulary import Certainty, Convention, Evidence

Drawing = Callable[[float, float], None]
"""Draws a symbol at the middle of its place: start coordinate and height in millimetres."""

_SHOWN: dict[str, Callable[[Town], bool]] = {
    "place_contested": lambda t: t.symbol is Symbol.CONTESTED,
    "place_besieged": lambda t: t.besieged,
    "place_changed": lambda t: t.changed,
    "place_window": lambda t: t.changed and t.window,
    "place_attacked": lambda t: t.attacked,
    "place_claimed": lambda t: t.symbol is Symbol.CLAIMED,
    "place_disputed": lambda t: t.symbol is Symbol.DISPUTED,
    "place_stale": lambda t: t.age is Age.STALE,
    "place_later": lambda t: t.age is Age.LATER,
    "place_unknown": lambda t: t.symbol is Symbol.UNKNOWN,
}
"""Which towns an entry of the legend is about."""
_SAMPLES: dict[str, Callable[[Town], Town]] = {
    "place_contested": lambda t: t.lasting(),
    "place_besieged": lambda t: t.held(besieged=True),
    "place_changed": lambda t: t.held(changed=True),
    "place_window": lambda t: t.held(window=True),
    "place_attacked": lambda t: t.held(attacked=True, attacked_by=t.attacked_by),
    "place_claimed": lambda t: t.held(symbol=Symbol.CLAIMED),
    "place_disputed": lambda t: t.held(symbol=Symbol.DISPUTED),
    "place_stale": lambda t: t.held(age=Age.STALE),
    "place_later": lambda t: t.held(age=Age.LATER),
    "place_unknown": lambda t: t.lasting(),
}
"""The mark of an entry: that of a town on the map, with nothing else about it."""
_COLUMNS = (
    (Convention.SETTLED, Evidence.REPORTED, "reported"),
    (Convention.SETTLED, Evidence.INFERRED, "inferred"),
    (Convention.TOTAL, Evidence.INFERRED, "desert"),
)
_ROW = 1.42
_HEADING = 1.7
_HEAD = SMALL * 0.8
_HEAD_ROOM = 3.0


@dataclass(frozen=True)
class Legend:
    """Makes the entries of a map's side column, with ``tight`` times the usual line heights."""

    sheet: Sheet
    look: Look
    words: Texts
    tight: float = 1.0

    @property
    def unit(self) -> float:
        """The size of running text in millimetres."""
        return self.sheet.unit

    # -- symbols ---------------------------------------------------------------------------

    def pair(self, fills: Sequence[Fill]) -> Drawing:
        """Return a drawing of fills side by side in one box."""

        def draw(start: float, y: float) -> None:
            wide = 2.1 / len(fills)
            for number, fill in enumerate(fills):
                shift = (number - (len(fills) - 1) / 2) * wide
                self.swatch(fill, wide=wide, shift=shift)(start, y)

        return draw

    def swatch(self, fill: Fill, *, wide: float = 2.1, shift: float = 0.0) -> Drawing:
        """Return a drawing of a filled box, ``wide`` and moved by ``shift`` type sizes."""
        from matplotlib.path import Path

        wide = wide * self.unit

        def draw(start: float, y: float) -> None:
            high = 0.92 * self.unit
            x = self.sheet.x(start + shift * self.unit) - wide / 2
            corners = [(x, y - high / 2), (x + wide, y - high / 2), (x + wide, y + high / 2)]
            path = Path([*corners, (x, y + high / 2), (x, y - high / 2)], closed=True)
            paint(self.sheet.axes, path, fill, scale=self.look.scale, zorder=8)

        return draw

    def marker(self, layers: Sequence[Layer], diameter: float) -> Drawing:
        """Return a drawing of a mark, ``diameter`` points wide."""

        def draw(start: float, y: float) -> None:
            x, r = self.sheet.x(start), diameter / 2
            stamp(self.sheet.axes, x, y, layers, r, zorder=9, gid="legend-mark")

        return draw

    def party(self, holder: str, diameter: float = 5.0) -> Drawing:
        """Return a drawing of the plain marker of a party."""
        town = Town("", "", 0, 0, 0, 0, 0, False, Symbol.HELD, holder=holder, evidence="reported")
        return self.marker(mark_of(town, self.look), diameter * self.look.scale)

    def ring(self, holder: str) -> Drawing:
        """Return a drawing of the marker of a party whose place changed."""
        town = Town("", "", 0, 0, 0, 0, 0, False, Symbol.HELD, holder=holder, evidence="reported")
        mark = mark_of(replace(town, changed=True), self.look)
        return self.marker(mark, 5.0 * self.look.scale)

    def fill(self, holder: str, rival: str, convention: Convention, evidence: Evidence) -> Fill:
        """Return the fill that the map uses."""
        return fill_of(
            self.look.styles[holder],
            self.look.styles.get(rival) if rival else None,
            convention=convention,
            evidence=evidence,
            certainty=Certainty.CONFIRMED,
            ground=self.look.colours["land"],
        )

    def _dot(self, holder: str) -> Drawing:
        """Return a drawing of the dot of a settlement that no report of its own speaks of."""

        def draw(start: float, y: float) -> None:
            dots = draw_dots(self.sheet.axes, [self.sheet.x(start)], [y], holder, self.look)
            dots.set_gid("legend-mark")

        return draw

    def _rough(self) -> Drawing:
        """Return a drawing of the circle within which a place of rough position lies."""
        from matplotlib.patches import Circle

        def draw(start: float, y: float) -> None:
            circle = Circle((self.sheet.x(start), y), 0.52 * self.unit, facecolor="none", zorder=9)
            circle.set(edgecolor=self.look.colours["ink"], linewidth=0.7 * self.look.scale)
            circle.set_linestyle((0, (1, 1.6)))
            self.sheet.axes.add_artist(circle)

        return draw

    # -- entries ---------------------------------------------------------------------------

    @property
    def _pitch(self) -> float:
        """Width of a column of swatches: at least that of its heading."""
        size = self.sheet.points(_HEAD)
        lines = [line for column in _COLUMNS for line in self._head(column[2])]
        widest = max(type_.width(line, size) for line in lines) * MM_PER_PT
        return max(2.75 * self.unit, widest + 0.3 * self.unit)

    def _head(self, key: str) -> list[str]:
        """Return the heading of a column of swatches, in lines if it is long."""
        room = _HEAD_ROOM * self.unit / MM_PER_PT
        return type_.wrap(
            self.words.legend.get(key) or self.words.text(f"legend.{key}"),
            room,
            self.sheet.points(_HEAD),
        )

    def heading(self, text: str) -> Entry:
        """Return a heading."""
        height = max(_HEADING * self.tight, 1.63) * SMALL * self.unit

        def draw(start: float, top: float, _: float) -> None:
            base = top - 1.15 * SMALL * self.unit
            self.sheet.write(start, base, text, scale=SMALL, weight=type_.SEMIBOLD, gid="legend")

        return Entry(height, draw, heading=True)

    def text(self, text: str, width: float, symbol: Drawing | None, indent: float) -> Entry:
        """Return a line with a symbol; ``symbol(x, y)`` draws at the middle of its place."""
        room = width - indent
        lines = type_.wrap(text, room / MM_PER_PT, self.sheet.size * SMALL)
        size = self.sheet.size * SMALL
        step = max(type_.line_height(size, text) * 1.04 * self.tight, type_.least_step(lines, size))
        step *= MM_PER_PT
        least = _ROW * SMALL * self.unit * self.tight
        height = max(least, step * len(lines) + 0.12 * self.unit)

        def draw(start: float, top: float, _: float) -> None:
            base = top - 1.02 * SMALL * self.unit
            for number, line in enumerate(lines):
                self.sheet.write(
                    start + indent, base - number * step, line, scale=SMALL, gid="legend"
                )
            if symbol is not None:
                symbol(start + indent / 2 - 0.15 * self.unit, base + 0.3 * SMALL * self.unit)

        return Entry(height, draw)

    def gap(self) -> Entry:
        """Return a little air."""
        return Entry(0.6 * self.unit * self.tight**2, lambda *_: None, gap=True)

    def plain(self, text: str, width: float) -> Entry:
        """Return a paragraph."""
        return self.text(text, width, None, 0.0)

    # -- sections --------------------------------------------------------------------------

    def land(
        self,
        land: Sequence[Land],
        towns: Sequence[Town],
        width: float,
        *,
        blank: bool,
        short: bool = False,
    ) -> list[Entry]:
        """Return the entries of held land: a row a holder, a column a kind of evidence.

        With ``blank`` some of the land has no colour, which is then explained; with ``short`` the
        holders stand with their short names.
        """
        holders = [
            h
            for h in self.look.styles
            if any(p.holder == h for p in land) or any(t.holder == h and t.evidence for t in towns)
        ]
        if not holders:
            return []
        seen = {(p.holder, p.convention, p.evidence) for p in land if not p.contested}
        columns = [c for c in _COLUMNS if any((h, c[0], c[1]) in seen for h in holders)]
        if any((h, Convention.TOTAL, e) in seen for h in holders for e in Evidence):
            columns = [c for c in columns if c[2] != "desert"] + [_COLUMNS[2]]
        entries = [self._columns(columns, width)]
        entries += [self._holder(h, columns, seen, width, short=short) for h in holders]
        return [*entries, *self._other_land(land, width, blank=blank)]

    def _other_land(self, land: Sequence[Land], width: float, *, blank: bool) -> list[Entry]:
        """Return the entries of land that is contested, unknown, or only claimed."""
        entries = []
        pairs = sorted({(p.holder, p.rival) for p in land if p.contested and p.rival})
        if pairs:
            sides = [(Convention.SETTLED, Evidence.REPORTED)] * len(pairs)
            fills = [self.fill(*p, *s) for p, s in zip(pairs, sides, strict=True)][:2]
            text = self.words.legend["contested_land"]
            entries.append(self.text(text, width, self.pair(fills), 2.9 * self.unit))
        bare = Fill(self.look.colours["land"], self.look.colours["border"], 0.4, False, "", "", 0)
        if blank:
            text = self.words.legend["unknown"]
            entries.append(self.text(text, width, self.swatch(bare), 2.9 * self.unit))
        if any(p.certainty is not Certainty.CONFIRMED for p in land):
            dashed = replace(bare, edge=self.look.colours["ink"], edge_width=0.6, dashed=True)
            text = self.words.legend["claimed_land"]
            entries.append(self.text(text, width, self.swatch(dashed), 2.9 * self.unit))
        return [replace(entry, free=True) for entry in entries]

    def _columns(self, columns: Iterable[tuple[Convention, Evidence, str]], width: float) -> Entry:
        """Return the heading of the table of land, with the columns' names."""
        heads = [self._head(c[2]) for c in columns]
        step = 1.2 * _HEAD * self.unit
        more = (max((len(lines) for lines in heads), default=1) - 1) * step

        def draw(start: float, top: float, _: float) -> None:
            base = top - 1.15 * SMALL * self.unit
            self.sheet.write(
                start,
                base,
                self.words.text("legend.land"),
                scale=SMALL,
                weight=type_.SEMIBOLD,
                gid="legend",
            )
            base -= 1.25 * SMALL * self.unit + more
            for number, lines in enumerate(heads):
                place = start + width - (len(heads) - number - 0.5) * self._pitch
                for above, line in enumerate(reversed(lines)):
                    self.sheet.write(
                        place,
                        base + above * step,
                        line,
                        scale=_HEAD,
                        colour="quiet",
                        align="middle",
                        gid="legend",
                    )

        height = (_HEADING + 1.2) * SMALL * self.unit * self.tight + more
        return Entry(height, draw, heading=True)

    def _holder(
        self,
        holder: str,
        columns: Sequence[tuple[Convention, Evidence, str]],
        seen: set[tuple[str, Convention, Evidence]],
        width: float,
        *,
        short: bool,
    ) -> Entry:
        indent = 1.5 * self.unit
        room = width - indent - len(columns) * self._pitch - 0.3 * self.unit
        size = self.sheet.size * SMALL
        lines = type_.wrap(self.words.holder(holder, full=not short), room / MM_PER_PT, size)
        if len(lines) > 2:
            lines = type_.wrap(self.words.holder(holder), room / MM_PER_PT, size)
        step = type_.line_height(size, lines[0]) * MM_PER_PT * 0.96 * self.tight
        least = _ROW * SMALL * self.unit * self.tight
        height = max(least, step * len(lines) + 0.3 * self.unit)

        def draw(start: float, top: float, _: float) -> None:
            base = top - 1.02 * SMALL * self.unit
            for number, line in enumerate(lines):
                self.sheet.write(
                    start + indent, base - number * step, line, scale=SMALL, gid="legend"
                )
            middle = base + 0.3 * SMALL * self.unit - (len(lines) - 1) * step / 2
            self.party(holder)(start + 0.55 * self.unit, middle)
            for number, (convention, evidence, _key) in enumerate(columns):
                place = start + width - (len(columns) - number - 0.5) * self._pitch
                kinds = [evidence] if convention is Convention.SETTLED else list(Evidence)
                there = [e for e in kinds if (holder, convention, e) in seen]
                for part, kind in enumerate(there):
                    fill = self.fill(holder, "", convention, kind)
                    wide = 2.1 / len(there)
                    shift = (part - (len(there) - 1) / 2) * wide
                    self.swatch(fill, wide=wide, shift=shift)(place, middle)

        return Entry(height, draw)

    def places(self, towns: Sequence[Town], width: float, *, short: bool = False) -> list[Entry]:
        """Return the entries of towns: every special mark that is on the map.

        With ``short`` neither sizes nor rough positions are explained: small maps show neither.
        """
        shown = [t for t in towns if not is_minor(t)]
        if not shown:
            return []
        indent, diameter = 2.3 * self.unit, 5.2 * self.look.scale
        entries = []
        for key, belongs in _SHOWN.items():
            found = next((t for t in shown if belongs(t)), None)
            if found is None or key not in self.words.legend:
                continue
            mark = mark_of(_SAMPLES[key](found), self.look)
            text = self.words.legend[key]
            if short and key == "place_changed":
                text = self.words.text("legend.step")
            entry = self.text(text, width, self.marker(mark, diameter), indent)
            entries.append(replace(entry, ring=key == "place_changed"))
        for found in [t for t in shown if t.near][:1]:
            style = self.look.styles[found.near[0].holder]
            arrow = self.marker(symbols.near(90.0, style), 0.6 * diameter)
            entries.append(self.text(self.words.legend["place_near"], width, arrow, indent))
        inferred = next((t for t in towns if is_minor(t) and t.evidence), None)
        if inferred is not None:
            text = self.words.legend["place_inferred"]
            entries.append(self.text(text, width, self._dot(inferred.holder), indent))
        if any(is_minor(t) and not t.evidence for t in towns):
            text = self.words.legend["place_silent"]
            entries.append(self.text(text, width, self._dot(""), indent))
        heading = self.heading(self.words.text("legend.places"))
        if short:
            return [heading, *entries]
        if any(t.precision_km > ROUGH_KM for t in shown) and "place_rough" in self.words.legend:
            text = self.words.legend["place_rough"]
            entries.append(self.text(text, width, self._rough(), indent))
        entries.append(self._sizes(width))
        return [heading, *entries]

    def _sizes(self, width: float) -> Entry:
        """Return the key of town sizes: each size with the people from which it is used."""
        size, unit = self.sheet.size * SMALL, self.unit
        texts = [self.words.text(f"people.{n}") for n in (5_000, 20_000, 100_000)]
        plain = symbols.size(self.look.colours)

        def draw(start: float, top: float, _: float) -> None:
            base = top - 1.02 * SMALL * unit
            at = start + 0.95 * unit
            for text, points in zip(texts, reversed(MARKER_SIZES[:3]), strict=True):
                mark = self.marker(plain, points * self.look.scale * 1.1)
                mark(at, base + 0.3 * SMALL * unit)
                self.sheet.write(at + 0.75 * unit, base, text, scale=SMALL, gid="legend")
                at += 1.85 * unit + type_.width(text, size) * MM_PER_PT

        del width
        return Entry(_ROW * SMALL * unit * self.tight, draw)

    def notes(self, content: MapContent, width: float, *, room: float) -> tuple[list[Entry], int]:
        """Return the list of the day's events that ``room`` millimetres hold, and how many not."""
        entries = [self.heading(content.notes_title)]
        left = room - entries[0].height
        names = [t.name for t in content.towns]
        kept = [replace(n, text=type_.unbroken(n.text, names)) for n in content.notes]
        told = [self._note(note, width) for note in kept]
        hidden = 0
        while told and sum(e.height for e in told) > left - (1.6 * self.unit if hidden else 0):
            told.pop(-1)
            hidden += kept[len(told)].places
        if not told:
            return [], hidden
        entries += told
        if hidden:
            rest = Note("", self.words.text(f"more_notes.{min(hidden, 39)}"))
            entries.append(self._note(rest, width))
        return entries, hidden

    def _note(self, note: Note, width: float) -> Entry:
        symbol = self.party(note.holder, 4.2) if note.holder in self.look.styles else None
        return self.text(note.text, width, symbol, 1.5 * self.unit)


ROUGH_KM = 2.0
"""A place known less precisely than this many kilometres is marked as such."""
