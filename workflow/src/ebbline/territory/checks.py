"""The model beside published figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ebbline.config import Config
from ebbline.vocabulary import Area, Check, Comparison, Convention, PublishedFigure

_CONVENTIONS = {
    "populated areas only": Convention.SETTLED,
    "desert counted": Convention.TOTAL,
}


def compare(
    figures: Iterable[PublishedFigure], areas: Sequence[Area], config: Config
) -> list[Check]:
    """Return a check for each published figure; what cannot be compared says why in ``note``."""
    return [_check(figure, areas, config) for figure in figures]


def _check(figure: PublishedFigure, areas: Sequence[Area], config: Config) -> Check:
    note = _why_not(figure, areas, config)
    low = high = model = None
    within = Comparison.NOT_COMPARABLE
    if not note:
        model, low, high = _model(figure, areas, config.subject)
        within = _within(figure, model, low, high)
        if figure.region not in ("study area",):
            note = "the part of the region that lies in the study area"
    return Check(
        date=figure.date,
        region=figure.region,
        measure=figure.measure,
        convention=figure.convention,
        published=figure.value,
        published_low=figure.low,
        published_high=figure.high,
        model=model,
        model_low=low,
        model_high=high,
        within=within,
        source=figure.source,
        note=note,
    )


def _why_not(figure: PublishedFigure, areas: Sequence[Area], config: Config) -> str:
    if figure.convention not in _CONVENTIONS:
        return f"the convention {figure.convention!r} is neither of ours"
    if (figure.measure, figure.unit) not in (("held_area", "km2"), ("held_share", "fraction")):
        return f"the measure {figure.measure!r} in {figure.unit!r} is not modelled"
    if not config.period.first <= figure.date <= config.period.last:
        return "the day is outside the period"
    if figure.region not in {a.region for a in areas}:
        return "the region is not one of the model's"
    return ""


def _model(
    figure: PublishedFigure, areas: Sequence[Area], holder: str
) -> tuple[float, float | None, float | None]:
    """Return the model's value for the subject with its interval."""
    day = max((a.date for a in areas if a.date <= figure.date), default=date.min)
    wanted = _CONVENTIONS[figure.convention]
    rows = [
        a for a in areas if a.date == day and a.region == figure.region and a.convention is wanted
    ]
    mine = next((a for a in rows if a.holder == holder), None)
    whole = sum(a.km2 for a in rows) if figure.measure == "held_share" else 1.0
    if mine is None or whole <= 0:
        return 0.0, None, None
    values = [mine.km2, mine.km2_low, mine.km2_high]
    digits = 4 if figure.measure == "held_share" else 1
    value, low, high = (None if v is None else round(v / whole, digits) for v in values)
    return value or 0.0, low, high


def _within(
    figure: PublishedFigure, model: float, low: float | None, high: float | None
) -> Comparison:
    """Whether the model's interval meets the published range (a figure alone is its own range)."""
    bottom = figure.value if figure.low is None else figure.low
    top = figure.value if figure.high is None else figure.high
    if figure.low is not None and figure.high is None:
        top = float("inf")
    if figure.high is not None and figure.low is None:
        bottom = float("-inf")
    reach = (model if low is None else low, model if high is None else high)
    return Comparison.YES if reach[0] <= top and reach[1] >= bottom else Comparison.NO
