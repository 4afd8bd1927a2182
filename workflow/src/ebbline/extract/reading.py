"""A folder of reports: which files they are, who published them when, and their text."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ebbline.errors import Problem, Problems, UserError, shown
from ebbline.extract.parsing import Report
from ebbline.extract.plain import (
    MAX_BYTES,
    decode,
    front_matter,
    text_of_html,
    text_of_markdown,
    unwrapped,
)
from ebbline.tables import CellError, parse_day

INDEX = "index.csv"
SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm")
_NEEDED = ("file", "published")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the index, or a file with front matter, before its text is read."""

    row: int
    file: str
    publisher: str
    title: str
    published: date
    source_id: str
    url: str
    lang: str
    text: str | None


def read_folder(
    folder: Path, *, warn: Callable[[str], None] = lambda text: print(text, file=sys.stderr)
) -> Iterator[Report]:
    """Yield the reports of ``folder`` one after the other; only one text is in memory at a time.

    The folder has an ``index.csv`` (``file, publisher, title, published``; also ``source_id``,
    ``url``, ``lang`` and, in place of a file, ``text``), or its files begin with front matter
    (``---``, the same keys, ``---``).

    Raises
    ------
    UserError
        With every mistake of the index: a missing file or column, a day that is none, a path that
        leads out of the folder. Texts themselves are never refused: what cannot be read is told
        by ``warn`` and left out.
    """
    if not folder.is_dir():
        raise UserError(Problem(str(folder), "not a folder", "a folder of report texts"))
    index = folder / INDEX
    if not index.exists():
        yield from _with_front_matter(folder, warn)
        return
    problems = Problems()
    count = sum(1 for _ in _entries(index, problems))
    problems.raise_any()
    if not count:
        warn(f"{index}: no reports are listed")
    for entry in _entries(index, Problems()):
        report = _report(folder, entry, warn)
        if report is not None:
            yield report


def _entries(index: Path, problems: Problems) -> Iterator[Entry]:
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
    try:
        with index.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            header = reader.fieldnames or []
            missing = [c for c in _NEEDED if c not in header]
            if missing:
                problems.add(
                    index,
                    1,
                    f"no column {', '.join(missing)}",
                    allowed="file, publisher, title, published",
                    do="add it",
                )
                return
            seen: dict[str, int] = {}
            for row, values in enumerate(reader, start=2):
                entry = _entry(index, row, values, seen, problems)
                if entry is not None:
                    yield entry
    except UnicodeDecodeError:
        problems.add(index, None, "not UTF-8 text", do="save it again as CSV UTF-8")
    except csv.Error as error:
        problems.add(index, None, f"not CSV ({error})", do="correct or save it again")


def _entry(
    index: Path, row: int, values: dict[str, str | None], seen: dict[str, int], problems: Problems
) -> Entry | None:
    cells = {k: (v or "").strip() for k, v in values.items() if k and isinstance(v, str | None)}
    file, text = cells.get("file", ""), values.get("text")
    before = len(problems.found)
    if not file:
        problems.add(index, row, "file: the cell is empty", do="name the report's file")
    elif not text and not _inside(index.parent, file):
        problems.add(index, row, f"file: {shown(file)}", allowed="a file inside the folder")
    elif not text and not (index.parent / file).is_file():
        problems.add(
            index, row, f"file: there is no {shown(file)}", do="correct it, or add the file"
        )
    elif file in seen:
        problems.add(index, row, f"file: {shown(file)} stands in row {seen[file]} already")
    seen.setdefault(file, row)
    published = _day(index, row, cells.get("published", ""), problems)
    if len(problems.found) > before or published is None:
        return None
    return Entry(
        row,
        file,
        cells.get("publisher", ""),
        cells.get("title", ""),
        published,
        cells.get("source_id", ""),
        cells.get("url", ""),
        cells.get("lang", ""),
        text or None,
    )


def _inside(folder: Path, file: str) -> bool:
    if "\x00" in file or Path(file).is_absolute():
        return False
    return (folder / file).resolve().is_relative_to(folder.resolve())


def _day(path: Path, row: int | None, cell: str, problems: Problems) -> date | None:
    try:
        return parse_day(cell)
    except CellError as error:
        problems.add(path, row, f"published: {error.found}", allowed=error.allowed, do=error.do)
        return None


def _report(folder: Path, entry: Entry, warn: Callable[[str], None]) -> Report | None:
    where = f"{folder / INDEX}, row {entry.row} ({entry.file})"
    if entry.lang and not entry.lang.lower().startswith("en"):
        warn(f"{where}: language {entry.lang}; only English is read, left out")
        return None
    if entry.text is not None:
        title, text = "", unwrapped(decode(entry.text.encode("utf-8", "replace")) or "")
    else:
        read = _read_file(folder / entry.file, warn)
        if read is None:
            return None
        _, title, text = read
    return Report(
        entry.file, entry.publisher, entry.title or title, entry.published, text, entry.source_id
    )


def _read_file(path: Path, warn: Callable[[str], None]) -> tuple[dict[str, str], str, str] | None:
    """Return front matter, title and text of a file, or None (and a warning) if it is no text."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        warn(f"{path}: cannot be read ({error.strerror}), left out")
        return None
    if len(data) > MAX_BYTES:
        warn(f"{path}: longer than {MAX_BYTES:,} bytes; only so much of it is read")
        data = data[:MAX_BYTES]
    text = decode(data)
    if text is None:
        warn(f"{path}: not a text, left out")
        return None
    values, text = front_matter(text)
    suffix = path.suffix.lower()
    if suffix in (".html", ".htm") or text[:500].lstrip().lower().startswith(
        ("<!doctype html", "<html")
    ):
        title, text = text_of_html(text)
        return values, title, text
    if suffix in (".md", ".markdown"):
        text = text_of_markdown(text)
    return values, "", unwrapped(text)


def _with_front_matter(folder: Path, warn: Callable[[str], None]) -> Iterator[Report]:
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
    if not files:
        raise UserError(
            Problem(
                str(folder),
                f"no {INDEX} and no texts",
                f"{INDEX} with file, publisher, title, "
                f"published; or {', '.join(SUFFIXES)} files with front matter",
            )
        )
    problems = Problems()
    for path in files:
        with path.open("rb") as stream:
            head = decode(stream.read(20_000)) or ""
        values, _ = front_matter(head)
        if "published" not in values:
            problems.add(
                path,
                None,
                "no day of publication",
                allowed="front matter with 'published: YYYY-MM-DD'",
                do=f"add it, or list the file in {INDEX}",
            )
        else:
            _day(path, None, values["published"], problems)
    problems.raise_any()
    for path in files:
        read = _read_file(path, warn)
        if read is None:
            continue
        values, title, text = read
        if values.get("lang", "en").lower()[:2] != "en":
            warn(f"{path}: language {values['lang']}; only English is read, left out")
            continue
        yield Report(
            path.name,
            values.get("publisher", ""),
            values.get("title", title),
            parse_day(values["published"]),
            text,
            values.get("source_id", ""),
        )
