"""Turn claims into events and states: who held what from when to when, how sure, by whom.

Every decision follows from the rules in docs/history.md; 'ebbline explain PLACE' tells which rule
joined or rejected which claim, and why.
"""

from __future__ import annotations

from argparse import Namespace

from ebbline import tables
from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.files import writing
from ebbline.reconcile.engine import reconcile
from ebbline.reconcile.matter import INPUTS, read_matter
from ebbline.vocabulary import Event, State


def run(config: Config, paths: Paths, options: Namespace) -> None:
    """Reconcile the case and write ``events`` and ``states``."""
    del options
    matter = read_matter(config, paths)
    events: list[Event] = []
    states: list[State] = []
    for history in reconcile(
        matter.claims,
        sources=matter.sources,
        places=matter.places,
        place_ids=matter.place_ids,
        terms=matter.terms,
    ):
        events.extend(history.events)
        states.extend(history.states)
    with writing(paths["events"], paths["states"]) as (events_draft, states_draft):
        tables.EVENTS.write(events_draft, events)
        tables.STATES.write(states_draft, states)


STAGE = Stage(
    summary="claims become events and states",
    inputs=INPUTS,
    outputs=("events", "states"),
    run=run,
)
