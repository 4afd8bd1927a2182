"""Reading the texts and JSON files that others wrote: what is wrong is told with its line."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import Any

from ebbline.errors import Problem, UserError, shown

MOST_BYTES = 500_000_000
"""The largest file that is read at once; the largest of the case has less than one."""
_WORKBOOKS = {
    b"PK\x03\x04": "a workbook or another zipped file, whatever its name",
    b"\xd0\xcf\x11\xe0": "a workbook of Excel before 2007, whatever its name",
}
_WORKBOOK_NAMES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".numbers"})
_DO_WITH_WORKBOOK = "read it with 'ebbline import', or save its sheet as CSV UTF-8"
DEEPEST = 64
"""Levels of brackets; GeoJSON needs nine."""
_MARKS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')


def read_bytes_as_text(path: Path) -> str:
    """Return the text of a UTF-8 file, a byte-order mark removed.

    Raises
    ------
    UserError
        If there is no such file, it is no file (but a folder, a pipe, a device), is larger than
        :data:`MOST_BYTES`, is a workbook, or is not UTF-8 text.
    """
    try:
        _check_kind(path, path.stat())
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError(_missing(path)) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UserError(
            Problem(str(path), f"cannot be read ({why})", do="check the path")
        ) from None
    workbook = next((kind for begin, kind in _WORKBOOKS.items() if data.startswith(begin)), None)
    if workbook is not None:
        raise UserError(Problem(str(path), workbook, "UTF-8 text", _DO_WITH_WORKBOOK))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError(Problem(str(path), "UTF-16 text", "UTF-8 text", "save it again as UTF-8"))
    row = data.count(b"\n", 0, max(data.find(b"\x00"), 0)) + 1
    if b"\x00" in data:
        raise UserError(
            Problem(f"{path}, row {row}", "a NUL byte", "UTF-8 text", "save the file again")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise UserError(
            Problem(
                f"{path}, row {row}",
                f"byte 0x{data[error.start]:02x} is not UTF-8",
                "UTF-8 text",
                "save the file again as UTF-8",
            )
        ) from None


def parse_json(text: str, *, where: str) -> Any:
    """Return what the JSON ``text`` says.

    Raises
    ------
    UserError
        If it is not JSON, has brackets within brackets deeper than :data:`DEEPEST`, or a number
        of thousands of digits; told as of ``where``, with the line where it is known.
    """
    _check_depth(text, where)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        row = f"{where}, row {error.lineno}"
        raise UserError(Problem(row, f"not JSON ({error.msg})", do="is it cut off?")) from None
    except (ValueError, RecursionError) as error:
        what = f"not JSON that can be read ({type(error).__name__})"
        raise UserError(
            Problem(where, what, "numbers of a few digits", "export it again")
        ) from None


def read_json(path: Path) -> Any:
    """Return what the JSON file at ``path`` says; see :func:`parse_json` for what is refused."""
    return parse_json(read_bytes_as_text(path), where=str(path))


def _check_depth(text: str, where: str) -> None:
    """Refuse brackets within brackets without end before a parser follows them down.

    Brackets inside texts do not count; a text is skipped whole.
    """
    depth = 0
    for match in _MARKS.finditer(text):
        mark = match[0]
        if mark in "[{":
            depth += 1
            if depth > DEEPEST:
                row = text.count("\n", 0, match.start()) + 1
                raise UserError(
                    Problem(
                        f"{where}, row {row}",
                        "brackets within brackets without end",
                        f"up to {DEEPEST} levels",
                        "export it again",
                    )
                )
        elif mark in "]}":
            depth -= 1


def _check_kind(path: Path, found: os.stat_result) -> None:
    """Refuse what could be read without end, or is no file."""
    if not stat.S_ISREG(found.st_mode):
        kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}
        what = kinds.get(stat.S_IFMT(found.st_mode), "a device")
        raise UserError(Problem(str(path), what, "a file", "check the path"))
    if found.st_size > MOST_BYTES:
        what = f"{found.st_size / 1e6:,.0f} MB"
        allowed = f"at most {MOST_BYTES / 1e6:,.0f} MB"
        raise UserError(Problem(str(path), what, allowed, "is it this file?"))


def _missing(path: Path) -> Problem:
    """Return the problem that there is no file at ``path``, with what lies there in its place."""
    if os.path.lexists(path):
        target = path.readlink()
        what = f"a link to {shown(target)}, where nothing is"
        return Problem(str(path), what, "a file", "correct the link, or put the file there")
    stem = path.name.partition(".")[0].lower()
    try:
        beside = sorted(p.name for p in path.parent.iterdir())
    except OSError:
        beside = []
    like = [name for name in beside if name.partition(".")[0].lower() == stem]
    found = "cannot be read (No such file or directory)"
    if not like:
        return Problem(str(path), found, do="check the path")
    do = f"rename {like[0]}"
    if Path(like[0]).suffix.lower() in _WORKBOOK_NAMES:
        do = _DO_WITH_WORKBOOK
    return Problem(str(path), f"{found}, but {', '.join(like)} is there", path.name, do)
