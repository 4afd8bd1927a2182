"""The field of a case over its ground: how likely each holder is in each cell on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.land.field import (
    MARK,
    SITE,
    TOWN,
    Conditioned,
    Conditioner,
    Covariances,
    Places,
    barrier_covariance,
    mended,
    probability,
)
from ebbline.land.grid import Floats, Integers
from ebbline.land.ground import Ground
from ebbline.land.mesh import NONE
from ebbline.territory.evidence import Believed, Told, Weighing
from ebbline.vocabulary import PlaceKind

_NEAR_KM = 12.0
_LEADERS = 64
SITES = (PlaceKind.FACILITY, PlaceKind.CROSSING)


@dataclass(frozen=True)
class Nearby:
    """The cells around each place on its own bank: numbers of both, and how far apart (km)."""

    cell: Integers
    place: Integers
    away: Floats


@dataclass(frozen=True)
class Surfaces:
    """A ground with the covariances of all places that are ever reported, and of all marks.

    Marks are points of land that something is said of on some days; they come behind the places
    ``numbers`` of the ground, and take part on days on which they speak and on no other.
    """

    ground: Ground
    numbers: Integers
    reach_km: float
    own: Covariances
    nodes: Covariances
    between: Any
    close: tuple[Any, Any]
    nearby: Nearby
    latest: dict[bytes, Surface] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        ground: Ground,
        numbers: Integers,
        kinds: Sequence[PlaceKind],
        *,
        reach_km: float,
        marks: Floats | None = None,
    ) -> Surfaces:
        """Return the surfaces for the places ``numbers`` of the ground, which are of ``kinds``.

        ``marks`` are x and y (km) of what is said of land between them.

        Land is unknown where the kriging variance is greater than at ``reach_km`` from a lone
        report.
        """
        from scipy.sparse import coo_array

        mesh_grid = ground.mesh.grid
        marks = np.zeros((0, 2)) if marks is None else marks
        reach = tuple(SITE if kind in SITES else TOWN for kind in kinds) + (MARK,) * len(marks)
        places = Places(
            np.concatenate([ground.x[numbers], marks[:, 0]]),
            np.concatenate([ground.y[numbers], marks[:, 1]]),
            np.concatenate([ground.place_node[numbers], mesh_grid.cell_at(*marks.T)]),
            reach,
        )
        used, column = np.unique(places.node, return_inverse=True)
        change = barrier_covariance(ground.mesh, used)
        own = places.covariances(places.x, places.y, change[places.node][:, column], itself=True)
        x, y = mesh_grid.centres(ground.nodes)
        nodes = places.covariances(x, y, change[ground.nodes][:, column])
        count, corners = ground.node.shape
        row = np.repeat(np.arange(count), corners)
        entries = (ground.part.ravel(), (row, ground.node.ravel()))
        between = coo_array(entries, shape=(count, len(ground.nodes))).tocsr()
        nearby, close = _close(ground, places, ground.place_cell[numbers], x, y)
        return cls(ground, numbers, reach_km, own, nodes, between, close, nearby)

    @cached_property
    def plain(self) -> Surface:
        """The surface of a day on which no mark speaks."""
        return self._among(np.arange(len(self.numbers)))

    def on(self, told: Told) -> tuple[Surface, Told]:
        """Return the surface of the points that speak on a day, and what is told of these."""
        speaking = told.state >= 0
        speaking[: len(self.numbers)] = True
        points = np.flatnonzero(speaking)
        if len(points) == len(self.numbers):
            return self.plain, told.of(points)
        key = points.tobytes()
        if key not in self.latest:
            self.latest.clear()
            self.latest[key] = self._among(points)
        return self.latest[key], told.of(points)

    def _among(self, points: Integers) -> Surface:
        every = len(points) == len(self.own.walled)
        columns = slice(None) if every else points
        own = Covariances(*(v[np.ix_(points, points)] for v in (self.own.linear, self.own.walled)))
        nodes = Covariances(self.nodes.linear[:, columns], self.nodes.walled[:, columns])
        own, nodes = mended(own, nodes)
        conditioner = Conditioner.of(own)
        doubt = _variance_at(self.reach_km)
        variance = conditioner.variance(nodes, TOWN.weight_km)
        return Surface(
            ground=self.ground,
            numbers=self.numbers,
            conditioner=conditioner,
            weighing=Weighing.of(conditioner, doubt_km=doubt),
            nodes=nodes,
            between=self.between,
            close=(self.close[0][:, columns], self.close[1][:, columns]),
            nearby=self.nearby,
            clear=(doubt / (doubt + self.between @ variance)).astype(np.float32),
            clear_nodes=(doubt / (doubt + variance)).astype(np.float32),
            variance=variance.astype(np.float32),
        )


@dataclass(frozen=True)
class Surface:
    """The field of the points that may speak on a day: the places, and marks behind them.

    ``numbers`` are the places in the ground, in order; ``clear`` and ``clear_nodes`` are how much
    is known at each cell and node when all points speak (0 to 1); ``close`` corrects near the
    points what the mesh is too coarse for, for the linear covariance and the one with barriers
    (cells x points).
    """

    ground: Ground
    numbers: Integers
    conditioner: Conditioner
    weighing: Weighing
    nodes: Covariances
    between: Any
    close: tuple[Any, Any]
    nearby: Nearby
    clear: NDArray[np.float32]
    clear_nodes: NDArray[np.float32]
    variance: NDArray[np.float32]

    def given(
        self, believed: Believed, after: tuple[Conditioned, Floats] | None = None
    ) -> tuple[Conditioned, Floats]:
        """Return the field given what is believed, and the coefficients of how much is known.

        ``after`` is a field of this surface to begin with, that of the day before.
        """
        size = len(believed.known)
        solved = self.conditioner.inverse_walled[:, :size] @ believed.known
        return self.conditioner.given(believed.share, after[0] if after else None), solved

    def on_nodes(self, field: tuple[Conditioned, Floats]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return probability (nodes x holders) and how much is known (nodes)."""
        return probability(field[0].at(self.nodes)), (
            np.clip(self._known(field[1]), 0, 1) * self.clear_nodes
        )

    def _known(self, solved: Floats) -> NDArray[Any]:
        known: NDArray[Any] = self.nodes.walled @ solved[:-1].astype(np.float32)
        return known + np.float32(solved[-1])

    def on_cells(self, field: tuple[Conditioned, Floats]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return probability (cells x holders) and how much is known (cells)."""
        conditioned, solved = field
        holders = conditioned.latent.shape[1]
        every = np.hstack([*conditioned.at(self.nodes), self._known(solved)[:, None]])
        every = self.between @ every
        every[:, :holders] += self.close[0] @ conditioned.linear[0].astype(np.float32)
        short = np.hstack([conditioned.walled[0], conditioned.logit[0]]).astype(np.float32)
        every[:, holders:-1] += self.close[1] @ short
        linear, walled, logit = np.split(every[:, :-1], 3, axis=1)
        return probability((linear, walled, logit)), (np.clip(every[:, -1], 0, 1) * self.clear)

    def followed(self, there: Integers, holder: Integers, said: Integers) -> Integers:
        """Return the reported place that each place ``there`` of the ground follows most.

        It is told to be the same ``holder``'s (``said`` has that of each reported place); ``NONE``
        if none of the 64 with the greatest kriging weights there is.
        """
        order, positive = self._leaders
        fits = (said[order[there]] == holder[:, None]) & positive[there]
        first = order[there, fits.argmax(axis=1)]
        found: Integers = np.where(fits.any(axis=1), self.numbers[first], NONE)
        return found

    @cached_property
    def _leaders(self) -> tuple[Integers, NDArray[np.bool_]]:
        """The reported places that count most at each place, by weight, and if it is above 0."""
        ground, size = self.ground, len(self.conditioner.inverse_walled) - 1
        there = np.flatnonzero(ground.place_cell != NONE)
        cells = self.between[ground.place_cell[there]]
        covariance = cells @ self.nodes.walled + self.close[1][ground.place_cell[there]]
        inverse = self.conditioner.inverse_walled.astype(np.float32)
        weights = (covariance @ inverse[:size, :size] + inverse[size, :size])[
            :, : len(self.numbers)
        ]
        best = np.argsort(-weights, axis=1, kind="stable")[:, :_LEADERS]
        order = np.zeros((len(ground.place_ids), best.shape[1]), dtype=np.int64)
        positive = np.zeros(order.shape, dtype=bool)
        order[there], positive[there] = best, np.take_along_axis(weights, best, axis=1) > 0
        return order, positive


def _close(
    ground: Ground, places: Places, home: Integers, x: Floats, y: Floats
) -> tuple[Nearby, tuple[Any, Any]]:
    """Return the cells near each place, and what interpolation from the nodes misses there."""
    from scipy.sparse import coo_array
    from scipy.spatial import cKDTree

    centres = np.stack(ground.grid.centres(ground.grid.cells), axis=1)
    found = cKDTree(centres).query_ball_point(np.column_stack([places.x, places.y]), _NEAR_KM)
    place = np.repeat(np.arange(len(found)), [len(f) for f in found])
    cell = np.concatenate([np.zeros(0, dtype=np.int64), *[np.sort(f) for f in found]]).astype(
        np.int64
    )
    away = np.hypot(centres[cell, 0] - places.x[place], centres[cell, 1] - places.y[place])
    node, part = ground.node[cell], ground.part[cell]
    coarse = np.hypot(x[node] - places.x[place][:, None], y[node] - places.y[place][:, None])
    weight = np.array([r.weight_km for r in places.reach])[place]
    km = np.array([r.km for r in places.reach])[place]
    linear = (part * coarse).sum(axis=1) - away
    short = np.exp(-away / km) - (part * np.exp(-coarse / km[:, None])).sum(axis=1)
    # The correction fades out towards the rim, so that no circle shows.
    fade = np.clip((_NEAR_KM - away) / 3, 0, 1)
    shape = (len(centres), len(places.x))
    matrices = [
        coo_array(((fade * v).astype(np.float32), (cell, place)), shape=shape).tocsr()
        for v in (linear, linear + weight * short)
    ]
    own = place < len(home)
    own[own] = ground.face[cell[own]] == ground.face[home[place[own]]]
    return Nearby(cell[own], place[own], away[own]), (matrices[0], matrices[1])


def _variance_at(km: float) -> float:
    """Return the kriging variance (km) at a distance from a lone report of a town."""
    return float(2 * km + 2 * TOWN.weight_km * (1 - np.exp(-km / TOWN.km)))
