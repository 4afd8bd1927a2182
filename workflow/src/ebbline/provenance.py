"""Which code a command uses, as a hash: so that an edited module rebuilds just what uses it."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE.name
_DATA = (".yaml", ".csv", ".js", ".css", ".html", ".json")


def modules_used(module: str) -> frozenset[str]:
    """Return the names of all modules of this package that ``module`` imports, itself included.

    Imports inside functions count too. The import statements are read, nothing is run.
    """
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or _path(name) is None:
            continue
        found.add(name)
        parent = name.rpartition(".")[0]
        waiting += [*_imports(name), *([parent] if parent else [])]
    return frozenset(found)


def code_hash(*modules: str) -> str:
    """Return a short hash of the code and data files of all modules that ``modules`` use."""
    names = frozenset().union(*(modules_used(m) for m in modules))
    paths = {path for name in names if (path := _path(name)) is not None}
    packages = {path.parent for path in paths}
    data = {p for folder in packages for p in _data_files(folder)}
    digest = hashlib.sha256()
    for path in sorted(paths | data):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(_file_hash(path))
    return digest.hexdigest()[:16]


@lru_cache(maxsize=4096)
def _file_hash(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _data_files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and not (path / "__init__.py").exists():
            yield from (p for p in path.rglob("*") if p.suffix in _DATA)
        elif path.suffix in _DATA:
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


@lru_cache(maxsize=4096)
def _imports(module: str) -> frozenset[str]:
    path = _path(module)
    assert path is not None  # noqa: S101 - the caller has checked
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes(), filename=str(path))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(n for n in names if n.split(".")[0] == _ROOT)
