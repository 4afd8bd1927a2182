"""Configuration of land and territory."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ebbline.config.base import Kilometres, Section

BarrierStrength = Annotated[float, Field(ge=0, le=10)]


class RiverCost(Section):
    """What crossing rivers of a size costs."""

    scalerank: int = Field(ge=0, le=20)
    """Rivers of this rank or a lower (larger) one, as Natural Earth ranks them."""
    cost_km: Kilometres
    """Kilometres that crossing such a river adds."""


class CatchmentsConfig(Section):
    """How land is cut into patches."""

    cell_km: float = Field(default=1.0, gt=0, le=50)
    """Side of a grid cell."""
    neighbours: int = Field(default=12, ge=1, le=50)
    """At most so many settlements share a piece of land."""
    river_costs: tuple[RiverCost, ...] = (
        RiverCost(scalerank=4, cost_km=20),
        RiverCost(scalerank=6, cost_km=10),
        RiverCost(scalerank=8, cost_km=5),
    )
    """Kilometres that crossing a river adds, by its size; the first rule that fits counts."""
    lake_cost_km: Kilometres = 10
    """Kilometres that crossing a lake adds (half on each shore)."""
    border_cost_km: Kilometres = 10
    """Kilometres that crossing a state border adds."""
    catchment_reach_km: Kilometres = 60
    """Land farther than this travel cost from any settlement belongs to none."""
    core_km: Kilometres = 2
    """Land within this travel cost of a settlement follows it alone."""
    water_share: float = Field(default=0.8, ge=0, lt=1)
    """Water of a lake is held by whoever has more than this share of what it follows."""
    settled_settlement_km: Kilometres = 8
    """Land within this distance of a settlement counts as settled."""
    settled_river_km: Kilometres = 6
    """Land within this distance of a main river counts as settled."""
    main_river_scalerank: int = Field(default=4, ge=0, le=20)
    """Rivers of this rank or a lower (larger) one are main rivers."""
    most_spread: float = Field(default=0.005, ge=0, le=1)
    """Land whose settlements' shares vary more than this (sum of variances) is split further."""
    least_weight: float = Field(default=0.02, ge=0, le=0.5)
    """Settlements with a smaller share in a patch are left out of it."""
    tolerance_km: float = Field(default=1.0, ge=0, le=50)
    """Edges of patches are simplified within about this distance."""


class TerritoryConfig(Section):
    """How patches take their holder."""

    inference_reach_km: Kilometres = 60
    """A settlement without claims follows reported places if one is within this travel cost."""
    neighbours: int = Field(default=12, ge=1, le=50)
    """At most so many reported places decide for a settlement without claims."""
    sharpness: float = Field(default=1.5, ge=1, le=10)
    """Power of the weights with which they decide; the higher, the more the nearest one counts."""
    barrier_strengths: tuple[BarrierStrength, ...] = Field(
        default=(1, 0, 0.5, 2, 3), min_length=1, max_length=20
    )
    """How often barriers may count between reported places: what predicts these best is taken."""
    error_range_km: Kilometres = 30
    """How far errors of the model go together; intervals allow for them. 0: they do not."""
    calibration_bins_km: tuple[Kilometres, ...] = (10, 30, 60)
    """Upper ends of the distance bins in which the hit rate of inference is measured."""
    seed: int = Field(default=20171109, ge=0)
    """Seed of the resampling."""
    draws: int = Field(default=200, ge=10, le=100_000)
    """Number of resampling draws for the intervals."""
