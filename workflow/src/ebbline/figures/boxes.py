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
    """Return which of ``others`` (n, 4, 2) overlap ``box`` (4, 2)."""
    found: NDArray[np.bool_] = overlaps(box[None], others, pad=pad)[0]
    return found


def overlaps(boxes: Array, others: Array, *, pad: float = 0.0) -> NDArray[np.bool_]:
    """Return which ``boxes`` (n, 4, 2) overlap which ``others`` (m, 4, 2), shape (n, m).

    Upright boxes are compared by their sides, turned ones by separating axes.
    """
    if not len(boxes) or not len(others):
        return np.zeros((len(boxes), len(others)), dtype=bool)
    low, high = boxes.min(axis=1)[:, None], boxes.max(axis=1)[:, None]
    near: NDArray[np.bool_] = (low <= others.max(axis=1) + pad).all(axis=2)
    near &= (high >= others.min(axis=1) - pad).all(axis=2)
    turned = _turned(boxes)[:, None] | _turned(others)
    first, second = np.nonzero(near & turned)
    if len(first):
        near[first, second] = ~_apart(boxes[first], others[second], pad)
    return near


def _turned(boxes: Array) -> NDArray[np.bool_]:
    turned: NDArray[np.bool_] = np.abs(boxes[:, 1, 1] - boxes[:, 0, 1]) > 1e-9
    return turned


def _apart(boxes: Array, others: Array, pad: float) -> NDArray[np.bool_]:
    """Return which pairs of boxes have an axis on which more than ``pad`` lies between them."""
    apart = np.zeros(len(boxes), dtype=bool)
    for shapes in (boxes, others):
        sides = np.roll(shapes, -1, axis=1)[:, :2] - shapes[:, :2]
        normals = np.stack([-sides[..., 1], sides[..., 0]], axis=-1)
        normals /= np.linalg.norm(normals, axis=-1, keepdims=True) + 1e-12
        mine = np.einsum("nad,ncd->nac", normals, boxes)
        theirs = np.einsum("nad,ncd->nac", normals, others)
        gap = np.maximum(
            theirs.min(axis=2) - mine.max(axis=2), mine.min(axis=2) - theirs.max(axis=2)
        )
        apart |= (gap > pad).any(axis=1)
    return apart
