"""From states of places to territory through time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebbline.config import Config
from ebbline.land.influence import all_costs
from ebbline.territory.checks import compare
from ebbline.territory.course import NOBODY, Course, follow, span_starts, states_by_span
from ebbline.territory.cover import make_cover, patch_standings
from ebbline.territory.holdings import Holding, Unions, holdings_of
from ebbline.territory.inference import FAR, Follower, candidates
from ebbline.territory.land import Land
from ebbline.territory.places import Network, make_network
from ebbline.territory.spells import patch_rows, settlement_rows
from ebbline.territory.sums import DaySums, Ledger, area_rows
from ebbline.vocabulary import (
    Area,
    Check,
    Cost,
    PatchState,
    Place,
    PublishedFigure,
    SettlementState,
    State,
    Weight,
)


@dataclass(frozen=True)
class Territory:
    """Everything that the stage writes."""

    settlement_states: list[SettlementState]
    patch_states: list[PatchState]
    holdings: list[Holding]
    areas: list[Area]
    checks: list[Check]


def build_territory(
    *,
    states: Sequence[State],
    places: Sequence[Place],
    costs: Sequence[Cost],
    weights: Sequence[Weight],
    land: Land,
    published: Sequence[PublishedFigure],
    config: Config,
    days: Sequence[date] = (),
) -> Territory:
    """Return who held which land when, on the change days and on ``days``."""
    holders = tuple(config.holders)
    network = make_network(places, costs, weights, (s.place_id for s in states))
    starts = span_starts(states, first=config.period.first, last=config.period.last)
    table = states_by_span(states, network.number, starts)
    far = 2 * FAR * config.territory.inference_reach_km
    between = np.minimum(all_costs(network.neighbours, limit_km=far), np.float32(far))
    follower = _follower(network, between, table, config)
    course = follow(states, table, starts, holders, follower.of)
    cover = make_cover(land.ids, weights, network.number)
    standing = patch_standings(cover, course, holders)
    ledger = Ledger(land, holders)
    wanted = sorted({*starts, config.period.last, *days})
    span_of = (
        np.searchsorted([d.toordinal() for d in starts], [d.toordinal() for d in wanted], "right")
        - 1
    )
    sums = _sums(wanted, span_of, course, standing, ledger, places, network)
    unions = Unions(land)
    areas = list(area_rows(sums, ledger))
    likelihood = np.full(course.standing.shape, np.nan)
    return Territory(
        settlement_states=settlement_rows(course, network, likelihood),
        patch_states=patch_rows(standing, course, land.ids),
        holdings=[
            holding
            for day, span in zip(wanted, span_of, strict=True)
            for holding in holdings_of(day, standing[span], course.standings, unions)
        ],
        areas=areas,
        checks=compare(published, areas, config),
    )


def _follower(
    network: Network, between: NDArray[np.float32], table: NDArray[np.int32], config: Config
) -> Follower:
    """Return what tells which known places the settlements and the known places follow."""
    reach = config.territory.inference_reach_km
    ever_known = (table != NOBODY).any(axis=0)
    return Follower(
        candidates(
            between,
            targets=np.flatnonzero(network.follows | ever_known),
            sources=np.flatnonzero(ever_known),
            reach_km=reach,
        ),
        between,
        config.territory.neighbours,
        reach,
    )


def _sums(
    days: Sequence[date],
    span_of: NDArray[np.int64],
    course: Course,
    standing: NDArray[np.int32],
    ledger: Ledger,
    places: Sequence[Place],
    network: Network,
) -> list[DaySums]:
    by_id = {p.place_id: p for p in places}
    counted = [by_id[i] for i in network.ids]
    leaf = ledger.land.leaf_of(counted)
    people = np.array([p.population or 0 for p in counted], dtype=float) * network.follows
    ones = network.follows.astype(float)
    holder_of = np.array(
        [*(ledger.holders.index(s.holder) for s in course.standings), NOBODY], dtype=np.int64
    )
    sums = []
    for day, span in zip(days, span_of, strict=True):
        holder = holder_of[course.standing[span]]
        sums.append(
            DaySums(
                day=day,
                km2=ledger.areas(holder_of[standing[span]]),
                low=None,
                high=None,
                settlements=ledger.counts(holder, leaf, ones),
                population=ledger.counts(holder, leaf, people),
            )
        )
    return sums
