"""Turn claims into events and states: who held what from when to when, how sure, by whom.

Every decision follows from the rules in docs/history.md; 'ebbline explain PLACE' tells which rule
joined or rejected which claim, and why.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from ebbline import tables
from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.files import writing
from ebbline.reconcile.engine import ControlHistory, reconcile
from ebbline.reconcile.inputs import INPUTS, read_inputs
from ebbline.reconcile.known import as_known
from ebbline.vocabulary import Event, Place, State

Row = TypeVar("Row", Event, State)

_MANY_CLAIMS = 10_000


def run(config: Config, paths: Paths, options: Namespace) -> None:
    """Reconcile the case and write ``events``, ``states`` and ``as_known``."""
    del options
    inputs = read_inputs(config, paths)
    histories = reconcile(
        inputs.claims,
        sources=inputs.sources,
        places=inputs.places,
        place_ids=inputs.place_ids,
        terms=inputs.terms,
    )
    events: list[Event] = []
    states: list[State] = []
    for history in _shown(histories, claims=len(inputs.claims)):
        events.extend(history.events)
        states.extend(history.states)
    known = as_known(
        inputs.claims,
        sources=inputs.sources,
        places=inputs.places,
        place_ids=inputs.place_ids,
        terms=inputs.terms,
    )
    then = [state for place_id in sorted(known) for state in known[place_id]]
    written = paths["events"], paths["states"], paths["as_known"]
    with writing(*written) as (events_draft, states_draft, known_draft):
        tables.EVENTS.write(events_draft, _on_the_ground(events, inputs.places))
        tables.STATES.write(states_draft, _on_the_ground(states, inputs.places))
        tables.STATES.write(known_draft, _on_the_ground(then, inputs.places))


def _on_the_ground(rows: Iterable[Row], places: Mapping[str, Place]) -> list[Row]:
    """Return ``rows`` with point, country and division of their place, where it has them."""
    there = [(row, places[row.place_id]) for row in rows]
    return [
        replace(row, lat=p.lat, lon=p.lon, country=p.country, admin1=p.admin1) for row, p in there
    ]


def _shown(histories: Iterable[ControlHistory], *, claims: int) -> Iterable[ControlHistory]:
    """Count places on a terminal where it takes longer than two seconds."""
    if claims < _MANY_CLAIMS:
        return histories
    from tqdm import tqdm

    return tqdm(histories, desc="reconcile", unit=" places", delay=2, disable=None, leave=False)


STAGE = Stage(
    summary="claims become events and states",
    inputs=INPUTS,
    outputs=("events", "states", "as_known"),
    run=run,
)
