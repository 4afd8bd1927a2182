"""What lies in a case's folder: files that nothing reads are named, slips are refused."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

from ebbline.errors import Problems
from ebbline.layout import CASE_INPUTS

_ALSO_READ = ("datapackage.json",)
_ABOUT = re.compile(r"(?i)(README|LICEN[CS]E|COPYING|NOTICE|CITATION)\b.*")
_FOLDERS = frozenset({"reports"})
_LIKE = 0.8


def unread_files(folder: Path) -> list[Path]:
    """Return the files and folders in a case's ``folder`` that nothing reads, in order of name.

    Hidden ones, and texts about the case, are left out.

    Raises
    ------
    UserError
        If one is nearly called like a file that would be read (``Aliases.csv``, ``alias.csv``,
        ``places.xlsx``): what it says would be missing on the map.
    """
    known = [*CASE_INPUTS.values(), *_ALSO_READ]
    problems = Problems()
    unread = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = path.name
        if name in known or name in _FOLDERS or name.startswith(".") or _ABOUT.fullmatch(name):
            continue
        meant = _meant(name, known)
        if meant is None or path.is_dir():
            unread.append(path)
            continue
        there = (folder / meant).exists()
        do = (
            f"rename it {meant}"
            if path.suffix.lower() == Path(meant).suffix
            else (f"save it as {meant} ('ebbline import' reads workbooks and other tables)")
        )
        problems.add(
            path,
            None,
            "nothing reads a file of this name" + (f"; {meant} is read" if there else ""),
            allowed=", ".join(known),
            do="move it elsewhere, or give it another name" if there else do,
        )
    problems.raise_any()
    return unread


def _meant(name: str, known: list[str]) -> str | None:
    """Return the file that a name is a slip for, or ``None``."""
    stem = re.split(r"[ .(]", name)[0].lower()  # "places (1).csv" as well
    stems = {file.partition(".")[0]: file for file in known}
    like = get_close_matches(stem, stems, n=1, cutoff=_LIKE)
    return stems[like[0]] if like else None
