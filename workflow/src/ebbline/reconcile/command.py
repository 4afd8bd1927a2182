"""Turn claims into events and states: who held what from when to when, how sure, by whom.

Every decision follows from the rules in docs/history.md; 'ebbline explain PLACE' tells which rule
joined or rejected which claim, and why.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable

from ebbline import tables
from ebbline.command import Paths, Stage
from ebbline.config import Config
from ebbline.files import writing
from ebbline.reconcile.engine import History, reconcile
from ebbline.reconcile.matter import INPUTS, read_matter
from ebbline.vocabulary import Event, State

_MANY_CLAIMS = 10_000


def run(config: Config, paths: Paths, options: Namespace) -> None:
    """Reconcile the case and write ``events`` and ``states``."""
    del options
    matter = read_matter(config, paths)
    histories = reconcile(
        matter.claims,
        sources=matter.sources,
        places=matter.places,
        place_ids=matter.place_ids,
        terms=matter.terms,
    )
    events: list[Event] = []
    states: list[State] = []
    for history in _shown(histories, claims=len(matter.claims)):
        events.extend(history.events)
        states.extend(history.states)
    with writing(paths["events"], paths["states"]) as (events_draft, states_draft):
        tables.EVENTS.write(events_draft, events)
        tables.STATES.write(states_draft, states)


def _shown(histories: Iterable[History], *, claims: int) -> Iterable[History]:
    """Count places on a terminal where it takes longer than two seconds."""
    if claims < _MANY_CLAIMS:
        return histories
    from tqdm import tqdm

    return tqdm(histories, desc="reconcile", unit=" places", delay=2, disable=None, leave=False)


STAGE = Stage(
    summary="claims become events and states",
    inputs=INPUTS,
    outputs=("events", "states"),
    run=run,
)
