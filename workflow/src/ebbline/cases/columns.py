"""Which column of a foreign table is what, by its name in several languages and by its cells."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from anyascii import anyascii


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Return the rank of each name of a column by its meaning, and the number of each month."""
    import yaml

    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    months = {m: n for n, line in enumerate(words.pop("months"), start=1) for m in line.split()}
    ranks = {
        meaning: {name: rank for rank, name in enumerate(names.split())}
        for meaning, names in words.items()
    }
    return ranks, months


def plain(text: str) -> str:
    """Return text as names of columns compare: Latin letters, small, words joined by ``_``."""
    return re.sub(r"[^a-z0-9]+", "_", anyascii(text).casefold()).strip("_")


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Return the column of each meaning that is recognised by name, each column once."""
    found: dict[str, str] = {}
    offers = sorted(
        (rank, position, meaning, name)
        for meaning, ranks in _vocabulary()[0].items()
        for position, name in enumerate(header)
        if (rank := _rank(plain(name), ranks)) is not None
    )
    taken: set[str] = set()
    for _, _, meaning, name in offers:
        if meaning not in found and name not in taken:
            found[meaning] = name
            taken.add(name)
    for meaning, word in _BY_WORD.items():
        left = [(name, f"_{plain(name)}_") for name in header if name not in taken]
        likely = [n for n, own in left if word.search(own) and not _OF_ITSELF.search(own)]
        if meaning not in found and len(likely) == 1:
            found[meaning] = likely[0]
            taken.add(likely[0])
    return found


_BY_WORD = {
    "date_from": re.compile(
        r"_(date|\w*datum|fecha|day|jour|tag|tarih|tarikh|timestamp|datetime)_"
    ),
    "holder": re.compile("_(holder|control|controller|controlled|actor|party|faction)_"),
}
"""Words that tell what a column is where no column has a known name: ``date_prise``."""
_OF_ITSELF = re.compile("_(published|publication|created|updated|modified|edited|upload|source)_")
"""Words of columns that tell of the record, not of what happened."""


def _rank(name: str, ranks: Mapping[str, int]) -> int | None:
    """Return the rank of a column's name; shapefiles keep its first ten characters alone."""
    if name in ranks or len(name) != _SHAPEFILE_LETTERS:
        return ranks.get(name)
    return next((rank for whole, rank in ranks.items() if whole.startswith(name)), None)


_SHAPEFILE_LETTERS = 10
_EXCEL_DAY_ZERO = datetime.date(1899, 12, 30)
_EXCEL_DAYS = (7000, 80000)


def day_order(cells: Iterable[str]) -> str | None:
    """Return ``dmy`` or ``mdy`` for a column of days in figures; ``None`` where it cannot be told.

    One cell whose first or second number is above 12 decides, if no other contradicts.
    """
    first = second = False
    for cell in cells:
        match = re.match(r"\s*(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})\b", cell)
        if match:
            first |= int(match[1]) > 12
            second |= int(match[2]) > 12
    if first == second:
        return None
    return "dmy" if first else "mdy"


def read_day(text: str, *, order: str | None = None) -> datetime.date | None:
    """Return the day that a cell gives, or ``None`` where it gives none for certain.

    Of a moment with its time zone it is the day that the text names; seconds and milliseconds since
    1970 are in UTC. ``order`` (``dmy`` or ``mdy``) is that of days in figures such as 03/11/2017;
    without it such a day is read only where a point parts its numbers (03.11.2017) or one of them
    is above 12.
    """
    text = text.strip()
    iso = re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[T ])", text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if compact:
        return _day(int(compact[1]), int(compact[2]), int(compact[3]))
    figures = re.match(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:$|\s|,)", text)
    if figures:
        one, two, year = int(figures[1]), int(figures[3]), int(figures[4])
        if order is None and figures[2] == ".":
            order = "dmy"
        if order is None:
            order = "dmy" if one > 12 else "mdy" if two > 12 or one == two else None
        if order is None:
            return None
        return _day(year, two, one) if order == "dmy" else _day(year, one, two)
    clock = re.fullmatch(r"(\d{10})(\d{3})?", text)
    if clock:
        return datetime.datetime.fromtimestamp(int(clock[1]), tz=datetime.UTC).date()
    number = re.fullmatch(r"(\d{4,5})(?:\.\d+)?", text)
    if number and _EXCEL_DAYS[0] <= int(number[1]) <= _EXCEL_DAYS[1]:
        return _EXCEL_DAY_ZERO + datetime.timedelta(days=int(number[1]))
    return _day_in_words(text)


def _day_in_words(text: str) -> datetime.date | None:
    words = re.findall(r"[a-z]+|\d+", anyascii(text).casefold())
    by_name = _vocabulary()[1]
    months = [by_name[word] for word in words if word in by_name]
    numbers = [int(word) for word in words if word.isdigit()]
    years = [n for n in numbers if 1000 <= n <= 2999]
    days = [n for n in numbers if 1 <= n <= 31]
    if len(months) == 1 and len(years) == 1 and len(days) >= 1 and len(words) <= 8:
        return _day(years[0], months[0], days[0])
    return None


def find_days(text: str) -> list[datetime.date]:
    """Return the days that stand in a text such as the name of a folder, each once, in order."""
    pattern = (
        r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|(?<!\d)(?:19|20)\d{6}(?!\d)|\d{1,2}\.\d{1,2}\.\d{4}"
        r"|\d{1,2}(?:st|nd|rd|th|er)?\.?\s+[^\W\d_]{3,12}\.?,?\s+\d{4}"
        r"|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    )
    found = (read_day(match) for match in re.findall(pattern, text))
    return list(dict.fromkeys(day for day in found if day is not None))


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def read_number(text: str) -> float | None:
    """Return the number of a cell, with a decimal point or comma; degrees and minutes are read."""
    text = text.strip().replace("\u2212", "-").replace("\u00a0", "")
    try:
        return float(text.replace(",", ".")) if text.count(",") <= 1 else None
    except ValueError:
        pass
    match = re.fullmatch(
        r"(\d{1,3})\s*°\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|'')\s*)?([NSEW])?",
        text,
    )
    if not match:
        return None
    parts = [float((part or "0").replace(",", ".")) for part in match.groups()[:3]]
    value = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -value if match[4] in ("S", "W") else value
