"""Decide, once and in every language of the case, everything that maps and pages say and mark.

``scene.json`` is what figures, web map and index are drawn from; its schema is in
workflow/schemas/scene.schema.json, its records in ebbline.scene.record.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.errors import Problem, Problems, shown

if TYPE_CHECKING:
    from ebbline.scene.build import Inputs, Land
    from ebbline.scene.facts import Facts
    from ebbline.vocabulary import State

SCHEMA = "workflow/schemas/scene.schema.json"


def add_options(parser: ArgumentParser) -> None:
    """Add what else is to be told of."""
    asked = parser.add_argument_group("days besides those of the case")
    asked.add_argument("--on", metavar="DAY", help="tell of this day as well")
    asked.add_argument(
        "--change", nargs=2, metavar=("FROM", "TO"), help="compare these two days as well"
    )
    asked.add_argument(
        "--only", metavar="NAME", help="a figure's name: of a day or change_<from>_<to>, as well"
    )
    asked.add_argument(
        "--write-schema", action="store_true", help="write the JSON schema anew (for developers)"
    )


def run(config: Config, paths: Paths, options: Namespace) -> None:
    """Read the tables, decide, write ``scene.json``."""
    from ebbline.files import write_text
    from ebbline.language import of_case
    from ebbline.layout import workflow_home
    from ebbline.scene.build import build_scene
    from ebbline.scene.record import scene_text

    if options.write_schema:
        write_text(workflow_home() / SCHEMA, schema_text())
        return
    days, pairs = asked_of(options)
    languages = {code: of_case(code, config) for code in languages_of(config)}
    inputs = read_inputs(config, paths, languages, days=days, pairs=pairs)
    write_text(paths["scene"], scene_text(build_scene(config, inputs, languages)))


def schema_text() -> str:
    """Return the JSON schema of ``scene.json`` as text."""
    from ebbline.scene.record import schema

    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def languages_of(config: Config) -> tuple[str, ...]:
    """Return the languages of figures and web map, those of the figures first."""
    return tuple(dict.fromkeys((*config.figures.languages, *config.webmap.languages)))


def asked_of(options: Namespace) -> tuple[list[date], list[tuple[date, date]]]:
    """Return the days and pairs of days that were asked for.

    Raises
    ------
    UserError
        If one is no ISO day, or a pair is not in order.
    """
    name = options.only or ""
    texts = [("--on", [options.on] if options.on else []), ("--change", options.change or [])]
    if name.startswith("change_"):
        texts.append(("--only", name.removeprefix("change_").split("_")))
    elif name[:4].isdigit():
        texts.append(("--only", [name]))
    days, pairs = [], []
    problems = Problems()
    for option, given in texts:
        found = [d for text in given if (d := _day(option, text, problems)) is not None]
        if len(given) == 2 and len(found) == 2:
            if found[0] >= found[1]:
                problems.found.append(
                    Problem(option, "FROM is not before TO", "two days in order", "exchange them")
                )
            pairs.append((found[0], found[1]))
        else:
            days += found
    problems.raise_any()
    return days, pairs


def _day(option: str, text: str, problems: Problems) -> date | None:
    from ebbline.tables import CellError, parse_day

    try:
        return parse_day(text)
    except CellError as error:
        problems.found.append(Problem(option, error.found, error.allowed, error.do))
        return None


def read_inputs(
    config: Config,
    paths: Paths,
    languages: Iterable[str],
    *,
    days: Sequence[date] = (),
    pairs: Sequence[tuple[date, date]] = (),
) -> Inputs:
    """Return everything that the scene is made from.

    Raises
    ------
    UserError
        With every mistake of a table or of the case's own story; if a view shall name a place that
        is in none of them.
    """
    from ebbline.basemap import name_in, read_layer
    from ebbline.config.story import read_story
    from ebbline.scene.build import Inputs
    from ebbline.timeline import is_day_of_build, production_day

    facts = read_facts(config, paths)
    known = tuple(languages)
    rows = [
        row
        for name in ("land", "divisions")
        for row in read_layer(paths["basemap"], name).itertuples()
    ]
    return Inputs(
        facts=facts,
        made=production_day(facts.sources.values()),
        built=is_day_of_build(),
        land=read_land(paths["holdings"]),
        names=read_names(paths, facts, known),
        rivers=read_layer(paths["basemap"], "rivers", about=config.study_area.bbox),
        regions={str(row.name): {code: name_in(row, code) for code in known} for row in rows},
        asked_days=days,
        asked_pairs=pairs,
        story=read_story(paths["story"], config),
    )


def read_facts(config: Config, paths: Paths) -> Facts:
    """Return the tables of a case; see :func:`read_inputs`."""
    from ebbline import tables
    from ebbline.case import read_case, view_places
    from ebbline.scene.facts import Facts

    case = read_case(config, paths)
    places = {p.place_id: p for p in case.places}
    places |= {p.place_id: p for p in tables.places_from_geojson(paths["places"])}
    view_places(config, places)
    return Facts(
        sources=case.sources,
        claims={c.claim_id: c for c in case.claims},
        places=places,
        events={e.event_id: e for e in tables.EVENTS.read(paths["events"])},
        states=tuple(tables.STATES.read(paths["states"])),
        settlement_states=tuple(tables.SETTLEMENT_STATES.read(paths["settlement_states"])),
        areas=tuple(tables.AREAS.read(paths["areas"])),
        checks=tuple(tables.CHECKS.read(paths["checks"])),
        resolutions=tuple(tables.GEOCODING.read(paths["geocoding"])),
        predictions=tuple(tables.PREDICTIONS.read(paths["predictions"])),
        influence=tuple(tables.INFLUENCE.read(paths["influence"])),
        as_known=tuple(tables.STATES.read(paths["as_known"])),
        previous=_previous(config, paths["previous_states"]),
        first=config.period.first,
        last=config.period.last,
        subject=config.subject,
    )


def _previous(config: Config, path: Path) -> tuple[State, ...] | None:
    from ebbline import tables

    if config.edition is None or config.edition.previous is None:
        return None
    return tuple(tables.STATES.read(path))


def read_names(
    paths: Paths, facts: Facts, languages: Iterable[str]
) -> Mapping[str, Mapping[str, str]]:
    """Return the places' names by language and id, where they are not those of the gazetteer.

    They come from the columns ``name_<lang>`` of the gazetteer and of the case's places, and from
    the case's ``names.csv``, which goes before.

    Raises
    ------
    UserError
        If ``names.csv`` names a place or language that the case does not have.
    """
    from ebbline import tables

    known = tuple(languages)
    found: dict[str, dict[str, str]] = {code: {} for code in known}
    for code in known:
        column = f"name_{code}"
        named = ((p.place_id, getattr(p, column, "")) for p in facts.places.values())
        found[code] |= {place_id: name for place_id, name in named if name}
        for source in ("gazetteer", "case_places"):
            if paths[source].exists():
                found[code] |= tables.read_column(paths[source], "place_id", column)
    if not paths["display_names"].exists():
        return found
    problems = Problems()
    for row, own in tables.DISPLAY_NAMES.read_rows(paths["display_names"]):
        if own.place_id not in facts.places:
            problems.add(
                paths["display_names"],
                row,
                f"place_id: {shown(own.place_id)} is no place of the case",
                allowed="a place_id of the gazetteer or of the case's places",
                do="look it up with 'ebbline resolve NAME'",
            )
        if own.lang in found:
            found[own.lang][own.place_id] = own.name
    problems.raise_any()
    return found


def read_land(path: Path) -> list[Land]:
    """Return the classes of land in ``holdings.gpkg`` with their days, without the geometry.

    Raises
    ------
    UserError
        If the file cannot be read.
    """
    from ebbline.geopackage import read_attributes
    from ebbline.scene.build import Land
    from ebbline.vocabulary import Convention

    rows = [row for row in read_attributes(path) if row["layer"] in set(Convention)]
    found: dict[Land, None] = {}
    for row in rows:
        piece = Land(
            holder=str(row["holder"]),
            rival=_text(row.get("rival")),
            evidence=str(row["evidence"]),
            convention=str(row["layer"]),
            contested=bool(int(row["contested"])),
            certainty=str(row["certainty"]),
            first=_as_day(row["valid_from"]) or date.min,
            last=_as_day(row["valid_to"]),
        )
        found.setdefault(piece)
    return list(found)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _as_day(value: Any) -> date | None:
    text = str(value)[:10]
    return date.fromisoformat(text) if text[:4].isdigit() else None


STAGE = Stage(
    summary="everything that maps and pages say and mark, decided once",
    inputs=(
        *("sources", "claims", "aliases", "case_places", "display_names", "gazetteer"),
        *("geocoding", "places", "events", "states", "settlement_states", "holdings", "areas"),
        *("as_known", "checks", "predictions", "influence", "basemap", "story"),
        "previous_states",
    ),
    outputs=("scene",),
    run=run,
    add_options=add_options,
)
