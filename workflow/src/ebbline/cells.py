"""How one cell of a table is read and written: days, numbers, lists, texts.

A text cell that a spreadsheet would run as a formula, or that begins like a comment, is written
with an apostrophe before it, and read back without.
"""

from __future__ import annotations

import re
import types
import typing
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Any

from ebbline.errors import shown
from ebbline.vocabulary import Share

# A cell is one line wherever it is shown: a break within it is a space.
_LINE_BREAK = re.compile(r"\s*[\n\v\f\r\x85\u2028\u2029]\s*")
_FORMULA = re.compile(r"'*[=+\-@#\t\r]")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AaPp][Mm])?Z?)?"
_YEAR_FIRST = re.compile(
    rf"(?P<year>[0-9]{{4}})[./ -](?P<month>[0-9]{{1,2}})[./ -](?P<day>[0-9]{{1,2}}){_TIME}"
)
_YEAR_LAST = re.compile(
    rf"(?P<one>[0-9]{{1,2}})[./ -](?P<other>[0-9]{{1,2}})[./ -](?P<year>[0-9]{{4}}){_TIME}"
)
_COMPACT = re.compile(r"(?P<year>[12][0-9]{3})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_WORDED = re.compile(
    r"(?:(?P<day>[0-9]{1,2})\.?[ -](?P<name>[A-Za-z]{3,9})|"
    r"(?P<name_first>[A-Za-z]{3,9})\.?[ -](?P<day_second>[0-9]{1,2})),?[ -](?P<year>[0-9]{4})"
)
_NAMES_OF_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_MONTHS = {name: n for n, name in enumerate(re.findall("...", _NAMES_OF_MONTHS), start=1)}
_SERIAL = re.compile(r"[1-9][0-9]{3,4}(\.[0-9]+)?")
_FIRST_SERIAL = date(1899, 12, 30)
"""The day 0 of spreadsheets, which count the 29 February 1900 that never was."""
_YES_NO = dict.fromkeys(("true", "yes", "y", "x", "1.0"), "1") | dict.fromkeys(
    ("false", "no", "n", "0.0"), "0"
)
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


class CellError(ValueError):
    """What is wrong with one cell: what was found, what is allowed."""

    def __init__(self, found: str, allowed: str, do: str = "") -> None:
        super().__init__(found)
        self.found, self.allowed, self.do = found, allowed, do


def parse_day(text: str) -> date:
    """Return the day of an ISO text such as ``2017-11-09``; any other form is refused.

    What the text can only mean is told in the form to write.
    """
    allowed = "an ISO day, YYYY-MM-DD"
    if not _ISO_DAY.fullmatch(text):
        raise CellError(f"not a day: {shown(text)}", allowed, _how_to_write_day(text))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CellError(
            f"no such day in the calendar: {shown(text)}", allowed, "correct it"
        ) from None


def _how_to_write_day(text: str) -> str:
    """Return what to do about a day in another form."""
    changed = "a spreadsheet may have changed it: format the column as text"
    if _SERIAL.fullmatch(text):
        day = _FIRST_SERIAL + timedelta(days=int(text.partition(".")[0]))
        return f"if it is a spreadsheet's number of a day, write {day}, and {changed[29:]}"
    if (match := _COMPACT.fullmatch(text)) or (match := _YEAR_FIRST.fullmatch(text)):
        days = _days_of(match["year"], [match["month"]], [match["day"]])
    elif match := _YEAR_LAST.fullmatch(text):
        one, other = match["one"], match["other"]
        days = _days_of(match["year"], [other, one], [one, other])
        if len(days) > 1:
            either = " or ".join(map(str, days))
            return (
                f"{changed} and write {either} (which number is the month cannot be known from "
                "here), YYYY-MM-DD"
            )
    elif match := _WORDED.fullmatch(text):
        month = _MONTHS.get((match["name"] or match["name_first"])[:3].lower(), 0)
        days = _days_of(match["year"], [month], [match["day"] or match["day_second"]])
    else:
        days = []
    if len(days) == 1:
        return f"write {days[0]}"
    return "write year, month and day with two digits each after the year"


def _days_of(year: str, months: list[Any], days: list[Any]) -> list[date]:
    """Return the days that the calendar has, of pairs of month and day, each once."""
    found = []
    for month, day in zip(months, days, strict=True):
        with suppress(ValueError):
            found.append(date(int(year), int(month), int(day)))
    return sorted(set(found))


def one_line(text: str) -> str:
    """Return ``text`` with a space for each break of a line within it, as it is shown anywhere."""
    return _LINE_BREAK.sub(" ", text)


def _parse_text(cell: str) -> str:
    cell = one_line(cell)
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


@lru_cache(maxsize=4096)
def _write_text(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _parse_float(cell: str) -> float:
    if not _NUMBER.fullmatch(cell) or float(cell) in (float("inf"), float("-inf")):
        raise CellError(
            f"not a number: {shown(cell)}",
            "a number such as -12.5, digits 0 to 9",
            _how_to_write_number(cell),
        )
    return float(cell)


def _parse_int(cell: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", cell):
        plain = _how_to_write_number(cell) or f"write {cell}"
        number = plain.removeprefix("write ")
        whole, _, rest = number.partition(".")
        do = f"write {whole}" if _NUMBER.fullmatch(number) and not rest.strip("0") else ""
        raise CellError(f"not a whole number: {shown(cell)}", "a whole number", do)
    return int(cell)


def _how_to_write_number(cell: str) -> str:
    """Return what to do about a number that only another country's digits or signs make none."""
    try:
        plain = "".join(str(unicodedata.decimal(c, c)) for c in cell)
    except ValueError:
        return ""
    plain = re.sub(r"(?<=[0-9])[\s'’_](?=[0-9]{3})", "", plain.replace("−", "-")).strip()
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+|[+-]?[0-9]{1,3}(,[0-9]{3}){2,}", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(
        r"[+-]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[+-]?[0-9]{1,3}(\.[0-9]{3}){2,}", plain
    ):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[+-]?[0-9]+,[0-9]{1,2}|[+-]?[0-9]+,[0-9]{4,}", plain):
        plain = plain.replace(",", ".")
    elif re.fullmatch(r"[+-]?[0-9]+,[0-9]{3}", plain):
        return f"write {plain.replace(',', '.')} or {plain.replace(',', '')}, as it is meant"
    return f"write {plain}" if plain != cell and _NUMBER.fullmatch(plain) else ""


def _parse_bool(cell: str) -> bool:
    if cell not in ("0", "1"):
        meant = _YES_NO.get(cell.casefold(), "")
        raise CellError(f"found {shown(cell)}", "0 or 1", f"write {meant}" if meant else "")
    return cell == "1"


def _parse_list(cell: str) -> tuple[str, ...]:
    return tuple(p.strip() for p in _parse_text(cell).split("|") if p.strip())


def _write_list(parts: Iterable[str]) -> str:
    return _write_text("|".join(parts))


def _enum_parser(kinds: type[StrEnum]) -> Callable[[str], StrEnum]:
    allowed = " | ".join(k.value or "(empty)" for k in kinds)

    def parse(cell: str) -> StrEnum:
        try:
            return kinds(cell)
        except ValueError:
            plain = re.sub(r"[\s_-]+", "-", cell.strip().casefold())
            like = get_close_matches(plain, [k.value for k in kinds if k.value], n=1, cutoff=0.75)
            do = f"write {like[0]}" if like else ""
            raise CellError(f"found {shown(cell)}", allowed, do) from None

    return parse


def _number_text(number: float) -> str:
    """Shortest text of a number to six decimals, never in exponent form."""
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def parse_share(cell: str) -> Share:
    """Return the share that ``0.6`` or a range such as ``0.5-0.9`` means."""
    do = ""
    try:
        bounds = [_parse_float(part.strip()) for part in cell.split("-", 1)]
        share = Share(bounds[0], bounds[-1])
        if 1 < max(bounds) <= 100 and min(bounds) >= 0:
            low, high = min(bounds) / 100, max(bounds) / 100
            do = f"in per cent? Write {_write_share(Share(low, high))}"
        elif share.low > share.high and share.high >= 0 and share.low <= 1:
            do = f"write {_write_share(Share(share.high, share.low))}"
    except CellError as error:
        share, do = Share(1.0, 0.0), error.do
        if match := re.fullmatch(r"([0-9]{1,3}(?:[.][0-9]+)?) ?%", cell):
            do = f"write {_number_text(float(match[1]) / 100)}"
    if not 0 <= share.low <= share.high <= 1:
        raise CellError(
            f"not a share: {shown(cell)}", "a fraction such as 0.6, or a range such as 0.5-0.9", do
        )
    return share


def _write_share(share: Share) -> str:
    low, high = _number_text(share.low), _number_text(share.high)
    return low if low == high else f"{low}-{high}"


@dataclass(frozen=True)
class Column:
    """How the cells of one column are read and written."""

    name: str
    parse: Callable[[str], Any]
    write: Callable[[Any], str]
    may_be_empty: bool
    default: Any


@lru_cache(maxsize=1024)
def forms_of(kind: Any) -> tuple[Callable[[str], Any], Callable[[Any], str], bool]:
    """Return how cells of a record's type are read and written, and whether they may be empty."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        inner = next(t for t in typing.get_args(kind) if t is not type(None))
        parse, write, _ = forms_of(inner)
        return (
            lambda cell: parse(cell) if cell else None,
            lambda value: "" if value is None else write(value),
            True,
        )
    if typing.get_origin(kind) is tuple:
        return _parse_list, _write_list, True
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _enum_parser(kind), str, "" in [k.value for k in kind]
    simple: dict[Any, tuple[Callable[[str], Any], Callable[[Any], str], bool]] = {
        str: (_parse_text, _write_text, True),
        int: (_parse_int, str, False),
        float: (_parse_float, _number_text, False),
        bool: (_parse_bool, lambda value: str(int(value)), False),
        date: (parse_day, date.isoformat, False),
        Share: (parse_share, _write_share, False),
    }
    return simple[kind]
