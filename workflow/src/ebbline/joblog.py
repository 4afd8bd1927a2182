"""The log of a job: what it read and wrote, with counts, how long it took, and warnings.

No figure of it enters a result: a log says how this run went, and differs from run to run.
"""

from __future__ import annotations

import sqlite3
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TextIO, cast

WARNING = "warning: "
"""How a line begins that a build repeats on the terminal."""


class _Both:
    """Standard error that goes into a log as well."""

    def __init__(self, screen: TextIO, log: TextIO) -> None:
        self._screen, self._log = screen, log

    def write(self, text: str) -> int:
        self._log.write(text)
        return self._screen.write(text)

    def flush(self) -> None:
        self._log.flush()
        self._screen.flush()

    def __getattr__(self, name: str) -> object:
        return getattr(self._screen, name)


@contextmanager
def logging_to(
    path: Path, inputs: Mapping[str, Path], outputs: Mapping[str, Path]
) -> Iterator[None]:
    """Write to the log at ``path`` what is read and written in the block, and what is said in it.

    ``inputs`` and ``outputs`` are files or folders by name. Outputs are told if this block wrote
    them. Warnings of libraries become lines that begin with :data:`WARNING`, once each.
    """
    began = time.time()
    told: set[str] = set()

    def warn(message: Warning | str, *_: object, **__: object) -> None:
        line = f"{WARNING}{' '.join(str(message).split())}"
        if line not in told:
            told.add(line)
            print(line, file=sys.stderr)

    with path.open("a", encoding="utf-8") as log, warnings.catch_warnings():
        screen = sys.stderr
        sys.stderr = cast(TextIO, _Both(screen, log))
        warnings.showwarning = warn
        try:
            for name, file in inputs.items():
                if file.exists():
                    log.write(f"read {name}: {described(file)}\n")
            log.flush()
            yield
            for name, file in outputs.items():
                if file.exists() and file.stat().st_mtime >= began - 1:
                    log.write(f"wrote {name}: {described(file)}\n")
            log.write(f"done in {time.time() - began:.1f} s\n")
        finally:
            sys.stderr = screen


def described(path: Path) -> str:
    """Return a path with what it holds: rows of a table, features of a layer, files of a folder."""
    return f"{path} ({', '.join(_counts(path))})"


def _counts(path: Path) -> Iterator[str]:
    if path.is_dir():
        yield _number(sum(1 for p in path.rglob("*") if p.is_file()), "file")
        return
    with suppress(OSError, sqlite3.Error):
        if path.suffix == ".csv":
            import csv

            with path.open(encoding="utf-8", errors="replace", newline="") as lines:
                yield _number(max(0, sum(1 for row in csv.reader(lines) if row) - 1), "row")
        elif path.suffix == ".gpkg":
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as tables:
                names = tables.execute(
                    "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
                )
                for (layer,) in names.fetchall():
                    quoted = layer.replace('"', '""')
                    count = tables.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608
                    yield f"{layer}: {_number(count[0], 'feature')}"
    yield f"{path.stat().st_size / 1024:.0f} kB"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count != 1 else ''}"
