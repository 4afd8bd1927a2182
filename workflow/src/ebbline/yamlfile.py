"""Reading YAML that people write: every mistake with its line, and nothing without end.

Only what a configuration needs is read: texts, numbers, true and false, lists and keys. Days stay
texts (``2017-11-31`` is told by who reads it, with its key). Tags, keys that stand twice, aliases
that hold themselves or unfold to very much, and nesting without end are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ebbline.errors import Problem, UserError, shown
from ebbline.tables import read_bytes_as_text

MOST_CHARACTERS = 400_000
DEEPEST = 30
MOST_NODES = 10_000
"""Values of a file with all aliases unfolded; the largest configuration in use has some hundred."""
_DAYS = "tag:yaml.org,2002:timestamp"
_MERGE = "<<"


@dataclass(frozen=True)
class Document:
    """What a YAML file says: plain ``values``, and the ``lines`` of its keys, by their path."""

    values: Any
    lines: Mapping[tuple[str | int, ...], int]

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """Return the line of the key at ``path``, or of the nearest key above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


class _Loader(yaml.SafeLoader):
    """A safe loader that leaves days as texts and knows no tags but its own."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _DAYS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> Document:
    """Return what the YAML file at ``path`` says.

    Raises
    ------
    UserError
        If it cannot be read, is not YAML or no YAML that is read here, with file and line.
    """
    text = read_bytes_as_text(path)
    if len(text) > MOST_CHARACTERS:
        what = f"{len(text):,} characters"
        raise UserError(
            Problem(str(path), what, f"at most {MOST_CHARACTERS:,}", "is it this file?")
        )
    try:
        _check_depth(text, path)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines = _checked(node, path)
            values = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        what = getattr(error, "problem", None) or "cannot be parsed"
        raise UserError(Problem(where, f"not YAML: {what}", do="check the indentation")) from None
    return Document(values, lines)


def _check_depth(text: str, path: Path) -> None:
    """Refuse nesting without end and more values than any configuration has, before it is built."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _refused(path, event.start_mark, "lists within lists", f"{DEEPEST} levels")
        if count > MOST_NODES:
            raise _refused(path, event.start_mark, "too many values", f"at most {MOST_NODES:,}")


def _refused(path: Path, mark: Any, found: str, allowed: str = "", do: str = "") -> UserError:
    return UserError(Problem(f"{path}, line {mark.line + 1}", found, allowed, do))


def _checked(root: yaml.Node | None, path: Path) -> dict[tuple[str | int, ...], int]:
    """Refuse tags, doubled keys and runaway aliases below ``root``; return the lines of keys."""
    lines: dict[tuple[str | int, ...], int] = {}
    sizes: dict[int, int] = {}
    above: set[int] = set()

    def size(node: yaml.Node, key: tuple[str | int, ...]) -> int:
        if id(node) in above:
            raise _refused(path, node.start_mark, "an alias that holds itself", do="write it out")
        if id(node) in sizes:
            return sizes[id(node)]
        _check_tag(node, path, key)
        above.add(id(node))
        total = 1
        if isinstance(node, yaml.SequenceNode):
            for number, part in enumerate(node.value):
                lines.setdefault((*key, number), part.start_mark.line + 1)
                total += size(part, (*key, number))
        elif isinstance(node, yaml.MappingNode):
            _check_keys(node, path)
            for name, part in node.value:
                inner = (*key, str(name.value))
                lines.setdefault(inner, name.start_mark.line + 1)
                total += size(part, inner)
        above.discard(id(node))
        if total > MOST_NODES:
            allowed = f"at most {MOST_NODES:,} values"
            raise _refused(path, node.start_mark, "aliases that unfold to very much", allowed)
        sizes[id(node)] = total
        return total

    if root is not None:
        size(root, ())
    return lines


def _check_tag(node: yaml.Node, path: Path, key: tuple[str | int, ...]) -> None:
    """Refuse a tag that is not read here, and a value that is not what its tag says."""
    known = node.tag in _Loader.yaml_constructors and node.tag != _DAYS
    if known and isinstance(node, yaml.ScalarNode):
        try:
            _Loader("").construct_object(node)
        except (
            yaml.YAMLError,
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            ArithmeticError,
        ):
            known = False
    if not known:
        name = ".".join(map(str, key)) or "(whole file)"
        what = f"key {name}: {shown(node.value)} with the tag {shown(node.tag)}"
        if not isinstance(node, yaml.ScalarNode):
            what = f"key {name}: the tag {shown(node.tag)}"
        raise _refused(path, node.start_mark, what, "values without tags", "remove the tag")


def _check_keys(node: yaml.MappingNode, path: Path) -> None:
    """Refuse a key that stands twice, of which the last would win in silence, or is no text."""
    seen: dict[str, int] = {}
    for key, part in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise _refused(path, key.start_mark, "a list or keys as a key", "a name as a key")
        if key.value == _MERGE:
            if not isinstance(part, yaml.MappingNode | yaml.SequenceNode):
                raise _refused(path, key.start_mark, "the key '<<' without keys to take over")
            continue
        if key.value in seen:
            what = f"the key {shown(key.value)} stands in line {seen[key.value]} too"
            raise _refused(path, key.start_mark, what, do="keep one of them")
        seen[key.value] = line
