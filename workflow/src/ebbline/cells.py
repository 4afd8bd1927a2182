"""How one cell of a table is read and written: days, numbers, lists, texts.

A text cell that a spreadsheet would run as a formula, or that begins like a comment, is written
with an apostrophe before it, and read back without.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from ebbline.errors import shown
from ebbline.vocabulary import Share

_FORMULA = re.compile(r"'*[=+\-@#\t\r]")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


class CellError(ValueError):
    """What is wrong with one cell: what was found, what is allowed."""

    def __init__(self, found: str, allowed: str, do: str = "") -> None:
        super().__init__(found)
        self.found, self.allowed, self.do = found, allowed, do


def parse_day(text: str) -> date:
    """Return the day of an ISO text such as ``2017-11-09``; any other form is refused."""
    allowed = "an ISO day, YYYY-MM-DD"
    if not _ISO_DAY.fullmatch(text):
        parts = re.split(r"[./-]", text)
        if len(parts) == 3 and all(p.isdigit() for p in parts):
            do = (
                "a spreadsheet may have changed it: format the column as text and write the day "
                "as YYYY-MM-DD (which number is the month cannot be known from here)"
            )
        else:
            do = "write year, month and day with two digits each after the year"
        raise CellError(f"not a day: {shown(text)}", allowed, do)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CellError(
            f"no such day in the calendar: {shown(text)}", allowed, "correct it"
        ) from None


def _parse_text(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


@lru_cache(maxsize=4096)
def _write_text(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _parse_float(cell: str) -> float:
    if not _NUMBER.fullmatch(cell) or float(cell) in (float("inf"), float("-inf")):
        raise CellError(f"not a number: {shown(cell)}", "a number such as -12.5, digits 0 to 9")
    return float(cell)


def _parse_int(cell: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", cell):
        raise CellError(f"not a whole number: {shown(cell)}", "a whole number")
    return int(cell)


def _parse_bool(cell: str) -> bool:
    if cell not in ("0", "1"):
        raise CellError(f"found {shown(cell)}", "0 or 1")
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
            raise CellError(f"found {shown(cell)}", allowed) from None

    return parse


def _number_text(number: float) -> str:
    """Shortest text of a number to six decimals, never in exponent form."""
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _parse_share(cell: str) -> Share:
    """Return the share that ``0.6`` or a range such as ``0.5-0.9`` means."""
    try:
        bounds = [_parse_float(part.strip()) for part in cell.split("-", 1)]
        share = Share(bounds[0], bounds[-1])
    except CellError:
        share = Share(1.0, 0.0)
    if not 0 <= share.low <= share.high <= 1:
        raise CellError(
            f"not a share: {shown(cell)}", "a fraction such as 0.6, or a range such as 0.5-0.9"
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
        Share: (_parse_share, _write_share, False),
    }
    return simple[kind]
