"""Configuration of land and territory."""

from __future__ import annotations

from pydantic import Field

from ebbline.config.base import Kilometres, Section


class CatchmentsConfig(Section):
    """How land is cut into patches."""

    cell_km: float = Field(default=1.0, gt=0, le=50)
    """Side of a grid cell."""
    catchment_reach_km: Kilometres = 60
    """Land farther than this travel cost from any settlement belongs to none."""
    settled_settlement_km: Kilometres = 8
    """Land within this distance of a settlement counts as settled."""
    settled_river_km: Kilometres = 6
    """Land within this distance of a main river counts as settled."""


class TerritoryConfig(Section):
    """How patches take their holder."""

    inference_reach_km: Kilometres = 60
    """A settlement without claims follows a reported place up to this travel cost."""
    seed: int = Field(default=20171109, ge=0)
    """Seed of the resampling."""
    draws: int = Field(default=200, ge=10, le=100_000)
    """Number of resampling draws for the intervals."""
