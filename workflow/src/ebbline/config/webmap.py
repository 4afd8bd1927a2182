"""Configuration of the interactive map."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from ebbline.addresses import mistake_in
from ebbline.config.base import Language, Section, Slug

_SERVER = r"(https://[^\s'\";,/]+|http://(localhost|127\.0\.0\.1)(:\d{1,5})?)"


def _is_address(url: str) -> str:
    wrong = mistake_in(re.sub(r"\{[a-z]+\}", "0", url))
    if wrong:
        raise ValueError(f"found {url!r}; allowed: {wrong[0]}")
    return url


TileUrl = Annotated[
    str,
    StringConstraints(pattern=rf"^{_SERVER}/[^\s'\";,]*\{{z\}}[^\s'\";]*$", max_length=300),
    AfterValidator(_is_address),
]


class TilesConfig(Section):
    """Online map tiles under the map; a reader's browser then asks that server for images."""

    url: TileUrl
    """Address of the tiles with `{z}`, `{x}`, `{y}`; `https`, or `http` of this computer alone."""
    attribution: str = Field(min_length=1, max_length=200)
    """Whom the tile server wants named, as plain text."""


class WebmapConfig(Section):
    """The interactive map."""

    languages: tuple[Language, ...] = Field(default=("en",), min_length=1)
    """Languages that the reader can choose from, the first is shown first; by default those of
    the figures."""
    first_view: Slug | None = None
    """View shown first, one of `figures.views`; by default the first of them."""
    detail_m: float = Field(default=60, ge=1, le=5000, allow_inf_nan=False)
    """Coordinates of land and rivers are rounded to this many metres (Web Mercator)."""
    smooth_m: float = Field(default=1200, ge=0, le=20_000, allow_inf_nan=False)
    """Outlines of patches and of the basemap lose bends smaller than this many metres."""
    play_days_per_second: float = Field(default=2, gt=0, le=30, allow_inf_nan=False)
    """Speed of play that is set at first."""
    as_known: bool = False
    """Whether the reader can switch towns to what was known on each day (`as_known.csv`)."""
    tiles: TilesConfig | None = None
    """Online map tiles under the map; off by default, so that the file asks no server."""
