"""Reading YAML that people write: every mistake with its line, and nothing without end.

Only what a configuration needs is read: texts, numbers, true and false, lists and keys. Keys and
days stay texts, whatever they look like (``no: Norge``, ``2017-11-31``). Tags, keys that stand
twice, aliases that hold themselves or unfold to very much, and nesting without end are refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
_TEXT = "tag:yaml.org,2002:str"
_MERGE = "<<"
_BEGINS = {yaml.ScalarNode: "Scalar", yaml.SequenceNode: "SequenceStart"}
_Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """What a YAML file says: plain ``values``, and the ``lines`` of its keys, by their path.

    ``no_days`` are the values, by the path of their keys, that look like days which no calendar
    has: other programs make days of them, and end there.
    """

    values: Any
    lines: Mapping[_Key, int]
    no_days: Mapping[_Key, str]

    def line(self, path: _Key) -> int | None:
        """Return the line of the key at ``path``, or of the nearest key above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


class _Loader(yaml.SafeLoader):
    """A safe loader that leaves days as texts."""


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
    return parse_yaml(read_bytes_as_text(path), path)


def parse_yaml(text: str, path: Path) -> Document:
    """Return what ``text`` says, as :func:`read_yaml` does of the file at ``path``."""
    if len(text) > MOST_CHARACTERS:
        what = f"{len(text):,} characters"
        raise UserError(
            Problem(str(path), what, f"at most {MOST_CHARACTERS:,}", "is it this file?")
        )
    try:
        tagged = _check_depth(text, path)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            checked = _Checked(path, tagged)
            if node is not None:
                checked.size(node, ())
            values = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        what = getattr(error, "problem", None) or "cannot be parsed"
        raise UserError(Problem(where, f"not YAML: {what}", do="check the indentation")) from None
    return Document(values, checked.lines, checked.no_days)


def _check_depth(text: str, path: Path) -> set[tuple[int, str]]:
    """Refuse nesting without end and more values than any configuration has, before it is built.

    Return where in the text what has a tag begins, and what it is of ``_BEGINS``.
    """
    depth = 0
    tagged: set[tuple[int, str]] = set()
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _refused(path, event.start_mark, "lists within lists", f"{DEEPEST} levels")
        if count > MOST_NODES:
            raise _refused(path, event.start_mark, "too many values", f"at most {MOST_NODES:,}")
        if getattr(event, "tag", None) is not None:
            tagged.add((_at(event), type(event).__name__.removesuffix("Event")))
    return tagged


def _at(part: Any) -> int:
    return int(part.start_mark.index)


def _refused(path: Path, mark: Any, found: str, allowed: str = "", do: str = "") -> UserError:
    return UserError(Problem(f"{path}, line {mark.line + 1}", found, allowed, do))


class _Checked:
    """Refuses tags, doubled keys and runaway aliases; knows the lines of keys, and what is no day.

    ``tagged`` is where in the text what has a tag begins, and what that is.
    """

    def __init__(self, path: Path, tagged: Collection[tuple[int, str]]) -> None:
        self.path, self.tagged = path, tagged
        self.lines: dict[_Key, int] = {}
        self.no_days: dict[_Key, str] = {}
        self._sizes: dict[int, int] = {}
        self._above: set[int] = set()

    def size(self, node: yaml.Node, key: _Key) -> int:
        """Return how many values ``node`` at ``key`` unfolds to."""
        if id(node) in self._above:
            raise self._refused(node, "an alias that holds itself", do="write it out")
        if id(node) in self._sizes:
            return self._sizes[id(node)]
        self._check_tag(node, key)
        self._above.add(id(node))
        total = 1
        if isinstance(node, yaml.SequenceNode):
            for number, part in enumerate(node.value):
                self.lines.setdefault((*key, number), part.start_mark.line + 1)
                total += self.size(part, (*key, number))
        elif isinstance(node, yaml.MappingNode):
            self._check_keys(node, key)
            for name, part in node.value:
                inner = (*key, str(name.value))
                self.lines.setdefault(inner, name.start_mark.line + 1)
                total += self.size(part, inner)
        elif isinstance(node, yaml.ScalarNode):
            self._check_value(node, key)
        self._above.discard(id(node))
        if total > MOST_NODES:
            allowed = f"at most {MOST_NODES:,} values"
            raise self._refused(node, "aliases that unfold to very much", allowed)
        self._sizes[id(node)] = total
        return total

    def _refused(self, node: yaml.Node, found: str, allowed: str = "", do: str = "") -> UserError:
        return _refused(self.path, node.start_mark, found, allowed, do)

    def _check_tag(self, node: yaml.Node, key: _Key) -> None:
        if (_at(node), _BEGINS.get(type(node), "MappingStart")) in self.tagged:
            what = f"key {_named(key)}: the tag {shown(node.tag)}"
            raise self._refused(node, what, "values without tags", "remove the tag")

    def _check_value(self, node: yaml.ScalarNode, key: _Key) -> None:
        """Refuse what looks like a number and is none (``0x_``)."""
        if not _can_be(_Loader, node):
            what = f"key {_named(key)}: found {shown(node.value)}"
            raise self._refused(node, what, "a text or a number", "put a text between quotes")
        if not node.style and not _can_be(yaml.SafeLoader, node):
            self.no_days[key] = node.value

    def _check_keys(self, node: yaml.MappingNode, path: _Key) -> None:
        """Refuse a key that stands twice, of which the last would win in silence, or is no text."""
        seen: dict[str, int] = {}
        for key, part in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise self._refused(key, "a list or keys as a key", "a name as a key")
            self._check_tag(key, (*path, key.value))
            if key.value == _MERGE:
                if not isinstance(part, yaml.MappingNode | yaml.SequenceNode):
                    raise self._refused(key, "the key '<<' without keys to take over")
                continue
            key.tag = _TEXT
            if key.value in seen:
                what = f"the key {shown(key.value)} stands in line {seen[key.value]} too"
                raise self._refused(key, what, do="keep one of them")
            seen[key.value] = line


def _named(key: _Key) -> str:
    return ".".join(map(str, key)) or "(whole file)"


def _can_be(loader: type[yaml.SafeLoader], node: yaml.ScalarNode) -> bool:
    """Return whether ``loader`` can make a value of what a plain scalar, or another, says."""
    reader: Any = loader("")
    tag = reader.resolve(yaml.ScalarNode, node.value, (not node.style, bool(node.style)))
    try:
        reader.construct_object(yaml.ScalarNode(tag, node.value))
    except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
        return False
    return True
