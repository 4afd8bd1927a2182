"""From states of places to territory through time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebbline.config import Config
from ebbline.land.influence import all_costs
from ebbline.territory.calibration import hit_rates, likelihoods, span_lengths, trials
from ebbline.territory.checks import compare
from ebbline.territory.course import NOBODY, Course, follow, span_starts, states_by_span
from ebbline.territory.cover import Cover, make_cover, patch_standings
from ebbline.territory.holdings import Holding, holdings_through_time
from ebbline.territory.inference import FAR, Follower, candidates
from ebbline.territory.intervals import Resampling, make_draws, spread
from ebbline.territory.land import Land
from ebbline.territory.outlines import Outlines
from ebbline.territory.places import Network, make_network
from ebbline.territory.spells import patch_rows, settlement_rows
from ebbline.territory.sums import DaySums, Ledger, Sums, area_rows
from ebbline.vocabulary import (
    Area,
    Check,
    Cost,
    Event,
    HitRate,
    PatchState,
    Place,
    PublishedFigure,
    SettlementState,
    State,
    Weight,
)


@dataclass(frozen=True)
class Inputs:
    """What the stage reads. ``region_km2`` is the full size of each region, where it is known."""

    states: Sequence[State]
    events: Sequence[Event]
    places: Sequence[Place]
    costs: Sequence[Cost]
    weights: Sequence[Weight]
    land: Land
    published: Sequence[PublishedFigure]
    region_km2: Mapping[str, float]


@dataclass(frozen=True)
class Territory:
    """Everything that the stage writes; ``holdings`` are made as they are asked for, once."""

    settlement_states: list[SettlementState]
    patch_states: list[PatchState]
    holdings: Iterator[Holding]
    areas: list[Area]
    calibration: list[HitRate]
    checks: list[Check]


@dataclass(frozen=True)
class Model:
    """The pieces of one run: ``states`` are those of known places and holders, in order."""

    states: Sequence[State]
    holders: tuple[str, ...]
    network: Network
    starts: tuple[date, ...]
    table: NDArray[np.int32]
    follower: Follower
    cover: Cover
    ledger: Ledger


@dataclass(frozen=True)
class ThroughTime:
    """Who held each place and patch in each span of days; ``standing`` is that of the patches."""

    model: Model
    course: Course
    standing: NDArray[np.int32]


def held_through_time(inputs: Inputs, config: Config) -> ThroughTime:
    """Return who held what in each span of days: look-ups only, no geometry."""
    model = _model(inputs, config)
    course = follow(model.states, model.table, model.starts, model.holders, model.follower.of)
    return ThroughTime(model, course, patch_standings(model.cover, course, model.holders))


def build_territory(inputs: Inputs, config: Config, *, days: Sequence[date] = ()) -> Territory:
    """Return who held which land when, on the change days and on ``days``."""
    through = held_through_time(inputs, config)
    model, course, standing = through.model, through.course, through.standing
    outlines = Outlines.of(inputs.land.shape)
    rates = _hit_rates(model, config)
    wanted = sorted({*model.starts, config.period.last, *days})
    ordinals = [d.toordinal() for d in model.starts]
    spans = np.searchsorted(ordinals, [d.toordinal() for d in wanted], "right") - 1
    draws = _draws(model, inputs.events, wanted, config)
    sums = _sums(wanted, spans, course, standing, draws, model, inputs.places)
    areas = list(area_rows(sums, model.ledger))
    return Territory(
        settlement_states=settlement_rows(
            course, model.network, likelihoods(course.cost_km, rates)
        ),
        patch_states=patch_rows(standing, course, inputs.land.ids),
        holdings=holdings_through_time(
            wanted,
            spans,
            standing,
            course.standings,
            settled=inputs.land.settled,
            outlines=outlines,
        ),
        areas=areas,
        calibration=rates,
        checks=compare(inputs.published, areas, config, inputs.region_km2),
    )


def _model(inputs: Inputs, config: Config) -> Model:
    holders = tuple(config.holders)
    states = sorted((s for s in inputs.states if s.holder), key=lambda s: (s.place_id, s.start))
    network = make_network(
        inputs.places, inputs.costs, inputs.weights, (s.place_id for s in states)
    )
    number = network.number
    states = [s for s in states if s.place_id in number]
    starts = span_starts(states, first=config.period.first, last=config.period.last)
    table = states_by_span(states, number, starts)
    return Model(
        states=states,
        holders=holders,
        network=network,
        starts=starts,
        table=table,
        follower=_follower(network, table, config),
        cover=make_cover(inputs.land.ids, inputs.weights, number),
        ledger=Ledger(inputs.land, holders),
    )


def _follower(network: Network, table: NDArray[np.int32], config: Config) -> Follower:
    """Return what tells which known places the settlements and the known places follow."""
    reach = config.territory.inference_reach_km
    ever_known = (table != NOBODY).any(axis=0)
    sources = np.flatnonzero(ever_known)
    costs = all_costs(network.neighbours, limit_km=2 * FAR * reach, sources=sources)
    found = candidates(
        costs,
        targets=np.flatnonzero(network.follows | ever_known),
        sources=sources,
        reach_km=reach,
    )
    return Follower(found, costs[:, sources], config.territory.neighbours, reach)


def _hit_rates(model: Model, config: Config) -> list[HitRate]:
    tried = trials(
        model.table,
        np.array([model.holders.index(s.holder) for s in model.states], dtype=np.int64),
        span_lengths(model.starts, config.period.last),
        model.follower,
        holders=len(model.holders),
    )
    return hit_rates(tried, config.territory.calibration_bins_km)


def _draws(
    model: Model, events: Sequence[Event], days: Sequence[date], config: Config
) -> list[Sums]:
    """Return the sums of all draws on each of ``days``."""
    if not model.states:
        return []
    settings = config.territory
    draws = make_draws(
        model.states,
        {e.event_id: e for e in events},
        places=len(model.network.ids),
        draws=settings.draws,
        seed=settings.seed,
    )
    resampling = Resampling.of(
        draws,
        model.states,
        model.network.number,
        days=days,
        follower=model.follower,
        cover=model.cover,
        ledger=model.ledger,
    )
    sums = np.array([resampling.sums(draw) for draw in range(settings.draws)])
    return list(np.moveaxis(sums, 1, 0))


def _sums(
    days: Sequence[date],
    spans: NDArray[np.int64],
    course: Course,
    standing: NDArray[np.int32],
    draws: Sequence[Sums],
    model: Model,
    places: Sequence[Place],
) -> list[DaySums]:
    ledger, network = model.ledger, model.network
    by_id = {p.place_id: p for p in places}
    counted = [by_id[i] for i in network.ids]
    leaf = ledger.land.leaf_of(counted)
    people = np.array([p.population or 0 for p in counted], dtype=float) * network.follows
    holder_of = np.array(
        [*(model.holders.index(s.holder) for s in course.standings), NOBODY], dtype=np.int64
    )
    sums = []
    for number, (day, span) in enumerate(zip(days, spans, strict=True)):
        holder = holder_of[course.standing[span]]
        km2 = ledger.areas(holder_of[standing[span]])
        low, high = spread(draws[number], km2) if draws else (None, None)
        sums.append(
            DaySums(
                day=day,
                km2=km2,
                low=low,
                high=high,
                settlements=ledger.counts(holder, leaf, network.follows.astype(float)),
                population=ledger.counts(holder, leaf, people),
            )
        )
    return sums
