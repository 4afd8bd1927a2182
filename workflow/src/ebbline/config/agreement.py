"""Whether the parts of a configuration fit each other; the models check each part by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, radians

from ebbline import language, palette
from ebbline.config.model import Config
from ebbline.errors import Problem, UserError, shown
from ebbline.meridian import beside
from ebbline.vocabulary import NEUTRAL

YEARS_AROUND = 10
"""So many years before and after its period a case speaks of, or as many as it has."""
MOST_PIXELS = 60_000_000
"""A poster of 60 cm by 60 cm at 300 dots per inch has 50 million."""
LEAST_CELLS = 4
"""Cells on the short side of a study area, below which land has no shape."""
MOST_WIDER = 5
"""In a wider view the study area is a speck."""


def disagreements(config: Config) -> Iterator[Problem]:
    """Yield what does not fit, ``where`` being the key: before hours of work, not after them."""
    try:
        palette.styles(palette.wishes(config.holders))
    except UserError as error:
        yield from (problem for problem in error.problems)
    if NEUTRAL in config.holders:
        what = f"a holder called {shown(NEUTRAL)}, as claimants of no side are"
        yield Problem("holders", what, "another id")
    known = language.available()
    for section in ("figures", "webmap"):
        for code in getattr(config, section).languages:
            if code not in known:
                yield Problem(
                    f"{section}.languages", f"no words in {shown(code)}", ", ".join(known)
                )
    yield from _days(config)
    yield from _frames(config)
    yield from _twice(config)
    yield from _sizes(config)
    for code, locale in config.locales.items():
        if locale.partition("_")[0] != code:
            yield Problem(f"locales.{code}", f"found {locale}", f"a locale of {code}")
    most = max(YEARS_AROUND * 366, (config.period.last - config.period.first).days)
    if config.stale_after_days > most:
        what = f"{config.stale_after_days:,} days, more than the case speaks of"
        yield Problem("stale_after_days", what, f"0 to {most:,}, by the period")
    if (first := config.webmap.first_view) is not None and first not in config.figures.views:
        views = ", ".join(config.figures.views)
        yield Problem("webmap.first_view", f"no view {shown(first)}", views)


def _days(config: Config) -> Iterator[Problem]:
    first, last = config.period.first, config.period.last
    figures = config.figures
    days = [("key_days", day) for day in figures.key_days]
    days += [("comparisons", day) for pair in figures.comparisons for day in pair]
    for key, day in days:
        if not first <= day <= last:
            yield Problem(f"figures.{key}", f"{day} is outside the period", f"{first} to {last}")


def _twice(config: Config) -> Iterator[Problem]:
    """Yield what stands twice where each is drawn or named once."""
    lists: dict[str, Sequence[object]] = {
        "collections": config.collections,
        "figures.key_days": config.figures.key_days,
        "figures.comparisons": config.figures.comparisons,
        "figures.languages": config.figures.languages,
        "webmap.languages": config.webmap.languages,
    }
    for key, values in lists.items():
        for value in dict.fromkeys(v for v in values if values.count(v) > 1):
            text = " to ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            yield Problem(key, f"{text} stands {values.count(value)} times", "each once")
    for part in ("name", "short"):
        owner: dict[tuple[str, str], str] = {}
        for holder, about in config.holders.items():
            for code, text in getattr(about, part).items():
                first = owner.setdefault((code, text.casefold()), holder)
                if first != holder:
                    what = f"{shown(text)} is the {part} of {first}, too"
                    yield Problem(f"holders.{holder}.{part}.{code}", what, "a name of its own")


def _sizes(config: Config) -> Iterator[Problem]:
    figures = config.figures
    for name, size in figures.sizes.items():
        dpi = size.dpi or max(figures.dpi, figures.frame_dpi)
        pixels = size.width_mm * size.height_mm * (dpi / 25.4) ** 2
        if pixels > MOST_PIXELS:
            yield Problem(
                f"figures.sizes.{name}",
                f"{size.width_mm:g} mm by {size.height_mm:g} mm at {dpi:g} dots per inch, "
                f"{pixels / 1e6:,.0f} million pixels",
                f"up to {MOST_PIXELS / 1e6:,.0f} million",
                "make it smaller, or give it a dpi of its own",
            )
    west, south, east, north = config.study_area.bbox
    wide = (east - west) * 111.2 * cos(radians((south + north) / 2))
    most = min(wide, (north - south) * 111.2) / LEAST_CELLS
    if config.catchments.cell_km > most:
        yield Problem(
            "catchments.cell_km",
            f"{config.catchments.cell_km:g} km in a study area of {wide:.0f} km by "
            f"{(north - south) * 111.2:.0f} km",
            f"up to {most:.2g}, so that it has {LEAST_CELLS} cells on its short side",
        )


def _frames(config: Config) -> Iterator[Problem]:
    west, south, east, north = box = config.study_area.bbox
    left, bottom, right, top = beside(config.names.bbox, box)
    if left >= east or right <= west or bottom >= north or top <= south:
        yield Problem("names.bbox", "has nothing of the study area", f"a box around {tuple(box)}")
    for name, view in config.figures.views.items():
        left, bottom, right, top = beside(view.bbox, box)
        if right - left > MOST_WIDER * (east - west) or top - bottom > MOST_WIDER * (north - south):
            yield Problem(
                f"figures.views.{name}.bbox",
                f"{right - left:g}° by {top - bottom:g}°, around a study area of "
                f"{east - west:g}° by {north - south:g}°",
                f"up to {MOST_WIDER} times as wide and as high as the study area",
            )
        if left >= east or right <= west or bottom >= north or top <= south:
            shown_box = ", ".join(f"{side:g}" for side in box)
            yield Problem(
                f"figures.views.{name}.bbox",
                "shows nothing of the study area",
                f"a box that meets study_area.bbox, [{shown_box}]",
            )
