"""The configuration: pydantic models are its only source.

The JSON schema (``workflow/schemas/config.schema.json``) and the table in ``config/README.md``
are generated from here (``ebbline config --write``), and a test fails when they drift.
"""

from __future__ import annotations

from ebbline.config.model import (
    Box,
    CatchmentsConfig,
    Config,
    FiguresConfig,
    HolderConfig,
    NamesConfig,
    Period,
    TerritoryConfig,
    WebmapConfig,
)
from ebbline.config.read import check_config, read_config

__all__ = [
    "Box",
    "CatchmentsConfig",
    "Config",
    "FiguresConfig",
    "HolderConfig",
    "NamesConfig",
    "Period",
    "TerritoryConfig",
    "WebmapConfig",
    "check_config",
    "read_config",
]
