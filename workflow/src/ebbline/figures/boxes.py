"""Boxes that may be turned, and whether they overlap."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def corners(x: float, y: float, width: float, height: float, angle: float = 0.0) -> Array:
    """Return the corners of a box turned around its lower left corner, shape (4, 2)."""
    box = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=float)
    if angle:
        turn = math.radians(angle)
        cosine, sine = math.cos(turn), math.sin(turn)
        box = box @ np.array([[cosine, sine], [-sine, cosine]])
    moved: Array = box + np.array([x, y])
    return moved


def overlapping(box: Array, others: Array, *, pad: float = 0.0) -> NDArray[np.bool_]:
    """Return which of ``others`` (n, 4, 2) overlap ``box`` (4, 2), by separating axes."""
    if len(others) == 0:
        return np.zeros(0, dtype=bool)
    apart = np.zeros(len(others), dtype=bool)
    low, high = others.min(axis=1), others.max(axis=1)
    apart |= (low > box.max(axis=0) + pad).any(axis=1) | (high < box.min(axis=0) - pad).any(axis=1)
    if apart.all():
        return ~apart
    for shapes, fixed in ((box[None], True), (others, False)):
        sides = np.roll(shapes, -1, axis=1)[:, :2] - shapes[:, :2]
        normals = np.stack([-sides[..., 1], sides[..., 0]], axis=-1)
        normals /= np.linalg.norm(normals, axis=-1, keepdims=True) + 1e-12
        if fixed:
            normals = np.broadcast_to(normals, (len(others), 2, 2))
        mine = np.einsum("nad,cd->nac", normals, box)
        theirs = np.einsum("nad,ncd->nac", normals, others)
        gap = np.maximum(
            theirs.min(axis=2) - mine.max(axis=2), mine.min(axis=2) - theirs.max(axis=2)
        )
        apart |= (gap > pad).any(axis=1)
    return ~apart
