"""The codes of two established data sets, so that events fit what researchers already use.

Sub-event types are those of ACLED (Armed Conflict Location & Event Data, codebook), precision
codes those of the UCDP Georeferenced Event Dataset (codebook: ``date_prec``, ``where_prec``).
"""

from __future__ import annotations

from collections.abc import Container

from ebbline.vocabulary import Kind

_DATE_LIMITS = ((1, 1), (6, 2), (7, 3), (31, 4))
_DATE_YEAR = 5
_EXACT_KM, _NEAR_KM = 5.0, 25.0


def acled_sub_event_type(kind: Kind, holder: str, *, governments: Container[str]) -> str:
    """Return the ACLED sub-event type; empty for a statement of who holds a place."""
    if kind is Kind.CAPTURED:
        if holder in governments:
            return "Government regains territory"
        return "Non-state actor overtakes territory"
    if kind is Kind.WITHDREW:
        return "Non-violent transfer of territory"
    return "" if kind is Kind.HOLDS else "Armed clash"


def date_prec(days: int) -> int:
    """Return the UCDP code for a window of ``days``.

    1 is a day, 2 up to six days, 3 a week, 4 up to a month, 5 more.
    """
    return next((code for limit, code in _DATE_LIMITS if days <= limit), _DATE_YEAR)


def where_prec(precision_km: float) -> int:
    """Return the UCDP code for a point true to ``precision_km``: 1 exact, 2 to 25 km, 3 beyond."""
    if precision_km <= _EXACT_KM:
        return 1
    return 2 if precision_km <= _NEAR_KM else 3
