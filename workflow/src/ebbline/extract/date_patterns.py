"""The phrases that news English names days with, as one regular expression.

Each alternative is bounded and begins differently, so that matching is linear in the text.
"""

from __future__ import annotations

import re

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
