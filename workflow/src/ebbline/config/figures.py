"""Configuration of the static figures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ebbline.config.base import Bounds, Day, Language, Section, Slug, Text

Millimetres = Annotated[float, Field(ge=60, le=600, allow_inf_nan=False)]


class ViewConfig(Section):
    """A frame that maps are drawn in."""

    title: Text
    """What the view shows."""
    short: Text | None = None
    """A name of a word or two, for a button; by default `title`."""
    bbox: Bounds
    """West, south, east, north in WGS 84 degrees."""
    places: tuple[str, ...] = ()
    """Place ids that are always labelled in this view."""


class SizeConfig(Section):
    """A size of page."""

    width_mm: Millimetres
    """Width in millimetres."""
    height_mm: Millimetres
    """Height in millimetres."""
    type_pt: float = Field(default=7.0, ge=5, le=24)
    """Size of the running text in points; titles and small print follow from it."""
    formats: tuple[Literal["png", "svg", "pdf"], ...] = Field(
        default=("png", "svg", "pdf"), min_length=1
    )
    """Formats of overview and key days in this size; other figures are PNG files."""
    style: Literal["full", "clean"] = "full"
    """`clean`: for press and slides, maps of days alone: the subject and who took from it in
    colour, all others grey, at most six names, the day's change written at its place."""
    dpi: float | None = Field(default=None, ge=72, le=600, allow_inf_nan=False)
    """Dots per inch of PNG files in this size; by default those of `figures.dpi`."""


class AnimationConfig(Section):
    """The animation of a view."""

    width_px: int = Field(default=1280, ge=320, le=3840)
    """Width of the film; the picture in GIF format is not wider than 640."""
    pause_s: float = Field(default=1.6, gt=0, le=30)
    """How long each change day stands still, in seconds."""
    key_pause_s: float = Field(default=3.2, gt=0, le=30)
    """How long a key day stands still, in seconds."""


DEFAULT_SIZES = {
    "page": SizeConfig(width_mm=180, height_mm=130, type_pt=7),
    "column": SizeConfig(width_mm=89, height_mm=160, type_pt=6.5, formats=("png", "pdf")),
    "slide": SizeConfig(width_mm=254, height_mm=142.875, type_pt=8, formats=("png",), dpi=192),
    "press": SizeConfig(
        width_mm=120, height_mm=100, type_pt=9, formats=("png", "svg"), style="clean"
    ),
    "social": SizeConfig(width_mm=120, height_mm=150, type_pt=7.2, formats=("png",), dpi=228.6),
}


class FiguresConfig(Section):
    """The static figures."""

    languages: tuple[Language, ...] = Field(default=("en",), min_length=1)
    """Languages of the figures; each has a file `ebbline/language/<lang>.yaml`."""
    views: dict[Slug, ViewConfig] = Field(min_length=1)
    """The frames."""
    key_days: tuple[Day, ...] = Field(default=(), max_length=12)
    """Days that also get SVG and PDF and stand in the overview; empty: chosen from the data."""
    key_day_count: int = Field(default=8, ge=2, le=12)
    """How many key days are chosen when `key_days` is empty."""
    comparisons: tuple[tuple[Day, Day], ...] = ()
    """Pairs of days for maps of land gained, lost and still held; empty: first to last key day."""
    sizes: dict[Slug, SizeConfig] = Field(default=DEFAULT_SIZES, min_length=1)
    """Page sizes; the overviews and the key days of the first view are made in all of them."""
    default_size: Slug = "page"
    """The size of all other figures, and of files without a size in their name."""
    dpi: int = Field(default=300, ge=72, le=600)
    """Dots per inch of the PNG files of overviews, key days, comparisons and charts."""
    frame_dpi: int = Field(default=180, ge=72, le=600)
    """Dots per inch of the maps of all other days, which the animation shows."""
    animation: AnimationConfig = AnimationConfig()
    """The animation of each view."""

    @model_validator(mode="after")
    def _default_size_is_known(self) -> FiguresConfig:
        if self.default_size not in self.sizes:
            known = ", ".join(self.sizes)
            raise ValueError(f"default_size {self.default_size!r} is not one of sizes: {known}")
        return self

    @model_validator(mode="after")
    def _pairs_in_order(self) -> FiguresConfig:
        for first, second in self.comparisons:
            if first >= second:
                raise ValueError(f"comparisons: {first} is not before {second}")
        return self
