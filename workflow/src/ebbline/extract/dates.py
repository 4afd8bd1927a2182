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

_MONTHS = "january february march april may june july august september october november december"
MONTH_NUMBERS = {name: i for i, name in enumerate(_MONTHS.split(), start=1)} | {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
NUMBERS = {
    word: i
    for i, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
        ],
        start=1,
    )
} | {"a": 1, "an": 1, "couple": 2, "a couple of": 2, "several": 4, "a few": 3, "few": 3}
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
# The third of a month or year that early, mid and late mean.
THIRDS = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}

_M = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_MM = r"(?:" + _M[3:-1] + r"|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.?)"
_W = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_N = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|a couple of|a few|several|an?)"
)
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
_NTH = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth)"
)
# What may stand after a day of the month that is no "4th brigade".
_NTH_ENDS = (
    r"(?=\s*(?:$|[.,;:!?)\]–—-])| (?:and|but|or|when|while|after|before|by|to|from|with|in|at|near"
    r"|without|it|they|he|she|its|the|a|an|had|has|have|was|were|is|did|as|where|then|only|until)\b)"
)
_MONTH_TOLD = r"(?P<r{0}>last|this|that|the same|the previous|the) month"
_THIRD = r"(?:early|mid|late)(?:[ -]to[ -](?:mid|late))?[ -]"
_THIRD_OF = r"(?:the (?:start|beginning|middle|end) of )"

PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"(?P<iso>\d{4}-\d{2}-\d{2})"),
    (
        "from_to_days",
        rf"(?:between |from )?(?P<d1>{_D}) (?:and|to|-|–) (?P<d2>{_D}) (?P<m3>{_MM})"
        rf"(?: (?P<y3>{_Y}))?",
    ),
    ("day_month", rf"(?:the )?(?P<d4>{_D}) (?:of )?(?P<m4>{_MM})\b(?:,? (?P<y4>{_Y}))?"),
    (
        "month_day",
        rf"(?P<m5>{_MM}) (?:the )?(?P<d5>{_D})(?![\d%]|:\d)\b(?:,? (?P<y5>{_Y}|last year))?",
    ),
    (
        "month_to_month",
        rf"(?:between |from )?(?P<t6>{_THIRD})?(?P<m6>{_M})(?: (?P<y61>{_Y}))?"
        rf" (?:and|to|-|–) (?P<t7>{_THIRD})?(?P<m7>{_M})(?: (?P<y6>{_Y}))?",
    ),
    (
        "month",
        rf"(?P<t8>{_THIRD}|{_THIRD_OF})?(?P<q8>last |this )?(?P<m8>{_M})"
        rf"(?: (?:of )?(?P<y8>{_Y}|last year|this year))?",
    ),
    (
        "weekday",
        rf"{_HOUR}(?:(?:early|late) )?(?:on )?"
        r"(?:(?:the )?(?:early|late) (?:hours|morning|night|evening) of )?"
        rf"(?P<q9>last |this |the previous |the following |the next )?(?P<w9>{_W})"
        rf"(?: (?:and|to|-) (?P<w9b>{_W}))?(?: {_DAYPART})?"
        r"(?P<q9b> of last week| last week| a week ago| last(?= *[,.;)]| *$))?",
    ),
    ("ago", rf"{_ABOUT}(?P<n10>{_N}) (?P<u10>{_UNITS})s? ago"),
    (
        "anchored",
        rf"(?:{_ABOUT}(?P<n11>{_N}) (?P<u11>{_UNITS})s?"
        r"|(?<!of )(?:only |just )?(?P<v11>hours|days|weeks|months))"
        r" (?P<s11>earlier|before|later|after|on(?= *[,.;)]| *$))(?: that(?= *[,.;)]| *$))?",
    ),
    (
        "same_day",
        r"(?P<same>(?:later )?(?:on )?(?:the same|that same|that)"
        r" (?:day|morning|afternoon|evening|night)|within (?:the hour|hours|a day)"
        r"|(?:at|at about|at around) the same time"
        r"|(?:by|at|before|towards) (?:nightfall|dusk|evening|noon|midday|midnight|dawn|daybreak"
        r"|sunset|sundown))",
    ),
    (
        "day_before",
        r"(?P<eve>(?:on )?the (?:(?:day|night|evening) before(?: that)?"
        r"|previous (?:day|night|evening)))",
    ),
    (
        "day_after",
        r"(?P<morrow>(?:on )?the (?:(?:next|following) (?:day|morning|afternoon|evening|night)"
        r"|(?:day|night|morning|evening) after(?: that)?))",
    ),
    (
        "week_by",
        r"(?P<week>the (?:(?P<s19>next|following|previous) week|week (?P<s19b>before|after))"
        r"|that week)",
    ),
    (
        "ordinal",
        r"(?=the )(?:(?<=on )|(?<=since )|(?<=by )|(?<=until )|(?<=till )|(?<=of )|(?<=and )"
        rf"|(?<=from )|(?<=before )|(?<=after )|(?=the \S{{3,12}} of (?:last|this|that) month))"
        rf"the (?P<d15>{_NTH})(?: (?:and|to|or) (?:the )?(?P<d15b>{_NTH}))?"
        rf"(?: of {_MONTH_TOLD.format(15)})?{_NTH_ENDS}",
    ),
    (
        "week_of",
        r"the (?P<n16>first|second|third|fourth|last|final|opening|closing) (?:(?:few|two|three) )?"
        rf"(?P<u16>days|week|weeks|fortnight) of (?:(?P<m16>{_M})(?: (?P<y16>{_Y}))?"
        rf"|{_MONTH_TOLD.format(16)})",
    ),
    ("third_of", rf"the (?P<t17>start|beginning|middle|end) of {_MONTH_TOLD.format(17)}"),
    ("feast", r"(?P<f18>christmas(?: (?:day|eve))?|new year's(?: (?:day|eve))?)"),
    (
        "unit",
        r"(?P<q12>earlier this|later this|early this|late last|early last|last|this|the past"
        r"|the last|in recent|recent)"
        r" (?P<u12>weekend|week|fortnight|month|year|spring|summer|autumn|winter|days|weeks"
        r"|months)s?",
    ),
    ("season", rf"(?:the )?(?P<s13>spring|summer|autumn|winter) (?:of )?(?P<y13>{_Y})"),
    (
        "year",
        rf"(?:(?P<t14>{_THIRD}|{_THIRD_OF})|in |since |until |by |of |during the |in the )"
        rf"(?P<y14>{_Y})(?!\d|-)",
    ),
    ("yesterday", rf"(?P<yes>yesterday)(?: {_DAYPART})?"),
    ("overnight", r"(?P<over>overnight|last night)"),
    (
        "today",
        r"(?P<today>today|tonight|earlier in the day|this (?:morning|afternoon|evening)"
        r"|that morning)",
    ),
    ("weekend", r"(?P<end>(?:(?:over|at|during|by|since) the|the previous) weekend)"),
)
FINDER = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<k_{name}>{pattern})" for name, pattern in PATTERNS)
    + r")(?![\w])"
)
HINT = re.compile(
    rf"{_W}|{_M}|\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b|\d{{4}}|\bago\b|earlier|later|before"
    r"|after\b|\bdays?\b|morning|week|month|\blast\b|\bthis\b|recent|yester|overnight|night|today|year"
    r"|spring|summer|autumn|winter|previous|\d(?:st|nd|rd|th)\b|\bthe \w+th\b|christmas|within"
    r"|nightfall|dusk|evening|noon|dawn|daybreak|sunset|sundown|same time"
    r"|weekend"
)
PREPOSITION = re.compile(
    r"(?:^|\W)(on|in|since|until|till|by|from|before|after|during|over|at|for|through)(?: the)? $"
)
NAMED = {"month": "m8", "weekday": "w9", "day_month": "m4", "month_day": "m5", "feast": "f18"}
ANCHORED = ("anchored", "same_day", "day_before", "day_after", "week_by")


DAY = timedelta(days=1)
Window = tuple[date, date]
Near = tuple[int, int] | None
"""Year and month that are in question."""
_SPELLED_DAYS = (
    "fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_SPELLED = {word: n for n, word in enumerate(_SPELLED_DAYS.split(), start=4)}
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


_BY_MONTH: dict[str, Callable[[re.Match[str], date, Near], Window | None]] = {
    "ordinal": _on_the,
    "week_of": _week_of,
    "third_of": _third_of,
    "feast": _feast,
}


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
        reader = _BY_MONTH.get(kind)
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
