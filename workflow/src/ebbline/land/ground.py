"""The ground of a case: cells to draw and count, the mesh under them, and where each place stands.

Made once from the gazetteer and the basemap; no report changes it. Kept as ``ground.npz``, a NumPy
archive whose arrays are named like the fields below.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.errors import Problem, UserError
from ebbline.files import writing
from ebbline.land.grid import Flags, Floats, Grid, Integers
from ebbline.land.mesh import NONE, Mesh, Walls

FORMAT = 1


@dataclass(frozen=True)
class Ground:
    """Cells of ``grid`` inside the study area, and nodes of the coarser ``mesh``.

    For each inside cell: ``node`` and ``part`` (four columns) are the numbers in ``nodes`` that
    its values are interpolated from and their weights, on the cell's own bank; ``settled`` tells
    whether it counts as settled, ``leaf`` is its region in ``leaves`` (country, division),
    ``face`` the number of the piece of land between barriers that it lies in. ``nodes`` are those
    nodes of the mesh that some cell uses; ``faces`` are projected polygons. For each place
    (``place_ids``): ``x`` and ``y`` (km), ``place_node`` (of the whole mesh) and ``place_cell``
    (of the inside cells), ``NONE`` outside the study area.
    """

    grid: Grid
    mesh: Mesh
    nodes: Integers
    node: NDArray[np.int32]
    part: NDArray[np.float32]
    settled: Flags
    leaf: Integers
    leaves: tuple[tuple[str, str], ...]
    face: Integers
    faces: NDArray[Any]
    place_ids: tuple[str, ...]
    x: Floats
    y: Floats
    place_node: Integers
    place_cell: Integers

    def save(self, path: Path) -> None:
        """Write the archive, whole or not at all; the same ground gives the same bytes."""
        import shapely

        arrays: dict[str, Any] = {
            "format": np.array(FORMAT),
            "crs": np.array(self.grid.crs.to_wkt()),
            "frames": np.array(
                [
                    (g.west, g.north, g.cell_km, g.rows, g.columns)
                    for g in (self.grid, self.mesh.grid)
                ]
            ),
            "inside": np.packbits(self.grid.inside),
            "right": self.mesh.right.astype(np.float32),
            "down": self.mesh.down.astype(np.float32),
            "leaves": np.array(self.leaves, dtype=str).reshape(-1, 2),
            "faces": np.array([shapely.to_wkb(f, hex=True) for f in self.faces], dtype=str),
            "place_ids": np.array(self.place_ids, dtype=str),
        }
        for name in ("nodes", "node", "part", "settled", "leaf", "face"):
            arrays[name] = _small(getattr(self, name))
        for name in ("x", "y", "place_node", "place_cell"):
            arrays[name] = getattr(self, name)
        archive = io.BytesIO()
        np.savez_compressed(archive, **arrays)
        with writing(path) as (draft,):
            draft.write_bytes(archive.getvalue())

    @classmethod
    def load(cls, path: Path) -> Ground:
        """Read the archive.

        Raises
        ------
        UserError
            If the file is not one that this version wrote.
        """
        import shapely
        from pyproj import CRS

        try:
            with np.load(path, allow_pickle=False) as archive:
                found = {name: archive[name] for name in archive.files}
            if int(found["format"]) != FORMAT:
                raise ValueError(f"format {int(found['format'])}")
            crs = CRS.from_wkt(str(found["crs"]))
            frames = [
                (float(w), float(n), float(c), int(rows), int(columns))
                for w, n, c, rows, columns in found["frames"]
            ]
            inside = np.unpackbits(found["inside"])[: frames[0][3] * frames[0][4]].astype(bool)
        except (OSError, EOFError, ValueError, KeyError) as error:
            do = "build it again with `ebbline catchments`"
            raise UserError(
                Problem(str(path), str(error), "a ground of this version", do)
            ) from None
        faces = shapely.from_wkb(found["faces"])
        grid, coarse = (Grid(crs, *frame, inside, None) for frame in frames)
        return cls(
            grid=grid,
            mesh=Mesh(coarse, found["right"].astype(float), found["down"].astype(float)),
            nodes=found["nodes"].astype(np.int64),
            node=found["node"].astype(np.int32),
            part=found["part"],
            settled=found["settled"].astype(bool),
            leaf=found["leaf"].astype(np.int64),
            leaves=tuple((str(a), str(b)) for a, b in found["leaves"]),
            face=found["face"].astype(np.int64),
            faces=faces,
            place_ids=tuple(str(i) for i in found["place_ids"]),
            x=found["x"],
            y=found["y"],
            place_node=found["place_node"],
            place_cell=found["place_cell"],
        )


def _small(values: NDArray[Any]) -> NDArray[Any]:
    """Return whole numbers in as few bytes as they need."""
    if values.dtype.kind != "i":
        return values
    return values.astype(
        np.min_scalar_type(
            int(values.max(initial=0)) if values.min(initial=0) >= 0 else -int(np.abs(values).max())
        )
    )


def interpolation(
    grid: Grid, coarse: Grid, walls: Walls
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return for each inside cell four nodes of ``coarse`` around it and their weights.

    Bilinear, but a node behind a barrier has no weight; where all four are behind one, the nearest
    of sixteen that is not counts alone, and without any the nearest of all.
    """
    x, y = grid.centres(grid.cells)
    down, right = (
        (coarse.north - y) / coarse.cell_km - 0.5,
        (x - coarse.west) / coarse.cell_km - 0.5,
    )
    row, column = np.floor(down).astype(np.int64), np.floor(right).astype(np.int64)
    here = np.stack([x, y], axis=-1)
    node, part = _around(coarse, row, column, down, right, (0, 1))
    clear = walls.cost(*_links(here, coarse, node)) == 0
    weights = np.where(clear, np.maximum(part, 1e-6), 0)
    lost = np.flatnonzero(weights.sum(axis=1) == 0)
    if len(lost):
        far, away = _around(coarse, row[lost], column[lost], down[lost], right[lost], (-1, 0, 1, 2))
        across = walls.cost(*_links(here[lost], coarse, far)) > 0
        away = np.hypot(
            *(v - w for v, w in zip(coarse.centres(far), here[lost].T[..., None], strict=True))
        )
        choice = np.argmin(away + 1e6 * across, axis=1)
        node[lost, 0] = far[np.arange(len(lost)), choice]
        weights[lost] = (1, 0, 0, 0)
    return node, (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def _around(
    coarse: Grid, row: Integers, column: Integers, down: Floats, right: Floats, steps: Sequence[int]
) -> tuple[Integers, Floats]:
    """Return nodes at ``steps`` from a cell's upper left node, and their bilinear weights."""
    nodes, parts = [], []
    for i in steps:
        for j in steps:
            r = np.clip(row + i, 0, coarse.rows - 1)
            c = np.clip(column + j, 0, coarse.columns - 1)
            nodes.append(r * coarse.columns + c)
            parts.append(
                np.clip(1 - np.abs(down - row - i), 0, 1)
                * np.clip(1 - np.abs(right - column - j), 0, 1)
            )
    return np.stack(nodes, axis=1), np.stack(parts, axis=1)


def _links(here: Floats, coarse: Grid, node: Integers) -> tuple[Floats, Floats]:
    there = np.stack(coarse.centres(node), axis=-1)
    return np.broadcast_to(here[:, None], there.shape), there


def faces_of(area: Any, barriers: Sequence[Any]) -> NDArray[Any]:
    """Return the pieces that lines cut the projected ``area`` into; loose ends cut nothing."""
    import shapely

    lines = shapely.union_all([shapely.boundary(area), *barriers])
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    shapely.prepare(area)
    found: NDArray[Any] = pieces[shapely.contains(area, shapely.point_on_surface(pieces))]
    return found


__all__ = ["FORMAT", "NONE", "Ground", "faces_of", "interpolation"]
