"""Write what an editor accepted on the desk into the tables of a case, or take it back.

FILE is what the desk (review.html of 'ebbline extract') saved. The command shows the rows that it
adds to claims.csv, sources.csv, places.csv and aliases.csv as a diff, checks the case as it would
be, and writes all of them or, after any mistake, none. It asks first; --yes answers, and without a
terminal it only shows. --undo takes the last change back, if nobody changed the tables since.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from ebbline.accept.rows import additions, read_tables
from ebbline.accept.saved import read_saved
from ebbline.accept.tablefile import with_rows
from ebbline.changes import plain, show, tell_of_package, wanted
from ebbline.check.command import STAGE as CHECK
from ebbline.command import Paths, add_case_option, add_home_option
from ebbline.config import Config, read_config
from ebbline.errors import Problem, UserError, shown
from ebbline.files import write_text, writing
from ebbline.layout import Layout
from ebbline.tables import ALIASES, CLAIMS, GAZETTEER, SOURCES, Table

_TABLES: Mapping[str, tuple[Table[Any], str]] = {
    "sources": (SOURCES, "sources"),
    "case_places": (GAZETTEER, "places"),
    "aliases": (ALIASES, "aliases"),
    "claims": (CLAIMS, "claims"),
}
"""The tables that are written, and what :class:`ebbline.accept.rows.Tables` calls their rows."""
_MEMORY = ".accepted"
"""Folder in the case's folder that remembers how the tables were before the last changes."""
_REMEMBERED = 20


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline accept``."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="what the desk saved")
    add_case_option(parser)
    add_home_option(parser)
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.add_argument("--undo", action="store_true", help="take the last change back")


def execute(options: Namespace) -> None:
    """Show the changes, and write them if that is wanted."""
    if (options.file is None) != options.undo:
        raise UserError(
            Problem("ebbline accept", "give FILE, or --undo", "one of them", "see --help")
        )
    config = read_config(options.config)
    layout = Layout(config, options.home)
    paths = {name: layout.path(name) for name in (*CHECK.inputs, *CHECK.outputs)}
    if options.undo:
        _undo(paths, yes=options.yes)
    else:
        _accept(options, config, paths)


def _accept(options: Namespace, config: Config, paths: Mapping[str, Path]) -> None:
    saved = read_saved(options.file, case=config.case)
    found = additions(saved, read_tables(paths), config, file=options.file)
    for line in found.told:
        print(f"note: {plain(line)}", file=sys.stderr)
    before = {name: _bytes(paths[name]) for name in _TABLES}
    after: dict[str, bytes | None] = {}
    for name, (table, rows) in _TABLES.items():
        added = getattr(found.rows, rows)
        if added:
            after[name] = with_rows(paths[name], table, added).encode("utf-8")
    if not after:
        print("nothing to add: the case has all of it already", file=sys.stderr)
        return
    _check(options.config, config, paths, after)
    counts = {n: len(getattr(found.rows, rows)) for n, (_, rows) in _TABLES.items()}
    _show(paths, before, after)
    told = ", ".join(f"{paths[n].name} +{count}" for n, count in counts.items() if count)
    if wanted(f"write {told}", yes=options.yes):
        _write(paths, before, after, remember=True)
        print(f"written: {told}; 'ebbline accept --undo' takes it back", file=sys.stderr)
        tell_of_package(paths["claims"].parent)


def _undo(paths: Mapping[str, Path], *, yes: bool) -> None:
    memory = _memory(paths)
    changes = _remembered(memory)
    if not changes:
        raise UserError(Problem(str(memory), "nothing is remembered", "an earlier 'accept FILE'"))
    before: dict[str, bytes | None] = {}
    after: dict[str, bytes | None] = {}
    problems = []
    for name, (old, new) in changes[-1].items():
        now = _bytes(paths[name])
        if now == old:  # the change was cut off before it came to this file
            continue
        if _sum(now) != new:
            problems.append(
                Problem(
                    str(paths[name]),
                    "changed since the last 'ebbline accept'",
                    "the file as that wrote it",
                    "remove the rows by hand",
                )
            )
        before[name], after[name] = now, old
    if problems:
        raise UserError(problems)
    _show(paths, before, after)
    if wanted("take this back", yes=yes):
        _write(paths, before, after, remember=False)
        _remember(memory, changes[:-1])
        print("taken back", file=sys.stderr)
        tell_of_package(paths["claims"].parent)


def _check(
    file: Path, config: Config, paths: Mapping[str, Path], after: Mapping[str, bytes | None]
) -> None:
    """Check the case as it would be; nothing of it is written where it will be.

    Raises
    ------
    UserError
        With every mistake, told of the files that would have it.
    """
    with tempfile.TemporaryDirectory(prefix="ebbline-") as folder:
        drafts = {name: Path(folder, name, paths[name].name) for name in _TABLES}
        for name, draft in drafts.items():
            draft.parent.mkdir()
            data = after.get(name) or _bytes(paths[name])
            if data is not None:
                draft.write_bytes(data)
        parser = ArgumentParser()
        CHECK.add_arguments(parser)
        asked = parser.parse_args(["--config", str(file)])
        try:
            with redirect_stdout(StringIO()):
                CHECK.run(config, Paths({**paths, **drafts}), asked)
        except UserError as error:
            places = {str(draft): str(paths[name]) for name, draft in drafts.items()}
            raise UserError([_moved(problem, places) for problem in error.problems]) from None


def _moved(problem: Problem, places: Mapping[str, str]) -> Problem:
    where, do = problem.where, problem.do
    for draft, path in places.items():
        where, do = where.replace(draft, path), do.replace(draft, path)
    return replace(problem, where=where, do=do)


def _show(
    paths: Mapping[str, Path], before: Mapping[str, bytes | None], after: Mapping[str, bytes | None]
) -> None:
    for name, data in after.items():
        show(paths[name], *((d or b"").decode("utf-8") for d in (before[name], data)))


def _write(
    paths: Mapping[str, Path],
    before: Mapping[str, bytes | None],
    after: Mapping[str, bytes | None],
    *,
    remember: bool,
) -> None:
    """Write all files of ``after``, or leave all as they were.

    What the files were is on the disk before the first is replaced: a process that is killed
    between two of them leaves what ``--undo`` can take back.
    """
    changed = [paths[name] for name in after if _bytes(paths[name]) != before[name]]
    if changed:
        raise UserError(
            [Problem(str(path), "changed while it was shown", do="try again") for path in changed]
        )
    memory = _memory(paths)
    if remember:
        change = {name: (before[name], _sum(data)) for name, data in after.items()}
        _remember(memory, [*_remembered(memory), change][-_REMEMBERED:])
    kept = [name for name, data in after.items() if data is not None]
    try:
        with writing(*(paths[name] for name in kept)) as drafts:
            for name, draft in zip(kept, drafts, strict=True):
                draft.write_bytes(after[name] or b"")
        for name in after:
            if after[name] is None:
                paths[name].unlink()
    except BaseException:
        for name in after:
            _restore(paths[name], before[name])
        if remember:
            _remember(memory, _remembered(memory)[:-1])
        raise


def _restore(path: Path, data: bytes | None) -> None:
    if _bytes(path) == data:
        return
    if data is None:
        path.unlink()
    else:
        with writing(path) as (draft,):
            draft.write_bytes(data)


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _sum(data: bytes | None) -> str:
    return hashlib.sha256(data or b"").hexdigest()


def _memory(paths: Mapping[str, Path]) -> Path:
    return paths["claims"].parent / _MEMORY / "changes.json"


_Change = dict[str, tuple[bytes | None, str]]
"""For each table that was changed, what it was (``None``: no file) and the sum of the new one."""


def _remembered(memory: Path) -> list[_Change]:
    if not memory.exists():
        return []
    try:
        return [
            {
                name: (None if old is None else old.encode("utf-8"), str(new))
                for name, (old, new) in change.items()
                if name in _TABLES
            }
            for change in json.loads(memory.read_bytes())
        ]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(
            Problem(
                str(memory),
                f"not what 'ebbline accept' wrote ({shown(error)[1:-1]})",
                do="remove it; changes before now can then not be taken back",
            )
        ) from None


def _remember(memory: Path, changes: list[_Change]) -> None:
    values = [
        {
            name: (None if old is None else old.decode("utf-8"), new)
            for name, (old, new) in c.items()
        }
        for c in changes
    ]
    write_text(memory.parent / ".gitignore", "*\n")
    write_text(memory, json.dumps(values, ensure_ascii=False) + "\n")
