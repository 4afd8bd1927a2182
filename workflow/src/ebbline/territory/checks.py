"""The model beside published figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import inf

from ebbline.config import Config
from ebbline.vocabulary import (
    Area,
    Check,
    Comparison,
    Convention,
    PublishedFigure,
    Strength,
    Verdict,
)

_CONVENTIONS = {
    "populated areas only": Convention.SETTLED,
    "desert counted": Convention.TOTAL,
}
_MEASURES = (("held_area", "km2"), ("held_share", "fraction"))
_WHOLE = 0.98
"""From this share of a region on, the study area is said to have all of it."""
TOLERANCE = 0.1
"""An estimate so near a published figure (relative to it) agrees: figures are rounded."""
_STRENGTHS = ((0.1, Strength.STRONG), (0.25, Strength.FAIR), (0.5, Strength.WEAK))


def compare(
    figures: Iterable[PublishedFigure],
    areas: Sequence[Area],
    config: Config,
    region_km2: Mapping[str, float],
) -> list[Check]:
    """Return a check for each published figure of the subject's land.

    The model is within a published range if its interval meets it; a figure without a range is a
    range of its own. ``region_km2`` are full sizes of regions. What cannot be compared says why
    in ``note``; so does a comparison of a region of which the study area has only a part.
    """
    by_region: dict[str, list[Area]] = {}
    for area in areas:
        by_region.setdefault(area.region, []).append(area)
    return [_check(figure, by_region, config, region_km2) for figure in figures]


def _check(
    figure: PublishedFigure,
    areas: Mapping[str, list[Area]],
    config: Config,
    region_km2: Mapping[str, float],
) -> Check:
    note = _why_not(figure, areas, config)
    model: tuple[float | None, float | None, float | None] = (None, None, None)
    within = Comparison.NOT_COMPARABLE
    if not note:
        rows = _rows(figure, areas[figure.region], _CONVENTIONS[figure.convention])
        covered = sum(a.km2 for a in _rows(figure, areas[figure.region], Convention.TOTAL))
        whole = max(region_km2.get(figure.region, covered), covered)
        model = _model(figure, rows, config.subject, whole)
        within = _within(figure, model)
        if covered < _WHOLE * whole:
            note = (
                f"the study area has {covered / whole:.0%} of the region; "
                "what was held outside it is not in the model's figure"
            )
    verdict, off = _verdict(figure, model[0])
    return Check(
        figure.date,
        figure.region,
        figure.measure,
        figure.convention,
        figure.value,
        figure.low,
        figure.high,
        *model,
        within,
        figure.source,
        note,
        verdict,
        off,
        _strength(figure, model) if verdict else None,
    )


def _why_not(figure: PublishedFigure, areas: Mapping[str, list[Area]], config: Config) -> str:
    if figure.convention not in _CONVENTIONS:
        return f"the convention {figure.convention!r} is neither of ours"
    if (figure.measure, figure.unit) not in _MEASURES:
        return f"the measure {figure.measure!r} in {figure.unit!r} is not modelled"
    if not config.period.first <= figure.date <= config.period.last:
        return "the day is outside the period"
    if figure.region not in areas:
        return "the region is not one of the model's"
    return ""


def _rows(figure: PublishedFigure, areas: Sequence[Area], convention: Convention) -> list[Area]:
    """Return the region's rows of a convention, of the last change day up to the figure's."""
    day = max((a.date for a in areas if a.date <= figure.date), default=date.min)
    return [a for a in areas if a.date == day and a.convention is convention]


def _model(
    figure: PublishedFigure, rows: Sequence[Area], holder: str, whole: float
) -> tuple[float | None, float | None, float | None]:
    """Return the model's figure with its interval; shares are of the whole region."""
    mine = next((a for a in rows if a.holder == holder), None)
    if mine is None:
        return 0.0, None, None
    scale, digits = (whole, 4) if figure.measure == "held_share" else (1.0, 1)
    value, low, high = (
        None if v is None else round(v / scale, digits)
        for v in (mine.km2, mine.km2_low, mine.km2_high)
    )
    return value, low, high


def _within(
    figure: PublishedFigure, model: tuple[float | None, float | None, float | None]
) -> Comparison:
    value, low, high = model
    bottom, top = _range(figure)
    least = low if low is not None else value
    most = high if high is not None else value
    below = most is not None and most < bottom
    above = least is not None and least > top
    return Comparison.NO if below or above else Comparison.YES


def _range(figure: PublishedFigure) -> tuple[float, float]:
    """Return the published range; a figure without one is a range of its own."""
    if figure.low is None and figure.high is None:
        return figure.value, figure.value
    return (
        -inf if figure.low is None else figure.low,
        inf if figure.high is None else figure.high,
    )


def _verdict(figure: PublishedFigure, value: float | None) -> tuple[Verdict | None, float | None]:
    """Return whether the estimate is in the published range, give or take, and how far off."""
    if value is None:
        return None, None
    bottom, top = _range(figure)
    off = min(0.0, value - bottom) + max(0.0, value - top)
    agrees = abs(off) <= TOLERANCE * abs(figure.value)
    return (Verdict.AGREES if agrees else Verdict.DISAGREES), round(off, 4)


def _strength(
    figure: PublishedFigure, model: tuple[float | None, float | None, float | None]
) -> Strength | None:
    """Return how strong a test the figure is; ``None`` without an interval."""
    _, low, high = model
    if low is None or high is None:
        return None
    return strength_of((high - low) / 2 / max(abs(figure.value), 1e-9))


def strength_of(part: float) -> Strength:
    """Return how strong a test is, by half the width of the range relative to what was said."""
    return next((name for most, name in _STRENGTHS if part <= most), Strength.NONE)
