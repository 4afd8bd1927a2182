"""Which code a command uses, as a hash: so that an edited module rebuilds just what uses it.

Code is hashed as its syntax tree without docstrings, so that a comment, a docstring or another
layout of the lines rebuilds nothing. Palette and words are no part of it: only pictures and pages
depend on them, and their rules say so by :func:`appearance_hash`.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE.name
_CARRIED = _PACKAGE / "_home"
"""The workflow and its inputs in a wheel, which are no code of a command."""
_DATA = (".yaml", ".csv", ".js", ".css", ".html", ".json")
_PALETTE = "palette.yaml"
_WORDS = "language"
"""The folder with a file of words for each language."""


def modules_used(module: str) -> frozenset[str]:
    """Return the names of all modules of this package that ``module`` imports, itself included.

    Imports inside functions count too. The import statements are read, nothing is run.
    """
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or (path := _path(name)) is None:
            continue
        found.add(name)
        parent = name.rpartition(".")[0]
        waiting += [*_parsed(path).imports, *([parent] if parent else [])]
    return frozenset(found)


def code_hash(*modules: str) -> str:
    """Return a short hash of the code of all modules that ``modules`` use, and of their data files.

    Palette and words are left out, see :func:`appearance_hash`.
    """
    names = frozenset().union(*(modules_used(m) for m in modules))
    paths = {path for name in names if (path := _path(name)) is not None}
    packages = {path.parent for path in paths}
    data = {p for folder in packages for p in _data_files(folder)}
    digests = {path: _parsed(path).digest for path in paths}
    digests |= {path: _file_hash(path) for path in data}
    return _digest(digests)


def appearance_hash(languages: Iterable[str]) -> str:
    """Return a short hash of the palette and of the words of ``languages``."""
    files = [_PACKAGE / _PALETTE, *(_PACKAGE / _WORDS / f"{lang}.yaml" for lang in languages)]
    return _digest({path: _file_hash(path) for path in files})


def _digest(digests: Mapping[Path, bytes]) -> str:
    digest = hashlib.sha256()
    for path, of_file in sorted(digests.items()):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(of_file)
    return digest.hexdigest()[:16]


@lru_cache(maxsize=4096)
def _file_hash(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _data_files(folder: Path) -> Iterator[Path]:
    """Yield the data files of a package's folder that are part of its code."""
    if folder == _PACKAGE / _WORDS:
        return
    for path in folder.iterdir():
        if path == _CARRIED:
            continue
        if path.is_dir() and not (path / "__init__.py").exists():
            yield from (p for p in path.rglob("*") if p.suffix in _DATA)
        elif path.suffix in _DATA and path != _PACKAGE / _PALETTE:
            yield path


@lru_cache(maxsize=4096)
def _path(module: str) -> Path | None:
    """Return the file of a module of this package, or ``None`` if it is not one."""
    parts = module.split(".")
    if parts[0] != _ROOT:
        return None
    base = _PACKAGE.joinpath(*parts[1:])
    for path in (base / "__init__.py", base.with_suffix(".py")):
        if path.is_file():
            return path
    return None


@dataclass(frozen=True)
class _Parsed:
    """A module's ``imports`` from this package, and the ``digest`` of what it does."""

    imports: frozenset[str]
    digest: bytes


@lru_cache(maxsize=4096)
def _parsed(path: Path) -> _Parsed:
    tree = ast.parse(path.read_bytes(), filename=str(path))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        _drop_texts(node)
    digest = hashlib.sha256(ast.dump(tree).encode()).digest()
    return _Parsed(frozenset(n for n in names if n.split(".")[0] == _ROOT), digest)


def _drop_texts(node: ast.AST) -> None:
    """Drop the docstrings of a module, class, function or attribute: texts that stand alone."""
    body = getattr(node, "body", None)
    if isinstance(body, list):
        body[:] = [part for part in body if not _is_text(part)]


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
