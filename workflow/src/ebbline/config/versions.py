"""Which version of configuration and tables this is, and what became of keys of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SCHEMA_VERSION: Final = 2
"""Of configuration and tables: 1 is that of Ebbline 0.1. It grows when a key or column goes."""
_LAND = "land is a field now, and this has no part in it"
REMOVED: Mapping[str, str] = {
    "names.threshold": "names.certainty decides now: the chance that the likeliest place is meant",
    "names.margin": "names.certainty decides now: the chance that the likeliest place is meant",
    "catchments.neighbours": _LAND,
    "catchments.catchment_reach_km": "territory.reach_km says now where land is unknown",
    "catchments.core_km": _LAND,
    "catchments.water_share": _LAND,
    "catchments.most_spread": _LAND,
    "catchments.least_weight": _LAND,
    "catchments.tolerance_km": _LAND,
    "territory.inference_reach_km": "territory.reach_km says now where land is unknown",
    "territory.neighbours": _LAND,
    "territory.sharpness": _LAND,
    "territory.barrier_strengths": _LAND,
    "territory.error_range_km": "intervals come from drawing the field again and again",
    "territory.calibration_bins_km": _LAND,
}
"""Keys of earlier versions, and what takes their place."""
