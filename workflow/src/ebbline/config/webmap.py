"""Configuration of the interactive map."""

from __future__ import annotations

from ebbline.config.base import Section


class WebmapConfig(Section):
    """The interactive map."""
