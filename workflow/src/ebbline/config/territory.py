"""Configuration of land and territory."""

from __future__ import annotations

from pydantic import Field

from ebbline.config.base import Kilometres, Section


class RiverCost(Section):
    """What crossing rivers of a size costs."""

    scalerank: int = Field(ge=0, le=20)
    """Rivers of this rank or a lower (larger) one, as Natural Earth ranks them."""
    cost_km: Kilometres
    """Kilometres that crossing such a river adds."""


class CatchmentsConfig(Section):
    """The ground: cells, and what divides them."""

    cell_km: float = Field(default=1.0, ge=0.1, le=50)
    """Side of a cell that is drawn and counted; the field is computed on wider ones. No gazetteer
    knows places better than to 0.1 km; a large study area asks for larger cells."""
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
    settled_settlement_km: Kilometres = 8
    """Land within this distance of a settlement counts as settled."""
    settled_river_km: Kilometres = 6
    """Land within this distance of a main river counts as settled."""
    main_river_scalerank: int = Field(default=4, ge=0, le=20)
    """Rivers of this rank or a lower (larger) one are main rivers."""


class TerritoryConfig(Section):
    """The field, and what is made of it."""

    reach_km: float = Field(default=20, gt=0, le=1000)
    """Land is unknown where the field is less sure than at this distance from a lone report."""
    seed: int = Field(default=20171109, ge=0)
    """Seed of the simulations."""
    draws: int = Field(default=200, ge=10, le=100_000)
    """Number of simulations for the intervals."""
