"""The field: how likely each holder is in each place, given what is known of some places.

Three ways to carry a report over land are averaged, because no one of them was best on every front:

- ordinary kriging with a linear variogram, which knows no barriers;
- kriging with barriers: to the linear covariance at the exact places comes what barriers change
  on the mesh (the covariance ``L ** -1.5`` of its Laplacian with barriers, less that without),
  and a part of short range by which a report owns its surroundings;
- classification by the same covariance (a Gaussian process with logistic likelihood, by Laplace's
  approximation), which lets clear hinterland say little about where a line runs.

All distances are kilometres on the mesh's projection.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.land.grid import Floats, Integers
from ebbline.land.mesh import Mesh

_STEP = 1.2
_AT_A_TIME = 64
_JITTER_KM = 1e-3
_NEWTON_STEPS = 60
_LEAST_STEP = 1e-3
_MOST_STEP, _TURNED = 3.0, 0.2
_FEW = 400
"""Of few places each day is solved from nothing, of many from the day before."""


@dataclass(frozen=True)
class Reach:
    """The covariance of short range by which a report owns its surroundings.

    ``km`` is the range (e-folding) and ``weight_km`` the variance, in the unit of the linear
    variogram: a weight far above the distance to the next report leaves the long range little to
    carry, so that a report with a great weight and a short range says little beyond it.
    """

    weight_km: float
    km: float


TOWN = Reach(weight_km=10.0, km=10.0)
SITE = Reach(weight_km=60.0, km=3.0)
"""A crossing, an oil field, a pumping station: hardly anything follows it."""
MARK = Reach(weight_km=0.0, km=1.0)
"""A point of open land that something is said of: it owns no surroundings."""


def barrier_covariance(mesh: Mesh, nodes: Integers) -> NDArray[np.float32]:
    """Return what barriers change of the covariance between all nodes and ``nodes``.

    In kilometres, a column for each of ``nodes``. The power is integrated by rational functions (a
    sum over shifted systems); without barriers the cosine transform diagonalises the same ones.
    """
    from scipy.fft import dctn, idctn
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import splu

    rows, columns = mesh.grid.rows, mesh.grid.columns
    count, laplacian = rows * columns, mesh.laplacian
    low, high = np.log(np.pi / max(rows, columns)) - 1.5, np.log(2 * np.sqrt(2)) + 0.5
    steps = int(np.ceil((high - low) / _STEP))
    shifts = np.exp(low + (np.arange(steps) + 0.5) * _STEP)
    ends = np.exp(low), np.exp(-(low + steps * _STEP))
    one = eye_array(count, format="csc")
    base, *factors = (
        splu(
            (laplacian + shift * one).tocsc(),
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True},
        )
        for shift in (1e-9, *shifts**2)
    )
    waves = [2 - 2 * np.cos(np.pi * np.arange(n) / n) for n in (rows, columns)]
    eigen = waves[0][:, None] + waves[1]
    eigen[0, 0] = np.inf
    open_land = (ends[0] / eigen + ends[1]) / eigen
    for t in shifts:
        open_land += _STEP * t / (eigen + t * t) / eigen
    found = np.empty((count, len(nodes)), dtype=np.float32)
    for first in range(0, len(nodes), _AT_A_TIME):
        part = nodes[first : first + _AT_A_TIME]
        impulse = np.full((count, len(part)), -1 / count)
        impulse[part, np.arange(len(part))] += 1
        once = base.solve(impulse)
        once -= once.mean(axis=0)
        walled = ends[0] * base.solve(once) + ends[1] * once
        for t, factor in zip(shifts, factors, strict=True):
            walled += _STEP * t * factor.solve(once)
        spectrum = dctn(impulse.reshape(rows, columns, -1), axes=(0, 1), norm="ortho")
        free = idctn(spectrum * open_land[:, :, None], axes=(0, 1), norm="ortho")
        change = walled - free.reshape(count, -1)
        found[:, first : first + _AT_A_TIME] = (
            4 * mesh.grid.cell_km * (change - change.mean(axis=0))
        )
    return found


@dataclass(frozen=True)
class Covariances:
    """Covariances between some points (rows) and the places (columns), km: two kinds."""

    linear: NDArray[Any]
    walled: NDArray[Any]


def mended(own: Covariances, points: Covariances) -> tuple[Covariances, Covariances]:
    """Return covariances among places, and of points with them, that a field can have.

    Where a mesh is coarse and large among many places, what barriers change is known too roughly:
    a few smooth patterns of the places then have a variance below 0. These get the one that they
    have on open land, in both matrices alike (a Nystrom extension), so that the field still goes
    through what is told. Covariances that are sound already come back as they are.
    """
    walled = _symmetric(own.walled)
    base = _variance_of_mean(walled)
    try:
        np.linalg.cholesky(walled + (base + _JITTER_KM * np.eye(len(walled))))
    except np.linalg.LinAlgError:
        from scipy.linalg import eigh

        values, pattern = eigh(walled + base, subset_by_value=(-np.inf, _JITTER_KM))
        open_land = np.einsum("ij,ij->j", pattern, own.linear @ pattern)
        open_land += base * pattern.sum(axis=0) ** 2
        wanted = np.maximum(open_land, _JITTER_KM)
        extended = (points.walled @ pattern + base * pattern.sum(axis=0)) * (wanted / values - 1)
        return (
            Covariances(own.linear, walled + (pattern * (wanted - values)) @ pattern.T),
            Covariances(
                points.linear, points.walled + (extended @ pattern.T).astype(points.walled.dtype)
            ),
        )
    return own, points


@dataclass(frozen=True)
class Places:
    """Where evidence is: exact points (km), the node of each, and how far it reaches."""

    x: Floats
    y: Floats
    node: Integers
    reach: tuple[Reach, ...]

    def covariances(
        self, x: Floats, y: Floats, change: NDArray[Any], *, itself: bool = False
    ) -> Covariances:
        """Return the covariances of points with the places; ``change`` is that of barriers there.

        ``itself`` tells that the points are the places: then kinds of report that differ share
        nothing of short range.
        """
        away = np.hypot(x[:, None] - self.x, y[:, None] - self.y).astype(np.float32)
        return Covariances(-away, self.near(away, itself=itself) - away + change)

    def near(self, away: NDArray[Any], *, itself: bool = False) -> NDArray[Any]:
        """Return the part of short range at distances ``away``."""
        weight = np.array([r.weight_km for r in self.reach], dtype=np.float32)
        km = np.array([r.km for r in self.reach], dtype=np.float32)
        part: NDArray[Any] = weight * np.exp(-away / km)
        if itself:
            part = part * ((weight[:, None] == weight) & (km[:, None] == km))
        return part


@dataclass(frozen=True)
class Conditioned:
    """What evidence says beyond its places, one set for each of the three ways.

    Coefficients, a row for each place and a column for each holder, and a constant for each holder;
    ``latent`` are the logits of classification at the places, ``told`` what is told of them.
    """

    linear: tuple[Floats, Floats]
    walled: tuple[Floats, Floats]
    logit: tuple[Floats, Floats]
    latent: Floats
    told: Floats

    def at(self, covariances: Covariances) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Return the three fields at points: rows are points, columns holders."""
        kind, holders = covariances.linear.dtype, self.latent.shape[1]
        (one, first), (two, second), (three, third) = self.linear, self.walled, self.logit
        both = covariances.walled @ np.hstack([two, three]).astype(kind)
        both += np.concatenate([second, third]).astype(kind)
        linear = covariances.linear @ one.astype(kind) + first.astype(kind)
        return linear, both[:, :holders], both[:, holders:]


def probability(fields: tuple[NDArray[Any], NDArray[Any], NDArray[Any]]) -> NDArray[Any]:
    """Return the probability of each holder (columns, adding up to 1) from the three fields."""
    linear, walled, logit = fields
    chance = np.clip(linear, 0, 1) + np.clip(walled, 0, 1)
    chance += 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
    total: NDArray[Any] = chance / chance.sum(axis=1, keepdims=True)
    return total


@dataclass(frozen=True)
class Conditioner:
    """The places and the covariances between them: what does not change from day to day."""

    inverse_linear: Floats
    inverse_walled: Floats
    base: float

    @classmethod
    def of(cls, own: Covariances) -> Conditioner:
        """Return the conditioner of places with covariances ``own`` among each other.

        See :func:`mended`.
        """
        walled = _symmetric(own.walled)
        linear = np.asarray(own.linear, dtype=np.float64)
        return cls(_inverse(linear), _inverse(walled), _variance_of_mean(walled))

    @cached_property
    def precision(self) -> Floats:
        """The inverse of the covariances with barriers when the mean has the variance ``base``."""
        size = len(self.inverse_walled) - 1
        mean = self.inverse_walled[:size, size]
        spread = self.base - self.inverse_walled[size, size]
        precision: Floats = self.inverse_walled[:size, :size] + np.outer(mean, mean / spread)
        return precision

    @property
    def without_itself(self) -> tuple[Floats, Floats]:
        """What the others say of each place: their weights (rows add up to 1) and its variance."""
        size = len(self.inverse_walled) - 1
        inverse = self.inverse_walled[:size, :size]
        precision = np.maximum(np.diag(inverse), 1e-9)
        weights = -inverse / precision[:, None]
        np.fill_diagonal(weights, 0.0)
        return weights, 1 / precision

    def variance(self, covariances: Covariances, own: float) -> NDArray[Any]:
        """Return the kriging variance (km) at points whose own covariance is ``own``."""
        size = len(self.inverse_walled) - 1
        inverse = self.inverse_walled.astype(covariances.walled.dtype)
        spread = np.einsum(
            "ij,ij->i", covariances.walled @ inverse[:size, :size], covariances.walled
        )
        spread += 2 * (covariances.walled @ inverse[:size, size]) + inverse[size, size]
        left: NDArray[Any] = np.maximum(own - spread, 0)
        return left

    def given(self, told: Floats, after: Conditioned | None = None) -> Conditioned:
        """Return the field given the share of each holder (columns) in each place (rows).

        Rows add up to 1: 0.6 and 0.4 say that a place is torn, or how sure a report is. ``after``
        is a field of the same places to begin the search with: that of the day before.
        """
        size = len(told)
        krigings = []
        for inverse in (self.inverse_linear, self.inverse_walled):
            solved = inverse[:, :size] @ told
            krigings.append((solved[:size], solved[size]))
        latent, residual = np.zeros(told.shape), np.zeros(told.shape)
        if after is not None and size > _FEW:
            # From the wrong side Newton's method swings to and fro.
            latent = np.where(np.abs(told - after.told) > _TURNED, 0, after.latent)
        pulled = self.precision @ latent
        for column in range(told.shape[1]):
            residual[:, column] = self._classify(
                told[:, column], latent[:, column], pulled[:, column].copy()
            )
        return Conditioned(
            krigings[0], krigings[1], (residual, self.base * residual.sum(axis=0)), latent, told
        )

    def _classify(self, told: Floats, logit: Floats, pulled: Floats) -> Floats:
        """Move ``logit`` to the most likely logits; return how far each place stays from ``told``.

        Newton's method; ``pulled`` is precision times ``logit``.
        """
        for _ in range(_NEWTON_STEPS):
            before = np.clip(logit, -12, 12)
            chance = 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
            step = _solved(self.precision.copy(), chance * (1 - chance), told - chance - pulled)
            logit += step
            pulled += self.precision @ step
            if float(np.abs(np.clip(logit, -12, 12) - before).max(initial=0)) < _LEAST_STEP:
                break
        else:
            warnings.warn(
                f"the field of {len(told):,} reported places did not settle within "
                f"{_NEWTON_STEPS} rounds: check its land, or choose smaller cells "
                "(catchments.cell_km)",
                stacklevel=2,
            )
        return told - 1 / (1 + np.exp(-np.clip(logit, -30, 30)))


def _solved(system: Floats, slope: Floats, force: Floats) -> Floats:
    """Return a step of Newton's method, no longer than is wise."""
    from scipy.linalg import cho_factor, cho_solve

    system[np.diag_indices_from(system)] += slope
    # The transpose is in the order of LAPACK: no copy, and half the time.
    factor = cho_factor(system.T, overwrite_a=True)
    step: Floats = np.clip(cho_solve(factor, force), -_MOST_STEP, _MOST_STEP)
    return step


def _symmetric(covariance: NDArray[Any]) -> Floats:
    exact: Floats = np.asarray(covariance, dtype=np.float64)
    return (exact + exact.T) / 2


def _variance_of_mean(covariance: Floats) -> float:
    """Return a variance of the mean by which covariances of a variogram become those of a field."""
    return 1.5 * max(0.0, -float(covariance.min(initial=0.0))) + 10.0


def _inverse(covariance: Floats) -> Floats:
    """Return the inverse of the system of ordinary kriging (covariances and a constant)."""
    size = len(covariance)
    system = np.ones((size + 1, size + 1))
    system[:size, :size] = covariance
    system[np.arange(size), np.arange(size)] += _JITTER_KM
    system[size, size] = 0
    inverse: Floats = np.linalg.inv(system).astype(np.float64)
    return inverse
