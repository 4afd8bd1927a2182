"""The field on a drawn front, beside nearest town and linear kriging from the same settlements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbline.config import CatchmentsConfig
from ebbline.land.field import (
    MARK,
    TOWN,
    Conditioner,
    Covariances,
    Places,
    barrier_covariance,
    mended,
    probability,
)
from ebbline.land.grid import Floats, Integers
from ebbline.land.mesh import Mesh, Walls, barriers_of, own_cells
from ebbline.territory.fronts import Front

Flags = NDArray[np.bool_]
_NODES = 9000


@dataclass(frozen=True)
class FrontModel:
    """A front on a mesh of about 9,000 nodes, with the covariances of all its settlements.

    ``truth`` has a row for each date and a column for each cell of the study area, of ``cell_km2``;
    ``inside`` are their numbers in a grid of ``shape`` (rows, columns), ``middles`` their x and y.
    """

    front: Front
    cell_km2: float
    shape: tuple[int, int]
    inside: Integers
    x: Floats
    y: Floats
    middles: Floats
    own: Covariances
    cells: Covariances
    truth: Flags

    @classmethod
    def of(cls, front: Front, config: CatchmentsConfig, *, marks: int = 0) -> FrontModel:
        """Return the model of ``front``; barriers cost what ``config`` says.

        The last ``marks`` of its settlements are none, but points of open land.
        """
        coarse = front.grid(cell_km=front.rough_km / 100)
        grid = front.grid(cell_km=float(np.sqrt(coarse.area.area / _NODES)))
        barriers = barriers_of(
            grid,
            rivers=front.layers["rivers"],
            lakes=front.layers["lakes"],
            borders=front.layers["borders"],
            config=config,
        )
        x, y = grid.project_points(front.lon, front.lat)
        east, south = (
            grid.west + grid.columns * grid.cell_km - 1e-6,
            grid.north - grid.rows * grid.cell_km + 1e-6,
        )
        anywhere = np.ones(grid.rows * grid.columns, dtype=bool)
        node = own_cells(
            grid,
            Walls.of(barriers),
            np.clip(x, grid.west, east),
            np.clip(y, south, grid.north),
            inside=anywhere,
        )
        used, column = np.unique(node, return_inverse=True)
        change = barrier_covariance(Mesh.of(grid, barriers), used)[:, column]
        reach = (TOWN,) * (len(x) - marks) + (MARK,) * marks
        places = Places(x, y, node, reach)
        middles = np.stack(grid.centres(grid.cells), axis=1)
        drawn = np.array([front.truth[d] for d in front.dates], dtype=object)
        return cls(
            front=front,
            cell_km2=grid.cell_km**2,
            shape=(grid.rows, grid.columns),
            inside=grid.cells,
            x=x,
            y=y,
            middles=middles,
            own=places.covariances(x, y, change[node], itself=True),
            cells=places.covariances(middles[:, 0], middles[:, 1], change[grid.cells]),
            truth=np.array([grid.covered(shape)[grid.cells] for shape in grid.project(drawn)]),
        )

    def chances(self, kept: Integers) -> tuple[Floats, Floats]:
        """Return how likely the side holds each cell on each date, knowing only ``kept``.

        Rows are dates: by the field, and by linear kriging (which may leave 0 to 1).
        """
        ways = self.fields(kept)
        return ways["field"], ways["linear"]

    def fields(self, kept: Integers) -> dict[str, Floats]:
        """Return the same by the ``field`` and by each of its three ways."""
        own = Covariances(*(v[np.ix_(kept, kept)] for v in (self.own.linear, self.own.walled)))
        cells = Covariances(self.cells.linear[:, kept], self.cells.walled[:, kept])
        own, cells = mended(own, cells)
        conditioner = Conditioner.of(own)
        found: dict[str, list[Floats]] = {}
        for held in self.front.held[:, kept].astype(float):
            linear, walled, logit = conditioner.given(np.column_stack([held, 1 - held])).at(cells)
            chance = probability((linear, walled, logit))
            classified = 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
            every = zip(
                ("field", "linear", "walled", "classified"),
                (chance, linear, walled, classified),
                strict=True,
            )
            for name, values in every:
                found.setdefault(name, []).append(values[:, 0])
        return {name: np.array(rows) for name, rows in found.items()}

    def nearest_town(self, kept: Integers) -> Flags:
        """Return which cells straight nearest-town gives to the side; rows are dates."""
        from scipy.spatial import cKDTree

        tree = cKDTree(np.column_stack([self.x[kept], self.y[kept]]))
        nearest: Flags = self.front.held[:, kept][:, tree.query(self.middles)[1]]
        return nearest


def overlap(model: Flags, truth: Flags) -> float:
    """Return intersection over union; NaN where there is nothing on either side."""
    either = np.count_nonzero(model | truth)
    return np.count_nonzero(model & truth) / either if either else float("nan")
