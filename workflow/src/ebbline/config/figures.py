"""Configuration of the static figures."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from ebbline.config.base import Bounds, Language, Section, Slug, Text


class ViewConfig(Section):
    """A frame that maps are drawn in."""

    title: Text
    """What the view shows."""
    bbox: Bounds
    """West, south, east, north in WGS 84 degrees."""
    places: tuple[str, ...] = ()
    """Place ids that are always labelled in this view."""


class FiguresConfig(Section):
    """The static figures."""

    languages: tuple[Language, ...] = ("en",)
    """Languages of the figures; each has a file `ebbline/language/<lang>.yaml`."""
    views: dict[Slug, ViewConfig] = Field(min_length=1)
    """The frames."""
    key_days: tuple[date, ...] = ()
    """Days that also get SVG and PDF and stand in the overview; empty: chosen from the data."""
