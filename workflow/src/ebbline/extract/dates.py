"""Days that news English speaks of, counted from the day of publication.

A weekday is the last one up to the day of publication, which itself counts: "on Thursday" in a
Thursday's report is that day. Imprecise words give a window: "last month" is the calendar month
before, "late March" the 21st to the 31st. No window ends after the day of publication.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ebbline.extract.date_patterns import (
    ANCHORED,
    FINDER,
    HINT,
    MONTH_NUMBERS,
    NAMED,
    NUMBERS,
    PATTERNS,
    PREPOSITION,
    SEASONS,
    THIRDS,
    WEEKDAYS,
)
from ebbline.extract.dates_of_month import READERS as BY_MONTH
from ebbline.extract.dates_of_month import Near

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A window of days (inclusive) that a stretch of a sentence names.

    ``preposition`` is the word before it (``since``, ``on`` …, or empty); ``exact`` tells whether
    it names one day (or one night). ``anchored`` is set for "a day later", which counts from
    another day: ``offset`` days (with ``slack`` either way) from it. ``month`` is the year and
    month that it names; ``back`` is set for "two days before that": of what was told before.
    """

    start: int
    end: int
    first: date
    last: date
    preposition: str = ""
    anchored: bool = False
    offset: int = 0
    slack: int = 0
    month: Near = None
    back: bool = False

    @property
    def exact(self) -> bool:
        """Whether it names a day, or a night between two."""
        return (self.last - self.first).days <= 1

    def from_anchor(self, first: date, last: date) -> DateMention:
        """Return this mention counted from the window ``first`` to ``last``."""
        begin = _shifted(first, self.offset - self.slack)
        return replace(self, first=begin, last=_shifted(last, self.offset + self.slack))


def find_dates(sentence: str, published: date, near: Near = None) -> list[DateMention]:
    """Return the dates that ``sentence`` names, in order, none overlapping.

    ``near`` is the year and month that the sentence before spoke of, if it named one.
    """
    lower = sentence.lower()
    if not HINT.search(lower):
        return []
    found = []
    for match in FINDER.finditer(lower):
        kind = next(name for name, _ in PATTERNS if match[f"k_{name}"] is not None)
        if kind in NAMED and not _is_name(sentence, match, kind):
            continue
        mention = _read(kind, match, published, near)
        if mention is not None:
            near = mention.month or near
            before = PREPOSITION.search(lower, max(0, match.start() - 12), match.start())
            word = before[1] if before else _own_preposition(match[0])
            found.append(replace(mention, preposition=word))
    return found


def _own_preposition(text: str) -> str:
    for word in ("since ", "until ", "by ", "from "):
        if text.startswith(word):
            return word.strip()
    return ""


def _is_name(sentence: str, match: re.Match[str], kind: str) -> bool:
    """Tell "in May" from "may" and "March" from "march": the name has a capital."""
    return sentence[match.start(NAMED[kind])].isupper()


def _read(kind: str, match: re.Match[str], published: date, near: Near) -> DateMention | None:
    try:
        reader = BY_MONTH.get(kind)
        window = reader(match, published, near) if reader else _READERS[kind](match, published)
    except (ValueError, OverflowError, KeyError):
        return None
    start, end = match.span()
    if kind in ANCHORED:
        offset, slack = _offset(kind, match)
        back = match[0].endswith(" that")
        return DateMention(start, end, published, published, "", True, offset, slack, back=back)
    if window is None or window[0] > published:
        return None
    month = (window[0].year, window[0].month) if kind in _NAMING_A_MONTH else None
    return DateMention(start, end, window[0], min(window[1], published), month=month)


_NAMING_A_MONTH = ("iso", "from_to_days", "day_month", "month_day", "month", "week_of")
Window = tuple[date, date]


def _day(year: int, month: int, day: int) -> Window:
    return date(year, month, day), date(year, month, day)


def _past_day(month: int, day: int, year: str | None, published: date) -> Window:
    """Return the day; without a year the last one up to publication."""
    if year == "last year":
        return _day(published.year - 1, month, day)
    if year:
        return _day(int(year), month, day)
    for back in range(5):
        try:
            candidate = date(published.year - back, month, day)
        except ValueError:
            continue
        if candidate <= published:
            return candidate, candidate
    raise ValueError


def _number(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS[text]


def _ordinal(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _month_number(name: str) -> int:
    return MONTH_NUMBERS[name.rstrip(".")]


def _month(year: int, month: int) -> Window:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _part(window: Window, third: str | None) -> Window:
    """Return the early, middle or late third of a window."""
    if not third:
        return window
    index = next(i for word, i in THIRDS.items() if word in third)
    first, last = window
    days = (last - first).days + 1
    if days > 31:
        begin, end = ((1, 3), (5, 8), (10, 12))[index]
        return first.replace(month=begin), last.replace(
            month=end, day=monthrange(last.year, end)[1]
        )
    begin, end = ((1, 10), (11, 20), (21, days))[index]
    return first.replace(day=begin), first.replace(day=end)


def _month_window(name: str, year: str | None, published: date, *, last: bool = False) -> Window:
    month = _month_number(name)
    if year == "last year":
        return _month(published.year - 1, month)
    if year and year.isdigit():
        return _month(int(year), month)
    this_year = month < published.month or (month == published.month and not last)
    return _month(published.year if this_year else published.year - 1, month)


def _iso(m: re.Match[str], _: date) -> Window:
    day = date.fromisoformat(m["iso"])
    return day, day


def _from_to_days(m: re.Match[str], published: date) -> Window:
    month = _month_number(m["m3"])
    last = _past_day(month, _ordinal(m["d2"]), m["y3"], published)[1]
    return last.replace(day=_ordinal(m["d1"])), last


def _day_month(m: re.Match[str], published: date) -> Window:
    return _past_day(_month_number(m["m4"]), _ordinal(m["d4"]), m["y4"], published)


def _month_day(m: re.Match[str], published: date) -> Window:
    return _past_day(_month_number(m["m5"]), _ordinal(m["d5"]), m["y5"], published)


def _month_to_month(m: re.Match[str], published: date) -> Window:
    last = _part(_month_window(m["m7"], m["y6"], published), m["t7"])
    year = m["y61"] or str(last[0].year)
    first = _part(_month_window(m["m6"], year, published), m["t6"])
    if first[0] > last[1]:
        first = _part(_month_window(m["m6"], str(last[0].year - 1), published), m["t6"])
    return first[0], last[1]


def _month_alone(m: re.Match[str], published: date) -> Window:
    window = _month_window(m["m8"], m["y8"], published, last=m["q8"] == "last ")
    return _part(window, m["t8"])


def _weekday(m: re.Match[str], published: date) -> Window:
    def before(name: str) -> date:
        return published - ((published.weekday() - WEEKDAYS.index(name)) % 7) * DAY

    first = before(m["w9"])
    if m["q9"] in ("last ", "the previous ") and first == published:
        first -= 7 * DAY
    if m["q9b"] == " last":
        return (first - 7 * DAY if first == published else first,) * 2
    if m["q9b"]:
        monday = published - (published.weekday() + 7) * DAY
        first = monday + WEEKDAYS.index(m["w9"]) * DAY
    if not m["w9b"]:
        return first, first
    last = before(m["w9b"])
    return (first, last) if first <= last else (first - 7 * DAY, last)


def _span_of(number: int, unit: str) -> tuple[int, int]:
    """Return days and slack of "three weeks": the longer ago, the less exact."""
    if unit == "hour":
        return number // 24, 0
    if unit == "day":
        return number, 0 if number < 10 else 1
    if unit == "week":
        return 7 * number, 0 if number == 1 else 2 if number > 2 else 1
    if unit == "fortnight":
        return 14 * number, 1
    if unit == "month":
        return round(30.44 * number), 15
    return round(365.25 * number), 183


def _ago(m: re.Match[str], published: date) -> Window:
    days, slack = _span_of(_number(m["n10"]), m["u10"])
    if m["u10"] == "year":
        year = published.year - _number(m["n10"])
        return date(year, 1, 1), date(year, 12, 31)
    if m[0].startswith(("more than", "over")):
        return _shifted(published, -days - slack), _shifted(published, -days)
    return _shifted(published, -days - slack), _shifted(published, -days + slack)


def _offset(kind: str, m: re.Match[str]) -> tuple[int, int]:
    if kind == "anchored":
        if m["v11"]:
            # "Days after": a few of them.
            days, slack = {"hours": (0, 0), "days": (4, 3), "weeks": (21, 14)}.get(
                m["v11"], (120, 90)
            )
        else:
            days, slack = _span_of(_number(m["n11"]), m["u11"])
        return (-days if m["s11"] in ("earlier", "before") else days), slack
    if kind == "week_by":
        word = m["s19"] or m["s19b"] or ""
        return {"next": 7, "following": 7, "after": 7, "previous": -7, "before": -7}.get(word, 0), 3
    return {"same_day": 0, "day_before": -1, "day_after": 1}[kind], 0


def _unit(m: re.Match[str], published: date) -> Window | None:
    which, unit = m["q12"], m["u12"]
    monday = published - published.weekday() * DAY
    if which in ("in recent", "recent"):
        days = {"days": 5, "weeks": 28, "months": 120}.get(unit)
        return (published - days * DAY, published) if days else None
    if which in ("the past", "the last"):
        days = {"week": 7, "fortnight": 14, "month": 30, "year": 365}.get(unit)
        return (published - days * DAY, published) if days else None
    last = which.endswith("last")
    third = which.split()[0]
    if third in THIRDS and unit in ("month", "year"):
        return _part(_whole(unit, published, last=last), third)
    if which == "earlier this" and unit in ("month", "year"):
        first = published.replace(day=1, month=1 if unit == "year" else published.month)
        return min(first, published - DAY), published - DAY
    if unit == "weekend":
        saturday = published - ((published.weekday() - 5) % 7) * DAY
        return saturday, saturday + DAY
    if unit == "week":
        return (monday - 7 * DAY, monday - DAY) if last else (monday, published)
    if unit == "month":
        return _month_before(published) if last else (published.replace(day=1), published)
    if unit == "year":
        year = published.year - last
        return date(year, 1, 1), date(year, 12, 31)
    if unit in SEASONS or unit == "winter":
        return _last_season(unit, published, last=last)
    return None


def _whole(unit: str, published: date, *, last: bool) -> Window:
    if unit == "month":
        return _month_before(published) if last else _month(published.year, published.month)
    year = published.year - last
    return date(year, 1, 1), date(year, 12, 31)


def _month_before(published: date) -> Window:
    last = published.replace(day=1) - DAY
    return last.replace(day=1), last


def _last_season(name: str, published: date, *, last: bool) -> Window:
    for year in range(published.year, published.year - 3, -1):
        window = _season_of(name, year)
        if window[1] < published or (not last and window[0] <= published):
            return window
    raise ValueError


def _season_of(name: str, year: int) -> Window:
    if name == "winter":
        return date(year - 1, 12, 1), _month(year, 2)[1]
    first, last = SEASONS[name]
    return date(year, first, 1), _month(year, last)[1]


def _season(m: re.Match[str], _: date) -> Window:
    return _season_of(m["s13"], int(m["y13"]))


def _year(m: re.Match[str], _: date) -> Window:
    year = int(m["y14"])
    return _part((date(year, 1, 1), date(year, 12, 31)), m["t14"])


def _weekend(m: re.Match[str], published: date) -> Window:
    saturday = published - ((published.weekday() - 5) % 7) * DAY
    saturday -= 7 * DAY if m["end"].startswith("the previous") else 0 * DAY
    return saturday, saturday + DAY


def _shifted(day: date, days: int) -> date:
    try:
        return day + days * DAY
    except OverflowError:
        return day


_READERS: dict[str, Callable[[re.Match[str], date], Window | None]] = {
    "iso": _iso,
    "from_to_days": _from_to_days,
    "day_month": _day_month,
    "month_day": _month_day,
    "month_to_month": _month_to_month,
    "month": _month_alone,
    "weekday": _weekday,
    "ago": _ago,
    "anchored": lambda _, p: (p, p),
    "same_day": lambda _, p: (p, p),
    "day_before": lambda _, p: (p, p),
    "day_after": lambda _, p: (p, p),
    "week_by": lambda _, p: (p, p),
    "unit": _unit,
    "season": _season,
    "year": _year,
    "yesterday": lambda _, p: (p - DAY, p - DAY),
    "overnight": lambda _, p: (p - DAY, p),
    "today": lambda _, p: (p, p),
    "weekend": _weekend,
}
