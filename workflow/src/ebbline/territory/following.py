"""Whom the settlements without reports follow, once it is learnt how often barriers count."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.config import TerritoryConfig
from ebbline.land.influence import all_costs
from ebbline.territory.cores import Work
from ebbline.territory.course import NOBODY
from ebbline.territory.inference import FAR, Follower, candidates
from ebbline.territory.places import Network
from ebbline.territory.strength import (
    chosen_strength,
    straight_km,
    try_strengths,
    with_strength,
)
from ebbline.vocabulary import BarrierTrial

_AT_ONCE = 250


@dataclass(frozen=True)
class Following:
    """What settlements follow, and the trials of how often barriers count."""

    follower: Follower
    trials: tuple[BarrierTrial, ...]


def learn_following(
    network: Network,
    reported: NDArray[np.int64],
    days: NDArray[np.int64],
    *,
    config: TerritoryConfig,
    cores: int = 1,
) -> Following:
    """Return what the settlements and the reported places follow.

    ``reported`` has the holder's number of each place in each span of ``days``, ``NOBODY`` where
    there is no report.
    """
    ever = (reported != NOBODY).any(axis=0)
    sources = np.flatnonzero(ever)
    limit = 2 * FAR * config.inference_reach_km
    searching = Work(
        partial(_costs_from, neighbours=network.neighbours, limit_km=limit),
        np.array_split(sources, len(sources) // _AT_ONCE + 1),
        cores=cores,
    )
    straight = straight_km(network.lon, network.lat, sources)
    costs = np.concatenate([found for _, found in sorted(searching.results())])
    trials = try_strengths(
        costs[:, sources],
        straight[:, sources],
        reported[:, sources],
        days,
        strengths=config.barrier_strengths,
        count=config.neighbours,
        sharpness=config.sharpness,
        limit_km=limit,
        cores=cores,
    )
    costs = with_strength(costs, straight, chosen_strength(trials), limit_km=limit)
    may_follow = candidates(
        costs,
        targets=np.flatnonzero(network.follows | ever),
        sources=sources,
        reach_km=config.inference_reach_km,
    )
    follower = Follower(
        may_follow,
        costs[:, sources],
        config.neighbours,
        config.inference_reach_km,
        config.sharpness,
    )
    return Following(follower, tuple(trials))


def _costs_from(
    sources: NDArray[np.int64], *, neighbours: Any, limit_km: float
) -> NDArray[np.float32]:
    return all_costs(neighbours, limit_km=limit_km, sources=sources)
