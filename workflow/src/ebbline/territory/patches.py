"""Patches: land that shares one history, with outlines that fit without gaps.

Cells that stand alike on every day are one patch (of one region, one side of the settled edge and
one piece of land between barriers). Outlines run between cells, are smoothed, and are cut exactly
at rivers, shores and borders; where three meet they stay joined. So a day is a choice of patches,
and all pictures of all days draw the same lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.land.grid import Floats, Integers
from ebbline.land.ground import Ground

_CRUMB_CELLS = 3
_ALIKE = 0.7
"""From this part of all days on, a crumb stands like its neighbour."""
_SMOOTHINGS = 10
_BEYOND = 3
_HIDDEN = 0.02
"""How much a line within land of one history pulls at the ends of others."""
_TOLERANCE = 0.15
"""Outlines are simplified within this part of a cell."""


@dataclass(frozen=True)
class Patches:
    """``shape`` are WGS 84 (multi)polygons; ``standing`` has a row for each span, a column a patch.

    ``label`` is the patch of each inside cell; ``km2`` the size of each shape.
    """

    shape: NDArray[Any]
    standing: NDArray[np.int16]
    settled: NDArray[np.bool_]
    leaf: Integers
    km2: Floats
    label: Integers


def make_patches(ground: Ground, standing: NDArray[np.int16]) -> Patches:
    """Return the patches of ``standing`` (a row for each span, a column for each inside cell)."""
    keys = np.stack([ground.leaf, ground.settled.astype(np.int64), ground.face])
    label, first = _alike(np.concatenate([standing.astype(np.int64), keys]))
    label = _without_crumbs(ground, label, keys[:2], standing[:, first])
    used, label = np.unique(label, return_inverse=True)
    first = first[used]
    history = _alike(standing[:, first].astype(np.int64))[0]
    shapes, km2 = _outlines(ground, label, history)
    there = km2 > 0
    number = np.cumsum(there) - 1
    return Patches(
        shape=ground.grid.unproject(shapes[there]),
        standing=standing[:, first[there]],
        settled=ground.settled[first[there]],
        leaf=ground.leaf[first[there]],
        km2=km2[there],
        label=np.where(there[label], number[label], -1),
    )


def _alike(rows: NDArray[np.int64]) -> tuple[Integers, Integers]:
    """Return a number for each distinct column of ``rows``, and where each comes first."""
    random = np.random.default_rng(0)
    key = np.zeros(rows.shape[1], dtype=np.uint64)
    for row in rows:
        factor = np.uint64(2 * int(random.integers(1, 2**62)) + 1)
        key += (row + 2).astype(np.uint64) * factor
        key ^= key >> np.uint64(29)
    _, first, label = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[label.ravel()], first[order]


def _without_crumbs(
    ground: Ground, label: Integers, keys: NDArray[np.int64], standing: NDArray[np.int16]
) -> Integers:
    """Give fragments of a few cells to the largest neighbour, where it has the same ``keys``.

    And where it stands alike on most days (``standing`` has a column for each label): else land
    beyond a line would hang on to it.
    """
    from rasterio.features import sieve

    raster = _raster(ground, label).astype(np.int32)
    sieved = sieve(raster, size=_CRUMB_CELLS, mask=raster >= 0).ravel()[ground.grid.cells]
    one = np.zeros(int(label.max()) + 1, dtype=np.int64)
    one[label[::-1]] = np.arange(len(label))[::-1]
    same = (keys[:, one[sieved]] == keys).all(axis=0) & (ground.face[one[sieved]] == ground.face)
    moved = np.flatnonzero(same & (sieved != label))
    alike = (standing[:, label[moved]] == standing[:, sieved[moved]]).mean(axis=0)
    same[moved] &= alike >= _ALIKE
    own = np.zeros(len(label), dtype=bool)
    own[ground.place_cell[ground.place_cell >= 0]] = True
    tidy: Integers = np.where(same & ~own, sieved, label).astype(np.int64)
    return tidy


def _raster(ground: Ground, values: Integers) -> NDArray[np.int64]:
    grid = ground.grid
    raster = np.full(grid.rows * grid.columns, -1, dtype=np.int64)
    raster[grid.cells] = values
    return raster.reshape(grid.rows, grid.columns)


def _outlines(ground: Ground, label: Integers, history: Integers) -> tuple[NDArray[Any], Floats]:
    """Return the projected outline of each patch and its size; ``history`` is that of each patch.

    All lines - pieces of land between barriers, and smoothed lines between patches, carried a
    little beyond their piece - are cut at each other, and each polygon between them goes to the
    patch of the cell at its middle.
    """
    import shapely

    raster, faces = _raster(ground, label), _raster(ground, ground.face)
    lines, homes = [], _Homes(ground, raster, faces)
    for number in np.unique(ground.face).tolist():
        piece = homes.piece(number)
        drawn = _between(piece.label, history)
        if drawn is None:
            continue
        drawn = shapely.transform(drawn, partial(piece.placed, ground=ground))
        drawn = shapely.line_merge(drawn)
        simple = shapely.simplify(shapely.get_parts(drawn), _TOLERANCE * ground.grid.cell_km)
        lines.append(
            shapely.intersection(shapely.MultiLineString(list(simple)), ground.faces[number])
        )
    edges = shapely.boundary(ground.faces)
    noded = shapely.union_all(np.array([*edges, *lines], dtype=object), grid_size=1e-4)
    polygons = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    owner = homes.owner(polygons)
    polygons, owner = polygons[owner >= 0], owner[owner >= 0]
    order = np.argsort(owner, kind="stable")
    polygons, owner = polygons[order], owner[order]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    shapes = np.full(len(history), shapely.MultiPolygon(), dtype=object)
    for begin, end in zip(starts, [*starts[1:], len(owner)], strict=True):
        mine = polygons[begin:end]
        shapes[owner[begin]] = mine[0] if len(mine) == 1 else shapely.coverage_union_all(mine)
    return shapes, shapely.area(shapes)


@dataclass(frozen=True)
class _Piece:
    """The patches of one piece of land, carried a few cells beyond it; a window of the raster."""

    label: NDArray[np.int64]
    row: int
    column: int

    def placed(self, points: Floats, ground: Ground) -> Floats:
        """Return points counted in columns and rows of the window as projected kilometres."""
        grid = ground.grid
        x = grid.west + (points[:, 0] + self.column) * grid.cell_km
        y = grid.north - (points[:, 1] + self.row) * grid.cell_km
        return np.column_stack([x, y])


class _Homes:
    """Tells which patch a point belongs to: that of its cell, or of the nearest of its piece."""

    def __init__(self, ground: Ground, label: NDArray[np.int64], faces: NDArray[np.int64]) -> None:
        self._ground, self._label, self._faces = ground, label, faces
        self._pieces: dict[int, _Piece] = {}

    def piece(self, number: int) -> _Piece:
        """Return the piece of land ``number``, with its patches carried a few cells beyond it."""
        from scipy.ndimage import distance_transform_edt

        if number not in self._pieces:
            mine = self._faces == number
            rows, columns = np.flatnonzero(mine.any(axis=1)), np.flatnonzero(mine.any(axis=0))
            window = (
                slice(max(rows[0] - _BEYOND, 0), rows[-1] + _BEYOND + 1),
                slice(max(columns[0] - _BEYOND, 0), columns[-1] + _BEYOND + 1),
            )
            inside = mine[window]
            away, nearest = distance_transform_edt(~inside, return_indices=True)
            label = self._label[window][tuple(nearest)]
            label = np.where(away <= _BEYOND + 0.5, label, -1)
            self._pieces[number] = _Piece(label, window[0].start, window[1].start)
        return self._pieces[number]

    def owner(self, polygons: NDArray[Any]) -> Integers:
        """Return the patch of each polygon; -1 outside the study area."""
        import shapely
        from scipy.spatial import cKDTree

        ground, grid = self._ground, self._ground.grid
        middles = shapely.point_on_surface(polygons)
        x, y = shapely.get_coordinates(middles).T
        tree = shapely.STRtree(ground.faces)
        inside = np.full(len(polygons), -1)
        point, face = tree.query(middles, predicate="within")
        inside[point] = face
        owner = np.full(len(polygons), -1)
        column = np.floor((x - grid.west) / grid.cell_km).astype(np.int64)
        row = np.floor((grid.north - y) / grid.cell_km).astype(np.int64)
        known = set(np.unique(ground.face).tolist())
        for number in np.unique(inside[inside >= 0]).tolist():
            if number not in known:
                continue
            piece, mine = self.piece(number), np.flatnonzero(inside == number)
            r = np.clip(row[mine] - piece.row, 0, piece.label.shape[0] - 1)
            c = np.clip(column[mine] - piece.column, 0, piece.label.shape[1] - 1)
            owner[mine] = piece.label[r, c]
        lost = np.flatnonzero((inside >= 0) & (owner < 0))
        if len(lost):
            cells = np.stack(grid.centres(grid.cells), axis=1)
            nearest = cKDTree(cells).query(np.column_stack([x[lost], y[lost]]))[1]
            owner[lost] = self._label.ravel()[grid.cells][nearest]
        return owner


def _between(label: NDArray[np.int64], history: Integers) -> Any:
    """Return the smoothed lines between different labels of a raster, in columns and rows.

    Corners move towards their neighbours, also where three lines meet; there a line between labels
    of one ``history``, which holdings never show, hardly pulls. ``None`` if there are no lines.
    """
    import shapely

    columns = label.shape[1]
    known = label >= 0
    right = (label[:, 1:] != label[:, :-1]) & known[:, 1:] & known[:, :-1]
    below = (label[1:] != label[:-1]) & known[1:] & known[:-1]
    if not right.any() and not below.any():
        return None
    wide = columns + 1
    r, c = np.nonzero(right)
    upright = np.column_stack([r * wide + c + 1, (r + 1) * wide + c + 1])
    apart = [history[label[r, c]] != history[label[r, c + 1]]]
    r, c = np.nonzero(below)
    level = np.column_stack([(r + 1) * wide + c, (r + 1) * wide + c + 1])
    apart.append(history[label[r, c]] != history[label[r + 1, c]])
    corners, links = np.unique(np.concatenate([upright, level]), return_inverse=True)
    links = links.reshape(-1, 2)
    place = np.column_stack([corners % wide, corners // wide]).astype(float)
    start = np.concatenate([links[:, 0], links[:, 1]])
    stop = np.concatenate([links[:, 1], links[:, 0]])
    pull = np.tile(np.where(np.concatenate(apart), 1.0, _HIDDEN), 2)
    free = np.bincount(start, minlength=len(corners)) > 1
    whole = np.bincount(start, weights=pull, minlength=len(corners))
    # Each second step goes back a little further, so that round land does not shrink (Taubin).
    for step in (0.5, -0.53) * _SMOOTHINGS:
        for axis in (0, 1):
            values = place[:, axis]
            beside = np.bincount(start, weights=pull * values[stop], minlength=len(corners)) / whole
            place[:, axis] = np.where(free, values + step * (beside - values), values)
    pieces: Any = shapely.linestrings(place[links])
    return shapely.multilinestrings(pieces)
