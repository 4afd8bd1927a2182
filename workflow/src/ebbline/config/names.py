"""Configuration of names to places."""

from __future__ import annotations

from pydantic import Field

from ebbline.config.base import Bounds, Country, Section


class NamesConfig(Section):
    """How names become places."""

    bbox: Bounds
    """Fuzzy matching looks only in this box: west, south, east, north, WGS 84 degrees."""
    countries: tuple[Country, ...] = Field(min_length=1)
    """ISO 3166 codes of the countries that places may lie in."""
    threshold: float = Field(default=85, ge=0, le=100)
    """Least score (0–100) of a fuzzy match."""
    margin: float = Field(default=4, ge=0, le=100)
    """Least lead of a fuzzy match over the next best place."""
