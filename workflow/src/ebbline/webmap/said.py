"""What the map file carries of the scene: standings, marks, words; nothing is worked out here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ebbline import symbols
from ebbline.meridian import beside
from ebbline.palette import Style
from ebbline.scene.record import Age, Event, Kind, Run, Scene, Symbol


@dataclass
class Marks:
    """The marks of a scene, each once; places, events and legend have their numbers."""

    scene: Scene
    table: list[list[dict[str, object]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.styles = {
            p.id: Style(p.id, p.fill, p.edge, p.marker, p.pattern) for p in self.scene.parties
        }

    def add(self, layers: Sequence[symbols.Layer]) -> int:
        """Return the number of a mark, which is kept if it is new."""
        data = symbols.as_data(layers)
        if data not in self.table:
            self.table.append(data)
        return self.table.index(data)

    def of(self, kind: Kind) -> int:
        """Return the number of the mark of a standing."""
        if kind.evidence == "inferred":
            return self.add(symbols.dot(self.styles.get(kind.holder), self.scene.ground))
        return self.add(symbols.mark(kind, self.styles, self.scene.ground))

    def held(self, holder: str, **changes: Any) -> int:
        """Return the number of the mark of a place that ``holder`` holds, but for ``changes``."""
        return self.of(_held(holder, **changes))

    def attacked(self, by: str) -> int:
        """Return the number of the rays around a place that was attacked."""
        return self.add(symbols.attacked(self.styles.get(by), self.scene.ground))


def _held(holder: str, **changes: Any) -> Kind:
    plain = {"symbol": Symbol.HELD, "holder": holder, "evidence": "reported"}
    return Kind(text={}, sure={}, **{**plain, **changes})


def said_data(scene: Scene) -> dict[str, Any]:
    """Return standings, marks, days and legend as numbers and ids, without words."""
    marks = Marks(scene)
    colours, subject = scene.ground, scene.case.subject
    unknown = marks.of(Kind(symbol=Symbol.UNKNOWN, text={}, sure={}))
    return {
        "kinds": [_kind(kind, marks) for kind in scene.kinds],
        "unknown_mark": unknown,
        "party_marks": {p.id: marks.held(p.id) for p in scene.parties},
        "changed_mark": marks.add(symbols.changed(colours)),
        "window_mark": marks.add(symbols.window(colours)),
        "event_marks": {e.id: _event_mark(e, marks) for e in scene.events},
        "legend": [
            {"key": e.key, "group": e.group, "mark": _sample(e.key, subject, marks)}
            for e in scene.legend
        ],
        "days": {
            day.isoformat(): {
                "changed": {c.place: int(c.window is not None) for c in told.changes if c.real},
                "near": [
                    [n.place, marks.add(symbols.near(n.azimuth, marks.styles[n.holder]))]
                    for n in told.near
                    if n.holder in marks.styles
                ],
            }
            for day, told in scene.days.items()
        },
        "burst_marks": {p.id: marks.attacked(p.id) for p in scene.parties},
        "chapters": [
            {
                "id": chapter.id,
                "day": chapter.day.isoformat(),
                "view": chapter.view,
                "box": list(beside(chapter.box, scene.case.study_box)) if chapter.box else None,
                "sources": list(chapter.sources),
            }
            for chapter in scene.chapters
        ],
        **_shapes_apart(marks.table),
        "tiles": {name: [list(line) for line in tile] for name, tile in symbols.TILES.items()},
    }


def _shapes_apart(marks: list[list[dict[str, object]]]) -> dict[str, Any]:
    """Return the shapes of all marks once each, and the marks with the numbers of theirs."""
    shapes: list[object] = []
    for layer in (layer for mark in marks for layer in mark):
        if layer["rings"] not in shapes:
            shapes.append(layer["rings"])
    numbered = [[layer | {"rings": shapes.index(layer["rings"])} for layer in m] for m in marks]
    return {"shapes": shapes, "marks": numbered}


def _kind(kind: Kind, marks: Marks) -> dict[str, Any]:
    return {
        "holder": kind.holder,
        "rival": kind.rival,
        "contested": kind.symbol is Symbol.CONTESTED,
        "evidence": kind.evidence,
        "certainty": kind.certainty,
        "stale": kind.age is Age.STALE,
        "mark": marks.of(kind),
    }


def _event_mark(event: Event, marks: Marks) -> int:
    """Return the number of the mark of an event: of the standing that it begins."""
    if event.kind == "attacked":
        rays = symbols.attacked(marks.styles.get(event.attacker), marks.scene.ground)
        held = symbols.mark(_held(event.holder), marks.styles, marks.scene.ground)
        return marks.add([*rays, *held])
    symbol = {"confirmed": Symbol.HELD, "claimed": Symbol.CLAIMED}.get(event.certainty)
    if event.kind == "contested":
        symbol = Symbol.CONTESTED
    besieged = event.kind == "besieged"
    return marks.held(
        event.holder, symbol=symbol or Symbol.DISPUTED, rival=event.rival, besieged=besieged
    )


def _sample(key: str, subject: str, marks: Marks) -> int | None:
    """Return the number of the mark that an entry of the legend shows; ``None``: not a place."""
    other = next((h for h in marks.styles if h != subject), subject)
    colours = marks.scene.ground
    held = symbols.mark(_held(subject), marks.styles, colours)
    looks: dict[str, dict[str, Any]] = {
        "place_contested": {"symbol": Symbol.CONTESTED, "rival": other},
        "place_besieged": {"besieged": True, "rival": other},
        "place_claimed": {"symbol": Symbol.CLAIMED},
        "place_disputed": {"symbol": Symbol.DISPUTED},
        "place_stale": {"age": Age.STALE},
        "place_later": {"age": Age.LATER},
        "place_inferred": {"evidence": "inferred"},
        "place_unknown": {"symbol": Symbol.UNKNOWN, "holder": ""},
    }
    under = {
        "place_changed": symbols.changed(colours),
        "place_window": symbols.window(colours),
        "place_attacked": symbols.attacked(marks.styles.get(other), colours),
        "place_near": symbols.near(90.0, marks.styles[subject]),
    }
    if key in looks:
        return (
            marks.held(subject, **looks[key])
            if "holder" not in looks[key]
            else marks.of(_held("", symbol=Symbol.UNKNOWN))
        )
    return marks.add([*under[key], *held]) if key in under else None


def runs_data(runs: Sequence[Run], events: Mapping[str, int]) -> list[list[Any]]:
    """Return how a place stands through time; the columns are named in ``data.js``.

    ``events`` are the numbers of events by id. What is empty at the end of a row is left out.
    """
    rows = [
        [
            run.first.isoformat(),
            run.last.isoformat() if run.last else None,
            run.kind,
            run.since.isoformat(),
            events.get(run.event),
            run.last_report.isoformat() if run.last_report else None,
            list(run.collections),
            run.via,
            None if run.cost_km is None else round(run.cost_km, 1),
            None if run.likelihood is None else round(run.likelihood, 2),
        ]
        for run in runs
    ]
    for row in rows:
        while row[-1] in ("", None):
            row.pop()
    return rows


def words_data(scene: Scene, lang: str) -> dict[str, Any]:
    """Return what the scene says in one language."""
    return {
        "kinds": [kind.text[lang] for kind in scene.kinds],
        "sure": [kind.sure[lang] for kind in scene.kinds],
        "events": {e.id: [e.text[lang], e.when[lang]] for e in scene.events},
        "days": {day.isoformat(): told.headline[lang] for day, told in scene.days.items()},
        "legend": {e.key: e.text[lang] for e in scene.legend},
        "sources": {i: s.name[lang] for i, s in scene.sources.items()},
        "claims": {i: c.detail[lang] for i, c in scene.claims.items()},
        "opening": [scene.opening.title[lang], scene.opening.subtitle[lang]],
        "chapters": [[c.title[lang], c.sentence[lang]] for c in scene.chapters],
    }
