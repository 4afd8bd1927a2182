"""Bring a case that an earlier Ebbline built to the present form of configuration and tables.

Keys that are gone leave the configuration, each with a word on what takes its place; comments and
everything else stay as they were written. The case's tables get the columns that were added since,
empty, as their last. The changes are shown as a diff. The command asks before it writes all of
them or, after any mistake, none; --yes answers, and without a terminal it only shows.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING
from pathlib import Path
from typing import Any

import yaml

from ebbline import tables
from ebbline.changes import show, tell_of_package, wanted
from ebbline.command import add_case_option, add_home_option
from ebbline.config.read import check_config, config_path
from ebbline.config.versions import REMOVED, SCHEMA_VERSION
from ebbline.errors import Problem, UserError, shown
from ebbline.files import writing
from ebbline.layout import Layout
from ebbline.tables import Table, header_of, read_bytes_as_text
from ebbline.yamlfile import Document, parse_yaml, read_yaml

_TABLES: Mapping[str, Table[Any]] = {
    "sources": tables.SOURCES,
    "claims": tables.CLAIMS,
    "aliases": tables.ALIASES,
    "case_places": tables.GAZETTEER,
    "published": tables.PUBLISHED,
    "display_names": tables.DISPLAY_NAMES,
}
_VERSION = "schema_version"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of ``ebbline migrate``."""
    add_case_option(parser)
    add_home_option(parser)
    parser.add_argument("--yes", action="store_true", help="write without asking")


def execute(options: Namespace) -> None:
    """Show the changes, and write them if that is wanted."""
    file = config_path(options.config)
    document = read_yaml(file)
    before = _text(file)
    after, told = migrated(before, document, name=str(file))
    config = check_config(
        parse_yaml(after, file).values, name=f"{file} as it would be", document=None
    )
    for key in told:
        print(f"note: {key}: gone; {REMOVED[key]}", file=sys.stderr)
    changes: dict[Path, str] = {}
    if after != before:
        show(file, before, after)
        changes[file] = after
    layout = Layout(config, options.home)
    for name, table in _TABLES.items():
        path = layout.path(name)
        if path.exists():
            new, added = with_columns(_text(path), path, table)
            if added:
                print(f"{path}: empty columns are added: {', '.join(added)}")
                changes[path] = new
    if not changes:
        print(f"nothing to change: version {SCHEMA_VERSION} already", file=sys.stderr)
        return
    if not wanted(f"write {', '.join(p.name for p in changes)}", yes=options.yes):
        return
    with writing(*changes) as drafts:
        for draft, new in zip(drafts, changes.values(), strict=True):
            draft.write_bytes(new.encode("utf-8"))
    print("written; 'ebbline check' tells whether all is well", file=sys.stderr)
    tell_of_package(layout.path("claims").parent)


def _text(path: Path) -> str:
    """Return a file's text with its line ends as they are."""
    read_bytes_as_text(path)  # tells what is no text
    return path.read_bytes().decode("utf-8")


def migrated(text: str, document: Document, *, name: str) -> tuple[str, list[str]]:
    """Return a configuration of the present version, and the keys that left it.

    ``text`` is YAML in file ``name``, ``document`` what it says. Lines of other keys stay as they
    are, with their comments.

    Raises
    ------
    UserError
        If it is of a later version, or is written so that it cannot be changed line by line.
    """
    values = document.values
    if not isinstance(values, dict):
        raise UserError(Problem(name, "no keys", "key: value lines", "see config/README.md"))
    found = values.get(_VERSION, 1)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= SCHEMA_VERSION:
        raise UserError(
            Problem(
                f"{name}, key {_VERSION}",
                f"found {shown(found)}",
                f"1 to {SCHEMA_VERSION}",
                "install the Ebbline that wrote it",
            )
        )
    gone = [key for key in REMOVED if _at(values, key.split("."))]
    wanted_values = _without(values, gone) | {_VERSION: SCHEMA_VERSION}
    for key in gone:
        text = _cut(text, key.split("."))
    text = _with_version(text)
    try:
        right = parse_yaml(text, Path(name)).values == wanted_values
    except UserError:
        right = False
    if not right:
        told = ", ".join(gone) or _VERSION
        what = "cannot be changed line by line (keys taken over by '<<', or an anchor among them)"
        do = f"remove by hand: {told}; and write {_VERSION}: {SCHEMA_VERSION}"
        raise UserError(Problem(name, what, do=do))
    return text, gone


def _at(values: Any, path: Sequence[str]) -> bool:
    for part in path:
        if not isinstance(values, dict) or part not in values:
            return False
        values = values[part]
    return True


def _without(values: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Return ``values`` without ``keys``, and without sections of which nothing is left."""
    cut: dict[str, Any] = {}
    for name, part in values.items():
        if name in keys:
            continue
        inner = [k.removeprefix(f"{name}.") for k in keys if k.startswith(f"{name}.")]
        if inner and isinstance(part, dict):
            left = _without(part, inner)
            if left or not part:
                cut[name] = left
        else:
            cut[name] = part
    return cut


def _cut(text: str, path: Sequence[str]) -> str:
    """Return YAML without the key at ``path``; a section of which nothing is left goes with it."""
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    chain: list[tuple[Any, int]] = []
    for part in path:
        if not isinstance(node, yaml.MappingNode):
            return text
        names = [key.value for key, _ in node.value]
        if part not in names:
            return text
        number = names.index(part)
        chain.append((node, number))
        node = node.value[number][1]
    while len(chain) > 1 and len(chain[-1][0].value) == 1:
        chain.pop()
    mapping, number = chain[-1]
    entries = mapping.value
    key, value = entries[number]
    if mapping.flow_style:
        if number + 1 < len(entries):
            return text[: key.start_mark.index] + text[entries[number + 1][0].start_mark.index :]
        start = entries[number - 1][1].end_mark.index if number else key.start_mark.index
        return text[:start] + text[value.end_mark.index :]
    lines = text.splitlines(keepends=True)
    del lines[key.start_mark.line : _last_line(value, key.end_mark.line) + 1]
    return "".join(lines)


def _last_line(node: Any, least: int) -> int:
    """Return the last line of a value; a block's own end lies where the next key begins."""
    if isinstance(node, yaml.ScalarNode):
        end = node.end_mark
        return max(least, int(end.line) - (node.style in ("|", ">") and end.column == 0))
    if node.flow_style:
        return max(least, int(node.end_mark.line))
    inner = (
        part for entry in node.value for part in (entry if isinstance(entry, tuple) else [entry])
    )
    return max([least, *(_last_line(part, least) for part in inner)])


def _with_version(text: str) -> str:
    """Return YAML that says its version: where it stood, or before the first key."""
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, value in root.value:
        if key.value == _VERSION:
            start, end = value.start_mark.index, value.end_mark.index
            return f"{text[:start]}{SCHEMA_VERSION}{text[end:]}"
    if not root.value:
        return text
    at = root.value[0][0].start_mark.index
    end = ", " if root.flow_style else "\r\n" if "\r\n" in text else "\n"
    return f"{text[:at]}{_VERSION}: {SCHEMA_VERSION}{end}{text[at:]}"


def with_columns(text: str, path: Path, table: Table[Any]) -> tuple[str, list[str]]:
    """Return a table's ``text`` with the columns that it lacks, empty, and the names of these.

    Every cell, comment and line end stays as it is; a table without a header does too.
    """
    header, delimiter = header_of(path)
    missing = [c.name for c in table.columns if c.name not in header and c.default is not MISSING]
    if not missing or not header:
        return text, []
    lines = text.splitlines(keepends=True)
    ends = list(_ends(lines, delimiter))
    for number, end in enumerate(ends):
        line = lines[end].rstrip("\r\n")
        added = delimiter.join(missing) if number == 0 else delimiter * (len(missing) - 1)
        lines[end] = line + delimiter + added + lines[end][len(line) :]
    return "".join(lines), missing


def _ends(lines: Sequence[str], delimiter: str) -> Iterator[int]:
    """Yield the last line of each row of a table, the header first; comments are no rows."""
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter)
    for row in reader:
        first = row[0].lstrip("\ufeff \t") if row else ""
        blank = not any(cell.strip() for cell in row)
        if not blank and not first.startswith("#") and not re.fullmatch(r"sep=.?", first.lower()):
            yield reader.line_num - 1
