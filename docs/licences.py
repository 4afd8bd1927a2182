"""Fill in, in a table of pip-licenses on standard input, what packages say only in their files.

Where a package's metadata names no licence (``UNKNOWN``), the title of the licence text that it
carries stands in its place, with a star. Used by ``make licences``.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, files

_ROW = re.compile(r"^\| (\S+) +\| UNKNOWN( *)\|$", re.MULTILINE)
_TITLE = re.compile(r"licen[cs]e", re.IGNORECASE)


def title_of(package: str) -> str | None:
    """Return the title of the licence text that an installed package carries, if it has one."""
    try:
        found = [f for f in files(package) or [] if re.match(r"(LICEN[CS]E|COPYING)", f.name)]
    except PackageNotFoundError:
        return None
    for file in found:
        lines = file.locate().read_text(encoding="utf-8", errors="replace").splitlines()  # type: ignore[attr-defined]
        title = next((line.strip() for line in lines if line.strip()), "")
        if _TITLE.search(title) and len(title) < 60:
            return title
    return None


def filled(table: str) -> str:
    """Return the table with licences from the packages' files."""

    def row(match: re.Match[str]) -> str:
        title = title_of(match[1])
        if title is None:
            return match[0]
        start = match[0].index("UNKNOWN")
        return match[0][:start] + f"{title} *".ljust(len("UNKNOWN") + len(match[2])) + "|"

    return _ROW.sub(row, table)


if __name__ == "__main__":
    sys.stdout.write(filled(sys.stdin.read()))
