"""Whether the parts of a configuration fit each other; the models check each part by itself."""

from __future__ import annotations

from collections.abc import Iterator

from ebbline import language, palette
from ebbline.config.model import Config
from ebbline.errors import Problem, UserError, shown
from ebbline.vocabulary import NEUTRAL

YEARS_AROUND = 10
"""So many years before and after its period a case speaks of, or as many as it has."""
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


def _frames(config: Config) -> Iterator[Problem]:
    west, south, east, north = box = config.study_area.bbox
    left, bottom, right, top = config.names.bbox
    if left >= east or right <= west or bottom >= north or top <= south:
        yield Problem("names.bbox", "has nothing of the study area", f"a box around {tuple(box)}")
    for name, view in config.figures.views.items():
        left, bottom, right, top = view.bbox
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
