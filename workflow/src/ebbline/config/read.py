"""Reading and checking a configuration; every mistake is told with its path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ebbline.config.agreement import disagreements
from ebbline.config.model import Config
from ebbline.config.versions import REMOVED, SCHEMA_VERSION
from ebbline.errors import Problem, UserError, shown
from ebbline.tables import read_bytes_as_text
from ebbline.yamlfile import Document, read_yaml

Model = TypeVar("Model", bound=BaseModel)
_ALLOWED = {
    "tuple_type": "a list, such as [a, b]",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "text of the pattern {pattern}",
    "literal_error": "{expected}",
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
}
"""What is allowed, by pydantic's type of error, in the words of a configuration file."""
_OTHER_VERSION = "'ebbline migrate' changes an earlier one; a later one needs a later Ebbline"


def read_config(path: Path) -> Config:
    """Return the checked configuration of the YAML file at ``path``, or of the case so called.

    See :func:`config_path`.

    Raises
    ------
    UserError
        If the file cannot be read, is not YAML, or breaks the model; with every mistake, its line
        and its key.
    """
    path = config_path(path)
    document = read_yaml(path)
    return check_config(document.values, name=str(path), document=document)


def config_path(path: Path, *folders: Path) -> Path:
    """Return ``path``, or the configuration of the case that it names.

    A case is looked for in ``config/`` of the working folder, then in ``folders`` and in that of
    this installation: ``<case>.yaml``, else the file that says ``case: <case>``.

    Raises
    ------
    UserError
        If it is neither.
    """
    if path.suffix in (".yaml", ".yml") or path.exists() or path.name != str(path):
        return path
    from ebbline.layout import workflow_home

    cases: dict[str, Path] = {}
    for folder in (Path("config"), *folders, workflow_home() / "config"):
        if (folder / f"{path}.yaml").exists():
            return folder / f"{path}.yaml"
        for file in sorted(folder.glob("*.yaml")):
            cases.setdefault(_case_in(file), file)
    if str(path) in cases:
        return cases[str(path)]
    known = ", ".join(sorted(filter(None, cases))) or "none"
    raise UserError(
        Problem(str(path), "no such file, and no case of this name in config/", known, "correct it")
    )


def _case_in(file: Path) -> str:
    match = re.search(r"^case:\s*[\"']?([a-z0-9_-]+)", read_bytes_as_text(file), re.MULTILINE)
    return match[1] if match else ""


def check_config(values: Any, *, name: str, document: Document | None = None) -> Config:
    """Return the configuration that ``values`` spell, telling mistakes as of file ``name``.

    With the ``document`` that the values are from, lines are told too.
    """
    config = validated(Config, values, name=name, document=document, see="config/README.md")
    unfit = [
        replace(p, where=f"{_place(name, tuple(p.where.split('.')), document)}, key {p.where}")
        for p in disagreements(config)
    ]
    if unfit:
        raise UserError(unfit)
    return config


def validated(
    model: type[Model], values: Any, *, name: str, document: Document | None, see: str
) -> Model:
    """Return what ``values`` of a file ``name`` spell; ``see`` is where its keys are explained.

    Raises
    ------
    UserError
        With every mistake, its line (of the ``document``) and its key.
    """
    if not isinstance(values, dict):
        raise UserError(Problem(name, "no keys", "key: value lines", f"see {see}"))
    try:
        return model.model_validate(values)
    except ValidationError as error:
        found = error.errors(include_url=False)
        wrong = [e for e in found if not _follows(e, found)]
        raise UserError(
            [_problem(_place(name, e["loc"], document), e, see) for e in wrong]
        ) from None


def _follows(error: Any, found: Iterable[Any]) -> bool:
    """Return whether a list is called too short only because what stands in it is refused."""
    loc = error["loc"]
    inside = (e["loc"] for e in found if len(e["loc"]) > len(loc))
    return bool(error["type"] == "too_short" and any(i[: len(loc)] == loc for i in inside))


def _place(name: str, key: tuple[str | int, ...], document: Document | None) -> str:
    line = document.line(key) if document is not None else None
    return name if line is None else f"{name}, line {line}"


def _problem(name: str, error: Any, see: str) -> Problem:
    key = ".".join(str(part) for part in error["loc"]) or "(whole file)"
    where = f"{name}, key {key}"
    if key == "schema_version":
        return Problem(where, f"found {shown(error['input'])}", str(SCHEMA_VERSION), _OTHER_VERSION)
    if error["type"] == "extra_forbidden" and key in REMOVED:
        do = "'ebbline migrate' takes it out, and adds what came since"
        return Problem(where, f"a key of an earlier version; {REMOVED[key]}", do=do)
    if error["type"] == "extra_forbidden":
        return Problem(where, "unknown key", do=f"remove it, or see {see} for the keys")
    if error["type"] == "missing":
        return Problem(where, "the key is missing", do=f"add it, see {see}")
    if error["type"] == "value_error":
        return Problem(where, what_is_allowed(error), do=f"see {see}")
    do = f"see {see}"
    if isinstance(error["input"], bool) and error["type"] == "string_type":
        do = "put it in quotes: YAML reads yes, no, on and off as true and false"
    return Problem(where, f"found {shown(error['input'])}", what_is_allowed(error), do)


def what_is_allowed(error: Any) -> str:
    """Return what one of pydantic's errors says to be allowed, without its jargon."""
    allowed = _ALLOWED.get(error["type"])
    if allowed is not None:
        return allowed.format_map(error.get("ctx", {}))
    return str(error["msg"]).removeprefix("Value error, ")
