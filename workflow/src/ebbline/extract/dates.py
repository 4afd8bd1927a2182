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

DAY = timedelta(days=1)
Window = tuple[date, date]
_MONTHS = "january february march april may june july august september october november december"
MONTH_NUMBERS = {name[:n]: i for n in (3, 4, 9) for i, name in enumerate(_MONTHS.split(), start=1)}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_COUNTED = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
NUMBERS = {word: i for i, word in enumerate(_COUNTED.split(), start=1)} | {
    "a": 1, "an": 1, "a couple of": 2, "several": 4, "a few": 3,
}  # fmt: skip
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}
# The third of a month or year that early, mid and late mean.
THIRDS = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}

_M = rf"(?:{_MONTHS.replace(' ', '|')})"
_MM = _M[:-1] + r"|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.?)"
_W = rf"(?:{'|'.join(WEEKDAYS)})"
_N = rf"(?:\d{{1,3}}|{_COUNTED.replace(' ', '|')}|a couple of|a few|several|an?)"
_D = r"(?:\d{1,2})(?:st|nd|rd|th)?"
_Y = r"(?:1\d\d\d|20\d\d)"
_DAYPART = (
    r"(?:(?:early|late|mid)[ -])?"
    r"(?:morning|afternoon|evening|night|lunchtime|midday|noon|midnight|dawn)"
)
_ABOUT = r"(?:(?:more than|over|nearly|almost|about|around|some|just) )?"
_UNITS = r"(?:hour|day|week|fortnight|month|year)"
_HOUR = (
    r"(?:(?:before|at|around|by|after) (?:dawn|dusk|midnight|noon|midday|nightfall|daybreak"
    r"|sunset|sunrise) )?"
)
_THIRD = r"(?:early|mid|late)(?:[ -]to[ -](?:mid|late))?[ -]"
_THIRD_OF = r"(?:the (?:start|beginning|middle|end) of )"
_ENDS = r"(?= *[,.;)]| *$)"

PATTERNS = {
    "iso": r"(?P<iso>\d{4}-\d{2}-\d{2})",
    "from_to_days": rf"(?:between |from )?(?P<d1>{_D}) (?:and|to|-|–) (?P<d2>{_D}) (?P<m3>{_MM})"
    rf"(?: (?P<y3>{_Y}))?",
    "day_month": rf"(?:the )?(?P<d4>{_D}) (?:of )?(?P<m4>{_MM})\b(?:,? (?P<y4>{_Y}))?",
    "month_day": rf"(?P<m5>{_MM}) (?:the )?(?P<d5>{_D})(?![\d%]|:\d)\b"
    rf"(?:,? (?P<y5>{_Y}|last year))?",
    "month_to_month": rf"(?:between |from )?(?P<t6>{_THIRD})?(?P<m6>{_M})(?: (?P<y61>{_Y}))?"
    rf" (?:and|to|-|–) (?P<t7>{_THIRD})?(?P<m7>{_M})(?: (?P<y6>{_Y}))?",
    "month": rf"(?P<t8>{_THIRD}|{_THIRD_OF})?(?P<q8>last |this )?(?P<m8>{_M})"
    rf"(?: (?:of )?(?P<y8>{_Y}|last year|this year))?",
    "weekday": rf"{_HOUR}(?:(?:early|late) )?(?:on )?"
    r"(?:(?:the )?(?:early|late) (?:hours|morning|night|evening) of )?"
    rf"(?P<q9>last |this |the previous |the following |the next )?(?P<w9>{_W})"
    rf"(?: (?:and|to|-) (?P<w9b>{_W}))?(?: {_DAYPART})?"
    rf"(?P<q9b> of last week| last week| a week ago| last{_ENDS})?",
    "ago": rf"{_ABOUT}(?P<n10>{_N}) (?P<u10>{_UNITS})s? ago",
    "anchored": rf"(?:{_ABOUT}(?P<n11>{_N}) (?P<u11>{_UNITS})s?"
    r"|(?<!of )(?:only |just )?(?P<v11>hours|days|weeks|months))"
    rf" (?P<s11>earlier|before|later|after|on{_ENDS})(?: that{_ENDS})?",
    "same_day": r"(?P<same>(?:later )?(?:on )?(?:the same|that same|that)"
    r" (?:day|morning|afternoon|evening|night)|within (?:the hour|hours|a day)"
    r"|(?:at|at about|at around) the same time|(?:by|at|before|towards)"
    r" (?:nightfall|dusk|evening|noon|midday|midnight|dawn|daybreak|sunset|sundown))",
    "day_before": r"(?P<eve>(?:on )?the (?:(?:day|night|evening) before(?: that)?"
    r"|previous (?:day|night|evening)))",
    "day_after": r"(?P<morrow>(?:on )?the (?:(?:next|following) (?:day|morning|afternoon|evening"
    r"|night)|(?:day|night|morning|evening) after(?: that)?))",
    "unit": r"(?P<q12>earlier this|later this|early this|late last|early last|last|this|the past"
    r"|the last|in recent|recent)"
    r" (?P<u12>weekend|week|fortnight|month|year|spring|summer|autumn|winter|days|weeks|months)s?",
    "season": rf"(?:the )?(?P<s13>spring|summer|autumn|winter) (?:of )?(?P<y13>{_Y})",
    "year": rf"(?:(?P<t14>{_THIRD}|{_THIRD_OF})|in |since |until |by |of |during |the )"
    rf"(?P<y14>{_Y})(?!\d|-)",
    "yesterday": rf"(?P<yes>yesterday)(?: {_DAYPART})?",
    "overnight": r"(?P<over>overnight|last night)",
    "today": r"(?P<today>today|tonight|earlier in the day|this (?:morning|afternoon|evening)"
    r"|that morning)",
    "weekend": r"(?P<end>(?:(?:over|at|during|by|since) the|the previous) weekend)",
}
FINDER = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<k_{name}>{pattern})" for name, pattern in PATTERNS.items())
    + r")(?![\w])"
)
HINT = re.compile(
    rf"{_MM}|\d{{4}}|day\b|days\b|\bago\b|earlier|later|before|after\b|morning|evening|night|week"
    r"|month|year|\blast\b|\bthis\b|recent|previous|within|dusk|noon|dawn|sunset|sundown|same time"
    r"|\d(?:st|nd|rd|th)\b"
)
PREPOSITION = re.compile(
    r"(?:^|\W)(on|in|since|until|till|by|from|before|after|during|over|at|for|through)(?: the)? $"
)
NAMED = {"month": "m8", "weekday": "w9", "day_month": "m4", "month_day": "m5"}
ANCHORED = ("anchored", "same_day", "day_before", "day_after")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A window of days (inclusive) that a stretch of a sentence names.

    ``preposition`` is the word before it (``since``, ``on`` …, or empty); ``exact`` tells whether
    it names one day (or one night). ``anchored`` is set for "a day later", which counts from
    another day: ``offset`` days (with ``slack`` either way) from it; ``back`` is set for "two days
    before that": of what was told before.
    """

    start: int
    end: int
    first: date
    last: date
    preposition: str = ""
    anchored: bool = False
    offset: int = 0
    slack: int = 0
    back: bool = False

    @property
    def exact(self) -> bool:
        """Whether it names a day, or a night between two."""
        return (self.last - self.first).days <= 1

    def from_anchor(self, first: date, last: date) -> DateMention:
        """Return this mention counted from the window ``first`` to ``last``."""
        begin = _shifted(first, self.offset - self.slack)
        return replace(self, first=begin, last=_shifted(last, self.offset + self.slack))


def find_dates(sentence: str, published: date) -> list[DateMention]:
    """Return the dates that ``sentence`` names, in order, none overlapping."""
    lower = sentence.lower()
    if not HINT.search(lower):
        return []
    found = []
    for match in FINDER.finditer(lower):
        kind = next(name for name in PATTERNS if match[f"k_{name}"] is not None)
        # "in May" is no "may", "March" no "march": the name has a capital.
        if kind in NAMED and not sentence[match.start(NAMED[kind])].isupper():
            continue
        mention = _read(kind, match, published)
        if mention is not None:
            before = PREPOSITION.search(lower, max(0, match.start() - 12), match.start())
            own = match[0].split(" ")[0]
            word = before[1] if before else own if own in ("since", "until", "by", "from") else ""
            found.append(replace(mention, preposition=word))
    return found


def _read(kind: str, match: re.Match[str], published: date) -> DateMention | None:
    start, end = match.span()
    try:
        if kind in ANCHORED:
            offset, slack = _offset(kind, match)
            back = match[0].endswith(" that")
            return DateMention(start, end, published, published, "", True, offset, slack, back)
        window = _READERS[kind](match, published)
    except (ValueError, OverflowError, KeyError):
        return None
    if window is None or window[0] > published:
        return None
    return DateMention(start, end, window[0], min(window[1], published))


def _past_day(month: str, day: str, year: str | None, published: date) -> Window:
    """Return the day; without a year the last one up to publication."""
    number = MONTH_NUMBERS[month.rstrip(".")]
    given = published.year - 1 if year == "last year" else int(year) if year else None
    for back in range(5):
        try:
            found = date(given or published.year - back, number, int(re.sub(r"\D", "", day)))
        except ValueError:
            continue
        if given or found <= published:
            return found, found
    raise ValueError


def _month(year: int, month: int) -> Window:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _part(window: Window, third: str | None) -> Window:
    """Return the early, middle or late third of a month or year."""
    if not third:
        return window
    index = next(i for word, i in THIRDS.items() if word in third)
    first, last = window
    if (last - first).days > 31:
        begin, end = ((1, 3), (5, 8), (10, 12))[index]
        return date(first.year, begin, 1), _month(first.year, end)[1]
    begin, end = ((1, 10), (11, 20), (21, last.day))[index]
    return first.replace(day=begin), first.replace(day=end)


def _month_window(name: str, year: str | None, published: date, *, last: bool = False) -> Window:
    month = MONTH_NUMBERS[name]
    if year and year.isdigit():
        return _month(int(year), month)
    this_year = month < published.month or (month == published.month and not last)
    return _month(published.year - (year == "last year" or not this_year), month)


def _from_to_days(m: re.Match[str], published: date) -> Window:
    last = _past_day(m["m3"], m["d2"], m["y3"], published)[1]
    return last.replace(day=int(re.sub(r"\D", "", m["d1"]))), last


def _month_to_month(m: re.Match[str], published: date) -> Window:
    last = _part(_month_window(m["m7"], m["y6"], published), m["t7"])
    first = _part(_month_window(m["m6"], m["y61"] or str(last[0].year), published), m["t6"])
    if first[0] > last[1]:
        first = _part(_month_window(m["m6"], str(last[0].year - 1), published), m["t6"])
    return first[0], last[1]


def _weekday(m: re.Match[str], published: date) -> Window:
    def before(name: str) -> date:
        return published - ((published.weekday() - WEEKDAYS.index(name)) % 7) * DAY

    first = before(m["w9"])
    if first == published and (m["q9"] in ("last ", "the previous ") or m["q9b"] == " last"):
        first -= 7 * DAY
    elif m["q9b"] and m["q9b"] != " last":
        first = published - (published.weekday() + 7 - WEEKDAYS.index(m["w9"])) * DAY
    if not m["w9b"]:
        return first, first
    last = before(m["w9b"])
    return (first, last) if first <= last else (first - 7 * DAY, last)


def _span_of(number: int, unit: str) -> tuple[int, int]:
    """Return days and slack of "three weeks": the longer ago, the less exact."""
    days = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14, "month": 30.44, "year": 365.25}
    slack = {
        "hour": 0, "day": int(number > 9), "week": min(number - 1, 2), "fortnight": 1, "month": 15,
    }.get(unit, 183)  # fmt: skip
    return int(number * days[unit] + (0.5 if unit in ("month", "year") else 0)), slack


def _ago(m: re.Match[str], published: date) -> Window:
    number = int(m["n10"]) if m["n10"].isdigit() else NUMBERS[m["n10"]]
    if m["u10"] == "year":
        return date(published.year - number, 1, 1), date(published.year - number, 12, 31)
    days, slack = _span_of(number, m["u10"])
    later = 0 if m[0].startswith(("more than", "over")) else slack
    return _shifted(published, -days - slack), _shifted(published, -days + later)


def _offset(kind: str, m: re.Match[str]) -> tuple[int, int]:
    if kind != "anchored":
        return {"same_day": 0, "day_before": -1, "day_after": 1}[kind], 0
    if m["v11"]:
        # "Days after": a few of them.
        days, slack = {"hours": (0, 0), "days": (4, 3), "weeks": (21, 14)}.get(m["v11"], (120, 90))
    else:
        number = int(m["n11"]) if m["n11"].isdigit() else NUMBERS[m["n11"]]
        days, slack = _span_of(number, m["u11"])
    return (-days if m["s11"] in ("earlier", "before") else days), slack


def _unit(m: re.Match[str], published: date) -> Window | None:
    which, unit = m["q12"], m["u12"]
    lengths = {
        "in recent": {"days": 5, "weeks": 28, "months": 120},
        "the past": {"week": 7, "fortnight": 14, "month": 30, "year": 365},
    }
    lengths |= {"recent": lengths["in recent"], "the last": lengths["the past"]}
    if which in lengths:
        days = lengths[which].get(unit)
        return (published - days * DAY, published) if days else None
    last = which.endswith("last")
    before = published.replace(day=1) - DAY
    monday = published - published.weekday() * DAY
    whole = {
        "week": (monday - 7 * DAY, monday - DAY) if last else (monday, published),
        "month": _month(*((before if last else published).timetuple()[:2])),
        "year": (date(published.year - last, 1, 1), date(published.year - last, 12, 31)),
        "weekend": _weekend(published),
    }
    if unit in SEASONS:
        years = range(published.year, published.year - 3, -1)
        seasons = (_season(unit, year) for year in years)
        return next(s for s in seasons if s[1] < published or (not last and s[0] <= published))
    window = whole.get(unit)
    third = which.split()[0]
    if window is not None and unit in ("month", "year"):
        if which == "earlier this":
            return min(window[0], published - DAY), published - DAY
        return _part(window, third if third in THIRDS else None)
    return window


def _weekend(published: date, *, back: int = 0) -> Window:
    saturday = published - ((published.weekday() - 5) % 7 + back) * DAY
    return saturday, saturday + DAY


def _season(name: str, year: int) -> Window:
    first, last = SEASONS[name]
    return date(year - (first > last), first, 1), _month(year, last)[1]


def _shifted(day: date, days: int) -> date:
    try:
        return day + days * DAY
    except OverflowError:
        return day


_READERS: dict[str, Callable[[re.Match[str], date], Window | None]] = {
    "iso": lambda m, _: (date.fromisoformat(m["iso"]),) * 2,
    "from_to_days": _from_to_days,
    "day_month": lambda m, p: _past_day(m["m4"], m["d4"], m["y4"], p),
    "month_day": lambda m, p: _past_day(m["m5"], m["d5"], m["y5"], p),
    "month_to_month": _month_to_month,
    "month": lambda m, p: _part(
        _month_window(m["m8"], m["y8"], p, last=m["q8"] == "last "), m["t8"]
    ),
    "weekday": _weekday,
    "ago": _ago,
    "unit": _unit,
    "season": lambda m, _: _season(m["s13"], int(m["y13"])),
    "year": lambda m, _: _part((date(int(m["y14"]), 1, 1), date(int(m["y14"]), 12, 31)), m["t14"]),
    "yesterday": lambda _, p: (p - DAY, p - DAY),
    "overnight": lambda _, p: (p - DAY, p),
    "today": lambda _, p: (p, p),
    "weekend": lambda m, p: _weekend(p, back=7 * m["end"].startswith("the previous")),
}
