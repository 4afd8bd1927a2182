"""Days that news tells by the month in question: "on the 4th", "in the last week of that month".

The month in question is the one that this sentence or the one before named with a date; without
any, the days are the last such days up to publication.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from ebbline.extract.date_patterns import MONTH_NUMBERS, THIRDS

DAY = timedelta(days=1)
Window = tuple[date, date]
Near = tuple[int, int] | None
"""Year and month that are in question."""
_NTH = (
    "fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_SPELLED = {word: n for n, word in enumerate(_NTH.split(), start=4)}
_WEEKS = {"first": 0, "opening": 0, "second": 1, "third": 2, "fourth": 3}
_FEASTS = {
    "christmas": ((12, 24), (12, 26)),
    "christmas day": ((12, 25), (12, 25)),
    "christmas eve": ((12, 24), (12, 24)),
    "new year's": ((12, 31), (1, 1)),
    "new year's day": ((1, 1), (1, 1)),
    "new year's eve": ((12, 31), (12, 31)),
}


def _day_number(text: str) -> int:
    return _SPELLED.get(text) or int(re.sub(r"\D", "", text))


def _previous(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)


def _month_told(word: str | None, published: date, near: Near) -> Near:
    """Return the month that "last month", "that month" means; None if nothing tells."""
    this = (published.year, published.month)
    if word in ("this", "the"):
        return this
    if word == "last":
        return _previous(*this)
    if word == "the previous":
        return _previous(*(near or this))
    return near


def _on_the(m: re.Match[str], published: date, near: Near) -> Window | None:
    first = _day_number(m["d15"])
    last = _day_number(m["d15b"]) if m["d15b"] else first
    if m["r15"]:
        month = _month_told(m["r15"], published, near)
        return (date(*month, first), date(*month, last)) if month and first <= last else None
    if first > last:
        return None
    months = [near] if near else []
    month = (published.year, published.month)
    for _ in range(3):
        months.append(month)
        month = _previous(*month)
    for year, number in filter(None, months):
        if last <= monthrange(year, number)[1] and date(year, number, last) <= published:
            return date(year, number, first), date(year, number, last)
    return None


def _week_of(m: re.Match[str], published: date, near: Near) -> Window | None:
    if m["m16"]:
        number = MONTH_NUMBERS[m["m16"]]
        year = int(m["y16"]) if m["y16"] else published.year - (number > published.month)
        month: Near = (year, number)
    else:
        month = _month_told(m["r16"], published, near)
    if month is None:
        return None
    begin, days = date(*month, 1), monthrange(*month)[1]
    length = {"days": 6, "week": 7, "weeks": 14, "fortnight": 14}[m["u16"]]
    if m["n16"] in _WEEKS:
        first = begin + _WEEKS[m["n16"]] * length * DAY
        return first, min(first + (length - 1) * DAY, begin.replace(day=days))
    return begin.replace(day=days - length + 1), begin.replace(day=days)


def _third_of(m: re.Match[str], published: date, near: Near) -> Window | None:
    month = _month_told(m["r17"], published, near)
    if month is None:
        return None
    first, last = ((1, 10), (11, 20), (21, monthrange(*month)[1]))[THIRDS[m["t17"]]]
    return date(*month, first), date(*month, last)


def _feast(m: re.Match[str], published: date, _: Near) -> Window:
    begin, end = _FEASTS[m["f18"]]
    for year in (published.year, published.year - 1):
        first = date(year - (begin > end), *begin)
        if first <= published:
            return first, date(year, *end)
    raise ValueError


READERS: dict[str, Callable[[re.Match[str], date, Near], Window | None]] = {
    "ordinal": _on_the,
    "week_of": _week_of,
    "third_of": _third_of,
    "feast": _feast,
}
