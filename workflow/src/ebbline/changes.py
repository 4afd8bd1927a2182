"""Changes of a person's files: shown before they are made, and made only if wanted."""

from __future__ import annotations

import sys
from difflib import unified_diff
from pathlib import Path


def show(path: Path, old: str, new: str) -> None:
    """Print what changes in the file at ``path``."""
    name = path.as_posix()
    for line in unified_diff(old.splitlines(), new.splitlines(), name, name, lineterm="", n=1):
        print(plain(line))


def plain(line: str) -> str:
    """Return a line that a terminal can only show: no control or direction characters."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)


def wanted(what: str, *, yes: bool) -> bool:
    """Return whether to do ``what``: ``yes`` says so, or whoever sits at the terminal."""
    if yes:
        return True
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(f"only shown; to {what}, add --yes", file=sys.stderr)
        return False
    return input(f"{what}? [y/N] ").strip().lower() in ("y", "yes")


def tell_of_package(folder: Path) -> None:
    """Tell that the description of a case's tables, if it has one, is that of the old ones."""
    package = folder / "datapackage.json"
    if package.exists():
        print(
            f"{package} describes the tables as they were: renew it with "
            "'ebbline package --case-inputs'",
            file=sys.stderr,
        )
