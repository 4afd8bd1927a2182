"""From states of places to territory through time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ebbline.config import Config
from ebbline.territory.calibration import hit_rates, likelihoods, span_lengths, trials
from ebbline.territory.chance import Chances
from ebbline.territory.checks import compare
from ebbline.territory.course import NOBODY, Course, follow, span_starts, states_by_span
from ebbline.territory.cover import Cover, make_cover
from ebbline.territory.following import Following, learn_following
from ebbline.territory.holdings import Holding, holdings_through_time
from ebbline.territory.intervals import Resampling, Thousandths, make_draws, spread
from ebbline.territory.land import Land
from ebbline.territory.outlines import Outlines
from ebbline.territory.places import Network, make_network
from ebbline.territory.sampling import Sampler
from ebbline.territory.shares import Spokesmen, patch_standings
from ebbline.territory.spells import patch_rows, settlement_rows
from ebbline.territory.sums import DaySums, Ledger, area_rows
from ebbline.vocabulary import (
    Area,
    BarrierTrial,
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
class Model:
    """The pieces of one run: ``states`` are those of known places and holders, in order."""

    states: Sequence[State]
    holders: tuple[str, ...]
    network: Network
    starts: tuple[date, ...]
    table: NDArray[np.int32]
    reported: NDArray[np.int64]
    following: Following
    cover: Cover
    ledger: Ledger


@dataclass(frozen=True)
class ThroughTime:
    """Who held each place and patch in each span of days; ``standing`` is that of the patches."""

    model: Model
    course: Course
    standing: NDArray[np.int32]

    def spans(self, days: Sequence[date]) -> NDArray[np.int64]:
        """Return the span that each of ``days`` lies in."""
        starts = [d.toordinal() for d in self.model.starts]
        return np.searchsorted(starts, [d.toordinal() for d in days], "right") - 1


@dataclass
class Territory:
    """Everything that the stage writes.

    ``holdings`` are made as they are asked for, once. ``areas`` and ``checks`` are made when they
    are first asked for; if there are several cores, others prepare them until then.
    """

    through: ThroughTime
    days: Sequence[date]
    sampler: Sampler | None
    inputs: Inputs
    config: Config
    holdings: Iterator[Holding]
    calibration: list[HitRate]

    @property
    def settlement_states(self) -> list[SettlementState]:
        """Who held each settlement when."""
        course = self.through.course
        likelihood = likelihoods(course.cost_km, self.calibration)
        return settlement_rows(course, self.through.model.network, likelihood)

    @property
    def patch_states(self) -> list[PatchState]:
        """Who held each patch when."""
        return patch_rows(self.through.standing, self.through.course, self.inputs.land.ids)

    @property
    def barriers(self) -> tuple[BarrierTrial, ...]:
        """How often barriers count, and how well that predicts the reported places."""
        return self.through.model.following.trials

    @cached_property
    def areas(self) -> list[Area]:
        """The areas of the days, with their intervals."""
        draws = self.sampler.sums() if self.sampler else None
        sums = _sums(self.days, self.through, draws, self.inputs.places)
        return list(area_rows(list(sums), self.through.model.ledger))

    @cached_property
    def checks(self) -> list[Check]:
        """The model beside published figures."""
        return compare(self.inputs.published, self.areas, self.config, self.inputs.region_km2)

    def close(self) -> None:
        """Stop what other processes still prepare."""
        if self.sampler:
            self.sampler.close()


def held_through_time(inputs: Inputs, config: Config) -> ThroughTime:
    """Return who held what in each span of days: look-ups only, no geometry."""
    return _through_time(_model(inputs, config))


def _through_time(model: Model) -> ThroughTime:
    follower = model.following.follower
    course = follow(model.states, model.table, model.starts, model.holders, follower.of)
    spokesmen = Spokesmen(follower.of, len(model.holders))
    standing = patch_standings(model.cover, course, model.reported, spokesmen)
    return ThroughTime(model, course, standing)


def build_territory(
    inputs: Inputs, config: Config, *, days: Sequence[date] = (), cores: int = 1
) -> Territory:
    """Return who held which land when, on the change days and on ``days``."""
    outlines = Outlines.of(inputs.land.shape)
    model = _model(inputs, config, cores=cores)
    wanted = sorted({*model.starts, config.period.last, *days})
    with ExitStack() as begun:
        sampler = _sampler(model, inputs.events, wanted, config, cores)
        if sampler:
            begun.callback(sampler.close)
        through = _through_time(model)
        found = Territory(
            through=through,
            days=wanted,
            sampler=sampler,
            inputs=inputs,
            config=config,
            holdings=holdings_through_time(
                wanted,
                through.spans(wanted),
                through.standing,
                through.course.standings,
                settled=inputs.land.settled,
                outlines=outlines,
            ),
            calibration=_hit_rates(model, config),
        )
        begun.pop_all()
    return found


def _model(inputs: Inputs, config: Config, *, cores: int = 1) -> Model:
    holders = tuple(config.holders)
    states = sorted((s for s in inputs.states if s.holder), key=lambda s: (s.place_id, s.start))
    network = make_network(
        inputs.places, inputs.costs, inputs.weights, (s.place_id for s in states)
    )
    number = network.number
    states = [s for s in states if s.place_id in number]
    starts = span_starts(states, first=config.period.first, last=config.period.last)
    table = states_by_span(states, number, starts)
    holder_of = np.array([*(holders.index(s.holder) for s in states), NOBODY], dtype=np.int64)
    reported = holder_of[table]
    days = span_lengths(starts, config.period.last)
    return Model(
        states=states,
        holders=holders,
        network=network,
        starts=starts,
        table=table,
        reported=reported,
        following=learn_following(network, reported, days, config=config.territory, cores=cores),
        cover=make_cover(inputs.land.ids, inputs.weights, number),
        ledger=Ledger(inputs.land, holders),
    )


def _hit_rates(model: Model, config: Config) -> list[HitRate]:
    tried = trials(
        model.table,
        np.array([model.holders.index(s.holder) for s in model.states], dtype=np.int64),
        span_lengths(model.starts, config.period.last),
        model.following.follower,
        holders=len(model.holders),
    )
    return hit_rates(tried, config.territory.calibration_bins_km)


def _sampler(
    model: Model, events: Sequence[Event], days: Sequence[date], config: Config, cores: int
) -> Sampler | None:
    """Return what makes the draws of the intervals; ``None`` if nothing is reported."""
    if not model.states:
        return None
    draws = make_draws(
        model.states,
        {e.event_id: e for e in events},
        places=len(model.network.ids),
        draws=config.territory.draws,
        seed=config.territory.seed,
    )
    resampling = Resampling.of(
        draws,
        model.states,
        model.network.number,
        days=days,
        follower=model.following.follower,
        cover=model.cover,
        ledger=model.ledger,
        chances=Chances.over(
            model.cover,
            *model.ledger.land.middles,
            range_km=config.territory.error_range_km,
            seed=config.territory.seed,
        ),
    )
    return Sampler(resampling, cores=cores)


def _sums(
    days: Sequence[date],
    through: ThroughTime,
    draws: Thousandths | None,
    places: Sequence[Place],
) -> Iterator[DaySums]:
    """Yield the sums of each day; ``draws`` has a row for each."""
    model, course = through.model, through.course
    ledger, network = model.ledger, model.network
    by_id = {p.place_id: p for p in places}
    counted = [by_id[i] for i in network.ids]
    leaf = ledger.land.leaf_of(counted)
    people = np.array([p.population or 0 for p in counted], dtype=float) * network.follows
    holder_of = np.array(
        [*(model.holders.index(s.holder) for s in course.standings), NOBODY], dtype=np.int64
    )
    for number, (day, span) in enumerate(zip(days, through.spans(days), strict=True)):
        holder = holder_of[course.standing[span]]
        km2 = ledger.areas(holder_of[through.standing[span]])
        low, high = (None, None) if draws is None else spread(draws[number], km2)
        yield DaySums(
            day=day,
            km2=km2,
            low=low,
            high=high,
            settlements=ledger.counts(holder, leaf, network.follows.astype(float)),
            population=ledger.counts(holder, leaf, people),
        )
