"""Configuration of reading reports."""

from __future__ import annotations

from pydantic import Field

from ebbline.config.base import Section, Slug


class ExtractConfig(Section):
    """How candidate claims are read from reports."""

    actors: dict[Slug, tuple[str, ...]] = Field(default_factory=dict)
    """For each holder, the names that reports give it and those who fight or speak for it."""
    min_confidence: float = Field(default=0.5, ge=0, le=1)
    """Candidates below this confidence are only shown on the review page."""
