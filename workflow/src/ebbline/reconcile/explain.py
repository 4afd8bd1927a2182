"""Tell why a place's history is as it is.

Prints who held the place when, the events, and for each claim in order the rules that joined or
rejected it and why, with its source. What is printed is what the rules noted down while they
decided. The place may be given by its id, its name, or any spelling that the claims or the
gazetteer use.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from ebbline import tables
from ebbline.command import Paths, add_case_option, add_home_option
from ebbline.config import Config, read_config
from ebbline.errors import Problem, UserError, shown
from ebbline.gazetteer import read_places
from ebbline.layout import Layout
from ebbline.reconcile.engine import (
    RULES,
    AdvanceTracker,
    ControlHistory,
    Neighbourhood,
    history_of,
)
from ebbline.reconcile.explanation import explanation, in_hands_of, in_text, plain, printable
from ebbline.reconcile.inferred import by_the_field, called, followed, land_at, lines, nearest
from ebbline.reconcile.inputs import INPUTS, Inputs, read_inputs
from ebbline.spelling import fold
from ebbline.tables import CellError, parse_day
from ebbline.timeline import covers
from ebbline.vocabulary import Place

Row = TypeVar("Row")


def add_arguments(parser: ArgumentParser) -> None:
    """Add what is asked, the configuration and the files."""
    parser.add_argument(
        "place", metavar="PLACE", nargs="?", help="place id or name, such as 'Albu Kamal'"
    )
    parser.add_argument(
        "--at", type=_point, metavar="LAT,LON", help="the settlement nearest to a point instead"
    )
    parser.add_argument(
        "--on", type=_day, metavar="DAY", help="only what bears on this day (YYYY-MM-DD)"
    )
    parser.add_argument("--json", action="store_true", help="as JSON, for machines")
    add_case_option(parser, told="configuration of the case, or run_config.yaml of its results")
    add_home_option(parser)
    files = parser.add_argument_group("files it reads (defaults from the configuration)")
    for name in INPUTS:
        files.add_argument(f"--{name}", type=Path, metavar="PATH")


def execute(options: Namespace) -> None:
    """Read the configuration and the case, and print the explanation of the place asked for."""
    config = read_config(options.config)
    layout = Layout(config, options.home)
    paths = Paths({name: getattr(options, name) or layout.path(name) for name in INPUTS})
    inputs = read_inputs(config, paths)
    known = [p for _, _, p in read_places(layout.path("gazetteer"), layout.path("case_places"))]
    known += [p for i, p in inputs.places.items() if i not in {k.place_id for k in known}]
    asked, said = options.place, []
    names = inputs.terms.names
    if options.at:
        near, far = nearest(known, *options.at)
        asked = near.place_id
        sys.stderr.write(f"nearest settlement: {near.name}, {far:.1f} km away\n")
        said = land_at(layout.path("holdings"), *options.at, names=names, on=options.on)
    elif asked is None:
        raise UserError(Problem("PLACE", "nothing is asked", "a place, or --at LAT,LON"))
    try:
        place = find_place(inputs, asked, config=config)
    except UserError:
        found, states = called(known, asked), layout.path("settlement_states")
        if len(found) != 1 or not states.exists():
            raise
        place = found[0]
    told = explained(inputs, place, on=options.on)
    if told is None:
        rows = followed(place, tables.SETTLEMENT_STATES.read(states), on=options.on)
        via = [inputs.places[i] for i in dict.fromkeys(r.via_place_id for r in rows) if i]
        if options.json:
            follows = [explained(inputs, p, on=options.on) for p in via]
            told = {"place_id": place.place_id, "place": place.name, "on": plain(options.on)}
            told |= {"inferred": [plain(r) for r in rows], "follows": follows}
        said += lines(place, rows, places=inputs.places, names=names, on=options.on)
        theirs = [e for p in via if options.on and (e := explained(inputs, p, on=options.on))]
        text = "\n".join(in_text(told_of_it, names=names) for told_of_it in theirs)
    else:
        text = in_text(told, names=names)
        if options.on:
            said += _what_would_change(place, inputs, options.on)
    said += by_the_field(
        place,
        _read_if_there(tables.PREDICTIONS, layout.path("predictions")),
        _read_if_there(tables.INFLUENCE, layout.path("influence")),
        names=names,
    )
    if options.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=True, indent=1) + "\n")
        return
    own = "".join(f"{printable(line)}\n" for line in said)
    follows_own = "intervals" in (told or {})
    sys.stdout.write(f"{text}\n{own}" if follows_own else f"{own}\n{text}")


def explained(inputs: Inputs, place: Place, *, on: date | None) -> dict[str, Any] | None:
    """Return :func:`explanation` of a place; ``None`` if no claim names it."""
    history = history_in(inputs, place, without="")
    if history is None:
        return None
    claims = dict.fromkeys(s.statement.claim for s in history.trail)
    return explanation(
        history,
        tuple(claims),
        sources=inputs.sources,
        rules=RULES,
        stale_after_days=inputs.terms.stale_after_days,
        on=on,
    )


def history_in(inputs: Inputs, place: Place, *, without: str = "") -> ControlHistory | None:
    """Return the history of a place in its case, as if nobody had made the claim ``without``."""
    claims = [c for c in inputs.claims if c.claim_id != without]
    about = Neighbourhood({**inputs.places, place.place_id: place}).of(place.place_id)
    return history_of(
        place.place_id,
        [c for c in claims if inputs.place_ids[c.place] in about],
        sources=inputs.sources,
        about=about,
        place_ids=inputs.place_ids,
        terms=inputs.terms,
        advances=AdvanceTracker(inputs.sources, inputs.place_ids).add(claims),
    )


def _read_if_there(table: tables.Table[Row], path: Path) -> list[Row]:
    return table.read(path) if path.exists() else []


def _what_would_change(place: Place, inputs: Inputs, on: date) -> list[str]:
    """Return which single claims decide the day: how it would be without each."""

    def who(history: ControlHistory | None) -> str:
        state = next((s for s in history.states if covers(s, on)), None) if history else None
        if state is None:
            return "unknown"
        return f"{in_hands_of(plain(state), inputs.terms.names)}, {state.certainty}"

    full = history_in(inputs, place)
    now, decide = who(full), []
    for claim in dict.fromkeys(s.statement.claim for s in (full.trail if full else ())):
        told = who(history_in(inputs, place, without=claim.claim_id))
        if told != now:
            decide.append(f"  without {claim.claim_id}: {told}")
    return ["", "WHAT WOULD CHANGE IT", *(decide or ["  no single claim decides this day"])]


def _point(text: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise ArgumentTypeError("two numbers such as 34.45,40.92 (WGS 84 degrees)") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ArgumentTypeError("latitude -90 to 90, longitude -180 to 180")
    return lat, lon


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except CellError as error:
        raise ArgumentTypeError(f"{error.found}; allowed: {error.allowed}") from None


def find_place(inputs: Inputs, asked: str, *, config: Config) -> Place:
    """Return the place that ``asked`` means among those that the claims name.

    Raises
    ------
    UserError
        If it is none of them, or several; with the nearest spellings.
    """
    spelled = _spellings(inputs)
    found = (spelled.get(asked) or spelled.get(fold(asked))) if fold(asked) else None
    if found and len(found) == 1:
        return inputs.places[next(iter(found))]
    where = f"place {shown(asked)}"
    if found:
        raise UserError(
            Problem(where, "means several places", ", ".join(sorted(found)), "give the place id")
        )
    near = get_close_matches(fold(asked), [s for s in spelled if s], n=3, cutoff=0.6)
    ids = sorted({i for spelling in near for i in spelled[spelling]})
    raise UserError(
        Problem(
            where,
            f"no claim of the collections {', '.join(config.collections)} names it",
            f"did you mean {', '.join(ids)}?" if ids else "a place id or name of states.csv",
            "a place that no claim names is unknown",
        )
    )


def _spellings(inputs: Inputs) -> Mapping[str, set[str]]:
    """Return the place ids of each id and folded spelling in use."""
    spelled: dict[str, set[str]] = {}
    named = {inputs.place_ids[c.place] for c in inputs.claims}
    for place_id in named:
        place = inputs.places[place_id]
        spelled.setdefault(place_id, set()).add(place_id)
        for name in (place.name, place.name_ar, *place.aliases):
            spelled.setdefault(fold(name), set()).add(place_id)
    for name in {c.place for c in inputs.claims}:
        spelled.setdefault(fold(name), set()).add(inputs.place_ids[name])
    for place_id in named:
        spelled[place_id] = {place_id}
        spelled[fold(inputs.places[place_id].name)] = {place_id}
    return spelled
