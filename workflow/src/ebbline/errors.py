"""How a mistake of the user is told: where, what was found, what is allowed, what to do.

A :class:`UserError` ends a command with one line a problem and exit code 2. Anything else that
escapes a command is a fault of Ebbline and keeps its traceback.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

EXIT_USER_ERROR = 2
_SHOWN = 80
_MOST_TOLD = 20
_NUMBERED = re.compile(r"(.*?), (?:row|line|feature) ([0-9]+)\b.*", re.DOTALL)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


def shown(found: object) -> str:
    """Return ``found`` as it may safely stand in a message: quoted, on one line, cut when long."""
    text = repr(str(found))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…{text[0]} (cut)"


@dataclass(frozen=True)
class Problem:
    """One mistake: ``where`` (file, row or key), ``found``, ``allowed`` and what to ``do``."""

    where: str
    found: str
    allowed: str = ""
    do: str = ""

    def __str__(self) -> str:
        """One line: ``where: found; allowed: …; do``."""
        parts = [self.found]
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.do:
            parts.append(self.do)
        text = f"{self.where}: {'; '.join(parts)}"
        return "".join(c if c.isprintable() else "�" for c in " ".join(text.splitlines()))


class UserError(Exception):
    """One or more mistakes in what the user gave; ``problems`` holds them all.

    They stand file by file as they were found, in each in the order of its rows; one that was
    found twice stands once.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(dict.fromkeys(problems))
        self.problems = _in_order(found)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Return a line a mistake, of the first twenty, then how many more there are."""
        lines = [str(problem) for problem in self.problems[:_MOST_TOLD]]
        more = len(self.problems) - len(lines)
        return [*lines, f"… and {more} more"] if more else lines


def _in_order(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    files: dict[str, int] = {}
    keys = []
    for problem in problems:
        match = _NUMBERED.fullmatch(problem.where)
        file, row = (match[1], int(match[2])) if match else (problem.where, 0)
        keys.append((files.setdefault(file, len(files)), row))
    order = sorted(range(len(problems)), key=keys.__getitem__)
    return tuple(problems[at] for at in order)


@dataclass
class Problems:
    """Collects the mistakes of a file or of several, so that all are told at once."""

    found: list[Problem] = field(default_factory=list)

    def add(
        self, path: Path | str, row: int | None, found: str, *, allowed: str = "", do: str = ""
    ) -> None:
        """Note a mistake in ``path``, at spreadsheet ``row`` (the header is row 1) if any."""
        where = str(path) if row is None else f"{path}, row {row}"
        self.found.append(Problem(where, found, allowed, do))

    def extend(self, error: UserError) -> None:
        """Take over the problems of an error that was caught."""
        self.found.extend(error.problems)

    def raise_any(self) -> None:
        """Raise one :class:`UserError` with everything that was noted, if anything was."""
        if self.found:
            raise UserError(self.found)


def check_id(path: Path, row: int, column: str, text: str, problems: Problems) -> None:
    """Note it if ``text`` cannot be the id of a row; ids stand in file names, links and anchors."""
    if not _ID.fullmatch(text):
        problems.add(
            path,
            row,
            f"{column}: {shown(text)}",
            allowed="letters, digits, '.', '_', '-', at most 80",
        )
