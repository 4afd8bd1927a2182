"""From places and basemap to the ground that fields are made on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ebbline.catchments.land import settled_cells
from ebbline.catchments.places import points_of, populated
from ebbline.config import CatchmentsConfig
from ebbline.land.grid import Grid, Integers
from ebbline.land.ground import Ground, faces_of, interpolation
from ebbline.land.mesh import NONE, Mesh, Walls, barriers_of, own_cells
from ebbline.vocabulary import Place

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_MOST_NODES = 45_000
_RATIO = 3
_MARGIN_NODES = 2


def make_ground(
    grid: Grid,
    places: Sequence[Place],
    layers: Mapping[str, GeoDataFrame],
    *,
    region: Integers,
    names: tuple[tuple[str, str], ...],
    config: CatchmentsConfig,
) -> Ground:
    """Return the ground of ``grid``; ``layers`` has ``rivers``, ``lakes`` and ``borders``.

    ``region`` is that of each inside cell, ``names`` has the country and division of each.
    """
    barriers = barriers_of(
        grid,
        rivers=layers["rivers"],
        lakes=layers["lakes"],
        borders=layers["borders"],
        config=config,
    )
    walls = Walls.of(barriers)
    coarse = _coarse(grid)
    node, part = interpolation(grid, coarse, walls)
    nodes, node = np.unique(node, return_inverse=True)
    x, y = grid.project_points(*points_of(places))
    near = np.zeros(coarse.rows * coarse.columns, dtype=bool)
    near[nodes] = True
    cell = own_cells(grid, walls, x, y, inside=grid.inside)
    number = np.full(grid.rows * grid.columns, NONE)
    number[grid.cells] = np.arange(len(grid.cells))
    faces = faces_of(grid.area, [line for b in barriers for line in b.lines])
    of_people = grid.project_points(*points_of(populated(places)))
    return Ground(
        grid=grid,
        mesh=Mesh.of(coarse, barriers),
        nodes=nodes,
        node=node.reshape(part.shape).astype(np.int32),
        part=part,
        settled=settled_cells(grid, *of_people, rivers=layers["rivers"], config=config),
        leaf=region,
        leaves=names,
        face=_faces_of_cells(grid, faces),
        faces=faces,
        place_ids=tuple(p.place_id for p in places),
        x=x,
        y=y,
        place_node=np.where(cell == NONE, NONE, own_cells(coarse, walls, x, y, inside=near)),
        place_cell=np.where(cell == NONE, NONE, number[cell]),
    )


def _coarse(grid: Grid) -> Grid:
    """Return the grid of the mesh: three cells wide, wider where that would be too many nodes."""
    ratio = _RATIO
    while grid.rows * grid.columns / ratio**2 > _MOST_NODES:
        ratio += 1
    size, margin = ratio * grid.cell_km, _MARGIN_NODES * ratio * grid.cell_km
    return replace(
        grid,
        west=grid.west - margin,
        north=grid.north + margin,
        cell_km=size,
        rows=-(-grid.rows // ratio) + 2 * _MARGIN_NODES,
        columns=-(-grid.columns // ratio) + 2 * _MARGIN_NODES,
    )


def _faces_of_cells(grid: Grid, faces: Integers) -> Integers:
    """Return the face that the middle of each inside cell lies in, or the nearest one."""
    import shapely

    from ebbline.land.grid import burn

    number = burn(grid, list(faces))[grid.cells].astype(np.int64) - 1
    lost = np.flatnonzero(number == NONE)
    if len(lost):
        x, y = grid.centres(grid.cells[lost])
        number[lost] = shapely.STRtree(faces).nearest(shapely.points(x, y))
    return number
